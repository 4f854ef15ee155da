/*
 * Made-up accuracies of points that are words of symbols. The logit of a word's accuracy is a sum of effects, one for
 * each symbol at its position and a smaller one for each pair of symbols (as in NK landscapes, Kauffman and Levin 1987,
 * with all pairs), and a little noise, as of a training run. Effects are normal; the accuracies spread about 91 per
 * cent.
 */
#include "data/synthetic/synthesise.h"

#include "base/base.h"

#include <assert.h>
#include <gsl/gsl_randist.h>
#include <math.h>

static const double PAIR_SHARE = 0.35;   /* of the variance, due to pairs of symbols */
static const double MEAN_LOGIT = 2.3;    /* 90.9 % */
static const double SPREAD_LOGIT = 0.45; /* one standard deviation: 86.4 to 94.0 % */
static const double NOISE_LOGIT = 0.03;  /* 0.25 percentage points at the mean */

/* Effects of the symbols of a shape: of one position, or of a pair. */
typedef struct word_effects {
    unsigned positions;
    size_t *
        starts; /* [positions · positions]: where the effects of a pair of positions begin, of i and i: of position i */
    double *effects; /* normal; of a pair, the second symbol changes fastest */
} word_effects;

static void release_effects(word_effects *made) {
    free(made->starts);
    free(made->effects);
}

static nsc_status draw_effects(word_effects *made, const nsc_words *words, unsigned positions, gsl_rng *random,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t count = 0;
    made->positions = positions;
    NSC_TRY(nsc_allocate(&made->starts, (size_t)positions * positions, sizeof *made->starts, error));
    for (unsigned first = 0; first < positions; first++)
        for (unsigned second = first; second < positions; second++) {
            made->starts[first * positions + second] = count;
            count += (size_t)nsc_words_symbols(words, first) * (second > first ? nsc_words_symbols(words, second) : 1);
        }
    NSC_TRY(nsc_allocate(&made->effects, count, sizeof *made->effects, error));
    const double pairs = positions * (positions - 1) / 2.0;
    for (unsigned first = 0; first < positions; first++)
        for (unsigned second = first; second < positions; second++) {
            const double share = second > first ? PAIR_SHARE / pairs : pairs > 0 ? (1 - PAIR_SHARE) / positions : 1.0;
            const size_t start = made->starts[first * positions + second];
            const size_t symbols =
                (size_t)nsc_words_symbols(words, first) * (second > first ? nsc_words_symbols(words, second) : 1);
            for (size_t symbol = 0; symbol < symbols; symbol++)
                made->effects[start + symbol] = gsl_ran_gaussian_ziggurat(random, sqrt(share));
        }
out:
    return status;
}

static double sum_effects(const word_effects *made, const nsc_words *words, const unsigned *symbols) {
    double sum = 0;
    for (unsigned first = 0; first < made->positions; first++) {
        sum += made->effects[made->starts[first * made->positions + first] + symbols[first]];
        for (unsigned second = first + 1; second < made->positions; second++)
            sum += made->effects[made->starts[first * made->positions + second] +
                                 (size_t)symbols[first] * nsc_words_symbols(words, second) + symbols[second]];
    }
    return sum;
}

/* The accuracy in per cent, as printed: in steps of a hundredth. */
static double accuracy_of(double sum, double noise) {
    const double logit = MEAN_LOGIT + SPREAD_LOGIT * sum + NOISE_LOGIT * noise;
    return round(1e4 / (1 + exp(-logit))) / 100;
}

static nsc_status fill_shape(double *accuracies, const nsc_words *words, const nsc_shape *shape, gsl_rng *random,
                             nsc_error *error) {
    word_effects made = {0};
    unsigned *symbols = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&symbols, shape->positions, sizeof *symbols, error));
    NSC_TRY(draw_effects(&made, words, shape->positions, random, error));
    for (uint32_t place = 0; place < shape->point_count; place++)
        accuracies[shape->first_point + place] = NAN;
    for (uint32_t word = 0; word < shape->word_count; word++) {
        const uint32_t point = nsc_shape_point(shape, word);
        uint32_t rest = word;
        for (unsigned position = shape->positions; position-- > 0;) {
            const unsigned count = nsc_words_symbols(words, position);
            assert(count > 0);
            symbols[position] = rest % count;
            rest /= count;
        }
        if (isnan(accuracies[point])) /* several words may denote a point: the first counts */
            accuracies[point] = accuracy_of(sum_effects(&made, words, symbols), gsl_ran_gaussian_ziggurat(random, 1));
    }
out:
    release_effects(&made);
    free(symbols);
    return status;
}

nsc_status nsc_synthesise_words(const nsc_space *space, uint64_t seed, double *accuracies, nsc_error *error) {
    nsc_status status = NSC_OK;
    gsl_rng *random = NULL;
    if (space->words == NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "measurements are made up for cells and for strings of symbols, and %s has neither",
                             space->name);
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_SYNTHETIC_WORDS, 0, error));
    for (uint32_t number = 0; number < space->words->shape_count; number++) {
        const nsc_shape shape = space->words->shape(space, number);
        NSC_TRY(fill_shape(accuracies, space->words, &shape, random, error));
    }
out:
    gsl_rng_free(random);
    return status;
}
