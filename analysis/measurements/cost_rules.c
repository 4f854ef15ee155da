/*
 * The costs that a fitness is compared with: the rules of --cost, or by default the training time of the same epochs
 * and the space's parameters.
 */
#include "analysis/measurements/cost_internal.h"
#include "analysis/registry_internal.h"

#include <string.h>

/* How to name a cost: the numbers that the data has beside the fitness. */
enum { HINT_SIZE = 400 };

static nsc_status hint_at_costs(const nsc_landscape *landscape, char hint[HINT_SIZE], nsc_error *error) {
    const nsc_measurements *measurements = NULL;
    nsc_names columns = {0};
    nsc_choices choices = {0};
    nsc_status status = NSC_OK;
    if (landscape->opened != NULL)
        NSC_TRY(nsc_landscape_measurements(landscape->opened, &measurements, error));
    if (measurements != NULL)
        NSC_TRY(nsc_measurements_numeric_columns(measurements, &columns, error));
    for (size_t column = 0; column < columns.count; column++)
        if (strcmp(columns.items[column], landscape->fitness->rule.column) != 0)
            nsc_choices_add(&choices, columns.items[column]);
    nsc_text_format(hint, HINT_SIZE, "name one that the data has by --cost column:NAME%s%s",
                    choices.length > 0 ? ": " : "", choices.text);
out:
    nsc_names_release(&columns);
    return status;
}

/* ---- by default ---- */

/* The training time of a fitness: of the same epochs, the same part of the training, and the same run if it is of one;
 * NSC_MISSING, with the reason, if there is none. */
static nsc_status read_time(const nsc_landscape *landscape, const char *hint, const double **time_s, nsc_error *error) {
    const nsc_fitness_rule *rule = &landscape->fitness->rule;
    nsc_asked_fitness time;
    if (rule->kind != NSC_FITNESS_METRIC)
        return nsc_error_set(error, NSC_MISSING, "the fitness %s has no number of epochs, and so no training time; %s",
                             rule->text, hint);
    const bool halfway = rule->metric >= NSC_METRIC_HALFWAY_VALID && rule->metric <= NSC_METRIC_HALFWAY_TIME;
    const nsc_fitness_rule rule_of_time =
        nsc_fitness_rule_of_same_run(rule, halfway ? NSC_METRIC_HALFWAY_TIME : NSC_METRIC_TIME);
    const nsc_status status = nsc_landscape_ask(landscape, rule_of_time.text, &time, error);
    if (status != NSC_OK)
        return status;
    if (time.fitness == NULL)
        return nsc_error_pass(error, NSC_MISSING, &time.reason);
    *time_s = time.fitness->values;
    return NSC_OK;
}

static nsc_status read_parameters(const nsc_landscape *landscape, const char *hint, const nsc_control *control,
                                  double **parameters, nsc_error *error) {
    const nsc_space *space = landscape->space;
    const int feature = nsc_space_feature_with_role(space, NSC_FEATURE_COST);
    if (feature < 0)
        return nsc_error_set(error, NSC_MISSING, "the space %s has no costs of its points; %s", space->name, hint);
    const nsc_status status = nsc_allocate(parameters, space->point_count, sizeof **parameters, error);
    return status != NSC_OK ? status : space->feature_values(space, (size_t)feature, control, *parameters, error);
}

/* A missing cost stays the reason of its rows; another failure ends the analysis. */
static nsc_status unless_missing(nsc_status status, const nsc_error *reason, nsc_error *error) {
    if (status == NSC_OK || status == NSC_MISSING)
        return NSC_OK;
    return nsc_error_pass(error, status, reason);
}

static nsc_status read_defaults(nsc_cost_values *values, const nsc_control *control, nsc_error *error) {
    const nsc_landscape *landscape = values->landscape;
    nsc_error *reasons = values->missing;
    char hint[HINT_SIZE];
    nsc_status status = NSC_OK;
    NSC_TRY(hint_at_costs(landscape, hint, error));
    nsc_text_format(values->names[NSC_COST_FIRST], NSC_COST_NAME_SIZE, "time");
    nsc_text_format(values->names[NSC_COST_SECOND], NSC_COST_NAME_SIZE, "parameters");
    NSC_TRY(unless_missing(read_time(landscape, hint, &values->costs[NSC_COST_FIRST], &reasons[NSC_COST_FIRST]),
                           &reasons[NSC_COST_FIRST], error));
    NSC_TRY(unless_missing(read_parameters(landscape, hint, control, &values->parameters, &reasons[NSC_COST_SECOND]),
                           &reasons[NSC_COST_SECOND], error));
    values->costs[NSC_COST_SECOND] = values->parameters;
out:
    return status;
}

/* ---- by --cost ---- */

static nsc_status read_rule(nsc_cost_values *values, nsc_cost cost, const char *rule, nsc_error *error) {
    nsc_asked_fitness asked;
    nsc_status status = nsc_landscape_ask(values->landscape, rule, &asked, error);
    if (status == NSC_OK && asked.fitness == NULL)
        status = nsc_error_set(error, NSC_MISSING, "--cost: %s", asked.reason.message);
    if (status == NSC_OK)
        status = nsc_fitness_check_magnitudes(asked.fitness, error);
    if (status != NSC_OK)
        return status;
    nsc_text_format(values->names[cost], NSC_COST_NAME_SIZE, "%s", asked.rule.text);
    values->costs[cost] = asked.fitness->values;
    return NSC_OK;
}

static nsc_status read_rules(nsc_cost_values *values, const char *list, nsc_error *error) {
    const char *comma = strchr(list, ',');
    char first[NSC_COST_NAME_SIZE];
    nsc_status status = NSC_OK;
    if (comma != NULL && strchr(comma + 1, ',') != NULL)
        return nsc_error_set(error, NSC_USAGE, "--cost takes one or two costs, separated by a comma, not \"%.80s\"",
                             list);
    nsc_text_format(first, sizeof first, "%.*s", (int)(comma != NULL ? (size_t)(comma - list) : strlen(list)), list);
    NSC_TRY(read_rule(values, NSC_COST_FIRST, first, error));
    values->single = comma == NULL;
    if (!values->single)
        NSC_TRY(read_rule(values, NSC_COST_SECOND, comma + 1, error));
    else
        nsc_error_set(&values->missing[NSC_COST_SECOND], NSC_MISSING, "there is one cost only");
out:
    return status;
}

/* ---- both ---- */

/* A fitness that is itself a cost is compared with the other one only. */
static const char *reason_against(const nsc_cost_values *values, nsc_cost cost) {
    const nsc_fitness_rule *rule = &values->landscape->fitness->rule;
    const nsc_space *space = values->landscape->space;
    if (values->missing[cost].message[0] != '\0')
        return values->missing[cost].message;
    const bool is_time = rule->kind == NSC_FITNESS_METRIC &&
                         (rule->metric == NSC_METRIC_TIME || rule->metric == NSC_METRIC_HALFWAY_TIME);
    const bool is_parameters =
        rule->kind == NSC_FITNESS_FEATURE && rule->feature == nsc_space_feature_with_role(space, NSC_FEATURE_COST);
    const bool is_this = strcmp(values->names[cost], "time") == 0 ? is_time
                         : strcmp(values->names[cost], "parameters") == 0
                             ? is_parameters
                             : strcmp(values->names[cost], rule->text) == 0;
    return is_this ? "the fitness is this cost itself" : NULL;
}

nsc_status nsc_cost_values_read(nsc_cost_values *values, const nsc_landscape *landscape,
                                const nsc_analysis_options *options, nsc_error *error) {
    nsc_status status = NSC_OK;
    *values = (nsc_cost_values){.landscape = landscape, .names = {[NSC_COST_BOTH] = "both"}};
    if (nsc_option_names(options->cost))
        NSC_TRY(read_rules(values, options->cost, error));
    else
        NSC_TRY(read_defaults(values, options->control, error));
    values->order = nsc_order_of(landscape->fitness);
    for (int cost = 0; cost < NSC_PARETO_COSTS; cost++) {
        values->unweighed[cost] = reason_against(values, (nsc_cost)cost);
        values->weighed[cost] = (nsc_pareto_points){.point_count = landscape->space->point_count,
                                                    .fitness = landscape->fitness->values,
                                                    .direction = landscape->fitness->direction,
                                                    .costs = {values->costs[cost]},
                                                    .cost_count = 1};
    }
    values->unweighed[NSC_COST_BOTH] = values->unweighed[NSC_COST_FIRST] != NULL ? values->unweighed[NSC_COST_FIRST]
                                                                                 : values->unweighed[NSC_COST_SECOND];
    values->weighed[NSC_COST_BOTH] =
        (nsc_pareto_points){.point_count = landscape->space->point_count,
                            .fitness = landscape->fitness->values,
                            .direction = landscape->fitness->direction,
                            .costs = {values->costs[NSC_COST_FIRST], values->costs[NSC_COST_SECOND]},
                            .cost_count = 2};
out:
    return status;
}
