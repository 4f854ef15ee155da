#include "base/names.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

nsc_status nsc_names_add(nsc_names *names, const char *name, nsc_error *error) {
    nsc_status status = nsc_reserve(&names->items, &names->capacity, names->count + 1, sizeof *names->items, error);
    if (status == NSC_OK)
        status = nsc_copy_text(&names->items[names->count], name, error);
    names->count += status == NSC_OK;
    return status;
}

bool nsc_names_have(const nsc_names *names, const char *name) {
    for (size_t number = 0; number < names->count; number++)
        if (strcmp(names->items[number], name) == 0)
            return true;
    return false;
}

void nsc_names_release(nsc_names *names) {
    for (size_t number = 0; number < names->count; number++)
        free(names->items[number]);
    free(names->items);
    *names = (nsc_names){0};
}

void nsc_choices_add(nsc_choices *choices, const char *name) {
    static const char cut[] = ", …";
    const size_t size = sizeof choices->text, room = size - strlen(cut);
    const char *comma = choices->length > 0 ? ", " : "";
    if (choices->length >= size)
        return;
    char *end = choices->text + choices->length;
    if (choices->length + strlen(comma) + strlen(name) < room) {
        choices->length += nsc_text_format(end, size - choices->length, "%s%s", comma, name);
        return;
    }
    if (choices->length == 0)
        end += nsc_text_format(end, room, "%s", name);
    memcpy(end, cut, sizeof cut);
    choices->length = size;
}
