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
 * Matrices are taken by registers of eight numbers that follow one another. Only registers with a matrix of the domain
 * have a place in a vector, since two thirds of all matrices are invalid by the raw rule; what a flip of a higher bit
 * leads to is looked up.
 *
 * Vectors are in single precision, which is rounded to 6e-8 of each element, either way; sums are in double.
 */
#include "analysis/walks/encodingrwa_internal.h"

#include "base/vector_variants.h"

#include <math.h>
#include <string.h>

/* A vector register of single precision, and the lowest bits of a matrix, which tell its lanes apart. */
enum { LANE_BITS = 3, LANES = 1 << LANE_BITS };

/* Sums are in single precision, lane by lane, within registers whose numbers agree but for these bits. */
enum { STRETCH_BITS = 5 };

/* Flips of this bit of a register's number and of higher ones are added before the diagonal, the others after it. */
enum { HIGH_BIT = 13 };

/* Bits of the numbers of registers, for the matrices of seven vertices. */
enum { LARGEST_BITS = 18 };

enum { AT_ONCE = 32 };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef uint8_t lane_bytes __attribute__((vector_size(LANES)));
typedef uint16_t lane_words __attribute__((vector_size(LANES * sizeof(uint16_t))));

/* Largest difference of the two rules' autocorrelations, all functions together. */
static const double TOLERANCE = 1e-5;
static const double INVARIANT = 1e-12;  /* relative squared norm below which a vector is only rounding error */
static const double NEGLIGIBLE = 1e-12; /* share of the variance */

enum { MOST_STEPS = 200 };

/* The diagonal of all P_s as a function of the flips f of a matrix: D = slope × f + offset. */
typedef struct degrees {
    float slope, offset;
} degrees;

/* A worker's two vectors, aligned within its memory. */
typedef struct workspace {
    float *memory;
    lanes *x, *before; /* [place], and 0 after the last */
} workspace;

typedef struct exact {
    const nsc_encoding_domain *domain;
    degrees degree;
    unsigned lags;
    unsigned number_bits; /* 2^number_bits registers hold all matrices */
    uint32_t *places;     /* [number of a register] its place; without a matrix of the domain, that after the last */
    uint32_t *numbers;    /* [place] */
    uint32_t place_count;
    lane_bytes *flips; /* [place] flips of each matrix; NSC_MATRIX_NOT_WALKED outside the domain */
    float *functions;  /* [function × class_count + class] the fitness in the basis over labellings */
    double total;      /* ⟨x, x⟩ of all functions */
    workspace *spaces; /* [worker] */
    double *gauss;     /* [function × (lags + 1) + lag] by the Gauss rule, as a share of the total */
    double *radau;     /* the same by the rule of Radau */
    size_t first;      /* first function, that of task 0 */
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

/* Adds the elements within the same register that one flipped bit leads to. */
static inline __attribute__((always_inline)) void add_flips_within(lanes *sum, const lanes *x) {
    *sum += __builtin_shufflevector(*x, *x, 1, 0, 3, 2, 5, 4, 7, 6);
    *sum += __builtin_shufflevector(*x, *x, 2, 3, 0, 1, 6, 7, 4, 5);
    *sum += __builtin_shufflevector(*x, *x, 4, 5, 6, 7, 0, 1, 2, 3);
}

/* Adds those of other registers, by the bits from `first` on. */
static inline __attribute__((always_inline)) void add_flips_beyond(lanes *sum, const exact *job, uint32_t number,
                                                                   unsigned first, unsigned end, const lanes *x) {
#pragma GCC unroll 18
    for (unsigned bit = first; bit < end; bit++)
        *sum += x[job->places[number ^ UINT32_C(1) << bit]];
}

/* By address, as all registers here: those wider than the baseline's cannot be passed or returned by value. */
static inline __attribute__((always_inline)) void find_degree(const exact *job, uint32_t place, lanes *flips,
                                                              lanes *degree) {
    const lane_words words = __builtin_convertvector(job->flips[place], lane_words);
    *flips = __builtin_convertvector(__builtin_convertvector(words, lane_masks), lanes);
    *degree = job->degree.slope * *flips + job->degree.offset;
}

/* The end of the stretch of registers that begins at a place. */
static inline uint32_t end_of_stretch(const exact *job, uint32_t first) {
    const uint32_t stretch = job->numbers[first] >> STRETCH_BITS;
    uint32_t end = first + 1;
    while (end < job->place_count && job->numbers[end] >> STRETCH_BITS == stretch)
        end++;
    return end;
}

static inline __attribute__((always_inline)) double sum_lanes(double sum, const lanes *parts) {
    for (int lane = 0; lane < LANES; lane++)
        sum += (double)(*parts)[lane];
    return sum;
}

/* A step of the recurrence: the eigenvalue of L; the square of x, its ratio to that of the vector before, and after it
 * the diagonal element and the square of the next vector. */
typedef struct recurrence {
    float eigenvalue;
    double square, pull;
    double diagonal, next_square;
} recurrence;

/* y = P x − pull y; returns ⟨x, y⟩. Elements of matrices outside the domain stay 0. */
static inline __attribute__((always_inline)) double
multiply(const exact *job, unsigned number_bits, const recurrence *step, const lanes *restrict x, lanes *restrict y) {
    const unsigned high = number_bits < HIGH_BIT ? number_bits : HIGH_BIT;
    const float pull = (float)step->pull;
    double product = 0;
    for (uint32_t place = 0; place < job->place_count;) {
        lanes products = {0}, flips, degree;
        for (const uint32_t end = end_of_stretch(job, place); place < end; place++) {
            const uint32_t number = job->numbers[place];
            const lanes own = x[place];
            find_degree(job, place, &flips, &degree);
            lanes sum = degree * (-pull * y[place]);
            add_flips_beyond(&sum, job, number, high, number_bits, x);
            sum += (degree - flips - step->eigenvalue) * own;
            add_flips_within(&sum, &own);
            add_flips_beyond(&sum, job, number, 0, high, x);
            const lanes moved = job->degree.slope > 0 ? sum / degree : sum * (1 / job->degree.offset);
            y[place] = (lanes)((lane_masks)moved & (lane_masks)(flips != (float)NSC_MATRIX_NOT_WALKED));
            products += own * sum;
        }
        product += sum_lanes(0, &products);
    }
    return product;
}

/* y −= shift x, the next orthogonal vector; returns its square under D. */
static inline __attribute__((always_inline)) double subtract(const exact *job, float shift, const lanes *restrict x,
                                                             lanes *restrict y) {
    double square = 0;
    for (uint32_t place = 0; place < job->place_count;) {
        lanes squares = {0}, flips, degree;
        for (const uint32_t end = end_of_stretch(job, place); place < end; place++) {
            find_degree(job, place, &flips, &degree);
            y[place] -= shift * x[place];
            squares += degree * y[place] * y[place];
        }
        square = sum_lanes(square, &squares);
    }
    return square;
}

/* The next vector takes the place of the one before x. */
static inline __attribute__((always_inline)) void step(const exact *job, recurrence *step, const workspace *space) {
    const bool largest = job->number_bits == LARGEST_BITS; /* a constant for the compiler */
    const double product = largest ? multiply(job, LARGEST_BITS, step, space->x, space->before)
                                   : multiply(job, job->number_bits, step, space->x, space->before);
    step->diagonal = product / step->square;
    step->next_square = subtract(job, (float)step->diagonal, space->x, space->before);
}

NSC_VECTOR_VARIANTS(step, (const exact *job, recurrence *next, const workspace *space), (job, next, space))

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

static size_t element_count(const exact *job) {
    return ((size_t)job->place_count + 1) * LANES;
}

static double fill_vector(const exact *job, uint32_t function, float *x) {
    const nsc_encoding_domain *domain = job->domain;
    const float *of_class = job->functions + (size_t)function * domain->encodings->class_count;
    double square = 0;
    memset(x, 0, element_count(job) * sizeof *x);
    for (uint32_t place = 0; place < domain->matrix_count; place++) {
        const uint32_t matrix = domain->matrices[place];
        const float value = of_class[domain->encodings->classes[matrix]];
        x[job->places[matrix >> LANE_BITS] * (size_t)LANES + matrix % LANES] = value;
        square += (double)value * (double)value *
                  (double)(job->degree.slope * (float)domain->flips[matrix] + job->degree.offset);
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
    recurrence next = {.eigenvalue = (float)(encodings->symbols * contrasts),
                       .square = fill_vector(job, function, (float *)space->x)};
    const double share = next.square / job->total, allowed = TOLERANCE / encodings->labelling_count;
    memset(space->before, 0, element_count(job) * sizeof(float));
    while (next.square > 0 && share > NEGLIGIBLE && matrix.size < MOST_STEPS) {
        step_vector(job, &next, space);
        next.pull = next.next_square / next.square;
        matrix.diagonal[matrix.size] = next.diagonal;
        matrix.below[matrix.size++] = next.pull;
        if (compare_rules(&matrix, end, share, job->lags, gauss, radau) <= allowed)
            break;
        next.square = next.next_square;
        lanes *swapped = space->x;
        space->x = space->before;
        space->before = swapped;
    }
    return NSC_OK;
}

/* ---- all of them ---- */

/* Registers need more alignment than allocated memory has: one register more is allocated. */
static nsc_status allocate_workspace(workspace *space, const exact *job, nsc_error *error) {
    const size_t elements = element_count(job);
    nsc_status status = nsc_allocate(&space->memory, 2 * elements + LANES, sizeof(float), error);
    if (status != NSC_OK)
        return status;
    const size_t beyond = (uintptr_t)space->memory % sizeof(lanes);
    space->x = (lanes *)(void *)(space->memory + (beyond > 0 ? sizeof(lanes) - beyond : 0) / sizeof(float));
    space->before = space->x + elements / LANES;
    return NSC_OK;
}

/* The registers that hold a matrix of the domain. */
static nsc_status find_places(exact *job, nsc_error *error) {
    const nsc_encoding_domain *domain = job->domain;
    const unsigned bit_count = domain->encodings->bit_count;
    nsc_status status = NSC_OK;
    job->number_bits = bit_count > LANE_BITS ? bit_count - LANE_BITS : 0;
    const uint32_t number_count = UINT32_C(1) << job->number_bits;
    NSC_TRY(nsc_allocate(&job->places, number_count, sizeof *job->places, error));
    NSC_TRY(nsc_allocate(&job->numbers, number_count, sizeof *job->numbers, error));
    NSC_TRY(nsc_allocate(&job->flips, number_count, sizeof *job->flips, error));
    memset(job->flips, NSC_MATRIX_NOT_WALKED, number_count * sizeof *job->flips);
    for (uint32_t index = 0; index < domain->matrix_count; index++) {
        const uint32_t matrix = domain->matrices[index], number = matrix >> LANE_BITS;
        if (job->place_count == 0 || job->numbers[job->place_count - 1] != number)
            job->numbers[job->place_count++] = number;
        job->flips[job->place_count - 1][matrix % LANES] = domain->flips[matrix];
    }
    for (uint32_t number = 0; number < number_count; number++)
        job->places[number] = job->place_count;
    for (uint32_t place = 0; place < job->place_count; place++)
        job->places[job->numbers[place]] = place;
out:
    return status;
}

static nsc_status prepare(exact *job, nsc_error *error) {
    const nsc_encoding_domain *domain = job->domain;
    const nsc_encodings *encodings = domain->encodings;
    const size_t workers = nsc_control_threads(domain->points.control);
    nsc_status status = NSC_OK;
    NSC_TRY(fill_functions(job, error));
    NSC_TRY(find_places(job, error));
    const size_t integrals = (size_t)encodings->labelling_count * ((size_t)job->lags + 1);
    NSC_TRY(nsc_allocate(&job->gauss, integrals, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->radau, integrals, sizeof(double), error));
    NSC_TRY(nsc_allocate(&job->spaces, workers, sizeof *job->spaces, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(allocate_workspace(&job->spaces[worker], job, error));
out:
    return status;
}

static void release(exact *job) {
    for (size_t worker = 0; job->spaces != NULL && worker < nsc_control_threads(job->domain->points.control); worker++)
        free(job->spaces[worker].memory);
    free(job->spaces);
    free(job->places);
    free(job->numbers);
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
                 .lags = lags};
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
