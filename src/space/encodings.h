/*
 * Encodings: the form in which a search handles points. Each encoding decodes to a point or is invalid.
 *
 * An encoding is a matrix of bits (21 for NAS-Bench-101) and a labelling of symbols (five base-3 digits), numbered
 * matrix × labelling_count + labelling. Its point is two look-ups away: the class of its matrix, and the point of the
 * labelling in that class. A single change flips one bit or replaces one symbol.
 */
#ifndef NSC_ENCODINGS_H
#define NSC_ENCODINGS_H

#include "base/public.h"

#include <stddef.h>
#include <stdint.h>

NSC_PUBLIC_BEGIN

/* How the edge limit is applied to an encoding: after pruning (official API) or before (the paper's text). */
typedef enum nsc_validity { NSC_VALID_PRUNED, NSC_VALID_RAW, NSC_VALIDITY_COUNT } nsc_validity;

/* "pruned", "raw". */
const char *nsc_validity_name(nsc_validity validity);
/* The rule of that name; NSC_VALIDITY_COUNT if there is none. */
nsc_validity nsc_validity_named(const char *name);

/* The result of decoding an encoding: a point, or the reason why it is invalid. */
typedef enum nsc_decoding {
    NSC_DECODES,              /* to a point */
    NSC_HAS_NO_PATH,          /* from input to output */
    NSC_EDGES_AFTER_PRUNING,  /* more than the limit are left */
    NSC_EDGES_BEFORE_PRUNING, /* more than the limit, though fewer are left: invalid by the raw rule only */
    NSC_DECODING_COUNT
} nsc_decoding;

/* The reason in words. */
const char *nsc_decoding_name(nsc_decoding decoding);

/* Matrices without a class. */
enum { NSC_CLASS_NO_PATH = UINT16_MAX, NSC_CLASS_TOO_MANY_EDGES = UINT16_MAX - 1 };

/* Immutable, shared by threads. */
typedef struct nsc_encodings {
    unsigned bit_count, symbol_count, symbols; /* bits of a matrix; symbols of a labelling; values of a symbol */
    unsigned edge_limit;                       /* bits that may be set */
    uint32_t matrix_count;                     /* 2^bit_count */
    uint32_t labelling_count;                  /* symbols^symbol_count, the first symbol most significant */
    uint32_t class_count;
    const uint16_t *classes; /* [matrix] matrices of one class give all labellings the same points; or see above */
    const uint32_t *points; /* [class × labelling_count + labelling]; two classes have either the same points or none in
                                common, and the point of labelling 0 tells which */
} nsc_encodings;

/* The number of encodings, valid or not. */
static inline uint64_t nsc_encodings_count(const nsc_encodings *encodings) {
    return (uint64_t)encodings->matrix_count * encodings->labelling_count;
}

/* The number of coordinates of an encoding, which is the largest distance between two. */
static inline unsigned nsc_encodings_coordinates(const nsc_encodings *encodings) {
    return encodings->bit_count + encodings->symbol_count;
}

/* The reason why the matrix is invalid by the rule under any labelling; NSC_DECODES if it is valid. */
static inline nsc_decoding nsc_matrix_decoding(const nsc_encodings *encodings, nsc_validity validity, uint32_t matrix) {
    const uint16_t class_of_matrix = encodings->classes[matrix];
    if (class_of_matrix == NSC_CLASS_NO_PATH)
        return NSC_HAS_NO_PATH;
    if (class_of_matrix == NSC_CLASS_TOO_MANY_EDGES)
        return NSC_EDGES_AFTER_PRUNING;
    if (validity == NSC_VALID_RAW && (unsigned)__builtin_popcount(matrix) > encodings->edge_limit)
        return NSC_EDGES_BEFORE_PRUNING;
    return NSC_DECODES;
}

/* The points of all labellings of a valid matrix. */
static inline const uint32_t *nsc_matrix_points(const nsc_encodings *encodings, uint32_t matrix) {
    return encodings->points + (size_t)encodings->classes[matrix] * encodings->labelling_count;
}

/* Decodes the encoding; *`point` is set if the result is NSC_DECODES. */
static inline nsc_decoding nsc_encoding_decode(const nsc_encodings *encodings, nsc_validity validity, uint32_t matrix,
                                               uint32_t labelling, uint32_t *point) {
    const nsc_decoding decoding = nsc_matrix_decoding(encodings, validity, matrix);
    if (decoding == NSC_DECODES)
        *point = nsc_matrix_points(encodings, matrix)[labelling];
    return decoding;
}

/* Counts encodings by the result of decoding: counts[decoding], adding up to nsc_encodings_count. */
void nsc_encodings_tally(const nsc_encodings *encodings, nsc_validity validity, uint64_t counts[NSC_DECODING_COUNT]);

NSC_PUBLIC_END

#endif
