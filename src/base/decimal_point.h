/*
 * Numbers with a decimal point, also in a process whose locale has a comma, such as a program with a window that the
 * library is part of, or Python after locale.setlocale.
 */
#ifndef NSC_DECIMAL_POINT_H
#define NSC_DECIMAL_POINT_H

#include <locale.h>

/* strtod with a decimal point. */
double nsc_number_of(const char *text, char **end);

/* Until the end of the block, the calling thread writes numbers with a decimal point. */
#define NSC_DECIMAL_POINT                                                                                              \
    __attribute__((cleanup(nsc_decimal_point_end), unused)) locale_t locale_before = nsc_decimal_point_begin()

/* The locale of the thread before; (locale_t)0 if it has a decimal point already, so that nothing is to be done. */
locale_t nsc_decimal_point_begin(void);
void nsc_decimal_point_end(const locale_t *before);

#endif
