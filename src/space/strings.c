/* Any space of strings: kinds of edges, counts of symbols, words. */
#include "space/strings_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void release_texts(char **texts, size_t count) {
    for (size_t number = 0; texts != NULL && number < count; number++)
        free(texts[number]);
    free(texts);
}

static void destroy(nsc_space *space) {
    nsc_strings_parts *parts = space->implementation;
    for (unsigned copy = 0; parts->copies != NULL && copy < 3 * parts->strings.position_count; copy++)
        free(parts->copies[copy]);
    release_texts(parts->kind_names, parts->kind_count);
    release_texts(parts->feature_texts, 2 * parts->feature_count);
    free(parts->copies);
    free(parts->symbols);
    free(parts->positions);
    free(parts->prefix);
    free(parts->note);
    free(parts->names.stored);
    free(parts->symbol_counts);
    free(parts->position_names);
    free(parts->symbol_names);
    free(parts->definition.points);
    free(parts->smallest_words);
    free(parts->kinds);
    free(parts->features);
    free(parts->name);
    free(parts);
    free(space);
}

const nsc_strings *nsc_space_strings(const nsc_space *space) {
    return space->kind == NSC_SPACE_STRINGS ? &((const nsc_strings_parts *)space->implementation)->strings : NULL;
}

static nsc_shape shape_of_all(const nsc_space *space, uint32_t shape) {
    (void)shape;
    const nsc_strings *strings = nsc_space_strings(space);
    return (nsc_shape){.point_count = space->point_count,
                       .positions = strings->position_count,
                       .word_count = strings->word_count,
                       .points = strings->points};
}

static void point_spelling(const nsc_space *space, uint32_t point, char text[NSC_POINT_SPELLING_SIZE]) {
    const nsc_strings_parts *parts = space->implementation;
    parts->definition.format(nsc_word_of_point(&parts->strings, point), text);
}

static bool stands_for_point(const nsc_space *space, const char *text, uint32_t point) {
    const nsc_strings_parts *parts = space->implementation;
    uint32_t word;
    return parts->strings.points == NULL || !nsc_string_read(parts, text, &word) || parts->strings.words[point] == word;
}

static nsc_status same_network(const nsc_space *space, uint32_t point, nsc_spellings *spellings, nsc_error *error) {
    const nsc_strings_parts *parts = space->implementation;
    uint32_t *words = NULL;
    nsc_status status = NSC_OK;
    *spellings = (nsc_spellings){0};
    NSC_TRY(nsc_allocate(&words, parts->strings.word_count, sizeof *words, error));
    const size_t count = parts->definition.same_network(nsc_word_of_point(&parts->strings, point), words);
    NSC_TRY(nsc_allocate(&spellings->texts, count, sizeof *spellings->texts, error));
    for (size_t number = 0; number < count; number++) {
        char text[NSC_POINT_NAME_SIZE];
        nsc_strings_spell(space, words[number], text);
        NSC_TRY(nsc_copy_text(&spellings->texts[number], text, error));
        spellings->count++;
    }
out:
    free(words);
    if (status != NSC_OK)
        nsc_spellings_release(spellings);
    return status;
}

/* ---- symbols, copied ---- */

/* All positions have the symbols of the first. */
static bool are_alike(const nsc_strings_parts *parts) {
    return !parts->definition.variables;
}

/* Pointers and, behind them, the texts. */
static nsc_status copy_texts(const char *const *texts, size_t count, void **copied, nsc_error *error) {
    size_t size = count * sizeof *texts;
    for (size_t number = 0; number < count; number++)
        size += strlen(texts[number]) + 1;
    nsc_status status = nsc_allocate(copied, size, 1, error);
    if (status != NSC_OK)
        return status;
    char *text = (char *)*copied + count * sizeof *texts;
    for (size_t number = 0; number < count; number++) {
        ((const char **)*copied)[number] = strcpy(text, texts[number]);
        text += strlen(text) + 1;
    }
    return NSC_OK;
}

static nsc_status copy_position(nsc_strings_parts *parts, unsigned position, nsc_error *error) {
    const nsc_string_symbols *given = &parts->definition.positions[position];
    nsc_string_symbols *own = &parts->symbols[position];
    void **copies = parts->copies + 3 * (size_t)position;
    nsc_status status = NSC_OK;
    *own = *given;
    if (given->position_name != NULL) {
        NSC_TRY(copy_texts(&given->position_name, 1, &copies[0], error));
        own->position_name = *(const char *const *)copies[0];
    }
    if (position > 0 && are_alike(parts)) {
        own->texts = parts->symbols[0].texts;
        own->symbol_names = parts->symbols[0].symbol_names;
        return NSC_OK;
    }
    NSC_TRY(copy_texts(given->texts, given->count, &copies[1], error));
    NSC_TRY(copy_texts(given->symbol_names, given->count, &copies[2], error));
    own->texts = copies[1];
    own->symbol_names = copies[2];
out:
    return status;
}

static nsc_status copy_symbols(nsc_strings_parts *parts, nsc_error *error) {
    const nsc_strings_definition *definition = &parts->definition;
    const size_t count = definition->position_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&parts->symbols, count, sizeof *parts->symbols, error));
    NSC_TRY(nsc_allocate(&parts->copies, 3 * count, sizeof *parts->copies, error));
    if (definition->prefix != NULL)
        NSC_TRY(nsc_copy_text(&parts->prefix, definition->prefix, error));
    if (definition->note != NULL)
        NSC_TRY(nsc_copy_text(&parts->note, definition->note, error));
    parts->strings.position_count = definition->position_count;
    for (unsigned position = 0; position < count; position++)
        NSC_TRY(copy_position(parts, position, error));
out:
    return status;
}

/* ---- how many strings, neighbours and kinds ---- */

static uint64_t neighbours_at(const nsc_string_symbols *symbols) {
    const unsigned others = symbols->count - 1;
    return symbols->by_level && others > 2 ? 2 : others;
}

static uint64_t kinds_at(const nsc_string_symbols *symbols) {
    const uint64_t others = symbols->count - 1;
    return symbols->by_level ? 2 * others : others * symbols->count;
}

/* Refuses a space whose words cannot be numbered; the last number means none. */
static nsc_status count_words(nsc_strings_parts *parts, nsc_error *error) {
    nsc_strings *strings = &parts->strings;
    uint64_t words = 1, neighbours = 0;
    strings->same_degree = true;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const nsc_string_symbols *symbols = &parts->symbols[position];
        neighbours += neighbours_at(symbols);
        strings->symbols = symbols->count > strings->symbols ? symbols->count : strings->symbols;
        strings->same_degree = strings->same_degree && (!symbols->by_level || symbols->count < 3);
    }
    for (unsigned position = 0; position < strings->position_count; position++) {
        words *= parts->symbols[position].count;
        if (words > UINT32_MAX)
            return nsc_error_set(error, NSC_USAGE, "the space %s is too large: it must have fewer than 2^32 points%s",
                                 parts->name,
                                 parts->definition.variables ? "; name fewer variables, or take the rows that the "
                                                               "table has: variables:FILE:rows"
                                                             : "");
    }
    strings->word_count = (uint32_t)words;
    strings->degree = (uint32_t)neighbours;
    return NSC_OK;
}

/* Units, and the numbers of the kinds: by symbols, as far as nsc_kind can number them. */
static nsc_status place_positions(nsc_strings_parts *parts, nsc_error *error) {
    nsc_strings *strings = &parts->strings;
    uint64_t kinds = 0;
    uint32_t unit = strings->word_count;
    nsc_status status = nsc_allocate(&parts->positions, strings->position_count, sizeof *parts->positions, error);
    if (status != NSC_OK)
        return status;
    for (unsigned position = 0; position < strings->position_count; position++)
        kinds += kinds_at(&parts->symbols[position]);
    strings->kinds_of_symbols = kinds <= NSC_EDGE_KINDS;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const nsc_string_symbols *symbols = &parts->symbols[position];
        unit /= symbols->count;
        parts->positions[position] = (nsc_string_position){.symbols = symbols->count,
                                                           .by_level = symbols->by_level,
                                                           .unit = unit,
                                                           .first_kind = (uint32_t)parts->kind_count};
        parts->kind_count += strings->kinds_of_symbols ? (size_t)kinds_at(symbols) : 1;
    }
    strings->positions = parts->positions;
    return NSC_OK;
}

/* ---- features: how often each symbol occurs ---- */

/* A feature is a symbol; of variables, one at one position. */
static void symbol_of_feature(const nsc_strings_parts *parts, size_t feature, unsigned *position, unsigned *symbol) {
    *position = 0;
    if (!are_alike(parts))
        for (; feature >= parts->symbols[*position].count; ++*position)
            feature -= parts->symbols[*position].count;
    *symbol = (unsigned)feature;
}

static nsc_status feature_value(const nsc_space *space, size_t feature, uint32_t point, double *value,
                                nsc_error *error) {
    (void)error;
    const nsc_strings_parts *parts = space->implementation;
    const nsc_strings *strings = &parts->strings;
    const uint32_t word = nsc_word_of_point(strings, point);
    unsigned position, symbol, count = 0;
    symbol_of_feature(parts, feature, &position, &symbol);
    const unsigned end = are_alike(parts) ? strings->position_count : position + 1;
    for (; position < end; position++)
        count += nsc_strings_symbol(strings, word, position) == symbol;
    *value = count;
    return NSC_OK;
}

static nsc_status feature_values(const nsc_space *space, size_t feature, const nsc_control *control, double *values,
                                 nsc_error *error) {
    (void)control;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; status == NSC_OK && point < space->point_count; point++)
        status = feature_value(space, feature, point, &values[point], error);
    return status;
}

static nsc_status make_features(nsc_strings_parts *parts, nsc_error *error) {
    const unsigned own_positions = are_alike(parts) ? 1 : parts->strings.position_count;
    nsc_status status = NSC_OK;
    for (unsigned position = 0; position < own_positions; position++)
        parts->feature_count += parts->symbols[position].count;
    NSC_TRY(nsc_allocate(&parts->features, parts->feature_count, sizeof *parts->features, error));
    NSC_TRY(nsc_allocate(&parts->feature_texts, 2 * parts->feature_count, sizeof *parts->feature_texts, error));
    for (size_t feature = 0; feature < parts->feature_count; feature++) {
        char **texts = parts->feature_texts + 2 * feature;
        unsigned position, symbol;
        symbol_of_feature(parts, feature, &position, &symbol);
        const char *name = parts->symbols[position].symbol_names[symbol];
        const char *prefix = parts->definition.feature_prefix;
        NSC_TRY(nsc_format_text(&texts[0], error, "%s%s", prefix != NULL ? prefix : "", name));
        NSC_TRY(nsc_format_text(&texts[1], error, are_alike(parts) ? "positions that hold %s" : "1 where %s, else 0",
                                name));
        parts->features[feature] =
            (nsc_feature){.name = texts[0], .meaning = texts[1], .role = NSC_FEATURE_SYMBOL_COUNT};
    }
out:
    return status;
}

/* ---- kinds of edges: position, from, to ---- */

static void name_position(const nsc_strings_parts *parts, unsigned position, char *text, size_t size) {
    if (parts->symbols[position].position_name != NULL)
        nsc_text_format(text, size, "%s", parts->symbols[position].position_name);
    else
        nsc_text_format(text, size, "position %u", position + 1);
}

/* "edge 0-1: none -> skip_connect", "lr: 0.1 -> 0.01". */
static void name_kind(const nsc_strings_parts *parts, unsigned position, unsigned from, unsigned to, char *text,
                      size_t size) {
    const nsc_string_symbols *symbols = &parts->symbols[position];
    /* The names of variables' symbols begin with that of the variable already. */
    const char *const *names = parts->definition.variables ? symbols->texts : symbols->symbol_names;
    char place[128];
    name_position(parts, position, place, sizeof place);
    nsc_text_format(text, size, "%s: %s -> %s", place, names[from], names[to]);
}

void nsc_strings_describe(const nsc_space *space, unsigned position, unsigned from, unsigned to, char *text,
                          size_t size) {
    const nsc_strings_parts *parts = space->implementation;
    const nsc_string_symbols *symbols = &parts->symbols[position];
    const char *before = symbols->symbol_names[from], *after = symbols->symbol_names[to];
    if (parts->definition.variables)
        name_kind(parts, position, from, to, text, size);
    else if (symbols->place != NULL)
        nsc_text_format(text, size, "replace %s %s by %s", before, symbols->place, after);
    else
        nsc_text_format(text, size, "replace %s at position %u by %s", before, position + 1, after);
}

static nsc_status make_kind(nsc_space *space, unsigned position, unsigned from, unsigned to, nsc_error *error) {
    nsc_strings_parts *parts = space->implementation;
    const nsc_string_symbols *symbols = &parts->symbols[position];
    const nsc_kind number = nsc_strings_kind(&parts->strings, position, from, to);
    char text[384];
    name_kind(parts, position, from, to, text, sizeof text);
    parts->kinds[number] = (nsc_edge_kind){.family = NSC_EDGE_REPLACED,
                                           .from = symbols->symbol_names[from],
                                           .to = symbols->symbol_names[to],
                                           .position = (int)position,
                                           .reverse = nsc_strings_kind(&parts->strings, position, to, from)};
    const nsc_status status = nsc_copy_text(&parts->kind_names[number], text, error);
    parts->kinds[number].name = parts->kind_names[number];
    return status;
}

/* One kind for all changes at a position: its own reverse. */
static nsc_status make_coarse_kind(nsc_strings_parts *parts, unsigned position, nsc_error *error) {
    char place[128];
    name_position(parts, position, place, sizeof place);
    const nsc_status status = nsc_format_text(&parts->kind_names[position], error, "%s: another symbol", place);
    parts->kinds[position] = (nsc_edge_kind){.name = parts->kind_names[position],
                                             .family = NSC_EDGE_LISTED,
                                             .position = (int)position,
                                             .reverse = (nsc_kind)position};
    return status;
}

static nsc_status make_kinds(nsc_space *space, nsc_error *error) {
    nsc_strings_parts *parts = space->implementation;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&parts->kinds, parts->kind_count, sizeof *parts->kinds, error));
    NSC_TRY(nsc_allocate(&parts->kind_names, parts->kind_count, sizeof *parts->kind_names, error));
    for (unsigned position = 0; position < parts->strings.position_count; position++) {
        const nsc_string_symbols *symbols = &parts->symbols[position];
        if (!parts->strings.kinds_of_symbols)
            NSC_TRY(make_coarse_kind(parts, position, error));
        for (unsigned from = 0; parts->strings.kinds_of_symbols && from < symbols->count; from++)
            for (unsigned to = 0; to < symbols->count; to++)
                if (to != from && (!symbols->by_level || to == from + 1 || from == to + 1))
                    NSC_TRY(make_kind(space, position, from, to, error));
    }
out:
    return status;
}

/* ---- words ---- */

/* The smallest word of each class. */
static nsc_status find_smallest_words(nsc_strings_parts *parts, nsc_error *error) {
    const nsc_strings_definition *definition = &parts->definition;
    nsc_status status =
        nsc_allocate(&parts->smallest_words, definition->point_count, sizeof *parts->smallest_words, error);
    for (uint32_t word = parts->strings.word_count; status == NSC_OK && word-- > 0;)
        parts->smallest_words[definition->points[word]] = word;
    parts->strings.points = definition->points;
    parts->strings.words = parts->smallest_words;
    return status;
}

static nsc_status make_words(nsc_strings_parts *parts, nsc_error *error) {
    const size_t positions = parts->strings.position_count;
    nsc_status status = NSC_OK;
    parts->words = (nsc_words){.symbols = parts->strings.symbols, .shape_count = 1, .shape = shape_of_all};
    if (are_alike(parts)) {
        parts->words.symbol_names = parts->symbols[0].symbol_names;
        return NSC_OK;
    }
    NSC_TRY(nsc_allocate(&parts->symbol_counts, positions, sizeof *parts->symbol_counts, error));
    NSC_TRY(nsc_allocate(&parts->position_names, positions, sizeof *parts->position_names, error));
    NSC_TRY(nsc_allocate(&parts->symbol_names, positions, sizeof *parts->symbol_names, error));
    for (size_t position = 0; position < positions; position++) {
        parts->symbol_counts[position] = parts->symbols[position].count;
        parts->position_names[position] = parts->symbols[position].position_name;
        parts->symbol_names[position] = parts->symbols[position].symbol_names;
    }
    parts->words.position_symbols = parts->symbol_counts;
    parts->words.position_names = parts->position_names;
    parts->words.position_symbol_names = parts->symbol_names;
out:
    return status;
}

/* ---- the space ---- */

static nsc_status fill(nsc_space *space, const char *name, nsc_error *error) {
    nsc_strings_parts *parts = space->implementation;
    nsc_status status = NSC_OK;
    parts->strings.ways = parts->definition.ways;
    parts->strings.way_count = parts->definition.way_count;
    NSC_TRY(nsc_copy_text(&parts->name, name, error));
    NSC_TRY(copy_symbols(parts, error));
    NSC_TRY(count_words(parts, error));
    NSC_TRY(place_positions(parts, error));
    NSC_TRY(make_features(parts, error));
    NSC_TRY(make_kinds(space, error));
    NSC_TRY(make_words(parts, error));
    NSC_TRY(nsc_string_names_prepare(space, error));
    if (parts->definition.points != NULL)
        NSC_TRY(find_smallest_words(parts, error));
out:
    return status;
}

nsc_status nsc_strings_space_open(nsc_space **space, const char *name, const nsc_strings_definition *definition,
                                  nsc_error *error) {
    nsc_space *opened = NULL;
    nsc_status status = nsc_space_allocate(&opened, sizeof(nsc_strings_parts), destroy, error);
    *space = NULL;
    if (status != NSC_OK) {
        free(definition->points);
        return status;
    }
    nsc_strings_parts *parts = opened->implementation;
    parts->definition = *definition;
    NSC_TRY(fill(opened, name, error));
    *opened = (nsc_space){
        .kind = NSC_SPACE_STRINGS,
        .name = parts->name,
        .note = parts->note,
        .point_count = definition->points != NULL ? definition->point_count : parts->strings.word_count,
        .epochs = definition->epochs,
        .features = parts->features,
        .feature_count = parts->feature_count,
        .edge_kinds = parts->kinds,
        .edge_kind_count = parts->kind_count,
        .words = &parts->words,
        .name_columns = parts->words.position_names,
        .name_column_count = definition->variables ? definition->position_count : 0,
        .point_of_columns = definition->variables ? nsc_string_of_columns : NULL,
        .feature_values = feature_values,
        .feature_value = feature_value,
        .point_parse = nsc_string_parse,
        .point_name = nsc_string_name,
        .point_spelling = definition->format != NULL ? point_spelling : NULL,
        .stands_for_point = stands_for_point,
        .same_network = definition->same_network != NULL ? same_network : NULL,
        .destroy = destroy,
        .implementation = parts,
    };
    *space = opened;
    opened = NULL;
out:
    nsc_space_close(opened);
    return status;
}
