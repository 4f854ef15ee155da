/*
 * Information content of random walks (Vassilev, Fogarty, Miller 2000; Muñoz, Kirley, Halgamuge 2015): the entropy of
 * the sequence of rises and falls of fitness along a walk, and how often it turns, when changes up to ε count as level.
 * H(ε) and M(0) are exact, in the limit of an infinite walk over the evaluated points; M(ε) is estimated from seeded
 * walks.
 */
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"
#include "analysis/walks/information_internal.h"

#include <math.h>

static const nsc_column threshold_columns[] = {
    {"epsilon", "threshold in units of the fitness: changes up to it count as level"},
    {"epsilon_per_range", "threshold as a share of the range of the evaluated fitness"},
    {"entropy", "H: entropy of pairs of successive different symbols, base 6; exact for the infinite walk"},
    {"partial", "M: symbols per step after removing zeros and repeats; from the sampled walks"},
    {"partial_low", "lower end of the 95 % interval over walks"},
    {"partial_high", "upper end"},
};

static const nsc_column statistics[] = {
    {"pairs", "pairs of neighbours, both evaluated"},
    NSC_EVALUATED_NEIGHBOURS,
    {"h0",
     "H at threshold 0, of the infinite walk: entropy, base 6, of pairs of successive symbols (up, down, level) that "
     "differ, 0 ... 1; 0.41 on a random fitness without ties; higher: more varied, by ruggedness or by level steps"},
    {"h_max", "the largest H over all thresholds, 0 ... 1; higher: more varied. flacco takes one path through a sample "
              "in place of the infinite walk"},
    {"eps_max",
     "threshold at which H is largest (the smallest if tied), as a share of the range of the evaluated fitness, "
     "0 ... 1; flacco: in fitness per distance"},
    {"eps_s",
     "settling sensitivity: the smallest threshold at which H is below 0.05, as a share of the range, 0 ... 1; "
     "higher: larger steps. flacco: log10 of it, in fitness per distance"},
    {"m0", "M at threshold 0, of the infinite walk: turns from up to down or back per step, level steps skipped, 0 ... "
           "1; 2/3 "
           "on a random fitness without ties; higher: more rugged; if the exact value takes too long, low and high are "
           "bounds"},
    {"eps_ratio", "half partial information sensitivity: the largest threshold at which M of the sampled walks is more "
                  "than half of its value at 0, as a share of the range, 0 ... 1; higher: rugged at a larger scale. "
                  "flacco: log10 of it, in fitness per distance"},
};

/* H falls below this where the landscape looks flat (Muñoz, Kirley, Halgamuge 2015). */
static const double settled = 0.05;

typedef struct information {
    nsc_thresholds thresholds;
    double entropies[NSC_THRESHOLDS];
    nsc_estimate partial[NSC_THRESHOLDS];
    nsc_bounds turns;
} information;

static nsc_status find_thresholds(nsc_thresholds *thresholds, const nsc_fitness *fitness, nsc_error *error) {
    enum { LEAST_EXPONENT = -5, A_DECADE = 10 };
    const nsc_span span = nsc_fitness_span(fitness);
    const nsc_status status = nsc_allocate(&thresholds->below, NSC_THRESHOLD_KEYS, 1, error);
    if (status != NSC_OK)
        return status;
    thresholds->tolerance = nsc_order_of(fitness).tolerance;
    thresholds->range = span.high - span.low > thresholds->tolerance ? span.high - span.low : 0;
    thresholds->count = thresholds->range > 0 ? NSC_THRESHOLDS : 1;
    for (size_t number = 1; number < thresholds->count; number++)
        thresholds->epsilons[number] = thresholds->range * pow(10, LEAST_EXPONENT + ((double)number - 1) / A_DECADE);
    if (thresholds->count > 1)
        thresholds->epsilons[thresholds->count - 1] = thresholds->range;
    for (size_t key = 0, below = 0; key < NSC_THRESHOLD_KEYS; key++) {
        const uint64_t bits = (uint64_t)key << NSC_THRESHOLD_KEY_SHIFT;
        double smallest;
        memcpy(&smallest, &bits, sizeof smallest);
        while (below < thresholds->count && thresholds->epsilons[below] < smallest)
            below++;
        thresholds->below[key] = (uint8_t)below;
    }
    return NSC_OK;
}

static nsc_status add_thresholds(const information *found, nsc_table *table, nsc_error *error) {
    const nsc_thresholds *thresholds = &found->thresholds;
    nsc_status status = NSC_OK;
    for (size_t threshold = 0; threshold < thresholds->count; threshold++) {
        const double epsilon = thresholds->epsilons[threshold];
        const nsc_value row[] = {nsc_real(epsilon),
                                 nsc_real(thresholds->range > 0 ? epsilon / thresholds->range : 0),
                                 nsc_real(found->entropies[threshold]),
                                 nsc_real(found->partial[threshold].value),
                                 nsc_real(found->partial[threshold].low),
                                 nsc_real(found->partial[threshold].high)};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    return status;
}

/* Thresholds: at the largest H; the smallest at which H has settled; the largest at which M exceeds half of its value
 * at 0 (Muñoz, Kirley, Halgamuge 2015, who give the logarithms of both). */
typedef struct places {
    size_t largest, settled, over_half;
} places;

static places places_of(const information *found) {
    const size_t count = found->thresholds.count;
    places at = {.settled = count, .over_half = count};
    for (size_t threshold = count; threshold-- > 0;) {
        at.largest = found->entropies[threshold] >= found->entropies[at.largest] ? threshold : at.largest;
        at.settled = found->entropies[threshold] < settled ? threshold : at.settled;
        if (at.over_half == count && found->partial[threshold].value > 0.5 * found->partial[0].value)
            at.over_half = threshold;
    }
    return at;
}

static nsc_status add_summary(const information *found, const nsc_neighbourhood *neighbourhood,
                              const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const nsc_thresholds *thresholds = &found->thresholds;
    const bool any = neighbourhood->pairs > 0, varies = thresholds->range > 0;
    const char *none = any ? NULL : NSC_REASON_NO_PAIR;
    const char *reason = !any      ? NSC_REASON_NO_PAIR
                         : !varies ? NSC_REASON_CONSTANT
                                   : "the fitness does not change along any walk";
    const places at = places_of(found);
    const bool turns = any && varies && found->partial[0].value > 0;
    const bool open = found->turns.high - found->turns.low > 2 * NSC_INFORMATION_CLOSE;
    const nsc_estimate m0 = {any ? (found->turns.low + found->turns.high) / 2 : NAN, open ? found->turns.low : NAN,
                             open ? found->turns.high : NAN};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "pairs", (double)neighbourhood->pairs, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_measured_part_add(part, table, "h0", any ? found->entropies[0] : NAN, none, error));
    NSC_TRY(nsc_measured_part_add(part, table, "h_max", any ? found->entropies[at.largest] : NAN, none, error));
    NSC_TRY(nsc_measured_part_add(part, table, "eps_max",
                                  any && varies ? thresholds->epsilons[at.largest] / thresholds->range : NAN, reason,
                                  error));
    NSC_TRY(nsc_measured_part_add(part, table, "eps_s",
                                  any && varies ? thresholds->epsilons[at.settled] / thresholds->range : NAN, reason,
                                  error));
    if (any && nsc_measured_part_reason(part) != NULL) /* its ends are bounds for the measured part, no interval */
        NSC_TRY(nsc_measured_part_add(part, table, "m0", m0.value, none, error));
    else
        NSC_TRY(nsc_summary_add_estimate(table, "m0", m0, none, error));
    NSC_TRY(nsc_measured_part_add(part, table, "eps_ratio",
                                  turns ? thresholds->epsilons[at.over_half] / thresholds->range : NAN, reason, error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_neighbourhood neighbourhood = {0};
    information found = {0};
    nsc_measured_part part;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_neighbourhood_find(&neighbourhood, landscape, options->control, error));
    NSC_TRY(find_thresholds(&found.thresholds, landscape->fitness, error));
    if (neighbourhood.pairs > 0) {
        NSC_TRY(nsc_information_entropies(landscape, &found.thresholds, options->control, found.entropies, error));
        NSC_TRY(nsc_information_turns(landscape, &neighbourhood, options->control, &found.turns, error));
        NSC_TRY(nsc_information_walks(landscape, &neighbourhood, &found.thresholds, options, found.partial, error));
        NSC_TRY(add_thresholds(&found, tables[0], error));
    }
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(add_summary(&found, &neighbourhood, &part, tables[1], error));
out:
    nsc_neighbourhood_release(&neighbourhood);
    free(found.thresholds.below);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("thresholds", "one row for each threshold", threshold_columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_information = {
    "information",
    "entropy and turns of the rises and falls of fitness along random walks",
    "Vassilev, Fogarty, Miller 2000; Muñoz, Kirley, Halgamuge 2015",
    "H(ε) = −Σ P(pq) log₆ P(pq) over pairs of different successive symbols p ≠ q of a walk, each up, down or level "
    "(|Δf| ≤ ε); M(ε) = length of the sequence of symbols without level steps and repeats / steps",
    NSC_READS(walks) | NSC_READS(length) | NSC_READS(seed),
    NSC_SHARES_UNITS,
    tables,
    NSC_COUNT_OF(tables),
    run};
