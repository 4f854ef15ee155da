/*
 * What replacing one operation by another does to the fitness, over all neighbouring pairs: the table of section 3.2 of
 * Ying et al. 2019.
 */
#include "analysis/registry_internal.h"
#include "analysis/statistics.h"

static const nsc_column columns[] = {
    {"from", "operation before"},
    {"to", "operation after"},
    NSC_PAIR_EFFECT_COLUMN_LIST,
};

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    (void)options;
    nsc_pair_effect effects[NSC_EDGE_KINDS];
    nsc_pair_effects(landscape, 1 - nsc_fitness_coverage(landscape->fitness), effects);
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < landscape->space->edge_kind_count; number++) {
        const nsc_edge_kind *kind = &landscape->space->edge_kinds[number];
        if (kind->family != NSC_EDGE_REPLACED)
            continue;
        nsc_value values[NSC_COUNT_OF(columns)] = {nsc_text(kind->from), nsc_text(kind->to)};
        nsc_pair_effect_values(&effects[number], values + 2);
        status = nsc_table_add(tables[0], values, error);
    }
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("effects", "one row an ordered replacement", columns)};

const nsc_analysis nsc_analysis_opeffect = {"opeffect",
                                            "mean change of fitness for every operation replacement",
                                            "Ying et al. 2019, section 3.2",
                                            0,
                                            tables,
                                            NSC_COUNT_OF(tables),
                                            run};
