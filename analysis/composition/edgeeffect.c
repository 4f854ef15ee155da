/* Effect of adding or removing an edge on the fitness, by the number of vertices that come or go with it. */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

static const nsc_column columns[] = {
    {"change", "added or removed"},
    {"vertices", "vertices that come or go with the edge"},
    NSC_PAIR_EFFECT_COLUMN_LIST,
};

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    (void)options;
    const double hidden = 1 - nsc_fitness_coverage(landscape->fitness);
    nsc_pair_effect *effects = NULL;
    nsc_status status = nsc_allocate(&effects, landscape->space->edge_kind_count, sizeof *effects, error);
    if (status == NSC_OK)
        status = nsc_pair_effects(landscape, NULL, hidden, effects, error);
    for (size_t number = 0; status == NSC_OK && number < landscape->space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &landscape->space->edge_kinds[number];
        if (kind->family == NSC_EDGE_REPLACED || kind->vertices > landscape->graph->relation->vertices_lost)
            continue;
        nsc_value values[NSC_COUNT_OF(columns)] = {nsc_text(kind->family == NSC_EDGE_ADDED ? "added" : "removed"),
                                                   nsc_integer(kind->vertices)};
        nsc_pair_effect_values(&effects[number], values + 2);
        status = nsc_table_add(tables[0], values, NSC_COUNT_OF(values), error);
    }
    free(effects);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("effects", "one row for each kind of change", columns)};

const nsc_analysis nsc_analysis_edgeeffect = {"edgeeffect",
                                              "mean change of fitness for edges added and removed",
                                              "counterpart of opeffect for added and removed edges",
                                              0,
                                              NSC_NEEDS_FLIPS,
                                              tables,
                                              NSC_COUNT_OF(tables),
                                              run};
