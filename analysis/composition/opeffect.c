/*
 * Effect of replacing one operation by another on the fitness, over all pairs of neighbours: the table of section 3.2
 * of Ying et al. 2019.
 */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

static const nsc_column columns[] = {
    {"from", "operation before"},
    {"to", "operation after"},
    NSC_PAIR_EFFECT_COLUMN_LIST,
    {"position", "spaces of strings: position of the operation, from 1; empty: any position"},
};

static bool is_replacement(const nsc_edge_kind *kind) {
    return kind->family == NSC_EDGE_REPLACED;
}

static nsc_status add_effect(nsc_table *table, const nsc_edge_kind *kind, int position, const nsc_pair_effect *effect,
                             nsc_error *error) {
    nsc_value values[NSC_COUNT_OF(columns)] = {nsc_text(kind->from), nsc_text(kind->to)};
    nsc_pair_effect_values(effect, values + 2);
    values[2 + NSC_PAIR_EFFECT_COLUMNS] =
        position == NSC_POSITION_ANY ? nsc_missing() : nsc_integer((int64_t)position + 1);
    return nsc_table_add(table, values, NSC_COUNT_OF(values), error);
}

/* The first kind with the same operations before and after, at any position. */
static nsc_kind first_alike(const nsc_space *space, nsc_kind kind) {
    const nsc_edge_kind *kinds = space->edge_kinds;
    nsc_kind first = 0;
    while (!is_replacement(&kinds[first]) || kinds[first].from != kinds[kind].from || kinds[first].to != kinds[kind].to)
        first++;
    return first;
}

/* Replacements of the same operations at any position form one group, numbered as its first kind. */
static void group_positions(const nsc_space *space, nsc_kind_groups *groups) {
    *groups = (nsc_kind_groups){.count = space->edge_kind_count};
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        groups->of_kind[kind] =
            is_replacement(&space->edge_kinds[kind]) ? first_alike(space, (nsc_kind)kind) : (nsc_kind)kind;
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        groups->reverse[kind] = groups->of_kind[space->edge_kinds[kind].reverse];
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    (void)options;
    const nsc_space *space = landscape->space;
    const double hidden = 1 - nsc_fitness_coverage(landscape->fitness);
    nsc_pair_effect effects[NSC_EDGE_KINDS];
    nsc_kind_groups groups;
    nsc_status status = NSC_OK;
    group_positions(space, &groups);
    NSC_TRY(nsc_pair_effects(landscape, &groups, hidden, effects, error));
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        if (is_replacement(&space->edge_kinds[kind]) && groups.of_kind[kind] == kind)
            NSC_TRY(add_effect(tables[0], &space->edge_kinds[kind], NSC_POSITION_ANY, &effects[kind], error));
    NSC_TRY(nsc_pair_effects(landscape, NULL, hidden, effects, error));
    for (size_t kind = 0; status == NSC_OK && kind < space->edge_kind_count; kind++)
        if (is_replacement(&space->edge_kinds[kind]) && space->edge_kinds[kind].position != NSC_POSITION_ANY)
            status = add_effect(tables[0], &space->edge_kinds[kind], space->edge_kinds[kind].position, &effects[kind],
                                error);
out:
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE(
    "effects", "one row for each ordered replacement; for spaces of strings also one for each position", columns)};

const nsc_analysis nsc_analysis_opeffect = {"opeffect",
                                            "mean change of fitness for every operation replacement",
                                            "Ying et al. 2019, section 3.2",
                                            0,
                                            NSC_NEEDS_SYMBOLS,
                                            tables,
                                            NSC_COUNT_OF(tables),
                                            run};
