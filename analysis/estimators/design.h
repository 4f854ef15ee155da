/*
 * The design of the sample: which points of the space the evaluated ones stand for. Every estimate of the whole space
 * uses it, so that all of them agree on what is a random sample of what.
 *
 * Points of one size (vertices of a cell) count as drawn at random from all of that size, without replacement, since
 * measurements seldom cover all sizes alike. Points that a file lists by choice (nsc_fitness.chosen) stand for
 * themselves alone: they are a stratum of their own, all of which is evaluated.
 */
#ifndef NSC_DESIGN_H
#define NSC_DESIGN_H

#include "analysis/estimators/estimate.h"
#include "analysis/estimators/strata.h"
#include "data/fitness.h"

enum {
    NSC_STRATA = NSC_SIZES + 1,
    NSC_NO_STRATUM = UINT8_MAX /* of points outside the population */
};

typedef struct nsc_design {
    uint32_t space_count;      /* points of the space: the length of arrays over points */
    uint32_t population_count; /* points that are estimated: all, or those asked for */
    uint32_t evaluated_count;
    uint8_t *stratum;               /* [space_count]; NSC_NO_STRATUM outside the population */
    nsc_stratum strata[NSC_STRATA]; /* adjacent sizes are joined if one has too few points for a variance */
    size_t stratum_count;
    double missing_share; /* of the population: in sizes without enough evaluated points */
    char gap[128]; /* sizes of more than 1 % of the population without enough evaluated points, as text, or empty */
} nsc_design;

/*
 * The design of a fitness: evaluated are the points that have a value. `within` ([space_count], borrowed; NULL: all)
 * is the population, such as the cells of depth 3: how many of its points are in a stratum is known, so such a design
 * is better than a share of that of the whole space. One pass over the points, and the sizes. Release with
 * nsc_design_release.
 */
nsc_status nsc_design_open(nsc_design *design, const nsc_space *space, const nsc_fitness *fitness, const bool *within,
                           const nsc_control *control, nsc_error *error);

/*
 * The same of arrays over `point_count` points: evaluated are the points whose values in all `columns` ([point_count]
 * each, NaN if missing) are present; `chosen` and `within` may be NULL. None of the arrays is kept.
 */
typedef struct nsc_design_data {
    uint32_t point_count;
    const double *sizes; /* as nsc_point_sizes gives them; NULL: points of all sizes are one stratum */
    const double *const *columns;
    size_t column_count;
    const bool *chosen, *within;
} nsc_design_data;
nsc_status nsc_design_of(nsc_design *design, const nsc_design_data *data, nsc_error *error);

/* Whether a point is of the population and evaluated. */
bool nsc_design_evaluates(const nsc_design_data *data, uint32_t point);
void nsc_design_release(nsc_design *design);

static inline bool nsc_design_complete(const nsc_design *design) {
    return design->evaluated_count == design->population_count;
}

#define NSC_REASON_LACKS_SIZES "no interval: too few points of a size"

/* True if other sizes would stand for so much of the population that an interval would know nothing of it. */
static inline bool nsc_design_lacks_sizes(const nsc_design *design) {
    const double most = 0.2;
    return design->missing_share > most;
}

/* Points of the population that an evaluated point stands for, the inverse of the chance that it is evaluated. */
static inline double nsc_design_weight(const nsc_design *design, uint32_t point) {
    return nsc_stratum_weight(&design->strata[design->stratum[point]]);
}

/* The chance that a point has no value. */
static inline double nsc_design_hidden(const nsc_design *design, uint32_t point) {
    return 1 - nsc_stratum_share(&design->strata[design->stratum[point]]);
}

/* The weights with mean 1 of points[count] of a design; *weights is NULL if all are equal. Released by free(). */
nsc_status nsc_relative_weights(const nsc_design *design, const uint32_t *points, size_t count, double **weights,
                                nsc_error *error);

/*
 * The standard error of an estimate, and the degrees of freedom of its square: 0 if all points are evaluated, NaN if a
 * stratum is too small to tell, or if it lacks sizes.
 */
typedef struct nsc_standard_error {
    double error, freedom;
} nsc_standard_error;

/*
 * The standard error of an estimate from the influence of each evaluated point: what the estimate is, to first order,
 * the mean of over the population (Särndal, Swensson, Wretman 1992, sections 3.7 and 5.5). influence[count] belongs to
 * points[count], the evaluated points of the population in any order.
 *
 * The degrees of freedom are the smaller of Satterthwaite's (1946) and 2 V² / Var(V), the variance of the variance
 * taken from the fourth moments of the influences: few points far out (networks that failed to train) make a sample's
 * own spread unreliable, and the interval by Student's t wider.
 */
nsc_standard_error nsc_design_error(const nsc_design *design, const uint32_t *points, const double *influence,
                                    size_t count);

/* value ± Student's quantile × standard error: exact if the error is 0, without an interval if it is NaN. */
nsc_estimate nsc_estimate_student(double value, nsc_standard_error error);

/* The same for a correlation, on Fisher's z, so that the ends lie within −1 … 1; `error` is the correlation's own. */
nsc_estimate nsc_estimate_correlation_student(double correlation, nsc_standard_error error);

#endif
