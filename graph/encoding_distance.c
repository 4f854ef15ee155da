/*
 * The distance of every encoding to the nearest of a set, by one minimum pass for each coordinate.
 *
 * The passes over symbols are done once for each class, whose matrices all begin with the same row of labellings. Those
 * over bits are blocked for the cache: the low bits within stretches of consecutive matrices, the high bits across the
 * stretches, a few columns at a time; so memory is read twice, not 26 times.
 */
#include "base/base.h"
#include "base/vector_variants.h"
#include "graph/graph.h"

#include <string.h>
#include <sys/mman.h>

enum {
    FAR = 100,          /* beyond the distance of any encoding; FAR + coordinates fits into a byte */
    LOW_BITS = 10,      /* a stretch of 1024 rows of 243 bytes fits into a core's second-level cache */
    COLUMN_BYTES = 256, /* of 2048 stretches: 512 kB */
    CLASSES_AT_ONCE = 256,
    STRIP_BYTES = 16 * COLUMN_BYTES, /* columns of one task, many enough that two threads seldom share a cache line */
    CACHE_LINE = 64,
    AHEAD = 8 /* stretches that are fetched before they are copied */
};

typedef struct transform {
    const nsc_encodings *encodings;
    nsc_validity validity;
    unsigned low_bits;
    bool *is_target;    /* [point] */
    uint8_t *rows;      /* [class × labelling_count] distances within the row of a class */
    uint8_t *distances; /* [encoding] */
    uint8_t **columns;  /* [worker][stretch × COLUMN_BYTES] scratch */
} transform;

nsc_status nsc_encoding_buffer(const nsc_encodings *encodings, uint8_t **distances, nsc_error *error) {
    const size_t size = nsc_encodings_count(encodings) + NSC_ENCODING_STRIP;
    nsc_status status = nsc_allocate(distances, size, 1, error);
    if (status == NSC_OK) {
        /* Large pages save most of the page faults if the system grants them; a failure is harmless. */
        const size_t page = 4096, start = ((size_t)*distances + page - 1) & ~(page - 1);
        const size_t end = ((size_t)*distances + size) & ~(page - 1);
        if (end > start)
            (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
    }
    return status;
}

static uint8_t least(uint8_t left, uint8_t right) {
    return left < right ? left : right;
}

/* One minimum pass over a bit: each row may take the other's distance plus one change. */
static inline __attribute__((always_inline)) void pass_bit(uint8_t *restrict clear, uint8_t *restrict set,
                                                           size_t count) {
    for (size_t place = 0; place < count; place++) {
        const uint8_t from_set = (uint8_t)(set[place] + 1), from_clear = (uint8_t)(clear[place] + 1);
        clear[place] = least(clear[place], from_set);
        set[place] = least(set[place], from_clear);
    }
}

/* The passes over two bits at once, on the rows where neither, the first, the second, and both are set. */
static inline __attribute__((always_inline)) void pass_two_bits(uint8_t *restrict neither, uint8_t *restrict first,
                                                                uint8_t *restrict second, uint8_t *restrict both,
                                                                size_t count) {
    for (size_t place = 0; place < count; place++) {
        const uint8_t a = least(neither[place], (uint8_t)(first[place] + 1));
        const uint8_t b = least(first[place], (uint8_t)(neither[place] + 1));
        const uint8_t c = least(second[place], (uint8_t)(both[place] + 1));
        const uint8_t d = least(both[place], (uint8_t)(second[place] + 1));
        neither[place] = least(a, (uint8_t)(c + 1));
        first[place] = least(b, (uint8_t)(d + 1));
        second[place] = least(c, (uint8_t)(a + 1));
        both[place] = least(d, (uint8_t)(b + 1));
    }
}

/* The passes over `bits` bits of the numbers of rows, which lie side by side. */
static inline __attribute__((always_inline)) void pass_bits(uint8_t *rows, size_t width, unsigned bits) {
    const size_t end = width << bits;
    size_t unit = width; /* from a row to the one whose number differs in the bit */
    if (bits % 2 > 0) {
        for (size_t row = 0; row < end; row += 2 * unit)
            pass_bit(rows + row, rows + row + unit, unit);
        unit *= 2;
    }
    for (; unit < end; unit *= 4)
        for (size_t row = 0; row < end; row += 4 * unit)
            pass_two_bits(rows + row, rows + row + unit, rows + row + 2 * unit, rows + row + 3 * unit, unit);
}

NSC_VECTOR_VARIANTS(pass_bits, (uint8_t * rows, size_t width, unsigned bits), (rows, width, bits))

/* One minimum pass over a symbol within a row: any value may take the smallest of all plus one change. */
static void pass_symbol(uint8_t *row, uint32_t labelling_count, unsigned symbols, uint32_t stride) {
    for (uint32_t start = 0; start < labelling_count; start += symbols * stride)
        for (uint32_t labelling = start; labelling < start + stride; labelling++) {
            uint8_t nearest = FAR;
            for (unsigned symbol = 0; symbol < symbols; symbol++)
                nearest = least(nearest, row[labelling + symbol * stride]);
            for (unsigned symbol = 0; symbol < symbols; symbol++)
                row[labelling + symbol * stride] = least(row[labelling + symbol * stride], (uint8_t)(nearest + 1));
        }
}

/* A run of classes: their rows, and the passes over symbols. */
static nsc_status row_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker, (void)error;
    const transform *job = context;
    const nsc_encodings *encodings = job->encodings;
    for (size_t class = task * CLASSES_AT_ONCE; class < (task + 1) * CLASSES_AT_ONCE && class < encodings->class_count;
         class ++) {
        const uint32_t *points = encodings->points + class * encodings->labelling_count;
        uint8_t *row = job->rows + class * encodings->labelling_count;
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++)
            row[labelling] = job->is_target[points[labelling]] ? 0 : FAR;
        uint32_t stride = 1;
        for (unsigned symbol = 0; symbol < encodings->symbol_count; symbol++, stride *= encodings->symbols)
            pass_symbol(row, encodings->labelling_count, encodings->symbols, stride);
    }
    return NSC_OK;
}

/* A stretch of consecutive matrices: their rows, then the passes over the low bits. */
static nsc_status low_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker, (void)error;
    const transform *job = context;
    const nsc_encodings *encodings = job->encodings;
    const size_t width = encodings->labelling_count;
    const uint32_t rows = 1u << job->low_bits, first = (uint32_t)task << job->low_bits;
    uint8_t *stretch = job->distances + first * width;
    for (uint32_t row = 0; row < rows; row++)
        if (nsc_matrix_decoding(encodings, job->validity, first + row) == NSC_DECODES)
            memcpy(stretch + row * width, job->rows + encodings->classes[first + row] * width, width);
        else
            memset(stretch + row * width, FAR, width);
    pass_bits_vector(stretch, width, job->low_bits);
    return NSC_OK;
}

/*
 * A strip of columns: the passes over the high bits. The columns are copied together, since the distance between
 * stretches is a multiple of a large power of two: where they lie, they would share a few sets of the cache.
 */
static nsc_status high_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const transform *job = context;
    const size_t stride = (size_t)job->encodings->labelling_count << job->low_bits;
    const size_t end = (task + 1) * STRIP_BYTES < stride ? (task + 1) * STRIP_BYTES : stride;
    const uint32_t stretches = job->encodings->matrix_count >> job->low_bits;
    uint8_t *columns = job->columns[worker];
    for (size_t first = task * STRIP_BYTES; first < end; first += COLUMN_BYTES) {
        const size_t count = end - first < COLUMN_BYTES ? end - first : COLUMN_BYTES;
        for (size_t stretch = 0; stretch < stretches; stretch++) {
            const uint8_t *column = job->distances + stretch * stride + first;
            for (size_t ahead = 0; ahead < COLUMN_BYTES && stretch + AHEAD < stretches; ahead += CACHE_LINE)
                __builtin_prefetch(column + AHEAD * stride + ahead);
            memcpy(columns + stretch * COLUMN_BYTES, column, count);
        }
        pass_bits_vector(columns, COLUMN_BYTES, job->encodings->bit_count - job->low_bits);
        for (size_t stretch = 0; stretch < stretches; stretch++)
            memcpy(job->distances + stretch * stride + first, columns + stretch * COLUMN_BYTES, count);
    }
    return NSC_OK;
}

/* Marks the points that are targets; the number of points is one more than the largest in the tables. */
static nsc_status mark_targets(const nsc_encodings *encodings, const uint32_t *targets, size_t target_count,
                               bool **is_target, nsc_error *error) {
    const size_t entries = (size_t)encodings->class_count * encodings->labelling_count;
    uint32_t largest = 0;
    for (size_t entry = 0; entry < entries; entry++)
        largest = encodings->points[entry] > largest ? encodings->points[entry] : largest;
    nsc_status status = nsc_allocate(is_target, largest + 1u, sizeof **is_target, error);
    for (size_t target = 0; status == NSC_OK && target < target_count; target++)
        (*is_target)[targets[target]] = true;
    return status;
}

nsc_status nsc_encoding_distances(const nsc_encodings *encodings, nsc_validity validity, const uint32_t *targets,
                                  size_t target_count, const nsc_control *control, uint8_t *distances,
                                  nsc_error *error) {
    transform job = {.encodings = encodings,
                     .validity = validity,
                     .low_bits = encodings->bit_count < LOW_BITS ? encodings->bit_count : LOW_BITS,
                     .distances = distances};
    const size_t stride = (size_t)encodings->labelling_count << job.low_bits;
    const size_t workers = nsc_control_threads(control), stretches = encodings->matrix_count >> job.low_bits;
    nsc_status status = NSC_OK;
    NSC_TRY(mark_targets(encodings, targets, target_count, &job.is_target, error));
    NSC_TRY(nsc_allocate(&job.rows, (size_t)encodings->class_count * encodings->labelling_count, 1, error));
    NSC_TRY(nsc_allocate(&job.columns, workers, sizeof *job.columns, error));
    for (size_t worker = 0; worker < workers; worker++)
        NSC_TRY(nsc_allocate(&job.columns[worker], stretches * COLUMN_BYTES, 1, error));
    NSC_TRY(
        nsc_parallel((encodings->class_count + CLASSES_AT_ONCE - 1) / CLASSES_AT_ONCE, control, row_task, &job, error));
    NSC_TRY(nsc_parallel(stretches, control, low_task, &job, error));
    NSC_TRY(nsc_parallel((stride + STRIP_BYTES - 1) / STRIP_BYTES, control, high_task, &job, error));
    if (distances[0] >= FAR) /* without a target, no encoding is within reach */
        memset(distances, NSC_UNREACHED, nsc_encodings_count(encodings));
out:
    for (size_t worker = 0; job.columns != NULL && worker < workers; worker++)
        free(job.columns[worker]);
    free(job.columns);
    free(job.is_target);
    free(job.rows);
    return status;
}
