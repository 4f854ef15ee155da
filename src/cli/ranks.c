/*
 * A command that the ranks of mpirun share. All of them run it; each does its share of the units of a loop, gives the
 * results to all others, and goes on. Rank 0 alone writes and speaks. Wherever ranks meet, each tells its state: once
 * one has failed, all end with its message and its exit code.
 */
#include "base/ranges.h"
#include "cli/sharing_internal.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- the module ---- */

/* The number of processes that the launcher started together; 1 where none has started this process. */
static unsigned long processes_started(void) {
    static const char *const variables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"};
    const bool by_launcher = getenv("OMPI_COMM_WORLD_RANK") != NULL || getenv("PMI_RANK") != NULL ||
                             getenv("PMIX_RANK") != NULL || getenv("SLURM_PROCID") != NULL;
    for (size_t variable = 0; by_launcher && variable < NSC_COUNT_OF(variables); variable++) {
        const char *count = getenv(variables[variable]);
        if (count != NULL)
            return strtoul(count, NULL, 10);
    }
    return 1;
}

/* The module of this installation, told from where the program lies; NULL if there is none. */
static const nsc_ranks_module *load_module(void) {
    static const char *const places[] = {NASSCAPE_RANKS_FROM_PROGRAM, NASSCAPE_RANKS_FILE};
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(path, '/');
    for (size_t place = 0; slash != NULL && place < NSC_COUNT_OF(places); place++) {
        const size_t room = sizeof path - (size_t)(slash + 1 - path);
        if ((size_t)snprintf(slash + 1, room, "%s", places[place]) >= room)
            continue;
        /* Open MPI loads modules of its own, which look for its names. */
        void *module = dlopen(path, RTLD_LAZY | RTLD_GLOBAL | RTLD_NODELETE);
        if (module != NULL)
            return dlsym(module, NSC_RANKS_TABLE_NAME);
    }
    return NULL;
}

nsc_status nsc_ranks_open(nsc_ranks *ranks, nsc_error *error) {
    *ranks = (nsc_ranks){.count = 1, .started = processes_started()};
    if (ranks->started <= 1)
        return NSC_OK;
    const nsc_ranks_module *module = load_module();
    if (module == NULL)
        return NSC_OK;
    if (!module->begin(&ranks->rank, &ranks->count))
        return nsc_error_set(error, NSC_FAILED, "MPI does not start");
    if (ranks->count > 1)
        ranks->module = module;
    else
        module->end();
    return NSC_OK;
}

nsc_status nsc_ranks_check(const nsc_ranks *ranks, nsc_error *error) {
    if (ranks->started <= (unsigned long)ranks->count)
        return NSC_OK;
    if (load_module() == NULL)
        return nsc_error_set(error, NSC_MISSING,
                             "%lu processes were started together, and this nasscape was built without MPI: start one, "
                             "or share the work by --part",
                             ranks->started);
    return nsc_error_set(error, NSC_MISSING,
                         "%lu processes were started together, and MPI connects %d of them: start them by the mpirun "
                         "of Open MPI or by srun --mpi=pmix, or start one; --part shares the work without MPI",
                         ranks->started, ranks->count);
}

void nsc_ranks_close(nsc_ranks *ranks) {
    if (ranks->module != NULL)
        ranks->module->end();
    *ranks = (nsc_ranks){0};
}

/* ---- meetings ---- */

/* What a rank says where ranks meet. */
typedef enum rank_state { RANK_RUNS, RANK_FAILED, RANK_STOPPED /* because another rank failed */ } rank_state;
typedef struct rank_report {
    uint64_t place; /* tells the loops of a command and its end apart */
    uint64_t size;  /* of what it brings */
    int64_t state;  /* rank_state */
} rank_report;

/* The first rank that failed by itself, and which ranks did: `announcers`. */
static int first_failed(const rank_report *reports, int count, bool *announcers) {
    int first = count;
    for (int rank = count - 1; rank >= 0; rank--) {
        announcers[rank] = reports[rank].state == RANK_FAILED;
        first = announcers[rank] ? rank : first;
    }
    return first;
}

static bool at_one_place(const rank_report *reports, int count) {
    for (int rank = 1; rank < count; rank++)
        if (reports[rank].place != reports[0].place)
            return false;
    return true;
}

/*
 * The ranks meet at `place`, with the state of this one and the size of what it brings; sizes[count] receives those of
 * all, unless it is NULL. Once one of them has failed, its status and message are every rank's, and there is no further
 * meeting.
 */
static nsc_status meet(nsc_ranks *ranks, uint64_t place, uint64_t size, uint64_t *sizes, nsc_status own,
                       nsc_error *error) {
    rank_report reports[NSC_RANKS_MAXIMUM];
    bool announcers[NSC_RANKS_MAXIMUM];
    nsc_error shared = {0};
    if (ranks->module == NULL || ranks->separated)
        return own;
    const bool failed = own != NSC_OK && !ranks->stopped;
    if (failed)
        ranks->module->announce(ranks->rank, ranks->count);
    const rank_report mine = {place, size, own == NSC_OK ? RANK_RUNS : failed ? RANK_FAILED : RANK_STOPPED};
    ranks->module->all_gather(&mine, sizeof mine, reports);
    const int first = first_failed(reports, ranks->count, announcers);
    for (int rank = 0; sizes != NULL && rank < ranks->count; rank++)
        sizes[rank] = reports[rank].size;
    if (first == ranks->count && at_one_place(reports, ranks->count))
        return NSC_OK;
    ranks->separated = true;
    if (first == ranks->count)
        return nsc_error_set(error, NSC_FAILED,
                             "the ranks do not do the same: begin them with one command line, on the same files");
    ranks->module->take(announcers, ranks->rank, ranks->count);
    if (first == ranks->rank && nsc_signals_cancelled(NULL))
        nsc_error_set(&shared, own, "rank %d of %d was interrupted", ranks->rank, ranks->count);
    else if (first == ranks->rank)
        nsc_error_pass(&shared, own, error);
    shared.status = first == ranks->rank ? own : NSC_OK;
    ranks->module->broadcast(&shared, sizeof shared, first);
    *error = shared;
    return shared.status;
}

/* Places that are none of a shared loop, whose numbers are larger. */
enum { PLACE_END, PLACE_OUTPUT };

nsc_status nsc_ranks_meet(nsc_ranks *ranks, nsc_status status, nsc_error *error) {
    return ranks != NULL ? meet(ranks, PLACE_OUTPUT, 0, NULL, status, error) : status;
}

nsc_status nsc_ranks_end(nsc_ranks *ranks, nsc_status status, nsc_error *error) {
    static const int ending[] = {SIGTERM, SIGINT, SIGHUP};
    status = meet(ranks, PLACE_END, 0, NULL, status, error);
    /* mpirun ends the other ranks as soon as one has ended with a failure; that is told already. */
    for (int number = 0; ranks->module != NULL && number < (int)NSC_COUNT_OF(ending); number++)
        signal(ending[number], SIG_IGN);
    return status;
}

bool nsc_ranks_stopped(nsc_ranks *ranks) {
    enum { LOOK_NS = 20000000 };
    struct timespec now;
    if (ranks == NULL || ranks->module == NULL || ranks->stopped)
        return ranks != NULL && ranks->stopped;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const uint64_t now_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    if (now_ns - ranks->looked_ns < LOOK_NS)
        return false;
    ranks->looked_ns = now_ns;
    ranks->stopped = ranks->module->announced();
    return ranks->stopped;
}

/* ---- loops ---- */

static nsc_share_of_units share_of_rank(void *context, const nsc_shared_loop *loop) {
    const nsc_ranks *ranks = context;
    (void)loop;
    return (nsc_share_of_units){.number = (uint64_t)ranks->rank, .count = (uint64_t)ranks->count};
}

/* The records of all ranks but this one, in the order of the ranks. */
static nsc_status exchange_records(void *context, const nsc_shared_records *records, nsc_status loop_status,
                                   nsc_error *error) {
    nsc_ranks *ranks = context;
    uint64_t sizes[NSC_RANKS_MAXIMUM] = {0};
    const uint64_t place =
        (uint64_t)nsc_crc32c(records->stage, strlen(records->stage)) << 32 ^ records->unit_count ^ ++ranks->meetings;
    nsc_packed *others = records->others;
    uint64_t others_size = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(meet(ranks, place ^ ranks->identity, records->own->size, sizes, loop_status, error));
    for (int rank = 0; rank < ranks->count; rank++)
        others_size += rank != ranks->rank ? sizes[rank] : 0;
    status = nsc_reserve(&others->bytes, &others->capacity, others_size, 1, error);
    NSC_TRY(meet(ranks, ~place, 0, NULL, status, error)); /* all have the memory for it */
    for (int root = 0; root < ranks->count; root++) {
        unsigned char *bytes = root == ranks->rank ? records->own->bytes : others->bytes + others->size;
        ranks->module->broadcast(bytes, sizes[root], root);
        others->size += root != ranks->rank ? sizes[root] : 0;
    }
    ranks->handed_bytes += others_size + records->own->size;
out:
    return status;
}

/* ---- ranges of points ---- */

/* What each rank gives to the others, whose sizes go first. */
static nsc_status swap_ranges(void *context, const nsc_packed *give, nsc_packed *take, nsc_status status,
                              nsc_error *error) {
    nsc_ranks *ranks = context;
    size_t give_sizes[NSC_RANKS_MAXIMUM] = {0}, take_sizes[NSC_RANKS_MAXIMUM] = {0}, words[NSC_RANKS_MAXIMUM] = {0};
    void *given[NSC_RANKS_MAXIMUM], *taken[NSC_RANKS_MAXIMUM];
    const uint64_t place = ranks->identity ^ UINT64_C(1) << 32 ^ ++ranks->swaps;
    NSC_TRY(meet(ranks, place, 0, NULL, status, error));
    for (int rank = 0; rank < ranks->count; rank++) {
        give_sizes[rank] = rank != ranks->rank ? give[rank].size : 0;
        words[rank] = rank != ranks->rank ? sizeof *words : 0;
        given[rank] = &give_sizes[rank];
        taken[rank] = &take_sizes[rank];
    }
    ranks->module->swap(given, words, taken, words, ranks->rank, ranks->count);
    for (int rank = 0; status == NSC_OK && rank < ranks->count; rank++) {
        status = nsc_reserve(&take[rank].bytes, &take[rank].capacity, take_sizes[rank], 1, error);
        take[rank].size = take_sizes[rank];
        given[rank] = give[rank].bytes;
        taken[rank] = take[rank].bytes;
        ranks->handed_bytes += take_sizes[rank];
    }
    NSC_TRY(meet(ranks, ~place, 0, NULL, status, error)); /* all have the memory for it */
    ranks->module->swap(given, give_sizes, taken, take_sizes, ranks->rank, ranks->count);
out:
    return status;
}

/* Whether a command can do with a range of the points in each rank. */
static bool divides_points(const nsc_arguments *arguments) {
    const nsc_analysis *analysis = nsc_analysis_of_command(arguments);
    return analysis != NULL && nsc_analysis_divides_points(analysis, &arguments->analysis);
}

/* ---- a command ---- */

/* Sends what is written to standard output nowhere. */
static nsc_status discard_standard_output(nsc_error *error) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const bool done = nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) == STDOUT_FILENO;
    if (nowhere >= 0)
        close(nowhere);
    return done ? NSC_OK : nsc_error_set(error, NSC_FAILED, "cannot open /dev/null");
}

static void tell(const nsc_command *command, const nsc_ranks *ranks) {
    if (ranks->swaps > 0)
        fprintf(stderr,
                "nasscape %s: each of %d ranks held a range of the points; the first received %" PRIu64
                " bytes in %" PRIu64 " swaps\n",
                command->path, ranks->count, ranks->handed_bytes, ranks->swaps);
    else
        fprintf(stderr, "nasscape %s: %d ranks shared %" PRIu64 " loops, whose results have %" PRIu64 " bytes\n",
                command->path, ranks->count, ranks->meetings, ranks->handed_bytes);
}

nsc_status nsc_ranks_run(nsc_ranks *ranks, const nsc_arguments *arguments, nsc_error *error) {
    nsc_ranges ranges = {
        .context = ranks, .number = (uint32_t)ranks->rank, .count = (uint32_t)ranks->count, .swap = swap_ranges};
    const nsc_sharing sharing = {.context = ranks,
                                 .share = share_of_rank,
                                 .exchange = exchange_records,
                                 .ranges = divides_points(arguments) ? &ranges : NULL};
    nsc_arguments own = *arguments;
    nsc_part part = {0};
    nsc_status status = NSC_OK;
    if (!nsc_command_takes(arguments->command, NSC_OPTION_PART))
        return nsc_error_set(error, NSC_USAGE,
                             "the work of this command is not shared by processes: run it without mpirun");
    if (nsc_arguments_has(arguments, NSC_OPTION_PART))
        return nsc_error_set(error, NSC_USAGE, "--part shares the work without MPI: leave it out, or mpirun");
    NSC_TRY(nsc_part_describe(&part, arguments, error));
    NSC_TRY(nsc_part_identity(&part, &ranks->identity, error));
    NSC_TRY(meet(ranks, ~ranks->identity, 0, NULL, NSC_OK, error)); /* all have the same command and files */
    if (own.texts[NSC_OPTION_FORMAT] == NULL) /* the terminal that mpirun lends its ranks is none to read at */
        own.texts[NSC_OPTION_FORMAT] = arguments->command->formats[0];
    if (ranks->rank > 0) {
        own.texts[NSC_OPTION_OUT] = "/dev/null";
        own.texts[NSC_OPTION_IOHPROFILER] = NULL;
        own.texts[NSC_OPTION_QUIET] = "quiet";
        NSC_TRY(discard_standard_output(error));
    }
    status = nsc_session_run(&own, &sharing, ranks, error);
    if (nsc_arguments_has(&own, NSC_OPTION_VERBOSE) && ranks->rank == 0)
        tell(arguments->command, ranks);
out:
    nsc_part_release(&part);
    return status;
}
