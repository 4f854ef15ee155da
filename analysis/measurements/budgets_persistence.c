/*
 * Persistence: the points that stay among the best, or the worst, q % at every budget (Traore, Camero, Zhu 2021).
 *
 * The best q % of n points are k = n q / 100 places, not rounded. A point takes a whole place if it and all equally
 * good ones fit in; the points tied across the border share the places left equally, and a point counts with the
 * smallest share of a place that it has at any of the budgets. So nothing depends on the order of points, and budgets
 * with the same ranking have a persistence of 1 whatever the ties. Persistence is the sum of these shares, divided by
 * k; independent random rankings at b budgets give (q / 100)^(b − 1).
 *
 * If only a part of the space is evaluated, the interval is that of nsc_estimate_places.
 */
#include "analysis/measurements/budgets_internal.h"

#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_budgets_persistence_columns[NSC_BUDGETS_PERSISTENCE_COLUMNS] = {
    {"budgets", "budgets in epochs, at all of which the points are among the best or worst"},
    {"side", "best or worst"},
    {"percent", "q: percentage of the points that count as best or worst, 1 to 25"},
    {"count", "points with a fitness at all of the budgets, which the percentage refers to"},
    {"persistence", "share of the q % places taken by the same points at all of the budgets, 0 to 1; points tied "
                    "across the border share the places left equally"},
    {"low", "lower end of its 95 % interval: binomial, shrunk by the square root of 1 - share of points evaluated"},
    {"high", "upper end"},
    {"by_chance", "expected persistence of independent rankings: (q / 100)^(budgets - 1)"},
    {"points_persisting", "number of places taken by persistent points"},
    {"reason", "reason the values are missing"},
};

const nsc_column nsc_budgets_area_columns[NSC_BUDGETS_AREA_COLUMNS] = {
    {"side", "best or worst"},
    {"budgets", "epochs of all available budgets"},
    {"count", "points with a fitness at all of them"},
    {"area", "area under persistence over q / 100 from 0 to 0.25, by trapezoids 0.01 wide, with persistence at 0 equal "
             "to that at 0.01; 0.25 if all persist"},
    {"area_by_chance", "area under by_chance, likewise"},
    {"persistence_25", "persistence at 25 %"},
    {"reason", "reason the values are missing"},
};

enum { PERCENTS = 25, SIDES = 2 };

static const char *const side_names[SIDES] = {"best", "worst"};

typedef struct budget_set {
    const nsc_fitness *budgets[NSC_BUDGETS];
    size_t budget_count;
    char names[8 * NSC_BUDGETS];
    char reason[160]; /* reason figures are missing; else empty */
    uint32_t count, point_count;
    double places[SIDES][PERCENTS]; /* places taken by the same points */
} budget_set;

/* ---- one set ---- */

/* standings[budget × count + number of the point] */
static double places_held(const budget_set *set, const nsc_standing *standings, bool worst, double places) {
    double held = 0;
    for (size_t number = 0; number < set->count; number++) {
        double least = 1;
        for (size_t budget = 0; budget < set->budget_count && least > 0; budget++) {
            const nsc_standing *own = &standings[budget * set->count + number];
            const uint32_t ahead = worst ? set->count - own->better - own->equal : own->better;
            const double share = nsc_share_of_place(places, ahead, own->equal);
            least = share < least ? share : least;
        }
        held += least;
    }
    return held;
}

static bool evaluated_at_all(const budget_set *set, uint32_t point) {
    for (size_t budget = 0; budget < set->budget_count; budget++)
        if (!nsc_fitness_known(set->budgets[budget], point))
            return false;
    return true;
}

static nsc_status rank_all(const budget_set *set, nsc_standing *standings, nsc_error *error) {
    double *values = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&values, set->count, sizeof *values, error));
    for (size_t budget = 0; budget < set->budget_count; budget++) {
        const nsc_order order = nsc_order_of(set->budgets[budget]);
        size_t count = 0;
        for (uint32_t point = 0; point < set->point_count; point++)
            if (evaluated_at_all(set, point))
                values[count++] = set->budgets[budget]->values[point];
        NSC_TRY(nsc_standings(&order, values, count, standings + budget * set->count, error));
    }
out:
    free(values);
    return status;
}

static nsc_status measure(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    budget_set *set = &((budget_set *)context)[task];
    nsc_standing *standings = NULL;
    if (set->reason[0] != '\0')
        return NSC_OK;
    for (uint32_t point = 0; point < set->point_count; point++)
        set->count += evaluated_at_all(set, point);
    if (set->count == 0) {
        snprintf(set->reason, sizeof set->reason, "no point has a fitness at all of them");
        return NSC_OK;
    }
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&standings, set->budget_count * set->count, sizeof *standings, error));
    NSC_TRY(rank_all(set, standings, error));
    for (size_t side = 0; side < SIDES; side++)
        for (size_t percent = 1; percent <= PERCENTS; percent++)
            set->places[side][percent - 1] =
                places_held(set, standings, side == 1, (double)set->count * (double)percent / 100);
out:
    free(standings);
    return status;
}

/* ---- which sets ---- */

static void add_budget(budget_set *set, const nsc_asked_fitness *asked) {
    const size_t length = strlen(set->names);
    snprintf(set->names + length, sizeof set->names - length, "%s%d", length > 0 ? ", " : "", asked->rule.epochs);
    if (asked->fitness == NULL) {
        snprintf(set->reason, sizeof set->reason, "%s", asked->lacking);
        return;
    }
    set->budgets[set->budget_count++] = asked->fitness;
    set->point_count = asked->fitness->point_count;
}

/* As many sets as budgets: all available ones, then each other budget, available or not, with the longest of them. */
static void choose_sets(const nsc_budgets *budgets, budget_set *sets) {
    size_t longest = 0, set = 1;
    for (size_t budget = 0; budget < budgets->count; budget++)
        if (budgets->at[budget].fitness != NULL) {
            add_budget(&sets[0], &budgets->at[budget]);
            longest = budget;
        }
    if (budgets->available < 2)
        snprintf(sets[0].reason, sizeof sets[0].reason, "only one budget is available");
    for (size_t budget = 0; budget < budgets->count; budget++) {
        if (budget == longest)
            continue;
        add_budget(&sets[set], &budgets->at[budget < longest ? budget : longest]);
        add_budget(&sets[set++], &budgets->at[budget < longest ? longest : budget]);
    }
}

/* ---- tables ---- */

static double persistence_of(const budget_set *set, size_t side, size_t percent) {
    return set->places[side][percent - 1] / ((double)set->count * (double)percent / 100);
}

static double by_chance(const budget_set *set, size_t percent) {
    return pow((double)percent / 100, (double)set->budget_count - 1);
}

static nsc_status add_percent(const budget_set *set, size_t side, size_t percent, nsc_table *table, nsc_error *error) {
    const double value = persistence_of(set, side, percent), places = (double)set->count * (double)percent / 100;
    const nsc_estimate share = nsc_estimate_places(value, places, (double)set->count / set->point_count);
    const nsc_value row[NSC_BUDGETS_PERSISTENCE_COLUMNS] = {nsc_text(set->names),
                                                            nsc_text(side_names[side]),
                                                            nsc_integer((int64_t)percent),
                                                            nsc_integer(set->count),
                                                            nsc_real(value),
                                                            nsc_real(share.low),
                                                            nsc_real(share.high),
                                                            nsc_real(by_chance(set, percent)),
                                                            nsc_real(set->places[side][percent - 1]),
                                                            nsc_missing()};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_set(const budget_set *set, nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t side = 0; status == NSC_OK && side < SIDES; side++) {
        const nsc_value reason[NSC_BUDGETS_PERSISTENCE_COLUMNS] = {nsc_text(set->names), nsc_text(side_names[side]),
                                                                   [NSC_BUDGETS_PERSISTENCE_COLUMNS - 1] =
                                                                       nsc_text(set->reason)};
        if (set->reason[0] != '\0')
            status = nsc_table_add(table, reason, NSC_COUNT_OF(reason), error);
        for (size_t percent = 1; status == NSC_OK && set->reason[0] == '\0' && percent <= PERCENTS; percent++)
            status = add_percent(set, side, percent, table, error);
    }
    return status;
}

static nsc_status add_area(const budget_set *set, size_t side, nsc_table *table, nsc_error *error) {
    const bool said = set->reason[0] == '\0';
    double area = 0, chance = 0, before = 0, chance_before = 0;
    for (size_t percent = 1; said && percent <= PERCENTS; percent++) {
        const double here = persistence_of(set, side, percent), chance_here = by_chance(set, percent);
        area += 0.01 * (percent == 1 ? here : (before + here) / 2);
        chance += 0.01 * (percent == 1 ? chance_here : (chance_before + chance_here) / 2);
        before = here;
        chance_before = chance_here;
    }
    const nsc_value row[NSC_BUDGETS_AREA_COLUMNS] = {nsc_text(side_names[side]),
                                                     nsc_text(set->names),
                                                     said ? nsc_integer(set->count) : nsc_missing(),
                                                     said ? nsc_real(area) : nsc_missing(),
                                                     said ? nsc_real(chance) : nsc_missing(),
                                                     said ? nsc_real(before) : nsc_missing(),
                                                     said ? nsc_missing() : nsc_text(set->reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

nsc_status nsc_budgets_add_persistence(const nsc_budgets *budgets, const nsc_control *control, nsc_table *persistence,
                                       nsc_table *areas, nsc_error *error) {
    budget_set *sets = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sets, budgets->count, sizeof *sets, error));
    choose_sets(budgets, sets);
    NSC_TRY(nsc_parallel(budgets->count, control, measure, sets, error));
    for (size_t set = 0; set < budgets->count; set++)
        NSC_TRY(add_set(&sets[set], persistence, error));
    for (size_t side = 0; side < SIDES; side++)
        NSC_TRY(add_area(&sets[0], side, areas, error));
out:
    free(sets);
    return status;
}
