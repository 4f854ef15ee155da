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

static const nsc_column plane_columns[] = {
    {"depth", "edges on the longest path"},
    {"width", "most distinct vertices whose output crosses a cut"},
    {"count", "points with that depth and width and a fitness"},
    {"mean", "mean fitness of all such points, evaluated or not; no interval: many groups have few points"},
    {"standard_deviation", "of the fitness of such points"},
    {"points_in_space", "points with that depth and width, with or without a fitness"},
    {"reason", "reason the mean is missing"},
};

/* The values of a measure, and the highest of them; *measures stays NULL if the space does not have it. */
static nsc_status read_measure(const nsc_space *space, nsc_feature_role role, const nsc_control *control,
                               double **measures, double *most, nsc_error *error) {
    const int feature = nsc_space_feature_with_role(space, role);
    nsc_status status = NSC_OK;
    *most = 0;
    if (feature < 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(measures, space->point_count, sizeof **measures, error));
    NSC_TRY(space->feature_values(space, (size_t)feature, control, *measures, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        *most = fmax(*most, (*measures)[point]);
out:
    return status;
}

static nsc_status add_measure(const nsc_landscape *landscape, nsc_feature_role role, const char *name,
                              const nsc_analysis_options *options, nsc_table *table, nsc_error *error) {
    const nsc_space *space = landscape->space;
    double *measures = NULL, most;
    nsc_group_mean *means = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(read_measure(space, role, options->control, &measures, &most, error));
    if (measures == NULL)
        goto out;
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

static nsc_status add_plane(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table *table,
                            nsc_error *error) {
    const nsc_space *space = landscape->space;
    double *depths = NULL, *groups = NULL, most_depth, most_width; /* groups: of each width, then each depth */
    nsc_group_mean *means = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(read_measure(space, NSC_FEATURE_DEPTH, options->control, &depths, &most_depth, error));
    NSC_TRY(read_measure(space, NSC_FEATURE_WIDTH, options->control, &groups, &most_width, error));
    if (depths == NULL || groups == NULL) {
        const nsc_value row[NSC_COUNT_OF(plane_columns)] = {[NSC_COUNT_OF(plane_columns) - 1] =
                                                                nsc_text("the space has one of the two only")};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
        goto out;
    }
    const size_t width_count = (size_t)most_width + 1, group_count = ((size_t)most_depth + 1) * width_count;
    for (uint32_t point = 0; point < space->point_count; point++)
        groups[point] += depths[point] * (double)width_count;
    NSC_TRY(nsc_group_means(landscape, groups, group_count, options->control, &means, error));
    for (size_t group = 0; group < group_count; group++) {
        const nsc_group_mean *found = &means[group];
        const nsc_value row[NSC_COUNT_OF(plane_columns)] = {
            nsc_integer((int64_t)(group / width_count)),
            nsc_integer((int64_t)(group % width_count)),
            nsc_integer(found->evaluated),
            nsc_real(found->mean.value),
            nsc_real(found->standard_deviation),
            nsc_integer(found->points),
            nsc_text(found->evaluated > 0 ? NULL : "no such point has a fitness")};
        if (found->points > 0)
            NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(depths);
    free(groups);
    free(means);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    nsc_status status = add_measure(landscape, NSC_FEATURE_DEPTH, "depth", options, tables[0], error);
    if (status == NSC_OK)
        status = add_measure(landscape, NSC_FEATURE_WIDTH, "width", options, tables[0], error);
    if (status == NSC_OK)
        status = add_plane(landscape, options, tables[1], error);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("means", "one row for each depth and each width", columns),
    NSC_TABLE("plane", "one row for each depth and width together", plane_columns)};

const nsc_analysis nsc_analysis_depthwidth = {
    "depthwidth",
    "fitness by depth and by width",
    "Ying et al. 2019, section 3.2",
    "mean of f over points of each depth (edges of the longest path from input to output) and each width (most "
    "distinct vertices whose output crosses a cut)",
    0,
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_DEPTH | NSC_NEEDS_NO_GRAPH,
    tables,
    NSC_COUNT_OF(tables),
    run};
