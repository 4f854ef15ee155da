/* What the rows of a file are, once all are read: single runs, means of three or unknown; which of them are damaged. */
#include "data/measurements/measurements_internal.h"

#include <math.h>
#include <string.h>

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
        for (int metric = 0; metric < NSC_METRIC_COUNT && !row->dropped; metric++) {
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
    for (nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++) {
        nsc_error reason = {0};
        for (int metric = 0; metric < NSC_METRIC_COUNT && !row->dropped; metric++) {
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
        row->dropped = true;
    }
    return NSC_OK;
}

/* ---- rows of one point and budget ---- */

/* " at 108 epochs", or nothing where the space's measurements have no budgets. */
static const char *at_budget(const nsc_measured_file *file, size_t budget, char text[32]) {
    text[0] = '\0';
    if (file->epochs[budget] > 0)
        nsc_text_format(text, 32, " at %d epochs", file->epochs[budget]);
    return text;
}

/* The name of a run as the file has it: its number from 0 or from 1, or its name. */
static const char *run_in_file(const nsc_measured_file *file, uint32_t run, char text[16]) {
    if (run < file->run_names.texts.count)
        return file->run_names.texts.items[run];
    nsc_text_format(text, 16, "%u", (unsigned)run);
    return text;
}

/* `; they differ in "dataset": choose rows by --rows 'dataset=cifar10'`, or nothing where all texts are the same. */
static void describe_difference(const nsc_measured_file *file, size_t first, size_t second, char *text, size_t size) {
    const nsc_table_texts *texts = &file->rows.texts;
    char name[80] = "", value[80];
    size_t length = 0;
    text[0] = '\0';
    for (size_t column = 0; column < texts->columns.count && texts->row_count > 0 && length + 120 < size; column++)
        if (strcmp(nsc_table_texts_field(texts, first, column), nsc_table_texts_field(texts, second, column)) != 0) {
            length +=
                nsc_text_format(text + length, size - length, "%s\"%.*s\"", length == 0 ? "; they differ in " : ", ",
                                NSC_CUT(60, texts->columns.items[column]));
            if (name[0] != '\0')
                continue;
            nsc_table_texts_quote(texts->columns.items[column], name, sizeof name);
            nsc_table_texts_quote(nsc_table_texts_field(texts, first, column), value, sizeof value);
        }
    if (length > 0)
        nsc_text_format(text + length, size - length, ": choose rows by --rows '%s=%s'", name, value);
}

/* Refuses a row that repeats an earlier one with other values; drops it where the values are the same. */
static nsc_status merge_repeated(nsc_measured_file *file, const nsc_space *space, const nsc_rows_read *read,
                                 const nsc_measured_row *first, nsc_measured_row *row, nsc_error *error) {
    nsc_error reason = {0};
    char budget[32], run[16], difference[500];
    nsc_point_name point;
    row->dropped = true;
    if (nsc_measured_rows_same_values(file, first, row))
        return NSC_OK;
    at_budget(file, row->budget, budget);
    nsc_measured_point_name(space, row->point, &point);
    describe_difference(file, (size_t)(first - file->rows.list), (size_t)(row - file->rows.list), difference,
                        sizeof difference);
    if (read->runs_numbered || read->runs_named)
        nsc_error_set(&reason, NSC_INVALID, "run %s of %s%s is on line %u already, with other values%s",
                      run_in_file(file, row->run, run), point.text, budget, (unsigned)first->line, difference);
    else
        nsc_error_set(&reason, NSC_INVALID,
                      "%s%s is on line %u already, with other values, though the file holds means%s", point.text,
                      budget, (unsigned)first->line, difference);
    return nsc_measured_file_refuse(file, space, row, &reason, read->keep_going, error);
}

/* Merges the rows of one point, budget and run; the first of them stays. */
static nsc_status merge_runs(nsc_measured_file *file, const nsc_space *space, const nsc_rows_read *read,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t budget = 0; budget < file->budget_count; budget++)
        for (uint32_t point = 0; point < space->point_count; point++) {
            size_t count;
            const uint32_t *order = nsc_measured_rows_of(file, budget, point, &count);
            nsc_measured_row *first = NULL;
            for (size_t place = 0; place < count; place++) {
                nsc_measured_row *row = &file->rows.list[order[place]];
                if (first != NULL && first->run == row->run)
                    NSC_TRY(merge_repeated(file, space, read, first, row, error));
                else
                    first = row;
            }
        }
out:
    return status;
}

/* Numbers the rows of each point and budget in the order of the file; *`repeated`: some point has several. */
static void number_rows(nsc_measured_file *file, uint32_t point_count, bool *repeated) {
    *repeated = false;
    for (size_t budget = 0; budget < file->budget_count; budget++)
        for (uint32_t point = 0; point < point_count; point++) {
            size_t count;
            const uint32_t *order = nsc_measured_rows_of(file, budget, point, &count);
            for (size_t place = 0; place < count; place++)
                file->rows.list[order[place]].run = (uint32_t)place;
            *repeated = *repeated || count > 1;
        }
}

/* ---- numbers of runs ---- */

/* Shifts runs numbered from 1 to begin with 0. */
static nsc_status shift_runs(nsc_measured_file *file, const nsc_measurements *measurements, nsc_error *error) {
    uint32_t smallest = UINT32_MAX, largest = 0;
    for (const nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++) {
        smallest = row->run < smallest ? row->run : smallest;
        largest = row->run > largest ? row->run : largest;
    }
    file->first_run_known = smallest == 0 || largest >= NSC_RUNS;
    file->first_run = smallest == 0 ? 0 : 1;
    if (!file->first_run_known)
        file->first_run = nsc_measurements_first_run(measurements);
    for (nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++)
        row->run -= file->first_run;
    return file->first_run == 0
               ? nsc_measured_file_note(file, error, "runs are numbered from 0: run 0 is run1, run 1 is run2, ...")
               : NSC_OK;
}

/* Gives the names of runs the numbers that they have in the set, where names of earlier files come first. */
static nsc_status place_names(nsc_measured_file *file, const nsc_measurements *measurements, nsc_error *error) {
    const nsc_names *names = &file->run_names.texts;
    uint32_t *numbers = NULL;
    uint32_t next = (uint32_t)measurements->run_names.texts.count;
    nsc_status status = nsc_allocate(&numbers, names->count, sizeof *numbers, error);
    for (size_t name = 0; status == NSC_OK && name < names->count; name++) {
        const size_t known = nsc_numbered_texts_find(&measurements->run_names, names->items[name]);
        numbers[name] = known < measurements->run_names.texts.count ? (uint32_t)known : next++;
    }
    for (nsc_measured_row *row = file->rows.list; status == NSC_OK && row < nsc_measured_rows_end(&file->rows); row++)
        row->run = numbers[row->run];
    free(numbers);
    return status;
}

static void count_runs(nsc_measured_file *file) {
    file->run_count = 0;
    for (const nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++)
        if (!row->dropped && row->run != NSC_RUN_MEAN && row->run >= file->run_count)
            file->run_count = (size_t)row->run + 1;
}

/* ---- the whole file ---- */

/* Rows whose runs have no numbers: means, or runs in the order of the file. */
static nsc_status settle_unnumbered(nsc_measured_file *file, const nsc_space *space, const nsc_rows_read *read,
                                    const grid_counts *counts, bool on_grid, nsc_error *error) {
    nsc_status status = NSC_OK;
    const bool means = on_grid && counts->on_run_grid < counts->on_mean_grid;
    bool repeated;
    for (nsc_measured_row *row = file->rows.list; row < nsc_measured_rows_end(&file->rows); row++)
        row->run = means ? NSC_RUN_MEAN : 0;
    NSC_TRY(nsc_measured_rows_sort(file, space->point_count, error));
    if (means) {
        NSC_TRY(merge_runs(file, space, read, error));
        file->source.means = true;
        goto out;
    }
    number_rows(file, space->point_count, &repeated);
    file->source.runs_unknown = !(on_grid && counts->accuracies > 0) && !repeated;
out:
    return status;
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
    if (!read->runs_numbered && !read->runs_named) {
        NSC_TRY(settle_unnumbered(file, measurements->space, read, &counts, on_grid, error));
    } else {
        file->source.runs_numbered = true;
        NSC_TRY(nsc_measured_rows_sort(file, measurements->space->point_count, error));
        NSC_TRY(merge_runs(file, measurements->space, read, error));
        if (read->runs_named) {
            NSC_TRY(place_names(file, measurements, error));
            NSC_TRY(nsc_measured_rows_sort(file, measurements->space->point_count, error));
        } else
            NSC_TRY(shift_runs(file, measurements, error));
    }
    count_runs(file);
out:
    return status;
}
