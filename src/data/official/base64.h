/* Base64 (RFC 4648, section 4), strict: what no decoder may guess about is refused. */
#ifndef NSC_BASE64_H
#define NSC_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes that `size` bytes take, with a newline after every 76 characters and after the last, as in the official file.
 */
size_t nsc_base64_size(size_t size);

/* Writes nsc_base64_size(size) characters to `text`, without a zero after them. */
void nsc_base64_encode(const unsigned char *bytes, size_t size, char *text);

/*
 * Decodes `length` characters into `bytes`, which hold 3·⌈length/4⌉; newlines and carriage returns are passed over
 * anywhere. `bytes` may be `text`: what is written never overtakes what is read. False for any other character, for
 * padding in the wrong place, for a length that does not fit and for bits after the last byte that are not zero.
 */
bool nsc_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size);

#endif
