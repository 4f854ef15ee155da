/*
 * Objects of JSON, in an array or one a line. The text is walked object by object, so that numbers keep their spelling
 * and errors name lines; each object alone is then read by jansson. Python's NaN, which JSON lacks, becomes null.
 *
 * The text is walked twice: for the keys in the order in which they first appear, and for the rows.
 */
#include "base/records_internal.h"

#include "base/json_parse.h"
#include "base/memory.h"
#include "base/names.h"

#include <jansson.h>
#include <string.h>

/* Text that is held in memory, and different keys, which are compared one by one. */
#define TEXT_LIMIT ((size_t)1 << 32)
enum { KEY_LIMIT = 4096 };

static const char example[] = "[{\"point\": \"00012\", \"fitness\": 0.94}, …]";

typedef struct reading {
    record_source *source;
    char *text; /* all of it, ended by a zero byte */
    size_t size, capacity;

    size_t place, line; /* of the walk through the text */
    size_t number;      /* of the current object, from 1 */
    size_t error_line;  /* where an error is: the line on which it begins, or of the mistake */
    char *object;       /* its text, as jansson takes it */
    size_t object_size, object_capacity;

    nsc_names keys;
    char *values; /* of the current object, each ended by a zero byte */
    size_t values_size, values_capacity;
    size_t *places; /* for each key: where in `values` its value begins, no_value where there is none */
    const char **fields;
} reading;

static const size_t no_value = (size_t)-1;

/* ---- the walk ---- */

static nsc_status read_all(reading *state, nsc_error *error) {
    record_source *source = state->source;
    nsc_status status = NSC_OK;
    do {
        NSC_TRY(nsc_reserve(&state->text, &state->capacity, state->size + source->block_size + 1, 1, error));
        memcpy(state->text + state->size, source->block, source->block_size);
        state->size += source->block_size;
        state->text[state->size] = '\0';
        if (state->size > TEXT_LIMIT)
            NSC_TRY(nsc_error_set(error, NSC_INVALID, "more than 4 GB of JSON; give a table of that size as CSV"));
        NSC_TRY(record_source_fill(source, error));
    } while (source->block_size > 0);
out:
    return status;
}

/* The next character that is no white space; '\0' at the end. */
static char next_character(reading *state) {
    const char *text = state->text;
    for (; state->place < state->size && strchr(" \t\r\n", text[state->place]) != NULL && text[state->place] != '\0';
         state->place++)
        state->line += text[state->place] == '\n';
    return text[state->place]; /* a zero byte at the end */
}

static const char *name_of_value(char first) {
    return first == '{'    ? "an object"
           : first == '['  ? "an array"
           : first == '"'  ? "a text"
           : first == '\'' ? "a text in single quotes, as Python prints it; json.dump writes JSON"
                           : "a single value";
}

/* Copies the object that begins here, up to its closing bracket, with null for NaN. */
static nsc_status copy_object(reading *state, nsc_error *error) {
    size_t depth = 0;
    bool in_text = false;
    nsc_status status = NSC_OK;
    state->object_size = 0;
    do {
        if (state->place >= state->size)
            return nsc_error_set(error, NSC_INVALID, "the file ends within object %zu: it is incomplete",
                                 state->number);
        if (state->object_size + 4 > state->object_capacity)
            NSC_TRY(nsc_reserve(&state->object, &state->object_capacity, state->object_size + 4, 1, error));
        const char *text = state->text + state->place;
        size_t length = 1;
        if (in_text) {
            in_text = *text != '"';
            length += *text == '\\' && state->place + 1 < state->size;
        } else if (*text == '\'') {
            state->error_line = state->line;
            return nsc_error_set(error, NSC_INVALID,
                                 "a single quote, as in what Python prints; JSON has double quotes: write the file by "
                                 "json.dump");
        } else if (strncmp(text, "NaN", 3) == 0) {
            state->place += 3;
            memcpy(state->object + state->object_size, "null", 4);
            state->object_size += 4;
            continue;
        } else {
            in_text = *text == '"';
            depth += *text == '{' || *text == '[';
            depth -= *text == '}' || *text == ']';
        }
        state->line += *text == '\n';
        memcpy(state->object + state->object_size, text, length);
        state->object_size += length;
        state->place += length;
        if (state->object_size > NSC_RECORD_ROW_LIMIT)
            return nsc_error_set(error, NSC_INVALID,
                                 "object %zu is longer than %d bytes: is a quote or bracket missing?", state->number,
                                 NSC_RECORD_ROW_LIMIT);
    } while (depth > 0);
out:
    return status;
}

/* Goes on to the next object; *`object` is NULL where there is none. */
static nsc_status next_object(reading *state, json_t **object, nsc_error *error) {
    const bool array = state->source->format->kind == NSC_RECORD_JSON;
    nsc_status status = NSC_OK;
    json_error_t reason;
    char next = next_character(state);
    *object = NULL;
    state->error_line = state->line;
    if (array && state->number > 0 && next == ',') {
        state->place++;
        next = next_character(state);
        state->error_line = state->line;
    } else if (array && next == ']') {
        state->place++;
        next_character(state);
        state->error_line = state->line;
        return state->place == state->size ? NSC_OK
                                           : nsc_error_set(error, NSC_INVALID, "text follows the end of the array");
    } else if (!array && state->place == state->size) {
        return NSC_OK;
    } else if (array && state->number > 0) {
        return nsc_error_set(error, NSC_INVALID,
                             state->place == state->size ? "the file ends within the array: it is incomplete"
                                                         : "there is no comma between two objects");
    }
    state->number++;
    if (next != '{')
        return nsc_error_set(error, NSC_INVALID,
                             "element %zu is no object but %s; a table is an array of flat objects, as %s",
                             state->number, name_of_value(next), example);
    NSC_TRY(copy_object(state, error));
    status = nsc_json_parse(object, state->object, state->object_size, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL,
                            &reason, error);
    if (status == NSC_INVALID) {
        state->error_line += reason.line > 0 ? (size_t)reason.line - 1 : 0;
        nsc_error_set(error, NSC_INVALID, "object %zu is no JSON: %s", state->number, reason.text);
    }
out:
    return status;
}

/* ---- what kind of JSON ---- */

/* The key whose value is an array of objects: the table within the object, the edges of a graph; NULL for none. */
static const char *find_table(json_t *object) {
    static const char *const edges[] = {"links", "edges"};
    for (size_t key = 0; key < NSC_COUNT_OF(edges); key++)
        if (json_is_object(json_array_get(json_object_get(object, edges[key]), 0)))
            return edges[key];
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        if (json_is_object(json_array_get(json_object_iter_value(at), 0)))
            return json_object_iter_key(at);
    return NULL;
}

/* One object alone holds no table: it is named for what people write instead, with a command that makes one of it. */
static nsc_status refuse_single(json_t *object, nsc_error *error) {
    static const char shape[] = "JSON of another shape than an array of flat objects, as";
    const json_t *value = json_object_iter_value(json_object_iter(object));
    const char *table = find_table(object);
    if (table != NULL)
        return nsc_error_set(
            error, NSC_INVALID,
            "%s %s: an object that holds such an array under \"%.60s\"; take it out: `jq '.[\"%.60s\"]' "
            "FILE > NEW`",
            shape, example, table, table);
    if (json_is_array(value) || (json_is_object(value) && json_object_size(object) <= json_object_size(value)))
        return nsc_error_set(error, NSC_INVALID,
                             "%s %s: an object of columns; in Python, pandas.DataFrame(json.load(open(FILE)))"
                             ".to_csv(NEW, index=False) makes a table of it",
                             shape, example);
    if (json_is_object(value))
        return nsc_error_set(
            error, NSC_INVALID,
            "%s %s: an object of objects; if its keys are points, `jq '[to_entries[] | {point: .key} + "
            ".value]' FILE > NEW` makes a table of it",
            shape, example);
    if (json_is_number(value) && json_object_size(object) > 1)
        return nsc_error_set(error, NSC_INVALID,
                             "%s %s: an object of numbers; if its keys are points, `jq '[to_entries[] | {point: .key, "
                             "fitness: .value}]' FILE > NEW` makes a table of it",
                             shape, example);
    return nsc_error_set(error, NSC_INVALID, "%s %s: a single object", shape, example);
}

/* An array, or objects one after the other. */
static nsc_status recognise(reading *state, nsc_error *error) {
    nsc_record_format *format = state->source->format;
    nsc_status status = NSC_OK;
    json_t *object = NULL;
    state->place = 0;
    state->line = 1;
    if (next_character(state) == '[') {
        format->kind = NSC_RECORD_JSON;
        return NSC_OK;
    }
    format->kind = NSC_RECORD_JSON_LINES;
    NSC_TRY(next_object(state, &object, error));
    if (next_character(state) == '\0' && object != NULL)
        status = refuse_single(object, error);
out:
    json_decref(object);
    return status;
}

static void restart(reading *state) {
    state->place = 0;
    state->line = 1;
    state->number = 0;
    if (state->source->format->kind == NSC_RECORD_JSON) {
        next_character(state);
        state->place++;
    }
}

/* ---- keys and rows ---- */

/* The number of a key; the one that is expected is tried first. */
static size_t find_key(const reading *state, const char *key, size_t expected) {
    if (expected < state->keys.count && strcmp(state->keys.items[expected], key) == 0)
        return expected;
    for (size_t number = 0; number < state->keys.count; number++)
        if (strcmp(state->keys.items[number], key) == 0)
            return number;
    return state->keys.count;
}

static nsc_status collect_keys(reading *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    json_t *object = NULL;
    for (;;) {
        NSC_TRY(next_object(state, &object, error));
        if (object == NULL)
            break;
        size_t expected = 0;
        for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
            const char *key = json_object_iter_key(at);
            const json_t *value = json_object_iter_value(at);
            if (json_is_object(value) || json_is_array(value))
                NSC_TRY(
                    nsc_error_set(error, NSC_INVALID,
                                  "\"%.60s\" of object %zu holds %s; a table is an array of flat objects: give each "
                                  "value within it a key of its own",
                                  key, state->number, json_is_object(value) ? "an object" : "an array"));
            const size_t found = find_key(state, key, expected);
            expected = found + 1;
            if (found == KEY_LIMIT)
                NSC_TRY(nsc_error_set(error, NSC_INVALID,
                                      "more than %d different keys: the keys are the names of columns, the same in all "
                                      "objects, as %s",
                                      KEY_LIMIT, example));
            if (found == state->keys.count)
                NSC_TRY(nsc_names_add(&state->keys, key, error));
        }
        json_decref(object);
        object = NULL;
    }
out:
    json_decref(object);
    return status;
}

static const char *skip_text(const char *text) {
    for (text++; *text != '"'; text++)
        text += *text == '\\';
    return text + 1;
}

/* The spelling of the next value of an object that jansson has accepted, from behind the value before it. */
static const char *next_spelling(const char *text, size_t *length) {
    static const char white[] = " \t\r\n";
    text += strcspn(text, "\"");
    text = skip_text(text);
    text += strspn(text, white) + 1; /* the colon */
    text += strspn(text, white);
    *length = *text == '"' ? (size_t)(skip_text(text) - text) : strcspn(text, " \t\r\n,}");
    return text;
}

static nsc_status add_value(reading *state, size_t key, const char *value, size_t length, nsc_error *error) {
    nsc_status status = nsc_reserve(&state->values, &state->values_capacity, state->values_size + length + 1, 1, error);
    if (status != NSC_OK)
        return status;
    state->places[key] = state->values_size;
    memcpy(state->values + state->values_size, value, length);
    state->values[state->values_size + length] = '\0';
    state->values_size += length + 1;
    return NSC_OK;
}

static nsc_status take_object(reading *state, json_t *object, nsc_error *error) {
    nsc_status status = NSC_OK;
    const char *spelling = state->object;
    size_t length = 0, expected = 0;
    state->values_size = 0;
    for (size_t key = 0; key < state->keys.count; key++)
        state->places[key] = no_value;
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const json_t *value = json_object_iter_value(at);
        const size_t key = find_key(state, json_object_iter_key(at), expected);
        expected = key + 1;
        spelling = next_spelling(spelling + length, &length);
        if (json_is_string(value))
            NSC_TRY(add_value(state, key, json_string_value(value), json_string_length(value), error));
        else if (!json_is_null(value))
            NSC_TRY(add_value(state, key, spelling, length, error));
    }
    for (size_t key = 0; key < state->keys.count; key++)
        state->fields[key] = state->places[key] != no_value ? state->values + state->places[key] : "";
    const nsc_record_row row = {.line = state->error_line, .field_count = state->keys.count, .fields = state->fields};
    status = record_source_take(state->source, &row, error);
out:
    return status;
}

static nsc_status take_rows(reading *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    json_t *object = NULL;
    const nsc_record_row header = {
        .line = 1, .field_count = state->keys.count, .fields = (const char *const *)state->keys.items};
    if (state->keys.count == 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&state->places, state->keys.count, sizeof *state->places, error));
    NSC_TRY(nsc_allocate(&state->fields, state->keys.count, sizeof *state->fields, error));
    state->error_line = header.line;
    NSC_TRY(record_source_take(state->source, &header, error));
    for (;;) {
        NSC_TRY(next_object(state, &object, error));
        if (object == NULL)
            break;
        NSC_TRY(take_object(state, object, error));
        json_decref(object);
        object = NULL;
    }
out:
    json_decref(object);
    return status;
}

nsc_status record_read_json(record_source *source, nsc_error *error) {
    reading state = {.source = source, .line = 1, .error_line = 1};
    nsc_status status = NSC_OK;
    NSC_TRY(read_all(&state, error));
    NSC_TRY(recognise(&state, error));
    restart(&state);
    NSC_TRY(collect_keys(&state, error));
    restart(&state);
    NSC_TRY(take_rows(&state, error));
out:
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s, line %zu: ", source->path, state.error_line);
    nsc_names_release(&state.keys);
    free(state.text);
    free(state.object);
    free(state.values);
    free(state.places);
    free((void *)state.fields);
    return status;
}
