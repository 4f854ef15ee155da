/* Allocation; `target` is written through memcpy because it may be the address of a pointer of any type. */
#include "base/memory.h"
#include "base/decimal_point.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static nsc_status refuse(size_t count, size_t size, nsc_error *error) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double amount = (double)count * (double)size;
    size_t unit = 0;
    for (; unit + 1 < NSC_COUNT_OF(units) && amount >= 999.5; unit++) /* "%.3g" would print 1e+03 */
        amount /= 1000;
    return nsc_error_out_of_memory(error, "%.3g %s", amount, units[unit]);
}

nsc_status nsc_allocate(void *target, size_t count, size_t size, nsc_error *error) {
    void *memory = calloc(count > 0 ? count : 1, size);
    memcpy(target, &memory, sizeof memory);
    if (memory == NULL)
        return refuse(count, size, error);
    return NSC_OK;
}

nsc_status nsc_reserve(void *target, size_t *capacity, size_t needed, size_t size, nsc_error *error) {
    if (needed <= *capacity)
        return NSC_OK;
    size_t grown = *capacity < SIZE_MAX / 2 && *capacity * 2 > needed ? *capacity * 2 : needed;
    void *memory;
    memcpy(&memory, target, sizeof memory);
    void *moved = reallocarray(memory, grown, size);
    if (moved == NULL)
        return refuse(grown, size, error);
    memcpy(target, &moved, sizeof moved);
    *capacity = grown;
    return NSC_OK;
}

bool nsc_memory_is_available(size_t size) {
    void *trial = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (trial == MAP_FAILED)
        return false;
    munmap(trial, size);
    return true;
}

nsc_status nsc_memory_check(uint64_t bytes, const char *advice, nsc_error *error, const char *format, ...) {
    const long pages = sysconf(_SC_PHYS_PAGES), page_size = sysconf(_SC_PAGESIZE);
    const double gigabyte = 1e9, memory = (double)pages * (double)page_size;
    char subject[256];
    va_list arguments;
    if (pages <= 0 || page_size <= 0 || (double)bytes <= memory)
        return NSC_OK;
    va_start(arguments, format);
    vsnprintf(subject, sizeof subject, format, arguments);
    va_end(arguments);
    return nsc_error_set(error, NSC_FAILED, "%s takes about %.3g GB, but this machine has %.3g GB%s", subject,
                         (double)bytes / gigabyte, memory / gigabyte, advice);
}

nsc_status nsc_copy_text(char **target, const char *text, nsc_error *error) {
    size_t size = strlen(text) + 1;
    nsc_status status = nsc_allocate(target, size, 1, error);
    if (status == NSC_OK)
        memcpy(*target, text, size);
    return status;
}

nsc_status nsc_format_text(char **target, nsc_error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const nsc_status status = nsc_format_text_list(target, error, format, arguments);
    va_end(arguments);
    return status;
}

nsc_status nsc_format_text_list(char **target, nsc_error *error, const char *format, va_list arguments) {
    NSC_DECIMAL_POINT;
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *target = NULL;
    if (length < 0)
        return nsc_error_set(error, NSC_FAILED, "cannot format a text: %m");
    const size_t size = (size_t)length + 1;
    const nsc_status status = nsc_allocate(target, size, 1, error);
    if (status == NSC_OK)
        vsnprintf(*target, size, format, arguments);
    return status;
}
