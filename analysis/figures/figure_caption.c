/* The caption of a figure: its data and conditions, read from the columns of provenance. */
#include "analysis/figures/figure_model_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 512 };

typedef struct captioned {
    const nsc_figure_source *sources;
    size_t source_count;
    nsc_status status; /* of all columns read so far */
    nsc_error *error;
} captioned;

/* The value of a column in the first row, as CSV has it; empty if there is none. A number is written to `space`. */
static const char *first_value(const nsc_table *table, const char *name, char space[32]) {
    size_t column = 0;
    while (column < nsc_table_column_count(table) && strcmp(nsc_table_columns(table)[column].name, name) != 0)
        column++;
    if (column == nsc_table_column_count(table) || nsc_table_row_count(table) == 0)
        return "";
    return nsc_value_text(nsc_table_value(table, 0, column), space);
}

/* Writes the value of a column in the first row of each source, different ones separated by " / "; false if there is
 * none. A failure is kept in `of`. */
static bool read_column(captioned *of, const char *name, char text[TEXT_SIZE]) {
    nsc_names seen = {0};
    text[0] = '\0';
    for (size_t source = 0; of->status == NSC_OK && source < of->source_count; source++) {
        char space[32];
        const char *value = first_value(of->sources[source].table, name, space);
        const size_t length = strlen(text);
        if (value[0] == '\0' || nsc_names_have(&seen, value))
            continue;
        of->status = nsc_names_add(&seen, value, of->error);
        nsc_text_format(text + length, TEXT_SIZE - length, "%s%s", length > 0 ? " / " : "", value);
    }
    nsc_names_release(&seen);
    return text[0] != '\0';
}

/* Leaves the folders of files out of a text. */
static void drop_folders(char *text) {
    char *end = text, *word = text;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '/' && at[1] != ' ' && at[1] != '\0') {
            end = word;
            continue;
        }
        *end++ = *at;
        if (*at == ' ')
            word = end;
    }
    *end = '\0';
}

/* Writes "WORDS VALUE" with what belongs before it, if the tables have a value. */
static void tell(FILE *stream, captioned *of, const char *column, const char *words) {
    char text[TEXT_SIZE];
    if (read_column(of, column, text))
        fprintf(stream, "%s%s", words, text);
}

static void tell_fitness(FILE *stream, captioned *of) {
    char text[TEXT_SIZE];
    tell(stream, of, "fitness_rule", "Fitness: ");
    if (read_column(of, "direction", text))
        fprintf(stream, ", %s is better", strncmp(text, "min", 3) == 0 ? "lower" : "higher");
    tell(stream, of, "runs", ", runs ");
}

/* "1,234 of 5,000 points have a fitness", or of several tables their shares. */
static void tell_coverage(FILE *stream, captioned *of) {
    char known[TEXT_SIZE], points[TEXT_SIZE], known_words[NSC_FIGURE_LABEL], point_words[NSC_FIGURE_LABEL];
    const bool counted = read_column(of, "known", known) || read_column(of, "evaluated", known);
    if (!counted || !read_column(of, "points", points))
        return;
    if (strstr(known, " / ") != NULL || strstr(points, " / ") != NULL) {
        fprintf(stream, "; points with a fitness: %s of %s", known, points);
        return;
    }
    nsc_figure_number(nsc_number_of(known, NULL), 12, known_words);
    nsc_figure_number(nsc_number_of(points, NULL), 12, point_words);
    if (strcmp(known, points) == 0)
        fprintf(stream, "; all %s points have a fitness", point_words);
    else
        fprintf(stream, "; %s of %s points have a fitness", known_words, point_words);
}

const char *nsc_figure_mark_of(const nsc_figure_source *sources, size_t source_count) {
    bool surrogate = false, synthetic = false;
    for (size_t source = 0; source < source_count; source++) {
        char space[32];
        const char *origin = first_value(sources[source].table, "origin", space);
        surrogate = surrogate || strstr(origin, nsc_origin_name(NSC_ORIGIN_SURROGATE)) != NULL;
        synthetic = synthetic || strstr(origin, nsc_origin_name(NSC_ORIGIN_SYNTHETIC)) != NULL;
    }
    if (surrogate && synthetic)
        return "SURROGATE and SYNTHETIC: fitted and made-up values, not measurements.";
    if (surrogate)
        return "SURROGATE: fitted values, not measurements.";
    return synthetic ? "SYNTHETIC: made-up values, not measurements." : NULL;
}

static void tell_all(FILE *stream, captioned *of, const char *remark) {
    char origin[TEXT_SIZE], source[TEXT_SIZE];
    const bool has_origin = read_column(of, "origin", origin);
    const char *mark = nsc_figure_mark_of(of->sources, of->source_count);
    if (mark != NULL)
        fprintf(stream, "%s ", mark);
    tell_fitness(stream, of);
    tell(stream, of, "relation", "; relation: ");
    tell(stream, of, "distance_rule", "; distance: ");
    tell(stream, of, "protocol", "; protocol: ");
    tell_coverage(stream, of);
    if (has_origin)
        fprintf(stream, "; values %s", origin);
    if (read_column(of, "source", source)) {
        drop_folders(source);
        fprintf(stream, "; data: %s", source);
    }
    tell(stream, of, "seed", "; seed: ");
    fprintf(stream, "%s%s; nasscape %s.", remark[0] != '\0' ? "; " : "", remark, nsc_version());
}

nsc_status nsc_figure_make_caption(char **caption, const nsc_figure_source *sources, size_t source_count,
                                   const char *remark, nsc_error *error) {
    captioned of = {.sources = sources, .source_count = source_count, .error = error};
    size_t length;
    FILE *stream = nsc_text_stream_open(caption, &length);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a caption");
    tell_all(stream, &of, remark);
    const bool failed = ferror(stream) != 0;
    if ((fclose(stream) != 0 || failed) && of.status == NSC_OK)
        of.status = nsc_error_out_of_memory(error, "a caption");
    if (of.status != NSC_OK) {
        free(*caption);
        *caption = NULL;
    }
    return of.status;
}

/* ---- remarks of a model ---- */

/* Appends a remark to others, after "; ". */
__attribute__((format(printf, 3, 4))) static void append_remark(char *remarks, size_t size, const char *format, ...) {
    const size_t length = strlen(remarks);
    va_list values;
    va_start(values, format);
    nsc_text_format(remarks + length, size - length, "%s", length > 0 ? "; " : "");
    nsc_text_format_list(remarks + strlen(remarks), size - strlen(remarks), format, values);
    va_end(values);
}

static size_t rows_of(const nsc_figure_builder *builder) {
    size_t rows = 0;
    for (size_t source = 0; source < builder->source_count; source++)
        rows += nsc_table_row_count(builder->sources[source].table);
    return rows;
}

nsc_status nsc_figure_caption_model(const nsc_figure_builder *builder, nsc_error *error) {
    const size_t drawn = builder->model->mark_count, thinned = builder->model->thinned;
    const nsc_figure_model *model = builder->model;
    const char *reason = model->unplaced_reason != NULL ? model->unplaced_reason : "no value, or none for this scale";
    char remark[1024] = "";
    if (builder->figure->note != NULL)
        append_remark(remark, sizeof remark, "%s", builder->figure->note);
    if (thinned > 0)
        append_remark(remark, sizeof remark, "%zu of %zu marks are drawn, the others lie under them", drawn,
                      drawn + thinned);
    if (model->unplaced > 0)
        append_remark(remark, sizeof remark, "%zu of %zu rows are not drawn: %s", model->unplaced, rows_of(builder),
                      reason);
    return nsc_figure_make_caption(&builder->model->caption, builder->sources, builder->source_count, remark, error);
}
