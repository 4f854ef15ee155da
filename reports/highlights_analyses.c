/* Key findings about any landscape: the sentences of the analyses that were run, the most telling first. */
#include "reports/exhibits.h"
#include "reports/highlights.h"
#include "reports/sentences.h"

#include <string.h>

/* By what they tell a reader who sees the landscape for the first time. */
static const char *const order[] = {"distribution", "rwa",        "optima",      "basins",           "fdc",
                                    "lon",          "access",     "opeffect",    "depthwidth",       "noise",
                                    "variance",     "compare",    "neutrality",  "interactions",     "evolvability",
                                    "escape",       "dispersion", "encodingrwa", "nearestbetter",    "gradient",
                                    "cost",         "budgets",    "opfrequency", "neighbourfitness", "information",
                                    "peaks"};

/* The sentence of the first result of an analysis that has one. */
static void tell(const nsc_report_run *run, const char *analysis, nsc_highlights *highlights) {
    char text[NSC_SENTENCE_SIZE];
    for (size_t number = 0; number < run->result_count; number++) {
        const nsc_report_result *result = run->results[number];
        if (strcmp(result->analysis->name, analysis) != 0 || !nsc_result_finding(result, text))
            continue;
        nsc_highlight(highlights, "%s%s%s", run->label != NULL ? run->label : "", run->label != NULL ? ": " : "", text);
        return;
    }
}

static void show_figures(const nsc_report_run *run, nsc_highlights *highlights) {
    static const char *const shown[][2] = {
        {"density", "histogram"}, {"rwa", "lags"}, {"fdc", "distances"}, {"basins", "basins"}, {"depthwidth", "means"}};
    for (size_t row = 0; row < NSC_COUNT_OF(shown); row++)
        for (size_t number = 0; number < run->exhibit_count; number++) {
            const nsc_exhibit *exhibit = run->exhibits[number];
            if (exhibit->analysis == NULL || exhibit->svg == NULL ||
                strcmp(exhibit->analysis->name, shown[row][0]) != 0 || strcmp(exhibit->table, shown[row][1]) != 0)
                continue;
            nsc_highlight_figure(highlights, exhibit->name);
            break;
        }
}

void nsc_landscape_highlights(const nsc_report_run *run, nsc_highlights *highlights) {
    for (size_t row = 0; row < NSC_COUNT_OF(order); row++) {
        tell(run, order[row], highlights);
        for (size_t other = 0; other < run->other_count; other++)
            tell(run->others[other], order[row], highlights);
    }
    show_figures(run, highlights);
}
