/*
 * `--where`: conditions on points, as 'params < 5e6 and depth <= 4 and conv3x3 >= 2'. The grammar is that of --rows
 * (base/row_filter.h); the values are those of points, after averaging over runs. A name is, in this order,
 *
 *   a variable of the space, or position_1, position_2, ... of a string: its symbol there
 *   a feature of the space (params, also as trainable_parameters; depth; conv3x3)
 *   fitness       the number by which points are compared
 *   id            the number of the point
 *   hash, point   the name of the point
 *   a rule of fitness: test@108, time@108, valid@36:run1, column:NAME
 *   NAME          the column NAME of the table
 *
 * A missing value passes no comparison but = ''.
 */
#ifndef NSC_WHERE_H
#define NSC_WHERE_H

#include "query/query.h"

typedef struct nsc_point_filter nsc_point_filter;

/*
 * Compiles question->where and looks its names up in the space and in the data; *`filter` is NULL if there is no
 * condition. `shown` are the columns that the answer has already. NSC_USAGE for a mistake and for an unknown name, with
 * a caret under its place and the nearest name; failures of nsc_landscape_measurements. Release with
 * nsc_point_filter_close.
 */
nsc_status nsc_point_filter_open(nsc_point_filter **filter, nsc_opened_landscape *opened, const nsc_question *question,
                                 const nsc_column *shown, size_t shown_count, nsc_error *error);
void nsc_point_filter_close(nsc_point_filter *filter);

/*
 * Whether each of points[count] passes all comparisons; each comparison is evaluated for the points that have passed
 * those before it. For up to 1,000 points no value of another point is computed if the space and the data permit. NULL
 * in place of a filter: all pass. NSC_MISSING if the data lacks a fitness, with a caret; else failures of
 * nsc_landscape_values.
 */
nsc_status nsc_point_filter_pass(nsc_point_filter *filter, const uint32_t *points, size_t count, bool *passes,
                                 nsc_error *error);

/* The same for all points of the space, in order of their ids; *`count` is how many pass. `passing` is released by
 * free(); NULL in place of a filter: all of them. */
nsc_status nsc_point_filter_all(nsc_point_filter *filter, const nsc_space *space, uint32_t **passing, size_t *count,
                                nsc_error *error);

/* The columns for names of the condition that the answer does not show already. Their texts live as long as the
 * filter. */
size_t nsc_point_filter_column_count(const nsc_point_filter *filter);
void nsc_point_filter_columns(const nsc_point_filter *filter, nsc_column *columns);

/* Their values at points[count], into values[count × column_count], row by row. */
nsc_status nsc_point_filter_values(nsc_point_filter *filter, const uint32_t *points, size_t count, nsc_value *values,
                                   nsc_error *error);

#endif
