/*
 * NAS-Bench-101 as an nsc_space: features, names, parsing, and what is opened when first needed: the hash index and the
 * table of encodings.
 */
#include "base/nearest.h"
#include "space/nb101/nb101_internal.h"
#include "space/space_internal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Names computed one by one (35 us each) before the index is opened for those that follow; all, in a small space. Where
 * no file holds the index, it takes about as long as one name for every so many cells. */
enum { NAMES_COMPUTED = 1000, CELLS_A_NAME = 64 };

/* Hashes looked up in an index file that was not checked, each confirmed by a fingerprint, before the whole is checked:
 * 2 ms. */
enum { LOOKED_UP_UNCHECKED = 32 };

typedef struct implementation {
    nsc_nb101 *nb101;
    nsc_words words;
    char *name;
    pthread_mutex_t lock; /* guards the opening of what follows */
    nsc_hash_index *index;
    nsc_hash_index *unchecked;
    unsigned looked_up; /* in `unchecked` */
    nsc_encoding_table *encodings;
    atomic_uint named; /* names given so far, up to names_computed */
    unsigned names_computed;
} implementation;

/* ---- features ---- */

enum {
    FEATURE_VERTICES,
    FEATURE_EDGES,
    FEATURE_DEPTH,
    FEATURE_WIDTH,
    FEATURE_PARAMETERS,
    FEATURE_CONV3X3,
    FEATURE_CONV1X1,
    FEATURE_MAXPOOL3X3,
    FEATURE_ENCODINGS,
    FEATURE_ENCODINGS_RAW,
    FEATURE_COUNT
};

static const nsc_feature features[FEATURE_COUNT] = {
    [FEATURE_VERTICES] = {"vertices", "vertices after pruning, input and output included", NSC_FEATURE_SIZE},
    [FEATURE_EDGES] = {"edges", "edges after pruning", NSC_FEATURE_STRUCTURE},
    [FEATURE_DEPTH] = {"depth", "edges on the longest path from input to output", NSC_FEATURE_DEPTH},
    [FEATURE_WIDTH] = {"width", "most distinct vertices whose output crosses a cut (live tensors)", NSC_FEATURE_WIDTH},
    [FEATURE_PARAMETERS] = {"params", "trainable parameters of the published network", NSC_FEATURE_COST},
    [FEATURE_CONV3X3] = {"conv3x3", "3x3 convolutions", NSC_FEATURE_SYMBOL_COUNT},
    [FEATURE_CONV1X1] = {"conv1x1", "1x1 convolutions", NSC_FEATURE_SYMBOL_COUNT},
    [FEATURE_MAXPOOL3X3] = {"maxpool3x3", "3x3 max-poolings", NSC_FEATURE_SYMBOL_COUNT},
    [FEATURE_ENCODINGS] = {"encodings", "encodings that decode to the cell, edge limit after pruning",
                           NSC_FEATURE_VOLUME},
    [FEATURE_ENCODINGS_RAW] = {"encodings_raw", "encodings that decode to the cell, edge limit before pruning",
                               NSC_FEATURE_VOLUME},
};

static double cell_feature(const nsc_skeleton *skeleton, const nsc_cell *cell, size_t feature) {
    switch (feature) {
    case FEATURE_VERTICES:
        return skeleton->vertex_count;
    case FEATURE_EDGES:
        return skeleton->edge_count;
    case FEATURE_DEPTH:
        return skeleton->depth;
    case FEATURE_WIDTH:
        return skeleton->width;
    case FEATURE_PARAMETERS:
        return nsc_cell_parameters(cell);
    default: {
        unsigned count = 0;
        for (unsigned inner = 0; inner + 2 < cell->vertex_count; inner++)
            count += cell->operations[inner] == feature - FEATURE_CONV3X3;
        return count;
    }
    }
}

typedef struct feature_job {
    const nsc_nb101 *nb101;
    size_t feature;
    double *values;
} feature_job;

static nsc_status fill_skeleton(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const feature_job *job = context;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(job->nb101, (uint32_t)task);
    const uint16_t *labellings = nsc_nb101_labellings(job->nb101, (uint32_t)task);
    nsc_cell cell = {.vertex_count = skeleton->vertex_count, .edges = skeleton->edges};
    for (uint32_t number = 0; number < skeleton->cell_count; number++) {
        nsc_labelling_operations(labellings[number], skeleton->vertex_count - 2u, cell.operations);
        job->values[skeleton->first_id + number] = cell_feature(skeleton, &cell, job->feature);
    }
    return NSC_OK;
}

static nsc_status feature_values(const nsc_space *space, size_t feature, const nsc_control *control, double *values,
                                 nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    if (feature == FEATURE_ENCODINGS || feature == FEATURE_ENCODINGS_RAW)
        return nsc_nb101_encodings(nb101, feature == FEATURE_ENCODINGS ? NSC_VALID_PRUNED : NSC_VALID_RAW, values,
                                   error);
    feature_job job = {.nb101 = nb101, .feature = feature, .values = values};
    return nsc_parallel(nsc_nb101_skeleton_count(nb101), control, fill_skeleton, &job, error);
}

/* All but the numbers of encodings, which are counted for all cells at once. */
static nsc_status feature_value(const nsc_space *space, size_t feature, uint32_t point, double *value,
                                nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    if (feature != FEATURE_ENCODINGS && feature != FEATURE_ENCODINGS_RAW) {
        const nsc_cell cell = nsc_nb101_cell(nb101, point);
        *value = cell_feature(nsc_nb101_skeleton(nb101, nsc_nb101_skeleton_of(nb101, point)), &cell, feature);
        return NSC_OK;
    }
    double *values = NULL;
    nsc_status status = nsc_allocate(&values, space->point_count, sizeof *values, error);
    if (status == NSC_OK)
        status = feature_values(space, feature, NSC_THREADS(1), values, error);
    if (status == NSC_OK)
        *value = values[point];
    free(values);
    return status;
}

/* ---- names ---- */

enum { SHORTEST_HASH = 8 }; /* hexadecimal digits that are taken for a hash, cut off */

/* Cells of the paper: its best one (figure 1), and those of the official code's examples; figure 3 marks the
 * Inception-like one's neighbours. */
static const nsc_named_point named_points[] = {
    {"published-best", "0110011000001000010000000100000001000000010000000/c1,c3,mp,c3,c3", false},
    {"resnet-like", "0101001000010000/c3,c3", false},
    {"inception-like", "0111100000000100000010000001000001000000010000000/c3,c1,mp,c3,c3", true},
};

static nsc_status point_name(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error) {
    implementation *parts = space->implementation;
    name->text = name->own;
    if (space->point_count <= NAMES_COMPUTED ||
        atomic_load_explicit(&parts->named, memory_order_relaxed) < parts->names_computed) {
        const nsc_cell cell = nsc_nb101_cell(parts->nb101, point);
        const nsc_hash hash = nsc_cell_fingerprint(&cell);
        nsc_hash_format(&hash, name->own);
        atomic_fetch_add_explicit(&parts->named, 1, memory_order_relaxed);
        return NSC_OK;
    }
    const nsc_hash_index *index;
    const nsc_status status = nsc_space_hash_index(space, &index, error);
    if (status == NSC_OK)
        nsc_hash_format(&nsc_hash_index_hashes(index)[point], name->own);
    return status;
}

/* The first few hashes are looked up without checking the index file; false: the whole index is to say. */
static bool find_unchecked(implementation *parts, const nsc_hash *hash, uint32_t *id) {
    bool found = false;
    pthread_mutex_lock(&parts->lock);
    if (parts->index == NULL && parts->looked_up++ < LOOKED_UP_UNCHECKED) {
        if (parts->unchecked == NULL)
            parts->unchecked = nsc_hash_index_open_unchecked(parts->nb101);
        found = parts->unchecked != NULL && nsc_hash_index_find_unchecked(parts->unchecked, parts->nb101, hash, id);
    }
    pthread_mutex_unlock(&parts->lock);
    return found;
}

static nsc_status parse_hash(const nsc_space *space, const nsc_hash *hash, uint32_t *id, nsc_error *error) {
    const nsc_hash_index *index;
    if (find_unchecked(space->implementation, hash, id))
        return NSC_OK;
    nsc_status status = nsc_space_hash_index(space, &index, error);
    if (status != NSC_OK || nsc_hash_index_find(index, hash, id))
        return status;
    char text[33];
    nsc_hash_format(hash, text);
    return nsc_error_set(error, NSC_INVALID, "no cell of %s has the hash %s", space->name, text);
}

/* The error for a text that is no hash, no id and no matrix: a misspelt name, or a hash of another length. */
static nsc_status refuse_text(const nsc_space *space, const char *text, nsc_error *error) {
    const char *names[sizeof named_points / sizeof named_points[0]];
    nsc_choices listed = {0};
    const size_t length = strlen(text);
    char hint[64] = "";
    for (size_t number = 0; number < space->named_point_count; number++) {
        names[number] = space->named_points[number].name;
        nsc_choices_add(&listed, names[number]);
    }
    const char *nearest = nsc_nearest_name(text, names, space->named_point_count);
    if (nearest != NULL)
        snprintf(hint, sizeof hint, " (did you mean %s?)", nearest);
    else if (length < SHORTEST_HASH && text[strspn(text, "0123456789")] == '\0')
        snprintf(hint, sizeof hint, " (did you mean id:%s?)", text);
    else if (length >= SHORTEST_HASH && strspn(text, "0123456789abcdefABCDEF") == length)
        snprintf(hint, sizeof hint, " (a hash has 32 digits, this text has %zu)", length);
    return nsc_error_set(error, NSC_INVALID,
                         "\"%.80s\" is not a cell%s: give a hash of 32 hexadecimal digits, id:N, "
                         "ADJACENCY/OPERATIONS (such as 010001000/c3), or the name of a cell: %s",
                         text, hint, listed.text);
}

nsc_status nsc_nb101_parse(const nsc_space *space, const char *text, uint32_t *id, nsc_encoding *encoding,
                           nsc_error *error) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    nsc_encoding parsed;
    nsc_hash hash;
    nsc_status status;
    bool written = false;
    const char *named = nsc_space_named_point(space, text);
    if (named != NULL)
        text = named;
    bool is_id;
    status = nsc_space_parse_id(space, text, id, &is_id, error);
    if (status != NSC_OK)
        return status;
    if (!is_id && nsc_hash_parse(text, &hash))
        status = parse_hash(space, &hash, id, error);
    else if (!is_id && strchr(text, '/') == NULL)
        return refuse_text(space, text, error);
    else if (!is_id) {
        written = true;
        status = nsc_encoding_parse(&parsed, text, error);
        if (status == NSC_OK)
            status = nsc_nb101_find(nb101, &parsed.pruned, id, error);
    }
    if (status != NSC_OK || encoding == NULL)
        return status;
    if (!written) {
        const nsc_cell cell = nsc_nb101_cell(nb101, *id);
        parsed = (nsc_encoding){.written = cell, .pruned = cell, .kept = (1u << cell.vertex_count) - 1};
    }
    *encoding = parsed;
    return NSC_OK;
}

static nsc_status point_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    return nsc_nb101_parse(space, text, point, NULL, error);
}

/* The words of a cell are the labellings of its skeleton. */
static nsc_shape shape_of(const nsc_space *space, uint32_t number) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
    return (nsc_shape){.first_point = skeleton->first_id,
                       .point_count = skeleton->cell_count,
                       .positions = skeleton->vertex_count - 2u,
                       .word_count = skeleton->labelling_count,
                       .points = nsc_nb101_orbits(nb101, number)};
}

static const char *const operation_names[NSC_OPERATIONS] = {"conv3x3", "conv1x1", "maxpool3x3"};

/* ---- the space ---- */

static nsc_status same_network(const nsc_space *space, uint32_t point, nsc_spellings *spellings, nsc_error *error) {
    const nsc_cell cell = nsc_nb101_cell(nsc_space_nb101(space), point);
    nsc_cell *orderings = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    *spellings = (nsc_spellings){0};
    NSC_TRY(nsc_cell_orderings(&cell, &orderings, &count, error));
    NSC_TRY(nsc_allocate(&spellings->texts, count, sizeof *spellings->texts, error));
    for (size_t number = 0; number < count; number++) {
        char adjacency[NSC_ADJACENCY_SIZE], operations[NSC_OPERATIONS_SIZE];
        char text[NSC_ADJACENCY_SIZE + NSC_OPERATIONS_SIZE];
        nsc_cell_adjacency(&orderings[number], adjacency);
        nsc_cell_operations(&orderings[number], operations);
        snprintf(text, sizeof text, "%s/%s", adjacency, operations);
        NSC_TRY(nsc_copy_text(&spellings->texts[number], text, error));
        spellings->count++;
    }
out:
    free(orderings);
    if (status != NSC_OK)
        nsc_spellings_release(spellings);
    return status;
}

static nsc_status encodings_of(const nsc_space *space, const nsc_encodings **encodings, nsc_error *error) {
    implementation *parts = space->implementation;
    nsc_status status = NSC_OK;
    pthread_mutex_lock(&parts->lock);
    if (parts->encodings == NULL)
        status = nsc_encoding_table_create(&parts->encodings, parts->nb101, error);
    if (status == NSC_OK)
        *encodings = nsc_encoding_table_encodings(parts->encodings);
    pthread_mutex_unlock(&parts->lock);
    return status;
}

/* The edges into the output move to the last column; the inner vertices stay. */
static void point_encoding(const nsc_space *space, uint32_t point, uint32_t *matrix, uint32_t *labelling) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    const nsc_cell cell = nsc_nb101_cell(nb101, point);
    const unsigned output = cell.vertex_count - 1u, last = nb101->limits.vertices - 1;
    const uint32_t inner = cell.edges & ((1u << nsc_cell_slot(0, output)) - 1);
    *matrix = inner | nsc_cell_sources(cell.edges, output) << nsc_cell_slot(0, last);
    *labelling = nsc_labelling_of(cell.operations, last - 1);
}

static void destroy(nsc_space *space) {
    implementation *parts = space->implementation;
    nsc_hash_index_close(parts->index);
    nsc_hash_index_close(parts->unchecked);
    nsc_encoding_table_destroy(parts->encodings);
    nsc_nb101_destroy(parts->nb101);
    pthread_mutex_destroy(&parts->lock);
    free(parts->name);
    free(parts);
    free(space);
}

nsc_status nsc_nb101_space_open(nsc_space **space, const char *name, nsc_nb101_limits limits, nsc_error *error) {
    nsc_space *opened = NULL;
    nsc_status status = NSC_OK;
    *space = NULL;
    NSC_TRY(nsc_space_allocate(&opened, sizeof(implementation), destroy, error));
    implementation *parts = opened->implementation;
    pthread_mutex_init(&parts->lock, NULL);
    NSC_TRY(nsc_copy_text(&parts->name, name, error));
    NSC_TRY(nsc_nb101_create(&parts->nb101, limits, error));
    parts->names_computed = NAMES_COMPUTED;
    if (!nsc_nb101_is_published(parts->nb101) && nsc_nb101_cell_count(parts->nb101) > NAMES_COMPUTED * CELLS_A_NAME)
        parts->names_computed = nsc_nb101_cell_count(parts->nb101) / CELLS_A_NAME;
    parts->words = (nsc_words){.symbols = NSC_OPERATIONS,
                               .symbol_names = operation_names,
                               .shape_count = nsc_nb101_skeleton_count(parts->nb101),
                               .shape = shape_of};
    *opened = (nsc_space){.kind = NSC_SPACE_CELLS,
                          .name = parts->name,
                          .point_count = nsc_nb101_cell_count(parts->nb101),
                          .epochs = NSC_NB101_EPOCHS,
                          .features = features,
                          .feature_count = FEATURE_COUNT,
                          .edge_kinds = nsc_nb101_edge_kinds,
                          .edge_kind_count = NSC_KINDS,
                          .named_points = named_points,
                          .named_point_count = sizeof named_points / sizeof named_points[0],
                          .words = &parts->words,
                          .feature_values = feature_values,
                          .feature_value = feature_value,
                          .point_parse = point_parse,
                          .point_name = point_name,
                          .same_network = same_network,
                          .encodings = encodings_of,
                          .point_encoding = point_encoding,
                          .destroy = destroy,
                          .implementation = parts};
    *space = opened;
    opened = NULL;
out:
    nsc_space_close(opened);
    return status;
}

const nsc_nb101 *nsc_space_nb101(const nsc_space *space) {
    return space->kind == NSC_SPACE_CELLS ? ((const implementation *)space->implementation)->nb101 : NULL;
}

nsc_status nsc_space_hash_index(const nsc_space *space, const nsc_hash_index **index, nsc_error *error) {
    implementation *parts = space->implementation;
    nsc_status status = NSC_OK;
    pthread_mutex_lock(&parts->lock);
    if (parts->index == NULL)
        status = nsc_hash_index_open(&parts->index, parts->nb101, NULL, error);
    *index = parts->index;
    pthread_mutex_unlock(&parts->lock);
    return status;
}
