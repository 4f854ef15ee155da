/* A list of names that grows. */
#ifndef NSC_NAMES_H
#define NSC_NAMES_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Empty where all is zero. */
typedef struct nsc_names {
    char **items;
    size_t count, capacity;
} nsc_names;

/* Adds a copy of `name`. */
nsc_status nsc_names_add(nsc_names *names, const char *name, nsc_error *error);
bool nsc_names_have(const nsc_names *names, const char *name);
void nsc_names_release(nsc_names *names);

#endif
