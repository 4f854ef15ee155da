/*
 * "hamming:SYMBOLS^N[,prefix=TEXT]": all strings of N symbols. SYMBOLS is how many there are, a digit or letter each
 * (beyond 36: numbers from 0, between separators); or the symbols themselves, a character each ("ACGT") or between
 * commas ("8,16,64"). Common alphabets have names: "dna^8".
 */
#include "space/strings.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char characters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
enum { CHARACTERS = sizeof characters - 1, TEXT_SIZE = 64 };

static const struct {
    const char *name, *symbols;
} alphabets[] = {
    {"dna", "ACGT"},
    {"rna", "ACGU"},
    {"protein", "ACDEFGHIKLMNPQRSTVWY"},
    {"binary", "01"},
};

/* The symbols of a space while it is opened. */
typedef struct alphabet {
    unsigned count;
    bool counted; /* the user gave their number: their names begin with "symbol_" */
    char (*texts)[TEXT_SIZE], (*names)[TEXT_SIZE];
    const char **text_list, **name_list;
} alphabet;

static void release(alphabet *symbols) {
    free(symbols->texts);
    free(symbols->names);
    free(symbols->text_list);
    free(symbols->name_list);
}

static nsc_status refuse(const char *name, const char *reason, nsc_error *error) {
    return nsc_error_set(
        error, NSC_USAGE,
        "the space \"%s\" is not hamming:SYMBOLS^LENGTH: %s. SYMBOLS is a number up to %d (hamming:3^8),"
        " characters (hamming:ACGT^8), or texts between commas (hamming:8,16,32^5); LENGTH is at "
        "most %d",
        name, reason, NSC_SYMBOLS_MAXIMUM, NSC_POSITIONS_MAXIMUM);
}

/* Reads a number of `length` digits. */
static bool read_count(const char *text, size_t length, unsigned maximum, unsigned *count) {
    *count = 0;
    if (length == 0 || length > 5 || text[0] == '0' || strspn(text, "0123456789") < length)
        return false;
    for (size_t digit = 0; digit < length; digit++)
        *count = *count * 10 + (unsigned)(text[digit] - '0');
    return *count <= maximum;
}

/* ---- the symbols ---- */

static nsc_status allocate(alphabet *symbols, size_t count, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&symbols->texts, count, sizeof *symbols->texts, error));
    NSC_TRY(nsc_allocate(&symbols->names, count, sizeof *symbols->names, error));
    NSC_TRY(nsc_allocate(&symbols->text_list, count, sizeof *symbols->text_list, error));
    NSC_TRY(nsc_allocate(&symbols->name_list, count, sizeof *symbols->name_list, error));
out:
    return status;
}

static void add_symbol(alphabet *symbols, const char *text, size_t length) {
    const unsigned number = symbols->count++;
    snprintf(symbols->texts[number], TEXT_SIZE, "%.*s", (int)length, text);
    snprintf(symbols->names[number], TEXT_SIZE, "%s%.*s", symbols->counted ? "symbol_" : "", (int)length, text);
    symbols->text_list[number] = symbols->texts[number];
    symbols->name_list[number] = symbols->names[number];
}

static nsc_status add_counted(alphabet *symbols, unsigned count, nsc_error *error) {
    symbols->counted = true;
    const nsc_status status = allocate(symbols, count, error);
    for (unsigned symbol = 0; status == NSC_OK && symbol < count; symbol++) {
        char number[8];
        snprintf(number, sizeof number, "%u", symbol);
        if (count <= CHARACTERS)
            add_symbol(symbols, &characters[symbol], 1);
        else
            add_symbol(symbols, number, strlen(number));
    }
    return status;
}

static nsc_status check_symbol(const alphabet *symbols, const char *name, const char *text, size_t length,
                               nsc_error *error) {
    char reason[2 * TEXT_SIZE];
    if (length == 0 || length >= TEXT_SIZE - 8)
        return refuse(name, "a symbol is empty or longer than 55 bytes", error);
    for (size_t byte = 0; byte < length; byte++)
        if ((unsigned char)text[byte] < ' ' || strchr("^\"'()[]{}", text[byte]) != NULL)
            return refuse(name, "symbols contain no quotes, brackets or control characters", error);
    if (text[0] == ' ' || text[length - 1] == ' ')
        return refuse(name, "a symbol begins or ends with a blank", error);
    for (unsigned number = 0; number < symbols->count; number++)
        if (strlen(symbols->texts[number]) == length && memcmp(symbols->texts[number], text, length) == 0) {
            snprintf(reason, sizeof reason, "the symbol \"%s\" stands in it twice", symbols->texts[number]);
            return refuse(name, reason, error);
        }
    return symbols->count < NSC_SYMBOLS_MAXIMUM ? NSC_OK : refuse(name, "too many symbols", error);
}

/* The bytes of a character of UTF-8. */
static size_t character_size(const char *text, size_t length) {
    size_t size = 1;
    while (size < length && ((unsigned char)text[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* Adds the symbols of a list: between commas if it has any, else a character each. */
static nsc_status add_listed(alphabet *symbols, const char *name, const char *list, size_t length, nsc_error *error) {
    const bool commas = memchr(list, ',', length) != NULL;
    nsc_status status = allocate(symbols, length + 1, error);
    for (size_t place = 0; status == NSC_OK && place <= length;) {
        if (!commas && place == length)
            break;
        const size_t next = commas ? strcspn(list + place, ",^") : character_size(list + place, length - place);
        status = check_symbol(symbols, name, list + place, next, error);
        if (status == NSC_OK)
            add_symbol(symbols, list + place, next);
        place += commas ? next + 1 : next;
    }
    return status;
}

static nsc_status read_symbols(alphabet *symbols, const char *name, const char *list, size_t length, nsc_error *error) {
    unsigned count;
    if (read_count(list, length, NSC_SYMBOLS_MAXIMUM, &count))
        return add_counted(symbols, count, error);
    if (strspn(list, "0123456789+-.") >= length)
        return refuse(name, "the number of symbols is not in range (digits that are symbols stand between commas: 0,1)",
                      error);
    if (list[0] == '0' && tolower((unsigned char)list[1]) == 'x' && length > 2 &&
        strspn(list + 2, "0123456789abcdefABCDEF") >= length - 2)
        return refuse(
            name,
            "it looks like a hexadecimal number, and the number of symbols is decimal; if 0 and x are symbols, "
            "put commas between them: 0,x,3",
            error);
    for (size_t row = 0; row < sizeof alphabets / sizeof alphabets[0]; row++)
        if (strlen(alphabets[row].name) == length && strncasecmp(alphabets[row].name, list, length) == 0)
            return refuse(name,
                          "it spells the name of an alphabet, which stands alone, as dna^8; if its letters are "
                          "symbols, put commas between them",
                          error);
    return add_listed(symbols, name, list, length, error);
}

/* ---- the space ---- */

/* Reads "N[,prefix=TEXT]". */
static nsc_status read_length(const char *name, const char *text, nsc_strings_definition *definition,
                              nsc_error *error) {
    static const char prefix[] = ",prefix=";
    const size_t digits = strspn(text, "0123456789");
    if (!read_count(text, digits, NSC_POSITIONS_MAXIMUM, &definition->position_count))
        return refuse(name, "the length is not in range", error);
    text += digits;
    if (*text == '\0')
        return NSC_OK;
    if (strncmp(text, prefix, sizeof prefix - 1) != 0 || text[sizeof prefix - 1] == '\0')
        return refuse(name, "only \",prefix=TEXT\", for a text before each string in files, may follow the length",
                      error);
    definition->prefix = text + sizeof prefix - 1;
    return NSC_OK;
}

static nsc_status open_alphabet(nsc_space **space, const char *name, const alphabet *symbols, const char *length,
                                nsc_error *error) {
    nsc_string_symbols positions[NSC_POSITIONS_MAXIMUM];
    nsc_strings_definition definition = {.positions = positions, .feature_prefix = symbols->counted ? NULL : "symbol_"};
    const nsc_status status = read_length(name, length, &definition, error);
    if (status != NSC_OK)
        return status;
    for (unsigned position = 0; position < definition.position_count; position++)
        positions[position] = (nsc_string_symbols){
            .count = symbols->count, .texts = symbols->text_list, .symbol_names = symbols->name_list};
    return nsc_strings_space_open(space, name, &definition, error);
}

nsc_status nsc_hamming_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error) {
    const char *power = arguments != NULL ? strchr(arguments, '^') : NULL;
    alphabet symbols = {0};
    nsc_status status = NSC_OK;
    *space = NULL;
    if (power == NULL)
        return refuse(name, "it has no \"^\"", error);
    NSC_TRY(read_symbols(&symbols, name, arguments, (size_t)(power - arguments), error));
    NSC_TRY(open_alphabet(space, name, &symbols, power + 1, error));
out:
    release(&symbols);
    return status;
}

/* The symbols of a space that is named by its alphabet, "dna^8"; NULL if it is none. */
static const char *symbols_of_name(const char *name) {
    const char *power = strchr(name, '^');
    for (size_t row = 0; power != NULL && row < sizeof alphabets / sizeof alphabets[0]; row++)
        if (strlen(alphabets[row].name) == (size_t)(power - name) &&
            strncasecmp(alphabets[row].name, name, (size_t)(power - name)) == 0)
            return alphabets[row].symbols;
    return NULL;
}

bool nsc_space_is_alphabet(const char *name) {
    return symbols_of_name(name) != NULL;
}

nsc_status nsc_alphabet_space_open(nsc_space **space, const char *name, nsc_error *error) {
    const char *list = symbols_of_name(name);
    alphabet symbols = {0};
    nsc_status status = NSC_OK;
    *space = NULL;
    NSC_TRY(add_listed(&symbols, name, list, strlen(list), error));
    NSC_TRY(open_alphabet(space, name, &symbols, strchr(name, '^') + 1, error));
out:
    release(&symbols);
    return status;
}
