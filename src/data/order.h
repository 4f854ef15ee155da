/* Which of two fitnesses is the better one, and which are equally good: every comparison of fitness is one of these. */
#ifndef NSC_ORDER_H
#define NSC_ORDER_H

#include "base/public.h"

#include <stdbool.h>

NSC_PUBLIC_BEGIN

typedef enum nsc_direction { NSC_MAXIMISE, NSC_MINIMISE } nsc_direction;

/* "maximise", "minimise". */
const char *nsc_direction_name(nsc_direction direction);

/*
 * The order of the values of one fitness; nsc_order_of (fitness.h) has it. Equality within a tolerance is not
 * transitive: of three values in steps of two thirds of the tolerance, the middle one equals both others, which differ.
 * So each measure says which pairs it compares:
 * - along edges (optima, climbs, neutrality, accessible paths, networks of optima) the two ends of an edge, so that a
 *   plateau may drift over several edges by more than the tolerance;
 * - the best points are all that equal the best value, and the best K all that are at least as good as the K-th value;
 * - ranks are shared by all values that equal the best one among them that no earlier rank has;
 * - lists "best first" go by the values, and by the number of the point if these are identical.
 */
typedef struct nsc_order {
    nsc_direction direction;
    double sign;         /* 1 if higher is better, −1 if lower is */
    double equal_within; /* largest difference that counts as none, in units of the fitness, as tables state it */
    double rounding;     /* largest difference that rounding makes of equal values */
    double tolerance;    /* equal_within with room for rounding: what differences are compared with */
} nsc_order;

/* The value with such a sign that higher is better; inside comparisons only: tables show values as they are. */
static inline double nsc_merit(const nsc_order *order, double value) {
    return order->sign * value;
}

/* True if the first is better by more than the tolerance; false if either is NaN, as for the other comparisons. */
static inline bool nsc_better(const nsc_order *order, double first, double second) {
    return order->sign * (first - second) > order->tolerance;
}

/* True if the two differ by no more than the tolerance. */
static inline bool nsc_equally_fit(const nsc_order *order, double first, double second) {
    const double difference = first - second;
    return difference <= order->tolerance && -difference <= order->tolerance;
}

/* True if the first is better or equally fit. */
static inline bool nsc_at_least(const nsc_order *order, double first, double second) {
    return order->sign * (first - second) >= -order->tolerance;
}

NSC_PUBLIC_END

#endif
