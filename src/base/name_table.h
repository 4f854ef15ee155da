/* Names numbered as they first appear: of points in a list of edges, of optima in a network. */
#ifndef NSC_NAME_TABLE_H
#define NSC_NAME_TABLE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names, numbered as they first appear; empty where all is zero. */
typedef struct nsc_name_table {
    char *texts; /* names one after another, each with its zero */
    size_t text_length, text_capacity;
    size_t *places; /* [number] where its name begins */
    size_t count, place_capacity;
    uint32_t *slots; /* open addressing: number + 1, 0 for free; a power of two of them */
    size_t slot_count;
} nsc_name_table;

/* The number of a name, from 0; a new name gets the next number. NSC_FAILED without memory. O(length), on average. */
nsc_status nsc_name_table_add(nsc_name_table *names, const char *text, uint32_t *number, nsc_error *error);

/* The number of a name that was added; false if it was not. */
bool nsc_name_table_find(const nsc_name_table *names, const char *text, uint32_t *number);

/* The name of a number; stays where it is until the next one is added. */
const char *nsc_name_table_text(const nsc_name_table *names, size_t number);

void nsc_name_table_release(nsc_name_table *names);

#endif
