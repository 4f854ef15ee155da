/* Finds a file of the page. */
#include "explore/page_files.h"

#include <string.h>

const nsc_embedded_file *nsc_page_file_at(const char *path) {
    for (size_t file = 0; file < nsc_page_file_count; file++)
        if (strcmp(nsc_page_files[file].path, path) == 0)
            return &nsc_page_files[file];
    return NULL;
}
