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

enum { SHORT_NAME = sizeof(uint64_t) };

/* The first bytes of a text, at most eight, with zeros after them. */
static uint64_t first_bytes(const char *text, size_t length) {
    uint64_t bytes = 0;
    memcpy(&bytes, text, length < SHORT_NAME ? length : SHORT_NAME);
    return bytes;
}

/* Eight bytes at a time are multiplied in (the odd number nearest to 2^64 over the golden ratio). The bits of a product
 * are best at the top, so that they are folded down, and once more after a last factor. */
static uint32_t hash_text(const char *text, size_t length) {
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t hash = length * factor;
    for (size_t done = 0; done < length; done += SHORT_NAME) {
        hash = (hash ^ first_bytes(text + done, length - done)) * factor;
        hash ^= hash >> 32;
    }
    hash *= UINT64_C(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    return (uint32_t)hash & ~1u;
}

/* What the slot of a name holds, but for the number, and for the place of a long one. */
static nsc_name_slot describe(const char *text, size_t length) {
    const uint32_t hash = hash_text(text, length);
    return length <= SHORT_NAME ? (nsc_name_slot){.bytes = first_bytes(text, length), .hash = hash}
                                : (nsc_name_slot){.hash = hash | 1u};
}

/* The slot of the name, or the free slot where it belongs. Short names have no zeros in their bytes, so that two with
 * the same bytes are the same. */
static nsc_name_slot *find_slot(const nsc_name_table *names, const char *text, const nsc_name_slot *wanted) {
    const bool is_long = (wanted->hash & 1u) != 0;
    size_t place = (wanted->hash >> 1) & (names->slot_count - 1);
    for (;; place = (place + 1) & (names->slot_count - 1)) {
        nsc_name_slot *slot = &names->slots[place];
        if (slot->number == 0)
            return slot;
        if (slot->hash == wanted->hash &&
            (is_long ? strcmp(names->texts + slot->bytes, text) == 0 : slot->bytes == wanted->bytes))
            return slot;
    }
}

/* Keeps at least a quarter of the slots free. */
static nsc_status grow_slots(nsc_name_table *names, nsc_error *error) {
    if (4 * (names->count + 1) <= 3 * names->slot_count)
        return NSC_OK;
    const size_t slot_count = names->slot_count > 0 ? 2 * names->slot_count : 256;
    nsc_name_slot *slots;
    nsc_status status = nsc_allocate(&slots, slot_count, sizeof *slots, error);
    if (status != NSC_OK)
        return status;
    for (size_t old = 0; old < names->slot_count; old++) {
        const nsc_name_slot *slot = &names->slots[old];
        size_t place = (slot->hash >> 1) & (slot_count - 1);
        if (slot->number == 0)
            continue;
        while (slots[place].number != 0)
            place = (place + 1) & (slot_count - 1);
        slots[place] = *slot;
    }
    free(names->slots);
    names->slots = slots;
    names->slot_count = slot_count;
    return NSC_OK;
}

nsc_status nsc_name_table_add(nsc_name_table *names, const char *text, uint32_t *number, nsc_error *error) {
    const size_t length = strlen(text);
    const nsc_name_slot wanted = describe(text, length);
    nsc_status status = NSC_OK;
    NSC_TRY(grow_slots(names, error));
    nsc_name_slot *slot = find_slot(names, text, &wanted);
    if (slot->number == 0) {
        NSC_TRY(nsc_reserve(&names->texts, &names->text_capacity, names->text_length + length + 1, 1, error));
        NSC_TRY(nsc_reserve(&names->places, &names->place_capacity, names->count + 1, sizeof *names->places, error));
        memcpy(names->texts + names->text_length, text, length + 1);
        *slot = wanted;
        if (length > SHORT_NAME)
            slot->bytes = names->text_length;
        names->places[names->count++] = names->text_length;
        names->text_length += length + 1;
        slot->number = (uint32_t)names->count;
    }
    *number = slot->number - 1;
out:
    return status;
}

bool nsc_name_table_find(const nsc_name_table *names, const char *text, uint32_t *number) {
    const nsc_name_slot wanted = describe(text, strlen(text));
    *number = names->slot_count > 0 ? find_slot(names, text, &wanted)->number - 1 : UINT32_MAX;
    return *number != UINT32_MAX;
}
