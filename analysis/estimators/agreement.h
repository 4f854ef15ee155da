/* How far two fitnesses of the same points agree: correlations, among all points that have both or among the best. */
#ifndef NSC_AGREEMENT_H
#define NSC_AGREEMENT_H

#include "analysis/estimators/correlation.h"
#include "base/base.h"
#include "data/fitness.h"

/* The values of the points that have both fitnesses, ascending by point, and the sample that they are. */
typedef struct nsc_paired {
    size_t count;
    uint32_t point_count; /* of the space */
    uint32_t *points;     /* [count] */
    double *x, *y;        /* [count] of the first and of the second fitness */
    nsc_design design;
    double *weights; /* [count] with mean 1; NULL if all are equal */
} nsc_paired;

/* sizes[point] as nsc_point_sizes gives them. Release by nsc_paired_release, also after a failure. */
nsc_status nsc_paired_take(nsc_paired *pairs, const double *sizes, const nsc_fitness *first, const nsc_fitness *second,
                           nsc_error *error);
void nsc_paired_release(nsc_paired *pairs);

typedef struct nsc_agreement {
    size_t count; /* points compared */
    nsc_estimate pearson, spearman, kendall;
    const char *reason; /* why values or intervals are missing; NULL if none is */
} nsc_agreement;

/*
 * Agreement among the best `top_percent` % of the population by `keys` ([count], in that order), ties included; 100:
 * among all. See correlation.h for the estimates. O(n log n).
 */
nsc_status nsc_agreement_of(const nsc_paired *pairs, const nsc_order *order, const double *keys, double top_percent,
                            nsc_agreement *agreement, nsc_error *error);

/* The agreement of two fitnesses among the best by the second of them, at each of the percentages; sizes[point] as
 * nsc_point_sizes gives them. */
nsc_status nsc_agreements_among_best(const double *sizes, const nsc_fitness *first, const nsc_fitness *second,
                                     const double *percents, size_t count, nsc_agreement *agreements, nsc_error *error);

/* The compared points, as nsc_correlations takes them; `part` is borrowed. */
nsc_pair_sample nsc_paired_sample(const nsc_paired *pairs, const nsc_best_part *part);

/* The columns of an agreement, `among` included, and their values; a column for its reason is for the table to add. */
enum { NSC_AGREEMENT_COLUMNS = 11, NSC_AMONG_SIZE = 32 };
#define NSC_AGREEMENT_COLUMN_LIST(best_by)                                                                             \
    {"among", "points compared: all, or the best of the space by the " best_by " fitness, ties included"},             \
        {"count", "number of points compared"}, {"pearson", "Pearson's correlation, -1 to 1"},                         \
        {"pearson_low",                                                                                                \
         "lower end of its 95 % interval for the whole space: Fisher's z, skewed as the influences of the points "     \
         "are, which assumes no distribution; the border of the best is an estimate too"},                             \
        {"pearson_high", "upper end"}, {"spearman", "Spearman's rank correlation"},                                    \
        {"spearman_low", "lower end of its 95 % interval, likewise"}, {"spearman_high", "upper end"},                  \
        {"kendall", "Kendall's tau-b"}, {"kendall_low", "lower end of its 95 % interval, likewise"}, {                 \
        "kendall_high", "upper end"                                                                                    \
    }
/* The text of `among` is written to that array. */
void nsc_agreement_values(const nsc_agreement *agreement, double top_percent, char among[NSC_AMONG_SIZE],
                          nsc_value values[NSC_AGREEMENT_COLUMNS]);

#endif
