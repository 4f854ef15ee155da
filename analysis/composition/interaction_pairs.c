/*
 * Pairs of evaluated strings by the positions in which they differ.
 *
 * Half the mean squared difference of two strings of class c, γ(c), is estimated by the mean over its evaluated pairs,
 * each weighted by the inverse of the chance that both are evaluated (Horvitz, Thompson 1952; Hájek 1971). No mean of
 * the fitness has to be known for it. The variance is Σ dimension(c) γ(c) / words, and the part k of it is
 * −Σ dimension(k) eigenvalue(c, k) γ(c) / words, as the graph of a class has one eigenvalue on each part (Stadler
 * 1996).
 *
 * The transform makes all sums fast: a sum over pairs of class c of u(i) v(j) is Σ eigenvalue(c, k) × the product of
 * both transforms in part k, and the sum over the partners of each string is one inverse transform. The influence of a
 * string on γ(c) is the sum of the residuals of its pairs.
 */
#include "analysis/composition/interaction_internal.h"

#include <math.h>
#include <string.h>

/* Fewer evaluated pairs of a class do not show how much their differences vary. */
static const double LEAST_PAIRS = 10;

enum { POWERS = 3, SQUARES = 5, VECTORS = 1 + POWERS + SQUARES };
enum { COUNTED, WEIGHTED, ERRORS = WEIGHTED + POWERS }; /* the first vector of each kind */

typedef struct pairs {
    nsc_interaction_orders *orders;
    nsc_interaction_sample *sample;
    size_t word_count, part_count;
    double *values;                        /* [word] centred and scaled; 0 if not evaluated */
    uint8_t *part_of_word;                 /* [coefficient] */
    double *transforms[WEIGHTED + POWERS]; /* of 1, w, w x, w x²; x the value, w the weight */
    double *scratch;                       /* [worker × POWERS × words] */
    double *sums;                          /* [class] Σ over ordered pairs of the product of their weights */
} pairs;

/* ---- classes ---- */

static double binomial(size_t n, size_t k) {
    double value = 1;
    for (size_t factor = 1; factor <= k; factor++)
        value *= (double)(n - factor + 1) / (double)factor;
    return k <= n ? value : 0;
}

/* Krawtchouk's polynomial: the eigenvalue of "differ in `distance` of `positions`" on what `order` of them make
 * together. */
static double krawtchouk(size_t positions, size_t symbols, size_t distance, size_t order) {
    double sum = 0;
    for (size_t both = 0; both <= distance && both <= order; both++)
        sum += (both % 2 == 0 ? 1 : -1) * pow((double)symbols - 1, (double)(distance - both)) * binomial(order, both) *
               binomial(positions - order, distance - both);
    return sum;
}

/* The product over the digits of the parts' numbers: one for each number of symbols that positions have. */
static double eigenvalue_of(const nsc_interaction_orders *orders, size_t class, size_t part) {
    double value = 1;
    for (unsigned position = 0; position < orders->positions; position++) {
        const size_t stride = orders->strides[position];
        size_t before = 0, like = 0;
        for (unsigned other = 0; other < orders->positions; other++) {
            like += orders->strides[other] == stride;
            before += other < position && orders->strides[other] == stride;
        }
        if (before == 0)
            value *= krawtchouk(like, nsc_interaction_symbols(orders, position), class / stride % (like + 1),
                                part / stride % (like + 1));
    }
    return value;
}

static nsc_status find_eigenvalues(const pairs *state, nsc_error *error) {
    const size_t count = state->part_count;
    nsc_interaction_sample *sample = state->sample;
    const nsc_status status = nsc_allocate(&sample->eigenvalues, count * count, sizeof(double), error);
    for (size_t class = 0; status == NSC_OK && class < count; class ++)
        for (size_t part = 0; part < count; part++)
            sample->eigenvalues[class * count + part] = eigenvalue_of(state->orders, class, part);
    return status;
}

/* ---- vectors over all strings ---- */

/* The evaluated strings, and their values centred and scaled, so that sums of powers keep their digits. */
static nsc_status list_evaluated(pairs *state, const nsc_fitness *fitness, nsc_error *error) {
    nsc_interaction_sample *sample = state->sample;
    double mean = 0, squares = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sample->points, fitness->known_count, sizeof *sample->points, error));
    NSC_TRY(nsc_allocate(&state->values, state->word_count, sizeof *state->values, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point)) {
            sample->points[sample->count++] = point;
            mean += fitness->values[point] / fitness->known_count;
        }
    for (size_t place = 0; place < sample->count; place++)
        squares += pow(fitness->values[sample->points[place]] - mean, 2);
    sample->scale = squares > 0 ? sqrt(squares / (double)sample->count) : 1;
    for (size_t place = 0; place < sample->count; place++)
        state->values[sample->points[place]] = (fitness->values[sample->points[place]] - mean) / sample->scale;
out:
    return status;
}

/* Transforms of factor × value^power; the factor is 1, the weight w, or (1 − 1/w) w². */
static void transform_power(const pairs *state, unsigned vector, double *target) {
    const nsc_interaction_sample *sample = state->sample;
    const double power = vector == COUNTED ? 0 : vector < ERRORS ? vector - WEIGHTED : vector - ERRORS;
    memset(target, 0, state->word_count * sizeof *target);
    for (size_t place = 0; place < sample->count; place++) {
        const uint32_t point = sample->points[place];
        const double weight = nsc_design_weight(&sample->design, point);
        const double factor = vector == COUNTED ? 1
                              : vector < ERRORS ? weight
                                                : nsc_design_hidden(&sample->design, point) * weight * weight;
        target[point] = factor * (power > 0 ? pow(state->values[point], power) : 1);
    }
    nsc_interaction_transform(state->orders, state->orders->positions, target, state->word_count);
}

/* products[part] = Σ over its coefficients of both transforms. */
static void multiply(const pairs *state, const double *first, const double *second, double *products) {
    for (size_t part = 0; part < state->part_count; part++)
        products[part] = 0;
    for (size_t word = 0; word < state->word_count; word++)
        products[state->part_of_word[word]] += first[word] * second[word];
}

/* Σ over ordered pairs of a class. */
static double sum_of_class(const pairs *state, size_t class, const double *products) {
    double sum = 0;
    for (size_t part = 0; part < state->part_count; part++)
        sum += state->sample->eigenvalues[class * state->part_count + part] * products[part];
    return sum;
}

/* ---- differences ---- */

static nsc_status find_differences(pairs *state, nsc_error *error) {
    enum { COUNTS, WEIGHTS, OF_SQUARE, OF_PRODUCT, PRODUCTS };
    nsc_interaction_sample *sample = state->sample;
    double products[PRODUCTS][NSC_INTERACTION_PARTS];
    nsc_status status = NSC_OK;
    for (unsigned vector = 0; vector < ERRORS; vector++) {
        NSC_TRY(nsc_allocate(&state->transforms[vector], state->word_count, sizeof(double), error));
        transform_power(state, vector, state->transforms[vector]);
    }
    multiply(state, state->transforms[COUNTED], state->transforms[COUNTED], products[COUNTS]);
    multiply(state, state->transforms[WEIGHTED], state->transforms[WEIGHTED], products[WEIGHTS]);
    multiply(state, state->transforms[WEIGHTED], state->transforms[WEIGHTED + 2], products[OF_SQUARE]);
    multiply(state, state->transforms[WEIGHTED + 1], state->transforms[WEIGHTED + 1], products[OF_PRODUCT]);
    for (size_t class = 1; class < state->part_count; class ++) {
        sample->pairs[class] = round(sum_of_class(state, class, products[COUNTS]) / 2);
        state->sums[class] = sum_of_class(state, class, products[WEIGHTS]);
        sample->differences[class] =
            (sum_of_class(state, class, products[OF_SQUARE]) - sum_of_class(state, class, products[OF_PRODUCT])) /
            state->sums[class];
        sample->variance +=
            state->orders->parts[class].dimension * sample->differences[class] / (double)state->word_count;
    }
out:
    return status;
}

/* Too few pairs of a class, part of which is hidden. */
static bool has_sparse_class(const pairs *state) {
    for (size_t class = 1; class < state->part_count; class ++) {
        const double all = state->orders->parts[class].dimension * (double)state->word_count / 2;
        if (state->sample->pairs[class] < LEAST_PAIRS && state->sample->pairs[class] < all)
            return true;
    }
    return false;
}

/* ---- influences ---- */

/*
 * Σ over pairs of class c of the squared residual × the hidden shares of both ends: what the sum over strings counts
 * twice. (x − y)⁴ / 4 and (x − y)² come from products of powers.
 */
static nsc_status find_pair_squares(pairs *state, nsc_error *error) {
    static const unsigned factors[][2] = {{4, 0}, {3, 1}, {2, 2}, {2, 0}, {1, 1}, {0, 0}};
    double products[NSC_COUNT_OF(factors)][NSC_INTERACTION_PARTS], *powers[SQUARES] = {NULL};
    nsc_interaction_sample *sample = state->sample;
    nsc_status status = NSC_OK;
    for (unsigned power = 0; power < SQUARES; power++) {
        NSC_TRY(nsc_allocate(&powers[power], state->word_count, sizeof(double), error));
        transform_power(state, ERRORS + power, powers[power]);
    }
    for (size_t number = 0; number < NSC_COUNT_OF(factors); number++)
        multiply(state, powers[factors[number][0]], powers[factors[number][1]], products[number]);
    for (size_t class = 1; class < state->part_count; class ++) {
        double sums[NSC_COUNT_OF(factors)] = {0};
        for (size_t number = 0; number < NSC_COUNT_OF(factors); number++)
            sums[number] = sum_of_class(state, class, products[number]);
        const double difference = sample->differences[class];
        const double squares = (sums[0] - 4 * sums[1] + 3 * sums[2]) / 2 - 2 * difference * (sums[3] - sums[4]) +
                               difference * difference * sums[5];
        /* Ordered pairs count each twice, and both orders move the mean. */
        sample->pair_squares[class] = fmax(2 * squares / (state->sums[class] * state->sums[class]), 0);
    }
out:
    for (unsigned power = 0; power < SQUARES; power++)
        free(powers[power]);
    return status;
}

/* The influences on one class: inverse transforms give each string's sums over its partners. */
static nsc_status class_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const pairs *state = context;
    const nsc_interaction_sample *sample = state->sample;
    const size_t class = task + 1;
    const double *eigenvalues = sample->eigenvalues + class * state->part_count;
    double *partners[POWERS], *influences = sample->influences + class * sample->count;
    for (unsigned power = 0; power < POWERS; power++) {
        partners[power] = state->scratch + (worker * POWERS + power) * state->word_count;
        const double *transform = state->transforms[WEIGHTED + power];
        for (size_t word = 0; word < state->word_count; word++)
            partners[power][word] = eigenvalues[state->part_of_word[word]] * transform[word];
        nsc_interaction_transform(state->orders, state->orders->positions, partners[power], state->word_count);
    }
    for (size_t place = 0; place < sample->count; place++) {
        const uint32_t point = sample->points[place];
        const double value = state->values[point], weight = nsc_design_weight(&sample->design, point);
        const double sum =
            (value * value * partners[0][point] - 2 * value * partners[1][point] + partners[2][point]) / 2;
        influences[place] = 2 * weight * (sum - sample->differences[class] * partners[0][point]) / state->sums[class];
    }
    return NSC_OK;
}

static nsc_status find_influences(pairs *state, const nsc_control *control, nsc_error *error) {
    nsc_interaction_sample *sample = state->sample;
    const size_t workers = nsc_control_threads(control);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sample->influences, state->part_count * sample->count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&state->scratch, workers * POWERS * state->word_count, sizeof(double), error));
    NSC_TRY(nsc_parallel(state->part_count - 1, control, class_task, state, error));
    NSC_TRY(find_pair_squares(state, error));
out:
    return status;
}

/* ---- all of it ---- */

static nsc_status prepare(pairs *state, const nsc_landscape *landscape, const nsc_control *control, nsc_error *error) {
    nsc_interaction_sample *sample = state->sample;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_open(&sample->design, landscape->space, landscape->fitness, NULL, control, error));
    NSC_TRY(list_evaluated(state, landscape->fitness, error));
    NSC_TRY(nsc_allocate(&state->part_of_word, state->word_count, 1, error));
    nsc_interaction_number_parts(state->orders, state->part_of_word);
    NSC_TRY(nsc_allocate(&state->sums, state->part_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&sample->pairs, state->part_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&sample->differences, state->part_count, sizeof(double), error));
    NSC_TRY(nsc_allocate(&sample->pair_squares, state->part_count, sizeof(double), error));
    NSC_TRY(find_eigenvalues(state, error));
out:
    return status;
}

static void set_missing(nsc_interaction_orders *orders, const char *reason) {
    orders->reason = reason;
    orders->total = orders->slope = NAN;
    for (size_t part = 0; part < orders->part_count; part++)
        orders->parts[part].square = orders->parts[part].share = NAN;
}

nsc_status nsc_interaction_pairs_find(nsc_interaction_orders *orders, const nsc_landscape *landscape,
                                      const nsc_control *control, nsc_error *error) {
    pairs state = {.orders = orders, .word_count = orders->words, .part_count = orders->part_count};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&orders->sample, 1, sizeof *orders->sample, error));
    state.sample = orders->sample;
    set_missing(orders, NULL);
    if (orders->part_count > NSC_INTERACTION_PARTS) {
        set_missing(orders, "some points have no fitness, and the variables differ in too many numbers of values");
        goto out;
    }
    NSC_TRY(prepare(&state, landscape, control, error));
    NSC_TRY(find_differences(&state, error));
    if (has_sparse_class(&state)) {
        set_missing(orders, "too few pairs: fewer than 10 pairs of evaluated strings at one of the distances");
        goto out;
    }
    NSC_TRY(find_influences(&state, control, error));
    orders->total = state.sample->variance * (double)state.word_count * state.sample->scale * state.sample->scale;
    NSC_TRY(nsc_interaction_shares_find(orders, error));
out:
    for (unsigned vector = 0; vector < ERRORS; vector++)
        free(state.transforms[vector]);
    free(state.values);
    free(state.part_of_word);
    free(state.scratch);
    free(state.sums);
    return status;
}

void nsc_interaction_sample_release(nsc_interaction_sample *sample) {
    nsc_design_release(&sample->design);
    free(sample->points);
    free(sample->eigenvalues);
    free(sample->pairs);
    free(sample->differences);
    free(sample->influences);
    free(sample->pair_squares);
    free(sample->unconstrained);
    free(sample->slopes);
    free(sample->scratch);
}
