/* A landscape for other languages: opening it by names, its points, fitness, graph and measurements. */
#include "binding/binding_internal.h"

#include "analysis/landscape_settings.h"
#include "query/query_internal.h"
#include "space/point_drawing.h"

#include <math.h>
#include <string.h>

/* ---- opening ---- */

static bool is_cancelled(void *context) {
    return atomic_load_explicit(&((nsc_bound_landscape *)context)->cancelled, memory_order_relaxed);
}

/* The fitness of the caller's own values, which have one name and tell nothing of any other. */
static nsc_status make_fitness(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    const nsc_bound_landscape *landscape = context;
    const nsc_fitness_rule *own;
    nsc_status status = NSC_OK;
    if (landscape->value_count != fitness->point_count)
        return nsc_error_set(error, NSC_INVALID, "%zu values are given for %u points", landscape->value_count,
                             fitness->point_count);
    NSC_TRY(nsc_landscape_rule(landscape->opened, NULL, &own, error));
    if (strcmp(own->text, rule->text) != 0)
        return nsc_error_set(error, NSC_MISSING, "the values given are those of %s", own->text);
    NSC_TRY(nsc_allocate(&fitness->values, fitness->point_count, sizeof *fitness->values, error));
    memcpy(fitness->values, landscape->values, fitness->point_count * sizeof *fitness->values);
    fitness->origin = NSC_ORIGIN_GIVEN;
    status = nsc_copy_text(&fitness->source, "values given", error);
out:
    return status;
}

static nsc_status keep_values(nsc_bound_landscape *landscape, nsc_landscape_names *names, const double *values,
                              size_t count, nsc_error *error) {
    if (values == NULL)
        return NSC_OK;
    for (size_t point = 0; point < count; point++)
        if (isinf(values[point]))
            return nsc_error_set(error, NSC_INVALID, "the value of point %zu is infinite; NaN stands for a missing one",
                                 point);
    const nsc_status status = nsc_allocate(&landscape->values, count, sizeof *values, error);
    if (status != NSC_OK)
        return status;
    memcpy(landscape->values, values, count * sizeof *values);
    landscape->value_count = count;
    names->make_fitness = make_fitness;
    names->make_context = landscape;
    return NSC_OK;
}

/* Values cannot take the place of a feature, which is computed whatever the values are. */
static nsc_status check_name_of_values(const nsc_bound_landscape *landscape, const char *fitness, nsc_error *error) {
    const nsc_fitness_rule *own;
    nsc_status status = NSC_OK;
    if (landscape->values == NULL || fitness == NULL)
        return NSC_OK;
    NSC_TRY(nsc_landscape_rule(landscape->opened, NULL, &own, error));
    if (own->kind == NSC_FITNESS_FEATURE)
        status = nsc_error_set(
            error, NSC_USAGE, "values cannot be called \"%s\", a feature of the space: name them column:NAME", fitness);
out:
    return status;
}

nsc_status nsc_bound_landscape_open(nsc_bound_landscape **landscape, const char *const *names,
                                    const char *const *option_values, size_t option_count, size_t threads,
                                    const double *values, size_t value_count, char *message) {
    nsc_landscape_settings settings = {0};
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(landscape, 1, sizeof **landscape, &error));
    (*landscape)->control = (nsc_control){.thread_count = threads, .cancelled = is_cancelled, .context = *landscape};
    for (size_t option = 0; option < option_count; option++)
        NSC_TRY(nsc_landscape_settings_set(&settings, names[option], option_values[option], &error));
    settings.names.control = &(*landscape)->control;
    NSC_TRY(keep_values(*landscape, &settings.names, values, value_count, &error));
    NSC_TRY(nsc_landscape_open(&(*landscape)->opened, &settings.names, &error));
    status = check_name_of_values(*landscape, settings.names.fitness, &error);
out:
    nsc_landscape_settings_release(&settings);
    if (status != NSC_OK) {
        nsc_bound_landscape_close(*landscape);
        *landscape = NULL;
    }
    return nsc_bound_told(status, &error, message);
}

void nsc_bound_landscape_close(nsc_bound_landscape *landscape) {
    if (landscape == NULL)
        return;
    nsc_landscape_close(landscape->opened);
    free(landscape->values);
    free(landscape);
}

void nsc_bound_landscape_cancel(nsc_bound_landscape *landscape, int cancelled) {
    atomic_store(&landscape->cancelled, cancelled != 0);
}

const char *nsc_bound_landscape_note(const nsc_bound_landscape *landscape, size_t note) {
    return note < nsc_landscape_note_count(landscape->opened) ? nsc_landscape_note(landscape->opened, note) : NULL;
}

/* ---- points ---- */

nsc_status nsc_bound_point_count(nsc_bound_landscape *landscape, uint32_t *count, char *message) {
    const nsc_space *space;
    nsc_error error = {0};
    const nsc_status status = nsc_landscape_space(landscape->opened, &space, &error);
    *count = status == NSC_OK ? space->point_count : 0;
    return nsc_bound_told(status, &error, message);
}

nsc_status nsc_bound_point(nsc_bound_landscape *landscape, const char *text, uint32_t *point, char *message) {
    const nsc_space *space;
    nsc_error error = {0};
    nsc_status status = nsc_landscape_space(landscape->opened, &space, &error);
    if (status == NSC_OK)
        status = space->point_parse(space, text, point, &error);
    return nsc_bound_told(status, &error, message);
}

static nsc_status write_name(const nsc_namer *namer, uint32_t point, FILE *stream, nsc_error *error) {
    nsc_point_name name;
    if (point >= namer->space->point_count)
        return nsc_error_set(error, NSC_INVALID, "there is no point %u: %s has %u points, numbered from 0", point,
                             namer->space->name, namer->space->point_count);
    const nsc_status status = nsc_namer_name(namer, point, &name, error);
    if (status == NSC_OK)
        fwrite(name.text, 1, strlen(name.text) + 1, stream);
    return status;
}

nsc_status nsc_bound_point_names(nsc_bound_landscape *landscape, const uint32_t *points, size_t count, char **names,
                                 size_t *size, char *message) {
    const nsc_space *space;
    nsc_error error = {0};
    nsc_bound_text text = {0};
    nsc_namer namer;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    NSC_TRY(nsc_bound_text_open(&text, &error));
    NSC_TRY(nsc_namer_open(&namer, space, count, &error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(write_name(&namer, points[number], text.stream, &error));
out:
    status = nsc_bound_text_close(&text, status, names, size, &error);
    return nsc_bound_told(status, &error, message);
}

nsc_status nsc_bound_spellings(nsc_bound_landscape *landscape, uint32_t point, char **texts, size_t *size,
                               char *message) {
    const nsc_space *space;
    nsc_spellings spellings = {0};
    nsc_error error = {0};
    nsc_bound_text text = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    if (space->same_network == NULL || point >= space->point_count)
        status = nsc_error_set(&error, NSC_USAGE, "%s knows no other spelling of the point", space->name);
    else
        status = space->same_network(space, point, &spellings, &error);
    if (status == NSC_OK)
        status = nsc_bound_text_open(&text, &error);
    for (size_t number = 0; status == NSC_OK && number < spellings.count; number++)
        fwrite(spellings.texts[number], 1, strlen(spellings.texts[number]) + 1, text.stream);
out:
    status = nsc_bound_text_close(&text, status, texts, size, &error);
    nsc_spellings_release(&spellings);
    return nsc_bound_told(status, &error, message);
}

nsc_status nsc_bound_draw(nsc_bound_landscape *landscape, const char *point, char **svg, size_t *size, char *message) {
    const nsc_space *space;
    nsc_error error = {0};
    nsc_bound_text text = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    NSC_TRY(nsc_bound_text_open(&text, &error));
    NSC_TRY(nsc_point_draw(space, point, NSC_DRAWING_SVG, text.stream, &error));
out:
    status = nsc_bound_text_close(&text, status, svg, size, &error);
    return nsc_bound_told(status, &error, message);
}

/* ---- fitness and graph ---- */

nsc_status nsc_bound_fitness(nsc_bound_landscape *landscape, const char *rule, const double **values,
                             const double **standard_errors, size_t *count, char *message) {
    const nsc_fitness *fitness;
    nsc_error error = {0};
    const nsc_status status = nsc_landscape_fitness(landscape->opened, rule, &fitness, &error);
    const bool known = status == NSC_OK;
    *values = known ? fitness->values : NULL;
    *standard_errors = known ? fitness->standard_errors : NULL;
    *count = known ? fitness->point_count : 0;
    return nsc_bound_told(status, &error, message);
}

nsc_status nsc_bound_graph(nsc_bound_landscape *landscape, const char *relation, const uint64_t **offsets,
                           const uint32_t **neighbours, size_t *point_count, char *message) {
    const nsc_space *space;
    const nsc_relation *named = NULL;
    const nsc_graph *graph;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, &error));
    if (relation != NULL)
        NSC_TRY(nsc_relation_of(space, relation, &named, &error));
    NSC_TRY(nsc_landscape_stored_graph(landscape->opened, named, &graph, &error));
    nsc_rows_stored(graph, offsets, neighbours);
    *point_count = graph->point_count;
out:
    return nsc_bound_told(status, &error, message);
}

/* ---- what it is ---- */

static nsc_status describe(nsc_bound_landscape *landscape, const char *rule, nsc_table *table, nsc_error *error) {
    char runs[NSC_RUN_RANGE_SIZE];
    const nsc_space *space;
    const nsc_relation *relation;
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(landscape->opened, &space, error));
    NSC_TRY(nsc_landscape_relation(landscape->opened, &relation, error));
    NSC_TRY(nsc_landscape_fitness(landscape->opened, rule, &fitness, error));
    const struct {
        const char *key;
        nsc_value value;
    } rows[] = {
        {"space", nsc_text(space->name)},
        {"points", nsc_integer(space->point_count)},
        {"evaluated", nsc_integer(fitness->known_count)},
        {"coverage", nsc_real(nsc_fitness_coverage(fitness))},
        {"relation", nsc_text(relation->name)},
        {"fitness", nsc_text(fitness->rule.text)},
        {"direction", nsc_text(nsc_direction_name(fitness->direction))},
        {"equal_within", nsc_real(nsc_order_of(fitness).equal_within)},
        {"runs", nsc_text(nsc_run_range_text(fitness->runs, runs))},
        {"sample", nsc_text(nsc_fitness_sample_text(fitness))},
        {"best", nsc_real(nsc_fitness_best(fitness))},
        {"origin", nsc_text(nsc_origin_name(fitness->origin))},
        {"source", nsc_text(fitness->source)},
        {"version", nsc_text(nsc_version())},
    };
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++)
        NSC_TRY(nsc_table_add_key(table, rows[row].key, rows[row].value, error));
out:
    return status;
}

nsc_status nsc_bound_describe(nsc_bound_landscape *landscape, const char *rule, nsc_bound_tables **tables,
                              char *message) {
    nsc_error error = {0};
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    *tables = NULL;
    NSC_TRY(nsc_bound_tables_create(tables, NULL, &error));
    NSC_TRY(nsc_table_create(&table, nsc_key_columns, NSC_KEY_COLUMNS, &error));
    NSC_TRY(nsc_bound_tables_add(*tables, table, "description", "what the landscape is", &error));
    status = describe(landscape, rule, table, &error);
out:
    if (status != NSC_OK) {
        nsc_bound_tables_release(*tables);
        *tables = NULL;
    }
    return nsc_bound_told(status, &error, message);
}
