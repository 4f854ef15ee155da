/* Sentences on walks, neighbours, optima and distances. */
#include "reports/sentences.h"

#include <math.h>
#include <string.h>

typedef char number[NSC_SENTENCE_NUMBER];

/* ---- walks ---- */

/* " From lag 37 on (square root 6.1) it is within the noise of a walk of 1,000,000 steps." */
static bool write_walk(const nsc_report_result *result, const char *start, char text[NSC_SENTENCE_SIZE]) {
    const double lag = nsc_sentence_figure(result, "first_lag_within_noise");
    const double steps = nsc_sentence_figure(result, "walk_length");
    number first, length, from;
    if (isnan(nsc_sentence_figure(result, "autocorrelation_1")))
        return false;
    nsc_sentence_estimate(result, "autocorrelation_1", 1, first);
    nsc_sentence_number(steps, length);
    if (isnan(lag))
        snprintf(text, NSC_SENTENCE_SIZE,
                 "%s the autocorrelation of the fitness is %s; it stays above the noise of a walk of %s steps at all "
                 "%u lags.",
                 start, first, length, result->options.lags);
    else if (nsc_sentence_reason(result, "first_lag_within_noise") != NULL)
        snprintf(text, NSC_SENTENCE_SIZE,
                 "%s the autocorrelation of the fitness is %s; too few points are evaluated to say from which lag on "
                 "it is within the noise of a walk of %s steps.",
                 start, first, length);
    else
        snprintf(text, NSC_SENTENCE_SIZE,
                 "%s the autocorrelation of the fitness is %s; from lag %s on (square root %.1f) it is within the "
                 "noise of a walk of %s steps.",
                 start, first, nsc_sentence_number(lag, from), sqrt(lag), length);
    return true;
}

bool nsc_sentence_rwa(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    char start[128];
    snprintf(start, sizeof start, "After one random step to a neighbour (%s)", result->relation->name);
    return write_walk(result, start, text);
}

bool nsc_sentence_encodingrwa(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    char start[128];
    snprintf(start, sizeof start, "After one random change of an encoding (edge limit %s pruning)",
             result->options.validity == NSC_VALID_RAW ? "before" : "after");
    return write_walk(result, start, text);
}

bool nsc_sentence_information(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number turns;
    if (isnan(nsc_sentence_figure(result, "m0")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE, "A random walk turns from up to down or back at %s %% of its steps%s.",
             nsc_sentence_estimate(result, "m0", 100, turns),
             nsc_sentence_is_partial(result) ? "" : " (66.7 % on a random fitness)");
    return true;
}

/* ---- neighbours ---- */

bool nsc_sentence_neighbourfitness(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number edge, mean;
    const bool by_ranks = isnan(nsc_sentence_figure(result, "neighbour_pearson"));
    if (isnan(nsc_sentence_figure(result, "edge_correlation")))
        return false;
    nsc_sentence_estimate(result, by_ranks ? "neighbour_spearman" : "neighbour_pearson", 1, mean);
    snprintf(text, NSC_SENTENCE_SIZE,
             "The fitnesses of two neighbours correlate by %s, those of a point and of the mean of its %sneighbours "
             "by %s%s.",
             nsc_sentence_estimate(result, "edge_correlation", 1, edge),
             nsc_sentence_is_partial(result) ? "evaluated " : "", mean, by_ranks ? " (by ranks)" : "");
    return true;
}

bool nsc_sentence_gradient(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number mean, deviations, most;
    if (isnan(nsc_sentence_figure(result, "mean_gradient")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "A step to a neighbour changes the fitness by %s on average, which is %s standard deviations, and by %s "
             "at most%s.",
             nsc_sentence_estimate(result, "mean_gradient", 1, mean),
             nsc_sentence_estimate(result, "gradient_per_deviation", 1, deviations),
             nsc_sentence_number(nsc_sentence_figure(result, "steepest"), most),
             nsc_sentence_is_partial(result) ? " among the evaluated pairs" : "");
    return true;
}

bool nsc_sentence_neutrality(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number ratio, share, networks;
    const double count = nsc_sentence_figure(result, "neutral_networks");
    if (isnan(nsc_sentence_figure(result, "neutral_ratio")))
        return false;
    nsc_sentence_estimate(result, "neutral_ratio", 100, ratio);
    if (!(count > 0) || isnan(nsc_sentence_figure(result, "share_in_networks")) ||
        nsc_sentence_reason(result, "neutral_networks") != NULL)
        snprintf(text, NSC_SENTENCE_SIZE, "%s %% of all pairs of neighbours are neutral.", ratio);
    else
        snprintf(text, NSC_SENTENCE_SIZE,
                 "%s %% of all pairs of neighbours are neutral; %s %% of the points lie in %s neutral %s.", ratio,
                 nsc_sentence_number(100 * nsc_sentence_figure(result, "share_in_networks"), share),
                 nsc_sentence_number(count, networks), nsc_sentence_plural(count, "network", "networks"));
    return true;
}

bool nsc_sentence_evolvability(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number share;
    if (isnan(nsc_sentence_figure(result, "better_half_improving_share")))
        return false;
    snprintf(
        text, NSC_SENTENCE_SIZE,
        "A neighbour of a point in the better half is better than that point in %s %% of all cases (25 %% on a random "
        "fitness).",
        nsc_sentence_estimate(result, "better_half_improving_share", 100, share));
    return true;
}

/* ---- optima ---- */

bool nsc_sentence_optima(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number optima, points, random, plateaus, all = "";
    const double count = nsc_sentence_figure(result, "strict_optima");
    const double with_plateaus = nsc_sentence_figure(result, "nonstrict_optima");
    const double compared = nsc_sentence_figure(result, "compared_points");
    if (isnan(count) || !(compared > 0))
        return false;
    if (with_plateaus > count)
        snprintf(all, sizeof all, ", and %.20s with those on plateaus", nsc_sentence_number(with_plateaus, plateaus));
    snprintf(text, NSC_SENTENCE_SIZE, "%s of %s points %s (%s)%s; a random fitness would have %s strict ones.",
             nsc_sentence_number(count, optima), nsc_sentence_number(compared, points),
             nsc_sentence_plural(count, "is a strict local optimum", "are strict local optima"), result->relation->name,
             all, nsc_sentence_number(round(nsc_sentence_figure(result, "expected_random")), random));
    return true;
}

bool nsc_sentence_basins(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number share, climb;
    const double steps = nsc_sentence_figure(result, "mean_climb");
    if (isnan(nsc_sentence_figure(result, "reach_best")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "Climbs by best improvement end at the best from %s %% of the starts, after %s %s on average from any.",
             nsc_sentence_number(100 * nsc_sentence_figure(result, "reach_best"), share),
             nsc_sentence_number(steps, climb), nsc_sentence_plural(steps, "step", "steps"));
    return true;
}

/* A single optimum is a network without paths: the sentence on optima says it. */
bool nsc_sentence_lon(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number optima, funnels, share;
    const double count = nsc_sentence_figure(result, "funnels");
    if (isnan(count) || !(nsc_sentence_figure(result, "optima") > 1))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "The network of %s local optima, strict or on plateaus, has %s %s; from %s %% of them a path that never "
             "goes down leads to the best.",
             nsc_sentence_number(nsc_sentence_figure(result, "optima"), optima), nsc_sentence_number(count, funnels),
             nsc_sentence_plural(count, "funnel", "funnels"),
             nsc_sentence_number(100 * nsc_sentence_figure(result, "global_share"), share));
    return true;
}

bool nsc_sentence_escape(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number returned, better;
    if (isnan(nsc_sentence_figure(result, "returned_2")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "Two edits away from a local optimum, %s %% of the climbs return to it and %s %% reach a better one.",
             nsc_sentence_estimate(result, "returned_2", 100, returned),
             nsc_sentence_estimate(result, "better_2", 100, better));
    return true;
}

bool nsc_sentence_access(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number share, steps;
    const double length = nsc_sentence_figure(result, "mean_path_length");
    if (isnan(nsc_sentence_figure(result, "accessible_share")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "From %s %% of the points steps that always improve lead to the best, in %s %s on average.",
             nsc_sentence_number(100 * nsc_sentence_figure(result, "accessible_share"), share),
             nsc_sentence_number(length, steps), nsc_sentence_plural(length, "step", "steps"));
    return true;
}

bool nsc_sentence_nearestbetter(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number mean, most;
    const double average = nsc_sentence_figure(result, "mean_better_distance");
    const double farthest = nsc_sentence_figure(result, "farthest_better");
    if (isnan(average))
        return false;
    if (average == 1 && farthest == 1)
        snprintf(text, NSC_SENTENCE_SIZE, "Every point but the best has a better neighbour.");
    else
        snprintf(text, NSC_SENTENCE_SIZE, "The nearest better point is %s steps away on average, and at most %s.",
                 nsc_sentence_number(average, mean), nsc_sentence_number(farthest, most));
    return true;
}

/* ---- distances ---- */

bool nsc_sentence_fdc(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const nsc_table *statistics = nsc_report_table(result, "statistics");
    const double sign = result->fitness->direction == NSC_MINIMISE ? -1 : 1;
    const size_t row = nsc_report_row(statistics, "statistic", "pearson");
    const double value = nsc_report_number(statistics, row, "value");
    const double low = nsc_report_number(statistics, row, "low"), high = nsc_report_number(statistics, row, "high");
    number pearson, spearman, explained, from, to, interval = "";
    if (isnan(value))
        return false;
    if (low < high)
        snprintf(interval, sizeof interval, " [%.20s, %.20s]", nsc_sentence_number(low, from),
                 nsc_sentence_number(high, to));
    snprintf(text, NSC_SENTENCE_SIZE,
             "Fitness and distance to %s (%s, %s) correlate by %s%s, by ranks %s: %s, which explains "
             "%s %% of the variance.",
             strncmp(result->targets, "best", 4) == 0 ? "the best" : result->targets, result->distance->name,
             result->relation->name, nsc_sentence_number(value, pearson), interval,
             nsc_sentence_number(
                 nsc_report_number(statistics, nsc_report_row(statistics, "statistic", "spearman"), "value"), spearman),
             sign * value < 0 ? "better points are nearer" : "better points are farther",
             nsc_sentence_number(100 * value * value, explained));
    return true;
}

bool nsc_sentence_dispersion(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    number ratio;
    if (isnan(nsc_sentence_figure(result, "ratio_mean_05")))
        return false;
    snprintf(text, NSC_SENTENCE_SIZE,
             "Two of the best 5 %% are on average %s times as far apart as two points of any fitness (%s).",
             nsc_sentence_estimate(result, "ratio_mean_05", 1, ratio), result->distance->name);
    return true;
}

bool nsc_sentence_peaks(const nsc_report_result *result, char text[NSC_SENTENCE_SIZE]) {
    const double others = nsc_sentence_figure(result, "others_within_2se");
    number count, one_in, share;
    if (isnan(others)) {
        const double alone = nsc_sentence_figure(result, "best_encodings_of_space_for_each_raw");
        if (isnan(alone))
            return false;
        snprintf(text, NSC_SENTENCE_SIZE, "One encoding in %s is of a best cell.", nsc_sentence_number(alone, one_in));
        return true;
    }
    snprintf(
        text, NSC_SENTENCE_SIZE,
        "%s other cells lie within two standard errors of the best; one encoding in %s is of one of them, and %s %% "
        "of all encodings are within 6 changes of the closest.",
        nsc_sentence_number(others, count),
        nsc_sentence_number(nsc_sentence_figure(result, "within_2se_encodings_of_space_for_each_raw"), one_in),
        nsc_sentence_number(100 * nsc_sentence_figure(result, "within_2se_share_of_volume_within_6_raw"), share));
    return true;
}
