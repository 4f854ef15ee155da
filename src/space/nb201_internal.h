/* What nb201.c and nb201_spellings.c share. */
#ifndef NSC_NB201_INTERNAL_H
#define NSC_NB201_INTERNAL_H

#include "space/space.h"

enum { NSC_NB201_EDGES = 6, NSC_NB201_OPERATIONS = 5 };

extern const char *const nsc_nb201_operation_names[NSC_NB201_OPERATIONS];
/* Edges in the order of the digits: 0-1, 0-2, 1-2, 0-3, 1-3, 2-3. */
extern const uint8_t nsc_nb201_sources[NSC_NB201_EDGES], nsc_nb201_targets[NSC_NB201_EDGES];

void nsc_nb201_write_official(uint32_t word, char text[NSC_POINT_SPELLING_SIZE]);

/* Other spellings than digits: the official string, letters A to E, "naslib:(…)"; with `tuples` also "(…)". */
bool nsc_nb201_read(const char *text, uint32_t *word);
bool nsc_nb201_read_with_tuples(const char *text, uint32_t *word);

/* Reason why such a text is no point, with what to do; NULL if nothing is known. */
const char *nsc_nb201_hint(const char *text);

#endif
