/*
 * Names of strings. Symbols of one character each follow one another: "444243". Other symbols, and values of variables,
 * stand between separators: "8:16:64". Names are written in one way and read in several, as other programs write them:
 * with another separator, in brackets, with blanks, "(8, 16, 64)".
 */
#include "space/strings_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The first that no symbol contains is written; all are read. */
static const char separators[] = ":/|;,_- ";
static const char around[] = " \t'\"()[]{}";

/* ---- writing ---- */

static size_t write_name(const nsc_strings_parts *parts, uint32_t word, char *text) {
    const nsc_strings *strings = &parts->strings;
    size_t length = 0;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const char *symbol = parts->symbols[position].texts[nsc_strings_symbol(strings, word, position)];
        const size_t size = strlen(symbol);
        if (position > 0 && parts->names.separator != '\0')
            text[length++] = parts->names.separator;
        memcpy(text + length, symbol, size);
        length += size;
    }
    text[length] = '\0';
    return length;
}

void nsc_strings_spell(const nsc_space *space, uint32_t word, char *text) {
    write_name(space->implementation, word, text);
}

nsc_status nsc_string_name(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error) {
    (void)error;
    const nsc_strings_parts *parts = space->implementation;
    if (parts->names.stored != NULL) {
        name->text = parts->names.stored + point * parts->names.stored_size;
        return NSC_OK;
    }
    write_name(parts, nsc_word_of_point(&parts->strings, point), name->own);
    name->text = name->own;
    return NSC_OK;
}

/* ---- reading ---- */

/* Whether two texts of lengths are the same number, as "8" and "8.0" are. */
static bool same_number(const char *text, size_t length, const char *symbol) {
    char copy[64], *end;
    if (length == 0 || length >= sizeof copy || text[strspn(text, "0123456789+-.eE")] != text[length])
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    const double value = nsc_number_of(copy, &end);
    if (*end != '\0' || symbol[0] == '\0' || symbol[strspn(symbol, "0123456789+-.eE")] != '\0')
        return false;
    const double other = nsc_number_of(symbol, &end);
    return *end == '\0' && value == other;
}

/* The only symbol that is the text but for capital letters; -1 if there is none, or several. */
static int symbol_in_any_case(const nsc_string_symbols *symbols, const char *text, size_t length) {
    int found = -1;
    for (unsigned symbol = 0; symbol < symbols->count; symbol++) {
        if (strncasecmp(symbols->texts[symbol], text, length) != 0 || symbols->texts[symbol][length] != '\0')
            continue;
        if (found >= 0)
            return -1;
        found = (int)symbol;
    }
    return found;
}

int nsc_string_symbol(const nsc_strings_parts *parts, unsigned position, const char *text, size_t length) {
    const nsc_string_symbols *symbols = &parts->symbols[position];
    for (unsigned symbol = 0; symbol < symbols->count; symbol++)
        if (strncmp(symbols->texts[symbol], text, length) == 0 && symbols->texts[symbol][length] == '\0')
            return (int)symbol;
    for (unsigned symbol = 0; symbol < symbols->count; symbol++)
        if (same_number(text, length, symbols->texts[symbol]))
            return (int)symbol;
    return symbol_in_any_case(symbols, text, length);
}

/* The part of a text without what may stand around it. */
static void trim(const char **text, size_t *length) {
    while (*length > 0 && strchr(around, **text) != NULL)
        ++*text, --*length;
    while (*length > 0 && strchr(around, (*text)[*length - 1]) != NULL)
        --*length;
}

/* Symbols of one character, one after another. */
static bool read_characters(const nsc_strings_parts *parts, const char *text, uint32_t *word) {
    const nsc_strings *strings = &parts->strings;
    *word = 0;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const int symbol = parts->names.of_byte[(unsigned char)text[position]];
        if (symbol < 0)
            return false;
        *word = *word * strings->symbols + (uint32_t)symbol;
    }
    return text[strings->position_count] == '\0';
}

/* The same with separators and brackets anywhere between them. */
static bool read_grouped_characters(const nsc_strings_parts *parts, const char *text, uint32_t *word) {
    char kept[NSC_POSITIONS_MAXIMUM + 1];
    unsigned count = 0;
    for (; *text != '\0'; text++) {
        if (parts->names.of_byte[(unsigned char)*text] < 0 &&
            (strchr(separators, *text) != NULL || strchr(around, *text) != NULL))
            continue;
        if (count == parts->strings.position_count)
            return false;
        kept[count++] = *text;
    }
    kept[count] = '\0';
    return count == parts->strings.position_count && read_characters(parts, kept, word);
}

/* The symbol of a part between separators: as it stands, since a symbol may begin with a bracket, else without what
 * stands around it. */
static int symbol_of_part(const nsc_strings_parts *parts, unsigned position, const char *part, size_t length) {
    const int symbol = nsc_string_symbol(parts, position, part, length);
    if (symbol >= 0)
        return symbol;
    trim(&part, &length);
    return nsc_string_symbol(parts, position, part, length);
}

/* Symbols between a separator; `length` bytes of text. */
static bool read_separated(const nsc_strings_parts *parts, const char *text, size_t length, char separator,
                           uint32_t *word) {
    const nsc_strings *strings = &parts->strings;
    const char *end = text + length;
    *word = 0;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const char *next = memchr(text, separator, (size_t)(end - text));
        const size_t part_length = (size_t)((next != NULL ? next : end) - text);
        if ((next == NULL) != (position + 1 == strings->position_count))
            return false;
        const int symbol = symbol_of_part(parts, position, text, part_length);
        if (symbol < 0)
            return false;
        *word = *word * strings->positions[position].symbols + (uint32_t)symbol;
        text = next != NULL ? next + 1 : end;
    }
    return true;
}

static bool read_any_separator(const nsc_strings_parts *parts, const char *text, uint32_t *word) {
    size_t length = strlen(text);
    if (read_separated(parts, text, length, parts->names.separator, word))
        return true;
    trim(&text, &length);
    for (const char *separator = separators; *separator != '\0'; separator++)
        if (read_separated(parts, text, length, *separator, word))
            return true;
    return false;
}

static bool read_symbols(const nsc_strings_parts *parts, const char *text, uint32_t *word) {
    if (parts->names.separator != '\0')
        return read_any_separator(parts, text, word);
    return read_characters(parts, text, word) ||
           (!parts->definition.plain && read_grouped_characters(parts, text, word));
}

bool nsc_string_read(const nsc_strings_parts *parts, const char *text, uint32_t *word) {
    const nsc_strings_definition *definition = &parts->definition;
    const size_t prefix = parts->prefix != NULL ? strlen(parts->prefix) : 0;
    return read_symbols(parts, text, word) || (definition->spelling != NULL && definition->spelling(text, word)) ||
           (prefix > 0 && strncmp(text, parts->prefix, prefix) == 0 && read_symbols(parts, text + prefix, word));
}

/* ---- refusing ---- */

/* Whether `text` would be a string with as many zeros before it as it is short: "10" for "00010". */
static bool lost_zeros(const nsc_strings_parts *parts, const char *text) {
    const unsigned positions = parts->strings.position_count;
    const size_t length = strlen(text);
    char filled[NSC_POSITIONS_MAXIMUM + 1];
    uint32_t word;
    if (parts->names.separator != '\0' || length == 0 || length >= positions ||
        text[strspn(text, "0123456789")] != '\0')
        return false;
    memset(filled, '0', positions - length);
    memcpy(filled + positions - length, text, length + 1);
    return read_characters(parts, filled, &word);
}

/* A number with a point or an exponent, as pandas and spreadsheets make of digits: "10000.0", "1.00E+04". */
static bool became_number(const nsc_strings_parts *parts, const char *text) {
    if (parts->names.separator != '\0' || text[strspn(text, "0123456789.eE+")] != '\0' ||
        strpbrk(text, ".eE") == NULL || text[0] < '0' || text[0] > '9')
        return false;
    char *end;
    nsc_number_of(text, &end);
    return *end == '\0';
}

/* The rest of `text`, behind a separator, that is a string: "3_33_333" of "64-41414-3_33_333"; NULL if there is
 * none. */
static const char *string_at_the_end(const nsc_strings_parts *parts, const char *text) {
    uint32_t word;
    for (const char *place = text; *place != '\0'; place++)
        if (strchr(separators, *place) != NULL && read_symbols(parts, place + 1, &word))
            return place + 1;
    return NULL;
}

/* The separator at which a text falls into as many parts as a string has characters, some of them longer; '\0':
 * none. */
static char separator_of(const nsc_strings_parts *parts, const char *text) {
    const unsigned positions = parts->strings.position_count;
    for (const char *separator = separators; *separator != '\0'; separator++) {
        unsigned count = 1;
        for (const char *place = strchr(text, *separator); place != NULL; place = strchr(place + 1, *separator))
            count++;
        if (count == positions && positions > 1 && strlen(text) > 2 * (size_t)positions - 1)
            return *separator;
    }
    return '\0';
}

/* The symbols in words: all characters, or the first few texts. */
static void list_symbols(const nsc_strings_parts *parts, char *text, size_t size) {
    const nsc_string_symbols *symbols = &parts->symbols[0];
    size_t length = 0;
    text[0] = '\0';
    for (unsigned symbol = 0; symbol < symbols->count && length + 24 < size; symbol++)
        length += nsc_text_format(text + length, size - length, "%s%.*s",
                                  symbol > 0 && parts->names.separator != '\0' ? "," : "",
                                  NSC_CUT(16, symbols->texts[symbol]));
}

/* The name of one point, to show what names look like; "" if memory runs out. */
static const char *example_of(const nsc_space *space, nsc_point_name *name) {
    return space->point_name(space, space->point_count / 2, name, NULL) == NSC_OK ? name->text : "";
}

/* The first value that its variable does not have, as far as the text has one for each. */
static nsc_status refuse_variables(const nsc_space *space, const char *text, nsc_error *error) {
    const nsc_strings_parts *parts = space->implementation;
    const char *part = text;
    nsc_point_name example;
    for (unsigned position = 0; position < parts->strings.position_count; position++) {
        const char *next = strchr(part, parts->names.separator);
        const size_t length = next != NULL ? (size_t)(next - part) : strlen(part);
        if ((next == NULL) != (position + 1 == parts->strings.position_count))
            break;
        if (nsc_string_symbol(parts, position, part, length) < 0)
            return nsc_error_set(error, NSC_INVALID, "\"%.*s\" is no value of the variable \"%s\" of %s",
                                 (int)(length < 60 ? length : 60), part, parts->symbols[position].position_name,
                                 space->name);
        part += length + 1;
    }
    return nsc_error_set(error, NSC_INVALID,
                         "\"%.100s\" is not a point of %s: give the values of its %u variables between '%c', such as "
                         "%.100s",
                         text, space->name, parts->strings.position_count, parts->names.separator,
                         example_of(space, &example));
}

/* As many letters as a string of the space has characters. */
static bool is_word_of_letters(const nsc_strings_parts *parts, const char *text) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return parts->names.separator == '\0' && strlen(text) == parts->strings.position_count &&
           strspn(text, letters) == parts->strings.position_count;
}

static nsc_status refuse(const nsc_space *space, const char *text, nsc_error *error) {
    const nsc_strings_parts *parts = space->implementation;
    const nsc_strings_definition *definition = &parts->definition;
    const char *hint = definition->hint != NULL ? definition->hint(text) : NULL;
    const char *rest = parts->names.separator != '\0' ? NULL : string_at_the_end(parts, text);
    char symbols[128];
    nsc_point_name example;
    if (hint != NULL)
        return nsc_error_set(error, NSC_INVALID, "\"%.100s\" is not a string of %s: %s", text, space->name, hint);
    if (definition->variables)
        return refuse_variables(space, text, error);
    if (lost_zeros(parts, text))
        return nsc_error_set(
            error, NSC_INVALID,
            "\"%.100s\" has %zu of the %u characters of a string of %s: a leading zero lost? Write the "
            "column as text (pandas: read_csv(..., dtype=str); spreadsheets: format as text)",
            text, strlen(text), parts->strings.position_count, space->name);
    if (became_number(parts, text))
        return nsc_error_set(error, NSC_INVALID,
                             "\"%.100s\" is a number, not a string of %s: %u characters. Did pandas or a spreadsheet "
                             "make numbers of the strings? Write the column as text (pandas: read_csv(..., "
                             "dtype=str); spreadsheets: format as text)",
                             text, space->name, parts->strings.position_count);
    if (parts->names.separator == '\0' && separator_of(parts, text) != '\0')
        return nsc_error_set(error, NSC_INVALID,
                             "\"%.100s\" is not a string of %s. If its parts between '%c' are symbols, name them all: "
                             "--space 'hamming:SYMBOL,SYMBOL,...^%u'",
                             text, space->name, separator_of(parts, text), parts->strings.position_count);
    if (rest != NULL && parts->prefix == NULL)
        return nsc_error_set(error, NSC_INVALID,
                             "\"%.100s\" is not a string of %s, but \"%.40s\" is: if all begin with \"%.*s\", use "
                             "--space '%s,prefix=%.*s'",
                             text, space->name, rest, (int)(rest - text), text, space->name, (int)(rest - text), text);
    list_symbols(parts, symbols, sizeof symbols);
    if (definition->spelling == NULL && is_word_of_letters(parts, text))
        return nsc_error_set(error, NSC_INVALID,
                             "\"%.100s\" is not a string of %s: %u characters out of \"%s\"; name other letters by "
                             "--space protein^%u (dna, rna) or hamming:LETTERS^%u",
                             text, space->name, parts->strings.position_count, symbols, parts->strings.position_count,
                             parts->strings.position_count);
    return nsc_error_set(error, NSC_INVALID,
                         "\"%.100s\" is not a string of %s: %u %s out of \"%s\", such as %.100s%s%s", text, space->name,
                         parts->strings.position_count,
                         parts->names.separator != '\0' ? "symbols between separators" : "characters", symbols,
                         example_of(space, &example), definition->spelling != NULL ? ", or as " : "",
                         definition->spelling != NULL ? definition->spelling_example : "");
}

nsc_status nsc_string_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    const nsc_strings_parts *parts = space->implementation;
    uint32_t word;
    bool found;
    nsc_status status = nsc_space_parse_id(space, text, point, &found, error);
    if (status != NSC_OK || found)
        return status;
    if (!nsc_string_read(parts, text, &word))
        return refuse(space, text, error);
    *point = parts->strings.points != NULL ? parts->strings.points[word] : word;
    return NSC_OK;
}

/* ---- the columns of a table ---- */

nsc_status nsc_string_of_columns(const nsc_space *space, const char *const *texts, uint32_t *point, nsc_error *error) {
    const nsc_strings_parts *parts = space->implementation;
    *point = 0;
    for (unsigned position = 0; position < parts->strings.position_count; position++) {
        const int symbol = nsc_string_symbol(parts, position, texts[position], strlen(texts[position]));
        if (symbol < 0)
            return nsc_error_set(error, NSC_INVALID, "\"%.60s\" is no value of the variable \"%s\" of %s",
                                 texts[position], parts->symbols[position].position_name, space->name);
        *point = *point * parts->strings.positions[position].symbols + (uint32_t)symbol;
    }
    return NSC_OK;
}

/* ---- how names are written ---- */

static bool is_single(const nsc_strings_parts *parts) {
    for (unsigned symbol = 0; symbol < parts->symbols[0].count; symbol++)
        if (strlen(parts->symbols[0].texts[symbol]) != 1)
            return false;
    return !parts->definition.variables;
}

static bool contain(const nsc_string_symbols *positions, unsigned count, char character) {
    for (unsigned position = 0; position < count; position++)
        for (unsigned symbol = 0; symbol < positions[position].count; symbol++)
            if (strchr(positions[position].texts[symbol], character) != NULL)
                return true;
    return false;
}

char nsc_string_separator(const nsc_string_symbols *positions, unsigned count) {
    const char *separator = separators;
    while (*separator != '\0' && contain(positions, count, *separator))
        separator++;
    return *separator;
}

static size_t longest_name(const nsc_strings_parts *parts) {
    size_t length = 0;
    for (unsigned position = 0; position < parts->strings.position_count; position++) {
        size_t longest = 0;
        for (unsigned symbol = 0; symbol < parts->symbols[position].count; symbol++) {
            const size_t own = strlen(parts->symbols[position].texts[symbol]);
            longest = own > longest ? own : longest;
        }
        length += longest + (parts->names.separator != '\0' ? 1 : 0);
    }
    return length;
}

nsc_status nsc_string_names_prepare(nsc_space *space, nsc_error *error) {
    nsc_strings_parts *parts = space->implementation;
    nsc_string_names *names = &parts->names;
    memset(names->of_byte, -1, sizeof names->of_byte);
    if (is_single(parts)) {
        for (unsigned symbol = 0; symbol < parts->symbols[0].count; symbol++)
            names->of_byte[(unsigned char)parts->symbols[0].texts[symbol][0]] = (int16_t)symbol;
        /* "acgt" of ACGT; of aA, each is itself. Letters that stand for numbers (hamming:20^4) are no one's
         * alphabet. */
        for (int letter = 'a'; letter <= 'z' && parts->definition.feature_prefix != NULL; letter++) {
            int16_t *const small = &names->of_byte[letter], *const capital = &names->of_byte[letter - 'a' + 'A'];
            if (*small < 0)
                *small = *capital;
            else if (*capital < 0)
                *capital = *small;
        }
    } else {
        names->separator = nsc_string_separator(parts->symbols, parts->strings.position_count);
        if (names->separator == '\0')
            return nsc_error_set(error, NSC_USAGE,
                                 "the space %s: no separator is left for names of points, since symbols contain all of "
                                 "\"%s\"",
                                 parts->name, separators);
    }
    names->stored_size = longest_name(parts) + 1;
    if (names->stored_size <= NSC_POINT_NAME_SIZE)
        return NSC_OK;
    nsc_status status = nsc_allocate(&names->stored, parts->strings.word_count, names->stored_size, error);
    for (uint32_t word = 0; status == NSC_OK && word < parts->strings.word_count; word++)
        write_name(parts, word, names->stored + word * names->stored_size);
    return status;
}
