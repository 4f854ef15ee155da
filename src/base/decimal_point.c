/* A thread's locale, changed to that of C for a while. */
#include "base/decimal_point.h"

#include <langinfo.h>
#include <stdlib.h>

/* It is part of the C library: nothing is allocated. */
static locale_t locale_of_c(void) {
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

double nsc_number_of(const char *text, char **end) {
    return strtod_l(text, end, locale_of_c());
}

locale_t nsc_decimal_point_begin(void) {
    const char *point = nl_langinfo(RADIXCHAR);
    return point[0] == '.' && point[1] == '\0' ? (locale_t)0 : uselocale(locale_of_c());
}

void nsc_decimal_point_end(const locale_t *before) {
    if (*before != (locale_t)0)
        uselocale(*before);
}
