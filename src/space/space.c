/* The table of spaces, and parsing the name of a space. */
#include "space/space.h"

#include "base/nearest.h"
#include "space/listed.h"
#include "space/nb101/nb101.h"
#include "space/space_internal.h"
#include "space/strings.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ---- "nb101[:vertices=V][,edges=E]" ---- */

static nsc_status read_limit(const char *text, size_t length, const char *name, unsigned *limit, bool *found,
                             nsc_error *error) {
    size_t name_length = strlen(name);
    *found = length > name_length && strncasecmp(text, name, name_length) == 0 && text[name_length] == '=';
    if (!*found)
        return NSC_OK;
    unsigned value = 0;
    bool valid = length > name_length + 1;
    for (size_t position = name_length + 1; valid && position < length; position++) {
        valid = text[position] >= '0' && text[position] <= '9' && value <= 99;
        value = value * 10 + (unsigned)(text[position] - '0');
    }
    if (!valid)
        return nsc_error_set(error, NSC_USAGE, "nb101:%s=N takes a whole number, not \"%.*s\"", name, (int)length,
                             text);
    *limit = value;
    return NSC_OK;
}

static nsc_status open_nb101(nsc_space **space, const char *name, const char *arguments, nsc_error *error) {
    nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    while (arguments != NULL) {
        size_t length = strcspn(arguments, ",");
        bool vertices_found = false, edges_found = false;
        nsc_status status = read_limit(arguments, length, "vertices", &limits.vertices, &vertices_found, error);
        if (status == NSC_OK && !vertices_found)
            status = read_limit(arguments, length, "edges", &limits.edges, &edges_found, error);
        if (status != NSC_OK)
            return status;
        if (!vertices_found && !edges_found)
            return nsc_error_set(error, NSC_USAGE, "the space nb101 has no limit \"%.*s\": use vertices=N and edges=N",
                                 (int)length, arguments);
        arguments = arguments[length] == ',' ? arguments + length + 1 : NULL;
    }
    return nsc_nb101_space_open(space, name, limits, error);
}

/* ---- "dna^8" ---- */

static nsc_status open_alphabet(nsc_space **space, const char *name, const char *arguments, nsc_error *error) {
    (void)arguments;
    return nsc_alphabet_space_open(space, name, error);
}

/* ---- all spaces ---- */

typedef struct named_space {
    const char *name;
    bool symbols_follow; /* behind the colon are symbols, which may differ by their case */
    nsc_status (*open)(nsc_space **space, const char *name, const char *arguments, nsc_error *error);
} named_space;

static const named_space spaces[] = {
    {"nb101", false, open_nb101},
    {"nb201", false, nsc_nb201_space_open},
    {"hamming", true, nsc_hamming_space_open},
};

/*
 * The row named by `name` up to its colon, if it has one; NULL if there is none. Upper and lower case are the same,
 * unless a file has the name as it is spelled.
 */
static const named_space *find_named(const char *name) {
    static const named_space alphabets = {"alphabet", false, open_alphabet};
    if (nsc_space_is_alphabet(name))
        return &alphabets;
    const size_t length = strcspn(name, ":");
    for (size_t row = 0; row < sizeof spaces / sizeof spaces[0]; row++)
        if (strlen(spaces[row].name) == length && strncasecmp(spaces[row].name, name, length) == 0 &&
            (strncmp(spaces[row].name, name, length) == 0 || access(name, F_OK) != 0))
            return &spaces[row];
    return NULL;
}

/* A name with a folder or one of these endings is that of a file, so that a missing file is reported as missing. */
static bool is_path(const char *name, size_t length) {
    static const char *const endings[] = {".csv", ".tsv", ".txt", ".graphml", ".json", ".jsonl", ".gz", ".edges"};
    if (memchr(name, '/', length) != NULL)
        return true;
    for (size_t row = 0; row < sizeof endings / sizeof endings[0]; row++) {
        const size_t size = strlen(endings[row]);
        if (length > size && strncasecmp(name + length - size, endings[row], size) == 0)
            return true;
    }
    return false;
}

/* Whether the name is that of a file, without the options that may follow it. */
static bool is_listed(const char *name) {
    const size_t length = nsc_listed_path_length(name);
    return name[length] != '\0' || is_path(name, length) || access(name, F_OK) == 0;
}

static const char variables[] = "variables:";

const char *nsc_space_file(const char *name, size_t *length) {
    if (strncasecmp(name, variables, sizeof variables - 1) == 0)
        return nsc_variables_file(name + sizeof variables - 1, length);
    *length = nsc_listed_path_length(name);
    return find_named(name) == NULL && is_listed(name) ? name : NULL;
}

static const char *const examples[] = {"nb101", "nb201", "nb201:distinct", "nb201:naslib", "hamming:3^8",
                                       "dna^8", "rna^8", "protein^4",      "binary^20",    "variables:FILE"};

const char *nsc_space_example(size_t number) {
    return number < NSC_COUNT_OF(examples) ? examples[number] : NULL;
}

static nsc_status refuse_name(const char *name, nsc_error *error) {
    const char *nearest = nsc_nearest_name(name, examples, NSC_COUNT_OF(examples));
    return nsc_error_set(error, NSC_USAGE,
                         "there is no space and no file \"%s\"%s%s%s: nb101, nb101:vertices=N, nb101:edges=N, nb201, "
                         "nb201:distinct, nb201:naslib, hamming:SYMBOLS^LENGTH, dna^N, rna^N, protein^N, binary^N, "
                         "variables:FILE, or "
                         "the file of a list of edges",
                         name, nearest != NULL ? " (did you mean " : "", nearest != NULL ? nearest : "",
                         nearest != NULL ? "?)" : "");
}

/* Opens a space of the table under its name in lower case. */
static nsc_status open_named(nsc_space **space, const named_space *named, const char *name, nsc_error *error) {
    const size_t head = strcspn(name, ":"), length = named->symbols_follow ? head : strlen(name);
    char *spelled = NULL;
    nsc_status status = nsc_copy_text(&spelled, name, error);
    if (status != NSC_OK)
        return status;
    for (size_t letter = 0; letter < length; letter++)
        spelled[letter] = (char)tolower((unsigned char)spelled[letter]);
    status = named->open(space, spelled, name[head] == ':' ? spelled + head + 1 : NULL, error);
    free(spelled);
    return status;
}

nsc_status nsc_space_open(nsc_space **space, const char *name, nsc_error *error) {
    return nsc_space_open_for(space, name, NULL, error);
}

nsc_status nsc_space_open_for(nsc_space **space, const char *name, const char *fitness_column, nsc_error *error) {
    *space = NULL;
    if (strncasecmp(name, variables, sizeof variables - 1) == 0)
        return nsc_variables_space_open(space, name, name + sizeof variables - 1, fitness_column, error);
    const named_space *named = find_named(name);
    if (named != NULL)
        return open_named(space, named, name, error);
    return is_listed(name) ? nsc_listed_space_open(space, name, error) : refuse_name(name, error);
}

nsc_status nsc_space_allocate(nsc_space **space, size_t size, void (*destroy)(nsc_space *space), nsc_error *error) {
    void *implementation = NULL;
    nsc_status status = nsc_allocate(space, 1, sizeof **space, error);
    if (status == NSC_OK)
        status = nsc_allocate(&implementation, 1, size, error);
    if (status != NSC_OK) {
        free(*space);
        *space = NULL;
        return status;
    }
    (*space)->destroy = destroy;
    (*space)->implementation = implementation;
    return NSC_OK;
}

void nsc_space_close(nsc_space *space) {
    if (space != NULL)
        space->destroy(space);
}

nsc_status nsc_space_parse_id(const nsc_space *space, const char *text, uint32_t *point, bool *found,
                              nsc_error *error) {
    *found = strncmp(text, "id:", 3) == 0;
    if (!*found)
        return NSC_OK;
    text += 3;
    errno = 0;
    const unsigned long long value = strtoull(text, NULL, 10);
    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0' || errno != 0 || value >= space->point_count)
        return nsc_error_set(error, NSC_INVALID, "there is no id:%.40s: the points of %s are id:0 to id:%u", text,
                             space->name, space->point_count - 1);
    *point = (uint32_t)value;
    return NSC_OK;
}

nsc_status nsc_space_encodings(const nsc_space *space, const nsc_encodings **encodings, nsc_error *error) {
    *encodings = NULL;
    if (space->encodings == NULL)
        return nsc_error_set(error, NSC_USAGE, "the space %s has no encodings A, B and C, which are those of cells",
                             space->name);
    return space->encodings(space, encodings, error);
}

void nsc_spellings_release(nsc_spellings *spellings) {
    for (size_t number = 0; number < spellings->count; number++)
        free(spellings->texts[number]);
    free(spellings->texts);
    *spellings = (nsc_spellings){0};
}

const char *nsc_space_point_column(const nsc_space *space) {
    return space->kind == NSC_SPACE_CELLS ? "hash" : "point";
}

const char *nsc_space_named_point(const nsc_space *space, const char *name) {
    for (size_t number = 0; number < space->named_point_count; number++)
        if (strcasecmp(space->named_points[number].name, name) == 0)
            return space->named_points[number].text;
    return NULL;
}

int nsc_space_feature(const nsc_space *space, const char *name) {
    for (size_t feature = 0; feature < space->feature_count; feature++)
        if (strcmp(space->features[feature].name, name) == 0)
            return (int)feature;
    return -1;
}

int nsc_space_feature_with_role(const nsc_space *space, nsc_feature_role role) {
    for (size_t feature = 0; feature < space->feature_count; feature++)
        if (space->features[feature].role == role)
            return (int)feature;
    return -1;
}
