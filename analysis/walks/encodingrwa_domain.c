/*
 * The domain of walks on encodings, the largest component of the valid matrices under flips of single bits, and the
 * moves of a walk: each step draws one of all single changes with equal probability, a bit to flip or a symbol to
 * replace by another value. A walk starts from its stationary distribution: uniform over the domain if the walk stays
 * at invalid changes, else proportional to the number of valid neighbours.
 */
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

static nsc_status find_matrices(nsc_encoding_domain *domain, nsc_error *error) {
    const nsc_encodings *encodings = domain->encodings;
    uint8_t *valid = NULL, *seen = NULL;
    uint32_t *queue = NULL, end = 0, largest = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&valid, encodings->matrix_count, sizeof *valid, error));
    NSC_TRY(nsc_allocate(&seen, encodings->matrix_count, sizeof *seen, error));
    NSC_TRY(nsc_allocate(&queue, encodings->matrix_count, sizeof *queue, error));
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        valid[matrix] = nsc_matrix_decoding(encodings, domain->validity, matrix) == NSC_DECODES;
        domain->flips[matrix] = NSC_MATRIX_NOT_WALKED;
    }
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (!valid[matrix] || seen[matrix])
            continue;
        const uint32_t begin = end;
        end = follow_flips(encodings, valid, seen, matrix, queue, begin);
        if (end - begin > domain->matrix_count) {
            largest = begin;
            domain->matrix_count = end - begin;
        }
    }
    NSC_TRY(nsc_allocate(&domain->matrices, domain->matrix_count, sizeof *domain->matrices, error));
    for (uint32_t place = 0; place < domain->matrix_count; place++)
        domain->flips[queue[largest + place]] = count_flips(encodings, valid, queue[largest + place]);
    for (uint32_t matrix = 0, place = 0; matrix < encodings->matrix_count; matrix++)
        if (domain->flips[matrix] != NSC_MATRIX_NOT_WALKED)
            domain->matrices[place++] = matrix;
out:
    free(valid);
    free(seen);
    free(queue);
    return status;
}

/* replaced[labelling × replacements + n]: one symbol takes one of its other values. */
static void fill_replaced(nsc_encoding_domain *domain) {
    const nsc_encodings *encodings = domain->encodings;
    uint32_t *next = domain->replaced;
    for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
        for (uint32_t unit = 1; unit < encodings->labelling_count; unit *= encodings->symbols) {
            const uint32_t digit = labelling / unit % encodings->symbols;
            for (uint32_t other = 0; other < encodings->symbols; other++)
                if (other != digit)
                    *next++ = labelling + other * unit - digit * unit;
        }
}

/* The stationary distribution over points: whole numbers of encodings, or of their neighbours, before they are
 * scaled. */
static nsc_status fill_stationary(nsc_encoding_domain *domain, nsc_error *error) {
    const nsc_encodings *encodings = domain->encodings;
    nsc_walk_domain *points = &domain->points;
    double *of_class = NULL, total = 0;
    nsc_status status = nsc_allocate(&of_class, encodings->class_count, sizeof *of_class, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t place = 0; place < domain->matrix_count; place++)
        of_class[encodings->classes[domain->matrices[place]]] += nsc_encoding_weight(domain, domain->matrices[place]);
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

nsc_status nsc_encoding_domain_prepare(nsc_encoding_domain *domain, const nsc_landscape *landscape,
                                       const nsc_analysis_options *options, nsc_error *error) {
    *domain = (nsc_encoding_domain){.validity = options->validity, .invalid = options->invalid};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_encodings(landscape->space, &domain->encodings, error));
    const nsc_encodings *encodings = domain->encodings;
    domain->replacements = encodings->symbol_count * (encodings->symbols - 1);
    NSC_TRY(nsc_allocate(&domain->flips, encodings->matrix_count, sizeof *domain->flips, error));
    NSC_TRY(nsc_allocate(&domain->replaced, (size_t)encodings->labelling_count * domain->replacements,
                         sizeof *domain->replaced, error));
    NSC_TRY(find_matrices(domain, error));
    fill_replaced(domain);
    NSC_TRY(nsc_walk_domain_create(&domain->points, landscape, options->control, error));
    NSC_TRY(fill_stationary(domain, error));
    NSC_TRY(nsc_walk_domain_complete(&domain->points, error));
out:
    if (status != NSC_OK)
        nsc_encoding_domain_release(domain);
    return status == NSC_USAGE ? NSC_MISSING : status;
}

void nsc_encoding_domain_release(nsc_encoding_domain *domain) {
    free(domain->flips);
    free(domain->matrices);
    free(domain->replaced);
    nsc_walk_domain_release(&domain->points);
    *domain = (nsc_encoding_domain){0};
}

/* ---- the walk ---- */

static uint32_t stationary_matrix(const nsc_encoding_domain *domain, gsl_rng *random) {
    const unsigned changes = domain->encodings->bit_count + domain->replacements;
    for (;;) {
        const uint32_t matrix = domain->matrices[nsc_random_below(random, domain->matrix_count)];
        if (domain->invalid == NSC_INVALID_STAY ||
            nsc_random_below(random, changes) < domain->flips[matrix] + domain->replacements)
            return matrix;
    }
}

static void walk_encoding(const nsc_encoding_domain *domain, gsl_rng *random, uint32_t *path, size_t length) {
    const nsc_encodings *encodings = domain->encodings;
    const unsigned bit_count = encodings->bit_count, changes = bit_count + domain->replacements;
    const bool redraw = domain->invalid == NSC_INVALID_REDRAW;
    uint32_t matrix = stationary_matrix(domain, random);
    uint32_t labelling = nsc_random_below(random, encodings->labelling_count);
    const uint32_t *points = nsc_matrix_points(encodings, matrix);
    for (size_t step = 0; step < length;) {
        path[step] = points[labelling];
        const unsigned change = nsc_random_below(random, changes);
        if (change >= bit_count) {
            labelling = domain->replaced[labelling * domain->replacements + change - bit_count];
        } else if (domain->flips[matrix ^ UINT32_C(1) << change] != NSC_MATRIX_NOT_WALKED) {
            matrix ^= UINT32_C(1) << change;
            points = nsc_matrix_points(encodings, matrix);
        } else if (redraw) {
            continue;
        }
        step++;
    }
}

static nsc_status walk_encodings(const void *context, nsc_walk_batch *batch, size_t count, nsc_error *error) {
    (void)error;
    for (size_t walk = 0; walk < count; walk++)
        walk_encoding(context, batch->random[walk], nsc_walk_path(batch, walk), batch->length);
    return NSC_OK;
}

nsc_rwa_plan nsc_encoding_plan(const nsc_encoding_domain *domain, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = walk_encodings,
                          .context = domain,
                          .walks = walks,
                          .length = length,
                          .seed = seed,
                          .stream = NSC_STREAM_ENCODING_WALKS};
}
