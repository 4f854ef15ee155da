/* The map: quantities with their ranks, fronts, and the counting of bins. */
#include "explore/map.h"

#include "analysis/estimators/pareto.h"
#include "analysis/estimators/ranking.h"

#include <math.h>
#include <string.h>

const char *nsc_map_scale_name(nsc_map_scale scale) {
    static const char *const names[NSC_MAP_SCALE_COUNT] = {"linear", "log", "rank"};
    return scale < NSC_MAP_SCALE_COUNT ? names[scale] : NULL;
}

void nsc_map_cache_open(nsc_map_cache *cache) {
    *cache = (nsc_map_cache){.quantity_count = 0};
    pthread_mutex_init(&cache->lock, NULL);
}

void nsc_map_cache_close(nsc_map_cache *cache) {
    for (size_t number = 0; number < cache->quantity_count; number++) {
        free(cache->quantities[number]->ranks);
        free(cache->quantities[number]->best_first);
        free(cache->quantities[number]->logs);
        free(cache->quantities[number]);
    }
    free(cache->quantities);
    for (size_t number = 0; number < cache->front_count; number++) {
        free(cache->fronts[number]->points);
        free(cache->fronts[number]);
    }
    free(cache->fronts);
    pthread_mutex_destroy(&cache->lock);
}

/* ---- quantities ---- */

/* The direction of the fitness in use is stated by the user; of others the name tells. */
static bool is_low_better(nsc_opened_landscape *opened, const nsc_fitness *fitness) {
    const nsc_fitness *own;
    if (nsc_landscape_fitness(opened, NULL, &own, NULL) == NSC_OK && own == fitness)
        return fitness->direction == NSC_MINIMISE;
    return fitness->rule.kind == NSC_FITNESS_FEATURE || fitness->direction == NSC_MINIMISE ||
           nsc_fitness_rule_sounds_costly(&fitness->rule);
}

static void find_range(nsc_map_quantity *quantity) {
    quantity->low = quantity->high = NAN;
    for (uint32_t point = 0; point < quantity->fitness->point_count; point++) {
        quantity->low = fmin(quantity->low, quantity->fitness->values[point]);
        quantity->high = fmax(quantity->high, quantity->fitness->values[point]);
    }
}

static nsc_status add_quantity(nsc_map_cache *cache, nsc_opened_landscape *opened, const nsc_fitness *fitness,
                               nsc_map_quantity **added, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&cache->quantities, &cache->quantity_capacity, cache->quantity_count + 1,
                        sizeof(nsc_map_quantity *), error));
    NSC_TRY(nsc_allocate(added, 1, sizeof **added, error));
    **added = (nsc_map_quantity){.fitness = fitness, .low_is_better = is_low_better(opened, fitness)};
    find_range(*added);
    cache->quantities[cache->quantity_count++] = *added;
out:
    return status;
}

/* Ranks go by the order of the fitness, with its tolerance, or by the values where the better ones are those that its
 * order calls worse. */
static nsc_status make_ranks(nsc_map_quantity *quantity, nsc_error *error) {
    const nsc_fitness *fitness = quantity->fitness;
    const size_t known = fitness->known_count;
    const nsc_order order = nsc_order_of(fitness);
    const bool by_order = (order.direction == NSC_MINIMISE) == quantity->low_is_better;
    double *values = NULL, *ranks = NULL;
    nsc_standing *standings = NULL;
    size_t *ascending = NULL, count = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, known, sizeof *values, error));
    NSC_TRY(nsc_allocate(&standings, known, sizeof *standings, error));
    NSC_TRY(nsc_allocate(&ascending, known, sizeof *ascending, error));
    NSC_TRY(nsc_allocate(&ranks, fitness->point_count, sizeof *ranks, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point))
            values[count++] = fitness->values[point];
    NSC_TRY(nsc_standings(by_order ? &order : NULL, values, NULL, known, standings, error));
    NSC_TRY(nsc_ascending(values, known, ascending, error));
    count = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        ranks[point] = nsc_fitness_known(fitness, point) ? standings[count++].better + 1 : NAN;
    double *best_first;
    NSC_TRY(nsc_allocate(&best_first, known, sizeof *best_first, error));
    for (size_t place = 0; place < known; place++)
        best_first[place] = values[ascending[quantity->low_is_better ? place : known - 1 - place]];
    quantity->best_first = best_first;
    quantity->ranks = ranks;
    ranks = NULL;
out:
    free(values);
    free(ranks);
    free(standings);
    free(ascending);
    return status;
}

static nsc_status make_logs(nsc_map_quantity *quantity, nsc_error *error) {
    const double *values = quantity->fitness->values;
    const nsc_status status =
        nsc_allocate(&quantity->logs, quantity->fitness->point_count, sizeof *quantity->logs, error);
    for (uint32_t point = 0; status == NSC_OK && point < quantity->fitness->point_count; point++)
        quantity->logs[point] = values[point] > 0 ? log(values[point]) : NAN;
    return status;
}

nsc_status nsc_map_find(nsc_map_cache *cache, nsc_opened_landscape *opened, const char *rule, nsc_map_scale scale,
                        const nsc_map_quantity **quantity, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_map_quantity *found = NULL;
    nsc_status status = nsc_landscape_fitness(opened, rule, &fitness, error);
    if (status != NSC_OK)
        return status;
    pthread_mutex_lock(&cache->lock);
    for (size_t number = 0; number < cache->quantity_count; number++)
        if (cache->quantities[number]->fitness == fitness)
            found = cache->quantities[number];
    if (found == NULL)
        status = add_quantity(cache, opened, fitness, &found, error);
    if (status == NSC_OK && scale == NSC_MAP_RANK && found->ranks == NULL)
        status = make_ranks(found, error);
    if (status == NSC_OK && scale == NSC_MAP_LOG && found->logs == NULL)
        status = make_logs(found, error);
    pthread_mutex_unlock(&cache->lock);
    *quantity = found;
    return status;
}

/* ---- fronts ---- */

/* The values as costs: lower is better. *`own` is released by the caller; NULL if they are such already. */
static nsc_status as_costs(const nsc_map_quantity *quantity, const double **costs, double **own, nsc_error *error) {
    const nsc_fitness *fitness = quantity->fitness;
    *costs = fitness->values;
    *own = NULL;
    if (quantity->low_is_better)
        return NSC_OK;
    const nsc_status status = nsc_allocate(own, fitness->point_count, sizeof **own, error);
    for (uint32_t point = 0; status == NSC_OK && point < fitness->point_count; point++)
        (*own)[point] = -fitness->values[point];
    *costs = *own;
    return status;
}

static nsc_status add_front(nsc_map_cache *cache, const nsc_map_quantity *x, const nsc_map_quantity *y,
                            const nsc_map_front **added, nsc_error *error) {
    nsc_pareto_points points = {.point_count = y->fitness->point_count,
                                .fitness = y->fitness->values,
                                .cost_count = 1,
                                .direction = y->low_is_better ? NSC_MINIMISE : NSC_MAXIMISE};
    nsc_map_front *front = NULL;
    double *own = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_reserve(&cache->fronts, &cache->front_capacity, cache->front_count + 1, sizeof(nsc_map_front *), error));
    NSC_TRY(nsc_allocate(&front, 1, sizeof *front, error));
    *front = (nsc_map_front){.x = x->fitness, .y = y->fitness};
    NSC_TRY(as_costs(x, &points.costs[0], &own, error));
    NSC_TRY(nsc_pareto_front(&points, &front->points, &front->count, error));
    *added = cache->fronts[cache->front_count++] = front;
    front = NULL;
out:
    free(own);
    free(front);
    return status;
}

nsc_status nsc_map_find_front(nsc_map_cache *cache, const nsc_map_quantity *x, const nsc_map_quantity *y,
                              const nsc_map_front **front, nsc_error *error) {
    nsc_status status = NSC_OK;
    *front = NULL;
    pthread_mutex_lock(&cache->lock);
    for (size_t number = 0; number < cache->front_count; number++)
        if (cache->fronts[number]->x == x->fitness && cache->fronts[number]->y == y->fitness)
            *front = cache->fronts[number];
    if (*front == NULL)
        status = add_front(cache, x, y, front, error);
    pthread_mutex_unlock(&cache->lock);
    return status;
}

/* ---- axes ---- */

/* The ends of all points; a logarithmic axis begins at the lowest value above 0. */
static void whole_range(const nsc_map_axis *axis, double *low, double *high) {
    const nsc_map_quantity *quantity = axis->quantity;
    *low = axis->scale == NSC_MAP_RANK ? 1 : quantity->low;
    *high = axis->scale == NSC_MAP_RANK ? (double)quantity->fitness->known_count : quantity->high;
    if (axis->scale == NSC_MAP_LOG && !(*low > 0)) {
        *low = NAN;
        for (uint32_t point = 0; point < quantity->fitness->point_count; point++)
            if (quantity->fitness->values[point] > 0)
                *low = fmin(*low, quantity->fitness->values[point]);
    }
    if (*low == *high) { /* one value only: in the middle */
        const bool log = axis->scale == NSC_MAP_LOG;
        *low = log ? *low / 2 : *low - 0.5;
        *high = log ? *high * 2 : *high + 0.5;
    }
}

/* From a place on an axis to a bin: by logarithms, places are those of the logarithms. */
typedef struct ruler {
    const double *places;
    double low, high, bins_per_unit;
    unsigned last;
} ruler;

static ruler ruler_of(const nsc_map_axis *axis) {
    const nsc_map_quantity *quantity = axis->quantity;
    const bool by_logs = axis->scale == NSC_MAP_LOG;
    ruler made = {.places = by_logs                       ? quantity->logs
                            : axis->scale == NSC_MAP_RANK ? quantity->ranks
                                                          : quantity->fitness->values,
                  .low = by_logs ? log(axis->low) : axis->low,
                  .high = by_logs ? log(axis->high) : axis->high,
                  .last = axis->bins - 1};
    made.bins_per_unit = axis->bins / (made.high - made.low);
    return made;
}

nsc_status nsc_map_axis_settle(nsc_map_axis *axis, nsc_error *error) {
    const char *rule = axis->quantity->fitness->rule.text;
    double low, high;
    whole_range(axis, &low, &high);
    axis->low = isnan(axis->low) ? low : axis->low;
    axis->high = isnan(axis->high) ? high : axis->high;
    if (axis->scale == NSC_MAP_LOG && !(axis->low > 0))
        return nsc_error_set(error, NSC_USAGE, "an axis of %s by logarithms needs values above 0", rule);
    return isfinite(ruler_of(axis).bins_per_unit) && axis->low < axis->high
               ? NSC_OK
               : nsc_error_set(error, NSC_USAGE, "the range of %s is empty: %g to %g", rule, axis->low, axis->high);
}

/* ---- counting ---- */

static inline unsigned bin_at(const ruler *axis, double place) {
    const double bin = (place - axis->low) * axis->bins_per_unit;
    return bin >= axis->last ? axis->last : (unsigned)bin;
}

static inline void widen(nsc_map_axis *axis, double value) {
    axis->value_low = value >= axis->value_low ? axis->value_low : value;
    axis->value_high = value <= axis->value_high ? axis->value_high : value;
}

nsc_map_counts nsc_map_count(nsc_map_axis *x, nsc_map_axis *y, const nsc_map_quantity *colour, nsc_map_bin *bins) {
    const ruler across = ruler_of(x), up = ruler_of(y);
    const double *x_values = x->quantity->fitness->values, *y_values = y->quantity->fitness->values;
    const double *colours = colour != NULL ? colour->fitness->values : NULL;
    nsc_map_counts counts = {0};
    x->value_low = x->value_high = y->value_low = y->value_high = NAN;
    for (uint32_t point = 0; point < x->quantity->fitness->point_count; point++) {
        const double x_place = across.places[point], y_place = up.places[point];
        counts.evaluated += x_place == x_place && y_place == y_place;
        /* False for NaN as well. */
        if (!(x_place >= across.low && x_place <= across.high && y_place >= up.low && y_place <= up.high))
            continue;
        nsc_map_bin *bin = &bins[(size_t)bin_at(&up, y_place) * x->bins + bin_at(&across, x_place)];
        counts.inside++;
        bin->count++;
        widen(x, x_values[point]);
        widen(y, y_values[point]);
        if (colours != NULL && colours[point] == colours[point]) {
            bin->coloured++;
            bin->colour += colours[point];
        }
    }
    return counts;
}
