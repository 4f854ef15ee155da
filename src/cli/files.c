/*
 * Before a command runs: no file that it reads is among those that it writes, and the folder that it writes is claimed.
 */
#include "cli/cli.h"

#include <string.h>
#include <sys/stat.h>

/* Copies to `path` the file that a value of an option names; false if it names none, or one before file *`number`. */
static bool take_file(const nsc_option *option, const char *value, size_t *number, char path[PATH_MAX]) {
    size_t length;
    const char *file = option->file(value, &length);
    if (file == NULL || (*number)-- > 0)
        return false;
    snprintf(path, PATH_MAX, "%.*s", (int)(length < PATH_MAX ? length : PATH_MAX - 1), file);
    return true;
}

static bool take_of_commands(const nsc_arguments *arguments, const nsc_option *row, size_t *number,
                             char path[PATH_MAX]) {
    const bool many = row->kind == NSC_TAKES_TEXTS;
    const char *const *values = many ? arguments->data : &arguments->texts[row - nsc_options];
    const size_t count = many ? arguments->data_count : values[0] != NULL;
    for (size_t value = 0; row->file != NULL && value < count; value++)
        if (take_file(row, values[value], number, path))
            return true;
    return false;
}

/*
 * Writes to `path` file `number` of those that the command reads; false after the last. *`option` receives the name of
 * the option that names it, NULL where it is an argument.
 */
static bool file_read(const nsc_session *session, size_t number, const char **option, char path[PATH_MAX]) {
    const nsc_arguments *arguments = session->arguments;
    for (const nsc_option *row = nsc_options; row < nsc_options + NSC_OPTION_COUNT; row++) {
        *option = row->name;
        if (take_of_commands(arguments, row, &number, path))
            return true;
    }
    for (size_t row = 0; row < nsc_analysis_option_count; row++) {
        const nsc_analysis_option *of_analyses = &nsc_analysis_option_rows[row];
        *option = of_analyses->option.name;
        if (of_analyses->option.file != NULL && (arguments->given & nsc_analysis_option_bit(of_analyses)) != 0 &&
            take_file(&of_analyses->option, nsc_analysis_option_value(&arguments->analysis, of_analyses).as.text,
                      &number, path))
            return true;
    }
    *option = arguments->texts[NSC_OPTION_RECIPE] != NULL ? "recipe" : NULL;
    if (number < session->further_files.count) {
        snprintf(path, PATH_MAX, "%s", session->further_files.items[number]);
        return true;
    }
    *option = NULL;
    number -= session->further_files.count;
    if (!arguments->command->reads_arguments || number >= arguments->positional_count)
        return false;
    snprintf(path, PATH_MAX, "%s", arguments->positional[number]);
    return true;
}

bool nsc_session_file_read(const nsc_session *session, size_t number, char path[PATH_MAX]) {
    const char *option;
    return file_read(session, number, &option, path);
}

nsc_status nsc_session_reads(nsc_session *session, const nsc_landscape_names *names, nsc_error *error) {
    nsc_names *files = &session->further_files;
    nsc_status status = NSC_OK;
    size_t length;
    for (size_t number = 0; number < names->data_count; number++)
        NSC_TRY(nsc_names_add(files, names->data[number], error)); /* "builtin" is no file, but does no harm */
    const char *space = names->space != NULL ? nsc_space_file(names->space, &length) : NULL;
    if (space != NULL) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%.*s", (int)length, space);
        NSC_TRY(nsc_names_add(files, path, error));
    }
out:
    return status;
}

/* ---- no input is overwritten ---- */

bool nsc_same_file(const char *path, const char *other) {
    struct stat of_path, of_other;
    return stat(path, &of_path) == 0 && stat(other, &of_other) == 0 && nsc_stat_same(&of_path, &of_other);
}

/* NSC_USAGE where writing to `path`, which the user calls `name`, would destroy a file that the command reads. */
static nsc_status check_written(const nsc_session *session, const char *path, const char *name, nsc_error *error) {
    struct stat of_written;
    const char *option;
    char file[PATH_MAX];
    if (stat(path, &of_written) != 0 || !S_ISREG(of_written.st_mode))
        return NSC_OK;
    for (size_t number = 0; file_read(session, number, &option, file); number++)
        if (nsc_same_file(path, file))
            return nsc_error_set(error, NSC_USAGE,
                                 "\"%s\" is read (%s%s) and would be overwritten by \"%s\": choose another output",
                                 file, option != NULL ? "--" : "", option != NULL ? option : "the argument", name);
    return NSC_OK;
}

nsc_status nsc_session_spare_inputs(const nsc_session *session, const nsc_written *written, nsc_error *error) {
    nsc_status status = check_written(session, "/dev/stdout", "standard output", error);
    for (size_t number = 0; status == NSC_OK && number < written->names.count; number++) {
        const char *name = written->names.items[number];
        char *path = NULL;
        if (written->folder != NULL)
            status = nsc_path_join(&path, written->folder, name, error);
        if (path != NULL)
            name = path;
        if (status == NSC_OK && !nsc_output_is_standard(name))
            status = check_written(session, name, name, error);
        free(path);
    }
    return status;
}

/* ---- before the command runs ---- */

static nsc_status keep_standard_input(const nsc_session *session, nsc_error *error) {
    const char *option;
    char file[PATH_MAX];
    for (size_t number = 0; file_read(session, number, &option, file); number++)
        if (strcmp(file, NSC_STANDARD_INPUT) == 0)
            return nsc_standard_input_keep(error);
    return NSC_OK;
}

nsc_status nsc_written_out(nsc_session *session, nsc_written *written, nsc_error *error) {
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    return path != NULL ? nsc_names_add(&written->names, path, error) : NSC_OK;
}

nsc_status nsc_session_claim_files(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_written written = {.folder = arguments->texts[NSC_OPTION_OUT_FOLDER]};
    nsc_status status = NSC_OK;
    if (written.folder != NULL && nsc_output_is_standard(written.folder))
        return nsc_error_set(error, NSC_USAGE, "--out must name a folder, not standard output");
    NSC_TRY(keep_standard_input(session, error));
    NSC_TRY(arguments->command->written(session, &written, error));
    NSC_TRY(nsc_session_spare_inputs(session, &written, error));
    if (written.folder != NULL)
        NSC_TRY(nsc_folder_claim(&session->folder, written.folder, error));
out:
    nsc_names_release(&written.names);
    return status;
}
