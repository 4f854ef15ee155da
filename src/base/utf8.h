/* Whether bytes from outside are text that JSON and XML can hold, where a text may be cut, and how it is shown on a
 * terminal: control characters cannot move its cursor, marks of direction cannot turn its letters round. */
#ifndef NSC_UTF8_H
#define NSC_UTF8_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-8 by RFC 3629: no character in more bytes than it needs, no surrogates, none above U+10FFFF. */
bool nsc_is_utf8(const char *text);

/*
 * UTF-8 without control characters, from U+0080 to U+009F neither. Marks of direction may be in it: names in Arabic and
 * Hebrew have some.
 */
bool nsc_is_plain_text(const char *text);

/* UTF-8 that XML and JSON can contain: without control characters but tabs and ends of lines, U+FFFE and U+FFFF. */
bool nsc_is_xml_text(const char *text);

/* Returns the character that *`text` begins with, and moves *`text` behind it. A byte that is no UTF-8 and a control
 * character count as U+FFFD, so that no text of a file can move the cursor. */
uint32_t nsc_utf8_next(const char **text);

/* The length of the longest beginning of `text`, at most `limit` bytes, that ends with a whole character. */
size_t nsc_utf8_cut(const char *text, size_t limit);

/* The length of a text without the character that its end has cut short. */
size_t nsc_utf8_whole(const char *text);

/* Points *`copy` at a copy that has U+FFFD in the place of each byte that is no UTF-8. */
nsc_status nsc_utf8_copy(char **copy, const char *text, nsc_error *error);

/*
 * Writes the character that *`text` begins with as it is shown, moves *`text` behind it, and returns its columns.
 * Control characters, marks of direction, separators of lines and bytes that are no UTF-8 are shown by escapes: "\n",
 * "\x1b", "\u202e".
 */
enum { NSC_SHOWN_SIZE = 12 };
size_t nsc_utf8_show(const char **text, char shown[NSC_SHOWN_SIZE]);

/* The bytes of an incomplete character at the start of `text`; 0 if it is complete or no UTF-8. */
size_t nsc_utf8_incomplete(const char *text);

/* The columns that a character takes on a terminal: 0 for one that combines with the character before it, 2 for the
 * wide ones of East Asia and emoji, else 1. */
size_t nsc_character_columns(uint32_t character);

/* The columns that a text takes on a terminal, as it is shown. */
size_t nsc_text_columns(const char *text);

#endif
