/* Lines of CSV in memory, for those who write many at once. */
#ifndef NSC_CSV_TEXT_H
#define NSC_CSV_TEXT_H

#include "base/memory.h"

#include <stdbool.h>
#include <string.h>

/* Begins as {0}; its bytes end without a zero, and are released by free(). */
typedef struct nsc_csv_text {
    char *bytes;
    size_t size, capacity;
} nsc_csv_text;

/* Makes room for `size` bytes more. */
static inline nsc_status nsc_csv_text_reserve(nsc_csv_text *text, size_t size, nsc_error *error) {
    return text->capacity - text->size >= size
               ? NSC_OK
               : nsc_reserve(&text->bytes, &text->capacity, text->size + size, 1, error);
}

/* Append where there is room. */
static inline void nsc_csv_text_put(nsc_csv_text *text, char character) {
    text->bytes[text->size++] = character;
}
static inline void nsc_csv_text_append(nsc_csv_text *text, const char *bytes, size_t size) {
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
}

/* Appends a field, in quotes if it needs them or if `quoted`, and makes room for it and a separator. */
nsc_status nsc_csv_text_field(nsc_csv_text *text, const char *field, bool quoted, nsc_error *error);

#endif
