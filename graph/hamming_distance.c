/*
 * Positions in which strings differ. If several strings stand for the same point, the nearest two count.
 *
 * The distance to the nearest of any number of strings takes one minimum pass for each position (Felzenszwalb,
 * Huttenlocher 2012): it is a sum over positions of 0 or 1.
 */
#include "space/strings.h"

#include "graph/changes_internal.h"

#include <string.h>

/* ---- to all points ---- */

/* One pass: to another symbol at the position whose symbols are `stride` words apart costs 1. */
static void relax_position(uint8_t *distances, uint32_t word_count, unsigned symbols, uint32_t stride) {
    for (uint32_t high = 0; high < word_count; high += stride * symbols)
        for (uint32_t low = high; low < high + stride; low++) {
            uint8_t least = distances[low];
            for (unsigned symbol = 1; symbol < symbols; symbol++)
                least = distances[low + symbol * stride] < least ? distances[low + symbol * stride] : least;
            for (unsigned symbol = 0; symbol < symbols; symbol++) {
                uint8_t *place = &distances[low + symbol * stride];
                *place = *place > least ? (uint8_t)(least + 1) : least;
            }
        }
}

/* distances[word], 0 at the words of a target. */
static void relax(const nsc_strings *strings, uint8_t *distances) {
    for (unsigned position = strings->position_count; position-- > 0;)
        relax_position(distances, strings->word_count, strings->positions[position].symbols,
                       strings->positions[position].unit);
}

static nsc_status of_spelled_points(const nsc_space *space, const uint32_t *targets, size_t target_count,
                                    uint8_t *distances, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    bool *is_target = NULL;
    uint8_t *of_words = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&is_target, space->point_count, sizeof *is_target, error));
    NSC_TRY(nsc_allocate(&of_words, strings->word_count, 1, error));
    for (size_t target = 0; target < target_count; target++)
        is_target[targets[target]] = true;
    for (uint32_t word = 0; word < strings->word_count; word++)
        of_words[word] = is_target[strings->points[word]] ? 0 : NSC_UNREACHED;
    relax(strings, of_words);
    memset(distances, NSC_UNREACHED, space->point_count);
    for (uint32_t word = 0; word < strings->word_count; word++) {
        uint8_t *place = &distances[strings->points[word]];
        *place = of_words[word] < *place ? of_words[word] : *place;
    }
out:
    free(is_target);
    free(of_words);
    return status;
}

nsc_status nsc_hamming_distances(const nsc_space *space, const uint32_t *targets, size_t target_count,
                                 uint8_t *distances, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    if (strings->points != NULL)
        return of_spelled_points(space, targets, target_count, distances, error);
    memset(distances, NSC_UNREACHED, space->point_count);
    for (size_t target = 0; target < target_count; target++)
        distances[targets[target]] = 0;
    relax(strings, distances);
    return NSC_OK;
}

/* ---- one pair ---- */

/* The first word of a point from `word` on; the number of words if none is left. */
static uint32_t next_word(const nsc_strings *strings, uint32_t point, uint32_t word) {
    if (strings->points == NULL)
        return word <= point ? point : strings->word_count;
    while (word < strings->word_count && strings->points[word] != point)
        word++;
    return word;
}

void nsc_nearest_words(const nsc_strings *strings, nsc_word_distance distance, const uint32_t points[2],
                       uint32_t words[2]) {
    unsigned least = UINT32_MAX;
    for (uint32_t first = next_word(strings, points[0], 0); first < strings->word_count;
         first = next_word(strings, points[0], first + 1))
        for (uint32_t second = next_word(strings, points[1], 0); second < strings->word_count;
             second = next_word(strings, points[1], second + 1)) {
            const unsigned found = distance(strings, first, second);
            if (found >= least)
                continue;
            least = found;
            words[0] = first;
            words[1] = second;
        }
}

nsc_status nsc_describe_start(const nsc_space *space, uint32_t point, uint32_t word, char **start, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    char text[NSC_POINT_NAME_SIZE];
    *start = NULL;
    if (strings->points == NULL || strings->words[point] == word)
        return NSC_OK;
    nsc_strings_spell(space, word, text);
    return nsc_copy_text(start, text, error);
}

static unsigned differing_positions(const nsc_strings *strings, uint32_t first, uint32_t second) {
    unsigned count = 0;
    for (unsigned position = 0; position < strings->position_count; position++)
        count += nsc_strings_symbol(strings, first, position) != nsc_strings_symbol(strings, second, position);
    return count;
}

nsc_status nsc_hamming_changes(const nsc_space *space, uint32_t from, uint32_t to, nsc_changes *changes,
                               nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    uint32_t words[2] = {0};
    *changes = (nsc_changes){0};
    nsc_nearest_words(strings, differing_positions, (const uint32_t[]){from, to}, words);
    nsc_status status = nsc_describe_start(space, from, words[0], &changes->start, error);
    for (unsigned position = 0; status == NSC_OK && position < strings->position_count; position++) {
        const unsigned before = nsc_strings_symbol(strings, words[0], position);
        const unsigned after = nsc_strings_symbol(strings, words[1], position);
        char change[NSC_CHANGE_SIZE];
        if (before == after)
            continue;
        nsc_strings_describe(space, position, before, after, change, sizeof change);
        status = nsc_changes_add(changes, change, error);
    }
    if (status != NSC_OK)
        nsc_changes_release(changes);
    return status;
}
