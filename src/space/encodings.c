/* Names and counts for the encodings of any space. */
#include "space/encodings.h"
#include "base/base.h"

#include <string.h>

const char *nsc_validity_name(nsc_validity validity) {
    return validity == NSC_VALID_RAW ? "raw" : "pruned";
}

nsc_validity nsc_validity_named(const char *name) {
    int validity = 0;
    while (validity < NSC_VALIDITY_COUNT && strcmp(nsc_validity_name((nsc_validity)validity), name) != 0)
        validity++;
    return (nsc_validity)validity;
}

const char *nsc_decoding_name(nsc_decoding decoding) {
    static const char *const names[NSC_DECODING_COUNT] = {
        "decodes", "no path from input to output", "too many edges after pruning", "too many edges before pruning"};
    return names[decoding];
}

void nsc_encodings_tally(const nsc_encodings *encodings, nsc_validity validity, uint64_t counts[NSC_DECODING_COUNT]) {
    for (int decoding = 0; decoding < NSC_DECODING_COUNT; decoding++)
        counts[decoding] = 0;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        counts[nsc_matrix_decoding(encodings, validity, matrix)] += encodings->labelling_count;
}
