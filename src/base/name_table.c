/* Names numbered as they first appear: open addressing over one block of texts. */
#include "base/name_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void nsc_name_table_release(nsc_name_table *names) {
    free(names->texts);
    free(names->places);
    free(names->slots);
    *names = (nsc_name_table){0};
}

const char *nsc_name_table_text(const nsc_name_table *names, size_t number) {
    return names->texts + names->places[number];
}

/* FNV-1a, 64 bits. */
static uint64_t hash_text(const char *text) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash;
}

/* The slot of the name, or the free slot where it belongs. */
static size_t find_slot(const nsc_name_table *names, const char *text) {
    size_t slot = hash_text(text) & (names->slot_count - 1);
    while (names->slots[slot] != 0 && strcmp(nsc_name_table_text(names, names->slots[slot] - 1), text) != 0)
        slot = (slot + 1) & (names->slot_count - 1);
    return slot;
}

/* Keeps at least half of the slots free. */
static nsc_status grow_slots(nsc_name_table *names, nsc_error *error) {
    if (2 * (names->count + 1) <= names->slot_count)
        return NSC_OK;
    const size_t slot_count = names->slot_count > 0 ? 2 * names->slot_count : 1024;
    uint32_t *slots;
    nsc_status status = nsc_allocate(&slots, slot_count, sizeof *slots, error);
    if (status != NSC_OK)
        return status;
    free(names->slots);
    names->slots = slots;
    names->slot_count = slot_count;
    for (size_t number = 0; number < names->count; number++)
        slots[find_slot(names, nsc_name_table_text(names, number))] = (uint32_t)number + 1;
    return NSC_OK;
}

nsc_status nsc_name_table_add(nsc_name_table *names, const char *text, uint32_t *number, nsc_error *error) {
    const size_t size = strlen(text) + 1;
    nsc_status status = NSC_OK;
    NSC_TRY(grow_slots(names, error));
    const size_t slot = find_slot(names, text);
    if (names->slots[slot] == 0) {
        NSC_TRY(nsc_reserve(&names->texts, &names->text_capacity, names->text_length + size, 1, error));
        NSC_TRY(nsc_reserve(&names->places, &names->place_capacity, names->count + 1, sizeof *names->places, error));
        memcpy(names->texts + names->text_length, text, size);
        names->places[names->count++] = names->text_length;
        names->text_length += size;
        names->slots[slot] = (uint32_t)names->count;
    }
    *number = names->slots[slot] - 1;
out:
    return status;
}

bool nsc_name_table_find(const nsc_name_table *names, const char *text, uint32_t *number) {
    const uint32_t slot = names->slot_count > 0 ? names->slots[find_slot(names, text)] : 0;
    *number = slot - 1;
    return slot != 0;
}
