/* Sentences on the composition of the fitness and on measurements. */
#include "reports/sentences.h"

#include <math.h>
#include <string.h>

typedef char number[NSC_SENTENCE_NUMBER];

/* ---- composition ---- */

/* The row with the largest number in a column, in absolute value if `absolute`; the number of rows if all are
 * missing. */
static size_t row_of_largest(const nsc_table *table, const char *column, bool absolute) {
    size_t found = nsc_table_row_count(table);
    double largest = -HUGE_VAL;
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        const double value = nsc_report_number(table, row, column);
        if (!isnan(value) && (absolute ? fabs(value) : value) > largest) {
            largest = absolute ? fabs(value) : value;
            found = row;
        }
    }
    return found;
}

bool nsc_sentence_opeffect(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *effects = nsc_report_table(result, "effects");
    const size_t row = row_of_largest(effects, "mean", true);
    number mean;
    if (row == nsc_table_row_count(effects) || nsc_report_number(effects, row, "mean") == 0)
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "Of all replacements, `%s` by `%s` changes `%s` most: by %s on average over pairs of neighbours.",
             nsc_report_text(effects, row, "from"), nsc_report_text(effects, row, "to"), result->fitness->rule.text,
             nsc_sentence_with_interval(effects, row, "mean", "low", "high", mean));
    return true;
}

/* Among fewer of the best points a frequency says nothing. */
enum { FEWEST_BEST = 10 };

bool nsc_sentence_opfrequency(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *shares = nsc_report_table(result, "shares");
    const size_t row = row_of_largest(shares, "enrichment", false);
    number times, percent;
    if (row == nsc_table_row_count(shares) || !(nsc_report_number(shares, row, "top_points") >= FEWEST_BEST))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE, "Among the best %s %% `%s` is %s times as frequent as among all points.",
             nsc_sentence_number(nsc_report_number(shares, row, "top_percent"), percent),
             nsc_report_text(shares, row, "operation"),
             nsc_sentence_with_interval(shares, row, "enrichment", "enrichment_low", "enrichment_high", times));
    return true;
}

/* The value of depth or width with the best mean, and the others whose means the intervals do not tell from it. */
typedef struct best_mean {
    size_t row; /* the number of rows if no mean has an interval */
    double value, least, most;
} best_mean;

/* True if a row is about the measure and has a mean that is exact or an estimate with an interval. */
static bool has_mean(const nsc_table *means, size_t row, const char *measure) {
    return nsc_report_is(means, row, "measure", measure) && !isnan(nsc_report_number(means, row, "mean")) &&
           !isnan(nsc_report_number(means, row, "low")) && !isnan(nsc_report_number(means, row, "high"));
}

static best_mean find_best_mean(const nsc_report_result *result, const nsc_table *means, const char *measure) {
    const bool minimise = result->fitness->direction == NSC_MINIMISE;
    const double sign = minimise ? -1 : 1;
    const char *worse_end = minimise ? "high" : "low", *better_end = minimise ? "low" : "high";
    const size_t rows = nsc_table_row_count(means);
    double bound = -HUGE_VAL;
    best_mean best = {.row = rows, .least = HUGE_VAL, .most = -HUGE_VAL};
    for (size_t row = 0; row < rows; row++) {
        if (!has_mean(means, row, measure))
            continue;
        bound = fmax(bound, sign * nsc_report_number(means, row, worse_end));
        if (best.row == rows ||
            sign * nsc_report_number(means, row, "mean") > sign * nsc_report_number(means, best.row, "mean"))
            best.row = row;
    }
    best.value = nsc_report_number(means, best.row, "value");
    for (size_t row = 0; row < rows; row++)
        if (has_mean(means, row, measure) &&
            (row == best.row || sign * nsc_report_number(means, row, better_end) > bound)) {
            best.least = fmin(best.least, nsc_report_number(means, row, "value"));
            best.most = fmax(best.most, nsc_report_number(means, row, "value"));
        }
    return best;
}

/* "width 3 (0.91 [0.90, 0.92])", or "width 3 to 5, which the intervals do not tell apart (at 5: 0.91 [0.6, 0.92])". */
static void write_best_mean(const nsc_table *means, const char *measure, const best_mean *best,
                            char text[2 * NSC_SENTENCE_NUMBER]) {
    number mean;
    nsc_sentence_with_interval(means, best->row, "mean", "low", "high", mean);
    if (best->least == best->most)
        snprintf(text, sizeof(char[2 * NSC_SENTENCE_NUMBER]), "%s %.0f (%s)", measure, best->value, mean);
    else
        snprintf(text, sizeof(char[2 * NSC_SENTENCE_NUMBER]),
                 "%s %.0f to %.0f, which the intervals do not tell apart (at %.0f: %s)", measure, best->least,
                 best->most, best->value, mean);
}

bool nsc_sentence_depthwidth(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *means = nsc_report_table(result, "means");
    const best_mean depth = find_best_mean(result, means, "depth"), width = find_best_mean(result, means, "width");
    char at_depth[2 * NSC_SENTENCE_NUMBER], at_width[2 * NSC_SENTENCE_NUMBER];
    if (isnan(depth.value) || isnan(width.value))
        return false;
    write_best_mean(means, "depth", &depth, at_depth);
    write_best_mean(means, "width", &width, at_width);
    return snprintf(text, NSC_SENTENCE_SIZE, "The mean of `%s` is best at %s and at %s.", result->fitness->rule.text,
                    at_depth, at_width) < NSC_SENTENCE_SIZE;
}

bool nsc_sentence_variance(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number counts, shape, positions;
    const double by_shape = nsc_sentence_figure(result, "shape_share");
    const double by_position = nsc_sentence_figure(result, "positions_share");
    if (isnan(nsc_sentence_figure(result, "symbol_counts_share")))
        return false;
    nsc_sentence_estimate(result, "symbol_counts_share", 100, counts);
    if (!isnan(by_shape))
        snprintf(text, NSC_SENTENCE_SIZE,
                 "How often each symbol occurs explains %s %% of the variance of the fitness, the shape %s %%.", counts,
                 nsc_sentence_estimate(result, "shape_share", 100, shape));
    else if (!isnan(by_position))
        snprintf(text, NSC_SENTENCE_SIZE,
                 "How often each symbol occurs explains %s %% of the variance of the fitness, single positions %s %%.",
                 counts, nsc_sentence_estimate(result, "positions_share", 100, positions));
    else
        snprintf(text, NSC_SENTENCE_SIZE, "How often each symbol occurs explains %s %% of the variance of the fitness.",
                 counts);
    return true;
}

bool nsc_sentence_interactions(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const double sign = nsc_sentence_figure(result, "sign_share");
    const double reciprocal = nsc_sentence_figure(result, "reciprocal_share");
    number reversed, both;
    if (isnan(sign) || isnan(reciprocal))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "In %s %% of all pairs of changes one reverses the sign of the other's effect, in %s %% each does.",
             nsc_sentence_number(100 * (sign + reciprocal), reversed), nsc_sentence_number(100 * reciprocal, both));
    return true;
}

/* ---- measurements ---- */

/* One point, or all of one fitness: there is nothing to spread. */
static void write_constant(const nsc_fitness *fitness, double value, char text[NSC_SENTENCE_SIZE]) {
    number points, fitness_value;
    nsc_sentence_number(value, fitness_value);
    if (fitness->known_count == 1)
        snprintf(text, NSC_SENTENCE_SIZE, "The only evaluated point has `%s` = %s.", fitness->rule.text, fitness_value);
    else
        snprintf(text, NSC_SENTENCE_SIZE,
                 "All %s evaluated points have `%s` = %s: nothing can be said of differences between points.",
                 nsc_sentence_number(fitness->known_count, points), fitness->rule.text, fitness_value);
}

bool nsc_sentence_distribution(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number mean, deviation, median, least, most;
    const double smallest = nsc_sentence_figure(result, "minimum");
    if (isnan(nsc_sentence_figure(result, "mean")))
        return false;
    if (smallest == nsc_sentence_figure(result, "maximum")) {
        write_constant(result->fitness, smallest, text);
        return true;
    }
    snprintf(text, NSC_SENTENCE_SIZE,
             "The fitness `%s`%s has a mean of %s, a standard deviation of %s and a median of %s; %s from %s to %s.",
             result->fitness->rule.text, result->fitness->direction == NSC_MINIMISE ? " (lower is better)" : "",
             nsc_sentence_estimate(result, "mean", 1, mean),
             nsc_sentence_estimate(result, "standard_deviation", 1, deviation),
             nsc_sentence_number(nsc_sentence_figure(result, "median"), median),
             nsc_sentence_is_partial(result) ? "the evaluated points range" : "it ranges",
             nsc_sentence_number(smallest, least), nsc_sentence_number(nsc_sentence_figure(result, "maximum"), most));
    return true;
}

bool nsc_sentence_cost(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *correlations = nsc_report_table(result, "correlations");
    number pearson, spearman;
    for (size_t row = 0; row < nsc_table_row_count(correlations); row++) {
        const double value = nsc_report_number(correlations, row, "pearson");
        if (!nsc_report_is(correlations, row, "first", "fitness") || isnan(value))
            continue;
        snprintf(text, NSC_SENTENCE_SIZE, "Fitness and %s correlate by %s, by ranks %s.",
                 nsc_report_text(correlations, row, "second"), nsc_sentence_number(value, pearson),
                 nsc_sentence_number(nsc_report_number(correlations, row, "spearman"), spearman));
        return true;
    }
    return false;
}

bool nsc_sentence_noise(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *deviations = nsc_report_table(result, "deviations");
    number median, epochs;
    size_t found = nsc_table_row_count(deviations);
    for (size_t row = 0; row < nsc_table_row_count(deviations); row++)
        if (nsc_report_is(deviations, row, "split", "test") && !isnan(nsc_report_number(deviations, row, "median")))
            found = row;
    if (found == nsc_table_row_count(deviations))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "Runs of one point differ by a standard deviation of %s (median, test accuracy after %s epochs).",
             nsc_sentence_number(nsc_report_number(deviations, found, "median"), median),
             nsc_sentence_number(nsc_report_number(deviations, found, "epochs"), epochs));
    return true;
}

bool nsc_sentence_budgets(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *correlations = nsc_report_table(result, "correlations");
    number spearman;
    for (size_t row = nsc_table_row_count(correlations); row-- > 0;) {
        const double value = nsc_report_number(correlations, row, "spearman");
        if (isnan(value) || nsc_report_is(correlations, row, "among", "all"))
            continue;
        snprintf(text, NSC_SENTENCE_SIZE, "The rankings by `%s` and by `%s` correlate by %s among the %s.",
                 nsc_report_text(correlations, row, "first"), nsc_report_text(correlations, row, "second"),
                 nsc_sentence_number(value, spearman), nsc_report_text(correlations, row, "among"));
        return true;
    }
    return false;
}

bool nsc_sentence_compare(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *first = result->tables[0];
    number spearman;
    const double value = nsc_report_number(first, 0, "spearman");
    if (isnan(value))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE, "The rankings by `%s` and by `%s` correlate by %s.",
             nsc_report_text(first, 0, "first"), nsc_report_text(first, 0, "second"),
             nsc_sentence_number(value, spearman));
    return true;
}
