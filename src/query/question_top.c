/* The points with the best fitness. */
#include "query/query_internal.h"

#include "analysis/estimators/ranking.h"
#include "data/data.h"

static const nsc_column cell_columns[] = {
    {"rank", "1 for the best fitness; points that equal the best of a rank within the tolerance share it"},
    {"hash", "official fingerprint"},
    {"fitness", "fitness of the cell"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the cell"},
    NSC_CELL_COLUMN_LIST,
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"known", "number of cells with this fitness"},
    {"coverage", "their share of the space"},
};
enum { CELL_COLUMNS = sizeof cell_columns / sizeof cell_columns[0] };

static const nsc_column point_columns[] = {
    {"rank", "1 for the best fitness; points that equal the best of a rank within the tolerance share it"},
    {"point", "name of the point"},
    {"fitness", "fitness of the point"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the point"},
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_EQUAL_WITHIN,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"known", "number of points with this fitness"},
    {"coverage", "their share of the space"},
};
enum { POINT_COLUMNS = sizeof point_columns / sizeof point_columns[0] };

static nsc_status write_cell(const nsc_row_sink *sink, const nsc_namer *namer, const nsc_fitness *fitness, uint32_t id,
                             size_t rank, nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(namer->space), id);
    enum { BEFORE = 6, AFTER = BEFORE + NSC_CELL_COLUMNS };
    const nsc_point_fitness found = nsc_fitness_at(fitness, id);
    nsc_point_name hash;
    nsc_cell_texts texts;
    nsc_status status = nsc_namer_name(namer, id, &hash, error);
    if (status != NSC_OK)
        return status;
    nsc_value values[CELL_COLUMNS] = {
        nsc_integer((int64_t)rank),
        nsc_text(hash.text),
        nsc_real(found.value),
        nsc_real(found.standard_error),
        nsc_run_count(found.runs),
        nsc_integer(id),
        [AFTER] = nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_real(nsc_order_of(fitness).equal_within),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
        nsc_integer(fitness->known_count),
        nsc_real(nsc_fitness_coverage(fitness)),
    };
    nsc_cell_values(&cell, &texts, values + BEFORE);
    return nsc_sink_row(sink, values, NSC_COUNT_OF(values), error);
}

static nsc_status write_point(const nsc_row_sink *sink, const nsc_namer *namer, const nsc_fitness *fitness,
                              uint32_t point, size_t rank, nsc_error *error) {
    const nsc_point_fitness found = nsc_fitness_at(fitness, point);
    nsc_point_name name;
    nsc_status status = nsc_namer_name(namer, point, &name, error);
    if (status != NSC_OK)
        return status;
    const nsc_value values[POINT_COLUMNS] = {
        nsc_integer((int64_t)rank),
        nsc_text(name.text),
        nsc_real(found.value),
        nsc_real(found.standard_error),
        nsc_run_count(found.runs),
        nsc_integer(point),
        nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_real(nsc_order_of(fitness).equal_within),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
        nsc_integer(fitness->known_count),
        nsc_real(nsc_fitness_coverage(fitness)),
    };
    return nsc_sink_row(sink, values, NSC_COUNT_OF(values), error);
}

/* Says how many points beyond the last one written are as good. */
static void tell_ties(const nsc_question *question, const size_t *ranks, size_t wanted, size_t count) {
    size_t end = wanted;
    while (end < count && ranks[end] == ranks[wanted - 1])
        end++;
    if (end > wanted)
        nsc_question_note(question, "the last point is tied with %zu more: --n %zu lists them", end - wanted, end);
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const size_t wanted = question->n > 0 ? question->n : nsc_query_top.default_n;
    const nsc_space *space;
    nsc_namer namer;
    const nsc_fitness *fitness;
    uint32_t *best = NULL;
    size_t count, *ranks = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_landscape_fitness(opened, question->fitness, &fitness, error));
    NSC_TRY(nsc_points_best_first(fitness, &best, &count, error));
    NSC_TRY(nsc_allocate(&ranks, count, sizeof *ranks, error));
    nsc_shared_ranks(fitness, best, count, ranks);
    if (count > wanted)
        tell_ties(question, ranks, wanted, count);
    count = count < wanted ? count : wanted;
    const bool cells = nsc_space_nb101(space) != NULL;
    NSC_TRY(nsc_namer_open(&namer, space, count, error));
    NSC_TRY(cells ? nsc_sink_begin(sink, cell_columns, CELL_COLUMNS, error)
                  : nsc_sink_begin(sink, point_columns, POINT_COLUMNS, error));
    for (size_t place = 0; place < count; place++)
        NSC_TRY((cells ? write_cell : write_point)(sink, &namer, fitness, best[place], ranks[place], error));
out:
    free(best);
    free(ranks);
    return status;
}

const nsc_query nsc_query_top = {
    .name = "top",
    .meaning = "points with the best fitness",
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(N),
    .default_n = 10,
    .columns = cell_columns,
    .column_count = CELL_COLUMNS,
    .run = run,
};
