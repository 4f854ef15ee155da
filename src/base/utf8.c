/* UTF-8, character by character. */
#include "base/utf8.h"

#include <stddef.h>
#include <stdint.h>

/* The bytes of the character that `text` begins with; 0 where it is none. */
static size_t character_size(const unsigned char *text) {
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
        return character >= sizes[more].least && character <= 0x10ffff && !surrogate ? more + 1 : 0;
    }
    return 0;
}

bool nsc_is_utf8(const char *text) {
    const unsigned char *byte = (const unsigned char *)text;
    while (*byte != '\0') {
        const size_t size = character_size(byte);
        if (size == 0)
            return false;
        byte += size;
    }
    return true;
}
