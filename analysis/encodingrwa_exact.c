/*
 * The autocorrelation of a complete fitness along walks on encodings, exactly, though there are half a thousand million
 * of them.
 *
 * Whether an encoding is valid depends on its matrix alone. So the walk's transition matrix is, with D the number of
 * changes that a step is drawn from (all where it stays at invalid ones, else the valid ones),
 *     P = D^-1 (F ⊗ I + (D − f − r) ⊗ I + I ⊗ L),
 * F the flips between walked matrices, f how many there are, r the replacements of a symbol, L the replacements between
 * labellings: one complete graph a symbol, of which the constant is an eigenvector to q − 1 and every contrast to −1
 * (q values a symbol). In the basis of products of these, orthonormal, a product with s contrasts is an eigenvector of L
 * to r − q s. The fitness, written in that basis, falls into as many functions of the matrix as there are labellings,
 * 243, which P moves independently: each by
 *     P_s = D^-1 (F + D − f − q s),
 * and ρ(k) = Σ ⟨x, P_s^k x⟩ / Σ ⟨x, x⟩ over them, weighted by D, which is the stationary distribution. P_s is self-adjoint
 * under these weights, so that ⟨x, P_s^(i+j) x⟩ = ⟨P_s^i x, P_s^j x⟩: one product gives two lags.
 *
 * Vectors are in single precision, which is rounded to 6e-8 of each element, either way; sums are in double. A function
 * is left as soon as what it may still add is below NEGLIGIBLE.
 */
#include "analysis/encodingrwa_internal.h"

#include <math.h>
#include <string.h>

/* A vector register of single precision. */
enum { LANES = 8, STRETCH = 32, BLOCK_BITS = 16, COLUMN = 64, AT_ONCE = 32 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef uint8_t lane_bytes __attribute__((vector_size(LANES)));

static const double NEGLIGIBLE = 1e-10; /* share of the variance */

/* What stands on the diagonal of all P_s, by the flips f of a matrix: D = slope × f + offset. */
typedef struct degrees {
    float slope, offset;
} degrees;

/* A worker's two vectors, aligned within its memory. */
typedef struct workspace {
    float *memory;
    lanes *x, *y; /* [register] */
} workspace;

typedef struct exact {
    const nsc_encoding_ground *ground;
    degrees degree;
    unsigned lags;
    unsigned high_bits;  /* of a matrix' number, beyond those of a block */
    size_t vector_count; /* registers in a vector over all matrices */
    lane_bytes *flips;   /* [register] of the ground, a matrix not walked having NSC_MATRIX_NOT_WALKED */
    float *functions;    /* [function × class_count + class] the fitness in the basis over labellings */
    double total;        /* ⟨x, x⟩ of all functions */
    workspace *spaces;   /* [worker] */
    double *moments;     /* [function × (lags + 1) + lag], as shares of the total */
    size_t first;        /* function that task 0 stands for */
} exact;

/* ---- the fitness in the basis over labellings ---- */

/* Multiplies each run of q values, `unit` apart, by Helmert's matrix: the mean, and q − 1 orthonormal contrasts. */
static void transform_symbol(double *values, uint32_t count, uint32_t unit, uint32_t q) {
    for (uint32_t start = 0; start < count; start++) {
        if (start / unit % q != 0)
            continue;
        double sum = values[start];
        for (uint32_t digit = 1; digit < q; digit++) {
            const double own = values[start + digit * unit];
            values[start + digit * unit] = (sum - digit * own) / sqrt((double)digit * (digit + 1));
            sum += own;
        }
        values[start] = sum / sqrt(q);
    }
}

static nsc_status fill_functions(exact *job, nsc_error *error) {
    const nsc_encodings *encodings = job->ground->encodings;
    const nsc_rwa_ground *points = &job->ground->points;
    const uint32_t count = encodings->labelling_count, classes = encodings->class_count;
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&job->functions, (size_t)count * classes, sizeof *job->functions, error));
    for (uint32_t class = 0; class < classes; class ++) {
        const uint32_t *of_class = encodings->points + (size_t) class * count;
        if (!points->walked[of_class[0]])
            continue;
        for (uint32_t labelling = 0; labelling < count; labelling++)
            values[labelling] = points->landscape->fitness->values[of_class[labelling]] - points->mean;
        for (uint32_t unit = 1; unit < count; unit *= encodings->symbols)
            transform_symbol(values, count, unit, encodings->symbols);
        for (uint32_t function = 0; function < count; function++)
            job->functions[(size_t)function * classes + class] = (float)values[function];
    }
    double weight = 0;
    for (uint32_t place = 0; place < job->ground->matrix_count; place++)
        weight += count * nsc_encoding_weight(job->ground, job->ground->matrices[place]);
    for (uint32_t point = 0; point < points->landscape->space->point_count; point++)
        if (points->walked[point]) {
            const double centred = points->landscape->fitness->values[point] - points->mean;
            job->total += weight * points->stationary[point] * centred * centred;
        }
    if (job->ground->invalid == NSC_INVALID_STAY)
        job->total *= job->degree.offset;
out:
    free(values);
    return status;
}

/* Contrasts in a product of the basis: symbols of its number that are not 0. */
static unsigned count_contrasts(const nsc_encodings *encodings, uint32_t function) {
    unsigned contrasts = 0;
    for (; function > 0; function /= encodings->symbols)
        contrasts += function % encodings->symbols != 0;
    return contrasts;
}

/* ---- products ---- */

/* What a product gives beside y = P_s x: ⟨x, P_s x⟩ and ⟨P_s x, P_s x⟩. */
typedef struct products {
    double odd, even;
} products;

/* Adds the elements of the same register that one flipped bit leads to. By address: registers wider than the baseline's
 * can't be handed over by value. */
static inline __attribute__((always_inline)) void add_flips_within(lanes *sum, const lanes *x) {
    *sum += __builtin_shufflevector(*x, *x, 1, 0, 3, 2, 5, 4, 7, 6);
    *sum += __builtin_shufflevector(*x, *x, 2, 3, 0, 1, 6, 7, 4, 5);
    *sum += __builtin_shufflevector(*x, *x, 4, 5, 6, 7, 0, 1, 2, 3);
}

/* The flips of bits beyond a block's, into y: columns through all blocks, so that one is read once for all of them. */
static inline __attribute__((always_inline)) void flip_high_bits(const exact *job, const lanes *restrict x,
                                                                 lanes *restrict y) {
    const size_t block = job->vector_count >> job->high_bits;
    for (size_t column = 0; column < block; column += COLUMN)
        for (size_t start = column; start < job->vector_count; start += block)
            for (size_t place = start; place < start + COLUMN; place++) {
                lanes sum = x[place ^ block];
                for (unsigned bit = 1; bit < job->high_bits; bit++)
                    sum += x[place ^ block << bit];
                y[place] = sum;
            }
}

/* The other flips and the diagonal, block by block. Elements of matrices not walked are 0 and stay so. */
static inline __attribute__((always_inline)) products finish(const exact *job, float eigenvalue,
                                                             const lanes *restrict x, lanes *restrict y) {
    const size_t block = job->vector_count >> job->high_bits;
    const size_t stretch = job->vector_count < STRETCH ? job->vector_count : STRETCH;
    products sums = {0};
    for (size_t start = 0; start < job->vector_count; start += stretch) {
        lanes odd = {0}, even = {0};
        for (size_t place = start; place < start + stretch; place++) {
            const lanes own = x[place], flips = __builtin_convertvector(job->flips[place], lanes);
            const lanes degree = job->degree.slope * flips + job->degree.offset;
            lanes sum = (degree - flips - eigenvalue) * own;
            add_flips_within(&sum, &own);
            if (job->high_bits > 0)
                sum += y[place];
            for (size_t bit = 1; bit < block; bit <<= 1)
                sum += x[place ^ bit];
            const lanes moved = sum / degree;
            y[place] = (lanes)((lane_masks)moved & (lane_masks)(flips != (float)NSC_MATRIX_NOT_WALKED));
            odd += own * sum;
            even += y[place] * sum;
        }
        for (int lane = 0; lane < LANES; lane++) {
            sums.odd += (double)odd[lane];
            sums.even += (double)even[lane];
        }
    }
    return sums;
}

static inline __attribute__((always_inline)) products multiply(const exact *job, float eigenvalue, const lanes *x,
                                                               lanes *y) {
    if (job->high_bits > 0)
        flip_high_bits(job, x, y);
    return finish(job, eigenvalue, x, y);
}

static products multiply_baseline(const exact *job, float eigenvalue, const lanes *x, lanes *y) {
    return multiply(job, eigenvalue, x, y);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static products multiply_avx2(const exact *job, float eigenvalue, const lanes *x,
                                                              lanes *y) {
    return multiply(job, eigenvalue, x, y);
}
#endif

static products multiply_vector(const exact *job, float eigenvalue, const lanes *x, lanes *y) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return multiply_avx2(job, eigenvalue, x, y);
#endif
    return multiply_baseline(job, eigenvalue, x, y);
}

/* ---- one function of the matrix ---- */

static double fill_vector(const exact *job, uint32_t function, float *x) {
    const nsc_encoding_ground *ground = job->ground;
    const float *of_class = job->functions + (size_t)function * ground->encodings->class_count;
    double square = 0;
    memset(x, 0, job->vector_count * sizeof(lanes));
    for (uint32_t place = 0; place < ground->matrix_count; place++) {
        const uint32_t matrix = ground->matrices[place];
        const double value = (double)(x[matrix] = of_class[ground->encodings->classes[matrix]]);
        square += value * value * (double)(job->degree.slope * (float)ground->flips[matrix] + job->degree.offset);
    }
    return square;
}

static nsc_status function_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const exact *job = context;
    const uint32_t function = (uint32_t)(job->first + task);
    const nsc_encodings *encodings = job->ground->encodings;
    const float eigenvalue = (float)(encodings->symbols * count_contrasts(encodings, function));
    double *moments = job->moments + function * ((size_t)job->lags + 1);
    lanes *x = job->spaces[worker].x, *y = job->spaces[worker].y;
    moments[0] = fill_vector(job, function, (float *)x) / job->total;
    for (unsigned lag = 1; lag <= job->lags && moments[lag - 1] > NEGLIGIBLE; lag += 2) {
        const products sums = multiply_vector(job, eigenvalue, x, y);
        moments[lag] = sums.odd / job->total;
        if (lag < job->lags)
            moments[lag + 1] = sums.even / job->total;
        lanes *swapped = x;
        x = y;
        y = swapped;
    }
    return NSC_OK;
}

/* ---- all of them ---- */

/* A register's loads want more alignment than memory comes with: one register more than needed is asked for. */
static nsc_status allocate_workspace(workspace *space, size_t vector_count, nsc_error *error) {
    nsc_status status = nsc_allocate(&space->memory, (2 * vector_count + 1) * LANES, sizeof(float), error);
    if (status != NSC_OK)
        return status;
    const size_t beyond = (uintptr_t)space->memory % sizeof(lanes);
    space->x = (lanes *)(void *)(space->memory + (beyond > 0 ? sizeof(lanes) - beyond : 0) / sizeof(float));
    space->y = space->x + vector_count;
    return NSC_OK;
}

static nsc_status prepare(exact *job, nsc_error *error) {
    const nsc_encoding_ground *ground = job->ground;
    const nsc_encodings *encodings = ground->encodings;
    const size_t workers = ground->points.thread_count;
    nsc_status status = NSC_OK;
    NSC_TRY(fill_functions(job, error));
    NSC_TRY(nsc_allocate(&job->moments, (size_t)encodings->labelling_count * ((size_t)job->lags + 1), sizeof(double),
                         error));
    NSC_TRY(nsc_allocate(&job->flips, job->vector_count, sizeof *job->flips, error));
    memset(job->flips, NSC_MATRIX_NOT_WALKED, job->vector_count * sizeof *job->flips);
    memcpy(job->flips, ground->flips, encodings->matrix_count);
    NSC_TRY(nsc_allocate(&job->spaces, workers, sizeof *job->spaces, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(allocate_workspace(&job->spaces[worker], job->vector_count, error));
out:
    return status;
}

static void release(exact *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < job->ground->points.thread_count; worker++)
        free(job->spaces[worker].memory);
    free(job->spaces);
    free(job->flips);
    free(job->functions);
    free(job->moments);
}

nsc_status nsc_encoding_exact(const nsc_encoding_ground *ground, unsigned lags, nsc_rwa_curve *curve,
                              const nsc_progress *progress, nsc_error *error) {
    const nsc_encodings *encodings = ground->encodings;
    const unsigned changes = encodings->bit_count + ground->replacements;
    const bool stays = ground->invalid == NSC_INVALID_STAY;
    exact job = {.ground = ground,
                 .degree = {.slope = stays ? 0 : 1, .offset = (float)(stays ? changes : ground->replacements)},
                 .lags = lags,
                 .high_bits = encodings->bit_count > BLOCK_BITS ? encodings->bit_count - BLOCK_BITS : 0,
                 .vector_count = encodings->matrix_count > LANES ? encodings->matrix_count / LANES : 1};
    const size_t functions = encodings->labelling_count;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&job, error));
    for (; job.first < functions; job.first += AT_ONCE) {
        const size_t left = functions - job.first;
        NSC_TRY(nsc_parallel(left < AT_ONCE ? left : AT_ONCE, ground->points.thread_count, function_task, &job, error));
        nsc_progress_report(progress, "exact autocorrelation", (double)job.first / (double)functions);
    }
    for (unsigned lag = 0; lag <= lags; lag++) {
        double sum = 0, variance = 0;
        for (size_t function = 0; function < functions; function++) {
            sum += job.moments[function * ((size_t)lags + 1) + lag];
            variance += job.moments[function * ((size_t)lags + 1)];
        }
        nsc_rwa_curve_set_exact(curve, lag, sum / variance);
    }
out:
    release(&job);
    return status;
}
