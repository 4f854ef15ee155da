/*
 * Paths between two points of a landscape: a shortest one, the one whose worst fitness is best, a strictly improving
 * one. Points in, points out; query_path.c makes rows of them.
 */
#ifndef NSC_PATH_SEARCH_H
#define NSC_PATH_SEARCH_H

#include "analysis/landscape.h"
#include "base/base.h"

typedef enum nsc_path_kind { NSC_PATH_SHORTEST, NSC_PATH_WIDEST, NSC_PATH_IMPROVING, NSC_PATH_KINDS } nsc_path_kind;

/* "shortest", "widest", "improving". */
extern const char *const nsc_path_kind_names[NSC_PATH_KINDS];

/* A path along edges of the graph, in their direction if they have one. */
typedef struct nsc_path {
    nsc_path_kind kind;
    uint32_t *points; /* [count] from the first to the last */
    uint32_t count;   /* 0: there is no such path */
    /* A path between these points leads through unevaluated ones only; see nsc_path_find. */
    bool through_unevaluated;
    uint32_t reached;    /* if there is no path: points that the search reached from the first one, itself included */
    uint32_t best;       /* if there is no path: the best of these; the first point if none has a fitness */
    uint32_t best_steps; /* steps from the first point to the best */
} nsc_path;

/*
 * Finds the path of a kind between two points:
 * - shortest: as few steps as possible;
 * - widest: the worst fitness on the path, both ends included, is as good as possible (within the tolerance), with as
 *   few steps as that allows. It leads through evaluated points only. If none does, a shortest path is given, and
 *   `through_unevaluated` is set;
 * - improving: each step leads to a better fitness by more than the tolerance, in as few steps as possible.
 * Of several such paths: one with the fewest unevaluated points, then the one whose worst fitness between the ends is
 * best, then the one whose points have the lowest ids, from the first step on.
 *
 * For a shortest path landscape->fitness may be NULL: then ids alone decide.
 *
 * That there is no path is no failure: `count` is 0. NSC_FAILED without memory, or if cancelled. Memory 24 bytes a
 * point; every edge is read twice at most, by `widest` three times. Release with nsc_path_release.
 */
nsc_status nsc_path_find(nsc_path *path, const nsc_landscape *landscape, nsc_path_kind kind, uint32_t from, uint32_t to,
                         const nsc_control *control, nsc_error *error);
void nsc_path_release(nsc_path *path);

/*
 * The points around one in the order of their steps from it, one ring after another:
 *
 *     NSC_TRY(nsc_rings_open(&rings, graph, centre, error));
 *     while (nsc_rings_next(&rings, NULL, NULL))
 *         for (uint32_t place = rings.first; place < rings.end; place++)
 *             look_at(rings.points[place], rings.distance);
 *
 * Release with nsc_rings_close, even after a failure.
 */
typedef struct nsc_rings {
    nsc_rows rows;
    uint32_t *points;    /* reached so far, nearest first; points[0] is the centre */
    uint32_t first, end; /* the last ring is points[first … end − 1] */
    uint32_t distance;   /* its steps from the centre */
    uint32_t *steps;     /* [point] NSC_RINGS_BEYOND if not reached */
} nsc_rings;

#define NSC_RINGS_BEYOND UINT32_MAX

nsc_status nsc_rings_open(nsc_rings *rings, const nsc_graph *graph, uint32_t centre, nsc_error *error);

/* Whether a step from one point to a neighbour may be taken. */
typedef bool nsc_step_allowed(const void *context, uint32_t point, uint32_t neighbour);

/* Goes on to the next ring, by the steps that `allowed` allows (NULL: by all); false if it is empty. */
bool nsc_rings_next(nsc_rings *rings, nsc_step_allowed *allowed, const void *context);
void nsc_rings_close(nsc_rings *rings);

#endif
