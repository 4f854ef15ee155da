/* Texts in buffers of a fixed size. */
#include "base/text.h"

#include "base/decimal_point.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

size_t nsc_text_format_list(char *text, size_t size, const char *format, va_list arguments) {
    NSC_DECIMAL_POINT;
    if (size == 0)
        return 0;
    const int wanted = vsnprintf(text, size, format, arguments);
    if (wanted < 0)
        text[0] = '\0';
    size_t length = strlen(text);
    if (wanted > 0 && (size_t)wanted >= size) {
        size_t last = length; /* where the last character begins */
        while (last > 0 && length - last < 3 && (text[last - 1] & 0xc0) == 0x80)
            last--;
        if (last > 0 && nsc_utf8_part(text + last - 1) > 0)
            length = last - 1;
        text[length] = '\0';
    }
    return length;
}

size_t nsc_text_format(char *text, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const size_t length = nsc_text_format_list(text, size, format, arguments);
    va_end(arguments);
    return length;
}

/* The bytes to leave out of what a precision has cut. A single byte of that kind may also be a letter of a file's name
 * in Latin-1: it counts as cut only where the name ends. */
static size_t cut_by_precision(const char *text) {
    const size_t part = nsc_utf8_part(text);
    return part > 1 || (part == 1 && strchr("\"'`), :;", text[1]) != NULL) ? part : 0;
}

void nsc_text_show(char *shown, size_t size, const char *text, bool with_lines) {
    size_t length = 0;
    while (*text != '\0') {
        char character[NSC_SHOWN_SIZE] = "\n";
        const size_t part = cut_by_precision(text);
        text += part;
        if (*text == '\0')
            break;
        if (with_lines && *text == '\n')
            text++;
        else
            nsc_utf8_show(&text, character);
        const size_t more = strlen(character);
        if (length + more >= size)
            break;
        memcpy(shown + length, character, more);
        length += more;
    }
    shown[length] = '\0';
}

nsc_status nsc_copy_shown(char **shown, const char *text, nsc_error *error) {
    const size_t longest = strlen("\\u202e"); /* of a byte or a character */
    const size_t size = longest * strlen(text) + 1;
    const nsc_status status = nsc_allocate(shown, size, 1, error);
    if (status == NSC_OK)
        nsc_text_show(*shown, size, text, true);
    return status;
}
