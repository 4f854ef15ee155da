/* The encodings of one point, listed through the classes that hold it, and compared as words. */
#include "graph/encoding_pairs_internal.h"

#include "base/base.h"
#include "space/nb101/cell.h"

enum {
    SYMBOLS = 5,                       /* of an encoding of seven vertices, the most that there is a table for */
    SYMBOL_BITS = 2,                   /* for one of three operations */
    FIRST_SYMBOLS = 0x155,             /* the lower bit of each symbol of a word */
    MATRIX_BIT = SYMBOLS * SYMBOL_BITS /* the matrix begins above the symbols */
};

nsc_status nsc_point_encodings_find(nsc_point_encodings *found, const nsc_encodings *encodings, nsc_validity validity,
                                    uint32_t point, nsc_error *error) {
    *found = (nsc_point_encodings){.encodings = encodings, .validity = validity, .point = point};
    nsc_status status = nsc_allocate(&found->of_class, encodings->class_count, sizeof *found->of_class, error);
    if (status != NSC_OK)
        return status;
    for (size_t class = 0; class < encodings->class_count; class ++) {
        const uint32_t *points = encodings->points + class * encodings->labelling_count;
        uint16_t labellings = 0;
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
            labellings = (uint16_t)(labellings + (points[labelling] == point));
        found->of_class[class] = labellings;
    }
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++)
        if (nsc_matrix_decoding(encodings, validity, matrix) == NSC_DECODES)
            found->count += found->of_class[encodings->classes[matrix]];
    return NSC_OK;
}

void nsc_point_encodings_release(nsc_point_encodings *found) {
    free(found->of_class);
    *found = (nsc_point_encodings){0};
}

bool nsc_point_encodings_have(const nsc_point_encodings *found, uint32_t matrix) {
    return nsc_matrix_decoding(found->encodings, found->validity, matrix) == NSC_DECODES &&
           found->of_class[found->encodings->classes[matrix]] > 0;
}

uint32_t nsc_encoding_word(const nsc_encodings *encodings, uint32_t matrix, uint32_t labelling) {
    uint32_t word = matrix << MATRIX_BIT;
    /* The constant for encodings->symbols: points of few vertices have millions of encodings, and division is slow. */
    for (unsigned symbol = 0; symbol < encodings->symbol_count; symbol++, labelling /= NSC_OPERATIONS)
        word |= labelling % NSC_OPERATIONS << SYMBOL_BITS * symbol;
    return word;
}

nsc_status nsc_point_encodings_words(const nsc_point_encodings *found, uint32_t **words, nsc_error *error) {
    const nsc_encodings *encodings = found->encodings;
    size_t listed = 0;
    nsc_status status = nsc_allocate(words, found->count, sizeof **words, error);
    for (uint32_t matrix = 0; status == NSC_OK && matrix < encodings->matrix_count; matrix++) {
        if (!nsc_point_encodings_have(found, matrix))
            continue;
        const uint32_t *points = nsc_matrix_points(encodings, matrix);
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
            if (points[labelling] == found->point)
                (*words)[listed++] = nsc_encoding_word(encodings, matrix, labelling);
    }
    return status;
}

/*
 * Bits that differ, with the two of a symbol counted as one. Written out, because the compiler makes vectors of it and
 * would call a function for __builtin_popcount where the processor need not have an instruction.
 */
static int changes_between(uint32_t one, uint32_t other) {
    const uint32_t bits = one ^ other;
    uint32_t sum = (bits & ~((1u << MATRIX_BIT) - 1)) | ((bits | bits >> 1) & FIRST_SYMBOLS);
    sum = sum - (sum >> 1 & 0x55555555u);
    sum = (sum & 0x33333333u) + (sum >> 2 & 0x33333333u);
    sum = (sum + (sum >> 4)) & 0x0f0f0f0fu;
    sum += sum >> 8;
    return (int)((sum + (sum >> 16)) & 0x3fu);
}

uint8_t nsc_encoding_words_nearest(const uint32_t *words, size_t count, uint32_t word) {
    int nearest = NSC_UNREACHED;
    for (size_t place = 0; place < count; place++) {
        const int changes = changes_between(words[place], word);
        nearest = changes < nearest ? changes : nearest;
    }
    return (uint8_t)nearest;
}

size_t nsc_encoding_words_keep(uint32_t *words, size_t count, uint32_t word, uint8_t distance) {
    size_t kept = 0;
    for (size_t place = 0; place < count; place++)
        if (changes_between(words[place], word) == distance)
            words[kept++] = words[place];
    return kept;
}
