/* The C library's allocation under its own names, what is still held, and the call stacks that asked for it. */
#include "failing_memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the C library's functions are called beside their usual names. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wreserved-identifier"
#endif
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

enum {
    HELD_BITS = 17,
    HELD = 1 << HELD_BITS,
    SITES = 1 << 16,
    DEPTH = 64,
    INNERMOST = 10,
    FRESH = 0xa5,
    RELEASED = 0xdb
};

static struct {
    pthread_mutex_t lock;
    bool running, recording, failed, spared, shrinks;
    size_t number, count;
    failing_mode mode;
    const void *held[HELD]; /* a hash table with linear probing */
    size_t held_count;
    uint64_t stacks[SITES]; /* hashes of the call stacks seen, a hash table as well */
    size_t sites[SITES / 2], site_count;
    int frames; /* of a call stack that are compared */
    void *failed_stack[DEPTH];
    int failed_depth;
} memory = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The first call of backtrace() allocates, which must not happen while a block is counted. */
__attribute__((constructor)) static void load_backtrace(void) {
    void *frame;
    backtrace(&frame, 1);
}

static void start(bool recording, int frames, size_t number, failing_mode mode) {
    pthread_mutex_lock(&memory.lock);
    memory.recording = recording;
    memory.frames = frames;
    memory.failed = memory.spared = memory.shrinks = false;
    memory.number = number;
    memory.mode = mode;
    memory.count = 0;
    if (memory.held_count > 0)
        memset(memory.held, 0, sizeof memory.held);
    memory.held_count = 0;
    if (recording)
        memory.site_count = 0;
    memory.running = true;
    pthread_mutex_unlock(&memory.lock);
}

void failing_memory_record(failing_sites sites) {
    if (sites == SITES_OF_STACKS)
        memset(memory.stacks, 0, sizeof memory.stacks);
    start(sites != SITES_NONE, sites == SITES_OF_STACKS ? DEPTH : INNERMOST, 0, FAIL_ONCE);
}

void failing_memory_start(size_t number, failing_mode mode) {
    start(false, 0, number, mode);
}

bool failing_memory_stop(void) {
    pthread_mutex_lock(&memory.lock);
    memory.running = false;
    pthread_mutex_unlock(&memory.lock);
    return memory.failed;
}

bool failing_memory_failed(void) {
    return memory.failed;
}

size_t failing_memory_count(void) {
    return memory.count;
}

size_t failing_memory_left(void) {
    return memory.held_count;
}

const size_t *failing_memory_sites(size_t *count) {
    *count = memory.site_count;
    return memory.sites;
}

void failing_memory_tell_site(void) {
    backtrace_symbols_fd(memory.failed_stack, memory.failed_depth, STDERR_FILENO);
}

/* The name of a library's function that a return address lies in; NULL in the program itself. */
static const char *function_of(const void *address) {
    Dl_info own, called;
    if (dladdr((const void *)&failing_memory_stop, &own) == 0 || dladdr(address, &called) == 0 ||
        called.dli_fbase == own.dli_fbase)
        return NULL;
    return called.dli_sname != NULL ? called.dli_sname : "";
}

static bool is_among(const char *function, const char *const *functions, size_t count) {
    for (size_t row = 0; row < count; row++)
        if (strcmp(function, functions[row]) == 0)
            return true;
    return false;
}

/* Whether one of the functions, called by the project, asked for the block that failed. */
static bool asked_by(const char *const *functions, size_t count) {
    int frame = 0;
    while (frame < memory.failed_depth && function_of(memory.failed_stack[frame]) == NULL)
        frame++; /* the functions here */
    for (; frame < memory.failed_depth; frame++) {
        const char *function = function_of(memory.failed_stack[frame]);
        if (function == NULL)
            return false; /* the project's own, which calls the library */
        if (is_among(function, functions, count))
            return true;
    }
    return false;
}

bool failing_memory_dispensable(void) {
    static const char *const functions[] = {"qsort_r", "_IO_file_doallocate", "csv_parse"};
    return memory.shrinks || asked_by(functions, sizeof functions / sizeof functions[0]);
}

size_t failing_memory_lost(void) {
    static const struct {
        const char *function;
        size_t blocks;
    } losing[] = {
        {"gsl_matrix_alloc", 1}, {"gsl_vector_alloc", 1}, {"gsl_eigen_symmv_alloc", 4}, {"igraph_empty_attrs", 4}};
    for (size_t row = 0; row < sizeof losing / sizeof losing[0]; row++)
        if (asked_by(&losing[row].function, 1))
            return losing[row].blocks;
    return 0;
}

bool failing_memory_spared(void) {
    return memory.spared;
}

/*
 * Libraries that crash without the memory. igraph 0.10.2 releases its list of neighbours when its error handler is
 * called, and then goes on to write to it.
 */
static bool must_spare(void) {
    static const char *const functions[] = {"igraph_i_lazy_inclist_get_real"};
    return asked_by(functions, sizeof functions / sizeof functions[0]);
}

/* ---- call stacks ---- */

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 29);
}

/* Notes the allocation that is being counted if none came from the same calls before. */
static void note_site(void) {
    void *stack[DEPTH];
    const int depth = backtrace(stack, memory.frames);
    uint64_t hash = 1;
    for (int frame = 0; frame < depth; frame++)
        hash = mix(hash, (uint64_t)(uintptr_t)stack[frame]);
    size_t place = hash % SITES;
    while (memory.stacks[place] != 0 && memory.stacks[place] != hash)
        place = (place + 1) % SITES;
    if (memory.stacks[place] == hash)
        return;
    if (memory.site_count == sizeof memory.sites / sizeof memory.sites[0])
        abort();
    memory.stacks[place] = hash;
    memory.sites[memory.site_count++] = memory.count;
}

/* Counts one allocation; true where it must fail. Called with the lock. The stack of the first one is kept. */
static bool must_fail(void) {
    if (!memory.running)
        return false;
    memory.count++;
    if (memory.recording)
        note_site();
    if (memory.number == 0 || (memory.mode == FAIL_ONCE ? memory.count != memory.number : memory.count < memory.number))
        return false;
    if (memory.failed)
        return true;
    memory.failed_depth = backtrace(memory.failed_stack, DEPTH);
    memory.spared = must_spare();
    memory.failed = !memory.spared;
    return memory.failed;
}

/* ---- blocks ---- */

static size_t place_of(const void *block) {
    return (size_t)(mix(1, (uint64_t)(uintptr_t)block) >> (64 - HELD_BITS));
}

static void hold(const void *block) {
    if (!memory.running || block == NULL)
        return;
    if (++memory.held_count > HELD / 2)
        abort();
    size_t place = place_of(block);
    while (memory.held[place] != NULL)
        place = (place + 1) % HELD;
    memory.held[place] = block;
}

/* Blocks from before the start are not in the table. Those behind a gap move up, so that they are still found. */
static void let_go(const void *block) {
    if (block == NULL)
        return;
    size_t place = place_of(block);
    while (memory.held[place] != block) {
        if (memory.held[place] == NULL)
            return;
        place = (place + 1) % HELD;
    }
    memory.held_count--;
    size_t gap = place;
    for (size_t next = (gap + 1) % HELD; memory.held[next] != NULL; next = (next + 1) % HELD)
        if ((next - place_of(memory.held[next])) % HELD >= (next - gap) % HELD) {
            memory.held[gap] = memory.held[next];
            gap = next;
        }
    memory.held[gap] = NULL;
}

static void *refuse(void) {
    errno = ENOMEM;
    return NULL;
}

/* The libraries find these in place of their own; the project hides its symbols otherwise. The C library's headers
 * name the parameters by reserved names. */
// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
#pragma GCC visibility push(default)

void *malloc(size_t size) {
    pthread_mutex_lock(&memory.lock);
    const bool fails = must_fail(), running = memory.running;
    void *block = fails ? refuse() : __libc_malloc(size);
    hold(block);
    pthread_mutex_unlock(&memory.lock);
    if (running && block != NULL)
        memset(block, FRESH, size);
    return block;
}

void *calloc(size_t count, size_t size) {
    pthread_mutex_lock(&memory.lock);
    void *block = must_fail() ? refuse() : __libc_calloc(count, size);
    hold(block);
    pthread_mutex_unlock(&memory.lock);
    return block;
}

void *realloc(void *block, size_t size) {
    pthread_mutex_lock(&memory.lock);
    void *moved = NULL;
    const bool failed_before = memory.failed;
    if (must_fail()) {
        memory.shrinks = memory.shrinks || (!failed_before && block != NULL && size <= malloc_usable_size(block));
        refuse();
    } else {
        let_go(block);
        moved = __libc_realloc(block, size);
        hold(moved != NULL || size == 0 ? moved : block);
    }
    pthread_mutex_unlock(&memory.lock);
    return moved;
}

void free(void *block) {
    pthread_mutex_lock(&memory.lock);
    let_go(block);
    if (memory.running && block != NULL)
        memset(block, RELEASED, malloc_usable_size(block));
    __libc_free(block);
    pthread_mutex_unlock(&memory.lock);
}

#pragma GCC visibility pop
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
