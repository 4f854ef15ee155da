/* The registry of analyses, what their statistics mean, targets, and landscapes that are too small or too empty to say
 * anything. */
#include "landscape_fixture.h"
#include "made_landscape.h"

#include "analysis/estimators/statistics.h"
#include "base/utf8.h"

/* No table has two columns of one name, provenance included, and every column says what it means. */
static void columns_are_told_apart(void **state) {
    (void)state;
    size_t provenance_count;
    const nsc_column *provenance = nsc_provenance_columns(&provenance_count);
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        assert_ptr_equal(nsc_analysis_named(analysis->name), analysis);
        assert_in_range(analysis->table_count, 1, NSC_ANALYSIS_TABLES);
        for (size_t table = 0; table < analysis->table_count; table++) {
            const nsc_analysis_table *columns = &analysis->tables[table];
            for (size_t column = 0; column < columns->column_count; column++) {
                assert_true(columns->columns[column].meaning[0] != '\0');
                for (size_t other = 0; other < column; other++)
                    assert_string_not_equal(columns->columns[column].name, columns->columns[other].name);
                for (size_t other = 0; other < provenance_count; other++)
                    assert_string_not_equal(columns->columns[column].name, provenance[other].name);
            }
        }
    }
    assert_null(nsc_analysis_named("no such analysis"));
}

/* ---- what statistics mean ---- */

enum { MOST_ANALYSES = 64, MOST_STATISTICS = 64 };

/* Which of the statistics listed have come up, by analysis and table. */
typedef struct come_up {
    bool of[MOST_ANALYSES][NSC_ANALYSIS_TABLES][MOST_STATISTICS];
} come_up;

/* Whether a listed name stands for the other: an N in it for any digits. */
static bool stands_for(const char *listed, const char *name) {
    for (; *listed != '\0'; listed++) {
        const size_t length = *listed == 'N' ? strspn(name, "0123456789") : *name == *listed;
        if (length == 0)
            return false;
        name += length;
    }
    return *name == '\0';
}

/* A table with a column of statistics lists them, and no other does. */
static void statistics_are_listed(void **state) {
    (void)state;
    assert_in_range(nsc_analysis_count(), 1, MOST_ANALYSES);
    for (size_t number = 0; number < nsc_analysis_count(); number++)
        for (size_t place = 0; place < nsc_analysis_at(number)->table_count; place++) {
            const nsc_analysis_table *table = &nsc_analysis_at(number)->tables[place];
            const bool expected = strcmp(table->columns[0].name, "statistic") == 0;
            if (expected != (table->statistic_count > 0))
                fail_msg("%s: the table %s", nsc_analysis_at(number)->name, table->name);
            assert_in_range(table->statistic_count, 0, MOST_STATISTICS);
            for (size_t row = 0; row < table->statistic_count; row++)
                assert_true(table->statistics[row].meaning[0] != '\0');
        }
}

/* The name of each row is listed, once. */
static void note_rows(const nsc_analysis_table *listed, const nsc_table *table, bool *came_up) {
    for (size_t row = 0; listed->statistic_count > 0 && row < nsc_table_row_count(table); row++) {
        const char *name = nsc_table_value(table, row, 0).as.text;
        size_t found = 0;
        for (size_t number = 0; number < listed->statistic_count; number++)
            if (stands_for(listed->statistics[number].name, name)) {
                came_up[number] = true;
                found++;
            }
        if (found != 1)
            fail_msg("%s is listed %zu times", name, found);
    }
}

static void note_statistics(const nsc_landscape *landscape, come_up *all) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 3;
    options.length = 20;
    options.lags = 5;
    options.with = "params";
    options.runs = 5;
    for (size_t number = 0; number < nsc_analysis_count(); number++)
        for (int method = 0; method < NSC_LON_METHOD_COUNT; method++) {
            const nsc_analysis *analysis = nsc_analysis_at(number);
            nsc_table *tables[NSC_ANALYSIS_TABLES];
            nsc_error error = {0};
            options.method = (nsc_lon_method)method;
            const nsc_status status = nsc_analysis_run(analysis, landscape, &options, tables, &error);
            assert_true(status == NSC_OK || status == NSC_MISSING || status == NSC_USAGE);
            for (size_t table = 0; status == NSC_OK && table < analysis->table_count; table++)
                note_rows(&analysis->tables[table], tables[table], all->of[number][table]);
            nsc_analysis_release(tables);
        }
}

/* Cells and strings, all known, known in part and all alike; a list of edges; a directed relation. */
static void note_all(come_up *all) {
    static const char *const spaces[] = {"nb101:vertices=4", "hamming:3^4"};
    gsl_rng *random;
    assert_int_equal(nsc_random_create(&random, 3, NSC_STREAM_TEST_DATA, 0, NULL), NSC_OK);
    for (size_t space = 0; space < sizeof spaces / sizeof spaces[0]; space++) {
        made_landscape *made = made_open(spaces[space]);
        made_fill_random(made, random);
        note_statistics(&made->landscape, all);
        made_hide(made, 0.6, random);
        note_statistics(&made->landscape, all);
        made_fill(made, 0.5);
        note_statistics(&made->landscape, all);
        made_close(made);
    }
    made_landscape *listed = made_open_edges("a,b\nb,c\nc,d\nd,a\ne,f\ng,\n");
    made_fill_random(listed, random);
    note_statistics(&listed->landscape, all);
    made_close(listed);
    landscape_fixture directed = {0};
    fixture_open(&directed, "nb101:vertices=4", "naszilla", "params");
    note_statistics(&directed.landscape, all);
    fixture_close(&directed);
    gsl_rng_free(random);
}

/* Every statistic in a table has a meaning in the list, and none is listed that does not come up. */
static void statistics_have_meanings(void **state) {
    (void)state;
    static come_up all;
    note_all(&all);
    for (size_t number = 0; number < nsc_analysis_count(); number++)
        for (size_t place = 0; place < nsc_analysis_at(number)->table_count; place++) {
            const nsc_analysis_table *table = &nsc_analysis_at(number)->tables[place];
            for (size_t row = 0; row < table->statistic_count; row++)
                if (!all.of[number][place][row])
                    fail_msg("%s: %s never comes up", nsc_analysis_at(number)->name, table->statistics[row].name);
        }
}

/* Pages print how each measure is computed, and who defined it. */
static void measures_are_defined(void **state) {
    (void)state;
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        assert_true(analysis->source != NULL && analysis->source[0] != '\0');
        assert_true(analysis->formula != NULL && strlen(analysis->formula) > strlen("f = g"));
        assert_true(nsc_is_utf8(analysis->formula));
    }
}

/* ---- landscapes that say little ---- */

enum { QUOTIENTS = 3 }; /* pruned, adjacent, strict */

/* Runs everything; each analysis gives rows or says that something is missing. */
static void run_all(const landscape_fixture *fixture) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 3;
    options.length = 20;
    options.lags = 5;
    options.with = "params";
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        nsc_error error = {0};
        const nsc_status status =
            nsc_analysis_run(nsc_analysis_at(number), &fixture->landscape, &options, tables, &error);
        if (status != NSC_OK) {
            assert_int_equal(status, NSC_MISSING);
            assert_non_null(strstr(error.message, nsc_analysis_at(number)->name));
            assert_null(tables[0]);
            continue;
        }
        for (size_t table = 0; table < NSC_ANALYSIS_TABLES && tables[table] != NULL; table++)
            for (size_t row = 0; row < nsc_table_row_count(tables[table]); row++)
                for (size_t column = 0; column < nsc_table_column_count(tables[table]); column++) {
                    const nsc_value value = nsc_table_value(tables[table], row, column);
                    assert_true(value.type != NSC_VALUE_REAL || isfinite(value.as.real));
                }
        nsc_analysis_release(tables);
    }
}

static void degenerate_landscapes(void **state) {
    (void)state;
    static const char *const spaces[] = {"nb101:vertices=2", "nb101:vertices=3", "nb101:vertices=4"};
    for (size_t space = 0; space < 3; space++)
        for (size_t relation = 0; relation < QUOTIENTS; relation++) {
            landscape_fixture fixture;
            fixture_open(&fixture, spaces[space], nsc_relations[relation].name, "params");
            run_all(&fixture);
            for (uint32_t point = 0; point < fixture.space->point_count; point++)
                fixture.fitness.values[point] = 0; /* constant, and no ratio to take */
            run_all(&fixture);
            for (uint32_t point = 1; point < fixture.space->point_count; point++)
                fixture.fitness.values[point] = NAN;
            fixture.fitness.known_count = 1;
            run_all(&fixture);
            fixture.fitness.values[0] = NAN;
            fixture.fitness.known_count = 0;
            run_all(&fixture);
            fixture_close(&fixture);
        }
}

/* What an analysis makes of a landscape by one distance, with few walks. */
static bool run_by(const landscape_fixture *fixture, const nsc_analysis *analysis, const char *distance,
                   nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.walks = 2;
    options.length = 100;
    options.distance = nsc_distance_named(distance);
    return nsc_analysis_run(analysis, &fixture->landscape, &options, tables, NULL) == NSC_OK;
}

static char *text_of_table(const nsc_table *table, size_t column_count) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        for (size_t column = 0; column < column_count; column++) {
            const nsc_value value = nsc_table_value(table, row, column);
            if (value.type == NSC_VALUE_TEXT)
                fprintf(stream, "%s,", value.as.text);
            else if (value.type == NSC_VALUE_REAL)
                fprintf(stream, "%.17g,", value.as.real);
            else if (value.type == NSC_VALUE_INTEGER)
                fprintf(stream, "%lld,", (long long)value.as.integer);
        }
    fclose(stream);
    return text;
}

static const char *distance_rule_of(const nsc_table *table) {
    const nsc_column *columns = nsc_table_columns(table);
    size_t column = 0;
    while (strcmp(columns[column].name, "distance_rule") != 0)
        column++;
    const nsc_value value = nsc_table_value(table, 0, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

/* A table names a distance where another distance changes it, and no other does. By width, cells have local optima at
 * several distances from the best. */
static void tables_name_the_distance_that_they_rest_on(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=5,edges=5", "pruned", "width");
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        nsc_table *hops[NSC_ANALYSIS_TABLES], *edit[NSC_ANALYSIS_TABLES];
        if (!run_by(&fixture, analysis, "hops", hops))
            continue;
        assert_true(run_by(&fixture, analysis, "edit", edit));
        for (size_t table = 0; table < analysis->table_count; table++) {
            const size_t own = analysis->tables[table].column_count;
            char *by_hops = text_of_table(hops[table], own), *by_edit = text_of_table(edit[table], own);
            const bool rests_on_it = strcmp(by_hops, by_edit) != 0;
            if (nsc_table_row_count(hops[table]) > 0 &&
                (strcmp(distance_rule_of(hops[table]), rests_on_it ? "hops" : "") != 0 ||
                 strcmp(distance_rule_of(edit[table]), rests_on_it ? "edit" : "") != 0))
                fail_msg("%s, table %s: %s, but the distance is \"%s\"", analysis->name, analysis->tables[table].name,
                         rests_on_it ? "another distance changes it" : "no distance changes it",
                         distance_rule_of(edit[table]));
            free(by_hops);
            free(by_edit);
        }
        nsc_analysis_release(hops);
        nsc_analysis_release(edit);
    }
    fixture_close(&fixture);
}

static void check_targets(const landscape_fixture *fixture, const char *text, const uint32_t *expected,
                          size_t expected_count) {
    uint32_t *points;
    size_t count;
    nsc_error error = {0};
    assert_int_equal(nsc_targets_parse(&fixture->landscape, text, &points, &count, &error), NSC_OK);
    assert_int_equal(count, expected_count);
    assert_memory_equal(points, expected, expected_count * sizeof *points);
    free(points);
}

static void targets_as_spelled(void **state) {
    (void)state;
    landscape_fixture fixture;
    fixture_open(&fixture, "nb101:vertices=3", "pruned", "params"); /* seven points */
    const double values[] = {0.5, 0.9, NAN, 0.9, 0.89, 0.1, 0.9};
    memcpy(fixture.fitness.values, values, sizeof values);
    fixture.fitness.known_count = 6;
    check_targets(&fixture, "best:1", (uint32_t[]){1, 3, 6}, 3); /* ties with the last are included */
    check_targets(&fixture, "best:2", (uint32_t[]){1, 3, 6}, 3);
    check_targets(&fixture, "best:4", (uint32_t[]){1, 3, 6, 4}, 4);
    check_targets(&fixture, "best:99", (uint32_t[]){1, 3, 6, 4, 0, 5}, 6);
    check_targets(&fixture, "within:0", (uint32_t[]){1, 3, 6}, 3);
    check_targets(&fixture, "within:0.02", (uint32_t[]){1, 3, 4, 6}, 4);
    check_targets(&fixture, "id:5;id:2", (uint32_t[]){5, 2}, 2);
    static const struct {
        const char *text;
        nsc_status status;
    } refused[] = {{"best:0", NSC_USAGE},          {"best:-1", NSC_USAGE},    {"best:x", NSC_USAGE},
                   {"within:-1", NSC_USAGE},       {"within:nan", NSC_USAGE}, {"id:7", NSC_INVALID},
                   {"id:1;nonsense", NSC_INVALID}, {"", NSC_INVALID}};
    for (size_t number = 0; number < sizeof refused / sizeof refused[0]; number++) {
        uint32_t *points;
        size_t count;
        nsc_error error = {0};
        assert_int_equal(nsc_targets_parse(&fixture.landscape, refused[number].text, &points, &count, &error),
                         refused[number].status);
        assert_null(points);
        assert_true(error.message[0] != '\0');
    }
    fixture_close(&fixture);
}

/* Wilson's interval: values of scipy.stats.binomtest(k, n).proportion_ci(method="wilson"). */
static void share_intervals(void **state) {
    (void)state;
    static const struct {
        double successes, trials, low, high;
    } rows[] = {{0, 10, 0.0, 0.27753279986288926},
                {10, 10, 0.7224672001371109, 1.0},
                {3, 10, 0.10779126740630102, 0.6032218525388546},
                {7, 12436, 0.0002726909817722896, 0.0011615281664181657},
                {17, 12436, 0.0008536959377103671, 0.002188260742039917},
                {114, 12436, 0.007636899013636371, 0.011000111722244252},
                {12435, 12436, 0.9995446181527305, 0.9999858052180148},
                {1, 423624, 4.167011463468112e-07, 1.3372427539289758e-05}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        const double share = rows[row].successes / rows[row].trials;
        const nsc_estimate interval = nsc_estimate_wilson(share, rows[row].trials, NSC_Z95);
        assert_true(fabs(interval.low - rows[row].low) <= 1e-7 * rows[row].low);
        assert_true(fabs(interval.high - rows[row].high) <= 1e-7 * rows[row].high);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_told_apart),   cmocka_unit_test(statistics_are_listed),
        cmocka_unit_test(statistics_have_meanings), cmocka_unit_test(measures_are_defined),
        cmocka_unit_test(degenerate_landscapes),    cmocka_unit_test(tables_name_the_distance_that_they_rest_on),
        cmocka_unit_test(targets_as_spelled),       cmocka_unit_test(share_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
