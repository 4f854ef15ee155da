/*
 * Names of temporary files, for a signal handler that ends the process and removes them. Most file systems need none of
 * this: there, a file has no name before it is complete (file.c).
 */
#include "base/file.h"
#include "base/file_internal.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * A global, since a signal handler gets no context. Slots without locks, since the handler may interrupt the thread
 * that changes one. Slots hold copies of the names, so that a handler never reads one that another thread has freed. A
 * name beyond the last slot is not listed; so many files are hardly ever written at once.
 */
enum { SLOTS = 64 };
static struct slot {
    _Atomic(const void *) holder; /* the name that was listed, or one of the two marks below; NULL if it is free */
    char path[PATH_MAX];
} slots[SLOTS];
/* Marks of a slot whose path is being written, and of one that a handler has begun to remove: its path stays. */
static const char filling, removing;

/* Threads that have created a file, or are about to, and have not listed it. */
static atomic_int creating;

static bool claim(struct slot *slot, const void *from, const void *to) {
    return atomic_compare_exchange_strong(&slot->holder, &from, to);
}

void nsc_temporary_names_hold(sigset_t *before) {
    /* Those of the thread itself cannot wait. */
    static const int faults[] = {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    sigset_t blocked;
    sigfillset(&blocked);
    for (size_t number = 0; number < sizeof faults / sizeof *faults; number++)
        sigdelset(&blocked, faults[number]);
    pthread_sigmask(SIG_BLOCK, &blocked, before);
    atomic_fetch_add(&creating, 1);
}

void nsc_temporary_names_release(const sigset_t *before) {
    atomic_fetch_sub(&creating, 1);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

void nsc_temporary_name_add(const char *path) {
    const size_t size = strlen(path) + 1;
    if (size > PATH_MAX)
        return; /* the system takes no such path */
    for (size_t slot = 0; slot < SLOTS; slot++)
        if (claim(&slots[slot], NULL, &filling)) {
            memcpy(slots[slot].path, path, size);
            atomic_store(&slots[slot].holder, path);
            return;
        }
}

void nsc_temporary_name_take(const char *path) {
    for (size_t slot = 0; slot < SLOTS; slot++)
        if (claim(&slots[slot], path, NULL))
            return;
}

/*
 * Waits until no thread is between creating a file and listing it. The handler's own thread is not: it has the signals
 * blocked there. Not for long, since a file system that does not answer must not keep the process.
 */
static void await_creation(void) {
    enum { ROUNDS = 100 };
    for (int round = 0; round < ROUNDS && atomic_load(&creating) > 0; round++)
        nanosleep(&(const struct timespec){.tv_nsec = 1000000}, NULL);
}

void nsc_temporary_files_remove(void) {
    await_creation();
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const void *holder = atomic_load(&slots[slot].holder);
        if (holder == NULL || holder == &filling)
            continue;
        /* A handler that was interrupted by this one may have begun with the slot. */
        if (holder == &removing || claim(&slots[slot], holder, &removing))
            unlink(slots[slot].path);
    }
}
