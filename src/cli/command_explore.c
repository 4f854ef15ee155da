/* `explore`: the landscape on a page. */
#include "cli/cli.h"

#include "explore/explore.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

/* Asks the desktop to open the address, in a process of its own; that there is none is no failure. */
static void open_browser(const nsc_session *session, const char *address) {
    char program[] = "xdg-open", *const words[] = {program, (char *)(uintptr_t)address, NULL};
    posix_spawn_file_actions_t streams;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t process;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&streams);
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        posix_spawn_file_actions_addopen(&streams, stream, "/dev/null", O_RDWR, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    if (posix_spawnp(&process, program, &streams, &attributes, words, environ) != 0)
        nsc_session_note(session, "no browser was found (xdg-open): open the address yourself");
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&streams);
}

static nsc_status announce(void *context, const char *address, nsc_error *error) {
    nsc_session *session = context;
    if (printf("%s\n", address) < 0 || fflush(stdout) != 0)
        return nsc_error_set(error, NSC_FAILED, "cannot write the address to standard output");
    if (nsc_arguments_has(session->arguments, NSC_OPTION_OPEN))
        open_browser(session, address);
    return NSC_OK;
}

nsc_status nsc_command_explore(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const nsc_measurements *measurements;
    const nsc_relation *relation;
    const nsc_fitness_rule *rule;
    nsc_status status = NSC_OK;
    /* Wrong names and damaged files end the command rather than every request. */
    NSC_TRY(nsc_landscape_relation(session->opened, &relation, error));
    NSC_TRY(nsc_session_measurements(session, &measurements, error));
    NSC_TRY(nsc_landscape_rule(session->opened, NULL, &rule, error));
    session->control.report = NULL; /* it would be called from several threads */
    const nsc_explore explore = {.opened = session->opened,
                                 .fitness = arguments->texts[NSC_OPTION_FITNESS],
                                 .port = nsc_arguments_has(arguments, NSC_OPTION_PORT)
                                             ? (unsigned)arguments->integers[NSC_OPTION_PORT]
                                             : NSC_EXPLORE_PORT,
                                 .control = &session->control,
                                 .ready = announce,
                                 .context = session};
    NSC_TRY(nsc_explore_serve(&explore, error));
out:
    return status;
}
