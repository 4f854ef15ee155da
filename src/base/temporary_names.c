/*
 * Names of temporary files, for a signal handler that ends the process and removes them. Most file systems need none of
 * this: there, a file has no name before it is complete (file.c).
 */
#include "base/file.h"
#include "base/file_internal.h"

#include <stdatomic.h>
#include <unistd.h>

/* A global, since a signal handler gets no context. Slots without locks, since the handler may interrupt the thread
 * that changes one. A name beyond the last slot is not listed; so many files are hardly ever written at once. */
enum { SLOTS = 64 };
static _Atomic(const char *) names[SLOTS];

void nsc_temporary_name_add(const char *path) {
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const char *none = NULL;
        if (atomic_compare_exchange_strong(&names[slot], &none, path))
            return;
    }
}

void nsc_temporary_name_take(const char *path) {
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const char *listed = path;
        if (atomic_compare_exchange_strong(&names[slot], &listed, NULL))
            return;
    }
}

void nsc_temporary_files_remove(void) {
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const char *path = atomic_load(&names[slot]);
        if (path != NULL && unlink(path) != 0)
            rmdir(path);
    }
}
