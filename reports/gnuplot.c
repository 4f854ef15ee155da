/* Scripts of gnuplot run as processes. */
#include "reports/gnuplot.h"
#include "reports/reports_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_S = 20, POLL_MS = 100, SIDE_BY_SIDE = 16 };

bool nsc_gnuplot_find(char path[PATH_MAX]) {
    const char *chosen = getenv("NASSCAPE_GNUPLOT"), *folders = getenv("PATH");
    /* Absolute, as it is started in another folder. */
    if (chosen != NULL)
        return chosen[0] != '\0' && realpath(chosen, path) != NULL && access(path, X_OK) == 0;
    while (folders != NULL && *folders != '\0') {
        const size_t length = strcspn(folders, ":");
        if (snprintf(path, PATH_MAX, "%.*s/gnuplot", (int)length, folders) < PATH_MAX && length > 0 &&
            access(path, X_OK) == 0)
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

const char *nsc_gnuplot_absence(void) {
    const char *chosen = getenv("NASSCAPE_GNUPLOT");
    return chosen != NULL && chosen[0] != '\0' ? "NASSCAPE_GNUPLOT names no program that can be run"
                                               : "gnuplot is not installed";
}

bool nsc_gnuplot_is_declined(void) {
    const char *chosen = getenv("NASSCAPE_GNUPLOT");
    return chosen != NULL && chosen[0] == '\0';
}

/* ---- one process ---- */

typedef struct process {
    nsc_gnuplot_job *job; /* NULL: the place is free */
    pid_t id;
    int descriptor; /* readable once it has ended */
    double started_s;
} process;

/* The file STEM.EXTENSION in the temporary folder; a name too long is none. */
static void name_file(const nsc_gnuplot_job *job, const char *folder, const char *extension, char path[PATH_MAX]) {
    const char *name = strrchr(job->script, '/') + 1;
    const int stem = (int)(strrchr(name, '.') - name);
    if (snprintf(path, PATH_MAX, "%s/%.*s.%s", folder, stem, name, extension) >= PATH_MAX)
        path[0] = '\0';
}

static void start(process *made, const char *program, nsc_gnuplot_job *job, const char *folder) {
    /* -d: files of settings in the user's home are not read. */
    char *words[] = {(char *)"gnuplot", (char *)"-d", job->script, NULL};
    char messages[PATH_MAX];
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    name_file(job, folder, "log", messages);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addchdir_np(&files, folder);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    const int failure = posix_spawn(&made->id, program, &files, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    made->job = NULL;
    if (failure != 0) {
        snprintf(job->reason, sizeof job->reason, "gnuplot cannot be started: %s", strerror(failure));
        return;
    }
    made->job = job;
    made->started_s = nsc_report_clock();
    made->descriptor = pidfd_open(made->id, 0);
}

/* The first line of what the process wrote that is not an echo of the script. */
static void read_reason(nsc_gnuplot_job *job, const char *folder) {
    char path[PATH_MAX], line[160] = "";
    name_file(job, folder, "log", path);
    FILE *messages = fopen(path, "r");
    while (messages != NULL && fgets(line, sizeof line, messages) != NULL && line[0] != '"')
        continue;
    if (messages != NULL)
        fclose(messages);
    line[strcspn(line, "\n")] = '\0';
    snprintf(job->reason, sizeof job->reason, "gnuplot failed%s%s", line[0] != '\0' ? ": " : "", line);
}

static bool has_content(const nsc_gnuplot_job *job, const char *folder, const char *extension) {
    char path[PATH_MAX];
    name_file(job, folder, extension, path);
    FILE *file = fopen(path, "r");
    const bool content = file != NULL && fgetc(file) != EOF;
    if (file != NULL)
        fclose(file);
    return content;
}

/* Waits for a process that has ended, or ends it. */
static void end(process *running, bool by_force) {
    int outcome = 0;
    if (by_force)
        kill(running->id, SIGKILL);
    while (waitpid(running->id, &outcome, 0) < 0 && errno == EINTR)
        continue;
    if (running->descriptor >= 0)
        close(running->descriptor);
    if (by_force)
        snprintf(running->job->reason, sizeof running->job->reason, "gnuplot took longer than %d s", LIMIT_S);
    else if (!WIFEXITED(outcome) || WEXITSTATUS(outcome) != 0)
        snprintf(running->job->reason, sizeof running->job->reason, "%s", "gnuplot failed");
    running->job = NULL;
}

/* ---- the temporary folder ---- */

static bool make_folder(char folder[PATH_MAX]) {
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0')
        parent = "/tmp";
    return snprintf(folder, PATH_MAX, "%s/nasscape-figures-XXXXXX", parent) < PATH_MAX && mkdtemp(folder) != NULL;
}

static void remove_files(const nsc_gnuplot_job *job, const char *folder) {
    static const char *const extensions[] = {"svg", "pdf", "log"};
    for (size_t number = 0; number < NSC_COUNT_OF(extensions); number++) {
        char path[PATH_MAX];
        name_file(job, folder, extensions[number], path);
        unlink(path);
    }
}

/* ---- all of them ---- */

typedef struct queue {
    const char *program, *folder;
    nsc_gnuplot_job *jobs;
    size_t count, next;
    process running[SIDE_BY_SIDE];
    size_t places;
    bool hangs; /* one took too long: no more are started */
    nsc_status (*take)(void *context, nsc_gnuplot_job *job, const char *folder, nsc_error *error);
    void *context;
} queue;

static void fill(queue *jobs) {
    for (; jobs->hangs && jobs->next < jobs->count; jobs->next++)
        snprintf(jobs->jobs[jobs->next].reason, sizeof jobs->jobs->reason,
                 "gnuplot took longer than %d s for an earlier figure", LIMIT_S);
    for (size_t place = 0; place < jobs->places; place++)
        while (jobs->running[place].job == NULL && jobs->next < jobs->count)
            start(&jobs->running[place], jobs->program, &jobs->jobs[jobs->next++], jobs->folder);
}

static bool is_busy(const queue *jobs) {
    bool busy = false;
    for (size_t place = 0; place < jobs->places; place++)
        busy = busy || jobs->running[place].job != NULL;
    return busy;
}

static nsc_status finish(queue *jobs, process *running, bool by_force, nsc_error *error) {
    nsc_gnuplot_job *job = running->job;
    end(running, by_force);
    if (job->reason[0] == '\0' && (!has_content(job, jobs->folder, "svg") || !has_content(job, jobs->folder, "pdf")))
        snprintf(job->reason, sizeof job->reason, "%s", "gnuplot failed");
    if (strcmp(job->reason, "gnuplot failed") == 0)
        read_reason(job, jobs->folder);
    const nsc_status status = job->reason[0] == '\0' ? jobs->take(jobs->context, job, jobs->folder, error) : NSC_OK;
    remove_files(job, jobs->folder);
    return status;
}

/* Waits until a process ends, for POLL_MS at most, and takes what has ended. */
static nsc_status wait_for(queue *jobs, nsc_error *error) {
    struct pollfd waiting[SIDE_BY_SIDE];
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < jobs->places; place++)
        waiting[place] = (struct pollfd){.fd = jobs->running[place].job != NULL ? jobs->running[place].descriptor : -1,
                                         .events = POLLIN};
    poll(waiting, jobs->places, POLL_MS);
    for (size_t place = 0; status == NSC_OK && place < jobs->places; place++) {
        process *running = &jobs->running[place];
        if (running->job == NULL)
            continue;
        const bool late = nsc_report_clock() - running->started_s > LIMIT_S;
        if (late || running->descriptor < 0 || (waiting[place].revents & POLLIN) != 0)
            status = finish(jobs, running, late, error);
        jobs->hangs = jobs->hangs || late;
    }
    return status;
}

nsc_status nsc_gnuplot_run(const char *program, nsc_gnuplot_job *jobs, size_t count, const nsc_control *control,
                           nsc_status (*take)(void *context, nsc_gnuplot_job *job, const char *folder,
                                              nsc_error *error),
                           void *context, nsc_error *error) {
    char folder[PATH_MAX];
    const size_t threads = nsc_control_threads(control);
    queue waiting = {.program = program,
                     .folder = folder,
                     .jobs = jobs,
                     .count = count,
                     .places = threads < SIDE_BY_SIDE ? threads : SIDE_BY_SIDE,
                     .take = take,
                     .context = context};
    nsc_status status = NSC_OK;
    if (!make_folder(folder)) {
        for (size_t job = 0; job < count; job++)
            snprintf(jobs[job].reason, sizeof jobs[job].reason, "gnuplot has no temporary folder: %m");
        return NSC_OK;
    }
    for (fill(&waiting); status == NSC_OK && is_busy(&waiting); fill(&waiting)) {
        status = nsc_control_check(control, error);
        if (status == NSC_OK)
            status = wait_for(&waiting, error);
        nsc_control_report(control, "figures", (double)waiting.next / (double)(count + 1));
    }
    for (size_t place = 0; place < waiting.places; place++)
        if (waiting.running[place].job != NULL) {
            const nsc_gnuplot_job *job = waiting.running[place].job;
            end(&waiting.running[place], true);
            remove_files(job, folder);
        }
    rmdir(folder);
    nsc_control_report(control, "figures", 1);
    return status;
}
