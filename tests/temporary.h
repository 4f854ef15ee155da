/* Where tests put their files. */
#ifndef NSC_TEMPORARY_H
#define NSC_TEMPORARY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

/* The template of a temporary file or folder, in TMPDIR or /tmp; `ending` stands behind the random letters. */
static inline void temporary_template(char *path, size_t size, const char *ending) {
    const char *folder = getenv("TMPDIR");
    const int length = snprintf(path, size, "%s/nasscape-test-XXXXXX%s",
                                folder != NULL && folder[0] != '\0' ? folder : "/tmp", ending);
    assert_true(length > 0 && (size_t)length < size);
}

#endif
