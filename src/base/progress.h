/* Where a long computation tells how far it is. The command line shows it on a terminal; a library's user may not
 * care. */
#ifndef NSC_PROGRESS_H
#define NSC_PROGRESS_H

#include <stddef.h>

/* `fraction` runs from 0 to 1 within one `stage`. Called from the thread that started the computation. */
typedef struct nsc_progress {
    void (*report)(void *context, const char *stage, double fraction);
    void *context;
} nsc_progress;

/* Does nothing for NULL or for a progress without a function. */
static inline void nsc_progress_report(const nsc_progress *progress, const char *stage, double fraction) {
    if (progress != NULL && progress->report != NULL)
        progress->report(progress->context, stage, fraction);
}

#endif
