/*
 * The direction of the fitness in every analysis: on f to be minimised each says what it says on −f to be maximised,
 * apart from signs; or it does not depend on the direction at all. An analysis that the table lacks is a failure.
 */
#include "analysis/analysis.h"
#include "data/order.h"
#include "testing.h"

#include <math.h>

/* ---- landscapes ---- */

/* Values with ties, some of them only up to rounding, and some missing; the test accuracy with this sign. */
typedef struct made_values {
    double sign;
    double kept; /* share of the points that have a value */
} made_values;

static nsc_status give(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    const made_values *made = context;
    const uint64_t seed = 7 + (uint64_t)rule->epochs + 1000 * (uint64_t)rule->policy + 100000 * (uint64_t)rule->metric;
    const double sign = rule->metric == NSC_METRIC_TEST ? made->sign : 1;
    gsl_rng *random = random_stream(seed, 1), *hidden = random_stream(3, 2);
    const nsc_status status = nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++) {
        const double level = (double)random_below(random, 40) / 40, quality = (double)(point * 7 % 13) / 13;
        const double rounding = (double)random_below(random, 3) * 0x1p-52;
        const bool known = gsl_rng_uniform(hidden) < made->kept;
        fitness->values[point] = known ? sign * ((level + 2 * round(quality * 8) / 8) / 3 + 0.1 + rounding) : NAN;
    }
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    gsl_rng_free(random);
    gsl_rng_free(hidden);
    return status == NSC_OK ? nsc_copy_text(&fitness->source, "made up", error) : status;
}

typedef struct opened {
    made_values made;
    nsc_opened_landscape *opened;
    nsc_landscape landscape;
} opened;

static void open_made(opened *own, const char *space, double sign, double kept, nsc_direction direction) {
    own->made = (made_values){sign, kept};
    const nsc_landscape_names names = {
        .space = space, .make_fitness = give, .make_context = &own->made, .direction = direction};
    REQUIRE_OK(nsc_landscape_open(&own->opened, &names, &error));
    REQUIRE_OK(nsc_landscape_view(own->opened, &own->landscape, &error));
    assert_int_equal(own->landscape.fitness->direction, direction);
}

/* ---- what each analysis does ---- */

typedef enum kind {
    MIRRORED,   /* says what is better */
    INDIFFERENT /* describes the values as they are */
} kind;

static const struct {
    const char *name;
    kind kind;
} analyses[] = {
    {"rwa", INDIFFERENT},
    {"encodingrwa", INDIFFERENT},
    {"partialautocorrelation", INDIFFERENT},
    {"information", INDIFFERENT},
    {"neighbourfitness", INDIFFERENT},
    {"gradient", INDIFFERENT},
    {"neutrality", INDIFFERENT},
    {"cloud", MIRRORED},
    {"evolvability", MIRRORED},
    {"optima", MIRRORED},
    {"basins", MIRRORED},
    {"lon", MIRRORED},
    {"escape", MIRRORED},
    {"access", MIRRORED},
    {"nearestbetter", MIRRORED},
    {"fdc", MIRRORED},
    {"readings", MIRRORED},
    {"peaks", MIRRORED},
    {"rarity", MIRRORED},
    {"dispersion", MIRRORED},
    {"opeffect", INDIFFERENT},
    {"edgeeffect", INDIFFERENT},
    {"opfrequency", MIRRORED},
    {"depthwidth", INDIFFERENT},
    {"variance", INDIFFERENT},
    {"interactions", MIRRORED},
    {"spectrum", INDIFFERENT},
    {"density", INDIFFERENT},
    {"distribution", INDIFFERENT},
    {"cost", MIRRORED},
    {"noise", MIRRORED},
    {"compare", MIRRORED},
    {"budgets", MIRRORED},
    {"profile", MIRRORED},
};

static const struct {
    const char *space;
    double kept;
} landscapes[] = {{"hamming:3^4", 1}, {"hamming:2^6", 0.7}, {"nb101:vertices=5", 1}, {"nb101:vertices=5", 0.8}};

/* ---- comparison ---- */

static double number_of(nsc_value value) {
    return value.type == NSC_VALUE_REAL      ? value.as.real
           : value.type == NSC_VALUE_INTEGER ? (double)value.as.integer
                                             : (double)NAN;
}

static int column_of(const nsc_table *table, const char *name) {
    for (size_t column = 0; column < nsc_table_column_count(table); column++)
        if (strcmp(nsc_table_columns(table)[column].name, name) == 0)
            return (int)column;
    return -1;
}

/* The column whose place this one takes with the sign: the other end of an interval or of a bin. */
static size_t mirrored_column(const nsc_table *table, size_t column) {
    static const char *const ends[][2] = {{"low", "high"},
                                          {"high", "low"},
                                          {"minimum", "maximum"},
                                          {"maximum", "minimum"},
                                          {"lower_quartile", "upper_quartile"},
                                          {"upper_quartile", "lower_quartile"}};
    const char *name = nsc_table_columns(table)[column].name;
    for (size_t pair = 0; pair < sizeof ends / sizeof ends[0]; pair++) {
        const size_t length = strlen(name), end = strlen(ends[pair][0]);
        char other[64];
        if (length < end || strcmp(name + length - end, ends[pair][0]) != 0)
            continue;
        snprintf(other, sizeof other, "%.*s%s", (int)(length - end), name, ends[pair][1]);
        const int found = column_of(table, other);
        return found >= 0 ? (size_t)found : column;
    }
    return column;
}

static bool same_magnitude(nsc_value one, nsc_value other) {
    const double first = fabs(number_of(one)), second = fabs(number_of(other));
    const double close = 1e-6; /* as close as an iteration of `information` ends */
    return fabs(first - second) <= close * fmax(1, fmax(first, second));
}

static bool same(nsc_value one, nsc_value other, bool mirrored) {
    if (one.type == NSC_VALUE_TEXT || other.type == NSC_VALUE_TEXT)
        return one.type == other.type && strcmp(one.as.text, other.as.text) == 0;
    if (one.type == NSC_VALUE_MISSING || other.type == NSC_VALUE_MISSING)
        return one.type == other.type;
    return mirrored ? same_magnitude(one, other) : number_of(one) == number_of(other);
}

/* Columns that say the direction itself; `best` of the distribution marks one end of it. */
static bool says_direction(const nsc_table *table, size_t column, bool mirrored) {
    const char *name = nsc_table_columns(table)[column].name;
    return strcmp(name, "direction") == 0 || (!mirrored && strcmp(name, "best") == 0);
}

/* A figure that is missing if the quartiles are negative. */
static bool is_one_sided(const nsc_table *table, size_t row) {
    const nsc_value name = nsc_table_value(table, row, 0);
    return name.type == NSC_VALUE_TEXT && strcmp(name.as.text, "quartile_coefficient") == 0;
}

/* Compares two tables but for the direction. */
static void compare(const char *what, const nsc_table *one, const nsc_table *other, bool mirrored) {
    assert_int_equal(nsc_table_row_count(one), nsc_table_row_count(other));
    for (size_t row = 0; row < nsc_table_row_count(one); row++)
        for (size_t column = 0; column < nsc_table_column_count(one); column++) {
            const nsc_value here = nsc_table_value(one, row, column);
            const nsc_value there = nsc_table_value(other, row, column);
            if (says_direction(one, column, mirrored) || is_one_sided(one, row))
                continue;
            if (!same(here, there, mirrored) &&
                !(mirrored && same(here, nsc_table_value(other, row, mirrored_column(other, column)), true)))
                fail_msg("%s, row %zu, %s: %s %.17g and %s %.17g", what, row, nsc_table_columns(one)[column].name,
                         here.type == NSC_VALUE_TEXT ? here.as.text : "", number_of(here),
                         there.type == NSC_VALUE_TEXT ? there.as.text : "", number_of(there));
        }
}

static bool tables_differ(const nsc_table *one, const nsc_table *other, bool mirrored) {
    if (nsc_table_row_count(one) != nsc_table_row_count(other))
        return true;
    for (size_t row = 0; row < nsc_table_row_count(one); row++)
        for (size_t column = 0; column < nsc_table_column_count(one); column++)
            if (!says_direction(one, column, mirrored) &&
                !same(nsc_table_value(one, row, column), nsc_table_value(other, row, column), false))
                return true;
    return false;
}

/* ---- the tests ---- */

static nsc_analysis_options few(void) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.lags = 5;
    options.walks = 4;
    options.length = 200;
    options.runs = 5;
    options.bins = 7;
    options.exact_lags = 5;
    options.targets = "best:2";
    options.margins = "0,0.05,2se";
    options.top_percent = 10;
    return options;
}

static nsc_status run(const nsc_analysis *analysis, const opened *own, nsc_analysis_options options,
                      nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    nsc_error error = {0};
    const nsc_status suits = nsc_analysis_suits(analysis, own->landscape.space, own->landscape.graph->relation, NULL);
    if (suits != NSC_OK)
        return suits;
    options.with = own->landscape.space->epochs > 0 ? "test@36" : "test:run1"; /* of the direction as well */
    const nsc_status status = nsc_analysis_run(analysis, &own->landscape, &options, tables, &error);
    if (status != NSC_OK && status != NSC_MISSING)
        fail_msg("%s: %s", analysis->name, error.message);
    return status;
}

/* Runs an analysis on f both ways and on −f; returns whether the direction made a difference. */
static bool check_one(const nsc_analysis *analysis, kind expected, const opened *minimised, const opened *mirror,
                      const opened *maximised, nsc_analysis_options options) {
    nsc_table *low[NSC_ANALYSIS_TABLES], *reflected[NSC_ANALYSIS_TABLES], *high[NSC_ANALYSIS_TABLES];
    bool differs = false;
    const nsc_status status = run(analysis, minimised, options, low);
    assert_int_equal(run(analysis, mirror, options, reflected), status);
    assert_int_equal(run(analysis, maximised, options, high), status);
    if (status != NSC_OK)
        return false;
    for (size_t table = 0; table < analysis->table_count; table++) {
        char what[128];
        snprintf(what, sizeof what, "%s %s on %s", analysis->name, analysis->tables[table].name,
                 minimised->landscape.space->name);
        compare(what, low[table], expected == MIRRORED ? reflected[table] : high[table], expected == MIRRORED);
        differs = differs || tables_differ(low[table], high[table], expected == MIRRORED);
        const int direction = column_of(low[table], "direction");
        assert_true(direction >= 0);
        if (nsc_table_row_count(low[table]) > 0)
            assert_string_equal(nsc_table_value(low[table], 0, (size_t)direction).as.text, "minimise");
    }
    nsc_analysis_release(low);
    nsc_analysis_release(reflected);
    nsc_analysis_release(high);
    return differs;
}

static void every_analysis_has_the_direction(void **state) {
    (void)state;
    bool differs[sizeof analyses / sizeof analyses[0]] = {false};
    assert_int_equal(nsc_analysis_count(), sizeof analyses / sizeof analyses[0]);
    for (size_t number = 0; number < sizeof landscapes / sizeof landscapes[0]; number++) {
        opened minimised = {0}, mirror = {0}, maximised = {0};
        open_made(&minimised, landscapes[number].space, 1, landscapes[number].kept, NSC_MINIMISE);
        open_made(&mirror, landscapes[number].space, -1, landscapes[number].kept, NSC_MAXIMISE);
        open_made(&maximised, landscapes[number].space, 1, landscapes[number].kept, NSC_MAXIMISE);
        for (size_t row = 0; row < sizeof analyses / sizeof analyses[0]; row++) {
            const nsc_analysis *analysis = nsc_analysis_named(analyses[row].name);
            assert_non_null(analysis);
            nsc_analysis_options options = few();
            differs[row] |= check_one(analysis, analyses[row].kind, &minimised, &mirror, &maximised, options);
            if (strcmp(analysis->name, "lon") != 0)
                continue;
            options.method = NSC_LON_SAMPLED;
            check_one(analysis, MIRRORED, &minimised, &mirror, &maximised, options);
        }
        nsc_landscape_close(minimised.opened);
        nsc_landscape_close(mirror.opened);
        nsc_landscape_close(maximised.opened);
    }
    for (size_t row = 0; row < sizeof analyses / sizeof analyses[0]; row++)
        if (differs[row] != (analyses[row].kind == MIRRORED))
            fail_msg("%s: the direction %s", analyses[row].name, differs[row] ? "matters" : "makes no difference");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_analysis_has_the_direction)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
