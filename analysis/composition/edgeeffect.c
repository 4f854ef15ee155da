/* Effect of adding or removing an edge on the fitness, by the number of vertices that come or go with it. */
#include "analysis/estimators/pairs.h"
#include "analysis/registry_internal.h"

static const nsc_column columns[] = {
    {"change", "added or removed"},
    {"vertices", "vertices that come or go with the edge"},
    NSC_PAIR_EFFECT_COLUMN_LIST,
};

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_pair_effect *effects = NULL;
    nsc_design design = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_design_open(&design, landscape->space, landscape->fitness, NULL, options->control, error));
    NSC_TRY(nsc_allocate(&effects, landscape->space->edge_kind_count, sizeof *effects, error));
    NSC_TRY(nsc_pair_effects(landscape, NULL, &design, effects, error));
    for (size_t number = 0; number < landscape->space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &landscape->space->edge_kinds[number];
        if (kind->family == NSC_EDGE_REPLACED || kind->vertices > landscape->relation->vertices_lost)
            continue;
        nsc_value values[NSC_COUNT_OF(columns)] = {nsc_text(kind->family == NSC_EDGE_ADDED ? "added" : "removed"),
                                                   nsc_integer(kind->vertices)};
        nsc_pair_effect_values(&effects[number], values + 2);
        NSC_TRY(nsc_table_add(tables[0], values, NSC_COUNT_OF(values), error));
    }
out:
    free(effects);
    nsc_design_release(&design);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("effects", "one row for each kind of change", columns)};

const nsc_analysis nsc_analysis_edgeeffect = {
    "edgeeffect",
    "mean change of fitness for edges added and removed",
    "counterpart of opeffect for added and removed edges",
    "Δ = mean of fⱼ − fᵢ over ordered pairs of neighbours i, j that differ by one edge added (or removed), by the "
    "vertices that come or go with it; relative: mean of fⱼ / fᵢ − 1",
    0,
    NSC_NEEDS_FLIPS,
    tables,
    NSC_COUNT_OF(tables),
    run};
