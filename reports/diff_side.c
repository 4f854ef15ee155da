/* A report read from its folder: what its manifest says of it and of its tables, and the tables. */
#include "reports/diff_internal.h"

#include "base/json_parse.h"

#include <jansson.h>
#include <string.h>

/* ---- the manifest ---- */

enum { MANIFEST_MEGABYTES = 64 }; /* one entry for each file of the report, a few kilobytes in all */

static nsc_status load_manifest(const char *folder, json_t **manifest, nsc_error *error) {
    char *path = NULL;
    json_error_t reason;
    nsc_mapping mapping = {0};
    nsc_status status = NSC_OK;
    *manifest = NULL;
    NSC_TRY(nsc_path_join(&path, folder, NSC_MANIFEST, error));
    NSC_TRY(nsc_mapping_open_small(&mapping, path, "manifest", MANIFEST_MEGABYTES, error));
    status = nsc_json_parse(manifest, (const char *)mapping.bytes, mapping.size, 0, &reason, error);
    if (status == NSC_INVALID)
        nsc_error_set(error, NSC_INVALID, "%s, line %d: %s", path, reason.line, reason.text);
    else if (status == NSC_OK && (!json_is_object(*manifest) || !json_is_array(json_object_get(*manifest, "files"))))
        status = nsc_error_set(error, NSC_INVALID, "%s is no manifest of a report: it lists no files", path);
out:
    nsc_mapping_close(&mapping);
    free(path);
    return status;
}

/* ---- what the report is about ---- */

static const struct {
    const char *key, *title;
} facts[] = {
    {"report", "Report"},          {"space", NSC_DIFF_SPACE}, {"points", NSC_DIFF_POINTS}, {"fitness", "Fitness"},
    {"relation", "Neighbours by"}, {"coverage", "Coverage"},  {"version", "Version"},      {"seed", "Seed"},
    {"command", "Command"},
};

static nsc_value value_of(const json_t *json) {
    if (json_is_string(json))
        return nsc_text(json_string_value(json));
    if (json_is_integer(json))
        return nsc_integer(json_integer_value(json));
    return json_is_real(json) ? nsc_real(json_real_value(json)) : nsc_missing();
}

static nsc_status add_data(nsc_table *table, const json_t *manifest, nsc_error *error) {
    const json_t *sources = json_object_get(manifest, "data");
    nsc_status status = NSC_OK;
    if (json_array_size(sources) == 0)
        return nsc_table_add_key(table, "Data", nsc_text("builtin"), error);
    for (size_t number = 0; status == NSC_OK && number < json_array_size(sources); number++)
        status =
            nsc_table_add_key(table, "Data", value_of(json_object_get(json_array_get(sources, number), "path")), error);
    return status;
}

/* Which values are better, by the entry of the fitness that the report is about. */
static nsc_status add_direction(nsc_table *table, const json_t *manifest, nsc_error *error) {
    const char *own = json_string_value(json_object_get(manifest, "fitness"));
    const json_t *fitnesses = json_object_get(manifest, "fitnesses");
    for (size_t number = 0; own != NULL && number < json_array_size(fitnesses); number++) {
        const json_t *fitness = json_array_get(fitnesses, number);
        const char *rule = json_string_value(json_object_get(fitness, "rule"));
        if (rule != NULL && strcmp(rule, own) == 0)
            return nsc_table_add_key(table, NSC_DIFF_DIRECTION,
                                     nsc_text(json_string_value(json_object_get(fitness, "direction"))), error);
    }
    return nsc_table_add_key(table, NSC_DIFF_DIRECTION, nsc_missing(), error);
}

static nsc_status read_facts(nsc_diff_side *side, const json_t *manifest, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&side->facts, nsc_key_columns, NSC_KEY_COLUMNS, error));
    for (size_t fact = 0; fact < NSC_COUNT_OF(facts); fact++)
        NSC_TRY(nsc_table_add_key(side->facts, facts[fact].title, value_of(json_object_get(manifest, facts[fact].key)),
                                  error));
    NSC_TRY(add_direction(side->facts, manifest, error));
    NSC_TRY(add_data(side->facts, manifest, error));
    side->surrogate = json_is_true(json_object_get(manifest, "surrogate"));
    side->synthetic = json_is_true(json_object_get(manifest, "synthetic"));
out:
    return status;
}

const char *nsc_diff_fact(const nsc_diff_side *side, const char *key) {
    const size_t row = nsc_report_row(side->facts, "key", key);
    return row < nsc_table_row_count(side->facts) ? nsc_report_text(side->facts, row, "value") : NULL;
}

bool nsc_diff_facts_differ(const nsc_diff_side sides[2], const char *key) {
    nsc_value values[2];
    char texts[2][32];
    for (int side = 0; side < 2; side++) {
        const size_t row = nsc_report_row(sides[side].facts, "key", key);
        if (row >= nsc_table_row_count(sides[side].facts))
            return false;
        values[side] = nsc_table_value(sides[side].facts, row, 1);
        if (values[side].type == NSC_VALUE_MISSING)
            return false;
    }
    return strcmp(nsc_value_text(values[0], texts[0]), nsc_value_text(values[1], texts[1])) != 0;
}

/* ---- its files ---- */

/* Keys of a file that are told elsewhere; the others are options that the report fixed. */
static bool is_option(const char *key) {
    static const char *const known[] = {"name", "rows", "analysis", "table", "relation", "distance", "fitness"};
    for (size_t number = 0; number < NSC_COUNT_OF(known); number++)
        if (strcmp(known[number], key) == 0)
            return false;
    return true;
}

static nsc_status copy_member(char **copy, json_t *object, const char *key, nsc_error *error) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? nsc_copy_text(copy, text, error) : NSC_OK;
}

/* Joins the options that the report fixed for a file. */
static nsc_status join_options(json_t *object, char **joined, nsc_error *error) {
    size_t size = 0;
    const char *key;
    json_t *value;
    FILE *stream = nsc_text_stream_open(joined, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the text of options");
    json_object_foreach(object, key, value) {
        char space[32];
        if (is_option(key))
            fprintf(stream, "%s=%s ", key, nsc_value_text(value_of(value), space));
    }
    return fclose(stream) == 0 ? NSC_OK : nsc_error_out_of_memory(error, "the text of options");
}

static nsc_status read_file(nsc_diff_side *side, json_t *object, nsc_error *error) {
    nsc_diff_file *file = &side->files[side->file_count];
    const char *name = json_string_value(json_object_get(object, "name"));
    const char *analysis = json_string_value(json_object_get(object, "analysis"));
    const char *table = json_string_value(json_object_get(object, "table"));
    const char *extension = name != NULL ? strrchr(name, '.') : NULL;
    nsc_status status = NSC_OK;
    if (name == NULL || strchr(name, '/') != NULL || extension == NULL || strcmp(extension, ".csv") != 0)
        return NSC_OK; /* a figure or a page */
    side->file_count++;
    NSC_TRY(nsc_copy_text(&file->name, name, error));
    file->rows = (size_t)json_integer_value(json_object_get(object, "rows"));
    NSC_TRY(copy_member(&file->relation, object, "relation", error));
    NSC_TRY(copy_member(&file->distance, object, "distance", error));
    NSC_TRY(join_options(object, &file->variant, error));
    file->analysis = analysis != NULL ? nsc_analysis_named(analysis) : NULL;
    for (size_t number = 0; file->analysis != NULL && table != NULL && number < file->analysis->table_count; number++)
        if (strcmp(file->analysis->tables[number].name, table) == 0)
            file->table = file->analysis->tables[number].name;
    if (file->table == NULL)
        file->analysis = NULL;
out:
    return status;
}

nsc_status nsc_diff_side_read(nsc_diff_side *side, const char *label, const char *folder, nsc_error *error) {
    json_t *manifest = NULL;
    nsc_status status = NSC_OK;
    *side = (nsc_diff_side){.label = label, .folder = folder};
    NSC_TRY(load_manifest(folder, &manifest, error));
    NSC_TRY(read_facts(side, manifest, error));
    const json_t *files = json_object_get(manifest, "files");
    NSC_TRY(nsc_allocate(&side->files, json_array_size(files), sizeof *side->files, error));
    for (size_t number = 0; number < json_array_size(files); number++)
        NSC_TRY(read_file(side, json_array_get(files, number), error));
out:
    json_decref(manifest);
    return status;
}

void nsc_diff_side_release(nsc_diff_side *side) {
    nsc_table_destroy(side->facts);
    for (size_t number = 0; number < side->file_count; number++) {
        nsc_diff_file *file = &side->files[number];
        free(file->name);
        free(file->relation);
        free(file->distance);
        free(file->variant);
    }
    free(side->files);
    *side = (nsc_diff_side){0};
}

/* ---- a table ---- */

/* The fields of a table: row by row, the header first. */
typedef struct field_list {
    nsc_names fields;
    size_t column_count;
    nsc_record_format format;
} field_list;

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    field_list *list = context;
    nsc_status status = NSC_OK;
    if (list->column_count == 0)
        list->column_count = row->field_count;
    if (row->field_count != list->column_count)
        return nsc_error_set(error, NSC_INVALID, "the row has %zu fields, but there are %zu columns", row->field_count,
                             list->column_count);
    for (size_t field = 0; status == NSC_OK && field < row->field_count; field++)
        status = nsc_names_add(&list->fields, row->fields[field], error);
    return status;
}

/* True for the values of a table of keys and values, which are of several kinds. */
static bool is_mixed(const field_list *list, size_t column) {
    return list->column_count == NSC_KEY_COLUMNS && column == 1 &&
           strcmp(list->fields.items[0], nsc_key_columns[0].name) == 0 &&
           strcmp(list->fields.items[1], nsc_key_columns[1].name) == 0;
}

/* True if every field of the column is a number or empty. */
static bool holds_numbers(const field_list *list, size_t column) {
    double number;
    for (size_t place = list->column_count + column; place < list->fields.count; place += list->column_count)
        if (list->fields.items[place][0] != '\0' &&
            !nsc_record_number(&list->format, list->fields.items[place], &number))
            return false;
    return true;
}

static nsc_value read_value(const field_list *list, size_t place, bool is_number) {
    const char *text = list->fields.items[place];
    double number;
    if (text[0] == '\0')
        return nsc_missing();
    if (!is_number || !nsc_record_number(&list->format, text, &number))
        return nsc_text(text);
    return strpbrk(text, ".eE") == NULL && number > -1e15 && number < 1e15 ? nsc_integer((int64_t)number)
                                                                           : nsc_real(number);
}

/* Makes the table; the meanings of its columns are those of the analysis' table, whose columns come first. */
static nsc_status make_table(const field_list *list, const nsc_analysis_table *described, nsc_table **table,
                             nsc_error *error) {
    nsc_column *columns = NULL;
    nsc_value *values = NULL;
    bool *numbers = NULL;
    const size_t count = list->column_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&columns, count, sizeof *columns, error));
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    for (size_t column = 0; column < count; column++) {
        const bool known = described != NULL && column < described->column_count &&
                           strcmp(described->columns[column].name, list->fields.items[column]) == 0;
        columns[column] = (nsc_column){list->fields.items[column], known ? described->columns[column].meaning : NULL};
        numbers[column] = is_mixed(list, column) || holds_numbers(list, column);
    }
    NSC_TRY(nsc_table_create(table, columns, count, error));
    for (size_t row = 1; row * count < list->fields.count; row++) {
        for (size_t column = 0; column < count; column++)
            values[column] = read_value(list, row * count + column, numbers[column]);
        NSC_TRY(nsc_table_add(*table, values, count, error));
    }
out:
    free(columns);
    free(values);
    free(numbers);
    return status;
}

nsc_status nsc_diff_read_table(const nsc_diff_side *side, const nsc_diff_file *file, nsc_table **table,
                               nsc_names *texts, nsc_error *error) {
    const nsc_analysis_table *described = NULL;
    field_list list = {0};
    char *path = NULL;
    nsc_status status = NSC_OK;
    *table = NULL;
    for (size_t number = 0; file->analysis != NULL && number < file->analysis->table_count; number++)
        if (file->analysis->tables[number].name == file->table)
            described = &file->analysis->tables[number];
    NSC_TRY(nsc_path_join(&path, side->folder, file->name, error));
    NSC_TRY(nsc_records_read_rows(path, take_row, &list, &list.format, error));
    NSC_TRY(make_table(&list, described, table, error));
    *texts = list.fields;
    list.fields = (nsc_names){0};
out:
    nsc_names_release(&list.fields);
    free(path);
    return status;
}
