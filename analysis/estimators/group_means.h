/* Means of the fitness over groups of points, such as the cells of each depth, estimated for all points of a group. */
#ifndef NSC_GROUP_MEANS_H
#define NSC_GROUP_MEANS_H

#include "analysis/estimators/estimate.h"
#include "analysis/landscape.h"
#include "base/base.h"

typedef struct nsc_group_mean {
    uint32_t points, evaluated;
    nsc_estimate mean;         /* NaN if no point is evaluated */
    double standard_error;     /* 0 if all points are evaluated; NaN with few of them */
    double standard_deviation; /* of the group's fitness, by n - 1 */
    const char *reason;        /* reason the mean, or its interval, is missing; else NULL */
} nsc_group_mean;

/*
 * The means of the points whose group, groups[point], is 0, 1, ... `group_count` - 1; other points belong to none.
 *
 * The points of a group are a population of their own, of which the evaluated ones are a sample by size (design.h); the
 * interval is that of influence.h, with a hidden point that may be as far out as any evaluated one of the same group or
 * of the one before or after: collapsed networks are seen in many groups, but in few of each. *means is released by
 * free(). A pass over the points for each group. NSC_FAILED without memory.
 */
nsc_status nsc_group_means(const nsc_landscape *landscape, const double *groups, size_t group_count,
                           const nsc_control *control, nsc_group_mean **means, nsc_error *error);

/* The columns of a mean in a table, and their values. */
enum { NSC_GROUP_MEAN_COLUMNS = 5 };
#define NSC_GROUP_MEAN_COLUMN_LIST                                                                                     \
    {"mean", "mean fitness, estimated for all such points, evaluated or not"},                                         \
        {"low", "lower end of its 95 % interval: of the gamma distribution with the skewness of the estimate, and "    \
                "half a hidden point as far out as any evaluated one with this value or the next"},                    \
        {"high", "upper end"},                                                                                         \
        {"standard_error", "standard error of the mean over all such points; 0 if all are evaluated"}, {               \
        "standard_deviation", "of the fitness of such points"                                                          \
    }
void nsc_group_mean_values(const nsc_group_mean *mean, nsc_value values[NSC_GROUP_MEAN_COLUMNS]);

#endif
