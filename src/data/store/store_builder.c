/* Rows in: kept compactly, found again by cell, budget and run. */
#include "data/store/store_internal.h"

#include <string.h>

enum { ACCURACIES = 3, PATH_SLOTS = 1024 };

/* ---- the builder ---- */

nsc_status nsc_store_builder_create(nsc_store_builder **builder, const nsc_space *space, nsc_error *error) {
    *builder = NULL;
    if (!nsc_nb101_is_published(nsc_space_nb101(space)))
        return nsc_error_set(error, NSC_USAGE, "a store has cells of nb101, and the space is %s", space->name);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(builder, 1, sizeof **builder, error));
    **builder = (nsc_store_builder){.space = space, .space_cells = space->point_count};
    NSC_TRY(nsc_allocate(&(*builder)->path_slots, PATH_SLOTS, sizeof(uint32_t), error));
    (*builder)->path_slot_count = PATH_SLOTS;
out:
    if (status != NSC_OK) {
        nsc_store_builder_destroy(*builder);
        *builder = NULL;
    }
    return status;
}

void nsc_store_builder_destroy(nsc_store_builder *builder) {
    if (builder == NULL)
        return;
    for (size_t budget = 0; budget < builder->budget_count; budget++) {
        free(builder->budgets[budget].runs);
        free(builder->budgets[budget].rows);
    }
    free(builder->wide_rows);
    free(builder->path_ends);
    free(builder->path_texts);
    free(builder->path_slots);
    free(builder);
}

/* ---- checkpoint paths ---- */

static nsc_view path_of(const nsc_store_builder *builder, uint32_t triple, size_t evaluation) {
    const uint64_t *ends = builder->path_ends;
    size_t number = (size_t)(triple - 1) * NSC_EVALUATIONS + evaluation;
    uint64_t begin = number > 0 ? ends[number - 1] & ~NSC_STORE_PATH_THERE : 0;
    if ((ends[number] & NSC_STORE_PATH_THERE) == 0)
        return (nsc_view){0};
    return (nsc_view){builder->path_texts + begin, (size_t)((ends[number] & ~NSC_STORE_PATH_THERE) - begin)};
}

static bool is_triple(const nsc_store_builder *builder, uint32_t triple, const nsc_view *paths) {
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        if (!nsc_view_equal(path_of(builder, triple, evaluation), paths[evaluation]))
            return false;
    return true;
}

/* FNV-1a (Fowler, Noll, Vo) over the three texts. */
static size_t spread_paths(const nsc_view *paths) {
    uint64_t value = 0xcbf29ce484222325u;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        for (size_t character = 0; paths[evaluation].text != NULL && character < paths[evaluation].length; character++)
            value = (value ^ (unsigned char)paths[evaluation].text[character]) * 0x100000001b3u;
        value = (value ^ 0xff) * 0x100000001b3u;
    }
    return (size_t)(value ^ value >> 32);
}

/* The slot that holds the triple, or the free one where it belongs. */
static uint32_t *find_slot(const nsc_store_builder *builder, const nsc_view *paths) {
    size_t slot = spread_paths(paths) & (builder->path_slot_count - 1);
    while (builder->path_slots[slot] != 0 && !is_triple(builder, builder->path_slots[slot], paths))
        slot = (slot + 1) & (builder->path_slot_count - 1);
    return &builder->path_slots[slot];
}

static nsc_status grow_slots(nsc_store_builder *builder, nsc_error *error) {
    uint32_t *old = builder->path_slots;
    nsc_status status = nsc_allocate(&builder->path_slots, 2 * builder->path_slot_count, sizeof *old, error);
    if (status != NSC_OK) {
        builder->path_slots = old;
        return status;
    }
    free(old);
    builder->path_slot_count *= 2;
    for (uint32_t triple = 1; triple <= builder->path_count; triple++) {
        nsc_view paths[NSC_EVALUATIONS];
        for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
            paths[evaluation] = path_of(builder, triple, evaluation);
        *find_slot(builder, paths) = triple;
    }
    return NSC_OK;
}

static nsc_status add_triple(nsc_store_builder *builder, const nsc_view *paths, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t first = (size_t)builder->path_count * NSC_EVALUATIONS;
    NSC_TRY(nsc_reserve(&builder->path_ends, &builder->path_ends_capacity, first + NSC_EVALUATIONS,
                        sizeof *builder->path_ends, error));
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        const nsc_view *path = &paths[evaluation];
        /* One byte more, so that even an empty text has a place. */
        NSC_TRY(nsc_reserve(&builder->path_texts, &builder->path_texts_capacity,
                            builder->path_texts_size + path->length + 1, 1, error));
        if (path->text != NULL)
            memcpy(builder->path_texts + builder->path_texts_size, path->text, path->length);
        builder->path_texts_size += path->length;
        builder->path_ends[first + evaluation] =
            builder->path_texts_size | (path->text != NULL ? NSC_STORE_PATH_THERE : 0);
    }
    builder->path_count++;
out:
    return status;
}

/* The number of the triple of a row's paths, which is added where it is new. */
static nsc_status find_paths(nsc_store_builder *builder, const nsc_view *paths, uint32_t *triple, nsc_error *error) {
    nsc_status status = NSC_OK;
    *triple = 0;
    if (paths[0].text == NULL && paths[1].text == NULL && paths[2].text == NULL)
        return NSC_OK;
    if (builder->path_last != 0 && is_triple(builder, builder->path_last, paths)) {
        *triple = builder->path_last;
        return NSC_OK;
    }
    uint32_t *slot = find_slot(builder, paths);
    if (*slot == 0) {
        if (2 * ((size_t)builder->path_count + 1) > builder->path_slot_count) {
            NSC_TRY(grow_slots(builder, error));
            slot = find_slot(builder, paths);
        }
        NSC_TRY(add_triple(builder, paths, error));
        *slot = builder->path_count;
    }
    *triple = builder->path_last = *slot;
out:
    return status;
}

/* ---- rows ---- */

static bool to_float(double value, float *narrow) {
    *narrow = (float)value;
    return nsc_official_same_bits(nsc_official_rounded(value), value);
}

static bool has_usual_epochs(const double *values, int epochs) {
    return nsc_official_same_bits(values[nsc_official_place(NSC_EVALUATION_INITIAL, NSC_EVALUATION_EPOCH)], 0.0) &&
           nsc_official_same_bits(values[nsc_official_place(NSC_EVALUATION_INITIAL, NSC_EVALUATION_TIME)], 0.0) &&
           nsc_official_same_bits(values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_EPOCH)],
                                  (double)nsc_official_halfway(epochs)) &&
           nsc_official_same_bits(values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_EPOCH)],
                                  (double)epochs);
}

/* False where the row doesn't fit without loss. */
static bool make_compact(nsc_compact_row *compact, const double *values, int epochs, uint32_t paths) {
    compact->paths = (uint16_t)paths;
    memcpy(compact->total_time, &values[NSC_OFFICIAL_TOTAL_TIME], sizeof compact->total_time);
    if (paths >= NSC_PATHS_WIDE || !has_usual_epochs(values, epochs) ||
        !to_float(values[nsc_official_place(NSC_EVALUATION_HALFWAY, NSC_EVALUATION_TIME)], &compact->halfway_time) ||
        !to_float(values[nsc_official_place(NSC_EVALUATION_FINAL, NSC_EVALUATION_TIME)], &compact->final_time))
        return false;
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++)
        for (size_t split = 0; split < ACCURACIES; split++)
            if (!nsc_store_images(values[evaluation * NSC_EVALUATION_VALUES + NSC_EVALUATION_TRAIN + split],
                                  &compact->accuracies[evaluation][split]))
                return false;
    return true;
}

static void expand_compact(const nsc_compact_row *compact, int epochs, double values[NSC_STORE_COLUMNS]) {
    const double epoch[NSC_EVALUATIONS] = {0.0, (double)nsc_official_halfway(epochs), (double)epochs};
    const double time[NSC_EVALUATIONS] = {0.0, (double)compact->halfway_time, (double)compact->final_time};
    for (size_t evaluation = 0; evaluation < NSC_EVALUATIONS; evaluation++) {
        double *own = values + evaluation * NSC_EVALUATION_VALUES;
        own[NSC_EVALUATION_EPOCH] = epoch[evaluation];
        own[NSC_EVALUATION_TIME] = time[evaluation];
        for (size_t split = 0; split < ACCURACIES; split++)
            own[NSC_EVALUATION_TRAIN + split] = nsc_store_accuracy(compact->accuracies[evaluation][split]);
    }
    memcpy(&values[NSC_OFFICIAL_TOTAL_TIME], compact->total_time, sizeof compact->total_time);
    values[NSC_STORE_PATHS] = compact->paths;
}

void nsc_store_builder_values(const nsc_store_builder *builder, const nsc_store_budget *budget, size_t run,
                              uint32_t point, double values[NSC_STORE_COLUMNS]) {
    const nsc_compact_row *compact = &budget->rows[point][run];
    if (compact->paths != NSC_PATHS_WIDE) {
        expand_compact(compact, budget->epochs, values);
        return;
    }
    uint64_t number;
    memcpy(&number, compact->total_time, sizeof number);
    memcpy(values, builder->wide_rows[number].values, sizeof builder->wide_rows[number].values);
}

static nsc_status add_wide(nsc_store_builder *builder, const double *values, uint32_t paths, nsc_compact_row *compact,
                           nsc_error *error) {
    const uint64_t number = builder->wide_count;
    nsc_status status = nsc_reserve(&builder->wide_rows, &builder->wide_capacity, builder->wide_count + 1,
                                    sizeof *builder->wide_rows, error);
    if (status != NSC_OK)
        return status;
    nsc_wide_row *wide = &builder->wide_rows[builder->wide_count++];
    memcpy(wide->values, values, NSC_OFFICIAL_VALUES * sizeof *values);
    wide->values[NSC_STORE_PATHS] = paths;
    compact->paths = NSC_PATHS_WIDE;
    memcpy(compact->total_time, &number, sizeof number);
    return NSC_OK;
}

static nsc_status find_budget(nsc_store_builder *builder, int epochs, nsc_store_budget **budget, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < builder->budget_count; number++) {
        *budget = &builder->budgets[number];
        if ((*budget)->epochs == epochs)
            return NSC_OK;
    }
    if (builder->budget_count == NSC_BUDGETS)
        return nsc_error_set(error, NSC_INVALID, "%d epochs are one budget too many: at most %d fit into a store",
                             epochs, NSC_BUDGETS);
    *budget = &builder->budgets[builder->budget_count];
    **budget = (nsc_store_budget){.epochs = epochs};
    NSC_TRY(nsc_allocate(&(*budget)->runs, builder->space_cells, sizeof *(*budget)->runs, error));
    NSC_TRY(nsc_allocate(&(*budget)->rows, builder->space_cells, sizeof *(*budget)->rows, error));
    builder->budget_count++;
out:
    if (status != NSC_OK) {
        free((*budget)->runs);
        **budget = (nsc_store_budget){0};
    }
    return status;
}

void nsc_store_builder_expect(nsc_store_builder *builder, uint32_t point) {
    if (point == builder->point_expected)
        return;
    builder->point_expected = point;
    for (size_t budget = 0; budget < builder->budget_count; budget++) {
        const char *rows = (const char *)builder->budgets[budget].rows[point];
        __builtin_prefetch(&builder->budgets[budget].runs[point], 1);
        __builtin_prefetch(rows, 1);
        __builtin_prefetch(rows + sizeof builder->budgets[budget].rows[point] - 1, 1);
    }
}

nsc_status nsc_store_builder_add(nsc_store_builder *builder, uint32_t point, const nsc_official_row *row,
                                 nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_store_budget *budget;
    nsc_compact_row compact = {0};
    uint32_t paths;
    NSC_TRY(find_budget(builder, row->epochs, &budget, error));
    const size_t run = budget->runs[point];
    if (run == NSC_RUNS)
        return nsc_error_set(error, NSC_INVALID, "the cell has %d rows at %d epochs already", NSC_RUNS, row->epochs);
    NSC_TRY(find_paths(builder, row->checkpoint_paths, &paths, error));
    if (!make_compact(&compact, row->values, row->epochs, paths))
        NSC_TRY(add_wide(builder, row->values, paths, &compact, error));
    budget->rows[point][run] = compact;
    budget->runs[point]++;
    builder->rows++;
    builder->rows_synthetic += nsc_official_row_is_synthetic(row);
out:
    return status;
}
