/*
 * How a walk on encodings moves: each step draws one of all single changes with the same chance, a bit to flip or a
 * symbol to replace by another value. It starts from its stationary distribution: any walked encoding with the same
 * chance where the walk stays at invalid changes, else in proportion to its valid neighbours.
 */
#include "analysis/walks/encodingrwa_internal.h"

static uint32_t stationary_matrix(const nsc_encoding_ground *ground, gsl_rng *random) {
    const unsigned changes = ground->encodings->bit_count + ground->replacements;
    for (;;) {
        const uint32_t matrix = ground->matrices[nsc_random_below(random, ground->matrix_count)];
        if (ground->invalid == NSC_INVALID_STAY ||
            nsc_random_below(random, changes) < ground->flips[matrix] + ground->replacements)
            return matrix;
    }
}

static nsc_status walk_encodings(const void *context, gsl_rng *random, uint32_t *path, size_t length,
                                 nsc_error *error) {
    (void)error;
    const nsc_encoding_ground *ground = context;
    const nsc_encodings *encodings = ground->encodings;
    const unsigned bit_count = encodings->bit_count, changes = bit_count + ground->replacements;
    const bool redraw = ground->invalid == NSC_INVALID_REDRAW;
    uint32_t matrix = stationary_matrix(ground, random);
    uint32_t labelling = nsc_random_below(random, encodings->labelling_count);
    const uint32_t *points = nsc_matrix_points(encodings, matrix);
    for (size_t step = 0; step < length;) {
        path[step] = points[labelling];
        const unsigned change = nsc_random_below(random, changes);
        if (change >= bit_count) {
            labelling = ground->replaced[labelling * ground->replacements + change - bit_count];
        } else if (ground->flips[matrix ^ UINT32_C(1) << change] != NSC_MATRIX_NOT_WALKED) {
            matrix ^= UINT32_C(1) << change;
            points = nsc_matrix_points(encodings, matrix);
        } else if (redraw) {
            continue;
        }
        step++;
    }
    return NSC_OK;
}

nsc_rwa_plan nsc_encoding_plan(const nsc_encoding_ground *ground, unsigned walks, unsigned length, uint64_t seed) {
    return (nsc_rwa_plan){.walk = walk_encodings,
                          .context = ground,
                          .walks = walks,
                          .length = length,
                          .seed = seed,
                          .stream = NSC_STREAM_ENCODING_WALKS};
}
