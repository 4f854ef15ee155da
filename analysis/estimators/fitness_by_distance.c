/*
 * Correlations follow from sums over (point, distance), of which a point has up to 27. Sums that need the fitness run
 * over points alone: a point's weight, and its sums of distance and squared distance, are taken beforehand.
 */
#include "analysis/estimators/fitness_by_distance_internal.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>

/* Evaluated points below which a correlation has no interval. */
enum { LEAST_FOR_INTERVAL = 10 };

/* Share of the weight up to which sizes with too few evaluated points are negligible. */
static const double NEGLIGIBLE_SHARE = 0.01;

/* Distance of a correlation from ±1 that rounding makes. */
static const double ROUNDING = 1e-12;

/* ---- the points ---- */

/* Adds a point's weights to the figures; returns their sum. */
static double add_weights(const nsc_points_by_distance *points, uint32_t point, bool evaluated,
                          nsc_fitness_by_distance *figures) {
    unsigned first, end;
    double sum = 0;
    nsc_distance_range(points, point, &first, &end);
    for (unsigned distance = first; distance < end; distance++) {
        const double weight = nsc_weight_at(points, point, distance);
        nsc_at_distance *here = &figures->at[distance];
        if (weight == 0)
            continue;
        here->weight += weight;
        here->evaluated_weight += evaluated ? weight : 0;
        here->points++;
        sum += weight;
    }
    if (first == end)
        figures->weight_beyond += nsc_weight_of(points->weights, point);
    return sum;
}

/*
 * Shares of the weight in sizes of which no point was drawn, and in those of which too few were for their spread to be
 * known: a size with one may be joined with another in the design, but stands for its own weight.
 */
static void find_thin_sizes(const nsc_distance_estimation *state, const double *totals, double *unknown, double *thin) {
    double weight[NSC_SIZES] = {0};
    nsc_stratum sizes[NSC_SIZES] = {{0}};
    const nsc_points_by_distance *points = state->points;
    for (uint32_t point = 0; point < points->point_count; point++) {
        if (totals[point] == 0 || (points->chosen != NULL && points->chosen[point]))
            continue;
        const size_t size = nsc_size_class_of(points->sizes, point);
        weight[size] += totals[point];
        nsc_stratum_add(&sizes[size], !isnan(state->values[point]));
    }
    *unknown = *thin = 0;
    for (size_t size = 0; size < NSC_SIZES; size++) {
        const bool few = sizes[size].evaluated < LEAST_FOR_INTERVAL && sizes[size].evaluated < sizes[size].points;
        *unknown += sizes[size].evaluated == 0 ? weight[size] / state->all : 0;
        *thin += few ? weight[size] / state->all : 0;
    }
}

static nsc_status take_points(nsc_distance_estimation *state, nsc_fitness_by_distance *figures, nsc_error *error) {
    const nsc_points_by_distance *points = state->points;
    double *totals = NULL, evaluated_weight = 0, thin_share;
    bool *within = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&totals, points->point_count, sizeof *totals, error));
    NSC_TRY(nsc_allocate(&within, points->point_count, sizeof *within, error));
    for (uint32_t point = 0; point < points->point_count; point++) {
        totals[point] = add_weights(points, point, !isnan(state->values[point]), figures);
        within[point] = totals[point] > 0;
    }
    NSC_TRY(nsc_design_of(
        &state->design,
        &(nsc_design_data){points->point_count, points->sizes, &state->values, 1, points->chosen, within}, error));
    NSC_TRY(nsc_allocate(&state->entries, state->design.evaluated_count, sizeof *state->entries, error));
    NSC_TRY(nsc_allocate(&state->entry_points, state->design.evaluated_count, sizeof *state->entry_points, error));
    for (uint32_t point = 0; point < points->point_count; point++) {
        if (!within[point])
            continue;
        const uint8_t stratum = state->design.stratum[point];
        state->weight[stratum] += totals[point];
        state->all += totals[point];
        if (isnan(state->values[point]))
            continue;
        state->evaluated_weight[stratum] += totals[point];
        evaluated_weight += totals[point];
        state->entry_points[state->count] = point;
        state->entries[state->count++] = (nsc_distance_entry){.point = point, .weight = totals[point]};
    }
    figures->weight = state->all;
    figures->points = state->design.population_count;
    figures->evaluated_points = state->design.evaluated_count;
    figures->evaluated_share = evaluated_weight / state->all;
    find_thin_sizes(state, totals, &figures->unknown_share, &thin_share);
    state->intervals = points->intervals && thin_share <= NEGLIGIBLE_SHARE;
out:
    free(totals);
    free(within);
    return status;
}

/* Fills in the sums of a function of distance. */
static void sum_distances(nsc_distance_estimation *state, const double function[NSC_UNREACHED]) {
    for (size_t place = 0; place < state->count; place++) {
        nsc_distance_entry *own = &state->entries[place];
        unsigned first, end;
        own->sum = own->square = 0;
        nsc_distance_range(state->points, own->point, &first, &end);
        for (unsigned distance = first; distance < end; distance++) {
            const double weighted = nsc_weight_at(state->points, own->point, distance) * function[distance];
            own->sum += weighted;
            own->square += weighted * function[distance];
        }
    }
}

/* ---- correlation ---- */

/* Moments of a correlation between scores and a function of distance. */
typedef struct pair_moments {
    double mean_score, mean_distance, deviation_score, deviation_distance, correlation;
} pair_moments;

/* Hundreds of thousands of terms cost double four digits. */
static pair_moments moments_of(const nsc_distance_estimation *state) {
    pair_moments moments = {0};
    long double mean_score = 0, mean_distance = 0, variance_score = 0, variance_distance = 0, covariance = 0;
    for (size_t place = 0; place < state->count; place++) {
        const nsc_distance_entry *own = &state->entries[place];
        const double factor = nsc_distance_factor(state, place) / state->all;
        mean_score += (long double)factor * own->weight * state->scores[place];
        mean_distance += (long double)factor * own->sum;
    }
    moments.mean_score = (double)mean_score;
    moments.mean_distance = (double)mean_distance;
    for (size_t place = 0; place < state->count; place++) {
        const nsc_distance_entry *own = &state->entries[place];
        const double factor = nsc_distance_factor(state, place) / state->all;
        const double score = state->scores[place] - moments.mean_score;
        const double sum = own->sum - own->weight * moments.mean_distance;
        variance_score += (long double)factor * own->weight * score * score;
        variance_distance += (long double)factor * (own->square - moments.mean_distance * (own->sum + sum));
        covariance += (long double)factor * score * sum;
    }
    moments.deviation_score = sqrt((double)variance_score);
    moments.deviation_distance = sqrt((double)variance_distance);
    moments.correlation =
        nsc_clamped_correlation((double)covariance / (moments.deviation_score * moments.deviation_distance));
    return moments;
}

static double standard_score(const nsc_distance_estimation *state, const pair_moments *moments, size_t place) {
    return (state->scores[place] - moments->mean_score) / moments->deviation_score;
}

/* The sum of standardised distance over an entry's weight. */
static double standard_sum(const nsc_distance_estimation *state, const pair_moments *moments, size_t place) {
    const nsc_distance_entry *own = &state->entries[place];
    return (own->sum - own->weight * moments->mean_distance) / moments->deviation_distance;
}

/* Influence of an entry on the correlation of given scores, summed over its distances. */
static double influence_of(const nsc_distance_estimation *state, const pair_moments *moments, size_t place) {
    const nsc_distance_entry *own = &state->entries[place];
    const double score = standard_score(state, moments, place), sum = standard_sum(state, moments, place);
    const double square = (own->square - 2 * moments->mean_distance * own->sum +
                           moments->mean_distance * moments->mean_distance * own->weight) /
                          (moments->deviation_distance * moments->deviation_distance);
    return score * sum - moments->correlation / 2 * (own->weight * score * score + square);
}

/*
 * The standard error of an estimate from the influence of each entry on it (influence[count], summed over the entry's
 * weight); overwrites the influences by their residuals from the stratum's mean by weight.
 */
static nsc_standard_error error_of(const nsc_distance_estimation *state, double *influence) {
    double sums[NSC_STRATA] = {0};
    for (size_t place = 0; place < state->count; place++)
        sums[state->design.stratum[state->entry_points[place]]] += influence[place];
    for (size_t place = 0; place < state->count; place++) {
        const uint32_t point = state->entry_points[place];
        const uint8_t stratum = state->design.stratum[point];
        const double scale = state->design.population_count * nsc_distance_factor(state, place) /
                             (nsc_design_weight(&state->design, point) * state->all);
        influence[place] -= state->entries[place].weight * sums[stratum] / state->evaluated_weight[stratum];
        influence[place] *= scale;
    }
    return nsc_design_error(&state->design, state->entry_points, influence, state->count);
}

/* The standard error that a correlation of as many normal pairs, drawn by the same design, would have. */
static double error_of_normal_pairs(const nsc_distance_estimation *state, double correlation) {
    enum { LOST = 3 }; /* degrees of freedom, by Fisher's z */
    double variance = 0;
    for (size_t place = 0; place < state->count; place++) {
        const double share = nsc_distance_factor(state, place) * state->entries[place].weight / state->all;
        variance += nsc_design_hidden(&state->design, state->entry_points[place]) * share * share;
    }
    return (1 - correlation * correlation) * sqrt(variance * (double)state->count / ((double)state->count - LOST));
}

/* Adds the influence on the ranks of others; distances are ranked as `ranks` has them. */
static void add_influence_on_ranks(nsc_distance_estimation *state, const pair_moments *moments,
                                   const double ranks[NSC_UNREACHED]) {
    double beyond[NSC_UNREACHED] = {0}, above = 0;
    for (size_t place = 0; place < state->count; place++) {
        const double factor = nsc_distance_factor(state, place) / state->all;
        const double score = standard_score(state, moments, place);
        unsigned first, end;
        nsc_distance_range(state->points, state->entry_points[place], &first, &end);
        for (unsigned distance = first; distance < end; distance++) {
            const double other = (ranks[distance] - moments->mean_distance) / moments->deviation_distance;
            beyond[distance] += factor * nsc_weight_at(state->points, state->entry_points[place], distance) *
                                (score - moments->correlation * other);
        }
    }
    for (unsigned distance = NSC_UNREACHED; distance-- > 0;) {
        const double here = beyond[distance];
        beyond[distance] = (above + here / 2) / moments->deviation_distance;
        above += here;
    }
    above = 0;
    for (size_t last = state->count; last > 0;) {
        double equal = 0;
        size_t first = last;
        for (; first > 0 && state->scores[state->order[first - 1]] == state->scores[state->order[last - 1]]; first--) {
            const size_t place = state->order[first - 1];
            equal += nsc_distance_factor(state, place) / state->all *
                     (standard_sum(state, moments, place) -
                      moments->correlation * state->entries[place].weight * standard_score(state, moments, place));
        }
        for (size_t number = first; number < last; number++)
            state->influence[state->order[number]] +=
                state->entries[state->order[number]].weight * (above + equal / 2) / moments->deviation_score;
        above += equal;
        last = first;
    }
    for (size_t place = 0; place < state->count; place++) {
        unsigned first, end;
        nsc_distance_range(state->points, state->entry_points[place], &first, &end);
        for (unsigned distance = first; distance < end; distance++)
            state->influence[place] +=
                nsc_weight_at(state->points, state->entry_points[place], distance) * beyond[distance];
    }
}

/* `ranks` are those of the distances, NULL for Pearson's correlation. */
static nsc_estimate correlate(nsc_distance_estimation *state, const double *ranks) {
    if (!state->varies) /* rounding would give a spurious correlation */
        return nsc_estimate_none();
    const pair_moments moments = moments_of(state);
    if (nsc_design_complete(&state->design))
        return nsc_estimate_exact(moments.correlation);
    if (!state->intervals || state->count < LEAST_FOR_INTERVAL ||
        !(1 - fabs(moments.correlation) > ROUNDING)) /* few points happen to lie on a line */
        return nsc_estimate_alone(moments.correlation);
    for (size_t place = 0; place < state->count; place++)
        state->influence[place] = influence_of(state, &moments, place);
    if (ranks != NULL)
        add_influence_on_ranks(state, &moments, ranks);
    nsc_standard_error found = error_of(state, state->influence);
    const bool once = state->points->counts == NULL && state->points->weights == NULL;
    if (ranks == NULL && once && found.error > 0)
        found.error = fmax(found.error, error_of_normal_pairs(state, moments.correlation));
    return nsc_estimate_correlation_student(moments.correlation, found);
}

/* ---- ranks ---- */

/* Orders the entries by fitness: by the given order of points, or by sorting. */
static nsc_status order_entries(nsc_distance_estimation *state, nsc_error *error) {
    const nsc_points_by_distance *points = state->points;
    if (points->ascending == NULL)
        return nsc_ascending(state->scores, state->count, state->order, error);
    uint32_t *places = NULL; /* [point] index of its entry plus one; 0: none */
    nsc_status status = nsc_allocate(&places, points->point_count, sizeof *places, error);
    if (status != NSC_OK)
        return status;
    for (size_t place = 0; place < state->count; place++)
        places[state->entries[place].point] = (uint32_t)place + 1;
    for (size_t place = 0, number = 0; place < state->count; number++)
        if (places[points->ascending[number]] > 0)
            state->order[place++] = places[points->ascending[number]] - 1;
    free(places);
    return NSC_OK;
}

/* Ranks by weight, as a share of all: the weight of lower fitness, plus half of the weight of equal fitness. */
static void rank_fitness(nsc_distance_estimation *state) {
    const nsc_order *by = &state->points->order;
    const bool minimise = by->direction == NSC_MINIMISE;
    const size_t count = state->count;
    double before = 0; /* the weight from the best on */
    for (size_t first = 0, last; first < count; first = last) {
        const double best = state->values[state->entry_points[state->order[minimise ? first : count - 1 - first]]];
        double equal = 0;
        for (last = first; last < count; last++) {
            const size_t place = state->order[minimise ? last : count - 1 - last];
            if (!nsc_equally_fit(by, state->values[state->entry_points[place]], best))
                break;
            equal += state->entries[place].weight * nsc_distance_factor(state, place);
        }
        const double share = (before + equal / 2) / state->all;
        for (size_t number = first; number < last; number++)
            state->scores[state->order[minimise ? number : count - 1 - number]] = minimise ? share : 1 - share;
        before += equal;
    }
}

static void rank_distances(const nsc_distance_estimation *state, double ranks[NSC_UNREACHED]) {
    double weights[NSC_UNREACHED] = {0}, below = 0;
    for (size_t place = 0; place < state->count; place++) {
        const double factor = nsc_distance_factor(state, place);
        unsigned first, end;
        nsc_distance_range(state->points, state->entry_points[place], &first, &end);
        for (unsigned distance = first; distance < end; distance++)
            weights[distance] += factor * nsc_weight_at(state->points, state->entry_points[place], distance);
    }
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++) {
        ranks[distance] = (below + weights[distance] / 2) / state->all;
        below += weights[distance];
    }
}

static void release(nsc_distance_estimation *state) {
    nsc_design_release(&state->design);
    free(state->entries);
    free(state->entry_points);
    free(state->scores);
    free(state->influence);
    free(state->order);
}

nsc_status nsc_fitness_by_distance_of(const nsc_points_by_distance *points, const double *values,
                                      nsc_fitness_by_distance *figures, nsc_error *error) {
    double function[NSC_UNREACHED];
    nsc_distance_estimation state = {.points = points, .values = values};
    nsc_status status = NSC_OK;
    *figures = (nsc_fitness_by_distance){.pearson = nsc_estimate_none(), .spearman = nsc_estimate_none(), .mean = NAN};
    NSC_TRY(take_points(&state, figures, error));
    if (state.count == 0)
        goto out;
    NSC_TRY(nsc_allocate(&state.scores, state.count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state.influence, state.count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state.order, state.count, sizeof(size_t), error));
    nsc_fill_distances(&state, figures);
    for (unsigned distance = 0; distance < NSC_UNREACHED; distance++)
        function[distance] = distance;
    sum_distances(&state, function);
    for (size_t place = 0; place < state.count; place++)
        state.scores[place] = values[state.entry_points[place]];
    figures->pearson = correlate(&state, NULL);
    NSC_TRY(order_entries(&state, error));
    rank_fitness(&state);
    rank_distances(&state, function);
    sum_distances(&state, function);
    figures->spearman = correlate(&state, function);
out:
    release(&state);
    return status;
}

const char *nsc_distance_gap(const nsc_fitness_by_distance *figures) {
    return figures->unknown_share > NEGLIGIBLE_SHARE ? "no interval: some sizes have no evaluated points"
                                                     : "no interval: too few evaluated points, or too few of a size";
}
