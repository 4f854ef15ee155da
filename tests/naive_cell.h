/*
 * Cells done the slow and obvious way, as the oracle of the fast one: a matrix of booleans, reachability by
 * Floyd and Warshall, the representative and the edit distance by trying all permutations of the inner vertices.
 */
#ifndef NSC_NAIVE_CELL_H
#define NSC_NAIVE_CELL_H

#include "space/nb101/cell.h"

#include <stdlib.h>
#include <string.h>

enum { NAIVE_VERTICES = 8, NAIVE_FREE = -3 };

/* Vertex 0 is the input, the last the output; `label` of an inner vertex is its operation, NAIVE_FREE for any. */
typedef struct naive_cell {
    int vertex_count;
    bool edge[NAIVE_VERTICES][NAIVE_VERTICES];
    int label[NAIVE_VERTICES];
} naive_cell;

/* The official enumeration numbers edge x → y as bit x + y(y − 1)/2. */
static inline naive_cell naive_from_bits(int vertex_count, unsigned long bits, const int *inner_labels) {
    naive_cell cell = {.vertex_count = vertex_count};
    for (int to = 0; to < vertex_count; to++)
        for (int from = 0; from < to; from++)
            cell.edge[from][to] = (bits >> (from + to * (to - 1) / 2) & 1) != 0;
    for (int vertex = 1; vertex < vertex_count - 1; vertex++)
        cell.label[vertex] = inner_labels[vertex - 1];
    return cell;
}

static inline unsigned long naive_bits(const naive_cell *cell) {
    unsigned long bits = 0;
    for (int to = 0; to < cell->vertex_count; to++)
        for (int from = 0; from < to; from++)
            if (cell->edge[from][to])
                bits |= 1ul << (from + to * (to - 1) / 2);
    return bits;
}

static inline int naive_edge_count(const naive_cell *cell) {
    int count = 0;
    for (int from = 0; from < cell->vertex_count; from++)
        for (int to = 0; to < cell->vertex_count; to++)
            count += cell->edge[from][to];
    return count;
}

static inline nsc_cell naive_to_cell(const naive_cell *cell) {
    nsc_cell made = {.vertex_count = (uint8_t)cell->vertex_count, .edges = (uint32_t)naive_bits(cell)};
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++)
        made.operations[vertex - 1] = (uint8_t)cell->label[vertex];
    return made;
}

static inline naive_cell naive_from_cell(const nsc_cell *cell) {
    int labels[NAIVE_VERTICES] = {0};
    for (int vertex = 1; vertex < cell->vertex_count - 1; vertex++)
        labels[vertex - 1] = cell->operations[vertex - 1];
    return naive_from_bits(cell->vertex_count, cell->edges, labels);
}

/* Keeps the vertices that the input reaches and that reach the output; false where the output is not reached. */
static inline bool naive_prune(const naive_cell *cell, naive_cell *pruned) {
    const int count = cell->vertex_count;
    bool reaches[NAIVE_VERTICES][NAIVE_VERTICES] = {{false}};
    for (int from = 0; from < count; from++)
        for (int to = 0; to < count; to++)
            reaches[from][to] = from == to || cell->edge[from][to];
    for (int through = 0; through < count; through++)
        for (int from = 0; from < count; from++)
            for (int to = 0; to < count; to++)
                if (reaches[from][through] && reaches[through][to])
                    reaches[from][to] = true;
    if (!reaches[0][count - 1])
        return false;
    int kept[NAIVE_VERTICES], kept_count = 0;
    for (int vertex = 0; vertex < count; vertex++)
        if (reaches[0][vertex] && reaches[vertex][count - 1])
            kept[kept_count++] = vertex;
    *pruned = (naive_cell){.vertex_count = kept_count};
    for (int from = 0; from < kept_count; from++) {
        pruned->label[from] = cell->label[kept[from]];
        for (int to = 0; to < kept_count; to++)
            pruned->edge[from][to] = cell->edge[kept[from]][kept[to]];
    }
    return true;
}

/* The next permutation in lexicographic order; false after the last. */
static inline bool next_permutation(int *items, int count) {
    int pivot = count - 2;
    while (pivot >= 0 && items[pivot] > items[pivot + 1])
        pivot--;
    if (pivot < 0)
        return false;
    int successor = count - 1;
    while (items[successor] < items[pivot])
        successor--;
    int kept = items[pivot];
    items[pivot] = items[successor];
    items[successor] = kept;
    for (int low = pivot + 1, high = count - 1; low < high; low++, high--) {
        kept = items[low];
        items[low] = items[high];
        items[high] = kept;
    }
    return true;
}

/* Moves inner vertex v to place[v]; false where an edge would point backwards. */
static inline bool naive_reorder(const naive_cell *cell, const int *place, naive_cell *reordered) {
    const int count = cell->vertex_count;
    *reordered = (naive_cell){.vertex_count = count};
    for (int from = 0; from < count; from++) {
        reordered->label[place[from]] = cell->label[from];
        for (int to = 0; to < count; to++)
            if (cell->edge[from][to]) {
                if (place[from] >= place[to])
                    return false;
                reordered->edge[place[from]][place[to]] = true;
            }
    }
    return true;
}

/* Orders by bits, then by labels with vertex 1 first. */
static inline int naive_compare(const naive_cell *first, const naive_cell *second) {
    const unsigned long bits = naive_bits(first), other_bits = naive_bits(second);
    if (bits != other_bits)
        return bits < other_bits ? -1 : 1;
    for (int vertex = 1; vertex < first->vertex_count - 1; vertex++)
        if (first->label[vertex] != second->label[vertex])
            return first->label[vertex] < second->label[vertex] ? -1 : 1;
    return 0;
}

/* The smallest of all reorderings: the form that the official file stores. */
static inline naive_cell naive_representative(const naive_cell *cell) {
    int place[NAIVE_VERTICES];
    for (int vertex = 0; vertex < NAIVE_VERTICES; vertex++)
        place[vertex] = vertex;
    naive_cell best = *cell, tried;
    do {
        if (naive_reorder(cell, place, &tried) && naive_compare(&tried, &best) < 0)
            best = tried;
    } while (next_permutation(place + 1, cell->vertex_count - 2));
    return best;
}

/* The cell among `vertex_count` vertices: new inner vertices without edges, of any operation, before the output. */
static inline naive_cell naive_padded(const naive_cell *cell, int vertex_count) {
    naive_cell padded = {.vertex_count = vertex_count};
    int place[NAIVE_VERTICES];
    for (int vertex = 0; vertex < cell->vertex_count - 1; vertex++)
        place[vertex] = vertex;
    place[cell->vertex_count - 1] = vertex_count - 1;
    for (int vertex = 1; vertex < vertex_count - 1; vertex++)
        padded.label[vertex] = vertex < cell->vertex_count - 1 ? cell->label[vertex] : NAIVE_FREE;
    for (int from = 0; from < cell->vertex_count; from++)
        for (int to = 0; to < cell->vertex_count; to++)
            padded.edge[place[from]][place[to]] = cell->edge[from][to];
    return padded;
}

/* Fewest edge flips and replacements over all matchings of the inner vertices of both cells padded to vertex_count. */
static inline int naive_edit_distance(const naive_cell *first, const naive_cell *second, int vertex_count) {
    const naive_cell one = naive_padded(first, vertex_count), other = naive_padded(second, vertex_count);
    int place[NAIVE_VERTICES], fewest = vertex_count * vertex_count;
    for (int vertex = 0; vertex < NAIVE_VERTICES; vertex++)
        place[vertex] = vertex;
    do {
        int changes = 0;
        for (int from = 0; from < vertex_count; from++) {
            const int label = one.label[from], matched = other.label[place[from]];
            changes += label != matched && label != NAIVE_FREE && matched != NAIVE_FREE;
            for (int to = 0; to < vertex_count; to++)
                changes += one.edge[from][to] != other.edge[place[from]][place[to]];
        }
        fewest = changes < fewest ? changes : fewest;
    } while (next_permutation(place + 1, vertex_count - 2));
    return fewest;
}

#endif
