/*
 * The valid encodings of one point, and the fewest changes from any encoding to one of them. Most points have some
 * hundred encodings, so that for a pair of points it takes far less to compare theirs than to pass over all encodings.
 */
#ifndef NSC_ENCODING_PAIRS_INTERNAL_H
#define NSC_ENCODING_PAIRS_INTERNAL_H

#include "graph/graph.h"

/* Where the encodings of a point are. */
typedef struct nsc_point_encodings {
    const nsc_encodings *encodings;
    nsc_validity validity;
    uint32_t point;
    uint64_t count;     /* of valid encodings */
    uint16_t *of_class; /* [class] labellings that stand for the point in it; 0 for most */
} nsc_point_encodings;

/* 28 kB and 5 ms for nb101. Released by nsc_point_encodings_release. */
nsc_status nsc_point_encodings_find(nsc_point_encodings *found, const nsc_encodings *encodings, nsc_validity validity,
                                    uint32_t point, nsc_error *error);
void nsc_point_encodings_release(nsc_point_encodings *found);

/* Whether the matrix is valid and stands, under some labelling, for the point. */
bool nsc_point_encodings_have(const nsc_point_encodings *found, uint32_t matrix);

/* An encoding in 32 bits: those of the matrix, and two bits for each symbol. */
uint32_t nsc_encoding_word(const nsc_encodings *encodings, uint32_t matrix, uint32_t labelling);

/* *words: the point's encodings, `count` words of 4 bytes; released by free(). */
nsc_status nsc_point_encodings_words(const nsc_point_encodings *found, uint32_t **words, nsc_error *error);

/* Fewest changes from an encoding to any of some; NSC_UNREACHED if there are none. */
uint8_t nsc_encoding_words_nearest(const uint32_t *words, size_t count, uint32_t word);

/* Keeps the words of the encodings at that distance from one; returns their number. */
size_t nsc_encoding_words_keep(uint32_t *words, size_t count, uint32_t word, uint8_t distance);

/* From as many comparisons of two encodings on, a pass over all encodings takes less time. */
#define NSC_ENCODING_COMPARISONS UINT64_C(200000000)

/* nsc_encoding_changes, by comparing encodings if that takes no more comparisons than told; else by a pass over all
 * encodings. Both ways give the same changes. */
nsc_status nsc_encoding_changes_within(const nsc_space *space, nsc_validity validity, uint32_t from, uint32_t to,
                                       uint64_t most_comparisons, const nsc_control *control, nsc_changes *changes,
                                       nsc_error *error);

#endif
