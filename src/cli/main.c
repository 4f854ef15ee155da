/* From the process to a command and back: streams, foreign error handlers, the message and the exit code. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/*
 * Opens /dev/null in place of each standard stream that the caller closed, in the mode that makes every use of it fail.
 * Otherwise a file opened later would get the number of that stream, and with it the output meant for the stream.
 */
static bool occupy_standard_streams(void) {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor)
            return false;
    return true;
}

/* Help or the version, for a command line that runs no command. `analyse fdc --help` describes the analysis. */
static nsc_status write_help(const nsc_arguments *arguments, nsc_error *error) {
    const bool analyses = arguments->command != NULL && strcmp(arguments->command->path, "analyse") == 0;
    const nsc_analysis *analysis =
        analyses && arguments->positional_count == 1 ? nsc_analysis_named(arguments->positional[0]) : NULL;
    nsc_output output;
    nsc_status status = nsc_output_open(&output, NULL, error);
    if (status != NSC_OK)
        return status;
    if (arguments->version_wanted)
        nsc_help_version(output.stream);
    else if (analysis != NULL)
        nsc_help_analysis(output.stream, analysis);
    else if (arguments->command != NULL)
        nsc_help_command(output.stream, arguments->command);
    else if (arguments->group != NULL)
        nsc_help_group(output.stream, nsc_command_group_named(arguments->group));
    else
        nsc_help_program(output.stream);
    return nsc_output_commit(&output, error);
}

/* A signal came too late to stop the command. It ends the process all the same, as a loop of a shell expects. */
static void report_late_signal(const nsc_arguments *arguments) {
    const bool known = arguments->command != NULL;
    fprintf(stderr, "nasscape%s%s: interrupted, but the output is complete\n", known ? " " : "",
            known ? arguments->command->path : "");
}

/* The message; after a wrong command line, what to read. If no command was given, the short help says more. */
static void report_error(const nsc_arguments *arguments, nsc_status status, const nsc_error *error) {
    const char *path = arguments->command != NULL ? arguments->command->path : NULL;
    const char *message = error->message[0] != '\0' ? error->message : "failed";
    if (status == NSC_USAGE && arguments->word_count == 1) { /* `nasscape` alone */
        nsc_help_short(stderr);
        return;
    }
    const bool interrupted = nsc_signals_cancelled(NULL);
    fprintf(stderr, "nasscape%s%s: %s%s\n", path != NULL ? " " : "", path != NULL ? path : "",
            interrupted ? "interrupted; " : "", interrupted ? nsc_signals_kept() : message);
    if (status != NSC_USAGE)
        return;
    if (path == NULL)
        path = arguments->group;
    fprintf(stderr, "See `nasscape help%s%s`.\n", path != NULL ? " " : "", path != NULL ? path : "");
}

/* Reads the command line and does what it says. Of several ranks, the first alone writes help. */
static nsc_status run(nsc_arguments *arguments, int argument_count, char **arguments_given, nsc_ranks *ranks,
                      nsc_error *error) {
    nsc_status status = nsc_arguments_parse(arguments, argument_count, arguments_given, error);
    if (status != NSC_OK)
        return status;
    if (arguments->command != NULL && !arguments->help_wanted)
        return nsc_work_run(arguments, ranks, error);
    return ranks->rank == 0 ? write_help(arguments, error) : NSC_OK;
}

int main(int argument_count, char **arguments_given) {
    if (!occupy_standard_streams())
        return NSC_FAILED;
    nsc_error error = {0};
    nsc_arguments arguments = {0};
    nsc_ranks ranks;
    nsc_status status = nsc_ranks_open(&ranks, &error); /* before our handlers of signals: MPI sets some of its own */
    /* A reader that closes the pipe early, like head, ends the program silently, even where SIGPIPE was ignored. */
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit on file sizes fails, as one to a full disk does */
    nsc_signals_install();
    setlocale(LC_CTYPE, "");
    gsl_set_error_handler_off();
    if (status == NSC_OK)
        status = run(&arguments, argument_count, arguments_given, &ranks, &error);
    status = nsc_ranks_end(&ranks, status, &error);
    if (status != NSC_OK && ranks.rank == 0)
        report_error(&arguments, status, &error);
    else if (nsc_signals_cancelled(NULL) && ranks.rank == 0)
        report_late_signal(&arguments);
    nsc_arguments_release(&arguments);
    nsc_ranks_close(&ranks);
    nsc_signals_end();
    return (int)status;
}
