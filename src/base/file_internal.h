/* What the files that handle files share. */
#ifndef NSC_FILE_INTERNAL_H
#define NSC_FILE_INTERNAL_H

#include <signal.h>

/*
 * Around the creation of a temporary file that is listed next: a signal that ends the process is handled afterwards, or
 * waits in another thread. `before` receives the thread's mask of signals.
 */
void nsc_temporary_names_hold(sigset_t *before);
void nsc_temporary_names_release(const sigset_t *before);

/* Lists a name of a temporary file for nsc_temporary_files_remove, and takes it from the list before it is freed. */
void nsc_temporary_name_add(const char *path);
void nsc_temporary_name_take(const char *path);

#endif
