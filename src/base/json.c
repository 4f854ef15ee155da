/* JSON out, value by value. */
#include "base/json.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

/* Notes whether `written` failed, and why: what follows may change errno. */
static void note(nsc_json *json, bool written) {
    if (written || json->failed)
        return;
    json->failed = true;
    json->reason = errno;
}

/* Writes a scalar of jansson's, and releases it. */
static void write_scalar(nsc_json *json, json_t *scalar) {
    note(json, scalar != NULL && json_dumpf(scalar, json->stream, JSON_ENCODE_ANY) == 0);
    json_decref(scalar);
}

static void write_text(nsc_json *json, const char *text) {
    char *copy = NULL;
    if (!nsc_is_utf8(text))
        nsc_utf8_copy(&copy, text, NULL);
    write_scalar(json, json_string(copy != NULL ? copy : text)); /* fails without memory for the copy */
    free(copy);
}

static void begin_line(nsc_json *json) {
    if (json->compact)
        return;
    note(json, fputc('\n', json->stream) != EOF);
    for (unsigned level = 0; level < json->depth; level++)
        note(json, fputs("  ", json->stream) >= 0);
}

/* What comes before a value: a comma, a new line, its key. */
static void begin_value(nsc_json *json, const char *key) {
    if (json->filled)
        note(json, fputc(',', json->stream) != EOF);
    json->filled = true;
    if (json->depth > 0)
        begin_line(json);
    if (key == NULL)
        return;
    write_text(json, key);
    note(json, fputs(json->compact ? ":" : ": ", json->stream) >= 0);
}

void nsc_json_open(nsc_json *json, const char *key, char bracket) {
    if (json->failed)
        return;
    begin_value(json, key);
    note(json, fputc(bracket, json->stream) != EOF);
    json->filled = false;
    json->depth++;
}

void nsc_json_close(nsc_json *json, char bracket) {
    if (json->failed)
        return;
    json->depth--;
    if (json->filled)
        begin_line(json);
    note(json, fputc(bracket, json->stream) != EOF);
    json->filled = true;
}

void nsc_json_value(nsc_json *json, const char *key, nsc_value value) {
    if (json->failed)
        return;
    char number[32];
    begin_value(json, key);
    switch (value.type) {
    case NSC_VALUE_TEXT:
        write_text(json, value.as.text);
        break;
    case NSC_VALUE_INTEGER:
    case NSC_VALUE_UNSIGNED:
    case NSC_VALUE_REAL:
        note(json, fputs(nsc_value_text(value, number), json->stream) >= 0);
        break;
    case NSC_VALUE_MISSING:
        note(json, fputs("null", json->stream) >= 0);
        break;
    }
}

void nsc_json_boolean(nsc_json *json, const char *key, bool truth) {
    if (json->failed)
        return;
    begin_value(json, key);
    note(json, fputs(truth ? "true" : "false", json->stream) >= 0);
}
