/*
 * The parallel loop, on POSIX threads: tasks are handed out by one atomic counter. Plain threads rather than OpenMP,
 * because a thread sanitizer sees every synchronisation here and none of an OpenMP runtime's.
 */
#include "base/threads.h"

#include "base/memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct loop {
    nsc_task task;
    void *context;
    const nsc_control *control;
    const char *stage; /* NULL: nobody is told how far it is */
    size_t task_count;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t lock; /* guards the three below */
    size_t failed_task;
    nsc_status status;
    nsc_error error;
} loop;

typedef struct worker {
    loop *loop;
    size_t number;
    pthread_t thread;
} worker;

size_t nsc_threads_available(void) {
    cpu_set_t processors;
    if (sched_getaffinity(0, sizeof processors, &processors) != 0)
        return 1;
    int count = CPU_COUNT(&processors);
    return count > 0 ? (size_t)count : 1;
}

/* Tasks in work count as begun, but the loop is at its end only when all have ended. */
static void report(const loop *shared) {
    const size_t begun = atomic_load(&shared->next);
    if (begun < shared->task_count)
        nsc_control_report(shared->control, shared->stage, (double)begun / (double)shared->task_count);
}

static void *work(void *argument) {
    worker *self = argument;
    loop *shared = self->loop;
    while (!atomic_load(&shared->failed)) {
        size_t task = atomic_fetch_add(&shared->next, 1);
        if (task >= shared->task_count)
            break;
        nsc_error error = {0};
        nsc_status status = nsc_control_check(shared->control, &error);
        if (status == NSC_OK)
            status = shared->task(shared->context, task, self->number, &error);
        if (status == NSC_OK) {
            if (self->number == 0 && shared->stage != NULL)
                report(shared);
            continue;
        }
        pthread_mutex_lock(&shared->lock);
        if (shared->status == NSC_OK || task < shared->failed_task) {
            shared->failed_task = task;
            shared->status = status;
            shared->error = error;
        }
        pthread_mutex_unlock(&shared->lock);
        atomic_store(&shared->failed, true);
    }
    return NULL;
}

nsc_status nsc_parallel(size_t task_count, const nsc_control *control, nsc_task task, void *context, nsc_error *error) {
    return nsc_parallel_stage(NULL, task_count, control, task, context, error);
}

nsc_status nsc_parallel_stage(const char *stage, size_t task_count, const nsc_control *control, nsc_task task,
                              void *context, nsc_error *error) {
    if (task_count == 0)
        return NSC_OK;
    size_t thread_count = nsc_control_threads(control);
    if (thread_count > task_count)
        thread_count = task_count;
    worker *workers = NULL;
    nsc_status status = nsc_allocate(&workers, thread_count, sizeof *workers, error);
    if (status != NSC_OK)
        return status;
    loop shared = {.task = task, .context = context, .control = control, .stage = stage, .task_count = task_count};
    pthread_mutex_init(&shared.lock, NULL);
    /* The calling thread is worker 0; where the system refuses further threads, the loop runs on those it gave. */
    size_t started = 1;
    for (size_t number = 0; number < thread_count; number++)
        workers[number] = (worker){.loop = &shared, .number = number};
    while (started < thread_count && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (size_t number = 1; number < started; number++)
        pthread_join(workers[number].thread, NULL);
    pthread_mutex_destroy(&shared.lock);
    if (stage != NULL)
        nsc_control_report(control, stage, 1);
    free(workers);
    if (shared.status != NSC_OK)
        nsc_error_pass(error, shared.status, &shared.error);
    return shared.status;
}
