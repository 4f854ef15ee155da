/* Drawing a table in either format, and networks. */
#include "analysis/figures/figure_drawing.h"
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

nsc_status nsc_figure_draw(const nsc_figure *figure, const nsc_figure_source *sources, size_t source_count,
                           const nsc_table *nodes, const nsc_figure_style *style, nsc_figure_format format,
                           const char *name, FILE *stream, nsc_error *error) {
    nsc_figure_model *model = NULL;
    nsc_status status = NSC_OK;
    (void)nodes;
    NSC_TRY(nsc_figure_check(figure, format, error));
    NSC_TRY(nsc_figure_model_make(&model, figure, sources, source_count, error));
    NSC_TRY(
        (format == NSC_DRAWN_SVG ? nsc_figure_write_svg : nsc_figure_write_gnuplot)(model, style, name, stream, error));
out:
    nsc_figure_model_release(model);
    return status;
}
