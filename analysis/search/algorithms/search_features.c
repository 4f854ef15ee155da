/* Features of encodings, points and strings. */
#include "analysis/search/algorithms/search_features.h"

#include <string.h>

/* Vertices of a matrix, and paths from the input to one of them, at most. */
enum { VERTICES = 8, PATHS_TO_VERTEX = 1 << (VERTICES - 2) };

const char *nsc_feature_set_name(size_t set) {
    static const char *const names[] = {"path", "adjacency"};
    return set < NSC_COUNT_OF(names) ? names[set] : NULL;
}

/* ---- which features there are ---- */

/* Sequences of at most `longest` symbols. */
static uint32_t count_sequences(unsigned symbols, unsigned shortest, unsigned longest) {
    uint32_t sum = 0, power = 1;
    for (unsigned length = 0; length <= longest; length++, power *= symbols)
        sum += length >= shortest ? power : 0;
    return sum;
}

static uint32_t count_symbols(const nsc_strings *strings) {
    uint32_t sum = 0;
    for (unsigned position = 0; position < strings->position_count; position++)
        sum += strings->positions[position].symbols;
    return sum;
}

static unsigned longest_way(const nsc_strings *strings) {
    unsigned longest = 0;
    for (size_t way = 0; way < strings->way_count; way++)
        longest = strings->ways[way].length > longest ? strings->ways[way].length : longest;
    return longest;
}

nsc_status nsc_search_features_describe(nsc_search_features *features, const nsc_search_domain *domain,
                                        nsc_feature_set set, uint32_t cut, nsc_error *error) {
    *features = (nsc_search_features){.domain = domain, .strings = nsc_space_strings(domain->space)};
    if (features->strings != NULL) {
        features->paths = set == NSC_FEATURES_PATHS && features->strings->ways != NULL;
        features->count = features->paths
                              ? count_sequences(features->strings->symbols, 1, longest_way(features->strings))
                              : count_symbols(features->strings);
    } else if (domain->space->kind == NSC_SPACE_CELLS) {
        const nsc_status status = nsc_space_encodings(domain->space, &features->encodings, error);
        if (status != NSC_OK)
            return status;
        const unsigned symbols = features->encodings->symbols, positions = features->encodings->symbol_count;
        features->paths = set != NSC_FEATURES_ADJACENCY;
        features->bit_count = features->encodings->bit_count;
        features->count =
            features->paths ? count_sequences(symbols, 0, positions) : features->bit_count + symbols * positions;
    } else {
        return nsc_error_set(error, NSC_USAGE,
                             "the points of %s are neither cells nor strings: a model has no features to learn from",
                             domain->space->name);
    }
    if (features->paths && cut > 0 && cut < features->count)
        features->count = cut;
    if (features->paths)
        features->bit_count = features->count;
    features->words = (features->count + 63) / 64;
    return NSC_OK;
}

/* ---- those of a candidate ---- */

static void set_bit(const nsc_search_features *features, uint32_t feature, uint64_t *bits) {
    if (feature < features->count)
        bits[feature >> 6] |= UINT64_C(1) << (feature & 63);
}

/* A path so far: its number, and the power that the next operation is multiplied with. */
typedef struct path {
    uint32_t number, power;
} path;

/* Of the edge from x to y, bit x + y (y − 1) / 2 of the matrix: y extends all paths to x. */
static void set_paths(const nsc_search_features *features, uint32_t matrix, const uint8_t *operations, uint64_t *bits) {
    const unsigned output = features->encodings->symbol_count + 1;
    path paths[VERTICES][PATHS_TO_VERTEX];
    unsigned counts[VERTICES] = {1};
    paths[0][0] = (path){0, 1};
    for (unsigned to = 1; to <= output; to++) {
        uint32_t sources = matrix >> (to * (to - 1) / 2) & ((1u << to) - 1u);
        for (; sources != 0; sources &= sources - 1) {
            const unsigned from = (unsigned)__builtin_ctz(sources);
            for (unsigned place = 0; place < counts[from]; place++) {
                path longer = paths[from][place];
                if (to == output) {
                    set_bit(features, longer.number, bits);
                    continue;
                }
                longer.number += longer.power * (operations[to - 1] + 1u);
                longer.power *= features->encodings->symbols;
                paths[to][counts[to]++] = longer;
            }
        }
    }
}

static void set_encoding(const nsc_search_features *features, uint32_t matrix, uint32_t labelling, uint64_t *bits) {
    const nsc_encodings *encodings = features->encodings;
    uint8_t operations[VERTICES] = {0};
    for (unsigned vertex = encodings->symbol_count; vertex-- > 0; labelling /= encodings->symbols)
        operations[vertex] = (uint8_t)(labelling % encodings->symbols);
    if (features->paths) {
        set_paths(features, matrix, operations, bits);
        return;
    }
    bits[0] = matrix;
    for (unsigned vertex = 0; vertex < encodings->symbol_count; vertex++)
        set_bit(features, features->bit_count + vertex * encodings->symbols + operations[vertex], bits);
}

static unsigned symbol_at(const nsc_search_features *features, const double *candidate, unsigned position) {
    if (features->domain->encoding == NSC_ENCODING_VARIABLES)
        return (unsigned)candidate[position];
    const uint32_t point = (uint32_t)candidate[0];
    return nsc_strings_symbol(features->strings,
                              features->strings->words != NULL ? features->strings->words[point] : point, position);
}

static void set_ways(const nsc_search_features *features, const double *candidate, uint64_t *bits) {
    const nsc_strings *strings = features->strings;
    for (size_t number = 0; number < strings->way_count; number++) {
        const nsc_string_way *way = &strings->ways[number];
        uint32_t feature = way->length > 1 ? count_sequences(strings->symbols, 1, way->length - 1u) : 0, power = 1;
        for (unsigned step = 0; step < way->length; step++, power *= strings->symbols)
            feature += power * symbol_at(features, candidate, way->positions[step]);
        set_bit(features, feature, bits);
    }
}

void nsc_search_features_of(const nsc_search_features *features, const double *candidate, uint64_t *bits) {
    const nsc_search_domain *domain = features->domain;
    uint32_t matrix, labelling, first = 0;
    memset(bits, 0, features->words * sizeof *bits);
    if (features->encodings != NULL) {
        if (domain->encoding == NSC_ENCODING_POINTS)
            domain->space->point_encoding(domain->space, (uint32_t)candidate[0], &matrix, &labelling);
        else
            nsc_search_domain_encoding(domain, candidate, &matrix, &labelling);
        set_encoding(features, matrix, labelling, bits);
    } else if (features->paths) {
        set_ways(features, candidate, bits);
    } else {
        for (unsigned position = 0; position < features->strings->position_count; position++) {
            set_bit(features, first + symbol_at(features, candidate, position), bits);
            first += features->strings->positions[position].symbols;
        }
    }
}

/* ---- distances ---- */

uint32_t nsc_search_features_distance(const nsc_search_features *features, const uint64_t *first,
                                      const uint64_t *second) {
    uint32_t single = 0, paired = 0;
    for (size_t word = 0; word < features->words; word++) {
        const uint64_t differing = first[word] ^ second[word];
        const size_t before = word * 64;
        const uint64_t singles = features->bit_count >= before + 64 ? ~UINT64_C(0)
                                 : features->bit_count > before     ? ~(~UINT64_C(0) << (features->bit_count - before))
                                                                    : 0;
        single += (uint32_t)__builtin_popcountll(differing & singles);
        paired += (uint32_t)__builtin_popcountll(differing & ~singles);
    }
    return single + paired / 2;
}

_Static_assert(NSC_SYMBOLS_MAXIMUM <= UINT16_MAX / NSC_POSITIONS_MAXIMUM, "numbers of features of strings fit");

uint32_t nsc_search_features_list(const nsc_search_features *features, const uint64_t *bits, uint16_t *numbers) {
    uint32_t count = 0;
    for (size_t word = 0; word < features->words; word++)
        for (uint64_t rest = bits[word]; rest != 0; rest &= rest - 1)
            numbers[count++] = (uint16_t)(word * 64 + (unsigned)__builtin_ctzll(rest));
    return count;
}
