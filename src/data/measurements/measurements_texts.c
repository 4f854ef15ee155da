/* Texts of a table that are kept: the names of its runs, and the fields of columns that are no values. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

/* ---- numbered texts ---- */

/* FNV-1a. */
static size_t hash_of(const char *text) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of a text: its own, or the free one that it would have. The table is never full. */
static size_t slot_of(const nsc_numbered_texts *numbered, const char *text) {
    size_t slot = hash_of(text) & (numbered->slot_count - 1);
    while (numbered->slots[slot] != 0 && strcmp(numbered->texts.items[numbered->slots[slot] - 1], text) != 0)
        slot = (slot + 1) & (numbered->slot_count - 1);
    return slot;
}

size_t nsc_numbered_texts_find(const nsc_numbered_texts *numbered, const char *text) {
    if (numbered->slot_count == 0)
        return numbered->texts.count;
    const uint32_t number = numbered->slots[slot_of(numbered, text)];
    return number != 0 ? number - 1 : numbered->texts.count;
}

/* Doubles the slots while more than half of them are taken. */
static nsc_status make_room(nsc_numbered_texts *numbered, nsc_error *error) {
    if ((numbered->texts.count + 1) * 2 <= numbered->slot_count)
        return NSC_OK;
    const size_t slot_count = numbered->slot_count > 0 ? numbered->slot_count * 2 : 16;
    uint32_t *slots;
    const nsc_status status = nsc_allocate(&slots, slot_count, sizeof *slots, error);
    if (status != NSC_OK)
        return status;
    free(numbered->slots);
    numbered->slots = slots;
    numbered->slot_count = slot_count;
    for (size_t text = 0; text < numbered->texts.count; text++)
        slots[slot_of(numbered, numbered->texts.items[text])] = (uint32_t)text + 1;
    return NSC_OK;
}

nsc_status nsc_numbered_texts_add(nsc_numbered_texts *numbered, const char *text, uint32_t *number, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (numbered->last < numbered->texts.count && strcmp(numbered->texts.items[numbered->last], text) == 0) {
        *number = numbered->last;
        return NSC_OK;
    }
    NSC_TRY(make_room(numbered, error));
    const size_t slot = slot_of(numbered, text);
    if (numbered->slots[slot] == 0) {
        NSC_TRY(nsc_names_add(&numbered->texts, text, error));
        numbered->slots[slot] = (uint32_t)numbered->texts.count;
    }
    *number = numbered->last = numbered->slots[slot] - 1;
out:
    return status;
}

nsc_status nsc_run_names_add(nsc_numbered_texts *names, const char *text, uint32_t *number, nsc_error *error) {
    char whole[32];
    const size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits;
    if (digits > 0 && digits < sizeof whole && rest[0] == '.' && rest[1] == '0' &&
        rest[1 + strspn(rest + 1, "0")] == '\0') {
        memcpy(whole, text, digits);
        whole[digits] = '\0';
        text = whole;
    }
    return nsc_numbered_texts_add(names, text, number, error);
}

void nsc_numbered_texts_release(nsc_numbered_texts *numbered) {
    nsc_names_release(&numbered->texts);
    free(numbered->slots);
    *numbered = (nsc_numbered_texts){0};
}

/* ---- fields ---- */

nsc_status nsc_table_texts_add(nsc_table_texts *texts, const char *const *fields, nsc_error *error) {
    nsc_status status = NSC_OK;
    const size_t begin = texts->size;
    NSC_TRY(nsc_reserve(&texts->starts, &texts->start_capacity, texts->row_count + 1, sizeof *texts->starts, error));
    for (size_t column = 0; column < texts->columns.count; column++) {
        const size_t size = strlen(fields[column]) + 1;
        NSC_TRY(nsc_reserve(&texts->bytes, &texts->capacity, texts->size + size, 1, error));
        memcpy(texts->bytes + texts->size, fields[column], size);
        texts->size += size;
    }
    texts->starts[texts->row_count++] = begin;
out:
    return status;
}

const char *nsc_table_texts_field(const nsc_table_texts *texts, size_t row, size_t column) {
    const char *field = texts->bytes + texts->starts[row];
    for (; column > 0; column--)
        field += strlen(field) + 1;
    return field;
}

double nsc_table_texts_number(const nsc_table_texts *texts, size_t row, size_t column) {
    double number;
    const char *text = nsc_table_texts_field(texts, row, column);
    return nsc_measured_number(&texts->format, "", text, &number, NULL) == NSC_OK ? number : (double)NAN;
}

void nsc_table_texts_quote(const char *name, char *text, size_t size) {
    const bool plain = *name != '\0' &&
                       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@:.")] == '\0';
    nsc_text_format(text, size, plain ? "%.*s" : "\"%.*s\"", NSC_CUT(60, name));
}

void nsc_table_texts_release(nsc_table_texts *texts) {
    nsc_names_release(&texts->columns);
    free(texts->bytes);
    free(texts->starts);
    *texts = (nsc_table_texts){0};
}
