/*
 * Encodings by the point that they decode to and their distance to a set: the basis of all figures about distances
 * between encodings. Matrices are taken class by class: the matrices of a class are compared with one distance after
 * the other, many labellings at a time, and what is equal is counted in bytes. The classes that share their points are
 * one task, and no two tasks touch the same point.
 *
 * Encodings valid by the raw rule are valid by the pruned one, and if all encodings of the targets are valid by both,
 * the distances are the same: then one pass counts for both rules.
 */
#include "base/base.h"
#include "base/vector_variants.h"
#include "graph/graph.h"

#include <string.h>

enum { KEEPS_LIMIT, BEYOND_LIMIT, PARTS }; /* matrices by the edge limit before pruning */

typedef struct counting {
    const nsc_encodings *encodings;
    nsc_encoding_counts *shells[NSC_VALIDITY_COUNT]; /* NULL if the rule is not requested */
    const uint8_t *distances;
    uint32_t *matrices;     /* all, class by class and part by part; those that count for no point come last */
    uint32_t *first_matrix; /* [class × PARTS + part] start in `matrices`; and the start of those for no point */
    uint32_t *classes;      /* all classes, group by group */
    uint32_t *first_class;  /* [group + 1] */
    uint32_t group_count;
    uint64_t (*all)[NSC_ENCODING_DISTANCES]; /* [group, then stretch for no point] encodings, valid or not */
} counting;

/*
 * Place of a matrix' part in `first_matrix`. For the raw rule alone, matrices beyond the edge limit are counted in
 * their own order, which is that of memory, since they count for no point.
 */
static uint32_t part_of(const counting *job, uint32_t matrix) {
    const nsc_encodings *encodings = job->encodings;
    const uint32_t class_of_matrix = encodings->classes[matrix];
    const bool keeps = (unsigned)__builtin_popcount(matrix) <= encodings->edge_limit;
    if (class_of_matrix >= encodings->class_count || (!keeps && job->shells[NSC_VALID_PRUNED] == NULL))
        return encodings->class_count * PARTS;
    return class_of_matrix * PARTS + (keeps ? KEEPS_LIMIT : BEYOND_LIMIT);
}

/* Counting sort of the matrices by class and part. */
static nsc_status sort_matrices(counting *job, nsc_error *error) {
    const nsc_encodings *encodings = job->encodings;
    const uint32_t parts = encodings->class_count * PARTS + 1;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->matrices, encodings->matrix_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&job->first_matrix, parts + 2u, sizeof(uint32_t), error));
    /* Filling moves first_matrix[p + 1] from the start of part p to its end, which is where part p + 1 starts. */
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        job->first_matrix[part_of(job, matrix) + 2]++;
    for (uint32_t part = 2; part <= parts + 1; part++)
        job->first_matrix[part] += job->first_matrix[part - 1];
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        job->matrices[job->first_matrix[part_of(job, matrix) + 1]++] = matrix;
out:
    return status;
}

/* Counting sort of the classes by the point of their first labelling, which is the same for classes with the same
 * points. */
static nsc_status group_classes(counting *job, uint32_t point_count, nsc_error *error) {
    const nsc_encodings *encodings = job->encodings;
    uint32_t *starts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&starts, point_count + 1u, sizeof *starts, error));
    NSC_TRY(nsc_allocate(&job->classes, encodings->class_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&job->first_class, encodings->class_count + 1u, sizeof(uint32_t), error));
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        starts[encodings->points[(size_t) class * encodings->labelling_count] + 1]++;
    for (uint32_t point = 0; point < point_count; point++) {
        if (starts[point + 1] > 0)
            job->first_class[job->group_count++] = starts[point];
        starts[point + 1] += starts[point];
    }
    job->first_class[job->group_count] = encodings->class_count;
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        job->classes[starts[encodings->points[(size_t) class * encodings->labelling_count]]++] = class;
out:
    free(starts);
    return status;
}

/* ---- counting rows ---- */

/* Up to BLOCK_ROWS matrices that count for the same points; a count of them fits into a byte. */
typedef struct row_block {
    const uint32_t *matrices;
    uint32_t count;
    const uint32_t *points; /* [labelling]; NULL: they count for no point */
    bool keeps_limit;
} row_block;

enum {
    BLOCK_ROWS = UINT8_MAX,
    AT_ONCE = 8, /* distances that are counted side by side */
    CACHE_LINE = 64,
    AHEAD = 8 /* rows that are fetched before they are read */
};

/* Neighbouring labellings in a vector register. */
typedef uint8_t strip __attribute__((vector_size(NSC_ENCODING_STRIP)));

/* No function returns one: how depends on the processor. */
static inline __attribute__((always_inline)) void load_strip(const uint8_t *bytes, strip *loaded) {
    memcpy(loaded, bytes, sizeof *loaded);
}

/* The rows of a class lie far apart, so that no processor fetches them by itself. */
static inline void fetch_row(const counting *job, uint32_t matrix) {
    const size_t width = job->encodings->labelling_count;
    for (size_t place = 0; place < width; place += CACHE_LINE)
        __builtin_prefetch(job->distances + matrix * width + place);
}

/* The smallest distance of some rows, and the largest. Strips that end beyond a row may widen the range. */
static inline __attribute__((always_inline)) void find_range(const counting *job, const row_block *rows,
                                                             unsigned *smallest, unsigned *largest) {
    const size_t width = job->encodings->labelling_count;
    strip least, most, row;
    load_strip(job->distances + rows->matrices[0] * width, &least);
    most = least;
    for (uint32_t number = 0; number < rows->count; number++) {
        if (number + AHEAD < rows->count)
            fetch_row(job, rows->matrices[number + AHEAD]);
        for (size_t first = 0; first < width; first += NSC_ENCODING_STRIP) {
            load_strip(job->distances + rows->matrices[number] * width + first, &row);
            least ^= (least ^ row) & (strip)(row < least);
            most ^= (most ^ row) & (strip)(row > most);
        }
    }
    *smallest = least[0];
    *largest = most[0];
    for (unsigned lane = 1; lane < NSC_ENCODING_STRIP; lane++) {
        *smallest = least[lane] < *smallest ? least[lane] : *smallest;
        *largest = most[lane] > *largest ? most[lane] : *largest;
    }
}

/* counts[d][lane]: rows whose distance is `nearest` + d in that lane of the strip. */
static inline __attribute__((always_inline)) void count_strip(const counting *job, const row_block *rows,
                                                              uint32_t first, unsigned nearest,
                                                              uint8_t counts[AT_ONCE][NSC_ENCODING_STRIP]) {
    const size_t width = job->encodings->labelling_count;
    strip sums[AT_ONCE] = {{0}}, row;
    for (uint32_t number = 0; number < rows->count; number++) {
        load_strip(job->distances + rows->matrices[number] * width + first, &row);
        for (unsigned place = 0; place < AT_ONCE; place++)
            sums[place] -= (strip)(row == (uint8_t)(nearest + place)); /* −1 where equal */
    }
    memcpy(counts, sums, sizeof sums);
}

/* Adds a point's counts to those of each requested rule. */
static void add_to_point(const counting *job, const row_block *rows, uint32_t point, unsigned distance,
                         uint32_t count) {
    const size_t place = (size_t)point * NSC_ENCODING_DISTANCES + distance;
    if (job->shells[NSC_VALID_PRUNED] != NULL)
        job->shells[NSC_VALID_PRUNED]->of_points[place] += count;
    if (job->shells[NSC_VALID_RAW] != NULL && rows->keeps_limit)
        job->shells[NSC_VALID_RAW]->of_points[place] += count;
}

static inline __attribute__((always_inline)) void count_rows(const counting *job, const row_block *rows,
                                                             uint64_t all[NSC_ENCODING_DISTANCES]) {
    const uint32_t width = job->encodings->labelling_count;
    uint8_t counts[AT_ONCE][NSC_ENCODING_STRIP];
    unsigned smallest, largest;
    find_range(job, rows, &smallest, &largest);
    for (uint32_t first = 0; first < width; first += NSC_ENCODING_STRIP) {
        const uint32_t lanes = width - first < NSC_ENCODING_STRIP ? width - first : NSC_ENCODING_STRIP;
        for (unsigned nearest = smallest; nearest <= largest; nearest += AT_ONCE) {
            count_strip(job, rows, first, nearest, counts);
            for (unsigned place = 0; place < AT_ONCE && nearest + place <= largest; place++)
                for (uint32_t lane = 0; lane < lanes; lane++) {
                    all[nearest + place] += counts[place][lane];
                    if (rows->points != NULL && counts[place][lane] > 0)
                        add_to_point(job, rows, rows->points[first + lane], nearest + place, counts[place][lane]);
                }
        }
    }
}

NSC_VECTOR_VARIANTS(count_rows, (const counting *job, const row_block *rows, uint64_t all[NSC_ENCODING_DISTANCES]),
                    (job, rows, all))

/* The matrices from `first` to `end` in `matrices`, block by block. */
static void count_matrices(const counting *job, row_block rows, uint32_t first, uint32_t end,
                           uint64_t all[NSC_ENCODING_DISTANCES]) {
    for (; first < end; first += rows.count) {
        rows.matrices = job->matrices + first;
        rows.count = end - first < BLOCK_ROWS ? end - first : BLOCK_ROWS;
        count_rows_vector(job, &rows, all);
    }
}

static void count_group(const counting *job, size_t group) {
    for (uint32_t place = job->first_class[group]; place < job->first_class[group + 1]; place++) {
        const uint32_t class_of_group = job->classes[place];
        const uint32_t *starts = job->first_matrix + (size_t)class_of_group * PARTS;
        row_block rows = {.points = job->encodings->points + (size_t)class_of_group * job->encodings->labelling_count};
        for (unsigned part = 0; part < PARTS; part++) {
            rows.keeps_limit = part == KEEPS_LIMIT;
            count_matrices(job, rows, starts[part], starts[part + 1], job->all[group]);
        }
    }
}

enum { STRETCH = 1 << 14 }; /* matrices for no point in a task */

static uint32_t start_for_no_point(const counting *job) {
    return job->first_matrix[job->encodings->class_count * PARTS];
}

static size_t task_count(const counting *job) {
    return job->group_count + (job->encodings->matrix_count - start_for_no_point(job) + STRETCH - 1) / STRETCH;
}

/* A group of classes; beyond, a stretch of matrices that count for no point. */
static nsc_status count_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker, (void)error;
    const counting *job = context;
    if (task < job->group_count) {
        count_group(job, task);
        return NSC_OK;
    }
    const uint32_t first = start_for_no_point(job) + (uint32_t)(task - job->group_count) * STRETCH;
    const uint32_t left = job->encodings->matrix_count - first;
    count_matrices(job, (row_block){.points = NULL}, first, first + (left < STRETCH ? left : STRETCH), job->all[task]);
    return NSC_OK;
}

static void set_totals(nsc_encoding_counts *shells, const uint64_t all[NSC_ENCODING_DISTANCES]) {
    for (uint32_t point = 0; point < shells->point_count; point++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
            shells->valid[distance] += shells->of_points[(size_t)point * NSC_ENCODING_DISTANCES + distance];
    memcpy(shells->all, all, sizeof shells->all);
}

static nsc_status count_all(counting *job, uint32_t point_count, const nsc_control *control, nsc_error *error) {
    uint64_t all[NSC_ENCODING_DISTANCES] = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(sort_matrices(job, error));
    NSC_TRY(group_classes(job, point_count, error));
    NSC_TRY(nsc_allocate(&job->all, task_count(job), sizeof *job->all, error));
    NSC_TRY(nsc_parallel(task_count(job), control, count_task, job, error));
    for (size_t task = 0; task < task_count(job); task++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
            all[distance] += job->all[task][distance];
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        if (job->shells[validity] != NULL)
            set_totals(job->shells[validity], all);
out:
    free(job->all);
    free(job->matrices);
    free(job->first_matrix);
    free(job->classes);
    free(job->first_class);
    return status;
}

/* Distances by one rule, counted for each rule whose counts are requested. */
static nsc_status count_by_rule(nsc_encoding_counts *const shells[NSC_VALIDITY_COUNT], const nsc_space *space,
                                nsc_validity validity, const uint32_t *targets, size_t target_count,
                                const nsc_control *control, uint8_t *buffer, nsc_error *error) {
    counting job = {.shells = {shells[0], shells[1]}, .distances = buffer};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_encodings(space, &job.encodings, error));
    for (int rule = 0; rule < NSC_VALIDITY_COUNT; rule++)
        if (shells[rule] != NULL) {
            *shells[rule] = (nsc_encoding_counts){.validity = (nsc_validity)rule, .point_count = space->point_count};
            NSC_TRY(nsc_allocate(&shells[rule]->of_points, (size_t)space->point_count * NSC_ENCODING_DISTANCES,
                                 sizeof *shells[rule]->of_points, error));
        }
    NSC_TRY(nsc_encoding_distances(job.encodings, validity, targets, target_count, control, buffer, error));
    if (buffer[0] != NSC_UNREACHED)
        NSC_TRY(count_all(&job, space->point_count, control, error));
out:
    for (int rule = 0; status != NSC_OK && rule < NSC_VALIDITY_COUNT; rule++)
        if (shells[rule] != NULL)
            nsc_encoding_counts_release(shells[rule]);
    return status;
}

nsc_status nsc_encoding_counts_of(nsc_encoding_counts *shells, const nsc_space *space, nsc_validity validity,
                                  const uint32_t *targets, size_t target_count, const nsc_control *control,
                                  uint8_t *buffer, nsc_error *error) {
    nsc_encoding_counts *asked[NSC_VALIDITY_COUNT] = {NULL};
    asked[validity] = shells;
    return count_by_rule(asked, space, validity, targets, target_count, control, buffer, error);
}

/* True if every encoding of the targets keeps the edge limit before pruning: both rules have the same ones. */
static nsc_status targets_keep_limit(const nsc_encodings *encodings, uint32_t point_count, const uint32_t *targets,
                                     size_t target_count, bool *keep, nsc_error *error) {
    bool *is_target = NULL, *holds_target = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&is_target, point_count, sizeof *is_target, error));
    NSC_TRY(nsc_allocate(&holds_target, encodings->class_count, sizeof *holds_target, error));
    for (size_t target = 0; target < target_count; target++)
        is_target[targets[target]] = true;
    for (size_t entry = 0; entry < (size_t)encodings->class_count * encodings->labelling_count; entry++)
        if (is_target[encodings->points[entry]])
            holds_target[entry / encodings->labelling_count] = true;
    *keep = true;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count && *keep; matrix++)
        *keep = nsc_matrix_decoding(encodings, NSC_VALID_RAW, matrix) != NSC_EDGES_BEFORE_PRUNING ||
                !holds_target[encodings->classes[matrix]];
out:
    free(is_target);
    free(holds_target);
    return status;
}

nsc_status nsc_encoding_counts_by_rule(nsc_encoding_counts shells[NSC_VALIDITY_COUNT], const nsc_space *space,
                                       const uint32_t *targets, size_t target_count, const nsc_control *control,
                                       uint8_t *buffer, nsc_error *error) {
    nsc_encoding_counts *both[NSC_VALIDITY_COUNT] = {&shells[0], &shells[1]};
    const nsc_encodings *encodings;
    bool keep;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
    NSC_TRY(targets_keep_limit(encodings, space->point_count, targets, target_count, &keep, error));
    if (keep)
        return count_by_rule(both, space, NSC_VALID_PRUNED, targets, target_count, control, buffer, error);
    NSC_TRY(nsc_encoding_counts_of(&shells[NSC_VALID_PRUNED], space, NSC_VALID_PRUNED, targets, target_count, control,
                                   buffer, error));
    status = nsc_encoding_counts_of(&shells[NSC_VALID_RAW], space, NSC_VALID_RAW, targets, target_count, control,
                                    buffer, error);
    if (status != NSC_OK)
        nsc_encoding_counts_release(&shells[NSC_VALID_PRUNED]);
out:
    return status;
}

void nsc_encoding_counts_release(nsc_encoding_counts *shells) {
    free(shells->of_points);
    *shells = (nsc_encoding_counts){0};
}

double nsc_encoding_counts_within(const uint64_t counts[NSC_ENCODING_DISTANCES], unsigned distance) {
    uint64_t within = 0;
    for (unsigned shell = 0; shell <= distance && shell < NSC_ENCODING_DISTANCES; shell++)
        within += counts[shell];
    return (double)within;
}

void nsc_encoding_counts_nearest(const nsc_encoding_counts *shells, uint8_t *distances) {
    for (uint32_t point = 0; point < shells->point_count; point++) {
        const uint32_t *counts = shells->of_points + (size_t)point * NSC_ENCODING_DISTANCES;
        unsigned nearest = 0;
        while (nearest < NSC_ENCODING_DISTANCES && counts[nearest] == 0)
            nearest++;
        distances[point] = nearest < NSC_ENCODING_DISTANCES ? (uint8_t)nearest : NSC_UNREACHED;
    }
}

nsc_status nsc_encoding_distances_of_points(const nsc_space *space, nsc_validity validity, const uint32_t *targets,
                                            size_t target_count, const nsc_control *control, uint8_t *distances,
                                            nsc_error *error) {
    const nsc_encodings *encodings;
    nsc_encoding_counts shells = {0};
    uint8_t *buffer = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
    NSC_TRY(nsc_encoding_buffer(encodings, &buffer, error));
    NSC_TRY(nsc_encoding_counts_of(&shells, space, validity, targets, target_count, control, buffer, error));
    nsc_encoding_counts_nearest(&shells, distances);
out:
    free(buffer);
    nsc_encoding_counts_release(&shells);
    return status;
}
