/* The points that a table names, drawn as networks: for the page, and as files. */
#include "reports/figure_files.h"
#include "reports/html.h"

#include "space/point_drawing.h"

#include <string.h>

void nsc_point_file_name(const char *table, unsigned number, char file[NSC_FILE_NAME_SIZE]) {
    const size_t stem = strlen(table) - strlen(strrchr(table, '.'));
    nsc_text_format(file, NSC_FILE_NAME_SIZE, "figures/%.*s-point-%u.svg", (int)stem, table, number);
}

/* ---- captions ---- */

/* 1 for the best: the number of points that are better by more than the tolerance, and one. */
static uint32_t rank_of(const nsc_fitness *fitness, double value) {
    const nsc_order order = nsc_order_of(fitness);
    uint32_t rank = 1;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        rank += nsc_better(&order, fitness->values[point], value);
    return rank;
}

/* Writes "NAME: fitness 0.94, rank 3 of 1,000", or that the point is not evaluated. */
static void write_standing(FILE *stream, const char *name, const nsc_fitness *fitness, uint32_t point) {
    char value[NSC_HTML_NUMBER], rank[NSC_HTML_NUMBER], count[NSC_HTML_NUMBER];
    if (!nsc_fitness_known(fitness, point)) {
        fprintf(stream, "%s: not evaluated. ", name);
        return;
    }
    fprintf(stream, "%s: fitness %s, rank %s of %s. ", name, nsc_html_number(fitness->values[point], 5, value),
            nsc_html_number(rank_of(fitness, fitness->values[point]), 4, rank),
            nsc_html_number(fitness->known_count, 4, count));
}

static nsc_status make_caption(nsc_drawn_point *drawn, const char *name, const nsc_fitness *fitness, uint32_t point,
                               const nsc_table *table, nsc_error *error) {
    const nsc_figure_source source = {table, NULL};
    char *data = NULL;
    size_t size;
    nsc_status status = nsc_figure_make_caption(&data, &source, 1, "", error);
    FILE *stream = status == NSC_OK ? nsc_text_stream_open(&drawn->caption, &size) : NULL;
    if (stream != NULL) {
        write_standing(stream, name, fitness, point);
        fputs(data, stream);
    }
    free(data);
    if (status == NSC_OK && (stream == NULL || fclose(stream) != 0))
        status = nsc_error_out_of_memory(error, "a caption");
    return status;
}

/* The name that the paper gives the point, else its rank. */
static void set_title(nsc_drawn_point *drawn, const nsc_table *table, size_t row, const nsc_fitness *fitness,
                      uint32_t point) {
    const char *name = nsc_report_text(table, row, "name");
    char rank[NSC_HTML_NUMBER];
    if (name != NULL || !nsc_fitness_known(fitness, point))
        nsc_text_format(drawn->title, sizeof drawn->title, "%s", name != NULL ? name : "Not evaluated");
    else
        nsc_text_format(drawn->title, sizeof drawn->title, "Rank %s",
                        nsc_html_number(rank_of(fitness, fitness->values[point]), 4, rank));
}

/* ---- drawings ---- */

static nsc_status draw_text(char **svg, const nsc_space *space, const char *name, nsc_error *error) {
    size_t size;
    FILE *stream = nsc_text_stream_open(svg, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a drawing");
    nsc_status status = nsc_point_draw(space, name, NSC_DRAWING_SVG, stream, error);
    if (fclose(stream) != 0 && status == NSC_OK)
        status = nsc_error_out_of_memory(error, "a drawing");
    return status;
}

static nsc_status write_file(const nsc_report_run *run, const char *name, const char *svg, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_report_open_file(run, name, &output, error));
    if (fputs(svg, output.stream) == EOF)
        NSC_TRY(nsc_output_failure(&output, error));
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    return status;
}

/* Draws the point of a row. */
static nsc_status draw_point(const nsc_report_run *run, nsc_exhibit *exhibit, const nsc_table *table, size_t row,
                             uint32_t point, nsc_error *error) {
    const nsc_fitness *fitness = exhibit->result->fitness;
    nsc_drawn_point *drawn = &exhibit->points[exhibit->point_count];
    char file[NSC_FILE_NAME_SIZE];
    nsc_point_name name;
    nsc_status status = NSC_OK;
    exhibit->point_count++;
    nsc_point_file_name(exhibit->file->name, exhibit->point_count, file);
    nsc_text_format(drawn->name, sizeof drawn->name, "%.*s", (int)(strrchr(file, '.') - strchr(file, '/') - 1),
                    strchr(file, '/') + 1);
    NSC_TRY(run->space->point_name(run->space, point, &name, error));
    set_title(drawn, table, row, fitness, point);
    NSC_TRY(make_caption(drawn, name.text, fitness, point, table, error));
    NSC_TRY(draw_text(&drawn->svg, run->space, name.text, error));
    NSC_TRY(write_file(run, file, drawn->svg, error));
out:
    return status;
}

/* True if an earlier row names the same point. */
static bool named_before(const nsc_table *table, size_t row) {
    const char *text = nsc_report_text(table, row, "point");
    return nsc_report_row(table, "point", text) < row;
}

static nsc_status draw_points(const nsc_report_run *run, nsc_exhibit *exhibit, unsigned limit, const nsc_table *table,
                              nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&exhibit->points, limit, sizeof *exhibit->points, error));
    for (size_t row = 0; row < nsc_table_row_count(table) && exhibit->point_count < limit; row++) {
        const char *text = nsc_report_text(table, row, "point");
        uint32_t point;
        if (text == NULL || named_before(table, row))
            continue;
        NSC_TRY(run->space->point_parse(run->space, text, &point, error));
        NSC_TRY(draw_point(run, exhibit, table, row, point, error));
    }
out:
    return status;
}

nsc_status nsc_point_figures_draw(nsc_report_run *run, nsc_exhibit *exhibit, const nsc_report_item *item,
                                  const nsc_table *table, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (item->points == 0)
        return NSC_OK;
    if (table != NULL && exhibit->result != NULL && nsc_points_are_drawn(run->space))
        NSC_TRY(draw_points(run, exhibit, item->points, table, error));
    for (unsigned number = exhibit->point_count; number < item->points; number++) {
        char name[NSC_FILE_NAME_SIZE];
        nsc_point_file_name(exhibit->file->name, number + 1, name);
        NSC_TRY(nsc_report_remove_file(run, name, error));
    }
out:
    return status;
}
