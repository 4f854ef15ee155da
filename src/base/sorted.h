/* Ascending numbers: the order for qsort(), and places in them, found by halving. */
#ifndef NSC_SORTED_H
#define NSC_SORTED_H

#include <stddef.h>
#include <stdint.h>

/* For qsort() of uint32_t. */
static inline int nsc_compare_numbers(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The first place whose number is at least `least`; `count` if there is none. */
static inline size_t nsc_first_at_least(const uint32_t *ascending, size_t count, uint64_t least) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (ascending[middle] < least)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first of `count` running sums above `number`; the last if none of those before it is: so a uniform number below
 * the last sum draws a place by its share. */
static inline size_t nsc_first_above(const double *sums, size_t count, double number) {
    size_t low = 0, high = count - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sums[middle] > number)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

#endif
