/* A folder of the test's own with one file in it, and what both hold afterwards. */
#ifndef NSC_TEST_FOLDER_FIXTURE_H
#define NSC_TEST_FOLDER_FIXTURE_H

#include "temporary.h"
#include "testing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static inline int make_folder(void **state) {
    (void)state;
    temporary_template(folder, sizeof folder, "");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static inline int remove_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder); /* fails where a test left something */
}

static inline void write_bytes(const char *bytes, size_t size) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static inline void expect_content(const char *expected) {
    char content[4096] = {0};
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    const size_t size = fread(content, 1, sizeof content - 1, stream);
    fclose(stream);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(content, expected);
}

static inline unsigned file_count(void) {
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    unsigned count = 0;
    for (struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(opened);
    return count;
}

#endif
