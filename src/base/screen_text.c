/* Text on a terminal. Failures of the stream are found at the end, by ferror. */
#include "base/screen_internal.h"

#include "base/decimal_point.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- values ---- */

static void format_number(double number, char *text, size_t size) {
    NSC_DECIMAL_POINT;
    const int digits = 5;
    const double digits_end = 1e5, whole_end = 1e15;
    if (fabs(number) < whole_end && (fabs(number) >= digits_end || number == nearbyint(number)))
        snprintf(text, size, "%.0f", number + 0.0); /* no minus before zero */
    else
        snprintf(text, size, "%.*g", digits, number);
}

const char *nsc_screen_value(nsc_value value, const char *mark, char space[NSC_SCREEN_NUMBER_SIZE]) {
    const size_t before = strlen(mark);
    switch (value.type) {
    case NSC_VALUE_TEXT:
        return value.as.text;
    case NSC_VALUE_INTEGER:
        snprintf(space, NSC_SCREEN_NUMBER_SIZE, "%" PRId64, value.as.integer);
        return space;
    case NSC_VALUE_UNSIGNED:
        snprintf(space, NSC_SCREEN_NUMBER_SIZE, "%" PRIu64, value.as.natural);
        return space;
    case NSC_VALUE_REAL:
        memcpy(space, mark, before + 1);
        format_number(value.as.real, space + before, NSC_SCREEN_NUMBER_SIZE - before);
        return space;
    case NSC_VALUE_MISSING:
        break;
    }
    return "";
}

const char *nsc_screen_mark(const nsc_screen_writer *on) {
    return on->screen->unicode ? "≈" : "~";
}

/* ---- text within a width ---- */

size_t nsc_screen_put(const nsc_screen_writer *on, const char *text, size_t width) {
    const bool is_cut = nsc_text_columns(text) > width;
    char shown[NSC_SHOWN_SIZE];
    size_t used = 0;
    while (*text != '\0') {
        const size_t columns = nsc_utf8_show(&text, shown);
        if (used + columns + is_cut > width)
            break;
        fputs(shown, on->stream);
        used += columns;
    }
    if (is_cut && width > 0) {
        fputs(on->screen->unicode ? "…" : "~", on->stream);
        used++;
    }
    return used;
}

void nsc_screen_put_blanks(const nsc_screen_writer *on, size_t count) {
    for (size_t blank = 0; blank < count; blank++)
        putc(' ', on->stream);
}

/* ---- paragraphs ---- */

static void next_line(nsc_screen_paragraph *in) {
    putc('\n', in->on->stream);
    nsc_screen_put_blanks(in->on, in->indent);
    in->used = in->indent;
}

/* The columns of the word that `text` begins with, and its end. */
static size_t word_columns(const char *text, const char **end) {
    char shown[NSC_SHOWN_SIZE];
    size_t columns = 0;
    while (*text != '\0' && strchr(" \n\t", *text) == NULL)
        columns += nsc_utf8_show(&text, shown);
    *end = text;
    return columns;
}

static void put_word(nsc_screen_paragraph *in, const char *word, const char *end, size_t columns) {
    const size_t width = in->on->width;
    if (in->used > in->indent && in->used + 1 + columns > width) {
        next_line(in);
    } else if (in->used > in->indent) {
        putc(' ', in->on->stream);
        in->used++;
    }
    while (word < end) {
        char shown[NSC_SHOWN_SIZE];
        const size_t character = nsc_utf8_show(&word, shown);
        if (in->used + character > width)
            next_line(in);
        fputs(shown, in->on->stream);
        in->used += character;
    }
}

void nsc_screen_put_words(nsc_screen_paragraph *in, const char *text) {
    while (*text != '\0') {
        const char *end;
        const size_t columns = word_columns(text, &end);
        if (end > text)
            put_word(in, text, end, columns);
        text = *end != '\0' ? end + 1 : end;
    }
}

void nsc_screen_put_item(nsc_screen_paragraph *in, const char *lead, const char *item) {
    if (in->used == 0)
        nsc_screen_put_words(in, lead);
    else if (in->used < in->on->width)
        in->used += nsc_screen_put(in->on, ",", 1);
    nsc_screen_put_words(in, item);
}

void nsc_screen_end(nsc_screen_paragraph *in) {
    if (in->used > 0)
        putc('\n', in->on->stream);
}
