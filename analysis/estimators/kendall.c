/*
 * Kendall's tau-b in O(n log n) (Knight 1966): with the pairs in ascending order of x, and of y within one x, the
 * discordant ones are the exchanges that sorting y takes, and pairs tied on either side are counted in runs.
 *
 *     tau-b = (C − D) / √((N − Tx) (N − Ty)),  C − D = N − Tx − Ty + Txy − 2 D,
 *
 * of N pairs of points C are concordant, D discordant, Tx, Ty, Txy tied in x, in y, in both (Kendall 1945). Here a pair
 * of points counts by the product of their weights, and each point collects the weights of the points with which it is
 * discordant or tied: these give its influence on tau-b, since C − D, N − Tx and N − Ty are means over pairs of points
 * (Hoeffding 1948). Weights that are all 1 are added without rounding.
 */
#include "analysis/estimators/correlation.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* One point: what it is, and the weights of the other points that it is tied or discordant with. */
typedef struct ranked {
    double x, y, weight, tied_x, tied_y, tied_both, discordant;
    size_t pair;
} ranked;

/* A point while points are sorted by y: no more of it than moves. */
typedef struct moving {
    double y, weight, discordant;
    size_t place;
} moving;

/* Weight of the points first … end − 1. */
static double weight_of(const ranked *points, size_t first, size_t end) {
    double sum = 0;
    for (size_t place = first; place < end; place++)
        sum += points[place].weight;
    return sum;
}

/* Ties of points that are sorted by x and by y within one x. */
static void count_ties(ranked *points, size_t count) {
    size_t first_x = 0, first_both = 0;
    for (size_t place = 1; place <= count; place++) {
        const bool new_x = place == count || points[place].x != points[first_x].x;
        if (new_x || points[place].y != points[first_both].y) {
            const double weight = weight_of(points, first_both, place);
            for (; first_both < place; first_both++)
                points[first_both].tied_both = weight - points[first_both].weight;
        }
        if (new_x) {
            const double weight = weight_of(points, first_x, place);
            for (; first_x < place; first_x++)
                points[first_x].tied_x = weight - points[first_x].weight;
        }
    }
}

/* Ties in y of points that are sorted by y. */
static void count_ties_in_y(ranked *points, size_t count) {
    for (size_t first = 0, place = 1; place <= count; place++)
        if (place == count || points[place].y != points[first].y) {
            const double weight = weight_of(points, first, place);
            for (; first < place; first++)
                points[first].tied_y = weight - points[first].weight;
        }
}

/* Merges two runs sorted by y; a point of the right one that moves past points of the left one is discordant with
 * them. */
static void merge(const moving *left, size_t left_count, const moving *right, size_t right_count, moving *merged) {
    double left_weight = 0, passed = 0; /* of the left still to come; of the right gone */
    size_t from_left = 0, from_right = 0;
    for (size_t place = 0; place < left_count; place++)
        left_weight += left[place].weight;
    while (from_left < left_count || from_right < right_count) {
        if (from_left == left_count || (from_right < right_count && right[from_right].y < left[from_left].y)) {
            *merged = right[from_right++];
            merged->discordant += left_weight;
            passed += merged->weight;
        } else {
            *merged = left[from_left++];
            merged->discordant += passed;
            left_weight -= merged->weight;
        }
        merged++;
    }
}

/* Sorts by y, into one of the two arrays, which it returns. */
static const moving *sort_counting(moving *points, moving *scratch, size_t count) {
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t first = 0; first < count; first += 2 * width) {
            const size_t rest = count - first, left = rest < width ? rest : width;
            const size_t right = rest - left < width ? rest - left : width;
            merge(points + first, left, points + first + left, right, scratch + first);
        }
        moving *swapped = points;
        points = scratch;
        scratch = swapped;
    }
    return points;
}

/* sorted[count]: the points in ascending order of y, with those that they are discordant with. */
static nsc_status sort_by_y(const ranked *points, size_t count, ranked *sorted, nsc_error *error) {
    moving *before = NULL, *scratch = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&before, count, sizeof *before, error));
    NSC_TRY(nsc_allocate(&scratch, count, sizeof *scratch, error));
    for (size_t place = 0; place < count; place++)
        before[place] = (moving){.y = points[place].y, .weight = points[place].weight, .place = place};
    const moving *by_y = sort_counting(before, scratch, count);
    for (size_t place = 0; place < count; place++) {
        sorted[place] = points[by_y[place].place];
        sorted[place].discordant = by_y[place].discordant;
    }
out:
    free(before);
    free(scratch);
    return status;
}

/* Over ordered pairs of points: concordant less discordant, not tied in x, not tied in y. */
typedef struct pair_sums {
    double agreement, apart_x, apart_y;
} pair_sums;

static pair_sums sums_at(const ranked *point, double all) {
    const double others = all - point->weight;
    return (pair_sums){others - point->tied_x - point->tied_y + point->tied_both - 2 * point->discordant,
                       others - point->tied_x, others - point->tied_y};
}

static double tau_of(const ranked *points, size_t count, double all, pair_sums *sums) {
    *sums = (pair_sums){0};
    for (size_t place = 0; place < count; place++) {
        const pair_sums own = sums_at(&points[place], all);
        sums->agreement += points[place].weight * own.agreement;
        sums->apart_x += points[place].weight * own.apart_x;
        sums->apart_y += points[place].weight * own.apart_y;
    }
    if (!(sums->apart_x > 0 && sums->apart_y > 0))
        return NAN;
    const double tau = sums->agreement / 2 / (sqrt(sums->apart_x / 2) * sqrt(sums->apart_y / 2));
    return nsc_clamped_correlation(tau);
}

static void find_influences(const ranked *points, size_t count, double all, const pair_sums *sums, double tau,
                            double *influences) {
    const double scale = sqrt(sums->apart_x) * sqrt(sums->apart_y) / all;
    for (size_t place = 0; place < count; place++) {
        const pair_sums own = sums_at(&points[place], all);
        influences[points[place].pair] =
            2 * (own.agreement - sums->agreement / all) / scale -
            tau * (own.apart_x / (sums->apart_x / all) - 1 + own.apart_y / (sums->apart_y / all) - 1);
    }
}

/* The points of the pairs, sorted by x, and by y within one x: by y first, since sorting keeps the order of equal x. */
static nsc_status list_points(const nsc_weighted_pairs *pairs, ranked **points, nsc_error *error) {
    size_t *by_y = NULL, *by_x = NULL;
    double *x = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(points, pairs->count, sizeof **points, error));
    NSC_TRY(nsc_allocate(&by_y, pairs->count, sizeof *by_y, error));
    NSC_TRY(nsc_allocate(&by_x, pairs->count, sizeof *by_x, error));
    NSC_TRY(nsc_allocate(&x, pairs->count, sizeof *x, error));
    NSC_TRY(nsc_ascending(pairs->y, pairs->count, by_y, error));
    for (size_t place = 0; place < pairs->count; place++)
        x[place] = pairs->x[by_y[place]];
    NSC_TRY(nsc_ascending(x, pairs->count, by_x, error));
    for (size_t place = 0; place < pairs->count; place++) {
        const size_t pair = by_y[by_x[place]];
        (*points)[place] = (ranked){
            .x = pairs->x[pair], .y = pairs->y[pair], .weight = nsc_weight_of(pairs->weights, pair), .pair = pair};
    }
out:
    free(by_y);
    free(by_x);
    free(x);
    return status;
}

nsc_status nsc_kendall(const nsc_pair_sample *sample, nsc_estimate *kendall, nsc_error *error) {
    nsc_weighted_pairs pairs = {0};
    ranked *points = NULL, *sorted = NULL;
    double *influences = NULL;
    pair_sums sums;
    nsc_status status = NSC_OK;
    *kendall = nsc_estimate_none();
    NSC_TRY(nsc_weighted_pairs_take(&pairs, sample, error));
    if (pairs.count < 2)
        goto out;
    NSC_TRY(list_points(&pairs, &points, error));
    NSC_TRY(nsc_allocate(&sorted, pairs.count, sizeof *sorted, error));
    const double all = weight_of(points, 0, pairs.count);
    count_ties(points, pairs.count);
    NSC_TRY(sort_by_y(points, pairs.count, sorted, error));
    count_ties_in_y(sorted, pairs.count);
    const double tau = tau_of(sorted, pairs.count, all, &sums);
    *kendall = nsc_design_complete(sample->design) ? nsc_estimate_exact(tau) : nsc_estimate_alone(tau);
    if (isnan(tau) || !nsc_pair_sample_estimates(sample))
        goto out;
    NSC_TRY(nsc_allocate(&influences, pairs.count, sizeof *influences, error));
    find_influences(sorted, pairs.count, all, &sums, tau, influences);
    NSC_TRY(nsc_correlation_of_sample(sample, tau, true, influences, kendall, error));
out:
    free(points);
    free(sorted);
    free(influences);
    nsc_weighted_pairs_release(&pairs);
    return status;
}
