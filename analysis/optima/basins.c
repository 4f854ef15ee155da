/*
 * Basins of attraction: the starts from which climbs end at each optimum, by best improvement, which is deterministic,
 * and by first improvement, which tries the neighbours in random order and gives probabilities. Climbs go strictly up,
 * so each point of an optimal plateau has a basin of its own.
 */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/optima/climb_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"point", "name of the point where the climbs end"},
    {"fitness", "fitness of the optimum"},
    {"size", "starts from which best improvement ends here, including the optimum"},
    {"share", "share of all starts: evaluated points with an evaluated neighbour"},
    {"mean_climb", "mean number of steps of those climbs"},
    {"longest_climb", "largest number of steps of those climbs"},
    {"first_size",
     "expected number of starts from which first improvement ends here, neighbours tried in random order"},
    {"first_share", "share of all starts"},
};

/* First improvement: expectations over the random order in which it tries the neighbours. */
#define BY_FIRST_IMPROVEMENT(name)                                                                                     \
    { "first_" name, name " by first improvement, expected; neighbours are tried in random order" }

static const nsc_column statistics[] = {
    {"optima", "local optima, where climbs end: points with evaluated neighbours, none of which is better"},
    {"starts", "evaluated points with an evaluated neighbour, from each of which a climb begins, including optima"},
    {"isolated_points", "evaluated points without an evaluated neighbour, which are not starts"},
    {"tied_starts", "starts with tied best neighbours, where a rule decides"},
    NSC_EVALUATED_NEIGHBOURS,
    {"mean_basin", "mean number of starts per optimum, 1 or more; higher: fewer traps"},
    {"global_basin",
     "starts from which climbs by best improvement end at the best optimum (the first if tied); higher: easier"},
    {"global_share", "share of the starts in that basin, above 0 ... 1"},
    {"reach_best", "share of the starts from which they end at any best optimum, above 0 ... 1; higher: easier"},
    {"largest_basin", "starts of the largest basin"},
    {"largest_share", "share of the starts in it, above 0 ... 1"},
    {"entropy", "entropy of the basins' shares, in nats, 0 ... ln(optima); higher: more basins, or more equal ones"},
    {"relative_entropy", "entropy over ln(optima), 0 ... 1; higher: more equal sizes, 1: all equal"},
    {"size_fitness_pearson",
     "correlation between an optimum's fitness and the size of its basin, -1 ... 1; higher: better "
     "optima are easier to find; for a fitness to be minimised the sign is reversed"},
    {"size_fitness_spearman", "rank correlation of these, -1 ... 1; higher: better optima are easier to find; for a "
                              "fitness to be minimised the sign is reversed"},
    {"mean_climb", "mean number of steps of a climb over the starts, 0 or more; higher: longer slopes"},
    {"longest_climb", "steps of the longest climb"},
    BY_FIRST_IMPROVEMENT("global_basin"),
    BY_FIRST_IMPROVEMENT("global_share"),
    BY_FIRST_IMPROVEMENT("reach_best"),
    BY_FIRST_IMPROVEMENT("largest_basin"),
    BY_FIRST_IMPROVEMENT("largest_share"),
    BY_FIRST_IMPROVEMENT("entropy"),
    BY_FIRST_IMPROVEMENT("relative_entropy"),
    BY_FIRST_IMPROVEMENT("size_fitness_pearson"),
    BY_FIRST_IMPROVEMENT("size_fitness_spearman"),
    BY_FIRST_IMPROVEMENT("mean_climb"),
};

/* One optimum's basin by both rules. */
typedef struct basin {
    double size, first_size, step_sum;
    uint32_t longest;
} basin;

typedef struct survey {
    const nsc_landscape *landscape;
    const nsc_control *control;
    nsc_climbs climbs;
    bool first;            /* also by first improvement */
    basin *basins;         /* [optimum] */
    double first_step_sum; /* expected steps of all climbs by first improvement */
} survey;

static void release(survey *state) {
    nsc_climbs_release(&state->climbs);
    free(state->basins);
}

/* ---- first improvement ---- */

/* What spreading knows of a point, side by side in memory, which is met in no order. */
typedef struct flow {
    double mass;      /* expected number of starts whose climbs by first improvement pass the point */
    uint32_t pending; /* worse evaluated neighbours that have not passed their mass on */
} flow;

/* Better neighbours of a point; capacity is one more than the largest degree. */
typedef struct better_points {
    uint32_t *points;
    uint32_t count;
} better_points;

typedef struct spreading {
    const nsc_landscape *landscape;
    nsc_order order;
    nsc_rows rows;
    flow *flows;     /* [point] */
    uint32_t *queue; /* points whose mass is complete; capacity is one more than their number */
    better_points better[2];
} spreading;

/* Directed graph: counts each edge at the point that it leads up to. */
static void count_along_edges(const spreading *job) {
    const double *values = job->landscape->fitness->values;
    for (uint32_t point = 0; point < job->landscape->graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&job->rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            job->flows[row.points[place]].pending += nsc_better(&job->order, values[row.points[place]], values[point]);
    }
}

/* Undirected graph: counts at each point, whose neighbours have it as a neighbour too. */
static nsc_status count_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const spreading *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_order order = job->order;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        const double value = values[point];
        uint32_t worse = 0;
        for (uint32_t place = 0; place < row.count; place++)
            worse += nsc_better(&order, value, values[row.points[place]]);
        job->flows[point].pending = worse;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

/* Lists the better neighbours of a point without a branch, which would be unpredictable, and fetches what spreading
 * knows of them. */
static void list_better(const spreading *job, uint32_t point, better_points *list) {
    const double *values = job->landscape->fitness->values;
    const nsc_order order = job->order;
    const double value = values[point];
    const nsc_row row = nsc_rows_at(&job->rows, point);
    uint32_t count = 0;
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t neighbour = row.points[place];
        list->points[count] = neighbour;
        count += nsc_better(&order, values[neighbour], value);
    }
    for (uint32_t place = 0; place < count; place++)
        __builtin_prefetch(&job->flows[list->points[place]], 1);
    list->count = count;
}

/* Passes the mass of a point on to its better neighbours in equal parts; those whose mass is complete join the queue,
 * whose new length is returned. */
static uint32_t spread(const spreading *job, uint32_t point, const better_points *list, uint32_t queued) {
    const double part = job->flows[point].mass / list->count;
    for (uint32_t place = 0; place < list->count; place++) {
        const uint32_t neighbour = list->points[place];
        flow *passed = &job->flows[neighbour];
        passed->mass += part;
        job->queue[queued] = neighbour;
        queued += --passed->pending == 0;
    }
    return queued;
}

/* Spreads the masses of the points in the queue. The better neighbours of the next point are listed before a point's
 * mass is passed on, so that they are there in time. */
static void empty_queue(survey *state, spreading *job, uint32_t queued) {
    const nsc_climbs *climbs = &state->climbs;
    uint32_t listed = 0;
    for (uint32_t next = 0; next < queued; next++) {
        const uint32_t point = job->queue[next];
        for (; listed < queued && listed <= next + 1; listed++)
            list_better(job, job->queue[listed], &job->better[listed % 2]);
        queued = spread(job, point, &job->better[next % 2], queued);
        if (climbs->successors[point] == point)
            state->basins[climbs->basins[point]].first_size = job->flows[point].mass;
        else
            state->first_step_sum += job->flows[point].mass;
    }
}

/*
 * The first improvement found in random order is any of the better neighbours with equal probability. Each start sends
 * a mass of 1 up; a point passes its mass on once all worse neighbours have passed theirs, so that one pass over the
 * edges gives the exact expectation for every optimum, and of the steps: each mass that leaves a point makes one step.
 */
static nsc_status spread_masses(survey *state, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const uint32_t point_count = climbs->point_count;
    spreading job = {.landscape = state->landscape, .order = climbs->order};
    uint32_t queued = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&job.rows, state->landscape->graph, error));
    NSC_TRY(nsc_allocate(&job.flows, point_count, sizeof *job.flows, error));
    NSC_TRY(nsc_allocate(&job.queue, (size_t)point_count + 1, sizeof *job.queue, error));
    for (size_t list = 0; list < NSC_COUNT_OF(job.better); list++)
        NSC_TRY(nsc_allocate(&job.better[list].points, (size_t)point_count + 1, sizeof(uint32_t), error));
    if (nsc_graph_is_directed(state->landscape->graph))
        count_along_edges(&job);
    else
        NSC_TRY(nsc_parallel(nsc_block_count(point_count), state->control, count_block, &job, error));
    for (uint32_t point = 0; point < point_count; point++) {
        if (climbs->basins[point] == NSC_NO_BASIN)
            continue;
        job.flows[point].mass = 1;
        if (job.flows[point].pending == 0)
            job.queue[queued++] = point;
    }
    empty_queue(state, &job, queued);
out:
    nsc_rows_close(&job.rows);
    free(job.flows);
    free(job.queue);
    for (size_t list = 0; list < NSC_COUNT_OF(job.better); list++)
        free(job.better[list].points);
    return status;
}

/* ---- best improvement ---- */

static void add_part(void *sum, const void *part) {
    basin *whole = sum, of_range;
    memcpy(&of_range, part, sizeof of_range); /* which need not be aligned */
    whole->size += of_range.size;
    whole->step_sum += of_range.step_sum;
    whole->longest = of_range.longest > whole->longest ? of_range.longest : whole->longest;
}

static nsc_status sum_climbs(survey *state, nsc_error *error) {
    nsc_climbs *climbs = &state->climbs;
    const nsc_block held = nsc_ranges_held(state->control, climbs->point_count);
    for (uint32_t point = held.first; point < held.end; point++) {
        if (climbs->basins[point] == NSC_NO_BASIN)
            continue;
        basin *own = &state->basins[climbs->basins[point]];
        own->size++;
        const uint32_t steps = nsc_climbs_steps(climbs, point);
        own->step_sum += steps;
        own->longest = steps > own->longest ? steps : own->longest;
    }
    if (nsc_ranges_of(state->control) == NULL)
        return NSC_OK;
    return nsc_climbs_sum_in_ranges(climbs, state->control, state->basins, sizeof *state->basins, add_part, error);
}

static nsc_status add_basins(const survey *state, nsc_table *table, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    for (uint32_t place = 0; status == NSC_OK && place < climbs->optimum_count; place++) {
        const uint32_t point = climbs->optima[climbs->ranked[place]];
        const basin *own = &state->basins[climbs->ranked[place]];
        nsc_point_name name;
        NSC_TRY(space->point_name(space, point, &name, error));
        const nsc_value row[] = {nsc_text(name.text),
                                 nsc_real(climbs->heights[climbs->ranked[place]]),
                                 nsc_integer((int64_t)own->size),
                                 nsc_real(own->size / climbs->start_count),
                                 nsc_real(own->step_sum / own->size),
                                 nsc_integer(own->longest),
                                 state->first ? nsc_real(own->first_size) : nsc_missing(),
                                 state->first ? nsc_real(own->first_size / climbs->start_count) : nsc_missing()};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
out:
    return status;
}

/* ---- summary ---- */

/* Summary of the basin sizes by one of the rules. */
typedef struct figures {
    double global;              /* size of the basin of the best optimum; the lowest point if tied */
    double reach_best;          /* starts that end at any best optimum; isolated points are not starts */
    double largest;             /* size of the largest basin */
    double entropy;             /* entropy of the shares, in nats */
    double pearson, spearman;   /* correlations of size and fitness */
    const char *no_correlation; /* the reason they are missing */
} figures;

/* Equal expected sizes may differ in their last digits by the order of summation: sizes are ranked by 9 decimals. */
static nsc_status correlate(const nsc_order *order, const double *sizes, const double *values, uint32_t count,
                            figures *found, nsc_error *error) {
    double *rounded = NULL, *size_ranks = NULL, *value_ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&rounded, count, sizeof *rounded, error));
    NSC_TRY(nsc_allocate(&size_ranks, count, sizeof *size_ranks, error));
    NSC_TRY(nsc_allocate(&value_ranks, count, sizeof *value_ranks, error));
    for (uint32_t optimum = 0; optimum < count; optimum++)
        rounded[optimum] = round(sizes[optimum] * 1e9) / 1e9;
    NSC_TRY(nsc_ranks(rounded, count, size_ranks, error));
    NSC_TRY(nsc_fitness_ranks(order, values, count, value_ranks, error));
    found->pearson = nsc_pearson(rounded, values, count);
    found->spearman = nsc_pearson(size_ranks, value_ranks, count);
    found->no_correlation = count < 2 ? "there is one optimum only" : "all optima have the same fitness or basin size";
out:
    free(rounded);
    free(size_ranks);
    free(value_ranks);
    return status;
}

static nsc_status sum_up(const survey *state, bool first, figures *found, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const uint32_t count = climbs->optimum_count;
    double *sizes = NULL, *heights = NULL;
    nsc_status status = NSC_OK;
    *found = (figures){0};
    NSC_TRY(nsc_allocate(&sizes, count, sizeof *sizes, error));
    NSC_TRY(nsc_allocate(&heights, count, sizeof *heights, error));
    for (uint32_t place = 0; place < count; place++) {
        const uint32_t optimum = climbs->ranked[place];
        const double size = first ? state->basins[optimum].first_size : state->basins[optimum].size;
        const double share = size / climbs->start_count;
        sizes[place] = size;
        heights[place] = climbs->heights[optimum];
        found->largest = fmax(found->largest, size);
        found->entropy -= share * log(share);
        if (nsc_equally_fit(&climbs->order, heights[place], climbs->best))
            found->reach_best += size;
    }
    found->global = count > 0 ? sizes[0] : 0;
    NSC_TRY(correlate(&climbs->order, sizes, heights, count, found, error));
out:
    free(sizes);
    free(heights);
    return status;
}

/* The rows of one of the rules; those of first improvement have a prefix. */
static nsc_status add_figures(const survey *state, bool first, const nsc_measured_part *part, nsc_table *table,
                              nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    const double starts = climbs->start_count, most = log((double)climbs->optimum_count);
    double steps = 0, longest = 0;
    figures found;
    nsc_status status = sum_up(state, first, &found, error);
    for (uint32_t optimum = 0; optimum < climbs->optimum_count; optimum++) {
        steps += state->basins[optimum].step_sum;
        longest = fmax(longest, state->basins[optimum].longest);
    }
    const struct {
        const char *name;
        double value;
        const char *reason;
    } rows[] = {
        {"global_basin", found.global, nsc_climbs_none},
        {"global_share", found.global / starts, nsc_climbs_none},
        {"reach_best", found.reach_best / starts, nsc_climbs_none},
        {"largest_basin", found.largest, nsc_climbs_none},
        {"largest_share", found.largest / starts, nsc_climbs_none},
        {"entropy", found.entropy, nsc_climbs_none},
        {"relative_entropy", found.entropy / most, "there is one optimum only"},
        {"size_fitness_pearson", found.pearson, found.no_correlation},
        {"size_fitness_spearman", found.spearman, found.no_correlation},
        {"mean_climb", (first ? state->first_step_sum : steps) / starts, nsc_climbs_none},
        {"longest_climb", longest, nsc_climbs_none},
    };
    const size_t count = NSC_COUNT_OF(rows) - (first ? 1 : 0);
    for (size_t row = 0; status == NSC_OK && row < count; row++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", first ? "first_" : "", rows[row].name);
        status = nsc_measured_part_add(part, table, name, climbs->optimum_count == 0 ? (double)NAN : rows[row].value,
                                       climbs->optimum_count == 0 ? nsc_climbs_none : rows[row].reason, error);
    }
    return status;
}

static nsc_status add_summary(const survey *state, const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const nsc_climbs *climbs = &state->climbs;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measured_part_add(part, table, "optima", climbs->optimum_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "starts", climbs->start_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "isolated_points", climbs->isolated_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "tied_starts", climbs->tied_count, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_measured_part_add(part, table, "mean_basin", (double)climbs->start_count / climbs->optimum_count,
                                  nsc_climbs_none, error));
    NSC_TRY(add_figures(state, false, part, table, error));
    if (state->first)
        NSC_TRY(add_figures(state, true, part, table, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    survey state = {
        .landscape = landscape, .control = options->control, .first = options->improvement == NSC_IMPROVEMENT_BOTH};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_climbs_make(&state.climbs, landscape, options->control, error));
    NSC_TRY(nsc_allocate(&state.basins, state.climbs.optimum_count, sizeof *state.basins, error));
    NSC_TRY(sum_climbs(&state, error));
    if (state.first)
        NSC_TRY(spread_masses(&state, error));
    NSC_TRY(add_basins(&state, tables[0], error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&state, &part, tables[1], error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("basins", "one row for each optimum, best first: size of its basin", columns),
    NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_basins = {
    "basins",
    "share of the starts from which a climb ends at each optimum",
    "Ochoa, Tomassini, Verel, Darabos 2008; Ochoa, Verel, Tomassini 2010",
    "basin of o = {i : the climb from i ends at o}; best improvement: i → its best neighbour while that is better; "
    "share = size / starts; entropy −Σ s(o) ln s(o)",
    NSC_READS(improvement),
    NSC_ALLOWS_DIRECTED | NSC_DIVIDES_POINTS,
    tables,
    NSC_COUNT_OF(tables),
    run};
