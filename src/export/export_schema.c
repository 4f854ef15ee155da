/* The tables, indices and views of the exported database. */
#include "export/export_schema.h"

#include <string.h>

/* ---- tables with the same columns for all spaces ---- */

static const nsc_schema_column provenance_columns[] = {
    {"key", "TEXT PRIMARY KEY", "what the value is"},
    {"value", "", "where the numbers come from"},
};
static const nsc_schema_column columns_columns[] = {
    {"table_name", "TEXT", "name of the table"},
    {"column_name", "TEXT", "name of the column"},
    {"meaning", "TEXT", "what its values are"},
};
static const nsc_schema_column kinds_columns[] = {
    {"kind", "INTEGER PRIMARY KEY", "number of the kind of edge"},
    {"change", "TEXT NOT NULL", "change from the first point of the edge to the second"},
    {"symbol_before", "TEXT", "symbol that is replaced; NULL for other changes"},
    {"symbol_after", "TEXT", "symbol that takes its place"},
    {"vertices", "INTEGER NOT NULL", "vertices lost or gained with the edge"},
    {"position", "INTEGER", "position in a string, from 0; NULL if kinds do not tell it"},
    {"reverse", "INTEGER NOT NULL", "number of the kind of the same edge read the other way"},
};
static const nsc_schema_column edges_columns[] = {
    {"from_id", "INTEGER NOT NULL", "id of the first point: of undirected edges that with the lower id"},
    {"to_id", "INTEGER NOT NULL", "id of the second point"},
    {"kind", "INTEGER NOT NULL REFERENCES edge_kinds", "kind of the edge, read from the first point"},
    {"weight", "REAL", "relative probability that a walk takes the edge; NULL if edges have no weights"},
};
static const nsc_schema_column rules_columns[] = {
    {"rule", "INTEGER PRIMARY KEY", "number of the fitness; 1: that of --fitness, which the views show"},
    {"name", "TEXT NOT NULL", "how the fitness is made of the data"},
    {"direction", "TEXT NOT NULL", "maximise: higher fitness is better; minimise: lower fitness is better"},
    {"equal_within", "REAL", "largest difference of two fitnesses that count as equal"},
    {"origin", "TEXT NOT NULL", "computed, measured, surrogate or synthetic"},
    {"source", "TEXT", "data files, builtin or space"},
    {"known", "INTEGER NOT NULL", "points with this fitness"},
    {"coverage", "REAL NOT NULL", "share of the points with this fitness"},
    {"runs", "TEXT", "training runs behind the fitness of a point"},
    {"sample", "TEXT", "what sample of the space the evaluated points are"},
};
static const nsc_schema_column fitness_columns[] = {
    {"rule", "INTEGER NOT NULL REFERENCES rules", "number of the fitness"},
    {"id", "INTEGER NOT NULL REFERENCES points", "id of the point"},
    {"value", "REAL NOT NULL", "the fitness; points without one have no row"},
    {"standard_error", "REAL", "standard error of a mean over two or more runs"},
    {"runs", "INTEGER", "training runs behind the fitness; NULL if unknown"},
};
static const nsc_schema_column measurements_columns[] = {
    {"id", "INTEGER NOT NULL REFERENCES points", "id of the point"},
    {"epochs", "INTEGER", "training budget; NULL if measurements have no budgets"},
    {"run", "INTEGER", "number of the run, from 1; NULL: a mean of three runs, read as such"},
    {"run_name", "TEXT", "name of the run, such as a seed; NULL if runs are numbers"},
    {"validation_accuracy", "REAL", "validation accuracy"},
    {"test_accuracy", "REAL", "test accuracy"},
    {"train_accuracy", "REAL", "training accuracy"},
    {"training_time_s", "REAL", "training time in seconds"},
    {"halfway_validation_accuracy", "REAL", "validation accuracy half-way through training"},
    {"halfway_test_accuracy", "REAL", "test accuracy half-way through training"},
    {"halfway_train_accuracy", "REAL", "training accuracy half-way through training"},
    {"halfway_training_time_s", "REAL", "training time until half-way in seconds"},
};

#define COLUMNS(columns) (columns), NSC_COUNT_OF(columns)
const nsc_schema_table nsc_schema_tables[NSC_SCHEMA_TABLES] = {
    [NSC_SCHEMA_PROVENANCE] = {"provenance", "where the numbers come from", COLUMNS(provenance_columns), ")"},
    [NSC_SCHEMA_COLUMNS] = {"columns", "what the columns of all tables are", COLUMNS(columns_columns),
                            ", PRIMARY KEY (table_name, column_name))"},
    [NSC_SCHEMA_EDGE_KINDS] = {"edge_kinds", "the kinds of edges", COLUMNS(kinds_columns), ")"},
    [NSC_SCHEMA_EDGES] = {"edges", "pairs of neighbours, each once", COLUMNS(edges_columns),
                          ", PRIMARY KEY (from_id, to_id)) WITHOUT ROWID"},
    [NSC_SCHEMA_RULES] = {"rules", "the fitnesses of the table fitness", COLUMNS(rules_columns), ")"},
    [NSC_SCHEMA_FITNESS] = {"fitness", "fitness of points", COLUMNS(fitness_columns),
                            ", PRIMARY KEY (rule, id)) WITHOUT ROWID"},
    [NSC_SCHEMA_MEASUREMENTS] = {"measurements", "single training runs, if the data has any",
                                 COLUMNS(measurements_columns), ")"},
};

static void write_columns(FILE *stream, const nsc_schema_table *table) {
    fprintf(stream, "CREATE TABLE %s (", table->name);
    for (size_t column = 0; column < table->column_count; column++)
        fprintf(stream, "%s%s %s", column > 0 ? ", " : "", table->columns[column].name, table->columns[column].type);
    fprintf(stream, "%s;\n", table->rest);
}

/* ---- tables with the columns of the space ---- */

/* Writes a name that a user may have chosen. */
static void write_name(FILE *stream, const char *name) {
    fputc('"', stream);
    for (; *name != '\0'; name++)
        fprintf(stream, *name == '"' ? "\"\"" : "%c", *name);
    fputc('"', stream);
}

static void write_points(FILE *stream, const nsc_exported_points *points) {
    fputs("CREATE TABLE points (id INTEGER PRIMARY KEY", stream);
    for (size_t column = 1; column < points->name_count; column++) {
        fputs(", ", stream);
        write_name(stream, points->names[column].name);
        fputs(column == 1 ? " TEXT NOT NULL UNIQUE" : " TEXT NOT NULL", stream);
    }
    fputs(");\nCREATE TABLE features (id INTEGER PRIMARY KEY REFERENCES points", stream);
    for (size_t column = 0; column < points->feature_count; column++) {
        fputs(", ", stream);
        write_name(stream, points->columns[column].name);
        fputs(points->columns[column].whole ? " INTEGER" : " REAL", stream);
    }
    fputs(");\n", stream);
}

/* ---- creating them ---- */

/* Runs what was written to a stream of nsc_text_stream_open, and releases it. */
static nsc_status run_stream(nsc_sqlite *sqlite, FILE *stream, char **text, nsc_error *error) {
    const bool written = fclose(stream) == 0;
    const nsc_status status =
        written ? nsc_sqlite_run(sqlite, *text, error) : nsc_error_out_of_memory(error, "the commands of SQLite");
    free(*text);
    return status;
}

static nsc_status add_meaning(nsc_sqlite *sqlite, const char *table, const char *column, const char *meaning,
                              nsc_error *error) {
    return nsc_sqlite_add(sqlite, NSC_ROW(nsc_text(table), nsc_text(column), nsc_text(meaning)), error);
}

static nsc_status add_meanings(nsc_sqlite *sqlite, const nsc_exported_points *points, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_sqlite_insert(sqlite, "columns", NSC_COUNT_OF(columns_columns), error));
    for (size_t column = 0; column < points->name_count; column++)
        NSC_TRY(add_meaning(sqlite, "points", points->names[column].name, points->names[column].meaning, error));
    NSC_TRY(add_meaning(sqlite, "features", "id", "id of the point", error));
    for (size_t column = 0; column < points->feature_count; column++)
        NSC_TRY(add_meaning(sqlite, "features", points->columns[column].name, points->columns[column].meaning, error));
    for (const nsc_schema_table *table = nsc_schema_tables; table < nsc_schema_tables + NSC_SCHEMA_TABLES; table++)
        for (size_t column = 0; column < table->column_count; column++)
            NSC_TRY(
                add_meaning(sqlite, table->name, table->columns[column].name, table->columns[column].meaning, error));
out:
    return status;
}

nsc_status nsc_schema_create(nsc_sqlite *sqlite, const nsc_exported_points *points, nsc_error *error) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the commands of SQLite");
    write_points(stream, points);
    for (size_t table = 0; table < NSC_SCHEMA_TABLES; table++)
        write_columns(stream, &nsc_schema_tables[table]);
    const nsc_status status = run_stream(sqlite, stream, &text, error);
    return status != NSC_OK ? status : add_meanings(sqlite, points, error);
}

/* ---- indices and views ---- */

static const char indices[] = "CREATE INDEX edges_by_end ON edges (to_id, from_id);\n"
                              "CREATE INDEX fitness_by_value ON fitness (rule, value);\n"
                              "CREATE INDEX measurements_by_point ON measurements (id, epochs, run);\n";

static const char landscape_view[] =
    "CREATE VIEW landscape AS SELECT * FROM points JOIN features USING (id) LEFT JOIN "
    "(SELECT id, value AS fitness, standard_error, runs FROM fitness WHERE rule = 1) USING (id);\n";

/* One direction of the edges, with both fitnesses; %1$s: column of names, %2$s and %3$s: the ends, %4$s: the kind. */
static const char neighbours_select[] =
    "SELECT p.id AS id, p.%1$s AS point, q.id AS neighbour_id, q.%1$s AS neighbour, k.change AS change, "
    "e.weight AS weight, f.value AS fitness, g.value AS neighbour_fitness, g.value - f.value AS difference "
    "FROM edges e JOIN points p ON p.id = e.%2$s JOIN points q ON q.id = e.%3$s JOIN edge_kinds k ON k.kind = %4$s "
    "LEFT JOIN fitness f ON f.rule = 1 AND f.id = p.id LEFT JOIN fitness g ON g.rule = 1 AND g.id = q.id";

/* The columns of the view landscape, read from the fitness on, so that the index by value gives the order. */
static void write_best(FILE *stream, const nsc_exported_points *points, bool minimise) {
    fputs(";\nCREATE VIEW best AS SELECT p.*, ", stream);
    for (size_t feature = 0; feature < points->feature_count; feature++) {
        fputs("f.", stream);
        write_name(stream, points->columns[feature].name);
        fputs(" AS ", stream);
        write_name(stream, points->columns[feature].name);
        fputs(", ", stream);
    }
    fprintf(stream,
            "v.value AS fitness, v.standard_error AS standard_error, v.runs AS runs FROM fitness v "
            "CROSS JOIN points p ON p.id = v.id CROSS JOIN features f ON f.id = v.id WHERE v.rule = 1 "
            "ORDER BY v.value %s;\n",
            minimise ? "ASC" : "DESC");
}

nsc_status nsc_schema_finish(nsc_sqlite *sqlite, const nsc_exported_points *points, const nsc_graph *graph,
                             bool minimise, nsc_error *error) {
    const char *name = nsc_space_point_column(points->space);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the commands of SQLite");
    fputs(indices, stream);
    fputs(landscape_view, stream);
    fputs("CREATE VIEW neighbours AS ", stream);
    fprintf(stream, neighbours_select, name, "from_id", "to_id", "e.kind");
    if (!nsc_graph_is_directed(graph)) {
        fputs(" UNION ALL ", stream);
        fprintf(stream, neighbours_select, name, "to_id", "from_id",
                "(SELECT reverse FROM edge_kinds WHERE kind = e.kind)");
    }
    write_best(stream, points, minimise);
    return run_stream(sqlite, stream, &text, error);
}
