/* Styles of figures: sizes, fonts and colours for the places where they stand. */
#include "analysis/figures/figure_drawing.h"
#include "analysis/figures/figure_style.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const nsc_figure_style nsc_figure_styles[] = {
    {.name = "one-column", .meaning = "one column of a paper", .width_mm = 86, .height_mm = 66, .font_pt = 7},
    {.name = "two-columns", .meaning = "both columns of a paper", .width_mm = 178, .height_mm = 92, .font_pt = 8},
    {.name = "slide", .meaning = "a slide", .width_mm = 254, .height_mm = 142, .font_pt = 15},
    {.name = "grey",
     .meaning = "one column of a paper, in grey",
     .width_mm = 86,
     .height_mm = 66,
     .font_pt = 7,
     .grey = true},
    {.name = "page",
     .meaning = "a page that has title and caption beside the picture",
     .width_mm = 135,
     .height_mm = 82,
     .font_pt = 8.5,
     .bare = true},
};
const size_t nsc_figure_style_count = NSC_COUNT_OF(nsc_figure_styles);

const nsc_figure_style *nsc_figure_style_named(const char *name) {
    for (size_t row = 0; row < nsc_figure_style_count; row++)
        if (strcasecmp(nsc_figure_styles[row].name, name) == 0)
            return &nsc_figure_styles[row];
    return NULL;
}

/* ---- series ---- */

/* Okabe and Ito's colours, which colour-blind eyes tell apart; a dark wine in place of their yellow, which white paper
 * swallows. */
static const struct {
    const char *colour, *grey, *dashes;
    nsc_figure_shape shape;
} looks[NSC_FIGURE_LOOKS] = {
    {"#0072b2", "#000000", "", NSC_SHAPE_CIRCLE},
    {"#d55e00", "#7a7a7a", "6 2.5", NSC_SHAPE_SQUARE},
    {"#009e73", "#4a4a4a", "1.5 2", NSC_SHAPE_TRIANGLE},
    {"#cc79a7", "#a8a8a8", "7 2 1.5 2", NSC_SHAPE_DIAMOND},
    {"#56b4e9", "#606060", "10 3", NSC_SHAPE_CROSS},
    {"#e69f00", "#8e8e8e", "3.5 2", NSC_SHAPE_DOWN},
    {"#5f5f5f", "#303030", "10 2 1.5 2 1.5 2", NSC_SHAPE_PLUS},
    {"#882255", "#bcbcbc", "4 1.5 1 1.5", NSC_SHAPE_STAR},
};

nsc_figure_look nsc_figure_look_of(const nsc_figure_model *model, const nsc_figure_style *style, size_t number) {
    static const double fills[] = {0.85, 0.45, 0.12};
    const nsc_figure_series *series = &model->series[number];
    const bool grouped = model->group_count > 1 && model->group_count < model->series_count;
    const size_t colour = (grouped ? series->group : number) % NSC_FIGURE_LOOKS,
                 line = (grouped && !style->grey ? series->curve : number) % NSC_FIGURE_LOOKS,
                 fill = (grouped ? series->curve : number) % NSC_COUNT_OF(fills);
    /* Where colours come again, they do with other dashes and shapes. */
    const size_t again = (grouped ? series->group : number) / NSC_FIGURE_LOOKS * 3;
    return (nsc_figure_look){.colour = style->grey ? looks[colour].grey : looks[colour].colour,
                             .number = colour,
                             .dashes = looks[(line + again) % NSC_FIGURE_LOOKS].dashes,
                             .shape = looks[(line + again) % NSC_FIGURE_LOOKS].shape,
                             .fill = fills[fill]};
}

/* ---- colours of values ---- */

/* Viridis by five of its colours, light for large values and even in grey; and blue to vermilion through white for
 * values on both sides of 0. */
static const nsc_figure_stop increasing[] = {
    {0, {68, 1, 84}}, {0.25, {59, 82, 139}}, {0.5, {33, 145, 140}}, {0.75, {94, 201, 98}}, {1, {253, 231, 37}}};
static const nsc_figure_stop both_sides[] = {
    {0, {0, 82, 140}}, {0.25, {96, 166, 214}}, {0.5, {247, 247, 247}}, {0.75, {239, 150, 90}}, {1, {165, 62, 0}}};
static const nsc_figure_stop greys[] = {{0, {205, 205, 205}}, {1, {20, 20, 20}}};

const nsc_figure_stop *nsc_figure_palette(const nsc_figure_style *style, bool diverging, size_t *count) {
    if (style->grey) {
        *count = NSC_COUNT_OF(greys);
        return greys;
    }
    *count = diverging ? NSC_COUNT_OF(both_sides) : NSC_COUNT_OF(increasing);
    return diverging ? both_sides : increasing;
}

void nsc_figure_colour(const nsc_figure_style *style, bool diverging, double share, char text[8]) {
    size_t count, next = 1;
    const nsc_figure_stop *stops = nsc_figure_palette(style, diverging, &count);
    const double at = isnan(share) ? 0 : fmin(1, fmax(0, share));
    while (next < count - 1 && stops[next].at < at)
        next++;
    const nsc_figure_stop *low = &stops[next - 1], *high = &stops[next];
    const double part = (at - low->at) / (high->at - low->at);
    unsigned rgb[3];
    for (size_t channel = 0; channel < 3; channel++)
        rgb[channel] = (unsigned)lround(low->rgb[channel] + part * (high->rgb[channel] - low->rgb[channel]));
    snprintf(text, 8, "#%02x%02x%02x", rgb[0] & 0xff, rgb[1] & 0xff, rgb[2] & 0xff);
}
