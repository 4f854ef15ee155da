/* Distances of strings: the positions at which they differ. */
#include "analysis/distances/dispersion_internal.h"

#include <math.h>
#include <string.h>

static bool has_all_words(const nsc_space *space) {
    if (space->words == NULL || space->words->shape_count != 1)
        return false;
    const nsc_shape shape = space->words->shape(space, 0);
    return shape.points == NULL && shape.word_count == space->point_count;
}

/* The graph is the whole Hamming graph if it has as many edges, since every edge joins strings that differ at one
 * position. */
bool nsc_distance_is_of_words(const nsc_landscape *landscape, const nsc_distance *distance) {
    const nsc_space *space = landscape->space;
    if (strcmp(distance->name, "hops") != 0 || !has_all_words(space))
        return false;
    const nsc_shape shape = space->words->shape(space, 0);
    uint64_t degree = 0;
    for (unsigned position = 0; position < shape.positions; position++)
        degree += nsc_words_symbols(space->words, position) - 1;
    return landscape->graph->edge_count == degree * space->point_count / 2;
}

/* From the distances of the last positions alone to those of one position more: one copy for each symbol, plus 1 except
 * for the symbol of `from`. */
void nsc_word_distances(const nsc_space *space, uint32_t from, uint8_t *distances) {
    const nsc_shape shape = space->words->shape(space, 0);
    size_t length = 1;
    distances[0] = 0;
    for (unsigned position = shape.positions; position-- > 0;) {
        const uint32_t symbols = nsc_words_symbols(space->words, position);
        const uint32_t own = from % symbols;
        for (uint32_t symbol = symbols; symbol-- > 0;)
            for (size_t rest = 0; rest < length; rest++)
                distances[symbol * length + rest] = (uint8_t)(distances[rest] + (symbol != own));
        length *= symbols;
        from /= symbols;
    }
}

/* If c of n strings have a symbol at a position, n² − Σ c² ordered pairs differ there; no two strings are equal. */
nsc_status nsc_word_means(const nsc_space *space, const nsc_best_sets *sets, double means[NSC_BEST_SETS],
                          nsc_error *error) {
    const nsc_shape shape = space->words->shape(space, 0);
    const uint32_t symbols = space->words->symbols;
    uint32_t *counts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&counts, (size_t)shape.positions * symbols, sizeof *counts, error));
    for (size_t set = 0, place = 0; set < NSC_BEST_SETS; set++) {
        for (; place < sets->counts[set]; place++)
            for (uint32_t word = sets->points[place], position = shape.positions; position-- > 0;) {
                const uint32_t own = nsc_words_symbols(space->words, position);
                counts[position * symbols + word % own]++;
                word /= own;
            }
        const double count = (double)sets->counts[set];
        double differing = shape.positions * count * count;
        for (size_t number = 0; number < (size_t)shape.positions * symbols; number++)
            differing -= (double)counts[number] * counts[number];
        means[set] = count > 1 ? differing / (count * (count - 1)) : NAN;
    }
out:
    free(counts);
    return status;
}
