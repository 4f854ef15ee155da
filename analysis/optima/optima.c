/*
 * Local optima: points that no evaluated neighbour beats, by each definition in use: better than all (strict), at least
 * as good as all (non-strict), plateaus without a better neighbour, and better than all by more than the noise.
 */
#include "analysis/neighbours/measured_part.h"
#include "analysis/optima/climb.h"
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

/* A connected set of points of equal fitness. */
typedef struct plateau {
    uint32_t size;
    bool optimal;
} plateau;

/* Whether an optimum stands out from the noise. */
typedef enum standing { BEATEN, UNDECIDED, STANDS_OUT } standing;

typedef struct survey {
    const nsc_landscape *landscape;
    nsc_rows rows;
    nsc_climbs climbs;
    bool directed;        /* a step of equal fitness need not lead back: there are no plateaus */
    uint64_t *visited;    /* a bit for each point: its plateau is known */
    uint32_t *plateau_of; /* [optimum] number of its plateau, once it was visited */
    uint32_t *queue;
    plateau *plateaus; /* plateaus with a non-strict optimum, by their first one */
    size_t plateau_count, plateau_capacity;
    uint32_t strict, surrounded, stand_out, undecided, optimal_plateaus;
} survey;

static void release(survey *state) {
    nsc_rows_close(&state->rows);
    nsc_climbs_release(&state->climbs);
    free(state->visited);
    free(state->plateau_of);
    free(state->queue);
    free(state->plateaus);
}

/* ---- plateaus ---- */

static bool is_visited(const survey *state, uint32_t point) {
    return (state->visited[point / 64] >> point % 64 & 1u) != 0;
}

/* Adds a point to the plateau that is visited last; true if it is an optimum. */
static bool enter(survey *state, uint32_t point) {
    const bool optimum = state->climbs.successors[point] == point;
    state->visited[point / 64] |= UINT64_C(1) << point % 64;
    state->queue[state->plateaus[state->plateau_count - 1].size++] = point;
    if (optimum) /* the number of an optimum is that of its own basin */
        state->plateau_of[state->climbs.basins[point]] = (uint32_t)state->plateau_count - 1;
    return optimum;
}

/* Visits the plateau of a point; each point of the space is visited at most once. */
static nsc_status visit_plateau(survey *state, uint32_t start, nsc_error *error) {
    const double *values = state->landscape->fitness->values;
    nsc_status status = nsc_reserve(&state->plateaus, &state->plateau_capacity, state->plateau_count + 1,
                                    sizeof *state->plateaus, error);
    if (status != NSC_OK)
        return status;
    plateau *own = &state->plateaus[state->plateau_count++];
    *own = (plateau){.optimal = true};
    enter(state, start);
    for (uint32_t next = 0; next < own->size; next++) {
        const uint32_t point = state->queue[next];
        const nsc_row row = nsc_rows_at(&state->rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t neighbour = row.points[place];
            if (!is_visited(state, neighbour) &&
                nsc_equally_fit(&state->climbs.order, values[neighbour], values[point]) && !enter(state, neighbour))
                own->optimal = false;
        }
    }
    state->optimal_plateaus += own->optimal;
    return NSC_OK;
}

/* ---- one optimum ---- */

/* Compares an optimum with its neighbours. */
typedef struct comparison {
    uint32_t equal;
    double margin;
    standing standing;
} comparison;

/* Better by more than the noise. One neighbour within it decides against the point, even if others lack a standard
 * error. */
static standing stand_against(const nsc_order *order, const nsc_fitness *fitness, uint32_t point, uint32_t neighbour) {
    static const standing of_verdict[] = {
        [NSC_NOISE_UNKNOWN] = UNDECIDED, [NSC_NOISE_WITHIN] = BEATEN, [NSC_NOISE_BEYOND] = STANDS_OUT};
    return nsc_better(order, fitness->values[point], fitness->values[neighbour])
               ? of_verdict[nsc_fitness_compare_noise(nsc_fitness_at(fitness, point),
                                                      nsc_fitness_at(fitness, neighbour))]
               : BEATEN;
}

static comparison compare(const survey *state, uint32_t point) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const nsc_order *order = &state->climbs.order;
    const nsc_row row = nsc_rows_at(&state->rows, point);
    comparison found = {.margin = INFINITY, .standing = STANDS_OUT};
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t neighbour = row.points[place];
        if (!nsc_fitness_known(fitness, neighbour))
            continue;
        const standing own = stand_against(order, fitness, point, neighbour);
        if (own < found.standing)
            found.standing = own;
        found.equal += nsc_equally_fit(order, fitness->values[neighbour], fitness->values[point]);
        found.margin = fmin(found.margin, nsc_merit(order, fitness->values[point] - fitness->values[neighbour]));
    }
    if (isinf(found.margin))
        found.standing = UNDECIDED; /* a directed relation leads nowhere from here */
    return found;
}

static nsc_value yes_or_no(bool yes) {
    return nsc_text(yes ? "yes" : "no");
}

static nsc_status add_optimum(survey *state, uint32_t optimum, nsc_table *table, nsc_error *error) {
    const nsc_landscape *landscape = state->landscape;
    const nsc_fitness *fitness = landscape->fitness;
    const uint32_t point = state->climbs.optima[optimum];
    const uint32_t degree = nsc_graph_degree(landscape->graph, point),
                   evaluated = nsc_climbs_evaluated(&state->climbs, point);
    const comparison found = compare(state, point);
    nsc_point_name name;
    nsc_status status = NSC_OK;
    if (!state->directed && !is_visited(state, point))
        NSC_TRY(visit_plateau(state, point, error));
    const plateau *own = state->directed ? NULL : &state->plateaus[state->plateau_of[optimum]];
    state->strict += found.equal == 0;
    state->surrounded += found.equal == 0 && evaluated == degree;
    state->stand_out += found.standing == STANDS_OUT;
    state->undecided += found.standing == UNDECIDED;
    NSC_TRY(landscape->space->point_name(landscape->space, point, &name, error));
    const double *errors = fitness->standard_errors;
    const nsc_value row[] = {nsc_text(name.text),
                             nsc_real(fitness->values[point]),
                             nsc_integer(degree),
                             yes_or_no(found.equal == 0),
                             nsc_integer(evaluated),
                             nsc_integer(found.equal),
                             nsc_real(found.margin + 0.0), /* no -0 */
                             errors != NULL ? nsc_real(errors[point]) : nsc_missing(),
                             found.standing == UNDECIDED ? nsc_missing() : yes_or_no(found.standing == STANDS_OUT),
                             own != NULL ? nsc_integer(own->size) : nsc_missing(),
                             own != NULL ? yes_or_no(own->optimal) : nsc_missing(),
                             nsc_integer(state->climbs.sizes[optimum])};
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

static nsc_status count_neighbours(const nsc_climbs *climbs, neighbour_counts *counts, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < climbs->point_count; point++) {
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

/*
 * Under an independent random fitness without ties, any of a point and its k evaluated neighbours is the best with
 * equal probability, so the point is an optimum with probability 1 / (k + 1).
 */
static nsc_status expected_of_random(const nsc_climbs *climbs, double *expected, nsc_error *error) {
    neighbour_counts counts = {0};
    const nsc_status status = count_neighbours(climbs, &counts, error);
    *expected = 0;
    for (size_t evaluated = 0; evaluated < counts.count; evaluated++)
        *expected += (double)counts.points[evaluated] / ((double)evaluated + 1);
    free(counts.points);
    return status;
}

/* The best fitness, and the number of points that equal it, including isolated ones. */
static double best_of(const nsc_fitness *fitness, const nsc_order *order, uint32_t *count) {
    const double best = nsc_fitness_best(fitness);
    *count = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        *count += nsc_equally_fit(order, fitness->values[point], best);
    return best;
}

static double mean_of_optima(const survey *state) {
    double sum = 0;
    for (uint32_t optimum = 0; optimum < state->climbs.optimum_count; optimum++)
        sum += state->landscape->fitness->values[state->climbs.optima[optimum]];
    return sum / state->climbs.optimum_count;
}

static nsc_status add_summary(const survey *state, const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_fitness *fitness = state->landscape->fitness;
    const double starts = climbs->start_count;
    const bool undecided = state->undecided > 0 && state->stand_out == 0;
    const nsc_measured_part complete = {0};
    uint32_t best_count;
    const double best = best_of(fitness, &climbs->order, &best_count);
    double expected;
    nsc_status status = expected_of_random(climbs, &expected, error);
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
        {"optimal_plateaus", state->directed ? (double)NAN : state->optimal_plateaus, true},
        {"surrounded_optima", state->surrounded, false},
        {"strict_share", state->strict / starts, true},
        {"nonstrict_share", climbs->optimum_count / starts, true},
        {"plateau_share", state->directed ? (double)NAN : state->optimal_plateaus / starts, true},
        {"expected_random", expected, true},
        {"strict_to_expected", state->strict / expected, true},
        {"best", best, false},
        {"best_points", best_count, false},
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
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    survey state = {.landscape = landscape, .directed = nsc_graph_is_directed(landscape->graph)};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&state.rows, landscape->graph, error));
    NSC_TRY(nsc_climbs_make(&state.climbs, landscape, options->control, error));
    NSC_TRY(nsc_allocate(&state.visited, (size_t)point_count / 64 + 1, sizeof *state.visited, error));
    NSC_TRY(nsc_allocate(&state.plateau_of, state.climbs.optimum_count, sizeof *state.plateau_of, error));
    NSC_TRY(nsc_allocate(&state.queue, point_count, sizeof *state.queue, error));
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
                                          NSC_ALLOWS_DIRECTED,
                                          tables,
                                          NSC_COUNT_OF(tables),
                                          run};
