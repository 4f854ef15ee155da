/* What the names of a condition on points stand for. */
#ifndef NSC_WHERE_INTERNAL_H
#define NSC_WHERE_INTERNAL_H

#include "query/query_internal.h"
#include "query/where.h"

typedef enum nsc_value_kind {
    NSC_WHERE_SYMBOL,  /* at a position of a string: a text */
    NSC_WHERE_FEATURE, /* of the space */
    NSC_WHERE_FITNESS, /* by a rule */
    NSC_WHERE_ID,
    NSC_WHERE_NAME /* of the point: a text */
} nsc_value_kind;

/* A name that the condition may use. */
typedef struct nsc_known_name {
    char *name; /* as typed: "params", "acc" */
    char *text; /* as its column is called: "column:acc", "test@108:mean" */
    nsc_value_kind kind;
    size_t number; /* of the feature or the position */
    bool has_rule; /* `text` is its rule; else it is the fitness of the question */
    bool is_shown; /* in a column of its own */
    double *all;   /* [point_count] of a feature, once so many points are asked for; else NULL */
} nsc_known_name;

struct nsc_point_filter {
    nsc_opened_landscape *opened;
    const nsc_space *space;
    const char *fitness; /* of the question */
    const nsc_control *control;
    nsc_row_filter *condition;
    nsc_known_name *names;
    size_t count, capacity, listed; /* the first `listed` were there before the condition was read */
    nsc_error failure;              /* of looking up a name that is not listed */
};

/* True for a symbol and for the name of a point. */
static inline bool nsc_where_is_text(const nsc_known_name *name) {
    return name->kind == NSC_WHERE_SYMBOL || name->kind == NSC_WHERE_NAME;
}

#endif
