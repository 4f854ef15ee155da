/*
 * Finished runs of a search, kept in a file while the others are still going.
 *
 * In: traces of runs as they finish, and a text that identifies the experiment. Out: the file, replaced now and then by
 * a longer one; and, when the same experiment starts again, the traces that it holds.
 */
#ifndef NSC_KEPT_RUNS_H
#define NSC_KEPT_RUNS_H

#include "analysis/search/search.h"

typedef struct nsc_kept_runs nsc_kept_runs;

/*
 * The identity of an experiment, for nsc_kept_runs_open: version, space, options, checksums of the data. The number of
 * runs is not part of it, since a run is the same in an experiment of more runs. Released by free(). Cost: a pass over
 * the data. experiment_identity.c
 */
nsc_status nsc_experiment_identity(const nsc_experiment *experiment, char **identity, nsc_error *error);

/*
 * Reads the runs that the file `path` holds; a file that does not exist holds none. `identity` has a line "name: value"
 * for everything that the traces depend on. NSC_USAGE, naming the first line that differs, if the file has runs of
 * something else; NSC_INVALID if it is damaged or holds no runs. Neither changes the file. Release with
 * nsc_kept_runs_close.
 */
nsc_status nsc_kept_runs_open(nsc_kept_runs **kept, const char *path, const char *identity, nsc_error *error);

/* Closes without saving; the file stays as it is. NULL is allowed. */
void nsc_kept_runs_close(nsc_kept_runs *kept);

/* The number of runs that the file held, of all algorithms. */
size_t nsc_kept_runs_found(const nsc_kept_runs *kept);

/*
 * Copies run `run` of an algorithm, named with its settings, into `trace`, if the file held it: *taken. The events are
 * to be released by free(). NSC_FAILED without memory.
 */
nsc_status nsc_kept_runs_take(nsc_kept_runs *kept, const char *algorithm, uint64_t run, nsc_search_trace *trace,
                              bool *taken, nsc_error *error);

/* Refuses the file: NSC_INVALID, with what is wrong with it, "a run has ...", and what to do. */
nsc_status nsc_kept_runs_refuse(const nsc_kept_runs *kept, const char *reason, nsc_error *error);

/*
 * Adds a finished run; any thread may call it. Saves the file unless saving has taken a twentieth of the time
 * so far. NSC_FAILED if the file cannot be written, in which case it is what it was before.
 */
nsc_status nsc_kept_runs_add(nsc_kept_runs *kept, const char *algorithm, uint64_t run, const nsc_search_trace *trace,
                             nsc_error *error);

/* Saves what was added since the file was saved last. */
nsc_status nsc_kept_runs_save(nsc_kept_runs *kept, nsc_error *error);

/* The number of runs that the file holds now: those that it held and those that were saved. */
size_t nsc_kept_runs_saved(const nsc_kept_runs *kept);

/*
 * nsc_experiment_run of `count` algorithms, all of whose runs are units of one shared loop, into results[count]; runs
 * that were kept are taken, and all others added. `kept` may be NULL. NSC_INVALID as well if a run that was kept, or
 * that another process did, is none of the experiment: other points, budgets or values, or beyond its limits.
 * search_runs.c
 */
nsc_status nsc_experiment_run_kept(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen, size_t count,
                                   nsc_kept_runs *kept, nsc_search_result *results, nsc_error *error);

/* Removes the file, once what rests on its runs is written. */
nsc_status nsc_kept_runs_remove(nsc_kept_runs *kept, nsc_error *error);

#endif
