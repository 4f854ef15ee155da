/* Style sheet and script of a report's page, as the build puts them into the program. */
#ifndef NSC_REPORT_PAGE_FILES_H
#define NSC_REPORT_PAGE_FILES_H

#include "base/embedded_file.h"

extern const nsc_embedded_file nsc_report_page_files[];
extern const size_t nsc_report_page_file_count;

#endif
