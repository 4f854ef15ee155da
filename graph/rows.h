/*
 * Rows of neighbours: the only interface by which analyses, reports and commands read a graph.
 *
 * The rows of a graph are stored, or computed when they are read: an implicit graph. A reader is opened on a graph and
 * returns the row of one point after another. Each thread opens its own, since a reader owns the memory for the row
 * that it computes. A reader of stored rows only points into them; everything here is inline, so that a loop over a
 * stored row is as fast as one over the arrays.
 *
 *     nsc_rows rows;
 *     NSC_TRY(nsc_rows_open(&rows, landscape->graph, error));
 *     for (uint32_t point = 0; point < landscape->graph->point_count; point++) {
 *         const nsc_row row = nsc_rows_at(&rows, point);
 *         for (uint32_t place = 0; place < row.count; place++)
 *             look_at(point, row.points[place]);
 *     }
 *     nsc_rows_close(&rows);
 */
#ifndef NSC_ROWS_H
#define NSC_ROWS_H

#include "base/public.h"
#include "space/space.h"

NSC_PUBLIC_BEGIN

typedef struct nsc_relation nsc_relation;
typedef struct nsc_row_engine nsc_row_engine;

/*
 * A graph as compact rows: the neighbours of point p are neighbours[offsets[p] … offsets[p + 1] − 1], ascending;
 * kinds[] runs beside, each the kind of the edge read from p to the neighbour. If the relation is directed, a row
 * contains only the points that its point's edges lead to. Only the files of graph/ read the arrays.
 *
 * An implicit graph has no arrays, and no weights: its engine computes the same rows from `implementation`.
 *
 * Weights are for walks: a walk from p takes each edge with probability proportional to its weight in p's row. Counts
 * of edges and comparisons of neighbours (degrees, components, hops, optima, effects over pairs) ignore weights. In an
 * undirected graph an edge has the same weight in both rows.
 */
typedef struct nsc_graph {
    const nsc_relation *relation;
    uint32_t point_count;
    uint64_t edge_count; /* each pair once; each edge of a directed relation */
    uint64_t *offsets;   /* [point_count + 1] */
    uint32_t *neighbours;
    nsc_kind *kinds;
    double *weights;              /* positive; NULL: all alike */
    const nsc_row_engine *engine; /* computes the rows; NULL: they are stored. Then: */
    void *implementation;         /* the engine's */
    uint32_t row_capacity;        /* points that a reader has room for: as many as the longest row, or more */
} nsc_graph;

/* The neighbours of one point, ascending. */
typedef struct nsc_row {
    uint32_t count;
    const uint32_t *points;
    const nsc_kind *kinds; /* of the edge, read from the row's point to the neighbour; see nsc_rows_open_with_kinds */
    const double *weights; /* NULL: all alike */
} nsc_row;

/* A reader of rows, for one thread. An empty one may be closed. */
typedef struct nsc_rows {
    const nsc_graph *graph;
    uint32_t *points; /* [row_capacity] the row that was computed last; NULL if rows are stored */
    nsc_kind *kinds;  /* likewise; NULL without kinds */
} nsc_rows;

/* How the rows of an implicit graph are computed. All functions may be called from several threads, those with a reader
 * by the thread that opened it. */
struct nsc_row_engine {
    uint32_t (*degree)(const nsc_graph *graph, uint32_t point);
    /* The sum of the degrees of all points before this one; the number of points is allowed. */
    uint64_t (*first_place)(const nsc_graph *graph, uint32_t point);
    /* Fills rows->points, and rows->kinds if it is not NULL, with a point's row; returns its length. */
    uint32_t (*fill)(const nsc_rows *rows, uint32_t point);
    /* The neighbour at a place of a point's row. NULL: the row is computed. */
    uint32_t (*neighbour)(const nsc_graph *graph, uint32_t point, uint32_t place);
    /* Releases graph->implementation. */
    void (*release)(nsc_graph *graph);
};

/* Whether rows are computed when they are read. */
static inline bool nsc_graph_is_implicit(const nsc_graph *graph) {
    return graph->engine != NULL;
}

/* Number of neighbours of a point; in a directed graph of edges that lead away from it. */
static inline uint32_t nsc_graph_degree(const nsc_graph *graph, uint32_t point) {
    if (graph->engine != NULL)
        return graph->engine->degree(graph, point);
    return (uint32_t)(graph->offsets[point + 1] - graph->offsets[point]);
}

/* The places in the rows of all points before this one: so places are numbered over all rows, as an index for arrays
 * such as running sums of weights. */
static inline uint64_t nsc_graph_first_place(const nsc_graph *graph, uint32_t point) {
    return graph->engine != NULL ? graph->engine->first_place(graph, point) : graph->offsets[point];
}

/* The sum of all degrees, which is the number of places in rows. */
static inline uint64_t nsc_graph_place_count(const nsc_graph *graph) {
    return nsc_graph_first_place(graph, graph->point_count);
}

/* Whether edges have weights. */
static inline bool nsc_graph_is_weighted(const nsc_graph *graph) {
    return graph->weights != NULL;
}

/* The same graph without weights; it shares the rows and is not released. */
static inline nsc_graph nsc_graph_unweighted(const nsc_graph *graph) {
    nsc_graph unweighted = *graph;
    unweighted.weights = NULL;
    return unweighted;
}

/* The kind of the edge at a place of a row. It ends the program if the reader was opened without kinds: that is a
 * mistake of whoever opened it, and any number would be a wrong one. */
static inline nsc_kind nsc_row_kind(const nsc_row *row, uint32_t place) {
    if (row->kinds == NULL)
        __builtin_trap();
    return row->kinds[place];
}

/* The weight of the edge at a place of a row; 1 without weights. */
static inline double nsc_row_weight(const nsc_row *row, uint32_t place) {
    return row->weights != NULL ? row->weights[place] : 1;
}

/* The sum of the weights in a row; the degree without weights. */
static inline double nsc_row_strength(const nsc_row *row) {
    if (row->weights == NULL)
        return row->count;
    double strength = 0;
    for (uint32_t place = 0; place < row->count; place++)
        strength += row->weights[place];
    return strength;
}

/* ---- readers; of implicit graphs: rows.c ---- */

nsc_status nsc_rows_open_implicit(nsc_rows *rows, bool with_kinds, nsc_error *error);
void nsc_rows_close_implicit(nsc_rows *rows);
uint32_t nsc_rows_neighbour_implicit(const nsc_rows *rows, uint64_t place);

/* The graph must outlive the reader. NSC_FAILED without memory for a row; stored rows need none. */
static inline nsc_status nsc_rows_open(nsc_rows *rows, const nsc_graph *graph, nsc_error *error) {
    const nsc_rows opened = {graph, NULL, NULL};
    *rows = opened;
    return graph->engine != NULL ? nsc_rows_open_implicit(rows, false, error) : NSC_OK;
}

/* The same for a reader of row.kinds, which are NULL otherwise if rows are computed. */
static inline nsc_status nsc_rows_open_with_kinds(nsc_rows *rows, const nsc_graph *graph, nsc_error *error) {
    const nsc_rows opened = {graph, NULL, NULL};
    *rows = opened;
    return graph->engine != NULL ? nsc_rows_open_implicit(rows, true, error) : NSC_OK;
}

static inline void nsc_rows_close(nsc_rows *rows) {
    if (rows->points != NULL)
        nsc_rows_close_implicit(rows);
    rows->graph = NULL;
}

/* The row of a point, until this reader is asked for the next one; to compare two rows, open two readers. */
static inline nsc_row nsc_rows_at(const nsc_rows *rows, uint32_t point) {
    const nsc_graph *graph = rows->graph;
    nsc_row row;
    if (graph->engine != NULL) {
        row.count = graph->engine->fill(rows, point);
        row.points = rows->points;
        row.kinds = rows->kinds;
        row.weights = NULL;
        return row;
    }
    const uint64_t first = graph->offsets[point];
    row.count = (uint32_t)(graph->offsets[point + 1] - first);
    row.points = graph->neighbours + first;
    row.kinds = graph->kinds != NULL ? graph->kinds + first : NULL;
    row.weights = graph->weights != NULL ? graph->weights + first : NULL;
    return row;
}

/* The neighbour at a place of a point's row, below its degree: without the rest of the row where an engine can. */
static inline uint32_t nsc_rows_neighbour_of(const nsc_rows *rows, uint32_t point, uint32_t place) {
    const nsc_graph *graph = rows->graph;
    if (graph->engine != NULL && graph->engine->neighbour != NULL)
        return graph->engine->neighbour(graph, point, place);
    return nsc_rows_at(rows, point).points[place];
}

/* Tell the processor that the row of a point, or the neighbour at a place of it, will be read soon. They do nothing
 * where rows are computed. */
static inline void nsc_rows_prefetch(const nsc_rows *rows, uint32_t point) {
    if (rows->graph->engine == NULL)
        __builtin_prefetch(rows->graph->offsets + point);
}

static inline void nsc_rows_prefetch_neighbour(const nsc_rows *rows, uint32_t point, uint32_t place) {
    if (rows->graph->engine == NULL)
        __builtin_prefetch(rows->graph->neighbours + rows->graph->offsets[point] + place);
}

/* The neighbour at a place counted over all rows, as nsc_graph_first_place numbers them: a place drawn uniformly gives
 * a point of an unweighted walk's stationary distribution. */
static inline uint32_t nsc_rows_neighbour(const nsc_rows *rows, uint64_t place) {
    return rows->graph->engine != NULL ? nsc_rows_neighbour_implicit(rows, place) : rows->graph->neighbours[place];
}

/* The arrays of a stored graph, for a binding that hands the whole of it to another language: the neighbours of point p
 * are (*neighbours)[(*offsets)[p]] to (*neighbours)[(*offsets)[p + 1] − 1]. They are the graph's. */
static inline void nsc_rows_stored(const nsc_graph *graph, const uint64_t **offsets, const uint32_t **neighbours) {
    *offsets = graph->offsets;
    *neighbours = graph->neighbours;
}

NSC_PUBLIC_END

#endif
