/*
 * Products of small matrices in vectors of 8 numbers, for neural_network.c alone: inlined, so that the same lines are
 * compiled for each set of instructions. The order of every sum is fixed, whatever the set.
 */
#ifndef NSC_NETWORK_PRODUCTS_H
#define NSC_NETWORK_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of a vector; rows of a block; vectors of a row at once, at most and with 16 registers. */
enum { LANES = 8, BLOCK = 4, PANEL = 4, NARROW_PANEL = 2 };

/* Vectors may begin anywhere; where the processor has none of 8 numbers, the compiler takes two of 4. */
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/* Everything that computes is inlined into one function for each set of instructions. Builds with sanitizers define it
 * as plain functions, since all their checks in one function take clang a minute to compile. */
#ifndef COMPUTES
#define COMPUTES static inline __attribute__((always_inline))
#endif

/*
 * A product of matrices: out[row][column] = Σ left[row × left_row + term × left_term] · right[term][column], over the
 * listed terms in their order, for listed rows, whose numbers are also those of the rows of `out`. Columns are those of
 * `stride`. A sum becomes 0 where it is not above 0, or where `passed` is given, where that is not above 0.
 */
typedef struct product {
    const float *left;
    size_t left_row, left_term;
    const uint16_t *rows;
    size_t row_count;
    const uint16_t *terms;
    size_t term_count;
    const float *right;  /* [term][stride] */
    const float *passed; /* [row][stride] or NULL */
    float *out;          /* [row][stride] */
} product;

/* The sums of BLOCK rows, number `first` and the following, in `vectors` vectors from `column` on. */
COMPUTES void multiply_block(const product *of, size_t stride, size_t first, size_t column, size_t vectors) {
    const float *left[BLOCK];
    size_t place[BLOCK];
    lanes sums[BLOCK][PANEL];
    for (size_t row = 0; row < BLOCK; row++) { /* the last row stands in for those that a full block lacks */
        const size_t number = of->rows[first + row < of->row_count ? first + row : of->row_count - 1];
        left[row] = of->left + number * of->left_row;
        place[row] = number * stride + column;
        for (size_t vector = 0; vector < vectors; vector++)
            sums[row][vector] = (lanes){0};
    }
    for (size_t number = 0; number < of->term_count; number++) {
        const size_t term = of->terms[number];
        const lanes *right = (const lanes *)(of->right + term * stride + column);
        for (size_t row = 0; row < BLOCK; row++) {
            const float factor = left[row][term * of->left_term];
            for (size_t vector = 0; vector < vectors; vector++)
                sums[row][vector] += factor * right[vector];
        }
    }
    for (size_t row = 0; row < BLOCK; row++)
        for (size_t vector = 0; vector < vectors; vector++) {
            const lanes sum = sums[row][vector];
            const lanes deciding = of->passed != NULL ? ((const lanes *)(of->passed + place[row]))[vector] : sum;
            ((lanes *)(of->out + place[row]))[vector] = (lanes)((lane_masks)sum & (deciding > (lanes){0}));
        }
}

/* The product for the first `columns` columns, a multiple of LANES; `panel`: PANEL or NARROW_PANEL, a constant. */
COMPUTES void multiply(const product *of, size_t stride, size_t columns, size_t panel) {
    for (size_t column = 0; column < columns;) {
        const size_t rest = (columns - column) / LANES;
        for (size_t first = 0; first < of->row_count; first += BLOCK)
            if (panel == PANEL && rest >= 4)
                multiply_block(of, stride, first, column, 4);
            else if (panel == PANEL && rest == 3)
                multiply_block(of, stride, first, column, 3);
            else if (rest >= 2)
                multiply_block(of, stride, first, column, 2);
            else
                multiply_block(of, stride, first, column, 1);
        column += (rest < panel ? rest : panel) * LANES;
    }
}

#define SHUFFLE(first, second, ...) __builtin_shufflevector(first, second, __VA_ARGS__)

/* Transposes LANES × LANES numbers. */
COMPUTES void transpose_block(const float *from, size_t from_stride, float *to, size_t to_stride) {
    lanes rows[LANES], pairs[LANES], fours[LANES];
    for (size_t row = 0; row < LANES; row++)
        rows[row] = *(const lanes *)(from + row * from_stride);
    for (size_t row = 0; row < LANES; row += 2) {
        pairs[row] = SHUFFLE(rows[row], rows[row + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[row + 1] = SHUFFLE(rows[row], rows[row + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (size_t half = 0; half < LANES; half += 4)
        for (size_t row = 0; row < 2; row++) {
            const lanes first = pairs[half + row], second = pairs[half + row + 2];
            fours[half + 2 * row] = SHUFFLE(first, second, 0, 1, 8, 9, 4, 5, 12, 13);
            fours[half + 2 * row + 1] = SHUFFLE(first, second, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (size_t row = 0; row < 4; row++) {
        *(lanes *)(to + row * to_stride) = SHUFFLE(fours[row], fours[row + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        *(lanes *)(to + (row + 4) * to_stride) = SHUFFLE(fours[row], fours[row + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/* Transposes height × breadth numbers, multiples of LANES. */
COMPUTES void transpose(const float *from, size_t from_step, size_t height, size_t breadth, float *to, size_t to_step) {
    for (size_t row = 0; row < height; row += LANES)
        for (size_t column = 0; column < breadth; column += LANES)
            transpose_block(from + row * from_step + column, from_step, to + column * to_step + row, to_step);
}

/* sums[i] = the sum of the lanes of vector i, of LANES vectors: neighbours, then pairs, then halves. */
COMPUTES void add_lanes(const lanes of[LANES], float *sums) {
    lanes pairs[4], fours[2];
    for (size_t pair = 0; pair < 4; pair++)
        pairs[pair] = SHUFFLE(of[2 * pair], of[2 * pair + 1], 0, 2, 8, 10, 4, 6, 12, 14) +
                      SHUFFLE(of[2 * pair], of[2 * pair + 1], 1, 3, 9, 11, 5, 7, 13, 15);
    for (size_t four = 0; four < 2; four++)
        fours[four] = SHUFFLE(pairs[2 * four], pairs[2 * four + 1], 0, 2, 8, 10, 4, 6, 12, 14) +
                      SHUFFLE(pairs[2 * four], pairs[2 * four + 1], 1, 3, 9, 11, 5, 7, 13, 15);
    *(lanes *)sums =
        SHUFFLE(fours[0], fours[1], 0, 1, 2, 3, 8, 9, 10, 11) + SHUFFLE(fours[0], fours[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

/* The sum of `columns` numbers, lane by lane. */
COMPUTES void add_columns(const float *of, size_t columns, lanes *sum) {
    lanes total = *(const lanes *)of;
    for (size_t column = LANES; column < columns; column += LANES)
        total += *(const lanes *)(of + column);
    *sum = total;
}

/* The sum of first × second over `columns` numbers, lane by lane. */
COMPUTES void multiply_rows(const float *first, const float *second, size_t columns, lanes *sum) {
    lanes total = *(const lanes *)first * *(const lanes *)second;
    for (size_t column = LANES; column < columns; column += LANES)
        total += *(const lanes *)(first + column) * *(const lanes *)(second + column);
    *sum = total;
}

#endif
