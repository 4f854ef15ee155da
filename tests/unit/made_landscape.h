/* A landscape with a made-up fitness on any space, and reading figures of an analysis of it. */
#ifndef NSC_MADE_LANDSCAPE_H
#define NSC_MADE_LANDSCAPE_H

#include "analysis/analysis.h"
#include "analysis/summary.h"
#include "temporary.h"
#include "testing.h"

#include <math.h>
#include <unistd.h>

typedef struct made_landscape {
    nsc_space *space;
    nsc_graph graph;
    nsc_fitness fitness; /* values are for the test to fill */
    nsc_landscape landscape;
} made_landscape;

/* By the space's first relation. */
static inline made_landscape *made_open(const char *space) {
    made_landscape *made = test_memory(1, sizeof *made);
    const nsc_relation *relation;
    made->space = open_space(space);
    REQUIRE_OK(nsc_relation_of(made->space, NULL, &relation, &error));
    REQUIRE_OK(nsc_graph_build(&made->graph, made->space, relation, NSC_THREADS(2), &error));
    made->fitness = (nsc_fitness){.rule = {.text = "made up"},
                                  .origin = NSC_ORIGIN_SYNTHETIC,
                                  .point_count = made->space->point_count,
                                  .known_count = made->space->point_count,
                                  .values = test_memory(made->space->point_count, sizeof(double))};
    made->landscape = nsc_landscape_of(made->space, &made->graph, &made->fitness);
    return made;
}

/* The space of a list of edges, lines of a CSV after its header. */
static inline made_landscape *made_open_edges(const char *lines) {
    char path[64];
    temporary_template(path, sizeof path, ".csv");
    const int file = mkstemps(path, 4);
    assert_true(file >= 0);
    FILE *stream = fdopen(file, "w");
    assert_non_null(stream);
    assert_true(fprintf(stream, "from,to\n%s", lines) > 0);
    assert_int_equal(fclose(stream), 0);
    made_landscape *made = made_open(path);
    assert_int_equal(remove(path), 0);
    return made;
}

/* The edges of all words of so many symbols; the first word comes first, so that points are words. */
static inline char *made_edges_of_words(unsigned symbols, unsigned positions) {
    uint32_t count = 1;
    for (unsigned position = 0; position < positions; position++)
        count *= symbols;
    char *lines = test_memory((size_t)count * positions * symbols * 32, 1), *end = lines;
    for (uint32_t word = 0; word < count; word++)
        end += sprintf(end, "w%u,\n", word);
    for (uint32_t word = 0; word < count; word++)
        for (uint32_t unit = 1; unit < count; unit *= symbols)
            for (unsigned symbol = word / unit % symbols + 1; symbol < symbols; symbol++)
                end += sprintf(end, "w%u,w%u\n", word, word + (symbol - word / unit % symbols) * unit);
    return lines;
}

static inline void made_close(made_landscape *made) {
    free(made->fitness.values);
    nsc_graph_release(&made->graph);
    nsc_space_close(made->space);
    free(made);
}

/* After values were filled: NaN counts as unknown. */
static inline void made_count(made_landscape *made) {
    made->fitness.known_count = 0;
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.known_count += nsc_fitness_known(&made->fitness, point);
}

static inline void made_fill(made_landscape *made, double value) {
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = value;
    made_count(made);
}

static inline void made_fill_random(made_landscape *made, gsl_rng *random) {
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = gsl_rng_uniform(random);
    made_count(made);
}

/* Each value stays with the chance `kept`. */
static inline void made_hide(made_landscape *made, double kept, gsl_rng *random) {
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        if (gsl_rng_uniform(random) >= kept)
            made->fitness.values[point] = NAN;
    made_count(made);
}

/* Symbol number `position` of a word, the first the most significant. */
static inline unsigned made_symbol(uint32_t word, unsigned position, unsigned positions, unsigned symbols) {
    while (++position < positions)
        word /= symbols;
    return word % symbols;
}

/* An NK landscape: a random table for each position and the `next` after it, cyclically; the mean of all. */
static inline void made_fill_nk(made_landscape *made, unsigned next, gsl_rng *random) {
    const nsc_shape shape = made->space->words->shape(made->space, 0);
    const unsigned positions = shape.positions, symbols = made->space->words->symbols;
    size_t size = symbols;
    for (unsigned number = 0; number < next; number++)
        size *= symbols;
    double *table = test_memory(size * positions, sizeof *table);
    for (size_t place = 0; place < size * positions; place++)
        table[place] = gsl_rng_uniform(random);
    for (uint32_t word = 0; word < shape.word_count; word++) {
        double sum = 0;
        for (unsigned position = 0; position < positions; position++) {
            size_t place = 0;
            for (unsigned number = 0; number <= next; number++)
                place = place * symbols + made_symbol(word, (position + number) % positions, positions, symbols);
            sum += table[position * size + place];
        }
        made->fitness.values[word] = sum / positions;
    }
    free(table);
    made_count(made);
}

/* ---- analyses ---- */

typedef struct made_result {
    const nsc_analysis *analysis;
    nsc_table *tables[NSC_ANALYSIS_TABLES];
} made_result;

static inline made_result made_run(const made_landscape *made, const char *analysis,
                                   const nsc_analysis_options *options) {
    made_result result = {.analysis = nsc_analysis_named(analysis)};
    assert_non_null(result.analysis);
    REQUIRE_OK(nsc_analysis_run(result.analysis, &made->landscape, options, result.tables, &error));
    return result;
}

static inline const nsc_table *made_summary(const made_result *result) {
    for (size_t table = 0; table < result->analysis->table_count; table++)
        if (strcmp(result->analysis->tables[table].name, "summary") == 0)
            return result->tables[table];
    fail_msg("%s has no summary", result->analysis->name);
    return NULL;
}

static inline double made_number(nsc_value value) {
    return value.type == NSC_VALUE_REAL      ? value.as.real
           : value.type == NSC_VALUE_INTEGER ? (double)value.as.integer
                                             : (double)NAN;
}

static inline nsc_value made_value(const made_result *result, const char *statistic, int column) {
    const nsc_table *table = made_summary(result);
    const int row = nsc_summary_row(table, statistic);
    if (row < 0)
        fail_msg("%s has no %s", result->analysis->name, statistic);
    return nsc_table_value(table, (size_t)row, (size_t)column);
}

static inline double made_figure(const made_result *result, const char *statistic) {
    return made_number(made_value(result, statistic, NSC_SUMMARY_VALUE));
}

static inline void made_check(const made_result *result, const char *statistic, double expected, double tolerance) {
    const double value = made_figure(result, statistic);
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %s is %.17g instead of %.17g", result->analysis->name, statistic, value, expected);
}

static inline void made_check_reason(const made_result *result, const char *statistic, const char *part) {
    const nsc_value value = made_value(result, statistic, NSC_SUMMARY_VALUE);
    const nsc_value reason = made_value(result, statistic, NSC_SUMMARY_REASON);
    if (value.type != NSC_VALUE_MISSING || reason.type != NSC_VALUE_TEXT || strstr(reason.as.text, part) == NULL)
        fail_msg("%s: %s is %g, \"%s\" instead of \"%s\"", result->analysis->name, statistic, made_number(value),
                 reason.type == NSC_VALUE_TEXT ? reason.as.text : "", part);
}

/* A value of the main table. */
static inline double made_cell(const made_result *result, size_t row, const char *column) {
    const nsc_table *table = result->tables[0];
    for (size_t number = 0; number < nsc_table_column_count(table); number++)
        if (strcmp(nsc_table_columns(table)[number].name, column) == 0)
            return made_number(nsc_table_value(table, row, number));
    fail_msg("no column %s", column);
    return NAN;
}

/* No figure of a summary is without a value and a reason. */
static inline void made_release(made_result *result) {
    const nsc_table *table = made_summary(result);
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        assert_true(nsc_table_value(table, row, NSC_SUMMARY_VALUE).type != NSC_VALUE_MISSING ||
                    nsc_table_value(table, row, NSC_SUMMARY_REASON).type == NSC_VALUE_TEXT);
    nsc_analysis_release(result->tables);
}

/* The same rows on one thread and on three. */
static inline void made_check_threads(const made_landscape *made, const char *analysis, nsc_analysis_options options) {
    options.control = NSC_THREADS(1);
    made_result one = made_run(made, analysis, &options);
    options.control = NSC_THREADS(3);
    made_result three = made_run(made, analysis, &options);
    for (size_t table = 0; table < one.analysis->table_count; table++) {
        assert_int_equal(nsc_table_row_count(one.tables[table]), nsc_table_row_count(three.tables[table]));
        for (size_t row = 0; row < nsc_table_row_count(one.tables[table]); row++)
            for (size_t column = 0; column < nsc_table_column_count(one.tables[table]); column++) {
                const nsc_value first = nsc_table_value(one.tables[table], row, column);
                const nsc_value second = nsc_table_value(three.tables[table], row, column);
                assert_int_equal(first.type, second.type);
                if (first.type == NSC_VALUE_TEXT)
                    assert_string_equal(first.as.text, second.as.text);
                else
                    assert_true(first.type == NSC_VALUE_MISSING || made_number(first) == made_number(second));
            }
    }
    made_release(&one);
    made_release(&three);
}

/* A needle, the same for all, a single known point, and all different. */
enum { MADE_FILLINGS = 4 };
static inline void made_fill_barely(made_landscape *made, int filling) {
    for (uint32_t point = 0; point < made->fitness.point_count; point++) {
        const double values[MADE_FILLINGS] = {point == made->fitness.point_count / 2, 0.1, point == 0 ? 0.5 : NAN,
                                              sqrt(point)};
        made->fitness.values[point] = values[filling];
    }
    made_count(made);
}

/* Refused where no point has a fitness; otherwise some answer. */
static inline void made_check_barely(made_landscape *made, const char *analysis) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    options.lags = 5;
    for (int filling = 0; filling < MADE_FILLINGS; filling++) {
        made_fill_barely(made, filling);
        made_result result = made_run(made, analysis, &options);
        made_release(&result);
    }
    made_fill(made, NAN);
    REQUIRE_REFUSED(nsc_analysis_run(nsc_analysis_named(analysis), &made->landscape, &options, tables, &error),
                    NSC_MISSING, "points have a fitness made up");
    made_close(made);
}

/* On landscapes that have next to nothing. */
static inline void made_check_bare(const char *analysis) {
    static const char *const lists[] = {"a,\n", "a,\nb,\nc,\n", "a,b\n", "a,b\nc,d\n", "a,b\nc,\n"};
    static const char *const spaces[] = {"hamming:1^3",      "hamming:2^1",      "hamming:5^1",   "hamming:3^2",
                                         "nb101:vertices=2", "nb101:vertices=3", "nb201:distinct"};
    for (size_t number = 0; number < sizeof lists / sizeof lists[0]; number++)
        made_check_barely(made_open_edges(lists[number]), analysis);
    for (size_t number = 0; number < sizeof spaces / sizeof spaces[0]; number++)
        made_check_barely(made_open(spaces[number]), analysis);
}

#endif
