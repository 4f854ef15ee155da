/* Drawing a table in either format, and networks. */
#include "analysis/figures/figure_drawing.h"
#include "analysis/figures/network_figure.h"
#include "base/base.h"

#include <string.h>
#include <strings.h>

static const char *const format_names[NSC_DRAWN_FORMATS] = {"svg", "gnuplot"};

nsc_figure_format nsc_figure_format_named(const char *name) {
    size_t format = 0;
    while (format < NSC_DRAWN_FORMATS && strcasecmp(format_names[format], name) != 0)
        format++;
    return (nsc_figure_format)format;
}

/* Lists the tables of an analysis, or of searches, that are drawn: "lags, strata". */
static void list_drawn(const char *analysis, char *text, size_t size) {
    const struct {
        const nsc_figure *rows;
        size_t count;
    } lists[] = {{nsc_figures, nsc_figure_count}, {nsc_search_figures, nsc_search_figure_count}};
    text[0] = '\0';
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++)
        for (size_t row = 0; row < lists[list].count; row++) {
            const nsc_figure *figure = &lists[list].rows[row];
            const size_t length = strlen(text);
            if (strcmp(figure->analysis, analysis) == 0 && figure->kind != NSC_FIGURE_NONE)
                snprintf(text + length, size - length, "%s%s", length > 0 ? ", " : "", figure->table);
        }
}

nsc_status nsc_figure_check(const nsc_figure *figure, nsc_figure_format format, nsc_error *error) {
    char drawn[512];
    if (figure->kind == NSC_FIGURE_NONE) {
        list_drawn(figure->analysis, drawn, sizeof drawn);
        return nsc_error_set(error, NSC_USAGE, "%s, table %s, is not drawn: %s%s%s", figure->analysis, figure->table,
                             figure->without, drawn[0] != '\0' ? "; tables that are drawn: " : "", drawn);
    }
    if (figure->kind == NSC_FIGURE_NETWORK && format == NSC_DRAWN_GNUPLOT)
        return nsc_error_set(error, NSC_USAGE, "%s, table %s, is a network, which is drawn as SVG only",
                             figure->analysis, figure->table);
    return NSC_OK;
}

static nsc_status draw_network(const nsc_figure *figure, const nsc_table *edges, const nsc_table *nodes,
                               const nsc_figure_style *style, const char *name, FILE *stream, nsc_error *error) {
    nsc_network_figure network;
    nsc_status status = nsc_network_figure_read(&network, figure, edges, nodes, NSC_NETWORK_FIGURE_NODES, error);
    if (status == NSC_OK)
        status = nsc_network_figure_write_svg(&network, style, name, stream, error);
    nsc_network_figure_release(&network);
    return status;
}

nsc_status nsc_figure_draw(const nsc_figure *figure, const nsc_figure_source *sources, size_t source_count,
                           const nsc_table *nodes, const nsc_figure_style *style, nsc_figure_format format,
                           const char *name, FILE *stream, nsc_error *error) {
    nsc_figure_model *model = NULL;
    nsc_status status = nsc_figure_check(figure, format, error);
    if (status != NSC_OK)
        return status;
    if (figure->kind == NSC_FIGURE_NETWORK)
        return draw_network(figure, sources[0].table, nodes, style, name, stream, error);
    NSC_TRY(nsc_figure_model_make(&model, figure, sources, source_count, error));
    (format == NSC_DRAWN_SVG ? nsc_figure_write_svg : nsc_figure_write_gnuplot)(model, style, name, stream);
out:
    nsc_figure_model_release(model);
    return status;
}
