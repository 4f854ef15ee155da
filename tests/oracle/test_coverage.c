/*
 * Does a 95 % interval hold the truth 95 times in 100? Landscapes whose fitness is known everywhere are hidden in part,
 * again and again; each time an analysis runs on what is left, and each of its intervals either holds the value that
 * coverage_truth.h finds on the whole, or does not. The counts are printed as CSV and must be what a binomial of 95 %
 * allows, within four of its standard deviations: to either side; or, where an interval says of itself that it errs on
 * the wide side, not below; or, where it is right in the limit only and few points or long tails keep it from there,
 * not below 90 %. A column `standard_error` stands for the value ± 1.96 of it.
 *
 * Without "long": fewer repetitions, none on the whole space, all figures on `pruned`, which has hubs, and walks and
 * estimates on `strict` too, which has several components.
 *
 * usage: test_coverage [long|PART]     such as 2/3: the second of three parts
 */
#include "unit/landscape_fixture.h"
#include "unit/table_cells.h"

#include "analysis/estimators/correlation.h"
#include "oracle/coverage_truth.h"

#include <gsl/gsl_randist.h>

enum { LAGS = 6, FIGURES = 12, LEAST_KNOWN = 30, LEAST_PAIRS = 200 };

static bool is_long = false;

/* ---- figures: where an analysis says a value and its interval ---- */

typedef struct coverage_study coverage_study;

/* What a count must be. */
typedef enum coverage_demand {
    DEMAND_EXACT, /* a binomial of 95 %, to either side */
    DEMAND_NEAR,  /* as exact, but 90 % suffice */
    DEMAND_WIDE,  /* not below a binomial of 95 % */
    DEMAND_NONE   /* the interval claims something else; counted for the table alone */
} coverage_demand;

typedef struct coverage_figure {
    const char *name, *analysis;
    size_t table;
    const char *keys[2]; /* columns that make a row's label, joined by '/'; the second may be NULL */
    const char *value, *low, *high, *error;
    coverage_demand demand;
    void (*find)(const coverage_study *study, truths *list);      /* the truth, once */
    void (*find_each)(const coverage_study *study, truths *list); /* the truth of each hiding, where it depends on it */
} coverage_figure;

typedef struct tally {
    unsigned repetitions, covered;
    double value, truth, width;
} tally;

struct coverage_study {
    const char *space, *relation, *name;
    double hidden;
    unsigned repetitions;
    bool few; /* so few known points that no interval by a normal distribution need be exact */
    landscape_fixture fixture;
    nsc_analysis_options options;
    uint32_t best;
    double eigenvalue; /* of an elementary landscape */
    truths truths[FIGURES];
    tally tallies[FIGURES][TRUTHS];
    bool failed;
};

static void find_autocorrelation(const coverage_study *study, truths *list) {
    true_autocorrelation(&study->fixture.graph, study->fixture.complete, LAGS, list);
    for (unsigned lag = 1; lag <= LAGS && study->eigenvalue != 0; lag++)
        assert_true(fabs(list->values[lag - 1] - pow(study->eigenvalue, lag)) < 1e-6);
}

static void find_distance_correlation(const coverage_study *study, truths *list) {
    bool *targets = test_memory(study->fixture.space->point_count, sizeof *targets);
    targets[study->best] = true;
    true_distance_correlation(&study->fixture.graph, study->fixture.complete, targets, list);
    free(targets);
}

static uint32_t best_of(const double *values, uint32_t count) {
    uint32_t best = UINT32_MAX;
    for (uint32_t point = 0; point < count; point++)
        if (!isnan(values[point]) && (best == UINT32_MAX || values[point] > values[best]))
            best = point;
    return best;
}

/* Kinds of edges of which enough pairs will be known. */
static void find_effects_of(const coverage_study *study, bool replaced, bool relative, truths *list) {
    const landscape_fixture *fixture = &study->fixture;
    truths all = {0};
    uint64_t pairs[COVERAGE_KINDS] = {0};
    true_effects(fixture->space, &fixture->graph, fixture->complete, relative, &all);
    for (uint64_t place = 0; place < 2 * fixture->graph.edge_count; place++)
        pairs[fixture->graph.kinds[place]]++;
    for (size_t kind = 0, number = 0; kind < fixture->space->edge_kind_count; kind++) {
        if (pairs[kind] == 0)
            continue;
        if ((fixture->space->edge_kinds[kind].family == NSC_EDGE_REPLACED) == replaced &&
            (double)pairs[kind] * (1 - study->hidden) * (1 - study->hidden) >= LEAST_PAIRS) {
            truth_add(list, all.values[number], "%s", all.names[number]);
            list->hubs[list->count - 1] = all.hubs[number];
        }
        number++;
    }
}

static void find_effects(const coverage_study *study, truths *list) {
    find_effects_of(study, true, false, list);
}

static void find_relative_effects(const coverage_study *study, truths *list) {
    find_effects_of(study, true, true, list);
}

static void find_edge_effects(const coverage_study *study, truths *list) {
    find_effects_of(study, false, false, list);
}

static uint32_t least_points(const coverage_study *study) {
    return (uint32_t)(LEAST_KNOWN / (1 - study->hidden));
}

static void find_means(const coverage_study *study, truths *list) {
    true_means(study->fixture.space, study->fixture.complete, "depth", least_points(study), list);
    true_means(study->fixture.space, study->fixture.complete, "width", least_points(study), list);
}

static void find_counts(const coverage_study *study, truths *list) {
    static const char *const operations[] = {"conv3x3", "conv1x1", "maxpool3x3"};
    for (size_t operation = 0; operation < 3; operation++)
        true_means(study->fixture.space, study->fixture.complete, operations[operation], least_points(study), list);
}

/* Margins count from the best that is known, so that what they are about changes with what is hidden. */
static void find_margins_each(const coverage_study *study, truths *list) {
    char margins[64];
    const uint32_t count = study->fixture.space->point_count;
    const double best = study->fixture.complete[best_of(study->fixture.fitness.values, count)];
    strcpy(margins, study->options.margins);
    for (char *rest = margins, *text; (text = strsep(&rest, ",")) != NULL;)
        truth_add(list, true_share(study->fixture.complete, count, best - strtod(text, NULL)), "%s", text);
}

static const coverage_figure autocorrelation = {.name = "rwa lag",
                                                .analysis = "rwa",
                                                .keys = {"lag"},
                                                .value = "autocorrelation",
                                                .low = "low",
                                                .high = "high",
                                                .demand = DEMAND_WIDE,
                                                .find = find_autocorrelation};
static const coverage_figure sampled_autocorrelation = {.name = "rwa sampled lag",
                                                        .analysis = "rwa",
                                                        .keys = {"lag"},
                                                        .value = "sampled",
                                                        .low = "sampled_low",
                                                        .high = "sampled_high",
                                                        .find = find_autocorrelation};
static const coverage_figure sampled_over_partial = {.name = "rwa sampled lag",
                                                     .analysis = "rwa",
                                                     .keys = {"lag"},
                                                     .value = "sampled",
                                                     .low = "sampled_low",
                                                     .high = "sampled_high",
                                                     .demand = DEMAND_WIDE,
                                                     .find = find_autocorrelation};
static const coverage_figure distance_correlation = {.name = "fdc to a given point",
                                                     .analysis = "fdc",
                                                     .keys = {"statistic"},
                                                     .value = "value",
                                                     .low = "low",
                                                     .high = "high",
                                                     .demand = DEMAND_WIDE,
                                                     .find = find_distance_correlation};
static const coverage_figure effects = {.name = "opeffect",
                                        .analysis = "opeffect",
                                        .keys = {"from", "to"},
                                        .value = "mean",
                                        .low = "low",
                                        .high = "high",
                                        .find = find_effects};
static const coverage_figure relative_effects = {.name = "opeffect relative",
                                                 .analysis = "opeffect",
                                                 .keys = {"from", "to"},
                                                 .value = "mean_relative",
                                                 .low = "mean_relative_low",
                                                 .high = "mean_relative_high",
                                                 .find = find_relative_effects};
static const coverage_figure edge_effects = {.name = "edgeeffect",
                                             .analysis = "edgeeffect",
                                             .keys = {"change", "vertices"},
                                             .value = "mean",
                                             .low = "low",
                                             .high = "high",
                                             .find = find_edge_effects};
static const coverage_figure means = {.name = "depthwidth",
                                      .analysis = "depthwidth",
                                      .keys = {"measure", "value"},
                                      .value = "mean",
                                      .low = "low",
                                      .high = "high",
                                      .demand = DEMAND_WIDE,
                                      .find = find_means};
static const coverage_figure counts = {.name = "opfrequency",
                                       .analysis = "opfrequency",
                                       .table = 1,
                                       .keys = {"operation", "occurrences"},
                                       .value = "mean",
                                       .low = "low",
                                       .high = "high",
                                       .demand = DEMAND_WIDE,
                                       .find = find_counts};
static const coverage_figure margins = {.name = "rarity margin",
                                        .analysis = "rarity",
                                        .keys = {"margin"},
                                        .value = "probability",
                                        .low = "low",
                                        .high = "high",
                                        .demand = DEMAND_WIDE,
                                        .find_each = find_margins_each};

/* ---- reading tables ---- */

static double real_of(const nsc_table *table, size_t row, const char *name) {
    const nsc_value value = cell_of(table, row, name);
    return value.type == NSC_VALUE_REAL ? value.as.real : NAN;
}

static void label_of(const nsc_table *table, size_t row, const coverage_figure *figure, char label[TRUTH_NAME]) {
    size_t length = 0;
    label[0] = '\0';
    for (size_t key = 0; key < 2 && figure->keys[key] != NULL; key++) {
        const nsc_value value = cell_of(table, row, figure->keys[key]);
        const char *separator = key > 0 ? "/" : "";
        length += (size_t)(value.type == NSC_VALUE_TEXT
                               ? snprintf(label + length, TRUTH_NAME - length, "%s%s", separator, value.as.text)
                               : snprintf(label + length, TRUTH_NAME - length, "%s%lld", separator,
                                          (long long)value.as.integer));
    }
}

static void tally_one(tally *counted, double value, double low, double high, double truth) {
    const double rounding = 1e-10 * fmax(1, fabs(value)); /* of sums over a million terms */
    counted->repetitions++;
    counted->covered += low - rounding <= truth && truth <= high + rounding;
    counted->value += value;
    counted->truth += truth;
    counted->width += high - low;
}

static void tally_table(const nsc_table *table, const coverage_figure *figure, const truths *list, tally *tallies) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++) {
        char label[TRUTH_NAME];
        label_of(table, row, figure, label);
        size_t place = 0;
        while (place < list->count && strcmp(list->names[place], label) != 0)
            place++;
        const double value = real_of(table, row, figure->value);
        if (place == list->count || isnan(value))
            continue;
        const double error = figure->error != NULL ? 1.959963984540054 * real_of(table, row, figure->error) : 0;
        const double low = figure->error != NULL ? value - error : real_of(table, row, figure->low);
        const double high = figure->error != NULL ? value + error : real_of(table, row, figure->high);
        if (isnan(low)) /* the row says why it has no interval */
            continue;
        tally_one(&tallies[place], value, low, high, list->values[place]);
    }
}

/* ---- counting ---- */

static void open_study(coverage_study *study) {
    fixture_open(&study->fixture, study->space, study->relation, "params");
    study->options = nsc_analysis_defaults();
    study->options.lags = LAGS;
    study->options.walks = 2;
    study->options.length = LAGS + 2;
    /* Most analyses here take milliseconds, of which starting a second thread would be a tenth. */
    static const nsc_control one_thread = {.thread_count = 1};
    study->options.control = &one_thread;
    study->best = best_of(study->fixture.complete, study->fixture.space->point_count);
}

/* Gives every point another fitness. */
static void take_fitness(coverage_study *study, const double *values) {
    const uint32_t count = study->fixture.space->point_count;
    memcpy(study->fixture.complete, values, count * sizeof *values);
    memcpy(study->fixture.fitness.values, values, count * sizeof *values);
    study->fixture.fitness.known_count = count;
    study->best = best_of(values, count);
}

static void repeat(coverage_study *study, const coverage_figure *const *figures, size_t figure_count,
                   unsigned repetition) {
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    char target[32];
    snprintf(target, sizeof target, "id:%u", study->best);
    study->options.targets = target;
    study->options.seed = repetition + 1;
    for (size_t number = 0; number < figure_count; number++) {
        const coverage_figure *asked = figures[number];
        truths each = {0};
        if (asked->find_each != NULL)
            asked->find_each(study, &each);
        if (number == 0 || strcmp(asked->analysis, figures[number - 1]->analysis) != 0) {
            nsc_analysis_release(tables);
            REQUIRE_OK(nsc_analysis_run(nsc_analysis_named(asked->analysis), &study->fixture.landscape, &study->options,
                                        tables, &error));
        }
        if (repetition == 0 && asked->find_each != NULL)
            study->truths[number] = each; /* for its names */
        tally_table(tables[asked->table], asked, asked->find_each != NULL ? &each : &study->truths[number],
                    study->tallies[number]);
    }
    nsc_analysis_release(tables);
}

static coverage_demand demand_of(const coverage_study *study, const coverage_figure *figure, bool hub) {
    if (hub)
        return DEMAND_NONE;
    return figure->demand == DEMAND_EXACT && study->few ? DEMAND_NEAR : figure->demand;
}

/* Why a count is not what is demanded; empty where it is. */
static const char *verdict_on(const tally *counted, coverage_demand demand) {
    const double all = counted->repetitions, least = demand == DEMAND_NEAR ? 0.9 : 0.95;
    /* What is the same for all points or pairs has no interval, and is always right. */
    const bool certain = counted->width < 1e-9 * all;
    if (counted->repetitions == 0)
        return "NEVER SEEN";
    if (demand == DEMAND_NONE)
        return "";
    if (counted->covered < least * all - 4 * sqrt(least * (1 - least) * all))
        return "TOO FEW";
    return demand != DEMAND_WIDE && !certain && counted->covered > 0.95 * all + 4 * sqrt(0.95 * 0.05 * all) ? "TOO MANY"
                                                                                                            : "";
}

/* Prints the counts and says whether they are what the figures demand. */
static void report(coverage_study *study, const coverage_figure *const *figures, size_t figure_count) {
    static const char *const demands[] = {"95 %", "90 to 95 %", "at least 95 %", "none"};
    for (size_t number = 0; number < figure_count; number++)
        for (size_t place = 0; place < study->truths[number].count; place++) {
            const tally *counted = &study->tallies[number][place];
            const double all = counted->repetitions;
            const coverage_demand demand = demand_of(study, figures[number], study->truths[number].hubs[place]);
            const char *verdict = verdict_on(counted, demand);
            study->failed = study->failed || verdict[0] != '\0';
            printf("%s %s,%s,%s %s,%.2f,%u,%u,%.6g,%.6g,%.3g,%s,%s\n", study->space, study->name, study->relation,
                   figures[number]->name, study->truths[number].names[place], study->hidden, counted->repetitions,
                   counted->covered, counted->value / all, counted->truth / all, counted->width / all, demands[demand],
                   verdict);
        }
    fflush(stdout);
}

/* Hides, asks, counts. Nothing is hidden where the study says 0: then only seeds change. */
static void count(coverage_study *study, const coverage_figure *const *figures, size_t figure_count) {
    memset(study->truths, 0, sizeof study->truths);
    memset(study->tallies, 0, sizeof study->tallies);
    for (size_t number = 0; number < figure_count; number++)
        if (figures[number]->find != NULL)
            figures[number]->find(study, &study->truths[number]);
    for (unsigned repetition = 0; repetition < study->repetitions; repetition++) {
        if (study->hidden > 0) {
            gsl_rng *random = random_stream(20240601, repetition);
            fixture_hide(&study->fixture, 1 - study->hidden, random);
            gsl_rng_free(random);
        }
        repeat(study, figures, figure_count, repetition);
    }
    report(study, figures, figure_count);
}

/* ---- landscapes ---- */

/* Where a landscape lies, how much of it is hidden, and how often: shortly, and where time does not matter. */
typedef struct setting {
    const char *space;
    double hidden;
    bool few;
    unsigned repetitions, repetitions_long;
} setting;

/* With little hidden, an error that forgets that the rest is known is far too wide, and 400 repetitions see it. */
static const setting settings[] = {
    {"nb101:vertices=5", 0.3, false, 400, 400},
    {"nb101:vertices=5", 0.7, false, 100, 1000},
    {"nb101:vertices=6", 0.7, false, 0, 50},
    {"nb101:vertices=6", 0.97, true, 15, 200},
    {"nb101", 0.97, true, 0, 40},
};

/* An accuracy of one per cent a 3x3 convolution more, and so on: what a replacement does is known exactly. */
static const struct {
    const char *operation;
    double worth;
} worths[] = {{"conv3x3", 0.02}, {"conv1x1", 0.01}, {"maxpool3x3", -0.01}};

static void check_known_effects(const coverage_study *study) {
    truths all = {0};
    true_effects(study->fixture.space, &study->fixture.graph, study->fixture.complete, false, &all);
    unsigned seen = 0;
    for (size_t place = 0; place < all.count; place++)
        for (size_t from = 0; from < 3; from++)
            for (size_t to = 0; to < 3; to++) {
                char label[TRUTH_NAME];
                snprintf(label, sizeof label, "%s/%s", worths[from].operation, worths[to].operation);
                if (strcmp(all.names[place], label) != 0)
                    continue;
                assert_true(fabs(all.values[place] - (worths[to].worth - worths[from].worth)) < 1e-9);
                seen++;
            }
    assert_int_equal(seen, 6);
}

static void take_linear(coverage_study *study, double noise) {
    const uint32_t count = study->fixture.space->point_count;
    double *values = test_memory(count, sizeof *values), *occurrences = test_memory(count, sizeof *occurrences);
    gsl_rng *random = random_stream(5, 0);
    for (uint32_t point = 0; point < count; point++)
        values[point] = 0.9 + (noise > 0 ? gsl_ran_gaussian(random, noise) : 0);
    for (size_t operation = 0; operation < 3; operation++) {
        feature_of_all(study->fixture.space, worths[operation].operation, occurrences);
        for (uint32_t point = 0; point < count; point++)
            values[point] += worths[operation].worth * occurrences[point];
    }
    gsl_rng_free(random);
    take_fitness(study, values);
    if (noise == 0)
        check_known_effects(study);
    study->name = noise > 0 ? "linear with noise" : "linear";
    study->options.margins = "0.01,0.03,0.05";
    free(values);
    free(occurrences);
}

static void take_random(coverage_study *study) {
    const uint32_t count = study->fixture.space->point_count;
    double *values = test_memory(count, sizeof *values);
    gsl_rng *random = random_stream(6, 0);
    for (uint32_t point = 0; point < count; point++)
        values[point] = 0.9 + gsl_ran_gaussian(random, 0.02);
    gsl_rng_free(random);
    take_fitness(study, values);
    study->name = "random";
    study->options.margins = "0.01,0.03,0.05";
    free(values);
}

static void take_elementary(coverage_study *study) {
    const uint32_t count = study->fixture.space->point_count;
    double *values = test_memory(count, sizeof *values);
    study->eigenvalue = elementary_fitness(&study->fixture.graph, values);
    for (uint32_t point = 0; point < count; point++)
        values[point] = 0.9 + 0.01 * values[point];
    take_fitness(study, values);
    study->name = "elementary";
    study->options.margins = "0.01,0.03,0.05";
    free(values);
}

/* Seeded walks: by themselves on a complete fitness, and over a partial one. */
static void count_walks(coverage_study *study) {
    static const coverage_figure *const sampled[] = {&sampled_autocorrelation};
    static const coverage_figure *const partial[] = {&sampled_over_partial};
    static const struct { unsigned walks, length; } lengths[] = {{100, 200}, {100, 1000}, {5, 1000}};
    const char *name = study->name;
    for (size_t number = 0; number < sizeof lengths / sizeof lengths[0]; number++) {
        char text[64];
        snprintf(text, sizeof text, "%s %u walks of %u", name, lengths[number].walks, lengths[number].length);
        study->name = text;
        study->options.walks = lengths[number].walks;
        study->options.length = lengths[number].length;
        count(study, sampled, 1);
    }
    study->name = name;
    study->hidden = 0.7;
    study->options.walks = 100;
    study->options.length = 10000;
    study->repetitions /= 4;
    count(study, partial, 1);
    study->repetitions *= 4;
    study->hidden = 0;
    memcpy(study->fixture.fitness.values, study->fixture.complete,
           study->fixture.space->point_count * sizeof *study->fixture.complete);
    study->fixture.fitness.known_count = study->fixture.space->point_count;
}

/* What the reports estimate of the whole space. */
enum { ESTIMATES = 4 };
static void estimate_all(const coverage_study *study, const double *sizes, const double *feature, const bool *mask,
                         nsc_estimate estimates[ESTIMATES]) {
    nsc_sample sample;
    const double *columns[] = {study->fixture.fitness.values};
    const nsc_design_data data = {study->fixture.space->point_count, sizes, columns, 1, NULL, NULL};
    REQUIRE_OK(nsc_sample_take(&sample, &data, &error));
    estimates[0] = nsc_sample_mean(&sample, study->fixture.fitness.values, NULL);
    estimates[1] = nsc_sample_share(&sample, mask);
    estimates[2] = nsc_sample_deviation(&sample, study->fixture.fitness.values);
    REQUIRE_OK(nsc_sample_correlation(&sample, study->fixture.fitness.values, feature, &estimates[3], &error));
    nsc_sample_release(&sample);
}

static void find_estimates(const coverage_study *study, const double *feature, const bool *mask, truths *list) {
    const double *values = study->fixture.complete;
    const uint32_t count = study->fixture.space->point_count;
    long double mean = 0, square = 0, within = 0;
    for (uint32_t point = 0; point < count; point++) {
        mean += values[point] / (long double)count;
        within += mask[point];
    }
    for (uint32_t point = 0; point < count; point++)
        square += (values[point] - mean) * (values[point] - mean);
    truth_add(list, (double)mean, "mean");
    truth_add(list, (double)(within / count), "share");
    truth_add(list, (double)sqrtl(square / count), "deviation");
    truth_add(list, plain_correlation(values, feature, count), "correlation");
}

static void count_estimates(coverage_study *study) {
    static const coverage_figure estimated = {.name = "estimates"};
    const coverage_figure *const figures[] = {&estimated};
    const uint32_t count = study->fixture.space->point_count;
    double *sizes = test_memory(count, sizeof *sizes), *feature = test_memory(count, sizeof *feature);
    bool *mask = test_memory(count, sizeof *mask);
    feature_of_all(study->fixture.space, "vertices", sizes);
    feature_of_all(study->fixture.space, "conv3x3", feature);
    memset(study->truths, 0, sizeof study->truths);
    memset(study->tallies, 0, sizeof study->tallies);
    const double middle = study->fixture.complete[count / 2];
    for (uint32_t point = 0; point < count; point++)
        mask[point] = study->fixture.complete[point] > middle;
    find_estimates(study, feature, mask, &study->truths[0]);
    for (unsigned repetition = 0; repetition < study->repetitions; repetition++) {
        nsc_estimate estimates[ESTIMATES];
        gsl_rng *random = random_stream(20240602, repetition);
        fixture_hide(&study->fixture, 1 - study->hidden, random);
        gsl_rng_free(random);
        estimate_all(study, sizes, feature, mask, estimates);
        for (size_t number = 0; number < ESTIMATES; number++)
            tally_one(&study->tallies[0][number], estimates[number].value, estimates[number].low,
                      estimates[number].high, study->truths[0].values[number]);
    }
    report(study, figures, 1);
    free(sizes);
    free(feature);
    free(mask);
}

/* All figures, on one landscape after the other. */
static void count_all(coverage_study *study) {
    static const coverage_figure *const all[] = {
        &autocorrelation, &distance_correlation, &effects, &relative_effects, &edge_effects, &means, &counts, &margins};
    const size_t figure_count = sizeof all / sizeof all[0];
    open_study(study);
    study->name = "params";
    study->options.margins = "1e6,5e6,1e7";
    count(study, all, figure_count);
    take_random(study);
    count(study, all, figure_count);
    take_linear(study, 0);
    count(study, all, figure_count);
    take_linear(study, 0.02);
    count(study, all, figure_count);
    if (strcmp(study->space, "nb101:vertices=5") == 0 || (is_long && strcmp(study->space, "nb101") != 0)) {
        take_elementary(study);
        count(study, all, figure_count);
    }
    fixture_close(&study->fixture);
}

static bool is_counted(const char *relation) {
    return is_long || strcmp(relation, "adjacent") != 0;
}

static void count_relation(const char *relation) {
    bool failed = false;
    if (!is_long && strcmp(relation, "pruned") != 0)
        return;
    for (size_t number = 0; number < sizeof settings / sizeof settings[0]; number++) {
        const setting *chosen = &settings[number];
        coverage_study *study = test_memory(1, sizeof *study);
        study->space = chosen->space;
        study->relation = relation;
        study->hidden = chosen->hidden;
        study->few = chosen->few;
        study->repetitions = is_long ? chosen->repetitions_long : chosen->repetitions;
        if (study->repetitions > 0)
            count_all(study);
        failed = failed || study->failed;
        free(study);
    }
    assert_false(failed);
}

enum { QUOTIENTS = 3 }; /* pruned, adjacent, strict */

static void count_walks_on(const char *relation) {
    coverage_study *study = test_memory(1, sizeof *study);
    study->space = "nb101:vertices=5";
    study->relation = relation;
    study->repetitions = is_long ? 400 : 100;
    open_study(study);
    study->name = "params";
    count_walks(study);
    take_random(study);
    count_walks(study);
    take_elementary(study);
    count_walks(study);
    fixture_close(&study->fixture);
    const bool failed = study->failed;
    free(study);
    assert_false(failed);
}

static void by_walks(void **state) {
    (void)state;
    for (size_t relation = 0; relation < QUOTIENTS; relation++)
        if (is_counted(nsc_relations[relation].name))
            count_walks_on(nsc_relations[relation].name);
}

static void by_estimates(void **state) {
    (void)state;
    bool failed = false;
    for (size_t number = 1; number < 4; number++) {
        coverage_study *study = test_memory(1, sizeof *study);
        study->space = settings[number].space;
        study->hidden = settings[number].hidden;
        study->repetitions = is_long ? 1000 : 400;
        study->relation = "strict";
        open_study(study);
        study->name = "params";
        count_estimates(study);
        take_random(study);
        count_estimates(study);
        take_linear(study, 0.02);
        count_estimates(study);
        fixture_close(&study->fixture);
        failed = failed || study->failed;
        free(study);
    }
    assert_false(failed);
}

static void on_pruned(void **state) {
    (void)state;
    count_relation("pruned");
}

static void on_adjacent(void **state) {
    (void)state;
    count_relation("adjacent");
}

static void on_strict(void **state) {
    (void)state;
    count_relation("strict");
}

int main(int word_count, char **words) {
    struct CMUnitTest tests[] = {
        cmocka_unit_test(on_pruned),   cmocka_unit_test(on_strict),    cmocka_unit_test(by_walks),
        cmocka_unit_test(on_adjacent), cmocka_unit_test(by_estimates),
    };
    is_long = word_count > 1 && strcmp(words[1], "long") == 0;
    keep_part(tests, NSC_COUNT_OF(tests), word_count > 1 && !is_long ? words[1] : NULL);
    printf("landscape,relation,figure,hidden,repetitions,covered,mean_estimate,truth,mean_width,demand,verdict\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
