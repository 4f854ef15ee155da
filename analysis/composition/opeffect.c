/*
 * Effect of replacing one operation by another on the fitness, over all pairs of neighbours: the table of section 3.2
 * of Ying et al. 2019.
 */
#include "analysis/estimators/pairs.h"
#include "analysis/registry_internal.h"

static const nsc_column columns[] = {
    {"from", "operation before"},
    {"to", "operation after"},
    NSC_PAIR_EFFECT_COLUMN_LIST,
    {"position",
     "spaces of strings: position of the operation, from 1 (variables: in the order of the table); empty: any "
     "position"},
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

/* A kind by its operations: texts of the space, so that the same operation is the same pointer. */
typedef struct replacement {
    uintptr_t from, to;
    nsc_kind kind;
} replacement;

static int compare_replacements(const void *left, const void *right) {
    const replacement *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static void release_groups(nsc_kind_groups *groups) {
    free(groups->of_kind);
    free(groups->reverse);
}

/* Replacements of the same operations at any position form one group, numbered as its first kind. */
static nsc_status group_positions(const nsc_space *space, nsc_kind_groups *groups, nsc_error *error) {
    replacement *sorted = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    *groups = (nsc_kind_groups){.count = space->edge_kind_count};
    NSC_TRY(nsc_allocate(&groups->of_kind, groups->count, sizeof *groups->of_kind, error));
    NSC_TRY(nsc_allocate(&groups->reverse, groups->count, sizeof *groups->reverse, error));
    NSC_TRY(nsc_allocate(&sorted, groups->count, sizeof *sorted, error));
    for (size_t kind = 0; kind < space->edge_kind_count; kind++) {
        const nsc_edge_kind *own = &space->edge_kinds[kind];
        groups->of_kind[kind] = (nsc_kind)kind;
        if (is_replacement(own))
            sorted[count++] = (replacement){(uintptr_t)own->from, (uintptr_t)own->to, (nsc_kind)kind};
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, compare_replacements);
    for (size_t place = 1; place < count; place++)
        if (sorted[place].from == sorted[place - 1].from && sorted[place].to == sorted[place - 1].to)
            groups->of_kind[sorted[place].kind] = groups->of_kind[sorted[place - 1].kind];
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        groups->reverse[kind] = groups->of_kind[space->edge_kinds[kind].reverse];
out:
    free(sorted);
    return status;
}

/* Each variable has values of its own: a change has one position only. */
static bool has_variables(const nsc_space *space) {
    return space->words != NULL && space->words->position_symbols != NULL;
}

static bool has_positions(const nsc_space *space) {
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        if (is_replacement(&space->edge_kinds[kind]) && space->edge_kinds[kind].position != NSC_POSITION_ANY)
            return true;
    return false;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const nsc_space *space = landscape->space;
    nsc_pair_effect *effects = NULL;
    nsc_kind_groups groups = {0};
    nsc_design design = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_open(&design, space, landscape->fitness, NULL, options->control, error));
    NSC_TRY(group_positions(space, &groups, error));
    NSC_TRY(nsc_allocate(&effects, space->edge_kind_count, sizeof *effects, error));
    if (!has_variables(space)) {
        NSC_TRY(nsc_pair_effects(landscape, &groups, &design, effects, error));
        for (size_t kind = 0; kind < space->edge_kind_count; kind++)
            if (is_replacement(&space->edge_kinds[kind]) && groups.of_kind[kind] == kind)
                NSC_TRY(add_effect(tables[0], &space->edge_kinds[kind], NSC_POSITION_ANY, &effects[kind], error));
    }
    if (!has_positions(space))
        goto out;
    NSC_TRY(nsc_pair_effects(landscape, NULL, &design, effects, error));
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        if (is_replacement(&space->edge_kinds[kind]) && space->edge_kinds[kind].position != NSC_POSITION_ANY)
            NSC_TRY(add_effect(tables[0], &space->edge_kinds[kind], space->edge_kinds[kind].position, &effects[kind],
                               error));
out:
    free(effects);
    nsc_design_release(&design);
    release_groups(&groups);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE(
    "effects",
    "one row for each ordered replacement; on strings also for each position, on variables for each change of "
    "each variable",
    columns)};

const nsc_analysis nsc_analysis_opeffect = {"opeffect",
                                            "mean change of fitness for every operation replacement",
                                            "Ying et al. 2019, section 3.2",
                                            "Δ(a→b) = mean of fⱼ − fᵢ over ordered pairs of neighbours i, j that "
                                            "differ by one a replaced by b; relative: mean of fⱼ / fᵢ − 1",
                                            0,
                                            NSC_NEEDS_SYMBOLS,
                                            tables,
                                            NSC_COUNT_OF(tables),
                                            run};
