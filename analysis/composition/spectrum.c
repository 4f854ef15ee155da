/*
 * The fitness decomposed by the eigenspaces of the graph's Laplacian: smooth parts have low eigenvalues, rugged ones
 * high ones (Stadler 1996; Hordijk, Stadler 1998). The Laplacian is that of a random walk, I − P, so that a part with
 * eigenvalue e has the autocorrelation (1 − e)^k at lag k; shares are of the variance under the walk's stationary
 * distribution, in the largest component. If all strings of a space are points, the eigenspaces are the interaction
 * orders (of variables, go by the sum of the values of those that act together), in closed form; else the lowest
 * eigenpairs are computed.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static const nsc_column columns[] = {
    {"eigenspace", "number of the eigenspace, by ascending eigenvalue, without the constant's of eigenvalue 0"},
    {"order", "symbols that act together; empty if eigenspaces are not interaction orders, as those of variables"},
    {"eigenvalue",
     "eigenvalue of the random walk's Laplacian, 0 ... 2; the part's autocorrelation is (1 - eigenvalue)^lag"},
    {"dimension", "dimension of the eigenspace; if eigenpairs were computed, the number found"},
    {"share",
     "share of the fitness' variance; an unbiased estimate if some points have no fitness, which may be below 0"},
    {"low", "lower end of its 95 % interval; the value itself if exact"},
    {"high", "upper end"},
    {"cumulative", "share of this eigenspace and all before"},
    {"reason", "reason the share is missing"},
};

static const nsc_column statistics[] = {
    {"points_walked", "points of the graph's largest component, whose Laplacian is used"},
    {"known", "points of it with a fitness"},
    {"closed_form", "1: the eigenspaces are known in closed form; 0: the lowest were computed"},
    {"eigenspaces", "number of eigenpairs found, without the constant's"},
    {"spectral_gap",
     "lowest eigenvalue above 0 of the random walk's Laplacian, above 0 ... 2; higher: walks mix faster"},
    {"mean_eigenvalue", "mean of the eigenvalues weighted by the shares, 0 ... 2: 1 minus the autocorrelation at lag "
                        "1; higher: more rugged"},
    {"order_1_share",
     "share of the variance that single symbols explain, 0 ... 1; an estimate may fall below; higher: smoother"},
    {"order_2_share", "share of the variance that pairs of symbols explain beyond that, 0 ... 1, likewise"},
    {"higher_order_share", "share that neither explains, 0 ... 1, likewise; higher: more rugged"},
    {"largest_share",
     "largest share of the variance in one of the eigenspaces found, 0 ... 1; 1: an elementary landscape"},
    {"largest_share_eigenvalue", "eigenvalue of the eigenspace with that share, above 0 ... 2; higher: more rugged"},
    {"beyond_share", "share of the variance in eigenspaces that were not found, 0 ... 1; an estimate may fall below; "
                     "higher: the shares above are less complete"},
};

/* Eigenvalues closer than this count as one. */
static const double SAME = 1e-8;

typedef struct eigenspace {
    unsigned order; /* 0: not one */
    double eigenvalue, dimension;
    double square, half_width; /* squared norm of the part, in the units of `total` */
} eigenspace;

enum { ORDER_SHARES = 3 };

typedef struct spectrum {
    const nsc_landscape *landscape;
    nsc_walk_domain domain;
    bool by_orders, all; /* all: no eigenspace is missing */
    double gap;          /* lowest eigenvalue above 0; NaN: none */
    eigenspace *spaces;
    size_t count;
    double order_squares[ORDER_SHARES], order_half_widths[ORDER_SHARES]; /* order 1, 2, and above */
    double total;                                                        /* 0 if there is no variance */
    nsc_estimate mean;                                                   /* eigenvalue, by shares; NaN: not found */
    nsc_error refusal;                                                   /* reason shares are missing */
    const char *nothing;                                                 /* reason eigenspaces are missing */
} spectrum;

/* ---- strings ---- */

/* With the interval of a linearised ratio: a part influences the mean in proportion to its distance from it. */
static void set_mean_eigenvalue(spectrum *state, double mean, double total) {
    double half = 0;
    for (size_t number = 0; number < state->count; number++) {
        const eigenspace *space = &state->spaces[number];
        half = hypot(half, (space->eigenvalue - mean) * space->half_width / total);
    }
    state->mean = nsc_estimate_around(mean, half);
}

static nsc_status add_space(spectrum *state, const nsc_interaction_part *part, size_t *capacity, nsc_error *error) {
    const nsc_status status = nsc_reserve(&state->spaces, capacity, state->count + 1, sizeof *state->spaces, error);
    if (status == NSC_OK)
        state->spaces[state->count++] = (eigenspace){.order = part->order,
                                                     .eigenvalue = part->eigenvalue,
                                                     .dimension = part->dimension,
                                                     .square = part->square,
                                                     .half_width = part->half_width};
    return status;
}

static nsc_status find_orders(spectrum *state, nsc_error *error) {
    nsc_interaction_orders orders = {0};
    nsc_interaction_part part;
    size_t capacity = 0;
    const bool shared = state->refusal.status == NSC_OK;
    double sum = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(shared ? nsc_interaction_orders_find(&orders, state->landscape, error)
                   : nsc_interaction_orders_begin(&orders, state->landscape, error));
    for (size_t place = 0; nsc_interaction_part_next(&orders, &place, &part);) {
        NSC_TRY(add_space(state, &part, &capacity, error));
        sum += part.square * part.eigenvalue;
    }
    for (unsigned order = 1; shared && order <= orders.positions; order++) {
        const size_t row = order - 1 < ORDER_SHARES ? order - 1 : ORDER_SHARES - 1;
        state->order_squares[row] += orders.squares[order];
        state->order_half_widths[row] = hypot(state->order_half_widths[row], orders.half_widths[order]);
    }
    state->total = orders.total;
    if (shared)
        set_mean_eigenvalue(state, sum / orders.total, orders.total);
    state->gap = state->spaces[0].eigenvalue;
    state->all = true;
out:
    nsc_interaction_orders_release(&orders);
    return status;
}

/* ---- other graphs ---- */

/*
 * The square of the part along one eigenvector, from the evaluated points, each weighted by the inverse of its
 * stratum's inclusion probability p (Horvitz, Thompson 1952), minus the bias: the variance Σ v² x² (1 − p) / p². With
 * noise of that variance V, the square's is 4 square × V + 2 V².
 */
static void add_pair(const spectrum *state, const nsc_eigenpairs *pairs, uint32_t pair, eigenspace *space) {
    const nsc_walk_domain *domain = &state->domain;
    const double *vector = nsc_eigenpairs_vector(pairs, pair), *values = state->landscape->fitness->values;
    double amplitude = 0, noise = 0;
    for (uint32_t place = 0; place < pairs->size; place++) {
        const uint32_t point = pairs->points[place];
        if (!nsc_walk_evaluated(domain, point))
            continue;
        const double weight = nsc_walk_weight(domain, point);
        const double part = vector[place] * pairs->roots[place] * (values[point] - domain->mean);
        amplitude += weight * part;
        noise += weight * (weight - 1) * part * part;
    }
    const double square = amplitude * amplitude - noise;
    const double half = NSC_Z95 * sqrt(4 * fmax(square, 0) * noise + 2 * noise * noise);
    space->square += square;
    space->half_width = hypot(space->half_width, half);
    space->dimension++;
}

static void find_total(spectrum *state) {
    const nsc_walk_domain *domain = &state->domain;
    for (uint32_t point = 0; point < state->landscape->space->point_count; point++) {
        if (!nsc_walk_evaluated(domain, point))
            continue;
        const double centred = state->landscape->fitness->values[point] - domain->mean;
        state->total += domain->stationary[point] * nsc_walk_weight(domain, point) * centred * centred;
    }
}

/* Start vector of the search, which has the same component in each eigenspace as the fitness. */
static void fill_direction(const spectrum *state, double *direction) {
    for (uint32_t point = 0; point < state->landscape->space->point_count; point++)
        direction[point] = nsc_walk_evaluated(&state->domain, point)
                               ? sqrt(state->domain.stationary[point]) * nsc_walk_weight(&state->domain, point) *
                                     (state->landscape->fitness->values[point] - state->domain.mean)
                               : 0;
}

static nsc_status group_pairs(spectrum *state, const nsc_eigenpairs *pairs, uint32_t wanted, nsc_error *error) {
    const bool shared = state->refusal.status == NSC_OK;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->spaces, pairs->count, sizeof *state->spaces, error));
    for (uint32_t pair = 0; pair < pairs->count; pair++) {
        const double value = pairs->values[pair];
        const bool more = state->count > 0 && value - state->spaces[state->count - 1].eigenvalue < SAME;
        if (!more && pair >= wanted && pairs->all)
            break;
        if (!more)
            state->spaces[state->count++] = (eigenspace){.eigenvalue = value};
        if (shared)
            add_pair(state, pairs, pair, &state->spaces[state->count - 1]);
        else
            state->spaces[state->count - 1].dimension++;
    }
    state->all = pairs->all && state->count > 0 && pairs->count <= wanted;
    state->gap = pairs->count > 0 ? pairs->values[0] : (double)NAN;
    /* Equal eigenvalues at the end may be incomplete, and a part of the fitness with them. */
    if (!pairs->all && state->count > 0)
        state->count--;
    state->nothing =
        pairs->size < 2 ? "the graph has no edges"
        : pairs->count == 0
            ? "the eigenpairs did not converge"
            : "all eigenpairs computed belong to the first eigenspace, which may have more: raise --eigenpairs";
out:
    return status;
}

static nsc_status find_mean_eigenvalue(spectrum *state, const nsc_analysis_options *options, nsc_error *error) {
    nsc_rwa_curve curve = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rwa_curve_create(&curve, 1, error));
    NSC_TRY(nsc_rwa_find(&state->domain, options->seed, &curve, NULL, error));
    state->mean = (nsc_estimate){1 - curve.autocorrelation[1], 1 - curve.high[1], 1 - curve.low[1]};
out:
    nsc_rwa_curve_release(&curve);
    return status;
}

static nsc_status find_pairs(spectrum *state, const nsc_analysis_options *options, nsc_error *error) {
    nsc_eigenpairs pairs = {0};
    double *direction = NULL;
    nsc_status status = NSC_OK;
    if (state->refusal.status == NSC_OK) {
        NSC_TRY(nsc_allocate(&direction, state->landscape->space->point_count, sizeof *direction, error));
        fill_direction(state, direction);
        find_total(state);
        NSC_TRY(find_mean_eigenvalue(state, options, error));
    }
    /* One more than wanted, since the last one's eigenspace may have more. */
    NSC_TRY(nsc_graph_eigenpairs(&pairs, state->landscape->graph, state->domain.stationary, options->eigenpairs + 1,
                                 direction, options->seed, options->control, error));
    NSC_TRY(group_pairs(state, &pairs, options->eigenpairs, error));
out:
    nsc_eigenpairs_release(&pairs);
    free(direction);
    return status;
}

/* ---- rows ---- */

static bool is_estimate(const spectrum *state) {
    return state->domain.known_count < state->domain.point_count;
}

static const char *share_reason(const spectrum *state) {
    return state->refusal.status != NSC_OK ? state->refusal.message : NULL;
}

static double share_of(const spectrum *state, double square) {
    return state->refusal.status == NSC_OK ? square / state->total : (double)NAN;
}

static nsc_status add_eigenspaces(const spectrum *state, nsc_table *table, nsc_error *error) {
    double cumulative = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < state->count; number++) {
        const eigenspace *space = &state->spaces[number];
        const nsc_estimate share =
            nsc_estimate_share(share_of(state, space->square), share_of(state, space->half_width));
        cumulative += share.value;
        const nsc_value row[] = {nsc_integer((int64_t)number + 1),
                                 space->order > 0 ? nsc_integer(space->order) : nsc_missing(),
                                 nsc_real(space->eigenvalue),
                                 nsc_real(space->dimension),
                                 nsc_real(share.value),
                                 nsc_real(share.low),
                                 nsc_real(share.high),
                                 nsc_real(cumulative),
                                 nsc_text(share_reason(state))};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status add_share(const spectrum *state, const char *statistic, double square, double half_width,
                            const char *reason, nsc_table *table, nsc_error *error) {
    const double share = reason == NULL ? share_of(state, square) : (double)NAN;
    const double half = is_estimate(state) ? share_of(state, half_width) : (double)NAN;
    return nsc_summary_add_estimate(table, statistic,
                                    isnan(half) ? nsc_estimate_alone(share) : nsc_estimate_share(share, half),
                                    reason != NULL ? reason : share_reason(state), error);
}

static nsc_status add_order_shares(const spectrum *state, nsc_table *table, nsc_error *error) {
    static const char *const names[ORDER_SHARES] = {"order_1_share", "order_2_share", "higher_order_share"};
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < ORDER_SHARES; row++)
        status = add_share(state, names[row], state->order_squares[row], state->order_half_widths[row],
                           state->by_orders ? NULL : "the eigenspaces of this graph are not interaction orders", table,
                           error);
    return status;
}

static nsc_status add_largest(const spectrum *state, nsc_table *table, nsc_error *error) {
    const eigenspace *largest = NULL;
    double found = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < state->count; number++) {
        const eigenspace *space = &state->spaces[number];
        found += space->square;
        if (largest == NULL || space->square > largest->square)
            largest = space;
    }
    NSC_TRY(add_share(state, "largest_share", largest != NULL ? largest->square : 0,
                      largest != NULL ? largest->half_width : 0, state->count == 0 ? state->nothing : NULL, table,
                      error));
    NSC_TRY(nsc_summary_add(table, "largest_share_eigenvalue",
                            largest != NULL && state->refusal.status == NSC_OK ? largest->eigenvalue : (double)NAN,
                            state->count == 0 ? state->nothing : share_reason(state), error));
    NSC_TRY(nsc_summary_add(table, "beyond_share",
                            state->all ? share_of(state, 0) : share_of(state, state->total - found),
                            share_reason(state), error));
out:
    return status;
}

static nsc_status add_summary(const spectrum *state, nsc_table *table, nsc_error *error) {
    const bool estimated = is_estimate(state);
    const char *no_mean =
        state->refusal.status == NSC_OK ? "no two neighbours are both evaluated" : share_reason(state);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "points_walked", state->domain.point_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "known", state->domain.known_count, NULL, error));
    NSC_TRY(nsc_summary_add(table, "closed_form", state->by_orders ? 1 : 0, NULL, error));
    NSC_TRY(nsc_summary_add(table, "eigenspaces", (double)state->count, NULL, error));
    NSC_TRY(nsc_summary_add_estimate(table, "spectral_gap", nsc_estimate_exact(state->gap), state->nothing, error));
    NSC_TRY(nsc_summary_add_estimate(table, "mean_eigenvalue",
                                     estimated ? state->mean : nsc_estimate_alone(state->mean.value), no_mean, error));
    NSC_TRY(add_order_shares(state, table, error));
    NSC_TRY(add_largest(state, table, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    spectrum state = {.landscape = landscape, .gap = NAN, .mean = nsc_estimate_none()};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_walk_domain_prepare(&state.domain, landscape, options->control, error));
    nsc_walk_domain_require(&state.domain, &state.refusal);
    state.by_orders = nsc_interaction_orders_are_eigenspaces(landscape);
    NSC_TRY(state.by_orders ? find_orders(&state, error) : find_pairs(&state, options, error));
    NSC_TRY(add_eigenspaces(&state, tables[0], error));
    NSC_TRY(add_summary(&state, tables[1], error));
out:
    free(state.spaces);
    nsc_walk_domain_release(&state.domain);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("eigenspaces", "one row for each eigenspace", columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_spectrum = {
    "spectrum",
    "shares of the fitness' variance by eigenspace of the graph's Laplacian, smooth to rugged",
    "Stadler 1996; Hordijk, Stadler 1998; ARPACK: Lehoucq et al. 1998",
    NSC_READS(eigenpairs) | NSC_READS(seed),
    0,
    tables,
    NSC_COUNT_OF(tables),
    run};
