/* An experiment: which measurements answer and which score, the rules, and what stands beside every number. */
#include "analysis/landscape_internal.h"
#include "analysis/search/experiment_internal.h"

#include <math.h>
#include <string.h>

/* ---- rules ---- */

/* The rules of each protocol. */
typedef struct protocol_rules {
    nsc_validity edge_limit;
    bool count_invalid, select_by_mean, incumbent_full_only;
    unsigned score_every;
} protocol_rules;

static const protocol_rules rules[NSC_PROTOCOL_COUNT] = {
    [NSC_PROTOCOL_PLAIN] = {.edge_limit = NSC_VALID_PRUNED, .score_every = 1},
    [NSC_PROTOCOL_PAPER] = {.edge_limit = NSC_VALID_RAW, .count_invalid = true, .score_every = 1},
    [NSC_PROTOCOL_NASZILLA] = {.edge_limit = NSC_VALID_PRUNED, .select_by_mean = true, .score_every = 10},
};

static void settle(unsigned *choice, bool by_protocol) {
    if (*choice == NSC_CHOICE_OF_PROTOCOL)
        *choice = by_protocol ? NSC_CHOICE_YES : NSC_CHOICE_NO;
}

/* NSC_USAGE for a rule of encodings where none is decoded. */
static nsc_status check_rules(const nsc_search_options *options, nsc_error *error) {
    const char *given = options->edge_limit != 0                           ? "--edge-limit"
                        : options->count_invalid != NSC_CHOICE_OF_PROTOCOL ? "--count-invalid"
                                                                           : NULL;
    return given == NULL || options->encoding <= NSC_ENCODING_C + 1
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE, "%s has an effect with the encodings A, B and C only", given);
}

/* Fills in the options that were left to the protocol or to a default. */
static nsc_status resolve_options(nsc_search_options *options, const nsc_space *space, nsc_error *error) {
    const protocol_rules *own = &rules[options->protocol];
    enum { EVALUATIONS_DEFAULT = 150 };
    nsc_search_encoding encoding;
    nsc_status status = nsc_search_default_encoding(space, &encoding, error);
    if (options->encoding == 0)
        options->encoding = encoding + 1;
    if (status == NSC_OK)
        status = check_rules(options, error);
    if (options->edge_limit == 0)
        options->edge_limit = own->edge_limit + 1;
    settle(&options->count_invalid, own->count_invalid);
    settle(&options->select_by_mean, own->select_by_mean);
    settle(&options->incumbent_full_only, own->incumbent_full_only);
    if (options->score_every == 0)
        options->score_every = own->score_every;
    if (options->evaluations == 0 && options->time_s <= 0)
        options->evaluations = EVALUATIONS_DEFAULT;
    if (options->runs == 0)
        options->runs = 1;
    return status;
}

/* ---- which measurements ---- */

/* What answers, and what scores. */
typedef struct sources {
    nsc_queried_source queried;
    const nsc_fitness *score, *valid; /* valid: NULL if there is no validation accuracy */
} sources;

/* Another fitness of the same data; NULL if there is none. */
static nsc_status ask(const nsc_queried_source *queried, nsc_metric metric, int epochs, const nsc_fitness **fitness,
                      nsc_error *error) {
    const nsc_landscape landscape = {.space = queried->space, .opened = queried->opened};
    nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, NSC_POLICY_MEAN);
    nsc_asked_fitness asked;
    rule.text[strcspn(rule.text, ":")] = '\0'; /* without a policy: of the one run that the data may have */
    const nsc_status status = nsc_landscape_ask(&landscape, rule.text, &asked, error);
    *fitness = status == NSC_OK ? asked.fitness : NULL;
    return status;
}

/* The largest budget at which the data has validation accuracies, that of the space for a model. */
static nsc_status find_full_budget(const nsc_queried_source *queried, int *epochs, nsc_error *error) {
    const nsc_measurements *measurements;
    *epochs = queried->space->epochs;
    if (!nsc_landscape_has_files(queried->opened))
        return NSC_OK;
    const nsc_status status = nsc_landscape_measurements(queried->opened, &measurements, error);
    for (size_t budget = 0; status == NSC_OK && budget < nsc_measurements_budget_count(measurements); budget++)
        if (nsc_measurements_aggregation(measurements, budget, NSC_METRIC_VALID) != NSC_AGGREGATION_NONE)
            *epochs = nsc_measurements_epochs(measurements, budget);
    return status;
}

/* Validation accuracy answers and test accuracy scores, if the names leave the fitness open and the data has both. */
static nsc_status find_accuracies(sources *found, nsc_error *error) {
    const nsc_queried_source *queried = &found->queried;
    const nsc_opened_landscape *opened = queried->opened;
    int epochs;
    nsc_status status = NSC_OK;
    if (opened->names.fitness != NULL || opened->names.make_fitness != NULL || opened->column[0] != '\0' ||
        nsc_landscape_model(opened) != NULL)
        return NSC_OK;
    NSC_TRY(find_full_budget(queried, &epochs, error));
    NSC_TRY(ask(queried, NSC_METRIC_VALID, epochs, &found->valid, error));
    if (found->valid == NULL)
        return NSC_OK;
    NSC_TRY(ask(queried, NSC_METRIC_TEST, epochs, &found->score, error));
    if (found->score == NULL)
        found->score = found->valid;
out:
    return status;
}

/* True if evaluations draw from the runs of a metric: the rule asks for one run, or for no policy in particular. */
static bool draws_runs(const nsc_fitness_rule *rule) {
    if (rule->kind != NSC_FITNESS_METRIC)
        return false;
    return rule->policy >= NSC_POLICY_NAMED_RUN || (rule->policy == NSC_POLICY_MEAN && !rule->policy_given);
}

static nsc_status find_sources(sources *found, nsc_opened_landscape *opened, nsc_error *error) {
    nsc_queried_source *queried = &found->queried;
    nsc_status status = NSC_OK;
    *found = (sources){.queried = {.opened = opened}};
    NSC_TRY(nsc_landscape_space(opened, &queried->space, error));
    if (nsc_landscape_has_files(opened)) /* reading them tells the column of the fitness */
        NSC_TRY(nsc_landscape_measurements(opened, &queried->measurements, error));
    NSC_TRY(find_accuracies(found, error));
    if (found->valid == NULL) {
        NSC_TRY(nsc_landscape_fitness(opened, NULL, &found->score, error));
        queried->rule = found->score->rule;
        if (queried->rule.kind == NSC_FITNESS_METRIC && queried->rule.metric == NSC_METRIC_VALID)
            found->valid = found->score;
    } else {
        queried->rule = found->valid->rule;
    }
    if (!draws_runs(&queried->rule))
        queried->measurements = NULL;
out:
    return status;
}

/* ---- budgets ---- */

/* The budgets up to the full one at which the data has the metric. */
static nsc_status find_budgets(nsc_experiment *experiment, const sources *found, nsc_error *error) {
    const nsc_fitness_rule *rule = &found->queried.rule;
    const nsc_measurements *measurements = nsc_landscape_read_measurements(found->queried.opened);
    const size_t available =
        measurements != NULL && rule->kind == NSC_FITNESS_METRIC ? nsc_measurements_budget_count(measurements) : 0;
    const int full = rule->kind == NSC_FITNESS_METRIC ? rule->epochs : experiment->space->epochs;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&experiment->epochs, available + 1, sizeof *experiment->epochs, error));
    for (size_t budget = 0; budget < available; budget++) {
        const int epochs = nsc_measurements_epochs(measurements, budget);
        if (epochs < full && nsc_measurements_aggregation(measurements, budget, rule->metric) != NSC_AGGREGATION_NONE)
            experiment->epochs[experiment->budget_count++] = epochs;
    }
    experiment->epochs[experiment->budget_count++] = full;
out:
    return status;
}

static nsc_status gather_budgets(nsc_experiment *experiment, const sources *found, nsc_error *error) {
    const bool as_means = experiment->options.select_by_mean == NSC_CHOICE_YES;
    nsc_status status = NSC_OK;
    NSC_TRY(find_budgets(experiment, found, error));
    NSC_TRY(nsc_allocate(&experiment->budgets, experiment->budget_count, sizeof *experiment->budgets, error));
    experiment->facts.has_times = true;
    for (size_t budget = 0; budget < experiment->budget_count; budget++) {
        nsc_queried_budget *made = &experiment->budgets[budget];
        NSC_TRY(nsc_queried_budget_gather(made, &found->queried, experiment->epochs[budget], as_means, error));
        nsc_queried_budget_restrict(made, found->score->values, experiment->space->point_count);
        experiment->facts.has_times = experiment->facts.has_times && made->has_times;
    }
    if (experiment->options.time_s > 0 && !experiment->facts.has_times)
        status = nsc_error_set(error, NSC_MISSING,
                               "--time needs training times of all runs, which the data (%s) does not have: give "
                               "--evaluations",
                               found->score->source);
out:
    return status;
}

/* ---- what stands beside every number ---- */

/* "valid@108, one of 3 runs", or the rule where a point has one value. */
static void describe_selection(nsc_experiment *experiment, const nsc_fitness_rule *rule) {
    const nsc_queried_budget *full = &experiment->budgets[experiment->budget_count - 1];
    uint32_t fewest = UINT32_MAX, most = 0, first;
    for (uint32_t point = 0; point < experiment->space->point_count; point++) {
        const uint32_t count = nsc_queried_budget_runs(full, point, &first);
        if (count > 0 && count < fewest)
            fewest = count;
        if (count > most)
            most = count;
    }
    char *text = experiment->selected_by;
    const size_t size = sizeof experiment->selected_by;
    const char *halfway = strstr(rule->text, ":halfway");
    const int head = (int)strcspn(rule->text, ":");
    if (most <= 1)
        nsc_text_format(text, size, "%s", rule->text);
    else if (fewest == most)
        nsc_text_format(text, size, "%.*s%s, one of %u runs", head, rule->text, halfway != NULL ? halfway : "", most);
    else
        nsc_text_format(text, size, "%.*s%s, one of %u to %u runs", head, rule->text, halfway != NULL ? halfway : "",
                        fewest, most);
}

/* Accuracies are fractions or per cent; their error is what is missing to all. */
static void set_losses(nsc_experiment *experiment, const nsc_fitness *score, double highest) {
    const bool maximised = score->direction == NSC_MAXIMISE;
    const bool accuracy =
        maximised && score->rule.kind == NSC_FITNESS_METRIC && nsc_metric_is_accuracy(score->rule.metric);
    experiment->facts.error_at_zero = accuracy ? (highest > 1 ? 100.0 : 1.0) : (double)NAN;
    experiment->loss_at_zero = accuracy ? experiment->facts.error_at_zero : 0;
    experiment->loss_factor = maximised ? -1 : 1;
    experiment->worst_loss = accuracy ? experiment->facts.error_at_zero : INFINITY;
}

static void describe(nsc_experiment *experiment, const sources *found) {
    nsc_experiment_facts *facts = &experiment->facts;
    const nsc_fitness *score = found->score;
    const nsc_queried_budget *full = &experiment->budgets[experiment->budget_count - 1];
    const double sign = score->direction == NSC_MAXIMISE ? 1 : -1;
    double highest = -INFINITY;
    uint32_t first;
    facts->best_score = facts->best_valid_score = NAN;
    for (uint32_t point = 0; point < experiment->space->point_count; point++) {
        if (nsc_queried_budget_runs(full, point, &first) == 0)
            continue;
        const double valid = found->valid != NULL ? found->valid->values[point] : NAN;
        facts->evaluated_count++;
        highest = fmax(highest, score->values[point]);
        facts->best_score = sign * fmax(sign * facts->best_score, sign * score->values[point]);
        facts->best_valid_score = sign * fmax(sign * facts->best_valid_score, sign * valid);
    }
    set_losses(experiment, score, highest);
    describe_selection(experiment, &found->queried.rule);
    const nsc_search_domain *domain = experiment->domain;
    facts->selected_by = experiment->selected_by;
    facts->scored_by = score->rule.text;
    facts->encoding = nsc_search_encoding_name(domain->encoding);
    facts->protocol = nsc_search_protocol_name(experiment->options.protocol);
    facts->edge_limit = domain->encodings != NULL ? nsc_validity_name(domain->validity) : NULL;
    facts->relation = domain->relation != NULL ? domain->relation->name : NULL;
    facts->provenance = (nsc_provenance){score->rule.text, nsc_direction_name(score->direction),
                                         nsc_origin_name(score->origin), score->source};
    facts->point_count = experiment->space->point_count;
    facts->budget_count = experiment->budget_count;
    facts->epochs = experiment->epochs;
    experiment->scores = score->values;
    experiment->valid_scores = found->valid != NULL ? found->valid->values : NULL;
}

/* ---- opening ---- */

static nsc_status make(nsc_experiment *experiment, nsc_opened_landscape *opened, nsc_error *error) {
    nsc_search_options *options = &experiment->options;
    sources found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &experiment->space, error));
    NSC_TRY(resolve_options(options, experiment->space, error));
    NSC_TRY(find_sources(&found, opened, error));
    NSC_TRY(gather_budgets(experiment, &found, error));
    NSC_TRY(nsc_search_domain_create(&experiment->domain, opened, (nsc_search_encoding)(options->encoding - 1),
                                     (nsc_validity)(options->edge_limit - 1), error));
    describe(experiment, &found);
out:
    return status;
}

nsc_status nsc_experiment_open(nsc_experiment **experiment, nsc_opened_landscape *opened,
                               const nsc_search_options *options, nsc_error *error) {
    nsc_status status = nsc_allocate(experiment, 1, sizeof **experiment, error);
    if (status != NSC_OK)
        return status;
    (*experiment)->opened = opened;
    (*experiment)->options = *options;
    status = make(*experiment, opened, error);
    if (status != NSC_OK) {
        nsc_experiment_close(*experiment);
        *experiment = NULL;
    }
    return status;
}

void nsc_experiment_close(nsc_experiment *experiment) {
    if (experiment == NULL)
        return;
    for (size_t budget = 0; experiment->budgets != NULL && budget < experiment->budget_count; budget++)
        nsc_queried_budget_release(&experiment->budgets[budget]);
    free(experiment->budgets);
    free(experiment->epochs);
    nsc_search_domain_destroy(experiment->domain);
    free(experiment);
}

const nsc_experiment_facts *nsc_experiment_describe(const nsc_experiment *experiment) {
    return &experiment->facts;
}

nsc_opened_landscape *nsc_experiment_landscape(const nsc_experiment *experiment) {
    return experiment->opened;
}

const nsc_search_options *nsc_experiment_options(const nsc_experiment *experiment) {
    return &experiment->options;
}

double nsc_experiment_score(const nsc_experiment *experiment, uint32_t point) {
    return experiment->scores[point];
}

double nsc_experiment_valid_score(const nsc_experiment *experiment, uint32_t point) {
    return experiment->valid_scores != NULL ? experiment->valid_scores[point] : NAN;
}
