/* The folder of a report, written file by file: the names that it may have, and what was written or left out. */
#include "reports/exhibits.h"
#include "reports/recipe.h"

#include <string.h>
#include <unistd.h>

/* ---- names ---- */

static bool is_table(const char *name) {
    const size_t length = strlen(name), end = sizeof ".csv" - 1;
    return length > end && strcmp(name + length - end, ".csv") == 0;
}

/* Adds the names of the drawings of every table in the list. */
static nsc_status add_figure_names(nsc_names *names, nsc_error *error) {
    const size_t count = names->count;
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++)
        for (int kind = 0; status == NSC_OK && is_table(names->items[number]) && kind < NSC_FIGURE_FILE_COUNT; kind++) {
            char name[NSC_FILE_NAME_SIZE];
            nsc_figure_file_name(names->items[number], (nsc_figure_file)kind, name);
            status = nsc_names_add(names, name, error);
        }
    return status;
}

nsc_status nsc_report_files(const nsc_report *report, const nsc_report_request *request, nsc_names *names,
                            nsc_error *error) {
    const nsc_space *space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_names_add(names, NSC_MANIFEST, error));
    NSC_TRY(nsc_names_add(names, NSC_PAGE, error));
    NSC_TRY(nsc_names_add(names, NSC_HTML_PAGE, error));
    if (report->recipe != NULL)
        NSC_TRY(nsc_recipe_files(report->recipe, request, names, error));
    NSC_TRY(nsc_landscape_space(request->opened, &space, error));
    if (report->files != NULL)
        NSC_TRY(report->files(space, request->relation, names, error));
    NSC_TRY(add_figure_names(names, error));
out:
    return status;
}

/* Analyses that take much longer than others, in units of a common one: what is told of the time left rests on it. */
static const struct long_analysis {
    const char *name;
    double cost;
} long_analyses[] = {
    {"encodingrwa", 50}, {"readings", 60}, {"spectrum", 40}, {"peaks", 20}, {"profile", 20}, {"rwa", 7}, {"cost", 7},
};

static bool is_of(const char *file, const char *analysis) {
    const size_t length = strlen(analysis);
    return strncmp(file, analysis, length) == 0 && (file[length] == '-' || file[length] == '.');
}

/* What a table costs: its share of its analysis, with the tables of the same one among the report's. */
static double cost_of(const nsc_names *names, const char *file) {
    for (size_t row = 0; row < NSC_COUNT_OF(long_analyses); row++) {
        if (!is_of(file, long_analyses[row].name))
            continue;
        size_t tables = 0;
        for (size_t number = 0; number < names->count; number++)
            tables += is_table(names->items[number]) && is_of(names->items[number], long_analyses[row].name);
        return long_analyses[row].cost / (double)(tables > 0 ? tables : 1);
    }
    return 1;
}

void nsc_report_tell(const nsc_report_run *run, bool complete) {
    const nsc_report_run *whole = run->whole;
    double all = 1, done = 0;
    for (size_t number = 0; number < whole->names.count; number++)
        if (is_table(whole->names.items[number]))
            all += cost_of(&whole->names, whole->names.items[number]);
    for (size_t number = 0; number < whole->exhibit_count; number++)
        done += cost_of(&whole->names, whole->exhibits[number]->file->name);
    nsc_control_report(whole->request->options->control, "tables", complete ? 1 : done < all ? done / all : 0.99);
}

/* The path of one of the report's files. A name that the report does not list could be that of a file that it reads. */
static nsc_status path_of(const nsc_report_run *run, const char *name, char **path, nsc_error *error) {
    if (!nsc_names_have(&run->whole->names, name))
        return nsc_error_set(error, NSC_FAILED, "the report %s does not list its file \"%s\"", run->report->name, name);
    return nsc_path_join(path, run->request->folder, name, error);
}

/* ---- files ---- */

/* Makes the folder of a file such as figures/rwa.svg. */
static nsc_status make_folder_of(const char *path, nsc_error *error) {
    char *folder = NULL;
    nsc_status status = nsc_copy_text(&folder, path, error);
    if (status == NSC_OK) {
        *strrchr(folder, '/') = '\0';
        status = nsc_folder_create(folder, error);
    }
    free(folder);
    return status;
}

nsc_status nsc_report_open_file(const nsc_report_run *run, const char *name, nsc_output *output, nsc_error *error) {
    char *path = NULL;
    nsc_status status = path_of(run, name, &path, error);
    if (status == NSC_OK && strchr(name, '/') != NULL)
        status = make_folder_of(path, error);
    if (status == NSC_OK)
        status = nsc_output_open(output, path, error);
    free(path);
    return status;
}

static nsc_status add_file(nsc_report_run *run, const char *name, nsc_report_file **file, nsc_error *error) {
    run = run->whole;
    nsc_status status = nsc_reserve(&run->files, &run->file_capacity, run->file_count + 1, sizeof *run->files, error);
    if (status == NSC_OK)
        status = nsc_allocate(file, 1, sizeof **file, error);
    if (status != NSC_OK)
        return status;
    run->files[run->file_count++] = *file;
    nsc_text_format((*file)->name, sizeof(*file)->name, "%s", name);
    return NSC_OK;
}

nsc_status nsc_report_commit_file(nsc_report_run *run, const char *name, nsc_output *output, size_t rows,
                                  nsc_error *error) {
    nsc_report_file *file = NULL;
    nsc_status status = nsc_output_commit(output, error);
    for (size_t number = 0; number < run->whole->file_count; number++)
        if (strcmp(run->whole->files[number]->name, name) == 0) /* written once more */
            file = run->whole->files[number];
    if (status == NSC_OK && file == NULL)
        status = add_file(run, name, &file, error);
    if (status == NSC_OK)
        file->rows = rows;
    return status;
}

nsc_status nsc_report_remove_file(const nsc_report_run *run, const char *name, nsc_error *error) {
    char *path = NULL;
    nsc_status status = path_of(run, name, &path, error);
    if (path != NULL && unlink(path) != 0 && access(path, F_OK) == 0)
        status = nsc_error_set(error, NSC_FAILED, "cannot remove the earlier report's \"%s\": %m", path);
    free(path);
    return status;
}

size_t nsc_report_files_written(const nsc_report_run *run) {
    size_t written = 0;
    for (size_t number = 0; number < run->file_count; number++)
        written += run->files[number]->reason[0] == '\0';
    for (size_t number = 0; number < run->exhibit_count; number++) {
        written += run->exhibits[number]->point_count;
        for (int kind = 0; kind < NSC_FIGURE_FILE_COUNT; kind++)
            written += run->exhibits[number]->has[kind];
    }
    return written;
}

/* ---- a report that is not complete ---- */

#define NOT_COMPLETE "NOT COMPLETE: the report "

const char *nsc_report_incomplete(const nsc_report_run *run) {
    return run->complete ? NULL
                         : NOT_COMPLETE "is being written, or its program was ended before it was finished. Each file "
                                        "is whole, but may be one of an earlier report.";
}

nsc_status nsc_report_begin_folder(nsc_report_run *run, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_folder_create(run->request->folder, error));
    /* What stays if the process is killed. The earlier manifest goes last: until then, that report is there. */
    NSC_TRY(nsc_report_open_file(run, NSC_PAGE, &output, error));
    fprintf(output.stream, "# %s\n\n%s\n", nsc_report_title(run), nsc_report_incomplete(run));
    NSC_TRY(nsc_output_commit(&output, error));
    run->begun = true;
    NSC_TRY(nsc_report_remove_file(run, NSC_HTML_PAGE, error));
    NSC_TRY(nsc_report_remove_file(run, NSC_MANIFEST, error));
out:
    nsc_output_discard(&output);
    return status;
}

/* True if a file of the report is there besides page.md: of an earlier report, or one whose folder was not synced. */
static bool has_others(const nsc_report_run *run) {
    bool found = false;
    for (size_t number = 0; !found && number < run->names.count; number++) {
        char *path = NULL;
        if (strcmp(run->names.items[number], NSC_PAGE) != 0)
            path_of(run, run->names.items[number], &path, NULL);
        found = path != NULL && access(path, F_OK) == 0;
        free(path);
    }
    return found;
}

/* Lists the files that are finished: index.html is removed if it may not say that the report is not complete. */
static nsc_status write_what_is_finished(const nsc_report_run *run, const char *reason, nsc_error *error) {
    nsc_output output = {0};
    const nsc_status status = nsc_report_open_file(run, NSC_PAGE, &output, error);
    if (status != NSC_OK)
        return status;
    fprintf(output.stream, "# %s\n\n" NOT_COMPLETE "ended early (%s). These files are finished:\n\n",
            nsc_report_title(run), reason);
    for (size_t number = 0; number < run->file_count; number++) {
        const nsc_report_file *file = run->files[number];
        if (file->reason[0] == '\0' && !(run->complete && strcmp(file->name, NSC_HTML_PAGE) == 0))
            fprintf(output.stream, "- %s\n", file->name);
    }
    return nsc_output_commit(&output, error);
}

void nsc_report_leave_incomplete(const nsc_report_run *run, const nsc_error *error) {
    const size_t written = nsc_report_files_written(run), finished = run->complete ? written - 1 : written;
    if (run->request->finished != NULL)
        *run->request->finished = finished;
    if (!run->begun)
        return;
    nsc_report_remove_file(run, NSC_MANIFEST, NULL);
    if (finished == 0) { /* page.md is as it was begun */
        if (!has_others(run))
            nsc_report_remove_file(run, NSC_PAGE, NULL);
        return;
    }
    const nsc_status status = write_what_is_finished(run, error != NULL ? error->message : "it failed", NULL);
    if (run->complete) /* a page that may tell of a complete report goes */
        nsc_report_remove_file(run, status == NSC_OK ? NSC_HTML_PAGE : NSC_PAGE, NULL);
}

/* ---- tables ---- */

nsc_status nsc_report_write_table(nsc_report_run *run, const nsc_report_item *item, const nsc_table *table,
                                  nsc_error *error) {
    nsc_report_file *file;
    char *path = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(path_of(run, item->name, &path, error));
    NSC_TRY(nsc_table_save(table, NSC_FORMAT_CSV, path, error));
    NSC_TRY(add_file(run, item->name, &file, error));
    file->rows = nsc_table_row_count(table);
    file->result = item->result;
    file->data = item->data;
    NSC_TRY(nsc_exhibit_add(run, item, file, table, error));
out:
    free(path);
    return status;
}

nsc_status nsc_report_leave_out(nsc_report_run *run, const nsc_report_item *item, const char *reason,
                                nsc_error *error) {
    nsc_report_file *file;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_report_remove_file(run, item->name, error));
    NSC_TRY(add_file(run, item->name, &file, error));
    nsc_text_format(file->reason, sizeof file->reason, "%s", reason);
    NSC_TRY(nsc_exhibit_add(run, item, file, NULL, error));
out:
    return status;
}
