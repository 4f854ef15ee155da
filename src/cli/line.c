/* Lines of a limited length, so that input without a newline, such as that of a device, fills no memory. */
#include "cli/cli.h"

nsc_status nsc_line_read(nsc_line *line, FILE *stream, size_t limit, nsc_error *error) {
    int byte = 0;
    line->length = 0;
    while (byte != '\n' && line->length <= limit && (byte = getc(stream)) != EOF) {
        const nsc_status status = nsc_reserve(&line->text, &line->capacity, line->length + 2, 1, error);
        if (status != NSC_OK)
            return status;
        line->text[line->length++] = (char)byte;
    }
    if (ferror(stream))
        line->length = 0;
    if (line->length > 0)
        line->text[line->length] = '\0';
    return NSC_OK;
}

bool nsc_line_is_cut(const nsc_line *line, size_t limit) {
    return line->length > limit && line->text[limit] != '\n';
}
