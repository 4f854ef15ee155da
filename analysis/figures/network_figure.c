/* The network of local optima as a picture: choice of optima and transitions, places, JSON. */
#include "analysis/figures/network_figure.h"
#include "base/base.h"
#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_COLUMN = -1 };

/* Number of a column; NO_COLUMN if the table has none of that name. */
static ptrdiff_t column_of(const nsc_table *table, const char *name) {
    for (size_t column = 0; name != NULL && column < nsc_table_column_count(table); column++)
        if (strcmp(nsc_table_columns(table)[column].name, name) == 0)
            return (ptrdiff_t)column;
    return NO_COLUMN;
}

/* A value; a missing one of a column that the table lacks. */
static nsc_value value_at(const nsc_table *table, size_t row, ptrdiff_t column) {
    return column != NO_COLUMN ? nsc_table_value(table, row, (size_t)column) : nsc_missing();
}

static double number_at(const nsc_table *table, size_t row, ptrdiff_t column) {
    const nsc_value value = value_at(table, row, column);
    if (value.type == NSC_VALUE_REAL)
        return value.as.real;
    return value.type == NSC_VALUE_INTEGER ? (double)value.as.integer : 0;
}

static const char *text_at(const nsc_table *table, size_t row, ptrdiff_t column) {
    const nsc_value value = value_at(table, row, column);
    return value.type == NSC_VALUE_TEXT ? value.as.text : "";
}

/* ---- nodes ---- */

/* A row of the table of nodes. */
typedef struct candidate {
    double value;
    uint64_t size;
    size_t row, rank;
} candidate;

static int by_size(const void *first, const void *second) {
    const candidate *one = first, *other = second;
    if (one->size != other->size)
        return one->size > other->size ? -1 : 1;
    return one->rank < other->rank ? -1 : one->rank > other->rank ? 1 : one->row < other->row ? -1 : 1;
}

static int best_first(const void *first, const void *second) {
    const candidate *one = first, *other = second;
    if (one->value != other->value)
        return one->value > other->value ? -1 : 1;
    return one->row < other->row ? -1 : one->row > other->row;
}

/* Reads all nodes, best first, with their ranks. Of a fitness of which lower values are better, they are negated. */
static void read_candidates(const nsc_network_figure *figure, candidate *candidates, size_t count) {
    const nsc_table *table = figure->node_table;
    const ptrdiff_t value = column_of(table, figure->row->node_value), size = column_of(table, figure->row->node_size),
                    direction = column_of(table, "direction");
    for (size_t row = 0; row < count; row++) {
        const bool lower = strcmp(text_at(table, row, direction), nsc_direction_name(NSC_MINIMISE)) == 0;
        const double number = number_at(table, row, value);
        candidates[row] = (candidate){lower ? -number : number, (uint64_t)number_at(table, row, size), row, 0};
    }
    qsort(candidates, count, sizeof *candidates, best_first);
    for (size_t place = 0; place < count; place++) {
        const bool tied = place > 0 && candidates[place].value == candidates[place - 1].value;
        candidates[place].rank = tied ? candidates[place - 1].rank : place + 1;
    }
}

/* Puts the best into the last place of those that are kept if it is not among them. */
static void keep_best(candidate *candidates, size_t count, size_t kept) {
    size_t best = 0;
    while (best < count && candidates[best].rank != 1)
        best++;
    if (kept > 0 && best >= kept && best < count)
        candidates[kept - 1] = candidates[best];
}

/* Fills in the nodes but for their places: those of the largest size and the best one, best first. */
static nsc_status choose_nodes(nsc_network_figure *figure, uint32_t node_limit, nsc_error *error) {
    const nsc_table *table = figure->node_table;
    const size_t count = nsc_table_row_count(table);
    const ptrdiff_t point = column_of(table, "point"), value = column_of(table, figure->row->node_value),
                    mark = column_of(table, figure->row->node_mark);
    candidate *candidates = NULL;
    nsc_status status = NSC_OK;
    figure->optima_count = count;
    figure->node_count = count < node_limit ? (uint32_t)count : node_limit;
    NSC_TRY(nsc_allocate(&candidates, count, sizeof *candidates, error));
    NSC_TRY(nsc_allocate(&figure->nodes, figure->node_count, sizeof *figure->nodes, error));
    read_candidates(figure, candidates, count);
    qsort(candidates, count, sizeof *candidates, by_size);
    keep_best(candidates, count, figure->node_count);
    qsort(candidates, figure->node_count, sizeof *candidates, best_first);
    for (uint32_t node = 0; node < figure->node_count; node++) {
        const size_t row = candidates[node].row;
        const char *said = text_at(table, row, mark);
        figure->nodes[node] =
            (nsc_network_figure_node){.point = text_at(table, row, point),
                                      .fitness = number_at(table, row, value),
                                      .basin = candidates[node].size,
                                      .rank = candidates[node].rank,
                                      .marked = strcmp(said, "yes") == 0 || strcmp(said, "best") == 0};
    }
out:
    free(candidates);
    return status;
}

/* ---- edges ---- */

/* A node by its name, for searching. */
typedef struct named_node {
    const char *point;
    uint32_t node;
} named_node;

static int by_name(const void *first, const void *second) {
    return strcmp(((const named_node *)first)->point, ((const named_node *)second)->point);
}

static const named_node *node_named(const named_node *names, uint32_t count, const char *point) {
    const named_node wanted = {point, 0};
    return bsearch(&wanted, names, count, sizeof *names, by_name);
}

static int heaviest_first(const void *first, const void *second) {
    const nsc_network_edge *one = first, *other = second;
    if (one->from != other->from)
        return one->from < other->from ? -1 : 1;
    if (one->weight != other->weight)
        return one->weight > other->weight ? -1 : 1;
    return one->to < other->to ? -1 : one->to > other->to;
}

/* Lists the edges between the nodes, those of the first kind, but none from a node to itself. */
static nsc_status list_transitions(nsc_network_figure *figure, const named_node *names, nsc_error *error) {
    const nsc_table *table = figure->edge_table;
    const nsc_figure *row_of = figure->row;
    const ptrdiff_t kind = column_of(table, "kind"), from = column_of(table, row_of->x.columns[0]),
                    to = column_of(table, row_of->y.columns[0]), weight = column_of(table, row_of->size);
    nsc_status status = nsc_allocate(&figure->edges, nsc_table_row_count(table), sizeof *figure->edges, error);
    for (size_t row = 0; status == NSC_OK && row < nsc_table_row_count(table); row++) {
        if (strcmp(text_at(table, row, kind), text_at(table, 0, kind)) != 0)
            continue;
        const named_node *first = node_named(names, figure->node_count, text_at(table, row, from)),
                         *second = node_named(names, figure->node_count, text_at(table, row, to));
        if (first != NULL && second != NULL && first != second)
            figure->edges[figure->transition_count++] =
                (nsc_network_edge){.from = first->node, .to = second->node, .weight = number_at(table, row, weight)};
    }
    return status;
}

static nsc_status choose_edges(nsc_network_figure *figure, nsc_error *error) {
    named_node *names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&names, figure->node_count, sizeof *names, error));
    for (uint32_t node = 0; node < figure->node_count; node++)
        names[node] = (named_node){figure->nodes[node].point, node};
    qsort(names, figure->node_count, sizeof *names, by_name);
    NSC_TRY(list_transitions(figure, names, error));
    qsort(figure->edges, figure->transition_count, sizeof *figure->edges, heaviest_first);
    for (size_t edge = 0, of_node = 0; edge < figure->transition_count; edge++) {
        of_node = edge > 0 && figure->edges[edge].from == figure->edges[edge - 1].from ? of_node + 1 : 0;
        if (of_node < NSC_NETWORK_FIGURE_EDGES)
            figure->edges[figure->edge_count++] = figure->edges[edge];
    }
out:
    free(names);
    return status;
}

/* ---- places ---- */

/* Moves and scales places so that they fill 0 … 1 along the larger extent and lie in the middle along the other. */
static void fit_places(nsc_network_figure *figure, const double *x, const double *y) {
    double low_x = INFINITY, low_y = INFINITY, high_x = -INFINITY, high_y = -INFINITY;
    for (uint32_t node = 0; node < figure->node_count; node++) {
        low_x = fmin(low_x, x[node]);
        high_x = fmax(high_x, x[node]);
        low_y = fmin(low_y, y[node]);
        high_y = fmax(high_y, y[node]);
    }
    const double extent = fmax(high_x - low_x, high_y - low_y), scale = extent > 0 ? 1 / extent : 0;
    for (uint32_t node = 0; node < figure->node_count; node++) {
        figure->nodes[node].x = 0.5 + (x[node] - (low_x + high_x) / 2) * scale;
        figure->nodes[node].y = 0.5 + (y[node] - (low_y + high_y) / 2) * scale;
    }
}

static nsc_status place_nodes(nsc_network_figure *figure, nsc_error *error) {
    const nsc_network network = {figure->node_count, figure->edge_count, figure->edges};
    double *x = NULL, *y = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&x, figure->node_count, sizeof *x, error));
    NSC_TRY(nsc_allocate(&y, figure->node_count, sizeof *y, error));
    NSC_TRY(nsc_igraph_network_layout(&network, x, y, error));
    fit_places(figure, x, y);
out:
    free(x);
    free(y);
    return status;
}

/* ---- the figure ---- */

nsc_status nsc_network_figure_read(nsc_network_figure *figure, const nsc_figure *row, const nsc_table *edges,
                                   const nsc_table *nodes, uint32_t node_limit, nsc_error *error) {
    nsc_status status = NSC_OK;
    *figure = (nsc_network_figure){.row = row, .edge_table = edges, .node_table = nodes};
    NSC_TRY(choose_nodes(figure, node_limit, error));
    NSC_TRY(choose_edges(figure, error));
    if (figure->node_count > 0)
        NSC_TRY(place_nodes(figure, error));
out:
    return status;
}

nsc_status nsc_network_figure_make(nsc_network_figure *figure, const nsc_landscape *landscape,
                                   const nsc_control *control, uint32_t node_limit, nsc_error *error) {
    enum { NODES, EDGES }; /* tables of lon */
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    *figure = (nsc_network_figure){0};
    options.control = control;
    nsc_status status = nsc_analysis_run(nsc_analysis_named("lon"), landscape, &options, tables, error);
    if (status != NSC_OK)
        return status;
    status =
        nsc_network_figure_read(figure, nsc_figure_of("lon", "edges"), tables[EDGES], tables[NODES], node_limit, error);
    memcpy(figure->tables, tables, sizeof tables);
    return status;
}

void nsc_network_figure_release(nsc_network_figure *figure) {
    free(figure->nodes);
    free(figure->edges);
    nsc_analysis_release(figure->tables);
    *figure = (nsc_network_figure){0};
}

/* ---- JSON ---- */

static void write_nodes(nsc_json *json, const nsc_network_figure *figure) {
    nsc_json_open(json, "nodes", '[');
    for (uint32_t number = 0; number < figure->node_count; number++) {
        const nsc_network_figure_node *node = &figure->nodes[number];
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "point", nsc_text(node->point));
        nsc_json_value(json, "x", nsc_real(node->x));
        nsc_json_value(json, "y", nsc_real(node->y));
        nsc_json_value(json, "fitness", nsc_real(node->fitness));
        nsc_json_value(json, "rank", nsc_unsigned(node->rank));
        nsc_json_value(json, "basin", nsc_unsigned(node->basin));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void write_edges(nsc_json *json, const nsc_network_figure *figure) {
    nsc_json_open(json, "edges", '[');
    for (size_t edge = 0; edge < figure->edge_count; edge++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "from", nsc_integer(figure->edges[edge].from));
        nsc_json_value(json, "to", nsc_integer(figure->edges[edge].to));
        nsc_json_value(json, "weight", nsc_real(figure->edges[edge].weight));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* Provenance is the same in every row of a table: it is taken from the first. */
static void write_provenance(nsc_json *json, const nsc_table *nodes) {
    size_t count;
    const nsc_column *columns = nsc_provenance_columns(&count);
    if (nsc_table_row_count(nodes) == 0)
        return;
    for (size_t column = 0; column < count; column++)
        nsc_json_value(json, columns[column].name, value_at(nodes, 0, column_of(nodes, columns[column].name)));
}

nsc_status nsc_network_figure_write(const nsc_network_figure *figure, FILE *stream, nsc_error *error) {
    nsc_json json = {.stream = stream};
    nsc_json_open(&json, NULL, '{');
    write_nodes(&json, figure);
    write_edges(&json, figure);
    nsc_json_value(&json, "optima", nsc_unsigned(figure->optima_count));
    nsc_json_value(&json, "optima_left_out", nsc_unsigned(figure->optima_count - figure->node_count));
    nsc_json_value(&json, "transitions", nsc_unsigned(figure->transition_count));
    nsc_json_value(&json, "transitions_left_out", nsc_unsigned(figure->transition_count - figure->edge_count));
    write_provenance(&json, figure->node_table);
    nsc_json_close(&json, '}');
    return json.failed && ferror(stream) == 0 ? nsc_error_out_of_memory(error, "the network of optima") : NSC_OK;
}
