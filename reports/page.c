/* page.md, which also goes to the terminal: the data, then the report's own words (paper_page.c, search_page.c). */
#include "reports/reports_internal.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <string.h>

enum { LINE_WIDTH = 100 };

/* ---- numbers and lines ---- */

const char *nsc_page_grouped(double number, char text[NSC_PAGE_NUMBER]) {
    char digits[NSC_PAGE_NUMBER];
    const int length = snprintf(digits, sizeof digits, "%.0f", number);
    size_t place = 0;
    for (int digit = 0; digit < length; digit++) {
        if (digit > 0 && (length - digit) % 3 == 0)
            text[place++] = ',';
        text[place++] = digits[digit];
    }
    text[place] = '\0';
    return text;
}

void nsc_page_estimate(FILE *stream, double value, double low, double high, const char *format) {
    if (isnan(value)) {
        fputs("unknown", stream);
        return;
    }
    fprintf(stream, format, value);
    if (isfinite(low) && isfinite(high) && low != high) {
        fputs(" [", stream);
        fprintf(stream, format, low);
        fputs(", ", stream);
        fprintf(stream, format, high);
        fputc(']', stream);
    }
}

void nsc_page_bullet(const char *text, FILE *stream) {
    size_t column = 1;
    fputc('-', stream);
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (column + 1 + length > LINE_WIDTH) {
            fputs("\n ", stream);
            column = 1;
        }
        fprintf(stream, " %.*s", (int)length, text);
        column += length + 1;
        text += length + (text[length] == ' ');
    }
    fputc('\n', stream);
}

const char *nsc_page_points_word(const nsc_report_run *run) {
    return run->space->kind == NSC_SPACE_CELLS ? "cells" : "points";
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
    char number[NSC_PAGE_NUMBER], points[NSC_PAGE_NUMBER];
    fprintf(stream, "Report \"%s\" on the space %s: %s %s.\n", run->report->name, run->space->name,
            nsc_page_grouped(run->space->point_count, points), nsc_page_points_word(run));
    for (size_t source = 0; measurements != NULL && source < nsc_measurements_source_count(measurements); source++) {
        const nsc_source *row = nsc_measurements_source(measurements, source);
        fprintf(stream, "Data: %s, %s rows used", row->path, nsc_page_grouped((double)row->rows_used, number));
        if (row->rows_left_out > 0)
            fprintf(stream, ", %s left out", nsc_page_grouped((double)row->rows_left_out, number));
        if (row->rows_outside > 0)
            fprintf(stream, ", %s of %s outside the space", nsc_page_grouped((double)row->rows_outside, number),
                    nsc_page_points_word(run));
        fprintf(stream, "%s%s%s.\n", row->epochs_assumed ? "; no column \"epochs\": assuming 108" : "",
                row->means ? "; means of three runs" : "", row->synthetic ? "; SYNTHETIC" : "");
    }
    fprintf(stream, "Fitness: %s, evaluated for %s of %s %s (%.2f %%)", fitness->rule.text,
            nsc_page_grouped(fitness->known_count, number), points, nsc_page_points_word(run),
            100 * nsc_fitness_coverage(fitness));
    if (fitness->known_count < fitness->point_count && run->effective_cells > 0)
        fprintf(stream, ", which have %.2f %% of all encodings (effective sample size %.0f)",
                100 * run->encodings_share, run->effective_cells);
    fputs(".\n", stream);
    if (fitness->known_count < fitness->point_count)
        fprintf(stream, "Sample: %s.\n", nsc_fitness_sample_text(fitness));
    if (nsc_fitness_departs(fitness)) {
        char text[NSC_DEPARTURE_SIZE];
        nsc_fitness_describe_departure(fitness, text);
        fprintf(stream, "NOT A RANDOM SAMPLE: %s.\n", text);
    }
    print_runs(fitness, stream);
}

static void print_surrogate(const nsc_report_run *run, FILE *stream) {
    char number[NSC_PAGE_NUMBER];
    const nsc_surrogate *model = run->locality->surrogate;
    fputs("SURROGATE: no accuracy or time below is measured. They are predictions of a regression", stream);
    if (model != NULL)
        fprintf(stream, " fitted to %s measured\ncells", nsc_page_grouped(model->fitted_count, number));
    fputs(", which is smoother than the truth: locality looks stronger here than it is.", stream);
    fputs(run->report->on_surrogate, stream);
}

static void print_synthetic(FILE *stream) {
    fputs("SYNTHETIC: no accuracy or time below is measured. The data is made up, to try the program: it says nothing\n"
          "about real cells, whatever it was calibrated on.\n",
          stream);
}

/* ---- the page ---- */

static void print_page(const nsc_report_run *run, FILE *stream) {
    print_data(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE))
        print_surrogate(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC))
        print_synthetic(stream);
    run->report->page(run, stream);
}

nsc_status nsc_page_write(nsc_report_run *run, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(run, NSC_PAGE, &output, error);
    if (status != NSC_OK)
        return status;
    print_page(run, output.stream);
    return nsc_report_commit_file(run, NSC_PAGE, &output, 0, error);
}

nsc_status nsc_page_show(const nsc_report_run *run, FILE *stream, nsc_error *error) {
    print_page(run, stream);
    fprintf(stream, "%zu files in %s.\n", nsc_report_files_written(run) + 1, run->request->folder);
    if (fflush(stream) != 0 || ferror(stream))
        return nsc_error_set(error, NSC_FAILED, "cannot write the page: %m");
    return NSC_OK;
}
