/* Numbers as text, without a terminating zero, for writers of many numbers; nsc_real_format (table.h) writes one. */
#ifndef NSC_REAL_TEXT_H
#define NSC_REAL_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum { NSC_REAL_TEXT_SIZE = 32 }; /* bytes that `text` must have; at most 24 are used */

/*
 * Writes what "%.15g" gives if that reads back as the same double, else what "%.16g" gives if that does, else "%.17g":
 * the fewest digits that do, but never less than all of a denormal number's 15. Returns the number of characters.
 */
size_t nsc_real_text(double real, char *text);

/* Write a whole number and return the number of characters. */
size_t nsc_natural_text(uint64_t natural, char *text);
size_t nsc_integer_text(int64_t integer, char *text);

#endif
