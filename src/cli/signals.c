/*
 * SIGINT, SIGTERM and SIGHUP: the command is asked to end, and ended by force if it has not within the second. Files
 * that are not finished have no name yet (base/file.h), so that nothing stays behind either way.
 */
#include "cli/cli.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_NS = 700000000 };

/* Lock-free, as a signal handler needs it, and read by all threads. */
static atomic_int caught;
static timer_t deadline;

static void end_by_signal(int number) {
    signal(number, SIG_DFL);
    raise(number);
}

static void ask_to_end(int number) {
    if (caught != 0)
        end_by_signal(number); /* second signal */
    caught = number;
    timer_settime(deadline, 0, &(const struct itimerspec){.it_value.tv_nsec = PATIENCE_NS}, NULL);
}

static void force_end(int number) {
    (void)number;
    end_by_signal(caught);
}

/* Leaves a signal ignored if the parent ignored it, as nohup and shells without job control rely on. */
static void handle(int number, void (*handler)(int)) {
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &(const struct sigaction){.sa_handler = handler, .sa_flags = SA_NODEFER}, NULL);
}

void nsc_signals_install(void) {
    if (timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM},
                     &deadline) != 0)
        return; /* without a timer, signals keep their default: they end the program at once */
    sigaction(SIGALRM, &(const struct sigaction){.sa_handler = force_end, .sa_flags = SA_NODEFER}, NULL);
    handle(SIGINT, ask_to_end);
    handle(SIGTERM, ask_to_end);
    handle(SIGHUP, ask_to_end);
}

bool nsc_signals_cancelled(void *context) {
    (void)context;
    return caught != 0;
}

void nsc_signals_end(void) {
    if (caught != 0)
        end_by_signal(caught);
}
