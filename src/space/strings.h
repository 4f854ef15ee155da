/*
 * Strings of symbols, all of one length: Hamming spaces, and NAS-Bench-201, whose strings may name the same network.
 *
 *   strings.c   any such space
 *   hamming.c   "hamming:Q^N": N symbols out of Q, a character each
 *   nb201.c     "nb201[:distinct]": the operations on the six edges of a cell
 */
#ifndef NSC_STRINGS_H
#define NSC_STRINGS_H

#include "base/base.h"
#include "space/space.h"

enum { NSC_SYMBOLS_MAXIMUM = 36, NSC_POSITIONS_MAXIMUM = 32 };

/* A way from the input to the output of a network whose edges are the positions of a string. */
typedef struct nsc_string_way {
    uint8_t length;
    uint8_t positions[3]; /* from the input on */
} nsc_string_way;

/* A string is a word: a number whose digits are its symbols, the first most significant. */
typedef struct nsc_strings {
    unsigned positions, symbols;
    uint32_t word_count;
    const uint16_t *points;     /* [word] the point that it spells; NULL: words and points are the same */
    const uint32_t *words;      /* [point] the smallest word that spells it; NULL likewise */
    const nsc_string_way *ways; /* NULL: positions are no edges of a network */
    size_t way_count;
} nsc_strings;

/* The strings of a space; NULL if its points are not strings. */
const nsc_strings *nsc_space_strings(const nsc_space *space);

/* The symbols of a word: symbols[positions]. */
static inline void nsc_strings_symbols(const nsc_strings *strings, uint32_t word, uint8_t *symbols) {
    for (unsigned position = strings->positions; position-- > 0; word /= strings->symbols)
        symbols[position] = (uint8_t)(word % strings->symbols);
}

/* A word as points are named, in at most NSC_POINT_NAME_SIZE bytes. */
void nsc_strings_spell(const nsc_space *space, uint32_t word, char *text);

/* The kind of an edge: `to` in the place of `from` at a position. */
static inline nsc_kind nsc_strings_kind(const nsc_strings *strings, unsigned position, unsigned from, unsigned to) {
    return (nsc_kind)((position * strings->symbols + from) * (strings->symbols - 1) + to - (to > from ? 1 : 0));
}

/* The definition of a space of strings. All parts but `points` are copied or outlive the space. */
typedef struct nsc_strings_definition {
    unsigned positions, symbols;
    const char *digits;                /* [symbols] the character of each in a point's name */
    const char *const *symbol_names;   /* [symbols] */
    const char *const *position_names; /* [positions]; NULL: "position 1", ... */
    uint16_t *points;                  /* [word] of the same network the same, from 0 by smallest word; taken over;
                                               NULL: every word is a point */
    uint32_t point_count;              /* where `points` is not NULL */
    int epochs;                        /* as nsc_space */
    const nsc_string_way *ways;        /* as nsc_strings */
    size_t way_count;
    bool (*spelling)(const char *text, uint32_t *word);                /* another spelling of a word; may be NULL */
    void (*format)(uint32_t word, char text[NSC_POINT_SPELLING_SIZE]); /* writes that spelling */
    const char *spelling_example;
} nsc_strings_definition;

/* NSC_USAGE where there are too many points or kinds of edges; `points` is released in any case. */
nsc_status nsc_strings_space_open(nsc_space **space, const char *name, const nsc_strings_definition *definition,
                                  nsc_error *error);

/* Opens "hamming:Q^N"; `arguments` is the text after the colon, NULL if there is none. */
nsc_status nsc_hamming_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error);

/* Opens "nb201" or "nb201:distinct". */
nsc_status nsc_nb201_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error);

/* Counts the different networks among the strings of NAS-Bench-201: as the official code distinguishes them, and by
 * algebra, which also flattens sums of sums and drops terms that are zero. */
typedef struct nsc_nb201_networks {
    uint32_t strings, official, algebraic;
} nsc_nb201_networks;
nsc_status nsc_nb201_count_networks(nsc_nb201_networks *networks, nsc_error *error);

#endif
