/* What the files of listed spaces share: points and edges while a file is read. */
#ifndef NSC_LISTED_INTERNAL_H
#define NSC_LISTED_INTERNAL_H

#include "space/listed.h"
#include "space/space_internal.h"

/* What is done with an edge from a point to itself, and with an edge that the file repeats. */
typedef enum nsc_loop_rule { NSC_LOOPS_REFUSED, NSC_LOOPS_DROPPED } nsc_loop_rule;
typedef enum nsc_double_rule {
    NSC_DOUBLES_EQUAL, /* dropped if kind and weight are the same, else refused */
    NSC_DOUBLES_REFUSED,
    NSC_DOUBLES_DROPPED, /* the first remains */
    NSC_DOUBLES_ADDED    /* weights are added; without weights, counted */
} nsc_double_rule;
typedef enum nsc_direction_rule { NSC_DIRECTION_OF_FILE, NSC_UNDIRECTED, NSC_DIRECTED } nsc_direction_rule;

typedef struct nsc_listed_options {
    nsc_loop_rule loops;
    nsc_double_rule doubles;
    nsc_direction_rule direction;
} nsc_listed_options;

typedef struct nsc_listed_parts {
    nsc_listed listed;
    nsc_listed_options options;
    nsc_listed_edge *edges;
    size_t edge_count, edge_capacity;
    bool weighted, directed;
    size_t loops_dropped, doubles_dropped;
    nsc_name_table points, kinds;
    nsc_edge_kind *edge_kinds;
    char *name, *path;
    void *more; /* what else the space owns, released by `release_more`; NULL: nothing */
    void (*release_more)(void *more);
    char note[512]; /* what is worth telling about the file; empty: nothing */
} nsc_listed_parts;

/* The number of the point of that name, a new one if there is none. NSC_INVALID for a name that is empty or no text. */
nsc_status nsc_listed_point(nsc_listed_parts *parts, const char *text, uint32_t *point, nsc_error *error);

/* Adds an edge on a line of the file. NSC_INVALID for a loop that is not to be dropped, a weight out of range, a kind
 * that is no text, too many kinds. */
nsc_status nsc_listed_edge_add(nsc_listed_parts *parts, uint32_t from, uint32_t to, const char *kind, double weight,
                               size_t line, nsc_error *error);

/* Opens a space of the points and edges that `fill` adds. */
typedef nsc_status (*nsc_listed_fill)(nsc_listed_parts *parts, void *context, nsc_error *error);
nsc_status nsc_listed_space_make(nsc_space **space, const char *name, nsc_listed_fill fill, void *context,
                                 nsc_error *error);

/* Adds a sentence to the note. */
void nsc_listed_note(nsc_listed_parts *parts, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads points and edges: a table of edges, or GraphML. Errors name file and line. */
nsc_status nsc_listed_read_table(nsc_listed_parts *parts, nsc_error *error);
nsc_status nsc_listed_read_graphml(nsc_listed_parts *parts, nsc_error *error);

#endif
