/* An opened landscape with a made-up fitness, and the answers to questions about it as tables. */
#ifndef NSC_ASKED_LANDSCAPE_H
#define NSC_ASKED_LANDSCAPE_H

#include "made_landscape.h"
#include "query/query.h"
#include "table_cells.h"

typedef struct asked_landscape {
    made_landscape *made; /* its values are those of the opened landscape; a test changes them before it asks */
    const double *errors; /* [point] standard errors; NULL: none */
    nsc_opened_landscape *opened;
} asked_landscape;

static inline nsc_status asked_fill(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                                    nsc_error *error) {
    const asked_landscape *asked = context;
    const uint32_t count = fitness->point_count;
    (void)rule;
    (void)error;
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
    fitness->values = test_memory(count, sizeof(double));
    memcpy(fitness->values, asked->made->fitness.values, count * sizeof(double));
    if (asked->errors == NULL)
        return NSC_OK;
    fitness->standard_errors = test_memory(count, sizeof(double));
    memcpy(fitness->standard_errors, asked->errors, count * sizeof(double));
    return NSC_OK;
}

/* Opens the landscape of the values, direction and tolerance that `made` has now. Closed with asked_close. */
static inline asked_landscape *asked_open(made_landscape *made, const double *errors) {
    asked_landscape *asked = test_memory(1, sizeof *asked);
    char equal_within[32];
    *asked = (asked_landscape){.made = made, .errors = errors};
    snprintf(equal_within, sizeof equal_within, "%.17g", made->fitness.equal_within);
    const nsc_landscape_names names = {.open_space = made->space,
                                       .fitness = "column:made",
                                       .direction = made->fitness.direction,
                                       .equal_within = made->fitness.has_equal_within ? equal_within : NULL,
                                       .make_fitness = asked_fill,
                                       .make_context = asked};
    REQUIRE_OK(nsc_landscape_open(&asked->opened, &names, &error));
    return asked;
}

static inline void asked_close(asked_landscape *asked) {
    nsc_landscape_close(asked->opened);
    free(asked);
}

static inline nsc_status asked_begin(void *context, const nsc_column *columns, size_t column_count, nsc_error *error) {
    return nsc_table_create(context, columns, column_count, error);
}

static inline nsc_status asked_row(void *context, const nsc_value *values, size_t count, nsc_error *error) {
    return nsc_table_add(*(nsc_table **)context, values, count, error);
}

/* Asks about up to two points by their ids; UINT32_MAX: there is no second one. *table is NULL where none was begun,
 * else released by nsc_table_destroy. */
static inline nsc_status asked_answer(const asked_landscape *asked, const char *query, nsc_question question,
                                      uint32_t first, uint32_t second, nsc_table **table, nsc_error *error) {
    char texts[2][32];
    const char *points[2] = {texts[0], texts[1]};
    const nsc_row_sink sink = {asked_begin, asked_row, table};
    snprintf(texts[0], sizeof texts[0], "id:%u", first);
    snprintf(texts[1], sizeof texts[1], "id:%u", second);
    question.points = points;
    question.point_count = second == UINT32_MAX ? 1 : 2;
    *table = NULL;
    return nsc_query_run(nsc_query_named(query), asked->opened, &question, &sink, error);
}

static inline double asked_number(const nsc_table *table, size_t row, const char *column) {
    return made_number(cell_of(table, row, column));
}

/* "" if missing. */
static inline const char *asked_text(const nsc_table *table, size_t row, const char *column) {
    const nsc_value value = cell_of(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

#endif
