/*
 * Tables laid out for reading on a terminal: as wide as it is, numbers to five digits, and what all rows share told
 * once below. A table of keys and values, and a single row that is wider than the terminal, is one pair a line.
 */
#include "base/memory.h"
#include "base/screen_internal.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>

enum {
    GAP = 2,         /* blanks between columns */
    CODE_WIDTH = 12, /* texts without blanks, as matrices, are cut to no less than this, */
    TEXT_WIDTH = 24, /* those of words to no less than this where a quarter of the screen is as much */
    NARROWEST = 20,  /* columns of a terminal */
};

typedef enum column_fate { SHOWN, EMPTY, SAME_IN_ALL_ROWS, LEFT_OUT } column_fate;

typedef struct column_layout {
    column_fate fate;
    bool is_number;       /* of numbers alone, whose points stand below one another */
    bool is_mixed;        /* of numbers and texts */
    bool is_code;         /* a text without blanks, too long to be read */
    bool is_fitness;      /* marked where a surrogate gave it */
    size_t before, after; /* widest parts of a number before its point, and from there on */
    size_t natural;       /* width that it needs */
    size_t width;         /* width that it gets */
} column_layout;

typedef struct layout {
    nsc_screen_writer on;
    const nsc_table *table;
    size_t rows, count;
    column_layout *columns;
    size_t identity; /* the first column of different texts, which names the row; `count`: there is none */
    size_t origin;   /* the column with that name; `count`: there is none */
    bool wrapped;    /* names of columns go on in further lines */
    bool is_marked;
} layout;

/* ---- values ---- */

static const char *name_of(const layout *of, size_t column) {
    return nsc_table_columns(of->table)[column].name;
}

static bool is_surrogate(nsc_value origin) {
    return origin.type == NSC_VALUE_TEXT && strcmp(origin.as.text, "surrogate") == 0;
}

static bool is_marked(const layout *of, size_t row, size_t column) {
    return of->columns[column].is_fitness && of->origin < of->count &&
           nsc_table_value(of->table, row, column).type == NSC_VALUE_REAL &&
           is_surrogate(nsc_table_value(of->table, row, of->origin));
}

static const char *text_of(const layout *of, size_t row, size_t column, char space[NSC_SCREEN_NUMBER_SIZE]) {
    return nsc_screen_value(nsc_table_value(of->table, row, column),
                            is_marked(of, row, column) ? nsc_screen_mark(&of->on) : "", space);
}

/* Rules of fitness have an @. */
static bool names_fitness(const char *name) {
    return strcmp(name, "fitness") == 0 || strcmp(name, "difference") == 0 || strchr(name, '@') != NULL;
}

static bool same(nsc_value one, nsc_value other) {
    if (one.type != other.type)
        return false;
    switch (one.type) {
    case NSC_VALUE_TEXT:
        return strcmp(one.as.text, other.as.text) == 0;
    case NSC_VALUE_REAL:
        return one.as.real == other.as.real;
    case NSC_VALUE_MISSING:
        return true;
    default:
        return one.as.integer == other.as.integer;
    }
}

static size_t larger(size_t one, size_t other) {
    return one > other ? one : other;
}

/* ---- the layout ---- */

/* The columns of a name; with `wrapped`, of the longest of the parts that underscores end. */
static size_t name_width(const char *name, bool wrapped) {
    if (!wrapped)
        return nsc_text_columns(name);
    size_t widest = 0, part = 0;
    while (*name != '\0') {
        const uint32_t character = nsc_utf8_next(&name);
        part = character == '_' ? 0 : part + nsc_character_columns(character);
        widest = larger(widest, part);
    }
    return widest;
}

/* The columns of a number before its point. */
static size_t columns_before_point(const char *text, size_t columns) {
    const char *point = strchr(text, '.');
    return point != NULL ? columns - nsc_text_columns(point) : columns;
}

/* Finds the fate of a column, and the widths of its values. */
static void look_at(layout *of, size_t column) {
    column_layout *seen = &of->columns[column];
    bool has_number = false, has_text = false, all_same = of->rows > 1, has_blank = false;
    seen->is_fitness = names_fitness(name_of(of, column));
    for (size_t row = 0; row < of->rows; row++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        const nsc_value value = nsc_table_value(of->table, row, column);
        const char *text = text_of(of, row, column, space);
        const size_t columns = nsc_text_columns(text), before = columns_before_point(text, columns);
        seen->natural = larger(seen->natural, columns);
        seen->before = larger(seen->before, before);
        seen->after = larger(seen->after, columns - before);
        has_text = has_text || value.type == NSC_VALUE_TEXT;
        has_number = has_number || (value.type != NSC_VALUE_TEXT && value.type != NSC_VALUE_MISSING);
        has_blank = has_blank || strchr(text, ' ') != NULL;
        all_same = all_same && same(value, nsc_table_value(of->table, 0, column));
        of->is_marked = of->is_marked || is_marked(of, row, column);
    }
    seen->is_number = has_number && !has_text;
    seen->is_mixed = has_number && has_text;
    if (seen->is_number)
        seen->natural = seen->before + seen->after;
    if (has_text && !has_number && !all_same && of->identity == of->count)
        of->identity = column;
    seen->is_code = has_text && !has_number && !has_blank && column != of->identity && seen->natural > TEXT_WIDTH;
    seen->fate = !has_number && !has_text ? EMPTY : all_same && column > 0 ? SAME_IN_ALL_ROWS : SHOWN;
}

/* The columns of all that is shown, names included. */
static size_t whole_width(const layout *of) {
    size_t needed = 0;
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == SHOWN)
            needed += larger(of->columns[column].natural, name_width(name_of(of, column), of->wrapped)) + GAP;
    return needed > 0 ? needed - GAP : 0;
}

/* Numbers are not cut. */
static size_t least_width(const layout *of, const column_layout *seen, bool is_identity) {
    const size_t words = of->on.width / 4 < TEXT_WIDTH ? larger(of->on.width / 4, CODE_WIDTH) : TEXT_WIDTH;
    const size_t least = is_identity || seen->is_code ? CODE_WIDTH : words;
    return seen->is_number || seen->natural < least ? seen->natural : least;
}

/* Gives the columns of one kind their least widths in turn, as far as the room goes; the first column comes in any
 * case. */
static void give_least(layout *of, bool codes, size_t *room) {
    for (size_t column = 0; column < of->count; column++) {
        column_layout *fitted = &of->columns[column];
        if (fitted->fate != SHOWN || fitted->is_code != codes)
            continue;
        fitted->width = least_width(of, fitted, column == of->identity);
        if (fitted->width + GAP > *room)
            fitted->fate = LEFT_OUT;
        else
            *room -= fitted->width + GAP;
    }
}

/* Gives the rest to the columns that are cut, one column of the terminal at a time; to the name of a row, of which only
 * the whole is useful, last. */
static void share(layout *of, size_t room) {
    for (bool any = true; any && room > 0;) {
        any = false;
        for (size_t column = 0; column < of->count && room > 0; column++) {
            column_layout *fitted = &of->columns[column];
            if (fitted->fate != SHOWN || fitted->width >= fitted->natural || column == of->identity)
                continue;
            fitted->width++;
            room--;
            any = true;
        }
    }
    if (of->identity < of->count && of->columns[of->identity].fate == SHOWN) {
        column_layout *identity = &of->columns[of->identity];
        identity->width = identity->natural - identity->width < room ? identity->natural : identity->width + room;
    }
}

/* The name of a row is whole if that costs no other column but codes. */
static void fit(layout *of) {
    size_t room = of->on.width + GAP;
    of->wrapped = whole_width(of) > of->on.width;
    for (size_t column = 0; column < of->count; column++)
        of->columns[column].natural = larger(of->columns[column].natural, name_width(name_of(of, column), of->wrapped));
    give_least(of, false, &room);
    if (of->identity < of->count) {
        column_layout *identity = &of->columns[of->identity];
        const size_t more = identity->natural - identity->width;
        if (identity->fate == SHOWN && more <= room) {
            identity->width = identity->natural;
            room -= more;
        }
    }
    give_least(of, true, &room);
    share(of, room);
}

/* ---- writing ---- */

/* A text in the columns of its own; blanks are held back, so that no line ends in them. */
static void put_in_column(const layout *of, const column_layout *in, const char *text, size_t before, size_t *blanks) {
    const size_t columns = nsc_text_columns(text);
    const size_t padding = columns < in->width ? in->width - columns : 0;
    if (columns == 0) {
        *blanks += in->width + GAP;
        return;
    }
    nsc_screen_put_blanks(&of->on, *blanks + before);
    nsc_screen_put(&of->on, text, in->width);
    *blanks = GAP + padding - before;
}

static void put_row(const layout *of, size_t row) {
    size_t blanks = 0;
    for (size_t column = 0; column < of->count; column++) {
        const column_layout *in = &of->columns[column];
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (in->fate != SHOWN)
            continue;
        const char *text = text_of(of, row, column, space);
        const size_t aligned = in->width - in->before - in->after;
        put_in_column(of, in, text,
                      in->is_number ? aligned + in->before - columns_before_point(text, nsc_text_columns(text)) : 0,
                      &blanks);
    }
    putc('\n', of->on.stream);
}

/* The part of a name that stands on a line of the header, and whether any name goes on below. */
static bool put_header_line(const layout *of, const char **rest) {
    size_t blanks = 0;
    bool more = false;
    for (size_t column = 0; column < of->count; column++) {
        const column_layout *in = &of->columns[column];
        char part[256];
        if (in->fate != SHOWN)
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

static nsc_status put_header(const layout *of, nsc_error *error) {
    const char **rest = NULL;
    const nsc_status status = nsc_allocate(&rest, of->count, sizeof *rest, error);
    if (status != NSC_OK)
        return status;
    for (size_t column = 0; column < of->count; column++)
        rest[column] = name_of(of, column);
    while (put_header_line(of, rest))
        ;
    free(rest);
    return NSC_OK;
}

static void put_legend(const layout *of) {
    nsc_screen_paragraph line = {.on = &of->on};
    if (!of->is_marked)
        return;
    nsc_screen_put_words(&line, nsc_screen_mark(&of->on));
    nsc_screen_put_words(&line, "surrogate, not measured");
    nsc_screen_end(&line);
}

/* The columns of one fate, with `lead` before the first and `end` after the last. */
static void put_names(const layout *of, column_fate fate, const char *lead, const char *end) {
    nsc_screen_paragraph line = {.on = &of->on};
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == fate)
            nsc_screen_put_item(&line, lead, name_of(of, column));
    if (line.used > 0)
        nsc_screen_put_words(&line, end);
    nsc_screen_end(&line);
}

static void put_same(const layout *of) {
    nsc_screen_paragraph line = {.on = &of->on};
    for (size_t column = 0; column < of->count; column++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (of->columns[column].fate != SAME_IN_ALL_ROWS)
            continue;
        if (line.used > 0)
            nsc_screen_put_words(&line, of->on.screen->unicode ? "·" : "|");
        nsc_screen_put_words(&line, name_of(of, column));
        nsc_screen_put_words(&line, text_of(of, 0, column, space));
    }
    nsc_screen_end(&line);
}

static nsc_status put_rows(layout *of, nsc_error *error) {
    char lead[64], end[96];
    fit(of);
    const nsc_status status = put_header(of, error);
    if (status != NSC_OK)
        return status;
    for (size_t row = 0; row < of->rows; row++)
        put_row(of, row);
    put_legend(of);
    put_same(of);
    put_names(of, EMPTY, "empty:", "");
    snprintf(lead, sizeof lead, "left out to fit %zu columns:", of->on.width);
    snprintf(end, sizeof end, "(%.80s)", of->on.screen->advice);
    put_names(of, LEFT_OUT, lead, end);
    return NSC_OK;
}

/* ---- pairs ---- */

/* A name and its value on a line of their own; the value goes on below itself. */
static void put_pair(const layout *of, const char *name, const char *value, size_t name_columns) {
    const size_t written = nsc_screen_put(&of->on, name, name_columns);
    nsc_screen_paragraph line = {.on = &of->on, .indent = name_columns + GAP, .used = name_columns + GAP};
    nsc_screen_put_blanks(&of->on, name_columns + GAP - written);
    nsc_screen_put_words(&line, value);
    nsc_screen_end(&line);
}

/* The columns for names: half of the terminal at most. */
static size_t widen(const layout *of, size_t columns, const char *name) {
    const size_t wider = larger(columns, nsc_text_columns(name)), most = of->on.width / 2;
    return wider < most ? wider : most;
}

static void put_single_row(const layout *of) {
    size_t name_columns = 0;
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == SHOWN)
            name_columns = widen(of, name_columns, name_of(of, column));
    for (size_t column = 0; column < of->count; column++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        if (of->columns[column].fate == SHOWN)
            put_pair(of, name_of(of, column), text_of(of, 0, column, space), name_columns);
    }
    put_legend(of);
    put_names(of, EMPTY, "empty:", "");
}

/* Keys and values; or names of statistics, with numbers and texts beside them. */
static bool is_of_keys(const layout *of) {
    return of->count == 2 && of->identity == 0 && (of->columns[1].is_mixed || strcmp(name_of(of, 0), "key") == 0);
}

static const char *key_of(const layout *of, size_t row) {
    return nsc_table_value(of->table, row, 0).as.text;
}

static void put_keys(layout *of) {
    nsc_screen_paragraph empty = {.on = &of->on};
    size_t key_columns = 0;
    bool surrogate = false;
    for (size_t row = 0; row < of->rows; row++) {
        const nsc_value value = nsc_table_value(of->table, row, 1);
        key_columns = value.type != NSC_VALUE_MISSING ? widen(of, key_columns, key_of(of, row)) : key_columns;
        surrogate = surrogate || (strcmp(key_of(of, row), "origin") == 0 && is_surrogate(value));
    }
    for (size_t row = 0; row < of->rows; row++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        const nsc_value value = nsc_table_value(of->table, row, 1);
        const bool marked = surrogate && value.type == NSC_VALUE_REAL && names_fitness(key_of(of, row));
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
    layout of = {.table = table, .rows = nsc_table_row_count(table), .count = count, .identity = count};
    of.on = (nsc_screen_writer){screen, stream, larger(screen->width, NARROWEST)};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&of.columns, count, sizeof *of.columns, error));
    for (of.origin = 0; of.origin < count && strcmp(name_of(&of, of.origin), "origin") != 0;)
        of.origin++;
    for (size_t column = 0; column < count; column++)
        look_at(&of, column);
    if (of.rows > 0 && is_of_keys(&of))
        put_keys(&of);
    else if (of.rows == 0)
        fputs("no rows\n", stream);
    else if (of.rows == 1 && whole_width(&of) > of.on.width)
        put_single_row(&of);
    else
        NSC_TRY(put_rows(&of, error));
    if (ferror(stream))
        status = nsc_error_set(error, NSC_FAILED, "cannot write: %s", strerror(errno));
out:
    free(of.columns);
    return status;
}
