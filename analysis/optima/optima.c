/*
 * Local optima: points that no evaluated neighbour beats, by each definition in use: better than all (strict), at least
 * as good as all (non-strict), plateaus without a better neighbour, and better than all by more than the noise.
 */
#include "analysis/neighbours/measured_part.h"
#include "analysis/optima/climb_internal.h"
#include "analysis/optima/plateaus.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"point", "name of a point without a better evaluated neighbour"},
    {"fitness", "fitness of the point"},
    {"degree", "number of neighbours, evaluated or not"},
    {"strict", "yes: better than every evaluated neighbour; no: a neighbour is equally good"},
    {"known_neighbours", "neighbours that have a fitness"},
    {"equal_neighbours", "neighbours of the same fitness within the tolerance"},
    {"margin", "amount by which the point is better than its best evaluated neighbour; empty if there is none"},
    {"standard_error", "standard error of the fitness; empty if its single runs are not in the data"},
    {"noise_aware", "yes: better than every evaluated neighbour by more than the standard error of the difference, the "
                    "root of the sum of both squared; no: not; empty: undecided, for want of standard errors"},
    {"plateau_size", "points connected to this one by edges between points of the same fitness, including this one; "
                     "empty if the relation is directed"},
    {"plateau_optimal", "yes: no point of the plateau has a better neighbour; no: one has"},
    {"basin", "starts from which climbs by best improvement end here"},
};

static const nsc_column statistics[] = {
    {"known_points", "points with a fitness"},
    {"isolated_points",
     "points without an evaluated neighbour: no optima, and left out of the figures below except best and best_points"},
    {"compared_points", "the other evaluated points"},
    {"compared_pairs", "pairs of neighbours, both evaluated; of a directed relation: edges"},
    NSC_EVALUATED_NEIGHBOURS,
    {"strict_optima", "points better than every evaluated neighbour; higher: more traps"},
    {"nonstrict_optima", "points without a better evaluated neighbour, each point of a plateau counted"},
    {"optimal_plateaus",
     "connected sets of points of equal fitness (or single points) without a better neighbour; higher: more traps"},
    {"surrounded_optima", "strict optima with all neighbours evaluated, which further data cannot change"},
    {"strict_share", "strict_optima over compared_points, 0 ... 1; higher: more traps"},
    {"nonstrict_share", "nonstrict_optima over compared_points, 0 ... 1"},
    {"plateau_share", "optimal_plateaus over compared_points, 0 ... 1; higher: more traps"},
    {"expected_random",
     "expected strict optima of an independent random fitness without ties: the sum of 1 / (evaluated neighbours + 1)"},
    {"strict_to_expected", "strict_optima over expected_random, 0 or more; 1: as random; higher: more traps"},
    {"best", "best evaluated fitness, including isolated points"},
    {"best_points", "evaluated points that equal the best within the tolerance"},
    {"mean_optimum", "mean fitness of the non-strict optima; nearer to best: traps are less bad"},
    {"noise_aware_optima", "optima better than every evaluated neighbour by more than the standard error of the "
                           "difference, as far as the data has those; higher: more traps that are not noise"},
    {"noise_undecided", "non-strict optima for which missing standard errors leave that undecided"},
};

/* Optima that are compared with their neighbours at once. */
enum { COMPARED_AT_ONCE = 1 << 16 };

/* Whether an optimum stands out from the noise. */
typedef enum standing { BEATEN, UNDECIDED, STANDS_OUT } standing;

/* An optimum among its neighbours. */
typedef struct examined {
    uint32_t equal;
    standing standing;
    double margin;
    nsc_plateau plateau; /* of a directed relation none: a step of equal fitness need not lead back */
} examined;

typedef struct survey {
    const nsc_landscape *landscape;
    const nsc_control *control;
    nsc_rows rows;
    nsc_climbs climbs;
    bool directed;
    nsc_block held;        /* numbers of the optima that this process looks at: of its range of points, or all */
    nsc_exchange exchange; /* if its fitness is that of a range, else empty */
    examined *optima;      /* [optimum] */
    uint32_t strict, surrounded, stand_out, undecided;
    uint32_t tied_plateaus; /* optimal ones, of optima that are not strict */
} survey;

static void release(survey *state) {
    nsc_rows_close(&state->rows);
    nsc_climbs_release(&state->climbs);
    nsc_exchange_close(&state->exchange);
    free(state->optima);
}

static bool is_in_ranges(const survey *state) {
    return state->exchange.ranges != NULL;
}

/* ---- one optimum ---- */

/* Better by more than the noise. One neighbour within it decides against the point, even if others lack a standard
 * error. */
static standing stand_against(const nsc_order *order, nsc_point_fitness own, nsc_point_fitness neighbour) {
    static const standing of_verdict[] = {
        [NSC_NOISE_UNKNOWN] = UNDECIDED, [NSC_NOISE_WITHIN] = BEATEN, [NSC_NOISE_BEYOND] = STANDS_OUT};
    return nsc_better(order, own.value, neighbour.value) ? of_verdict[nsc_fitness_compare_noise(own, neighbour)]
                                                         : BEATEN;
}

static bool is_held(const survey *state, uint32_t point) {
    return !is_in_ranges(state) || nsc_ranges_has(state->exchange.own, point);
}

/* A neighbour of an optimum; one of another range was asked for. */
static nsc_point_fitness neighbour_at(survey *state, uint32_t point) {
    nsc_point_fitness found = nsc_fitness_at(state->landscape->fitness, point);
    if (!is_held(state, point))
        nsc_exchange_read(&state->exchange, point, &found.value, sizeof found.value);
    return found;
}

static examined compare(survey *state, uint32_t point) {
    const nsc_point_fitness own = nsc_fitness_at(state->landscape->fitness, point);
    const nsc_order *order = &state->climbs.order;
    const nsc_row row = nsc_rows_at(&state->rows, point);
    examined found = {.margin = INFINITY, .standing = STANDS_OUT, .plateau = {1, true}};
    for (uint32_t place = 0; place < row.count; place++) {
        const nsc_point_fitness neighbour = neighbour_at(state, row.points[place]);
        if (isnan(neighbour.value))
            continue;
        const standing against = stand_against(order, own, neighbour);
        if (against < found.standing)
            found.standing = against;
        found.equal += nsc_equally_fit(order, neighbour.value, own.value);
        found.margin = fmin(found.margin, nsc_merit(order, own.value - neighbour.value));
    }
    if (isinf(found.margin))
        found.standing = UNDECIDED; /* a directed relation leads nowhere from here */
    return found;
}

static void tell_fitness(const void *fitness, uint32_t point, void *value) {
    *(double *)value = ((const nsc_fitness *)fitness)->values[point];
}

/* Gets the fitness of the neighbours that other processes hold. */
static nsc_status ask_neighbours(survey *state, nsc_block optima, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t number = optima.first; number < optima.end; number++) {
        const nsc_row row = nsc_rows_at(&state->rows, state->climbs.optima[number]);
        for (uint32_t place = 0; status == NSC_OK && place < row.count; place++)
            if (!is_held(state, row.points[place]))
                status = nsc_exchange_ask(&state->exchange, row.points[place], error);
    }
    return nsc_exchange_answer(&state->exchange, tell_fitness, state->landscape->fitness, sizeof(double), status,
                               error);
}

static nsc_status compare_all(survey *state, nsc_error *error) {
    nsc_block batch = {state->held.first, state->held.first};
    uint64_t left;
    nsc_status status = NSC_OK;
    do {
        batch.first = batch.end;
        left = state->held.end - batch.first;
        batch.end += left < COMPARED_AT_ONCE ? (uint32_t)left : COMPARED_AT_ONCE;
        if (is_in_ranges(state))
            NSC_TRY(ask_neighbours(state, batch, error));
        for (uint32_t number = batch.first; number < batch.end; number++)
            state->optima[number] = compare(state, state->climbs.optima[number]);
        left = state->held.end - batch.end;
        if (is_in_ranges(state))
            NSC_TRY(nsc_exchange_sum(&state->exchange, left, &left, error));
    } while (left > 0);
out:
    return status;
}

/* An optimum without an equal neighbour is a plateau of its own. */
static nsc_status find_plateaus(survey *state, nsc_error *error) {
    uint32_t *starts = NULL, count = 0;
    nsc_plateau *found = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&starts, state->held.end - state->held.first, sizeof *starts, error));
    for (uint32_t number = state->held.first; number < state->held.end; number++)
        if (state->optima[number].equal > 0)
            starts[count++] = state->climbs.optima[number];
    NSC_TRY(nsc_allocate(&found, count, sizeof *found, error));
    NSC_TRY(nsc_plateaus_find(state->landscape, &state->climbs, starts, count, state->control, found,
                              &state->tied_plateaus, error));
    for (uint32_t start = 0; start < count; start++)
        state->optima[state->climbs.basins[starts[start]]].plateau = found[start]; /* in whose basin it is itself */
out:
    free(starts);
    free(found);
    return status;
}

/* The optima that other processes looked at. */
static nsc_status gather(survey *state, nsc_error *error) {
    uint64_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_exchange_sum(&state->exchange, state->held.end - state->held.first, &count, error));
    NSC_TRY(nsc_exchange_gather(&state->exchange, state->optima, sizeof *state->optima, error));
out:
    return status;
}

static nsc_status look_at_optima(survey *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&state->rows, state->landscape->graph, error));
    NSC_TRY(nsc_climbs_make(&state->climbs, state->landscape, state->control, error));
    NSC_TRY(nsc_allocate(&state->optima, state->climbs.optimum_count, sizeof *state->optima, error));
    state->held = nsc_climbs_held(&state->climbs, state->control);
    if (state->landscape->fitness->in_range)
        NSC_TRY(nsc_exchange_open(&state->exchange, state->control, error));
    NSC_TRY(compare_all(state, error));
    if (!state->directed)
        NSC_TRY(find_plateaus(state, error));
    if (is_in_ranges(state))
        NSC_TRY(gather(state, error));
out:
    return status;
}

/* ---- one row ---- */

static nsc_value yes_or_no(bool yes) {
    return nsc_text(yes ? "yes" : "no");
}

static nsc_status add_optimum(survey *state, uint32_t number, nsc_table *table, nsc_error *error) {
    const nsc_landscape *landscape = state->landscape;
    const uint32_t point = state->climbs.optima[number];
    const uint32_t degree = nsc_graph_degree(landscape->graph, point),
                   evaluated = nsc_climbs_evaluated(&state->climbs, point);
    const examined *found = &state->optima[number];
    const double *errors = landscape->fitness->standard_errors;
    nsc_point_name name;
    nsc_status status = NSC_OK;
    state->strict += found->equal == 0;
    state->surrounded += found->equal == 0 && evaluated == degree;
    state->stand_out += found->standing == STANDS_OUT;
    state->undecided += found->standing == UNDECIDED;
    NSC_TRY(landscape->space->point_name(landscape->space, point, &name, error));
    const nsc_value row[] = {nsc_text(name.text),
                             nsc_real(state->climbs.heights[number]),
                             nsc_integer(degree),
                             yes_or_no(found->equal == 0),
                             nsc_integer(evaluated),
                             nsc_integer(found->equal),
                             nsc_real(found->margin + 0.0), /* no -0 */
                             errors != NULL ? nsc_real(errors[point]) : nsc_missing(),
                             found->standing == UNDECIDED ? nsc_missing() : yes_or_no(found->standing == STANDS_OUT),
                             state->directed ? nsc_missing() : nsc_integer(found->plateau.size),
                             state->directed ? nsc_missing() : yes_or_no(found->plateau.optimal),
                             nsc_integer(state->climbs.sizes[number])};
    NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
out:
    return status;
}

/* ---- summary ---- */

/* So many points have as many evaluated neighbours as is their place in the list. */
typedef struct neighbour_counts {
    uint64_t *points;
    size_t count, capacity;
} neighbour_counts;

static nsc_status extend_counts(neighbour_counts *counts, size_t count, nsc_error *error) {
    const nsc_status status = nsc_reserve(&counts->points, &counts->capacity, count, sizeof *counts->points, error);
    while (status == NSC_OK && counts->count < count)
        counts->points[counts->count++] = 0;
    return status;
}

static nsc_status count_neighbours(const survey *state, neighbour_counts *counts, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_block held = nsc_ranges_held(state->control, climbs->point_count);
    nsc_status status = NSC_OK;
    for (uint32_t point = held.first; point < held.end; point++) {
        if (climbs->basins[point] == NSC_NO_BASIN)
            continue;
        const uint32_t evaluated = nsc_climbs_evaluated(climbs, point);
        if (evaluated >= counts->count)
            NSC_TRY(extend_counts(counts, (size_t)evaluated + 1, error));
        counts->points[evaluated]++;
    }
out:
    return status;
}

/* Adds the counts of the other processes. */
static nsc_status add_counts(survey *state, neighbour_counts *counts, nsc_error *error) {
    nsc_status status =
        nsc_exchange_give_all(&state->exchange, counts->points, counts->count * sizeof *counts->points, error);
    NSC_TRY(nsc_exchange_swap(&state->exchange, status, error));
    for (uint32_t process = 0; process < state->exchange.ranges->count; process++) {
        if (process == state->exchange.ranges->number)
            continue;
        const size_t count = state->exchange.take[process].size / sizeof *counts->points;
        NSC_TRY(extend_counts(counts, count, error));
        for (size_t place = 0; place < count; place++) {
            uint64_t points;
            memcpy(&points, state->exchange.take[process].bytes + place * sizeof points, sizeof points);
            counts->points[place] += points;
        }
    }
out:
    return status;
}

/*
 * Under an independent random fitness without ties, any of a point and its k evaluated neighbours is the best with
 * equal probability, so the point is an optimum with probability 1 / (k + 1).
 */
static nsc_status expected_of_random(survey *state, double *expected, nsc_error *error) {
    neighbour_counts counts = {0};
    nsc_status status = count_neighbours(state, &counts, error);
    if (status == NSC_OK && is_in_ranges(state))
        status = add_counts(state, &counts, error);
    *expected = 0;
    for (size_t evaluated = 0; evaluated < counts.count; evaluated++)
        *expected += (double)counts.points[evaluated] / ((double)evaluated + 1);
    free(counts.points);
    return status;
}

/* The number of points that equal the best, including isolated ones. */
static nsc_status count_best(survey *state, double best, uint64_t *count, nsc_error *error) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const nsc_block held = nsc_ranges_held(state->control, fitness->point_count);
    *count = 0;
    for (uint32_t point = held.first; point < held.end; point++)
        *count += nsc_equally_fit(&state->climbs.order, fitness->values[point], best);
    return is_in_ranges(state) ? nsc_exchange_sum(&state->exchange, *count, count, error) : NSC_OK;
}

static double mean_of_optima(const survey *state) {
    double sum = 0;
    for (uint32_t optimum = 0; optimum < state->climbs.optimum_count; optimum++)
        sum += state->climbs.heights[optimum];
    return sum / state->climbs.optimum_count;
}

static nsc_status add_summary(survey *state, const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_fitness *fitness = state->landscape->fitness;
    const double starts = climbs->start_count;
    const bool undecided = state->undecided > 0 && state->stand_out == 0;
    const nsc_measured_part complete = {0};
    const double best = nsc_fitness_best(fitness);
    const double plateaus = state->directed ? (double)NAN : (double)state->strict + state->tied_plateaus;
    uint64_t best_count = 0;
    double expected = NAN;
    nsc_status status = NSC_OK;
    NSC_TRY(count_best(state, best, &best_count, error));
    NSC_TRY(expected_of_random(state, &expected, error));
    const struct {
        const char *name;
        double value;
        bool of_part; /* else a count of the data, or what further data cannot change */
    } rows[] = {
        {"known_points", fitness->known_count, false},
        {"isolated_points", climbs->isolated_count, false},
        {"compared_points", starts, false},
        {"compared_pairs", (double)climbs->pair_count / (state->directed ? 1 : 2), false},
        {"evaluated_neighbours", part->evaluated_neighbours, false},
        {"strict_optima", state->strict, true},
        {"nonstrict_optima", climbs->optimum_count, true},
        {"optimal_plateaus", plateaus, true},
        {"surrounded_optima", state->surrounded, false},
        {"strict_share", state->strict / starts, true},
        {"nonstrict_share", climbs->optimum_count / starts, true},
        {"plateau_share", plateaus / starts, true},
        {"expected_random", expected, true},
        {"strict_to_expected", state->strict / expected, true},
        {"best", best, false},
        {"best_points", (double)best_count, false},
        {"mean_optimum", mean_of_optima(state), true},
        {"noise_aware_optima", undecided ? (double)NAN : state->stand_out, true},
        {"noise_undecided", state->undecided, true},
    };
    for (size_t row = 0; status == NSC_OK && row < NSC_COUNT_OF(rows); row++)
        status = nsc_measured_part_add(rows[row].of_part ? part : &complete, table, rows[row].name, rows[row].value,
                                       climbs->optimum_count == 0 ? nsc_climbs_none
                                       : strstr(rows[row].name, "plateau") != NULL
                                           ? "the relation is directed: steps of equal fitness need not lead back"
                                           : "the data has no standard errors of the optima or of their neighbours",
                                       error);
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    survey state = {
        .landscape = landscape, .control = options->control, .directed = nsc_graph_is_directed(landscape->graph)};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(look_at_optima(&state, error));
    for (uint32_t place = 0; place < state.climbs.optimum_count; place++)
        NSC_TRY(add_optimum(&state, state.climbs.ranked[place], tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&state, &part, tables[1], error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("optima", "one row for each optimum, best first: a point without a better evaluated neighbour", columns),
    NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_optima = {"optima",
                                          "local optima: strict, non-strict, plateaus, and those beyond the noise",
                                          "Ochoa, Veerapen 2022; plateaus: Verel, Ochoa, Tomassini 2011",
                                          "strict: fᵢ is better than fⱼ for every neighbour j; non-strict: no "
                                          "neighbour is better; expected at random Σᵢ 1 / (dᵢ + 1)",
                                          0,
                                          NSC_ALLOWS_DIRECTED | NSC_DIVIDES_POINTS,
                                          tables,
                                          NSC_COUNT_OF(tables),
                                          run};
