/* Which function writes the sentence of which analysis, what it may be said of, and numbers in sentences. */
#include "reports/sentences.h"

#include "reports/html.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The writer of an analysis' sentence, and the figure whose `reason` says that the sentence holds only among the
 * evaluated points; NULL if the sentence is an estimate of the whole space. */
typedef struct sentence_row {
    const char *analysis;
    nsc_sentence_writer *write;
    const char *table, *statistic;
} sentence_row;

static const sentence_row rows[] = {
    {"rwa", nsc_sentence_rwa, NULL, NULL},
    {"encodingrwa", nsc_sentence_encodingrwa, NULL, NULL},
    {"information", nsc_sentence_information, "summary", "m0"},
    {"neighbourfitness", nsc_sentence_neighbourfitness, NULL, NULL},
    {"gradient", nsc_sentence_gradient, NULL, NULL},
    {"neutrality", nsc_sentence_neutrality, NULL, NULL},
    {"evolvability", nsc_sentence_evolvability, "summary", "better_half_improving_share"},
    {"optima", nsc_sentence_optima, "summary", "strict_optima"},
    {"basins", nsc_sentence_basins, "summary", "reach_best"},
    {"lon", nsc_sentence_lon, "summary", "funnels"},
    {"escape", nsc_sentence_escape, "summary", "returned_2"},
    {"access", nsc_sentence_access, "summary", "accessible_share"},
    {"nearestbetter", nsc_sentence_nearestbetter, "summary", "mean_better_distance"},
    {"fdc", nsc_sentence_fdc, "statistics", "pearson"},
    {"dispersion", nsc_sentence_dispersion, "summary", "ratio_mean_05"},
    {"peaks", nsc_sentence_peaks, NULL, NULL},
    {"opeffect", nsc_sentence_opeffect, NULL, NULL},
    {"opfrequency", nsc_sentence_opfrequency, NULL, NULL},
    {"depthwidth", nsc_sentence_depthwidth, NULL, NULL},
    {"variance", nsc_sentence_variance, NULL, NULL},
    {"interactions", nsc_sentence_interactions, "summary", "sign_share"},
    {"distribution", nsc_sentence_distribution, NULL, NULL},
    {"cost", nsc_sentence_cost, NULL, NULL},
    {"noise", nsc_sentence_noise, NULL, NULL},
    {"budgets", nsc_sentence_budgets, NULL, NULL},
    {"compare", nsc_sentence_compare, NULL, NULL},
};

/* ---- what a sentence may be said of ---- */

/* Fewer points show no landscape: only their distribution is told. */
enum { FEWEST_POINTS = 5 };

bool nsc_sentence_is_partial(const nsc_report_result *result) {
    return result->fitness->known_count < result->fitness->point_count;
}

/* Also true without any value. */
static bool is_constant(const nsc_fitness *fitness) {
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (!isnan(fitness->values[point])) {
            least = fmin(least, fitness->values[point]);
            most = fmax(most, fitness->values[point]);
        }
    return most <= least;
}

static bool shows_a_landscape(const nsc_fitness *fitness) {
    return fitness->known_count >= FEWEST_POINTS && !is_constant(fitness);
}

/* The caveat of the figure that a sentence rests on; NULL if there is none. */
static const char *caveat_of(const nsc_report_result *result, const sentence_row *row) {
    const nsc_table *table = row->table != NULL ? nsc_report_table(result, row->table) : NULL;
    return table != NULL && nsc_sentence_is_partial(result)
               ? nsc_report_text(table, nsc_report_row(table, "statistic", row->statistic), "reason")
               : NULL;
}

/* Writes "Among the evaluated points (2.7 % of neighbours are evaluated): " before a sentence; false if too long. */
static bool limit_to_evaluated(const nsc_fitness *fitness, const char *caveat, char text[NSC_SENTENCE_SIZE]) {
    static const char part[] = "of the measured part: ";
    char sentence[NSC_SENTENCE_SIZE], detail[2 * NSC_SENTENCE_NUMBER], share[NSC_SENTENCE_NUMBER];
    snprintf(sentence, sizeof sentence, "%s", text);
    sentence[0] = (char)tolower((unsigned char)sentence[0]);
    if (strncmp(caveat, part, sizeof part - 1) == 0)
        snprintf(detail, sizeof detail, "%s", caveat + sizeof part - 1);
    else
        snprintf(detail, sizeof detail, "%s %% of all",
                 nsc_sentence_number(100 * nsc_fitness_coverage(fitness), share));
    return snprintf(text, NSC_SENTENCE_SIZE, "Among the evaluated points (%s): %s", detail, sentence) <
           NSC_SENTENCE_SIZE;
}

/* A number that is missing reads as a dash. */
static bool lacks_a_number(const char *text) {
    char missing[NSC_SENTENCE_NUMBER];
    return strstr(text, nsc_sentence_number(NAN, missing)) != NULL;
}

/* The sentence; `for_findings` leaves out what holds only among evaluated points that are fewer than half of all. */
static bool write_sentence(const nsc_report_result *result, bool for_findings, char text[NSC_SENTENCE_SIZE]) {
    const nsc_fitness *fitness = result->fitness;
    const sentence_row *row = rows;
    while (row < rows + NSC_COUNT_OF(rows) && strcmp(row->analysis, result->analysis->name) != 0)
        row++;
    if (result->tables[0] == NULL || row == rows + NSC_COUNT_OF(rows))
        return false;
    if (row->write != nsc_sentence_distribution && !shows_a_landscape(fitness))
        return false;
    if (!row->write(result, text) || lacks_a_number(text))
        return false;
    const char *caveat = caveat_of(result, row);
    if (caveat == NULL)
        return true;
    return !(for_findings && fitness->known_count < fitness->point_count - fitness->known_count) &&
           limit_to_evaluated(fitness, caveat, text);
}

bool nsc_result_sentence(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    return write_sentence(result, false, text);
}

bool nsc_result_finding(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    return write_sentence(result, true, text);
}

/* ---- numbers ---- */

const char *nsc_sentence_plural(double count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

const char *nsc_sentence_reason(const nsc_report_result *result, const char *statistic) {
    const nsc_table *summary = nsc_report_table(result, "summary");
    return nsc_report_text(summary, nsc_report_row(summary, "statistic", statistic), "reason");
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

static const char *write_estimate(double value, double low, double high, char text[NSC_SENTENCE_NUMBER]) {
    char digits[NSC_HTML_NUMBER], from[NSC_HTML_NUMBER], to[NSC_HTML_NUMBER];
    nsc_html_number(value, 3, digits);
    if (isfinite(low) && isfinite(high) && low < high)
        snprintf(text, NSC_SENTENCE_NUMBER, "%s [%s, %s]", digits, nsc_html_number(low, 3, from),
                 nsc_html_number(high, 3, to));
    else
        snprintf(text, NSC_SENTENCE_NUMBER, "%s", digits);
    return text;
}

const char *nsc_sentence_with_interval(const nsc_table *table, size_t row, const char *value, const char *low,
                                       const char *high, char text[NSC_SENTENCE_NUMBER]) {
    return write_estimate(nsc_report_number(table, row, value), nsc_report_number(table, row, low),
                          nsc_report_number(table, row, high), text);
}

const char *nsc_sentence_estimate(const nsc_report_result *result, const char *statistic, double factor,
                                  char text[NSC_SENTENCE_NUMBER]) {
    const nsc_table *summary = nsc_report_table(result, "summary");
    const size_t row = nsc_report_row(summary, "statistic", statistic);
    return write_estimate(factor * nsc_report_number(summary, row, "value"),
                          factor * nsc_report_number(summary, row, "low"),
                          factor * nsc_report_number(summary, row, "high"), text);
}
