/* `export`: hands a landscape over to other tools. */
#include "cli/cli.h"

static nsc_status find_notebook(const char *name, const nsc_notebook **notebook, nsc_error *error) {
    *notebook = nsc_notebook_named(name);
    if (*notebook != NULL)
        return NSC_OK;
    nsc_choices names = {0};
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        nsc_choices_add(&names, nsc_notebook_at(number)->name);
    return nsc_error_set(error, NSC_USAGE, "there is no notebook \"%.60s\", only %s", name, names.text);
}

nsc_status nsc_written_notebook(nsc_session *session, nsc_written *written, nsc_error *error) {
    const nsc_notebook *notebook;
    const nsc_relation *relation;
    const nsc_distance *distance;
    nsc_status status = NSC_OK;
    NSC_TRY(find_notebook(session->arguments->positional[0], &notebook, error));
    NSC_TRY(nsc_landscape_relation(session->opened, &relation, error));
    NSC_TRY(nsc_session_distance(session, &distance, error));
    NSC_TRY(nsc_notebook_files(notebook, relation, distance, &written->names, error));
out:
    return status;
}

nsc_option_set nsc_notebooks_read(void) {
    nsc_option_set reads = 0;
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        reads |= nsc_notebook_reads(nsc_notebook_at(number));
    return reads;
}

nsc_status nsc_command_export_notebook(nsc_session *session, nsc_error *error) {
    nsc_analysis_options options;
    const nsc_notebook *notebook;
    nsc_landscape landscape;
    nsc_status status = find_notebook(session->arguments->positional[0], &notebook, error);
    if (status == NSC_OK)
        status = nsc_session_analysis_options(session, nsc_notebook_reads(notebook), "the notebook", notebook->name,
                                              &options, error);
    if (status == NSC_OK)
        status = nsc_session_landscape(session, &landscape, error);
    if (status != NSC_OK)
        return status;
    return nsc_notebook_write(notebook, &landscape, &options, session->arguments->texts[NSC_OPTION_OUT_FOLDER], error);
}
