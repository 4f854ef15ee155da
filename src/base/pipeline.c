/* Units in their order: each worker of a parallel loop takes the next one until there is none. */
#include "base/pipeline.h"

#include "base/threads.h"

#include <pthread.h>
#include <stdint.h>

typedef struct running {
    const nsc_pipeline *pipeline;
    const nsc_control *control;
    void *context;
    pthread_mutex_t begin_lock; /* guards the two below */
    size_t begun;
    bool ended;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    size_t finished;    /* units, all before this one */
    size_t failed_unit; /* SIZE_MAX: none */
    nsc_status status;
    nsc_error error;
} running;

static void fail(running *state, size_t unit, nsc_status status, const nsc_error *error) {
    pthread_mutex_lock(&state->lock);
    if (unit < state->failed_unit) {
        state->failed_unit = unit;
        state->status = status;
        state->error = *error;
    }
    pthread_cond_broadcast(&state->changed);
    pthread_mutex_unlock(&state->lock);
}

/* Begins the next unit; false where there is none, or after a failure. */
static bool take(running *state, size_t worker, size_t *unit) {
    const nsc_pipeline *pipeline = state->pipeline;
    nsc_error error = {0};
    pthread_mutex_lock(&state->begin_lock);
    bool more = !state->ended;
    if (more) {
        *unit = state->begun;
        nsc_status status = nsc_control_check(state->control, &error);
        if (status == NSC_OK && pipeline->begin != NULL)
            status = pipeline->begin(state->context, *unit, worker, &more, &error);
        else if (status == NSC_OK)
            more = *unit < pipeline->unit_count;
        if (status != NSC_OK)
            fail(state, *unit, status, &error);
        more = more && status == NSC_OK;
        state->begun += more;
        state->ended = !more;
    }
    pthread_mutex_unlock(&state->begin_lock);
    return more;
}

/* Waits until all units before this one are finished; false where one of them failed. */
static bool wait_for_turn(running *state, size_t unit) {
    pthread_mutex_lock(&state->lock);
    while (state->finished < unit && state->failed_unit > unit)
        pthread_cond_wait(&state->changed, &state->lock);
    const bool is_turn = state->finished == unit;
    pthread_mutex_unlock(&state->lock);
    return is_turn;
}

static void note_finished(running *state) {
    pthread_mutex_lock(&state->lock);
    state->finished++;
    pthread_cond_broadcast(&state->changed);
    pthread_mutex_unlock(&state->lock);
}

/* No further unit begins; those that have begun go on, since one before the failure may have to be finished. */
static void stop(running *state) {
    pthread_mutex_lock(&state->begin_lock);
    state->ended = true;
    pthread_mutex_unlock(&state->begin_lock);
}

static nsc_status run_worker(void *context, size_t task, size_t worker, nsc_error *error) {
    running *state = context;
    size_t unit = 0;
    (void)task, (void)error;
    while (take(state, worker, &unit)) {
        nsc_error reason = {0};
        nsc_status status = state->pipeline->work(state->context, unit, worker, &reason);
        if (status == NSC_OK && !wait_for_turn(state, unit))
            continue;
        if (status == NSC_OK)
            status = state->pipeline->finish(state->context, unit, worker, &reason);
        if (status == NSC_OK) {
            note_finished(state);
            continue;
        }
        stop(state);
        fail(state, unit, status, &reason);
    }
    return NSC_OK;
}

nsc_status nsc_pipeline_run(const nsc_pipeline *pipeline, const nsc_control *control, void *context, nsc_error *error) {
    running state = {.pipeline = pipeline, .control = control, .context = context, .failed_unit = SIZE_MAX};
    pthread_mutex_init(&state.begin_lock, NULL);
    pthread_mutex_init(&state.lock, NULL);
    pthread_cond_init(&state.changed, NULL);
    /* A task takes units until there are none: those that start too late find nothing to do. */
    const nsc_status status = nsc_parallel(nsc_control_threads(control), control, run_worker, &state, error);
    pthread_cond_destroy(&state.changed);
    pthread_mutex_destroy(&state.lock);
    pthread_mutex_destroy(&state.begin_lock);
    if (status != NSC_OK)
        return status;
    return state.status == NSC_OK ? NSC_OK : nsc_error_pass(error, state.status, &state.error);
}
