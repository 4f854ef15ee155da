/* Drawing a table in either format, and networks. */
#include "analysis/figures/figure_drawing.h"
#include "analysis/figures/network_figure.h"
#include "base/base.h"

#include <strings.h>

static const char *const format_names[NSC_DRAWN_FORMATS] = {"svg", "gnuplot"};

nsc_figure_format nsc_figure_format_named(const char *name) {
    size_t format = 0;
    while (format < NSC_DRAWN_FORMATS && strcasecmp(format_names[format], name) != 0)
        format++;
    return (nsc_figure_format)format;
}

nsc_status nsc_figure_check(const nsc_figure *figure, nsc_figure_format format, nsc_error *error) {
    if (figure->kind == NSC_FIGURE_NONE)
        return nsc_error_set(error, NSC_USAGE, "%s, table %s, is not drawn: %s", figure->analysis, figure->table,
                             figure->without);
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
    NSC_TRY(
        (format == NSC_DRAWN_SVG ? nsc_figure_write_svg : nsc_figure_write_gnuplot)(model, style, name, stream, error));
out:
    nsc_figure_model_release(model);
    return status;
}
