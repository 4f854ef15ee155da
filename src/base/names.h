/* Lists of names: one that grows, and one in words. */
#ifndef NSC_NAMES_H
#define NSC_NAMES_H

#include "base/public.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

NSC_PUBLIC_BEGIN

/* Empty where all is zero. */
typedef struct nsc_names {
    char **items;
    size_t count, capacity;
} nsc_names;

/* Adds a copy of `name`. */
nsc_status nsc_names_add(nsc_names *names, const char *name, nsc_error *error);
bool nsc_names_have(const nsc_names *names, const char *name);
void nsc_names_release(nsc_names *names);

/* Names in words, "a, b, c", for a message that says what there is instead. Starts as {0}; a list too long ends
 * with ", …". */
typedef struct nsc_choices {
    char text[640];
    size_t length; /* of the text, while it is not cut */
} nsc_choices;

void nsc_choices_add(nsc_choices *choices, const char *name);

NSC_PUBLIC_END

#endif
