/*
 * Tables laid out for reading on a terminal: as wide as it is, numbers to five digits, and what all rows share told
 * once below. A table of keys and values, and a single row that is wider than the terminal, is one pair a line.
 */
#include "base/memory.h"
#include "base/screen_internal.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>

enum { NARROWEST = 20 }; /* columns of a terminal */

/* ---- writing ---- */

/* A text in the columns of its own; blanks are held back, so that no line ends in them. */
static void put_in_column(const nsc_screen_layout *of, const nsc_column_layout *in, const char *text, size_t before,
                          size_t *blanks) {
    const size_t columns = nsc_text_columns(text);
    const size_t padding = columns < in->width ? in->width - columns : 0;
    if (columns == 0) {
        *blanks += in->width + NSC_SCREEN_GAP;
        return;
    }
    nsc_screen_put_blanks(&of->on, *blanks + before);
    nsc_screen_put(&of->on, text, in->width);
    *blanks = NSC_SCREEN_GAP + padding - before;
}

static void put_row(const nsc_screen_layout *of, size_t row) {
    size_t blanks = 0;
    for (size_t column = 0; column < of->count; column++) {
        const nsc_column_layout *in = &of->columns[column];
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (in->fate != NSC_SHOWN)
            continue;
        const char *text = nsc_layout_text(of, row, column, space);
        const size_t aligned = in->width - in->before - in->after;
        put_in_column(of, in, text,
                      in->is_number ? aligned + in->before - nsc_columns_before_point(text, nsc_text_columns(text)) : 0,
                      &blanks);
    }
    putc('\n', of->on.stream);
}

/* The part of a name that stands on a line of the header, and whether any name goes on below. */
static bool put_header_line(const nsc_screen_layout *of, const char **rest) {
    size_t blanks = 0;
    bool more = false;
    for (size_t column = 0; column < of->count; column++) {
        const nsc_column_layout *in = &of->columns[column];
        char part[256];
        if (in->fate != NSC_SHOWN)
            continue;
        size_t length = of->wrapped ? strcspn(rest[column], "_") : strlen(rest[column]);
        length = length < sizeof part ? length : sizeof part - 1;
        memcpy(part, rest[column], length);
        part[length] = '\0';
        rest[column] += length;
        rest[column] += of->wrapped && *rest[column] == '_';
        more = more || *rest[column] != '\0';
        const size_t columns = nsc_text_columns(part);
        put_in_column(of, in, part, in->is_number && columns < in->width ? in->width - columns : 0, &blanks);
    }
    putc('\n', of->on.stream);
    return more;
}

static nsc_status put_header(const nsc_screen_layout *of, nsc_error *error) {
    const char **rest = NULL;
    const nsc_status status = nsc_allocate(&rest, of->count, sizeof *rest, error);
    if (status != NSC_OK)
        return status;
    for (size_t column = 0; column < of->count; column++)
        rest[column] = nsc_layout_name(of, column);
    while (put_header_line(of, rest))
        ;
    free(rest);
    return NSC_OK;
}

static void put_legend(const nsc_screen_layout *of) {
    nsc_screen_paragraph line = {.on = &of->on};
    if (!of->is_marked)
        return;
    nsc_screen_put_words(&line, nsc_screen_mark(&of->on));
    nsc_screen_put_words(&line, "surrogate, not measured");
    nsc_screen_end(&line);
}

/* The columns of one fate, with `lead` before the first and `end` after the last. */
static void put_names(const nsc_screen_layout *of, nsc_column_fate fate, const char *lead, const char *end) {
    nsc_screen_paragraph line = {.on = &of->on};
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == fate)
            nsc_screen_put_item(&line, lead, nsc_layout_name(of, column));
    if (line.used > 0)
        nsc_screen_put_words(&line, end);
    nsc_screen_end(&line);
}

static void put_same(const nsc_screen_layout *of) {
    nsc_screen_paragraph line = {.on = &of->on};
    for (size_t column = 0; column < of->count; column++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (of->columns[column].fate != NSC_SAME_IN_ALL_ROWS)
            continue;
        if (line.used > 0)
            nsc_screen_put_words(&line, of->on.screen->unicode ? "·" : "|");
        nsc_screen_put_words(&line, nsc_layout_name(of, column));
        nsc_screen_put_words(&line, nsc_layout_text(of, 0, column, space));
    }
    nsc_screen_end(&line);
}

static nsc_status put_rows(nsc_screen_layout *of, nsc_error *error) {
    char lead[64], end[96];
    nsc_layout_fit(of);
    const nsc_status status = put_header(of, error);
    if (status != NSC_OK)
        return status;
    for (size_t row = 0; row < of->rows; row++)
        put_row(of, row);
    put_legend(of);
    put_same(of);
    put_names(of, NSC_EMPTY, "empty:", "");
    snprintf(lead, sizeof lead, "left out to fit %zu columns:", of->on.width);
    snprintf(end, sizeof end, "(%.80s)", of->on.screen->advice);
    put_names(of, NSC_LEFT_OUT, lead, end);
    return NSC_OK;
}

/* ---- pairs ---- */

/* A name and its value on a line of their own; the value goes on below itself. */
static void put_pair(const nsc_screen_layout *of, const char *name, const char *value, size_t name_columns) {
    const size_t written = nsc_screen_put(&of->on, name, name_columns);
    nsc_screen_paragraph line = {
        .on = &of->on, .indent = name_columns + NSC_SCREEN_GAP, .used = name_columns + NSC_SCREEN_GAP};
    nsc_screen_put_blanks(&of->on, name_columns + NSC_SCREEN_GAP - written);
    nsc_screen_put_words(&line, value);
    nsc_screen_end(&line);
}

/* The columns for names: half of the terminal at most. */
static size_t widen(const nsc_screen_layout *of, size_t columns, const char *name) {
    const size_t wider = nsc_larger(columns, nsc_text_columns(name)), most = of->on.width / 2;
    return wider < most ? wider : most;
}

static void put_single_row(const nsc_screen_layout *of) {
    size_t name_columns = 0;
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == NSC_SHOWN)
            name_columns = widen(of, name_columns, nsc_layout_name(of, column));
    for (size_t column = 0; column < of->count; column++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (of->columns[column].fate == NSC_SHOWN)
            put_pair(of, nsc_layout_name(of, column), nsc_layout_text(of, 0, column, space), name_columns);
    }
    put_legend(of);
    put_names(of, NSC_EMPTY, "empty:", "");
}

/* Keys and values; or names of statistics, with numbers and texts beside them. */
static bool is_of_keys(const nsc_screen_layout *of) {
    return of->count == 2 && of->identity == 0 &&
           (of->columns[1].is_mixed || strcmp(nsc_layout_name(of, 0), "key") == 0);
}

static const char *key_of(const nsc_screen_layout *of, size_t row) {
    return nsc_table_value(of->table, row, 0).as.text;
}

static void put_keys(nsc_screen_layout *of) {
    nsc_screen_paragraph empty = {.on = &of->on};
    size_t key_columns = 0;
    bool surrogate = false;
    for (size_t row = 0; row < of->rows; row++) {
        const nsc_value value = nsc_table_value(of->table, row, 1);
        key_columns = value.type != NSC_VALUE_MISSING ? widen(of, key_columns, key_of(of, row)) : key_columns;
        surrogate = surrogate || (strcmp(key_of(of, row), "origin") == 0 && nsc_is_surrogate(value));
    }
    for (size_t row = 0; row < of->rows; row++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        const nsc_value value = nsc_table_value(of->table, row, 1);
        const bool marked = surrogate && value.type == NSC_VALUE_REAL && nsc_names_fitness(key_of(of, row));
        of->is_marked = of->is_marked || marked;
        if (value.type != NSC_VALUE_MISSING)
            put_pair(of, key_of(of, row), nsc_screen_value(value, marked ? nsc_screen_mark(&of->on) : "", space),
                     key_columns);
    }
    put_legend(of);
    for (size_t row = 0; row < of->rows; row++)
        if (nsc_table_value(of->table, row, 1).type == NSC_VALUE_MISSING)
            nsc_screen_put_item(&empty, "empty:", key_of(of, row));
    nsc_screen_end(&empty);
}

nsc_status nsc_table_write_on_screen(const nsc_table *table, const nsc_screen *screen, FILE *stream, nsc_error *error) {
    const size_t count = nsc_table_column_count(table);
    nsc_screen_layout of = {.table = table, .rows = nsc_table_row_count(table), .count = count, .identity = count};
    of.on = (nsc_screen_writer){screen, stream, nsc_larger(screen->width, NARROWEST)};
    nsc_status status = NSC_OK;
    errno = 0; /* for the reason of a failure: what succeeds leaves it alone */
    NSC_TRY(nsc_allocate(&of.columns, count, sizeof *of.columns, error));
    for (of.origin = 0; of.origin < count && strcmp(nsc_layout_name(&of, of.origin), "origin") != 0;)
        of.origin++;
    for (size_t column = 0; column < count; column++)
        nsc_layout_look_at(&of, column);
    if (of.rows > 0 && is_of_keys(&of))
        put_keys(&of);
    else if (of.rows == 0)
        fputs("no rows\n", stream);
    else if (of.rows == 1 && nsc_layout_width(&of) > of.on.width)
        put_single_row(&of);
    else
        NSC_TRY(put_rows(&of, error));
    if (ferror(stream))
        status =
            nsc_error_set(error, NSC_FAILED, "cannot write: %s", errno != 0 ? strerror(errno) : "the output refused");
out:
    free(of.columns);
    return status;
}
