/* Searches for other languages: runs that the caller drives, published algorithms, and tables of both. */
#include "binding/binding_internal.h"

#include "analysis/search/results/search_tables.h"
#include "binding/search_server_internal.h"

#include <string.h>

struct nsc_bound_search {
    nsc_bound_landscape *landscape;
    nsc_experiment *experiment;
    nsc_search_server server;
};

/* The results of several algorithms; texts that results borrow are kept beside them. */
struct nsc_bound_results {
    const nsc_bound_search *search;
    nsc_search_result *items; /* [count] */
    size_t count, capacity;
    nsc_chosen_algorithm **chosen; /* [chosen_count] */
    size_t chosen_count, chosen_capacity;
    nsc_names labels;
};

/* ---- a search that the caller drives ---- */

static nsc_status read_search_options(nsc_search_options *options, const nsc_bound_options *given, nsc_error *error) {
    static const nsc_option seed = {.name = "seed", .kind = NSC_TAKES_SEED};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < given->count; number++) {
        const char *name = given->names[number], *value = given->values[number];
        if (strcmp(name, seed.name) == 0) {
            status = value != NULL ? nsc_option_store(&seed, options, offsetof(nsc_search_options, seed), value, error)
                                   : nsc_bound_check_value(&seed, value, error);
            continue;
        }
        const nsc_search_option *row = nsc_bound_option_named(nsc_search_option_rows, sizeof *nsc_search_option_rows,
                                                              nsc_search_option_count, name, "a search", error);
        if (row == NULL)
            return NSC_USAGE;
        status = nsc_bound_check_value(&row->option, value, error);
        if (status == NSC_OK)
            status = nsc_option_store(&row->option, options, row->offset, value, error);
    }
    return status;
}

nsc_status nsc_bound_search_open(nsc_bound_search **search, nsc_bound_landscape *landscape, const char *const *names,
                                 const char *const *option_values, size_t option_count, char *message) {
    const nsc_bound_options given = {names, option_values, option_count};
    nsc_search_options options = {.control = &landscape->control, .keep_evaluations = true};
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(search, 1, sizeof **search, &error));
    (*search)->landscape = landscape;
    NSC_TRY(read_search_options(&options, &given, &error));
    NSC_TRY(nsc_experiment_open(&(*search)->experiment, landscape->opened, &options, &error));
    status = nsc_search_server_open(&(*search)->server, landscape->opened, (*search)->experiment, &error);
out:
    if (status != NSC_OK) {
        nsc_bound_search_close(*search);
        *search = NULL;
    }
    return nsc_bound_told(status, &error, message);
}

void nsc_bound_search_close(nsc_bound_search *search) {
    if (search == NULL)
        return;
    nsc_search_server_close(&search->server);
    nsc_experiment_close(search->experiment);
    free(search);
}

nsc_status nsc_bound_search_request(nsc_bound_search *search, const char *request, char **reply, size_t *size,
                                    char *message) {
    nsc_error error = {0};
    nsc_status status;
    *reply = NULL;
    if (search->server.search == NULL)
        status = nsc_error_set(&error, NSC_FAILED, "the search has failed before");
    else
        status = nsc_search_server_reply(&search->server, request, strlen(request), reply, size, &error);
    return nsc_bound_told(status, &error, message);
}

size_t nsc_bound_search_run_count(const nsc_bound_search *search) {
    return nsc_experiment_options(search->experiment)->runs;
}

/* ---- results ---- */

nsc_status nsc_bound_results_open(nsc_bound_results **results, const nsc_bound_search *search, char *message) {
    nsc_error error = {0};
    const nsc_status status = nsc_allocate(results, 1, sizeof **results, &error);
    if (status == NSC_OK)
        (*results)->search = search;
    return nsc_bound_told(status, &error, message);
}

void nsc_bound_results_close(nsc_bound_results *results) {
    if (results == NULL)
        return;
    for (size_t number = 0; number < results->count; number++)
        nsc_search_result_release(&results->items[number]);
    for (size_t number = 0; number < results->chosen_count; number++) {
        nsc_chosen_algorithm_release(results->chosen[number]);
        free(results->chosen[number]);
    }
    free(results->items);
    free(results->chosen);
    nsc_names_release(&results->labels);
    free(results);
}

/* Room for one more result, which is empty. */
static nsc_status add_result(nsc_bound_results *results, nsc_search_result **result, nsc_error *error) {
    const nsc_status status =
        nsc_reserve(&results->items, &results->capacity, results->count + 1, sizeof *results->items, error);
    if (status != NSC_OK)
        return status;
    *result = &results->items[results->count];
    **result = (nsc_search_result){.experiment = results->search->experiment};
    return NSC_OK;
}

nsc_status nsc_bound_results_run(nsc_bound_results *results, const char *algorithm, int script, char *message) {
    nsc_chosen_algorithm *chosen = NULL;
    nsc_search_result *result;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&results->chosen, &results->chosen_capacity, results->chosen_count + 1,
                        sizeof(nsc_chosen_algorithm *), &error));
    NSC_TRY(nsc_allocate(&chosen, 1, sizeof *chosen, &error));
    results->chosen[results->chosen_count++] = chosen;
    NSC_TRY(nsc_chosen_algorithm_read(chosen, algorithm, script != 0, NULL, 0, &error));
    NSC_TRY(add_result(results, &result, &error));
    NSC_TRY(nsc_experiment_run(results->search->experiment, chosen, result, &error));
    results->count++;
out:
    return nsc_bound_told(status, &error, message);
}

/* Ends the current run, and moves the traces of all runs of the server to a result. */
static nsc_status take_traces(nsc_search_server *server, nsc_search_result *result, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_search_server_end_run(server, error));
    NSC_TRY(nsc_allocate(&result->traces, server->run_count, sizeof *result->traces, error));
    result->run_count = server->run_count;
    for (size_t run = 0; run < server->run_count; run++) {
        result->traces[run] = *server->traces[run];
        *server->traces[run] = (nsc_search_trace){0};
    }
out:
    return status;
}

nsc_status nsc_bound_results_take(nsc_bound_results *results, nsc_bound_search *search, const char *label,
                                  char *message) {
    nsc_search_result *result;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    if (search != results->search)
        NSC_TRY(nsc_error_set(&error, NSC_USAGE, "these results are of another search: open results of this one"));
    NSC_TRY(nsc_names_add(&results->labels, label, &error));
    NSC_TRY(add_result(results, &result, &error));
    result->label = results->labels.items[results->labels.count - 1];
    status = take_traces(&search->server, result, &error);
    results->count += status == NSC_OK;
    /* Also after a failure, which the run that is given up has met. */
    nsc_search_server_close(&search->server);
    const nsc_status opened =
        nsc_search_server_open(&search->server, search->landscape->opened, search->experiment, &error);
    status = status != NSC_OK ? status : opened;
out:
    return nsc_bound_told(status, &error, message);
}

/* ---- tables of results ---- */

static nsc_status find_table(const char *name, const nsc_search_table **table, nsc_error *error) {
    nsc_choices choices = {0};
    *table = nsc_search_table_named(name);
    if (*table != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_search_table_count; row++)
        nsc_choices_add(&choices, nsc_search_tables[row]->name);
    return nsc_error_set(error, NSC_USAGE, "there is no table \"%.60s\" of searches; there are %s", name, choices.text);
}

static nsc_status read_table_options(nsc_search_table_options *options, const nsc_search_table *table,
                                     const nsc_bound_options *given, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < given->count; number++) {
        const char *value = given->values[number];
        const nsc_search_table_option *row =
            nsc_bound_option_named(nsc_search_table_option_rows, sizeof *nsc_search_table_option_rows,
                                   nsc_search_table_option_count, given->names[number], "a table of searches", error);
        if (row == NULL)
            return NSC_USAGE;
        if ((table->reads & nsc_search_table_option_bit(row)) == 0)
            return nsc_error_set(error, NSC_USAGE, "the table %s takes no option \"%s\"", table->name,
                                 row->option.name);
        status = nsc_bound_check_value(&row->option, value, error);
        if (status == NSC_OK)
            status = nsc_option_store(&row->option, options, row->offset, value, error);
    }
    return status;
}

nsc_status nsc_bound_results_table(const nsc_bound_results *results, const char *table, const char *const *names,
                                   const char *const *option_values, size_t option_count, nsc_bound_tables **tables,
                                   char *message) {
    const nsc_bound_options given = {names, option_values, option_count};
    nsc_search_table_options options = nsc_search_table_defaults();
    const nsc_search_table *named;
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    options.control = &results->search->landscape->control;
    *tables = NULL;
    NSC_TRY(find_table(table, &named, &error));
    NSC_TRY(read_table_options(&options, named, &given, &error));
    NSC_TRY(nsc_bound_tables_create(tables, "search", &error));
    const nsc_row_sink sink = nsc_bound_tables_sink(*tables, named->name, named->meaning);
    status = nsc_search_table_write(named, results->items, results->count, &options, &sink, &error);
out:
    if (status != NSC_OK) {
        nsc_bound_tables_release(*tables);
        *tables = NULL;
    }
    return nsc_bound_told(status, &error, message);
}
