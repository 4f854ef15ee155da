/*
 * A search algorithm of one's own, as two functions ask and tell, against random search: 20 runs of 150 evaluations
 * each, by look-up in measured accuracies.
 *
 *     cc own_search.c -o own_search $(pkg-config --cflags --libs nasscape)
 *     ./own_search                            the built-in surrogate
 *     ./own_search nb101 measured.csv         measurements of yours
 */
#include <nasscape/nasscape.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The state of one run: the best candidate so far, and how many of its changes in a row were no better. */
typedef struct climber {
    double *parent; /* a number for each variable */
    size_t variable_count;
    double parent_loss;
    unsigned failures;
    int begun;
} climber;

enum { PATIENCE = 20 };

static nsc_status begin_climb(nsc_search *search, const void *settings, void **state, nsc_error *error) {
    const nsc_search_variable *variables;
    climber *own = (climber *)calloc(1, sizeof *own);
    (void)settings; /* this algorithm has none */
    if (own == NULL)
        return nsc_error_out_of_memory(error, "a climb");
    own->variable_count = nsc_search_domain_variables(nsc_search_domain_of(search), &variables);
    own->parent = (double *)calloc(own->variable_count, sizeof *own->parent);
    *state = own;
    return NSC_OK;
}

/* A random change of the best candidate; a new start after many that were no better. */
static bool ask(nsc_search *search, void *state, double *candidate, size_t *budget) {
    climber *own = (climber *)state;
    (void)budget; /* the full one */
    if (own->parent == NULL)
        return false;
    if (own->failures == PATIENCE)
        own->begun = 0;
    return own->begun ? nsc_search_mutate(search, own->parent, candidate) : nsc_search_draw(search, candidate);
}

static void tell(nsc_search *search, void *state, const double *candidate, size_t budget,
                 const nsc_search_answer *answer) {
    climber *own = (climber *)state;
    (void)search;
    (void)budget;
    own->failures++;
    if (own->begun && answer->loss >= own->parent_loss)
        return;
    memcpy(own->parent, candidate, own->variable_count * sizeof *candidate);
    own->parent_loss = answer->loss;
    own->failures = 0;
    own->begun = 1;
}

static nsc_status end_climb(void *state, nsc_error *error) {
    climber *own = (climber *)state;
    const nsc_status status = own->parent != NULL ? NSC_OK : nsc_error_out_of_memory(error, "a climb");
    free(own->parent);
    free(own);
    return status;
}

/* Runs an algorithm and prints the mean error of the best points that its runs end with. */
static nsc_status run(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    nsc_search_result result;
    double sum = 0;
    const nsc_status status = nsc_experiment_run(experiment, chosen, &result, error);
    if (status != NSC_OK)
        return status;
    for (size_t number = 0; number < result.run_count; number++) {
        const nsc_search_trace *trace = &result.traces[number];
        for (size_t place = trace->count; place-- > 0;)
            if (trace->events[place].incumbent) {
                sum += facts->error_at_zero - nsc_experiment_score(experiment, trace->events[place].point);
                break;
            }
    }
    printf("%s: %zu runs, mean error %.9g (%s, %s)\n", chosen->label, result.run_count, sum / (double)result.run_count,
           facts->scored_by, facts->provenance.origin);
    nsc_search_result_release(&result);
    return NSC_OK;
}

static nsc_status compare(const nsc_landscape_names *names, nsc_error *error) {
    nsc_opened_landscape *opened = NULL;
    nsc_experiment *experiment = NULL;
    nsc_search_options options;
    nsc_search_ask_tell functions;
    nsc_search_algorithm algorithm;
    nsc_chosen_algorithm random_search, own;
    char label[] = "climb";
    nsc_status status = NSC_OK;
    memset(&options, 0, sizeof options); /* encoding A, protocol plain, 150 evaluations */
    memset(&functions, 0, sizeof functions);
    memset(&algorithm, 0, sizeof algorithm);
    memset(&random_search, 0, sizeof random_search);
    options.runs = 20;
    options.seed = 7;
    functions.begin = begin_climb;
    functions.ask = ask;
    functions.tell = tell;
    functions.end = end_climb;
    algorithm.name = label;
    algorithm.run = nsc_search_run_ask_tell;
    algorithm.context = &functions;
    own.algorithm = &algorithm;
    own.label = label;
    own.settings = NULL;
    NSC_TRY(nsc_landscape_open(&opened, names, error));
    NSC_TRY(nsc_experiment_open(&experiment, opened, &options, error));
    NSC_TRY(nsc_chosen_algorithm_read(&random_search, "random", false, NULL, 0, error));
    NSC_TRY(run(experiment, &random_search, error));
    NSC_TRY(run(experiment, &own, error));
out:
    nsc_chosen_algorithm_release(&random_search);
    nsc_experiment_close(experiment);
    nsc_landscape_close(opened);
    return status;
}

int main(int argument_count, char **arguments) {
    nsc_error error = NSC_ERROR_NONE;
    nsc_landscape_names names = {0};
    if (argument_count > 1)
        names.space = arguments[1];
    if (argument_count > 2) {
        names.data = (const char *const *)(arguments + 2);
        names.data_count = (size_t)argument_count - 2;
    }
    if (compare(&names, &error) != NSC_OK)
        fprintf(stderr, "own_search: %s\n", error.message);
    return error.status;
}
