/* The order of a fitness: its direction, and its tolerance, which is chosen or follows from the values. */
#include "data/fitness.h"

#include "base/base.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* Rounding: means of the same runs summed in another order differ by less than this share of the range, and by no more
 * than a few units in the last place; official accuracies, rounded to 32 bits, by less than this share of their
 * step. */
static const double share_of_range = 1e-12, last_places = 4 * DBL_EPSILON, share_of_quantum = 0.01;

const char *nsc_direction_name(nsc_direction direction) {
    return direction == NSC_MINIMISE ? "minimise" : "maximise";
}

/* The largest difference between two values of the fitness that are the same number but for rounding. */
static double rounding_of(const nsc_fitness *fitness) {
    double low = fitness->in_range ? fitness->lowest : HUGE_VAL,
           high = fitness->in_range ? fitness->highest : -HUGE_VAL;
    for (uint32_t point = 0; point < fitness->point_count && !fitness->in_range; point++) {
        const double value = fitness->values[point]; /* comparisons with NaN are false */
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    if (!(low <= high))
        return 0;
    const double largest = fmax(fabs(low), fabs(high));
    return fmax(fmax(share_of_range * (high - low), last_places * largest), share_of_quantum * fitness->quantum);
}

nsc_order nsc_order_of(const nsc_fitness *fitness) {
    nsc_order order = {.direction = fitness->direction,
                       .sign = fitness->direction == NSC_MINIMISE ? -1 : 1,
                       .rounding = rounding_of(fitness)};
    order.equal_within = order.tolerance = order.rounding;
    if (fitness->has_equal_within) {
        order.equal_within = fitness->equal_within;
        order.tolerance = order.equal_within > 0 ? order.equal_within + order.rounding : 0;
    }
    return order;
}

nsc_order nsc_order_within(const nsc_fitness *fitness, double threshold) {
    nsc_order order = nsc_order_of(fitness);
    if (!(threshold <= order.tolerance)) {
        order.equal_within = threshold;
        order.tolerance = threshold + order.rounding;
    }
    return order;
}

nsc_status nsc_fitness_equal_within(nsc_fitness *fitness, const char *text, nsc_error *error) {
    const char *end = text;
    double number;
    const bool is_number = nsc_decimal_read(text, &end, &number), steps = strcmp(end, "q") == 0;
    if (!is_number || number < 0 || (*end != '\0' && !steps))
        return nsc_error_set(error, NSC_USAGE,
                             "--equal-within \"%.60s\" is neither a number from 0 in units of the fitness nor a number "
                             "of measurement steps like 1q",
                             text);
    if (steps && !(fitness->quantum > 0))
        return nsc_error_set(error, NSC_USAGE,
                             "--equal-within %.60s: the step of %s is unknown; give the tolerance in units of the "
                             "fitness",
                             text, fitness->rule.text);
    fitness->equal_within = steps ? number * fitness->quantum : number;
    fitness->has_equal_within = true;
    return NSC_OK;
}

/* True if the word stands in the text, whatever its case; `whole`: between characters that are no letters. */
static bool has_word(const char *text, const char *word, bool whole) {
    const size_t length = strlen(word);
    for (const char *place = text; *place != '\0'; place++) {
        if (strncasecmp(place, word, length) != 0)
            continue;
        if (!whole || ((place == text || !isalpha((unsigned char)place[-1])) && !isalpha((unsigned char)place[length])))
            return true;
    }
    return false;
}

bool nsc_fitness_rule_sounds_costly(const nsc_fitness_rule *rule) {
    static const struct {
        const char *text;
        bool whole; /* too short to be looked for inside other words */
    } words[] = {{"error", false},      {"loss", false}, {"time", false}, {"latency", false}, {"regret", false},
                 {"perplexity", false}, {"err", true},   {"mse", true},   {"rmse", true},     {"mae", true}};
    if (rule->kind == NSC_FITNESS_METRIC)
        return rule->metric == NSC_METRIC_TIME || rule->metric == NSC_METRIC_HALFWAY_TIME;
    for (size_t word = 0; rule->kind == NSC_FITNESS_COLUMN && word < NSC_COUNT_OF(words); word++)
        if (has_word(rule->column, words[word].text, words[word].whole))
            return true;
    return false;
}

double nsc_fitness_best(const nsc_fitness *fitness) {
    const double sign = fitness->direction == NSC_MINIMISE ? -1 : 1;
    double best = NAN;
    if (fitness->in_range)
        return fitness->direction == NSC_MINIMISE ? fitness->lowest : fitness->highest;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (!(sign * fitness->values[point] <= sign * best) && nsc_fitness_known(fitness, point))
            best = fitness->values[point];
    return best;
}
