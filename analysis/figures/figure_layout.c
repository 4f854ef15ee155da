/* The layout of a figure on its canvas: what axes, title, legend and caption take of it. */
#include "analysis/figures/figure_canvas.h"
#include "base/base.h"

#include <math.h>

static const double least_frame = 0.5;                        /* of the style's height */
static const double turned_sine = 0.64, turned_cosine = 0.77; /* of names askew, by 40 degrees */

#define NAME_HEIGHT 1.2   /* of a category along y, in fonts */
enum { MOST_NAMES = 60 }; /* categories along y, up to which the drawing becomes high enough for all names */

static double widest_label(const nsc_figure_tick *ticks, size_t count, double font) {
    double widest = 0;
    for (size_t tick = 0; tick < count; tick++)
        widest = fmax(widest, nsc_figure_text_width(ticks[tick].label, font));
    return widest;
}

/* Ticks along y, and the room at the left for their labels and the title. */
static void lay_out_left(nsc_figure_canvas *canvas, double height) {
    const double gap = canvas->font * (canvas->model->y.scale == NSC_SCALE_CATEGORY ? NAME_HEIGHT : 2.5);
    canvas->y_tick_count = nsc_figure_ticks(&canvas->model->y, (size_t)(height / gap), canvas->y_ticks);
    canvas->left = canvas->font * 2.4 + widest_label(canvas->y_ticks, canvas->y_tick_count, canvas->font * 0.9);
    canvas->across = canvas->width - canvas->left - canvas->font * 1.6 - nsc_figure_colours_width(canvas);
}

/* Ticks along x: as many as have room; names without room stand askew. Returns the height of their labels. */
static double lay_out_below(nsc_figure_canvas *canvas) {
    const nsc_figure_side *side = &canvas->model->x;
    const double font = canvas->font * 0.9;
    if (side->scale != NSC_SCALE_CATEGORY) {
        canvas->x_tick_count = nsc_figure_ticks(side, (size_t)(canvas->across / (font * 5)), canvas->x_ticks);
        return font * 1.3;
    }
    canvas->x_tick_count = nsc_figure_ticks(side, NSC_FIGURE_TICKS, canvas->x_ticks);
    const double widest = widest_label(canvas->x_ticks, canvas->x_tick_count, font);
    canvas->turned = widest + font * 0.5 > canvas->across / (double)side->category_count;
    if (!canvas->turned)
        return font * 1.3;
    canvas->x_tick_count = nsc_figure_ticks(side, (size_t)(canvas->across / (font * 1.2)), canvas->x_ticks);
    const double overhang = nsc_figure_text_width(canvas->x_ticks[0].label, font) * turned_cosine -
                            canvas->across / (double)side->category_count / 2;
    if (overhang > canvas->left) {
        canvas->across -= overhang - canvas->left;
        canvas->left = overhang;
    }
    return widest * turned_sine + font * 1.3;
}

double nsc_figure_caption_font(const nsc_figure_canvas *canvas) {
    return canvas->font * 0.75;
}

const char *nsc_figure_text_below(const nsc_figure_canvas *canvas) {
    if (!canvas->style->bare)
        return canvas->model->caption;
    return canvas->model->mark != NULL ? canvas->model->mark : "";
}

nsc_figure_paragraphs nsc_figure_begin_layout(nsc_figure_canvas *canvas) {
    const nsc_figure_style *style = canvas->style;
    canvas->font = style->font_pt;
    canvas->width = style->width_mm * NSC_POINTS_PER_MM;
    const double room = canvas->width - 2 * canvas->font;
    const char *title = canvas->model->figure->title;
    return (nsc_figure_paragraphs){
        .title = style->bare ? 0 : nsc_svg_paragraph(NULL, 0, 0, room, canvas->font * 1.1, "", title),
        .caption =
            nsc_svg_paragraph(NULL, 0, 0, room, nsc_figure_caption_font(canvas), "", nsc_figure_text_below(canvas))};
}

/* The frame gets what titles, legend and caption leave of the style's height, or the drawing becomes higher. */
static void lay_out_once(nsc_figure_canvas *canvas) {
    const nsc_figure_style *style = canvas->style;
    const nsc_figure_paragraphs lines = nsc_figure_begin_layout(canvas);
    const double font = canvas->font, caption = (double)lines.caption * nsc_figure_caption_font(canvas) * 1.25;
    canvas->top = font * (0.8 + 1.5 * (double)lines.title);
    const double whole = style->height_mm * NSC_POINTS_PER_MM;
    lay_out_left(canvas, canvas->up > 0 ? canvas->up : whole * least_frame);
    nsc_figure_lay_out_legend(canvas);
    const double labels = lay_out_below(canvas), legend = nsc_figure_legend_height(canvas);
    const double below = labels + font * 2.2 + legend + caption + font * (lines.caption > 0 ? 1 : 0.4);
    const double names = canvas->model->y.category_count <= MOST_NAMES
                             ? (double)canvas->model->y.category_count * font * NAME_HEIGHT
                             : 0;
    canvas->up = fmax(fmax(whole * least_frame, names), whole - canvas->top - below);
    canvas->legend_top = canvas->top + canvas->up + labels + font * 2.2;
    canvas->caption_top = canvas->legend_top + legend + font * 1.1;
    canvas->height = canvas->top + canvas->up + below;
}

/* The second time with as many ticks as the height has room for. */
void nsc_figure_lay_out(nsc_figure_canvas *canvas) {
    canvas->up = 0;
    lay_out_once(canvas);
    lay_out_once(canvas);
}

void nsc_figure_title_axis(const nsc_figure_side *side, char text[NSC_AXIS_TITLE_SIZE]) {
    static const char *const notes[NSC_SCALE_COUNT] = {
        [NSC_SCALE_LOG] = ", log scale", [NSC_SCALE_SQRT] = ", square-root scale", [NSC_SCALE_RANK] = ", by rank"};
    nsc_text_format(text, NSC_AXIS_TITLE_SIZE, "%s%s", side->title,
                    notes[side->scale] != NULL ? notes[side->scale] : "");
}
