/* Tables on a terminal: text that is cut or goes on in the next line, and the layout of a table. */
#ifndef NSC_SCREEN_INTERNAL_H
#define NSC_SCREEN_INTERNAL_H

#include "base/table.h"

/* ---- text (screen_text.c) ---- */

typedef struct nsc_screen_writer {
    const nsc_screen *screen;
    FILE *stream;
    size_t width;
} nsc_screen_writer;

/* Writes as much of a text as `width` columns hold, with an ellipsis where it is cut; returns the columns written.
 * Control characters and marks of direction are shown by escapes. */
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

/* ---- the layout (screen_layout.c) ---- */

enum { NSC_SCREEN_GAP = 2 }; /* blanks between columns */

/* Columns in the order in which they get room. */
typedef enum nsc_column_kind {
    NSC_PLAIN, /* numbers, short texts, and the name of a row */
    NSC_WORDS, /* longer texts; the first such column comes with the plain ones */
    NSC_CODE   /* texts without blanks that are too long to be read, as matrices */
} nsc_column_kind;

/* What a column is to the answer: what comes of it where room is short is told in screen_layout.c. */
typedef enum nsc_column_rank { NSC_OTHER, NSC_ANSWER, NSC_RESULT, NSC_MINOR } nsc_column_rank;

typedef enum nsc_column_fate { NSC_SHOWN, NSC_EMPTY, NSC_SAME_IN_ALL_ROWS, NSC_LEFT_OUT } nsc_column_fate;

typedef struct nsc_column_layout {
    nsc_column_fate fate;
    bool is_number; /* of numbers alone, whose points stand below one another */
    bool is_mixed;  /* of numbers and texts */
    nsc_column_kind kind;
    nsc_column_rank rank;
    bool is_fitness;      /* marked where a surrogate gave it */
    size_t before, after; /* widest parts of a number before its point, and from there on */
    size_t widest_number;
    size_t natural; /* width that it needs */
    size_t width;   /* width that it gets */
} nsc_column_layout;

typedef struct nsc_screen_layout {
    nsc_screen_writer on;
    const nsc_table *table;
    size_t rows, count;
    nsc_column_layout *columns;
    size_t identity; /* the first column of different texts that is no result: it names the row; `count`: none */
    size_t origin;   /* the column with that name; `count`: there is none */
    bool wrapped;    /* names of columns go on in further lines */
    bool is_marked;
} nsc_screen_layout;

static inline size_t nsc_larger(size_t one, size_t other) {
    return one > other ? one : other;
}

/* The name of a column, and a value of it as text, marked if a surrogate gave it. */
const char *nsc_layout_name(const nsc_screen_layout *of, size_t column);
const char *nsc_layout_text(const nsc_screen_layout *of, size_t row, size_t column, char space[NSC_SCREEN_NUMBER_SIZE]);

/* True for the name of a column or a key that holds a fitness, where its row is about one: fitness, best_fitness,
 * difference, a, b, mean, best, or a rule, which has an @. */
bool nsc_names_fitness(const char *name);
/* True for the value "surrogate" of a column or key "origin". */
bool nsc_is_surrogate(nsc_value origin);

/* The columns of a number before its point. */
size_t nsc_columns_before_point(const char *text, size_t columns);

/* Finds the fate of a column, and the widths of its values; for each column in turn. */
void nsc_layout_look_at(nsc_screen_layout *of, size_t column);
/* The width of all columns that are shown, names included. */
size_t nsc_layout_width(const nsc_screen_layout *of);
/* Gives each column that is shown a width, or leaves it out. */
void nsc_layout_fit(nsc_screen_layout *of);

#endif
