/* Scripts of gnuplot run as processes. */
#include "reports/gnuplot.h"
#include "reports/reports_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LIMIT_S = 20, WAIT_NS = 2000000, SIDE_BY_SIDE = 16 };

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
    if (chosen != NULL)
        return chosen[0] != '\0' ? "NASSCAPE_GNUPLOT names no program that can be run"
                                 : "NASSCAPE_GNUPLOT asks for none";
    return "gnuplot is not installed";
}

bool nsc_gnuplot_is_declined(void) {
    const char *chosen = getenv("NASSCAPE_GNUPLOT");
    return chosen != NULL && chosen[0] == '\0';
}

/* ---- one process ---- */

typedef struct process {
    nsc_gnuplot_job *job; /* NULL: the place is free */
    pid_t id;
    double started_s;
} process;

/* The file STEM.EXTENSION in the temporary folder; a name too long is none. */
static void name_file(const nsc_gnuplot_job *job, const char *folder, const char *extension, char path[PATH_MAX]) {
    const char *name = strrchr(job->script, '/') + 1;
    const int stem = (int)(strrchr(name, '.') - name);
    if (snprintf(path, PATH_MAX, "%s/%.*s.%s", folder, stem, name, extension) >= PATH_MAX)
        path[0] = '\0';
}

/* In a group of its own, so that what it starts ends with it; with no signal blocked. 0 or a number of errno. */
static int spawn(pid_t *id, const char *program, const nsc_gnuplot_job *job, const char *folder,
                 posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes) {
    /* -d: files of settings in the user's home are not read. */
    char *words[] = {(char *)"gnuplot", (char *)"-d", (char *)job->script, NULL};
    char messages[PATH_MAX];
    sigset_t none;
    name_file(job, folder, "log", messages);
    sigemptyset(&none);
    int failure = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failure == 0)
        failure = posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (failure == 0)
        failure = posix_spawn_file_actions_addopen(files, STDERR_FILENO, messages, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (failure == 0)
        failure = posix_spawn_file_actions_addchdir_np(files, folder);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setpgroup(attributes, 0);
    return failure != 0 ? failure : posix_spawn(id, program, files, attributes, words, environ);
}

static void start(process *made, const char *program, nsc_gnuplot_job *job, const char *folder) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    const int failure = spawn(&made->id, program, job, folder, &files, &attributes);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    made->job = failure == 0 ? job : NULL;
    made->started_s = nsc_report_clock();
    if (failure != 0)
        snprintf(job->reason, sizeof job->reason, "gnuplot cannot be started: %s", strerror(failure));
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

/* Ends a process with all that it started. */
static void end_by_force(process *running) {
    kill(-running->id, SIGKILL);
    while (waitpid(running->id, NULL, 0) < 0 && errno == EINTR)
        continue;
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

/* Takes the files of a process that has ended, or the reason that it made none. */
static nsc_status finish(queue *jobs, process *running, int outcome, nsc_error *error) {
    nsc_gnuplot_job *job = running->job;
    nsc_status status = NSC_OK;
    running->job = NULL;
    if (WIFEXITED(outcome) && WEXITSTATUS(outcome) == 0 && has_content(job, jobs->folder, "svg") &&
        has_content(job, jobs->folder, "pdf"))
        status = jobs->take(jobs->context, job, jobs->folder, error);
    else
        read_reason(job, jobs->folder);
    remove_files(job, jobs->folder);
    return status;
}

static void give_up(queue *jobs, process *running) {
    nsc_gnuplot_job *job = running->job;
    end_by_force(running);
    snprintf(job->reason, sizeof job->reason, "gnuplot took longer than %d s", LIMIT_S);
    remove_files(job, jobs->folder);
    jobs->hangs = true;
}

/* Takes what has ended since, after a short wait. */
static nsc_status wait_for(queue *jobs, nsc_error *error) {
    nsc_status status = NSC_OK;
    nanosleep(&(const struct timespec){.tv_nsec = WAIT_NS}, NULL);
    for (size_t place = 0; status == NSC_OK && place < jobs->places; place++) {
        process *running = &jobs->running[place];
        int outcome;
        if (running->job == NULL)
            continue;
        if (waitpid(running->id, &outcome, WNOHANG) == running->id)
            status = finish(jobs, running, outcome, error);
        else if (nsc_report_clock() - running->started_s > LIMIT_S)
            give_up(jobs, running);
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
            end_by_force(&waiting.running[place]);
            remove_files(job, folder);
        }
    rmdir(folder);
    nsc_control_report(control, "figures", 1);
    return status;
}
