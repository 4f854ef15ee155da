/* Names numbered as they first appear: of points in a list of edges, of optima in a network. */
#ifndef NSC_NAME_TABLE_H
#define NSC_NAME_TABLE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A place of the table of slots. With a million names each look at another place waits for memory: a name of up to
 * eight bytes lies here itself, and of a longer one the hash tells nearly all others apart.
 */
typedef struct nsc_name_slot {
    uint64_t bytes;  /* the bytes of a short name, zeros after them; of a long one where it begins in `texts` */
    uint32_t hash;   /* odd for a long name */
    uint32_t number; /* + 1; 0: a free slot */
} nsc_name_slot;

/* Names, numbered as they first appear; empty where all is zero. */
typedef struct nsc_name_table {
    char *texts; /* names one after another, each with its zero */
    size_t text_length, text_capacity;
    size_t *places; /* [number] where its name begins */
    size_t count, place_capacity;
    nsc_name_slot *slots; /* open addressing: a power of two of them */
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
