/* Sums over squares and over changes, several in each vector register. Sums are by lane, so their order is fixed. */
#include "analysis/composition/interactions_internal.h"

#include "base/vector_variants.h"

#include <math.h>
#include <string.h>

enum { LANES = 4 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t masks __attribute__((vector_size(LANES * sizeof(int64_t)))); /* −1 where true */

/* Registers wider than the baseline's cannot be passed by value. */
#define INLINE static inline __attribute__((always_inline))

/* Values beyond the last count as missing. */
INLINE void load(lanes *target, const double *values, size_t count) {
    if (count >= LANES) {
        memcpy(target, values, sizeof *target);
        return;
    }
    *target = (lanes){NAN, NAN, NAN, NAN};
    memcpy(target, values, count * sizeof *values);
}

INLINE uint64_t count_true(const masks *counts) {
    int64_t sum = 0;
    for (int lane = 0; lane < LANES; lane++)
        sum -= (*counts)[lane];
    return (uint64_t)sum;
}

INLINE double sum_lanes(const lanes *values) {
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++)
        sum += (*values)[lane];
    return sum;
}

/* 0 if not true; also for NaN. */
INLINE void keep(lanes *values, const masks *truth) {
    *values = (lanes)((masks)*values & *truth);
}

/* ---- squares ---- */

typedef struct square_lanes {
    masks squares, none, opposite, alike, reciprocal;
    lanes products, effects, interactions;
} square_lanes;

/* One change's two effects; returns where their signs differ. */
INLINE void add_change(square_lanes *sums, const lanes *before, const lanes *after, double tolerance, masks *opposite) {
    const masks up = *before > tolerance, down = *before < -tolerance;
    const masks still_up = *after > tolerance, still_down = *after < -tolerance;
    *opposite = (up & still_down) | (down & still_up);
    sums->opposite += *opposite;
    sums->alike += (up & still_up) | (down & still_down);
    sums->products += *before * *after;
    sums->effects += *before * *before + *after * *after;
}

/* Corners: neither change, the first, the second, both. */
INLINE void add_lanes(square_lanes *sums, const lanes *neither, const lanes *first, const lanes *second,
                      const lanes *both, double tolerance) {
    lanes first_before = *first - *neither, first_after = *both - *second;
    lanes second_before = *second - *neither, second_after = *both - *first;
    lanes interaction = first_after - first_before;
    const masks evaluated = interaction < INFINITY; /* not for NaN */
    masks first_opposite, second_opposite;
    keep(&first_before, &evaluated);
    keep(&first_after, &evaluated);
    keep(&second_before, &evaluated);
    keep(&second_after, &evaluated);
    keep(&interaction, &evaluated);
    add_change(sums, &first_before, &first_after, tolerance, &first_opposite);
    add_change(sums, &second_before, &second_after, tolerance, &second_opposite);
    const masks positive = interaction > 0;
    const lanes size = (lanes)(((masks)interaction & positive) | ((masks)-interaction & ~positive));
    sums->squares += evaluated;
    sums->none += (size <= 2 * tolerance) & evaluated;
    sums->reciprocal += first_opposite & second_opposite;
    sums->interactions += size;
}

INLINE void add_all(nsc_epistasis_sums *sums, const double *first, const double *second, const double *third,
                    const double *fourth, size_t count, double tolerance) {
    square_lanes found = {0};
    for (size_t place = 0; place < count; place += LANES) {
        lanes corners[4];
        load(&corners[0], first + place, count - place);
        load(&corners[1], second + place, count - place);
        load(&corners[2], third + place, count - place);
        load(&corners[3], fourth + place, count - place);
        add_lanes(&found, &corners[0], &corners[1], &corners[2], &corners[3], tolerance);
    }
    const nsc_epistasis_sums more = {.squares = count_true(&found.squares),
                                     .none = count_true(&found.none),
                                     .opposite = count_true(&found.opposite),
                                     .alike = count_true(&found.alike),
                                     .reciprocal = count_true(&found.reciprocal),
                                     .products = sum_lanes(&found.products),
                                     .effects = sum_lanes(&found.effects),
                                     .interactions = sum_lanes(&found.interactions)};
    nsc_epistasis_sums_add(sums, &more);
}

NSC_VECTOR_VARIANTS(add_all,
                    (nsc_epistasis_sums * sums, const double *first, const double *second, const double *third,
                     const double *fourth, size_t count, double tolerance),
                    (sums, first, second, third, fourth, count, tolerance))

void nsc_epistasis_add(nsc_epistasis_sums *sums, const double *first, const double *second, const double *third,
                       const double *fourth, size_t count, double tolerance) {
    add_all_vector(sums, first, second, third, fourth, count, tolerance);
}

void nsc_epistasis_sums_add(nsc_epistasis_sums *sum, const nsc_epistasis_sums *more) {
    sum->squares += more->squares;
    sum->none += more->none;
    sum->opposite += more->opposite;
    sum->alike += more->alike;
    sum->reciprocal += more->reciprocal;
    sum->products += more->products;
    sum->effects += more->effects;
    sum->interactions += more->interactions;
}

/* ---- changes ---- */

void nsc_gains_add(nsc_gain_sums *sums, const double *from, const double *to, size_t count, double tolerance) {
    masks changes = {0};
    lanes before_sum = {0}, before_squares = {0}, gains = {0}, gain_squares = {0}, products = {0};
    for (size_t place = 0; place < count; place += LANES) {
        lanes first, second;
        load(&first, from + place, count - place);
        load(&second, to + place, count - place);
        const masks up = second > first;
        lanes before = (lanes)(((masks)first & up) | ((masks)second & ~up));
        lanes gain = second - first;
        gain = (lanes)(((masks)gain & up) | ((masks)-gain & ~up));
        const masks counted = gain > tolerance;
        keep(&before, &counted);
        keep(&gain, &counted);
        changes += counted;
        before_sum += before;
        before_squares += before * before;
        gains += gain;
        gain_squares += gain * gain;
        products += before * gain;
    }
    const nsc_gain_sums more = {.changes = count_true(&changes),
                                .before = sum_lanes(&before_sum),
                                .before_square = sum_lanes(&before_squares),
                                .gain = sum_lanes(&gains),
                                .gain_square = sum_lanes(&gain_squares),
                                .product = sum_lanes(&products)};
    nsc_gain_sums_add(sums, &more);
}

void nsc_gain_sums_add(nsc_gain_sums *sum, const nsc_gain_sums *more) {
    sum->changes += more->changes;
    sum->before += more->before;
    sum->before_square += more->before_square;
    sum->gain += more->gain;
    sum->gain_square += more->gain_square;
    sum->product += more->product;
}
