/* `data`: the official files. */
#include "cli/cli.h"

nsc_status nsc_command_data_fetch(nsc_session *session, nsc_error *error) {
    const char *name = session->arguments->positional[0];
    const nsc_official_file *file = nsc_official_file_named(name);
    if (file == NULL)
        return nsc_error_set(error, NSC_USAGE, "there is no official file \"%s\", only full and only108", name);
    const nsc_fetch_options options = {.address = session->arguments->texts[NSC_OPTION_ADDRESS],
                                       .progress = &session->progress};
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    nsc_status status = nsc_fetch(file, path, &options, error);
    if (status == NSC_OK)
        nsc_session_note(session, "\"%s\" is there, and has the published SHA-256", path);
    return status;
}
