/* Key findings of the report on Ying et al. 2019, with what the paper states beside each. */
#include "reports/claims_internal.h"
#include "reports/highlights.h"

void nsc_paper_highlights(const nsc_report_run *run, nsc_highlights *highlights) {
    (void)run;
    nsc_highlight_figure(highlights, "autocorrelation");
}
