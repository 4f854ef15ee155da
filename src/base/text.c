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
    if (wanted > 0 && (size_t)wanted >= size)
        text[nsc_utf8_whole(text)] = '\0';
    return strlen(text);
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
    const size_t part = nsc_utf8_incomplete(text);
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

size_t nsc_text_shorten(char *text, size_t limit) {
    static const char gap[] = "\xe2\x80\xa6"; /* … */
    const size_t length = strlen(text), kept = limit - (sizeof gap - 1);
    if (length <= limit)
        return length;
    const size_t begin = nsc_utf8_cut(text, kept / 2);
    const char *end = text + length - (kept - kept / 2);
    while (((unsigned char)*end & 0xc0) == 0x80)
        end++;
    const size_t rest = strlen(end);
    memmove(text + begin + sizeof gap - 1, end, rest + 1);
    memcpy(text + begin, gap, sizeof gap - 1);
    return begin + sizeof gap - 1 + rest;
}

/* True if the text of a format may have several lines: its own, or those of a failure that is passed on whole. */
static bool has_lines(const char *format) {
    return strchr(format, '\n') != NULL || strcmp(format, "%s") == 0;
}

size_t nsc_text_message(char *text, size_t size, const char *format, va_list arguments) {
    char whole[8192], shown[sizeof whole]; /* room for the longest path, and some escapes */
    nsc_text_format_list(whole, sizeof whole, format, arguments);
    nsc_text_show(shown, sizeof shown, whole, has_lines(format));
    const size_t length = nsc_text_shorten(shown, size - 1);
    memcpy(text, shown, length + 1);
    return length;
}

nsc_status nsc_copy_shown(char **shown, const char *text, bool with_lines, nsc_error *error) {
    const size_t longest = strlen("\\u202e"); /* of a byte or a character */
    const size_t size = longest * strlen(text) + 1;
    const nsc_status status = nsc_allocate(shown, size, 1, error);
    if (status == NSC_OK)
        nsc_text_show(*shown, size, text, with_lines);
    return status;
}
