/* The files of the page, as the build puts them into the program. */
#ifndef NSC_PAGE_FILES_H
#define NSC_PAGE_FILES_H

#include "base/embedded_file.h"

extern const nsc_embedded_file nsc_page_files[];
extern const size_t nsc_page_file_count;

/* The file at a path, NULL if there is none. */
const nsc_embedded_file *nsc_page_file_at(const char *path);

#endif
