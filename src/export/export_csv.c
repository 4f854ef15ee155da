/* Points with features and fitness, one row a point. */
#include "export/exported_points.h"

static const nsc_column provenance_columns[] = {
    {"rule", "how the fitness is made of the data"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};
enum { PROVENANCE_COLUMNS = NSC_COUNT_OF(provenance_columns) };

static nsc_status begin_rows(const nsc_exported_points *points, const nsc_row_sink *sink, nsc_error *error) {
    const size_t count = points->name_count + points->column_count + PROVENANCE_COLUMNS;
    nsc_column *columns = NULL;
    size_t filled = 0;
    nsc_status status = nsc_allocate(&columns, count, sizeof *columns, error);
    if (status != NSC_OK)
        return status;
    for (size_t column = 0; column < points->name_count; column++)
        columns[filled++] = points->names[column];
    for (size_t column = 0; column < points->column_count; column++)
        columns[filled++] = (nsc_column){points->columns[column].name, points->columns[column].meaning};
    for (size_t column = 0; column < PROVENANCE_COLUMNS; column++)
        columns[filled++] = provenance_columns[column];
    status = nsc_sink_begin(sink, columns, count, error);
    free(columns);
    return status;
}

static nsc_status send_rows(const nsc_exported_points *points, const nsc_fitness *fitness, const nsc_control *control,
                            const nsc_row_sink *sink, nsc_error *error) {
    const size_t count = points->name_count + points->column_count + PROVENANCE_COLUMNS;
    const nsc_value provenance[PROVENANCE_COLUMNS] = {
        nsc_text(fitness->rule.text),
        nsc_text(nsc_direction_name(fitness->direction)),
        nsc_text(nsc_origin_name(fitness->origin)),
        nsc_text(fitness->source),
    };
    nsc_value *values = NULL;
    nsc_naming_texts texts;
    nsc_status status = nsc_allocate(&values, count, sizeof *values, error);
    for (size_t column = 0; status == NSC_OK && column < PROVENANCE_COLUMNS; column++)
        values[points->name_count + points->column_count + column] = provenance[column];
    for (uint32_t point = 0; status == NSC_OK && point < points->space->point_count; point++) {
        status = nsc_naming_values(points->space, point, &texts, values, error);
        for (size_t column = 0; column < points->column_count; column++)
            values[points->name_count + column] = nsc_exported_value(&points->columns[column], point);
        if (status == NSC_OK)
            status = nsc_sink_row(sink, values, count, error);
        if (point % 4096 == 0) {
            nsc_control_report(control, "points", (double)point / points->space->point_count);
            if (status == NSC_OK)
                status = nsc_control_check(control, error);
        }
    }
    nsc_control_report(control, "points", 1);
    free(values);
    return status;
}

nsc_status nsc_export_csv(const nsc_export_request *request, const nsc_row_sink *sink, nsc_error *error) {
    nsc_exported_points points = {0};
    const nsc_space *space;
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(request->opened, &space, error));
    NSC_TRY(nsc_landscape_fitness(request->opened, NULL, &fitness, error));
    NSC_TRY(nsc_exported_points_list(&points, space, error));
    NSC_TRY(nsc_exported_points_fill(&points, fitness, request->control, error));
    NSC_TRY(begin_rows(&points, sink, error));
    NSC_TRY(send_rows(&points, fitness, request->control, sink, error));
out:
    nsc_exported_points_release(&points);
    return status;
}
