/* Rows of candidates: their order by a variable, and their hash. */
#include "analysis/search/algorithms/candidate_rows.h"

#include "base/memory.h"

#include <string.h>

nsc_status nsc_candidate_rows_insert(uint32_t **sorted, size_t *capacity, size_t count, const double *column,
                                     size_t stride, nsc_error *error) {
    const nsc_status status = nsc_reserve(sorted, capacity, count + 1, sizeof **sorted, error);
    if (status != NSC_OK)
        return status;
    uint32_t *rows = *sorted;
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (column[rows[middle] * stride] <= column[count * stride])
            low = middle + 1;
        else
            high = middle;
    }
    memmove(rows + low + 1, rows + low, (count - low) * sizeof *rows);
    rows[low] = (uint32_t)count;
    return NSC_OK;
}

uint64_t nsc_candidate_hash(const void *words, size_t count) {
    uint64_t hash = 0;
    for (size_t number = 0; number < count; number++) {
        uint64_t word;
        memcpy(&word, (const char *)words + number * sizeof word, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}
