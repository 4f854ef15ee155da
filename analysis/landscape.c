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
    char *texts[6];            /* space, fitness, relation, columns, equal_within, rows; NULL if not named */
    char column[128];          /* the column with the role of the fitness; empty if none is named */
    char **paths;              /* data */
    const nsc_space *space;    /* NULL: not opened yet */
    nsc_space *own_space;      /* the same where it was opened here */
    nsc_graph *graphs;         /* [nsc_relation_count]; those not built have no relation */
    nsc_measurements *measurements;
    nsc_surrogate model; /* that the data names; without a fitness if it names none */
    char **notes;
    size_t note_count, note_capacity;
    entry **entries; /* [entry_count]; allocated one by one, since callers keep pointers into them */
    size_t entry_count, entry_capacity;
};

/* ---- names ---- */

static nsc_status copy_names(nsc_opened_landscape *opened, const nsc_landscape_names *names, nsc_error *error) {
    const char *const texts[] = {names->space != NULL ? names->space : "nb101",
                                 names->fitness,
                                 names->relation,
                                 names->columns,
                                 names->equal_within,
                                 names->rows};
    nsc_status status = NSC_OK;
    opened->names = *names;
    opened->names.data_count = 0;
    for (size_t text = 0; text < NSC_COUNT_OF(texts); text++)
        if (texts[text] != NULL)
            NSC_TRY(nsc_copy_text(&opened->texts[text], texts[text], error));
    opened->names.space = opened->texts[0];
    opened->names.fitness = opened->texts[1];
    opened->names.relation = opened->texts[2];
    opened->names.columns = opened->texts[3];
    opened->names.equal_within = opened->texts[4];
    opened->names.rows = opened->texts[5];
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

/* ---- what the data is ---- */

const nsc_surrogate *nsc_landscape_model(const nsc_opened_landscape *opened) {
    return opened->model.fitness[0] != '\0' ? &opened->model : NULL;
}

bool nsc_landscape_builtin(const nsc_opened_landscape *opened) {
    const nsc_landscape_names *names = &opened->names;
    return names->make_fitness == NULL &&
           (names->data_count == 0 || (names->data_count == 1 && strcmp(names->data[0], "builtin") == 0));
}

/* True if values come from measurements. */
static bool has_files(const nsc_opened_landscape *opened) {
    return opened->names.make_fitness == NULL && !nsc_landscape_builtin(opened) && nsc_landscape_model(opened) == NULL;
}

/* Reads the model that the data names, if it names one. */
static nsc_status read_model(nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_landscape_names *names = &opened->names;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < names->data_count; number++) {
        const char *path = names->data[number];
        if (!nsc_surrogate_recognise(path))
            continue;
        if (names->data_count > 1)
            return nsc_error_set(error, NSC_USAGE,
                                 "\"%s\" is a fitted model, which cannot be merged with measurements: give one of them",
                                 path);
        if (names->order != NSC_ORDER_UNSTATED)
            return nsc_error_set(error, NSC_USAGE,
                                 "--order is the order of an array's numbers, and \"%s\" is a fitted model", path);
        NSC_TRY(nsc_surrogate_read(&opened->model, path, error));
    }
out:
    return status;
}

/* ---- opening and closing ---- */

/* The first option that only tables have; NULL if none is given. */
static const char *option_of_tables(const nsc_landscape_names *names) {
    return names->columns != NULL ? "--columns" : names->rows != NULL ? "--rows" : names->percent ? "--percent" : NULL;
}

/* Checks the choices of columns; remembers the one that is the fitness. */
static nsc_status take_choices(nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_landscape_names *names = &opened->names;
    const char *choices = names->columns;
    nsc_status status = NSC_OK;
    while (choices != NULL && *choices != '\0') {
        nsc_column_choice choice;
        NSC_TRY(nsc_column_choice_next(&choices, &choice, error));
        if (strcmp(choice.role, "fitness") != 0)
            continue;
        if (names->fitness != NULL || opened->column[0] != '\0')
            return nsc_error_set(error, NSC_USAGE, "--columns fitness=%.60s: the fitness is named already",
                                 choice.column);
        snprintf(opened->column, sizeof opened->column, "%s", choice.column);
    }
    if (option_of_tables(names) != NULL && !has_files(opened))
        return nsc_error_set(error, NSC_USAGE, "%s is about tables: name one by --data", option_of_tables(names));
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
    NSC_TRY(read_model(made, error));
    NSC_TRY(take_choices(made, error));
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
    nsc_surrogate_release(&opened->model);
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

static nsc_status add_note(nsc_opened_landscape *opened, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- space and graphs ---- */

/* The column that the fitness is, NULL for another kind of fitness. */
static const char *fitness_column(const nsc_opened_landscape *opened) {
    static const char column[] = "column:";
    const char *fitness = opened->names.fitness;
    return fitness != NULL && strncmp(fitness, column, sizeof column - 1) == 0 ? fitness + sizeof column - 1 : NULL;
}

nsc_status nsc_landscape_space(nsc_opened_landscape *opened, const nsc_space **space, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (opened->space == NULL) {
        status = nsc_space_open_for(&opened->own_space, opened->names.space, fitness_column(opened), error);
        opened->space = status == NSC_OK ? opened->own_space : NULL;
        if (status == NSC_OK && opened->space->note != NULL)
            status = add_note(opened, error, "%s", opened->space->note);
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
    for (size_t note = 0; note < source->format_notes.count; note++)
        NSC_TRY(add_note(opened, error, "%s", source->format_notes.items[note]));
    for (size_t note = 0; note < source->notes.count; note++)
        NSC_TRY(add_note(opened, error, "\"%s\": %s", source->path, source->notes.items[note]));
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

/* NSC_USAGE if an option of tables is given and a file is none. */
static nsc_status check_table(const nsc_opened_landscape *opened, const char *path, nsc_error *error) {
    const char *option = option_of_tables(&opened->names);
    return option == NULL || nsc_source_kind_of(path) == NSC_SOURCE_CSV
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE, "%s is about tables, and \"%s\" is none", option, path);
}

/* The column of the names' fitness, NULL if that is no column. */
static nsc_status find_column(nsc_opened_landscape *opened, const nsc_space *space, const char **column,
                              nsc_error *error) {
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    *column = opened->column[0] != '\0' ? opened->column : NULL;
    if (opened->names.fitness == NULL)
        return NSC_OK;
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, opened->names.fitness, error));
    if (rule.kind == NSC_FITNESS_COLUMN) {
        snprintf(opened->column, sizeof opened->column, "%s", rule.column);
        *column = opened->column;
    }
out:
    return status;
}

/* Reads all files. */
static nsc_status read_files(nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_control *control = opened->names.control;
    nsc_measurement_options options = {.keep_going = opened->names.keep_going,
                                       .columns = opened->names.columns,
                                       .rows = opened->names.rows,
                                       .percent = opened->names.percent,
                                       .order = opened->names.order,
                                       .control = control};
    nsc_measurements *measurements = NULL;
    const nsc_space *space;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < opened->names.data_count; number++)
        if (strcmp(opened->names.data[number], "builtin") == 0)
            NSC_TRY(nsc_error_set(error, NSC_USAGE, "the built-in surrogate cannot be merged with measurements"));
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(find_column(opened, space, &options.column, error));
    NSC_TRY(nsc_measurements_create(&measurements, space, error));
    for (size_t number = 0; number < opened->names.data_count; number++) {
        const char *path = opened->names.data[number];
        nsc_control_report(control, path, 0);
        NSC_TRY(check_table(opened, path, error));
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

nsc_status nsc_landscape_measurements(nsc_opened_landscape *opened, const nsc_measurements **measurements,
                                      nsc_error *error) {
    nsc_status status = NSC_OK;
    if (has_files(opened) && opened->measurements == NULL)
        status = read_files(opened, error);
    *measurements = opened->measurements;
    return status;
}

const nsc_measurements *nsc_landscape_read_measurements(const nsc_opened_landscape *opened) {
    return opened->measurements;
}

/* The measurements with the column of a rule, if it is one. */
static nsc_status measurements_for(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                   const nsc_measurements **measurements, nsc_error *error) {
    const size_t refusals = opened->measurements != NULL ? nsc_measurements_refusal_count(opened->measurements) : 0;
    nsc_status status = nsc_landscape_measurements(opened, measurements, error);
    if (status != NSC_OK || rule->kind != NSC_FITNESS_COLUMN)
        return status;
    status = nsc_measurements_load_column(opened->measurements, rule->column, opened->names.keep_going, error);
    for (size_t number = refusals;
         refusals > 0 && status == NSC_OK && number < nsc_measurements_refusal_count(opened->measurements); number++)
        status = add_note(opened, error, "left out: %s", nsc_measurements_refusal(opened->measurements, number));
    return status;
}

/* ---- rules ---- */

/* The text of the names' fitness. */
static void spell_own(const nsc_opened_landscape *opened, char text[192]) {
    const nsc_landscape_names *names = &opened->names;
    if (names->fitness != NULL)
        snprintf(text, 192, "%s", names->fitness);
    else if (nsc_landscape_model(opened) != NULL)
        snprintf(text, 192, "%s", nsc_landscape_model(opened)->fitness);
    else if (opened->column[0] != '\0')
        snprintf(text, 192, "column:%s", opened->column);
    else if (opened->space->epochs > 0)
        snprintf(text, 192, "test@%d", opened->space->epochs);
    else
        snprintf(text, 192, "test");
}

/* A rule without a policy is about the one run that the data has, if it has one run only. */
static nsc_status choose_policy(nsc_opened_landscape *opened, nsc_fitness_rule *rule, nsc_error *error) {
    const nsc_measurements *measurements;
    bool lone;
    uint32_t run;
    nsc_status status = NSC_OK;
    if (rule->kind != NSC_FITNESS_METRIC || rule->policy_given || !has_files(opened))
        return NSC_OK;
    NSC_TRY(nsc_landscape_measurements(opened, &measurements, error));
    NSC_TRY(nsc_measurements_lone_run(measurements, rule->epochs, rule->metric, &lone, &run, error));
    if (lone)
        *rule = nsc_fitness_rule_of(rule->metric, rule->epochs, (nsc_policy)(NSC_POLICY_RUN1 + run));
out:
    return status;
}

/* The entry of a rule, NULL for that of the names; made by the first request. */
static nsc_status find_entry(nsc_opened_landscape *opened, const char *text, entry **found, nsc_error *error) {
    char own[192];
    const nsc_space *space;
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    spell_own(opened, own);
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, text != NULL ? text : own, error));
    NSC_TRY(choose_policy(opened, &rule, error));
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

/* True if the fitness is that of the names; false, too, if that has a wrong name, as a request for it will say. */
static bool is_own(nsc_opened_landscape *opened, const entry *asked, const entry **own) {
    entry *found;
    *own = find_entry(opened, NULL, &found, NULL) == NSC_OK ? found : NULL;
    return *own == asked;
}

/* The names' direction holds for their fitness and for the same metric at other budgets and of other runs. */
static nsc_direction direction_of(nsc_opened_landscape *opened, const entry *asked) {
    const entry *own;
    const bool metric = asked->rule.kind == NSC_FITNESS_METRIC;
    if (is_own(opened, asked, &own) ||
        (own != NULL && metric && own->rule.kind == NSC_FITNESS_METRIC && own->rule.metric == asked->rule.metric))
        return opened->names.direction;
    return NSC_MAXIMISE;
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

/* The model of a rule: that of the data, which has one fitness, or a built-in one. */
static nsc_status model_for(const nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                            const nsc_surrogate **model, nsc_error *error) {
    *model = nsc_landscape_model(opened);
    if (*model == NULL)
        return nsc_surrogate_of(opened->space, rule, model, error);
    return strcmp((*model)->fitness, rule->text) == 0
               ? NSC_OK
               : nsc_error_set(error, NSC_MISSING,
                               "\"%s\" is a model of %s and has no other fitness: leave out --fitness, or fit a model "
                               "of %s with `nasscape surrogate fit --fitness`",
                               opened->names.data[0], (*model)->fitness, rule->text);
}

static const char *model_name(const nsc_opened_landscape *opened) {
    return nsc_landscape_model(opened) != NULL ? opened->names.data[0] : "builtin";
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
    if (!has_files(opened)) {
        NSC_TRY(model_for(opened, rule, &model, error));
        NSC_TRY(nsc_fitness_from_surrogate(fitness, rule, model, opened->space, control, error));
        free(fitness->source);
        return nsc_copy_text(&fitness->source, model_name(opened), error);
    }
    NSC_TRY(measurements_for(opened, rule, &measurements, error));
    NSC_TRY(nsc_fitness_from_measurements(fitness, rule, measurements, error));
out:
    return status;
}

static nsc_status set_order(nsc_opened_landscape *opened, const entry *asked, nsc_fitness *fitness, nsc_error *error) {
    const entry *own;
    fitness->direction = direction_of(opened, asked);
    return is_own(opened, asked, &own) && opened->names.equal_within != NULL
               ? nsc_fitness_equal_within(fitness, opened->names.equal_within, error)
               : NSC_OK;
}

/* Makes the values or the reason, once. Lack of memory or cancelling is no answer and is tried anew. */
static nsc_status answer(nsc_opened_landscape *opened, entry *asked, nsc_error *error) {
    if (!asked->answered) {
        nsc_error reason = {0};
        nsc_status status = make_fitness(opened, &asked->rule, &asked->fitness, &reason);
        if (status == NSC_OK) {
            status = set_order(opened, asked, &asked->fitness, &reason);
            if (status != NSC_OK)
                nsc_fitness_release(&asked->fitness);
        }
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
    const nsc_fitness_rule *parsed;
    nsc_status status = NSC_OK;
    *asked = (nsc_asked_fitness){0};
    if (own != NULL && strcmp(own->rule.text, rule) == 0) /* values of a program's own may have any text for a rule */
        asked->rule = own->rule;
    else if (landscape->opened == NULL)
        status = nsc_fitness_rule_parse(&asked->rule, landscape->space, rule, error);
    else if ((status = nsc_landscape_rule(landscape->opened, rule, &parsed, error)) == NSC_OK)
        asked->rule = *parsed;
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

nsc_status nsc_landscape_budgets(const nsc_landscape *landscape, int epochs[NSC_BUDGETS], size_t *count,
                                 nsc_error *error) {
    const nsc_measurements *measurements = NULL;
    nsc_status status = NSC_OK;
    if (landscape->space->epochs != nsc_official_epochs[NSC_OFFICIAL_BUDGETS - 1] && landscape->opened != NULL)
        status = nsc_landscape_measurements(landscape->opened, &measurements, error);
    *count = measurements != NULL ? nsc_measurements_budget_count(measurements) : NSC_OFFICIAL_BUDGETS;
    for (size_t budget = 0; budget < *count; budget++)
        epochs[budget] =
            measurements != NULL ? nsc_measurements_epochs(measurements, budget) : nsc_official_epochs[budget];
    return status;
}

/* ---- values of a few points ---- */

/* A value without runs. */
static nsc_point_fitness without_runs(double value) {
    return (nsc_point_fitness){.value = value, .standard_error = NAN};
}

static nsc_status feature_values(const nsc_space *space, size_t feature, const uint32_t *points, size_t count,
                                 nsc_point_fitness *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++) {
        values[number] = without_runs(NAN);
        status = space->feature_value(space, feature, points[number], &values[number].value, error);
    }
    return status;
}

static nsc_status model_values(const nsc_opened_landscape *opened, const nsc_fitness_rule *rule, const uint32_t *points,
                               size_t count, nsc_point_fitness *values, nsc_error *error) {
    const nsc_surrogate *model = NULL;
    double *numbers = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(model_for(opened, rule, &model, error));
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    NSC_TRY(nsc_surrogate_values(model, opened->space, points, count, numbers, error));
    for (size_t number = 0; number < count; number++)
        values[number] = without_runs(numbers[number]);
out:
    free(numbers);
    return status;
}

/* Looks up these points only; *`found`: any of them has a value. */
static nsc_status measured_values(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, const uint32_t *points,
                                  size_t count, nsc_point_fitness *values, nsc_provenance *provenance, bool *found,
                                  nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = measurements_for(opened, rule, &measurements, error);
    if (status == NSC_OK)
        status = nsc_fitness_of_points(rule, measurements, points, count, values, error);
    *found = false;
    for (size_t point = 0; status == NSC_OK && point < count; point++)
        *found = *found || !isnan(values[point].value);
    if (status == NSC_OK)
        *provenance =
            (nsc_provenance){rule->text, provenance->direction, nsc_origin_name(nsc_measurements_origin(measurements)),
                             nsc_measurements_paths(measurements)};
    return status;
}

static nsc_status all_values(nsc_opened_landscape *opened, entry *asked, const uint32_t *points, size_t count,
                             nsc_point_fitness *values, nsc_provenance *provenance, nsc_error *error) {
    const nsc_status status = answer(opened, asked, error);
    if (status != NSC_OK)
        return status;
    for (size_t point = 0; point < count; point++)
        values[point] = nsc_fitness_at(&asked->fitness, points[point]);
    *provenance = (nsc_provenance){asked->rule.text, provenance->direction, nsc_origin_name(asked->fitness.origin),
                                   asked->fitness.source};
    return NSC_OK;
}

nsc_status nsc_landscape_values(nsc_opened_landscape *opened, const char *rule, const uint32_t *points, size_t count,
                                nsc_point_fitness *values, nsc_provenance *provenance, nsc_error *error) {
    const size_t few = 1000;     /* for more points, computing all of them on all threads is faster */
    const size_t few_rows = 300; /* up to so many rows, looking them up is faster than reading whole columns */
    entry *asked;
    nsc_status status = find_entry(opened, rule, &asked, error);
    if (status != NSC_OK)
        return status;
    const nsc_space *space = opened->space;
    const nsc_fitness_rule *parsed = &asked->rule;
    provenance->direction = nsc_direction_name(direction_of(opened, asked));
    if ((parsed->kind == NSC_FITNESS_METRIC && nsc_landscape_builtin(opened)) ||
        (parsed->kind != NSC_FITNESS_FEATURE && nsc_landscape_model(opened) != NULL)) {
        *provenance = (nsc_provenance){parsed->text, provenance->direction, nsc_origin_name(NSC_ORIGIN_SURROGATE),
                                       model_name(opened)};
        return model_values(opened, parsed, points, count, values, error);
    }
    if (parsed->kind == NSC_FITNESS_FEATURE && count <= few &&
        space->features[parsed->feature].role != NSC_FEATURE_VOLUME) { /* volumes always come together */
        *provenance =
            (nsc_provenance){parsed->text, provenance->direction, nsc_origin_name(NSC_ORIGIN_COMPUTED), "space"};
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
