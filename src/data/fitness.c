/* The values of a fitness: what its rule makes of runs, of a column, or of a feature of the space. */
#include "data/fitness_internal.h"
#include "data/measurements/measurements_internal.h"
#include "space/nb101/nb101.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

const char *nsc_origin_name(nsc_origin origin) {
    static const char *const names[] = {"computed", "measured", "surrogate", "synthetic", "given"};
    return names[origin];
}

nsc_origin nsc_measurements_origin(const nsc_measurements *measurements) {
    return nsc_measurements_synthetic(measurements) ? NSC_ORIGIN_SYNTHETIC : NSC_ORIGIN_MEASURED;
}

const char *nsc_run_range_text(nsc_run_range runs, char text[NSC_RUN_RANGE_SIZE]) {
    if (runs.most == 0)
        return NULL;
    if (runs.fewest == runs.most)
        nsc_text_format(text, NSC_RUN_RANGE_SIZE, "%u", runs.most);
    else
        nsc_text_format(text, NSC_RUN_RANGE_SIZE, "%u to %u", runs.fewest, runs.most);
    return text;
}

bool nsc_departure_is_large(const nsc_departure *departure) {
    const double least_errors = 4;
    return departure->errors >= least_errors;
}

bool nsc_fitness_departs(const nsc_fitness *fitness) {
    return nsc_departure_is_large(&fitness->departure);
}

void nsc_fitness_describe_departure(const nsc_fitness *fitness, char text[NSC_DEPARTURE_SIZE]) {
    const nsc_departure *departure = &fitness->departure;
    enum { FEWEST_DIGITS = 6, MOST_DIGITS = 17 };
    char measured[32], space[32];
    int digits = FEWEST_DIGITS;
    do { /* as many as tell the two apart */
        nsc_text_format(measured, sizeof measured, "%.*g", digits, departure->measured);
        nsc_text_format(space, sizeof space, "%.*g", digits, departure->space);
    } while (strcmp(measured, space) == 0 && digits++ < MOST_DIGITS);
    nsc_text_format(
        text, NSC_DEPARTURE_SIZE,
        "the points with %s are no random sample of the space%s: \"%s\" is %s on average over them and %s over "
        "the space, %.0f standard errors apart; estimates of the space and their intervals hold only if the "
        "fitness has nothing to do with how the points were chosen",
        fitness->rule.text, fitness->sampling == NSC_SAMPLING_UNIFORM ? "" : ", nor of each size in it",
        departure->property, measured, space, departure->errors);
}

const char *nsc_fitness_sample_text(const nsc_fitness *fitness) {
    static const char *const texts[][2] = {
        [NSC_SAMPLING_UNTESTED] = {"if uniform within sizes", "if uniform within sizes"},
        [NSC_SAMPLING_UNIFORM] = {"uniform", "if uniform"},
        [NSC_SAMPLING_BY_SIZE] = {"by size", "by size, if uniform within sizes"},
        [NSC_SAMPLING_BY_FILE] = {"by size and file", "by size and file, if uniform within sizes"},
    };
    return fitness->known_count == fitness->point_count ? "complete"
                                                        : texts[fitness->sampling][nsc_fitness_departs(fitness)];
}

void nsc_fitness_release(nsc_fitness *fitness) {
    free(fitness->source);
    free(fitness->values);
    free(fitness->standard_errors);
    free(fitness->run_counts);
    free(fitness->chosen);
    *fitness = (nsc_fitness){0};
}

static nsc_status allocate_fitness(nsc_fitness *fitness, const nsc_fitness_rule *rule, uint32_t point_count,
                                   nsc_origin origin, nsc_error *error) {
    *fitness = (nsc_fitness){.rule = *rule, .origin = origin, .point_count = point_count};
    return nsc_allocate(&fitness->values, point_count, sizeof *fitness->values, error);
}

nsc_status nsc_fitness_from_feature(nsc_fitness *fitness, const nsc_fitness_rule *rule, const nsc_space *space,
                                    const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(allocate_fitness(fitness, rule, space->point_count, NSC_ORIGIN_COMPUTED, error));
    NSC_TRY(nsc_copy_text(&fitness->source, "space", error));
    NSC_TRY(space->feature_values(space, (size_t)rule->feature, control, fitness->values, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        fitness->known_count += nsc_fitness_known(fitness, point);
out:
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

nsc_point_fitness nsc_fitness_at(const nsc_fitness *fitness, uint32_t point) {
    return (nsc_point_fitness){
        .value = fitness->values[point],
        .standard_error = fitness->standard_errors != NULL ? fitness->standard_errors[point] : (double)NAN,
        .runs = fitness->run_counts != NULL ? fitness->run_counts[point] : 0,
    };
}

nsc_noise_verdict nsc_fitness_compare_noise(nsc_point_fitness one, nsc_point_fitness other) {
    const double error_of_difference = hypot(one.standard_error, other.standard_error);
    const double difference = fabs(one.value - other.value);
    if (isnan(error_of_difference) || isnan(difference))
        return NSC_NOISE_UNKNOWN;
    return difference > error_of_difference ? NSC_NOISE_BEYOND : NSC_NOISE_WITHIN;
}

/* What a policy makes of the runs of one point. */
typedef struct policy_value {
    double value;          /* NaN: none */
    double standard_error; /* of a mean over two or more runs, else NaN */
    unsigned runs;         /* that the value rests on */
    unsigned divisor;      /* the value is a sum of runs over this: 2 for a median of two runs, 1 for one of three */
} policy_value;

/* Memory for the runs of one point. */
typedef struct run_memory {
    double *values;
    size_t capacity;
} run_memory;

/* The value of one run, NaN where the point has none. */
static double value_of_run(const nsc_run_value *runs, size_t count, uint32_t run) {
    for (size_t place = 0; place < count; place++)
        if (runs[place].run == run)
            return runs[place].value;
    return NAN;
}

static void take_mean(const double *runs, size_t count, policy_value *made) {
    made->value = gsl_stats_mean(runs, 1, count);
    made->divisor = (unsigned)count;
    if (count > 1)
        made->standard_error = gsl_stats_sd(runs, 1, count) / sqrt((double)count);
}

/* Applies a policy to the runs of one point, ascending, a mean that was read as such last. */
static nsc_status apply_policy(nsc_policy policy, const nsc_run_value *known, size_t known_count, run_memory *memory,
                               policy_value *made, nsc_error *error) {
    nsc_status status = NSC_OK;
    const bool has_mean = known != NULL && known_count > 0 && known[known_count - 1].run == NSC_RUN_MEAN;
    const double mean = has_mean ? known[known_count - 1].value : (double)NAN;
    const size_t count = known == NULL ? 0 : has_mean ? known_count - 1 : known_count;
    *made = (policy_value){.value = NAN, .standard_error = NAN, .divisor = 1, .runs = (unsigned)count};
    NSC_TRY(nsc_reserve(&memory->values, &memory->capacity, count, sizeof *memory->values, error));
    double *runs = memory->values;
    for (size_t place = 0; place < count; place++)
        runs[place] = known[place].value;
    if (policy >= NSC_POLICY_RUN1) {
        made->value = value_of_run(known, count, (uint32_t)(policy - NSC_POLICY_RUN1));
        made->runs = 1;
    } else if (policy == NSC_POLICY_MEAN && count < NSC_RUNS && !isnan(mean)) {
        made->value = mean;
        made->runs = made->divisor = NSC_RUNS;
    } else if (count > 0 && policy == NSC_POLICY_MEAN) {
        take_mean(runs, count, made);
    } else if (count > 0 && policy == NSC_POLICY_MEDIAN) {
        made->value = gsl_stats_median(runs, 1, count);
        made->divisor = count % 2 == 0 ? 2 : 1;
    } else if (count > 0)
        made->value = policy == NSC_POLICY_MINIMUM ? gsl_stats_min(runs, 1, count) : gsl_stats_max(runs, 1, count);
out:
    return status;
}

/* The policy of a rule, a run's name replaced by its number. NSC_MISSING where no run has the name. */
static nsc_status resolve_policy(const nsc_fitness_rule *rule, const nsc_measurements *measurements, nsc_policy *policy,
                                 nsc_error *error) {
    *policy = rule->policy;
    if (rule->policy != NSC_POLICY_NAMED_RUN)
        return NSC_OK;
    const size_t run = nsc_measurements_find_run(measurements, rule->run_name);
    if (run != NSC_RUN_MEAN) {
        *policy = (nsc_policy)(NSC_POLICY_RUN1 + run);
        return NSC_OK;
    }
    const nsc_names *names = nsc_measurements_run_names(measurements);
    nsc_choices choices = {0};
    for (size_t name = 0; name < names->count; name++)
        nsc_choices_add(&choices, names->items[name]);
    return nsc_error_set(error, NSC_MISSING, "no run of the data is named \"%s\"; its runs are %s", rule->run_name,
                         names->count > 0 ? choices.text : "numbered: run1, run2, ...");
}

/* The smallest multiple of both, or a large number. */
static unsigned common_multiple(unsigned first, unsigned second) {
    unsigned multiple = first;
    while (multiple % second != 0 && multiple < 1000)
        multiple += first;
    return multiple;
}

/* 1/(9984·divisor), or 0 where a number passes for a multiple of that by chance. */
static double step_of(const nsc_fitness_rule *rule, unsigned divisor) {
    const unsigned most = NSC_RUNS * 2;
    return nsc_metric_is_accuracy(rule->metric) && divisor <= most ? 1.0 / (NSC_OFFICIAL_IMAGES * (double)divisor)
                                                                   : 0.0;
}

/* The step where all known values are multiples of it, else 0. */
static double quantum_of(const nsc_fitness *fitness, unsigned divisor) {
    const double step = step_of(&fitness->rule, divisor);
    for (uint32_t point = 0; step > 0 && point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point) && !nsc_accuracy_on_grid(fitness->values[point], divisor))
            return 0.0;
    return step;
}

/* Takes the runs behind a further value into account. */
static void add_runs(nsc_fitness *fitness, unsigned runs) {
    if (fitness->runs.most == 0 || runs < fitness->runs.fewest)
        fitness->runs.fewest = runs;
    if (runs > fitness->runs.most)
        fitness->runs.most = runs;
    fitness->short_of_runs += runs < NSC_RUNS;
}

/* Fills in values, standard errors and counts of runs. *`divisor`: of all sums of runs. */
static nsc_status apply_to_points(nsc_fitness *fitness, const nsc_run_values *runs, nsc_policy policy, bool *any_error,
                                  unsigned *divisor, nsc_error *error) {
    run_memory memory = {0};
    nsc_status status = NSC_OK;
    *any_error = false;
    *divisor = 1;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const size_t first = runs->first[point];
        policy_value made;
        NSC_TRY(apply_policy(policy, runs->values + first, runs->first[point + 1] - first, &memory, &made, error));
        fitness->values[point] = made.value;
        fitness->standard_errors[point] = made.standard_error;
        if (isnan(made.value))
            continue;
        fitness->known_count++;
        fitness->run_counts[point] = made.runs;
        *divisor = *divisor < 1000 ? common_multiple(*divisor, made.divisor) : *divisor;
        *any_error = *any_error || !isnan(made.standard_error);
        add_runs(fitness, made.runs);
    }
out:
    free(memory.values);
    return status;
}

/* Whether each point has at most one value, of a run that no file numbers: each policy takes it as it is. */
static bool is_plain(const nsc_measurements *measurements, size_t budget, nsc_metric metric, nsc_policy policy) {
    return !nsc_policy_is_of_one_run(policy) && nsc_measurements_run_count(measurements) == 1 &&
           nsc_measurements_source_count(measurements) == 1 &&
           !nsc_measurements_runs_known(measurements, budget, metric) &&
           nsc_measurements_aggregation(measurements, budget, metric) == NSC_AGGREGATION_RUNS;
}

/* Fills in values with standard errors and counts of runs, as far as those are known. */
static nsc_status fill_from_runs(nsc_fitness *fitness, const nsc_measurements *measurements, size_t budget,
                                 nsc_metric metric, nsc_policy policy, unsigned *divisor, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_run_values runs = {0};
    bool any_error;
    NSC_TRY(nsc_measurements_runs(measurements, budget, metric, &runs, error));
    NSC_TRY(nsc_allocate(&fitness->standard_errors, fitness->point_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&fitness->run_counts, fitness->point_count, sizeof(uint32_t), error));
    NSC_TRY(apply_to_points(fitness, &runs, policy, &any_error, divisor, error));
    if (!nsc_measurements_runs_known(measurements, budget, metric)) {
        fitness->runs = (nsc_run_range){0};
        free(fitness->run_counts);
        fitness->run_counts = NULL;
    }
    if (!any_error) {
        free(fitness->standard_errors);
        fitness->standard_errors = NULL;
    }
out:
    nsc_run_values_release(&runs);
    return status;
}

/* Fills in the values of an array's points of a range. */
static nsc_status fill_range(nsc_fitness *fitness, const nsc_measurements *measurements, nsc_block range,
                             nsc_error *error) {
    fitness->in_range = true;
    fitness->known_count = fitness->point_count;
    return nsc_measured_array_range(measurements, range, fitness->values, &fitness->lowest, &fitness->highest, error);
}

/* Fills in the values of a metric at one budget, only those of a range unless it is NULL; leaves all missing where the
 * budget is not held. */
static nsc_status fill_from_metric(nsc_fitness *fitness, const nsc_measurements *measurements, size_t budget,
                                   nsc_metric metric, const nsc_block *range, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_policy policy;
    unsigned divisor = 1;
    NSC_TRY(resolve_policy(&fitness->rule, measurements, &policy, error));
    if (is_plain(measurements, budget, metric, policy)) {
        if (range != NULL)
            NSC_TRY(fill_range(fitness, measurements, *range, error));
        else
            NSC_TRY(nsc_measurements_values(measurements, budget, metric, 0, fitness->values, &fitness->known_count,
                                            error));
        fitness->short_of_runs = fitness->known_count;
    } else {
        NSC_TRY(fill_from_runs(fitness, measurements, budget, metric, policy, &divisor, error));
    }
    if (fitness->rule.kind == NSC_FITNESS_COLUMN)
        fitness->short_of_runs = 0;
    /* The step is that of the validation images of NAS-Bench-101. */
    if (nsc_space_nb101(nsc_measurements_space(measurements)) != NULL)
        fitness->quantum = quantum_of(fitness, divisor);
out:
    return status;
}

/* Takes the value of a point with what it rests on from another fitness. */
static nsc_status take_point(nsc_fitness *fitness, const nsc_fitness *other, uint32_t point, nsc_error *error) {
    const nsc_point_fitness found = nsc_fitness_at(other, point);
    nsc_status status = NSC_OK;
    if (fitness->standard_errors == NULL && !isnan(found.standard_error)) {
        NSC_TRY(nsc_allocate(&fitness->standard_errors, fitness->point_count, sizeof(double), error));
        for (uint32_t missing = 0; missing < fitness->point_count; missing++)
            fitness->standard_errors[missing] = NAN;
    }
    fitness->values[point] = found.value;
    fitness->known_count++;
    if (fitness->standard_errors != NULL)
        fitness->standard_errors[point] = found.standard_error;
    if (fitness->run_counts != NULL && found.runs > 0) {
        fitness->run_counts[point] = found.runs;
        add_runs(fitness, found.runs);
        fitness->short_of_runs = 0; /* columns are short of none */
    }
out:
    return status;
}

/* Adds what a further budget holds of a column, which must be the same where both hold it. */
static nsc_status add_budget(nsc_fitness *fitness, const nsc_measurements *measurements, size_t budget,
                             nsc_metric metric, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_fitness other = {0};
    NSC_TRY(allocate_fitness(&other, &fitness->rule, fitness->point_count, fitness->origin, error));
    NSC_TRY(fill_from_metric(&other, measurements, budget, metric, NULL, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (!nsc_fitness_known(&other, point))
            continue;
        if (!nsc_fitness_known(fitness, point)) {
            NSC_TRY(take_point(fitness, &other, point, error));
        } else if (!nsc_measurements_agree(NSC_METRIC_COLUMN, fitness->values[point], other.values[point])) {
            status =
                nsc_error_set(error, NSC_INVALID,
                              "the column \"%s\" is not one number a point: for one it is %.9g at %d epochs and %.9g "
                              "at another budget; choose one, as by --rows 'epochs=%d'",
                              fitness->rule.column, other.values[point], nsc_measurements_epochs(measurements, budget),
                              fitness->values[point], nsc_measurements_epochs(measurements, budget));
            goto out;
        }
    }
out:
    nsc_fitness_release(&other);
    return status;
}

static nsc_status fill_from_column(nsc_fitness *fitness, const nsc_measurements *measurements, const nsc_block *range,
                                   nsc_error *error) {
    const size_t column = nsc_measurements_find_column(measurements, fitness->rule.column);
    const size_t budget_count = nsc_measurements_budget_count(measurements);
    const nsc_metric metric = (nsc_metric)(NSC_METRIC_COLUMN + column);
    nsc_status status = NSC_OK;
    bool first = true;
    if (column == nsc_measurements_column_count(measurements))
        return NSC_OK;
    for (size_t budget = 0; budget < budget_count && status == NSC_OK; budget++) {
        if (nsc_measurements_aggregation(measurements, budget, metric) == NSC_AGGREGATION_NONE)
            continue;
        status = first ? fill_from_metric(fitness, measurements, budget, metric, range, error)
                       : add_budget(fitness, measurements, budget, metric, error);
        first = false;
    }
    return status;
}

/* The place of a budget in the set, or the number of budgets where it is not held. */
static size_t find_budget(const nsc_measurements *measurements, int epochs) {
    size_t budget = 0;
    while (budget < nsc_measurements_budget_count(measurements) &&
           nsc_measurements_epochs(measurements, budget) != epochs)
        budget++;
    return budget;
}

static nsc_status fill(nsc_fitness *fitness, const nsc_fitness_rule *rule, const nsc_measurements *measurements,
                       const nsc_block *range, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t budget = find_budget(measurements, rule->epochs);
    NSC_TRY(allocate_fitness(fitness, rule, nsc_measurements_space(measurements)->point_count,
                             nsc_measurements_origin(measurements), error));
    NSC_TRY(nsc_copy_text(&fitness->source, nsc_measurements_paths(measurements), error));
    if (rule->kind == NSC_FITNESS_COLUMN)
        NSC_TRY(fill_from_column(fitness, measurements, range, error));
    else if (budget < nsc_measurements_budget_count(measurements))
        NSC_TRY(fill_from_metric(fitness, measurements, budget, rule->metric, range, error));
    if (fitness->known_count == 0) {
        char held[700];
        NSC_TRY(nsc_fitness_list_available(measurements, held, sizeof held, error));
        status = nsc_error_set(error, NSC_MISSING, "the data has no value for %s; it has %s", rule->text, held);
    }
out:
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

nsc_status nsc_fitness_from_measurements(nsc_fitness *fitness, const nsc_fitness_rule *rule,
                                         const nsc_measurements *measurements, nsc_error *error) {
    return fill(fitness, rule, measurements, NULL, error);
}

nsc_status nsc_fitness_of_range(nsc_fitness *fitness, const nsc_fitness_rule *rule,
                                const nsc_measurements *measurements, nsc_block range, nsc_error *error) {
    return fill(fitness, rule, measurements, nsc_measurements_are_one_array(measurements) ? &range : NULL, error);
}

nsc_status nsc_fitness_known_in_file(const nsc_fitness *fitness, const nsc_measurements *measurements, size_t file,
                                     bool *known, uint32_t *count, nsc_error *error) {
    const nsc_fitness_rule *rule = &fitness->rule;
    const bool is_column = rule->kind == NSC_FITNESS_COLUMN;
    const nsc_metric metric =
        is_column ? (nsc_metric)(NSC_METRIC_COLUMN + nsc_measurements_find_column(measurements, rule->column))
                  : rule->metric;
    nsc_status status = NSC_OK;
    memset(known, 0, fitness->point_count * sizeof *known);
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        if (is_column || nsc_measurements_epochs(measurements, budget) == rule->epochs)
            NSC_TRY(nsc_measurements_mark_known(measurements, file, budget, metric, known, error));
    *count = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        known[point] = known[point] && nsc_fitness_known(fitness, point);
        *count += known[point];
    }
out:
    return status;
}

/* The value of a point by its runs at one budget. */
static nsc_status value_at(const nsc_fitness_rule *rule, nsc_policy policy, const nsc_point_runs *runs, bool runs_known,
                           nsc_value_list *list, run_memory *memory, nsc_point_fitness *found, nsc_error *error) {
    policy_value made;
    nsc_status status = NSC_OK;
    list->count = 0;
    for (size_t run = 0; run < runs->count; run++)
        if (!isnan(runs->items[run].values[rule->metric]))
            NSC_TRY(nsc_value_list_add(list, 0, runs->items[run].run, runs->items[run].values[rule->metric], error));
    NSC_TRY(apply_policy(policy, list->values, list->count, memory, &made, error));
    *found = (nsc_point_fitness){made.value, made.standard_error, runs_known && !isnan(made.value) ? made.runs : 0};
out:
    return status;
}

nsc_status nsc_fitness_of_points(const nsc_fitness_rule *rule, const nsc_measurements *measurements,
                                 const uint32_t *points, size_t count, nsc_point_fitness *values, nsc_error *error) {
    const size_t budget = find_budget(measurements, rule->epochs);
    const bool held = budget < nsc_measurements_budget_count(measurements);
    const bool runs_known = held && nsc_measurements_runs_known(measurements, budget, rule->metric);
    nsc_point_runs runs = {0};
    nsc_value_list list = {0};
    run_memory memory = {0};
    nsc_policy policy;
    nsc_status status = NSC_OK;
    NSC_TRY(resolve_policy(rule, measurements, &policy, error));
    for (size_t number = 0; number < count; number++) {
        values[number] = (nsc_point_fitness){.value = NAN, .standard_error = NAN};
        if (!held)
            continue;
        NSC_TRY(nsc_measurements_point(measurements, budget, points[number], &runs, error));
        NSC_TRY(value_at(rule, policy, &runs, runs_known, &list, &memory, &values[number], error));
    }
out:
    free(runs.items);
    free(list.values);
    free(memory.values);
    return status;
}

/* What a sum of so many runs is divided by, see policy_value. */
static unsigned divisor_of(nsc_policy policy, unsigned runs) {
    if (policy == NSC_POLICY_MEAN)
        return runs;
    return policy == NSC_POLICY_MEDIAN && runs % 2 == 0 ? 2 : 1;
}

double nsc_fitness_quantum_of_points(const nsc_fitness_rule *rule, const nsc_space *space,
                                     const nsc_point_fitness *values, size_t count) {
    unsigned divisor = 1;
    if (nsc_space_nb101(space) == NULL || rule->kind != NSC_FITNESS_METRIC)
        return 0.0;
    for (size_t number = 0; number < count && divisor < 1000; number++) {
        if (isnan(values[number].value))
            continue;
        if (values[number].runs == 0)
            return 0.0;
        divisor = common_multiple(divisor, divisor_of(rule->policy, values[number].runs));
    }
    const double step = step_of(rule, divisor);
    for (size_t number = 0; step > 0 && number < count; number++)
        if (!isnan(values[number].value) && !nsc_accuracy_on_grid(values[number].value, divisor))
            return 0.0;
    return step;
}
