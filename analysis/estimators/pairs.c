/* Means over pairs of neighbours: post-stratified by both ends, with errors that know which pairs share a point. */
#include "analysis/estimators/pairs_internal.h"
#include "analysis/summary.h"

#include <math.h>

/* A point in more than this share of a group's pairs, and in more than so many, is a hub. */
static const double HUB_SHARE = 0.02;
enum { HUB_PAIRS = 8 };

/* Fewer pairs between two strata are taken together with others; so are all if a stratum has fewer evaluated points. */
enum { LEAST_PAIRS = 10, LEAST_POINTS = 20 };

/* Strata without evaluated pairs that have less of all pairs than this are too few to matter. */
static const double NEGLIGIBLE_SHARE = 0.01;

/* ---- the graph's pairs ---- */

static void count_pairs(nsc_pair_estimation *state) {
    const nsc_graph *graph = state->landscape->graph;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&state->rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            state->groups[nsc_pair_group(state, nsc_row_kind(&row, place))].weight += nsc_pair_weight(state, point);
    }
}

static nsc_status add_hub(nsc_pair_estimation *state, size_t group, uint32_t point, double share, nsc_error *error) {
    nsc_pair_group_state *own = &state->groups[group];
    if (!state->evaluated[point]) {
        own->missing_hub = fmax(own->missing_hub, share);
        return NSC_OK;
    }
    const nsc_status status = nsc_reserve(&own->hubs, &own->hub_capacity, own->hub_count + 1, sizeof *own->hubs, error);
    if (status == NSC_OK)
        own->hubs[own->hub_count++] = point;
    return status;
}

/* (1 − π) / π */
static double odds_of_hidden(const nsc_design *design, uint32_t point) {
    const nsc_stratum *stratum = &design->strata[design->stratum[point]];
    return stratum->evaluated > 0 ? nsc_stratum_weight(stratum) - 1 : 0;
}

static void add_concentration(const nsc_pair_estimation *state, nsc_pair_group_state *own, uint32_t point) {
    const double share = own->at_point / own->weight;
    const double part = odds_of_hidden(state->design, point) * share * share;
    own->concentration += part;
    if (!state->evaluated[point])
        own->largest_missing = fmax(own->largest_missing, part);
}

/* Points ascend, and so do the hubs of each group. */
static nsc_status find_hubs(nsc_pair_estimation *state, nsc_error *error) {
    const nsc_graph *graph = state->landscape->graph;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&state->rows, point);
        for (uint32_t place = 0; place < row.count; place++) {
            nsc_pair_group_state *forwards = &state->groups[nsc_pair_group(state, nsc_row_kind(&row, place))];
            nsc_pair_group_state *backwards = &state->groups[nsc_pair_reverse(state, nsc_row_kind(&row, place))];
            forwards->at_point += nsc_pair_weight(state, point);
            backwards->at_point += nsc_pair_weight(state, row.points[place]);
            forwards->places++;
            backwards->places += backwards != forwards;
        }
        for (uint32_t place = 0; place < row.count; place++) {
            const size_t ends[] = {nsc_pair_group(state, nsc_row_kind(&row, place)),
                                   nsc_pair_reverse(state, nsc_row_kind(&row, place))};
            for (size_t end = 0; end < 2; end++) {
                nsc_pair_group_state *own = &state->groups[ends[end]];
                if (own->places > HUB_PAIRS && own->at_point > HUB_SHARE * own->weight)
                    NSC_TRY(add_hub(state, ends[end], point, own->at_point / own->weight, error));
                else if (own->places > 0)
                    add_concentration(state, own, point);
                own->at_point = 0;
                own->places = 0;
            }
        }
    }
out:
    return status;
}

/* ---- means ---- */

static void add_place(nsc_pair_estimation *state, uint32_t point, uint32_t other, size_t group) {
    const nsc_pair_quantities *quantities = state->quantities;
    const double weight = nsc_pair_weight(state, point);
    nsc_pair_cell *cell = nsc_pair_cell_of(state, group, point, other);
    double values[NSC_PAIR_QUANTITIES];
    cell->all++;
    cell->all_weight += weight;
    if (!state->evaluated[point] || !state->evaluated[other])
        return;
    quantities->measure(quantities->context, point, other, values);
    if (isnan(values[0]))
        return;
    cell->evaluated++;
    cell->weight += weight;
    for (size_t number = 0; number < quantities->count; number++)
        cell->sum[number] += weight * values[number];
}

/* The pairs of a point of complete data, where there is one cell a group and every pair counts. */
static void add_complete_row(nsc_pair_estimation *state, uint32_t point) {
    const nsc_pair_quantities *quantities = state->quantities;
    const nsc_row row = nsc_rows_at(&state->rows, point);
    const double weight = nsc_pair_weight(state, point);
    for (uint32_t place = 0; place < row.count; place++) {
        nsc_pair_cell *cell = &state->cells[nsc_pair_group(state, nsc_row_kind(&row, place))];
        double values[NSC_PAIR_QUANTITIES];
        quantities->measure(quantities->context, point, row.points[place], values);
        cell->all++;
        cell->all_weight += weight;
        for (size_t number = 0; number < quantities->count; number++)
            cell->sum[number] += weight * values[number];
    }
}

static void sum_complete_pairs(nsc_pair_estimation *state) {
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++)
        add_complete_row(state, point);
    for (size_t group = 0; group < state->group_count; group++) {
        state->cells[group].evaluated = state->cells[group].all;
        state->cells[group].weight = state->cells[group].all_weight;
    }
}

static void sum_pairs(nsc_pair_estimation *state) {
    const nsc_graph *graph = state->landscape->graph;
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&state->rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            add_place(state, point, row.points[place], nsc_pair_group(state, nsc_row_kind(&row, place)));
    }
}

/* The inverse of the probability that a point of a class is evaluated; and that a pair of a cell is. */
static double class_weight(const nsc_pair_estimation *state, size_t class) {
    const bool hub = class + 1 == state->class_count;
    return hub ? 1 : nsc_stratum_weight(&state->design->strata[class]);
}

static double cell_weight(const nsc_pair_estimation *state, size_t cell) {
    return class_weight(state, cell / state->class_count) * class_weight(state, cell % state->class_count);
}

/* Cells of few pairs, which are taken together: their evaluated pairs, weighted by the design, stand for all. */
typedef struct joined {
    uint64_t evaluated;
    double all_weight, weight, sum[NSC_PAIR_QUANTITIES];
} joined;

static void join(const nsc_pair_estimation *state, nsc_pair_cell *cell, size_t number, joined *rest) {
    const double weight = cell_weight(state, number);
    cell->is_joined = true;
    rest->evaluated += cell->evaluated;
    rest->all_weight += cell->all_weight;
    rest->weight += weight * cell->weight;
    for (size_t quantity = 0; quantity < state->quantities->count; quantity++)
        rest->sum[quantity] += weight * cell->sum[quantity];
}

/* The incomplete cell with the fewest evaluated pairs of those that are not joined yet; NULL: there is none. */
static nsc_pair_cell *smallest(const nsc_pair_estimation *state, nsc_pair_cell *cells) {
    nsc_pair_cell *found = NULL;
    for (size_t number = 0; number < state->cell_count; number++)
        if (!cells[number].is_joined && cells[number].evaluated < cells[number].all &&
            (found == NULL || cells[number].evaluated < found->evaluated))
            found = &cells[number];
    return found;
}

static bool has_points(const nsc_pair_estimation *state, size_t class) {
    if (state->is_complete || class + 1 == state->class_count)
        return true;
    const nsc_stratum *stratum = &state->design->strata[class];
    return stratum->evaluated >= LEAST_POINTS || stratum->evaluated == stratum->points;
}

static bool is_incomplete(const nsc_pair_cell *cell) {
    return cell->evaluated < cell->all;
}

/* If a stratum of the pairs has few evaluated points, which show little of how its points differ, all pairs are one. */
static bool are_together(const nsc_pair_estimation *state, const nsc_pair_cell *cells) {
    for (size_t number = 0; number < state->cell_count; number++)
        if (is_incomplete(&cells[number]) &&
            !(has_points(state, number / state->class_count) && has_points(state, number % state->class_count)))
            return true;
    return state->quantities->incomplete;
}

static joined join_small_cells(const nsc_pair_estimation *state, nsc_pair_cell *cells) {
    const bool together = are_together(state, cells);
    joined rest = {0};
    for (size_t number = 0; number < state->cell_count; number++)
        if (is_incomplete(&cells[number]) && (together || cells[number].evaluated < LEAST_PAIRS))
            join(state, &cells[number], number, &rest);
    while (rest.all_weight > 0 && rest.evaluated < LEAST_PAIRS) {
        nsc_pair_cell *next = smallest(state, cells);
        if (next == NULL)
            break;
        join(state, next, (size_t)(next - cells), &rest);
    }
    return rest;
}

/* The share of the pairs in cells without evaluated ones that the design gives more weight than those that have some.
 */
static double gap_of(const nsc_pair_estimation *state, const nsc_pair_cell *cells, const joined *rest, double all) {
    const double mean_weight = rest->evaluated > 0 ? rest->weight / (double)rest->evaluated : 0;
    double missing = 0;
    for (size_t number = 0; number < state->cell_count; number++)
        if (cells[number].is_joined && cells[number].evaluated == 0 && cell_weight(state, number) > 2 * mean_weight)
            missing += cells[number].all_weight;
    return missing / all;
}

/* Factor that keeps a variance over `count` pairs unbiased. */
static double correction(uint64_t count) {
    return count > 1 ? sqrt((double)count / (double)(count - 1)) : 1;
}

/* The cell's part in the estimate: its share of all pairs, its means, and the factor of its residuals. */
static void settle_cell(const nsc_pair_estimation *state, const joined *rest, double all, size_t number,
                        nsc_pair_cell *cell) {
    const bool is_joined = cell->is_joined;
    const double weight = is_joined ? rest->weight : cell->weight;
    cell->share = (is_joined ? rest->all_weight : cell->all_weight) / all;
    if (is_joined)
        cell->factor = cell->share * cell_weight(state, number) / weight * correction(rest->evaluated);
    else if (is_incomplete(cell))
        cell->factor = cell->share / weight * correction(cell->evaluated);
    for (size_t quantity = 0; quantity < state->quantities->count; quantity++)
        cell->mean[quantity] = (is_joined ? rest->sum[quantity] : cell->sum[quantity]) / weight;
}

/* The means of a group's cells, and of the group. */
static void settle(nsc_pair_estimation *state, size_t group) {
    const size_t count = state->quantities->count;
    nsc_pair_group_state *own = &state->groups[group];
    nsc_pair_cell *cells = &state->cells[group * state->cell_count];
    const joined rest = join_small_cells(state, cells);
    double all = rest.evaluated > 0 ? rest.all_weight : 0;
    own->is_complete = rest.all_weight == 0;
    for (size_t number = 0; number < state->cell_count; number++)
        all += cells[number].is_joined ? 0 : cells[number].all_weight;
    for (size_t number = 0; number < state->cell_count; number++) {
        nsc_pair_cell *cell = &cells[number];
        if (cell->evaluated == 0)
            continue;
        own->pairs += cell->evaluated;
        own->is_complete = own->is_complete && !is_incomplete(cell);
        settle_cell(state, &rest, all, number, cell);
        for (size_t quantity = 0; !cell->is_joined && quantity < count; quantity++)
            own->mean[quantity] += cell->share * cell->mean[quantity];
    }
    for (size_t quantity = 0; rest.evaluated > 0 && quantity < count; quantity++)
        own->mean[quantity] += rest.all_weight / all * rest.sum[quantity] / rest.weight;
    const double gap = gap_of(state, cells, &rest, own->weight);
    own->gap = gap > NEGLIGIBLE_SHARE ? gap : 0;
}

/* ---- results ---- */

static void fill_in(const nsc_pair_estimation *state, size_t group, size_t number, nsc_pair_mean *mean) {
    const nsc_pair_group_state *own = &state->groups[group];
    *mean = (nsc_pair_mean){.pairs = own->pairs, .estimate = nsc_estimate_none(), .error = {NAN, NAN}};
    const double value = own->mean[number];
    if (own->pairs == 0 || !isfinite(value))
        return;
    if (own->is_complete) {
        mean->error = (nsc_standard_error){0, INFINITY};
        mean->effective = INFINITY;
        mean->estimate = nsc_estimate_exact(value);
        return;
    }
    mean->estimate = nsc_estimate_alone(value);
    if (state->design == NULL)
        return;
    const double kurtosis = state->quantities->kurtosis[number];
    if (own->missing_hub > 0)
        snprintf(mean->reason, sizeof mean->reason, "one point has %s of these pairs and is not evaluated",
                 nsc_percent_of(own->missing_hub).text);
    else if (nsc_design_lacks_sizes(state->design))
        snprintf(mean->reason, sizeof mean->reason, "too few evaluated points of size %.60s", state->design->gap);
    else if (own->gap > 0)
        snprintf(mean->reason, sizeof mean->reason, "%s of these pairs are of sizes without evaluated ones",
                 nsc_percent_of(own->gap).text);
    else if (!nsc_pair_enough(&own->counts, kurtosis))
        snprintf(mean->reason, sizeof mean->reason, "too few pairs");
    else {
        mean->error = nsc_pair_error(own, number, kurtosis);
        mean->concentration = nsc_pair_concentration(own);
        mean->dependent = own->sums[number].dependent;
        mean->effective = nsc_pair_effective(&own->counts);
        mean->estimate = nsc_pair_interval(&own->sums[number], value, mean->error);
    }
}

static void release(nsc_pair_estimation *state) {
    nsc_rows_close(&state->rows);
    for (size_t group = 0; state->groups != NULL && group < state->group_count; group++)
        free(state->groups[group].hubs);
    free(state->groups);
    free(state->cells);
}

nsc_status nsc_pair_means(const nsc_landscape *landscape, const nsc_kind_groups *groups, const nsc_design *design,
                          const nsc_pair_quantities *quantities, nsc_pair_mean *means, nsc_error *error) {
    const bool complete = design == NULL || nsc_design_complete(design); /* all pairs weigh the same */
    const size_t class_count = complete ? 1 : design->stratum_count + 1; /* and one of hubs */
    nsc_pair_estimation state = {.landscape = landscape,
                                 .kinds = groups,
                                 .design = design,
                                 .quantities = quantities,
                                 .evaluated = quantities->evaluated,
                                 .is_complete = complete,
                                 .group_count = groups != NULL ? groups->count : landscape->space->edge_kind_count,
                                 .class_count = class_count,
                                 .cell_count = class_count * class_count};
    bool *with_fitness = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open_with_kinds(&state.rows, landscape->graph, error));
    NSC_TRY(nsc_allocate(&with_fitness, landscape->graph->point_count, sizeof *with_fitness, error));
    for (uint32_t point = 0; point < landscape->graph->point_count; point++)
        with_fitness[point] = nsc_fitness_known(landscape->fitness, point);
    if (state.evaluated == NULL)
        state.evaluated = with_fitness;
    NSC_TRY(nsc_allocate(&state.groups, state.group_count, sizeof *state.groups, error));
    NSC_TRY(nsc_allocate(&state.cells, state.group_count * state.cell_count, sizeof *state.cells, error));
    if (!complete) {
        count_pairs(&state);
        NSC_TRY(find_hubs(&state, error));
    }
    if (design != NULL && complete && !quantities->incomplete)
        sum_complete_pairs(&state);
    else
        sum_pairs(&state);
    for (size_t group = 0; group < state.group_count; group++)
        settle(&state, group);
    if (!complete)
        nsc_pair_residuals(&state);
    for (size_t group = 0; group < state.group_count; group++)
        for (size_t number = 0; number < quantities->count; number++)
            fill_in(&state, group, number, &means[group * quantities->count + number]);
out:
    release(&state);
    free(with_fitness);
    return status;
}

nsc_status nsc_pair_means_of_all(const nsc_landscape *landscape, const nsc_design *design,
                                 const nsc_pair_quantities *quantities, nsc_pair_mean *means, nsc_error *error) {
    nsc_kind_groups all = {.count = 1};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&all.of_kind, landscape->space->edge_kind_count, sizeof *all.of_kind, error));
    NSC_TRY(nsc_allocate(&all.reverse, landscape->space->edge_kind_count, sizeof *all.reverse, error));
    NSC_TRY(nsc_pair_means(landscape, &all, design, quantities, means, error));
out:
    free(all.of_kind);
    free(all.reverse);
    return status;
}
