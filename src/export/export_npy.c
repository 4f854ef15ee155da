/* Arrays of numpy: the fitness alone, or a folder with one array a column. */
#include "export/exported_points.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static const char arrays_name[] = "arrays.csv", kinds_name[] = "kinds.csv", provenance_name[] = "provenance.csv";
static const char *const edge_arrays[] = {"edges-from", "edges-to", "edges-kind", "edges-weight"};
static const char weights_file[] = "edges-weight.npy";

static const nsc_column arrays_columns[] = {
    {"file", "name of the file"},
    {"column", "what the elements are, as other formats call it"},
    {"type", "type of an element, as numpy spells it"},
    {"meaning", "what it says"},
};

static const nsc_column kinds_columns[] = {
    {"kind", "number of the kind in edges-kind"},
    {"change", "change from the first point to the second"},
    {"reverse", "number of the kind of the same edge read the other way"},
};

/* ---- one array ---- */

/* An element that is written; of texts `values` is NULL. */
typedef struct array {
    const char *column, *meaning;
    char kind;
    size_t size; /* of an element */
    size_t count;
    char file[96];
} array;

/*
 * Names the file of a column. Letters and digits stay as they are; of a name with others, which become underscores, or
 * that is one of the edges' arrays, the number of the column is added, so that no two files have one name.
 */
static void name_file(const char *column, size_t number, char file[96]) {
    bool plain = true;
    char name[64] = "";
    for (size_t place = 0; column[place] != '\0' && place + 1 < sizeof name; place++) {
        const char letter = column[place];
        const bool kept = (letter & 0x80) == 0 && (isalnum(letter) || letter == '_' || letter == '-');
        name[place] = '_';
        if (kept)
            name[place] = letter;
        plain = plain && kept;
    }
    for (size_t edge = 0; edge < NSC_COUNT_OF(edge_arrays); edge++)
        plain = plain && strcmp(column, edge_arrays[edge]) != 0;
    if (plain && strlen(column) < sizeof name)
        snprintf(file, 96, "%s.npy", name);
    else
        snprintf(file, 96, "%s.%zu.npy", name, number);
}

static void name_edges_file(size_t number, char file[96]) {
    snprintf(file, 96, "%s.npy", edge_arrays[number]);
}

/* The longest text of a naming column. */
static nsc_status measure_texts(const nsc_space *space, size_t column, size_t *size, nsc_error *error) {
    nsc_value values[NSC_NAMING_COLUMNS_MAXIMUM];
    nsc_naming_texts texts;
    nsc_status status = NSC_OK;
    *size = 1;
    for (uint32_t point = 0; status == NSC_OK && point < space->point_count; point++) {
        status = nsc_naming_values(space, point, &texts, values, error);
        if (status == NSC_OK && strlen(values[column].as.text) > *size)
            *size = strlen(values[column].as.text);
    }
    return status;
}

static nsc_status write_texts(const nsc_space *space, size_t column, size_t size, FILE *stream, nsc_error *error) {
    nsc_value values[NSC_NAMING_COLUMNS_MAXIMUM];
    nsc_naming_texts texts;
    char *element = NULL;
    nsc_status status = nsc_allocate(&element, size + 1, 1, error);
    for (uint32_t point = 0; status == NSC_OK && point < space->point_count; point++) {
        status = nsc_naming_values(space, point, &texts, values, error);
        if (status != NSC_OK)
            break;
        memset(element, 0, size);
        memcpy(element, values[column].as.text, strlen(values[column].as.text));
        fwrite(element, 1, size, stream);
    }
    free(element);
    return status;
}

static void write_numbers(const nsc_exported_column *column, bool whole, uint32_t count, FILE *stream) {
    for (uint32_t point = 0; point < count; point++) {
        const int64_t integer = whole ? (int64_t)column->values[point] : 0;
        if (whole)
            fwrite(&integer, sizeof integer, 1, stream);
        else
            fwrite(&column->values[point], sizeof column->values[point], 1, stream);
    }
}

/* NaN is no integer. */
static bool has_missing(const nsc_exported_column *column, uint32_t count) {
    for (uint32_t point = 0; point < count; point++)
        if (column->values[point] != column->values[point])
            return true;
    return false;
}

nsc_status nsc_export_npy_fitness(const nsc_export_request *request, FILE *stream, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_fitness(request->opened, NULL, &fitness, error));
    nsc_npy_write_header(stream, 'f', sizeof *fitness->values, fitness->point_count);
    fwrite(fitness->values, sizeof *fitness->values, fitness->point_count, stream);
out:
    return status;
}

/* ---- the folder ---- */

typedef struct folder_job {
    const nsc_export_request *request;
    const char *folder;
    nsc_landscape landscape;
    nsc_exported_points points;
    nsc_table *arrays;
} folder_job;

/* Opens a file of the folder for an array, writes its header, and lists it. */
static nsc_status open_array(folder_job *job, array *one, nsc_output *output, nsc_error *error) {
    char type[32];
    char *path = NULL;
    nsc_status status = NSC_OK;
    snprintf(type, sizeof type, "%c%zu", one->kind, one->size);
    NSC_TRY(nsc_control_check(job->request->control, error));
    NSC_TRY(nsc_path_join(&path, job->folder, one->file, error));
    NSC_TRY(nsc_output_open(output, path, error));
    nsc_npy_write_header(output->stream, one->kind, one->size, one->count);
    NSC_TRY(nsc_table_add(job->arrays,
                          NSC_ROW(nsc_text(one->file), nsc_text(one->column), nsc_text(type), nsc_text(one->meaning)),
                          error));
out:
    free(path);
    return status;
}

static nsc_status write_names(folder_job *job, size_t column, nsc_error *error) {
    const nsc_space *space = job->points.space;
    array one = {.column = job->points.names[column].name,
                 .meaning = job->points.names[column].meaning,
                 .kind = 'S',
                 .count = space->point_count};
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    name_file(one.column, column, one.file);
    NSC_TRY(measure_texts(space, column, &one.size, error));
    NSC_TRY(open_array(job, &one, &output, error));
    NSC_TRY(write_texts(space, column, one.size, output.stream, error));
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    return status;
}

static nsc_status write_column(folder_job *job, size_t number, nsc_error *error) {
    const nsc_exported_column *column = &job->points.columns[number];
    const uint32_t count = job->points.space->point_count;
    const bool whole = column->whole && !has_missing(column, count);
    array one = {.column = column->name, .meaning = column->meaning, .kind = whole ? 'i' : 'f', 8, count};
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    name_file(one.column, job->points.name_count + number, one.file);
    NSC_TRY(open_array(job, &one, &output, error));
    write_numbers(column, whole, count, output.stream);
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    return status;
}

/* Writes what `number` of edge_arrays is of one edge. */
static void write_edge(FILE *stream, size_t number, uint32_t from, const nsc_row *row, uint32_t place) {
    const uint32_t ends[2] = {from, row->points[place]}, kind = nsc_row_kind(row, place);
    const double weight = nsc_row_weight(row, place);
    if (number < 2)
        fwrite(&ends[number], sizeof ends[number], 1, stream);
    else if (number == 2)
        fwrite(&kind, sizeof kind, 1, stream);
    else
        fwrite(&weight, sizeof weight, 1, stream);
}

static nsc_status write_edges(folder_job *job, size_t number, nsc_error *error) {
    static const char *const meanings[] = {"id of the first point: of undirected edges that with the lower id",
                                           "id of the second point", "kind of the edge; see kinds.csv",
                                           "relative probability that a walk takes the edge"};
    const nsc_graph *graph = job->landscape.graph;
    array one = {.column = edge_arrays[number],
                 .meaning = meanings[number],
                 .kind = number < 3 ? 'u' : 'f',
                 .size = number < 3 ? sizeof(uint32_t) : sizeof(double),
                 .count = graph->edge_count};
    nsc_output output = {0};
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    name_edges_file(number, one.file);
    NSC_TRY(nsc_rows_open_with_kinds(&rows, graph, error));
    NSC_TRY(open_array(job, &one, &output, error));
    for (uint32_t from = 0; from < graph->point_count; from++) {
        const nsc_row row = nsc_rows_at(&rows, from);
        for (uint32_t place = 0; place < row.count; place++)
            if (nsc_graph_is_directed(graph) || row.points[place] > from)
                write_edge(output.stream, number, from, &row, place);
    }
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    nsc_rows_close(&rows);
    return status;
}

static nsc_status save(const folder_job *job, const char *name, const nsc_table *table, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, job->folder, name, error);
    if (status == NSC_OK)
        status = nsc_table_save(table, NSC_FORMAT_CSV, path, error);
    free(path);
    return status;
}

static nsc_status save_kinds(const folder_job *job, nsc_error *error) {
    const nsc_space *space = job->points.space;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, kinds_columns, NSC_COUNT_OF(kinds_columns), error));
    for (size_t kind = 0; kind < space->edge_kind_count; kind++)
        NSC_TRY(nsc_table_add(table,
                              NSC_ROW(nsc_integer((int64_t)kind), nsc_text(space->edge_kinds[kind].name),
                                      nsc_integer(space->edge_kinds[kind].reverse)),
                              error));
    NSC_TRY(save(job, kinds_name, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* Writes the texts that tell what the arrays are. */
static nsc_status save_tables(folder_job *job, nsc_error *error) {
    const nsc_landscape *landscape = &job->landscape;
    nsc_table *facts = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(save_kinds(job, error));
    NSC_TRY(save(job, arrays_name, job->arrays, error));
    NSC_TRY(nsc_export_facts(job->request, landscape->space, landscape->graph, landscape->fitness, &facts, error));
    NSC_TRY(save(job, provenance_name, facts, error));
out:
    nsc_table_destroy(facts);
    return status;
}

/* Removes what an earlier export left and this one writes last, or not at all: it tells nothing of these arrays. */
static nsc_status remove_earlier(const char *folder, nsc_error *error) {
    static const char *const names[] = {provenance_name, arrays_name, kinds_name, weights_file};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(names); number++) {
        char *path = NULL;
        status = nsc_path_join(&path, folder, names[number], error);
        if (path != NULL && unlink(path) != 0 && errno != ENOENT)
            status = nsc_error_set(error, NSC_FAILED, "cannot remove the earlier export's \"%s\": %m", path);
        free(path);
    }
    return status;
}

nsc_status nsc_export_npy_folder(const nsc_export_request *request, const char *folder, nsc_error *error) {
    folder_job job = {.request = request, .folder = folder};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_view(request->opened, &job.landscape, error));
    NSC_TRY(nsc_exported_points_list(&job.points, job.landscape.space, error));
    NSC_TRY(nsc_exported_points_fill(&job.points, job.landscape.fitness, request->control, error));
    NSC_TRY(nsc_table_create(&job.arrays, arrays_columns, NSC_COUNT_OF(arrays_columns), error));
    NSC_TRY(remove_earlier(folder, error));
    for (size_t column = 1; column < job.points.name_count; column++)
        NSC_TRY(write_names(&job, column, error));
    for (size_t column = 0; column < job.points.column_count; column++)
        NSC_TRY(write_column(&job, column, error));
    for (size_t number = 0; number < NSC_COUNT_OF(edge_arrays); number++)
        if (number < 3 || nsc_graph_is_weighted(job.landscape.graph))
            NSC_TRY(write_edges(&job, number, error));
    NSC_TRY(save_tables(&job, error));
out:
    nsc_table_destroy(job.arrays);
    nsc_exported_points_release(&job.points);
    return status;
}

nsc_status nsc_export_npy_files(nsc_opened_landscape *opened, nsc_names *names, nsc_error *error) {
    nsc_exported_points points = {0};
    const nsc_space *space;
    char file[96];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_exported_points_list(&points, space, error));
    for (size_t column = 1; column < points.name_count + points.column_count; column++) {
        const bool naming = column < points.name_count;
        name_file(naming ? points.names[column].name : points.columns[column - points.name_count].name, column, file);
        NSC_TRY(nsc_names_add(names, file, error));
    }
    for (size_t number = 0; number < NSC_COUNT_OF(edge_arrays); number++) {
        name_edges_file(number, file);
        NSC_TRY(nsc_names_add(names, file, error));
    }
    NSC_TRY(nsc_names_add(names, arrays_name, error));
    NSC_TRY(nsc_names_add(names, kinds_name, error));
    NSC_TRY(nsc_names_add(names, provenance_name, error));
out:
    nsc_exported_points_release(&points);
    return status;
}
