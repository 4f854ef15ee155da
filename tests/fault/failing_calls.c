/*
 * Makes one system call of a program fail that changes a file, for check_writing.py: loaded into the program by
 * LD_PRELOAD. Calls that libraries make within themselves count as well, the C library's own too, since they are caught
 * by the kernel (seccomp) and not by their names.
 *
 *   FAILING_CALLS=N:ERRNO      call number N, from 1, fails with that number of errno, without effect; 0:0: none fails
 *   FAILING_CALLS_SIGNALS=S,…  call number N does not fail; before it, the program gets these signals
 *   FAILING_CALLS_WHEN=after   or after it
 *   FAILING_CALLS_NAME=NAME    calls are numbered by themselves that have this name in the table below
 *   FAILING_CALLS_LOG=FILE     one line a call is added to this file: its name, a tab, the path of its file
 *   FAILING_CALLS_UNNAMED=no   the file system has no files without a name; the creation of a file counts as a call
 *
 * Calls on standard streams, pipes and files that are only read do not count.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { OWN = 0x6e736373, ARGUMENTS = 6, LOG_DESCRIPTOR = 200 };

/* How a call names the file that it changes: by a descriptor, or by the path in one of its arguments. */
typedef enum naming { BY_DESCRIPTOR, BY_PATH } naming;
static const struct {
    int number;
    const char *name;
    naming by;
    int argument;
} calls[] = {
    {SYS_write, "write", BY_DESCRIPTOR, 0},
    {SYS_pwrite64, "pwrite", BY_DESCRIPTOR, 0},
    {SYS_writev, "writev", BY_DESCRIPTOR, 0},
    {SYS_fsync, "fsync", BY_DESCRIPTOR, 0},
    {SYS_fdatasync, "fdatasync", BY_DESCRIPTOR, 0},
    {SYS_ftruncate, "ftruncate", BY_DESCRIPTOR, 0},
    {SYS_fchmod, "fchmod", BY_DESCRIPTOR, 0},
    {SYS_close, "close", BY_DESCRIPTOR, 0},
    {SYS_linkat, "link", BY_PATH, 3},
    {SYS_renameat, "rename", BY_PATH, 3},
    {SYS_renameat2, "rename", BY_PATH, 3},
    {SYS_mkdirat, "mkdir", BY_PATH, 1},
    {SYS_unlinkat, "unlink", BY_PATH, 1},
#ifdef SYS_rename /* processors that have had Linux for long */
    {SYS_link, "link", BY_PATH, 1},
    {SYS_rename, "rename", BY_PATH, 1},
    {SYS_mkdir, "mkdir", BY_PATH, 0},
    {SYS_unlink, "unlink", BY_PATH, 0},
#endif
};
enum { CALLS = sizeof calls / sizeof *calls };

static unsigned long failing, failing_errno;
static const char *signals, *counted_name; /* counted_name: NULL for all calls */
static atomic_ulong counted;
static bool unnamed = true, logging, afterwards;

/* ---- the registers of a call ---- */

#if defined __x86_64__
static void read_arguments(const ucontext_t *context, long arguments[ARGUMENTS]) {
    static const int registers[ARGUMENTS] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
    for (int number = 0; number < ARGUMENTS; number++)
        arguments[number] = (long)context->uc_mcontext.gregs[registers[number]];
}
static void write_result(ucontext_t *context, long result) {
    context->uc_mcontext.gregs[REG_RAX] = result;
}
#elif defined __aarch64__
static void read_arguments(const ucontext_t *context, long arguments[ARGUMENTS]) {
    for (int number = 0; number < ARGUMENTS; number++)
        arguments[number] = (long)context->uc_mcontext.regs[number];
}
static void write_result(ucontext_t *context, long result) {
    context->uc_mcontext.regs[0] = (unsigned long)result;
}
#else
#error "the registers of this processor's system calls are not known here"
#endif

/* Makes a call that is not caught again: the last argument, which none of them has, says so. */
static long call(int number, const long arguments[ARGUMENTS]) {
    const long result =
        syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], (long)OWN);
    return result < 0 ? -errno : result;
}

/* ---- which calls count ---- */

/* Copies the path of an open file if it may be changed by the call; false if the call does not count. */
static bool path_of_descriptor(const char *name, int descriptor, char path[PATH_MAX]) {
    struct stat facts;
    char link[64];
    if (descriptor <= STDERR_FILENO || descriptor == LOG_DESCRIPTOR || fstat(descriptor, &facts) != 0)
        return false;
    const bool synced_folder = S_ISDIR(facts.st_mode) && strcmp(name, "fsync") == 0;
    if (!synced_folder && (!S_ISREG(facts.st_mode) || (fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY))
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = '\0';
    return strncmp(path, "/memfd:", strlen("/memfd:")) != 0;
}

static void log_call(const char *name, const char *path) {
    char line[PATH_MAX + 32];
    const int length = snprintf(line, sizeof line, "%s\t%s\n", name, path);
    call(SYS_write, (const long[ARGUMENTS]){LOG_DESCRIPTOR, (long)line, length});
}

static void send_signals(void) {
    const char *next = signals;
    while (*next != '\0') {
        char *end;
        raise((int)strtol(next, &end, 10));
        next = *end == ',' ? end + 1 : end;
    }
}

/* Counts the call; the number of errno that it is to fail with, 0 if it is to be made. */
static long count_call(const char *name, const char *path, bool *interrupted) {
    if (logging)
        log_call(name, path);
    if ((counted_name != NULL && strcmp(counted_name, name) != 0) || atomic_fetch_add(&counted, 1) + 1 != failing)
        return 0;
    *interrupted = signals != NULL;
    return *interrupted ? 0 : (long)failing_errno;
}

static long failure_of_opening(const long arguments[ARGUMENTS], bool *interrupted) {
    if (unnamed)
        return 0;
    if ((arguments[2] & O_TMPFILE) == O_TMPFILE)
        return EOPNOTSUPP;
    return (arguments[2] & O_EXCL) != 0 ? count_call("create", (const char *)arguments[1], interrupted) : 0;
}

/* The number of errno that the call is to fail with; 0 if it is to be made, with the signals if `interrupted`. */
static long failure_of(int number, const long arguments[ARGUMENTS], bool *interrupted) {
    char path[PATH_MAX];
    if (number == SYS_openat)
        return failure_of_opening(arguments, interrupted);
    for (int row = 0; row < CALLS; row++) {
        if (calls[row].number != number)
            continue;
        const long argument = arguments[calls[row].argument];
        if (calls[row].by == BY_PATH)
            snprintf(path, sizeof path, "%s", (const char *)argument);
        else if (!path_of_descriptor(calls[row].name, (int)argument, path))
            return 0;
        const long failure = count_call(calls[row].name, path, interrupted);
        /* A descriptor is closed even where closing it fails. */
        if (failure != 0 && number == SYS_close)
            call(number, arguments);
        return failure;
    }
    return 0;
}

static void handle(int signal, siginfo_t *information, void *context) {
    const int reason = errno;
    long arguments[ARGUMENTS];
    bool interrupted = false;
    (void)signal;
    read_arguments(context, arguments);
    const long failure = failure_of(information->si_syscall, arguments, &interrupted);
    if (interrupted && !afterwards)
        send_signals();
    write_result(context, failure != 0 ? -failure : call(information->si_syscall, arguments));
    if (interrupted && afterwards)
        send_signals();
    errno = reason;
}

/* ---- the filter of the kernel ---- */

static void add(struct sock_fprog *program, struct sock_filter instruction) {
    program->filter[program->len++] = instruction;
}

static void catch_calls(void) {
    struct sock_filter filter[CALLS + 8];
    struct sock_fprog program = {.filter = filter};
    add(&program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    /* Each row jumps over the rest and over what lets other calls pass. */
    for (int row = 0; row < CALLS; row++)
        add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[row].number,
                                                   (unsigned char)(CALLS - row + 1), 0));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0));
    add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    add(&program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN, 0, 1));
    add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    add(&program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
    const struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
    if (sigaction(SIGSYS, &action, NULL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) {
        fprintf(stderr, "failing_calls: the kernel does not catch system calls here: %s\n", strerror(errno));
        _exit(77);
    }
}

__attribute__((constructor)) static void begin(void) {
    const char *request = getenv("FAILING_CALLS"), *log = getenv("FAILING_CALLS_LOG");
    const char *kind = getenv("FAILING_CALLS_UNNAMED"), *when = getenv("FAILING_CALLS_WHEN");
    char *end;
    if (request == NULL)
        return;
    failing = strtoul(request, &end, 10);
    failing_errno = *end == ':' ? strtoul(end + 1, NULL, 10) : EIO;
    signals = getenv("FAILING_CALLS_SIGNALS");
    counted_name = getenv("FAILING_CALLS_NAME");
    unnamed = kind == NULL || strcmp(kind, "no") != 0;
    afterwards = when != NULL && strcmp(when, "after") == 0;
    const int opened = log != NULL ? open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
    logging = opened >= 0 && dup3(opened, LOG_DESCRIPTOR, O_CLOEXEC) >= 0;
    if (opened >= 0)
        close(opened);
    catch_calls();
}
