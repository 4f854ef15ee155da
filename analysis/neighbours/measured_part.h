/*
 * Figures of neighbours on partial data. A point's optimum, basin, path or network depends on all of its neighbours, so
 * hidden ones change it in ways that the evaluated points do not tell: such a figure is one of the measured part of the
 * landscape, and no estimate of the whole. Its row says so, and how many of the neighbours are evaluated.
 */
#ifndef NSC_MEASURED_PART_H
#define NSC_MEASURED_PART_H

#include "analysis/landscape.h"
#include "base/base.h"

/* How the reason of such a row begins. */
#define NSC_OF_MEASURED_PART "of the measured part"

typedef struct nsc_measured_part {
    double evaluated_neighbours; /* share of the neighbours of evaluated points that are evaluated; NaN without any */
    char reason[96];             /* "of the measured part: 40 % of neighbours are evaluated"; empty if all points are */
} nsc_measured_part;

/* One pass over the graph; identical for any number of threads. NSC_FAILED without memory. */
nsc_status nsc_measured_part_find(nsc_measured_part *part, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error);

/* The reason, or NULL where the data is complete. */
const char *nsc_measured_part_reason(const nsc_measured_part *part);

/* Whether the reason of a row says that its figure is one of the measured part; NULL is none. */
bool nsc_is_of_measured_part(const char *reason);

/*
 * Appends to a summary a figure of the measured part; `reason` says why the value is missing if it is not finite, as in
 * nsc_summary_add. And the row that goes before such figures, the share of the neighbours that are evaluated, which the
 * list of statistics names by NSC_EVALUATED_NEIGHBOURS.
 */
nsc_status nsc_measured_part_add(const nsc_measured_part *part, nsc_table *table, const char *statistic, double value,
                                 const char *reason, nsc_error *error);
nsc_status nsc_measured_part_add_share(const nsc_measured_part *part, nsc_table *table, nsc_error *error);

#define NSC_EVALUATED_NEIGHBOURS                                                                                       \
    {                                                                                                                  \
        "evaluated_neighbours", "share of the neighbours of evaluated points that are evaluated, 0 ... 1; below 1, "   \
                                "figures whose reason says \"" NSC_OF_MEASURED_PART "\" are not those of the whole "   \
                                "landscape"                                                                            \
    }

#endif
