/* Table `paths`: where each run's incumbent stands on the landscape, step by step. */
#include "analysis/search/results/search_landscape.h"
#include "analysis/search/results/search_tables_internal.h"

static const nsc_column columns[] = {
    {"run", "number of the run, from 0"},
    {"evaluations", "paid evaluations when the point became the incumbent"},
    {"time_s", "simulated time then (s); empty without times"},
    {"point", "name of the incumbent"},
    {"drawn", "fitness that the evaluation gave"},
    {"score", "true fitness of the incumbent, by which searches are scored"},
    {"rank", "rank of the score among all evaluated points, 1 for the best; equal ones share the first of their ranks"},
    {"hops_to_best", "fewest steps to a neighbour from the incumbent to a best point; empty if no path leads there"},
    {"better_neighbours", "share of the incumbent's evaluated neighbours whose score is better; 0: local optimum"},
    {"optimum", "name of the local optimum at which a climb by best improvement from the incumbent ends"},
    {"steps_to_optimum", "steps of that climb"},
    {"basin_share", "share of all points whose climbs end there"},
    {"from_neighbour", "1 if the incumbent before was a neighbour, else 0; empty for the first one"},
    NSC_COLUMN_NEIGHBOURS_BY,
};

/* A row of the table is about one event of a run. */
static nsc_status add_step(nsc_search_rows *rows, const nsc_search_result *result,
                           const nsc_search_landscape *landscape, size_t run, const nsc_search_event *event,
                           uint32_t before, nsc_error *error) {
    const nsc_climbs *climbs = &landscape->climbs;
    const uint32_t point = event->point, basin = climbs->basins[point];
    const bool has_times = nsc_experiment_describe(result->experiment)->has_times;
    nsc_point_name name, optimum = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_name_point(result->experiment, point, &name, error));
    NSC_TRY(nsc_search_name_point(result->experiment, nsc_search_optimum(landscape, point), &optimum, error));
    const nsc_value values[] = {
        nsc_integer((int64_t)run),
        nsc_unsigned(event->evaluations),
        has_times ? nsc_real(event->time_s) : nsc_missing(),
        nsc_text(name.text),
        nsc_real(event->fitness),
        nsc_real(landscape->landscape.fitness->values[point]),
        nsc_integer(landscape->ranks[point]),
        nsc_search_hops(landscape, point),
        nsc_real(nsc_search_better_share(landscape, point)),
        nsc_text(optimum.text),
        basin != NSC_NO_BASIN ? nsc_integer(nsc_climbs_steps(climbs, point)) : nsc_missing(),
        nsc_real(nsc_search_basin_share(landscape, point)),
        before != UINT32_MAX ? nsc_integer(nsc_search_are_neighbours(landscape, before, point)) : nsc_missing(),
        nsc_search_neighbours_by(landscape),
    };
    NSC_TRY(nsc_search_rows_add(rows, result, values, NSC_COUNT_OF(values), error));
out:
    return status;
}

static nsc_status add_run(nsc_search_rows *rows, const nsc_search_result *result, const nsc_search_landscape *landscape,
                          size_t run, nsc_error *error) {
    const nsc_search_trace *trace = &result->traces[run];
    uint32_t before = UINT32_MAX;
    nsc_status status = NSC_OK;
    for (size_t place = 0; status == NSC_OK && place < trace->count; place++) {
        const nsc_search_event *event = &trace->events[place];
        if (!event->incumbent || event->point == UINT32_MAX)
            continue;
        status = add_step(rows, result, landscape, run, event, before, error);
        before = event->point;
    }
    return status;
}

static nsc_status add_rows(const nsc_search_result *results, size_t count, const nsc_search_table_options *options,
                           nsc_search_rows *rows, nsc_error *error) {
    nsc_search_landscape landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_landscape_make(&landscape, results[0].experiment, options->control, error));
    for (size_t number = 0; number < count; number++)
        for (size_t run = 0; run < results[number].run_count; run++)
            NSC_TRY(add_run(rows, &results[number], &landscape, run, error));
out:
    nsc_search_landscape_release(&landscape);
    return status;
}

const nsc_search_table nsc_search_table_paths = {
    .name = "paths",
    .meaning = "each incumbent of each run on the landscape: rank, distance to the best, ways up, basin",
    .columns = columns,
    .column_count = NSC_COUNT_OF(columns),
    .needs = NSC_TABLE_READS_LANDSCAPE,
    .rows = add_rows,
};
