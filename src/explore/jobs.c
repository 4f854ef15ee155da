/* Answers on their way: their names, their progress, whose turn it is. */
#include "explore/jobs.h"

#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { LOOK_EVERY_MS = 100, SLOW_NICENESS = 10, RETRY_S = 2 };

void nsc_jobs_open(nsc_jobs *jobs, const nsc_control *control) {
    *jobs = (nsc_jobs){.control = control};
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->turn, NULL);
}

void nsc_jobs_close(nsc_jobs *jobs) {
    pthread_cond_destroy(&jobs->turn);
    pthread_mutex_destroy(&jobs->lock);
}

/* ---- one answer ---- */

/* Whether the client has closed its end; it has no more to say before it has the answer. */
static bool client_left(int descriptor) {
    struct pollfd connection = {.fd = descriptor, .events = POLLRDHUP};
    return descriptor >= 0 && poll(&connection, 1, 0) > 0 &&
           (connection.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static long long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asked by every thread of a computation, often: the connection is looked at now and then only. */
static bool is_cancelled(void *context) {
    nsc_job *job = context;
    if (job->cancelled || job->client_gone || nsc_control_check(job->jobs->control, NULL) != NSC_OK)
        return true;
    const long long now = milliseconds();
    if (now < job->next_look)
        return false;
    job->next_look = now + LOOK_EVERY_MS;
    if (client_left(job->descriptor))
        job->client_gone = true;
    return job->client_gone;
}

static void set_stage(nsc_job *job, const char *stage, double fraction) {
    pthread_mutex_lock(&job->jobs->lock);
    nsc_text_format(job->stage, sizeof job->stage, "%s", stage);
    job->fraction = fraction;
    pthread_mutex_unlock(&job->jobs->lock);
}

static void report(void *context, const char *stage, double fraction) {
    set_stage(context, stage, fraction);
}

static nsc_job *find(nsc_jobs *jobs, const char *name) {
    nsc_job *job = jobs->first;
    while (job != NULL && (job->name[0] == '\0' || strcmp(job->name, name) != 0))
        job = job->next;
    return job;
}

static bool is_name(const char *name) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const size_t length = strlen(name);
    return length >= 8 && length < NSC_JOB_NAME_SIZE && strspn(name, allowed) == length;
}

nsc_status nsc_job_begin(nsc_jobs *jobs, nsc_job *job, const char *name, int descriptor, nsc_error *error) {
    nsc_status status = NSC_OK;
    *job = (nsc_job){.jobs = jobs, .descriptor = descriptor, .next_look = milliseconds() + LOOK_EVERY_MS};
    job->control = (nsc_control){.report = report, .cancelled = is_cancelled, .context = job};
    if (jobs->control != NULL)
        job->control.thread_count = jobs->control->thread_count;
    if (name != NULL && !is_name(name))
        return nsc_error_set(error, NSC_USAGE,
                             "request takes a name of 8 to %d letters, digits, \"-\" and \"_\", not \"%.60s\"",
                             NSC_JOB_NAME_SIZE - 1, name);
    pthread_mutex_lock(&jobs->lock);
    if (name != NULL && find(jobs, name) != NULL)
        status = nsc_error_set(error, NSC_USAGE, "another request is called \"%s\"", name);
    else {
        nsc_text_format(job->name, sizeof job->name, "%s", name != NULL ? name : "");
        job->next = jobs->first;
        job->place = &jobs->first;
        if (job->next != NULL)
            job->next->place = &job->next;
        jobs->first = job;
    }
    pthread_mutex_unlock(&jobs->lock);
    return status;
}

void nsc_job_end(nsc_job *job) {
    if (job->place == NULL)
        return;
    pthread_mutex_lock(&job->jobs->lock);
    *job->place = job->next;
    if (job->next != NULL)
        job->next->place = job->place;
    pthread_mutex_unlock(&job->jobs->lock);
    job->place = NULL;
}

nsc_status nsc_job_judge(const nsc_job *job, nsc_status status, nsc_answer *answer, nsc_error *error) {
    if (status == NSC_OK || !(job->cancelled || job->client_gone))
        return status;
    *error = (nsc_error){0};
    return nsc_answer_refuse(answer, NSC_HTTP_CANCELLED, error, "cancelled");
}

/* ---- slow answers ---- */

typedef struct slow_work {
    nsc_status (*work)(void *context, nsc_error *error);
    void *context;
    nsc_error *error;
    nsc_status status;
} slow_work;

/* On Linux the priority is that of the thread, which the threads it starts inherit. */
static void *work_slowly(void *context) {
    slow_work *slow = context;
    setpriority(PRIO_PROCESS, 0, SLOW_NICENESS);
    slow->status = slow->work(slow->context, slow->error);
    return NULL;
}

/* Waits until no other slow answer is worked on; the lock is held. */
static nsc_status wait_for_turn(nsc_job *job, nsc_error *error) {
    nsc_jobs *jobs = job->jobs;
    while (jobs->slow_running) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_EVERY_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        nsc_text_format(job->stage, sizeof job->stage, "waiting for another analysis");
        pthread_cond_timedwait(&jobs->turn, &jobs->lock, &until);
        if (is_cancelled(job))
            return nsc_error_set(error, NSC_FAILED, "cancelled");
    }
    jobs->slow_running = true;
    job->stage[0] = '\0';
    return NSC_OK;
}

nsc_status nsc_job_run_slowly(nsc_job *job, nsc_status (*work)(void *context, nsc_error *error), void *context,
                              nsc_answer *answer, nsc_error *error) {
    nsc_jobs *jobs = job->jobs;
    slow_work slow = {.work = work, .context = context, .error = error};
    pthread_t thread;
    pthread_mutex_lock(&jobs->lock);
    if (jobs->slow_count == NSC_JOBS_WAITING) {
        pthread_mutex_unlock(&jobs->lock);
        answer->retry_s = RETRY_S;
        return nsc_answer_refuse(answer, NSC_HTTP_BUSY, error, "%d analyses are waiting already: ask again later",
                                 NSC_JOBS_WAITING);
    }
    jobs->slow_count++;
    slow.status = wait_for_turn(job, error);
    const bool on_turn = slow.status == NSC_OK;
    pthread_mutex_unlock(&jobs->lock);
    if (on_turn && pthread_create(&thread, NULL, work_slowly, &slow) == 0)
        pthread_join(thread, NULL);
    else if (on_turn)
        slow.status = nsc_error_set(error, NSC_FAILED, "the system gives no further thread");
    pthread_mutex_lock(&jobs->lock);
    jobs->slow_count--;
    jobs->slow_running = jobs->slow_running && !on_turn;
    pthread_cond_broadcast(&jobs->turn);
    pthread_mutex_unlock(&jobs->lock);
    return slow.status;
}

/* ---- by name ---- */

bool nsc_jobs_progress(nsc_jobs *jobs, const char *name, char stage[NSC_JOB_STAGE_SIZE], double *fraction) {
    pthread_mutex_lock(&jobs->lock);
    const nsc_job *job = find(jobs, name);
    if (job != NULL) {
        nsc_text_format(stage, NSC_JOB_STAGE_SIZE, "%s", job->stage);
        *fraction = job->fraction;
    }
    pthread_mutex_unlock(&jobs->lock);
    return job != NULL;
}

bool nsc_jobs_cancel(nsc_jobs *jobs, const char *name) {
    pthread_mutex_lock(&jobs->lock);
    nsc_job *job = find(jobs, name);
    if (job != NULL)
        job->cancelled = true;
    pthread_mutex_unlock(&jobs->lock);
    return job != NULL;
}
