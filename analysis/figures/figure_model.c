/* The model of a figure: the rows of tables become marks, in series. */
#include "analysis/figures/figure_model_internal.h"
#include "analysis/figures/figure_style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 256 };

/* Appends a text to a name of NAME_SIZE bytes, after `between` unless it is the first. */
static void append(char *name, const char *between, const char *text) {
    const size_t length = strlen(name);
    nsc_text_format(name + length, NAME_SIZE - length, "%s%s", length > 0 ? between : "", text);
}

/* A value in the name of a category: numbers as they are read. */
static const char *text_of(nsc_value value, char space[32]) {
    if (value.type != NSC_VALUE_REAL)
        return nsc_value_text(value, space);
    nsc_text_format(space, 32, "%.6g", value.as.real);
    return space;
}

/* Place of a row's category among those of an axis, of both columns; NaN if the row names none. */
static nsc_status find_category(nsc_figure_builder *builder, size_t axis, size_t source, size_t row, double *place,
                                nsc_error *error) {
    const size_t first = axis == 0 ? NSC_ROLE_X : NSC_ROLE_Y;
    char name[NAME_SIZE] = "", space[32];
    uint32_t number;
    for (size_t role = first; role < first + NSC_FIGURE_KEYS; role++) {
        const char *text = text_of(nsc_figure_value_at(builder, source, row, role), space);
        if (text[0] != '\0')
            append(name, ", ", text);
    }
    *place = NAN;
    if (name[0] == '\0')
        return NSC_OK;
    const nsc_status status = nsc_name_table_add(&builder->texts->categories[axis], name, &number, error);
    if (status == NSC_OK)
        *place = number;
    return status;
}

static bool suits(double value, nsc_figure_scale scale) {
    return isfinite(value) && (scale != NSC_SCALE_LOG || value > 0) && (scale != NSC_SCALE_SQRT || value >= 0);
}

/* ---- series ---- */

/* Appends the value of a series' column as the legend says it: "edits 2", "strict", "not strict", or the text. */
static void append_part(char *name, const char *column, nsc_value value) {
    char words[NAME_SIZE] = "", space[32];
    const char *text = text_of(value, space);
    append(words, "", column);
    for (char *at = words; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    if (value.type == NSC_VALUE_TEXT && strcmp(text, "no") == 0)
        append(name, ", ", "not ");
    const bool truth = value.type == NSC_VALUE_TEXT && (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0);
    if (truth && strcmp(text, "no") == 0)
        nsc_text_format(name + strlen(name), NAME_SIZE - strlen(name), "%s", words);
    else if (truth)
        append(name, ", ", words);
    else if (value.type == NSC_VALUE_TEXT)
        append(name, ", ", text);
    else if (value.type != NSC_VALUE_MISSING) {
        append(words, " ", text);
        append(name, ", ", words);
    }
}

/* Of several tables over each other only the first curve is drawn if there would be more than are told apart. */
static size_t curve_count(const nsc_figure_builder *builder) {
    size_t count = 0;
    while (count < NSC_FIGURE_CURVES && builder->figure->curves[count].column != NULL)
        count++;
    return builder->source_count > 1 && builder->source_count * count > NSC_FIGURE_LOOKS ? 1 : count;
}

/* A series: its group, which the source and the columns of series decide, and its curve. */
typedef struct series_name {
    size_t source, curve;
    char group[NAME_SIZE], title[NAME_SIZE];
} series_name;

static void name_series(const nsc_figure_builder *builder, size_t source, size_t row, size_t curve, series_name *name) {
    const char *label = builder->sources[source].label,
               *curve_title = curve_count(builder) > 1 ? builder->figure->curves[curve].title : NULL;
    *name = (series_name){.source = source, .curve = curve};
    if (label != NULL)
        append(name->group, ", ", label);
    for (size_t key = 0; key < NSC_FIGURE_PARTS; key++)
        if (builder->figure->series[key] != NULL)
            append_part(name->group, builder->figure->series[key],
                        nsc_figure_value_at(builder, source, row, NSC_ROLE_SERIES + key));
    append(name->title, "", name->group);
    if (curve_title != NULL)
        append(name->title, ", ", curve_title);
}

/* Adds a series unless it is there. */
static nsc_status find_series(nsc_figure_builder *builder, const series_name *name, size_t *number, nsc_error *error) {
    nsc_figure_model *model = builder->model;
    char key[NAME_SIZE + 24];
    uint32_t found, group;
    nsc_status status = NSC_OK;
    nsc_text_format(key, sizeof key, "%zu\n%s", name->source, name->title);
    NSC_TRY(nsc_name_table_add(&builder->keys, key, &found, error));
    *number = found;
    if (found < model->series_count)
        goto out;
    nsc_text_format(key, sizeof key, "%zu\n%s", name->source, name->group);
    NSC_TRY(nsc_name_table_add(&builder->groups, key, &group, error));
    NSC_TRY(nsc_reserve(&model->series, &builder->series_capacity, found + 1, sizeof *model->series, error));
    NSC_TRY(nsc_reserve(&builder->capacities, &builder->key_capacity, found + 1, sizeof *builder->capacities, error));
    NSC_TRY(nsc_names_add(&builder->texts->titles, name->title, error));
    model->series[found] = (nsc_figure_series){.source = name->source, .group = group, .curve = name->curve};
    builder->capacities[found] = 0;
    model->series_count++;
    model->group_count = builder->groups.count;
out:
    return status;
}

static nsc_status add_mark(nsc_figure_builder *builder, const series_name *name, const nsc_figure_mark *mark,
                           nsc_error *error) {
    size_t number;
    nsc_status status = NSC_OK;
    NSC_TRY(find_series(builder, name, &number, error));
    nsc_figure_series *series = &builder->model->series[number];
    NSC_TRY(nsc_reserve(&series->marks, &builder->capacities[number], series->mark_count + 1, sizeof *series->marks,
                        error));
    series->marks[series->mark_count++] = *mark;
    builder->model->mark_count++;
out:
    return status;
}

/* ---- marks ---- */

static nsc_status place_row(nsc_figure_builder *builder, size_t source, size_t row, nsc_figure_mark *mark,
                            nsc_error *error) {
    const nsc_figure *figure = builder->figure;
    nsc_status status = NSC_OK;
    *mark = (nsc_figure_mark){.x = nsc_figure_number_at(builder, source, row, NSC_ROLE_X),
                              .x_until = nsc_figure_number_at(builder, source, row, NSC_ROLE_X_UNTIL),
                              .y = nsc_figure_number_at(builder, source, row, NSC_ROLE_Y),
                              .y_until = nsc_figure_number_at(builder, source, row, NSC_ROLE_Y_UNTIL),
                              .low = NAN,
                              .high = NAN,
                              .size = nsc_figure_number_at(builder, source, row, NSC_ROLE_SIZE),
                              .colour = nsc_figure_number_at(builder, source, row, NSC_ROLE_COLOUR)};
    const nsc_value label = nsc_figure_value_at(builder, source, row, NSC_ROLE_LABEL);
    if (label.type == NSC_VALUE_TEXT && label.as.text[0] != '\0')
        mark->label = label.as.text;
    if (figure->x.scale == NSC_SCALE_CATEGORY)
        NSC_TRY(find_category(builder, 0, source, row, &mark->x, error));
    if (figure->y.scale == NSC_SCALE_CATEGORY && figure->y.columns[0] != NULL)
        NSC_TRY(find_category(builder, 1, source, row, &mark->y, error));
out:
    return status;
}

/* Adds the mark of a row in one curve, if it has a place on the axes. */
static nsc_status add_curve_mark(nsc_figure_builder *builder, size_t source, size_t row, size_t curve,
                                 nsc_figure_mark mark, nsc_error *error) {
    const nsc_figure *figure = builder->figure;
    const size_t role = NSC_ROLE_CURVES + 3 * curve;
    series_name name;
    mark.y = nsc_figure_number_at(builder, source, row, role);
    mark.low = nsc_figure_number_at(builder, source, row, role + 1);
    mark.high = nsc_figure_number_at(builder, source, row, role + 2);
    if (!isfinite(mark.low) || !isfinite(mark.high))
        mark.low = mark.high = NAN;
    if (!suits(mark.x, figure->x.scale) || !suits(mark.y, figure->y.scale) ||
        (figure->x.until != NULL && !suits(mark.x_until, figure->x.scale)))
        return NSC_OK;
    name_series(builder, source, row, curve, &name);
    return add_mark(builder, &name, &mark, error);
}

/* Adds the cell of a row to the series without a name, or, where it has no ends of intervals, its point. */
static nsc_status add_cell(nsc_figure_builder *builder, size_t source, size_t row, const nsc_figure_mark *mark,
                           nsc_error *error) {
    const nsc_figure *figure = builder->figure;
    const bool is_cell = nsc_figure_mark_is_cell(figure, mark);
    series_name name = {.source = source};
    if (!suits(mark->x, figure->x.scale) || !suits(mark->y, figure->y.scale) ||
        (is_cell && !suits(mark->colour, figure->colour_scale)))
        return NSC_OK;
    if (!is_cell)
        name_series(builder, source, row, 0, &name);
    if (!is_cell && name.title[0] == '\0')
        append(name.title, "", "points");
    return add_mark(builder, &name, mark, error);
}

/* Whether the figure is about a row. */
static bool is_wanted(const nsc_figure_builder *builder, size_t source, size_t row) {
    const char *const *only = builder->figure->only;
    const nsc_value name = nsc_figure_value_at(builder, source, row, NSC_ROLE_X);
    bool wanted = only[0] == NULL;
    for (size_t number = 0; number < NSC_FIGURE_ROWS && only[number] != NULL; number++)
        wanted = wanted || (name.type == NSC_VALUE_TEXT && strcmp(name.as.text, only[number]) == 0);
    return wanted;
}

/* Counts a row without a mark, and keeps the first reason that one gives. */
static void count_unplaced(nsc_figure_builder *builder, size_t source, size_t row) {
    const nsc_table *table = builder->sources[source].table;
    const size_t column = nsc_figure_find_column(table, "reason");
    builder->model->unplaced++;
    if (builder->model->unplaced_reason != NULL || column == NSC_NO_COLUMN)
        return;
    const nsc_value value = nsc_table_value(table, row, column);
    if (value.type == NSC_VALUE_TEXT && value.as.text[0] != '\0')
        builder->model->unplaced_reason = value.as.text;
}

/* Whether any curve has a value in a row: bars without one need no room. */
static bool has_value(const nsc_figure_builder *builder, size_t source, size_t row) {
    for (size_t curve = 0; curve < curve_count(builder); curve++)
        if (isfinite(nsc_figure_number_at(builder, source, row, NSC_ROLE_CURVES + 3 * curve)))
            return true;
    return false;
}

/* Adds the marks of a row, one for each curve that has a value. */
static nsc_status add_marks(nsc_figure_builder *builder, size_t source, size_t row, nsc_error *error) {
    const bool cells = builder->figure->kind == NSC_FIGURE_HEAT;
    nsc_figure_mark mark;
    nsc_status status = NSC_OK;
    if (!cells && !has_value(builder, source, row))
        return NSC_OK;
    NSC_TRY(place_row(builder, source, row, &mark, error));
    if (cells)
        NSC_TRY(add_cell(builder, source, row, &mark, error));
    for (size_t curve = 0; !cells && curve < curve_count(builder); curve++)
        NSC_TRY(add_curve_mark(builder, source, row, curve, mark, error));
out:
    return status;
}

static nsc_status add_row(nsc_figure_builder *builder, size_t source, size_t row, nsc_error *error) {
    const size_t before = builder->model->mark_count;
    if (!is_wanted(builder, source, row))
        return NSC_OK;
    const nsc_status status = add_marks(builder, source, row, error);
    if (status == NSC_OK && builder->model->mark_count == before)
        count_unplaced(builder, source, row);
    return status;
}

static int by_x(const void *first, const void *second) {
    const nsc_figure_mark *one = first, *other = second;
    if (one->x != other->x)
        return one->x < other->x ? -1 : 1;
    return one->y < other->y ? -1 : one->y > other->y;
}

bool nsc_figure_mark_is_cell(const nsc_figure *figure, const nsc_figure_mark *mark) {
    return figure->kind == NSC_FIGURE_HEAT && (figure->x.until == NULL || !isnan(mark->x_until)) &&
           (figure->y.until == NULL || !isnan(mark->y_until));
}

/* ---- the model ---- */

static void point_to_categories(nsc_figure_builder *builder, size_t axis, nsc_figure_side *side) {
    const nsc_name_table *names = &builder->texts->categories[axis];
    const char **list = builder->texts->category_lists[axis];
    for (size_t number = 0; number < names->count; number++)
        list[number] = nsc_name_table_text(names, number);
    side->categories = list;
    side->category_count = names->count;
    side->downward = axis == 1;
}

/* Fills in what all marks decide: titles, categories, orders along x. */
static nsc_status finish_marks(nsc_figure_builder *builder, nsc_error *error) {
    nsc_figure_model *model = builder->model;
    nsc_figure_side *sides[] = {&model->x, &model->y};
    nsc_status status = NSC_OK;
    for (size_t axis = 0; axis < NSC_COUNT_OF(sides); axis++) {
        NSC_TRY(nsc_allocate(&builder->texts->category_lists[axis], builder->texts->categories[axis].count,
                             sizeof(const char *), error));
        if (sides[axis]->scale == NSC_SCALE_CATEGORY)
            point_to_categories(builder, axis, sides[axis]);
    }
    for (size_t number = 0; number < model->series_count; number++) {
        nsc_figure_series *series = &model->series[number];
        const char *title = builder->texts->titles.items[number];
        series->title = title[0] != '\0' ? title : NULL;
        if (builder->figure->kind == NSC_FIGURE_LINE)
            qsort(series->marks, series->mark_count, sizeof *series->marks, by_x);
    }
out:
    return status;
}

/* NSC_MISSING, with the first reason that a row has for lacking its values. */
static nsc_status refuse_empty(const nsc_figure_builder *builder, nsc_error *error) {
    const char *reason = builder->model->unplaced_reason != NULL ? builder->model->unplaced_reason : "";
    return nsc_error_set(error, NSC_MISSING, "%s, table %s: no row has values to draw%s%s", builder->figure->analysis,
                         builder->figure->table, reason[0] != '\0' ? ": " : "", reason);
}

/* Bars and points of one row, without an interval. */
static bool is_single_value(const nsc_figure_builder *builder) {
    const nsc_figure_model *model = builder->model;
    const nsc_figure_kind kind = builder->figure->kind;
    return model->mark_count == 1 && (kind == NSC_FIGURE_BARS || kind == NSC_FIGURE_POINTS) &&
           isnan(model->series[0].marks[0].low);
}

static nsc_status build(nsc_figure_builder *builder, nsc_error *error) {
    nsc_figure_model *model = builder->model;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_figure_find_columns(builder, error));
    for (size_t source = 0; source < builder->source_count; source++)
        for (size_t row = 0; row < nsc_table_row_count(builder->sources[source].table); row++)
            NSC_TRY(add_row(builder, source, row, error));
    NSC_TRY(finish_marks(builder, error));
    if (model->mark_count == 0) {
        status = refuse_empty(builder, error);
        goto out;
    }
    if (is_single_value(builder)) {
        status = nsc_error_set(error, NSC_MISSING, "%s, table %s: a single value, which a drawing says no more of",
                               builder->figure->analysis, builder->figure->table);
        goto out;
    }
    NSC_TRY(nsc_figure_set_ranges(builder, error));
    NSC_TRY(nsc_figure_thin(model, error));
    NSC_TRY(nsc_figure_caption_model(builder, error));
out:
    return status;
}

nsc_status nsc_figure_model_make(nsc_figure_model **model, const nsc_figure *figure, const nsc_figure_source *sources,
                                 size_t source_count, nsc_error *error) {
    NSC_DECIMAL_POINT;
    nsc_figure_builder builder = {.figure = figure, .sources = sources, .source_count = source_count};
    nsc_status status = NSC_OK;
    *model = NULL;
    if (figure->kind == NSC_FIGURE_NONE)
        return nsc_error_set(error, NSC_USAGE, "%s, table %s, is not drawn: %s", figure->analysis, figure->table,
                             figure->without);
    if (figure->kind == NSC_FIGURE_NETWORK)
        return nsc_error_set(error, NSC_USAGE, "%s, table %s, is a network, which has no axes", figure->analysis,
                             figure->table);
    NSC_TRY(nsc_allocate(model, 1, sizeof **model, error));
    NSC_TRY(nsc_allocate(&builder.texts, 1, sizeof *builder.texts, error));
    builder.model = *model;
    **model = (nsc_figure_model){.figure = figure,
                                 .x = {.title = figure->x.title, .scale = figure->x.scale},
                                 .y = {.title = figure->y.title, .scale = figure->y.scale},
                                 .mark = nsc_figure_mark_of(sources, source_count),
                                 .texts = builder.texts};
    NSC_TRY(build(&builder, error));
out:
    nsc_name_table_release(&builder.keys);
    nsc_name_table_release(&builder.groups);
    free(builder.capacities);
    free(builder.columns);
    if (status != NSC_OK) {
        nsc_figure_model_release(*model);
        *model = NULL;
    }
    return status;
}

void nsc_figure_model_release(nsc_figure_model *model) {
    if (model == NULL)
        return;
    nsc_figure_texts *texts = model->texts;
    for (size_t axis = 0; texts != NULL && axis < 2; axis++) {
        nsc_name_table_release(&texts->categories[axis]);
        free(texts->category_lists[axis]);
    }
    for (size_t axis = 0; texts != NULL && axis < NSC_COUNT_OF(texts->ranked); axis++)
        free(texts->ranked[axis]);
    if (texts != NULL)
        nsc_names_release(&texts->titles);
    free(texts);
    for (size_t number = 0; number < model->series_count; number++)
        free(model->series[number].marks);
    free(model->series);
    free(model->lines);
    free(model->caption);
    free(model);
}
