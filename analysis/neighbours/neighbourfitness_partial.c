/*
 * Neighbour fitness correlations of the whole landscape, estimated from a part of it.
 *
 * The mean over the few evaluated neighbours of a point varies more than that over all of them, which lowers a plain
 * correlation. So its variance is taken apart into pairs: with f the fitness less its mean and d the degree,
 *     mean of (Σ_j f_j / d_i)² = Σ_i (Σ_j f_j² + Σ_{j ≠ k} f_j f_k) / d_i² / points,
 * where two neighbours j, k of one point are both evaluated with the product of their probabilities, whether or not
 * the point itself is; and the covariance with a point's own fitness into pairs of neighbours. Each sum is taken over
 * what is evaluated, by the design's weights, and scaled to the number that the graph has.
 *
 * The interval is that of pair_correlation.h, from the influence of each point on the logarithms of the covariance and
 * of the two variances. What pairs with two hidden ends count twice is not taken off, which leaves it wider.
 */
#include "analysis/estimators/pair_correlation.h"
#include "analysis/estimators/pairs.h"
#include "analysis/neighbours/neighbourfitness_internal.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

/* With fewer, the variance of means is so uncertain that no interval covers. */
enum { LEAST_PAIRS = 200 };

/* Of one point. */
typedef struct own_sums {
    double weight, fitness; /* design weight, and fitness less the mean; 0 if not evaluated */
    double around;          /* Σ_j w_j f_j over the neighbours */
    double single, squared; /* Σ_i 1 / d_i and Σ_i 1 / d_i² over the neighbours */
    double pairs;           /* influence on the sum over pairs of neighbours of one point */
} own_sums;

typedef struct sums {
    const nsc_landscape *landscape;
    nsc_design design;
    nsc_rows rows;
    own_sums *points; /* [point] */
    double mean, count, weight;
    double covariance, covariance_weight;           /* Σ w_i w_j f_i f_j / d_i, and without f */
    double variance;                                /* Σ w f², over `weight` */
    double level, level_weight;                     /* Σ w_j f_j Σ 1 / d_i */
    double squares, squares_weight, squares_all;    /* the diagonal: the last one over all points */
    double products, products_weight, products_all; /* the rest */
    double pairs, pairs_squared;                    /* of w_i w_j, and of its square */
} sums;

static double inverse_degree(const sums *state, uint32_t point) {
    return 1.0 / nsc_graph_degree(state->landscape->graph, point);
}

static void fill_points(sums *state) {
    const double *values = state->landscape->fitness->values;
    double sum = 0;
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++) {
        own_sums *own = &state->points[point];
        if (nsc_graph_degree(state->landscape->graph, point) == 0)
            continue;
        state->count++;
        if (isnan(values[point]))
            continue;
        own->weight = nsc_design_weight(&state->design, point);
        state->weight += own->weight;
        sum += own->weight * values[point];
    }
    state->mean = sum / state->weight;
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++) {
        own_sums *own = &state->points[point];
        own->fitness = own->weight > 0 ? values[point] - state->mean : 0;
        state->variance += own->weight * own->fitness * own->fitness;
    }
}

/* Sums over the neighbours of each point, and over the pairs of them. */
static void add_up(sums *state) {
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++) {
        own_sums *own = &state->points[point];
        const nsc_row row = nsc_rows_at(&state->rows, point);
        double weight = 0, weights = 0, square = 0, parts = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const own_sums *other = &state->points[row.points[place]];
            const double step = inverse_degree(state, row.points[place]);
            const double part = other->weight * other->fitness;
            own->single += step;
            own->squared += step * step;
            own->around += part;
            weight += other->weight;
            weights += other->weight * other->weight;
            square += other->weight * other->fitness * other->fitness;
            parts += part * part;
        }
        if (row.count == 0)
            continue;
        const double step = 1.0 / row.count;
        state->pairs += own->weight * weight;
        state->pairs_squared += own->weight * own->weight * weights;
        state->covariance += own->weight * own->fitness * step * own->around;
        state->covariance_weight += own->weight * step * weight;
        state->squares += step * step * square;
        state->squares_weight += step * step * weight;
        state->squares_all += step;
        state->products += step * step * (own->around * own->around - parts);
        state->products_weight += step * step * (weight * weight - weights);
        state->products_all += step * step * row.count * (row.count - 1.0);
    }
}

/* Σ over common neighbours of what a point and the other neighbours contribute, both orders. */
static void add_influences(sums *state) {
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++) {
        own_sums *own = &state->points[point];
        const double part = own->weight * own->fitness;
        const nsc_row row = nsc_rows_at(&state->rows, point);
        state->level += part * own->single;
        state->level_weight += own->weight * own->single;
        if (own->weight == 0)
            continue;
        for (uint32_t place = 0; place < row.count; place++) {
            const double step = inverse_degree(state, row.points[place]);
            own->pairs += 2 * step * step * part * (state->points[row.points[place]].around - part);
        }
    }
}

/* Covariance, variance of the fitness, and of the means of neighbours; each less what its mean is. */
typedef struct parts {
    double covariance, variance, around, level, single, paired;
} parts;

static parts parts_of(const sums *state) {
    parts found = {.covariance = state->covariance / state->covariance_weight,
                   .variance = state->variance / state->weight,
                   .level = state->level / state->level_weight};
    found.single = state->squares_all / state->count * state->squares / state->squares_weight;
    found.paired =
        state->products_all > 0 ? state->products_all / state->count * state->products / state->products_weight : 0;
    found.around = found.single + found.paired - found.level * found.level;
    return found;
}

/* The influences of one point on the logarithms, as x and y of nsc_quadratic: correlation × (x − y). */
static void influences_of(const sums *state, const parts *all, uint32_t point, double *x, double *y) {
    const own_sums *own = &state->points[point];
    const double part = own->weight * own->fitness, degree = nsc_graph_degree(state->landscape->graph, point);
    const nsc_row row = nsc_rows_at(&state->rows, point);
    double forwards = own->around / degree, backwards = 0, weight = 0;
    for (uint32_t place = 0; place < row.count; place++) {
        const own_sums *other = &state->points[row.points[place]];
        const double step = inverse_degree(state, row.points[place]);
        backwards += step * other->weight * other->fitness;
        weight += (step + 1 / degree) * other->weight;
    }
    const double covariance =
        (part * (forwards + backwards) - all->covariance * own->weight * weight) / state->covariance_weight;
    const double single = state->squares_all / state->count * own->weight * own->squared *
                          (own->fitness * own->fitness - state->squares / state->squares_weight) /
                          state->squares_weight;
    const double paired =
        state->products_all > 0 ? state->products_all / state->count * own->pairs / state->products_weight : 0;
    const double level = part * own->single / state->level_weight;
    *x = covariance / all->covariance - (single + paired - 2 * all->level * level) / (2 * all->around);
    *y = own->weight * (own->fitness * own->fitness - all->variance) / (2 * state->weight * all->variance);
}

static void find_errors(const sums *state, const parts *all, double correlation, nsc_pair_errors *errors) {
    *errors = (nsc_pair_errors){0};
    for (uint32_t point = 0; point < state->landscape->graph->point_count; point++) {
        double x, y;
        if (state->points[point].weight == 0)
            continue;
        influences_of(state, all, point, &x, &y);
        nsc_pair_errors_add(errors, nsc_design_hidden(&state->design, point), correlation * x, y, correlation);
    }
}

/* Pairs of neighbours that are worth as much as so many pairs of normally distributed fitnesses; each is met twice. */
static double effective_pairs(const sums *state) {
    return nsc_effective_pairs(state->pairs * state->pairs / state->pairs_squared / 2,
                               nsc_design_kurtosis(&state->design, state->landscape->fitness->values));
}

nsc_status nsc_neighbour_correlation(const nsc_landscape *landscape, const nsc_control *control,
                                     nsc_estimate *correlation, const char **reason, nsc_error *error) {
    sums state = {.landscape = landscape};
    nsc_pair_errors errors;
    nsc_status status = NSC_OK;
    *correlation = nsc_estimate_none();
    NSC_TRY(nsc_design_open(&state.design, landscape->space, landscape->fitness, NULL, control, error));
    NSC_TRY(nsc_rows_open(&state.rows, landscape->graph, error));
    NSC_TRY(nsc_allocate(&state.points, landscape->graph->point_count, sizeof *state.points, error));
    fill_points(&state);
    add_up(&state);
    add_influences(&state);
    const parts all = parts_of(&state);
    const double value = all.covariance / sqrt(all.variance * all.around);
    if (!(effective_pairs(&state) >= LEAST_PAIRS))
        *reason = "too few pairs";
    else if (!(fabs(value) < 1))
        *reason = "the variances estimated from the part give no correlation between -1 and 1";
    else {
        find_errors(&state, &all, value, &errors);
        *correlation = nsc_estimate_pair_correlation(value, &errors);
    }
out:
    nsc_rows_close(&state.rows);
    nsc_design_release(&state.design);
    free(state.points);
    return status;
}

/* ---- both ends of an edge ---- */

/* A walk over all points with neighbours, each edge alike, as over one component. */
static nsc_status prepare_domain(nsc_walk_domain *domain, const nsc_landscape *landscape, const nsc_control *control,
                                 nsc_error *error) {
    const double places = (double)nsc_graph_place_count(landscape->graph);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_domain_create(domain, landscape, control, error));
    NSC_TRY(nsc_allocate(&domain->strengths, landscape->graph->point_count, sizeof *domain->strengths, error));
    for (uint32_t point = 0; point < landscape->graph->point_count; point++) {
        domain->strengths[point] = nsc_graph_degree(landscape->graph, point);
        domain->walked[point] = domain->strengths[point] > 0;
        domain->stationary[point] = domain->strengths[point] / places;
        domain->point_count += domain->walked[point];
    }
    NSC_TRY(nsc_walk_domain_complete(domain, error));
out:
    return status;
}

nsc_status nsc_edge_correlation(const nsc_landscape *landscape, const nsc_control *control, nsc_estimate *correlation,
                                const char **reason, nsc_error *error) {
    const nsc_graph unweighted = nsc_graph_unweighted(landscape->graph);
    nsc_landscape walked = *landscape;
    nsc_walk_domain domain = {0};
    nsc_rwa_curve curve = {0};
    nsc_status status = NSC_OK;
    walked.graph = &unweighted;
    *correlation = nsc_estimate_none();
    NSC_TRY(prepare_domain(&domain, &walked, control, error));
    NSC_TRY(nsc_rwa_curve_create(&curve, 1, error));
    NSC_TRY(nsc_rwa_find(&domain, 0, &curve, control, error)); /* at lag 1 nothing is drawn */
    *correlation = (nsc_estimate){curve.autocorrelation[1], curve.low[1], curve.high[1]};
    if (!isfinite(correlation->value))
        *reason = "too few pairs";
out:
    nsc_walk_domain_release(&domain);
    nsc_rwa_curve_release(&curve);
    return status;
}
