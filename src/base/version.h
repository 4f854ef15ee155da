/* The version of the library that a program runs with; NASSCAPE_VERSION in nasscape.h is the one it was compiled
 * for. */
#ifndef NSC_VERSION_H
#define NSC_VERSION_H

#include "base/public.h"

NSC_PUBLIC_BEGIN

/* "MAJOR.MINOR.PATCH". */
const char *nsc_version(void);

NSC_PUBLIC_END

#endif
