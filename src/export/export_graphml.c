/* The graph with features and fitness. */
#include "export/exported_points.h"

#include "graph/graphml.h"

/* The columns of points as attributes of vertices. Released by free(). */
static nsc_status list_attributes(const nsc_exported_points *points, nsc_graphml_column **columns, nsc_error *error) {
    const nsc_status status = nsc_allocate(columns, points->column_count, sizeof **columns, error);
    for (size_t column = 0; status == NSC_OK && column < points->column_count; column++)
        (*columns)[column] = (nsc_graphml_column){points->columns[column].name, points->columns[column].values};
    return status;
}

nsc_status nsc_export_graphml(const nsc_export_request *request, FILE *stream, nsc_error *error) {
    nsc_exported_points points = {0};
    nsc_landscape landscape;
    nsc_graphml_column *columns = NULL;
    nsc_table *facts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_view(request->opened, &landscape, error));
    NSC_TRY(nsc_exported_points_list(&points, landscape.space, error));
    NSC_TRY(nsc_exported_points_fill(&points, landscape.fitness, request->control, error));
    NSC_TRY(list_attributes(&points, &columns, error));
    NSC_TRY(nsc_export_facts(request, landscape.space, landscape.graph, landscape.fitness, &facts, error));
    const nsc_graphml_attributes attributes = {columns, points.column_count, facts};
    NSC_TRY(nsc_graphml_write(landscape.graph, landscape.space, &attributes, stream, error));
out:
    nsc_table_destroy(facts);
    free(columns);
    nsc_exported_points_release(&points);
    return status;
}
