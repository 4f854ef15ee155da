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
 * Gives standard streams that the caller closed a place that refuses reading and writing, so that no file opened later
 * takes their number and receives what was meant for them.
 */
static bool hold_standard_streams(void) {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor)
            return false;
    return true;
}

/* What was asked for in place of running a command: help or the version. */
static nsc_status tell(const nsc_arguments *arguments, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, NULL, error);
    if (status != NSC_OK)
        return status;
    if (arguments->version_wanted)
        nsc_help_version(output.stream);
    else if (arguments->command != NULL)
        nsc_help_command(output.stream, arguments->command);
    else if (arguments->group != NULL)
        nsc_help_group(output.stream, nsc_command_group_named(arguments->group));
    else
        nsc_help_program(output.stream);
    return nsc_output_commit(&output, error);
}

static nsc_status run_command(const nsc_arguments *arguments, nsc_error *error) {
    nsc_session session;
    nsc_status status = nsc_session_open(&session, arguments, error);
    if (status == NSC_OK)
        status = nsc_session_claim_files(&session, error);
    if (status == NSC_OK)
        status = arguments->command->run(&session, error);
    nsc_session_close(&session);
    return status;
}

static void tell_error(const nsc_arguments *arguments, nsc_status status, const nsc_error *error) {
    const char *path = arguments->command != NULL ? arguments->command->path : NULL;
    const char *message = error->message[0] != '\0' ? error->message : "failed";
    fprintf(stderr, "nasscape%s%s: %s\n", path != NULL ? " " : "", path != NULL ? path : "",
            nsc_signals_cancelled(NULL) ? "interrupted; nothing was left half-written" : message);
    if (status == NSC_USAGE)
        fprintf(stderr, "`nasscape help%s%s` tells more.\n", path != NULL ? " " : "", path != NULL ? path : "");
}

int main(int argument_count, char **arguments_given) {
    if (!hold_standard_streams())
        return NSC_FAILED;
    /* A reader that has seen enough, like head, ends the program without a word, even where the signal was ignored. */
    signal(SIGPIPE, SIG_DFL);
    nsc_signals_install();
    setlocale(LC_CTYPE, "");
    gsl_set_error_handler_off();
    nsc_error error = {0};
    nsc_arguments arguments;
    nsc_status status = nsc_arguments_parse(&arguments, argument_count, arguments_given, &error);
    if (status == NSC_OK && (arguments.command == NULL || arguments.help_wanted))
        status = tell(&arguments, &error);
    else if (status == NSC_OK)
        status = run_command(&arguments, &error);
    if (status != NSC_OK)
        tell_error(&arguments, status, &error);
    nsc_arguments_release(&arguments);
    nsc_signals_end();
    return (int)status;
}
