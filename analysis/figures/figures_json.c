/* The table of figures as JSON, for programs that draw. */
#include "analysis/figures/figures.h"
#include "base/base.h"
#include "base/json.h"

const char *nsc_figure_kind_name(nsc_figure_kind kind) {
    static const char *const names[NSC_FIGURE_KINDS] = {"none", "line", "bars", "points", "heat", "network"};
    return names[kind];
}

const char *nsc_figure_scale_name(nsc_figure_scale scale) {
    static const char *const names[NSC_SCALE_COUNT] = {"linear", "log", "sqrt", "category", "rank"};
    return names[scale];
}

static void write_text(nsc_json *json, const char *key, const char *text) {
    if (text != NULL)
        nsc_json_value(json, key, nsc_text(text));
}

/* Names of columns up to the first NULL; nothing if there are none. */
static void write_columns(nsc_json *json, const char *key, const char *const *columns, size_t most) {
    if (columns[0] == NULL)
        return;
    nsc_json_open(json, key, '[');
    for (size_t number = 0; number < most && columns[number] != NULL; number++)
        nsc_json_value(json, NULL, nsc_text(columns[number]));
    nsc_json_close(json, ']');
}

static void write_axis(nsc_json *json, const char *key, const nsc_figure_axis *axis) {
    nsc_json_open(json, key, '{');
    write_columns(json, "columns", axis->columns, NSC_FIGURE_KEYS);
    write_text(json, "until", axis->until);
    write_text(json, "title", axis->title);
    write_text(json, "scale", nsc_figure_scale_name(axis->scale));
    nsc_json_close(json, '}');
}

static void write_curves(nsc_json *json, const nsc_figure *figure) {
    nsc_json_open(json, "curves", '[');
    for (size_t number = 0; number < NSC_FIGURE_CURVES && figure->curves[number].column != NULL; number++) {
        const nsc_figure_curve *curve = &figure->curves[number];
        nsc_json_open(json, NULL, '{');
        write_text(json, "column", curve->column);
        write_text(json, "low", curve->low);
        write_text(json, "high", curve->high);
        write_text(json, "title", curve->title);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void write_references(nsc_json *json, const nsc_figure *figure) {
    nsc_json_open(json, "references", '[');
    for (size_t number = 0; number < NSC_FIGURE_REFERENCES && figure->references[number].axis != NULL; number++) {
        const nsc_figure_reference *reference = &figure->references[number];
        nsc_json_open(json, NULL, '{');
        write_text(json, "axis", reference->axis);
        if (reference->column != NULL)
            write_text(json, "column", reference->column);
        else
            nsc_json_value(json, "at", nsc_real(reference->at));
        if (reference->around)
            nsc_json_boolean(json, "around", true);
        write_text(json, "title", reference->title);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void write_figure(nsc_json *json, const nsc_figure *figure) {
    nsc_json_open(json, NULL, '{');
    write_text(json, "analysis", figure->analysis);
    write_text(json, "table", figure->table);
    write_text(json, "kind", nsc_figure_kind_name(figure->kind));
    write_text(json, "without", figure->without);
    if (figure->kind != NSC_FIGURE_NONE) {
        write_text(json, "title", figure->title);
        write_axis(json, "x", &figure->x);
        write_axis(json, "y", &figure->y);
        if (figure->only[0] != NULL)
            write_columns(json, "only", figure->only, NSC_FIGURE_ROWS);
        write_curves(json, figure);
        write_columns(json, "series", figure->series, NSC_FIGURE_PARTS);
        write_text(json, "size", figure->size);
        write_text(json, "colour", figure->colour);
        write_text(json, "colour_title", figure->colour_title);
        if (figure->colour != NULL)
            write_text(json, "colour_scale", nsc_figure_scale_name(figure->colour_scale));
        write_text(json, "note", figure->note);
        write_text(json, "label", figure->label);
        write_text(json, "nodes", figure->nodes);
        write_text(json, "node_size", figure->node_size);
        write_text(json, "node_value", figure->node_value);
        write_text(json, "node_mark", figure->node_mark);
        write_references(json, figure);
    }
    nsc_json_close(json, '}');
}

nsc_status nsc_figures_write(FILE *stream, nsc_error *error) {
    nsc_json json = {.stream = stream};
    nsc_json_open(&json, NULL, '[');
    for (size_t number = 0; number < nsc_figure_count; number++)
        write_figure(&json, &nsc_figures[number]);
    nsc_json_close(&json, ']');
    return json.failed && ferror(stream) == 0 ? nsc_error_out_of_memory(error, "the table of figures") : NSC_OK;
}
