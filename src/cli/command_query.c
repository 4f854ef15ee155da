/* `query`: questions about single cells, answered without building the graph or evaluating the whole surrogate. */
#include "cli/cli.h"

#include "analysis/estimators/ranking.h"

#include <math.h>
#include <string.h>

/* The hash of a cell or the name of another point; `hashes` may be NULL (see open_hashes). */
static nsc_status write_hash(const nsc_space *space, const nsc_hash *hashes, uint32_t point, nsc_point_name *name,
                             nsc_error *error) {
    if (hashes == NULL)
        return space->point_name(space, point, name, error);
    nsc_hash_format(&hashes[point], name->own);
    name->text = name->own;
    return NSC_OK;
}

/* Opens the index of all hashes if so many are wanted that computing each would take longer; else *`hashes` is NULL. */
static nsc_status open_hashes(const nsc_space *space, size_t wanted, const nsc_hash **hashes, nsc_error *error) {
    const size_t few = 100;
    const nsc_hash_index *index;
    *hashes = NULL;
    if (wanted <= few || nsc_space_nb101(space) == NULL)
        return NSC_OK;
    nsc_status status = nsc_space_hash_index(space, &index, error);
    if (status == NSC_OK)
        *hashes = nsc_hash_index_hashes(index);
    return status;
}

/* ---- query cell ---- */

static nsc_status add_structure(nsc_table *table, const nsc_nb101 *nb101, uint32_t id, nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nb101, id);
    const nsc_hash fingerprint = nsc_cell_fingerprint(&cell);
    char hash[33];
    nsc_status status = NSC_OK;
    nsc_hash_format(&fingerprint, hash);
    NSC_TRY(nsc_cell_add_keys(table, hash, id, &cell, error));
    NSC_TRY(nsc_table_add_key(table, "depth", nsc_integer(nsc_cell_depth(cell.edges, cell.vertex_count)), error));
    NSC_TRY(nsc_table_add_key(table, "width", nsc_integer(nsc_cell_width(cell.edges, cell.vertex_count)), error));
out:
    return status;
}

/* Adds the fitness that --fitness names. */
static nsc_status add_fitness(nsc_table *table, nsc_session *session, uint32_t id, nsc_error *error) {
    nsc_provenance provenance;
    nsc_point_fitness found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_values(session, NULL, &id, 1, &found, &provenance, error));
    NSC_TRY(nsc_table_add_key(table, provenance.fitness, nsc_real(found.value), error));
    NSC_TRY(nsc_table_add_key(table, "standard_error", nsc_real(found.standard_error), error));
    NSC_TRY(nsc_table_add_key(table, "runs", nsc_run_count(found.runs), error));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(provenance.origin), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(provenance.source), error));
out:
    return status;
}

/* Adds the two fitnesses of the built-in surrogate. */
static nsc_status add_surrogate(nsc_table *table, nsc_session *session, uint32_t id, nsc_error *error) {
    static const char *const offered[] = {"test@108", "time@108"};
    nsc_provenance provenance = {0};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < sizeof offered / sizeof offered[0]; number++) {
        nsc_point_fitness found;
        NSC_TRY(nsc_session_values(session, offered[number], &id, 1, &found, &provenance, error));
        NSC_TRY(nsc_table_add_key(table, provenance.fitness, nsc_real(found.value), error));
    }
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(provenance.origin), error));
    NSC_TRY(nsc_table_add_key(table, "source", nsc_text(provenance.source), error));
out:
    return status;
}

/* The rule of one run, or of the mean, as --fitness takes it: test@108:run1:halfway. */
static nsc_fitness_rule rule_of_run(const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                                    uint32_t run) {
    const nsc_policy policy = run == NSC_RUN_MEAN ? NSC_POLICY_MEAN : (nsc_policy)(NSC_POLICY_RUN1 + run);
    return nsc_fitness_rule_of(metric, nsc_measurements_epochs(measurements, budget), policy);
}

/* Adds the mean of the runs of a metric with its standard error and their number. */
static nsc_status add_mean(nsc_table *table, const nsc_measurements *measurements, size_t budget, nsc_metric metric,
                           uint32_t id, nsc_error *error) {
    const nsc_fitness_rule rule = rule_of_run(measurements, budget, metric, NSC_RUN_MEAN);
    nsc_point_fitness found;
    char key[256];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_fitness_of_points(&rule, measurements, &id, 1, &found, error));
    NSC_TRY(nsc_table_add_key(table, rule.text, nsc_real(found.value), error));
    snprintf(key, sizeof key, "%s standard_error", rule.text);
    NSC_TRY(nsc_table_add_key(table, key, nsc_real(found.standard_error), error));
    snprintf(key, sizeof key, "%s runs", rule.text);
    NSC_TRY(nsc_table_add_key(table, key, nsc_run_count(found.runs), error));
out:
    return status;
}

/* Adds all measurements of the cell at one budget; the mean where there are several runs of a metric. */
static nsc_status add_runs(nsc_table *table, const nsc_measurements *measurements, size_t budget, uint32_t id,
                           nsc_error *error) {
    nsc_point_runs runs = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_point(measurements, budget, id, &runs, error));
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        size_t count = 0;
        bool has_mean = false;
        for (size_t run = 0; run < runs.count; run++) {
            const double value = runs.items[run].values[metric];
            if (isnan(value))
                continue;
            has_mean = has_mean || runs.items[run].run == NSC_RUN_MEAN;
            count++;
            NSC_TRY(nsc_table_add_key(table,
                                      rule_of_run(measurements, budget, (nsc_metric)metric, runs.items[run].run).text,
                                      nsc_real(value), error));
        }
        if (count > 1 && !has_mean)
            NSC_TRY(add_mean(table, measurements, budget, (nsc_metric)metric, id, error));
    }
out:
    free(runs.items);
    return status;
}

/* Adds the columns of a table that are loaded: that of --columns fitness=..., for one. */
static nsc_status add_columns(nsc_table *table, nsc_session *session, const nsc_measurements *measurements, uint32_t id,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t column = 0; column < nsc_measurements_column_count(measurements); column++) {
        nsc_provenance provenance;
        nsc_point_fitness found;
        char rule[160];
        snprintf(rule, sizeof rule, "column:%s", nsc_measurements_column(measurements, column));
        NSC_TRY(nsc_session_values(session, rule, &id, 1, &found, &provenance, error));
        NSC_TRY(nsc_table_add_key(table, rule, nsc_real(found.value), error));
    }
out:
    return status;
}

static nsc_status add_measurements(nsc_table *table, nsc_session *session, uint32_t id, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = NSC_OK;
    const size_t keys_before = nsc_table_row_count(table);
    NSC_TRY(nsc_session_measurements(session, &measurements, error));
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        NSC_TRY(add_runs(table, measurements, budget, id, error));
    NSC_TRY(add_columns(table, session, measurements, id, error));
    const bool found = nsc_table_row_count(table) > keys_before;
    const char *origin = nsc_origin_name(nsc_measurements_origin(measurements));
    NSC_TRY(nsc_table_add_key(table, "origin", nsc_text(found ? origin : "not measured"), error));
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        NSC_TRY(
            nsc_table_add_key(table, "source", nsc_text(nsc_measurements_source(measurements, number)->path), error));
out:
    return status;
}

nsc_status nsc_command_query_cell(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    const nsc_nb101 *nb101;
    nsc_table *table = NULL;
    uint32_t id;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(space->point_parse(space, session->arguments->positional[0], &id, error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    nb101 = nsc_space_nb101(space);
    if (nb101 != NULL)
        NSC_TRY(add_structure(table, nb101, id, error));
    else
        NSC_TRY(nsc_points_add(table, space, id, error));
    if (nb101 == NULL && nsc_landscape_builtin(session->opened) &&
        !nsc_arguments_has(session->arguments, NSC_OPTION_FITNESS))
        nsc_session_note(
            session, "the built-in surrogate covers nb101 only; give --data or --fitness for a fitness of this point");
    else if (nsc_arguments_has(session->arguments, NSC_OPTION_FITNESS) || nsc_landscape_model(session->opened) != NULL)
        NSC_TRY(add_fitness(table, session, id, error));
    else if (nsc_landscape_builtin(session->opened))
        NSC_TRY(add_surrogate(table, session, id, error));
    else
        NSC_TRY(add_measurements(table, session, id, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- query neighbours ---- */

static const nsc_column neighbour_columns[] = {
    {"hash", "official fingerprint or, if the space is not one of cells, name of the neighbour"},
    {"change", "change that leads from CELL to the neighbour"},
    {"fitness", "fitness of the neighbour; empty if it has none"},
    {"difference", "fitness of the neighbour minus fitness of CELL"},
    {"standard_error", "standard error of the neighbour's mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the neighbour"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"relation", "relation by which the two are neighbours; if it is directed, the edge leads to the neighbour"},
    {"weight", "relative probability that a walk takes the edge; empty if all edges have the same"},
};
enum { NEIGHBOUR_COLUMNS = sizeof neighbour_columns / sizeof neighbour_columns[0] };

typedef struct valued_neighbour {
    nsc_neighbour neighbour;
    nsc_point_fitness found;
    double merit; /* of its fitness: higher is better */
} valued_neighbour;

/* Orders by value, best first, then by point; neighbours without a value come last. */
static int compare_values(const void *left, const void *right) {
    const valued_neighbour *one = left, *other = right;
    const bool one_missing = isnan(one->merit), other_missing = isnan(other->merit);
    if (one_missing != other_missing)
        return one_missing ? 1 : -1;
    if (!one_missing && one->merit != other->merit)
        return one->merit > other->merit ? -1 : 1;
    return (one->neighbour.point > other->neighbour.point) - (one->neighbour.point < other->neighbour.point);
}

/* The neighbours of `centre` with their values, sorted; *`own` is the value of `centre`. Release `sorted` by free(). */
static nsc_status find_neighbours(nsc_session *session, const nsc_space *space, const nsc_relation *relation,
                                  uint32_t centre, valued_neighbour **sorted, size_t *count, double *own,
                                  nsc_provenance *provenance, nsc_error *error) {
    nsc_neighbour *neighbours = NULL;
    uint32_t *points = NULL;
    nsc_point_fitness *values = NULL;
    const double sign = nsc_arguments_has(session->arguments, NSC_OPTION_MINIMISE) ? -1 : 1;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_neighbours(space, relation, centre, &neighbours, count, error));
    NSC_TRY(nsc_allocate(&points, *count + 1, sizeof *points, error));
    NSC_TRY(nsc_allocate(&values, *count + 1, sizeof *values, error));
    NSC_TRY(nsc_allocate(sorted, *count, sizeof **sorted, error));
    for (size_t number = 0; number < *count; number++)
        points[number] = neighbours[number].point;
    points[*count] = centre;
    NSC_TRY(nsc_session_values(session, NULL, points, *count + 1, values, provenance, error));
    for (size_t number = 0; number < *count; number++)
        (*sorted)[number] = (valued_neighbour){
            .neighbour = neighbours[number], .found = values[number], .merit = sign * values[number].value};
    *own = values[*count].value;
    qsort(*sorted, *count, sizeof **sorted, compare_values);
out:
    free(neighbours);
    free(points);
    free(values);
    return status;
}

nsc_status nsc_command_query_neighbours(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    const nsc_relation *relation;
    const nsc_hash *hashes;
    nsc_provenance provenance;
    nsc_column columns[NEIGHBOUR_COLUMNS];
    valued_neighbour *sorted = NULL;
    size_t count = 0;
    uint32_t centre;
    double own;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(space->point_parse(space, session->arguments->positional[0], &centre, error));
    NSC_TRY(nsc_landscape_relation(session->opened, &relation, error));
    NSC_TRY(find_neighbours(session, space, relation, centre, &sorted, &count, &own, &provenance, error));
    NSC_TRY(open_hashes(space, count, &hashes, error));
    memcpy(columns, neighbour_columns, sizeof columns);
    columns[0].name = nsc_space_point_column(space);
    NSC_TRY(nsc_table_create(&table, columns, NEIGHBOUR_COLUMNS, error));
    for (size_t number = 0; number < count; number++) {
        const valued_neighbour *row = &sorted[number];
        nsc_point_name hash;
        NSC_TRY(write_hash(space, hashes, row->neighbour.point, &hash, error));
        const nsc_value values[NEIGHBOUR_COLUMNS] = {
            nsc_text(hash.text),
            nsc_text(space->edge_kinds[row->neighbour.kind].name),
            nsc_real(row->found.value),
            nsc_real(row->found.value - own),
            nsc_real(row->found.standard_error),
            nsc_run_count(row->found.runs),
            nsc_integer(row->neighbour.point),
            nsc_text(provenance.fitness),
            nsc_text(provenance.direction),
            nsc_text(provenance.origin),
            nsc_text(provenance.source),
            nsc_text(relation->name),
            row->neighbour.weight > 0 ? nsc_real(row->neighbour.weight) : nsc_missing(),
        };
        NSC_TRY(nsc_table_add(table, values, NSC_COUNT_OF(values), error));
    }
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    free(sorted);
    return status;
}

/* ---- query top ---- */

static const nsc_column top_columns[] = {
    {"rank", "1 for the best fitness; points that equal the best of a rank within the tolerance share it"},
    {"hash", "official fingerprint"},
    {"fitness", "fitness of the cell"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the cell"},
    NSC_CELL_COLUMN_LIST,
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"known", "number of cells with this fitness"},
    {"coverage", "their share of the space"},
};
enum { TOP_COLUMNS = sizeof top_columns / sizeof top_columns[0] };

static nsc_status add_top(nsc_table *table, const nsc_space *space, const nsc_hash *hashes, const nsc_fitness *fitness,
                          double equal_within, uint32_t id, size_t rank, nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), id);
    enum { BEFORE = 6, AFTER = BEFORE + NSC_CELL_COLUMNS };
    const nsc_point_fitness found = nsc_fitness_at(fitness, id);
    nsc_point_name hash;
    nsc_cell_texts texts;
    nsc_status status = write_hash(space, hashes, id, &hash, error);
    if (status != NSC_OK)
        return status;
    nsc_value values[TOP_COLUMNS] = {
        nsc_integer((int64_t)rank),
        nsc_text(hash.text),
        nsc_real(found.value),
        nsc_real(found.standard_error),
        nsc_run_count(found.runs),
        nsc_integer(id),
        [AFTER] = nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_real(equal_within),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
        nsc_integer(fitness->known_count),
        nsc_real((double)fitness->known_count / fitness->point_count),
    };
    nsc_cell_values(&cell, &texts, values + BEFORE);
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status write_top_points(nsc_session *session, const nsc_space *space, const nsc_fitness *fitness,
                                   const uint32_t *best, const size_t *ranks, size_t count, nsc_error *error) {
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_points_top(&table, space, fitness, best, ranks, count, error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* Says how many points beyond the last one written are as good. */
static void tell_ties(nsc_session *session, const size_t *ranks, size_t wanted, size_t count) {
    size_t end = wanted;
    while (end < count && ranks[end] == ranks[wanted - 1])
        end++;
    if (end > wanted)
        nsc_session_note(session, "the last point is tied with %zu more: --n %zu lists them", end - wanted, end);
}

nsc_status nsc_command_query_top(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const size_t wanted = nsc_arguments_has(arguments, NSC_OPTION_N)
                              ? (size_t)arguments->integers[NSC_OPTION_N]
                              : strtoul(nsc_options[NSC_OPTION_N].default_text, NULL, 10);
    const nsc_space *space;
    const nsc_hash *hashes;
    const nsc_fitness *fitness;
    uint32_t *best = NULL;
    size_t count, *ranks = NULL;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_session_fitness(session, NULL, &fitness, error));
    NSC_TRY(nsc_points_best_first(fitness, &best, &count, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    nsc_shared_ranks(fitness, best, count, ranks);
    if (count > wanted)
        tell_ties(session, ranks, wanted, count);
    count = count < wanted ? count : wanted;
    const double equal_within = nsc_order_of(fitness).equal_within;
    if (nsc_space_nb101(space) == NULL) {
        NSC_TRY(write_top_points(session, space, fitness, best, ranks, count, error));
        goto out;
    }
    NSC_TRY(open_hashes(space, count, &hashes, error));
    NSC_TRY(nsc_table_create(&table, top_columns, TOP_COLUMNS, error));
    for (size_t place = 0; place < count; place++)
        NSC_TRY(add_top(table, space, hashes, fitness, equal_within, best[place], ranks[place], error));
    NSC_TRY(nsc_session_write(session, table, error));
out:
    nsc_table_destroy(table);
    free(best);
    free(ranks);
    return status;
}
