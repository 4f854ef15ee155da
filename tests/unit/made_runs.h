/* A landscape with made-up runs at the official budgets, opened over them; what is NaN is not available. */
#ifndef NSC_TEST_MADE_RUNS_H
#define NSC_TEST_MADE_RUNS_H

#include "analysis/analysis.h"
#include "testing.h"

#include "table_cells.h"

#include <math.h>

enum { MADE_SPLITS = 3, MADE_BUDGETS = 4, MADE_RUNS = 3, MADE_CELLS = 2532 };
enum { MADE_VALID, MADE_TEST, MADE_TIME };
static const int made_epochs[MADE_BUDGETS] = {4, 12, 36, 108};

typedef struct made_runs {
    nsc_space *space;
    nsc_graph graph;
    nsc_opened_landscape *opened; /* by made_look_at: values that change later are not seen */
    nsc_landscape landscape;
    nsc_status fails;                                              /* what a further request meets, if not NSC_OK */
    double means_only[MADE_SPLITS][MADE_BUDGETS][MADE_CELLS];      /* served as the mean where there are no runs */
    double runs[MADE_SPLITS][MADE_BUDGETS][MADE_RUNS][MADE_CELLS]; /* [cell] */
} made_runs;

/* The mean of the runs known, or the mean held as such; or one run. */
static inline double made_value(const made_runs *made, const nsc_fitness_rule *rule, uint32_t point) {
    const int split = rule->metric == NSC_METRIC_VALID  ? MADE_VALID
                      : rule->metric == NSC_METRIC_TEST ? MADE_TEST
                                                        : MADE_TIME;
    double sum = 0, count = 0;
    for (int budget = 0; budget < MADE_BUDGETS; budget++) {
        if (made_epochs[budget] != rule->epochs)
            continue;
        if (rule->policy >= NSC_POLICY_RUN1)
            return made->runs[split][budget][rule->policy - NSC_POLICY_RUN1][point];
        for (int run = 0; run < MADE_RUNS; run++)
            if (!isnan(made->runs[split][budget][run][point])) {
                sum += made->runs[split][budget][run][point];
                count++;
            }
        return count > 0 ? sum / count : made->means_only[split][budget][point];
    }
    return NAN;
}

static inline nsc_status made_give(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                                   nsc_error *error) {
    const made_runs *made = context;
    if (made->fails != NSC_OK)
        return nsc_error_set(error, made->fails, "the file is damaged");
    fitness->origin = NSC_ORIGIN_MEASURED;
    const nsc_status status = nsc_allocate(&fitness->values, fitness->point_count, sizeof(double), error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++)
        fitness->values[point] = made_value(made, rule, point);
    return status;
}

/* A space of up to 2,532 cells in which nothing is measured yet. */
static inline void made_open(made_runs *made, const char *space, const char *relation) {
    memset(made, 0, sizeof *made);
    made->space = open_space(space);
    assert_true(made->space->point_count <= MADE_CELLS);
    REQUIRE_OK(nsc_graph_build(&made->graph, made->space, nsc_relation_named(relation), NSC_THREADS(1), &error));
    double *values = &made->means_only[0][0][0];
    for (size_t value = 0; value < sizeof made->means_only / sizeof(double); value++)
        values[value] = NAN;
    values = &made->runs[0][0][0][0];
    for (size_t value = 0; value < sizeof made->runs / sizeof(double); value++)
        values[value] = NAN;
}

/* Makes `rule` the fitness of the landscape; once everything is measured. */
static inline void made_look_at(made_runs *made, const char *rule) {
    static const nsc_control one_thread = {.thread_count = 1}; /* outlives what is opened */
    const nsc_landscape_names names = {
        .open_space = made->space, .make_fitness = made_give, .make_context = made, .control = &one_thread};
    const nsc_fitness *fitness;
    nsc_landscape_close(made->opened);
    assert_int_equal(nsc_landscape_open(&made->opened, &names, NULL), NSC_OK);
    assert_int_equal(nsc_landscape_fitness(made->opened, rule, &fitness, NULL), NSC_OK);
    made->landscape = nsc_landscape_of(made->space, &made->graph, fitness);
    made->landscape.opened = made->opened;
}

static inline void made_close(made_runs *made) {
    nsc_landscape_close(made->opened);
    nsc_graph_release(&made->graph);
    nsc_space_close(made->space);
}

static inline void made_analyse(const made_runs *made, const char *name, const nsc_analysis_options *options,
                                nsc_table *tables[NSC_ANALYSIS_TABLES]) {
    REQUIRE_OK(nsc_analysis_run(nsc_analysis_named(name), &made->landscape, options, tables, &error));
}

/* ---- the landscape of a program's tests, one at a time ---- */

enum { CELLS = 91 }; /* of up to four vertices */

static made_runs made;

static inline int open_made(void **state) {
    (void)state;
    made_open(&made, "nb101:vertices=4", "pruned");
    assert_int_equal(made.space->point_count, CELLS);
    return 0;
}

static inline int close_made(void **state) {
    (void)state;
    made_close(&made);
    return 0;
}

/* ---- tables ---- */

/* The row whose columns say these; fails where there is none. */
static inline size_t row_with(const nsc_table *table, const char *first, const char *first_text, const char *second,
                              const char *second_text) {
    for (size_t row = 0; row < nsc_table_row_count(table); row++)
        if (strcmp(text_of(table, row, first), first_text) == 0 &&
            (second == NULL || strcmp(text_of(table, row, second), second_text) == 0))
            return row;
    fail_msg("no row with %s, %s", first_text, second_text != NULL ? second_text : "");
    return 0;
}

static inline void assert_near(double value, double expected, const char *what) {
    if (!(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected))) && !(isnan(value) && isnan(expected)))
        fail_msg("%s: %.17g, expected %.17g", what, value, expected);
}

/* Both hold the same, to the last bit. */
static inline void assert_same_tables(const nsc_table *first, const nsc_table *second) {
    assert_int_equal(nsc_table_row_count(first), nsc_table_row_count(second));
    for (size_t row = 0; row < nsc_table_row_count(first); row++)
        for (size_t column = 0; column < nsc_table_column_count(first); column++) {
            const nsc_value left = nsc_table_value(first, row, column), right = nsc_table_value(second, row, column);
            assert_int_equal(left.type, right.type);
            if (left.type == NSC_VALUE_TEXT)
                assert_string_equal(left.as.text, right.as.text);
            else if (left.type == NSC_VALUE_INTEGER)
                assert_int_equal(left.as.integer, right.as.integer);
            else if (left.type == NSC_VALUE_REAL)
                assert_true(left.as.real == right.as.real);
        }
}

/* ---- slow statistics ---- */

static inline double slow_pearson(const double *x, const double *y, size_t count) {
    long double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t number = 0; number < count; number++) {
        mean_x += x[number] / (long double)count;
        mean_y += y[number] / (long double)count;
    }
    for (size_t number = 0; number < count; number++) {
        xx += (x[number] - mean_x) * (x[number] - mean_x);
        yy += (y[number] - mean_y) * (y[number] - mean_y);
        xy += (x[number] - mean_x) * (y[number] - mean_y);
    }
    return (double)(xy / sqrtl(xx * yy));
}

/* Ranks by counting: those below, and half of those as good. */
static inline void slow_ranks(const double *x, size_t count, double *ranks) {
    for (size_t number = 0; number < count; number++) {
        ranks[number] = 0.5;
        for (size_t other = 0; other < count; other++)
            ranks[number] += x[other] < x[number] ? 1 : x[other] == x[number] ? 0.5 : 0;
    }
}

static inline double slow_spearman(const double *x, const double *y, size_t count) {
    static double ranks[2][MADE_CELLS];
    slow_ranks(x, count, ranks[0]);
    slow_ranks(y, count, ranks[1]);
    return slow_pearson(ranks[0], ranks[1], count);
}

/* Tau-b from the definition, pair by pair. */
static inline double slow_kendall(const double *x, const double *y, size_t count) {
    double agreeing = 0, by_x = 0, by_y = 0;
    for (size_t first = 0; first < count; first++)
        for (size_t second = 0; second < first; second++) {
            const double sign_x = (x[first] > x[second]) - (x[first] < x[second]);
            const double sign_y = (y[first] > y[second]) - (y[first] < y[second]);
            agreeing += sign_x * sign_y;
            by_x += sign_x * sign_x;
            by_y += sign_y * sign_y;
        }
    return agreeing / sqrt(by_x * by_y);
}

#endif
