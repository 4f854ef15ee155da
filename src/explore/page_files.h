/* The files of the page, as the build puts them into the program. */
#ifndef NSC_PAGE_FILES_H
#define NSC_PAGE_FILES_H

#include <stddef.h>

typedef struct nsc_page_file {
    const char *path; /* "index.html", "views/map.js" */
    const char *type; /* content type */
    const char *etag; /* in quotes: a sum of the content */
    const unsigned char *bytes;
    size_t size;
} nsc_page_file;

extern const nsc_page_file nsc_page_files[];
extern const size_t nsc_page_file_count;

/* The file at a path, NULL if there is none. */
const nsc_page_file *nsc_page_file_at(const char *path);

#endif
