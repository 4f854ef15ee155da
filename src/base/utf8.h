/* Whether bytes from outside are text that JSON and XML can hold. */
#ifndef NSC_UTF8_H
#define NSC_UTF8_H

#include <stdbool.h>

/* UTF-8 by RFC 3629: no character in more bytes than it needs, no surrogates, none above U+10FFFF. */
bool nsc_is_utf8(const char *text);

#endif
