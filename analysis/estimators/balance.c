/* The means of known properties over the evaluated points, against those of all points, under a design. */
#include "analysis/estimators/balance.h"

#include <math.h>
#include <stdio.h>

/* A property in one stratum: sums over all points, and over the evaluated ones. */
typedef struct property_sums {
    double all, squares, evaluated;
} property_sums;

/* Replaces *departure if the property departs by more. */
static void keep_largest(const nsc_design *design, const property_sums sums[NSC_STRATA], const char *name,
                         nsc_departure *departure) {
    double measured = 0, space = 0, variance = 0;
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++) {
        const double points = design->strata[stratum].points, evaluated = design->strata[stratum].evaluated;
        const double share = points / design->population_count, mean = sums[stratum].all / points;
        space += share * mean;
        if (evaluated == 0 || points < 2) {
            measured += share * mean;
            continue;
        }
        const double square = fmax(sums[stratum].squares - points * mean * mean, 0) / (points - 1);
        measured += share * sums[stratum].evaluated / evaluated;
        variance += share * share * (1 - evaluated / points) * square / evaluated;
    }
    const double errors = variance > 0 ? fabs(measured - space) / sqrt(variance) : 0;
    if (errors <= departure->errors)
        return;
    *departure = (nsc_departure){.measured = measured, .space = space, .errors = errors};
    nsc_text_format(departure->property, sizeof departure->property, "%s", name);
}

static void add_point(const nsc_design *design, const bool *evaluated, uint32_t point, double value,
                      property_sums sums[NSC_STRATA]) {
    if (design->stratum[point] == NSC_NO_STRATUM)
        return;
    property_sums *own = &sums[design->stratum[point]];
    own->all += value;
    own->squares += value * value;
    own->evaluated += evaluated[point] ? value : 0;
}

static void test_features(const nsc_balance *balance, const nsc_design *design, const bool *evaluated,
                          nsc_departure *departure) {
    const nsc_space *space = balance->space;
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        property_sums sums[NSC_STRATA] = {{0}};
        const double *values = balance->features[feature];
        if (values == NULL)
            continue;
        for (uint32_t point = 0; point < space->point_count; point++)
            add_point(design, evaluated, point, values[point], sums);
        keep_largest(design, sums, space->features[feature].name, departure);
    }
}

/* The name of "symbol maxpool at position 3", or of "lr = 0.1" where positions have names. */
static void name_symbol(const nsc_words *words, unsigned position, unsigned symbol, char *name, size_t size) {
    const char *symbol_name = nsc_words_symbol_name(words, position, symbol);
    if (words->position_names != NULL)
        nsc_text_format(name, size, "%.*s = %.*s", NSC_CUT(24, words->position_names[position]),
                        NSC_CUT(24, symbol_name));
    else
        nsc_text_format(name, size, "%.*s at position %u", NSC_CUT(32, symbol_name), position + 1);
}

/* The symbols at each position, where points are words of one shape. */
static void test_symbols(const nsc_space *space, const nsc_design *design, const bool *evaluated,
                         nsc_departure *departure) {
    if (space->words == NULL || space->words->shape_count != 1)
        return;
    const nsc_shape shape = space->words->shape(space, 0);
    uint32_t after = 1; /* words that differ from one another in later positions only */
    for (unsigned position = shape.positions; shape.points == NULL && position-- > 0;) {
        const unsigned symbols = nsc_words_symbols(space->words, position);
        if (symbols == 0)
            return;
        for (unsigned symbol = 0; symbol < symbols; symbol++) {
            property_sums sums[NSC_STRATA] = {{0}};
            char name[sizeof departure->property];
            for (uint64_t first = (uint64_t)symbol * after; first < shape.word_count;
                 first += (uint64_t)symbols * after)
                for (uint32_t word = (uint32_t)first; word < (uint32_t)first + after; word++)
                    add_point(design, evaluated, nsc_shape_point(&shape, word), 1, sums);
            name_symbol(space->words, position, symbol, name, sizeof name);
            keep_largest(design, sums, name, departure);
        }
        after *= symbols;
    }
}

nsc_departure nsc_balance_departure(const nsc_balance *balance, const nsc_design *design, const bool *evaluated) {
    nsc_departure departure = {0};
    test_features(balance, design, evaluated, &departure);
    test_symbols(balance->space, design, evaluated, &departure);
    return departure;
}

/* Volumes are left out: so few points hold most of it that its mean over a sample tells nothing. */
nsc_status nsc_balance_open(nsc_balance *balance, const nsc_space *space, const nsc_control *control,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    *balance = (nsc_balance){.space = space};
    NSC_TRY(nsc_allocate(&balance->features, space->feature_count, sizeof *balance->features, error));
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        double **values = &balance->features[feature];
        if (space->features[feature].role == NSC_FEATURE_VOLUME)
            continue;
        NSC_TRY(nsc_allocate(values, space->point_count, sizeof **values, error));
        NSC_TRY(space->feature_values(space, feature, control, *values, error));
    }
out:
    return status;
}

void nsc_balance_close(nsc_balance *balance) {
    for (size_t feature = 0; balance->features != NULL && feature < balance->space->feature_count; feature++)
        free(balance->features[feature]);
    free(balance->features);
    *balance = (nsc_balance){0};
}
