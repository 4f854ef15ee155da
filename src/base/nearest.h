/* Names as people spell them: which are the same, and which one a misspelt one was meant to be. */
#ifndef NSC_NEAREST_H
#define NSC_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The fewest letters put in, left out, replaced or swapped with the next that make one name of the other, upper and
 * lower case being the same. SIZE_MAX if one of them has more than 64 bytes and they differ.
 */
size_t nsc_name_distance(const char *name, const char *other);

/*
 * The name among `count` at the smallest distance from `name`; the first of several. NULL where none differs by at most
 * a third of the longer one's letters.
 */
const char *nsc_nearest_name(const char *name, const char *const *names, size_t count);

/* The place of `name` among the names: of the same spelling, else of the same but for upper and lower case (the first
 * of several); `count` where there is none. */
size_t nsc_find_name(const char *name, const char *const *names, size_t count);

/* Whether two names have the same letters and digits: "Test Accuracy", "test-accuracy" and "testAccuracy" do. Case,
 * blanks, hyphens, points, underscores and quotes do not count. */
bool nsc_same_words(const char *first, const char *second);

#endif
