/*
 * Answers on their way. Each may be named by the client, who can then ask for its progress and cancel it; it also ends
 * when the client goes away. Those that take long (analyses) are worked on one at a time, at a lower priority, so that
 * quick answers stay quick; a few more wait for their turn.
 */
#ifndef NSC_JOBS_H
#define NSC_JOBS_H

#include "explore/answer.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    NSC_JOB_NAME_SIZE = 65,
    NSC_JOB_STAGE_SIZE = 128,
    NSC_JOBS_WAITING = 8 /* slow answers that wait or are worked on */
};

typedef struct nsc_job nsc_job;

typedef struct nsc_jobs {
    pthread_mutex_t lock;
    pthread_cond_t turn; /* a slow answer is done */
    nsc_job *first;
    unsigned slow_count;
    bool slow_running;
    const nsc_control *control; /* of the server: its end cancels all */
} nsc_jobs;

struct nsc_job {
    nsc_jobs *jobs;
    nsc_job *next, **place;       /* the pointer that leads here */
    char name[NSC_JOB_NAME_SIZE]; /* empty: the client gave none */
    char stage[NSC_JOB_STAGE_SIZE];
    double fraction;
    int descriptor;          /* of the connection; −1: unknown */
    atomic_bool cancelled;   /* by its name */
    atomic_bool client_gone; /* seen at the last look at the connection */
    atomic_llong next_look;  /* milliseconds */
    nsc_control control;     /* for the computation */
};

void nsc_jobs_open(nsc_jobs *jobs, const nsc_control *control);
void nsc_jobs_close(nsc_jobs *jobs);

/*
 * Begins an answer; `name` may be NULL, else it is 8 to 64 letters, digits, "-" and "_" that no other answer on its way
 * has (NSC_USAGE). End it with nsc_job_end, also after a failure.
 */
nsc_status nsc_job_begin(nsc_jobs *jobs, nsc_job *job, const char *name, int descriptor, nsc_error *error);
void nsc_job_end(nsc_job *job);

/*
 * Runs `work` when its turn comes, in a thread of low priority. Refuses with NSC_HTTP_BUSY if too many wait already.
 * Failures: those of `work`; NSC_FAILED once cancelled.
 */
nsc_status nsc_job_run_slowly(nsc_job *job, nsc_status (*work)(void *context, nsc_error *error), void *context,
                              nsc_answer *answer, nsc_error *error);

/* Makes a failure of a cancelled answer say so. */
nsc_status nsc_job_judge(const nsc_job *job, nsc_status status, nsc_answer *answer, nsc_error *error);

/* How far the answer of this name is, 0 … 1 within a stage; false if there is none. */
bool nsc_jobs_progress(nsc_jobs *jobs, const char *name, char stage[NSC_JOB_STAGE_SIZE], double *fraction);

/* Cancels the answer of this name; false if there is none. */
bool nsc_jobs_cancel(nsc_jobs *jobs, const char *name);

#endif
