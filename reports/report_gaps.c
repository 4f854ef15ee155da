/* What is missing in a report, told where the reader sees it. */
#include "reports/report_gaps.h"

#include "reports/gnuplot.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum { NOTE_SIZE = 1024 };

/* ---- PDFs ---- */

void nsc_report_describe_undrawn(const nsc_report_run *run, char *text, size_t size) {
    const nsc_exhibit *first = NULL;
    size_t count = 0, scripts = 0;
    text[0] = '\0';
    for (size_t number = 0; number < run->exhibit_count; number++) {
        const nsc_exhibit *exhibit = run->exhibits[number];
        scripts += exhibit->has[NSC_FIGURE_SCRIPT];
        if (!exhibit->has[NSC_FIGURE_SCRIPT] || exhibit->has[NSC_FIGURE_PDF] || exhibit->reason[0] == '\0')
            continue;
        first = first != NULL ? first : exhibit;
        count++;
    }
    if (first == NULL)
        return;
    static const char prefix[] = "no PDF: ";
    const size_t skipped = strncmp(first->reason, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
    nsc_text_format(text, size, "%zu of %zu figures %s no PDF: %s", count, scripts, count == 1 ? "has" : "have",
                    first->reason + skipped);
}

/* ---- analyses ---- */

typedef struct outcome {
    size_t run, failed;
    const nsc_report_result *first; /* that failed; NULL: none */
} outcome;

static void count_results(const nsc_report_run *run, outcome *of) {
    for (size_t number = 0; number < run->result_count; number++) {
        const nsc_report_result *result = run->results[number];
        const bool failed = result->tables[0] == NULL;
        of->run++;
        of->failed += failed;
        if (failed && of->first == NULL)
            of->first = result;
    }
    for (size_t number = 0; number < run->other_count; number++)
        count_results(run->others[number], of);
}

/* "NAME: REASON"; most reasons begin with the name already. */
static void describe_failure(const nsc_report_result *result, char text[NOTE_SIZE]) {
    const char *name = result->analysis->name;
    const bool named = strncmp(result->reason, name, strlen(name)) == 0;
    nsc_text_format(text, NOTE_SIZE, "%s%s%s", named ? "" : name, named ? "" : ": ", result->reason);
}

nsc_status nsc_report_check_success(const nsc_report_run *run, nsc_error *error) {
    char text[NOTE_SIZE];
    outcome of = {0};
    count_results(run, &of);
    if (of.first == NULL || of.failed < of.run)
        return NSC_OK;
    describe_failure(of.first, text);
    return nsc_error_set(error, NSC_FAILED, "no analysis succeeded; %s", text);
}

static void describe_failed(const nsc_report_run *run, char text[NOTE_SIZE]) {
    char failure[NOTE_SIZE];
    outcome of = {0};
    count_results(run, &of);
    text[0] = '\0';
    if (of.first == NULL || of.failed == of.run)
        return;
    describe_failure(of.first, failure);
    nsc_text_format(text, NOTE_SIZE, "%zu of %zu analyses %s left out, and the page has the reasons; %.*s", of.failed,
                    of.run, of.failed == 1 ? "is" : "are", NOTE_SIZE / 2, failure);
}

/* ---- files of earlier reports ---- */

/* The files in a folder; 0 if it cannot be read. */
static size_t count_files(const char *path) {
    DIR *folder = opendir(path);
    size_t count = 0;
    struct stat about;
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        count += fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 && S_ISREG(about.st_mode);
    if (folder != NULL)
        closedir(folder);
    return count;
}

static nsc_status describe_others(const nsc_report_run *run, char text[NOTE_SIZE], nsc_error *error) {
    const char *folder = run->request->folder;
    const size_t own = nsc_report_files_written(run) + 1; /* and the manifest */
    char *figures = NULL;
    const nsc_status status = nsc_path_join(&figures, folder, "figures", error);
    text[0] = '\0';
    if (status != NSC_OK)
        return status;
    const size_t all = count_files(folder) + count_files(figures);
    if (all > own)
        nsc_text_format(text, NOTE_SIZE, "%zu other %s in %s, which this report did not write", all - own,
                        all - own == 1 ? "file lies" : "files lie", folder);
    free(figures);
    return NSC_OK;
}

/* ---- notes ---- */

static nsc_status add_note(nsc_names *notes, const char *text, nsc_error *error) {
    return text[0] != '\0' ? nsc_names_add(notes, text, error) : NSC_OK;
}

nsc_status nsc_report_note_gaps(const nsc_report_run *run, nsc_error *error) {
    nsc_names *notes = run->request->notes;
    char text[NOTE_SIZE];
    nsc_status status = NSC_OK;
    if (notes == NULL)
        return NSC_OK;
    describe_failed(run, text);
    NSC_TRY(add_note(notes, text, error));
    if (!nsc_gnuplot_is_declined()) {
        nsc_report_describe_undrawn(run, text, sizeof text);
        NSC_TRY(add_note(notes, text, error));
    }
    NSC_TRY(describe_others(run, text, error));
    NSC_TRY(add_note(notes, text, error));
out:
    return status;
}
