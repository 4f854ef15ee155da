/* Allocation with the product of count and size checked for overflow. Everything here is released by free(). */
#ifndef NSC_MEMORY_H
#define NSC_MEMORY_H

#include "base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* How many elements an array has; of an array, not of a pointer. */
#define NSC_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Points *`target` at `count` zeroed elements of `size` bytes. `target` is the address of a pointer of any type.
 * A count of 0 gives a pointer that may be freed. On failure NSC_FAILED, with *`target` set to NULL.
 */
nsc_status nsc_allocate(void *target, size_t count, size_t size, nsc_error *error);

/*
 * Makes room for `needed` elements in the array *`target` of *`capacity` elements, at least doubling it.
 * New elements are not initialised. On failure NSC_FAILED, and the array stays as it was.
 */
nsc_status nsc_reserve(void *target, size_t *capacity, size_t needed, size_t size, nsc_error *error);

/* Whether the system would give a block of that many bytes now. */
bool nsc_memory_is_available(size_t size);

/* NSC_FAILED if what is to be made, by its name as for printf, takes more bytes than the machine has; `advice` ends the
 * message. The system itself gives more than that, and ends the process when it is used. */
nsc_status nsc_memory_check(uint64_t bytes, const char *advice, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Points *`target` at a copy of `text`. */
nsc_status nsc_copy_text(char **target, const char *text, nsc_error *error);

/* Points *`target` at the text that printf() would write. On failure NSC_FAILED, with *`target` set to NULL. */
nsc_status nsc_format_text(char **target, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
nsc_status nsc_format_text_list(char **target, nsc_error *error, const char *format, va_list arguments);

#endif
