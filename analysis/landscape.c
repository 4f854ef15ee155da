/* A landscape opened by its names: each part is made by the first request for it, kept, and handed out again. */
#include "analysis/landscape.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* A requested fitness. */
typedef struct entry {
    nsc_fitness_rule rule;
    bool answered;       /* `fitness` or `reason` is filled in */
    nsc_fitness fitness; /* the values, unless there is a reason */
    nsc_error reason;
} entry;

struct nsc_opened_landscape {
    nsc_landscape_names names; /* its texts are copies, released with this */
    char *texts[3];            /* space, fitness, relation; NULL if not named */
    char **paths;              /* data */
    const nsc_space *space;    /* NULL: not opened yet */
    nsc_space *own_space;      /* the same where it was opened here */
    nsc_graph *graphs;         /* [nsc_relation_count]; those not built have no relation */
    nsc_measurements *measurements;
    char **notes;
    size_t note_count, note_capacity;
    entry **entries; /* [entry_count]; allocated one by one, since callers keep pointers into them */
    size_t entry_count, entry_capacity;
};

/* ---- opening and closing ---- */

static nsc_status copy_names(nsc_opened_landscape *opened, const nsc_landscape_names *names, nsc_error *error) {
    const char *const texts[] = {names->space != NULL ? names->space : "nb101", names->fitness, names->relation};
    nsc_status status = NSC_OK;
    opened->names = *names;
    opened->names.data_count = 0;
    for (size_t text = 0; text < NSC_COUNT_OF(texts); text++)
        if (texts[text] != NULL)
            NSC_TRY(nsc_copy_text(&opened->texts[text], texts[text], error));
    opened->names.space = opened->texts[0];
    opened->names.fitness = opened->texts[1];
    opened->names.relation = opened->texts[2];
    NSC_TRY(nsc_allocate(&opened->paths, names->data_count, sizeof *opened->paths, error));
    for (size_t number = 0; number < names->data_count; number++) {
        NSC_TRY(nsc_copy_text(&opened->paths[number], names->data[number], error));
        opened->names.data_count++;
    }
    opened->names.data = (const char *const *)opened->paths;
    opened->space = names->open_space;
out:
    return status;
}

nsc_status nsc_landscape_open(nsc_opened_landscape **opened, const nsc_landscape_names *names, nsc_error *error) {
    nsc_opened_landscape *made = NULL;
    nsc_status status = NSC_OK;
    *opened = NULL;
    if (names->make_fitness != NULL && names->data_count > 0)
        return nsc_error_set(error, NSC_USAGE, "values of the program's own cannot be merged with data");
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    NSC_TRY(nsc_allocate(&made->graphs, nsc_relation_count, sizeof *made->graphs, error));
    NSC_TRY(copy_names(made, names, error));
    *opened = made;
    made = NULL;
out:
    nsc_landscape_close(made);
    return status;
}

void nsc_landscape_close(nsc_opened_landscape *opened) {
    if (opened == NULL)
        return;
    for (size_t number = 0; number < opened->entry_count; number++) {
        nsc_fitness_release(&opened->entries[number]->fitness);
        free(opened->entries[number]);
    }
    for (size_t relation = 0; opened->graphs != NULL && relation < nsc_relation_count; relation++)
        if (opened->graphs[relation].relation != NULL)
            nsc_graph_release(&opened->graphs[relation]);
    for (size_t note = 0; note < opened->note_count; note++)
        free(opened->notes[note]);
    for (size_t number = 0; number < opened->names.data_count; number++)
        free(opened->paths[number]);
    for (size_t text = 0; text < NSC_COUNT_OF(opened->texts); text++)
        free(opened->texts[text]);
    nsc_measurements_destroy(opened->measurements);
    nsc_space_close(opened->own_space);
    free(opened->entries);
    free(opened->graphs);
    free(opened->notes);
    free(opened->paths);
    free(opened);
}

nsc_status nsc_landscape_view(nsc_opened_landscape *opened, nsc_landscape *landscape, nsc_error *error) {
    nsc_status status = NSC_OK;
    *landscape = (nsc_landscape){.opened = opened};
    NSC_TRY(nsc_landscape_space(opened, &landscape->space, error));
    NSC_TRY(nsc_landscape_fitness(opened, NULL, &landscape->fitness, error));
    NSC_TRY(nsc_landscape_graph(opened, NULL, &landscape->graph, error));
out:
    return status;
}

/* ---- space and graphs ---- */

nsc_status nsc_landscape_space(nsc_opened_landscape *opened, const nsc_space **space, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (opened->space == NULL) {
        status = nsc_space_open(&opened->own_space, opened->names.space, error);
        opened->space = status == NSC_OK ? opened->own_space : NULL;
    }
    *space = opened->space;
    return status;
}

nsc_status nsc_landscape_relation(nsc_opened_landscape *opened, const nsc_relation **relation, nsc_error *error) {
    const nsc_space *space;
    const nsc_status status = nsc_landscape_space(opened, &space, error);
    return status != NSC_OK ? status : nsc_relation_of(space, opened->names.relation, relation, error);
}

nsc_status nsc_landscape_graph(nsc_opened_landscape *opened, const nsc_relation *relation, const nsc_graph **graph,
                               nsc_error *error) {
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (relation == NULL)
        NSC_TRY(nsc_landscape_relation(opened, &relation, error));
    nsc_graph *place = &opened->graphs[relation - nsc_relations];
    if (place->relation == NULL) {
        nsc_graph built = {0};
        NSC_TRY(nsc_graph_build(&built, space, relation, opened->names.control, error));
        *place = built;
    }
    *graph = place;
out:
    return status;
}

/* ---- notes on the files ---- */

static nsc_status add_note(nsc_opened_landscape *opened, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static nsc_status add_note(nsc_opened_landscape *opened, nsc_error *error, const char *format, ...) {
    va_list values;
    char *note = NULL;
    va_start(values, format);
    const int length = vsnprintf(NULL, 0, format, values);
    va_end(values);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&opened->notes, &opened->note_capacity, opened->note_count + 1, sizeof *opened->notes, error));
    NSC_TRY(nsc_allocate(&note, (size_t)length + 1, 1, error));
    va_start(values, format);
    vsnprintf(note, (size_t)length + 1, format, values);
    va_end(values);
    opened->notes[opened->note_count++] = note;
out:
    return status;
}

static nsc_status note_array(nsc_opened_landscape *opened, const nsc_source *source, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_note(opened, error, "\"%s\": %llu numbers in the order --order %s, read as %s", source->path,
                     (unsigned long long)source->rows_used, nsc_array_order_name(source->order), source->meaning));
    if (source->rows_left_out > 0)
        NSC_TRY(add_note(opened, error, "\"%s\": %llu numbers left out", source->path,
                         (unsigned long long)source->rows_left_out));
    if (source->rows_outside > 0)
        NSC_TRY(add_note(opened, error, "\"%s\": %llu numbers are of cells outside the space", source->path,
                         (unsigned long long)source->rows_outside));
out:
    return status;
}

static nsc_status note_source(nsc_opened_landscape *opened, const nsc_source *source, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (source->kind == NSC_SOURCE_NPY)
        return note_array(opened, source, error);
    if (source->epochs_assumed && opened->space->epochs > 0)
        NSC_TRY(add_note(opened, error, "\"%s\" has no column \"epochs\": assuming %d", source->path,
                         opened->space->epochs));
    if (source->rows_left_out > 0)
        NSC_TRY(add_note(opened, error, "\"%s\": %llu rows used, %llu left out", source->path,
                         (unsigned long long)source->rows_used, (unsigned long long)source->rows_left_out));
    if (source->rows_outside > 0)
        NSC_TRY(add_note(opened, error, "\"%s\": %llu rows describe %s", source->path,
                         (unsigned long long)source->rows_outside,
                         source->kind == NSC_SOURCE_CSV ? "strings represented by another string of the same network"
                                                        : "cells outside the space"));
    if (source->synthetic)
        NSC_TRY(add_note(opened, error, "\"%s\" is SYNTHETIC: its numbers are made up, not measured", source->path));
out:
    return status;
}

static nsc_status note_files(nsc_opened_landscape *opened, const nsc_measurements *measurements, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        NSC_TRY(note_source(opened, nsc_measurements_source(measurements, number), error));
    for (size_t number = 0; number < nsc_measurements_refusal_count(measurements); number++)
        NSC_TRY(add_note(opened, error, "left out: %s", nsc_measurements_refusal(measurements, number)));
out:
    return status;
}

size_t nsc_landscape_note_count(const nsc_opened_landscape *opened) {
    return opened->note_count;
}

const char *nsc_landscape_note(const nsc_opened_landscape *opened, size_t note) {
    return opened->notes[note];
}

/* ---- measurements ---- */

static bool has_files(const nsc_opened_landscape *opened) {
    return opened->names.make_fitness == NULL && !nsc_landscape_builtin(opened);
}

bool nsc_landscape_builtin(const nsc_opened_landscape *opened) {
    const nsc_landscape_names *names = &opened->names;
    return names->make_fitness == NULL &&
           (names->data_count == 0 || (names->data_count == 1 && strcmp(names->data[0], "builtin") == 0));
}

/* NSC_USAGE if an order is given and no file is an array. */
static nsc_status check_order(const nsc_opened_landscape *opened, const nsc_measurements *measurements,
                              nsc_error *error) {
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        if (nsc_measurements_source(measurements, number)->kind == NSC_SOURCE_NPY)
            return NSC_OK;
    return opened->names.order == NSC_ORDER_UNSTATED
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE,
                               "--order is the order of an array's numbers, and \"%s\" is no array "
                               "of numpy (.npy)",
                               nsc_measurements_paths(measurements));
}

/* Reads all files, keeping the extra column; `column` may be NULL. */
static nsc_status read_files(nsc_opened_landscape *opened, const char *column, nsc_error *error) {
    const nsc_control *control = opened->names.control;
    const nsc_measurement_options options = {
        .keep_going = opened->names.keep_going, .column = column, .order = opened->names.order, .control = control};
    nsc_measurements *measurements = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < opened->names.data_count; number++)
        if (strcmp(opened->names.data[number], "builtin") == 0)
            NSC_TRY(nsc_error_set(error, NSC_USAGE, "the built-in surrogate cannot be merged with measurements"));
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_measurements_create(&measurements, space, error));
    for (size_t number = 0; number < opened->names.data_count; number++) {
        const char *path = opened->names.data[number];
        nsc_control_report(control, path, 0);
        NSC_TRY(nsc_measurements_read(measurements, path, &options, error));
        nsc_control_report(control, path, 1);
    }
    NSC_TRY(check_order(opened, measurements, error));
    NSC_TRY(note_files(opened, measurements, error));
    opened->measurements = measurements;
    measurements = NULL;
out:
    while (status != NSC_OK && opened->note_count > 0)
        free(opened->notes[--opened->note_count]);
    nsc_measurements_destroy(measurements);
    return status;
}

/* The measurements, read for this rule if they are not yet. */
static nsc_status measurements_for(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                   const nsc_measurements **measurements, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (opened->measurements == NULL) {
        if (rule->kind != NSC_FITNESS_COLUMN)
            NSC_TRY(nsc_landscape_rule(opened, NULL, &rule, error));
        NSC_TRY(read_files(opened, rule->kind == NSC_FITNESS_COLUMN ? rule->column : NULL, error));
    }
    *measurements = opened->measurements;
out:
    return status;
}

nsc_status nsc_landscape_measurements(nsc_opened_landscape *opened, const nsc_measurements **measurements,
                                      nsc_error *error) {
    const nsc_fitness_rule *rule;
    *measurements = NULL;
    if (!has_files(opened))
        return NSC_OK;
    const nsc_status status = nsc_landscape_rule(opened, NULL, &rule, error);
    return status != NSC_OK ? status : measurements_for(opened, rule, measurements, error);
}

/* ---- rules ---- */

/* The entry of a rule, NULL for that of the names; made by the first request. */
static nsc_status find_entry(nsc_opened_landscape *opened, const char *text, entry **found, nsc_error *error) {
    char standard[32] = "test";
    const nsc_space *space;
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (space->epochs > 0)
        snprintf(standard, sizeof standard, "test@%d", space->epochs);
    if (text == NULL)
        text = opened->names.fitness != NULL ? opened->names.fitness : standard;
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, text, error));
    for (size_t number = 0; number < opened->entry_count; number++)
        if (strcmp(opened->entries[number]->rule.text, rule.text) == 0) {
            *found = opened->entries[number];
            return NSC_OK;
        }
    NSC_TRY(nsc_reserve(&opened->entries, &opened->entry_capacity, opened->entry_count + 1, sizeof(entry *), error));
    NSC_TRY(nsc_allocate(found, 1, sizeof **found, error));
    (*found)->rule = rule;
    opened->entries[opened->entry_count++] = *found;
out:
    return status;
}

nsc_status nsc_landscape_rule(nsc_opened_landscape *opened, const char *text, const nsc_fitness_rule **rule,
                              nsc_error *error) {
    entry *found;
    const nsc_status status = find_entry(opened, text, &found, error);
    if (status == NSC_OK)
        *rule = &found->rule;
    return status;
}

/* ---- values of all points ---- */

static nsc_status make_own(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                           nsc_error *error) {
    *fitness = (nsc_fitness){.rule = *rule, .point_count = opened->space->point_count};
    nsc_status status = NSC_OK;
    NSC_TRY(opened->names.make_fitness(opened->names.make_context, rule, fitness, error));
    fitness->known_count = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        fitness->known_count += nsc_fitness_known(fitness, point);
    if (fitness->known_count == 0)
        status = nsc_error_set(error, NSC_MISSING, "no point has a value for %s", rule->text);
out:
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

static nsc_status make_fitness(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                               nsc_error *error) {
    const nsc_control *control = opened->names.control;
    const nsc_measurements *measurements;
    const nsc_surrogate *model;
    nsc_status status = NSC_OK;
    if (rule->kind == NSC_FITNESS_FEATURE)
        return nsc_fitness_from_feature(fitness, rule, opened->space, control, error);
    if (opened->names.make_fitness != NULL)
        return make_own(opened, rule, fitness, error);
    if (nsc_landscape_builtin(opened)) {
        NSC_TRY(nsc_surrogate_of(opened->space, rule, &model, error));
        return nsc_fitness_from_surrogate(fitness, rule, model, opened->space, control, error);
    }
    NSC_TRY(measurements_for(opened, rule, &measurements, error));
    NSC_TRY(nsc_fitness_from_measurements(fitness, rule, measurements, error));
out:
    return status;
}

/* Makes the values or the reason, once. Lack of memory or cancelling is no answer and is tried anew. */
static nsc_status answer(nsc_opened_landscape *opened, entry *asked, nsc_error *error) {
    if (!asked->answered) {
        nsc_error reason = {0};
        const nsc_status status = make_fitness(opened, &asked->rule, &asked->fitness, &reason);
        if (status == NSC_FAILED)
            return nsc_error_set(error, status, "%s", reason.message);
        if (status != NSC_OK)
            nsc_error_set(&reason, status, "there is no %s", asked->rule.text);
        asked->reason = reason;
        asked->answered = true;
    }
    return asked->reason.status == NSC_OK ? NSC_OK
                                          : nsc_error_set(error, asked->reason.status, "%s", asked->reason.message);
}

nsc_status nsc_landscape_fitness(nsc_opened_landscape *opened, const char *rule, const nsc_fitness **fitness,
                                 nsc_error *error) {
    entry *found;
    nsc_status status = find_entry(opened, rule, &found, error);
    if (status == NSC_OK)
        status = answer(opened, found, error);
    if (status == NSC_OK)
        *fitness = &found->fitness;
    return status;
}

nsc_status nsc_landscape_ask(const nsc_landscape *landscape, const char *rule, nsc_asked_fitness *asked,
                             nsc_error *error) {
    const nsc_fitness *own = landscape->fitness;
    nsc_status status = NSC_OK;
    *asked = (nsc_asked_fitness){0};
    if (own != NULL && strcmp(own->rule.text, rule) == 0) /* values of a program's own may have any text for a rule */
        asked->rule = own->rule;
    else
        status = nsc_fitness_rule_parse(&asked->rule, landscape->space, rule, error);
    if (status != NSC_OK)
        return status;
    if (own != NULL && strcmp(own->rule.text, asked->rule.text) == 0) {
        asked->fitness = own;
        return NSC_OK;
    }
    snprintf(asked->lacking, sizeof asked->lacking, "the data does not hold %.64s", asked->rule.text);
    if (landscape->opened == NULL)
        status = nsc_error_set(&asked->reason, NSC_MISSING, "%s", asked->lacking);
    else
        status = nsc_landscape_fitness(landscape->opened, asked->rule.text, &asked->fitness, &asked->reason);
    if (status == NSC_OK)
        asked->lacking[0] = '\0';
    return status == NSC_OK || status == NSC_MISSING ? NSC_OK
                                                     : nsc_error_set(error, status, "%s", asked->reason.message);
}

/* ---- values of a few points ---- */

static nsc_status feature_values(const nsc_space *space, size_t feature, const uint32_t *points, size_t count,
                                 double *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++)
        status = space->feature_value(space, feature, points[number], &values[number], error);
    return status;
}

/* Looks up these points only; *`found`: any of them has a value. */
static nsc_status measured_values(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, const uint32_t *points,
                                  size_t count, double *values, nsc_provenance *provenance, bool *found,
                                  nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = measurements_for(opened, rule, &measurements, error);
    if (status == NSC_OK)
        status = nsc_fitness_of_points(rule, measurements, points, count, values, error);
    *found = false;
    for (size_t point = 0; status == NSC_OK && point < count; point++)
        *found = *found || !isnan(values[point]);
    if (status == NSC_OK)
        *provenance = (nsc_provenance){rule->text, nsc_origin_name(nsc_measurements_origin(measurements)),
                                       nsc_measurements_paths(measurements)};
    return status;
}

static nsc_status all_values(nsc_opened_landscape *opened, entry *asked, const uint32_t *points, size_t count,
                             double *values, nsc_provenance *provenance, nsc_error *error) {
    const nsc_status status = answer(opened, asked, error);
    if (status != NSC_OK)
        return status;
    for (size_t point = 0; point < count; point++)
        values[point] = asked->fitness.values[points[point]];
    *provenance = (nsc_provenance){asked->rule.text, nsc_origin_name(asked->fitness.origin), asked->fitness.source};
    return NSC_OK;
}

nsc_status nsc_landscape_values(nsc_opened_landscape *opened, const char *rule, const uint32_t *points, size_t count,
                                double *values, nsc_provenance *provenance, nsc_error *error) {
    const size_t few = 1000;     /* for more points, computing all of them on all threads is faster */
    const size_t few_rows = 300; /* up to so many rows, looking them up is faster than reading whole columns */
    entry *asked;
    nsc_status status = find_entry(opened, rule, &asked, error);
    if (status != NSC_OK)
        return status;
    const nsc_space *space = opened->space;
    const nsc_fitness_rule *parsed = &asked->rule;
    if (parsed->kind == NSC_FITNESS_METRIC && nsc_landscape_builtin(opened)) {
        const nsc_surrogate *model = NULL;
        *provenance = (nsc_provenance){parsed->text, nsc_origin_name(NSC_ORIGIN_SURROGATE), "builtin"};
        status = nsc_surrogate_of(space, parsed, &model, error);
        return status != NSC_OK ? status : nsc_surrogate_values(model, space, points, count, values, error);
    }
    if (parsed->kind == NSC_FITNESS_FEATURE && count <= few &&
        space->features[parsed->feature].role != NSC_FEATURE_VOLUME) { /* volumes always come together */
        *provenance = (nsc_provenance){parsed->text, nsc_origin_name(NSC_ORIGIN_COMPUTED), "space"};
        return feature_values(space, (size_t)parsed->feature, points, count, values, error);
    }
    if (parsed->kind == NSC_FITNESS_METRIC && count <= few_rows && has_files(opened)) {
        bool found;
        status = measured_values(opened, parsed, points, count, values, provenance, &found, error);
        if (status != NSC_OK || found)
            return status;
    }
    /* If none of them has a value, the whole fitness decides whether that is a failure. */
    return all_values(opened, asked, points, count, values, provenance, error);
}
