/* Block Krylov spaces with full orthogonalisation and restarts by Ritz vectors: see eigenpairs_internal.h. */
#include "graph/eigenpairs_internal.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/*
 * Rounds of orthogonalisation that a panel gets at most. Two are enough but where its vectors depend on each other or
 * on the basis; the part of a vector that is left over is then enlarged by at most 1 / √LEAST_PIVOT in each round.
 */
enum { ROUNDS = 16 };
static const double LEAST_PIVOT = 1e-10;

/* The last round's panel is orthonormal but for less than this before it. */
static const double NEARLY = 1e-6;

nsc_status nsc_krylov_create(nsc_krylov *krylov, nsc_walk_operator *walk, uint32_t capacity, uint64_t seed,
                             nsc_error *error) {
    const size_t rows = (size_t)capacity * NSC_PANEL, panel = (size_t)walk->size * NSC_PANEL;
    const size_t products = (size_t)capacity * NSC_PANEL_SQUARE;
    nsc_status status = NSC_OK;
    *krylov = (nsc_krylov){.walk = walk, .capacity = capacity, .seed = seed};
    NSC_TRY(nsc_panels_create(&krylov->panels, walk->size, capacity, walk->control, error));
    NSC_TRY(nsc_allocate(&krylov->basis, (capacity + (size_t)1) * panel, sizeof *krylov->basis, error));
    NSC_TRY(nsc_allocate(&krylov->projected, rows * rows, sizeof *krylov->projected, error));
    NSC_TRY(nsc_allocate(&krylov->values, rows, sizeof *krylov->values, error));
    NSC_TRY(nsc_allocate(&krylov->vectors, rows * rows, sizeof *krylov->vectors, error));
    NSC_TRY(nsc_allocate(&krylov->residuals, rows, sizeof *krylov->residuals, error));
    NSC_TRY(nsc_allocate(&krylov->products, products, sizeof *krylov->products, error));
    NSC_TRY(nsc_allocate(&krylov->components, products, sizeof *krylov->components, error));
out:
    if (status != NSC_OK)
        nsc_krylov_release(krylov);
    return status;
}

void nsc_krylov_release(nsc_krylov *krylov) {
    free(krylov->panels.sums);
    free(krylov->basis);
    free(krylov->projected);
    free(krylov->values);
    free(krylov->vectors);
    free(krylov->residuals);
    free(krylov->products);
    free(krylov->components);
    *krylov = (nsc_krylov){0};
}

static double *panel_of(const nsc_krylov *krylov, uint32_t number) {
    return krylov->basis + (size_t)number * krylov->walk->size * NSC_PANEL;
}

/* ---- an orthonormal panel ---- */

/* product = left × right, which may be the product. */
static void multiply_squares(const double *left, const double *right, double *product) {
    double sums[NSC_PANEL_SQUARE] = {0};
    for (size_t row = 0; row < NSC_PANEL; row++)
        for (size_t middle = 0; middle < NSC_PANEL; middle++)
            for (size_t column = 0; column < NSC_PANEL; column++)
                sums[row * NSC_PANEL + column] += left[row * NSC_PANEL + middle] * right[middle * NSC_PANEL + column];
    memcpy(product, sums, sizeof sums);
}

/* upper: its transpose times itself is the matrix of products, but for the least pivots; inverse × upper = 1. */
static void factorise(const double *products, double *upper, double *inverse) {
    memset(upper, 0, NSC_PANEL_SQUARE * sizeof *upper);
    memset(inverse, 0, NSC_PANEL_SQUARE * sizeof *inverse);
    for (size_t row = 0; row < NSC_PANEL; row++)
        for (size_t column = row; column < NSC_PANEL; column++) {
            double left = products[row * NSC_PANEL + column];
            for (size_t before = 0; before < row; before++)
                left -= upper[before * NSC_PANEL + row] * upper[before * NSC_PANEL + column];
            upper[row * NSC_PANEL + column] = row == column
                                                  ? sqrt(fmax(left, LEAST_PIVOT * products[row * NSC_PANEL + row]))
                                                  : left / upper[row * NSC_PANEL + row];
        }
    for (size_t column = 0; column < NSC_PANEL; column++)
        for (size_t row = column + 1; row-- > 0;) {
            double left = row == column ? 1 : 0;
            for (size_t middle = row + 1; middle <= column; middle++)
                left -= upper[row * NSC_PANEL + middle] * inverse[middle * NSC_PANEL + column];
            inverse[row * NSC_PANEL + column] = left / upper[row * NSC_PANEL + row];
        }
}

static double deviation_of(const double *products) {
    double deviation = 0;
    for (size_t row = 0; row < NSC_PANEL; row++)
        for (size_t column = 0; column < NSC_PANEL; column++)
            deviation = fmax(deviation, fabs(products[row * NSC_PANEL + column] - (row == column)));
    return deviation;
}

static gsl_rng *next_stream(nsc_krylov *krylov, nsc_error *error) {
    gsl_rng *random = NULL;
    nsc_random_create(&random, krylov->seed, NSC_STREAM_EIGENPAIR_START, krylov->starts++, error);
    return random;
}

/* Vectors of which nothing is left over, not even rounding, become random ones, without a row of the factor. */
static nsc_status refill(nsc_krylov *krylov, double *panel, double *factor, double *products, nsc_error *error) {
    for (size_t vector = 0; vector < NSC_PANEL; vector++) {
        if (products[vector * (NSC_PANEL + 1)] > 0)
            continue;
        gsl_rng *const random = next_stream(krylov, error);
        if (random == NULL)
            return NSC_FAILED;
        for (size_t place = 0; place < krylov->walk->size; place++)
            panel[place * NSC_PANEL + vector] = gsl_ran_gaussian_ziggurat(random, 1);
        gsl_rng_free(random);
        memset(factor + vector * NSC_PANEL, 0, NSC_PANEL * sizeof *factor);
        products[vector * (NSC_PANEL + 1)] = krylov->walk->size;
    }
    return NSC_OK;
}

/*
 * The panel becomes orthonormal, and orthogonal to the first `count` of the basis and the constant; what it was is the
 * basis times krylov->components plus it times `factor`. A vector of which rounding alone is left over becomes a random
 * one, and its row of the factor tiny: so a space that is exhausted goes on with other vectors of its eigenspaces.
 */
static nsc_status orthonormalise(nsc_krylov *krylov, uint32_t count, double *panel, double *factor, nsc_error *error) {
    double square[NSC_PANEL_SQUARE], upper[NSC_PANEL_SQUARE], inverse[NSC_PANEL_SQUARE];
    nsc_status status = NSC_OK;
    memset(krylov->components, 0, (size_t)count * sizeof square);
    for (size_t place = 0; place < NSC_PANEL_SQUARE; place++)
        factor[place] = place % (NSC_PANEL + 1) == 0;
    for (int round = 0; round < ROUNDS; round++) {
        NSC_TRY(nsc_walk_operator_take_constant(krylov->walk, panel, error));
        NSC_TRY(nsc_panels_multiply(&krylov->panels, krylov->basis, count, panel, krylov->products, error));
        NSC_TRY(nsc_panels_subtract(&krylov->panels, krylov->basis, count, krylov->products, panel, error));
        for (uint32_t number = 0; number < count; number++) {
            multiply_squares(krylov->products + (size_t)number * NSC_PANEL_SQUARE, factor, square);
            for (size_t place = 0; place < NSC_PANEL_SQUARE; place++)
                krylov->components[(size_t)number * NSC_PANEL_SQUARE + place] += square[place];
        }
        NSC_TRY(nsc_panels_multiply(&krylov->panels, panel, 1, panel, square, error));
        NSC_TRY(refill(krylov, panel, factor, square, error));
        factorise(square, upper, inverse);
        NSC_TRY(nsc_panels_combine(&krylov->panels, panel, 1, 1, inverse, NSC_PANEL, error));
        multiply_squares(upper, factor, factor);
        if (round > 0 && deviation_of(square) < NEARLY)
            goto out;
    }
    status = nsc_error_set(error, NSC_FAILED, "no orthonormal basis of a Krylov space was found");
out:
    return status;
}

/* ---- the space ---- */

nsc_status nsc_krylov_start(nsc_krylov *krylov, uint32_t count, nsc_error *error) {
    double *const panel = panel_of(krylov, count), factor[NSC_PANEL_SQUARE];
    gsl_rng *const random = next_stream(krylov, error);
    if (random == NULL)
        return NSC_FAILED;
    for (size_t place = 0; place < (size_t)krylov->walk->size * NSC_PANEL; place++)
        panel[place] = gsl_ran_gaussian_ziggurat(random, 1);
    gsl_rng_free(random);
    krylov->count = count;
    return orthonormalise(krylov, count, panel, factor, error);
}

nsc_status nsc_krylov_extend(nsc_krylov *krylov, double *scale, nsc_error *error) {
    const size_t stride = (size_t)krylov->capacity * NSC_PANEL;
    const uint32_t last = krylov->count, count = last + 1;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_walk_operator_apply(krylov->walk, &krylov->polynomial, panel_of(krylov, last), panel_of(krylov, count),
                                    error));
    NSC_TRY(orthonormalise(krylov, count, panel_of(krylov, count), krylov->next, error));
    for (size_t row = 0; row < (size_t)count * NSC_PANEL; row++)
        for (size_t column = 0; column < NSC_PANEL; column++) {
            const size_t other = (size_t)last * NSC_PANEL + column;
            const double product = krylov->components[row * NSC_PANEL + column];
            if (row <= other)
                krylov->projected[row * stride + other] = krylov->projected[other * stride + row] = product;
        }
    krylov->count = count;
    *scale = 0;
    for (size_t row = 0; row < NSC_PANEL; row++)
        *scale += log(krylov->next[row * (NSC_PANEL + 1)]);
out:
    return status;
}

nsc_status nsc_krylov_solve(nsc_krylov *krylov, nsc_error *error) {
    const size_t rows = (size_t)krylov->count * NSC_PANEL;
    const nsc_status status = nsc_eigenpairs_of_matrix(krylov->projected, (size_t)krylov->capacity * NSC_PANEL, rows,
                                                       krylov->values, krylov->vectors, error);
    if (status != NSC_OK)
        return status;
    for (size_t pair = 0; pair < rows; pair++) {
        double square = 0;
        for (size_t row = 0; row < NSC_PANEL; row++) {
            double sum = 0;
            for (size_t column = 0; column < NSC_PANEL; column++)
                sum +=
                    krylov->next[row * NSC_PANEL + column] * krylov->vectors[(rows - NSC_PANEL + column) * rows + pair];
            square += sum * sum;
        }
        krylov->residuals[pair] = sqrt(square);
    }
    return NSC_OK;
}

nsc_status nsc_krylov_restart(nsc_krylov *krylov, uint32_t kept, nsc_error *error) {
    const size_t stride = (size_t)krylov->capacity * NSC_PANEL, rows = (size_t)krylov->count * NSC_PANEL;
    const nsc_status status =
        nsc_panels_combine(&krylov->panels, krylov->basis, krylov->count, kept, krylov->vectors, rows, error);
    if (status != NSC_OK)
        return status;
    memcpy(panel_of(krylov, kept), panel_of(krylov, krylov->count),
           (size_t)krylov->walk->size * NSC_PANEL * sizeof *krylov->basis);
    memset(krylov->projected, 0, stride * stride * sizeof *krylov->projected);
    for (size_t row = 0; row < (size_t)kept * NSC_PANEL; row++)
        krylov->projected[row * stride + row] = krylov->values[row];
    krylov->count = kept;
    return NSC_OK;
}
