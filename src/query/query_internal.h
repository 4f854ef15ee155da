/* Functions that questions share: names of points, the relation, notes, tables handed to a sink. */
#ifndef NSC_QUERY_INTERNAL_H
#define NSC_QUERY_INTERNAL_H

#include "query/query.h"

#include "base/base.h"
#include "graph/graph.h"
#include "query/point_columns.h"

/*
 * Names points: cells by their official hashes, other points as their space does. For more cells than `wanted` = 100
 * the index of all hashes is opened, since computing each hash takes longer.
 */
typedef struct nsc_namer {
    const nsc_space *space;
    const nsc_hash *hashes; /* NULL: names come from the space */
} nsc_namer;
nsc_status nsc_namer_open(nsc_namer *namer, const nsc_space *space, size_t wanted, nsc_error *error);
nsc_status nsc_namer_name(const nsc_namer *namer, uint32_t point, nsc_point_name *name, nsc_error *error);

/* The relation of the question; NSC_USAGE if the space does not have it. */
nsc_status nsc_question_relation(nsc_opened_landscape *opened, const nsc_question *question,
                                 const nsc_relation **relation, nsc_error *error);

/* The points of the question, into points[question->point_count]; NSC_INVALID for one that does not exist. */
nsc_status nsc_question_points(const nsc_space *space, const nsc_question *question, uint32_t *points,
                               nsc_error *error);

/* The column that says whether a difference is more than noise, and its value: nothing where that is unknown. */
#define NSC_COLUMN_BEYOND_NOISE                                                                                        \
    {                                                                                                                  \
        "beyond_noise", "yes: the difference is more than its standard error, the root of the sum of both squared; "   \
                        "no: not; empty: a standard error is missing, as of a single run or a surrogate"               \
    }
nsc_value nsc_beyond_noise_value(nsc_point_fitness one, nsc_point_fitness other);

/* Tells whoever asks; sentences longer than 300 bytes are cut. */
void nsc_question_note(const nsc_question *question, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
