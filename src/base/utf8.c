/* UTF-8, character by character. */
#include "base/utf8.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

/* The bytes of the character that `text` begins with; 0 where it is none. Its number is written to *`found`. */
static size_t character_size(const unsigned char *text, uint32_t *found) {
    static const struct {
        unsigned char mask, lead;
        uint32_t least;
    } sizes[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t more = 0; more < sizeof sizes / sizeof sizes[0]; more++) {
        if ((text[0] & sizes[more].mask) != sizes[more].lead)
            continue;
        uint32_t character = text[0] & ~(uint32_t)sizes[more].mask;
        for (size_t byte = 1; byte <= more; byte++) {
            if ((text[byte] & 0xc0) != 0x80)
                return 0;
            character = character << 6 | (text[byte] & 0x3f);
        }
        const bool surrogate = character >= 0xd800 && character <= 0xdfff;
        *found = character;
        return character >= sizes[more].least && character <= 0x10ffff && !surrogate ? more + 1 : 0;
    }
    return 0;
}

bool nsc_is_utf8(const char *text) {
    const unsigned char *byte = (const unsigned char *)text;
    uint32_t character;
    while (*byte != '\0') {
        const size_t size = character_size(byte, &character);
        if (size == 0)
            return false;
        byte += size;
    }
    return true;
}

static bool is_control(uint32_t character) {
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

bool nsc_is_plain_text(const char *text) {
    uint32_t character;
    while (*text != '\0') {
        const size_t size = character_size((const unsigned char *)text, &character);
        if (size == 0 || is_control(character))
            return false;
        text += size;
    }
    return true;
}

bool nsc_is_xml_text(const char *text) {
    unsigned char any = 0;
    for (const char *byte = text; *byte != '\0'; byte++) {
        if ((unsigned char)*byte < ' ' && strchr("\t\n\r", *byte) == NULL)
            return false;
        any |= (unsigned char)*byte;
    }
    if (any < 0x80) /* ASCII, as most texts are */
        return true;
    return nsc_is_utf8(text) && strstr(text, "\xef\xbf\xbe") == NULL && strstr(text, "\xef\xbf\xbf") == NULL;
}

size_t nsc_utf8_cut(const char *text, size_t limit) {
    const size_t length = strnlen(text, limit + 1), longest_part = 3;
    if (length <= limit)
        return length;
    size_t end = limit;
    while (end > 0 && limit - end < longest_part && (text[end] & 0xc0) == 0x80)
        end--;
    return end;
}

size_t nsc_utf8_incomplete(const char *text) {
    const unsigned char *byte = (const unsigned char *)text;
    const size_t wanted = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
    size_t found = 1;
    if (byte[0] < 0xc2 || byte[0] > 0xf4)
        return 0;
    while (found < wanted && (byte[found] & 0xc0) == 0x80)
        found++;
    return found < wanted ? found : 0;
}

size_t nsc_utf8_whole(const char *text) {
    const size_t length = strlen(text), longest_part = 3;
    size_t start = length; /* of the last character */
    while (start > 0 && length - start < longest_part) {
        start--;
        if (((unsigned char)text[start] & 0xc0) != 0x80)
            return nsc_utf8_incomplete(text + start) > 0 ? start : length;
    }
    return length;
}

nsc_status nsc_utf8_copy(char **copy, const char *text, nsc_error *error) {
    static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
    const nsc_status status = nsc_allocate(copy, strlen(text) * (sizeof replacement - 1) + 1, 1, error);
    if (status != NSC_OK)
        return status;
    char *end = *copy;
    uint32_t character;
    while (*text != '\0') {
        const size_t size = character_size((const unsigned char *)text, &character);
        end = size > 0 ? mempcpy(end, text, size) : stpcpy(end, replacement);
        text += size > 0 ? size : 1;
    }
    return status;
}

uint32_t nsc_utf8_next(const char **text) {
    const uint32_t replacement = 0xfffd;
    uint32_t character = 0;
    const size_t size = character_size((const unsigned char *)*text, &character);
    *text += size > 0 ? size : 1;
    return size == 0 || is_control(character) ? replacement : character;
}

/* Ranges of Unicode 15 whose characters take another number of columns than one; the rest of a plane that is mostly
 * wide counts as wide. */
static const struct {
    uint32_t first, last;
    size_t columns;
} widths[] = {
    {0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0}, {0x064b, 0x065f, 0},   {0x1100, 0x115f, 2},
    {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200f, 0}, {0x20d0, 0x20ff, 0},   {0x2e80, 0x303e, 2},
    {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2}, {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},
    {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2}, {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2},
    {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2},
};

size_t nsc_character_columns(uint32_t character) {
    for (size_t range = 0; range < sizeof widths / sizeof widths[0] && widths[range].first <= character; range++)
        if (character <= widths[range].last)
            return widths[range].columns;
    return 1;
}

/* ---- shown on a terminal ---- */

/* Control characters, and characters that turn the letters after them round or begin a line. */
static bool steers(uint32_t character) {
    return is_control(character) || character == 0x061c || character == 0x200e || character == 0x200f ||
           (character >= 0x2028 && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

size_t nsc_utf8_show(const char **text, char shown[NSC_SHOWN_SIZE]) {
    static const char named[] = "\n\r\t", names[] = "nrt";
    const unsigned char byte = (unsigned char)**text;
    uint32_t character = byte;
    const size_t size = character_size((const unsigned char *)*text, &character);
    const char *name = byte != '\0' ? strchr(named, byte) : NULL;
    const char *start = *text;
    *text += size > 0 ? size : 1;
    if (size > 0 && !steers(character)) {
        memcpy(shown, start, size);
        shown[size] = '\0';
        return nsc_character_columns(character);
    }
    if (name != NULL)
        return (size_t)snprintf(shown, NSC_SHOWN_SIZE, "\\%c", names[name - named]);
    if (size > 1)
        return (size_t)snprintf(shown, NSC_SHOWN_SIZE, "\\u%04x", (unsigned)character);
    return (size_t)snprintf(shown, NSC_SHOWN_SIZE, "\\x%02x", byte);
}

size_t nsc_text_columns(const char *text) {
    char shown[NSC_SHOWN_SIZE];
    size_t columns = 0;
    while (*text != '\0')
        columns += nsc_utf8_show(&text, shown);
    return columns;
}
