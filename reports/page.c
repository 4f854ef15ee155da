/*
 * The words of a report: what it is about, what a reader must know first, its key findings and the counts of verdicts.
 * They are page.md, go to the terminal, and stand at the top of index.html (html_of_run.c).
 */
#include "reports/page_words.h"

#include "reports/claims_internal.h"
#include "reports/html.h"
#include "reports/recipe.h"

#include "data/surrogate/surrogate.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { LINE_WIDTH = 100, WARNING_SIZE = 1024 };

/* ---- numbers and lines ---- */

/* Breaks a text into lines between words, after `column` characters of the first; others begin with `indent`. */
static void print_words(const char *text, size_t column, const char *indent, FILE *stream) {
    bool begun = column == 0;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (!begun && column + 1 + length > LINE_WIDTH) {
            fprintf(stream, "\n%s", indent);
            column = strlen(indent);
            begun = column == 0;
        }
        fprintf(stream, "%s%.*s", begun ? "" : " ", (int)length, text);
        column += length + !begun;
        begun = false;
        text += length + (text[length] == ' ');
    }
    fputc('\n', stream);
}

void nsc_page_bullet(const char *text, FILE *stream) {
    fputc('-', stream);
    print_words(text, 1, " ", stream);
}

void nsc_page_paragraph(const char *text, FILE *stream) {
    print_words(text, 0, "", stream);
}

void nsc_page_begin(const nsc_report_run *run, const char *title, FILE *stream) {
    fprintf(stream, "# %s\n\n", title);
    if (nsc_report_incomplete(run) != NULL) {
        nsc_page_paragraph(nsc_report_incomplete(run), stream);
        fputc('\n', stream);
    }
}

const char *nsc_page_assumed(const nsc_source *source, const nsc_space *space, char text[NSC_PAGE_ASSUMED]) {
    text[0] = '\0';
    if (source->epochs_assumed && space->epochs > 0)
        nsc_text_format(text, NSC_PAGE_ASSUMED, "; no column \"epochs\": assuming %d", space->epochs);
    return text;
}

const char *nsc_page_points_word(const nsc_report_run *run) {
    return run->space->kind == NSC_SPACE_CELLS ? "cells" : "points";
}

const char *nsc_report_title(const nsc_report_run *run) {
    const nsc_recipe *recipe = run->report->recipe;
    return recipe != NULL && recipe->title != NULL ? recipe->title
           : run->report->title != NULL            ? run->report->title
                                                   : run->report->meaning;
}

/* ---- the data ---- */

/* Writes the number of runs behind each value, as "test@108:mean" may be a mean over any number of runs. */
static void print_runs(const nsc_fitness *fitness, FILE *stream) {
    char runs[NSC_RUN_RANGE_SIZE];
    if (fitness->rule.kind != NSC_FITNESS_METRIC || fitness->origin == NSC_ORIGIN_SURROGATE)
        return;
    if (nsc_run_range_text(fitness->runs, runs) == NULL)
        fputs("Runs: unknown; the data does not say how many runs each value rests on.\n", stream);
    else if (fitness->runs.most == 1)
        fputs("Runs: each value rests on a single training run, not on a mean of several.\n", stream);
    else
        fprintf(stream, "Runs: each value rests on %s training runs.\n", runs);
}

static void print_data(const nsc_report_run *run, FILE *stream) {
    const nsc_fitness *fitness = run->locality;
    const nsc_measurements *measurements = run->measurements;
    char number[NSC_HTML_NUMBER], points[NSC_HTML_NUMBER], assumed[NSC_PAGE_ASSUMED];
    fprintf(stream, "Report \"%s\" on the space %s: %s %s.\n", run->report->name, run->space->name,
            nsc_html_number(run->space->point_count, 4, points), nsc_page_points_word(run));
    for (size_t source = 0; measurements != NULL && source < nsc_measurements_source_count(measurements); source++) {
        const nsc_source *row = nsc_measurements_source(measurements, source);
        char path[PATH_MAX];
        nsc_text_show(path, sizeof path, row->path, false);
        fprintf(stream, "Data: %s, %s rows used", path, nsc_html_number((double)row->rows_used, 4, number));
        if (row->rows_left_out > 0)
            fprintf(stream, ", %s left out", nsc_html_number((double)row->rows_left_out, 4, number));
        if (row->rows_outside > 0)
            fprintf(stream, ", %s of %s outside the space", nsc_html_number((double)row->rows_outside, 4, number),
                    nsc_page_points_word(run));
        fprintf(stream, "%s%s%s.\n", nsc_page_assumed(row, run->space, assumed),
                row->means ? "; means of three runs" : "", row->synthetic ? "; SYNTHETIC" : "");
    }
    fprintf(stream, "Fitness: %s, evaluated for %s of %s %s (%.2f %%)", fitness->rule.text,
            nsc_html_number(fitness->known_count, 4, number), points, nsc_page_points_word(run),
            100 * nsc_fitness_coverage(fitness));
    if (fitness->known_count < fitness->point_count && run->effective_cells > 0)
        fprintf(stream, ", which have %.2f %% of all encodings (effective sample size %.0f)",
                100 * run->encodings_share, run->effective_cells);
    fputs(".\n", stream);
    if (fitness->known_count < fitness->point_count)
        fprintf(stream, "Sample: %s.\n", nsc_page_sample(fitness));
    print_runs(fitness, stream);
}

const char *nsc_page_sample(const nsc_fitness *fitness) {
    return fitness->sampling == NSC_SAMPLING_UNTESTED
               ? "not tested; estimates assume that the evaluated points of each size are chosen at random"
               : nsc_fitness_sample_text(fitness);
}

/* ---- what a reader must know first ---- */

static nsc_status warn(nsc_page_words *words, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static nsc_status warn(nsc_page_words *words, nsc_error *error, const char *format, ...) {
    char text[WARNING_SIZE];
    va_list arguments;
    va_start(arguments, format);
    nsc_text_format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    return nsc_names_add(&words->warnings, text, error);
}

static nsc_status warn_of_surrogate(const nsc_report_run *run, nsc_page_words *words, nsc_error *error) {
    const nsc_surrogate *model = run->locality->surrogate;
    char number[NSC_HTML_NUMBER], fitted[96] = "";
    if (model != NULL)
        nsc_text_format(fitted, sizeof fitted, " fitted to %s measured cells",
                        nsc_html_number(model->fitted_count, 4, number));
    nsc_status status =
        warn(words, error, "This landscape is fitted, not measured%s%s.", run->report->on_surrogate != NULL ? "; " : "",
             run->report->on_surrogate != NULL ? run->report->on_surrogate : "");
    if (status == NSC_OK)
        status = warn(words, error,
                      "SURROGATE: no accuracy or time below is measured. They are predictions of a regression%s, which "
                      "is smoother than the truth: locality looks stronger here than it is.",
                      fitted);
    return status;
}

nsc_status nsc_page_words_make(nsc_page_words *words, const nsc_report_run *run, nsc_error *error) {
    const bool surrogate = nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE);
    const bool synthetic = nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC);
    nsc_status status = NSC_OK;
    *words = (nsc_page_words){.mark = surrogate ? "SURROGATE" : synthetic ? "SYNTHETIC" : NULL};
    if (surrogate)
        NSC_TRY(warn_of_surrogate(run, words, error));
    if (synthetic)
        NSC_TRY(warn(words, error,
                     "SYNTHETIC: no accuracy or time below is measured. The data is made up, to try the program: it "
                     "says nothing about real %s, whatever it was calibrated on.",
                     nsc_page_points_word(run)));
    if (nsc_fitness_departs(run->locality)) {
        char text[NSC_DEPARTURE_SIZE];
        nsc_fitness_describe_departure(run->locality, text);
        NSC_TRY(warn(words, error, "NOT A RANDOM SAMPLE: %s.", text));
    }
    if (run->report->highlights != NULL)
        run->report->highlights(run, &words->highlights);
    else
        nsc_landscape_highlights(run, &words->highlights);
    if (words->highlights.failed)
        status = nsc_error_out_of_memory(error, "the key findings");
out:
    return status;
}

void nsc_page_words_release(nsc_page_words *words) {
    nsc_names_release(&words->warnings);
    nsc_highlights_release(&words->highlights);
}

/* ---- verdicts ---- */

const char *nsc_page_checks(const nsc_report_run *run, char text[NSC_PAGE_CHECKS]) {
    const size_t passed = nsc_verdict_count(run, true, NSC_VERDICT_HOLDS);
    const size_t failed = nsc_verdict_count(run, true, NSC_VERDICT_BROKEN);
    if (passed + failed == 0)
        nsc_text_format(text, NSC_PAGE_CHECKS, "none applies to the space %.*s with this data",
                        NSC_CUT(64, run->space->name));
    else
        nsc_text_format(text, NSC_PAGE_CHECKS, "%zu of %zu passed", passed, passed + failed);
    return text;
}

/* "59 statements: agrees 3, consistent 17, ...": each verdict that any has. */
static void print_verdicts(const nsc_report_run *run, FILE *stream) {
    const char *separator = ":";
    char checks[NSC_PAGE_CHECKS];
    size_t statements = 0;
    for (size_t number = 0; number < run->answer_count; number++)
        statements += !run->answers[number].claim->consistency;
    fprintf(stream, "\n%zu statements", statements);
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++) {
        const size_t count = nsc_verdict_count(run, false, (nsc_verdict)verdict);
        if (count == 0)
            continue;
        fprintf(stream, "%s %s %zu", separator, nsc_verdict_name((nsc_verdict)verdict), count);
        separator = ",";
    }
    fprintf(stream, ".\nConsistency checks of the program: %s.\n", nsc_page_checks(run, checks));
}

/* ---- the page ---- */

static void print_page(const nsc_report_run *run, const nsc_page_words *words, FILE *stream) {
    nsc_page_begin(run, nsc_report_title(run), stream);
    print_data(run, stream);
    for (size_t warning = 0; warning < words->warnings.count; warning++) {
        fputc('\n', stream);
        nsc_page_paragraph(words->warnings.items[warning], stream);
    }
    fputs("\n## Key findings\n\n", stream);
    for (size_t sentence = 0; sentence < words->highlights.sentences.count; sentence++)
        nsc_page_bullet(words->highlights.sentences.items[sentence], stream);
    if (run->answer_count > 0)
        print_verdicts(run, stream);
}

nsc_status nsc_page_write(nsc_report_run *run, const nsc_page_words *words, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(run, NSC_PAGE, &output, error);
    if (status != NSC_OK)
        return status;
    print_page(run, words, output.stream);
    fputs("\nOpen " NSC_HTML_PAGE " in a browser: it has every figure and table.\n", output.stream);
    return nsc_report_commit_file(run, NSC_PAGE, &output, 0, error);
}

nsc_status nsc_page_show_text(void (*print)(const void *context, FILE *stream), const void *context, FILE *stream,
                              nsc_error *error) {
    char *page = NULL, *shown = NULL;
    size_t size;
    nsc_status status = NSC_OK;
    FILE *text = nsc_text_stream_open(&page, &size);
    if (text != NULL)
        print(context, text);
    if (text == NULL || fclose(text) != 0) {
        status = nsc_error_out_of_memory(error, "the page");
        goto out;
    }
    NSC_TRY(nsc_copy_shown(&shown, page, true, error));
    fputs(shown, stream);
out:
    free(page);
    free(shown);
    return status;
}

nsc_status nsc_page_tell_folder(size_t file_count, const char *folder, FILE *stream, nsc_error *error) {
    char *path = NULL, *shown_folder = NULL, *shown_path = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_path_join(&path, folder, NSC_HTML_PAGE, error));
    NSC_TRY(nsc_copy_shown(&shown_folder, folder, false, error));
    NSC_TRY(nsc_copy_shown(&shown_path, path, false, error));
    fprintf(stream, "\n%zu files in %s. Open this page in a browser:\n%s\n", file_count, shown_folder, shown_path);
out:
    free(path);
    free(shown_folder);
    free(shown_path);
    return status;
}

typedef struct shown_page {
    const nsc_report_run *run;
    const nsc_page_words *words;
} shown_page;

static void print_shown(const void *context, FILE *stream) {
    const shown_page *page = context;
    print_page(page->run, page->words, stream);
}

nsc_status nsc_page_show(const nsc_report_run *run, const nsc_page_words *words, FILE *stream, nsc_error *error) {
    const nsc_status status = nsc_page_show_text(print_shown, &(shown_page){run, words}, stream, error);
    if (status != NSC_OK)
        return status;
    return nsc_page_tell_folder(nsc_report_files_written(run) + 1, run->request->folder, stream, error);
}
