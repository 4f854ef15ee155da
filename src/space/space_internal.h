/* What the spaces share and nobody else sees. */
#ifndef NSC_SPACE_INTERNAL_H
#define NSC_SPACE_INTERNAL_H

#include "space/space.h"

/* Reads the number that follows "id:" in `text`; *`found` is false where `text` begins otherwise. NSC_INVALID where it
 * is no number or not below the number of points. */
nsc_status nsc_space_parse_id(const nsc_space *space, const char *text, uint32_t *point, bool *found, nsc_error *error);

#endif
