/* What measurements hold and what is unusual about them, for commands about files. */
#ifndef NSC_MEASUREMENTS_TOOLS_H
#define NSC_MEASUREMENTS_TOOLS_H

#include "base/base.h"
#include "data/measurements/measurements.h"

/*
 * Adds keys and values: of each file how it is written, which columns are used and what became of its rows; of all the
 * points, budgets and runs, and for each budget and metric the points and runs with a value. Failures as those of
 * nsc_measurements_runs.
 */
nsc_status nsc_measurements_describe(const nsc_measurements *measurements, nsc_table *table, nsc_error *error);

/*
 * Makes a table of unusual values, one row a check, with the columns of nsc_store_finding_columns (`point` in place of
 * `hash` if the space is not one of cells). That every value is valid was checked when the files were read.
 */
nsc_status nsc_measurements_verify(const nsc_measurements *measurements, nsc_table **findings, nsc_error *error);

#endif
