/*
 * Strings of symbols, all of one length: Hamming spaces, NAS-Bench-201 (whose strings may name the same network), and
 * tables of variables, each of which is a position with symbols of its own.
 *
 *   strings.c           any such space: kinds of edges, features
 *   string_names.c      names of strings: written one way, read in several
 *   hamming.c           "hamming:Q^N", "hamming:ACGT^N", "hamming:8,16,32^N", "dna^N", ...
 *   nb201.c             "nb201[:distinct]": the operations on the six edges of a cell
 *   nb201_spellings.c   the ways in which others write a cell of NAS-Bench-201
 *   variables.c         "variables:FILE": the values of each column of a table; variables_columns.c, which columns;
 *                       variables_rows.c, only its rows
 */
#ifndef NSC_STRINGS_H
#define NSC_STRINGS_H

#include "base/base.h"
#include "space/space.h"

enum { NSC_SYMBOLS_MAXIMUM = 1024, NSC_POSITIONS_MAXIMUM = 32 };

/* A way from the input to the output of a network whose edges are the positions of a string. */
typedef struct nsc_string_way {
    uint8_t length;
    uint8_t positions[3]; /* from the input on */
} nsc_string_way;

typedef struct nsc_string_position {
    unsigned symbols;
    bool by_level;       /* a neighbour has the next lower or the next higher symbol; else any other */
    uint32_t unit;       /* difference between the words of two symbols that follow one another */
    uint32_t first_kind; /* number of the position's first kind of edge */
} nsc_string_position;

/* A string is a word: a number whose digits are its symbols, the first most significant. */
typedef struct nsc_strings {
    unsigned position_count;
    const nsc_string_position *positions;
    unsigned symbols; /* of the position with the most */
    uint32_t word_count;
    uint32_t degree;  /* neighbours of a word, at most */
    bool same_degree; /* every word has that many */
    /* Kinds of edges tell the symbols apart; else only positions, since there would be too many kinds. */
    bool kinds_of_symbols;
    const uint16_t *points;     /* [word] the point that it spells; NULL: words and points are the same */
    const uint32_t *words;      /* [point] the smallest word that spells it; NULL likewise */
    const nsc_string_way *ways; /* NULL: positions are no edges of a network */
    size_t way_count;
} nsc_strings;

/* The strings of a space; NULL if its points are not strings. */
const nsc_strings *nsc_space_strings(const nsc_space *space);

/* The symbol of a word at a position. */
static inline unsigned nsc_strings_symbol(const nsc_strings *strings, uint32_t word, unsigned position) {
    return word / strings->positions[position].unit % strings->positions[position].symbols;
}

/* A word as points are named, in at most NSC_POINT_NAME_SIZE bytes; of a space whose points have several words. */
void nsc_strings_spell(const nsc_space *space, uint32_t word, char *text);

/* Writes the change of a symbol at a position: "replace B at position 3 by C", "lr: 0.1 -> 0.01" of a variable. */
void nsc_strings_describe(const nsc_space *space, unsigned position, unsigned from, unsigned to, char *text,
                          size_t size);

/* The kind of an edge: `to` in the place of `from` at a position. */
static inline nsc_kind nsc_strings_kind(const nsc_strings *strings, unsigned position, unsigned from, unsigned to) {
    const nsc_string_position *at = &strings->positions[position];
    if (!strings->kinds_of_symbols)
        return (nsc_kind)at->first_kind;
    if (at->by_level)
        return (nsc_kind)(at->first_kind + 2 * (from < to ? from : to) + (to < from ? 1 : 0));
    return (nsc_kind)(at->first_kind + from * (at->symbols - 1) + to - (to > from ? 1 : 0));
}

/* What may stand at one position. */
typedef struct nsc_string_symbols {
    const char *position_name;       /* NULL: "position 1", ... */
    const char *place;               /* in the words of a change, "on edge 0→1"; NULL: "at position 1", ... */
    const char *const *texts;        /* [count] each symbol as it stands in a point's name */
    const char *const *symbol_names; /* [count] as kinds of edges call it */
    unsigned count;                  /* 1 … NSC_SYMBOLS_MAXIMUM */
    bool by_level;                   /* as nsc_string_position */
} nsc_string_symbols;

/* The definition of a space of strings. All parts but `points` are copied or outlive the space. */
typedef struct nsc_strings_definition {
    unsigned position_count;
    const nsc_string_symbols *positions; /* [position_count]; alike if they have the same `texts` */
    bool variables;                      /* positions are columns of a table, each with its name */
    const char *feature_prefix;          /* before the names of symbols in those of features */
    uint16_t *points;                    /* [word] of the same network the same, from 0 by smallest word; taken over;
                                        NULL: every word is a point */
    uint32_t point_count;                /* where `points` is not NULL */
    int epochs;                          /* as nsc_space */
    const char *prefix;                  /* text that may stand before a name; NULL: none */
    const char *note;                    /* as nsc_space; NULL: none */
    const nsc_string_way *ways;          /* as nsc_strings */
    size_t way_count;
    bool plain;                                                        /* no separators between symbols are read */
    bool (*spelling)(const char *text, uint32_t *word);                /* another spelling of a word; may be NULL */
    void (*format)(uint32_t word, char text[NSC_POINT_SPELLING_SIZE]); /* writes that spelling */
    /* Lists the words of the same network, ascending, in words[word_count]; returns their number. May be NULL. */
    size_t (*same_network)(uint32_t word, uint32_t *words);
    const char *spelling_example;
    const char *(*hint)(const char *text); /* reason why such a text is no point, NULL if it has none; may be NULL */
} nsc_strings_definition;

/* NSC_USAGE where there are too many points; `points` is released in any case. Copies of texts, 100 bytes a kind. */
nsc_status nsc_strings_space_open(nsc_space **space, const char *name, const nsc_strings_definition *definition,
                                  nsc_error *error);

/* Opens "hamming:SYMBOLS^N"; `arguments` is the text after the colon, NULL if there is none. */
nsc_status nsc_hamming_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error);

/* Whether a name is that of an alphabet and a length, "dna^8", and the space of such a name. */
bool nsc_space_is_alphabet(const char *name);
nsc_status nsc_alphabet_space_open(nsc_space **space, const char *name, nsc_error *error);

/* Opens "nb201", "nb201:distinct", "nb201:naslib". */
nsc_status nsc_nb201_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error);

/*
 * Opens "variables:FILE..."; `arguments` is the text after the colon. `fitness_column` is no variable unless it is
 * named; NULL: unknown. NSC_INVALID for a column that is not there or has no value on a line, and for none with 2 to 64
 * values; NSC_USAGE where there are too many points.
 */
nsc_status nsc_variables_space_open(nsc_space **space, const char *name, const char *arguments,
                                    const char *fitness_column, nsc_error *error);
/* The place and *length of the path in the same arguments. */
const char *nsc_variables_file(const char *arguments, size_t *length);

/* Counts the different networks among the strings of NAS-Bench-201: as the official code distinguishes them, and by
 * algebra, which also flattens sums of sums and drops terms that are zero. */
typedef struct nsc_nb201_networks {
    uint32_t strings, official, algebraic;
} nsc_nb201_networks;
nsc_status nsc_nb201_count_networks(nsc_nb201_networks *networks, nsc_error *error);

#endif
