/*
 * Shares of the variance by part, and intervals of whatever is a weighted mean of them: an order, an eigenspace, the
 * mean eigenvalue, the autocorrelation at a lag.
 *
 * The unbiased shares sum to 1, but noise makes small ones negative. The shares printed are the nearest ones that are
 * not negative, nearest in the metric of their covariance, so that what the sample tells well (order 1, the
 * autocorrelation at lag 1) moves least. All figures follow from them, so that identities between figures hold.
 */
#include "analysis/composition/interaction_internal.h"
#include "analysis/composition/pair_interval.h"

#include <math.h>

static const double MOST_FREEDOM = 8;
/* Fewer pairs do not show the tail of their differences; nor do fewer strings, unless these are half of all. */
static const double LEAST_PAIRS = 200, LEAST_STRINGS = 200;

/* ---- shares that are not negative ---- */

/* slopes[class] = derivative by its difference of the mean of the parts' `weights`, whose unbiased value is `mean`. */
static void find_slopes(const nsc_interaction_orders *orders, const double *weights, double mean) {
    const nsc_interaction_sample *sample = orders->sample;
    const double scale = (double)orders->words * sample->variance;
    for (size_t class = 1; class < orders->part_count; class ++) {
        double sum = mean * orders->parts[class].dimension;
        for (size_t part = 1; part < orders->part_count; part++)
            sum +=
                weights[part] * orders->parts[part].dimension * sample->eigenvalues[class * orders->part_count + part];
        sample->slopes[class] = -sum / scale;
    }
}

static void find_unconstrained(const nsc_interaction_orders *orders) {
    const nsc_interaction_sample *sample = orders->sample;
    const double scale = (double)orders->words * sample->variance;
    for (size_t part = 1; part < orders->part_count; part++) {
        double sum = 0;
        for (size_t class = 1; class < orders->part_count; class ++)
            sum += sample->eigenvalues[class * orders->part_count + part] * sample->differences[class];
        sample->unconstrained[part] = -orders->parts[part].dimension * sum / scale;
    }
}

/* covariance[class × part_count + class] of the differences: sums over strings of products of their influences. */
static void find_covariance_of_differences(const nsc_interaction_orders *orders, double *covariance) {
    const nsc_interaction_sample *sample = orders->sample;
    for (size_t row = 1; row < orders->part_count; row++)
        for (size_t column = 1; column <= row; column++) {
            const double *first = sample->influences + row * sample->count;
            const double *second = sample->influences + column * sample->count;
            double sum = 0;
            for (size_t place = 0; place < sample->count; place++)
                sum += nsc_design_hidden(&sample->design, sample->points[place]) * first[place] * second[place];
            covariance[row * orders->part_count + column] = covariance[column * orders->part_count + row] = sum;
        }
}

/* Of the unbiased shares: derivatives × covariance of differences × derivatives. */
static void find_covariance_of_shares(const nsc_interaction_orders *orders, const double *differences,
                                      double *derivatives, double *covariance) {
    const size_t count = orders->part_count;
    for (size_t part = 1; part < count; part++) {
        for (size_t other = 0; other < count; other++)
            orders->weights[other] = other == part ? 1 : 0;
        find_slopes(orders, orders->weights, orders->sample->unconstrained[part]);
        for (size_t class = 1; class < count; class ++)
            derivatives[part * count + class] = orders->sample->slopes[class];
    }
    for (size_t row = 1; row < count; row++)
        for (size_t class = 1; class < count; class ++) {
            double along = 0;
            for (size_t other = 1; other < count; other++)
                along += derivatives[row * count + other] * differences[other * count + class];
            for (size_t column = 1; column < count; column++)
                covariance[row * count + column] += along * derivatives[column * count + class];
        }
}

/*
 * The nearest shares that are not negative: x + covariance × ν, with multipliers ν >= 0 that are 0 where the share is
 * not, one coordinate after another (Hildreth 1957). Columns of the covariance sum to 0, so that shares still sum to 1.
 */
static void make_positive(const nsc_interaction_orders *orders, const double *covariance, double *multipliers) {
    enum { ROUNDS = 5000 };
    const size_t count = orders->part_count;
    double largest = INFINITY, sum = 0;
    for (size_t part = 1; part < count; part++)
        orders->parts[part].share = orders->sample->unconstrained[part];
    for (int round = 0; round < ROUNDS && largest > 1e-12; round++) {
        largest = 0;
        for (size_t part = 1; part < count; part++) {
            const double variance = covariance[part * count + part];
            if (!(variance > 0))
                continue;
            const double wanted = fmax(multipliers[part] - orders->parts[part].share / variance, 0);
            const double change = wanted - multipliers[part];
            multipliers[part] = wanted;
            for (size_t other = 1; other < count; other++)
                orders->parts[other].share += covariance[part * count + other] * change;
            largest = fmax(largest, fabs(change) * variance);
        }
    }
    for (size_t part = 1; part < count; part++) {
        orders->parts[part].share = fmax(orders->parts[part].share, 0);
        sum += orders->parts[part].share;
    }
    for (size_t part = 1; part < count; part++)
        orders->parts[part].share /= sum;
    orders->parts[0].share = 0;
}

nsc_status nsc_interaction_shares_find(nsc_interaction_orders *orders, nsc_error *error) {
    const size_t count = orders->part_count;
    nsc_interaction_sample *sample = orders->sample;
    double *of_differences = NULL, *derivatives = NULL, *covariance = NULL, *multipliers = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sample->unconstrained, count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&sample->slopes, count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&sample->scratch, sample->count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&of_differences, count * count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&derivatives, count * count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&covariance, count * count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&multipliers, count, sizeof(double), error));
    find_unconstrained(orders);
    find_covariance_of_differences(orders, of_differences);
    find_covariance_of_shares(orders, of_differences, derivatives, covariance);
    make_positive(orders, covariance, multipliers);
out:
    free(of_differences);
    free(derivatives);
    free(covariance);
    free(multipliers);
    return status;
}

/* ---- intervals ---- */

/* Writes the influences of the evaluated strings on the figure whose slopes are set; returns those of pairs,
 * squared. */
static double find_influences(const nsc_interaction_orders *orders) {
    const nsc_interaction_sample *sample = orders->sample;
    double squares = 0;
    for (size_t place = 0; place < sample->count; place++) {
        sample->scratch[place] = 0;
        for (size_t class = 1; class < orders->part_count; class ++)
            sample->scratch[place] += sample->slopes[class] * sample->influences[class * sample->count + place];
    }
    for (size_t class = 1; class < orders->part_count; class ++)
        squares += sample->slopes[class] * sample->slopes[class] * sample->pair_squares[class];
    return squares;
}

/* The mean over parts of `orders->weights`, weighted by the shares. */
static nsc_estimate mean_of_weights(const nsc_interaction_orders *orders) {
    const nsc_interaction_sample *sample = orders->sample;
    nsc_pair_figure figure = {.lowest = INFINITY, .highest = -INFINITY, .most_freedom = MOST_FREEDOM};
    if (orders->reason != NULL)
        return nsc_estimate_none();
    for (size_t part = 1; part < orders->part_count; part++) {
        figure.value += orders->weights[part] * orders->parts[part].share;
        figure.lowest = fmin(figure.lowest, orders->weights[part]);
        figure.highest = fmax(figure.highest, orders->weights[part]);
    }
    if (sample == NULL)
        return nsc_estimate_exact(figure.value);
    for (size_t part = 1; part < orders->part_count; part++)
        figure.unbiased += orders->weights[part] * sample->unconstrained[part];
    find_slopes(orders, orders->weights, figure.unbiased);
    figure.influences = sample->scratch;
    figure.pair_squares = find_influences(orders);
    return nsc_pair_figure_interval(&sample->design, sample->points, sample->count, &figure);
}

nsc_estimate nsc_interaction_order_share(const nsc_interaction_orders *orders, unsigned lowest, unsigned highest) {
    for (size_t part = 0; part < orders->part_count; part++)
        orders->weights[part] = orders->parts[part].order >= lowest && orders->parts[part].order <= highest ? 1 : 0;
    return mean_of_weights(orders);
}

nsc_estimate nsc_interaction_eigenspace_share(const nsc_interaction_orders *orders,
                                              const nsc_interaction_eigenspace *eigenspace) {
    for (size_t part = 0; part < orders->part_count; part++)
        orders->weights[part] = orders->parts[part].symbols == eigenspace->symbols ? 1 : 0;
    return mean_of_weights(orders);
}

/* The chance that the walk is `lag` steps later at a string that differs in positions of the class: from the walk's
 * eigenvalues, which orders->weights holds. */
static double chance_of_class(const nsc_interaction_orders *orders, size_t class) {
    double sum = 0;
    for (size_t part = 0; part < orders->part_count; part++)
        sum += orders->weights[part] * orders->parts[part].dimension *
               orders->sample->eigenvalues[class * orders->part_count + part];
    return sum / (double)orders->words;
}

/* Independent pairs whose mean is as uncertain as that of the classes' means by their chances. */
static double effective_pairs(const nsc_interaction_orders *orders, double return_probability) {
    double sum = 0;
    for (size_t class = 1; class < orders->part_count; class ++) {
        const double chance = chance_of_class(orders, class) / (1 - return_probability);
        sum += chance * chance / orders->sample->pairs[class];
    }
    return 1 / sum;
}

nsc_interaction_lag nsc_interaction_autocorrelation(const nsc_interaction_orders *orders, unsigned lag) {
    nsc_interaction_lag found = {nsc_estimate_none(), NAN, NAN, orders->reason};
    for (size_t part = 0; part < orders->part_count; part++)
        orders->weights[part] = pow(1 - (double)orders->parts[part].symbols / orders->degree, lag);
    if (orders->reason != NULL)
        return found;
    if (orders->sample != NULL) {
        const double strings = (double)orders->sample->count;
        found.return_probability = fmin(fmax(chance_of_class(orders, 0), 0), 1);
        found.pairs = effective_pairs(orders, found.return_probability);
        if (lag > 0 && (found.pairs < LEAST_PAIRS || (strings < LEAST_STRINGS && 2 * strings < (double)orders->words)))
            found.reason = "too few pairs of evaluated points";
    }
    if (found.reason == NULL)
        found.autocorrelation = lag > 0 ? mean_of_weights(orders) : nsc_estimate_exact(1);
    return found;
}
