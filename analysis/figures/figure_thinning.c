/* Thinning: of thousands of marks, those that hide one another are drawn once. */
#include "analysis/figures/figure_model_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MANY = 4000,   /* marks of a series that are drawn, whatever they hide */
    FINEST = 1024, /* squares of the plane along an axis, at first; halved while MANY squares or more are taken */
    COARSEST = 64
};

/* The square of a mark; marks without a place have the last one. */
static size_t square_of(const nsc_figure_model *model, const nsc_figure_mark *mark, size_t side) {
    const double x = nsc_figure_place(&model->x, mark->x), y = nsc_figure_place(&model->y, mark->y);
    const double end = (double)side - 1;
    if (isnan(x) || isnan(y))
        return side * side - 1;
    return (size_t)fmin(end, fmax(0, floor(y * (double)side))) * side +
           (size_t)fmin(end, fmax(0, floor(x * (double)side)));
}

/* Keeps the first mark in each square, and every mark with a label; returns how many, and moves them if `keep`. */
static size_t keep_first(const nsc_figure_model *model, nsc_figure_series *series, unsigned char *taken, size_t side,
                         bool keep) {
    size_t kept = 0;
    memset(taken, 0, side * side);
    for (size_t number = 0; number < series->mark_count; number++) {
        const size_t square = square_of(model, &series->marks[number], side);
        if (taken[square] != 0 && series->marks[number].label == NULL)
            continue;
        taken[square] = 1;
        if (keep)
            series->marks[kept] = series->marks[number];
        kept++;
    }
    return kept;
}

static void thin_series(nsc_figure_model *model, nsc_figure_series *series, unsigned char *taken) {
    size_t side = FINEST;
    while (side > COARSEST && keep_first(model, series, taken, side, false) > MANY)
        side /= 2;
    const size_t kept = keep_first(model, series, taken, side, true);
    model->thinned += series->mark_count - kept;
    model->mark_count -= series->mark_count - kept;
    series->mark_count = kept;
}

nsc_status nsc_figure_thin(nsc_figure_model *model, nsc_error *error) {
    unsigned char *taken = NULL;
    nsc_status status = NSC_OK;
    if (model->figure->kind != NSC_FIGURE_POINTS && model->figure->kind != NSC_FIGURE_LINE)
        return NSC_OK;
    for (size_t number = 0; number < model->series_count; number++) {
        if (model->series[number].mark_count <= MANY)
            continue;
        if (taken == NULL)
            NSC_TRY(nsc_allocate(&taken, (size_t)FINEST * FINEST, 1, error));
        thin_series(model, &model->series[number], taken);
    }
out:
    free(taken);
    return status;
}
