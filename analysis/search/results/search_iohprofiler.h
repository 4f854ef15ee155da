/* Runs of searches in the format of IOHprofiler (Wang et al. 2022), which IOHanalyzer reads. */
#ifndef NSC_SEARCH_IOHPROFILER_H
#define NSC_SEARCH_IOHPROFILER_H

#include "analysis/search/search.h"

/*
 * Writes the regret of the incumbents into `folder`: IOHprofiler_f1_SPACE.json and the rows in
 * data_f1_SPACE/IOHprofiler_f1_DIMn.dat, for several results each in a folder of its own, NUMBER_ALGORITHM. Lower is
 * better; a row is written for each new incumbent and for the end of each run. n is the number of variables of a
 * candidate. Failures: those of writing.
 */
nsc_status nsc_search_iohprofiler_write(const nsc_search_result *results, size_t count, const char *folder,
                                        nsc_error *error);

/* Adds the names of the files, within the folder, that the results of these algorithms go to. */
nsc_status nsc_search_iohprofiler_files(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen,
                                        size_t count, nsc_names *files, nsc_error *error);

#endif
