/*
 * A cell as lines on a terminal, layer by layer from input to output.
 *
 * The steps are those of Sugiyama, Tagawa and Toda (1981): a vertex's layer is its depth; an output that is used beyond
 * the next layer passes the layers between on a rail; the order in each layer is chosen to cross few lines; then places
 * are chosen that make the lines straight. All lines from one vertex share a rail and, in a gap between two layers, a
 * horizontal track, so that joints only ever belong to one vertex. Cells are small enough to try all orders.
 */
#include "cli/cli.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum {
    LAYERS = NSC_CELL_VERTICES,
    LINKS = NSC_CELL_SLOTS,
    LABEL_SIZE = 24,
    ELEMENT_SPACE = 3, /* smallest number of columns between two elements of a layer */
    CANVAS_COLUMNS = 256,
    CANVAS_ROWS = LAYERS * (NSC_CELL_VERTICES + 2),
    SWEEPS = 8,
    CROSSING = 10,        /* in rows of a gap: how much a crossing is worth avoiding */
    COINCIDENCE = 100000, /* lines of two vertices on each other, to be avoided at any cost */
};

/* An element of a layer: a vertex, or the rail on which the output of an earlier vertex passes. */
typedef struct element {
    unsigned vertex;
    bool rail;
    int width;
    int centre; /* column */
} element;

/* A line between two neighbouring layers: positions of its ends among their elements, and the column it arrives at. */
typedef struct link {
    unsigned upper, lower;
    int port;
} link;

/* All lines in the gap that begin at one element of the upper layer, by whose position tracks are numbered. */
typedef struct track {
    int source; /* column */
    int left, right;
    int row;
    bool straight; /* one line, straight down: no horizontal part */
} track;

typedef struct layer {
    element elements[NSC_CELL_VERTICES];
    unsigned count;
} layer;

typedef struct gap {
    link links[LINKS];
    unsigned link_count;
    track tracks[NSC_CELL_VERTICES];
    unsigned track_count;
    int row_count;
} gap;

typedef struct layout {
    const nsc_cell *cell;
    layer layers[LAYERS];
    gap gaps[LAYERS]; /* gaps[l] lies between layers l and l + 1 */
    unsigned layer_count;
    unsigned depths[NSC_CELL_VERTICES];
    unsigned ends[NSC_CELL_VERTICES]; /* the deepest layer that uses the vertex's output */
} layout;

/* Writes the number and the operation of a vertex, with spaces between them so that the label has `width` columns. */
static void write_label(const nsc_cell *cell, unsigned vertex, int width, char label[LABEL_SIZE]) {
    const char *name = vertex == 0 ? "input" : "output";
    if (vertex > 0 && vertex + 1 < cell->vertex_count)
        name = nsc_operation_name((nsc_operation)cell->operations[vertex - 1]);
    const int space = width - 1 - (int)strlen(name);
    snprintf(label, LABEL_SIZE, "%u%*s%s", vertex, space > 1 ? space : 1, "", name);
}

/* ---- layers ---- */

static void assign_layers(layout *plan) {
    const nsc_cell *cell = plan->cell;
    for (unsigned to = 1; to < cell->vertex_count; to++)
        for (unsigned from = 0; from < to; from++)
            if (nsc_cell_has_edge(cell->edges, from, to) && plan->depths[from] + 1 > plan->depths[to])
                plan->depths[to] = plan->depths[from] + 1;
    plan->layer_count = plan->depths[cell->vertex_count - 1] + 1;
    for (unsigned from = 0; from < cell->vertex_count; from++) {
        plan->ends[from] = plan->depths[from];
        for (unsigned to = from + 1; to < cell->vertex_count; to++)
            if (nsc_cell_has_edge(cell->edges, from, to) && plan->depths[to] > plan->ends[from])
                plan->ends[from] = plan->depths[to];
    }
    for (unsigned number = 0; number < plan->layer_count; number++) {
        layer *here = &plan->layers[number];
        for (unsigned vertex = 0; vertex < cell->vertex_count; vertex++) {
            char label[LABEL_SIZE];
            write_label(cell, vertex, 0, label);
            if (plan->depths[vertex] == number)
                here->elements[here->count++] = (element){.vertex = vertex, .width = (int)strlen(label)};
            else if (plan->depths[vertex] < number && number < plan->ends[vertex])
                here->elements[here->count++] = (element){.vertex = vertex, .rail = true, .width = 1};
        }
    }
}

/* True if a line leads from an element to one of the next layer. */
static bool is_linked(const layout *plan, const element *upper, const element *lower) {
    if (lower->rail)
        return lower->vertex == upper->vertex;
    return upper->vertex < lower->vertex && nsc_cell_has_edge(plan->cell->edges, upper->vertex, lower->vertex);
}

static void find_links(layout *plan, unsigned number) {
    gap *between = &plan->gaps[number];
    between->link_count = 0;
    for (unsigned upper = 0; upper < plan->layers[number].count; upper++)
        for (unsigned lower = 0; lower < plan->layers[number + 1].count; lower++)
            if (is_linked(plan, &plan->layers[number].elements[upper], &plan->layers[number + 1].elements[lower]))
                between->links[between->link_count++] = (link){.upper = upper, .lower = lower};
}

/* ---- the order within a layer ---- */

/* The crossings between a layer and the next, and with less weight the sideways distances of their lines. */
static int gap_disorder(layout *plan, unsigned number) {
    find_links(plan, number);
    const gap *between = &plan->gaps[number];
    int disorder = 0;
    for (unsigned first = 0; first < between->link_count; first++) {
        const link *one = &between->links[first];
        /* positions relative to the middle, in half columns */
        int sideways = 2 * (int)one->upper - (int)plan->layers[number].count - 2 * (int)one->lower +
                       (int)plan->layers[number + 1].count;
        disorder += sideways < 0 ? -sideways : sideways;
        for (unsigned second = first + 1; second < between->link_count; second++) {
            const link *other = &between->links[second];
            if ((one->upper < other->upper && one->lower > other->lower) ||
                (one->upper > other->upper && one->lower < other->lower))
                disorder += 100;
        }
    }
    return disorder;
}

static int layer_disorder(layout *plan, unsigned number) {
    int disorder = 0;
    if (number > 0)
        disorder += gap_disorder(plan, number - 1);
    if (number + 1 < plan->layer_count)
        disorder += gap_disorder(plan, number);
    return disorder;
}

/* Tries all orders of the elements from `fixed` on; the best seen is kept in `best`. */
static void try_orders(layout *plan, unsigned number, unsigned fixed, int *least, layer *best) {
    layer *here = &plan->layers[number];
    if (fixed == here->count) {
        int disorder = layer_disorder(plan, number);
        if (disorder < *least) {
            *least = disorder;
            *best = *here;
        }
        return;
    }
    for (unsigned chosen = fixed; chosen < here->count; chosen++) {
        element swapped = here->elements[fixed];
        here->elements[fixed] = here->elements[chosen];
        here->elements[chosen] = swapped;
        try_orders(plan, number, fixed + 1, least, best);
        here->elements[chosen] = here->elements[fixed];
        here->elements[fixed] = swapped;
    }
}

static int total_disorder(layout *plan) {
    int disorder = 0;
    for (unsigned number = 0; number + 1 < plan->layer_count; number++)
        disorder += gap_disorder(plan, number);
    return disorder;
}

/* Orders one layer after the other until nothing improves, down and up in turn. */
static void sweep_layers(layout *plan) {
    bool changed = true;
    for (unsigned sweep = 0; sweep < SWEEPS && changed; sweep++) {
        changed = false;
        for (unsigned step = 0; step < plan->layer_count; step++) {
            unsigned number = sweep % 2 == 0 ? step : plan->layer_count - 1 - step;
            layer best = plan->layers[number];
            int before = layer_disorder(plan, number), least = before;
            try_orders(plan, number, 0, &least, &best);
            plan->layers[number] = best;
            changed = changed || least < before;
        }
    }
}

/* Exchanges the elements of two vertices in every layer from `first` on that has both. */
static void exchange(layout *plan, unsigned one, unsigned other, unsigned first) {
    for (unsigned number = first; number < plan->layer_count; number++) {
        layer *here = &plan->layers[number];
        element *found[2] = {NULL, NULL};
        for (unsigned position = 0; position < here->count; position++) {
            if (here->elements[position].vertex == one)
                found[0] = &here->elements[position];
            else if (here->elements[position].vertex == other)
                found[1] = &here->elements[position];
        }
        if (found[0] != NULL && found[1] != NULL) {
            element kept = *found[0];
            *found[0] = *found[1];
            *found[1] = kept;
        }
    }
}

/* Two rails that cross are only put right by exchanging them in several layers at once: looks for one such exchange. */
static bool exchange_rails(layout *plan) {
    const unsigned vertex_count = plan->cell->vertex_count;
    const int before = total_disorder(plan);
    const layout kept = *plan;
    for (unsigned one = 0; one < vertex_count; one++)
        for (unsigned other = one + 1; other < vertex_count; other++)
            for (unsigned first = 0; first < plan->layer_count; first++) {
                exchange(plan, one, other, first);
                sweep_layers(plan);
                if (total_disorder(plan) < before)
                    return true;
                *plan = kept;
            }
    return false;
}

static void order_layers(layout *plan) {
    sweep_layers(plan);
    bool improved = true;
    while (improved)
        improved = exchange_rails(plan);
}

/* ---- columns ---- */

static unsigned links_into(const gap *between, unsigned lower) {
    unsigned count = 0;
    for (unsigned number = 0; number < between->link_count; number++)
        count += between->links[number].lower == lower;
    return count;
}

/* The strength with which a line pulls its ends to one column; long lines have priority in being straight. */
static double pull(const element *one, const element *other) {
    return one->rail && other->rail ? 8 : one->rail || other->rail ? 2 : 1;
}

/* The mean column of the elements that an element has lines to, in both directions, and how strongly they pull. */
static double wanted_column(const layout *plan, unsigned number, unsigned position, double *weight) {
    const element *here = &plan->layers[number].elements[position];
    double sum = 0;
    *weight = 0;
    for (unsigned side = 0; side < 2; side++) {
        if (side == 0 ? number == 0 : number + 1 == plan->layer_count)
            continue;
        const gap *between = &plan->gaps[side == 0 ? number - 1 : number];
        for (unsigned line = 0; line < between->link_count; line++) {
            const link *one = &between->links[line];
            if ((side == 0 ? one->lower : one->upper) != position)
                continue;
            const element *other = side == 0 ? &plan->layers[number - 1].elements[one->upper]
                                             : &plan->layers[number + 1].elements[one->lower];
            sum += pull(here, other) * other->centre;
            *weight += pull(here, other);
        }
    }
    return sum / *weight;
}

/*
 * Puts a layer's elements as near as possible to the columns they want, in their order and with their space: least
 * squares under order constraints, by pooling neighbours that are out of order.
 */
static void place_layer(layout *plan, unsigned number) {
    layer *here = &plan->layers[number];
    double means[NSC_CELL_VERTICES] = {0}, weights[NSC_CELL_VERTICES];
    unsigned sizes[NSC_CELL_VERTICES] = {0}, block_count = 0;
    int offsets[NSC_CELL_VERTICES] = {0};
    for (unsigned position = 0; position < here->count; position++) {
        if (position > 0)
            offsets[position] = offsets[position - 1] + here->elements[position - 1].width / 2 + ELEMENT_SPACE +
                                here->elements[position].width / 2;
        means[block_count] = wanted_column(plan, number, position, &weights[block_count]) - offsets[position];
        sizes[block_count++] = 1;
        while (block_count > 1 && means[block_count - 2] > means[block_count - 1]) {
            const unsigned first = block_count - 2, second = block_count - 1;
            means[first] =
                (weights[first] * means[first] + weights[second] * means[second]) / (weights[first] + weights[second]);
            weights[first] += weights[second];
            sizes[first] += sizes[second];
            block_count--;
        }
    }
    unsigned position = 0;
    for (unsigned block = 0; block < block_count; block++)
        for (unsigned member = 0; member < sizes[block]; member++, position++)
            here->elements[position].centre = (int)lround(means[block]) + offsets[position];
}

static void place_elements(layout *plan) {
    for (unsigned number = 0; number + 1 < plan->layer_count; number++)
        find_links(plan, number);
    for (unsigned number = 0; number < plan->layer_count; number++) {
        layer *here = &plan->layers[number];
        /* Lines arrive at every second column above a label, which must be wide enough. */
        for (unsigned position = 0; position < here->count; position++)
            if (number > 0 && !here->elements[position].rail) {
                int needed = 2 * (int)links_into(&plan->gaps[number - 1], position) - 1;
                if (here->elements[position].width < needed)
                    here->elements[position].width = needed;
            }
        place_layer(plan, number);
    }
    for (unsigned sweep = 0; sweep < SWEEPS; sweep++)
        for (unsigned step = 0; step < plan->layer_count; step++)
            place_layer(plan, sweep % 2 == 0 ? plan->layer_count - 1 - step : step);
    int leftmost = INT_MAX;
    for (unsigned number = 0; number < plan->layer_count; number++) {
        const element *first = &plan->layers[number].elements[0];
        if (first->centre - first->width / 2 < leftmost)
            leftmost = first->centre - first->width / 2;
    }
    for (unsigned number = 0; number < plan->layer_count; number++)
        for (unsigned position = 0; position < plan->layers[number].count; position++)
            plan->layers[number].elements[position].centre += 2 - leftmost;
}

/* ---- tracks within a gap ---- */

/* Sets where the lines of a gap leave and arrive; at labels `shift` columns to the left of the middle. */
static void find_tracks(layout *plan, unsigned number, int shift) {
    gap *between = &plan->gaps[number];
    const layer *above = &plan->layers[number], *below = &plan->layers[number + 1];
    /* Links are in the order of the upper layer, so ports of one element are too. */
    for (unsigned lower = 0; lower < below->count; lower++) {
        int port = below->elements[lower].centre - ((int)links_into(between, lower) - 1);
        port -= below->elements[lower].rail ? 0 : shift;
        for (unsigned line = 0; line < between->link_count; line++)
            if (between->links[line].lower == lower) {
                between->links[line].port = port;
                port += 2;
            }
    }
    between->track_count = 0;
    for (unsigned upper = 0; upper < above->count; upper++) {
        track one = {.source = above->elements[upper].centre};
        one.left = one.right = one.source;
        for (unsigned line = 0; line < between->link_count; line++) {
            const int port = between->links[line].port;
            if (between->links[line].upper != upper)
                continue;
            one.left = port < one.left ? port : one.left;
            one.right = port > one.right ? port : one.right;
        }
        one.straight = one.left == one.right;
        between->tracks[between->track_count++] = one;
    }
}

/* Stacks the tracks in the given order, each below the earlier ones that it overlaps. Returns the number of rows. */
static int stack_tracks(gap *between, const unsigned *order) {
    int row_count = 0;
    for (unsigned place = 0; place < between->track_count; place++) {
        track *one = &between->tracks[order[place]];
        one->row = 0;
        if (one->straight)
            continue;
        for (unsigned before = 0; before < place; before++) {
            const track *other = &between->tracks[order[before]];
            if (!other->straight && other->row >= one->row && one->left <= other->right + 1 &&
                other->left <= one->right + 1)
                one->row = other->row + 1;
        }
        if (one->row + 1 > row_count)
            row_count = one->row + 1;
    }
    return row_count;
}

/* The cost of a track: lines of other vertices that it crosses and, much worse, columns where lines of two coincide. */
static int tracks_disorder(const gap *between, int row_count) {
    int disorder = row_count;
    for (unsigned line = 0; line < between->link_count; line++) {
        const link *arriving = &between->links[line];
        const track *own = &between->tracks[arriving->upper];
        for (unsigned number = 0; number < between->track_count; number++) {
            const track *other = &between->tracks[number];
            if (other == own)
                continue;
            if (other->source == arriving->port && !own->straight && (other->straight || other->row >= own->row))
                disorder += COINCIDENCE;
            if (!other->straight && other->left <= arriving->port && arriving->port <= other->right &&
                (own->straight || other->row > own->row))
                disorder += CROSSING;
        }
    }
    for (unsigned first = 0; first < between->track_count; first++)
        for (unsigned second = 0; second < between->track_count; second++) {
            const track *own = &between->tracks[first], *other = &between->tracks[second];
            if (first != second && !own->straight && !other->straight && other->left <= own->source &&
                own->source <= other->right && other->row < own->row)
                disorder += CROSSING;
        }
    return disorder;
}

static void try_tracks(gap *between, unsigned *order, unsigned fixed, int *least, unsigned *best) {
    if (fixed == between->track_count) {
        int disorder = tracks_disorder(between, stack_tracks(between, order));
        if (disorder < *least) {
            *least = disorder;
            memcpy(best, order, between->track_count * sizeof *best);
        }
        return;
    }
    for (unsigned chosen = fixed; chosen < between->track_count; chosen++) {
        unsigned swapped = order[fixed];
        order[fixed] = order[chosen];
        order[chosen] = swapped;
        try_tracks(between, order, fixed + 1, least, best);
        order[chosen] = order[fixed];
        order[fixed] = swapped;
    }
}

/* Chooses the best order of a gap's tracks; returns its disorder. */
static int order_tracks(gap *between) {
    unsigned order[NSC_CELL_VERTICES] = {0}, best[NSC_CELL_VERTICES] = {0};
    for (unsigned number = 0; number < between->track_count; number++)
        order[number] = best[number] = number;
    int least = INT_MAX;
    try_tracks(between, order, 0, &least, best);
    between->row_count = stack_tracks(between, best);
    return least;
}

/* ---- the canvas ---- */

enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, DIRECTIONS = 16 };

/* The content of a place: a letter of a label, or the directions in which lines leave it. */
typedef struct canvas {
    char letters[CANVAS_ROWS][CANVAS_COLUMNS];
    uint8_t lines[CANVAS_ROWS][CANVAS_COLUMNS];
    int row_count;
} canvas;

static const char *const unicode_lines[DIRECTIONS] = {" ", "│", "│", "│", "─", "┘", "┐", "┤",
                                                      "─", "└", "┌", "├", "─", "┴", "┬", "┼"};
static const char *const ascii_lines[DIRECTIONS] = {" ", "|", "|", "|", "-", "+", "+", "+",
                                                    "-", "+", "+", "+", "-", "+", "+", "+"};

static void draw_vertical(canvas *paper, int column, int first, int last) {
    for (int row = first; row <= last; row++)
        paper->lines[row][column] = UP | DOWN;
}

/* Draws the lines of one track: down from its source, along its row, down to its ports. */
static void draw_track(canvas *paper, const gap *between, unsigned number, int top) {
    const track *one = &between->tracks[number];
    const int bottom = top + between->row_count - 1, row = top + one->row;
    if (one->straight) {
        draw_vertical(paper, one->source, top, bottom);
        return;
    }
    draw_vertical(paper, one->source, top, row - 1);
    for (unsigned line = 0; line < between->link_count; line++)
        if (between->links[line].upper == number)
            draw_vertical(paper, between->links[line].port, row + 1, bottom);
}

/* Draws the horizontal part, after all vertical ones: it crosses the lines of others and joins only its own. */
static void draw_track_row(canvas *paper, const gap *between, unsigned number, int top) {
    const track *one = &between->tracks[number];
    if (one->straight)
        return;
    for (int column = one->left; column <= one->right; column++) {
        uint8_t directions = 0;
        directions |= column > one->left ? LEFT : 0;
        directions |= column < one->right ? RIGHT : 0;
        directions |= column == one->source ? UP : 0;
        for (unsigned line = 0; line < between->link_count; line++)
            if (between->links[line].upper == number && between->links[line].port == column)
                directions |= DOWN;
        uint8_t *place = &paper->lines[top + one->row][column];
        if (*place == 0 || (directions & (UP | DOWN)) != 0)
            *place = directions;
    }
}

static void draw_layer(canvas *paper, const layout *plan, unsigned number) {
    const int row = paper->row_count++;
    for (unsigned position = 0; position < plan->layers[number].count; position++) {
        const element *here = &plan->layers[number].elements[position];
        if (here->rail) {
            paper->lines[row][here->centre] = UP | DOWN;
            continue;
        }
        char label[LABEL_SIZE];
        write_label(plan->cell, here->vertex, here->width, label);
        const int length = (int)strlen(label);
        for (int letter = 0; letter < length; letter++)
            paper->letters[row][here->centre - length / 2 + letter] = label[letter];
    }
}

static void draw(canvas *paper, const layout *plan) {
    for (unsigned number = 0; number < plan->layer_count; number++) {
        draw_layer(paper, plan, number);
        if (number + 1 == plan->layer_count)
            break;
        const gap *between = &plan->gaps[number];
        const int top = paper->row_count;
        for (unsigned one = 0; one < between->track_count; one++)
            draw_track(paper, between, one, top);
        for (unsigned one = 0; one < between->track_count; one++)
            draw_track_row(paper, between, one, top);
        paper->row_count += between->row_count;
    }
}

/* The canvas as text, without the spaces at the ends of lines. */
static nsc_status print_canvas(const canvas *paper, bool unicode, char **text, nsc_error *error) {
    const char *const *lines = unicode ? unicode_lines : ascii_lines;
    const size_t longest = 4; /* bytes of a line's character */
    char *end;
    nsc_status status = nsc_allocate(text, (size_t)paper->row_count * (CANVAS_COLUMNS * longest + 1) + 1, 1, error);
    if (status != NSC_OK)
        return status;
    end = *text;
    for (int row = 0; row < paper->row_count; row++) {
        int width = CANVAS_COLUMNS;
        while (width > 0 && paper->letters[row][width - 1] == '\0' && paper->lines[row][width - 1] == 0)
            width--;
        for (int column = 0; column < width; column++) {
            if (paper->letters[row][column] != '\0')
                *end++ = paper->letters[row][column];
            else
                end = stpcpy(end, lines[paper->lines[row][column]]);
        }
        *end++ = '\n';
    }
    *end = '\0';
    return NSC_OK;
}

nsc_status nsc_drawing_create(char **text, const nsc_cell *cell, bool unicode, nsc_error *error) {
    layout *plan = NULL;
    canvas *paper = NULL;
    nsc_status status = NSC_OK;
    *text = NULL;
    NSC_TRY(nsc_allocate(&plan, 1, sizeof *plan, error));
    NSC_TRY(nsc_allocate(&paper, 1, sizeof *paper, error));
    plan->cell = cell;
    assign_layers(plan);
    order_layers(plan);
    place_elements(plan);
    for (unsigned number = 0; number + 1 < plan->layer_count; number++) {
        gap *between = &plan->gaps[number];
        find_tracks(plan, number, 0);
        /* Two pairs of lines that cross may want each other's columns; arriving a column aside leaves both free. */
        if (order_tracks(between) >= COINCIDENCE) {
            find_tracks(plan, number, 1);
            order_tracks(between);
        }
        /* Straight lines still take a row, so that labels do not stand directly on each other. */
        if (between->row_count == 0)
            between->row_count = 1;
    }
    draw(paper, plan);
    status = print_canvas(paper, unicode, text, error);
out:
    free(paper);
    free(plan);
    return status;
}
