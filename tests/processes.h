/* Processes that divide the points (base/ranges.h), played by threads that swap through their common memory. */
#ifndef NSC_PROCESSES_H
#define NSC_PROCESSES_H

#include "base/base.h"
#include "base/ranges.h"

#include <pthread.h>
#include <stdlib.h>

enum { PROCESSES_MAXIMUM = 8 };

/* What one process does; cmocka's assertions are for the thread of the test alone. */
typedef nsc_status (*process_work)(void *context, const nsc_control *control, nsc_error *error);

typedef struct process_board {
    pthread_barrier_t barrier;
    uint32_t count;
    const nsc_packed *give[PROCESSES_MAXIMUM];
    nsc_status statuses[PROCESSES_MAXIMUM];
    nsc_error errors[PROCESSES_MAXIMUM];
} process_board;

typedef struct played_process {
    process_board *board;
    nsc_ranges ranges;
    process_work work;
    void *context;
    nsc_status status;
    nsc_error error;
} played_process;

static inline nsc_status swap_on_board(void *context, const nsc_packed *give, nsc_packed *take, nsc_status status,
                                       nsc_error *error) {
    const played_process *own = context;
    process_board *board = own->board;
    const uint32_t number = own->ranges.number;
    uint32_t failed = 0;
    board->give[number] = give;
    board->statuses[number] = status;
    if (status != NSC_OK)
        board->errors[number] = *error;
    pthread_barrier_wait(&board->barrier);
    while (failed < board->count && board->statuses[failed] == NSC_OK)
        failed++;
    for (uint32_t process = 0; failed == board->count && process < board->count; process++) {
        take[process].size = 0;
        if (process != number && nsc_packed_add(&take[process], board->give[process][number].bytes,
                                                board->give[process][number].size, NULL) != NSC_OK)
            abort();
    }
    if (failed < board->count)
        *error = board->errors[failed];
    status = failed < board->count ? board->statuses[failed] : NSC_OK;
    pthread_barrier_wait(&board->barrier);
    return status;
}

static inline void *play_process(void *played) {
    played_process *own = played;
    const nsc_sharing sharing = {.ranges = &own->ranges};
    const nsc_control control = {.thread_count = 2, .sharing = &sharing};
    nsc_packed unused[PROCESSES_MAXIMUM] = {0};
    own->status = own->work(own->context, &control, &own->error);
    /* All end together, as ranks do: who failed between swaps tells it now. */
    own->status = swap_on_board(own, unused, unused, own->status, &own->error);
    return NULL;
}

/* Runs the work in `count` processes, each with the context of its number: the failure of the first that has one. */
static inline nsc_status play_processes(uint32_t count, uint32_t slab_points, uint32_t slab_count, process_work work,
                                        void *const contexts[], nsc_error *error) {
    process_board board = {.count = count};
    played_process played[PROCESSES_MAXIMUM];
    pthread_t threads[PROCESSES_MAXIMUM];
    pthread_barrier_init(&board.barrier, NULL, count);
    for (uint32_t number = 0; number < count; number++) {
        played[number] = (played_process){.board = &board, .work = work, .context = contexts[number]};
        played[number].ranges = (nsc_ranges){&played[number], number, count, slab_points, slab_count, swap_on_board};
        if (pthread_create(&threads[number], NULL, play_process, &played[number]) != 0)
            abort();
    }
    for (uint32_t number = 0; number < count; number++)
        pthread_join(threads[number], NULL);
    pthread_barrier_destroy(&board.barrier);
    *error = played[0].error;
    return played[0].status;
}

#endif
