/* Texts in buffers of a fixed size, which end with a whole character of UTF-8 where they are cut. */
#ifndef NSC_TEXT_H
#define NSC_TEXT_H

#include "base/status.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Like snprintf, but cuts a text that does not fit behind a whole character, and returns the length written. */
size_t nsc_text_format(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t nsc_text_format_list(char *text, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* The arguments of "%.*s" for at most `limit` bytes of a text, cut behind a whole character. */
#define NSC_CUT(limit, text) (int)nsc_utf8_cut((text), (limit)), (text)

/*
 * Copies a text as it is shown to people (utf8.h). A character that a precision such as %.60s has cut short is left
 * out. New lines stay as they are if `with_lines`.
 */
void nsc_text_show(char *shown, size_t size, const char *text, bool with_lines);

/*
 * Puts "…" in the place of the middle of a text that is longer than `limit` bytes, between whole characters, and
 * returns the length. The limit is at least 3.
 */
size_t nsc_text_shorten(char *text, size_t limit);

/*
 * Formats a message: as it is shown, so that what is quoted from a file cannot steer the reader's terminal, with the
 * new lines of its format only, and shortened in its middle. Returns its length.
 */
size_t nsc_text_message(char *text, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Points *`shown` at a text as it is shown, whole. */
nsc_status nsc_copy_shown(char **shown, const char *text, bool with_lines, nsc_error *error);

#endif
