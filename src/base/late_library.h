/*
 * A shared library that is loaded when it is first needed. Some take as long to load, with the libraries that they need
 * in their turn, as a question takes to answer; commands that don't use them shall not wait for them.
 */
#ifndef NSC_LATE_LIBRARY_H
#define NSC_LATE_LIBRARY_H

#include "base/status.h"

#include <stddef.h>

/*
 * Loads the library `file` (its name as the dynamic linker knows it) and writes the addresses of its `count` functions
 * or objects called names[] to `table`, a struct of that many pointers and nothing else. It stays loaded until the
 * process ends; loading it again costs a look. NSC_FAILED, with the linker's reason, where the library or one of the
 * names is not there.
 */
nsc_status nsc_late_library_load(const char *file, const char *const *names, size_t count, void *table,
                                 nsc_error *error);

#endif
