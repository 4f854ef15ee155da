/* Text on a terminal: cut to a width, or as words that go on in the next line. */
#ifndef NSC_SCREEN_INTERNAL_H
#define NSC_SCREEN_INTERNAL_H

#include "base/table.h"

typedef struct nsc_screen_writer {
    const nsc_screen *screen;
    FILE *stream;
    size_t width;
} nsc_screen_writer;

/* Writes as much of a text as `width` columns hold, with an ellipsis where it is cut; returns the columns written.
 * Control characters become blanks and question marks. */
size_t nsc_screen_put(const nsc_screen_writer *on, const char *text, size_t width);
void nsc_screen_put_blanks(const nsc_screen_writer *on, size_t count);

/* Words that go on in the next line, indented, where they do not fit; `used` are the columns of the line so far. */
typedef struct nsc_screen_paragraph {
    const nsc_screen_writer *on;
    size_t indent, used;
} nsc_screen_paragraph;

/* Adds the words of a text; one that is wider than a line is broken anywhere. */
void nsc_screen_put_words(nsc_screen_paragraph *in, const char *text);

/* Adds an item of a list, a comma before it unless it is the first, which has `lead` before it. */
void nsc_screen_put_item(nsc_screen_paragraph *in, const char *lead, const char *item);

/* Ends the paragraph's line if anything was written. */
void nsc_screen_end(nsc_screen_paragraph *in);

/* A value as text: its own or written into `space`, a number with five digits unless it is whole or above 100,000. */
enum { NSC_SCREEN_NUMBER_SIZE = 48 };
const char *nsc_screen_value(nsc_value value, const char *mark, char space[NSC_SCREEN_NUMBER_SIZE]);

/* What stands before a value of a surrogate. */
const char *nsc_screen_mark(const nsc_screen_writer *on);

#endif
