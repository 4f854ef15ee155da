/* Which function writes the sentence of which analysis, and numbers in sentences. */
#include "reports/sentences.h"

#include "reports/html.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *analysis;
    nsc_sentence_writer *write;
} writers[] = {
    {"rwa", nsc_sentence_rwa},
    {"encodingrwa", nsc_sentence_encodingrwa},
    {"information", nsc_sentence_information},
    {"neighbourfitness", nsc_sentence_neighbourfitness},
    {"gradient", nsc_sentence_gradient},
    {"neutrality", nsc_sentence_neutrality},
    {"evolvability", nsc_sentence_evolvability},
    {"optima", nsc_sentence_optima},
    {"basins", nsc_sentence_basins},
    {"lon", nsc_sentence_lon},
    {"escape", nsc_sentence_escape},
    {"access", nsc_sentence_access},
    {"nearestbetter", nsc_sentence_nearestbetter},
    {"fdc", nsc_sentence_fdc},
    {"dispersion", nsc_sentence_dispersion},
    {"peaks", nsc_sentence_peaks},
    {"opeffect", nsc_sentence_opeffect},
    {"opfrequency", nsc_sentence_opfrequency},
    {"depthwidth", nsc_sentence_depthwidth},
    {"variance", nsc_sentence_variance},
    {"interactions", nsc_sentence_interactions},
    {"distribution", nsc_sentence_distribution},
    {"cost", nsc_sentence_cost},
    {"noise", nsc_sentence_noise},
    {"budgets", nsc_sentence_budgets},
    {"compare", nsc_sentence_compare},
};

bool nsc_result_sentence(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    for (size_t row = 0; result->tables[0] != NULL && row < NSC_COUNT_OF(writers); row++)
        if (strcmp(writers[row].analysis, result->analysis->name) == 0)
            return writers[row].write(result, text);
    return false;
}

double nsc_sentence_figure(const nsc_report_result *result, const char *statistic) {
    const nsc_table *summary = nsc_report_table(result, "summary");
    return nsc_report_number(summary, nsc_report_row(summary, "statistic", statistic), "value");
}

const char *nsc_sentence_number(double number, char text[NSC_SENTENCE_NUMBER]) {
    char digits[NSC_HTML_NUMBER];
    snprintf(text, NSC_SENTENCE_NUMBER, "%s", nsc_html_number(number, 3, digits));
    return text;
}

const char *nsc_sentence_estimate(const nsc_report_result *result, const char *statistic, double factor,
                                  char text[NSC_SENTENCE_NUMBER]) {
    const nsc_table *summary = nsc_report_table(result, "summary");
    const size_t row = nsc_report_row(summary, "statistic", statistic);
    const double low = factor * nsc_report_number(summary, row, "low");
    const double high = factor * nsc_report_number(summary, row, "high");
    char digits[NSC_HTML_NUMBER], from[NSC_HTML_NUMBER], to[NSC_HTML_NUMBER];
    nsc_html_number(factor * nsc_report_number(summary, row, "value"), 3, digits);
    if (isfinite(low) && isfinite(high) && low < high)
        snprintf(text, NSC_SENTENCE_NUMBER, "%s [%s, %s]", digits, nsc_html_number(low, 3, from),
                 nsc_html_number(high, 3, to));
    else
        snprintf(text, NSC_SENTENCE_NUMBER, "%s", digits);
    return text;
}
