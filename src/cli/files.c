/* The files that a run reads and writes. */
#include "cli/cli.h"

#include <string.h>

/*
 * File `number` of those that the command reads, NULL after the last; *`option` receives the name of the option that
 * names it, NULL where it is an argument.
 */
static const char *file_read(const nsc_arguments *arguments, size_t number, const char **option) {
    for (const nsc_option *row = nsc_options; row < nsc_options + NSC_OPTION_COUNT; row++) {
        const bool many = row->kind == NSC_OPTION_TEXTS;
        const char *const *values = many ? arguments->data : &arguments->texts[row - nsc_options];
        const size_t count = many ? arguments->data_count : values[0] != NULL;
        *option = row->name;
        for (size_t value = 0; row->file != NULL && value < count; value++) {
            const char *file = row->file(values[value]);
            if (file != NULL && number-- == 0)
                return file;
        }
    }
    *option = NULL;
    return arguments->command->reads_arguments && number < arguments->positional_count ? arguments->positional[number]
                                                                                       : NULL;
}

nsc_status nsc_session_claim_files(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const char *file, *option;
    if (nsc_command_takes(arguments->command, NSC_OPTION_OUT_FOLDER) &&
        nsc_output_is_standard(arguments->texts[NSC_OPTION_OUT_FOLDER]))
        return nsc_error_set(error, NSC_USAGE, "--out must name a folder: standard output is none");
    for (size_t number = 0; (file = file_read(arguments, number, &option)) != NULL; number++)
        if (strcmp(file, NSC_STANDARD_INPUT) == 0)
            return nsc_standard_input_keep(error);
    return NSC_OK;
}
