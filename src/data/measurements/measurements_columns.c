/* The header of a table: which column holds what, by the user's choice or by its name. */
#include "data/measurements/measurements_columns.h"

#include "space/nb101/nb101.h"

#include <string.h>

/* The names that a header may use, in any order, with any capitals, and with blanks, hyphens, points or nothing in
 * place of underscores. */
static const struct column_name {
    const char *name;
    int role;
} column_names[] = {
    {"point", NSC_ROLE_POINT},
    {"genotype", NSC_ROLE_POINT},
    {"string", NSC_ROLE_POINT},
    {"sequence", NSC_ROLE_POINT},
    {"sequences", NSC_ROLE_POINT},
    {"architecture", NSC_ROLE_ARCHITECTURE},
    {"arch", NSC_ROLE_ARCHITECTURE},
    {"arch_str", NSC_ROLE_ARCHITECTURE},
    {"hash", NSC_ROLE_HASH},
    {"module_hash", NSC_ROLE_HASH},
    {"adjacency", NSC_ROLE_ADJACENCY},
    {"module_adjacency", NSC_ROLE_ADJACENCY},
    {"operations", NSC_ROLE_OPERATIONS},
    {"ops", NSC_ROLE_OPERATIONS},
    {"module_operations", NSC_ROLE_OPERATIONS},
    {"trainable_parameters", NSC_ROLE_PARAMETERS},
    {"params", NSC_ROLE_PARAMETERS},
    {"epochs", NSC_ROLE_EPOCHS},
    {"run", NSC_ROLE_RUN},
    {"repeat", NSC_ROLE_RUN},
    {"validation_accuracy", NSC_ROLE_METRIC + NSC_METRIC_VALID},
    {"final_validation_accuracy", NSC_ROLE_METRIC + NSC_METRIC_VALID},
    {"valid_accuracy", NSC_ROLE_METRIC + NSC_METRIC_VALID},
    {"test_accuracy", NSC_ROLE_METRIC + NSC_METRIC_TEST},
    {"final_test_accuracy", NSC_ROLE_METRIC + NSC_METRIC_TEST},
    {"train_accuracy", NSC_ROLE_METRIC + NSC_METRIC_TRAIN},
    {"final_train_accuracy", NSC_ROLE_METRIC + NSC_METRIC_TRAIN},
    {"training_time_s", NSC_ROLE_METRIC + NSC_METRIC_TIME},
    {"train_time_s", NSC_ROLE_METRIC + NSC_METRIC_TIME},
    {"training_time", NSC_ROLE_METRIC + NSC_METRIC_TIME},
    {"final_training_time", NSC_ROLE_METRIC + NSC_METRIC_TIME},
    {"halfway_validation_accuracy", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_VALID},
    {"halfway_valid_accuracy", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_VALID},
    {"halfway_test_accuracy", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_TEST},
    {"halfway_train_accuracy", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_TRAIN},
    {"halfway_training_time_s", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_TIME},
    {"halfway_training_time", NSC_ROLE_METRIC + NSC_METRIC_HALFWAY_TIME},
};

/* Names of columns that hold epochs or runs if their content is such, and if no column has a name above. */
static const struct column_name candidate_names[] = {
    {"budget", NSC_ROLE_EPOCHS},    {"epoch", NSC_ROLE_EPOCHS},      {"hp", NSC_ROLE_EPOCHS},
    {"iteration", NSC_ROLE_EPOCHS}, {"seed", NSC_ROLE_RUN},          {"trial", NSC_ROLE_RUN},
    {"n_epochs", NSC_ROLE_EPOCHS},  {"num_epochs", NSC_ROLE_EPOCHS},
};

/* The words of --columns. */
enum { ROLE_FITNESS = -1 };
static const struct column_name role_words[] = {
    {"point", NSC_ROLE_POINT},
    {"hash", NSC_ROLE_HASH},
    {"adjacency", NSC_ROLE_ADJACENCY},
    {"operations", NSC_ROLE_OPERATIONS},
    {"params", NSC_ROLE_PARAMETERS},
    {"epochs", NSC_ROLE_EPOCHS},
    {"run", NSC_ROLE_RUN},
    {"valid", NSC_ROLE_METRIC + NSC_METRIC_VALID},
    {"test", NSC_ROLE_METRIC + NSC_METRIC_TEST},
    {"train", NSC_ROLE_METRIC + NSC_METRIC_TRAIN},
    {"time", NSC_ROLE_METRIC + NSC_METRIC_TIME},
    {"fitness", ROLE_FITNESS},
};

static const struct column_name *find_name(const struct column_name *names, size_t count, const char *name) {
    for (size_t entry = 0; entry < count; entry++)
        if (nsc_same_words(names[entry].name, name))
            return &names[entry];
    return NULL;
}

bool nsc_column_name_is_candidate(const char *name) {
    return find_name(candidate_names, NSC_COUNT_OF(candidate_names), name) != NULL;
}

/* Only cells have hashes, adjacencies, operations and computed parameters. */
static bool is_of_cells(int role) {
    return role >= NSC_ROLE_HASH && role <= NSC_ROLE_PARAMETERS;
}

/* ---- names, for messages ---- */

/* Appends the names of the roles from `first` to `last` to `text`, as "a, b, c". */
static void list_names(char *text, size_t size, int first, int last) {
    size_t length = 0;
    text[0] = '\0';
    for (size_t entry = 0; entry < NSC_COUNT_OF(column_names) && length < size; entry++)
        if (column_names[entry].role >= first && column_names[entry].role <= last)
            length +=
                nsc_text_format(text + length, size - length, "%s%s", length > 0 ? ", " : "", column_names[entry].name);
}

/* ---- choices ---- */

/* Reads the name of a column and moves *`next` behind it; `whole` is the text for messages. */
static nsc_status read_column_name(const char **next, nsc_column_choice *choice, const char *whole, nsc_error *error) {
    const bool quoted = **next == '"';
    bool closed = !quoted;
    size_t length = 0;
    for (*next += quoted; **next != '\0' && (quoted || **next != ','); ++*next) {
        if (quoted && **next == '"' && *++*next != '"') { /* a doubled quote is one */
            closed = true;
            break;
        }
        if (length + 1 == sizeof choice->column)
            return nsc_error_set(error, NSC_USAGE, "--columns: the name in \"%.60s\" has more than %zu bytes", whole,
                                 sizeof choice->column - 1);
        choice->column[length++] = **next;
    }
    choice->column[length] = '\0';
    return closed ? NSC_OK
                  : nsc_error_set(error, NSC_USAGE, "--columns: the name in \"%.60s\" has no closing quote", whole);
}

nsc_status nsc_column_choice_next(const char **text, nsc_column_choice *choice, nsc_error *error) {
    const char *equals = strchr(*text, '='), *whole = *text;
    const size_t word = equals != NULL ? (size_t)(equals - *text) : 0;
    choice->role = NULL;
    for (size_t entry = 0; entry < NSC_COUNT_OF(role_words) && choice->role == NULL; entry++)
        if (equals != NULL && strlen(role_words[entry].name) == word &&
            strncmp(role_words[entry].name, *text, word) == 0)
            choice->role = role_words[entry].name;
    if (choice->role == NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "--columns: \"%.60s\" is not ROLE=COLUMN, with ROLE one of point, hash, adjacency, "
                             "operations, params, epochs, run, valid, test, train, time and fitness",
                             whole);
    const char *next = equals + 1;
    const nsc_status status = read_column_name(&next, choice, whole, error);
    if (status != NSC_OK)
        return status;
    if (*next != ',' && *next != '\0')
        return nsc_error_set(error, NSC_USAGE, "--columns: a comma is missing before \"%.60s\"", next);
    if (*next == ',' && next[1] == '\0')
        return nsc_error_set(error, NSC_USAGE, "--columns: \"%.60s\" ends with a comma", whole);
    *text = *next == ',' ? next + 1 : next;
    return NSC_OK;
}

static void assign(nsc_column_roles *columns, int role, size_t field) {
    columns->fields[role] = field;
    columns->names[role] = columns->header.items[field];
}

/* NSC_INVALID for a name that the header lacks, with the nearest one. */
static nsc_status refuse_name(const nsc_record_row *header, const nsc_column_choice *choice, nsc_error *error) {
    char text[600], hint[100] = "";
    const char *nearest = nsc_nearest_name(choice->column, header->fields, header->field_count);
    if (nearest != NULL)
        nsc_text_format(hint, sizeof hint, "; did you mean \"%.*s\"?", NSC_CUT(60, nearest));
    nsc_record_header_describe(header, text, sizeof text);
    return nsc_error_set(error, NSC_INVALID, "no column is called \"%.60s\" (--columns %s=...)%s; %s", choice->column,
                         choice->role, hint, text);
}

/* Gives a column the role that the user chose. */
static nsc_status choose(nsc_column_roles *columns, const nsc_space *space, const nsc_column_choice *choice,
                         const nsc_record_row *header, bool *chosen, nsc_error *error) {
    const int role = find_name(role_words, NSC_COUNT_OF(role_words), choice->role)->role;
    const size_t field = nsc_find_name(choice->column, header->fields, header->field_count);
    if (role == NSC_ROLE_RUN && choice->column[0] == '\0') {
        columns->rows_are_runs = true;
        return NSC_OK;
    }
    if (is_of_cells(role) && nsc_space_nb101(space) == NULL)
        return nsc_error_set(error, NSC_USAGE, "--columns %s=%.60s: points of the space %s are no cells", choice->role,
                             choice->column, space->name);
    if (field == header->field_count)
        return refuse_name(header, choice, error);
    for (size_t other = field + 1; other < header->field_count; other++)
        if (strcmp(header->fields[other], header->fields[field]) == 0)
            return nsc_error_set(error, NSC_INVALID,
                                 "columns %zu and %zu are both called \"%.60s\": give one of them another name in the "
                                 "first line of the file",
                                 field + 1, other + 1, header->fields[field]);
    if (role == ROLE_FITNESS)
        return NSC_OK;
    if (columns->fields[role] != NSC_NO_FIELD)
        return nsc_error_set(error, NSC_USAGE, "--columns gives %s twice", choice->role);
    assign(columns, role, field);
    chosen[field] = true;
    return NSC_OK;
}

static nsc_status take_choices(nsc_column_roles *columns, const nsc_space *space, const char *choices,
                               const nsc_record_row *header, bool *chosen, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (choices != NULL && *choices != '\0') {
        nsc_column_choice choice;
        NSC_TRY(nsc_column_choice_next(&choices, &choice, error));
        NSC_TRY(choose(columns, space, &choice, header, chosen, error));
    }
out:
    return status;
}

/* ---- names ---- */

/* Whether the user has given a role to another column, so that a column's name does not count. */
static bool is_given(const nsc_column_roles *columns, int role, const bool *chosen) {
    const bool point = role == NSC_ROLE_ARCHITECTURE && columns->fields[NSC_ROLE_POINT] != NSC_NO_FIELD &&
                       chosen[columns->fields[NSC_ROLE_POINT]];
    return point || (columns->fields[role] != NSC_NO_FIELD && chosen[columns->fields[role]]) ||
           (role == NSC_ROLE_RUN && columns->rows_are_runs);
}

static const char *word_of(int role) {
    for (size_t entry = 0; entry < NSC_COUNT_OF(role_words); entry++)
        if (role_words[entry].role == role)
            return role_words[entry].name;
    return role == NSC_ROLE_ARCHITECTURE ? "point" : "ROLE";
}

/* NSC_INVALID for a second column with the name of a role. */
static nsc_status refuse_second(const nsc_column_roles *columns, int role, size_t field, nsc_error *error) {
    const char *first = columns->names[role], *second = columns->header.items[field];
    char advice[120] = "give one of them another name in the first line of the file";
    if (strcmp(first, second) != 0)
        nsc_text_format(advice, sizeof advice, "choose one, --columns '%s=%.*s'", word_of(role), NSC_CUT(60, first));
    return nsc_error_set(error, NSC_INVALID, "columns %zu (\"%.60s\") and %zu (\"%.60s\") have the same meaning: %s",
                         columns->fields[role] + 1, first, field + 1, second, advice);
}

static nsc_status take_names(nsc_column_roles *columns, bool cells, const bool *chosen, nsc_error *error) {
    for (size_t field = 0; field < columns->header.count; field++) {
        const char *name = columns->header.items[field];
        const struct column_name *known = find_name(column_names, NSC_COUNT_OF(column_names), name);
        if (known == NULL || chosen[field] || (is_of_cells(known->role) && !cells) ||
            is_given(columns, known->role, chosen))
            continue;
        if (columns->fields[known->role] != NSC_NO_FIELD)
            return refuse_second(columns, known->role, field, error);
        assign(columns, known->role, field);
    }
    return NSC_OK;
}

/* The field of a column that names points; the number of fields if there is none. */
static size_t field_of_variable(const nsc_column_roles *columns, const nsc_space *space, size_t column) {
    return nsc_find_name(space->name_columns[column], (const char *const *)columns->header.items,
                         columns->header.count);
}

/* Finds the columns that together name the points of the space, if it has such and the header has them all. They play
 * no other role, whatever they are called. */
static nsc_status take_point_columns(nsc_column_roles *columns, const nsc_space *space, bool *chosen,
                                     nsc_error *error) {
    nsc_status status = NSC_OK;
    if (space->name_column_count == 0 || columns->fields[NSC_ROLE_POINT] != NSC_NO_FIELD)
        return NSC_OK;
    for (size_t column = 0; column < space->name_column_count; column++)
        if (field_of_variable(columns, space, column) == columns->header.count)
            return NSC_OK;
    NSC_TRY(nsc_allocate(&columns->point_fields, space->name_column_count, sizeof *columns->point_fields, error));
    for (size_t column = 0; column < space->name_column_count; column++) {
        columns->point_fields[column] = field_of_variable(columns, space, column);
        chosen[columns->point_fields[column]] = true;
    }
out:
    return status;
}

/* Whether a field is part of the name of the point. */
static bool names_point(const nsc_column_roles *columns, const nsc_space *space, size_t field) {
    for (size_t column = 0; columns->point_fields != NULL && column < space->name_column_count; column++)
        if (columns->point_fields[column] == field)
            return true;
    return false;
}

/* NSC_INVALID where no column says which point a row is about. */
static nsc_status check_point(const nsc_column_roles *columns, const nsc_space *space, bool cells,
                              const nsc_record_row *header, nsc_error *error) {
    char names[400], text[600];
    const size_t *fields = columns->fields;
    if (columns->point_fields != NULL || fields[NSC_ROLE_HASH] != NSC_NO_FIELD ||
        fields[NSC_ROLE_POINT] != NSC_NO_FIELD || fields[NSC_ROLE_ARCHITECTURE] != NSC_NO_FIELD ||
        (fields[NSC_ROLE_ADJACENCY] != NSC_NO_FIELD && fields[NSC_ROLE_OPERATIONS] != NSC_NO_FIELD))
        return NSC_OK;
    list_names(names, sizeof names, NSC_ROLE_POINT, cells ? NSC_ROLE_OPERATIONS : NSC_ROLE_ARCHITECTURE);
    nsc_record_header_describe(header, text, sizeof text);
    for (size_t column = 0; column < space->name_column_count; column++)
        if (field_of_variable(columns, space, column) == columns->header.count)
            return nsc_error_set(error, NSC_INVALID, "no column is called \"%.60s\", as a variable of %s is; %s",
                                 space->name_columns[column], space->name, text);
    return nsc_error_set(
        error, NSC_INVALID,
        "no column says which %s a row is about; %s. %s would, under one of the names %s, or chosen by "
        "--columns point=COLUMN%s",
        cells ? "cell" : "point", text, cells ? "A hash, or an adjacency with operations," : "The point's name", names,
        header->field_count > 2 && !cells ? "; for a table with a column for each variable: --space "
                                            "variables:FILE"
                                          : "");
}

/* NSC_INVALID where the table has nothing but names of points. */
static nsc_status check_values(const nsc_column_roles *columns, nsc_error *error) {
    char names[900];
    bool any = columns->kept_count > 0;
    for (int role = NSC_ROLE_METRIC; role < NSC_ROLE_COUNT; role++)
        any = any || columns->fields[role] != NSC_NO_FIELD;
    if (any)
        return NSC_OK;
    list_names(names, sizeof names, NSC_ROLE_METRIC, NSC_ROLE_COUNT);
    return nsc_error_set(error, NSC_INVALID,
                         "no column of the header holds a measurement; names that do: %s; any other is named as "
                         "--fitness column:NAME",
                         names);
}

/* Lists the fields whose texts are kept: all but those with values or with names of points. */
static nsc_status keep_fields(nsc_column_roles *columns, const nsc_space *space, nsc_error *error) {
    const nsc_status status = nsc_allocate(&columns->kept, columns->header.count, sizeof *columns->kept, error);
    for (size_t field = 0; status == NSC_OK && field < columns->header.count; field++) {
        bool kept = !names_point(columns, space, field);
        for (int role = 0; role < NSC_ROLE_COUNT; role++)
            kept = kept && (columns->fields[role] != field || role == NSC_ROLE_PARAMETERS || role == NSC_ROLE_EPOCHS ||
                            role == NSC_ROLE_RUN);
        if (kept)
            columns->kept[columns->kept_count++] = field;
    }
    return status;
}

/* Finds the columns that may hold epochs or runs where no other column does. */
static void find_candidates(nsc_column_roles *columns, const nsc_space *space) {
    for (size_t place = 0; place < columns->kept_count; place++) {
        const char *name = columns->header.items[columns->kept[place]];
        const struct column_name *known = find_name(candidate_names, NSC_COUNT_OF(candidate_names), name);
        if (known == NULL || columns->fields[known->role] != NSC_NO_FIELD ||
            (known->role == NSC_ROLE_EPOCHS ? space->epochs == 0 : columns->rows_are_runs))
            continue;
        nsc_column_candidates *candidates = known->role == NSC_ROLE_EPOCHS ? &columns->epochs : &columns->runs;
        if (candidates->count < NSC_CANDIDATES)
            candidates->columns[candidates->count++] = place;
    }
}

nsc_status nsc_column_roles_find(nsc_column_roles *columns, const nsc_space *space, const char *choices,
                                 const nsc_record_row *header, nsc_error *error) {
    const bool cells = nsc_space_nb101(space) != NULL;
    bool *chosen = NULL;
    nsc_status status = NSC_OK;
    *columns = (nsc_column_roles){0};
    for (int role = 0; role < NSC_ROLE_COUNT; role++)
        columns->fields[role] = NSC_NO_FIELD;
    for (size_t field = 0; field < header->field_count; field++)
        NSC_TRY(nsc_names_add(&columns->header, header->fields[field], error));
    NSC_TRY(nsc_allocate(&chosen, header->field_count, sizeof *chosen, error));
    NSC_TRY(take_choices(columns, space, choices, header, chosen, error));
    NSC_TRY(take_point_columns(columns, space, chosen, error));
    NSC_TRY(take_names(columns, cells, chosen, error));
    NSC_TRY(check_point(columns, space, cells, header, error));
    NSC_TRY(keep_fields(columns, space, error));
    NSC_TRY(check_values(columns, error));
    find_candidates(columns, space);
out:
    free(chosen);
    return status;
}

void nsc_column_roles_release(nsc_column_roles *columns) {
    nsc_names_release(&columns->header);
    free(columns->kept);
    free(columns->point_fields);
    *columns = (nsc_column_roles){0};
}
