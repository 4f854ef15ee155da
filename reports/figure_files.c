/* Figures of a report: drawn for the page, written as scripts, and made into files by gnuplot. */
#include "reports/figure_files.h"

#include "analysis/figures/network_figure.h"
#include "reports/gnuplot.h"

#include <string.h>

void nsc_figure_file_name(const char *table, nsc_figure_file kind, char name[NSC_FILE_NAME_SIZE]) {
    static const char *const extensions[NSC_FIGURE_FILE_COUNT] = {"svg", "pdf", "gp"};
    const size_t stem = strlen(table) - strlen(strrchr(table, '.'));
    nsc_text_format(name, NSC_FILE_NAME_SIZE, "figures/%.*s.%s", (int)stem, table, extensions[kind]);
}

nsc_status nsc_figure_files_remove(const nsc_report_run *run, const nsc_exhibit *exhibit, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (int kind = 0; status == NSC_OK && kind < NSC_FIGURE_FILE_COUNT; kind++) {
        char name[NSC_FILE_NAME_SIZE];
        nsc_figure_file_name(exhibit->file->name, (nsc_figure_file)kind, name);
        status = nsc_report_remove_file(run, name, error);
    }
    return status;
}

/* ---- drawing ---- */

/* What is drawn. */
typedef struct drawing {
    nsc_report_run *run;
    nsc_exhibit *exhibit;
    const nsc_figure_source *sources;
    size_t source_count;
    const nsc_table *nodes;
} drawing;

static const nsc_figure_style *page_style(void) {
    return nsc_figure_style_named("page");
}

/* Writes one drawing. A network is drawn from its tables, all others from their model. */
static nsc_status draw(const drawing *of, const nsc_figure_model *model, const nsc_figure_style *style,
                       nsc_figure_format format, const char *name, FILE *stream, nsc_error *error) {
    if (model == NULL)
        return nsc_figure_draw(of->exhibit->figure, of->sources, of->source_count, of->nodes, style, format, name,
                               stream, error);
    (format == NSC_DRAWN_SVG ? nsc_figure_write_svg : nsc_figure_write_gnuplot)(model, style, name, stream);
    return NSC_OK;
}

static nsc_status draw_for_page(const drawing *of, const nsc_figure_model *model, nsc_error *error) {
    char id[NSC_FILE_NAME_SIZE];
    size_t size;
    FILE *stream = nsc_text_stream_open(&of->exhibit->svg, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a figure");
    nsc_text_format(id, sizeof id, "figure-%.*s", NSC_CUT(100, of->exhibit->name));
    nsc_status status = draw(of, model, page_style(), NSC_DRAWN_SVG, id, stream, error);
    if (fclose(stream) != 0 && status == NSC_OK)
        status = nsc_error_out_of_memory(error, "a figure");
    if (status != NSC_OK) {
        free(of->exhibit->svg);
        of->exhibit->svg = NULL;
    }
    return status;
}

static nsc_status draw_file(const drawing *of, const nsc_figure_model *model, nsc_figure_file kind, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    nsc_output output = {0};
    const nsc_figure_style *style = of->run->request->style;
    nsc_status status = NSC_OK;
    nsc_figure_file_name(of->exhibit->file->name, kind, name);
    NSC_TRY(nsc_report_open_file(of->run, name, &output, error));
    NSC_TRY(draw(of, model, style != NULL ? style : &nsc_figure_styles[0],
                 kind == NSC_FIGURE_SCRIPT ? NSC_DRAWN_GNUPLOT : NSC_DRAWN_SVG, of->exhibit->name, output.stream,
                 error));
    NSC_TRY(nsc_output_commit(&output, error));
    of->exhibit->has[kind] = true;
out:
    nsc_output_discard(&output);
    return status;
}

static void set_reason(nsc_exhibit *exhibit, const char *reason) {
    nsc_text_format(exhibit->reason, sizeof exhibit->reason, "%s", reason);
}

static nsc_status draw_all(const drawing *of, const nsc_figure_model *model, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(draw_for_page(of, model, error));
    if (model != NULL)
        NSC_TRY(draw_file(of, model, NSC_FIGURE_SCRIPT, error));
    if (model == NULL || of->run->whole->gnuplot == NULL)
        NSC_TRY(draw_file(of, model, NSC_FIGURE_SVG, error));
    if (model != NULL && of->run->whole->gnuplot == NULL)
        nsc_text_format(of->exhibit->reason, sizeof of->exhibit->reason, "no PDF: %s", nsc_gnuplot_absence());
out:
    return status;
}

/* The caption of a network is that of its nodes: it may have no edges. */
static nsc_status caption_network(const drawing *of, nsc_error *error) {
    nsc_network_figure network;
    nsc_status status = nsc_network_figure_read(&network, of->exhibit->figure, of->sources[0].table, of->nodes,
                                                NSC_NETWORK_FIGURE_NODES, error);
    if (status == NSC_OK)
        status = nsc_network_figure_caption(&network, &of->exhibit->caption, error);
    nsc_network_figure_release(&network);
    return status;
}

nsc_status nsc_figure_files_draw(nsc_report_run *run, nsc_exhibit *exhibit, const nsc_figure_source *sources,
                                 size_t source_count, const nsc_table *nodes, nsc_error *error) {
    const drawing of = {run, exhibit, sources, source_count, nodes};
    nsc_figure_model *model = NULL;
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    if (exhibit->figure->kind != NSC_FIGURE_NETWORK)
        status = nsc_figure_model_make(&model, exhibit->figure, sources, source_count, &reason);
    if (status == NSC_OK && model != NULL)
        status = nsc_copy_text(&exhibit->caption, model->caption, &reason);
    else if (status == NSC_OK)
        status = caption_network(&of, &reason);
    if (status == NSC_OK)
        status = draw_all(&of, model, &reason);
    nsc_figure_model_release(model);
    if (status == NSC_OK)
        return NSC_OK;
    /* A table with nothing to draw leaves its reason; a full disk or no memory ends the report. */
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    set_reason(exhibit, reason.message);
    return nsc_figure_files_remove(run, exhibit, error);
}

/* ---- gnuplot ---- */

/* Copies a file that gnuplot made into the folder. */
static nsc_status take_file(const nsc_report_run *run, nsc_exhibit *exhibit, nsc_figure_file kind, const char *folder,
                            nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE], *path = NULL;
    nsc_mapping made = {0};
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    nsc_figure_file_name(exhibit->file->name, kind, name);
    NSC_TRY(nsc_path_join(&path, folder, strrchr(name, '/') + 1, error));
    NSC_TRY(nsc_mapping_open(&made, path, error));
    NSC_TRY(nsc_report_open_file(run, name, &output, error));
    if (fwrite(made.bytes, 1, made.size, output.stream) != made.size)
        NSC_TRY(nsc_output_failure(&output, error));
    NSC_TRY(nsc_output_commit(&output, error));
    exhibit->has[kind] = true;
out:
    nsc_output_discard(&output);
    nsc_mapping_close(&made);
    free(path);
    return status;
}

static nsc_status take(void *context, nsc_gnuplot_job *job, const char *folder, nsc_error *error) {
    const nsc_status status = take_file(context, job->subject, NSC_FIGURE_SVG, folder, error);
    return status != NSC_OK ? status : take_file(context, job->subject, NSC_FIGURE_PDF, folder, error);
}

/* The picture of the page stands in for one that gnuplot did not make. */
static nsc_status write_own(const nsc_report_run *run, nsc_exhibit *exhibit, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    nsc_figure_file_name(exhibit->file->name, NSC_FIGURE_SVG, name);
    NSC_TRY(nsc_report_open_file(run, name, &output, error));
    if (fputs(exhibit->svg, output.stream) == EOF)
        NSC_TRY(nsc_output_failure(&output, error));
    NSC_TRY(nsc_output_commit(&output, error));
    exhibit->has[NSC_FIGURE_SVG] = true;
out:
    nsc_output_discard(&output);
    return status;
}

/* The jobs of all scripts that have no files yet. */
static nsc_status list_jobs(const nsc_report_run *run, nsc_gnuplot_job **jobs, size_t *count, nsc_error *error) {
    char folder[PATH_MAX];
    nsc_status status = nsc_allocate(jobs, run->exhibit_count, sizeof **jobs, error);
    *count = 0;
    if (status == NSC_OK && realpath(run->request->folder, folder) == NULL)
        status = nsc_error_set(error, NSC_FAILED, "cannot find the folder \"%s\": %m", run->request->folder);
    for (size_t number = 0; status == NSC_OK && number < run->exhibit_count; number++) {
        nsc_exhibit *exhibit = run->exhibits[number];
        char name[NSC_FILE_NAME_SIZE];
        if (!exhibit->has[NSC_FIGURE_SCRIPT] || exhibit->has[NSC_FIGURE_SVG])
            continue;
        nsc_figure_file_name(exhibit->file->name, NSC_FIGURE_SCRIPT, name);
        nsc_gnuplot_job *job = &(*jobs)[(*count)++];
        job->subject = exhibit;
        if ((size_t)snprintf(job->script, sizeof job->script, "%s/%s", folder, name) >= sizeof job->script)
            status = nsc_error_set(error, NSC_FAILED, "the path of \"%s\" is too long", name);
    }
    return status;
}

nsc_status nsc_figure_files_finish(nsc_report_run *run, nsc_error *error) {
    const double started_s = nsc_report_clock();
    nsc_gnuplot_job *jobs = NULL;
    size_t count;
    nsc_status status = NSC_OK;
    NSC_TRY(list_jobs(run, &jobs, &count, error));
    if (run->gnuplot != NULL && count > 0)
        NSC_TRY(nsc_gnuplot_run(run->gnuplot, jobs, count, run->request->options->control, take, run, error));
    for (size_t number = 0; number < count; number++)
        if (jobs[number].reason[0] != '\0') {
            set_reason(jobs[number].subject, jobs[number].reason);
            NSC_TRY(write_own(run, jobs[number].subject, error));
        }
    NSC_TRY(nsc_report_part_end(run, "figures", started_s, error));
out:
    free(jobs);
    return status;
}
