/*
 * The footprint of a landscape: one figure of each analysis, with its range and the meaning of higher values, for
 * comparing spaces and fitnesses. Nothing is computed here: each analysis is run once, and its figures are taken from
 * its table. Passes that several of them begin with are made by the first and kept for the others.
 */
#include "analysis/kept.h"
#include "analysis/profile/profile_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"measure", "name of the figure"},
    {"value", "the number; on partial data only estimates of the whole space with an interval, and what is exact"},
    {"low", "lower end of its 95 % interval; empty if the value is exact"},
    {"high", "upper end"},
    {"minimum", "smallest possible value; an estimate with an interval may fall below; empty: no bound"},
    {"maximum", "largest possible value, likewise; empty: no bound"},
    {"meaning", "the quantity, and the meaning of higher values"},
    {"reason", "reason the value is left out; the analysis may have it for the evaluated points"},
    {"analysis", "analysis with more details, and the name of the figure there"},
};

/* The analysis that ran last, with its tables: measures of one analysis follow each other. */
typedef struct profile {
    const nsc_landscape *landscape;
    nsc_analysis_options options;
    const nsc_analysis *analysis;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    nsc_error failure; /* the reason there are none */
} profile;

/* Runs the analysis of a measure, unless it ran for the one before. Missing data is no failure, but a wrong option
 * is. */
static nsc_status run_analysis(profile *state, const nsc_analysis *analysis, nsc_error *error) {
    if (state->analysis == analysis)
        return NSC_OK;
    nsc_analysis_release(state->tables);
    state->analysis = analysis;
    state->failure = (nsc_error){0};
    if (nsc_analysis_suits(analysis, state->landscape->space, state->landscape->relation, &state->failure) != NSC_OK)
        return NSC_OK;
    const nsc_status status =
        nsc_analysis_run(analysis, state->landscape, &state->options, state->tables, &state->failure);
    return status == NSC_OK || status == NSC_MISSING ? NSC_OK : nsc_error_pass(error, status, &state->failure);
}

static const nsc_table *table_of(const profile *state, const nsc_measure *measure) {
    for (size_t table = 0; table < measure->analysis->table_count; table++)
        if (strcmp(measure->analysis->tables[table].name, measure->table) == 0)
            return state->tables[table];
    return NULL;
}

/* A value of a row by its column's name; missing if the table has no such column. */
static nsc_value value_of(const nsc_table *table, int row, const char *name) {
    const nsc_column *all = nsc_table_columns(table);
    for (size_t column = 0; column < nsc_table_column_count(table); column++)
        if (strcmp(all[column].name, name) == 0)
            return nsc_table_value(table, (size_t)row, column);
    return nsc_missing();
}

/* What an analysis says in the row of a measure. */
typedef struct figure {
    nsc_value value, low, high, reason;
} figure;

static figure figure_of(const nsc_table *table, int row) {
    return (figure){value_of(table, row, "value"), value_of(table, row, "low"), value_of(table, row, "high"),
                    value_of(table, row, "reason")};
}

/* A figure of partial data without an interval is one of the evaluated points, not of the space. */
static void leave_out_measured_part(figure *found) {
    if (found->value.type == NSC_VALUE_MISSING || found->low.type != NSC_VALUE_MISSING)
        return;
    found->value = nsc_missing();
    if (found->reason.type == NSC_VALUE_MISSING)
        found->reason = nsc_text("only for the evaluated points: no estimate of the whole space");
}

/* Both ends equal the value if it is exact: then there is no interval to show. */
static void leave_out_exact_ends(figure *found) {
    if (found->value.type == NSC_VALUE_MISSING ||
        (found->value.type == NSC_VALUE_REAL && found->low.type == NSC_VALUE_REAL &&
         found->high.type == NSC_VALUE_REAL && found->low.as.real == found->value.as.real &&
         found->high.as.real == found->value.as.real))
        found->low = found->high = nsc_missing();
}

/* A value, or the reason it is left out. */
static nsc_status add_measure(const profile *state, const nsc_measure *measure, nsc_table *table, nsc_error *error) {
    char place[96];
    const nsc_fitness *fitness = state->landscape->fitness;
    const nsc_table *source = table_of(state, measure);
    const int row = source != NULL ? nsc_summary_row(source, measure->statistic) : -1;
    figure found = {nsc_missing(), nsc_missing(), nsc_missing(), nsc_text(state->failure.message)};
    if (source != NULL && row < 0)
        return nsc_error_set(error, NSC_FAILED, "the analysis %s has no statistic %s", measure->analysis->name,
                             measure->statistic);
    snprintf(place, sizeof place, "%s: %s", measure->analysis->name, measure->statistic);
    if (source != NULL)
        found = figure_of(source, row);
    if (fitness->known_count < fitness->point_count)
        leave_out_measured_part(&found);
    leave_out_exact_ends(&found);
    const nsc_value values[NSC_COUNT_OF(columns)] = {
        nsc_text(measure->name),
        found.value,
        found.low,
        found.high,
        nsc_real(measure->minimum),
        nsc_real(measure->maximum),
        nsc_text(measure->meaning),
        found.value.type != NSC_VALUE_MISSING ? nsc_missing() : found.reason,
        nsc_text(place),
    };
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_kept kept = {.graph = landscape->graph, .fitness = landscape->fitness};
    nsc_landscape keeping = *landscape;
    profile state = {.landscape = &keeping, .options = *options};
    const nsc_control part = nsc_control_of_part(options->control, nsc_control_threads(options->control));
    nsc_status status = NSC_OK;
    keeping.kept = &kept;
    state.options.lags = 2;         /* as few lags as the measures read */
    state.options.perturbation = 2; /* what escape_return is of */
    state.options.eigenpairs = 1;   /* as few eigenpairs as the measures read */
    state.options.network = NSC_OPTION_NONE;
    state.options.improvement = NSC_IMPROVEMENT_BOTH; /* a measure is of first improvement */
    state.options.control = &part;
    for (size_t number = 0; number < nsc_measure_count; number++) {
        const nsc_measure *measure = &nsc_measures[number];
        nsc_control_report(options->control, measure->analysis->name, (double)number / (double)nsc_measure_count);
        NSC_TRY(run_analysis(&state, measure->analysis, error));
        NSC_TRY(add_measure(&state, measure, tables[0], error));
    }
out:
    nsc_control_report(options->control, "profile", 1);
    nsc_analysis_release(state.tables);
    nsc_kept_release(&kept);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("measures", "one row for each measure", columns)};

const nsc_analysis nsc_analysis_profile = {"profile",
                                           "one figure of each analysis: the footprint of a landscape",
                                           "the measures' own sources; a footprint of a space: Traore et al. 2021",
                                           "one figure of each analysis, as defined there",
                                           NSC_READS(distance) | NSC_READS(targets) | NSC_READS(bins) |
                                               NSC_READS(epsilons) | NSC_READS(method) | NSC_READS(runs) |
                                               NSC_READS(stopping) | NSC_READS(sample) | NSC_READS(seed),
                                           0,
                                           tables,
                                           NSC_COUNT_OF(tables),
                                           run};
