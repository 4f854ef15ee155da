/* The table of analyses, and running one: its rows, then where they came from. */
#include "analysis/registry_internal.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NSC_ANALYSIS_ADDRESS(name) &nsc_analysis_##name,
static const nsc_analysis *const analyses[] = {NSC_ANALYSES(NSC_ANALYSIS_ADDRESS)};
#undef NSC_ANALYSIS_ADDRESS

size_t nsc_analysis_count(void) {
    return NSC_COUNT_OF(analyses);
}

const nsc_analysis *nsc_analysis_at(size_t number) {
    return analyses[number];
}

/* Questions in the order of the analyses: each is asked from its first analysis on. */
static const struct {
    const nsc_analysis *first;
    const char *question;
} questions[] = {
    {&nsc_analysis_rwa, "Walks: how fitness changes along random walks"},
    {&nsc_analysis_neighbourfitness, "Neighbours: slopes, flatness, ways up"},
    {&nsc_analysis_optima, "Local optima: basins, networks, ways to the best"},
    {&nsc_analysis_fdc, "Distances: fitness by distance, how near good points are to each other"},
    {&nsc_analysis_opeffect, "Composition: what operations, edges, depth and their interactions contribute"},
    {&nsc_analysis_density, "Measurements: distribution, noise, cost, budgets, comparison"},
    {&nsc_analysis_profile, "Summary: one figure of each analysis"},
};

const char *nsc_analysis_question(size_t number) {
    const char *question = NULL;
    for (size_t place = 0, row = 0; place <= number; place++)
        if (row < NSC_COUNT_OF(questions) && analyses[place] == questions[row].first)
            question = questions[row++].question;
    return question;
}

const nsc_analysis *nsc_analysis_named(const char *name) {
    for (size_t number = 0; number < NSC_COUNT_OF(analyses); number++)
        if (strcasecmp(analyses[number]->name, name) == 0)
            return analyses[number];
    return NULL;
}

nsc_option_set nsc_analysis_reads(const nsc_analysis *analysis) {
    return analysis->reads | ((analysis->needs & NSC_NEEDS_NO_RELATION) == 0 ? NSC_READS_RELATION : 0);
}

bool nsc_analysis_reads_graph(const nsc_analysis *analysis) {
    return (analysis->needs & (NSC_NEEDS_NO_GRAPH | NSC_NEEDS_NO_RELATION)) == 0;
}

bool nsc_analysis_divides_points(const nsc_analysis *analysis, const nsc_analysis_options *options) {
    const bool by_first =
        (analysis->reads & NSC_READS(improvement)) != 0 && options->improvement != NSC_IMPROVEMENT_BEST;
    return (analysis->needs & NSC_DIVIDES_POINTS) != 0 && !by_first;
}

/* ---- requirements on the space ---- */

static bool has_encodings(const nsc_space *space) {
    return space->encodings != NULL;
}

static bool has_depth(const nsc_space *space) {
    return nsc_space_feature_with_role(space, NSC_FEATURE_DEPTH) >= 0 ||
           nsc_space_feature_with_role(space, NSC_FEATURE_WIDTH) >= 0;
}

static bool has_flips(const nsc_space *space) {
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        if (space->edge_kinds[kind].family == NSC_EDGE_ADDED || space->edge_kinds[kind].family == NSC_EDGE_REMOVED)
            return true;
    return false;
}

static bool has_symbols(const nsc_space *space) {
    return space->words != NULL;
}

static const struct {
    nsc_analysis_need need;
    bool (*met)(const nsc_space *space);
    const char *lacking;
} needs[] = {
    {NSC_NEEDS_ENCODINGS, has_encodings, "encodings"},
    {NSC_NEEDS_DEPTH, has_depth, "depth or width of points"},
    {NSC_NEEDS_FLIPS, has_flips, "edges that a change adds or removes"},
    {NSC_NEEDS_SYMBOLS, has_symbols, "points of symbols"},
};

nsc_status nsc_analysis_suits(const nsc_analysis *analysis, const nsc_space *space, const nsc_relation *relation,
                              nsc_error *error) {
    for (size_t row = 0; row < NSC_COUNT_OF(needs); row++)
        if ((analysis->needs & (unsigned)needs[row].need) != 0 && !needs[row].met(space))
            return nsc_error_set(error, NSC_USAGE, "%s: the space %s has no %s", analysis->name, space->name,
                                 needs[row].lacking);
    if ((analysis->needs & (NSC_ALLOWS_DIRECTED | NSC_NEEDS_NO_RELATION)) == 0 && relation->directed)
        return nsc_error_set(error, NSC_USAGE,
                             "%s: the relation %s is directed, and this analysis needs neighbours both ways",
                             analysis->name, relation->name);
    return NSC_OK;
}

nsc_status nsc_analysis_ready(const nsc_analysis *analysis, const nsc_analysis_options *options, nsc_error *error) {
    if ((analysis->needs & NSC_NEEDS_SECOND) != 0 && !nsc_option_names(options->with))
        return nsc_error_set(error, NSC_USAGE, "%s needs a second fitness: add --with RULE, such as --with params",
                             analysis->name);
    return NSC_OK;
}

/* ---- provenance: the columns that every table ends with ---- */

static const nsc_column provenance_columns[] = {
    {"relation", "relation between neighbours; empty if the result does not depend on it"},
    {"distance_rule", "distance between points; empty if none is used"},
    {"fitness_rule", "rule of the fitness: split, epochs and policy, a feature or a column"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_RUNS,
    {"coverage", "share of the space's points that have a fitness"},
    {"known", "points that have a fitness"},
    {"points", "points of the space"},
    NSC_COLUMN_SAMPLE,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"seed", "seed of the random draws; empty if nothing is random"},
};

enum { PROVENANCE_COLUMNS = NSC_COUNT_OF(provenance_columns), DISTANCE_RULE = 1 };

/* One value a column, and the text of `runs`, which the values point to. */
typedef struct provenance {
    nsc_value values[PROVENANCE_COLUMNS];
    char runs[NSC_RUN_RANGE_SIZE];
} provenance;

const nsc_column *nsc_provenance_columns(size_t *count) {
    *count = PROVENANCE_COLUMNS;
    return provenance_columns;
}

static void fill_provenance(const nsc_analysis *analysis, const nsc_landscape *landscape,
                            const nsc_analysis_options *options, provenance *record) {
    const nsc_fitness *fitness = landscape->fitness;
    const nsc_option_set reads = nsc_analysis_reads(analysis);
    const bool related = (reads & NSC_READS_RELATION) != 0;
    const nsc_value values[PROVENANCE_COLUMNS] = {
        related ? nsc_text(landscape->relation->name) : nsc_missing(),
        nsc_missing(), /* the distance is filled in by table */
        nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_real(nsc_order_of(fitness).equal_within),
        nsc_text(nsc_run_range_text(fitness->runs, record->runs)),
        nsc_real(nsc_fitness_coverage(fitness)),
        nsc_integer(fitness->known_count),
        nsc_integer(fitness->point_count),
        nsc_text(nsc_fitness_sample_text(fitness)),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
        (reads & NSC_READS(seed)) != 0 ? nsc_unsigned(options->seed) : nsc_missing(),
    };
    memcpy(record->values, values, sizeof values);
}

/* Replaces a table by one whose rows end with the provenance. */
static nsc_status append_provenance(nsc_table **table, const provenance *record, nsc_error *error) {
    nsc_table *extended;
    nsc_status status =
        nsc_table_extend(&extended, *table, provenance_columns, record->values, PROVENANCE_COLUMNS, error);
    if (status != NSC_OK)
        return status;
    nsc_table_destroy(*table);
    *table = extended;
    return NSC_OK;
}

/* The landscape with the graph that the analysis reads. */
static nsc_status complete(nsc_landscape *landscape, const nsc_analysis *analysis, nsc_error *error) {
    if (landscape->graph != NULL || !nsc_analysis_reads_graph(analysis))
        return NSC_OK;
    if (landscape->opened == NULL)
        return nsc_error_set(error, NSC_USAGE, "the landscape has no graph");
    return nsc_landscape_graph(landscape->opened, landscape->relation, &landscape->graph, error);
}

nsc_status nsc_analysis_run(const nsc_analysis *analysis, const nsc_landscape *landscape,
                            const nsc_analysis_options *options, nsc_table *tables[NSC_ANALYSIS_TABLES],
                            nsc_error *error) {
    NSC_DECIMAL_POINT;
    nsc_landscape seen = *landscape;
    provenance record;
    const nsc_distance *distance;
    /* One number of threads for the whole analysis, even where the processors that it may use change meanwhile. */
    nsc_control control = options->control != NULL ? *options->control : (nsc_control){0};
    nsc_analysis_options running = *options;
    nsc_status status = NSC_OK;
    control.thread_count = nsc_control_threads(options->control);
    running.control = &control;
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES; table++)
        tables[table] = NULL;
    status = nsc_analysis_suits(analysis, landscape->space, landscape->relation, error);
    if (status == NSC_OK)
        status = nsc_analysis_ready(analysis, options, error);
    if (status == NSC_OK)
        status = complete(&seen, analysis, error);
    if (status != NSC_OK)
        return status;
    NSC_TRY(nsc_fitness_check_magnitudes(landscape->fitness, error));
    if ((analysis->reads & NSC_READS(distance)) != 0)
        NSC_TRY(nsc_distance_of(landscape->space, options->distance->name, &distance, error));
    for (size_t table = 0; table < analysis->table_count; table++)
        NSC_TRY(nsc_table_create(&tables[table], analysis->tables[table].columns, analysis->tables[table].column_count,
                                 error));
    NSC_TRY(analysis->run(&seen, &running, tables, error));
    fill_provenance(analysis, landscape, options, &record);
    for (size_t table = 0; table < analysis->table_count; table++) {
        const bool measures = (analysis->reads & NSC_READS(distance)) != 0 && !analysis->tables[table].without_distance;
        record.values[DISTANCE_RULE] = nsc_text(measures ? options->distance->name : NULL);
        NSC_TRY(append_provenance(&tables[table], &record, error));
    }
out:
    if (status != NSC_OK) {
        nsc_error_prefix(error, "%s: ", analysis->name);
        nsc_analysis_release(tables);
    }
    return status;
}

/* A network has no landscape: only an order of fitness, its nodes, and the files that it comes from. */
static void fill_network_provenance(const nsc_order *order, uint32_t node_count, const char *source,
                                    provenance *record) {
    const struct {
        const char *column;
        nsc_value value;
    } told[] = {{"direction", nsc_text(nsc_direction_name(order->direction))},
                {"equal_within", nsc_real(order->equal_within)},
                {"coverage", nsc_real(1)},
                {"known", nsc_integer(node_count)},
                {"points", nsc_integer(node_count)},
                {"source", nsc_text(source)}};
    for (size_t column = 0; column < PROVENANCE_COLUMNS; column++) {
        record->values[column] = nsc_missing();
        for (size_t row = 0; row < NSC_COUNT_OF(told); row++)
            if (strcmp(provenance_columns[column].name, told[row].column) == 0)
                record->values[column] = told[row].value;
    }
}

nsc_status nsc_analysis_run_network(const nsc_analysis *analysis, const nsc_landscape_names *names,
                                    const nsc_analysis_options *options, nsc_table *tables[NSC_ANALYSIS_TABLES],
                                    nsc_error *error) {
    NSC_DECIMAL_POINT;
    const bool with_nodes = nsc_option_names(options->nodes);
    nsc_order order;
    uint32_t node_count;
    provenance record;
    char *source = NULL;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES; table++)
        tables[table] = NULL;
    if (analysis != &nsc_analysis_lon)
        return nsc_error_set(error, NSC_USAGE, "%s does not read networks of optima, only lon does", analysis->name);
    const size_t size = strlen(options->network) + strlen(options->nodes) + sizeof ", ";
    NSC_TRY(nsc_reserve(&source, &capacity, size, 1, error));
    snprintf(source, size, "%s%s%s", options->network, with_nodes ? ", " : "", with_nodes ? options->nodes : "");
    for (size_t table = 0; table < analysis->table_count; table++)
        NSC_TRY(nsc_table_create(&tables[table], analysis->tables[table].columns, analysis->tables[table].column_count,
                                 error));
    NSC_TRY(nsc_lon_run_network(names, options, tables, &order, &node_count, error));
    fill_network_provenance(&order, node_count, source, &record);
    for (size_t table = 0; table < analysis->table_count; table++)
        NSC_TRY(append_provenance(&tables[table], &record, error));
out:
    free(source);
    if (status != NSC_OK) {
        nsc_error_prefix(error, "%s: ", analysis->name);
        nsc_analysis_release(tables);
    }
    return status;
}

void nsc_analysis_release(nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    for (size_t table = 0; table < NSC_ANALYSIS_TABLES; table++) {
        nsc_table_destroy(tables[table]);
        tables[table] = NULL;
    }
}

void nsc_analysis_file_name(const nsc_analysis *analysis, size_t number, const nsc_relation *relation,
                            const nsc_distance *distance, const char *extension, char name[NSC_ANALYSIS_FILE_SIZE]) {
    const char *const parts[] = {
        number > 0 ? analysis->tables[number].name : NULL,
        relation != NULL ? relation->name : NULL,
        (analysis->reads & NSC_READS(distance)) != 0 ? distance->name : NULL,
    };
    size_t length = (size_t)snprintf(name, NSC_ANALYSIS_FILE_SIZE, "%s", analysis->name);
    for (size_t part = 0; part < NSC_COUNT_OF(parts); part++)
        if (parts[part] != NULL && length < NSC_ANALYSIS_FILE_SIZE)
            length += (size_t)snprintf(name + length, NSC_ANALYSIS_FILE_SIZE - length, "-%s", parts[part]);
    if (length < NSC_ANALYSIS_FILE_SIZE)
        snprintf(name + length, NSC_ANALYSIS_FILE_SIZE - length, ".%s", extension);
}
