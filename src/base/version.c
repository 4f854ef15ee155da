#include "base/version.h"

const char *nsc_version(void) {
    return NASSCAPE_VERSION;
}
