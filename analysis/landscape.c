/* A landscape opened by its names: each part is made by the first request for it, kept, and handed out again. */
#include "analysis/landscape_internal.h"

#include <string.h>

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

/* ---- opening and closing ---- */

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
        nsc_text_format(opened->column, sizeof opened->column, "%s", choice.column);
    }
    if (nsc_landscape_option_of_tables(names) != NULL && !nsc_landscape_has_files(opened))
        return nsc_error_set(error, NSC_USAGE, "%s is about tables: name one by --data",
                             nsc_landscape_option_of_tables(names));
out:
    return status;
}

static nsc_status make_locks(nsc_opened_landscape *opened, nsc_error *error) {
    pthread_mutexattr_t recursive;
    const nsc_status status = nsc_allocate(&opened->locks, 1, sizeof *opened->locks, error);
    if (status != NSC_OK)
        return status;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&opened->locks->making, &recursive);
    pthread_mutex_init(&opened->locks->lists, NULL);
    pthread_mutexattr_destroy(&recursive);
    return NSC_OK;
}

static void destroy_locks(nsc_opened_landscape *opened) {
    if (opened->locks == NULL)
        return;
    pthread_mutex_destroy(&opened->locks->making);
    pthread_mutex_destroy(&opened->locks->lists);
    free(opened->locks);
}

nsc_status nsc_landscape_open(nsc_opened_landscape **opened, const nsc_landscape_names *names, nsc_error *error) {
    nsc_opened_landscape *made = NULL;
    nsc_status status = NSC_OK;
    *opened = NULL;
    if (names->make_fitness != NULL && names->data_count > 0)
        return nsc_error_set(error, NSC_USAGE, "values of the program's own cannot be merged with data");
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    NSC_TRY(make_locks(made, error));
    NSC_TRY(nsc_allocate(&made->graphs, 2 * nsc_relation_count, sizeof *made->graphs, error));
    NSC_TRY(nsc_allocate(&made->built, 2 * nsc_relation_count, sizeof *made->built, error));
    NSC_TRY(copy_names(made, names, error));
    NSC_TRY(nsc_landscape_read_model(made, error));
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
        nsc_surrogate_evaluator_destroy(opened->entries[number]->evaluator);
        free(opened->entries[number]);
    }
    for (size_t number = 0; opened->built != NULL && number < 2 * nsc_relation_count; number++)
        if (opened->built[number])
            nsc_graph_release(&opened->graphs[number]);
    for (size_t note = 0; note < opened->note_count; note++)
        free(opened->notes[note]);
    for (size_t number = 0; number < opened->names.data_count; number++)
        free(opened->paths[number]);
    for (size_t text = 0; text < NSC_COUNT_OF(opened->texts); text++)
        free(opened->texts[text]);
    for (size_t number = 0; number < NSC_TOTALS_KEPT; number++)
        nsc_landscape_totals_release(&opened->totals[number]);
    nsc_measurements_destroy(opened->measurements);
    nsc_surrogate_release(&opened->model);
    nsc_space_close(opened->own_space);
    free(opened->entries);
    free(opened->spellings);
    free(opened->graphs);
    free(opened->built);
    free(opened->notes);
    free(opened->paths);
    destroy_locks(opened);
    free(opened);
}

nsc_status nsc_landscape_view_points(nsc_opened_landscape *opened, const nsc_relation *relation, const char *rule,
                                     nsc_landscape *landscape, nsc_error *error) {
    nsc_status status = NSC_OK;
    *landscape = (nsc_landscape){.relation = relation, .opened = opened};
    NSC_TRY(nsc_landscape_space(opened, &landscape->space, error));
    NSC_TRY(nsc_landscape_fitness(opened, rule, &landscape->fitness, error));
    if (relation == NULL)
        NSC_TRY(nsc_landscape_relation(opened, &landscape->relation, error));
out:
    return status;
}

nsc_status nsc_landscape_view(nsc_opened_landscape *opened, nsc_landscape *landscape, nsc_error *error) {
    const nsc_status status = nsc_landscape_view_points(opened, NULL, NULL, landscape, error);
    return status != NSC_OK ? status : nsc_landscape_graph(opened, landscape->relation, &landscape->graph, error);
}

/* ---- space and graphs ---- */

/* Refuses a graph for which the machine is too small, as far as its size is known beforehand. */
static nsc_status check_memory(const nsc_space *space, const nsc_relation *relation, nsc_graph_storage storage,
                               nsc_error *error) {
    const bool stored = !nsc_graph_will_be_implicit(space, relation, storage);
    return nsc_memory_check(
        nsc_graph_bytes(space, relation, storage), stored && relation->imply != NULL ? ": choose --graph implicit" : "",
        error, "the graph %s of the %u points of %s", relation->name, (unsigned)space->point_count, space->name);
}

/* The column that the fitness is, NULL for another kind of fitness. */
static const char *fitness_column(const nsc_opened_landscape *opened) {
    static const char column[] = "column:";
    const char *fitness = opened->names.fitness;
    return fitness != NULL && strncmp(fitness, column, sizeof column - 1) == 0 ? fitness + sizeof column - 1 : NULL;
}

static nsc_status open_space(nsc_opened_landscape *opened, nsc_error *error) {
    nsc_space *made = NULL;
    nsc_status status = nsc_space_open_for(&made, opened->names.space, fitness_column(opened), error);
    if (status == NSC_OK && made->note != NULL)
        status = nsc_landscape_add_note(opened, error, "%s", made->note);
    if (status != NSC_OK) {
        nsc_space_close(made);
        return status;
    }
    opened->own_space = made;
    opened->space = made;
    return NSC_OK;
}

nsc_status nsc_landscape_space(nsc_opened_landscape *opened, const nsc_space **space, nsc_error *error) {
    nsc_status status = NSC_OK;
    *space = opened->space;
    if (*space != NULL)
        return NSC_OK;
    nsc_landscape_begin_making(opened);
    if (opened->space == NULL)
        status = open_space(opened, error);
    nsc_landscape_end_making(opened);
    *space = opened->space;
    return status;
}

nsc_status nsc_landscape_relation(nsc_opened_landscape *opened, const nsc_relation **relation, nsc_error *error) {
    const nsc_space *space;
    const nsc_status status = nsc_landscape_space(opened, &space, error);
    return status != NSC_OK ? status : nsc_relation_of(space, opened->names.relation, relation, error);
}

/* Number `number` of the landscape's graphs. */
static nsc_status build_graph(nsc_opened_landscape *opened, const nsc_space *space, const nsc_relation *relation,
                              nsc_graph_storage storage, size_t number, nsc_error *error) {
    nsc_graph made = {0};
    nsc_status status = NSC_OK;
    nsc_landscape_begin_making(opened);
    if (!opened->built[number]) {
        status = check_memory(space, relation, storage, error);
        if (status == NSC_OK)
            status = nsc_graph_build_as(&made, space, relation, storage, opened->names.control, error);
        if (status == NSC_OK && nsc_graph_is_implicit(&made))
            status = nsc_landscape_add_note(opened, error,
                                            "the graph is implicit: neighbours are computed when they are read "
                                            "(--graph stored keeps them in memory)");
        if (status != NSC_OK)
            nsc_graph_release(&made);
        if (status == NSC_OK) {
            opened->graphs[number] = made;
            opened->built[number] = true;
        }
    }
    nsc_landscape_end_making(opened);
    return status;
}

nsc_status nsc_landscape_graph(nsc_opened_landscape *opened, const nsc_relation *relation, const nsc_graph **graph,
                               nsc_error *error) {
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (relation == NULL)
        NSC_TRY(nsc_landscape_relation(opened, &relation, error));
    const size_t number = (size_t)(relation - nsc_relations);
    *graph = &opened->graphs[number];
    if (!opened->built[number])
        status = build_graph(opened, space, relation, opened->names.graph, number, error);
out:
    return status;
}

nsc_status nsc_landscape_stored_graph(nsc_opened_landscape *opened, const nsc_relation *relation,
                                      const nsc_graph **graph, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_graph(opened, relation, graph, error));
    if (!nsc_graph_is_implicit(*graph))
        return NSC_OK;
    relation = (*graph)->relation;
    const size_t number = nsc_relation_count + (size_t)(relation - nsc_relations);
    *graph = &opened->graphs[number];
    if (!opened->built[number])
        status = build_graph(opened, opened->space, relation, NSC_GRAPH_STORED, number, error);
out:
    return status;
}
