/* The wrappers around the C library's allocation, and the list of what is still held. */
#include "failing_memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

/* The option --wrap of the linker decides these names. */
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *memory, size_t count, size_t size);
void __real_free(void *memory);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
void __wrap_free(void *block);
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

enum { HELD = 1 << 16 };

static struct {
    pthread_mutex_t lock;
    bool running, failed;
    size_t number, count, held_count;
    failing_mode mode;
    void *held[HELD];
} memory = {.lock = PTHREAD_MUTEX_INITIALIZER};

void failing_memory_start(size_t number, failing_mode mode) {
    memory.running = true;
    memory.failed = false;
    memory.number = number;
    memory.mode = mode;
    memory.count = 0;
    memory.held_count = 0;
}

bool failing_memory_stop(void) {
    memory.running = false;
    return memory.failed;
}

size_t failing_memory_count(void) {
    return memory.count;
}

size_t failing_memory_left(void) {
    return memory.held_count;
}

/* Counts one allocation; true where it must fail. Called with the lock. */
static bool must_fail(void) {
    if (!memory.running)
        return false;
    memory.count++;
    const bool fails = memory.number != 0 &&
                       (memory.mode == FAIL_ONCE ? memory.count == memory.number : memory.count >= memory.number);
    memory.failed = memory.failed || fails;
    return fails;
}

static void hold(void *block) {
    if (!memory.running || block == NULL)
        return;
    if (memory.held_count == HELD)
        abort();
    memory.held[memory.held_count++] = block;
}

/* What was allocated last is mostly released first. Blocks from before the start are not in the list. */
static void let_go(const void *block) {
    for (size_t place = memory.held_count; place-- > 0;)
        if (memory.held[place] == block) {
            memory.held[place] = memory.held[--memory.held_count];
            return;
        }
}

void *__wrap_calloc(size_t count, size_t size) {
    pthread_mutex_lock(&memory.lock);
    void *block = must_fail() ? NULL : __real_calloc(count, size);
    hold(block);
    pthread_mutex_unlock(&memory.lock);
    return block;
}

void *__wrap_reallocarray(void *block, size_t count, size_t size) {
    pthread_mutex_lock(&memory.lock);
    void *moved = NULL;
    if (!must_fail()) {
        let_go(block);
        moved = __real_reallocarray(block, count, size);
        hold(moved != NULL ? moved : block);
    }
    pthread_mutex_unlock(&memory.lock);
    return moved;
}

void __wrap_free(void *block) {
    pthread_mutex_lock(&memory.lock);
    let_go(block);
    __real_free(block);
    pthread_mutex_unlock(&memory.lock);
}
