/*
 * Running gnuplot: scripts side by side, each a process of its own in a temporary folder, with a limit of time, and
 * without a shell.
 */
#ifndef NSC_GNUPLOT_H
#define NSC_GNUPLOT_H

#include "base/base.h"

#include <limits.h>

/* A script that makes STEM.svg and STEM.pdf in its working folder. */
typedef struct nsc_gnuplot_job {
    char script[PATH_MAX]; /* absolute path of STEM.gp */
    char reason[256];      /* why it failed; empty if both files were made */
    void *subject;         /* the caller's own */
} nsc_gnuplot_job;

/* Writes the absolute path of the program to `path`: that in the variable NASSCAPE_GNUPLOT of the environment, which is
 * empty for none, else the first in the folders of PATH. False if there is none. */
bool nsc_gnuplot_find(char path[PATH_MAX]);
/* Why nsc_gnuplot_find found none. */
const char *nsc_gnuplot_absence(void);
/* True if the variable is empty: the user wants none. */
bool nsc_gnuplot_is_declined(void);

/*
 * Runs all scripts, as many at once as the control has threads, in a temporary folder. For each that succeeds `take`
 * receives its place and the folder that its files lie in; the folder is removed at the end. A script that fails,
 * takes longer than 20 s, or has no temporary folder leaves its reason, which is no failure; once one took too long,
 * those not yet begun are left out. NSC_FAILED if cancelled, or from `take`. About 0.05 s of processor time a script.
 */
nsc_status nsc_gnuplot_run(const char *program, nsc_gnuplot_job *jobs, size_t count, const nsc_control *control,
                           nsc_status (*take)(void *context, nsc_gnuplot_job *job, const char *folder,
                                              nsc_error *error),
                           void *context, nsc_error *error);

#endif
