/*
 * Kendall's tau-b in O(n log n) (Knight 1966): with the pairs in ascending order of x, and of y within one x, the
 * discordant ones are the exchanges that sorting y takes, and pairs tied on either side are counted in runs.
 *
 *     tau-b = (C − D) / √((N − Tx) (N − Ty)),  C − D = N − Tx − Ty + Txy − 2 D,
 *
 * of N = n(n − 1)/2 pairs of points C are concordant, D discordant, Tx, Ty, Txy tied in x, in y, in both (Kendall
 * 1945). The interval takes Fieller, Hartley and Pearson's (1957) 0.437 / (n − 4) for the variance of artanh tau, which
 * their experiments with normal pairs support up to |tau| of 0.8.
 */
#include "analysis/estimators/correlation.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct pair {
    double x, y;
} pair;

static int compare_pairs(const void *first, const void *second) {
    const pair *left = first, *right = second;
    if (left->x != right->x)
        return left->x < right->x ? -1 : 1;
    return (left->y > right->y) - (left->y < right->y);
}

static uint64_t pairs_of(uint64_t count) {
    return count * (count - 1) / 2;
}

/* Pairs of points that are tied, in runs of neighbours of the sorted pairs: in x, and in both x and y. */
static void count_ties(const pair *sorted, size_t count, uint64_t *in_x, uint64_t *in_both) {
    size_t first_x = 0, first_both = 0;
    *in_x = *in_both = 0;
    for (size_t place = 1; place <= count; place++) {
        const bool new_x = place == count || sorted[place].x != sorted[first_x].x;
        if (new_x || sorted[place].y != sorted[first_both].y) {
            *in_both += pairs_of(place - first_both);
            first_both = place;
        }
        if (new_x) {
            *in_x += pairs_of(place - first_x);
            first_x = place;
        }
    }
}

/* Merges two sorted runs; returns how many places the values of the right one move past values of the left one. */
static uint64_t merge(const double *left, size_t left_count, const double *right, size_t right_count, double *merged) {
    uint64_t exchanges = 0;
    size_t from_left = 0, from_right = 0;
    while (from_left < left_count && from_right < right_count) {
        if (right[from_right] < left[from_left]) {
            exchanges += left_count - from_left;
            *merged++ = right[from_right++];
        } else {
            *merged++ = left[from_left++];
        }
    }
    while (from_left < left_count)
        *merged++ = left[from_left++];
    while (from_right < right_count)
        *merged++ = right[from_right++];
    return exchanges;
}

/* Sorts the values, which end in one of the two arrays, *`sorted`; returns the exchanges. */
static uint64_t sort_counting(double *values, double *scratch, size_t count, const double **sorted) {
    uint64_t exchanges = 0;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t first = 0; first < count; first += 2 * width) {
            const size_t rest = count - first, left = rest < width ? rest : width;
            const size_t right = rest - left < width ? rest - left : width;
            exchanges += merge(values + first, left, values + first + left, right, scratch + first);
        }
        double *swapped = values;
        values = scratch;
        scratch = swapped;
    }
    *sorted = values;
    return exchanges;
}

static uint64_t count_runs(const double *sorted, size_t count) {
    uint64_t tied = 0;
    for (size_t first = 0, place = 1; place <= count; place++)
        if (place == count || sorted[place] != sorted[first]) {
            tied += pairs_of(place - first);
            first = place;
        }
    return tied;
}

nsc_status nsc_kendall(const double *x, const double *y, size_t count, double coverage, nsc_estimate *kendall,
                       nsc_error *error) {
    pair *pairs = NULL;
    double *values = NULL, *scratch = NULL;
    const double *sorted;
    uint64_t in_x, in_both;
    nsc_status status = NSC_OK;
    *kendall = nsc_estimate_none();
    if (count < 2)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&pairs, count, sizeof *pairs, error));
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&scratch, count, sizeof *scratch, error));
    for (size_t number = 0; number < count; number++)
        pairs[number] = (pair){x[number], y[number]};
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    count_ties(pairs, count, &in_x, &in_both);
    for (size_t number = 0; number < count; number++)
        values[number] = pairs[number].y;
    const uint64_t discordant = sort_counting(values, scratch, count, &sorted);
    const uint64_t all = pairs_of(count), in_y = count_runs(sorted, count);
    if (in_x == all || in_y == all)
        goto out;
    const double concordant = (double)(all - in_x - in_y + in_both - discordant);
    const double tau = (concordant - (double)discordant) / (sqrt((double)(all - in_x)) * sqrt((double)(all - in_y)));
    *kendall = nsc_correlation_of_sample(fmin(1, fmax(-1, tau)), /* rounding passes 1 by a bit */
                                         count > 4 ? sqrt(0.437 / ((double)count - 4)) : INFINITY, coverage);
out:
    free(pairs);
    free(values);
    free(scratch);
    return status;
}
