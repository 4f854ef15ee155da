/*
 * The steps are those of Sugiyama, Tagawa and Toda (1981). The layer of a vertex is the length of the longest path to
 * it; an edge over several layers passes each of those between on a rail; orders in the layers follow the means of the
 * neighbours, improved by exchanges; at last places move towards the means of their neighbours and keep apart.
 */
#include "space/graph_layout.h"

#include <string.h>

enum {
    ELEMENTS = NSC_CELL_VERTICES + 56, /* the rails of a graph of 8 vertices that has all edges */
    LINKS = NSC_CELL_VERTICES,
    RAIL = -1,
    SWEEPS = 12,
    ROUNDS = 40
};

/* A vertex, or the rail of an edge, in a layer, and the elements of the next layers that lines join it to. */
typedef struct element {
    int vertex;
    unsigned order; /* in its layer */
    double room, x, wish;
    unsigned above_count, below_count;
    uint8_t above[LINKS], below[LINKS];
} element;

typedef struct layer {
    unsigned count;
    uint8_t elements[ELEMENTS];
} layer;

typedef struct plan {
    nsc_graph_layout *layout;
    unsigned element_count;
    element elements[ELEMENTS];
    layer layers[NSC_CELL_VERTICES];
    uint8_t routes[NSC_CELL_SLOTS][NSC_CELL_VERTICES]; /* elements that an edge goes through */
} plan;

/* ---- layers ---- */

/* A vertex that nothing leads to, pruned from a cell, stands below the input; the output stands alone below all. */
static void assign_layers(nsc_graph_layout *layout, uint32_t edges) {
    const unsigned output = layout->vertex_count - 1;
    unsigned deepest = 0;
    for (unsigned to = 1; to <= output; to++) {
        layout->layers[to] = 1;
        for (uint32_t sources = nsc_cell_sources(edges, to); sources != 0; sources &= sources - 1) {
            const unsigned from = (unsigned)__builtin_ctz(sources);
            if (layout->layers[from] + 1 > layout->layers[to])
                layout->layers[to] = layout->layers[from] + 1;
        }
        if (to < output && layout->layers[to] > deepest)
            deepest = layout->layers[to];
    }
    if (layout->layers[output] <= deepest)
        layout->layers[output] = deepest + 1;
    layout->layer_count = layout->layers[output] + 1;
}

static uint8_t add_element(plan *drawn, unsigned number, int vertex, double room) {
    layer *here = &drawn->layers[number];
    const uint8_t added = (uint8_t)drawn->element_count++;
    drawn->elements[added] = (element){.vertex = vertex, .room = room, .order = here->count};
    here->elements[here->count++] = added;
    return added;
}

static void link_elements(plan *drawn, uint8_t upper, uint8_t lower) {
    element *one = &drawn->elements[upper], *other = &drawn->elements[lower];
    one->below[one->below_count++] = lower;
    other->above[other->above_count++] = upper;
}

static void make_elements(plan *drawn, uint32_t edges, double rail_room) {
    nsc_graph_layout *layout = drawn->layout;
    uint8_t vertices[NSC_CELL_VERTICES] = {0};
    for (unsigned vertex = 0; vertex < layout->vertex_count; vertex++)
        vertices[vertex] = add_element(drawn, layout->layers[vertex], (int)vertex, 1);
    for (; edges != 0; edges &= edges - 1) {
        unsigned from, to;
        nsc_cell_slot_ends((unsigned)__builtin_ctz(edges), &from, &to);
        nsc_layout_edge *edge = &layout->edges[layout->edge_count];
        uint8_t *route = drawn->routes[layout->edge_count++];
        *edge = (nsc_layout_edge){.from = (uint8_t)from, .to = (uint8_t)to};
        route[edge->count++] = vertices[from];
        for (unsigned number = layout->layers[from] + 1; number < layout->layers[to]; number++)
            route[edge->count++] = add_element(drawn, number, RAIL, rail_room);
        route[edge->count++] = vertices[to];
        for (unsigned place = 1; place < edge->count; place++)
            link_elements(drawn, route[place - 1], route[place]);
    }
}

/* ---- the order within a layer ---- */

static unsigned crossings_below(const plan *drawn, const layer *upper) {
    unsigned crossings = 0;
    for (unsigned first = 0; first < upper->count; first++)
        for (unsigned second = first + 1; second < upper->count; second++) {
            const element *one = &drawn->elements[upper->elements[first]];
            const element *other = &drawn->elements[upper->elements[second]];
            for (unsigned link = 0; link < one->below_count; link++)
                for (unsigned beside = 0; beside < other->below_count; beside++)
                    crossings += drawn->elements[one->below[link]].order > drawn->elements[other->below[beside]].order;
        }
    return crossings;
}

static unsigned count_crossings(const plan *drawn) {
    unsigned crossings = 0;
    for (unsigned number = 0; number + 1 < drawn->layout->layer_count; number++)
        crossings += crossings_below(drawn, &drawn->layers[number]);
    return crossings;
}

static void number_elements(plan *drawn, const layer *here) {
    for (unsigned place = 0; place < here->count; place++)
        drawn->elements[here->elements[place]].order = place;
}

/* Sorts a layer by the mean order of the neighbours on one side; elements without any keep their place. */
static void order_layer(plan *drawn, layer *here, bool by_above) {
    for (unsigned place = 0; place < here->count; place++) {
        element *one = &drawn->elements[here->elements[place]];
        const unsigned count = by_above ? one->above_count : one->below_count;
        const uint8_t *others = by_above ? one->above : one->below;
        double sum = 0;
        for (unsigned other = 0; other < count; other++)
            sum += drawn->elements[others[other]].order;
        one->wish = count > 0 ? sum / count : one->order;
    }
    for (unsigned sorted = 1; sorted < here->count; sorted++) {
        const uint8_t moving = here->elements[sorted];
        unsigned place = sorted;
        for (; place > 0 && drawn->elements[here->elements[place - 1]].wish > drawn->elements[moving].wish; place--)
            here->elements[place] = here->elements[place - 1];
        here->elements[place] = moving;
    }
    number_elements(drawn, here);
}

static void exchange(plan *drawn, layer *here, unsigned place) {
    const uint8_t kept = here->elements[place];
    here->elements[place] = here->elements[place + 1];
    here->elements[place + 1] = kept;
    number_elements(drawn, here);
}

/* Exchanges elements that stand beside each other wherever that leaves fewer crossings. */
static void improve_layer(plan *drawn, layer *here) {
    for (unsigned place = 0; place + 1 < here->count; place++) {
        const unsigned before = count_crossings(drawn);
        exchange(drawn, here, place);
        if (count_crossings(drawn) >= before)
            exchange(drawn, here, place);
    }
}

static void order_layers(plan *drawn) {
    const unsigned count = drawn->layout->layer_count;
    layer best[NSC_CELL_VERTICES];
    unsigned fewest = count_crossings(drawn);
    memcpy(best, drawn->layers, sizeof best);
    for (unsigned sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
        for (unsigned step = 0; step < count; step++)
            order_layer(drawn, &drawn->layers[sweep % 2 == 0 ? step : count - 1 - step], sweep % 2 == 0);
        for (unsigned number = 0; number < count; number++)
            improve_layer(drawn, &drawn->layers[number]);
        const unsigned crossings = count_crossings(drawn);
        if (crossings < fewest) {
            fewest = crossings;
            memcpy(best, drawn->layers, sizeof best);
        }
    }
    memcpy(drawn->layers, best, sizeof best);
    for (unsigned number = 0; number < count; number++)
        number_elements(drawn, &drawn->layers[number]);
}

/* ---- places ---- */

/* The weight of a line between two elements in their wishes: lines between rails show a bend most. */
static double pull(const element *one, const element *other) {
    static const double weights[] = {1, 1.5, 8};
    return weights[(one->vertex == RAIL) + (other->vertex == RAIL)];
}

static double wished_place(const plan *drawn, const element *one) {
    double sum = 0, weight = 0;
    for (unsigned link = 0; link < one->above_count + one->below_count; link++) {
        const uint8_t number = link < one->above_count ? one->above[link] : one->below[link - one->above_count];
        const element *other = &drawn->elements[number];
        sum += pull(one, other) * other->x;
        weight += pull(one, other);
    }
    return weight > 0 ? sum / weight : one->x;
}

/*
 * Puts the elements of a layer as near to their wishes as their order and room allow: least squares, by pooling those
 * that would overlap into blocks.
 */
static void settle_layer(plan *drawn, const layer *here) {
    double wishes[ELEMENTS], offsets[ELEMENTS], room = 0; /* of a block; of an element, from the layer's left end */
    unsigned sizes[ELEMENTS], blocks = 0, place = 0;
    for (unsigned number = 0; number < here->count; number++) {
        const element *one = &drawn->elements[here->elements[number]];
        offsets[number] = room + one->room / 2;
        room += one->room;
        wishes[blocks] = wished_place(drawn, one) - offsets[number];
        sizes[blocks++] = 1;
        for (; blocks > 1 && wishes[blocks - 2] > wishes[blocks - 1]; blocks--) {
            const unsigned size = sizes[blocks - 2] + sizes[blocks - 1];
            wishes[blocks - 2] =
                (wishes[blocks - 2] * sizes[blocks - 2] + wishes[blocks - 1] * sizes[blocks - 1]) / size;
            sizes[blocks - 2] = size;
        }
    }
    for (unsigned block = 0; block < blocks; block++)
        for (unsigned member = 0; member < sizes[block]; member++, place++)
            drawn->elements[here->elements[place]].x = wishes[block] + offsets[place];
}

static void place_elements(plan *drawn) {
    const unsigned count = drawn->layout->layer_count;
    for (unsigned number = 0; number < count; number++) {
        const layer *here = &drawn->layers[number];
        double room = 0, left = 0;
        for (unsigned place = 0; place < here->count; place++)
            room += drawn->elements[here->elements[place]].room;
        for (unsigned place = 0; place < here->count; place++) {
            element *one = &drawn->elements[here->elements[place]];
            one->x = left + one->room / 2 - room / 2;
            left += one->room;
        }
    }
    for (unsigned round = 0; round < ROUNDS; round++)
        for (unsigned step = 0; step < count; step++)
            settle_layer(drawn, &drawn->layers[round % 2 == 0 ? step : count - 1 - step]);
}

/* Hands over the places, moved so that the leftmost room begins at 0. */
static void write_places(const plan *drawn) {
    nsc_graph_layout *layout = drawn->layout;
    double left = 0, right = 0;
    for (unsigned number = 0; number < drawn->element_count; number++) {
        const element *one = &drawn->elements[number];
        left = number == 0 || one->x - one->room / 2 < left ? one->x - one->room / 2 : left;
        right = number == 0 || one->x + one->room / 2 > right ? one->x + one->room / 2 : right;
    }
    layout->width = right - left;
    for (unsigned number = 0; number < drawn->element_count; number++)
        if (drawn->elements[number].vertex != RAIL)
            layout->x[drawn->elements[number].vertex] = drawn->elements[number].x - left;
    for (unsigned edge = 0; edge < layout->edge_count; edge++)
        for (unsigned place = 0; place < layout->edges[edge].count; place++)
            layout->edges[edge].x[place] = drawn->elements[drawn->routes[edge][place]].x - left;
}

void nsc_graph_lay_out(nsc_graph_layout *layout, uint32_t edges, unsigned vertex_count, double rail_room) {
    plan drawn = {.layout = layout};
    *layout = (nsc_graph_layout){.vertex_count = vertex_count};
    assign_layers(layout, edges);
    make_elements(&drawn, edges, rail_room);
    order_layers(&drawn);
    place_elements(&drawn);
    write_places(&drawn);
}
