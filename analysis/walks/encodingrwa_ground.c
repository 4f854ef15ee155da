/* Which encodings are walked: the largest part of the valid matrices that flips of single bits connect. */
#include "analysis/walks/encodingrwa_internal.h"

/* Appends the matrices that flips connect with `first`, which are unseen; seen[] marks them. */
static uint32_t follow_flips(const nsc_encodings *encodings, const uint8_t *valid, uint8_t *seen, uint32_t first,
                             uint32_t *queue, uint32_t end) {
    uint32_t begin = end;
    queue[end++] = first;
    seen[first] = 1;
    for (; begin < end; begin++)
        for (unsigned bit = 0; bit < encodings->bit_count; bit++) {
            const uint32_t flipped = queue[begin] ^ UINT32_C(1) << bit;
            if (valid[flipped] && !seen[flipped]) {
                seen[flipped] = 1;
                queue[end++] = flipped;
            }
        }
    return end;
}

static uint8_t count_flips(const nsc_encodings *encodings, const uint8_t *valid, uint32_t matrix) {
    uint8_t flips = 0;
    for (unsigned bit = 0; bit < encodings->bit_count; bit++)
        flips = (uint8_t)(flips + valid[matrix ^ UINT32_C(1) << bit]);
    return flips;
}

static nsc_status find_matrices(nsc_encoding_ground *ground, nsc_error *error) {
    const nsc_encodings *encodings = ground->encodings;
    uint8_t *valid = NULL, *seen = NULL;
    uint32_t *queue = NULL, end = 0, largest = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&valid, encodings->matrix_count, sizeof *valid, error));
    NSC_TRY(nsc_allocate(&seen, encodings->matrix_count, sizeof *seen, error));
    NSC_TRY(nsc_allocate(&queue, encodings->matrix_count, sizeof *queue, error));
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        valid[matrix] = nsc_matrix_decoding(encodings, ground->validity, matrix) == NSC_DECODES;
        ground->flips[matrix] = NSC_MATRIX_NOT_WALKED;
    }
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (!valid[matrix] || seen[matrix])
            continue;
        const uint32_t begin = end;
        end = follow_flips(encodings, valid, seen, matrix, queue, begin);
        if (end - begin > ground->matrix_count) {
            largest = begin;
            ground->matrix_count = end - begin;
        }
    }
    NSC_TRY(nsc_allocate(&ground->matrices, ground->matrix_count, sizeof *ground->matrices, error));
    for (uint32_t place = 0; place < ground->matrix_count; place++)
        ground->flips[queue[largest + place]] = count_flips(encodings, valid, queue[largest + place]);
    for (uint32_t matrix = 0, place = 0; matrix < encodings->matrix_count; matrix++)
        if (ground->flips[matrix] != NSC_MATRIX_NOT_WALKED)
            ground->matrices[place++] = matrix;
out:
    free(valid);
    free(seen);
    free(queue);
    return status;
}

/* replaced[labelling × replacements + n]: one symbol takes one of its other values. */
static void fill_replaced(nsc_encoding_ground *ground) {
    const nsc_encodings *encodings = ground->encodings;
    uint32_t *next = ground->replaced;
    for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
        for (uint32_t unit = 1; unit < encodings->labelling_count; unit *= encodings->symbols) {
            const uint32_t digit = labelling / unit % encodings->symbols;
            for (uint32_t other = 0; other < encodings->symbols; other++)
                if (other != digit)
                    *next++ = labelling + other * unit - digit * unit;
        }
}

/* The walk's time at each point: whole numbers of encodings, or of their neighbours, before they are scaled. */
static nsc_status fill_stationary(nsc_encoding_ground *ground, nsc_error *error) {
    const nsc_encodings *encodings = ground->encodings;
    nsc_rwa_ground *points = &ground->points;
    double *of_class = NULL, total = 0;
    nsc_status status = nsc_allocate(&of_class, encodings->class_count, sizeof *of_class, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t place = 0; place < ground->matrix_count; place++)
        of_class[encodings->classes[ground->matrices[place]]] += nsc_encoding_weight(ground, ground->matrices[place]);
    for (uint32_t class = 0; class < encodings->class_count; class ++)
        for (uint32_t labelling = 0; of_class[class] > 0 && labelling < encodings->labelling_count; labelling++) {
            const uint32_t point = encodings->points[(size_t) class * encodings->labelling_count + labelling];
            points->point_count += !points->walked[point];
            points->walked[point] = true;
            points->stationary[point] += of_class[class];
            total += of_class[class];
        }
    for (uint32_t point = 0; point < points->landscape->space->point_count; point++)
        points->stationary[point] /= total;
    free(of_class);
    return NSC_OK;
}

nsc_status nsc_encoding_ground_prepare(nsc_encoding_ground *ground, const nsc_landscape *landscape,
                                       const nsc_analysis_options *options, nsc_error *error) {
    *ground = (nsc_encoding_ground){.validity = options->validity, .invalid = options->invalid};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_encodings(landscape->space, &ground->encodings, error));
    const nsc_encodings *encodings = ground->encodings;
    ground->replacements = encodings->symbol_count * (encodings->symbols - 1);
    NSC_TRY(nsc_allocate(&ground->flips, encodings->matrix_count, sizeof *ground->flips, error));
    NSC_TRY(nsc_allocate(&ground->replaced, (size_t)encodings->labelling_count * ground->replacements,
                         sizeof *ground->replaced, error));
    NSC_TRY(find_matrices(ground, error));
    fill_replaced(ground);
    NSC_TRY(nsc_rwa_ground_create(&ground->points, landscape, options->control, error));
    NSC_TRY(fill_stationary(ground, error));
    NSC_TRY(nsc_rwa_ground_complete(&ground->points, error));
out:
    if (status != NSC_OK)
        nsc_encoding_ground_release(ground);
    return status == NSC_USAGE ? NSC_MISSING : status;
}

void nsc_encoding_ground_release(nsc_encoding_ground *ground) {
    free(ground->flips);
    free(ground->matrices);
    free(ground->replaced);
    nsc_rwa_ground_release(&ground->points);
    *ground = (nsc_encoding_ground){0};
}
