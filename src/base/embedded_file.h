/* A file that the build puts into the program (cmake/EmbedPage.cmake). */
#ifndef NSC_EMBEDDED_FILE_H
#define NSC_EMBEDDED_FILE_H

#include <stddef.h>

typedef struct nsc_embedded_file {
    const char *path; /* "index.html", "views/map.js" */
    const char *type; /* content type */
    const char *etag; /* in quotes: a sum of the content */
    const unsigned char *bytes;
    size_t size;
} nsc_embedded_file;

#endif
