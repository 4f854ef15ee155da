/*
 * Persistence: the points that stay among the best, or the worst, q % at every budget (Traore, Camero, Zhu 2021).
 *
 * The best q % of n points are k = n q / 100 places, not rounded. A point takes a whole place if it and all equally
 * good ones fit in; the points tied across the border share the places left equally, and a point counts with the
 * smallest share of a place that it has at any of the budgets. So nothing depends on the order of points, and budgets
 * with the same ranking have a persistence of 1 whatever the ties. Persistence is the sum of these shares, divided by
 * k; independent random rankings at b budgets give (q / 100)^(b − 1).
 *
 * If only a part of the space is evaluated, points count by the weights of the design, and the interval is that of
 * nsc_share_held.
 */
#include "analysis/measurements/budgets_internal.h"

#include "analysis/estimators/correlation.h"
#include "analysis/estimators/shared_best.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_budgets_persistence_columns[NSC_BUDGETS_PERSISTENCE_COLUMNS] = {
    {"budgets", "budgets in epochs, at all of which the points are among the best or worst"},
    {"side", "best or worst"},
    {"percent", "q: percentage of the space's points that count as best or worst, 1 to 25"},
    {"count", "points with a fitness at all of the budgets"},
    {"persistence", "share of the q % places taken by the same points at all of the budgets, 0 to 1; points tied "
                    "across the border share the places left equally"},
    {"low",
     "lower end of its 95 % interval: on the logit, skewed as the influences of the points are; the borders of the "
     "best are estimates too"},
    {"high", "upper end"},
    {"by_chance", "expected persistence of independent rankings: (q / 100)^(budgets - 1)"},
    {"points_persisting", "number of places taken by persistent points, among `count` points"},
    {"reason", "reason values or the interval are missing"},
};

const nsc_column nsc_budgets_area_columns[NSC_BUDGETS_AREA_COLUMNS] = {
    {"side", "best or worst"},
    {"budgets", "epochs of all available budgets"},
    {"count", "points with a fitness at all of them"},
    {"area", "area under persistence over q / 100 from 0 to 0.25, by trapezoids 0.01 wide, with persistence at 0 equal "
             "to that at 0.01; 0.25 if all persist"},
    {"area_by_chance", "area under by_chance, likewise"},
    {"persistence_25", "persistence at 25 %"},
    {"reason", "reason values are missing, or an interval"},
};

enum { PERCENTS = 25, SIDES = 2 };

static const char *const side_names[SIDES] = {"best", "worst"};

typedef struct budget_set {
    const nsc_fitness *budgets[NSC_BUDGETS];
    size_t budget_count;
    char names[8 * NSC_BUDGETS];
    char reason[160]; /* reason figures are missing; else empty */
    uint32_t count, point_count;
    const double *sizes; /* of the points */
    nsc_design design;   /* of the points that have a fitness at all of them */
    uint32_t *points;    /* [count] */
    double *weights;     /* [count] with mean 1; NULL if all are equal */
    nsc_estimate persistence[SIDES][PERCENTS];
    const char *no_interval[SIDES][PERCENTS]; /* reason, or NULL */
} budget_set;

/* ---- one set ---- */

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
        NSC_TRY(nsc_standings(&order, values, set->weights, count, standings + budget * set->count, error));
    }
out:
    free(values);
    return status;
}

/* The design of the points that have a fitness at all budgets, and their weights. */
static nsc_status weigh(budget_set *set, nsc_error *error) {
    const double *columns[NSC_BUDGETS];
    uint32_t count = 0;
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < set->budget_count; budget++)
        columns[budget] = set->budgets[budget]->values;
    const nsc_design_data data = {set->point_count,        set->sizes, columns, set->budget_count,
                                  set->budgets[0]->chosen, NULL};
    NSC_TRY(nsc_design_of(&set->design, &data, error));
    NSC_TRY(nsc_allocate(&set->points, set->count, sizeof *set->points, error));
    for (uint32_t point = 0; point < set->point_count; point++)
        if (evaluated_at_all(set, point))
            set->points[count++] = point;
    NSC_TRY(nsc_relative_weights(&set->design, set->points, count, &set->weights, error));
out:
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
        nsc_text_format(set->reason, sizeof set->reason, "no point has a fitness at all of them");
        return NSC_OK;
    }
    nsc_status status = NSC_OK;
    NSC_TRY(weigh(set, error));
    NSC_TRY(nsc_allocate(&standings, set->budget_count * set->count, sizeof *standings, error));
    NSC_TRY(rank_all(set, standings, error));
    nsc_rankings rankings = {.side_count = set->budget_count, .count = set->count, .weights = set->weights};
    for (size_t budget = 0; budget < set->budget_count; budget++)
        rankings.sides[budget] = standings + budget * set->count;
    for (size_t side = 0; side < SIDES; side++)
        for (size_t percent = 1; percent <= PERCENTS; percent++) {
            rankings.worst = side == 1;
            NSC_TRY(nsc_share_held(&rankings, (double)set->count * (double)percent / 100, &set->design, set->points,
                                   &set->persistence[side][percent - 1], &set->no_interval[side][percent - 1], error));
        }
out:
    free(standings);
    return status;
}

/* ---- which sets ---- */

static void add_budget(budget_set *set, const nsc_asked_fitness *asked) {
    const size_t length = strlen(set->names);
    nsc_text_format(set->names + length, sizeof set->names - length, "%s%d", length > 0 ? ", " : "",
                    asked->rule.epochs);
    if (asked->fitness == NULL) {
        nsc_text_format(set->reason, sizeof set->reason, "%s", asked->lacking);
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
        nsc_text_format(sets[0].reason, sizeof sets[0].reason, "only one budget is available");
    for (size_t budget = 0; budget < budgets->count; budget++) {
        if (budget == longest)
            continue;
        add_budget(&sets[set], &budgets->at[budget < longest ? budget : longest]);
        add_budget(&sets[set++], &budgets->at[budget < longest ? longest : budget]);
    }
}

/* ---- tables ---- */

static double by_chance(const budget_set *set, size_t percent) {
    return pow((double)percent / 100, (double)set->budget_count - 1);
}

static nsc_status add_percent(const budget_set *set, size_t side, size_t percent, nsc_table *table, nsc_error *error) {
    const nsc_estimate *share = &set->persistence[side][percent - 1];
    const double places = (double)set->count * (double)percent / 100;
    const nsc_value row[NSC_BUDGETS_PERSISTENCE_COLUMNS] = {nsc_text(set->names),
                                                            nsc_text(side_names[side]),
                                                            nsc_integer((int64_t)percent),
                                                            nsc_integer(set->count),
                                                            nsc_real(share->value),
                                                            nsc_real(share->low),
                                                            nsc_real(share->high),
                                                            nsc_real(by_chance(set, percent)),
                                                            nsc_real(share->value * places),
                                                            nsc_text(set->no_interval[side][percent - 1])};
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
        const double here = set->persistence[side][percent - 1].value, chance_here = by_chance(set, percent);
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
                                                     nsc_text(!said ? set->reason
                                                              : nsc_design_complete(&set->design)
                                                                  ? NULL
                                                                  : "no interval: see the persistences")};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

nsc_status nsc_budgets_add_persistence(const nsc_landscape *landscape, const nsc_budgets *budgets,
                                       const nsc_control *control, nsc_table *persistence, nsc_table *areas,
                                       nsc_error *error) {
    budget_set *sets = NULL;
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(landscape->space, control, &sizes, error));
    NSC_TRY(nsc_allocate(&sets, budgets->count, sizeof *sets, error));
    choose_sets(budgets, sets);
    for (size_t set = 0; set < budgets->count; set++)
        sets[set].sizes = sizes;
    NSC_TRY(nsc_parallel(budgets->count, control, measure, sets, error));
    for (size_t set = 0; set < budgets->count; set++)
        NSC_TRY(add_set(&sets[set], persistence, error));
    for (size_t side = 0; side < SIDES; side++)
        NSC_TRY(add_area(&sets[0], side, areas, error));
out:
    for (size_t set = 0; sets != NULL && set < budgets->count; set++) {
        nsc_design_release(&sets[set].design);
        free(sets[set].points);
        free(sets[set].weights);
    }
    free(sets);
    free(sizes);
    return status;
}
