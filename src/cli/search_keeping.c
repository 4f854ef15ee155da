/* Finished runs of `search` are kept beside --out until that is written, so that the same command resumes. */
#include "cli/cli.h"

#include <string.h>
#include <sys/stat.h>

static const char suffix[] = ".runs";

/* Points *`path` at that of the file beside --out; NULL if --out is no file that is replaced as a whole. */
static nsc_status path_beside(const nsc_session *session, char **path, nsc_error *error) {
    const char *out = session->arguments->texts[NSC_OPTION_OUT];
    struct stat information;
    *path = NULL;
    if (nsc_output_is_standard(out) || (stat(out, &information) == 0 && !S_ISREG(information.st_mode)))
        return NSC_OK;
    const size_t length = strlen(out);
    const nsc_status status = nsc_allocate(path, length + sizeof suffix, 1, error);
    if (status == NSC_OK) {
        memcpy(*path, out, length);
        memcpy(*path + length, suffix, sizeof suffix);
    }
    return status;
}

nsc_status nsc_written_search(nsc_session *session, nsc_written *written, nsc_error *error) {
    char *path = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_written_out(session, written, error));
    NSC_TRY(path_beside(session, &path, error));
    if (path != NULL)
        NSC_TRY(nsc_names_add(&written->names, path, error));
out:
    free(path);
    return status;
}

nsc_status nsc_session_keep_runs(nsc_session *session, const nsc_experiment *experiment, nsc_kept_runs **kept,
                                 nsc_error *error) {
    char *path = NULL, *identity = NULL;
    nsc_status status = NSC_OK;
    *kept = NULL;
    NSC_TRY(path_beside(session, &path, error));
    if (path == NULL)
        goto out;
    NSC_TRY(nsc_experiment_identity(experiment, &identity, error));
    NSC_TRY(nsc_kept_runs_open(kept, path, identity, error));
    nsc_signals_keep("finished runs are kept in \"%s\": the same command resumes", path);
    if (nsc_kept_runs_found(*kept) > 0)
        nsc_session_note(session, "resuming: \"%s\" has %zu finished runs", path, nsc_kept_runs_found(*kept));
out:
    free(path);
    free(identity);
    return status;
}

/* With the message of an interruption, or before that of another failure. */
static void tell_kept(const nsc_session *session, size_t count) {
    const char *out = session->arguments->texts[NSC_OPTION_OUT];
    if (count == 0) {
        nsc_signals_keep("no run was finished");
        return;
    }
    nsc_signals_keep("%zu finished runs are kept in \"%s%s\": the same command resumes", count, out, suffix);
    if (!nsc_signals_cancelled(NULL))
        nsc_session_note(session, "%s", nsc_signals_kept());
}

nsc_status nsc_session_end_kept_runs(nsc_session *session, nsc_kept_runs *kept, nsc_status status, nsc_error *error) {
    if (kept == NULL)
        return status;
    /* A command that was wrong is not repeated: nothing is left of it, except runs of an earlier one. */
    const bool repeated = status == NSC_FAILED || nsc_kept_runs_found(kept) > 0;
    if (status == NSC_OK) {
        status = nsc_kept_runs_remove(kept, error);
    } else if (!repeated) {
        nsc_kept_runs_remove(kept, NULL);
    } else {
        nsc_kept_runs_save(kept, NULL); /* the failure to report is the one that ended the command */
        tell_kept(session, nsc_kept_runs_saved(kept));
    }
    nsc_kept_runs_close(kept);
    return status;
}
