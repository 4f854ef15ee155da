/* What a cell measures without any training: parameters, depth, width, and how many encodings decode to it. */
#include "space/nb101/nb101_internal.h"

/* ---- the published network around a cell (Ying et al. 2019, section 2.1 and the official model_builder.py) ---- */

enum { STEM_CHANNELS = 128, IMAGE_CHANNELS = 3, STACKS = 3, MODULES_PER_STACK = 3, CLASSES = 10 };

/* Weights of a k × k convolution without bias, and the scale and shift of its batch normalisation. */
static uint32_t convolution_parameters(unsigned size, unsigned input_channels, unsigned output_channels) {
    return size * size * input_channels * output_channels + 2 * output_channels;
}

void nsc_cell_channels(uint32_t edges, unsigned vertex_count, unsigned input_channels, unsigned output_channels,
                       unsigned *channels) {
    const unsigned output = vertex_count - 1;
    channels[0] = input_channels;
    channels[output] = output_channels;
    /* What is concatenated at the output shares its channels out; the first ones take the remainder. */
    uint32_t feeding = nsc_cell_sources(edges, output) & ~1u;
    unsigned count = feeding != 0 ? (unsigned)__builtin_popcount(feeding) : 1;
    unsigned remainder = output_channels % count;
    for (uint32_t rest = feeding; rest != 0; rest &= rest - 1) {
        unsigned extra = remainder > 0 ? 1 : 0;
        channels[__builtin_ctz(rest)] = output_channels / count + extra;
        remainder -= extra;
    }
    /* Sums are taken over equal channels: every other vertex has as many as the largest of those it feeds. */
    for (unsigned vertex = output; vertex-- > 1;) {
        if ((feeding >> vertex & 1u) != 0)
            continue;
        channels[vertex] = 0;
        for (unsigned to = vertex + 1; to < output; to++)
            if (nsc_cell_has_edge(edges, vertex, to) && channels[to] > channels[vertex])
                channels[vertex] = channels[to];
    }
}

static uint32_t module_parameters(const nsc_cell *cell, unsigned input_channels, unsigned output_channels) {
    const unsigned output = cell->vertex_count - 1u;
    unsigned channels[NSC_CELL_VERTICES];
    nsc_cell_channels(cell->edges, cell->vertex_count, input_channels, output_channels, channels);
    uint32_t parameters = 0;
    for (unsigned vertex = 1; vertex < output; vertex++) {
        if (nsc_cell_has_edge(cell->edges, 0, vertex))
            parameters += convolution_parameters(1, input_channels, channels[vertex]);
        if (cell->operations[vertex - 1] == NSC_CONV3X3)
            parameters += convolution_parameters(3, channels[vertex], channels[vertex]);
        else if (cell->operations[vertex - 1] == NSC_CONV1X1)
            parameters += convolution_parameters(1, channels[vertex], channels[vertex]);
    }
    if (nsc_cell_has_edge(cell->edges, 0, output))
        parameters += convolution_parameters(1, input_channels, output_channels);
    return parameters;
}

uint32_t nsc_cell_parameters(const nsc_cell *cell) {
    uint32_t parameters = convolution_parameters(3, IMAGE_CHANNELS, STEM_CHANNELS);
    unsigned input_channels = STEM_CHANNELS;
    for (unsigned stack = 0; stack < STACKS; stack++) {
        const unsigned channels = (unsigned)STEM_CHANNELS << stack;
        /* The first module of a stack may widen; the others of it are alike. */
        parameters += module_parameters(cell, input_channels, channels);
        parameters += (MODULES_PER_STACK - 1) * module_parameters(cell, channels, channels);
        input_channels = channels;
    }
    return parameters + input_channels * CLASSES + CLASSES;
}

/* ---- depth and width ---- */

unsigned nsc_cell_depth(uint32_t edges, unsigned vertex_count) {
    unsigned depths[NSC_CELL_VERTICES] = {0};
    for (unsigned to = 1; to < vertex_count; to++)
        for (uint32_t sources = nsc_cell_sources(edges, to); sources != 0; sources &= sources - 1) {
            unsigned through = depths[__builtin_ctz(sources)] + 1;
            if (through > depths[to])
                depths[to] = through;
        }
    return depths[vertex_count - 1];
}

/*
 * Ying et al. section 3.2 call width the "maximum directed cut"; of the readings whose maximum over the space is their
 * 5 and which give 1 on the chains alone, this is the one: the most distinct vertices whose output crosses a cut
 * between a set closed under predecessors and the rest.
 */
unsigned nsc_cell_width(uint32_t edges, unsigned vertex_count) {
    const uint32_t output = 1u << (vertex_count - 1);
    unsigned width = 0;
    for (uint32_t before = 1; before < output; before += 2) {
        uint32_t crossing = 0;
        bool closed = true;
        for (unsigned to = 1; to < vertex_count && closed; to++) {
            uint32_t sources = nsc_cell_sources(edges, to);
            if ((before >> to & 1u) != 0)
                closed = (sources & ~before) == 0;
            else
                crossing |= sources & before;
        }
        unsigned count = (unsigned)__builtin_popcount(crossing);
        if (closed && count > width)
            width = count;
    }
    return width;
}

/* ---- encodings ---- */

/*
 * dead[vertices][extra]: how many matrices have a given full matrix of so many vertices as their pruned part and
 * `extra` edges beside it, summed over the places where its vertices may stand. It depends on the full matrix only
 * through its number of vertices, so one scan over all matrices, divided by the number of full ones, gives it for all.
 */
typedef struct dead_parts {
    double dead[NSC_CELL_VERTICES + 1][NSC_CELL_SLOTS + 1];
} dead_parts;

static void count_dead_parts(unsigned vertex_count, dead_parts *parts) {
    const uint32_t matrix_count = 1u << nsc_cell_slot(0, vertex_count);
    double full_counts[NSC_CELL_VERTICES + 1] = {0};
    for (unsigned vertices = 2; vertices <= vertex_count; vertices++)
        for (uint32_t edges = 0; edges < 1u << nsc_cell_slot(0, vertices); edges++)
            full_counts[vertices] += nsc_prune_kept(edges, vertices) == (1u << vertices) - 1;
    /* The edges among kept vertices, by the set of kept vertices. */
    uint32_t among[1u << NSC_CELL_VERTICES];
    for (uint32_t kept = 0; kept < 1u << vertex_count; kept++)
        among[kept] = nsc_cell_edges_within(kept);
    for (uint32_t edges = 0; edges < matrix_count; edges++) {
        uint32_t kept = nsc_prune_kept(edges, vertex_count);
        if (kept != 0)
            parts->dead[__builtin_popcount(kept)][nsc_edge_count(edges & ~among[kept])]++;
    }
    for (unsigned vertices = 2; vertices <= vertex_count; vertices++)
        for (unsigned extra = 0; extra <= NSC_CELL_SLOTS; extra++)
            parts->dead[vertices][extra] /= full_counts[vertices];
}

nsc_status nsc_nb101_encodings(const nsc_nb101 *nb101, nsc_validity validity, double *encodings, nsc_error *error) {
    dead_parts *parts = NULL;
    nsc_status status = nsc_allocate(&parts, 1, sizeof *parts, error);
    if (status != NSC_OK)
        return status;
    count_dead_parts(nb101->limits.vertices, parts);
    for (uint32_t number = 0; number < nsc_nb101_skeleton_count(nb101); number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        const unsigned extra_limit =
            validity == NSC_VALID_RAW ? nb101->limits.edges - skeleton->edge_count : NSC_CELL_SLOTS;
        double each = 0;
        for (unsigned extra = 0; extra <= extra_limit && extra <= NSC_CELL_SLOTS; extra++)
            each += parts->dead[skeleton->vertex_count][extra];
        each *= skeleton->ordering_count;
        for (unsigned free_vertex = skeleton->vertex_count; free_vertex < nb101->limits.vertices; free_vertex++)
            each *= NSC_OPERATIONS;
        /* Each labelling of the orbit adds as much. */
        const uint16_t *orbits = nsc_nb101_orbits(nb101, number);
        for (uint32_t cell = 0; cell < skeleton->cell_count; cell++)
            encodings[skeleton->first_id + cell] = 0;
        for (uint32_t labelling = 0; labelling < skeleton->labelling_count; labelling++)
            encodings[skeleton->first_id + orbits[labelling]] += each;
    }
    free(parts);
    return NSC_OK;
}
