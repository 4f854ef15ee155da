/*
 * Probabilities that a walk is back at a point, P^k(i,i), summed over points: exact at lags 0 to 2 and on all strings
 * of a Hamming space, else estimated with random signs. See rwa_partial.c.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/walks/rwa_partial_internal.h"

#include <math.h>

/* Adds one evaluated point's P^k(i,i), as one vector of signs has it, to the three sums. */
static void add_evaluated(nsc_partial *state, unsigned lag, unsigned probe, uint32_t point, double chance) {
    const nsc_walk_domain *domain = state->domain;
    const double weight = nsc_walk_weight(domain, point), fitness = nsc_partial_centred(domain, point);
    const double share = domain->stationary[point] * weight * weight * chance;
    state->diagonal.sums[0][lag][probe] += share;
    state->diagonal.sums[1][lag][probe] += share * fitness;
    state->diagonal.sums[2][lag][probe] += share * fitness * fitness;
}

void nsc_partial_exact_diagonal(nsc_partial *state) {
    for (uint32_t point = 0; point < state->point_count; point++) {
        if (!state->domain->walked[point])
            continue;
        const nsc_row row = nsc_rows_at(&state->rows, point);
        double back = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const double weight = nsc_row_weight(&row, place);
            back += weight * weight / state->domain->strengths[row.points[place]];
        }
        state->diagonal.second[point] = back / state->domain->strengths[point];
        for (unsigned probe = 0; probe < NSC_PROBES; probe++) {
            state->diagonal.returns[0][probe] += state->domain->stationary[point];
            state->diagonal.returns[2][probe] += state->domain->stationary[point] * state->diagonal.second[point];
            if (!nsc_walk_evaluated(state->domain, point))
                continue;
            add_evaluated(state, 0, probe, point, 1);
            add_evaluated(state, 2, probe, point, state->diagonal.second[point]);
        }
    }
}

nsc_status nsc_partial_diagonal_by_orders(nsc_partial *state, nsc_error *error) {
    nsc_interaction_orders orders;
    const nsc_status status = nsc_interaction_orders_begin(&orders, state->domain->landscape, error);
    if (status != NSC_OK)
        return status;
    for (unsigned lag = 3; lag <= state->curve->lags; lag++) {
        nsc_interaction_eigenspace eigenspace = {0};
        double chance = 1;
        while (nsc_interaction_eigenspace_next(&orders, &eigenspace))
            chance += eigenspace.dimension * pow(1 - eigenspace.eigenvalue, lag);
        chance /= state->point_count;
        for (unsigned probe = 0; probe < NSC_PROBES; probe++) {
            state->diagonal.returns[lag][probe] = chance;
            for (int power = 0; power < 3; power++)
                state->diagonal.sums[power][lag][probe] = chance * state->diagonal.sums[power][0][probe];
        }
    }
    nsc_interaction_orders_release(&orders);
    state->diagonal.exact = true;
    return NSC_OK;
}

void nsc_partial_draw_signs(const nsc_partial *state, gsl_rng *random, uint32_t point, double *signs) {
    for (unsigned probe = 0; probe < NSC_PROBES; probe++)
        signs[probe] = (gsl_rng_uniform_int(random, 2) == 0 ? -1 : 1) / sqrt(state->domain->strengths[point]);
}

/* R(k) at one lag from x = P^i D^-½ z and y = P^j D^-½ z; π(i) is the strength over the sum of strengths. */
static void probed_returns(nsc_partial *state, unsigned lag, const double *x, const double *y) {
    for (uint32_t point = 0; point < state->point_count; point++)
        for (unsigned probe = 0; state->domain->walked[point] && probe < NSC_PROBES; probe++)
            state->diagonal.returns[lag][probe] += state->domain->stationary[point] * state->domain->strengths[point] *
                                                   x[(size_t)point * NSC_PROBES + probe] *
                                                   y[(size_t)point * NSC_PROBES + probe];
}

nsc_status nsc_partial_probe_returns(nsc_partial *state, gsl_rng *random, const nsc_control *control,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < state->point_count; point++)
        if (state->domain->walked[point])
            nsc_partial_draw_signs(state, random, point, state->before + (size_t)point * NSC_PROBES);
    for (unsigned half = 0; status == NSC_OK && 2 * half <= state->curve->lags; half++) {
        if (2 * half >= 3)
            probed_returns(state, 2 * half, state->before, state->before);
        status = nsc_graph_walk_product(state->graph, state->before, state->after, NSC_PROBES, state->domain->control,
                                        error);
        if (2 * half + 1 >= 3 && 2 * half + 1 <= state->curve->lags)
            probed_returns(state, 2 * half + 1, state->before, state->after);
        nsc_partial_swap(&state->before, &state->after);
        nsc_control_report(control, "return probabilities", 2.0 * half / state->curve->lags);
    }
    return status;
}

nsc_status nsc_partial_probe_evaluated(nsc_partial *state, unsigned lag, nsc_error *error) {
    nsc_status status = nsc_graph_walk_product(state->graph, state->signs_before, state->signs_after, NSC_PROBES,
                                               state->domain->control, error);
    nsc_partial_swap(&state->signs_before, &state->signs_after);
    for (uint32_t number = 0; status == NSC_OK && lag >= 3 && number < state->domain->known_count; number++) {
        const uint32_t point = state->evaluated[number];
        const size_t place = (size_t)point * NSC_PROBES;
        for (unsigned probe = 0; probe < NSC_PROBES; probe++)
            add_evaluated(state, lag, probe, point,
                          state->domain->strengths[point] * state->signs[place + probe] *
                              state->signs_before[place + probe]);
    }
    return status;
}
