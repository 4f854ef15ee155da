/*
 * Memory that runs out on purpose. Linked into a test, failing_memory.c takes the place of the C library's malloc,
 * calloc, realloc and free, so that allocations inside other functions (asprintf, strdup, open_memstream, fopen) and
 * inside libraries fail as the project's own do. Fresh and released memory is overwritten, so that nobody can rely on
 * what it held.
 */
#ifndef NSC_FAILING_MEMORY_H
#define NSC_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef enum failing_mode {
    FAIL_ONCE,  /* one allocation fails, those after it succeed */
    FAIL_ONWARD /* from one allocation on, all fail */
} failing_mode;

/*
 * Which allocations are noted as sites: none, the first of each call stack, or the first of each series of innermost
 * calls that no recording of the process has seen.
 */
typedef enum failing_sites { SITES_NONE, SITES_OF_STACKS, SITES_NOT_SEEN } failing_sites;

/* Counts allocations from now, and notes sites. None fails. */
void failing_memory_record(failing_sites sites);

/* Lets allocation number `number` (1-based) fail, counted from now. */
void failing_memory_start(size_t number, failing_mode mode);

/* Ends the counting and failing. Returns whether an allocation failed. */
bool failing_memory_stop(void);

/* Whether an allocation failed since the start. */
bool failing_memory_failed(void);

/* Allocations since the start. */
size_t failing_memory_count(void);

/* Blocks allocated since the start and not released. */
size_t failing_memory_left(void);

/* The numbers of the recording's sites, in ascending order. They stay valid until the next recording. */
const size_t *failing_memory_sites(size_t *count);

/*
 * Whether nobody needs the block that failed: the library sorts in place, writes unbuffered or takes a smaller one, or
 * the block was only to become smaller.
 */
bool failing_memory_dispensable(void);

/* How many blocks a library may lose where that block fails: GSL 2.7 and igraph 0.10 forget what they got
 * by then. */
size_t failing_memory_lost(void);

/* Whether the allocation that was to fail did not, for a reason given there. */
bool failing_memory_spared(void);

/* Writes where the failed allocation was asked for to standard error, for addr2line. */
void failing_memory_tell_site(void);

#endif
