/*
 * JSON out, value by value: with whole numbers of 64 bits without sign, which jansson does not hold. Its scalars are
 * written by jansson otherwise.
 */
#ifndef NSC_JSON_H
#define NSC_JSON_H

#include "base/table.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Begins as {.stream = …}. A failure is kept, and what follows it is not written. */
typedef struct nsc_json {
    FILE *stream;
    bool compact; /* on one line, without spaces; else one value a line, indented by its depth */
    unsigned depth;
    bool filled; /* the innermost object or array has a value already */
    bool failed; /* no memory, or the stream refused */
    int reason;  /* errno of the first failure; 0 if it had none */
} nsc_json;

/* Begins an object ('{') or an array ('['); `key` is NULL within an array and for the outermost. */
void nsc_json_open(nsc_json *json, const char *key, char bracket);
/* Ends it, by '}' or ']'. */
void nsc_json_close(nsc_json *json, char bracket);

/* A value of its own kind: null where it is missing. Bytes of a text that are no UTF-8, as a name of a file may have,
 * become U+FFFD. `key` is NULL within an array. */
void nsc_json_value(nsc_json *json, const char *key, nsc_value value);
void nsc_json_boolean(nsc_json *json, const char *key, bool truth);

#endif
