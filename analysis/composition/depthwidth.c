/* Fitness by depth and by width: section 3.2 of Ying et al. 2019. */
#include "analysis/estimators/statistics.h"
#include "analysis/registry_internal.h"

#include <math.h>

static const nsc_column columns[] = {
    {"measure", "depth: edges on the longest path; width: most distinct vertices whose output crosses a cut"},
    {"value", "value of the measure"},
    {"count", "points with that value and a fitness"},
    {"mean", "mean fitness"},
    {"standard_error", "standard error of the mean over all such points; 0 if all are evaluated"},
    {"standard_deviation", "of the fitness"},
    {"points_in_space", "points with that value, with or without a fitness"},
    {"reason", "reason the mean is missing"},
};

static nsc_status add_measure(const nsc_landscape *landscape, nsc_feature_role role, const char *name,
                              const nsc_analysis_options *options, nsc_table *table, nsc_error *error) {
    const nsc_space *space = landscape->space;
    const int feature = nsc_space_feature_with_role(space, role);
    double *measures = NULL, *values = NULL, most = 0;
    nsc_status status = NSC_OK;
    if (feature < 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&measures, space->point_count, sizeof *measures, error));
    NSC_TRY(nsc_allocate(&values, space->point_count, sizeof *values, error));
    NSC_TRY(space->feature_values(space, (size_t)feature, options->control, measures, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        most = fmax(most, measures[point]);
    for (int value = 0; value <= (int)most; value++) {
        size_t count = 0;
        int64_t in_space = 0;
        for (uint32_t point = 0; point < space->point_count; point++) {
            if ((int)measures[point] != value)
                continue;
            in_space++;
            if (nsc_fitness_known(landscape->fitness, point))
                values[count++] = landscape->fitness->values[point];
        }
        if (in_space == 0)
            continue;
        const nsc_moments moments = nsc_moments_of(values, count);
        const nsc_value row[] = {
            nsc_text(name),
            nsc_integer(value),
            nsc_integer((int64_t)count),
            nsc_real(moments.mean),
            nsc_real(nsc_standard_error_of_mean(moments.standard_deviation, count, (size_t)in_space)),
            nsc_real(moments.standard_deviation),
            nsc_integer(in_space),
            nsc_text(count > 0 ? NULL : "no point with that value has a fitness")};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    free(measures);
    free(values);
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

const nsc_analysis nsc_analysis_depthwidth = {"depthwidth",
                                              "fitness by depth and by width",
                                              "Ying et al. 2019, section 3.2",
                                              0,
                                              NSC_ALLOWS_DIRECTED | NSC_NEEDS_DEPTH,
                                              tables,
                                              NSC_COUNT_OF(tables),
                                              run};
