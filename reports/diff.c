/* Two reports compared: which of their tables belong together, their differences, and the figures of both. */
#include "reports/diff_internal.h"

#include "reports/figure_files.h"
#include "reports/gnuplot.h"

#include <limits.h>
#include <string.h>

static const char differences_name[] = "differences.csv", compared_name[] = "compared.csv";

static const nsc_column compared_columns[] = {
    {"table", "name of the tables' files in this folder"},
    {"analysis", "name of the analysis; empty for a table of the report's own"},
    {"a", "file of the first report"},
    {"b", "file of the second report; empty if it has no such table"},
    {"rows_a", "rows of the first table"},
    {"rows_b", "rows of the second table"},
    {"matched", "rows of both with the same key"},
    {"values", "pairs of numbers that were compared"},
    {"equal", "pairs that are equal"},
    {"with_interval", "unequal pairs whose difference has an interval"},
    {"differing", "of those with an interval: it excludes 0"},
    {"exact_differing", "unequal pairs of exact values"},
    {"opposite", "pairs of opposite sign that are not compared, since one report maximises and the other minimises"},
    {"reason", "reason why the tables, or some of their rows, were not compared"},
};

/* The folder is written as those of other reports are. */
static const nsc_report report_diff = {.name = "diff", .meaning = "two reports compared, table by table"};

/* ---- pairs of tables ---- */

static bool same_text(const char *left, const char *right) {
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* How files of both reports are found to belong together, most certain first. */
typedef enum pairing {
    BY_NAME,     /* files of one name */
    BY_STEM,     /* the same but for the relations in their names */
    BY_ANALYSIS, /* the only ones of their analysis, table, distance and options */
    PAIRINGS
} pairing;

/* Copies the name without "-RELATION". */
static void copy_stem(const nsc_diff_file *file, char stem[NSC_FILE_NAME_SIZE]) {
    char part[64];
    nsc_text_format(part, sizeof part, "-%.60s", file->relation != NULL ? file->relation : "");
    const char *found = file->relation != NULL ? strstr(file->name, part) : NULL;
    const size_t length = found != NULL ? (size_t)(found - file->name) : strlen(file->name);
    nsc_text_format(stem, NSC_FILE_NAME_SIZE, "%.*s%s", (int)length, file->name,
                    found != NULL ? found + strlen(part) : "");
}

static bool belong_together(const nsc_diff_file *a, const nsc_diff_file *b, pairing by) {
    char stems[2][NSC_FILE_NAME_SIZE];
    if (a->analysis != b->analysis || a->table != b->table)
        return false;
    if (by == BY_NAME)
        return strcmp(a->name, b->name) == 0;
    if (by == BY_ANALYSIS)
        return a->analysis != NULL && same_text(a->distance, b->distance) && strcmp(a->variant, b->variant) == 0;
    copy_stem(a, stems[0]);
    copy_stem(b, stems[1]);
    return strcmp(stems[0], stems[1]) == 0;
}

/* The only file of a report that belongs to `file` and has no pair yet; NULL if there is none, or several. */
static nsc_diff_file *find_other(const nsc_diff_side *side, const nsc_diff_file *file, pairing by) {
    nsc_diff_file *found = NULL;
    for (size_t number = 0; number < side->file_count; number++) {
        nsc_diff_file *other = &side->files[number];
        if (other->paired || !belong_together(file, other, by))
            continue;
        if (found != NULL)
            return NULL;
        found = other;
    }
    return found;
}

static void find_pairs(nsc_diff_run *run, nsc_diff_file **others, pairing by) {
    for (size_t number = 0; number < run->sides[0].file_count; number++) {
        nsc_diff_file *file = &run->sides[0].files[number];
        nsc_diff_file *other = file->paired ? NULL : find_other(&run->sides[1], file, by);
        if (other == NULL || find_other(&run->sides[0], other, by) != file)
            continue;
        file->paired = other->paired = true;
        others[number] = other;
    }
}

/* Makes a pair of every table of either report, in the order of the first; those without a partner stand alone. */
static nsc_status make_pairs(nsc_diff_run *run, nsc_error *error) {
    const size_t first = run->sides[0].file_count, second = run->sides[1].file_count;
    nsc_diff_file **others = NULL;
    size_t shared = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&others, first, sizeof *others, error));
    NSC_TRY(nsc_allocate(&run->pairs, first + second, sizeof *run->pairs, error));
    for (int by = 0; by < PAIRINGS; by++)
        find_pairs(run, others, (pairing)by);
    for (size_t number = 0; number < first; number++) {
        run->pairs[run->pair_count++] = (nsc_diff_pair){.files = {&run->sides[0].files[number], others[number]}};
        shared += others[number] != NULL;
    }
    for (size_t number = 0; number < second; number++)
        if (!run->sides[1].files[number].paired)
            run->pairs[run->pair_count++] = (nsc_diff_pair){.files = {NULL, &run->sides[1].files[number]}};
    if (shared == 0)
        status = nsc_error_set(error, NSC_INVALID, "the reports in \"%s\" and \"%s\" have no table in common",
                               run->sides[0].folder, run->sides[1].folder);
out:
    free(others);
    return status;
}

/* ---- names ---- */

/* Adds the names of the tables of one input: those of its manifest, or those that its report will write. */
static nsc_status add_tables(const nsc_diff_input *input, nsc_names *names, nsc_error *error) {
    nsc_names written = {0};
    nsc_diff_side side = {0};
    nsc_status status = NSC_OK;
    if (input->report != NULL)
        NSC_TRY(nsc_report_files(input->report, input->request, &written, error));
    else
        NSC_TRY(nsc_diff_side_read(&side, input->label, input->folder, error));
    for (size_t number = 0; number < written.count; number++) {
        const char *extension = strrchr(written.items[number], '.');
        if (extension != NULL && strcmp(extension, ".csv") == 0 && !nsc_names_have(names, written.items[number]))
            NSC_TRY(nsc_names_add(names, written.items[number], error));
    }
    for (size_t number = 0; number < side.file_count; number++)
        if (!nsc_names_have(names, side.files[number].name))
            NSC_TRY(nsc_names_add(names, side.files[number].name, error));
out:
    nsc_names_release(&written);
    nsc_diff_side_release(&side);
    return status;
}

nsc_status nsc_diff_files(const nsc_diff_request *request, nsc_names *names, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_names_add(names, NSC_MANIFEST, error));
    NSC_TRY(nsc_names_add(names, NSC_PAGE, error));
    NSC_TRY(nsc_names_add(names, NSC_HTML_PAGE, error));
    const size_t own = names->count;
    NSC_TRY(nsc_names_add(names, differences_name, error));
    NSC_TRY(nsc_names_add(names, compared_name, error));
    for (int side = 0; side < 2; side++)
        NSC_TRY(add_tables(&request->inputs[side], names, error));
    const size_t count = names->count;
    for (size_t number = own; number < count; number++)
        for (int kind = 0; kind < NSC_FIGURE_FILE_COUNT; kind++) {
            char name[NSC_FILE_NAME_SIZE];
            nsc_figure_file_name(names->items[number], (nsc_figure_file)kind, name);
            NSC_TRY(nsc_names_add(names, name, error));
        }
out:
    return status;
}

static nsc_status add_input(const nsc_diff_input *input, const char *name, nsc_names *paths, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, input->folder, name, error);
    if (status == NSC_OK)
        status = nsc_names_add(paths, path, error);
    free(path);
    return status;
}

nsc_status nsc_diff_inputs(const nsc_diff_request *request, nsc_names *paths, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_diff_side side = {0};
    for (int number = 0; number < 2; number++) {
        const nsc_diff_input *input = &request->inputs[number];
        if (input->report != NULL)
            continue;
        NSC_TRY(nsc_diff_side_read(&side, input->label, input->folder, error));
        NSC_TRY(add_input(input, NSC_MANIFEST, paths, error));
        for (size_t file = 0; file < side.file_count; file++)
            NSC_TRY(add_input(input, side.files[file].name, paths, error));
        nsc_diff_side_release(&side);
    }
out:
    nsc_diff_side_release(&side);
    return status;
}

/* ---- tables and figures ---- */

/* Adds the rows of `differences` from the first one of a table on to a table of that pair alone. */
static nsc_status take_rows(const nsc_table *differences, size_t first, nsc_table **own, nsc_error *error) {
    nsc_value values[NSC_DIFF_COLUMNS];
    nsc_status status = nsc_table_create(own, nsc_diff_columns, NSC_DIFF_COLUMNS, error);
    for (size_t row = first; status == NSC_OK && row < nsc_table_row_count(differences); row++) {
        for (size_t column = 0; column < NSC_DIFF_COLUMNS; column++)
            values[column] = nsc_table_value(differences, row, column);
        status = nsc_table_add(*own, values, NSC_DIFF_COLUMNS, error);
    }
    return status;
}

/* True if the table has a figure that can lie over another. */
static bool lies_over(const nsc_diff_file *file) {
    const nsc_figure *figure = file->analysis != NULL ? nsc_figure_of(file->analysis->name, file->table) : NULL;
    return figure != NULL &&
           (figure->kind == NSC_FIGURE_LINE || figure->kind == NSC_FIGURE_BARS || figure->kind == NSC_FIGURE_POINTS);
}

static nsc_status write_pair(nsc_diff_run *run, nsc_diff_pair *pair, const nsc_table *const tables[2], size_t first,
                             nsc_error *error) {
    const nsc_diff_file *file = pair->files[0];
    const nsc_figure_source sources[2] = {{tables[0], run->sides[0].label}, {tables[1], run->sides[1].label}};
    const nsc_report_item item = {.name = file->name,
                                  .analysis = file->analysis != NULL ? file->analysis->name : NULL,
                                  .table = file->table,
                                  .undrawn = !lies_over(file),
                                  .sources = sources,
                                  .source_count = 2};
    nsc_table *own = NULL;
    nsc_status status = take_rows(run->differences, first, &own, error);
    if (status == NSC_OK)
        status = nsc_report_write_table(&run->files, &item, own, error);
    nsc_table_destroy(own);
    return status;
}

/* The number of the table in the registry. */
static size_t table_number(const nsc_diff_file *file) {
    size_t number = 0;
    while (file->analysis != NULL && file->analysis->tables[number].name != file->table)
        number++;
    return number;
}

/* True if a table has the columns that this version gives it; a table of no analysis has none to miss. */
static bool has_its_columns(const nsc_table *table, const nsc_diff_file *file) {
    const nsc_analysis_table *described = file->analysis != NULL ? &file->analysis->tables[table_number(file)] : NULL;
    size_t column = 0;
    if (described == NULL)
        return true;
    while (column < described->column_count && column < nsc_table_column_count(table) &&
           strcmp(described->columns[column].name, nsc_table_columns(table)[column].name) == 0)
        column++;
    return column == described->column_count;
}

static nsc_status compare_tables(nsc_diff_run *run, nsc_diff_pair *pair, const nsc_table *const tables[2],
                                 nsc_error *error) {
    const nsc_diff_file *file = pair->files[0];
    const size_t first = nsc_table_row_count(run->differences);
    nsc_status status = NSC_OK;
    if (!has_its_columns(tables[0], file) || !has_its_columns(tables[1], file)) {
        nsc_text_format(pair->count.reason, sizeof pair->count.reason, "its columns are not those of this version");
        return NSC_OK;
    }
    NSC_TRY(nsc_diff_rows(file->analysis, table_number(file), pair->name,
                          nsc_diff_facts_differ(run->sides, NSC_DIFF_DIRECTION), tables, run->differences, &pair->count,
                          error));
    if (pair->count.values > 0 || lies_over(file))
        NSC_TRY(write_pair(run, pair, tables, first, error));
out:
    return status;
}

static nsc_status compare_pair(nsc_diff_run *run, nsc_diff_pair *pair, nsc_error *error) {
    nsc_table *tables[2] = {NULL, NULL};
    nsc_names texts[2] = {{0}, {0}};
    nsc_status status = NSC_OK;
    for (int side = 0; side < 2; side++)
        NSC_TRY(nsc_diff_read_table(&run->sides[side], pair->files[side], &tables[side], &texts[side], error));
    NSC_TRY(compare_tables(run, pair, (const nsc_table *const[2]){tables[0], tables[1]}, error));
out:
    for (int side = 0; side < 2; side++) {
        nsc_table_destroy(tables[side]);
        nsc_names_release(&texts[side]);
    }
    return status;
}

/* Compares a pair, or says why it cannot be. */
static nsc_status take_pair(nsc_diff_run *run, nsc_diff_pair *pair, nsc_error *error) {
    const nsc_diff_file *const *files = pair->files;
    const nsc_diff_file *file = files[0] != NULL ? files[0] : files[1];
    if (file == NULL) /* a pair has one file at least */
        return NSC_OK;
    nsc_text_format(pair->name, sizeof pair->name, "%.*s", (int)(strlen(file->name) - strlen(".csv")), file->name);
    for (int side = 0; side < 2; side++)
        pair->count.rows[side] = files[side] != NULL ? files[side]->rows : 0;
    if (files[0] == NULL || files[1] == NULL)
        nsc_text_format(pair->count.reason, sizeof pair->count.reason, "only the %s report has this table",
                        files[0] != NULL ? "first" : "second");
    else if (files[0]->rows == 0 || files[1]->rows == 0)
        nsc_text_format(pair->count.reason, sizeof pair->count.reason, "a table has no rows");
    else if (files[0]->rows > NSC_DIFF_ROWS_DRAWN || files[1]->rows > NSC_DIFF_ROWS_DRAWN)
        nsc_text_format(pair->count.reason, sizeof pair->count.reason, "more than %d rows: see both reports",
                        NSC_DIFF_ROWS_DRAWN);
    else
        return compare_pair(run, pair, error);
    return NSC_OK;
}

static nsc_status list_pair(const nsc_diff_run *run, const nsc_diff_pair *pair, nsc_error *error) {
    const nsc_diff_file *const *files = pair->files;
    const nsc_diff_file *file = files[0] != NULL ? files[0] : files[1];
    const nsc_diff_count *count = &pair->count;
    return nsc_table_add(
        run->compared,
        NSC_ROW(nsc_text(pair->name), nsc_text(file->analysis != NULL ? file->analysis->name : NULL),
                nsc_text(files[0] != NULL ? files[0]->name : NULL), nsc_text(files[1] != NULL ? files[1]->name : NULL),
                nsc_integer((int64_t)count->rows[0]), nsc_integer((int64_t)count->rows[1]),
                nsc_integer((int64_t)count->matched), nsc_integer((int64_t)count->values),
                nsc_integer((int64_t)count->equal), nsc_integer((int64_t)count->with_interval),
                nsc_integer((int64_t)count->differing), nsc_integer((int64_t)count->exact_differing),
                nsc_integer((int64_t)count->opposite), nsc_text(count->reason[0] != '\0' ? count->reason : NULL)),
        error);
}

static nsc_status compare_all(nsc_diff_run *run, nsc_error *error) {
    const nsc_report_item differences = {.name = differences_name, .meaning = "every pair of values", .undrawn = true};
    const nsc_report_item compared = {.name = compared_name, .meaning = "every table of both reports", .undrawn = true};
    const nsc_control *control = run->request->options->control;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&run->differences, nsc_diff_columns, NSC_DIFF_COLUMNS, error));
    NSC_TRY(nsc_table_create(&run->compared, compared_columns, NSC_COUNT_OF(compared_columns), error));
    for (size_t number = 0; number < run->pair_count; number++) {
        nsc_control_report(control, "comparing", (double)number / (double)run->pair_count);
        NSC_TRY(nsc_control_check(control, error));
        NSC_TRY(take_pair(run, &run->pairs[number], error));
        NSC_TRY(list_pair(run, &run->pairs[number], error));
    }
    nsc_control_report(control, "comparing", 1);
    NSC_TRY(nsc_report_write_table(&run->files, &compared, run->compared, error));
    NSC_TRY(nsc_report_write_table(&run->files, &differences, run->differences, error));
out:
    return status;
}

/* ---- the whole ---- */

/* Writes the report of an input that is not there yet, and reads what it wrote. */
static nsc_status open_side(nsc_diff_run *run, int number, nsc_error *error) {
    const nsc_diff_input *input = &run->request->inputs[number];
    size_t finished = 0;
    nsc_status status = NSC_OK;
    if (input->report != NULL) {
        nsc_report_request request = *input->request;
        request.folder = input->folder;
        request.command = run->request->command;
        request.summary = NULL;
        request.finished = &finished;
        NSC_TRY(nsc_report_write(input->report, &request, error));
    }
    NSC_TRY(nsc_diff_side_read(&run->sides[number], input->label, input->folder, error));
    finished = input->report != NULL ? run->sides[number].file_count : 0;
out:
    run->files_left += finished;
    return status;
}

/* The run that has the folder; nothing is computed in it. */
static nsc_status open_folder(nsc_diff_run *run, nsc_error *error) {
    const nsc_diff_request *request = run->request;
    char *figures = NULL, gnuplot[PATH_MAX];
    nsc_status status = NSC_OK;
    run->files_request = (nsc_report_request){.folder = request->folder,
                                              .command = request->command,
                                              .opened = request->opened,
                                              .relation = request->relation,
                                              .options = request->options,
                                              .style = request->style};
    run->files = (nsc_report_run){
        .report = &report_diff, .request = &run->files_request, .whole = &run->files, .started_s = nsc_report_clock()};
    NSC_TRY(nsc_diff_files(request, &run->files.names, error));
    if (nsc_gnuplot_find(gnuplot))
        NSC_TRY(nsc_copy_text(&run->files.gnuplot, gnuplot, error));
    NSC_TRY(nsc_path_join(&figures, request->folder, "figures", error));
    NSC_TRY(nsc_folder_create(figures, error));
    NSC_TRY(nsc_report_begin_folder(&run->files, error));
out:
    free(figures);
    return status;
}

/* The reports that were finished stay, and so do the tables and figures of the comparison. */
static void leave_incomplete(nsc_diff_run *run, const nsc_error *error) {
    nsc_report_leave_incomplete(&run->files, error);
    if (run->request->leaves_files != NULL)
        *run->request->leaves_files = run->files_left + nsc_report_files_written(&run->files) > 0;
}

nsc_status nsc_diff_write(const nsc_diff_request *request, nsc_error *error) {
    nsc_diff_run run = {.request = request};
    nsc_status status = NSC_OK;
    NSC_TRY(open_folder(&run, error));
    for (int side = 0; side < 2; side++)
        NSC_TRY(open_side(&run, side, error));
    if (request->notes != NULL)
        NSC_TRY(nsc_diff_notes(run.sides, request->notes, error));
    NSC_TRY(make_pairs(&run, error));
    NSC_TRY(compare_all(&run, error));
    NSC_TRY(nsc_figure_files_finish(&run.files, error));
    NSC_TRY(nsc_diff_pages_write(&run, error));
out:
    if (status != NSC_OK)
        leave_incomplete(&run, error);
    for (int side = 0; side < 2; side++)
        nsc_diff_side_release(&run.sides[side]);
    nsc_table_destroy(run.differences);
    nsc_table_destroy(run.compared);
    free(run.pairs);
    nsc_report_run_close(&run.files);
    return status;
}
