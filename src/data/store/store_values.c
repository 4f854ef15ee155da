/* The values of a store: columns and single rows, checked before they are believed, block by block. */
#include "data/store/store_reading.h"

#include "data/validity.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* ---- values ---- */

nsc_status nsc_store_check_value(const nsc_store *store, size_t budget, size_t run, size_t place, double value,
                                 nsc_error *error) {
    const char *reason = nsc_official_validity(place, nsc_store_epochs(store, budget), value);
    return reason == NULL
               ? NSC_OK
               : nsc_error_set(error, NSC_INVALID, "%s: a value of the store's section \"%s\" is %.9g, %s", store->path,
                               store->sections[nsc_store_column_section(budget, run, place)].name, value, reason);
}

/* The value that a column keeps at `bytes`. */
static double decode(const nsc_store_section *section, const unsigned char *bytes) {
    float narrow;
    double wide;
    uint16_t k;
    switch (section->form) {
    case NSC_FORM_BYTE:
        return *bytes;
    case NSC_FORM_ACCURACY:
        memcpy(&k, bytes, sizeof k);
        return nsc_store_accuracy(k);
    case NSC_FORM_FLOAT:
        memcpy(&narrow, bytes, sizeof narrow);
        return (double)narrow;
    case NSC_FORM_DOUBLE:
        memcpy(&wide, bytes, sizeof wide);
        return wide;
    default:
        return section->constant;
    }
}

double nsc_store_column_value(const nsc_store *store, const nsc_store_section *section, uint32_t position) {
    return decode(section, nsc_store_bytes(store, section) +
                               (size_t)position * nsc_store_form_size((nsc_store_form)section->form));
}

/*
 * The same, by reading the one block that holds it: for the scattered values of a single cell, a tenth of the time that
 * it takes the system to map as many pages.
 */
static nsc_status fetch_value(const nsc_store *store, const nsc_store_section *section, uint32_t position,
                              double *value, nsc_error *error) {
    const uint64_t place = (uint64_t)position * nsc_store_form_size((nsc_store_form)section->form);
    const uint64_t block = place / NSC_STORE_BLOCK;
    unsigned char bytes[NSC_STORE_BLOCK];
    const size_t size = nsc_store_block_size(section, block);
    if (section->size == 0) {
        *value = section->constant;
        return NSC_OK;
    }
    const ssize_t count = pread(store->descriptor, bytes, size, (off_t)(section->offset + block * NSC_STORE_BLOCK));
    if (count < 0)
        return nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": %s", store->path, strerror(errno));
    if ((size_t)count < size)
        return nsc_store_refuse(store, section->name, "is cut off", error);
    if (nsc_crc32c(bytes, size) != store->checksums[section->first_block + block])
        return nsc_store_refuse(store, section->name, "is damaged: a checksum differs", error);
    *value = decode(section, bytes + place % NSC_STORE_BLOCK);
    return NSC_OK;
}

/* The same of a section by its number; `checked`: the whole store was. */
static nsc_status read_value(const nsc_store *store, size_t section_number, uint32_t position, bool checked,
                             double *value, nsc_error *error) {
    const nsc_store_section *section = &store->sections[section_number];
    if (!checked)
        return fetch_value(store, section, position, value, error);
    *value = nsc_store_column_value(store, section, position);
    return NSC_OK;
}

nsc_status nsc_store_check_run_count(const nsc_store *store, size_t budget, double value, uint8_t *runs,
                                     nsc_error *error) {
    const char *reason = nsc_validity_of_run_count(value);
    *runs = reason == NULL ? (uint8_t)value : 0;
    return reason == NULL
               ? NSC_OK
               : nsc_error_set(error, NSC_INVALID, "%s: a value of the store's section \"%s\" is %.9g, %s", store->path,
                               store->sections[nsc_store_runs_section(budget)].name, value, reason);
}

nsc_status nsc_store_runs(const nsc_store *store, size_t budget, uint8_t *runs, nsc_error *error) {
    const nsc_store_section *section = &store->sections[nsc_store_runs_section(budget)];
    nsc_status status = nsc_store_check_section(store, section, error);
    for (uint32_t position = 0; status == NSC_OK && position < store->header.cells; position++)
        status = nsc_store_check_run_count(store, budget, nsc_store_column_value(store, section, position),
                                           &runs[position], error);
    return status;
}

nsc_status nsc_store_values(const nsc_store *store, size_t budget, size_t run, size_t place, double *values,
                            nsc_error *error) {
    nsc_status status = NSC_OK;
    const nsc_store_section *runs = &store->sections[nsc_store_runs_section(budget)];
    const nsc_store_section *section = &store->sections[nsc_store_column_section(budget, run, place)];
    NSC_TRY(nsc_store_check_section(store, runs, error));
    NSC_TRY(nsc_store_check_section(store, section, error));
    for (uint32_t position = 0; position < store->header.cells; position++) {
        uint8_t count;
        NSC_TRY(nsc_store_check_run_count(store, budget, nsc_store_column_value(store, runs, position), &count, error));
        values[position] = NAN;
        if (count <= run)
            continue;
        values[position] = nsc_store_column_value(store, section, position);
        NSC_TRY(nsc_store_check_value(store, budget, run, place, values[position], error));
    }
out:
    return status;
}

nsc_status nsc_store_read_paths(const nsc_store *store, double triple, bool checked, nsc_view *paths,
                                nsc_error *error) {
    const nsc_store_section *ends_section = &store->sections[NSC_SECTION_PATH_ENDS];
    const nsc_store_section *texts = &store->sections[NSC_SECTION_PATH_TEXTS];
    const uint64_t *ends = (const void *)nsc_store_bytes(store, ends_section);
    const uint64_t triples = ends_section->size / (NSC_EVALUATIONS * sizeof *ends);
    nsc_status status = NSC_OK;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        paths[evaluation] = (nsc_view){0};
    if (triple == 0)
        return NSC_OK;
    if (!(triple >= 1 && triple <= (double)triples && triple == floor(triple)))
        return nsc_store_refuse(store, ends_section->name, "is too short for the numbers in use", error);
    const uint64_t first = ((uint64_t)triple - 1) * NSC_EVALUATIONS;
    if (!checked)
        NSC_TRY(nsc_store_check_range(store, ends_section, (first > 0 ? first - 1 : 0) * sizeof *ends,
                                      (first + NSC_EVALUATIONS) * sizeof *ends, error));
    uint64_t begin = first > 0 ? ends[first - 1] & ~NSC_STORE_PATH_THERE : 0;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        const uint64_t mark = ends[first + evaluation], end = mark & ~NSC_STORE_PATH_THERE;
        if (end < begin || end > texts->size)
            return nsc_store_refuse(store, ends_section->name, "is not in ascending order", error);
        if (!checked)
            NSC_TRY(nsc_store_check_range(store, texts, begin, end, error));
        if ((mark & NSC_STORE_PATH_THERE) != 0)
            paths[evaluation] = (nsc_view){(const char *)nsc_store_bytes(store, texts) + begin, (size_t)(end - begin)};
        begin = end;
    }
out:
    return status;
}

static nsc_status read_row(const nsc_store *store, size_t budget, size_t run, uint32_t position, bool checked,
                           nsc_official_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    double value = 0, paths = 0;
    uint8_t runs;
    NSC_TRY(read_value(store, nsc_store_runs_section(budget), position, checked, &value, error));
    NSC_TRY(nsc_store_check_run_count(store, budget, value, &runs, error));
    if (runs <= run)
        return nsc_error_set(error, NSC_MISSING, "%s: the cell has %u runs at %d epochs, not %zu", store->path, runs,
                             nsc_store_epochs(store, budget), run + 1);
    row->epochs = nsc_store_epochs(store, budget);
    for (size_t place = 0; place < NSC_OFFICIAL_VALUES; place++) {
        const size_t section = nsc_store_column_section(budget, run, place);
        NSC_TRY(read_value(store, section, position, checked, &row->values[place], error));
        NSC_TRY(nsc_store_check_value(store, budget, run, place, row->values[place], error));
    }
    NSC_TRY(
        read_value(store, nsc_store_column_section(budget, run, NSC_STORE_PATHS), position, checked, &paths, error));
    NSC_TRY(nsc_store_read_paths(store, paths, checked, row->checkpoint_paths, error));
out:
    return status;
}

nsc_status nsc_store_row(const nsc_store *store, size_t budget, size_t run, uint32_t position, nsc_official_row *row,
                         nsc_error *error) {
    return read_row(store, budget, run, position, false, row, error);
}

nsc_status nsc_store_checked_row(const nsc_store *store, size_t budget, size_t run, uint32_t position,
                                 nsc_official_row *row, nsc_error *error) {
    return read_row(store, budget, run, position, true, row, error);
}
