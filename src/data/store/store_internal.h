/* The layout of a store's file, and what its builder collects, for the files of the store alone. */
#ifndef NSC_STORE_INTERNAL_H
#define NSC_STORE_INTERNAL_H

#include "data/store/store.h"

#include <math.h>

/*
 * The file: the header; the sections, each at a multiple of 64 bytes and padded with zeros up to the next; one section
 * table entry each; the CRC-32C of every block of NSC_STORE_BLOCK bytes of every section, padding included. Integers
 * and floating-point numbers are in the byte order of the machine that wrote it, which `byte_order` tells.
 *
 * Sections, in this order:
 *   cells        ids as uint32_t, ascending; empty where all cells are held
 *   path ends    for each triple of checkpoint paths but number 0, which has none, and for each of the three
 *                evaluations, uint64_t: where its path ends in the next section (it begins where the last one ends);
 *                bit 63: there is a path
 *   path texts   their bytes
 *   and for each budget, "EPOCHS runs": how many runs each cell has; and for each of three runs a column of values for
 *   each place of official.h, "EPOCHS/RUN final_test_accuracy", and one of numbers of path triples,
 *   "EPOCHS/RUN checkpoint_paths".
 */
enum {
    NSC_STORE_VERSION = 1,
    NSC_STORE_ALIGNMENT = 64,
    NSC_STORE_BLOCK = 4 << 10,
    NSC_STORE_PATHS = NSC_OFFICIAL_VALUES, /* the column after those of the values */
    NSC_STORE_COLUMNS,
    NSC_STORE_BUDGET_SECTIONS = 1 + NSC_RUNS * NSC_STORE_COLUMNS,
    NSC_STORE_NAME = 48
};

enum { NSC_SECTION_CELLS, NSC_SECTION_PATH_ENDS, NSC_SECTION_PATH_TEXTS, NSC_SECTION_BUDGETS };

#define NSC_STORE_PATH_THERE (UINT64_C(1) << 63)

extern const char nsc_store_magic[8];

typedef struct nsc_store_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t version;
    uint64_t file_size;
    uint64_t table_offset; /* of the section table; the checksums of blocks follow it */
    uint64_t source_bytes, rows, rows_left_out, rows_synthetic;
    uint32_t section_count, block_count;
    uint32_t space_cells; /* of the published space */
    uint32_t cells;       /* held */
    uint32_t budget_count;
    int32_t epochs[NSC_BUDGETS]; /* ascending */
    char source[128];
    uint32_t table_checksum, blocks_checksum;
    uint32_t reserved[8];
    uint32_t header_checksum; /* of the bytes before it */
} nsc_store_header;
_Static_assert(sizeof(nsc_store_header) % NSC_STORE_ALIGNMENT == 0, "the first section is aligned");

/* How a column keeps its values: the first of these that keeps all of them exactly, bit for bit. */
typedef enum nsc_store_form {
    NSC_FORM_CONSTANT, /* the same for all cells that have the run; no bytes */
    NSC_FORM_BYTE,     /* whole numbers up to 255 */
    NSC_FORM_ACCURACY, /* k / 9984 rounded to float32: k as uint16_t */
    NSC_FORM_FLOAT,
    NSC_FORM_DOUBLE,
    NSC_FORM_BYTES, /* not a column */
    NSC_FORMS
} nsc_store_form;

/* Bytes a value takes. */
static inline size_t nsc_store_form_size(nsc_store_form form) {
    static const uint8_t sizes[NSC_FORMS] = {0, sizeof(uint8_t), sizeof(uint16_t), sizeof(float), sizeof(double), 1};
    return sizes[form];
}

/* The accuracy of k of 9984 images as official files hold it. */
static inline double nsc_store_accuracy(unsigned k) {
    return (double)((float)k / (float)NSC_OFFICIAL_IMAGES);
}

/* The k of an accuracy; false where it is no k / 9984. */
static inline bool nsc_store_images(double accuracy, uint16_t *k) {
    *k = accuracy >= 0.0 && accuracy <= 1.0 ? (uint16_t)lrint(accuracy * NSC_OFFICIAL_IMAGES) : 0;
    return nsc_official_same_bits(nsc_store_accuracy(*k), accuracy);
}

typedef struct nsc_store_section {
    char name[NSC_STORE_NAME];
    uint64_t offset, size; /* bytes, without the padding */
    uint32_t first_block;  /* of its checksums */
    uint32_t form;         /* nsc_store_form */
    double constant;
} nsc_store_section;

/* A section's place in the table. */
static inline size_t nsc_store_runs_section(size_t budget) {
    return NSC_SECTION_BUDGETS + budget * NSC_STORE_BUDGET_SECTIONS;
}
static inline size_t nsc_store_column_section(size_t budget, size_t run, size_t column) {
    return nsc_store_runs_section(budget) + 1 + run * NSC_STORE_COLUMNS + column;
}

static inline uint64_t nsc_store_padded(uint64_t size) {
    return (size + NSC_STORE_ALIGNMENT - 1) / NSC_STORE_ALIGNMENT * NSC_STORE_ALIGNMENT;
}
/* Blocks that a section of `size` bytes has checksums of. */
static inline uint64_t nsc_store_blocks(uint64_t size) {
    return (nsc_store_padded(size) + NSC_STORE_BLOCK - 1) / NSC_STORE_BLOCK;
}

/* ---- the builder ---- */

/* A row whose accuracies are k/9984, whose times are float32 and whose epochs are 0, half and all, in 36 bytes. */
typedef struct nsc_compact_row {
    unsigned char total_time[sizeof(double)]; /* a double's alignment would widen the row */
    float halfway_time, final_time;
    uint16_t accuracies[NSC_EVALUATIONS][3]; /* k: train, validation, test */
    uint16_t paths; /* number of its triple; NSC_PATHS_WIDE for a row that is wide, whose number is in `total_time` */
} nsc_compact_row;

#define NSC_PATHS_WIDE UINT16_MAX

/* Any other row. */
typedef struct nsc_wide_row {
    double values[NSC_STORE_COLUMNS]; /* the last is the number of the triple */
} nsc_wide_row;

typedef struct nsc_store_budget {
    int epochs;
    uint8_t *runs;                     /* [space_cells] */
    nsc_compact_row (*rows)[NSC_RUNS]; /* [space_cells] */
} nsc_store_budget;

struct nsc_store_builder {
    const nsc_space *space;
    uint32_t space_cells;
    nsc_store_budget budgets[NSC_BUDGETS]; /* in the order of their first rows */
    size_t budget_count;
    nsc_wide_row *wide_rows;
    size_t wide_count, wide_capacity;
    uint64_t rows, rows_synthetic;
    /* Triples of checkpoint paths, number 0 (none) left out, as in the file. */
    uint64_t *path_ends; /* [path_count · NSC_EVALUATIONS] */
    size_t path_ends_capacity;
    uint32_t path_count;
    uint32_t path_last;      /* of the row before */
    uint32_t point_expected; /* the last one */
    char *path_texts;
    size_t path_texts_size, path_texts_capacity;
    uint32_t *path_slots; /* open addressing: number of a triple, 0 for a free slot */
    size_t path_slot_count;
};

/* The values of a cell's run, the number of its path triple after them; the cell has the run. */
void nsc_store_builder_values(const nsc_store_builder *builder, const nsc_store_budget *budget, size_t run,
                              uint32_t point, double values[NSC_STORE_COLUMNS]);

/* Writes the store to an empty stream that can be positioned; a failed write is NSC_FAILED. */
nsc_status nsc_store_write_stream(const nsc_store_builder *builder, const nsc_store_origin *origin,
                                  const nsc_control *control, FILE *stream, nsc_error *error);

#endif
