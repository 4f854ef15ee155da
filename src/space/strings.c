/* Any space of strings: kinds of edges, names, counts of symbols. */
#include "space/strings.h"

#include "space/space_internal.h"

#include <string.h>

enum { NAME_SIZE = 80, MEANING_SIZE = 96 };

typedef struct implementation {
    nsc_strings strings;
    nsc_words words;
    nsc_strings_definition definition;
    char *name;
    uint32_t *smallest_words;
    nsc_edge_kind *kinds;
    char (*kind_names)[NAME_SIZE];
    nsc_feature *features;
    char (*feature_meanings)[MEANING_SIZE];
} implementation;

static void destroy(nsc_space *space) {
    implementation *parts = space->implementation;
    free(parts->definition.points);
    free(parts->smallest_words);
    free(parts->kinds);
    free(parts->kind_names);
    free(parts->features);
    free(parts->feature_meanings);
    free(parts->name);
    free(parts);
    free(space);
}

const nsc_strings *nsc_space_strings(const nsc_space *space) {
    return space->kind == NSC_SPACE_STRINGS ? &((const implementation *)space->implementation)->strings : NULL;
}

static nsc_shape shape_of_all(const nsc_space *space, uint32_t shape) {
    (void)shape;
    const nsc_strings *strings = nsc_space_strings(space);
    return (nsc_shape){.point_count = space->point_count,
                       .positions = strings->positions,
                       .word_count = strings->word_count,
                       .points = strings->points};
}

static uint32_t word_of_point(const nsc_strings *strings, uint32_t point) {
    return strings->words != NULL ? strings->words[point] : point;
}

/* ---- names ---- */

void nsc_strings_spell(const nsc_space *space, uint32_t word, char *text) {
    const implementation *parts = space->implementation;
    const nsc_strings *strings = &parts->strings;
    text[strings->positions] = '\0';
    for (unsigned position = strings->positions; position-- > 0; word /= strings->symbols)
        text[position] = parts->definition.digits[word % strings->symbols];
}

static nsc_status point_name(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error) {
    (void)error;
    nsc_strings_spell(space, word_of_point(nsc_space_strings(space), point), name->own);
    name->text = name->own;
    return NSC_OK;
}

/* The word that `text` spells, a character each; false for another length or character. */
static bool read_digits(const implementation *parts, const char *text, uint32_t *word) {
    const nsc_strings *strings = &parts->strings;
    *word = 0;
    if (strlen(text) != strings->positions)
        return false;
    for (; *text != '\0'; text++) {
        const char *digit = memchr(parts->definition.digits, *text, strings->symbols);
        if (digit == NULL)
            return false;
        *word = *word * strings->symbols + (uint32_t)(digit - parts->definition.digits);
    }
    return true;
}

static bool read_word(const implementation *parts, const char *text, uint32_t *word) {
    const nsc_strings_definition *definition = &parts->definition;
    return read_digits(parts, text, word) || (definition->spelling != NULL && definition->spelling(text, word));
}

static nsc_status point_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    const implementation *parts = space->implementation;
    const nsc_strings_definition *definition = &parts->definition;
    uint32_t word;
    bool found;
    nsc_status status = nsc_space_parse_id(space, text, point, &found, error);
    if (status != NSC_OK || found)
        return status;
    if (!read_word(parts, text, &word))
        return nsc_error_set(error, NSC_INVALID, "\"%.100s\" is not a string of %s: %u characters out of \"%.*s\"%s%s",
                             text, space->name, definition->positions, (int)definition->symbols, definition->digits,
                             definition->spelling != NULL ? ", or as " : "",
                             definition->spelling != NULL ? definition->spelling_example : "");
    *point = parts->strings.points != NULL ? parts->strings.points[word] : word;
    return NSC_OK;
}

static void point_spelling(const nsc_space *space, uint32_t point, char text[NSC_POINT_SPELLING_SIZE]) {
    const implementation *parts = space->implementation;
    parts->definition.format(word_of_point(&parts->strings, point), text);
}

static bool stands_for_point(const nsc_space *space, const char *text, uint32_t point) {
    const implementation *parts = space->implementation;
    uint32_t word;
    return parts->strings.points == NULL || !read_word(parts, text, &word) || parts->strings.words[point] == word;
}

/* ---- features: how often each symbol occurs ---- */

static nsc_status feature_value(const nsc_space *space, size_t feature, uint32_t point, double *value,
                                nsc_error *error) {
    (void)error;
    const nsc_strings *strings = nsc_space_strings(space);
    unsigned count = 0;
    uint32_t word = word_of_point(strings, point);
    for (unsigned position = 0; position < strings->positions; position++, word /= strings->symbols)
        count += word % strings->symbols == feature;
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

static nsc_status make_features(implementation *parts, nsc_error *error) {
    const nsc_strings_definition *definition = &parts->definition;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&parts->features, definition->symbols, sizeof *parts->features, error));
    NSC_TRY(nsc_allocate(&parts->feature_meanings, definition->symbols, sizeof *parts->feature_meanings, error));
    for (unsigned symbol = 0; symbol < definition->symbols; symbol++) {
        snprintf(parts->feature_meanings[symbol], MEANING_SIZE, "positions that hold %s",
                 definition->symbol_names[symbol]);
        parts->features[symbol] = (nsc_feature){.name = definition->symbol_names[symbol],
                                                .meaning = parts->feature_meanings[symbol],
                                                .role = NSC_FEATURE_SYMBOL_COUNT};
    }
out:
    return status;
}

/* ---- kinds of edges: position, from, to ---- */

static void make_kind(implementation *parts, unsigned position, unsigned from, unsigned to) {
    const nsc_strings_definition *definition = &parts->definition;
    const nsc_kind number = nsc_strings_kind(&parts->strings, position, from, to);
    char place[24];
    snprintf(place, sizeof place, "position %u", position + 1);
    snprintf(parts->kind_names[number], NAME_SIZE, "%s: %s -> %s",
             definition->position_names != NULL ? definition->position_names[position] : place,
             definition->symbol_names[from], definition->symbol_names[to]);
    parts->kinds[number] = (nsc_edge_kind){.family = NSC_EDGE_REPLACED,
                                           .name = parts->kind_names[number],
                                           .from = definition->symbol_names[from],
                                           .to = definition->symbol_names[to],
                                           .position = (int)position,
                                           .reverse = nsc_strings_kind(&parts->strings, position, to, from)};
}

static nsc_status make_kinds(implementation *parts, size_t kind_count, nsc_error *error) {
    const nsc_strings_definition *definition = &parts->definition;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&parts->kinds, kind_count, sizeof *parts->kinds, error));
    NSC_TRY(nsc_allocate(&parts->kind_names, kind_count, sizeof *parts->kind_names, error));
    for (unsigned position = 0; position < definition->positions; position++)
        for (unsigned from = 0; from < definition->symbols; from++)
            for (unsigned to = 0; to < definition->symbols; to++)
                if (to != from)
                    make_kind(parts, position, from, to);
out:
    return status;
}

/* ---- the space ---- */

/* The smallest word of each class. */
static nsc_status find_smallest_words(implementation *parts, nsc_error *error) {
    const nsc_strings_definition *definition = &parts->definition;
    nsc_status status =
        nsc_allocate(&parts->smallest_words, definition->point_count, sizeof *parts->smallest_words, error);
    for (uint32_t word = parts->strings.word_count; status == NSC_OK && word-- > 0;)
        parts->smallest_words[definition->points[word]] = word;
    parts->strings.points = definition->points;
    parts->strings.words = parts->smallest_words;
    return status;
}

/* symbols^positions, and whether neither that nor the number of neighbouring pairs is out of range. */
static nsc_status count_words(const char *name, const nsc_strings_definition *definition, uint32_t *count,
                              nsc_error *error) {
    uint64_t words = 1;
    const uint64_t neighbours = (uint64_t)definition->positions * (definition->symbols - 1);
    for (unsigned position = 0; position < definition->positions; position++) {
        words *= definition->symbols;
        if (words * (neighbours > 0 ? neighbours : 1) > UINT32_MAX)
            return nsc_error_set(error, NSC_USAGE,
                                 "the space %s is too large: points times neighbours must be below 2^32", name);
    }
    const uint64_t kinds = neighbours * definition->symbols;
    if (kinds > NSC_EDGE_KINDS)
        return nsc_error_set(error, NSC_USAGE,
                             "the space %s has %llu kinds of edges (position, from, to), and %d are the most", name,
                             (unsigned long long)kinds, NSC_EDGE_KINDS);
    *count = (uint32_t)words;
    return NSC_OK;
}

static nsc_status fill(implementation *parts, const char *name, const nsc_strings_definition *definition,
                       nsc_error *error) {
    const size_t kind_count = (size_t)definition->positions * definition->symbols * (definition->symbols - 1);
    nsc_status status = NSC_OK;
    parts->strings = (nsc_strings){.positions = definition->positions,
                                   .symbols = definition->symbols,
                                   .ways = definition->ways,
                                   .way_count = definition->way_count};
    parts->words = (nsc_words){.symbols = definition->symbols,
                               .symbol_names = definition->symbol_names,
                               .shape_count = 1,
                               .shape = shape_of_all};
    NSC_TRY(count_words(name, definition, &parts->strings.word_count, error));
    NSC_TRY(nsc_copy_text(&parts->name, name, error));
    NSC_TRY(make_features(parts, error));
    NSC_TRY(make_kinds(parts, kind_count, error));
    if (definition->points != NULL)
        NSC_TRY(find_smallest_words(parts, error));
out:
    return status;
}

nsc_status nsc_strings_space_open(nsc_space **space, const char *name, const nsc_strings_definition *definition,
                                  nsc_error *error) {
    nsc_space *opened = NULL;
    nsc_status status = nsc_space_allocate(&opened, sizeof(implementation), destroy, error);
    *space = NULL;
    if (status != NSC_OK) {
        free(definition->points);
        return status;
    }
    implementation *parts = opened->implementation;
    parts->definition = *definition;
    NSC_TRY(fill(parts, name, definition, error));
    *opened = (nsc_space){
        .kind = NSC_SPACE_STRINGS,
        .name = parts->name,
        .point_count = definition->points != NULL ? definition->point_count : parts->strings.word_count,
        .epochs = definition->epochs,
        .features = parts->features,
        .feature_count = definition->symbols,
        .edge_kinds = parts->kinds,
        .edge_kind_count = (size_t)definition->positions * definition->symbols * (definition->symbols - 1),
        .words = &parts->words,
        .feature_values = feature_values,
        .feature_value = feature_value,
        .point_parse = point_parse,
        .point_name = point_name,
        .point_spelling = definition->format != NULL ? point_spelling : NULL,
        .stands_for_point = stands_for_point,
        .destroy = destroy,
        .implementation = parts,
    };
    *space = opened;
    opened = NULL;
out:
    nsc_space_close(opened);
    return status;
}
