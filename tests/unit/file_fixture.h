/* One file in a folder of its own, for tests that write it anew again and again. */
#ifndef NSC_TEST_FILE_FIXTURE_H
#define NSC_TEST_FILE_FIXTURE_H

#include "temporary.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct fixture {
    char folder[64], path[96];
} fixture;

static inline int open_fixture_named(void **state, const char *name) {
    static fixture opened;
    temporary_template(opened.folder, sizeof opened.folder, "");
    assert_non_null(mkdtemp(opened.folder));
    snprintf(opened.path, sizeof opened.path, "%.64s/%.24s", opened.folder, name);
    *state = &opened;
    return 0;
}

static inline int close_fixture(void **state) {
    const fixture *opened = *state;
    unlink(opened->path);
    return rmdir(opened->folder);
}

static inline void write_bytes(const char *path, const char *bytes, size_t size) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

#endif
