/* A fitness: its spelling, and the values that the rule makes of runs, of a column, or of a feature of the space. */
#include "data/fitness.h"

#include "data/measurements/measurements_internal.h"
#include "space/nb101/nb101.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

static const char *const policy_names[] = {"mean", "median", "min", "max", "run1", "run2", "run3"};
static const size_t policy_count = sizeof policy_names / sizeof *policy_names;

/* Splits in the order of their metrics; the half-way metrics follow in the same order. */
static const char *const split_names[] = {"valid", "test", "train", "time"};
static const size_t split_count = sizeof split_names / sizeof *split_names;

static const char column_prefix[] = "column:";

/* ---- spelling ---- */

/* The position of the text of `length` characters in a list of names, or the list's length. */
static size_t find_name(const char *const *names, size_t count, const char *text, size_t length) {
    size_t position = 0;
    while (position < count && (strlen(names[position]) != length || strncmp(names[position], text, length) != 0))
        position++;
    return position;
}

static nsc_status refuse_spelling(const nsc_space *space, const char *text, const char *reason, nsc_error *error) {
    char features[400] = "";
    size_t length = 0;
    for (size_t feature = 0; feature < space->feature_count && length < sizeof features; feature++)
        length += (size_t)snprintf(features + length, sizeof features - length, ", %s", space->features[feature].name);
    return nsc_error_set(
        error, NSC_USAGE,
        "the fitness \"%.80s\" %s; a fitness is SPLIT@EPOCHS[:POLICY][:halfway] with SPLIT valid, test, "
        "train or time and POLICY mean (the default), median, min, max, run1, run2 or run3; or "
        "column:NAME%s",
        text, reason, features);
}

static nsc_status parse_column(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    const char *name = text + sizeof column_prefix - 1;
    if (*name == '\0')
        return refuse_spelling(space, text, "lacks the column's name", error);
    if (strlen(name) >= sizeof rule->column)
        return refuse_spelling(space, text, "has too long a name", error);
    rule->kind = NSC_FITNESS_COLUMN;
    rule->metric = NSC_METRIC_COLUMN;
    memcpy(rule->column, name, strlen(name) + 1);
    snprintf(rule->text, sizeof rule->text, "%s%s", column_prefix, rule->column);
    return NSC_OK;
}

/* A decimal number without sign and space, up to NSC_EPOCHS_MAXIMUM; false where there is none. */
static bool parse_epochs(const char **text, int *epochs) {
    *epochs = 0;
    size_t digits = strspn(*text, "0123456789");
    for (size_t digit = 0; digit < digits && *epochs <= NSC_EPOCHS_MAXIMUM; digit++)
        *epochs = *epochs * 10 + ((*text)[digit] - '0');
    *text += digits;
    return digits > 0 && *epochs >= 1 && *epochs <= NSC_EPOCHS_MAXIMUM;
}

nsc_fitness_rule nsc_fitness_rule_of(nsc_metric metric, int epochs, nsc_policy policy) {
    nsc_fitness_rule rule = {
        .kind = NSC_FITNESS_METRIC, .metric = metric, .epochs = epochs, .policy = policy, .feature = -1};
    char budget[16] = "";
    if (epochs > 0)
        snprintf(budget, sizeof budget, "@%d", epochs);
    snprintf(rule.text, sizeof rule.text, "%s%s:%s%s", split_names[(size_t)metric % split_count], budget,
             policy_names[policy], metric >= NSC_METRIC_HALFWAY_VALID ? ":halfway" : "");
    return rule;
}

static nsc_status parse_measured(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    const char *position = text + strcspn(text, "@:");
    size_t split = find_name(split_names, split_count, text, (size_t)(position - text));
    if (split == split_count)
        return refuse_spelling(space, text, "names an unknown split", error);
    const bool budget = *position == '@';
    position += budget ? 1 : 0;
    if (budget && !parse_epochs(&position, &rule->epochs)) {
        char reason[64];
        snprintf(reason, sizeof reason, "lacks a number of epochs from 1 to %d", NSC_EPOCHS_MAXIMUM);
        return refuse_spelling(space, text, reason, error);
    }
    size_t policy = NSC_POLICY_MEAN;
    bool halfway = false;
    for (size_t part = 0; *position == ':'; part++) {
        const char *word = position + 1;
        size_t length = strcspn(word, ":");
        size_t found = find_name(policy_names, policy_count, word, length);
        if (found < policy_count && part == 0)
            policy = found;
        else if (length == strlen("halfway") && strncmp(word, "halfway", length) == 0 && !halfway)
            halfway = true;
        else
            return refuse_spelling(space, text, "has a part that is no policy, or parts in another order", error);
        position = word + length;
    }
    if (*position != '\0')
        return refuse_spelling(space, text, "goes on after the epochs in another way", error);
    *rule = nsc_fitness_rule_of((nsc_metric)(split + (halfway ? NSC_METRIC_HALFWAY_VALID : NSC_METRIC_VALID)),
                                rule->epochs, (nsc_policy)policy);
    return NSC_OK;
}

nsc_status nsc_fitness_rule_parse(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    *rule = (nsc_fitness_rule){.feature = -1};
    if (strncmp(text, column_prefix, sizeof column_prefix - 1) == 0)
        return parse_column(rule, space, text, error);
    const bool split = find_name(split_names, split_count, text, strcspn(text, ":")) < split_count;
    if (strchr(text, '@') != NULL || (split && space->epochs == 0))
        return parse_measured(rule, space, text, error);
    if (split)
        return refuse_spelling(space, text, "lacks its epochs, as in test@108", error);
    const char *name = strcmp(text, "trainable_parameters") == 0 ? "params" : text;
    rule->feature = nsc_space_feature(space, name);
    if (rule->feature < 0)
        return refuse_spelling(space, text, "is unknown", error);
    rule->kind = NSC_FITNESS_FEATURE;
    snprintf(rule->text, sizeof rule->text, "%s", space->features[rule->feature].name);
    return NSC_OK;
}

const char *nsc_origin_name(nsc_origin origin) {
    static const char *const names[] = {"computed", "measured", "surrogate", "synthetic"};
    return names[origin];
}

nsc_origin nsc_measurements_origin(const nsc_measurements *measurements) {
    return nsc_measurements_synthetic(measurements) ? NSC_ORIGIN_SYNTHETIC : NSC_ORIGIN_MEASURED;
}

/* ---- values ---- */

const char *nsc_run_range_text(nsc_run_range runs, char text[NSC_RUN_RANGE_SIZE]) {
    if (runs.most == 0)
        return NULL;
    if (runs.fewest == runs.most)
        snprintf(text, NSC_RUN_RANGE_SIZE, "%u", runs.most);
    else
        snprintf(text, NSC_RUN_RANGE_SIZE, "%u to %u", runs.fewest, runs.most);
    return text;
}

void nsc_fitness_release(nsc_fitness *fitness) {
    free(fitness->source);
    free(fitness->values);
    free(fitness->standard_errors);
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

/* What is known of one point: its runs, in order, and a mean that was read as such. */
typedef struct point_runs {
    double runs[NSC_RUNS]; /* NaN where unknown */
    double mean;
} point_runs;

/* What a policy makes of the runs of one point. */
typedef struct policy_value {
    double value;          /* NaN: none */
    double standard_error; /* of a mean over two or three runs, else NaN */
    unsigned runs;         /* that the value rests on */
    unsigned divisor;      /* the value is a sum of runs over this: 2 for a median of two runs, 1 for one of three */
} policy_value;

static policy_value apply_policy(nsc_policy policy, const point_runs *known) {
    policy_value made = {.value = NAN, .standard_error = NAN, .divisor = 1};
    double runs[NSC_RUNS];
    size_t count = 0;
    for (size_t run = 0; run < NSC_RUNS; run++)
        if (!isnan(known->runs[run]))
            runs[count++] = known->runs[run];
    made.runs = (unsigned)count;
    if (policy >= NSC_POLICY_RUN1) {
        made.value = known->runs[policy - NSC_POLICY_RUN1];
        made.runs = 1;
    } else if (policy == NSC_POLICY_MEAN && count < NSC_RUNS && !isnan(known->mean)) {
        made.value = known->mean;
        made.runs = made.divisor = NSC_RUNS;
    } else if (count > 0 && policy == NSC_POLICY_MEAN) {
        made.value = gsl_stats_mean(runs, 1, count);
        made.divisor = (unsigned)count;
        if (count > 1)
            made.standard_error = gsl_stats_sd(runs, 1, count) / sqrt((double)count);
    } else if (count > 0 && policy == NSC_POLICY_MEDIAN) {
        made.value = gsl_stats_median(runs, 1, count);
        made.divisor = count == 2 ? 2 : 1;
    } else if (count > 0)
        made.value = policy == NSC_POLICY_MINIMUM ? gsl_stats_min(runs, 1, count) : gsl_stats_max(runs, 1, count);
    return made;
}

static point_runs runs_of(const nsc_slot_columns *columns, uint32_t point) {
    point_runs known = {.mean = columns->values[NSC_RUN_MEAN][point]};
    for (size_t run = 0; run < NSC_RUNS; run++)
        known.runs[run] = columns->values[run][point];
    return known;
}

/* 1/(9984·divisor) where all known values are multiples of it, else 0. */
static double quantum_of(const nsc_fitness *fitness, unsigned divisor) {
    if (!nsc_metric_is_accuracy(fitness->rule.metric))
        return 0.0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point) && !nsc_accuracy_on_grid(fitness->values[point], divisor))
            return 0.0;
    return 1.0 / (NSC_OFFICIAL_IMAGES * (double)divisor);
}

/* Takes the runs behind a further value into account. */
static void add_runs(nsc_fitness *fitness, unsigned runs) {
    if (fitness->runs.most == 0 || runs < fitness->runs.fewest)
        fitness->runs.fewest = runs;
    if (runs > fitness->runs.most)
        fitness->runs.most = runs;
    fitness->short_of_runs += runs < NSC_RUNS;
}

/* Fills in the values of a metric at one budget; leaves all missing where the budget is not held. */
static nsc_status fill_from_metric(nsc_fitness *fitness, const nsc_measurements *measurements, size_t budget,
                                   nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_slot_columns columns = {0};
    bool any_error = false;
    bool divisors[NSC_RUNS + 1] = {false};
    NSC_TRY(nsc_slot_columns_allocate(&columns, fitness->point_count, error));
    NSC_TRY(nsc_slot_columns_read(&columns, measurements, budget, fitness->rule.metric, error));
    NSC_TRY(nsc_allocate(&fitness->standard_errors, fitness->point_count, sizeof(double), error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const point_runs known = runs_of(&columns, point);
        const policy_value made = apply_policy(fitness->rule.policy, &known);
        fitness->values[point] = made.value;
        fitness->standard_errors[point] = made.standard_error;
        if (isnan(made.value))
            continue;
        fitness->known_count++;
        divisors[made.divisor] = true;
        any_error = any_error || !isnan(made.standard_error);
        add_runs(fitness, made.runs);
    }
    if (fitness->rule.kind == NSC_FITNESS_COLUMN)
        fitness->short_of_runs = 0;
    if (fitness->rule.kind == NSC_FITNESS_COLUMN ||
        !nsc_measurements_runs_known(measurements, budget, fitness->rule.metric))
        fitness->runs = (nsc_run_range){0};
    if (!any_error) {
        free(fitness->standard_errors);
        fitness->standard_errors = NULL;
    }
    /* The step is that of the validation images of NAS-Bench-101. */
    if (nsc_space_nb101(nsc_measurements_space(measurements)) != NULL)
        fitness->quantum = quantum_of(fitness, (divisors[2] ? 2u : 1u) * (divisors[3] ? 3u : 1u));
out:
    nsc_slot_columns_release(&columns);
    return status;
}

/* Adds what a further budget holds of a column, which must be the same where both hold it. */
static nsc_status add_budget(nsc_fitness *fitness, const nsc_measurements *measurements, size_t budget,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_fitness other = {0};
    NSC_TRY(allocate_fitness(&other, &fitness->rule, fitness->point_count, fitness->origin, error));
    NSC_TRY(fill_from_metric(&other, measurements, budget, error));
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (!nsc_fitness_known(&other, point))
            continue;
        if (!nsc_fitness_known(fitness, point)) {
            fitness->values[point] = other.values[point];
            fitness->known_count++;
        } else if (!nsc_measurements_agree(NSC_METRIC_COLUMN, fitness->values[point], other.values[point])) {
            status =
                nsc_error_set(error, NSC_INVALID,
                              "the column \"%s\" is not one number a cell: for one it is %.9g at %d epochs and %.9g "
                              "at another budget",
                              fitness->rule.column, other.values[point], nsc_measurements_epochs(measurements, budget),
                              fitness->values[point]);
            goto out;
        }
    }
out:
    nsc_fitness_release(&other);
    return status;
}

static nsc_status fill_from_column(nsc_fitness *fitness, const nsc_measurements *measurements, nsc_error *error) {
    const char *held = nsc_measurements_column(measurements);
    if (held == NULL || strcmp(held, fitness->rule.column) != 0)
        return NSC_OK;
    nsc_status status = NSC_OK;
    bool first = true;
    size_t budget_count = nsc_measurements_budget_count(measurements);
    for (size_t budget = 0; budget < budget_count && status == NSC_OK; budget++) {
        if (nsc_measurements_aggregation(measurements, budget, NSC_METRIC_COLUMN) == NSC_AGGREGATION_NONE)
            continue;
        status = first ? fill_from_metric(fitness, measurements, budget, error)
                       : add_budget(fitness, measurements, budget, error);
        first = false;
    }
    return status;
}

/* ---- what the data holds ---- */

/* Appends "test@108, valid@36:halfway" for all metrics that are held as runs or as means; returns the new length. */
static size_t list_held(const nsc_measurements *measurements, bool means, char *text, size_t size, size_t length) {
    const char *separator = "";
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++) {
        for (int metric = 0; metric < NSC_METRIC_COLUMN && length < size; metric++) {
            nsc_aggregation aggregation = nsc_measurements_aggregation(measurements, budget, (nsc_metric)metric);
            if (aggregation != NSC_AGGREGATION_MIXED &&
                aggregation != (means ? NSC_AGGREGATION_MEANS : NSC_AGGREGATION_RUNS))
                continue;
            length += (size_t)snprintf(
                text + length, size - length, "%s%s@%d%s", separator, split_names[(size_t)metric % split_count],
                nsc_measurements_epochs(measurements, budget), metric >= NSC_METRIC_HALFWAY_VALID ? ":halfway" : "");
            separator = ", ";
        }
    }
    return length < size ? length : size - 1;
}

/* "runs of test@108, valid@108; means of three runs, which serve the policy mean only, of time@108; the column "x"" */
static void describe_held(const nsc_measurements *measurements, char *text, size_t size) {
    static const char *const headings[] = {"runs of ", "means of three runs, which serve the policy mean only, of "};
    const char *separator = "";
    size_t length = 0;
    snprintf(text, size, "nothing");
    for (size_t means = 0; means < 2; means++) {
        size_t heading = length + (size_t)snprintf(text + length, size - length, "%s%s", separator, headings[means]);
        if (heading >= size)
            return;
        size_t end = list_held(measurements, means == 1, text, size, heading);
        if (end == heading)
            text[length] = '\0';
        else
            separator = "; ";
        length = end == heading ? length : end;
    }
    if (nsc_measurements_column(measurements) != NULL)
        length += (size_t)snprintf(text + length, size - length, "%sthe column \"%s\"", separator,
                                   nsc_measurements_column(measurements));
    if (length == 0)
        snprintf(text, size, "nothing");
}

/* The place of a budget in the set, or the number of budgets where it is not held. */
static size_t find_budget(const nsc_measurements *measurements, int epochs) {
    size_t budget = 0;
    while (budget < nsc_measurements_budget_count(measurements) &&
           nsc_measurements_epochs(measurements, budget) != epochs)
        budget++;
    return budget;
}

nsc_status nsc_fitness_from_measurements(nsc_fitness *fitness, const nsc_fitness_rule *rule,
                                         const nsc_measurements *measurements, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t budget = find_budget(measurements, rule->epochs);
    NSC_TRY(allocate_fitness(fitness, rule, nsc_measurements_space(measurements)->point_count,
                             nsc_measurements_origin(measurements), error));
    NSC_TRY(nsc_copy_text(&fitness->source, nsc_measurements_paths(measurements), error));
    if (rule->kind == NSC_FITNESS_COLUMN)
        NSC_TRY(fill_from_column(fitness, measurements, error));
    else if (budget < nsc_measurements_budget_count(measurements))
        NSC_TRY(fill_from_metric(fitness, measurements, budget, error));
    if (fitness->known_count == 0) {
        char held[700];
        describe_held(measurements, held, sizeof held);
        status = nsc_error_set(error, NSC_MISSING, "the data has no value for %s; it has %s", rule->text, held);
    }
out:
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

nsc_status nsc_fitness_of_points(const nsc_fitness_rule *rule, const nsc_measurements *measurements,
                                 const uint32_t *points, size_t count, double *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t budget = find_budget(measurements, rule->epochs);
    const bool held = budget < nsc_measurements_budget_count(measurements);
    for (size_t number = 0; number < count; number++) {
        double all[NSC_RUN_SLOTS][NSC_METRIC_COUNT];
        values[number] = NAN;
        if (!held)
            continue;
        NSC_TRY(nsc_measurements_point(measurements, budget, points[number], all, error));
        point_runs known = {.mean = all[NSC_RUN_MEAN][rule->metric]};
        for (size_t run = 0; run < NSC_RUNS; run++)
            known.runs[run] = all[run][rule->metric];
        values[number] = apply_policy(rule->policy, &known).value;
    }
out:
    return status;
}
