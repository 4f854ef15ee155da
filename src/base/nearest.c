/* Optimal string alignment distance (a restricted Damerau-Levenshtein distance) by three rows of its table. */
#include "base/nearest.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 64 };

static int folded(char letter) {
    return tolower((unsigned char)letter);
}

static unsigned least(unsigned a, unsigned b, unsigned c) {
    const unsigned smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Both of at most LONGEST bytes. */
static unsigned distance_of(const char *a, size_t a_length, const char *b, size_t b_length) {
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    for (unsigned j = 0; j <= b_length; j++)
        last[j] = j;
    for (unsigned i = 1; i <= a_length; i++) {
        row[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
            if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]) &&
                before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        unsigned *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b_length];
}

size_t nsc_name_distance(const char *name, const char *other) {
    const size_t length = strlen(name), other_length = strlen(other);
    if (strcasecmp(name, other) == 0)
        return 0;
    return length > LONGEST || other_length > LONGEST ? SIZE_MAX : distance_of(name, length, other, other_length);
}

const char *nsc_nearest_name(const char *name, const char *const *names, size_t count) {
    const char *nearest = NULL;
    size_t least_distance = 0;
    const size_t length = strlen(name);
    for (size_t number = 0; number < count; number++) {
        const size_t other_length = strlen(names[number]);
        const size_t longer = length > other_length ? length : other_length;
        const size_t distance = nsc_name_distance(name, names[number]);
        if (distance <= longer / 3 && (nearest == NULL || distance < least_distance)) {
            nearest = names[number];
            least_distance = distance;
        }
    }
    return nearest;
}

size_t nsc_find_name(const char *name, const char *const *names, size_t count) {
    for (size_t number = 0; number < count; number++)
        if (strcmp(name, names[number]) == 0)
            return number;
    for (size_t number = 0; number < count; number++)
        if (strcasecmp(name, names[number]) == 0)
            return number;
    return count;
}

bool nsc_same_words(const char *first, const char *second) {
    static const char joints[] = "_- .\"";
    for (;; first++, second++) {
        first += strspn(first, joints);
        second += strspn(second, joints);
        if (folded(*first) != folded(*second))
            return false;
        if (*first == '\0')
            return true;
    }
}
