/* The module for MPI, loaded under mpirun alone. */
#include "cli/ranks.h"

#include <mpi.h>

enum { ANNOUNCEMENT = 1, SWAPPED = 2, BYTES_AT_ONCE = 1 << 30 };

/* One request for each rank, of this rank's announcement. Of the thread that called `begin`. */
static MPI_Request announcing[NSC_RANKS_MAXIMUM];
static bool is_announcing;

static bool begin(int *rank, int *count) {
    int provided;
    return MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) == MPI_SUCCESS &&
           MPI_Comm_rank(MPI_COMM_WORLD, rank) == MPI_SUCCESS && MPI_Comm_size(MPI_COMM_WORLD, count) == MPI_SUCCESS &&
           *count <= NSC_RANKS_MAXIMUM;
}

static void end(void) {
    MPI_Finalize();
}

static void all_gather(const void *own, size_t size, void *all) {
    MPI_Allgather(own, (int)size, MPI_BYTE, all, (int)size, MPI_BYTE, MPI_COMM_WORLD);
}

static void broadcast(void *bytes, size_t size, int root) {
    for (size_t begun = 0; begun < size; begun += BYTES_AT_ONCE) {
        const size_t left = size - begun;
        MPI_Bcast((char *)bytes + begun, left < BYTES_AT_ONCE ? (int)left : BYTES_AT_ONCE, MPI_BYTE, root,
                  MPI_COMM_WORLD);
    }
}

/* The number of bytes from `begun` on that are sent at once; 0 behind the last. */
static int part_of(size_t size, size_t begun) {
    const size_t left = size > begun ? size - begun : 0;
    return left < BYTES_AT_ONCE ? (int)left : BYTES_AT_ONCE;
}

static void swap(void *const *give, const size_t *give_sizes, void *const *take, const size_t *take_sizes, int rank,
                 int count) {
    for (int step = 1; step < count; step++) {
        const int to = (rank + step) % count, from = (rank + count - step) % count;
        for (size_t begun = 0; begun < give_sizes[to] || begun < take_sizes[from]; begun += BYTES_AT_ONCE) {
            const int given = part_of(give_sizes[to], begun), taken = part_of(take_sizes[from], begun);
            MPI_Sendrecv((char *)give[to] + (given > 0 ? begun : 0), given, MPI_BYTE, given > 0 ? to : MPI_PROC_NULL,
                         SWAPPED, (char *)take[from] + (taken > 0 ? begun : 0), taken, MPI_BYTE,
                         taken > 0 ? from : MPI_PROC_NULL, SWAPPED, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        }
    }
}

static void announce(int rank, int count) {
    for (int other = 0; other < count; other++) {
        announcing[other] = MPI_REQUEST_NULL;
        if (other != rank)
            MPI_Isend(NULL, 0, MPI_BYTE, other, ANNOUNCEMENT, MPI_COMM_WORLD, &announcing[other]);
    }
    is_announcing = true;
}

static bool announced(void) {
    int flag = 0;
    MPI_Iprobe(MPI_ANY_SOURCE, ANNOUNCEMENT, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE);
    return flag != 0;
}

static void take(const bool *announcers, int rank, int count) {
    for (int other = 0; other < count; other++)
        if (announcers[other] && other != rank)
            MPI_Recv(NULL, 0, MPI_BYTE, other, ANNOUNCEMENT, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (is_announcing)
        MPI_Waitall(count, announcing, MPI_STATUSES_IGNORE);
}

__attribute__((visibility("default"))) extern const nsc_ranks_module NSC_RANKS_TABLE;
const nsc_ranks_module NSC_RANKS_TABLE = {begin, end, all_gather, broadcast, swap, announce, announced, take};
