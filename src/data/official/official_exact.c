/*
 * Reads a row that is spelled exactly as the official writer spells it, in one pass and without allocating; whatever
 * else is left to the libraries. They take 19 times as long (tests/bench), and there are five million rows.
 */
#include "data/official/base64.h"
#include "data/official/official_internal.h"

#include <string.h>

/* What is left to be read. */
typedef struct cursor {
    const unsigned char *next, *end;
} cursor;

static bool take(cursor *from, const char *text, size_t length) {
    if ((size_t)(from->end - from->next) < length || memcmp(from->next, text, length) != 0)
        return false;
    from->next += length;
    return true;
}

#define TAKE(from, text) take((from), (text), sizeof(text) - 1)

/* ---- JSON ---- */

static bool take_hash(cursor *from, nsc_hash *hash) {
    enum { DIGITS = 32 };
    char text[DIGITS + 1];
    if (from->end - from->next < DIGITS)
        return false;
    memcpy(text, from->next, DIGITS);
    text[DIGITS] = '\0';
    from->next += DIGITS;
    return nsc_hash_parse(text, hash);
}

static bool take_epochs(cursor *from, int *epochs) {
    const ptrdiff_t digits_maximum = 6;
    const unsigned char *first = from->next;
    for (*epochs = 0; from->next < from->end && from->next - first < digits_maximum; from->next++) {
        if (*from->next < '0' || *from->next > '9')
            break;
        *epochs = 10 * *epochs + (*from->next - '0');
    }
    return from->next > first && *first != '0';
}

/* Plain characters up to a quote. */
static bool take_text(cursor *from, nsc_view *view) {
    const unsigned char *first = from->next;
    while (from->next < from->end && *from->next != '"') {
        if (*from->next < ' ' || *from->next > '~' || *from->next == '\\')
            return false;
        from->next++;
    }
    *view = (nsc_view){(const char *)first, (size_t)(from->next - first)};
    return from->next < from->end;
}

/* Base64 up to a quote, newlines escaped, decoded into the scratch. */
static bool take_message(cursor *from, nsc_official_scratch *scratch, cursor *message) {
    size_t length = 0, size;
    for (;;) {
        const size_t left = (size_t)(from->end - from->next);
        const unsigned char *quote = memchr(from->next, '"', left);
        if (quote == NULL)
            return false;
        const unsigned char *escape = memchr(from->next, '\\', (size_t)(quote - from->next));
        const unsigned char *stop = escape != NULL ? escape : quote;
        memcpy(scratch->bytes + length, from->next, (size_t)(stop - from->next));
        length += (size_t)(stop - from->next);
        from->next = stop;
        if (escape == NULL)
            break;
        if (!TAKE(from, "\\n"))
            return false;
    }
    /* In place: what is written never overtakes what is read. */
    unsigned char *bytes = (unsigned char *)scratch->bytes;
    if (!nsc_base64_decode(scratch->bytes, length, bytes, &size))
        return false;
    /* A newline that was not escaped is no JSON: the decoder passed over it, and the lengths don't fit. */
    if ((size + 2) / 3 * 4 != length)
        return false;
    *message = (cursor){bytes, bytes + size};
    return true;
}

/* ---- the message ---- */

static bool take_varint(cursor *from, uint32_t *value) {
    *value = 0;
    for (unsigned shift = 0; shift < 28 && from->next < from->end; shift += 7) {
        unsigned char byte = *from->next++;
        *value |= (uint32_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool take_double(cursor *from, unsigned tag, double *value) {
    if (from->end - from->next < 1 + (ptrdiff_t)sizeof *value || *from->next != tag)
        return false;
    memcpy(value, from->next + 1, sizeof *value);
    from->next += 1 + sizeof *value;
    return true;
}

static bool take_view(cursor *from, nsc_view *view) {
    uint32_t length;
    if (!take_varint(from, &length) || (size_t)(from->end - from->next) < length)
        return false;
    *view = (nsc_view){(const char *)from->next, length};
    from->next += length;
    return true;
}

static bool take_evaluation(cursor *from, double *values, nsc_view *checkpoint_path) {
    nsc_view view;
    if (!TAKE(from, "\x0a") || !take_view(from, &view))
        return false;
    cursor evaluation = {(const unsigned char *)view.text, (const unsigned char *)view.text + view.length};
    for (unsigned value = 0; value < NSC_EVALUATION_VALUES; value++)
        if (!take_double(&evaluation, (value + 1) << 3 | 1, &values[value]))
            return false;
    *checkpoint_path = (nsc_view){0};
    if (TAKE(&evaluation, "\x32") && !take_view(&evaluation, checkpoint_path))
        return false;
    return evaluation.next == evaluation.end;
}

static bool read_message(cursor message, nsc_official_row *row) {
    uint32_t parameters;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        if (!take_evaluation(&message, row->values + evaluation * NSC_EVALUATION_VALUES,
                             &row->checkpoint_paths[evaluation]))
            return false;
    if (!TAKE(&message, "\x10") || !take_varint(&message, &parameters))
        return false;
    row->trainable_parameters = (int32_t)parameters;
    return take_double(&message, 3 << 3 | 1, &row->values[NSC_OFFICIAL_TOTAL_TIME]) && message.next == message.end;
}

bool nsc_official_read_exact(const unsigned char *payload, size_t size, nsc_official_row *row,
                             nsc_official_scratch *scratch) {
    cursor json = {payload, payload + size}, message;
    return TAKE(&json, "[\"") && take_hash(&json, &row->hash) && TAKE(&json, "\", ") &&
           take_epochs(&json, &row->epochs) && TAKE(&json, ", \"") && take_text(&json, &row->adjacency) &&
           TAKE(&json, "\", \"") && take_text(&json, &row->operations) && TAKE(&json, "\", \"") &&
           take_message(&json, scratch, &message) && TAKE(&json, "\"]") && json.next == json.end &&
           read_message(message, row);
}
