/*
 * The ranks of a run under mpirun. MPI itself is reached through a module that is loaded only there, so that a program
 * which runs alone starts as fast as without MPI.
 */
#ifndef NSC_RANKS_H
#define NSC_RANKS_H

#include <stdbool.h>
#include <stddef.h>

enum { NSC_RANKS_MAXIMUM = 4096 };

/* The name of the module's table. */
#define NSC_RANKS_TABLE nsc_ranks_table
#define NSC_RANKS_TABLE_NAME "nsc_ranks_table"

/* What the module offers. All ranks call all_gather, broadcast and swap in the same order; from the thread that called
 * `begin`. An error of MPI ends all ranks with a message of its own. */
typedef struct nsc_ranks_module {
    bool (*begin)(int *rank, int *count); /* false: MPI does not start */
    void (*end)(void);
    /* Gives every rank the `size` bytes of each, by rank. */
    void (*all_gather)(const void *own, size_t size, void *all);
    /* Gives every rank the bytes of rank `root`. */
    void (*broadcast)(void *bytes, size_t size, int root);
    /* Gives each rank r the give_sizes[r] bytes at give[r], and receives take_sizes[r] from it; nothing from itself. */
    void (*swap)(void *const *give, const size_t *give_sizes, void *const *take, const size_t *take_sizes, int rank,
                 int count);
    /* Tells the other ranks that this one has failed; they see it by `announced`, and take it by `take`. */
    void (*announce)(int rank, int count);
    bool (*announced)(void);
    /* Takes the announcements of the ranks for which `announcers` is true, and ends this rank's own. */
    void (*take)(const bool *announcers, int rank, int count);
} nsc_ranks_module;

#endif
