/*
 * The report on the paper: verdicts one by one; estimates against populations that are known whole; and reports on
 * made-up data whose answers follow from how it is made, or from plain loops over the same values.
 */
#include "data/store.h"
#include "data/surrogate.h"
#include "reports/claims_internal.h"
#include "testing.h"

#include <ftw.h>
#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <math.h>
#include <unistd.h>

/* ---- files ---- */

static char *make_folder(void) {
    char *folder = test_memory(64, 1);
    strcpy(folder, "/tmp/nasscape-reports-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return folder;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place) {
    (void)status, (void)type, (void)place;
    return remove(path);
}

static void remove_folder(char *folder) {
    assert_int_equal(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    free(folder);
}

static char *path_in(const char *folder, const char *name) {
    char *path = test_memory(strlen(folder) + strlen(name) + 2, 1);
    sprintf(path, "%s/%s", folder, name);
    return path;
}

static bool has_file(const char *folder, const char *name) {
    char *path = path_in(folder, name);
    const bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* A CSV file in memory; rows[0] is the header. */
enum { ROWS = 700, FIELDS = 40 };
typedef struct sheet {
    size_t row_count, field_count;
    char *fields[ROWS][FIELDS];
} sheet;

static nsc_status keep_row(void *context, const nsc_csv_row *row, nsc_error *error) {
    sheet *kept = context;
    (void)error;
    assert_true(kept->row_count < ROWS && row->field_count <= FIELDS);
    kept->field_count = row->field_count;
    for (size_t field = 0; field < row->field_count; field++)
        kept->fields[kept->row_count][field] = strdup(row->fields[field]);
    kept->row_count++;
    return NSC_OK;
}

static sheet *read_sheet(const char *folder, const char *name) {
    sheet *kept = test_memory(1, sizeof *kept);
    char *path = path_in(folder, name);
    REQUIRE_OK(nsc_csv_read(path, keep_row, kept, &error));
    free(path);
    return kept;
}

static void free_sheet(sheet *kept) {
    for (size_t row = 0; row < kept->row_count; row++)
        for (size_t field = 0; field < kept->field_count; field++)
            free(kept->fields[row][field]);
    free(kept);
}

static const char *text_at(const sheet *kept, size_t row, const char *column) {
    for (size_t field = 0; field < kept->field_count; field++)
        if (strcmp(kept->fields[0][field], column) == 0)
            return kept->fields[row][field];
    fail_msg("no column %s", column);
    return NULL;
}

static double number_at(const sheet *kept, size_t row, const char *column) {
    const char *text = text_at(kept, row, column);
    return text[0] == '\0' ? NAN : strtod(text, NULL);
}

/* The row of the claim whose text begins with `start`. */
static size_t claim_row(const sheet *claims, const char *start) {
    for (size_t row = 1; row < claims->row_count; row++)
        if (strncmp(claims->fields[row][0], start, strlen(start)) == 0)
            return row;
    fail_msg("no claim \"%s\"", start);
    return 0;
}

static void assert_claim(const sheet *claims, const char *start, const char *verdict, double computed,
                         double tolerance) {
    const size_t row = claim_row(claims, start);
    const double value = number_at(claims, row, "computed");
    if (strcmp(text_at(claims, row, "verdict"), verdict) != 0 ||
        (isnan(computed) ? !isnan(value) : !(fabs(value - computed) <= tolerance)))
        fail_msg("%s: computed %.17g, %s instead of %.17g, %s; %s", start, value, text_at(claims, row, "verdict"),
                 computed, verdict, text_at(claims, row, "note"));
}

static void assert_verdict(const sheet *claims, const char *start, const char *verdict) {
    const size_t row = claim_row(claims, start);
    if (strcmp(text_at(claims, row, "verdict"), verdict) != 0)
        fail_msg("%s: %s instead of %s; %s", start, text_at(claims, row, "verdict"), verdict,
                 text_at(claims, row, "note"));
}

/* ---- verdicts ---- */

static void verdicts_follow_the_rules(void **state) {
    (void)state;
    const nsc_claim equals = {.comparison = NSC_CLAIM_EQUALS, .published = 0.9432, .half_unit = 5e-5};
    const nsc_claim effect = {.comparison = NSC_CLAIM_EQUALS, .published = -0.0116, .half_unit = 5e-5};
    const nsc_claim above = {.comparison = NSC_CLAIM_ABOVE, .published = 0.5};
    const nsc_claim below = {.comparison = NSC_CLAIM_BELOW, .published = 0};
    const struct {
        const nsc_claim *claim;
        double value, low, high;
        bool conditions, at_least;
        nsc_origin origin;
        nsc_verdict expected;
    } cases[] = {
        /* exact, equal as rounded, or not */
        {&equals, 0.943175752957662, 0.943175752957662, 0.943175752957662, true, false, NSC_ORIGIN_MEASURED,
         NSC_VERDICT_AGREES},
        {&equals, 0.94326, 0.94326, 0.94326, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&equals, 0.94314, 0.94314, 0.94314, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_COMPUTED, NSC_VERDICT_AGREES},
        /* by interval */
        {&effect, -0.0113, -0.0145, -0.0081, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&effect, -0.0020, -0.0050, 0.0010, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&effect, -0.0113, -0.0181, -0.0045, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&effect, -0.0113, NAN, NAN, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&above, 0.6, 0.59, 0.61, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&above, 0.6, 0.49, 0.71, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&above, 0.4, 0.39, 0.41, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&above, 0.5, 0.5, 0.5, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        {&above, 3, 3, INFINITY, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&below, -0.2, -0.3, -0.1, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_AGREES},
        {&below, -0.2, -0.5, 0.1, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_UNDECIDED},
        {&below, 0.2, 0.1, 0.3, true, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
        /* nothing computed; another split; made up, or a surrogate, whatever else holds */
        {&equals, NAN, NAN, NAN, true, false, NSC_ORIGIN_COMPUTED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, 0.9432, false, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.9401, 0.9401, NAN, true, true, NSC_ORIGIN_SYNTHETIC, NSC_VERDICT_SYNTHETIC},
        {&equals, 0.9432, 0.9432, 0.9432, true, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        {&equals, 0.1, 0.1, 0.1, false, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        {&above, 0.9, 0.9, 0.9, true, false, NSC_ORIGIN_SURROGATE, NSC_VERDICT_SURROGATE},
        /* the best of some: too high contradicts, anything else leaves it open */
        {&equals, 0.9401, 0.9401, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9432, 0.9432, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_NEEDS_DATA},
        {&equals, 0.9433, 0.9433, NAN, true, true, NSC_ORIGIN_MEASURED, NSC_VERDICT_DIFFERS},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        const nsc_finding finding = {.value = cases[number].value,
                                     .low = cases[number].low,
                                     .high = cases[number].high,
                                     .published_conditions = cases[number].conditions,
                                     .at_least = cases[number].at_least,
                                     .effect = fabs(cases[number].claim->published),
                                     .origin = cases[number].origin};
        const nsc_verdict verdict = nsc_claim_verdict(cases[number].claim, &finding);
        if (verdict != cases[number].expected)
            fail_msg("case %zu: %s instead of %s", number, nsc_verdict_name(verdict),
                     nsc_verdict_name(cases[number].expected));
    }
    /* Cells do not settle what is said of encodings, whichever way they point. */
    nsc_finding on_cells = {.value = 0.9432,
                            .low = 0.9432,
                            .high = 0.9432,
                            .published_conditions = true,
                            .effect = 1,
                            .origin = NSC_ORIGIN_MEASURED};
    assert_int_equal(nsc_claim_verdict(&equals, &on_cells), NSC_VERDICT_AGREES);
    on_cells.cells_for_encodings = true;
    assert_int_equal(nsc_claim_verdict(&equals, &on_cells), NSC_VERDICT_UNDECIDED);
    assert_int_equal(nsc_claim_verdict(&above, &on_cells), NSC_VERDICT_UNDECIDED);
    assert_int_equal(nsc_claim_verdict(&below, &on_cells), NSC_VERDICT_UNDECIDED);
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_AGREES), "agrees");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_DIFFERS), "differs");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_UNDECIDED), "undecided");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_NEEDS_DATA), "needs the full data");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_SURROGATE), "surrogate only");
    assert_string_equal(nsc_verdict_name(NSC_VERDICT_SYNTHETIC), "synthetic only");
}

/* ---- estimates ---- */

enum { POPULATION = 3000 };

/* Three sizes of different means and shares; y follows x. */
typedef struct population {
    double sizes[POPULATION], x[POPULATION], y[POPULATION], known[POPULATION];
    bool mask[POPULATION];
} population;

static void fill_population(population *all, gsl_rng *random) {
    for (size_t point = 0; point < POPULATION; point++) {
        const double size = point < 100 ? 4 : point < 1000 ? 5 : 6;
        all->sizes[point] = size;
        all->x[point] = size + gsl_rng_uniform(random);
        all->y[point] = all->x[point] + 3 * gsl_rng_uniform(random) * gsl_rng_uniform(random);
        all->mask[point] = all->y[point] > 7;
    }
}

/* Sizes are drawn at very different rates, so that plain means would be far off. */
static void hide_unevenly(population *all, gsl_rng *random) {
    for (size_t point = 0; point < POPULATION; point++) {
        const double rate = all->sizes[point] == 4 ? 0.9 : all->sizes[point] == 5 ? 0.4 : 0.1;
        all->known[point] = gsl_rng_uniform(random) < rate ? 1 : NAN;
    }
}

static double mean_of(const double *values, size_t count) {
    long double sum = 0;
    for (size_t point = 0; point < count; point++)
        sum += values[point];
    return (double)(sum / count);
}

static double covariance_of(const double *x, const double *y, size_t count) {
    const double mean_x = mean_of(x, count), mean_y = mean_of(y, count);
    long double sum = 0;
    for (size_t point = 0; point < count; point++)
        sum += (x[point] - mean_x) * (y[point] - mean_y);
    return (double)(sum / count);
}

static double deviation_of(const double *values, size_t count) {
    return sqrt(covariance_of(values, values, count));
}

static double correlation_of(const double *x, const double *y, size_t count) {
    return covariance_of(x, y, count) / deviation_of(x, count) / deviation_of(y, count);
}

static void intervals_cover_the_truth(void **state) {
    enum { HIDINGS = 600, ESTIMATES = 5 };
    (void)state;
    population *all = test_memory(1, sizeof *all);
    gsl_rng *random = random_stream(11, 0);
    fill_population(all, random);
    double share = 0, masked_sum = 0;
    for (size_t point = 0; point < POPULATION; point++) {
        share += all->mask[point];
        masked_sum += all->mask[point] ? all->x[point] : 0;
    }
    const double truths[ESTIMATES] = {mean_of(all->y, POPULATION), deviation_of(all->y, POPULATION),
                                      correlation_of(all->x, all->y, POPULATION), share / POPULATION,
                                      masked_sum / share};
    unsigned covered[ESTIMATES] = {0};
    double total[ESTIMATES] = {0};
    for (unsigned hiding = 0; hiding < HIDINGS; hiding++) {
        nsc_sample sample;
        const double *columns[] = {all->known};
        hide_unevenly(all, random);
        REQUIRE_OK(nsc_sample_take(&sample, all->sizes, POPULATION, columns, 1, &error));
        assert_string_equal(sample.gap, "");
        const nsc_estimate estimates[ESTIMATES] = {
            nsc_sample_mean(&sample, all->y, NULL), nsc_sample_deviation(&sample, all->y),
            nsc_sample_correlation(&sample, all->x, all->y, NULL), nsc_sample_share(&sample, all->mask),
            nsc_sample_mean(&sample, all->x, all->mask)};
        for (size_t number = 0; number < ESTIMATES; number++) {
            total[number] += estimates[number].value;
            covered[number] += estimates[number].low <= truths[number] && truths[number] <= estimates[number].high;
        }
        nsc_sample_release(&sample);
    }
    /* 95 % of 600 are 570 ± 5.3; four of these to either side, and the bias below a per cent. */
    for (size_t number = 0; number < ESTIMATES; number++) {
        if (covered[number] < 549 || covered[number] > 591)
            fail_msg("estimate %zu: %u of %d intervals hold the truth", number, covered[number], HIDINGS);
        assert_true(fabs(total[number] / HIDINGS - truths[number]) < 0.01 * truths[number]);
    }
    gsl_rng_free(random);
    free(all);
}

static void estimates_are_exact_where_all_is_known(void **state) {
    (void)state;
    population *all = test_memory(1, sizeof *all);
    gsl_rng *random = random_stream(12, 0);
    nsc_sample sample;
    fill_population(all, random);
    const double *columns[] = {all->x, all->y};
    REQUIRE_OK(nsc_sample_take(&sample, all->sizes, POPULATION, columns, 2, &error));
    assert_true(nsc_sample_complete(&sample));
    const nsc_estimate estimates[] = {nsc_sample_mean(&sample, all->y, NULL), nsc_sample_deviation(&sample, all->y),
                                      nsc_sample_correlation(&sample, all->x, all->y, NULL)};
    const double truths[] = {mean_of(all->y, POPULATION), deviation_of(all->y, POPULATION),
                             correlation_of(all->x, all->y, POPULATION)};
    for (size_t number = 0; number < NSC_COUNT_OF(truths); number++) {
        assert_true(fabs(estimates[number].value - truths[number]) < 1e-12);
        assert_true(estimates[number].low == estimates[number].value);
        assert_true(estimates[number].high == estimates[number].value);
    }
    nsc_sample_release(&sample);
    gsl_rng_free(random);
    free(all);
}

/* By hand: 4 of 8 points of one size, values 1 2 3 6: mean 3, s² = 14/3, standard error √((1 − 4/8)·(14/3)/4). */
static void a_mean_by_hand(void **state) {
    (void)state;
    const double sizes[8] = {5, 5, 5, 5, 5, 5, 5, 5};
    const double values[8] = {1, NAN, 2, NAN, 3, NAN, 6, NAN};
    const bool all[8] = {true, true, true, true, true, true, true, true}, none[8] = {false};
    const double *columns[] = {values};
    nsc_sample sample;
    REQUIRE_OK(nsc_sample_take(&sample, sizes, 8, columns, 1, &error));
    const nsc_estimate mean = nsc_sample_mean(&sample, values, NULL);
    assert_true(fabs(mean.value - 3) < 1e-12);
    assert_true(fabs(mean.low - (3 - 1.959963984540054 * sqrt(0.5 * 14 / 3 / 4))) < 1e-12);
    /* Wilson with 4 draws: all of 4 gives [4 / (4 + z²), 1], none of 4 [0, z² / (4 + z²)]. */
    const double z2 = 1.959963984540054 * 1.959963984540054;
    const nsc_estimate every = nsc_sample_share(&sample, all), no = nsc_sample_share(&sample, none);
    assert_true(fabs(every.low - 4 / (4 + z2)) < 1e-12 && every.value == 1 && fabs(every.high - 1) < 1e-12);
    assert_true(no.low == 0 && no.value == 0 && fabs(no.high - z2 / (4 + z2)) < 1e-12);
    assert_true(isnan(nsc_sample_mean(&sample, values, none).value));
    nsc_sample_release(&sample);
}

static void sizes_without_measurements_are_named(void **state) {
    (void)state;
    double *sizes = test_memory(1000, sizeof *sizes), *values = test_memory(1000, sizeof *values);
    for (size_t point = 0; point < 1000; point++) {
        sizes[point] = point < 5 ? 3 : point < 300 ? 6 : 7;
        values[point] = sizes[point] == 6 ? 1 : NAN;
    }
    const double *columns[] = {values};
    nsc_sample sample;
    REQUIRE_OK(nsc_sample_take(&sample, sizes, 1000, columns, 1, &error));
    assert_string_equal(sample.gap, "3, 7");
    nsc_sample_release(&sample);
    for (size_t point = 300; point < 1000; point++)
        values[point] = point % 2 == 0 ? 2 : NAN;
    REQUIRE_OK(nsc_sample_take(&sample, sizes, 1000, columns, 1, &error));
    assert_string_equal(sample.gap, ""); /* five cells of a thousand do not matter */
    /* (5 + 295) × 1 and 700 × 2, of 1000 */
    assert_true(fabs(nsc_sample_mean(&sample, values, NULL).value - 1.7) < 1e-12);
    nsc_sample_release(&sample);
    free(sizes);
    free(values);
}

/* ---- made-up data ---- */

enum { COLUMNS = 10, OTHERS = 11 };

/* A fitness for each of some rules; NULL where the data does not hold it. */
typedef struct made_up {
    nsc_space *space;
    nsc_origin origin;
    const char *rules[COLUMNS];
    double *values[COLUMNS];
    double *errors[COLUMNS]; /* NULL for no standard errors */
} made_up;

static nsc_status give_fitness(void *context, const char *text, nsc_fitness *fitness, nsc_error *error) {
    const made_up *data = context;
    const uint32_t point_count = data->space->point_count;
    size_t column = 0;
    while (column < COLUMNS && (data->rules[column] == NULL || strcmp(data->rules[column], text) != 0))
        column++;
    if (column == COLUMNS || data->values[column] == NULL)
        return nsc_error_set(error, NSC_MISSING, "no %s here", text);
    *fitness = (nsc_fitness){.origin = data->origin, .point_count = point_count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_fitness_rule_parse(&fitness->rule, data->space, text, error));
    NSC_TRY(nsc_copy_text(&fitness->source, "made up", error));
    NSC_TRY(nsc_allocate(&fitness->values, point_count, sizeof(double), error));
    memcpy(fitness->values, data->values[column], point_count * sizeof(double));
    if (data->errors[column] != NULL) {
        NSC_TRY(nsc_allocate(&fitness->standard_errors, point_count, sizeof(double), error));
        memcpy(fitness->standard_errors, data->errors[column], point_count * sizeof(double));
    }
    for (uint32_t point = 0; point < point_count; point++)
        fitness->known_count += nsc_fitness_known(fitness, point);
out:
    return status;
}

static double *feature_of(const nsc_space *space, const char *name) {
    double *values = test_memory(space->point_count, sizeof *values);
    REQUIRE_OK(space->feature_values(space, (size_t)nsc_space_feature(space, name), 2, values, &error));
    return values;
}

static double *column_of(made_up *data, size_t column, const char *rule) {
    data->rules[column] = rule;
    data->values[column] = test_memory(data->space->point_count, sizeof(double));
    return data->values[column];
}

static void constant_errors(made_up *data, size_t column, double standard_error) {
    data->errors[column] = test_memory(data->space->point_count, sizeof(double));
    for (uint32_t point = 0; point < data->space->point_count; point++)
        data->errors[column][point] = standard_error;
}

/* Mean 0, deviation 1. */
static void standardise(double *values, uint32_t count) {
    const double mean = mean_of(values, count), deviation = deviation_of(values, count);
    for (uint32_t point = 0; point < count; point++)
        values[point] = (values[point] - mean) / deviation;
}

static void scale(double *values, uint32_t count, double mean, double deviation) {
    for (uint32_t point = 0; point < count; point++)
        values[point] = mean + deviation * values[point];
}

enum { TEST_108, VALID_108, TIME_108, TRAIN_108, TEST_36, TEST_12, TEST_4, VALID_36, VALID_RUNS, TEST_RUNS };

/*
 * Complete data in which replacing a 3x3 convolution by a 1x1 changes the validation accuracy by exactly −1.16 points,
 * and by a pooling by −1.99, whatever the cell; time by −14.11 % and −9.84 %. The best depth is 3.
 */
static void fill_accuracies_and_times(made_up *data, gsl_rng *random) {
    const uint32_t count = data->space->point_count;
    double *test = column_of(data, TEST_108, "test@108"), *valid = column_of(data, VALID_108, "valid@108");
    double *times = column_of(data, TIME_108, "time@108"), *train = column_of(data, TRAIN_108, "train@108");
    double *narrow = feature_of(data->space, "conv1x1"), *pools = feature_of(data->space, "maxpool3x3");
    double *depth = feature_of(data->space, "depth");
    for (uint32_t point = 0; point < count; point++) {
        valid[point] = 0.94 - 0.0116 * narrow[point] - 0.0199 * pools[point] - 0.03 * fabs(depth[point] - 3);
        times[point] = 1000 * pow(1 - 0.1411, narrow[point]) * pow(1 - 0.0984, pools[point]);
        train[point] = point % 5 < 3 ? 0.999 : 0.9;
    }
    /* Noise of this size makes the correlation 0.999: r = 1 / √(1 + (noise / signal)²). */
    const double amplitude = deviation_of(valid, count) * sqrt(1 / (0.999 * 0.999) - 1);
    for (uint32_t point = 0; point < count; point++)
        test[point] = valid[point] + (gsl_rng_uniform(random) < 0.5 ? -amplitude : amplitude);
    free(narrow);
    free(pools);
    free(depth);
}

/* Shorter budgets; the single runs. */
static void fill_other_columns(made_up *data, gsl_rng *random) {
    const uint32_t count = data->space->point_count;
    double *shorter = column_of(data, TEST_36, "test@36"), *valid_36 = column_of(data, VALID_36, "valid@36");
    double *valid_runs = column_of(data, VALID_RUNS, "valid@108:max"),
           *runs = column_of(data, TEST_RUNS, "test@108:max");
    column_of(data, TEST_12, "test@12");
    column_of(data, TEST_4, "test@4");
    for (uint32_t point = 0; point < count; point++) {
        shorter[point] = gsl_rng_uniform(random);
        valid_36[point] = data->values[VALID_108][point] + 0.1 * gsl_rng_uniform(random);
        valid_runs[point] = 0.9 + 0.05 * gsl_rng_uniform(random);
        runs[point] = 0.9 + 0.04 * gsl_rng_uniform(random);
    }
    standardise(shorter, count);
    scale(shorter, count, 0.835046800315573, 0.09128655166356703);
    valid_runs[7] = 0.9518229365348816;
    runs[7] = 0.95;
    constant_errors(data, TEST_4, 0.02);
    constant_errors(data, TEST_12, 0.01);
    constant_errors(data, TEST_36, 0.005);
    constant_errors(data, TEST_108, 0.0005);
}

/* The published best cell is the best here too; eleven others, of 7 vertices, are within two of its standard errors. */
static void fill_best_cells(made_up *data, uint32_t best) {
    data->values[TEST_108][best] = 0.943175752957662;
    data->values[VALID_108][best] = 0.94317;
    data->values[VALID_108][300000] = 0.9505542318026224;
    for (uint32_t other = 0; other < OTHERS; other++)
        data->values[TEST_108][100000 + 20000 * other] = 0.9423;
}

static made_up make_data(nsc_space *space, uint32_t best) {
    made_up data = {.space = space, .origin = NSC_ORIGIN_MEASURED};
    gsl_rng *random = random_stream(5, 0);
    fill_accuracies_and_times(&data, random);
    /* Nothing else comes near: the noise would lift some over 0.9422. */
    for (uint32_t point = 0; point < space->point_count; point++)
        data.values[TEST_108][point] = fmin(data.values[TEST_108][point], 0.942);
    fill_other_columns(&data, random);
    if (best != UINT32_MAX)
        fill_best_cells(&data, best);
    gsl_rng_free(random);
    return data;
}

static void free_data(made_up *data) {
    for (size_t column = 0; column < COLUMNS; column++) {
        free(data->values[column]);
        free(data->errors[column]);
    }
}

/* Few lags and short walks: what the analyses find is tested elsewhere. */
static nsc_status write_report(made_up *data, const char *folder, size_t thread_count, FILE *summary,
                               nsc_error *error) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.lags = 12;
    options.walks = 4;
    options.length = 500;
    options.resamples = 50;
    options.thread_count = thread_count;
    const nsc_report_data source = {.source = {.fitness = give_fitness, .context = data}};
    const nsc_report_request request = {.folder = folder,
                                        .command = "nasscape report paper --out there",
                                        .space = data->space,
                                        .data = &source,
                                        .relation = nsc_relation_named("pruned"),
                                        .options = &options,
                                        .summary = summary};
    return nsc_report_write(nsc_report_named("paper"), &request, error);
}

/* ---- plain loops over the made-up data ---- */

/* The value of the feature whose cells have the highest mean, and the mean of each value below 16. */
static unsigned best_value(const made_up *data, const char *feature, const double *values, double means[16]) {
    double *measure = feature_of(data->space, feature), sums[16] = {0}, counts[16] = {0};
    unsigned best = 0;
    for (uint32_t point = 0; point < data->space->point_count; point++) {
        sums[(int)measure[point]] += values[point];
        counts[(int)measure[point]]++;
    }
    for (unsigned value = 0; value < 16; value++) {
        means[value] = counts[value] > 0 ? sums[value] / counts[value] : NAN;
        if (counts[value] > 0 && (counts[best] == 0 || means[value] > means[best]))
            best = value;
    }
    free(measure);
    return best;
}

static double share_above(const double *values, uint32_t count, double threshold) {
    uint32_t above = 0;
    for (uint32_t point = 0; point < count; point++)
        above += values[point] > threshold;
    return (double)above / count;
}

typedef struct ranked {
    double longer, shorter, shorter_rank;
} ranked;

static int by_longer(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    return (a->longer > b->longer) - (a->longer < b->longer);
}

static int by_shorter(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    return (a->shorter > b->shorter) - (a->shorter < b->shorter);
}

/* The mean rank of each value among the sorted ones. */
static double rank_in(const double *sorted, size_t count, double value) {
    size_t below = 0, above = count;
    for (size_t low = 0, high = count; low < high;) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] < value)
            below = low = middle + 1;
        else
            high = middle;
    }
    for (size_t low = below, high = count; low < high;) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] <= value)
            low = middle + 1;
        else
            above = high = middle;
    }
    return 0.5 * (double)(below + above + 1);
}

/* Spearman's correlation among those whose mean rank by the longer training is above nine tenths of all. */
static double top_rank_correlation(const double *longer, const double *shorter, uint32_t count) {
    ranked *rows = test_memory(count, sizeof *rows);
    double *sorted = test_memory(count, sizeof *sorted);
    for (uint32_t point = 0; point < count; point++)
        rows[point] = (ranked){longer[point], shorter[point], 0};
    qsort(rows, count, sizeof *rows, by_longer);
    for (uint32_t row = 0; row < count; row++)
        sorted[row] = rows[row].longer;
    uint32_t first = count;
    while (first > 0 && rank_in(sorted, count, rows[first - 1].longer) > 0.9 * count)
        first--;
    const size_t top = count - first;
    qsort(rows + first, top, sizeof *rows, by_shorter);
    for (size_t row = 0; row < top; row++)
        rows[first + row].shorter_rank = (double)row + 1; /* no two are equal */
    double mean = 0.5 * ((double)top + 1), products = 0, squares_x = 0, squares_y = 0;
    for (size_t row = 0; row < top; row++) {
        const ranked *one = &rows[first + row];
        const double x = rank_in(sorted + first, top, one->longer) - mean, y = one->shorter_rank - mean;
        products += x * y;
        squares_x += x * x;
        squares_y += y * y;
    }
    free(rows);
    free(sorted);
    return products / sqrt(squares_x * squares_y);
}

/* ---- the whole space, complete ---- */

static void check_structure(const sheet *claims) {
    assert_claim(claims, "encodings of the search space", "agrees", 509607936, 0);
    assert_claim(claims, "unique cells", "agrees", 423624, 0);
    assert_claim(claims, "cells of up to 6 vertices", "agrees", 64542, 0);
    assert_claim(claims, "cells of width 1", "agrees", 364, 0);
    assert_claim(claims, "largest width", "agrees", 5, 0);
    assert_claim(claims, "encodings of the best cell", "agrees", 4, 0);
    assert_claim(claims, "trainable parameters of the best cell", "agrees", 32426634, 0);
    assert_claim(claims, "trainable parameters of the Inception-like cell", "agrees", 2694282, 0);
    assert_claim(claims, "share of encodings within distance 6", "needs the full data", NAN, 0);
}

static void check_cells(const sheet *claims, const made_up *data) {
    double *raw = feature_of(data->space, "encodings_raw"), sum = 4;
    for (uint32_t other = 0; other < OTHERS; other++)
        sum += raw[100000 + 20000 * other];
    assert_claim(claims, "best mean test accuracy", "agrees", 0.943175752957662, 1e-12);
    assert_claim(claims, "best mean test accuracy, all digits", "agrees", 0.943175752957662, 1e-12);
    assert_claim(claims, "best mean validation accuracy", "agrees", 0.9505542318026224, 1e-12);
    assert_claim(claims, "best validation accuracy of a single run", "agrees", 0.9518229365348816, 1e-12);
    assert_claim(claims, "best test accuracy of a single run", "differs", 0.95, 1e-12);
    assert_claim(claims, "rank of the published best cell", "agrees", 1, 0);
    assert_claim(claims, "rank of the best cell by mean validation", "differs", 2, 0);
    assert_claim(claims, "other cells within two standard errors", "agrees", OTHERS, 0);
    assert_claim(claims, "encodings of the best cells, edge limit before", "differs", sum, 0);
    assert_claim(claims, "encodings of the space for each", "differs", 509607936 / sum, 1e-6);
    free(raw);
}

static void check_distributions(const sheet *claims, const made_up *data) {
    const uint32_t count = data->space->point_count;
    assert_claim(claims, "mean of validation accuracy", "differs", mean_of(data->values[VALID_108], count), 1e-12);
    assert_claim(claims, "mean of test accuracy after 36", "agrees", 0.835046800315573, 1e-12);
    assert_claim(claims, "standard deviation of test accuracy after 36", "agrees", 0.09128655166356703, 1e-12);
    const double valid_share = share_above(data->values[VALID_108], count, 0.9);
    assert_claim(claims, "share of cells above 90 % validation", valid_share > 0.5 ? "agrees" : "differs", valid_share,
                 1e-12);
    assert_claim(claims, "share of cells that reach 100 %", "agrees", 0.6, 1e-5);
    const double correlation = correlation_of(data->values[VALID_108], data->values[TEST_108], count);
    assert_true(fabs(correlation - 0.999) < 5e-4);
    assert_claim(claims, "correlation of validation and test", "agrees", correlation, 1e-10);
    assert_verdict(claims, "correlation of parameters and validation", "agrees");
    assert_verdict(claims, "correlation of parameters and training time", "agrees");
    assert_claim(claims, "rank correlation of 36 and 108", "differs",
                 top_rank_correlation(data->values[VALID_108], data->values[VALID_36], count), 1e-9);
    /* from 36 to 108 epochs the standard error falls least: by 0.0045, and runs vary √3 times as much as their mean */
    assert_claim(claims, "smallest fall of the noise", "agrees", 0.0045 * sqrt(3), 1e-12);
}

static void check_landscape(const sheet *claims, const made_up *data) {
    const char *const change = "change of validation accuracy, ", *const time = "relative change of training time, ";
    const struct {
        const char *kind, *pair, *verdict;
        double expected;
    } effects[] = {
        {change, "conv3x3 replaced by conv1x1", "agrees", -0.0116},
        {change, "conv3x3 replaced by maxpool3x3", "agrees", -0.0199},
        {change, "conv1x1 replaced by maxpool3x3", "differs", -0.0083},
        {time, "conv3x3 replaced by conv1x1", "agrees", -0.1411},
        {time, "conv3x3 replaced by maxpool3x3", "agrees", -0.0984},
        {time, "conv1x1 replaced by maxpool3x3", "differs", 0.9016 / 0.8589 - 1},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(effects); number++) {
        char text[128];
        snprintf(text, sizeof text, "%s%s", effects[number].kind, effects[number].pair);
        assert_claim(claims, text, effects[number].verdict, effects[number].expected, 1e-5);
    }
    double means[16], rise = INFINITY, excess = INFINITY;
    assert_int_equal(best_value(data, "depth", data->values[VALID_108], means), 3);
    assert_claim(claims, "depth of the highest mean", "agrees", 3, 0);
    best_value(data, "width", data->values[VALID_108], means);
    for (unsigned width = 2; width <= 5; width++)
        rise = fmin(rise, means[width] - means[width - 1]);
    assert_claim(claims, "smallest rise of mean validation", rise > 0 ? "agrees" : "differs", rise, 1e-10);
    best_value(data, "width", data->values[TIME_108], means);
    for (unsigned width = 2; width <= 5; width++)
        excess = fmin(excess, means[1] - means[width]);
    assert_claim(claims, "mean training time at width 1", excess > 0 ? "agrees" : "differs", excess, 1e-6);
}

static json_t *read_manifest(const char *folder) {
    char *path = path_in(folder, "manifest.json");
    json_error_t reason;
    json_t *manifest = json_load_file(path, 0, &reason);
    if (manifest == NULL)
        fail_msg("%s: %s", path, reason.text);
    free(path);
    return manifest;
}

static void check_manifest(const char *folder, const char *space, size_t expected_claims) {
    json_t *manifest = read_manifest(folder);
    assert_string_equal(json_string_value(json_object_get(manifest, "space")), space);
    assert_string_equal(json_string_value(json_object_get(manifest, "command")), "nasscape report paper --out there");
    assert_string_equal(json_string_value(json_object_get(manifest, "fitness")), "test@108:mean");
    assert_int_equal(json_integer_value(json_object_get(manifest, "seed")), 1);
    assert_true(json_real_value(json_object_get(manifest, "time_s")) > 0);
    size_t number, total = 0;
    json_t *value;
    const char *key;
    json_array_foreach(json_object_get(manifest, "files"), number, value) {
        const char *name = json_string_value(json_object_get(value, "name"));
        sheet *file = read_sheet(folder, name);
        assert_int_equal(json_integer_value(json_object_get(value, "rows")), file->row_count - 1);
        free_sheet(file);
    }
    json_array_foreach(json_object_get(manifest, "left_out"), number, value)
        assert_false(has_file(folder, json_string_value(json_object_get(value, "name"))));
    json_object_foreach(json_object_get(manifest, "claims"), key, value) total += (size_t)json_integer_value(value);
    assert_int_equal(total, expected_claims);
    json_decref(manifest);
}

static void complete_data_decides_every_claim(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    made_up data = make_data(space, id_of(space, NSC_PUBLISHED_BEST));
    char *folder = make_folder();
    REQUIRE_OK(write_report(&data, folder, 2, NULL, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    const char *const header[] = {"claim", "section", "published", "computed", "low", "high", "coverage", "verdict"};
    for (size_t column = 0; column < NSC_COUNT_OF(header); column++)
        assert_string_equal(claims->fields[0][column], header[column]);
    assert_int_equal(claims->row_count - 1, nsc_claim_count());
    check_structure(claims);
    check_cells(claims, &data);
    check_distributions(claims, &data);
    check_landscape(claims, &data);
    for (size_t row = 1; row < claims->row_count; row++) {
        const bool open = strncmp(claims->fields[row][0], "coarse width", 12) == 0 ||
                          strncmp(claims->fields[row][0], "share of encodings within", 25) == 0;
        if (open != (strcmp(text_at(claims, row, "verdict"), "needs the full data") == 0))
            fail_msg("%s: %s", claims->fields[row][0], text_at(claims, row, "verdict"));
        if (!open)
            assert_true(number_at(claims, row, "coverage") == 1);
    }
    check_manifest(folder, "nb101", nsc_claim_count());
    free_sheet(claims);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- the whole space, in part ---- */

static void hide(made_up *data, size_t column, double kept, gsl_rng *random) {
    for (uint32_t point = 0; point < data->space->point_count; point++)
        if (gsl_rng_uniform(random) >= kept)
            data->values[column][point] = NAN;
}

static void assert_holds(const sheet *claims, const char *start, double truth) {
    const size_t row = claim_row(claims, start);
    if (!(number_at(claims, row, "low") <= truth && truth <= number_at(claims, row, "high")))
        fail_msg("%s: %s to %s do not hold %.17g", start, text_at(claims, row, "low"), text_at(claims, row, "high"),
                 truth);
}

static void a_sample_decides_what_it_can(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    const uint32_t best = id_of(space, NSC_PUBLISHED_BEST);
    made_up data = make_data(space, best);
    gsl_rng *random = random_stream(8, 0);
    char *folder = make_folder();
    const double mean = mean_of(data.values[TEST_108], space->point_count);
    hide(&data, TEST_108, 0.03, random);
    hide(&data, TIME_108, 0.03, random);
    data.values[TEST_108][best] = data.values[TIME_108][best] = NAN;
    for (size_t column = TRAIN_108; column < COLUMNS; column++)
        data.rules[column] = NULL;
    data.rules[VALID_108] = NULL;
    REQUIRE_OK(write_report(&data, folder, 2, NULL, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    check_structure(claims);
    /* only test accuracy: what is said of validation is shown and left open */
    const size_t row = claim_row(claims, "change of validation accuracy, conv3x3 replaced by conv1x1");
    assert_string_equal(text_at(claims, row, "verdict"), "needs the full data");
    assert_string_equal(text_at(claims, row, "fitness"), "test@108:mean");
    assert_non_null(strstr(text_at(claims, row, "note"), "valid@108"));
    assert_holds(claims, "change of validation accuracy, conv3x3 replaced by conv1x1", -0.0116);
    assert_holds(claims, "mean of test accuracy", mean);
    /* the effect on time is the same for every pair: the interval is a point */
    assert_claim(claims, "relative change of training time, conv3x3 replaced by conv1x1", "agrees", -0.1411, 1e-12);
    assert_claim(claims, "relative change of training time, conv1x1 replaced by maxpool3x3", "differs",
                 0.9016 / 0.8589 - 1, 1e-12);
    assert_verdict(claims, "best mean test accuracy", "needs the full data");
    assert_verdict(claims, "share of cells that reach 100 %", "needs the full data");
    assert_verdict(claims, "cells that train longer", "needs the full data");
    assert_verdict(claims, "other cells within", "needs the full data");
    assert_verdict(claims, "correlation of validation and test", "needs the full data");
    free_sheet(claims);
    /* a measured cell that is better than the best contradicts at once */
    data.values[TEST_108][0] = 0.95;
    REQUIRE_OK(write_report(&data, folder, 2, NULL, &error));
    claims = read_sheet(folder, "claims.csv");
    assert_claim(claims, "best mean test accuracy", "differs", 0.95, 0);
    free_sheet(claims);
    remove_folder(folder);
    gsl_rng_free(random);
    free_data(&data);
    nsc_space_close(space);
}

/* Of small cells alone nothing follows for the whole space. */
static void small_cells_decide_nothing(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101");
    made_up data = make_data(space, id_of(space, NSC_PUBLISHED_BEST));
    double *vertices = feature_of(space, "vertices");
    char *folder = make_folder();
    data.values[TEST_RUNS][7] = 0.9; /* the cell of a run that is too good would contradict by itself */
    for (size_t column = 0; column < COLUMNS; column++)
        for (uint32_t point = 0; point < space->point_count; point++)
            if (vertices[point] > 5) {
                data.values[column][point] = NAN;
                if (data.errors[column] != NULL)
                    data.errors[column][point] = NAN;
            }
    REQUIRE_OK(write_report(&data, folder, 2, NULL, &error));
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++)
        if (text_at(claims, row, "fitness")[0] != '\0' && strstr(claims->fields[row][0], "-like cell") == NULL &&
            strcmp(text_at(claims, row, "verdict"), "needs the full data") != 0)
            fail_msg("%s: %s", claims->fields[row][0], text_at(claims, row, "verdict"));
    assert_non_null(strstr(text_at(claims, claim_row(claims, "mean of test accuracy"), "note"), "6, 7"));
    free_sheet(claims);
    /* facts of the space: 2,532 cells of up to 5 vertices hold most encodings */
    sheet *coverage = read_sheet(folder, "coverage.csv");
    assert_string_equal(coverage->fields[1][0], "test@108:mean");
    assert_true(number_at(coverage, 1, "known") == 2532 && number_at(coverage, 1, "cells") == 423624);
    assert_true(number_at(coverage, 1, "encodings") == 373754169);
    assert_true(number_at(coverage, 1, "encodings_raw") == 139359042);
    free_sheet(coverage);
    remove_folder(folder);
    free(vertices);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- a small space ---- */

static void expected_files_are_written(void **state) {
    (void)state;
    static const char *const names[] = {"rwa-pruned.csv",
                                        "rwa-adjacent.csv",
                                        "rwa-strict.csv",
                                        "rwa-summary-strict.csv",
                                        "rwa-strata-pruned.csv",
                                        "fdc-pruned-hops.csv",
                                        "fdc-adjacent-hops.csv",
                                        "fdc-strict-hops.csv",
                                        "fdc-pruned-edit.csv",
                                        "opeffect-pruned.csv",
                                        "fdc-distances-pruned-edit.csv",
                                        "opeffect-time-pruned.csv",
                                        "edgeeffect-pruned.csv",
                                        "rarity-pruned-hops.csv",
                                        "depthwidth.csv",
                                        "density.csv",
                                        "opfrequency.csv",
                                        "graph-pruned.csv",
                                        "graph-adjacent.csv",
                                        "graph-strict.csv",
                                        "coverage.csv",
                                        "claims.csv",
                                        "manifest.json"};
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    char *folder = make_folder(), *words = NULL;
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    REQUIRE_OK(write_report(&data, folder, 2, summary, &error));
    fclose(summary);
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++)
        if (!has_file(folder, names[number]))
            fail_msg("no %s", names[number]);
    check_manifest(folder, "nb101:vertices=5", nsc_claim_count());
    assert_non_null(strstr(words, "2,532 cells"));
    assert_null(strstr(words, "SURROGATE"));
    /* a part of the space is not the paper's space */
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++)
        assert_string_equal(text_at(claims, row, "verdict"), "needs the full data");
    assert_claim(claims, "unique cells", "needs the full data", 2532, 0);
    assert_claim(claims, "change of validation accuracy, conv3x3 replaced by maxpool3x3", "needs the full data",
                 -0.0199, 1e-12);
    free_sheet(claims);
    sheet *effects = read_sheet(folder, "opeffect-pruned.csv");
    assert_string_equal(text_at(effects, 1, "fitness_rule"), "valid@108:mean");
    free_sheet(effects);
    sheet *figures = read_sheet(folder, "graph-strict.csv");
    assert_string_equal(figures->fields[1][0], "vertices");
    assert_string_equal(figures->fields[1][1], "2532");
    free_sheet(figures);
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

static void nothing_on_the_surrogate_agrees(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    char *folder = make_folder(), *words = NULL;
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    data.origin = NSC_ORIGIN_SURROGATE;
    REQUIRE_OK(write_report(&data, folder, 2, summary, &error));
    fclose(summary);
    assert_non_null(strstr(words, "SURROGATE: no accuracy or time below is measured"));
    /* beside each of the three walks and four distance correlations */
    size_t shown = 0;
    for (const char *place = words; (place = strstr(place, "; across an edge 0.")) != NULL; place++)
        shown++;
    assert_int_equal(shown, 7);
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++) {
        const bool rests_on_it = strcmp(text_at(claims, row, "origin"), "surrogate") == 0;
        assert_string_equal(text_at(claims, row, "verdict"), rests_on_it ? "surrogate only" : "needs the full data");
        if (strstr(claims->fields[row][0], "autocorrelation") != NULL ||
            strstr(claims->fields[row][0], "distance to") != NULL)
            assert_non_null(strstr(text_at(claims, row, "note"), "across an edge 0."));
        assert_true(rests_on_it ==
                    (text_at(claims, row, "fitness")[0] != '\0' && !isnan(number_at(claims, row, "computed"))));
    }
    free_sheet(claims);
    const nsc_surrogate *model = nsc_surrogate_builtin("test@108:mean");
    static const char *const locality[] = {"rwa-%s.csv", "rwa-summary-%s.csv", "rwa-strata-%s.csv", "fdc-%s-hops.csv",
                                           "fdc-distances-%s-hops.csv"};
    for (size_t relation = 0; relation < nsc_relation_count; relation++)
        for (size_t number = 0; number < NSC_COUNT_OF(locality); number++) {
            char name[64];
            snprintf(name, sizeof name, locality[number], nsc_relations[relation].name);
            sheet *table = read_sheet(folder, name);
            for (size_t row = 1; row < table->row_count; row++) {
                assert_true(number_at(table, row, "edge_correlation_measured") == model->edges[relation].measured);
                assert_true(number_at(table, row, "edge_correlation_fitted") == model->edges[relation].fitted);
            }
            free_sheet(table);
        }
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* Half of the cells, so that notes on coverage are made; in all words but the disclaimer nothing is called measured. */
static void made_up_data_decides_nothing(void **state) {
    (void)state;
    static const char disclaimer[] = "SYNTHETIC: no accuracy or time below is measured";
    nsc_space *space = open_space("nb101:vertices=6");
    made_up data = make_data(space, UINT32_MAX);
    gsl_rng *random = random_stream(10, 0);
    char *folder = make_folder(), *words = NULL;
    size_t length, rests = 0, notes = 0;
    FILE *summary = open_memstream(&words, &length);
    data.origin = NSC_ORIGIN_SYNTHETIC;
    for (size_t column = 0; column < COLUMNS; column++)
        hide(&data, column, 0.5, random);
    REQUIRE_OK(write_report(&data, folder, 2, summary, &error));
    fclose(summary);
    char *place = strstr(words, disclaimer);
    assert_non_null(place);
    memset(place, ' ', strlen(disclaimer));
    assert_null(strstr(words, "measured"));
    assert_null(strstr(words, "SURROGATE"));
    sheet *claims = read_sheet(folder, "claims.csv");
    for (size_t row = 1; row < claims->row_count; row++) {
        const bool rests_on_it = strcmp(text_at(claims, row, "origin"), "synthetic") == 0;
        const char *note = text_at(claims, row, "note");
        assert_string_equal(text_at(claims, row, "verdict"), rests_on_it ? "synthetic only" : "needs the full data");
        assert_true(rests_on_it ==
                    (text_at(claims, row, "fitness")[0] != '\0' && !isnan(number_at(claims, row, "computed"))));
        assert_null(strstr(note, "measured cells"));
        assert_null(strstr(note, "measured neighbours"));
        rests += rests_on_it;
        notes += strstr(note, "takes the synthetic cells of each size") != NULL;
    }
    assert_true(rests > 30 && notes > 20);
    free_sheet(claims);
    json_t *manifest = read_manifest(folder);
    assert_true(json_is_true(json_object_get(manifest, "synthetic")));
    assert_true(json_is_false(json_object_get(manifest, "surrogate")));
    json_decref(manifest);
    gsl_rng_free(random);
    free(words);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- a store ---- */

static nsc_status give_from_measurements(void *context, const char *text, nsc_fitness *fitness, nsc_error *error) {
    const nsc_measurements *measurements = context;
    nsc_fitness_rule rule;
    nsc_status status = nsc_fitness_rule_parse(&rule, nsc_measurements_space(measurements), text, error);
    return status != NSC_OK ? status : nsc_fitness_from_measurements(fitness, &rule, measurements, error);
}

/* Three runs at 108 epochs of all cells of up to 5 vertices but the last, which has two, and one of a larger cell. */
static void write_store(const nsc_space *published, uint32_t cells, const char *path) {
    const nsc_store_origin origin = {.source = "made.tfrecord"};
    nsc_store_builder *builder = NULL;
    REQUIRE_OK(nsc_store_builder_create(&builder, published, &error));
    for (uint32_t id = 0; id <= cells; id++)
        for (unsigned run = 0; run < (id == cells ? 1u : id + 1 == cells ? 2u : 3u); run++) {
            nsc_official_row row = {.epochs = 108};
            row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TEST)] =
                (9000 + id % 101 + run) / 9984.0;
            row.values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)] = 100 + id % 89;
            row.checkpoint_paths[NSC_EVALUATION_INITIAL] = (nsc_view){NSC_SYNTHETIC_MARK "3", 11};
            REQUIRE_OK(nsc_store_builder_add(builder, id, &row, &error));
        }
    REQUIRE_OK(nsc_store_write(builder, &origin, 1, path, &error));
    nsc_store_builder_destroy(builder);
}

static void a_store_stands_in_the_record(void **state) {
    (void)state;
    nsc_space *published = open_space("nb101"), *space = open_space("nb101:vertices=5");
    char *folder = make_folder(), *store = path_in(folder, "made.nscape"), *words = NULL, line[256], sha256[65];
    size_t length;
    FILE *summary = open_memstream(&words, &length);
    nsc_measurements *measurements = NULL;
    const nsc_analysis_options options = nsc_analysis_defaults();
    write_store(published, space->point_count, store);
    REQUIRE_OK(nsc_measurements_create(&measurements, space, &error));
    REQUIRE_OK(nsc_measurements_read(measurements, store, NULL, &error));
    const nsc_report_data data = {{give_from_measurements, measurements}, measurements};
    const nsc_report_request request = {.folder = folder,
                                        .command = "made",
                                        .space = space,
                                        .data = &data,
                                        .relation = &nsc_relations[0],
                                        .options = &options,
                                        .summary = summary};
    REQUIRE_OK(nsc_report_write(nsc_report_named("paper"), &request, &error));
    fclose(summary);
    snprintf(line, sizeof line, "Data: %s, 7,595 rows used, 1 of cells outside the space; SYNTHETIC.\n", store);
    assert_non_null(strstr(words, line));
    json_t *manifest = read_manifest(folder);
    const json_t *source = json_array_get(json_object_get(manifest, "data"), 0);
    assert_string_equal(json_string_value(json_object_get(source, "kind")), "store");
    assert_true(json_is_true(json_object_get(source, "synthetic")));
    assert_int_equal(json_integer_value(json_object_get(source, "rows_used")), 3 * 2532 - 1);
    assert_int_equal(json_integer_value(json_object_get(source, "rows_outside_the_space")), 1);
    REQUIRE_OK(nsc_file_sha256(store, sha256, &error));
    assert_string_equal(json_string_value(json_object_get(source, "sha256")), sha256);
    const json_t *fitness = json_array_get(json_object_get(manifest, "fitnesses"), 0);
    assert_string_equal(json_string_value(json_object_get(fitness, "origin")), "synthetic");
    assert_int_equal(json_integer_value(json_object_get(fitness, "fewer_than_three_runs")), 1);
    json_decref(manifest);
    nsc_measurements_destroy(measurements);
    free(words);
    free(store);
    remove_folder(folder);
    nsc_space_close(space);
    nsc_space_close(published);
}

static void threads_change_nothing(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=5");
    made_up data = make_data(space, UINT32_MAX);
    gsl_rng *random = random_stream(9, 0);
    hide(&data, TEST_108, 0.5, random);
    char *first = make_folder(), *second = make_folder(), command[256];
    REQUIRE_OK(write_report(&data, first, 1, NULL, &error));
    REQUIRE_OK(write_report(&data, second, 2, NULL, &error));
    snprintf(command, sizeof command, "diff -r -x manifest.json %s %s", first, second);
    assert_int_equal(system(command), 0);
    remove_folder(first);
    remove_folder(second);
    gsl_rng_free(random);
    free_data(&data);
    nsc_space_close(space);
}

/* ---- refusals ---- */

static void refusals_leave_no_manifest(void **state) {
    (void)state;
    nsc_space *space = open_space("nb101:vertices=4");
    made_up data = {.space = space, .origin = NSC_ORIGIN_MEASURED};
    char *folder = make_folder(), *manifest = path_in(folder, "manifest.json");
    double *valid = column_of(&data, VALID_108, "valid@108");
    for (uint32_t point = 0; point < space->point_count; point++)
        valid[point] = 0.9;
    /* an earlier report's manifest must not outlive what it stands for */
    FILE *stale = fopen(manifest, "w");
    assert_non_null(stale);
    fclose(stale);
    REQUIRE_REFUSED(write_report(&data, folder, 1, NULL, &error), NSC_MISSING, "no test@108 here");
    assert_false(has_file(folder, "manifest.json"));
    stale = fopen(manifest, "w");
    assert_non_null(stale);
    fclose(stale);
    REQUIRE_REFUSED(write_report(&data, manifest, 1, NULL, &error), NSC_INVALID, manifest);
    assert_null(nsc_report_named("papers"));
    assert_string_equal(nsc_report_at(0)->name, "paper");
    free(manifest);
    remove_folder(folder);
    free_data(&data);
    nsc_space_close(space);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_follow_the_rules),
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(estimates_are_exact_where_all_is_known),
        cmocka_unit_test(a_mean_by_hand),
        cmocka_unit_test(sizes_without_measurements_are_named),
        cmocka_unit_test(complete_data_decides_every_claim),
        cmocka_unit_test(a_sample_decides_what_it_can),
        cmocka_unit_test(small_cells_decide_nothing),
        cmocka_unit_test(expected_files_are_written),
        cmocka_unit_test(nothing_on_the_surrogate_agrees),
        cmocka_unit_test(made_up_data_decides_nothing),
        cmocka_unit_test(a_store_stands_in_the_record),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(refusals_leave_no_manifest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
