/* Key findings about any landscape: a sentence or two of each analysis that was run. */
#include "reports/highlights.h"

void nsc_landscape_highlights(const nsc_report_run *run, nsc_highlights *highlights) {
    (void)run, (void)highlights;
}
