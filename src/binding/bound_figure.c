/* Tables drawn as the rows of figures.h say. */
#include "binding/binding_internal.h"

#include "analysis/figures/figure_drawing.h"

#include <string.h>

static nsc_status find_style(const char *name, const nsc_figure_style **style, nsc_error *error) {
    nsc_choices choices = {0};
    *style = nsc_figure_style_named(name);
    if (*style != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_figure_style_count; row++)
        nsc_choices_add(&choices, nsc_figure_styles[row].name);
    return nsc_error_set(error, NSC_USAGE, "there is no style \"%.60s\"; there are %s", name, choices.text);
}

/* The figure of a table; NULL, with the reason, if it is none of an analysis or a search, or does not exist. */
static const nsc_figure *find_figure(const nsc_bound_tables *tables, size_t table, nsc_error *error) {
    if (table >= tables->count) {
        nsc_error_set(error, NSC_USAGE, "there is no table %zu: there are %zu, numbered from 0", table, tables->count);
        return NULL;
    }
    const char *name = tables->items[table].name;
    const nsc_figure *figure = tables->subject != NULL ? nsc_figure_of(tables->subject, name) : NULL;
    if (figure == NULL)
        nsc_error_set(error, NSC_USAGE, "the table %s is not drawn: it is none of an analysis or a search", name);
    return figure;
}

/* The table of nodes of a network; NULL for other figures. */
static const nsc_table *nodes_of(const nsc_bound_tables *tables, const nsc_figure *figure) {
    for (size_t table = 0; figure->nodes != NULL && table < tables->count; table++)
        if (strcmp(tables->items[table].name, figure->nodes) == 0)
            return tables->items[table].table;
    return NULL;
}

/* Fills in sources[count], and returns the figure that all tables share; NULL with the reason if there is none. */
static const nsc_figure *gather(const nsc_bound_tables *const *tables, const size_t *numbers, const char *const *labels,
                                size_t count, nsc_figure_source *sources, nsc_error *error) {
    const nsc_figure *figure = NULL;
    for (size_t number = 0; number < count; number++) {
        const nsc_figure *own = find_figure(tables[number], numbers[number], error);
        if (own == NULL)
            return NULL;
        if (figure != NULL && own != figure) {
            nsc_error_set(error, NSC_USAGE, "tables of %s and %s are not drawn over each other", figure->table,
                          own->table);
            return NULL;
        }
        figure = own;
        sources[number] =
            (nsc_figure_source){tables[number]->items[numbers[number]].table, labels != NULL ? labels[number] : NULL};
    }
    if (figure == NULL)
        nsc_error_set(error, NSC_USAGE, "there is no table to draw");
    return figure;
}

nsc_status nsc_bound_figure(const nsc_bound_tables *const *tables, const size_t *numbers, const char *const *labels,
                            size_t count, const char *format, const char *style, const char *name, char **text,
                            size_t *size, char *message) {
    const nsc_figure_format chosen = nsc_figure_format_named(format);
    const nsc_figure_style *drawn_in;
    const nsc_figure *figure;
    nsc_figure_source *sources = NULL;
    nsc_bound_text drawing = {0};
    nsc_error error = {0};
    nsc_status status = NSC_OK;
    if (chosen == NSC_DRAWN_FORMATS)
        NSC_TRY(nsc_error_set(&error, NSC_USAGE, "a figure is drawn as svg or gnuplot, not as \"%.60s\"", format));
    NSC_TRY(find_style(style, &drawn_in, &error));
    NSC_TRY(nsc_allocate(&sources, count, sizeof *sources, &error));
    figure = gather(tables, numbers, labels, count, sources, &error);
    if (figure == NULL) {
        status = NSC_USAGE;
        goto out;
    }
    NSC_TRY(nsc_bound_text_open(&drawing, &error));
    status = nsc_figure_draw(figure, sources, count, nodes_of(tables[0], figure), drawn_in, chosen, name,
                             drawing.stream, &error);
out:
    status = nsc_bound_text_close(&drawing, status, text, size, &error);
    free(sources);
    return nsc_bound_told(status, &error, message);
}
