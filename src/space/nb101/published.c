/* The published space, which most commands open, is part of the program: the build enumerates it (write_tables.c). */
#include "space/nb101/nb101_internal.h"

nsc_status nsc_nb101_create(nsc_nb101 **nb101, nsc_nb101_limits limits, nsc_error *error) {
    if (limits.vertices != NSC_NB101_VERTICES || limits.edges != NSC_NB101_EDGES)
        return nsc_catalogue_create(nb101, limits, error);
    *nb101 = (nsc_nb101 *)(uintptr_t)&nsc_published_catalogue; /* nobody changes a catalogue once it is made */
    return NSC_OK;
}

void nsc_nb101_destroy(nsc_nb101 *nb101) {
    if (nb101 != &nsc_published_catalogue)
        nsc_catalogue_destroy(nb101);
}
