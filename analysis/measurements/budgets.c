/*
 * Changes of the ranking of points with the training budget: correlations between the fitness at two budgets, overall
 * and among the best by the second of them, and of validation with test accuracy at each (Ying et al. 2019, section 3.1
 * and figure 7); and the points that stay among the best and the worst (budgets_persistence.c).
 */
#include "analysis/measurements/budgets_internal.h"

#include "analysis/estimators/agreement.h"
#include "analysis/registry_internal.h"

static const nsc_column correlation_columns[] = {
    {"first", "first fitness: at the shorter budget, or validation"},
    {"second", "second fitness: at the longer budget, or test"},
    NSC_AGREEMENT_COLUMN_LIST("second"),
    {"reason", "reason values or intervals are missing"},
};

static const nsc_column best_columns[] = {
    {"first", "fitness at the shorter budget"},
    {"second", "fitness at the longer budget"},
    {"percent", "percentage of the space's points that are compared: the best by the second fitness, ties included"},
    {"count", "number of points compared"},
    {"spearman", "Spearman's rank correlation, -1 to 1"},
    {"spearman_low", "lower end of its 95 % interval for the whole space, as in the table correlations"},
    {"spearman_high", "upper end"},
    {"reason", "reason values or intervals are missing"},
};

/* ---- what is compared ---- */

enum {
    PAIRS = NSC_BUDGETS * (NSC_BUDGETS - 1) / 2 + NSC_BUDGETS,
    SHARES = 9 /* percentages of the best: those of the table of the best, and --top */
};

/* Percentages in the table of the best. */
static const double best_percents[] = {100, 50, 25, 10, 5, 2, 1, 0.5};

/* The points among which two fitnesses are compared. */
typedef struct comparison {
    double top_percent;  /* 100: all */
    bool is_correlation; /* in the table of correlations; that of the best has its own percentages */
    nsc_agreement agreement;
} comparison;

typedef struct compared_pair {
    const nsc_asked_fitness *first, *second;
    comparison rows[SHARES];
    size_t row_count;
    bool of_budgets; /* else of validation and test */
} compared_pair;

typedef struct comparisons {
    compared_pair pairs[PAIRS];
    double *sizes; /* of the points */
    size_t count;
} comparisons;

static comparison *comparison_among(compared_pair *pair, double percent) {
    for (size_t row = 0; row < pair->row_count; row++)
        if (pair->rows[row].top_percent == percent)
            return &pair->rows[row];
    pair->rows[pair->row_count] = (comparison){.top_percent = percent};
    return &pair->rows[pair->row_count++];
}

/* Two fitnesses, as each table has them; the table of the best has pairs of budgets alone. */
static void add_pair(comparisons *list, const nsc_asked_fitness *first, const nsc_asked_fitness *second,
                     bool of_budgets, double asked_percent) {
    const double percents[] = {100, 10, 1, asked_percent};
    compared_pair *pair = &list->pairs[list->count++];
    *pair = (compared_pair){.first = first, .second = second, .of_budgets = of_budgets};
    for (size_t share = 0; share < NSC_COUNT_OF(percents); share++)
        comparison_among(pair, percents[share])->is_correlation = true;
    for (size_t share = 0; of_budgets && share < NSC_COUNT_OF(best_percents); share++)
        comparison_among(pair, best_percents[share]);
}

/* ---- one pair ---- */

static nsc_status compare(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    comparisons *list = context;
    compared_pair *pair = &list->pairs[task];
    const nsc_asked_fitness *lacking = pair->first->fitness == NULL    ? pair->first
                                       : pair->second->fitness == NULL ? pair->second
                                                                       : NULL;
    double percents[SHARES];
    nsc_agreement found[SHARES];
    for (size_t row = 0; lacking != NULL && row < pair->row_count; row++)
        pair->rows[row].agreement = (nsc_agreement){.pearson = nsc_estimate_none(),
                                                    .spearman = nsc_estimate_none(),
                                                    .kendall = nsc_estimate_none(),
                                                    .reason = lacking->lacking};
    if (lacking != NULL)
        return NSC_OK;
    for (size_t row = 0; row < pair->row_count; row++)
        percents[row] = pair->rows[row].top_percent;
    const nsc_status status = nsc_agreements_among_best(list->sizes, pair->first->fitness, pair->second->fitness,
                                                        percents, pair->row_count, found, error);
    for (size_t row = 0; status == NSC_OK && row < pair->row_count; row++)
        pair->rows[row].agreement = found[row];
    return status;
}

static nsc_status add_comparison(const compared_pair *pair, const comparison *row, nsc_table *table, nsc_error *error) {
    char among[NSC_AMONG_SIZE];
    nsc_value values[2 + NSC_AGREEMENT_COLUMNS + 1] = {nsc_text(pair->first->rule.text),
                                                       nsc_text(pair->second->rule.text),
                                                       [2 + NSC_AGREEMENT_COLUMNS] = nsc_text(row->agreement.reason)};
    nsc_agreement_values(&row->agreement, row->top_percent, among, values + 2);
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status add_best(const compared_pair *pair, const comparison *row, nsc_table *table, nsc_error *error) {
    const nsc_agreement *found = &row->agreement;
    const nsc_value values[] = {nsc_text(pair->first->rule.text), nsc_text(pair->second->rule.text),
                                nsc_real(row->top_percent),       nsc_integer((int64_t)found->count),
                                nsc_real(found->spearman.value),  nsc_real(found->spearman.low),
                                nsc_real(found->spearman.high),   nsc_text(found->reason)};
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

static nsc_status add_pair_rows(compared_pair *pair, nsc_table *correlations, nsc_table *best, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < pair->row_count; row++)
        if (pair->rows[row].is_correlation)
            NSC_TRY(add_comparison(pair, &pair->rows[row], correlations, error));
    for (size_t share = 0; pair->of_budgets && share < NSC_COUNT_OF(best_percents); share++)
        NSC_TRY(add_best(pair, comparison_among(pair, best_percents[share]), best, error));
out:
    return status;
}

/* ---- the analysis ---- */

/* Validation and test accuracy at each budget. */
typedef struct splits {
    nsc_asked_fitness valid[NSC_BUDGETS], test[NSC_BUDGETS];
} splits;

static bool is_halfway(nsc_metric metric) {
    return metric >= NSC_METRIC_HALFWAY_VALID && metric <= NSC_METRIC_HALFWAY_TIME;
}

static nsc_status ask(const nsc_landscape *landscape, nsc_metric metric, int epochs, nsc_asked_fitness *asked,
                      nsc_error *error) {
    const nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, landscape->fitness->rule.policy);
    return nsc_landscape_ask(landscape, rule.text, asked, error);
}

/* NSC_MISSING for a fitness that the data has at no budget. */
static nsc_status refuse_all(const char *rule, const int *epochs, size_t count, nsc_error *error) {
    char list[12 * NSC_BUDGETS] = "";
    for (size_t budget = 0, length = 0; budget < count; budget++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%d", budget > 0 ? ", " : "", epochs[budget]);
    return nsc_error_set(error, NSC_MISSING, "the data has %s at none of %s epochs", rule, list);
}

static nsc_status read_budgets(const nsc_landscape *landscape, nsc_budgets *budgets, splits *both, nsc_error *error) {
    const nsc_fitness_rule *rule = &landscape->fitness->rule;
    const bool halfway = is_halfway(rule->metric);
    const nsc_metric valid = halfway ? NSC_METRIC_HALFWAY_VALID : NSC_METRIC_VALID;
    const nsc_metric test = halfway ? NSC_METRIC_HALFWAY_TEST : NSC_METRIC_TEST;
    int epochs[NSC_BUDGETS];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_budgets(landscape, epochs, &budgets->count, error));
    for (size_t budget = 0; budget < budgets->count; budget++) {
        NSC_TRY(ask(landscape, rule->metric, epochs[budget], &budgets->at[budget], error));
        NSC_TRY(ask(landscape, valid, epochs[budget], &both->valid[budget], error));
        NSC_TRY(ask(landscape, test, epochs[budget], &both->test[budget], error));
        budgets->available += budgets->at[budget].fitness != NULL;
    }
    if (budgets->available == 0)
        status = refuse_all(rule->text, epochs, budgets->count, error);
out:
    return status;
}

static nsc_status add_correlations(const nsc_landscape *landscape, const nsc_budgets *budgets, const splits *both,
                                   const nsc_analysis_options *options, nsc_table *table, nsc_table *best,
                                   nsc_error *error) {
    comparisons *list = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&list, 1, sizeof *list, error));
    NSC_TRY(nsc_point_sizes(landscape->space, options->control, &list->sizes, error));
    for (size_t first = 0; first < budgets->count; first++)
        for (size_t second = first + 1; second < budgets->count; second++)
            add_pair(list, &budgets->at[first], &budgets->at[second], true, options->top_percent);
    for (size_t budget = 0; budget < budgets->count; budget++)
        add_pair(list, &both->valid[budget], &both->test[budget], false, options->top_percent);
    NSC_TRY(nsc_parallel(list->count, options->control, compare, list, error));
    for (size_t pair = 0; pair < list->count; pair++)
        NSC_TRY(add_pair_rows(&list->pairs[pair], table, best, error));
out:
    if (list != NULL)
        free(list->sizes);
    free(list);
    return status;
}

enum { TABLES = 6 };

/* For a fitness without a budget each table has one row with the reason. */
static nsc_status add_reason(const char *reason, nsc_table **tables, nsc_error *error) {
    nsc_status status = NSC_OK;
    /* The first table has the most columns. */
    for (size_t table = 0; status == NSC_OK && table < TABLES; table++) {
        nsc_value values[NSC_COUNT_OF(correlation_columns)] = {0};
        const size_t count = nsc_table_column_count(tables[table]);
        values[count - 1] = nsc_text(reason);
        status = nsc_table_add(tables[table], values, count, error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const nsc_fitness_rule *rule = &landscape->fitness->rule;
    nsc_budgets budgets = {0};
    splits both = {0};
    nsc_status status = NSC_OK;
    if (rule->kind != NSC_FITNESS_METRIC) {
        char reason[sizeof rule->text + 128];
        snprintf(reason, sizeof reason,
                 "the fitness %s has no number of epochs; `analyse compare --fitness A --with B` compares any two",
                 rule->text);
        return add_reason(reason, tables, error);
    }
    if (rule->epochs == 0)
        return add_reason("the data has no training budgets", tables, error);
    NSC_TRY(read_budgets(landscape, &budgets, &both, error));
    NSC_TRY(add_correlations(landscape, &budgets, &both, options, tables[0], tables[3], error));
    NSC_TRY(nsc_budgets_add_ranks(&budgets, tables[4], tables[5], error));
    NSC_TRY(nsc_budgets_add_persistence(landscape, &budgets, options->control, tables[1], tables[2], error));
out:
    return status;
}

static const nsc_analysis_table tables[TABLES] = {
    NSC_TABLE("correlations", "one row for each pair of budgets, or validation and test at one", correlation_columns),
    {"persistence", "one row for each set of budgets, side and percentage", nsc_budgets_persistence_columns,
     NSC_BUDGETS_PERSISTENCE_COLUMNS, NULL, 0, false},
    {"areas", "one row for each side: the area under its persistence over all budgets", nsc_budgets_area_columns,
     NSC_BUDGETS_AREA_COLUMNS, NULL, 0, false},
    NSC_TABLE("best", "one row for each pair of budgets and percentage of the best: their rank correlation",
              best_columns),
    {"ranks", "ranks at the longest budget by bins of ranks at each shorter one, the best first",
     nsc_budgets_rank_columns, NSC_BUDGETS_RANK_COLUMNS, NULL, 0, false},
    {"density", "points by the fitness at the two longest budgets, one row for each bin of both",
     nsc_budgets_density_columns, NSC_BUDGETS_DENSITY_COLUMNS, NULL, 0, false}};

const nsc_analysis nsc_analysis_budgets = {
    "budgets",
    "changes of the ranking with the epochs trained",
    "Ying et al. 2019, section 3.1, figure 7; persistence: Traore et al. 2021",
    "Spearman's and Kendall's correlation of the fitness at two budgets, among all and the best q % by the second; "
    "persistence(q) = places among the best q % held at every budget / places",
    NSC_READS(top_percent),
    NSC_NEEDS_NO_RELATION,
    tables,
    NSC_COUNT_OF(tables),
    run};
