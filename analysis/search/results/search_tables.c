/* The table of tables of search results, their options, and the provenance that their rows end with. */
#include "analysis/search/experiment_internal.h"
#include "analysis/search/results/search_tables_internal.h"
#include "analysis/search/results/search_targets.h"

#include <string.h>
#include <strings.h>

/* ---- the tables ---- */

const nsc_search_table *const nsc_search_tables[] = {
    &nsc_search_table_summary,    &nsc_search_table_final,        &nsc_search_table_traces,
    &nsc_search_table_regret,     &nsc_search_table_distribution, &nsc_search_table_anytime,
    &nsc_search_table_targets,    &nsc_search_table_fixed_target, &nsc_search_table_fixed_budget,
    &nsc_search_table_comparison, &nsc_search_table_pairs,        &nsc_search_table_ranks,
    &nsc_search_table_power,      &nsc_search_table_trajectories, &nsc_search_table_paths,
    &nsc_search_table_progress,   &nsc_search_table_ends,         &nsc_search_table_behaviour,
    &nsc_search_table_network,    &nsc_search_table_nodes,        &nsc_search_table_edges,
};
const size_t nsc_search_table_count = NSC_COUNT_OF(nsc_search_tables);

const nsc_search_table *nsc_search_table_named(const char *name) {
    for (size_t row = 0; row < nsc_search_table_count; row++)
        if (strcasecmp(nsc_search_tables[row]->name, name) == 0)
            return nsc_search_tables[row];
    return NULL;
}

/* ---- their options ---- */

static const char *const axis_names[NSC_AXIS_COUNT] = {"limit", "evaluations", "time"};

const char *nsc_search_axis_name(nsc_search_axis axis) {
    return axis_names[axis];
}

static const char *axis_choice(size_t number) {
    return number < NSC_AXIS_COUNT ? axis_names[number] : NULL;
}

static const char *locations_choice(size_t number) {
    static const char *const names[NSC_LOCATIONS_COUNT] = {"points", "basins"};
    return number < NSC_LOCATIONS_COUNT ? names[number] : NULL;
}

#define FIELD(name) .offset = offsetof(nsc_search_table_options, name)

const nsc_search_table_option nsc_search_table_option_rows[] = {
    {.option = {.name = "over",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "AXIS",
                .meaning =
                    "follow regret over paid evaluations, over simulated time, or over that of the two which the "
                    "limit is given in",
                .default_text = "limit",
                .choice = axis_choice},
     FIELD(over)},
    {.option = {.name = "grid",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "number of places at which the regrets of all runs are compared: all evaluations up to this "
                           "number, else in equal ratios",
                .default_text = "100",
                .minimum = 2,
                .maximum = 100000},
     FIELD(grid)},
    {.option = {.name = "resamples",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "number of bootstrap resamples of the runs, for bands and power",
                .default_text = "1000",
                .minimum = 100,
                .maximum = 1000000},
     FIELD(resamples)},
    {.option = {.name = "targets",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "LIST",
                .meaning =
                    "targets of a search, separated by commas: best, top:P (the best P per cent of the evaluated "
                    "points), or a regret in units of the score",
                .default_text = "best,top:0.01,top:0.1,top:1"},
     FIELD(targets)},
    {.option = {.name = "locations",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "WHAT",
                .meaning = "nodes of search trajectory networks: points, or basins, where a point counts as the local "
                           "optimum at which a climb from it ends",
                .default_text = "points",
                .choice = locations_choice},
     FIELD(locations)},
    {.option = {.name = "repeats",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "LIST",
                .meaning = "numbers of runs of each algorithm for which power is estimated, separated by commas",
                .default_text = "5,10,20,50,100,200,500"},
     FIELD(repeats)},
};
const size_t nsc_search_table_option_count = NSC_COUNT_OF(nsc_search_table_option_rows);

nsc_search_table_options nsc_search_table_defaults(void) {
    nsc_search_table_options options = {0};
    for (size_t row = 0; row < nsc_search_table_option_count; row++) {
        const nsc_search_table_option *option = &nsc_search_table_option_rows[row];
        nsc_option_store(&option->option, &options, option->offset, option->option.default_text, NULL);
    }
    return options;
}

/* ---- resamples ---- */

nsc_status nsc_search_resampler_create(gsl_rng **random, nsc_error *error) {
    return nsc_random_create(random, 0, NSC_STREAM_SEARCH_RESAMPLES, 0, error);
}

nsc_status nsc_search_resamplers_create(gsl_rng ***randoms, size_t count, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(randoms, count, sizeof **randoms, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(nsc_search_resampler_create(&(*randoms)[number], error));
out:
    return status;
}

void nsc_search_resamplers_release(gsl_rng **randoms, size_t count) {
    for (size_t number = 0; randoms != NULL && number < count; number++)
        gsl_rng_free(randoms[number]);
    free(randoms);
}

void nsc_search_resample_start(gsl_rng *random, const nsc_experiment *experiment, size_t resample) {
    nsc_random_restart(random, nsc_experiment_options(experiment)->seed, NSC_STREAM_SEARCH_RESAMPLES, resample);
}

/* ---- rows with provenance ---- */

static const nsc_column provenance_columns[] = {
    {"algorithm", "algorithm with the settings given; empty where a row compares several"},
    {"settings", "all settings of the algorithm with their values; empty if it has none or the row compares several"},
    {"encoding", "form in which candidates are drawn and changed: A, B, C, cells or variables"},
    {"protocol", "rules of the experiment: plain, paper or naszilla"},
    {"edge_limit", "how the limit of edges applies to encodings; empty where none is decoded"},
    {"selected_by", "the measurement that a search sees and selects by"},
    {"scored_by", "the measurement that it is scored by"},
    {"relation", "relation between neighbours; empty if candidates do not change by it"},
    {"fitness_rule", "rule of the score: split, epochs and policy, a feature or a column"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"evaluated", "points that have measurements and may be evaluated"},
    {"points", "points of the space"},
    {"seed", "seed of the experiment"},
};

enum { PROVENANCE_COLUMNS = NSC_COUNT_OF(provenance_columns), ALGORITHM = 0, SETTINGS };

const nsc_column *nsc_search_provenance_columns(size_t *count) {
    *count = PROVENANCE_COLUMNS;
    return provenance_columns;
}

struct nsc_search_rows {
    const nsc_row_sink *sink;
    nsc_column *columns; /* [width] */
    nsc_value *values;   /* [width] of a row, those of provenance filled in */
    size_t own, width;
    nsc_value *algorithm, *settings; /* among the values; NULL in a format of another program */
};

static void fill_provenance(const nsc_experiment *experiment, nsc_value values[PROVENANCE_COLUMNS]) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    const nsc_value filled[PROVENANCE_COLUMNS] = {
        nsc_missing(), /* the algorithm of each row */
        nsc_missing(), /* and its settings */
        nsc_text(facts->encoding),
        nsc_text(facts->protocol),
        nsc_text(facts->edge_limit),
        nsc_text(facts->selected_by),
        nsc_text(facts->scored_by),
        nsc_text(facts->relation),
        nsc_text(facts->provenance.fitness),
        nsc_text(facts->provenance.direction),
        nsc_text(facts->provenance.origin),
        nsc_text(facts->provenance.source),
        nsc_integer(facts->evaluated_count),
        nsc_integer(facts->point_count),
        nsc_unsigned(nsc_experiment_options(experiment)->seed),
    };
    memcpy(values, filled, sizeof filled);
}

static bool has_column(const nsc_search_table *table, const char *name) {
    for (size_t column = 0; column < table->column_count; column++)
        if (strcmp(table->columns[column].name, name) == 0)
            return true;
    return false;
}

/* Appends the columns of provenance that the table has not among its own, and their values. */
static void append_provenance(nsc_search_rows *rows, const nsc_search_table *table, const nsc_experiment *experiment) {
    nsc_value values[PROVENANCE_COLUMNS];
    fill_provenance(experiment, values);
    for (size_t column = 0; column < PROVENANCE_COLUMNS; column++) {
        if (has_column(table, provenance_columns[column].name))
            continue;
        if (column == ALGORITHM)
            rows->algorithm = &rows->values[rows->width];
        if (column == SETTINGS)
            rows->settings = &rows->values[rows->width];
        rows->columns[rows->width] = provenance_columns[column];
        rows->values[rows->width++] = values[column];
    }
}

/* Release the arrays also after a failure. */
static nsc_status open_rows(nsc_search_rows *rows, const nsc_search_table *table, const nsc_experiment *experiment,
                            const nsc_row_sink *sink, nsc_error *error) {
    const size_t most = table->column_count + PROVENANCE_COLUMNS;
    nsc_status status = NSC_OK;
    *rows = (nsc_search_rows){.sink = sink, .own = table->column_count, .width = table->column_count};
    NSC_TRY(nsc_allocate(&rows->columns, most, sizeof *rows->columns, error));
    NSC_TRY(nsc_allocate(&rows->values, most, sizeof *rows->values, error));
    memcpy(rows->columns, table->columns, table->column_count * sizeof *rows->columns);
    if ((table->needs & NSC_TABLE_WITHOUT_PROVENANCE) == 0)
        append_provenance(rows, table, experiment);
    NSC_TRY(nsc_sink_begin(sink, rows->columns, rows->width, error));
out:
    return status;
}

nsc_status nsc_search_rows_add(nsc_search_rows *rows, const nsc_search_result *result, const nsc_value *values,
                               size_t count, nsc_error *error) {
    if (count != rows->own)
        return nsc_error_set(error, NSC_FAILED, "a row has %zu values, the table %zu columns", count, rows->own);
    memcpy(rows->values, values, count * sizeof *values);
    if (rows->algorithm != NULL)
        *rows->algorithm = nsc_text(result != NULL ? result->label : NULL);
    if (rows->settings != NULL)
        *rows->settings = result != NULL && result->settings != NULL && result->settings[0] != '\0'
                              ? nsc_text(result->settings)
                              : nsc_missing();
    return nsc_sink_row(rows->sink, rows->values, rows->width, error);
}

nsc_status nsc_search_name_point(const nsc_experiment *experiment, uint32_t point, nsc_point_name *name,
                                 nsc_error *error) {
    name->text = NULL;
    return point != UINT32_MAX ? experiment->space->point_name(experiment->space, point, name, error) : NSC_OK;
}

nsc_status nsc_search_table_suits(const nsc_search_table *table, size_t algorithm_count, nsc_error *error) {
    if (algorithm_count < ((table->needs & NSC_TABLE_NEEDS_SEVERAL) != 0 ? 2 : 1))
        return nsc_error_set(error, NSC_USAGE,
                             "the table %s compares algorithms: name two or more of them after `search compare`",
                             table->name);
    return NSC_OK;
}

nsc_status nsc_search_table_check(const nsc_search_table *table, const nsc_experiment *experiment,
                                  const nsc_search_table_options *options, nsc_error *error) {
    nsc_search_targets targets = {0};
    size_t *repeats = NULL, repeat_count;
    nsc_search_axis axis;
    nsc_status status = NSC_OK;
    if ((table->reads & NSC_TABLE_READS(over)) != 0)
        NSC_TRY(nsc_search_axis_of(experiment, options, &axis, error));
    if ((table->reads & NSC_TABLE_READS(targets)) != 0)
        NSC_TRY(nsc_search_targets_read(&targets, experiment, options->targets, error));
    if ((table->reads & NSC_TABLE_READS(repeats)) != 0)
        NSC_TRY(nsc_search_repeats_read(options->repeats, &repeats, &repeat_count, error));
out:
    nsc_search_targets_release(&targets);
    free(repeats);
    return status;
}

nsc_status nsc_search_table_write(const nsc_search_table *table, const nsc_search_result *results, size_t count,
                                  const nsc_search_table_options *options, const nsc_row_sink *sink, nsc_error *error) {
    nsc_search_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_table_suits(table, count, error));
    NSC_TRY(nsc_search_table_check(table, results[0].experiment, options, error));
    NSC_TRY(open_rows(&rows, table, results[0].experiment, sink, error));
    NSC_TRY(table->rows(results, count, options, &rows, error));
out:
    free(rows.columns);
    free(rows.values);
    return status;
}
