/*
 * Memory that runs out on purpose. A test that links with --wrap=calloc, --wrap=reallocarray and --wrap=free sends the
 * project's own allocations through here (those inside shared libraries are not touched).
 */
#ifndef NSC_FAILING_MEMORY_H
#define NSC_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef enum failing_mode {
    FAIL_ONCE,  /* one allocation fails, those after it succeed */
    FAIL_ONWARD /* from one allocation on, all fail */
} failing_mode;

/* Lets allocation number `number` (1-based) fail, counted from now; 0 lets none fail. */
void failing_memory_start(size_t number, failing_mode mode);

/* Ends the failing. Returns whether an allocation failed. */
bool failing_memory_stop(void);

/* Allocations since the start. */
size_t failing_memory_count(void);

/* Blocks allocated since the start and not released. */
size_t failing_memory_left(void);

#endif
