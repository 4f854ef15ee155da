/* Whether bytes from outside are text that JSON and XML can hold, and how wide a text is on a terminal. */
#ifndef NSC_UTF8_H
#define NSC_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 by RFC 3629: no character in more bytes than it needs, no surrogates, none above U+10FFFF. */
bool nsc_is_utf8(const char *text);

/* Returns the character that *`text` begins with, and moves *`text` behind it. A byte that is no UTF-8 and a control
 * character count as U+FFFD, so that no text of a file can move the cursor. */
uint32_t nsc_utf8_next(const char **text);

/* The columns that a character takes on a terminal: 0 for one that combines with the character before it, 2 for the
 * wide ones of East Asia and emoji, else 1. */
size_t nsc_character_columns(uint32_t character);

/* The columns that a text takes on a terminal. */
size_t nsc_text_columns(const char *text);

#endif
