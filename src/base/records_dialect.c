/*
 * The separator and the decimal sign of a table, told by its first rows. A character separates if the first row has it
 * outside of quotes and all other rows have it as often. Where none does, blanks do if every row has as many words.
 */
#include "base/records_internal.h"

#include <ctype.h>
#include <string.h>

enum { ROWS_LOOKED_AT = 1000 };

/* A stretch of the first block that is walked field by field. */
typedef struct cursor {
    const char *bytes;
    size_t size, place;
    bool whole; /* no bytes follow: the last row is complete */
    char separator;
} cursor;

typedef struct field {
    const char *text; /* within quotes, where it has them; doubled quotes stay doubled */
    size_t length;
    bool quoted, last; /* of its row */
} field;

/* The next field; false at the end of the bytes, and for a field that may go on behind them. */
static bool next_field(cursor *at, field *next) {
    const char *bytes = at->bytes;
    size_t place = at->place;
    *next = (field){0};
    if (place >= at->size)
        return false;
    if (bytes[place] == '"') {
        const size_t start = ++place;
        while (place < at->size && (bytes[place] != '"' || (place + 1 < at->size && bytes[place + 1] == '"')))
            place += bytes[place] == '"' ? 2 : 1;
        *next = (field){.text = bytes + start, .length = (place < at->size ? place : at->size) - start, .quoted = true};
    }
    const size_t start = place;
    while (place < at->size && bytes[place] != at->separator && bytes[place] != '\n' && bytes[place] != '\r')
        place++;
    if (!next->quoted)
        *next = (field){.text = bytes + start, .length = place - start};
    if (place >= at->size && !at->whole)
        return false;
    next->last = place >= at->size || bytes[place] != at->separator;
    place += place < at->size;
    while (next->last && place < at->size && (bytes[place] == '\n' || bytes[place] == '\r'))
        place++; /* the rest of CRLF, and empty lines */
    at->place = place;
    return true;
}

static void skip_empty_lines(cursor *at) {
    while (at->place < at->size && (at->bytes[at->place] == '\n' || at->bytes[at->place] == '\r'))
        at->place++;
}

/* The number of fields of the next row, 0 where there is no whole one; *`filled` of them up to the last that is not
 * empty. */
static size_t count_fields(cursor *at, size_t *filled) {
    field next;
    *filled = 0;
    for (size_t count = 1; next_field(at, &next); count++) {
        if (next.length > 0)
            *filled = count;
        if (next.last)
            return count;
    }
    return 0;
}

/* How well a separator fits: the share of rows with as many fields as the first, or with more that are empty; 0 where
 * the first has but one. */
static double fit_of(cursor at, size_t *field_count) {
    size_t rows = 0, alike = 0, count, filled;
    skip_empty_lines(&at);
    *field_count = count_fields(&at, &filled);
    if (*field_count == 0) /* a first row that goes on behind the bytes */
        return memchr(at.bytes, at.separator, at.size) != NULL ? 0.5 : 0.0;
    if (*field_count < 2)
        return 0.0;
    while (rows < ROWS_LOOKED_AT && (count = count_fields(&at, &filled)) > 0) {
        rows++;
        alike += count == *field_count || (count > *field_count && filled <= *field_count);
    }
    return rows > 0 ? (double)alike / (double)rows : 1.0;
}

/* In a header a comma is part of a name ("params, M") more often than a semicolon is; in rows of data it is the other
 * way round. */
static char find_separator(const cursor *start, bool header, double *best) {
    const char *candidates = header ? "\t;,|" : "\t,;|";
    *best = 0.0;
    char separator = ',';
    for (const char *candidate = candidates; *candidate != '\0'; candidate++) {
        cursor at = *start;
        at.separator = *candidate;
        size_t field_count;
        const double fit = fit_of(at, &field_count);
        if (fit > *best) {
            *best = fit;
            separator = *candidate;
        }
    }
    return separator;
}

/* Which decimal sign a field uses: '.' or ',' for a number with one, '\0' for anything else. */
static char decimal_sign(const field *number) {
    const char *text = number->text, *end = text + number->length;
    while (text < end && (*text == ' ' || *text == '+' || *text == '-'))
        text++;
    size_t digits = 0;
    char sign = '\0';
    for (; text < end && (isdigit((unsigned char)*text) || (sign == '\0' && (*text == ',' || *text == '.'))); text++) {
        if (isdigit((unsigned char)*text))
            digits++;
        else
            sign = *text;
    }
    if (text < end && (*text == 'e' || *text == 'E') && digits > 0) {
        text += 1 + (end - text > 1 && (text[1] == '-' || text[1] == '+'));
        while (text < end && isdigit((unsigned char)*text))
            text++;
    }
    while (text < end && *text == ' ')
        text++;
    if (text != end || digits == 0)
        return '\0';
    return sign;
}

/* A number such as 8,555 whose comma may part the thousands. */
static bool may_be_thousands(const field *number) {
    const char *comma = memchr(number->text, ',', number->length);
    return comma != NULL && number->text + number->length - comma == 4 && comma - number->text <= 3 &&
           number->text[0] != '0';
}

/* True where numbers with a comma come below the header and none with a point. Between commas they stand in quotes, and
 * then some must be no thousands. */
static bool find_decimal_comma(cursor at, bool header) {
    field next;
    size_t commas = 0, points = 0, filled;
    skip_empty_lines(&at);
    if (header)
        count_fields(&at, &filled);
    while (next_field(&at, &next)) {
        const char sign = decimal_sign(&next);
        commas += sign == ',' && (at.separator != ',' || !may_be_thousands(&next));
        points += sign == '.';
    }
    return commas > 0 && points == 0;
}

/* The words of the next row between blanks, 0 where there is no whole row. */
static size_t count_words(cursor *at) {
    field next;
    size_t count = 0;
    while (next_field(at, &next)) {
        count += next.quoted || next.length > 0;
        if (next.last)
            return count;
    }
    return 0;
}

/* Rows of several words: of as many in each, *`alike`, or not. */
static bool has_words(cursor at, bool *alike) {
    at.separator = ' ';
    skip_empty_lines(&at);
    const size_t first = count_words(&at);
    size_t rows = 0, words;
    *alike = true;
    for (; rows < ROWS_LOOKED_AT && (words = count_words(&at)) > 1; rows++)
        *alike = *alike && words == first;
    return rows > 0 && first > 1 && (rows == ROWS_LOOKED_AT || at.place >= at.size || !at.whole);
}

/* Every line stands within quotes as a whole, as programs write that quote a table twice. */
static bool has_quoted_lines(cursor at) {
    field line;
    size_t rows = 0;
    at.separator = '\0';
    skip_empty_lines(&at);
    for (; rows < ROWS_LOOKED_AT && next_field(&at, &line); rows++)
        if (!line.quoted ||
            (memchr(line.text, ',', line.length) == NULL && memchr(line.text, ';', line.length) == NULL &&
             memchr(line.text, '\t', line.length) == NULL))
            return false;
    return rows > 1;
}

/* Excel's first line "sep=;" names the separator. */
static bool separator_stated(const cursor *start, char *separator, size_t *length) {
    if (start->size < 6 || memcmp(start->bytes, "sep=", 4) != 0 || start->bytes[4] == '\0' ||
        strchr(",;|\t", start->bytes[4]) == NULL || (start->bytes[5] != '\r' && start->bytes[5] != '\n'))
        return false;
    *separator = start->bytes[4];
    *length = start->size > 6 && start->bytes[5] == '\r' && start->bytes[6] == '\n' ? 7 : 6;
    return true;
}

/* Comments before the table: whole lines of "#" alone or with a blank behind it. "#id,name" is a header. */
static void skip_comments(cursor *at, size_t *lines) {
    while (at->size - at->place > 1 && at->bytes[at->place] == '#' && at->bytes[at->place + 1] != '\0' &&
           strchr(" \t\r\n#", at->bytes[at->place + 1]) != NULL) {
        const char *end = memchr(at->bytes + at->place, '\n', at->size - at->place);
        if (end == NULL)
            break;
        at->place = (size_t)(end - at->bytes) + 1;
        ++*lines;
    }
}

nsc_status record_dialect_find(nsc_record_format *format, const char *bytes, size_t size, bool whole, bool header,
                               record_preamble *preamble, nsc_error *error) {
    cursor start = {.bytes = bytes, .size = size, .whole = whole};
    *preamble = (record_preamble){0};
    if (separator_stated(&start, &format->separator, &start.place)) {
        preamble->lines = 1;
    } else {
        bool alike;
        double fit;
        skip_comments(&start, &format->comment_lines);
        preamble->lines = format->comment_lines;
        format->separator = find_separator(&start, header, &fit);
        const bool words = fit == 0.0 && has_words(start, &alike);
        if (words && alike)
            format->separator = ' ';
        else if (words && header)
            return nsc_error_set(error, NSC_INVALID,
                                 "the columns seem to be separated by blanks, but the first row has another number of "
                                 "words than others; save the table as CSV (in pandas by frame.to_csv(FILE, "
                                 "index=False), in R by write.csv(TABLE, FILE, row.names = FALSE))");
        if (fit == 0.0 && header && has_quoted_lines(start))
            return nsc_error_set(
                error, NSC_INVALID,
                "each line stands within quotes as a whole; take the outer quotes away, as `sed 's/^\"//; "
                "s/\"$//; s/\"\"/\"/g' FILE > NEW` does");
    }
    preamble->bytes = start.place;
    start.separator = format->separator;
    format->decimal_comma = find_decimal_comma(start, header);
    return NSC_OK;
}
