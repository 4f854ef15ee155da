/*
 * Long arrays are sorted by radix (Seward 1954) on as many of the leading bits in which their values differ as tell
 * most of them apart. Values that agree in these are sorted by the next ones in the same way, a few of them by
 * insertion. All of this keeps ties in the order of their numbers.
 */
#include "analysis/estimators/ranking.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGIT_VALUES = 1 << DIGIT_BITS, FEW = 32 };

/* A value as a number of the same order, with the place it had. */
typedef struct keyed {
    uint64_t key;
    size_t number;
} keyed;

/* Sorts a few values; those that are in order are only looked at. */
static void sort_few(keyed *numbers, size_t count) {
    for (size_t next = 1; next < count; next++) {
        const keyed inserted = numbers[next];
        size_t place = next;
        for (; place > 0 && numbers[place - 1].key > inserted.key; place--)
            numbers[place] = numbers[place - 1];
        numbers[place] = inserted;
    }
}

/* The bits of a key by which it is sorted: key − least without the lowest `shift` ones. */
typedef struct digits {
    uint64_t least;
    unsigned shift, count;
} digits;

static uint64_t leading_of(const digits *sorted_by, uint64_t key) {
    return (key - sorted_by->least) >> sorted_by->shift;
}

static size_t digit_of(const digits *sorted_by, uint64_t key, unsigned digit) {
    return leading_of(sorted_by, key) >> (digit * DIGIT_BITS) & (DIGIT_VALUES - 1);
}

static unsigned bits_of(uint64_t number) {
    return number != 0 ? 64 - (unsigned)__builtin_clzll(number) : 0;
}

/* As many digits as have 4 values or more for each key. */
static digits choose_digits(const keyed *numbers, size_t count) {
    uint64_t least = UINT64_MAX, greatest = 0;
    for (size_t place = 0; place < count; place++) {
        least = numbers[place].key < least ? numbers[place].key : least;
        greatest = numbers[place].key > greatest ? numbers[place].key : greatest;
    }
    const unsigned differing = bits_of(greatest - least), wanted = bits_of(count) + 2;
    const unsigned used = differing < wanted ? differing : wanted;
    digits chosen = {least, 0, (used + DIGIT_BITS - 1) / DIGIT_BITS};
    if (differing > chosen.count * DIGIT_BITS)
        chosen.shift = differing - chosen.count * DIGIT_BITS;
    return chosen;
}

/* Sorts by the chosen digits, from the lowest up; each pass keeps the order of the one before among equal digits.
 * `moved` has room for as many and `counts` for each value of a digit. */
static void sort_by_digits(keyed *numbers, keyed *moved, size_t count, size_t *counts, const digits *sorted_by) {
    keyed *from = numbers, *to = moved;
    for (unsigned digit = 0; digit < sorted_by->count; digit++) {
        size_t before = 0;
        memset(counts, 0, DIGIT_VALUES * sizeof *counts);
        for (size_t place = 0; place < count; place++)
            counts[digit_of(sorted_by, from[place].key, digit)]++;
        for (size_t value = 0; value < DIGIT_VALUES; value++) {
            const size_t here = counts[value];
            counts[value] = before;
            before += here;
        }
        for (size_t place = 0; place < count; place++)
            to[counts[digit_of(sorted_by, from[place].key, digit)]++] = from[place];
        keyed *const sorted = to;
        to = from;
        from = sorted;
    }
    if (from != numbers)
        memcpy(numbers, from, count * sizeof *numbers);
}

/* Calls of itself sort by later bits: there are at most six within each other. */
static void sort_keyed(keyed *numbers, keyed *moved, size_t count, size_t *counts) {
    if (count <= FEW) {
        sort_few(numbers, count);
        return;
    }
    const digits sorted_by = choose_digits(numbers, count);
    sort_by_digits(numbers, moved, count, counts, &sorted_by);
    for (size_t first = 0, end; sorted_by.shift > 0 && first < count; first = end) {
        const uint64_t leading = leading_of(&sorted_by, numbers[first].key);
        for (end = first + 1; end < count && leading_of(&sorted_by, numbers[end].key) == leading;)
            end++;
        if (end - first > 1)
            sort_keyed(numbers + first, moved, end - first, counts);
    }
}

nsc_status nsc_ascending(const double *x, size_t count, size_t *order, nsc_error *error) {
    keyed *numbers = NULL, *moved = NULL;
    size_t *counts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    NSC_TRY(nsc_allocate(&moved, count, sizeof *moved, error));
    NSC_TRY(nsc_allocate(&counts, DIGIT_VALUES, sizeof *counts, error));
    for (size_t number = 0; number < count; number++)
        numbers[number] = (keyed){nsc_key_of(x[number]), number};
    sort_keyed(numbers, moved, count, counts);
    for (size_t place = 0; place < count; place++)
        order[place] = numbers[place].number;
out:
    free(numbers);
    free(moved);
    free(counts);
    return status;
}

nsc_status nsc_best_first(const double *values, nsc_direction direction, uint32_t *numbers, size_t count,
                          nsc_error *error) {
    const double sign = direction == NSC_MINIMISE ? 1 : -1;
    double *below = NULL;
    size_t *order = NULL;
    uint32_t *given = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&below, count, sizeof *below, error));
    NSC_TRY(nsc_allocate(&order, count, sizeof *order, error));
    NSC_TRY(nsc_allocate(&given, count, sizeof *given, error));
    for (size_t place = 0; place < count; place++) {
        given[place] = numbers[place];
        below[place] = sign * values[numbers[place]];
    }
    NSC_TRY(nsc_ascending(below, count, order, error));
    for (size_t place = 0; place < count; place++)
        numbers[place] = given[order[place]];
out:
    free(below);
    free(order);
    free(given);
    return status;
}

nsc_status nsc_points_best_first(const nsc_fitness *fitness, uint32_t **points, size_t *count, nsc_error *error) {
    *count = 0;
    nsc_status status = nsc_allocate(points, fitness->known_count, sizeof **points, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point))
            (*points)[(*count)++] = point;
    status = nsc_best_first(fitness->values, fitness->direction, *points, *count, error);
    if (status != NSC_OK) {
        free(*points);
        *points = NULL;
    }
    return status;
}

void nsc_shared_ranks(const nsc_fitness *fitness, const uint32_t *points, size_t count, size_t *ranks) {
    const nsc_order order = nsc_order_of(fitness);
    size_t first = 0;
    for (size_t place = 0; place < count; place++) {
        if (!nsc_equally_fit(&order, fitness->values[points[place]], fitness->values[points[first]]))
            first = place;
        ranks[place] = first + 1;
    }
}

uint32_t nsc_best_point(const nsc_fitness *fitness) {
    const nsc_order order = nsc_order_of(fitness);
    const double best = nsc_fitness_best(fitness);
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_equally_fit(&order, fitness->values[point], best))
            return point;
    return 0;
}

/* Whether two values share a rank; without an order, if they are equal. */
static bool share_rank(const nsc_order *order, double value, double best) {
    return order != NULL ? nsc_equally_fit(order, value, best) : value == best;
}

nsc_status nsc_weighted_ranks(const nsc_order *order, const double *x, const double *weights, size_t count,
                              double *ranks, nsc_error *error) {
    const bool minimise = order == NULL || order->direction == NSC_MINIMISE;
    nsc_standing *standings = NULL;
    double all = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&standings, count, sizeof *standings, error));
    NSC_TRY(nsc_standings(order, x, weights, count, standings, error));
    for (size_t number = 0; number < count; number++)
        all += nsc_weight_of(weights, number);
    for (size_t number = 0; number < count; number++) {
        const double middle = standings[number].better + (standings[number].equal + 1) / 2;
        ranks[number] = minimise ? middle : all + 1 - middle;
    }
out:
    free(standings);
    return status;
}

nsc_status nsc_ranks(const double *x, size_t count, double *ranks, nsc_error *error) {
    return nsc_weighted_ranks(NULL, x, NULL, count, ranks, error);
}

nsc_status nsc_fitness_ranks(const nsc_order *order, const double *x, size_t count, double *ranks, nsc_error *error) {
    return nsc_weighted_ranks(order, x, NULL, count, ranks, error);
}

nsc_status nsc_top_threshold(const nsc_order *order, const double *values, size_t count, double top_percent,
                             double *threshold, size_t *top_count, nsc_error *error) {
    double *rearranged = NULL;
    nsc_status status = nsc_allocate(&rearranged, count, sizeof *rearranged, error);
    if (status != NSC_OK)
        return status;
    memcpy(rearranged, values, count * sizeof *rearranged);
    const double wanted = ceil((double)count * top_percent / 100);
    const size_t taken = wanted < 1 ? 1 : wanted > (double)count ? count : (size_t)wanted;
    *threshold = gsl_stats_select(rearranged, 1, count, order->direction == NSC_MINIMISE ? taken - 1 : count - taken);
    *top_count = 0;
    for (size_t place = 0; place < count; place++)
        *top_count += nsc_at_least(order, values[place], *threshold);
    free(rearranged);
    return NSC_OK;
}

nsc_status nsc_standings(const nsc_order *order, const double *x, const double *weights, size_t count,
                         nsc_standing *standings, nsc_error *error) {
    const bool minimise = order == NULL || order->direction == NSC_MINIMISE;
    size_t *ascending = NULL;
    double better = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ascending, count, sizeof *ascending, error));
    NSC_TRY(nsc_ascending(x, count, ascending, error));
    for (size_t first = 0, last; first < count; first = last) { /* `first` counts from the best */
        const double best = x[ascending[minimise ? first : count - 1 - first]];
        double equal = 0;
        for (last = first; last < count; last++) {
            const size_t number = ascending[minimise ? last : count - 1 - last];
            if (!share_rank(order, x[number], best))
                break;
            equal += nsc_weight_of(weights, number);
        }
        for (size_t place = first; place < last; place++)
            standings[ascending[minimise ? place : count - 1 - place]] = (nsc_standing){better, equal};
        better += equal;
    }
out:
    free(ascending);
    return status;
}

double nsc_share_of_place(double places, double ahead, double equal) {
    const double left = places - ahead;
    return left <= 0 ? 0 : left >= equal ? 1 : left / equal;
}
