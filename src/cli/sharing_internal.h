/* What making parts, joining them, and the ranks of mpirun have in common. */
#ifndef NSC_SHARING_INTERNAL_H
#define NSC_SHARING_INTERNAL_H

#include "cli/cli.h"
#include "cli/part_file.h"

/* Adds to the part the words that say what the command does, and the files that it reads, with their checksums.
 * NSC_USAGE if it reads standard input, which other processes do not have. */
nsc_status nsc_part_describe(nsc_part *part, const nsc_arguments *arguments, nsc_error *error);

/* A number that is the same for parts of one command on the same files. */
nsc_status nsc_part_identity(const nsc_part *part, uint64_t *identity, nsc_error *error);

/* NSC_INVALID, naming the file, if one that the part was made from has another content now. */
nsc_status nsc_part_check_files(const nsc_part *part, nsc_error *error);

/* The analysis that `analyse NAME` names; NULL for another command, and if there is none of that name. */
const nsc_analysis *nsc_analysis_of_command(const nsc_arguments *arguments);

#endif
