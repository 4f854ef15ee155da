/* Ranges of a figure's axes and colours, and its lines to compare with. */
#include "analysis/figures/figure_model_internal.h"

#include <math.h>
#include <stdlib.h>

static const double margin = 0.04; /* of the range, beyond the lowest and the highest value */

/* ---- what a range has to hold ---- */

static void widen(nsc_figure_range *range, nsc_figure_scale scale, double value) {
    if (!isfinite(value) || (scale == NSC_SCALE_LOG && value <= 0) || (scale == NSC_SCALE_SQRT && value < 0))
        return;
    range->low = fmin(range->low, value);
    range->high = fmax(range->high, value);
}

static nsc_figure_range range_of_marks(const nsc_figure_model *model, size_t axis) {
    const nsc_figure_scale scale = axis == 0 ? model->x.scale : model->y.scale;
    nsc_figure_range range = {INFINITY, -INFINITY};
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t number = 0; number < model->series[series].mark_count; number++) {
            const nsc_figure_mark *mark = &model->series[series].marks[number];
            const double values[] = {axis == 0 ? mark->x : mark->y, axis == 0 ? mark->x_until : mark->y_until,
                                     axis == 0 ? NAN : mark->low, axis == 0 ? NAN : mark->high};
            for (size_t value = 0; value < NSC_COUNT_OF(values); value++)
                widen(&range, scale, values[value]);
        }
    return range;
}

/* Moves an end of a range outwards by a share of it, as the scale spaces it. */
static double moved(nsc_figure_scale scale, nsc_figure_range range, double end, double share) {
    if (scale == NSC_SCALE_LOG)
        return end * pow(range.high / range.low, share);
    if (scale == NSC_SCALE_SQRT)
        return pow(fmax(0, sqrt(end) + share * (sqrt(range.high) - sqrt(range.low))), 2);
    return end + share * (range.high - range.low);
}

/* Leaves some room beyond both ends, but none below 0 where no value is. */
static nsc_figure_range with_margin(nsc_figure_range range, nsc_figure_scale scale, double share) {
    if (range.low == range.high && scale == NSC_SCALE_LOG)
        range = (nsc_figure_range){range.low / 2, range.high * 2};
    else if (range.low == range.high && range.low > 0 && scale == NSC_SCALE_SQRT)
        range = (nsc_figure_range){0, range.high};
    else if (range.low == range.high) {
        const double half = range.low != 0 ? fabs(range.low) / 10 : 1;
        range = (nsc_figure_range){scale == NSC_SCALE_SQRT ? 0 : range.low - half, range.high + half};
    }
    const nsc_figure_range wider = {moved(scale, range, range.low, -share), moved(scale, range, range.high, share)};
    return (nsc_figure_range){range.low >= 0 && wider.low < 0 ? 0 : wider.low,
                              range.high <= 0 && wider.high > 0 ? 0 : wider.high};
}

/* ---- ranks ---- */

static int by_value(const void *first, const void *second) {
    const double one = *(const double *)first, other = *(const double *)second;
    return one < other ? -1 : one > other;
}

/* The ends of intervals count once each, so that all intervals of a grid are equally wide; values as often as they
 * are drawn. */
static size_t distinct(double *values, size_t count) {
    size_t kept = 0;
    for (size_t number = 0; number < count; number++)
        if (kept == 0 || values[kept - 1] != values[number])
            values[kept++] = values[number];
    return kept;
}

void nsc_figure_set_ranks(nsc_figure_side *side, double *values, size_t count) {
    qsort(values, count, sizeof *values, by_value);
    side->scale = NSC_SCALE_RANK;
    side->range = (nsc_figure_range){-margin / 2, 1 + margin / 2};
    side->ranked = values;
    side->ranked_count = count;
}

static nsc_status rank_values(nsc_figure_builder *builder, size_t axis, nsc_figure_side *side, nsc_error *error) {
    const nsc_figure_model *model = builder->model;
    const bool intervals = (axis == 0 ? builder->figure->x.until : builder->figure->y.until) != NULL;
    double *values;
    size_t count = 0;
    nsc_status status = nsc_allocate(&values, 2 * model->mark_count, sizeof *values, error);
    if (status != NSC_OK)
        return status;
    builder->texts->ranked[axis] = values;
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t number = 0; number < model->series[series].mark_count; number++) {
            const nsc_figure_mark *mark = &model->series[series].marks[number];
            const double until = axis == 0 ? mark->x_until : mark->y_until;
            if (intervals && isnan(until))
                continue;
            values[count++] = axis == 0 ? mark->x : mark->y;
            if (intervals)
                values[count++] = until;
        }
    nsc_figure_set_ranks(side, values, count);
    if (intervals)
        side->ranked_count = distinct(values, count);
    if (intervals && side->ranked_count > 1)
        side->range = (nsc_figure_range){0.5 / (double)side->ranked_count, 1 - 0.5 / (double)side->ranked_count};
    return NSC_OK;
}

/* ---- lines ---- */

static nsc_status add_line(nsc_figure_model *model, size_t *capacity, nsc_figure_line line, nsc_error *error) {
    for (size_t number = 0; number < model->line_count; number++)
        if (model->lines[number].axis == line.axis && model->lines[number].at == line.at)
            return NSC_OK;
    const nsc_status status = nsc_reserve(&model->lines, capacity, model->line_count + 1, sizeof line, error);
    if (status == NSC_OK)
        model->lines[model->line_count++] = line;
    return status;
}

enum { LINES_OF_A_COLUMN = 8 }; /* more would hide the figure; a column of bands gives its widest */

/* The distinct values of a reference's column, the first few, or their largest magnitude if they are distances. */
static size_t values_of_column(const nsc_figure_builder *builder, size_t reference, double values[LINES_OF_A_COLUMN]) {
    const bool around = builder->figure->references[reference].around;
    size_t count = 0;
    for (size_t source = 0; source < builder->source_count; source++)
        for (size_t row = 0; row < nsc_table_row_count(builder->sources[source].table); row++) {
            const double value = nsc_figure_number_at(builder, source, row, NSC_ROLE_REFERENCES + reference);
            if (!isfinite(value))
                continue;
            if (around && count == 1)
                values[0] = fmax(values[0], value);
            bool known = around && count == 1;
            for (size_t number = 0; number < count; number++)
                known = known || values[number] == value;
            if (!known && count < LINES_OF_A_COLUMN)
                values[count++] = value;
        }
    return count;
}

static nsc_status add_lines(nsc_figure_builder *builder, nsc_error *error) {
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < NSC_FIGURE_REFERENCES; number++) {
        const nsc_figure_reference *reference = &builder->figure->references[number];
        double values[LINES_OF_A_COLUMN] = {reference->at};
        size_t count = 1;
        if (reference->axis == NULL)
            continue;
        if (reference->column != NULL)
            count = values_of_column(builder, number, values);
        for (size_t value = 0; value < count; value++) {
            const char *title = value == 0 ? reference->title : NULL;
            NSC_TRY(add_line(
                builder->model, &capacity,
                (nsc_figure_line){reference->axis[0], values[value], title, reference->column != NULL || number > 0},
                error));
            if (reference->around)
                NSC_TRY(add_line(builder->model, &capacity,
                                 (nsc_figure_line){reference->axis[0], -values[value], NULL, true}, error));
        }
    }
out:
    return status;
}

/* ---- all ranges ---- */

static nsc_status set_side(nsc_figure_builder *builder, size_t axis, nsc_figure_side *side, nsc_error *error) {
    const nsc_figure_model *model = builder->model;
    const bool bars = builder->figure->kind == NSC_FIGURE_BARS;
    const bool intervals = (axis == 0 ? builder->figure->x.until : builder->figure->y.until) != NULL;
    const bool filled = intervals && (bars || builder->figure->kind == NSC_FIGURE_HEAT);
    if (side->scale == NSC_SCALE_CATEGORY) {
        side->range = (nsc_figure_range){-0.5, (double)side->category_count - 0.5};
        return NSC_OK;
    }
    if (side->scale == NSC_SCALE_RANK)
        return rank_values(builder, axis, side, error);
    nsc_figure_range range = range_of_marks(model, axis);
    for (size_t line = 0; line < model->line_count; line++)
        if (model->lines[line].axis == (axis == 0 ? 'x' : 'y'))
            widen(&range, side->scale, model->lines[line].at);
    if (bars && axis == 1)
        widen(&range, side->scale, 0);
    side->range = with_margin(range, side->scale, filled && range.low < range.high ? 0 : margin);
    return NSC_OK;
}

/* Values of colours by rank. */
static nsc_status rank_colours(nsc_figure_builder *builder, nsc_error *error) {
    const nsc_figure_model *model = builder->model;
    size_t count = 0;
    const nsc_status status =
        nsc_allocate(&builder->texts->ranked[2], model->mark_count, sizeof *builder->texts->ranked[2], error);
    for (size_t series = 0; status == NSC_OK && series < model->series_count; series++)
        for (size_t number = 0; number < model->series[series].mark_count; number++)
            if (isfinite(model->series[series].marks[number].colour))
                builder->texts->ranked[2][count++] = model->series[series].marks[number].colour;
    nsc_figure_set_ranks(&builder->model->colour, builder->texts->ranked[2], count);
    return status;
}

static nsc_status set_colours(nsc_figure_builder *builder, nsc_error *error) {
    nsc_figure_model *model = builder->model;
    const nsc_figure_scale scale = model->figure->colour_scale;
    nsc_figure_range range = {INFINITY, -INFINITY};
    for (size_t series = 0; series < model->series_count; series++)
        for (size_t number = 0; number < model->series[series].mark_count; number++)
            widen(&range, scale, model->series[series].marks[number].colour);
    if (range.low > range.high)
        return NSC_OK;
    model->colour = (nsc_figure_side){.title = model->figure->colour_title, .scale = scale, .range = range};
    if (scale == NSC_SCALE_RANK)
        return rank_colours(builder, error);
    model->diverging = range.low < 0 && range.high > 0;
    if (model->diverging) {
        range.high = fmax(-range.low, range.high);
        model->colour.range = (nsc_figure_range){-range.high, range.high};
    } else if (range.low == range.high && model->figure->kind == NSC_FIGURE_HEAT)
        model->colour.range = with_margin(range, scale, 0);
    return NSC_OK;
}

nsc_status nsc_figure_set_ranges(nsc_figure_builder *builder, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_lines(builder, error));
    NSC_TRY(set_side(builder, 0, &builder->model->x, error));
    NSC_TRY(set_side(builder, 1, &builder->model->y, error));
    NSC_TRY(set_colours(builder, error));
out:
    return status;
}
