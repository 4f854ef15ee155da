/* Sizes of points, by which strata are formed. */
#include "analysis/estimators/strata.h"

nsc_status nsc_point_sizes(const nsc_space *space, const nsc_control *control, double **sizes, nsc_error *error) {
    const int feature = nsc_space_feature_with_role(space, NSC_FEATURE_SIZE);
    nsc_status status = nsc_allocate(sizes, space->point_count, sizeof **sizes, error);
    if (status == NSC_OK && feature >= 0)
        status = space->feature_values(space, (size_t)feature, control, *sizes, error);
    if (status != NSC_OK) {
        free(*sizes);
        *sizes = NULL;
    }
    return status;
}
