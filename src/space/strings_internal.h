/* What strings.c and string_names.c share: a space of strings, with its own copies of all texts. */
#ifndef NSC_STRINGS_INTERNAL_H
#define NSC_STRINGS_INTERNAL_H

#include "space/space_internal.h"
#include "space/strings.h"

/* How names are written and read. */
typedef struct nsc_string_names {
    char separator;       /* between symbols; '\0': each symbol is one character, and they follow one another */
    int16_t of_byte[256]; /* without separator: the symbol of a character, −1 for none */
    char *stored;         /* [point × stored_size] names that are too long for an nsc_point_name; else NULL */
    size_t stored_size;
} nsc_string_names;

typedef struct nsc_strings_parts {
    nsc_strings strings;
    nsc_string_position *positions;
    nsc_strings_definition definition;
    nsc_string_symbols *symbols; /* [position] of the definition */
    void **copies;               /* [3 × position] the position's name, texts, names of symbols; NULL: of the first */
    char *prefix, *note;
    nsc_string_names names;
    nsc_words words;
    unsigned *symbol_counts;          /* [position], if positions differ */
    const char **position_names;      /* [position], likewise */
    const char *const **symbol_names; /* [position], likewise */
    char *name;
    uint32_t *smallest_words;
    nsc_edge_kind *kinds;
    char **kind_names;
    size_t kind_count;
    nsc_feature *features;
    char **feature_texts; /* [2 × feature] names and meanings */
    size_t feature_count;
} nsc_strings_parts;

/* Chooses how names are written. NSC_USAGE if every separator occurs in a symbol; NSC_FAILED without memory. */
nsc_status nsc_string_names_prepare(nsc_space *space, nsc_error *error);

nsc_status nsc_string_name(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error);
nsc_status nsc_string_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error);

/* The first separator that no symbol contains, '\0' if there is none. */
char nsc_string_separator(const nsc_string_symbols *positions, unsigned count);

/* As point_of_columns of nsc_space. */
nsc_status nsc_string_of_columns(const nsc_space *space, const char *const *texts, uint32_t *point, nsc_error *error);

/* The word that a text names in any way that the space reads; false if none. */
bool nsc_string_read(const nsc_strings_parts *parts, const char *text, uint32_t *word);

/* The symbol that a text names at a position: the same text, or the same number. −1 if there is none. */
int nsc_string_symbol(const nsc_strings_parts *parts, unsigned position, const char *text, size_t length);

static inline uint32_t nsc_word_of_point(const nsc_strings *strings, uint32_t point) {
    return strings->words != NULL ? strings->words[point] : point;
}

#endif
