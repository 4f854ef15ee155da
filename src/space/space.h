/*
 * space: which points exist, and the properties of each that need no measurement.
 *
 * In: a space's name ("nb101", "nb101:vertices=6", "dna^8", "variables:FILE", the path of a list of edges). Out: points
 * numbered from 0, their names, features and the kinds of edges between neighbours; nothing here knows a measurement or
 * stores a graph.
 *
 *   space.h          what any space offers to the layers above, and the table of spaces
 *   encodings.h      encodings of points, and the point that each decodes to
 *   nb101/nb101.h    the cells of NAS-Bench-101
 *   nb101/cell.h     a cell as plain data
 *   strings.h        strings of symbols: Hamming spaces, NAS-Bench-201, tables of variables
 *   listed.h         the points and edges that a file lists
 *   point_drawing.h  a point as a graph, in SVG or for graphviz; graph_layout.h, where its parts stand
 */
#ifndef NSC_SPACE_H
#define NSC_SPACE_H

#include "base/control.h"
#include "base/public.h"
#include "space/encodings.h"

#include <stdbool.h>

NSC_PUBLIC_BEGIN

/* The role of a feature, so that analyses can ask for "the symbol counts" of any space. */
typedef enum nsc_feature_role {
    NSC_FEATURE_SIZE,         /* size of the point, by which uneven coverage is corrected */
    NSC_FEATURE_STRUCTURE,    /* another structural property, such as edges */
    NSC_FEATURE_COST,         /* cost that needs no measurement, such as parameters */
    NSC_FEATURE_DEPTH,        /* length of the longest path */
    NSC_FEATURE_WIDTH,        /* amount of parallel structure */
    NSC_FEATURE_SYMBOL_COUNT, /* occurrences of a symbol (an operation) */
    NSC_FEATURE_VOLUME        /* number of encodings that decode to the point */
} nsc_feature_role;

/* A number that every point of the space has without measurement. */
typedef struct nsc_feature {
    const char *name;    /* as `--fitness` and column headers spell it */
    const char *meaning; /* one line, with the unit */
    nsc_feature_role role;
} nsc_feature;

/* The family of a change between two neighbours. */
typedef enum nsc_edge_family {
    NSC_EDGE_REPLACED, /* a symbol by another */
    NSC_EDGE_REMOVED,
    NSC_EDGE_ADDED,
    NSC_EDGE_LISTED /* a kind named by a file; in a string of too many symbols, another symbol at a position */
} nsc_edge_family;

/* The number of a kind of edge, and how many kinds a space may have. */
typedef uint16_t nsc_kind;
enum { NSC_EDGE_KINDS = 65535 };

/* One kind of edge, read from the first point to the second. */
typedef struct nsc_edge_kind {
    const char *name; /* "conv3x3 -> conv1x1", "edge removed, 2 vertices lost" */
    const char *from; /* replaced: the symbol before, else NULL */
    const char *to;   /* replaced: the symbol after, else NULL */
    nsc_edge_family family;
    int vertices;     /* vertices lost (removed) or gained (added) with the edge */
    int position;     /* in a string: the position, from 0; NSC_POSITION_ANY if kinds do not distinguish it */
    nsc_kind reverse; /* the kind of the same edge read the other way */
} nsc_edge_kind;

enum { NSC_POSITION_ANY = -1 };

/*
 * The name of a point, of any length: `text` is in `own` if the space composes the name, else in the space, where it
 * stays until the space is closed. Not to be copied, since `text` may point into it.
 */
enum { NSC_POINT_NAME_SIZE = 64, NSC_POINT_SPELLING_SIZE = 128 };
typedef struct nsc_point_name {
    const char *text;
    char own[NSC_POINT_NAME_SIZE];
} nsc_point_name;

/* Texts, each of which names a point. */
typedef struct nsc_spellings {
    char **texts; /* [count] */
    size_t count;
} nsc_spellings;
void nsc_spellings_release(nsc_spellings *spellings);

typedef struct nsc_space nsc_space;

/*
 * How points are spelled as words of symbols. The points of one shape (a skeleton; all strings of a Hamming space)
 * follow one another.
 */
typedef struct nsc_shape {
    uint32_t first_point, point_count;
    unsigned positions;  /* symbols of a word */
    uint32_t word_count; /* product of the symbols of all positions; a word is a number, the first most significant */
    const uint16_t
        *points; /* [word] the point that it spells, minus first_point; NULL: words and points are the same */
} nsc_shape;

typedef struct nsc_words {
    unsigned symbols;                  /* values of a symbol; of the position with the most */
    const char *const *symbol_names;   /* [symbols]; NULL if positions have symbols of their own: variables. Then: */
    const unsigned *position_symbols;  /* [position] their numbers, else NULL */
    const char *const *position_names; /* [position] names of the variables */
    const char *const *const *position_symbol_names; /* [position][symbol] */
    uint32_t shape_count;
    nsc_shape (*shape)(const nsc_space *space, uint32_t shape);
} nsc_words;

/* The number of symbols at a position, and the name of one. */
static inline unsigned nsc_words_symbols(const nsc_words *words, unsigned position) {
    return words->position_symbols != NULL ? words->position_symbols[position] : words->symbols;
}
static inline const char *nsc_words_symbol_name(const nsc_words *words, unsigned position, unsigned symbol) {
    return words->position_symbols != NULL ? words->position_symbol_names[position][symbol]
                                           : words->symbol_names[symbol];
}

/* The point that a word of a shape denotes. */
static inline uint32_t nsc_shape_point(const nsc_shape *shape, uint32_t word) {
    return shape->first_point + (shape->points != NULL ? shape->points[word] : word);
}

/* A point that publications discuss. */
typedef struct nsc_named_point {
    const char *name;     /* "resnet-like" */
    const char *text;     /* in a form that point_parse reads; a part of the space may not have it */
    bool with_neighbours; /* publications discuss it together with its neighbours */
} nsc_named_point;

/* The kind of points of a space, which determines its implementation. */
typedef enum nsc_space_kind {
    NSC_SPACE_OTHER,          /* made by a program that uses the library; it has no functions but those of nsc_space */
    NSC_SPACE_CELLS,          /* nsc_space_nb101 */
    NSC_SPACE_STRINGS,        /* nsc_space_strings */
    NSC_SPACE_LISTED,         /* nsc_space_listed */
    NSC_SPACE_LISTED_DIRECTED /* the same, each edge from its start to its end only */
} nsc_space_kind;

/*
 * What a space offers. `implementation` belongs to the space. All functions may be called from several threads.
 */
struct nsc_space {
    nsc_space_kind kind;
    const char *name; /* as --space spells it */
    const char *note; /* what is worth telling about the file that it was read from; NULL: nothing */
    uint32_t point_count;
    int epochs; /* the budget of measurements that name none; 0: they have no budgets */
    const nsc_feature *features;
    size_t feature_count;
    const nsc_edge_kind *edge_kinds;
    size_t edge_kind_count;
    const nsc_named_point *named_points;
    size_t named_point_count;
    const nsc_words *words; /* words that denote the points; NULL if the points are not words */
    /* The value of feature number `feature` for every point, into values[point_count]. */
    nsc_status (*feature_values)(const nsc_space *space, size_t feature, const nsc_control *control, double *values,
                                 nsc_error *error);
    /* The value of feature number `feature` for one point, without computing it for the others if possible. */
    nsc_status (*feature_value)(const nsc_space *space, size_t feature, uint32_t point, double *value,
                                nsc_error *error);
    /* The point that `text` names in any spelling of the space. NSC_INVALID with the reason if there is none. */
    nsc_status (*point_parse)(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error);
    /* The canonical name of a point (NAS-Bench-101: its hash). */
    nsc_status (*point_name)(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error);
    /*
     * Columns of a table that together name a point, "lr", "batch", and the point of their texts, in that order.
     * NSC_INVALID with the reason if there is none. NULL and 0: points have one name.
     */
    const char *const *name_columns;
    size_t name_column_count;
    nsc_status (*point_of_columns)(const nsc_space *space, const char *const *texts, uint32_t *point, nsc_error *error);
    /* A longer spelling that publications use; NULL if there is none. */
    void (*point_spelling)(const nsc_space *space, uint32_t point, char text[NSC_POINT_SPELLING_SIZE]);
    /*
     * False where `text`, which point_parse reads as `point`, is another spelling that others measured on its own: a
     * string of nb201:distinct that is not the smallest of its network. NULL: there are none such.
     */
    bool (*stands_for_point)(const nsc_space *space, const char *text, uint32_t point);
    /*
     * Everything that is the same network as a point, as point_parse reads it, in ascending order: the strings of
     * NAS-Bench-201 that the official code cannot tell from it, itself among them (10 ms); the matrices that are a
     * cell, ADJACENCY/OPERATIONS, its representative first. NULL: the space knows of none. Released by
     * nsc_spellings_release.
     */
    nsc_status (*same_network)(const nsc_space *space, uint32_t point, nsc_spellings *spellings, nsc_error *error);
    /* The encodings of the space; NULL if it has none. See nsc_space_encodings. */
    nsc_status (*encodings)(const nsc_space *space, const nsc_encodings **encodings, nsc_error *error);
    /*
     * The encoding of a point that is its representative, with the output as last vertex and those that the
     * representative lacks before it, without edges and with the first symbol. NULL: the space has no encodings.
     */
    void (*point_encoding)(const nsc_space *space, uint32_t point, uint32_t *matrix, uint32_t *labelling);
    void (*destroy)(nsc_space *space);
    void *implementation;
};

/*
 * Opens the space that `name` spells. NSC_USAGE if there is no such space or its limits are not numbers in range.
 * NAS-Bench-101: 10 ms. Release with nsc_space_close.
 */
nsc_status nsc_space_open(nsc_space **space, const char *name, nsc_error *error);
/* The same for a landscape whose fitness is a column: of a table of variables, that column is none unless it is named.
 * NULL: not known. */
nsc_status nsc_space_open_for(nsc_space **space, const char *name, const char *fitness_column, nsc_error *error);
/* The file that opening the space `name` reads: the place in `name` where its path begins, *length bytes of it; NULL
 * for a space that is in no file. */
const char *nsc_space_file(const char *name, size_t *length);
void nsc_space_close(nsc_space *space);

/*
 * The tables of the space's encodings, made by the first call (from any thread; 0.1 s and 20 MB for NAS-Bench-101) and
 * closed with the space. NSC_USAGE where the space has none, or too many.
 */
nsc_status nsc_space_encodings(const nsc_space *space, const nsc_encodings **encodings, nsc_error *error);

/* The column of tables that names points: "hash" of cells, "point" of all other spaces. */
const char *nsc_space_point_column(const nsc_space *space);

/* Example `number` of the names of spaces: "nb101", "hamming:3^8", "variables:FILE"; NULL after the last. */
const char *nsc_space_example(size_t number);

/* The text of a named point, in upper or lower case; NULL if the space has no such name. */
const char *nsc_space_named_point(const nsc_space *space, const char *name);

/* The number of the feature called `name`, or of the first feature with `role`; −1 if there is none. */
int nsc_space_feature(const nsc_space *space, const char *name);
int nsc_space_feature_with_role(const nsc_space *space, nsc_feature_role role);

NSC_PUBLIC_END

#endif
