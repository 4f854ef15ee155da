/* What the spaces share and nobody else sees. */
#ifndef NSC_SPACE_INTERNAL_H
#define NSC_SPACE_INTERNAL_H

#include "base/base.h"
#include "space/space.h"

/* A space of nothing yet but its `destroy` and a zeroed implementation of `size` bytes, to be closed with
 * nsc_space_close. *`space` is NULL after a failure. */
nsc_status nsc_space_allocate(nsc_space **space, size_t size, void (*destroy)(nsc_space *space), nsc_error *error);

/* Reads the number that follows "id:" in `text`; *`found` is false where `text` begins otherwise. NSC_INVALID where it
 * is no number or not below the number of points. */
nsc_status nsc_space_parse_id(const nsc_space *space, const char *text, uint32_t *point, bool *found, nsc_error *error);

#endif
