/*
 * The lowest eigenpairs of a graph's Laplacian, by block Krylov spaces of a polynomial of the walk's operator M.
 *
 * A Krylov space contains no more vectors of an eigenspace than its first panel, and further ones only by rounding, so
 * that converged pairs need not be the lowest. Hence a second, random start looks for what is missing, with all found
 * taken out. What that guarantees:
 *
 * - Let Q be the Ritz vectors taken out, E their residuals together, B the polynomial of M. By Weyl's inequality B has
 *   no more eigenvalues of at least t + ‖E‖ than there are Ritz values of at least t, if the largest eigenvalue of B on
 *   the complement of Q is below t. All Ritz values of at least t belong to pairs whose residuals were checked.
 * - Let T and R be the matrices of k steps of block Lanczos on the complement, from a panel of b random vectors. If a
 *   Ritz value is t or more, so is an eigenvalue: a pair is missing for certain. Else let u be an eigenvector of the
 *   complement whose eigenvalue is t or more, and c its b components in the first panel. Those in the k + 1 panels are
 *   c Y₀ … c Y_k with Y₀ = 1, |det Y_k| ≥ det(t − T) / Π |det R|, and their squares sum to 1 at most, by Bessel. So c
 *   is in a set of volume π^(b/2) / Γ(b/2 + 1) / |det Y_k| at most. For a uniform panel in n dimensions the density
 *   of c is (n / 2π)^(b/2) at most: such a u is overlooked with probability (n/2)^(b/2) / Γ(b/2 + 1) / |det Y_k| at
 *   most, for b = 4 n²/8 / |det Y_k|. Steps go on until that is below OVERLOOKED.
 *
 * This holds in exact arithmetic; rounding errors are some 1e-15 of the largest eigenvalue of B, far below the
 * residuals allowed. Nothing is said about eigenvalues that are nearer to those of the last eigenspace found than NEAR:
 * its pairs are eigenpairs, but it may have more.
 */
#include "graph/eigenpairs_internal.h"

#include <math.h>
#include <string.h>

/*
 * Up to DENSE_POINTS all pairs are found. Beyond, most of the time would be spent on M in orthogonalising long vectors,
 * not in products with the graph; so the space is one of a polynomial of M of this degree, which has the same
 * eigenvectors and better separated eigenvalues (Saad 1984).
 */
enum { DENSE_POINTS = 256, DEGREE = 12 };

/* Panels of the space that tells the density of M's eigenvalues, and of a look for missing pairs. */
enum { DENSITY_PANELS = 8, LOOK_PANELS = 6 };

/* The polynomial grows from where about this many times the pairs wanted are above. */
static const double ABOVE = 3;

/* Looks, and searches for more pairs, before there is no answer. */
enum { LOOKS = 4, SEARCHES = 64 };

/* Residual norm ‖Mx − λx‖ allowed for a unit eigenvector. */
static const double RESIDUAL = 1e-9;

/* Residual norm of a Ritz pair that has converged, relative to its value. */
static const double TOLERANCE = 1e-11;

/* Eigenvalues nearer than this count as one, as they do in eigenspaces. */
static const double NEAR = 1e-6;

/* Probability that a missing pair is overlooked, at most. */
static const double OVERLOOKED = 1e-9;

/* Largest order of a matrix whose eigenpairs are found after each step. */
enum { SMALL = 128 };

typedef struct solver {
    nsc_walk_operator walk;
    nsc_krylov krylov;
    uint32_t wanted, panels; /* pairs; panels that contain them */
    double *image;           /* [size × NSC_PANEL] */
    double cut;              /* eigenvalue of M from which the polynomial grows */
    double *values;          /* [panels × NSC_PANEL] of M, about descending */
    const nsc_control *control;
} solver;

static void release(solver *state) {
    nsc_krylov_release(&state->krylov);
    nsc_walk_operator_release(&state->walk);
    free(state->image);
    free(state->values);
}

static double *panel_of(const solver *state, uint32_t number) {
    return state->krylov.basis + (size_t)number * state->walk.size * NSC_PANEL;
}

/* ---- the polynomial ---- */

/* Steps of Lanczos are a quadrature: the part of a Ritz vector in the first panel tells how many eigenvalues its value
 * stands for (Lin, Saad, Yang 2016). Between values their number grows geometrically. */
static double find_cut(const nsc_krylov *krylov, double above) {
    const size_t rows = (size_t)krylov->count * NSC_PANEL;
    double count = 0, before = 1, upper = 1;
    for (size_t pair = 0; pair + 1 < rows; pair++) {
        const double middle = (krylov->values[pair] + krylov->values[pair + 1]) / 2;
        for (size_t row = 0; row < NSC_PANEL; row++)
            count += pow(krylov->vectors[row * rows + pair], 2) * krylov->walk->size / NSC_PANEL;
        if (count >= above)
            return pair == 0 ? middle : upper + (middle - upper) * log(above / before) / log(count / before);
        before = fmax(count, 1);
        upper = middle;
    }
    return upper;
}

static nsc_status choose_polynomial(solver *state, nsc_error *error) {
    nsc_krylov *const krylov = &state->krylov;
    double scale;
    nsc_status status = NSC_OK;
    krylov->polynomial = nsc_walk_plain;
    NSC_TRY(nsc_krylov_start(krylov, 0, error));
    while (krylov->count < DENSITY_PANELS && krylov->count < krylov->capacity)
        NSC_TRY(nsc_krylov_extend(krylov, &scale, error));
    NSC_TRY(nsc_krylov_solve(krylov, error));
    state->cut = fmax(find_cut(krylov, ABOVE * state->wanted), -0.9);
out:
    return status;
}

static nsc_walk_polynomial steep_from(double cut) {
    return (nsc_walk_polynomial){.degree = DEGREE, .centre = (cut - 1) / 2, .half = (cut + 1) / 2};
}

/* ---- the pairs ---- */

/*
 * Largest number of restarts: smaller on large graphs, so that a spectrum with a clustered lower end costs a minute or
 * two, not an hour. The 20 pairs of the whole cell graph need 2.
 */
static int restarts_of(const solver *state) {
    const double work = 5e10, point_work = 8; /* steps along an edge, and what a point costs in such steps */
    const int most = 300, least = 3;
    const uint32_t fresh = (state->krylov.capacity - state->panels) / 2 * NSC_PANEL;
    const double product = 2 * (double)state->walk.graph->edge_count + point_work * state->walk.size;
    const double restarts = work / (product * state->krylov.polynomial.degree * fresh);
    return restarts < most ? (int)fmax(restarts, least) : most;
}

static bool have_converged(const solver *state) {
    if (state->krylov.count <= state->panels)
        return false;
    for (uint32_t pair = 0; pair < state->panels * NSC_PANEL; pair++)
        if (!(state->krylov.residuals[pair] <= TOLERANCE * fmax(fabs(state->krylov.values[pair]), 1e-2)))
            return false;
    return true;
}

/*
 * Goes on from the space that is there. With `fill`, the space is filled before its pairs count: where the first are
 * known already, only a space that has grown tells more.
 */
static nsc_status converge(solver *state, bool fill, bool *converged, nsc_error *error) {
    nsc_krylov *const krylov = &state->krylov;
    double scale, made = 0;
    nsc_status status = NSC_OK;
    *converged = false;
    for (int restart = 0; restart <= restarts_of(state); restart++) {
        if (restart > 0)
            NSC_TRY(nsc_krylov_restart(krylov, (state->panels + krylov->capacity) / 2, error));
        while (krylov->count < krylov->capacity && !*converged) {
            NSC_TRY(nsc_krylov_extend(krylov, &scale, error));
            if (krylov->count == krylov->capacity || (!fill && krylov->count * NSC_PANEL <= SMALL)) {
                NSC_TRY(nsc_krylov_solve(krylov, error));
                *converged = have_converged(state);
            }
            /* The total is unknown: each batch of products covers half of what is left. */
            made++;
            nsc_control_report(state->control, "eigenpairs", made / (made + krylov->capacity));
        }
        if (*converged)
            goto out;
    }
out:
    return status;
}

/* Of the Ritz vectors: values[pair] = vᵀ M v, and the largest residual of those wanted. */
static nsc_status find_values(solver *state, double *residual, nsc_error *error) {
    double products[NSC_PANEL_SQUARE];
    nsc_status status = NSC_OK;
    *residual = 0;
    for (uint32_t number = 0; number < state->panels; number++) {
        const double *const panel = panel_of(state, number);
        double squares[NSC_PANEL] = {0}, *const values = state->values + (size_t)number * NSC_PANEL;
        NSC_TRY(nsc_walk_operator_apply(&state->walk, &nsc_walk_plain, panel, state->image, error));
        NSC_TRY(nsc_panels_multiply(&state->krylov.panels, panel, 1, state->image, products, error));
        for (size_t vector = 0; vector < NSC_PANEL; vector++)
            values[vector] = products[vector * (NSC_PANEL + 1)];
        for (size_t place = 0; place < (size_t)state->walk.size * NSC_PANEL; place++) {
            const double off = state->image[place] - values[place % NSC_PANEL] * panel[place];
            squares[place % NSC_PANEL] += off * off;
        }
        for (size_t vector = 0; vector < NSC_PANEL && number * NSC_PANEL + vector < state->wanted; vector++)
            *residual = fmax(*residual, isnan(squares[vector]) ? INFINITY : sqrt(squares[vector]));
    }
out:
    return status;
}

/* ---- what may be missing ---- */

/* The first of the pairs whose eigenvalues lie NEAR those of the last one wanted, one by one. */
static uint32_t last_eigenspace(const solver *state) {
    uint32_t first = state->wanted - 1;
    while (first > 0 && state->values[first - 1] - state->values[first] < NEAR)
        first--;
    return first;
}

/* Panels of Ritz vectors that leave room for a look. */
static uint32_t most_kept(const nsc_krylov *krylov) {
    const uint32_t room = krylov->capacity - LOOK_PANELS;
    return krylov->count < room ? krylov->count : room;
}

/*
 * Panels of Ritz vectors that are taken out: so many that their residuals together, *`off`, are at most half as large
 * as the distance of the threshold from the Ritz values below it.
 */
static uint32_t choose_kept(const solver *state, double threshold, double *off) {
    const nsc_krylov *const krylov = &state->krylov;
    const double distance = threshold - krylov->values[last_eigenspace(state)];
    double square = 0;
    uint32_t kept = 0;
    for (uint32_t pair = 0; pair < krylov->count * NSC_PANEL; pair++) {
        square += pow(krylov->residuals[pair], 2);
        if (pair % NSC_PANEL == NSC_PANEL - 1 && (kept < state->panels || sqrt(square) <= distance / 2)) {
            *off = sqrt(square);
            kept++;
        }
    }
    return kept;
}

/*
 * Logarithm of det(threshold − T) of the panels after the first `kept`; NaN if an eigenvalue of T is not below the
 * threshold. By Cholesky, a row after the other.
 */
static nsc_status find_determinant(const nsc_krylov *krylov, uint32_t kept, double threshold, double *determinant,
                                   nsc_error *error) {
    const size_t rows = (size_t)(krylov->count - kept) * NSC_PANEL, stride = (size_t)krylov->capacity * NSC_PANEL;
    double *factor = NULL;
    const nsc_status status = nsc_allocate(&factor, rows * rows, sizeof *factor, error);
    *determinant = 0;
    for (size_t row = 0; status == NSC_OK && row < rows; row++)
        for (size_t column = 0; column <= row; column++) {
            const double *const at = krylov->projected + (row + (size_t)kept * NSC_PANEL) * stride;
            double left = (row == column ? threshold : 0) - at[column + (size_t)kept * NSC_PANEL];
            for (size_t before = 0; before < column; before++)
                left -= factor[row * rows + before] * factor[column * rows + before];
            factor[row * rows + column] = row == column ? sqrt(left) : left / factor[column * rows + column];
            if (row == column)
                *determinant += log(left) / 2;
        }
    *determinant *= 2;
    free(factor);
    return status;
}

typedef enum answer { NONE_MISSING, MISSING, UNKNOWN } answer;

/* Whether the complement of the first `kept` panels has an eigenvalue of at least the threshold. */
static nsc_status look(solver *state, uint32_t kept, double threshold, answer *found, nsc_error *error) {
    nsc_krylov *const krylov = &state->krylov;
    const double chance = 2 * log(state->walk.size) - log(8);
    double missed = 0; /* logarithm of the probability that all looks so far overlooked a pair */
    nsc_status status = NSC_OK;
    *found = UNKNOWN;
    for (int number = 0; number < LOOKS && *found == UNKNOWN; number++) {
        double scales = 0, scale, determinant, least = 0;
        NSC_TRY(nsc_krylov_start(krylov, kept, error));
        while (krylov->count < krylov->capacity && *found == UNKNOWN) {
            NSC_TRY(nsc_krylov_extend(krylov, &scale, error));
            NSC_TRY(find_determinant(krylov, kept, threshold, &determinant, error));
            scales += scale;
            least = fmin(least, chance - (determinant - scales));
            *found = isnan(determinant) ? MISSING : missed + least <= log(OVERLOOKED) ? NONE_MISSING : UNKNOWN;
        }
        missed += least;
    }
out:
    return status;
}

/* ---- the search ---- */

/* Pairs wanted whose eigenvalues are above the cut, in whose order the polynomial grows; M itself grows anywhere. */
static uint32_t count_above(const solver *state) {
    uint32_t above = 0;
    for (uint32_t pair = 0; pair < state->wanted; pair++)
        above += state->krylov.polynomial.degree == 1 || state->values[pair] > state->cut;
    return above;
}

/* The converged pairs as first panels of the space, with their values of M, and whether all is found. */
static nsc_status examine(solver *state, uint32_t *above, answer *found, nsc_error *error) {
    nsc_krylov *const krylov = &state->krylov;
    const uint32_t above_before = *above;
    double residual, off = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_krylov_restart(krylov, most_kept(krylov), error));
    NSC_TRY(find_values(state, &residual, error));
    *above = count_above(state);
    if (!(residual < RESIDUAL) || *above < state->wanted) {
        const bool more_above = *above > above_before;
        *found = residual < RESIDUAL && more_above ? MISSING : UNKNOWN;
        goto out;
    }
    const uint32_t last = last_eigenspace(state);
    const double threshold = nsc_walk_polynomial_at(&krylov->polynomial, last > 0 ? state->values[last - 1] - NEAR / 2
                                                                                  : state->values[0] + NEAR / 2);
    const uint32_t kept = choose_kept(state, threshold, &off);
    NSC_TRY(look(state, kept, threshold - off, found, error));
out:
    return status;
}

/*
 * The pairs as first vectors of the basis, with values; *done is false if they do not converge, if no more of them than
 * before are above the cut, or if it is not known whether eigenspaces are complete.
 */
static nsc_status find_with(solver *state, const nsc_walk_polynomial *polynomial, bool *done, nsc_error *error) {
    answer found = MISSING;
    uint32_t above = 0;
    nsc_status status = NSC_OK;
    *done = false;
    state->krylov.polynomial = *polynomial;
    for (int search = 0; search < SEARCHES && found == MISSING; search++) {
        bool converged;
        NSC_TRY(nsc_krylov_start(&state->krylov, search > 0 ? state->panels : 0, error));
        NSC_TRY(converge(state, search > 0, &converged, error));
        if (!converged)
            goto out;
        NSC_TRY(examine(state, &above, &found, error));
    }
    *done = found == NONE_MISSING;
out:
    return status;
}

static nsc_status prepare(solver *state, uint64_t seed, nsc_error *error) {
    const uint32_t capacity = 2 * state->panels + 4 > state->panels + LOOK_PANELS + 2 ? 2 * state->panels + 4
                                                                                      : state->panels + LOOK_PANELS + 2;
    const uint32_t others = state->walk.size - 1;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->image, (size_t)state->walk.size * NSC_PANEL, sizeof *state->image, error));
    NSC_TRY(nsc_allocate(&state->values, (size_t)state->panels * NSC_PANEL, sizeof *state->values, error));
    NSC_TRY(nsc_krylov_create(&state->krylov, &state->walk,
                              capacity < others / NSC_PANEL ? capacity : others / NSC_PANEL - 1, seed, error));
out:
    return status;
}

/* Copies the pairs out of the space, of which nothing else remains. */
static nsc_status take_vectors(solver *state, nsc_eigenpairs *pairs, nsc_error *error) {
    const size_t size = state->walk.size;
    double *const kept =
        realloc(state->krylov.basis, (size_t)state->panels * size * NSC_PANEL * sizeof *state->krylov.basis);
    if (kept != NULL)
        state->krylov.basis = kept;
    const nsc_status status = nsc_allocate(&pairs->vectors, state->wanted * size, sizeof *pairs->vectors, error);
    for (uint32_t pair = 0; status == NSC_OK && pair < state->wanted; pair++)
        for (size_t number = 0; number < size; number++)
            pairs->vectors[pair * size + number] =
                panel_of(state, pair / NSC_PANEL)[number * NSC_PANEL + pair % NSC_PANEL];
    return status;
}

/* The lowest pairs of a large graph. */
static nsc_status find_lowest(solver *state, nsc_eigenpairs *pairs, uint64_t seed, double *values, nsc_error *error) {
    bool done = false;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(state, seed, error));
    NSC_TRY(choose_polynomial(state, error));
    const nsc_walk_polynomial steep = steep_from(state->cut);
    NSC_TRY(find_with(state, &steep, &done, error));
    if (!done)
        NSC_TRY(find_with(state, &nsc_walk_plain, &done, error));
    if (!done)
        goto out;
    NSC_TRY(take_vectors(state, pairs, error));
    memcpy(values, state->values, state->wanted * sizeof *values);
    pairs->count = state->wanted;
out:
    return status;
}

static nsc_status find_all(solver *state, nsc_eigenpairs *pairs, uint32_t count, double *values, nsc_error *error) {
    nsc_status status = nsc_allocate(&pairs->vectors, (size_t)count * state->walk.size, sizeof *pairs->vectors, error);
    if (status == NSC_OK)
        status = nsc_eigenpairs_dense(&state->walk, values, pairs->vectors, error);
    pairs->count = count;
    return status;
}

/* Insertion sort: they are few, or nearly sorted. */
static void sort_pairs(nsc_eigenpairs *pairs, const double *values) {
    for (uint32_t pair = 0; pair < pairs->count; pair++) {
        uint32_t place = pair;
        for (; place > 0 && values[pairs->order[place - 1]] < values[pair]; place--)
            pairs->order[place] = pairs->order[place - 1];
        pairs->order[place] = pair;
    }
    for (uint32_t place = 0; place < pairs->count; place++)
        pairs->values[place] = 1 - values[pairs->order[place]];
}

nsc_status nsc_graph_eigenpairs(nsc_eigenpairs *pairs, const nsc_graph *graph, const double *stationary,
                                uint32_t wanted, uint64_t seed, const nsc_control *control, nsc_error *error) {
    solver state = {
        .wanted = wanted, .panels = (uint32_t)(((uint64_t)wanted + NSC_PANEL - 1) / NSC_PANEL), .control = control};
    double *values = NULL;
    nsc_status status = NSC_OK;
    *pairs = (nsc_eigenpairs){0};
    NSC_TRY(nsc_walk_operator_create(&state.walk, graph, stationary, control, error));
    const uint32_t size = state.walk.size, others = size > 0 ? size - 1 : 0;
    pairs->all = size <= DENSE_POINTS || others <= ((uint64_t)state.panels + LOOK_PANELS + 2) * NSC_PANEL;
    const uint32_t count = pairs->all ? others : wanted;
    NSC_TRY(nsc_allocate(&pairs->values, count, sizeof *pairs->values, error));
    NSC_TRY(nsc_allocate(&pairs->order, count, sizeof *pairs->order, error));
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    if (count > 0)
        NSC_TRY(pairs->all ? find_all(&state, pairs, count, values, error)
                           : find_lowest(&state, pairs, seed, values, error));
    sort_pairs(pairs, values);
    pairs->size = size;
    pairs->points = state.walk.points;
    pairs->roots = state.walk.roots;
    state.walk.points = NULL;
    state.walk.roots = NULL;
out:
    free(values);
    release(&state);
    if (status != NSC_OK)
        nsc_eigenpairs_release(pairs);
    return status;
}

const double *nsc_eigenpairs_vector(const nsc_eigenpairs *pairs, uint32_t pair) {
    return pairs->vectors + (size_t)pairs->order[pair] * pairs->size;
}

void nsc_eigenpairs_release(nsc_eigenpairs *pairs) {
    free(pairs->points);
    free(pairs->roots);
    free(pairs->values);
    free(pairs->vectors);
    free(pairs->order);
    *pairs = (nsc_eigenpairs){0};
}
