/* What the files that handle files share. */
#ifndef NSC_FILE_INTERNAL_H
#define NSC_FILE_INTERNAL_H

#include "base/status.h"

#include <signal.h>

/*
 * The error of a system call that failed on `path`, by errno: NSC_MISSING where it is not there, else NSC_FAILED, with
 * out_of_memory where that was the reason.
 */
nsc_status nsc_file_failure(nsc_error *error, const char *action, const char *path);

/*
 * Around the creation of a temporary file that is listed next: a signal that ends the process is handled afterwards, or
 * waits in another thread. `before` receives the thread's mask of signals.
 */
void nsc_temporary_names_hold(sigset_t *before);
void nsc_temporary_names_let(const sigset_t *before);

/* Lists a name of a temporary file for nsc_temporary_files_remove, and takes it from the list before it is freed. */
void nsc_temporary_name_add(const char *path);
void nsc_temporary_name_take(const char *path);

#endif
