/* Rows that were left out. */
#include "data/refusals.h"

nsc_status nsc_refusals_add(nsc_refusals *refusals, const char *text, nsc_error *error) {
    if (refusals->listed.count < NSC_REFUSALS_LISTED)
        return nsc_names_add(&refusals->listed, text, error);
    refusals->further++;
    return NSC_OK;
}

nsc_status nsc_refusals_join(nsc_refusals *refusals, nsc_refusals *from, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < from->listed.count; number++)
        NSC_TRY(nsc_refusals_add(refusals, from->listed.items[number], error));
    refusals->further += from->further;
    nsc_refusals_release(from);
out:
    return status;
}

void nsc_refusals_release(nsc_refusals *refusals) {
    nsc_names_release(&refusals->listed);
    *refusals = (nsc_refusals){0};
}
