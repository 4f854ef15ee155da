/* libcsv quotes every field; only those that need it go through it. */
#include "base/csv_text.h"

#include <csv.h>

static bool needs_quotes(const char *field, size_t length) {
    return strpbrk(field, ",\"\r\n") != NULL || (length > 0 && (field[0] == ' ' || field[length - 1] == ' '));
}

nsc_status nsc_csv_text_field(nsc_csv_text *text, const char *field, bool quoted, nsc_error *error) {
    const size_t length = strlen(field), longest = 2 * length + 2; /* if every character is a quote */
    const nsc_status status = nsc_csv_text_reserve(text, longest + 1, error);
    if (status != NSC_OK)
        return status;
    if (quoted || needs_quotes(field, length))
        text->size += csv_write(text->bytes + text->size, longest, field, length);
    else
        nsc_csv_text_append(text, field, length);
    return NSC_OK;
}
