/* Fitness by depth and by width: section 3.2 of Ying et al. 2019. */
#include "analysis/estimators/group_means.h"
#include "analysis/registry_internal.h"

#include <math.h>

static const nsc_column columns[] = {
    {"measure", "depth: edges on the longest path; width: most distinct vertices whose output crosses a cut"},
    {"value", "value of the measure"},
    {"count", "points with that value and a fitness"},
    NSC_GROUP_MEAN_COLUMN_LIST,
    {"points_in_space", "points with that value, with or without a fitness"},
    {"reason", "reason the mean or its interval is missing"},
};

static nsc_status add_measure(const nsc_landscape *landscape, nsc_feature_role role, const char *name,
                              const nsc_analysis_options *options, nsc_table *table, nsc_error *error) {
    const nsc_space *space = landscape->space;
    const int feature = nsc_space_feature_with_role(space, role);
    double *measures = NULL, most = 0;
    nsc_group_mean *means = NULL;
    nsc_status status = NSC_OK;
    if (feature < 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&measures, space->point_count, sizeof *measures, error));
    NSC_TRY(space->feature_values(space, (size_t)feature, options->control, measures, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        most = fmax(most, measures[point]);
    NSC_TRY(nsc_group_means(landscape, measures, (size_t)most + 1, options->control, &means, error));
    for (size_t value = 0; value <= (size_t)most; value++) {
        if (means[value].points == 0)
            continue;
        nsc_value row[NSC_COUNT_OF(columns)] = {nsc_text(name), nsc_integer((int64_t)value),
                                                nsc_integer(means[value].evaluated)};
        nsc_group_mean_values(&means[value], row + 3);
        row[3 + NSC_GROUP_MEAN_COLUMNS] = nsc_integer(means[value].points);
        row[4 + NSC_GROUP_MEAN_COLUMNS] = nsc_text(means[value].reason);
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(measures);
    free(means);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_status status = add_measure(landscape, NSC_FEATURE_DEPTH, "depth", options, tables[0], error);
    if (status == NSC_OK)
        status = add_measure(landscape, NSC_FEATURE_WIDTH, "width", options, tables[0], error);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("means", "one row for each depth and each width", columns)};

const nsc_analysis nsc_analysis_depthwidth = {
    "depthwidth",
    "fitness by depth and by width",
    "Ying et al. 2019, section 3.2",
    "mean of f over points of each depth (edges of the longest path from input to output) and each width (most "
    "distinct vertices whose output crosses a cut)",
    0,
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_DEPTH,
    tables,
    NSC_COUNT_OF(tables),
    run};
