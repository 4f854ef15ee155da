/* A curve over lags, and its exact form for a fitness available at every point that the walk visits. */
#include "analysis/composition/interaction_orders.h"
#include "analysis/registry_internal.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

nsc_status nsc_rwa_curve_create(nsc_rwa_curve *curve, unsigned lags, nsc_error *error) {
    *curve = (nsc_rwa_curve){.lags = lags};
    double **const arrays[] = {&curve->autocorrelation,    &curve->low,     &curve->high,
                               &curve->return_probability, &curve->unknown, &curve->effective_pairs};
    for (size_t array = 0; array < NSC_COUNT_OF(arrays); array++) {
        nsc_status status = nsc_allocate(arrays[array], (size_t)lags + 1, sizeof(double), error);
        if (status != NSC_OK) {
            nsc_rwa_curve_release(curve);
            return status;
        }
        for (unsigned lag = 0; lag <= lags; lag++)
            (*arrays[array])[lag] = NAN;
    }
    return NSC_OK;
}

void nsc_rwa_curve_release(nsc_rwa_curve *curve) {
    free(curve->autocorrelation);
    free(curve->low);
    free(curve->high);
    free(curve->return_probability);
    free(curve->unknown);
    free(curve->effective_pairs);
    *curve = (nsc_rwa_curve){0};
}

void nsc_rwa_curve_set_exact(nsc_rwa_curve *curve, unsigned lag, double value) {
    curve->autocorrelation[lag] = curve->low[lag] = curve->high[lag] = value;
    curve->unknown[lag] = 0;
}

void nsc_rwa_curve_set(nsc_rwa_curve *curve, unsigned lag, nsc_estimate estimate) {
    const double unknown = curve->unknown[lag];
    curve->autocorrelation[lag] = estimate.value;
    curve->low[lag] = (1 - unknown) * estimate.low - unknown;
    curve->high[lag] = (1 - unknown) * estimate.high + unknown;
}

/* The inner product under the stationary distribution. */
static double inner_product(const nsc_walk_domain *domain, const double *x, const double *y) {
    double sum = 0;
    for (uint32_t point = 0; point < domain->landscape->space->point_count; point++)
        sum += domain->stationary[point] * x[point] * y[point];
    return sum;
}

/*
 * If interaction orders are eigenspaces of P, ρ(k) is the sum of their eigenvalues to the power of k, weighted by the
 * order's share of the variance (Stadler 1996), exact or estimated. *found: the orders have shares.
 */
static nsc_status curve_by_orders(const nsc_walk_domain *domain, nsc_rwa_curve *curve, bool *found,
                                  const nsc_control *control, nsc_error *error) {
    nsc_interaction_orders orders;
    nsc_status status = nsc_interaction_orders_find(&orders, domain->landscape, control, error);
    if (status != NSC_OK)
        return status;
    *found = orders.reason == NULL;
    for (unsigned lag = 0; *found && lag <= curve->lags; lag++) {
        const nsc_interaction_lag at = nsc_interaction_autocorrelation(&orders, lag);
        curve->unknown[lag] = 0;
        curve->return_probability[lag] = at.return_probability;
        curve->effective_pairs[lag] = lag > 0 ? nsc_effective_pairs(at.pairs, domain->kurtosis) : (double)NAN;
        nsc_rwa_curve_set(curve, lag, at.autocorrelation);
    }
    nsc_interaction_orders_release(&orders);
    return NSC_OK;
}

/*
 * ρ(k) = ⟨x, P^k x⟩ / ⟨x, x⟩ under the stationary distribution, x the centred fitness. P is self-adjoint there, so that
 * ⟨x, P^(i+j) x⟩ = ⟨P^i x, P^j x⟩: one product gives two lags.
 */
static nsc_status curve_by_products(const nsc_walk_domain *domain, nsc_rwa_curve *curve, const nsc_control *control,
                                    nsc_error *error) {
    const nsc_landscape *landscape = domain->landscape;
    const uint32_t point_count = landscape->space->point_count;
    double *before = NULL, *after = NULL, variance = 1;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&before, point_count, sizeof *before, error));
    NSC_TRY(nsc_allocate(&after, point_count, sizeof *after, error));
    for (uint32_t point = 0; point < point_count; point++)
        before[point] = domain->walked[point] ? landscape->fitness->values[point] - domain->mean : 0;
    for (unsigned half = 0; 2 * half <= curve->lags; half++) {
        const double even = inner_product(domain, before, before);
        variance = half == 0 ? even : variance;
        curve->autocorrelation[2 * half] = even / variance;
        if (2 * half + 1 > curve->lags)
            break;
        NSC_TRY(nsc_graph_walk_product(landscape->graph, before, after, 1, domain->control, error));
        curve->autocorrelation[2 * half + 1] = inner_product(domain, before, after) / variance;
        double *swapped = before;
        before = after;
        after = swapped;
        nsc_control_report(control, "autocorrelation", 2.0 * half / curve->lags);
    }
    for (unsigned lag = 0; lag <= curve->lags; lag++)
        nsc_rwa_curve_set_exact(curve, lag, curve->autocorrelation[lag]);
out:
    free(before);
    free(after);
    return status;
}

nsc_status nsc_rwa_exact(const nsc_walk_domain *domain, nsc_rwa_curve *curve, const nsc_control *control,
                         nsc_error *error) {
    bool found;
    return nsc_interaction_orders_are_eigenspaces(domain->landscape)
               ? curve_by_orders(domain, curve, &found, control, error)
               : curve_by_products(domain, curve, control, error);
}

nsc_status nsc_rwa_find(const nsc_walk_domain *domain, uint64_t seed, nsc_rwa_curve *curve, const nsc_control *control,
                        nsc_error *error) {
    bool found = false;
    nsc_status status = NSC_OK;
    if (domain->known_count == domain->point_count)
        return nsc_rwa_exact(domain, curve, control, error);
    if (nsc_interaction_orders_are_eigenspaces(domain->landscape))
        status = curve_by_orders(domain, curve, &found, control, error);
    return status != NSC_OK || found ? status : nsc_rwa_partial(domain, seed, curve, control, error);
}
