/*
 * SIGINT, SIGTERM and SIGHUP: the command is asked to end, and ended by force if it has not within the second. Files
 * that are not finished have no name yet (base/file.h), or one that is known, so that nothing stays behind either way.
 * Other signals that end a program do so at once. SIGBUS: a file that is being read was cut short.
 */
#include "cli/cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_NS = 700000000 };

/* Lock-free, as a signal handler needs it, and read by all threads. */
static atomic_int caught;
static timer_t deadline;
/* What an interrupted command leaves behind; complete once `kept_length` is set, so that the handler may write it. */
static char kept[NSC_KEPT_SIZE];
static atomic_size_t kept_length;

void nsc_signals_keep(const char *format, ...) {
    va_list arguments;
    atomic_store(&kept_length, 0);
    va_start(arguments, format);
    nsc_text_message(kept, sizeof kept, format, arguments);
    va_end(arguments);
    atomic_store(&kept_length, strlen(kept));
}

const char *nsc_signals_kept(void) {
    return atomic_load(&kept_length) > 0 ? kept : "no incomplete file was left behind";
}

static void end_by_signal(int number) {
    nsc_temporary_files_remove();
    signal(number, SIG_DFL);
    raise(number);
}

static void ask_to_end(int number) {
    if (caught != 0)
        end_by_signal(number); /* second signal */
    caught = number;
    timer_settime(deadline, 0, &(const struct itimerspec){.it_value.tv_nsec = PATIENCE_NS}, NULL);
}

/* Writes a text as signal handlers may; there is no way to handle a failure. */
static void write_text(const char *text, size_t length) {
    const ssize_t written = write(STDERR_FILENO, text, length);
    (void)written;
}

/* The deadline has come, or somebody sent its signal. */
static void force_end(int number) {
    static const char begin[] = "\nnasscape: interrupted; ";
    write_text(begin, sizeof begin - 1);
    write_text(nsc_signals_kept(), strlen(nsc_signals_kept()));
    write_text("\n", 1);
    end_by_signal(caught != 0 ? caught : number);
}

/*
 * Names the mapped file that can no longer be read, and ends with the exit code of a failure. Any other SIGBUS ends the
 * program as if there were no handler.
 */
static void end_by_cut_file(int number, siginfo_t *information, void *context) {
    static const char begin[] = "\nnasscape: the file \"",
                      end[] = "\" was cut short while it was read, or its disk failed: run the command again once the "
                              "file is whole; ";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    (void)context;
    /* A positive code: by an access to memory, not by kill(). */
    const char *path = information->si_code > 0 ? nsc_mapping_path(information->si_addr) : NULL;
    if (path == NULL) {
        end_by_signal(number);
        return;
    }
    while (atomic_flag_test_and_set(&told))
        pause(); /* another thread ends the process */
    write_text(begin, sizeof begin - 1);
    write_text(path, strlen(path));
    write_text(end, sizeof end - 1);
    write_text(nsc_signals_kept(), strlen(nsc_signals_kept()));
    write_text("\n", 1);
    nsc_temporary_files_remove();
    _exit(NSC_FAILED);
}

/* Leaves a signal ignored if the parent ignored it, as nohup and shells without job control rely on. */
static void handle(int number, void (*handler)(int)) {
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &(const struct sigaction){.sa_handler = handler, .sa_flags = SA_NODEFER}, NULL);
}

void nsc_signals_install(void) {
    sigaction(SIGBUS, &(const struct sigaction){.sa_sigaction = end_by_cut_file, .sa_flags = SA_SIGINFO}, NULL);
    sigaction(SIGALRM, &(const struct sigaction){.sa_handler = force_end, .sa_flags = SA_NODEFER}, NULL);
    /* Without a timer the signals end the program at once. */
    const bool timed =
        timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM},
                     &deadline) == 0;
    void (*const end)(int) = timed ? ask_to_end : end_by_signal;
    handle(SIGINT, end);
    handle(SIGTERM, end);
    handle(SIGHUP, end);
    /* These end a program by default, some of them sent by batch systems: at once, but with nothing left behind. */
    static const int ending[] = {SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2, SIGXCPU};
    for (size_t number = 0; number < NSC_COUNT_OF(ending); number++)
        handle(ending[number], end_by_signal);
}

bool nsc_signals_cancelled(void *context) {
    (void)context;
    return caught != 0;
}

void nsc_signals_end(void) {
    if (caught != 0)
        end_by_signal(caught);
}
