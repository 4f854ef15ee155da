/* What the two passes over pairs share: sums by strata of both ends, and residuals. */
#ifndef NSC_PAIRS_INTERNAL_H
#define NSC_PAIRS_INTERNAL_H

#include "analysis/estimators/pairs.h"

/* The pairs of a group from one stratum to another. */
typedef struct nsc_pair_cell {
    uint64_t all, evaluated;
    double all_weight, weight; /* sums of the pairs' own weights */
    double sum[NSC_PAIR_QUANTITIES];
    double mean[NSC_PAIR_QUANTITIES]; /* of the pairs that the cell is taken together with */
    double share;                     /* of all pairs, that the cell and those that it is taken together with have */
    double factor;                    /* of a residual in the estimate */
    bool is_joined;                   /* with other cells of few pairs */
} nsc_pair_cell;

/* Sums over the residuals of a group that decide about the error of one quantity. */
typedef struct nsc_pair_spread {
    double clustered, point_fourths;         /* over points: of h E², of (h E²)² */
    double dependent, squares, fourths;      /* over pairs: of h h' e², of e², of e⁴ */
    double independent;                      /* over pairs: of (h + h' − h h') e² */
    double clustered_cubes, dependent_cubes; /* over points, over pairs: third moments */
} nsc_pair_spread;

/* What the errors of all quantities share. */
typedef struct nsc_pair_counts {
    double points, point_weight, point_weight_squares; /* over points: of 1, of the sums of factors at a point, of
                                                          their squares */
    double concentration;                              /* over points: of h times those squares */
    double pairs, weight, weight_squares;              /* over pairs: of 1, of factors, of their squares */
} nsc_pair_counts;

typedef struct nsc_pair_group_state {
    double weight;   /* of all pairs */
    double at_point; /* of those at the point in question, and how many they are */
    uint32_t places;
    uint32_t *hubs; /* evaluated ones, ascending */
    size_t hub_count, hub_capacity;
    double missing_hub, gap; /* shares of the pairs: of a hub, of strata, that are not evaluated; 0: none */
    double concentration;    /* Σ h / π × (share of the pairs that are at a point)² over all points but hubs */
    double largest_missing;  /* largest part of it by a point that is not evaluated */
    uint64_t pairs;          /* evaluated */
    bool is_complete;
    double mean[NSC_PAIR_QUANTITIES];
    nsc_pair_spread sums[NSC_PAIR_QUANTITIES];
    nsc_pair_counts counts;
    double residual[NSC_PAIR_QUANTITIES], factor; /* sums at the point in question */
} nsc_pair_group_state;

typedef struct nsc_pair_estimation {
    const nsc_landscape *landscape;
    const nsc_kind_groups *kinds;
    const nsc_design *design;
    const nsc_pair_quantities *quantities;
    const bool *evaluated; /* [point] */
    nsc_rows rows;
    bool is_complete;
    size_t group_count, class_count, cell_count; /* cells of a group: classes² */
    nsc_pair_group_state *groups;
    nsc_pair_cell *cells; /* [group × cell_count + class of the first × class_count + class of the second] */
} nsc_pair_estimation;

static inline size_t nsc_pair_group(const nsc_pair_estimation *state, nsc_kind kind) {
    return state->kinds != NULL ? state->kinds->of_kind[kind] : kind;
}

static inline size_t nsc_pair_reverse(const nsc_pair_estimation *state, nsc_kind kind) {
    return state->kinds != NULL ? state->kinds->reverse[kind] : state->landscape->space->edge_kinds[kind].reverse;
}

/* The weight of a pair by itself, which depends on its first point. */
static inline double nsc_pair_weight(const nsc_pair_estimation *state, uint32_t first) {
    return state->quantities->by_degree ? 1.0 / nsc_graph_degree(state->landscape->graph, first) : 1;
}

static inline bool nsc_pair_is_hub(const nsc_pair_group_state *group, uint32_t point) {
    const size_t place = nsc_first_at_least(group->hubs, group->hub_count, point);
    return place < group->hub_count && group->hubs[place] == point;
}

/* A point's stratum, or the last class if it is a hub of the group; on complete data there is one class. */
static inline size_t nsc_pair_class(const nsc_pair_estimation *state, size_t group, uint32_t point) {
    if (state->is_complete)
        return 0;
    return nsc_pair_is_hub(&state->groups[group], point) ? state->class_count - 1 : state->design->stratum[point];
}

static inline nsc_pair_cell *nsc_pair_cell_of(const nsc_pair_estimation *state, size_t group, uint32_t first,
                                              uint32_t second) {
    const size_t from = nsc_pair_class(state, group, first), to = nsc_pair_class(state, group, second);
    return &state->cells[group * state->cell_count + from * state->class_count + to];
}

/* Sums of residuals of all groups, after their means; one pass over the graph. */
void nsc_pair_residuals(nsc_pair_estimation *state);

/* The effective number of independent pairs, as far as the weights of pairs and points tell. */
double nsc_pair_effective(const nsc_pair_counts *counts);

/* Whether there are enough pairs of quantities of that kurtosis for an interval. */
bool nsc_pair_enough(const nsc_pair_counts *counts, double kurtosis);

/*
 * Points that are in many pairs vary a mean most. If the sample holds less of them than the graph has, the sum over
 * points is too small by about this factor; 1 if it holds as many or more. A single point that has much of it and is
 * not evaluated counts for more, since no other is like it.
 */
double nsc_pair_concentration(const nsc_pair_group_state *group);

/* The standard error of a group's mean, and its degrees of freedom. */
nsc_standard_error nsc_pair_error(const nsc_pair_group_state *group, size_t number, double kurtosis);

/* Student's interval, wider on the side to which the estimate's distribution leans (Hall 1992). */
nsc_estimate nsc_pair_interval(const nsc_pair_spread *sums, double value, nsc_standard_error error);

#endif
