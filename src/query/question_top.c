/* The points with the best fitness. */
#include "query/point_rows.h"

#include "analysis/estimators/ranking.h"
#include "data/data.h"

static const nsc_column columns[] = {
    {"rank",
     "1 for the best fitness of all points; points that equal the best of a rank within the tolerance share it"},
    {"hash", "official fingerprint or, if the space is not one of cells, name of the point"},
    {"fitness", "fitness of the point"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the point"},
    NSC_CELL_COLUMN_LIST,
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"known", "number of points with this fitness"},
    {"coverage", "their share of the space"},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static nsc_status write_point(nsc_point_rows *rows, const nsc_fitness *fitness, double equal_within, uint32_t point,
                              size_t rank, nsc_error *error) {
    enum { AFTER_CELL = 6 + NSC_CELL_COLUMNS };
    const nsc_point_fitness found = nsc_fitness_at(fitness, point);
    const nsc_value values[COLUMNS] = {
        nsc_integer((int64_t)rank),
        nsc_missing(), /* the name */
        nsc_real(found.value),
        nsc_real(found.standard_error),
        nsc_run_count(found.runs),
        nsc_integer(point),
        [AFTER_CELL] = nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_real(equal_within),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
        nsc_integer(fitness->known_count),
        nsc_real(nsc_fitness_coverage(fitness)),
    };
    return nsc_point_rows_write(rows, point, values, error);
}

/* Says how many points beyond the last one written are as good. */
static void tell_ties(const nsc_question *question, const size_t *ranks, size_t wanted, size_t count) {
    size_t end = wanted;
    while (end < count && ranks[end] == ranks[wanted - 1])
        end++;
    if (end > wanted)
        nsc_question_note(question, "the last point is tied with %zu more: --n %zu lists them", end - wanted, end);
}

/* Keeps the points that pass, in their order, with their ranks, and says how many they are. */
static nsc_status keep_passing(nsc_point_filter *filter, const nsc_question *question, uint32_t *points, size_t *ranks,
                               size_t *count, nsc_error *error) {
    bool *passes = NULL;
    size_t kept = 0;
    nsc_status status = NSC_OK;
    if (filter == NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&passes, *count, sizeof *passes, error));
    NSC_TRY(nsc_point_filter_pass(filter, points, *count, passes, error));
    for (size_t place = 0; place < *count; place++)
        if (passes[place]) {
            points[kept] = points[place];
            ranks[kept++] = ranks[place];
        }
    nsc_question_note(question, "%zu of %zu points with a fitness pass --where; ranks are among all of them", kept,
                      *count);
    *count = kept;
out:
    free(passes);
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const size_t wanted = question->n > 0 ? question->n : nsc_query_top.default_n;
    const nsc_space *space;
    const nsc_fitness *fitness;
    nsc_point_filter *filter = NULL;
    nsc_point_rows rows = {0};
    uint32_t *best = NULL;
    size_t count, *ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_point_filter_open(&filter, opened, question, columns, COLUMNS, error));
    NSC_TRY(nsc_landscape_fitness(opened, question->fitness, &fitness, error));
    NSC_TRY(nsc_points_best_first(fitness, &best, &count, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    nsc_shared_ranks(fitness, best, count, ranks);
    NSC_TRY(keep_passing(filter, question, best, ranks, &count, error));
    if (count > wanted)
        tell_ties(question, ranks, wanted, count);
    count = count < wanted ? count : wanted;
    NSC_TRY(nsc_point_rows_open(&rows, sink, &nsc_query_top, space, filter, best, count, error));
    const double equal_within = nsc_order_of(fitness).equal_within;
    for (size_t place = 0; place < count; place++)
        NSC_TRY(write_point(&rows, fitness, equal_within, best[place], ranks[place], error));
out:
    nsc_point_rows_close(&rows);
    nsc_point_filter_close(filter);
    free(best);
    free(ranks);
    return status;
}

const nsc_query nsc_query_top = {
    .name = "top",
    .meaning = "points with the best fitness",
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(N) | NSC_QUESTION_READS(WHERE),
    .default_n = 10,
    .columns = columns,
    .column_count = COLUMNS,
    .run = run,
};
