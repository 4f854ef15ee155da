/*
 * Encodings by the point that they decode to and their distance to a set: the basis of all figures about distances
 * between encodings. Matrices are taken class by class, so that counting goes to a small table of labellings ×
 * distances; the classes that share their points are one task, and no two tasks touch the same point.
 *
 * Encodings valid by the raw rule are valid by the pruned one, and if all encodings of the targets are valid by both,
 * the distances are the same: then one pass counts for both rules.
 */
#include "base/base.h"
#include "graph/graph.h"

#include <string.h>

enum { KEEPS_LIMIT, BEYOND_LIMIT, PARTS }; /* matrices by the edge limit before pruning */

/* Counts of a class' labellings by distance. */
typedef uint32_t (*shell_table)[NSC_ENCODING_DISTANCES];

typedef struct counting {
    const nsc_encodings *encodings;
    nsc_encoding_counts *shells[NSC_VALIDITY_COUNT]; /* NULL if the rule is not requested */
    const uint8_t *distances;
    uint32_t *matrices;     /* those with a class, class by class */
    uint32_t *first_matrix; /* [class + 1] start of each class in `matrices` */
    uint32_t *classes;      /* all classes, group by group */
    uint32_t *first_class;  /* [group + 1] */
    uint32_t group_count;
    uint64_t (*all)[NSC_ENCODING_DISTANCES]; /* [group] encodings of its matrices, valid or not */
    shell_table *tables;                     /* [worker][part × labelling_count + labelling], scratch */
} counting;

/* Counting sort of the matrices by class. */
static nsc_status sort_matrices(counting *job, nsc_error *error) {
    const nsc_encodings *encodings = job->encodings;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->matrices, encodings->matrix_count, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&job->first_matrix, encodings->class_count + 2u, sizeof(uint32_t), error));
    /* Filling moves first_matrix[c + 1] from the start of class c to its end, which is where class c + 1 starts. */
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        if (encodings->classes[matrix] < encodings->class_count)
            job->first_matrix[encodings->classes[matrix] + 2]++;
    for (uint32_t class = 2; class <= encodings->class_count + 1; class ++)
        job->first_matrix[class] += job->first_matrix[class - 1];
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        if (encodings->classes[matrix] < encodings->class_count)
            job->matrices[job->first_matrix[encodings->classes[matrix] + 1]++] = matrix;
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

/* Adds a class' counts to those of its points, by each requested rule. */
static void add_counts(const counting *job, uint32_t class, shell_table table) {
    const uint32_t width = job->encodings->labelling_count;
    const uint32_t *points = job->encodings->points + (size_t) class * width;
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++) {
        if (job->shells[validity] == NULL)
            continue;
        const unsigned parts = validity == NSC_VALID_RAW ? 1 : PARTS;
        for (unsigned part = 0; part < parts; part++)
            for (uint32_t labelling = 0; labelling < width; labelling++) {
                uint32_t *counts =
                    job->shells[validity]->of_points + (size_t)points[labelling] * NSC_ENCODING_DISTANCES;
                const uint32_t *added = table[part * width + labelling];
                for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
                    counts[distance] += added[distance];
            }
    }
}

static void count_class(const counting *job, uint32_t class, uint64_t *all, shell_table table) {
    const nsc_encodings *encodings = job->encodings;
    const uint32_t width = encodings->labelling_count;
    memset(table, 0, (size_t)PARTS * width * sizeof *table);
    /* One part after the other: the table of one stays in the nearest cache. */
    for (unsigned part = 0; part < PARTS; part++)
        for (uint32_t place = job->first_matrix[class]; place < job->first_matrix[class + 1]; place++) {
            const uint32_t matrix = job->matrices[place];
            const bool keeps = (unsigned)__builtin_popcount(matrix) <= encodings->edge_limit;
            if (keeps != (part == KEEPS_LIMIT))
                continue;
            const uint8_t *row = job->distances + (size_t)matrix * width;
            for (uint32_t labelling = 0; labelling < width; labelling++)
                table[part * width + labelling][row[labelling]]++;
        }
    for (uint32_t entry = 0; entry < PARTS * width; entry++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
            all[distance] += table[entry][distance];
    add_counts(job, class, table);
}

static nsc_status group_task(void *context, size_t group, size_t worker, nsc_error *error) {
    (void)error;
    const counting *job = context;
    for (uint32_t place = job->first_class[group]; place < job->first_class[group + 1]; place++)
        count_class(job, job->classes[place], job->all[group], job->tables[worker]);
    return NSC_OK;
}

/* Encodings whose matrix has no class, by stretches of matrices. */
enum { STRETCH = 1 << 14, LANES = 4 }; /* neighbours seldom add to the same count at once */

typedef struct remainder {
    const nsc_encodings *encodings;
    const uint8_t *distances;
    uint64_t (*counts)[NSC_ENCODING_DISTANCES]; /* [stretch] */
} remainder;

static nsc_status remainder_task(void *context, size_t stretch, size_t worker, nsc_error *error) {
    (void)worker, (void)error;
    const remainder *job = context;
    const nsc_encodings *encodings = job->encodings;
    const uint32_t width = encodings->labelling_count;
    const uint32_t end = (uint32_t)(stretch + 1) * STRETCH;
    uint32_t lanes[LANES][NSC_ENCODING_DISTANCES] = {{0}};
    for (uint32_t matrix = (uint32_t)stretch * STRETCH; matrix < end && matrix < encodings->matrix_count; matrix++)
        if (encodings->classes[matrix] >= encodings->class_count)
            for (uint32_t labelling = 0; labelling < width; labelling++)
                lanes[labelling % LANES][job->distances[(size_t)matrix * width + labelling]]++;
    for (unsigned lane = 0; lane < LANES; lane++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
            job->counts[stretch][distance] += lanes[lane][distance];
    return NSC_OK;
}

/* Sums over tasks, in their order: encodings valid or not. */
static nsc_status sum_all(const counting *job, const nsc_control *control, uint64_t all[NSC_ENCODING_DISTANCES],
                          nsc_error *error) {
    const size_t stretches = (job->encodings->matrix_count + STRETCH - 1) / STRETCH;
    remainder rest = {.encodings = job->encodings, .distances = job->distances};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&rest.counts, stretches, sizeof *rest.counts, error));
    NSC_TRY(nsc_parallel(stretches, control, remainder_task, &rest, error));
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
        for (size_t stretch = 0; stretch < stretches; stretch++)
            all[distance] += rest.counts[stretch][distance];
        for (uint32_t group = 0; group < job->group_count; group++)
            all[distance] += job->all[group][distance];
    }
out:
    free(rest.counts);
    return status;
}

static void set_totals(nsc_encoding_counts *shells, const uint64_t all[NSC_ENCODING_DISTANCES]) {
    for (uint32_t point = 0; point < shells->point_count; point++)
        for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++)
            shells->valid[distance] += shells->of_points[(size_t)point * NSC_ENCODING_DISTANCES + distance];
    memcpy(shells->all, all, sizeof shells->all);
}

static nsc_status count_all(counting *job, uint32_t point_count, const nsc_control *control, nsc_error *error) {
    const size_t table_size = (size_t)PARTS * job->encodings->labelling_count;
    uint64_t all[NSC_ENCODING_DISTANCES] = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(sort_matrices(job, error));
    NSC_TRY(group_classes(job, point_count, error));
    NSC_TRY(nsc_allocate(&job->all, job->group_count, sizeof *job->all, error));
    NSC_TRY(nsc_allocate(&job->tables, nsc_control_threads(control), sizeof *job->tables, error));
    for (size_t worker = 0; worker < nsc_control_threads(control); worker++)
        NSC_TRY(nsc_allocate(&job->tables[worker], table_size, sizeof **job->tables, error));
    NSC_TRY(nsc_parallel(job->group_count, control, group_task, job, error));
    NSC_TRY(sum_all(job, control, all, error));
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        if (job->shells[validity] != NULL)
            set_totals(job->shells[validity], all);
out:
    for (size_t worker = 0; job->tables != NULL && worker < nsc_control_threads(control); worker++)
        free(job->tables[worker]);
    free(job->tables);
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
