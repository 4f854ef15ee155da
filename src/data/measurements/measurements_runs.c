/* What the rows of a file are, once all are read: single runs, means of three or unknown; which of them are damaged. */
#include "data/measurements/measurements_internal.h"

#include <math.h>

/* Enough accuracies to tell that a file is on the official grid, and the share of them that must be. */
enum { DAMAGE_COUNT = 20 };
static const double damage_share = 0.9;

/* How many accuracies the rows hold, how many lie on the grid of means, and how many on that of single runs. */
typedef struct grid_counts {
    size_t accuracies, on_mean_grid, on_run_grid;
} grid_counts;

static grid_counts count_on_grids(const nsc_measured_file *file) {
    grid_counts counts = {0};
    for (const nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++) {
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
            double value = nsc_measured_rows_value(file, row, (nsc_metric)metric);
            if (!nsc_metric_is_accuracy((nsc_metric)metric) || isnan(value))
                continue;
            bool on_mean_grid = nsc_accuracy_on_grid(value, NSC_RUNS);
            counts.accuracies++;
            counts.on_mean_grid += on_mean_grid;
            counts.on_run_grid += on_mean_grid && nsc_accuracy_on_grid(value, 1);
        }
    }
    return counts;
}

/* Refuses the rows with an accuracy off the grid that the other rows keep to, as a number cut short is. */
static nsc_status refuse_damaged(nsc_measured_file *file, const nsc_space *space, const nsc_rows_read *read,
                                 nsc_error *error) {
    for (const nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++) {
        nsc_error reason = {0};
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
            double value = nsc_measured_rows_value(file, row, (nsc_metric)metric);
            if (nsc_metric_is_accuracy((nsc_metric)metric) && !isnan(value) && !nsc_accuracy_on_grid(value, NSC_RUNS))
                nsc_error_set(&reason, NSC_INVALID,
                              "%s is %.17g, which is no multiple of 1/%d, as the file's others are; cut short?",
                              read->metric_names[metric], value, NSC_RUNS * NSC_OFFICIAL_IMAGES);
        }
        if (reason.status == NSC_OK)
            continue;
        nsc_status status = nsc_measured_file_refuse(file, space, row, &reason, read->keep_going, error);
        if (status != NSC_OK)
            return status;
        nsc_measured_rows_drop(file, row);
    }
    return NSC_OK;
}

/* Rows that hold means: repeated ones must be equal, and the first is kept. */
static nsc_status merge_repeated_means(nsc_measured_file *file, const nsc_space *space, const nsc_rows_read *read,
                                       nsc_error *error) {
    for (nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++) {
        if (row->slot == 0 || nsc_measured_rows_find(file, row->budget, row->slot, row->point) != row)
            continue;
        const nsc_measured_row *first = nsc_measured_rows_find(file, row->budget, 0, row->point);
        nsc_measured_rows_drop(file, row);
        if (first == NULL) {
            /* The row before it was damaged and dropped: the place is there. */
            row->slot = 0;
            file->rows.row_of[row->budget][0][row->point] = (uint32_t)(row - file->rows.list) + 1;
            continue;
        }
        if (nsc_measured_rows_same_values(file, first,
                                          file->rows.values + (size_t)(row - file->rows.list) * file->rows.value_count))
            continue;
        nsc_error reason = {0};
        nsc_error_set(&reason, NSC_INVALID,
                      "the point at %d epochs is on line %u already, with other values, though the file holds means",
                      file->epochs[row->budget], (unsigned)first->line);
        nsc_status status = nsc_measured_file_refuse(file, space, row, &reason, read->keep_going, error);
        if (status != NSC_OK)
            return status;
    }
    return NSC_OK;
}

/* Shifts runs numbered from 1 to the places from 0. */
static void shift_runs(nsc_measured_file *file, const nsc_measurements *measurements, const nsc_rows_read *read) {
    file->first_run_known = read->number_used[0] || read->number_used[NSC_RUNS];
    file->first_run = read->number_used[0] ? 0 : 1;
    if (!file->first_run_known)
        file->first_run = nsc_measurements_first_run(measurements);
    for (size_t slot = 0; file->first_run == 1 && slot < NSC_RUNS; slot++)
        nsc_measured_rows_move_slot(file, slot + 1, slot);
}

/* True where some point has several rows at one budget: its runs. */
static bool has_repeated_rows(const nsc_measured_file *file) {
    for (size_t budget = 0; budget < file->budget_count; budget++)
        if (file->rows.row_of[budget][1] != NULL)
            return true;
    return false;
}

nsc_status nsc_measured_rows_settle(nsc_measured_file *file, const nsc_measurements *measurements,
                                    const nsc_rows_read *read, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (file->rows.count == 0)
        return NSC_OK; /* all were refused, as joining the set will say */
    const grid_counts counts = count_on_grids(file);
    bool on_grid = read->cells && counts.on_mean_grid == counts.accuracies;
    if (read->cells && !on_grid && counts.accuracies >= DAMAGE_COUNT &&
        (double)counts.on_mean_grid >= damage_share * (double)counts.accuracies) {
        NSC_TRY(refuse_damaged(file, measurements->space, read, error));
        on_grid = true;
    }
    if (read->runs_numbered) {
        shift_runs(file, measurements, read);
    } else if (on_grid && counts.on_run_grid < counts.on_mean_grid) {
        NSC_TRY(merge_repeated_means(file, measurements->space, read, error));
        nsc_measured_rows_move_slot(file, 0, NSC_RUN_MEAN);
        file->source.means = true;
    } else
        file->source.runs_unknown = !(on_grid && counts.accuracies > 0) && !has_repeated_rows(file);
out:
    return status;
}
