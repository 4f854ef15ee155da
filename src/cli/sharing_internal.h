/* What making parts and joining them have in common. */
#ifndef NSC_SHARING_INTERNAL_H
#define NSC_SHARING_INTERNAL_H

#include "cli/cli.h"
#include "cli/part_file.h"

/* NSC_INVALID, naming the file, if one that the part was made from has another content now. */
nsc_status nsc_part_check_files(const nsc_part *part, nsc_error *error);

#endif
