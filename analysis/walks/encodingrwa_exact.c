/*
 * The autocorrelation of a complete fitness along walks on encodings, exactly, though there are half a thousand million
 * of them.
 *
 * Whether an encoding is valid depends on its matrix alone. So the walk's transition matrix is, with D the number of
 * changes that a step is drawn from (all if it stays at invalid ones, else the valid ones),
 *     P = D^-1 (F ⊗ I + (D − f − r) ⊗ I + I ⊗ L),
 * F the flips between matrices of the domain, f their number, r the replacements of a symbol, L the replacements
 * between labellings: one complete graph a symbol, of which the constant is an eigenvector to q − 1 and every contrast
 * to −1 (q values a symbol). In the basis of products of these, orthonormal, a product with s contrasts is an
 * eigenvector of L to r − q s. The fitness, written in that basis, falls into as many functions of the matrix as there
 * are labellings, 243, which P moves independently: each by
 *     P_s = D^-1 (F + D − f − q s),
 * and ρ(k) = Σ ⟨x, P_s^k x⟩ / Σ ⟨x, x⟩ over them, weighted by D, which is the stationary distribution and under which
 * P_s is self-adjoint.
 *
 * Each ⟨x, P_s^k x⟩ is an integral of λ^k over the spectrum as x sees it. The three-term recurrence of Lanczos, one
 * product a step, gives its Gauss rule, exact up to lag 2m − 1 after m steps, and with a node at the upper end of the
 * spectrum, 1 − q s / changes, the rule of Radau (Golub, Meurant 1994). Beyond lag 2m − 1 the exact value lies between
 * the two as far as the spectrum is positive, which its slow part is; steps are made until they agree within TOLERANCE
 * at every lag. The interval is the range between them.
 *
 * Vectors are in single precision, which is rounded to 6e-8 of each element, either way; sums are in double.
 */
#include "analysis/walks/encodingrwa_internal.h"

#include <math.h>
#include <string.h>

/* A vector register of single precision. */
enum { LANES = 8, STRETCH = 32, BLOCK_BITS = 16, COLUMN = 64, AT_ONCE = 32 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef uint8_t lane_bytes __attribute__((vector_size(LANES)));

/* Largest difference of the two rules' autocorrelations, all functions together. */
static const double TOLERANCE = 1e-5;
static const double INVARIANT = 1e-12;  /* relative squared norm below which a vector is only rounding error */
static const double NEGLIGIBLE = 1e-12; /* share of the variance */

enum { MOST_STEPS = 200 };

/* The diagonal of all P_s as a function of the flips f of a matrix: D = slope × f + offset. */
typedef struct degrees {
    float slope, offset;
} degrees;

/* A worker's three vectors, aligned within its memory. */
typedef struct workspace {
    float *memory;
    lanes *before, *x, *y; /* [register] */
} workspace;

typedef struct exact {
    const nsc_encoding_domain *domain;
    degrees degree;
    unsigned lags;
    unsigned high_bits;  /* of a matrix' number, beyond those of a block */
    size_t vector_count; /* registers in a vector over all matrices */
    lane_bytes *flips;   /* [register] flips of each matrix; NSC_MATRIX_NOT_WALKED outside the domain */
    float *functions;    /* [function × class_count + class] the fitness in the basis over labellings */
    double total;        /* ⟨x, x⟩ of all functions */
    workspace *spaces;   /* [worker] */
    double *gauss;       /* [function × (lags + 1) + lag] by the Gauss rule, as a share of the total */
    double *radau;       /* the same by the rule of Radau */
    size_t first;        /* first function, that of task 0 */
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
    const nsc_encodings *encodings = job->domain->encodings;
    const nsc_walk_domain *points = &job->domain->points;
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
    for (uint32_t place = 0; place < job->domain->matrix_count; place++)
        weight += count * nsc_encoding_weight(job->domain, job->domain->matrices[place]);
    for (uint32_t point = 0; point < points->landscape->space->point_count; point++)
        if (points->walked[point]) {
            const double centred = points->landscape->fitness->values[point] - points->mean;
            job->total += weight * points->stationary[point] * centred * centred;
        }
    if (job->domain->invalid == NSC_INVALID_STAY)
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

/* Adds the elements within the same register that one flipped bit leads to. By address: registers wider than the
 * baseline's cannot be passed by value. */
static inline __attribute__((always_inline)) void add_flips_within(lanes *sum, const lanes *x) {
    *sum += __builtin_shufflevector(*x, *x, 1, 0, 3, 2, 5, 4, 7, 6);
    *sum += __builtin_shufflevector(*x, *x, 2, 3, 0, 1, 6, 7, 4, 5);
    *sum += __builtin_shufflevector(*x, *x, 4, 5, 6, 7, 0, 1, 2, 3);
}

/* The flips of bits beyond a block's, into y: by columns through all blocks, so that each is read only once. */
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

/* The other flips and the diagonal, block by block. Elements of matrices outside the domain stay 0. */
static inline __attribute__((always_inline)) double finish(const exact *job, float eigenvalue, const lanes *restrict x,
                                                           lanes *restrict y) {
    const size_t block = job->vector_count >> job->high_bits;
    const size_t stretch = job->vector_count < STRETCH ? job->vector_count : STRETCH;
    double product = 0;
    for (size_t start = 0; start < job->vector_count; start += stretch) {
        lanes products = {0};
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
            products += own * sum;
        }
        for (int lane = 0; lane < LANES; lane++)
            product += (double)products[lane];
    }
    return product;
}

/* before = y − shift x − pull before, the next orthogonal vector; returns its square under D. */
static inline __attribute__((always_inline)) double subtract(const exact *job, float shift, float pull,
                                                             const lanes *restrict x, const lanes *restrict y,
                                                             lanes *restrict before) {
    const size_t stretch = job->vector_count < STRETCH ? job->vector_count : STRETCH;
    double square = 0;
    for (size_t start = 0; start < job->vector_count; start += stretch) {
        lanes squares = {0};
        for (size_t place = start; place < start + stretch; place++) {
            const lanes degree =
                job->degree.slope * __builtin_convertvector(job->flips[place], lanes) + job->degree.offset;
            before[place] = y[place] - shift * x[place] - pull * before[place];
            squares += degree * before[place] * before[place];
        }
        for (int lane = 0; lane < LANES; lane++)
            square += (double)squares[lane];
    }
    return square;
}

/* A step of the recurrence: the diagonal element, and the square of the next vector. */
typedef struct recurrence {
    double diagonal, square;
} recurrence;

/* `square` is that of x, `pull` the one before it over the one before that. */
static inline __attribute__((always_inline)) recurrence step(const exact *job, float eigenvalue, double square,
                                                             double pull, const workspace *space) {
    if (job->high_bits > 0)
        flip_high_bits(job, space->x, space->y);
    recurrence next = {.diagonal = finish(job, eigenvalue, space->x, space->y) / square};
    next.square = subtract(job, (float)next.diagonal, (float)pull, space->x, space->y, space->before);
    return next;
}

static recurrence step_baseline(const exact *job, float eigenvalue, double square, double pull,
                                const workspace *space) {
    return step(job, eigenvalue, square, pull, space);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static recurrence step_avx2(const exact *job, float eigenvalue, double square,
                                                            double pull, const workspace *space) {
    return step(job, eigenvalue, square, pull, space);
}
#endif

static recurrence step_vector(const exact *job, float eigenvalue, double square, double pull, const workspace *space) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return step_avx2(job, eigenvalue, square, pull, space);
#endif
    return step_baseline(job, eigenvalue, square, pull, space);
}

/* ---- quadrature ---- */

/* A tridiagonal matrix: its diagonal, 1 above it, and the squares of the orthogonal vectors' ratios below. */
typedef struct jacobi {
    double diagonal[MOST_STEPS + 1], below[MOST_STEPS + 1];
    unsigned size;
} jacobi;

/* integral[lag]: the first element of the matrix' power, times `share`. */
static void integrate_powers(const jacobi *matrix, double share, unsigned lags, double *integral) {
    double vector[MOST_STEPS + 1] = {1}, next[MOST_STEPS + 1] = {0};
    for (unsigned lag = 0; lag <= lags; lag++) {
        integral[lag] = share * vector[0];
        for (unsigned row = 0; row < matrix->size; row++)
            next[row] = matrix->diagonal[row] * vector[row] + (row + 1 < matrix->size ? vector[row + 1] : 0) +
                        (row > 0 ? matrix->below[row - 1] * vector[row - 1] : 0);
        memcpy(vector, next, matrix->size * sizeof *vector);
    }
}

/* One more row, such that the end of the spectrum is a node (Golub 1973). */
static void add_node(jacobi *matrix, double end) {
    /* The ratio of the orthogonal polynomials of the two highest degrees at `end`. */
    double ratio = 0;
    for (unsigned row = 0; row < matrix->size; row++)
        ratio = 1 / (end - matrix->diagonal[row] - (row > 0 ? matrix->below[row - 1] * ratio : 0));
    matrix->diagonal[matrix->size] = end - matrix->below[matrix->size - 1] * ratio;
    matrix->size++;
}

/* Both rules after as many steps as the matrix has rows; returns their largest difference. */
static double compare_rules(const jacobi *matrix, double end, double share, unsigned lags, double *gauss,
                            double *radau) {
    jacobi extended = *matrix;
    double apart = 0;
    integrate_powers(matrix, share, lags, gauss);
    if (matrix->below[matrix->size - 1] > INVARIANT) /* else no step leads further: the rule is exact */
        add_node(&extended, end);
    integrate_powers(&extended, share, lags, radau);
    for (unsigned lag = 0; lag <= lags; lag++)
        apart = fmax(apart, fabs(radau[lag] - gauss[lag]));
    return apart;
}

/* ---- one function of the matrix ---- */

static double fill_vector(const exact *job, uint32_t function, float *x) {
    const nsc_encoding_domain *domain = job->domain;
    const float *of_class = job->functions + (size_t)function * domain->encodings->class_count;
    double square = 0;
    memset(x, 0, job->vector_count * sizeof(lanes));
    for (uint32_t place = 0; place < domain->matrix_count; place++) {
        const uint32_t matrix = domain->matrices[place];
        const double value = (double)(x[matrix] = of_class[domain->encodings->classes[matrix]]);
        square += value * value * (double)(job->degree.slope * (float)domain->flips[matrix] + job->degree.offset);
    }
    return square;
}

static nsc_status function_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const exact *job = context;
    const uint32_t function = (uint32_t)(job->first + task);
    const nsc_encodings *encodings = job->domain->encodings;
    const unsigned contrasts = count_contrasts(encodings, function);
    const double changes = encodings->bit_count + job->domain->replacements;
    const double end = 1 - encodings->symbols * contrasts / changes;
    double *gauss = job->gauss + function * ((size_t)job->lags + 1);
    double *radau = job->radau + function * ((size_t)job->lags + 1);
    workspace *space = &job->spaces[worker];
    jacobi matrix = {.size = 0};
    double square = fill_vector(job, function, (float *)space->x), pull = 0;
    const double share = square / job->total, allowed = TOLERANCE / encodings->labelling_count;
    memset(space->before, 0, job->vector_count * sizeof(lanes));
    while (square > 0 && share > NEGLIGIBLE && matrix.size < MOST_STEPS) {
        const recurrence next = step_vector(job, (float)(encodings->symbols * contrasts), square, pull, space);
        pull = next.square / square;
        matrix.diagonal[matrix.size] = next.diagonal;
        matrix.below[matrix.size++] = pull;
        if (compare_rules(&matrix, end, share, job->lags, gauss, radau) <= allowed)
            break;
        square = next.square;
        lanes *swapped = space->x;
        space->x = space->before;
        space->before = swapped;
    }
    return NSC_OK;
}

/* ---- all of them ---- */

/* Registers need more alignment than allocated memory has: one register more is allocated. */
static nsc_status allocate_workspace(workspace *space, size_t vector_count, nsc_error *error) {
    nsc_status status = nsc_allocate(&space->memory, (3 * vector_count + 1) * LANES, sizeof(float), error);
    if (status != NSC_OK)
        return status;
    const size_t beyond = (uintptr_t)space->memory % sizeof(lanes);
    space->x = (lanes *)(void *)(space->memory + (beyond > 0 ? sizeof(lanes) - beyond : 0) / sizeof(float));
    space->y = space->x + vector_count;
    space->before = space->y + vector_count;
    return NSC_OK;
}

static nsc_status prepare(exact *job, nsc_error *error) {
    const nsc_encoding_domain *domain = job->domain;
    const nsc_encodings *encodings = domain->encodings;
    const size_t workers = nsc_control_threads(domain->points.control);
    nsc_status status = NSC_OK;
    NSC_TRY(fill_functions(job, error));
    const size_t integrals = (size_t)encodings->labelling_count * ((size_t)job->lags + 1);
    NSC_TRY(nsc_allocate(&job->gauss, integrals, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->radau, integrals, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->flips, job->vector_count, sizeof *job->flips, error));
    memset(job->flips, NSC_MATRIX_NOT_WALKED, job->vector_count * sizeof *job->flips);
    memcpy(job->flips, domain->flips, encodings->matrix_count);
    NSC_TRY(nsc_allocate(&job->spaces, workers, sizeof *job->spaces, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(allocate_workspace(&job->spaces[worker], job->vector_count, error));
out:
    return status;
}

static void release(exact *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < nsc_control_threads(job->domain->points.control); worker++)
        free(job->spaces[worker].memory);
    free(job->spaces);
    free(job->flips);
    free(job->functions);
    free(job->gauss);
    free(job->radau);
}

nsc_status nsc_encoding_exact(const nsc_encoding_domain *domain, unsigned lags, nsc_rwa_curve *curve,
                              const nsc_control *control, nsc_error *error) {
    const nsc_encodings *encodings = domain->encodings;
    const unsigned changes = encodings->bit_count + domain->replacements;
    const bool stays = domain->invalid == NSC_INVALID_STAY;
    exact job = {.domain = domain,
                 .degree = {.slope = stays ? 0 : 1, .offset = (float)(stays ? changes : domain->replacements)},
                 .lags = lags,
                 .high_bits = encodings->bit_count > BLOCK_BITS ? encodings->bit_count - BLOCK_BITS : 0,
                 .vector_count = encodings->matrix_count > LANES ? encodings->matrix_count / LANES : 1};
    const size_t functions = encodings->labelling_count;
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&job, error));
    for (; job.first < functions; job.first += AT_ONCE) {
        const size_t left = functions - job.first;
        NSC_TRY(nsc_parallel(left < AT_ONCE ? left : AT_ONCE, domain->points.control, function_task, &job, error));
        nsc_control_report(control, "exact autocorrelation", (double)job.first / (double)functions);
    }
    for (unsigned lag = 0; lag <= lags; lag++) {
        double least = 0, most = 0;
        for (size_t function = 0; function < functions; function++) {
            const size_t place = function * ((size_t)lags + 1) + lag;
            least += fmin(job.gauss[place], job.radau[place]);
            most += fmax(job.gauss[place], job.radau[place]);
        }
        /* At lag 0 the rules are right but for the rounding of single precision. */
        const double value = lag == 0 ? 1 : (least + most) / 2;
        nsc_rwa_curve_set_exact(curve, lag, job.total > 0 ? value : NAN);
    }
out:
    release(&job);
    return status;
}
