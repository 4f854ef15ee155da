/*
 * Rows of a network of optima as other programs write it. Three forms, told apart by the names of the columns:
 *
 *     from,to,weight       edges; with from_fitness,to_fitness, or with the fitness in a file of nodes
 *     fit1 sol1 fit2 sol2  moves of a search, separated by blanks or as any table
 *     run,fitness,solution the optima that runs visit, one after another
 *
 * The header may be missing where the first row tells the form: by which of its fields are numbers.
 */
#include "analysis/optima/lon_network_internal.h"

#include <math.h>
#include <string.h>

/* ---- columns ---- */

enum { FROM, TO, WEIGHT, COUNT, FROM_FITNESS, TO_FITNESS, RUN, FITNESS, SOLUTION, STAY, KIND, COLUMNS };
enum { SPELLINGS = 10, MOST_TOKENS = 64 };

/* Fitnesses of an optimum that differ by this share are the same number, computed or printed in another way. */
static const double SAME = 1e-12;

/* Names of columns, by nsc_same_words; of several that a file has, the first here counts. */
static const char *const spellings[COLUMNS][SPELLINGS] = {
    [FROM] = {"from", "source", "node1", "sol1", "solution1", "optimum1", "fromnode", "start", "parent"},
    [TO] = {"to", "target", "node2", "sol2", "solution2", "optimum2", "tonode", "end", "child"},
    [WEIGHT] = {"weight", "weights", "w", "probability", "prob"},
    [COUNT] = {"count", "frequency", "freq", "n"},
    [FROM_FITNESS] = {"fromfitness", "fit1", "fitness1", "sourcefitness", "startfitness", "f1"},
    [TO_FITNESS] = {"tofitness", "fit2", "fitness2", "targetfitness", "endfitness", "f2"},
    [RUN] = {"run", "runs", "trial", "seed"},
    [FITNESS] = {"fitness", "fit", "value", "objective", "f"},
    [SOLUTION] = {"solution", "sol", "node", "optimum", "name", "id", "point", "label", "vertex"},
    [STAY] = {"stay", "selfloop", "loop"},
    [KIND] = {"kind", "type"},
};

#define FORMS                                                                                                          \
    "from,to,weight (with from_fitness,to_fitness, or with the fitness in --nodes FILE), fit1,sol1,fit2,sol2 for the " \
    "moves of a search, or run,fitness,solution for its optima one after another"

/* How well a column's name stands for a column: smaller is better, SPELLINGS: not at all. */
static size_t spelling_of(int column, const char *name) {
    for (size_t spelling = 0; spelling < SPELLINGS && spellings[column][spelling] != NULL; spelling++)
        if (nsc_same_words(spellings[column][spelling], name))
            return spelling;
    return SPELLINGS;
}

/* ---- a file ---- */

typedef struct reader {
    nsc_lon_rows *rows;
    const nsc_record_format *format;
    bool of_nodes, begun, by_blanks;
    int columns[COLUMNS]; /* places of the fields; −1 for none */
    size_t field_count;
    char *text; /* of a row that blanks separate */
    size_t text_capacity;
    const char *tokens[MOST_TOKENS];
    nsc_name_table runs, kinds;
    uint32_t *last_of_run; /* [run] node + 1; 0: none so far */
    size_t run_capacity;
} reader;

static void release_reader(reader *file) {
    free(file->text);
    free(file->last_of_run);
    nsc_name_table_release(&file->runs);
    nsc_name_table_release(&file->kinds);
}

/* The fields of a row: of one that no separator divides, what blanks do. */
static nsc_status split_blanks(reader *file, const nsc_record_row *row, nsc_record_row *fields, nsc_error *error) {
    const size_t size = strlen(row->fields[0]) + 1;
    char *rest;
    const nsc_status status = nsc_reserve(&file->text, &file->text_capacity, size, 1, error);
    if (status != NSC_OK)
        return status;
    memcpy(file->text, row->fields[0], size);
    *fields = (nsc_record_row){.line = row->line, .fields = file->tokens};
    for (char *token = strtok_r(file->text, " \t", &rest); token != NULL; token = strtok_r(NULL, " \t", &rest)) {
        if (fields->field_count == MOST_TOKENS)
            return nsc_error_set(error, NSC_INVALID, "more than %d fields", MOST_TOKENS);
        file->tokens[fields->field_count++] = token;
    }
    return NSC_OK;
}

static bool has(const reader *file, int column) {
    return file->columns[column] >= 0;
}

static const char *field_of(const reader *file, const nsc_record_row *row, int column) {
    return row->fields[file->columns[column]];
}

/* Finds the columns by their names; false if no name is known: the row is no header. */
static bool find_columns(reader *file, const nsc_record_row *row) {
    bool found = false;
    for (int column = 0; column < COLUMNS; column++) {
        size_t best = SPELLINGS;
        file->columns[column] = -1;
        for (size_t field = 0; field < row->field_count; field++)
            if (spelling_of(column, row->fields[field]) < best) {
                best = spelling_of(column, row->fields[field]);
                file->columns[column] = (int)field;
            }
        found = found || has(file, column);
    }
    return found;
}

static bool is_number(const reader *file, const char *text) {
    double value;
    return nsc_record_number(file->format, text, &value);
}

/* Four fields without a header are a move: a number, an optimum, a number, an optimum. */
static bool is_move(const reader *file, const nsc_record_row *row) {
    return !file->of_nodes && row->field_count == 4 && is_number(file, row->fields[0]) &&
           is_number(file, row->fields[2]);
}

/* Three fields without a header: two optima and a number, or a run, a number and an optimum. Of three numbers none can
 * tell. */
static bool is_edge(const reader *file, const nsc_record_row *row) {
    return !file->of_nodes && row->field_count == 3 && !is_number(file, row->fields[1]) &&
           is_number(file, row->fields[2]);
}

static bool is_visit(const reader *file, const nsc_record_row *row) {
    return !file->of_nodes && row->field_count == 3 && is_number(file, row->fields[1]) &&
           !is_number(file, row->fields[2]);
}

static nsc_status check_columns(reader *file, const nsc_record_row *row, nsc_error *error) {
    nsc_lon_rows *rows = file->rows;
    char header[512];
    nsc_record_header_describe(row, header, sizeof header);
    if (file->of_nodes) {
        if (!has(file, SOLUTION) || !has(file, FITNESS))
            return nsc_error_set(error, NSC_INVALID, "a file of nodes has the columns node,fitness; %s", header);
        return NSC_OK;
    }
    const bool edges = has(file, FROM) && has(file, TO), runs = has(file, RUN) && has(file, FITNESS);
    if (edges && has(file, FROM_FITNESS) != has(file, TO_FITNESS))
        return nsc_error_set(error, NSC_INVALID, "the fitness of one end of the edges is missing; %s", header);
    if (!edges && !(runs && has(file, SOLUTION)))
        return nsc_error_set(error, NSC_INVALID, "the columns are none of: " FORMS "; %s", header);
    rows->has_fitness = !edges || has(file, FROM_FITNESS);
    rows->moves = edges && !has(file, WEIGHT) && !has(file, COUNT) && rows->has_fitness;
    return NSC_OK;
}

/* The first row: *`header` is false where it holds data. */
static nsc_status begin(reader *file, const nsc_record_row *row, bool *header, nsc_error *error) {
    static const char *const move[] = {"fit1", "sol1", "fit2", "sol2"}, *const edge[] = {"from", "to", "weight"},
                             *const visit[] = {"run", "fitness", "solution"};
    nsc_record_row names = *row;
    file->begun = true;
    file->field_count = row->field_count;
    *header = !is_move(file, row) && find_columns(file, row);
    if (!*header && is_move(file, row))
        names.fields = move;
    else if (!*header && is_edge(file, row))
        names.fields = edge;
    else if (!*header && is_visit(file, row))
        names.fields = visit;
    find_columns(file, &names);
    return check_columns(file, &names, error);
}

/* ---- rows ---- */

static nsc_status read_number(const reader *file, const char *what, const char *text, double *value, nsc_error *error) {
    if (nsc_record_number(file->format, text, value))
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "the %s \"%.60s\" is not a number", what, text);
}

static nsc_status take_node(reader *file, const char *name, uint32_t *node, nsc_error *error) {
    nsc_lon_rows *rows = file->rows;
    const size_t before = rows->names.count;
    nsc_status status = NSC_OK;
    if (name[0] == '\0')
        return nsc_error_set(error, NSC_INVALID, "the name of an optimum is empty");
    NSC_TRY(nsc_name_table_add(&rows->names, name, node, error));
    NSC_TRY(nsc_reserve(&rows->nodes, &rows->node_capacity, rows->names.count, sizeof *rows->nodes, error));
    if (rows->names.count > before)
        rows->nodes[*node] = (nsc_lon_read_node){.fitness = NAN, .stay = NAN};
out:
    return status;
}

static nsc_status take_fitness(reader *file, size_t line, uint32_t node, const char *text, nsc_error *error) {
    nsc_lon_read_node *own = &file->rows->nodes[node];
    double fitness;
    const nsc_status status = read_number(file, "fitness", text, &fitness, error);
    if (status != NSC_OK)
        return status;
    if (!isnan(own->fitness) && fabs(own->fitness - fitness) > SAME * fabs(fitness))
        return nsc_error_set(error, NSC_INVALID, "%.80s has the fitness %.15g here and %.15g in line %zu%s",
                             nsc_name_table_text(&file->rows->names, node), fitness, own->fitness, own->line,
                             file->of_nodes && !own->in_nodes ? " of the network" : "");
    if (isnan(own->fitness)) {
        own->line = line;
        own->fitness = fitness;
    }
    own->in_nodes = file->of_nodes;
    return NSC_OK;
}

static nsc_status add_edge(reader *file, uint32_t from, uint32_t to, double weight, double count, nsc_error *error) {
    nsc_lon_list *list = &file->rows->edges;
    const nsc_status status = nsc_reserve(&list->edges, &list->capacity, list->count + 1, sizeof *list->edges, error);
    if (status == NSC_OK)
        list->edges[list->count++] = (nsc_network_edge){.from = from, .to = to, .weight = weight, .count = count};
    return status;
}

static nsc_status read_amount(const reader *file, const nsc_record_row *row, int column, const char *what,
                              double *amount, nsc_error *error) {
    const nsc_status status = read_number(file, what, field_of(file, row, column), amount, error);
    if (status != NSC_OK || (*amount >= 0 && *amount <= 1e60))
        return status;
    return nsc_error_set(error, NSC_INVALID, "the %s %g is not between 0 and 1e60", what, *amount);
}

/* One network a file: nasscape's own tables of edges may hold two. */
static nsc_status check_kind(reader *file, const char *kind, nsc_error *error) {
    uint32_t number;
    const nsc_status status = nsc_name_table_add(&file->kinds, kind, &number, error);
    if (status != NSC_OK || number == 0)
        return status;
    return nsc_error_set(error, NSC_INVALID,
                         "edges of two kinds, \"%.40s\" and \"%.40s\", which are two networks: keep the rows of one",
                         nsc_name_table_text(&file->kinds, 0), kind);
}

static nsc_status read_edge(reader *file, const nsc_record_row *row, nsc_error *error) {
    uint32_t from = 0, to = 0;
    double weight = 1, count = 1;
    nsc_status status = NSC_OK;
    NSC_TRY(take_node(file, field_of(file, row, FROM), &from, error));
    NSC_TRY(take_node(file, field_of(file, row, TO), &to, error));
    if (has(file, FROM_FITNESS)) {
        NSC_TRY(take_fitness(file, row->line, from, field_of(file, row, FROM_FITNESS), error));
        NSC_TRY(take_fitness(file, row->line, to, field_of(file, row, TO_FITNESS), error));
    }
    if (has(file, COUNT)) {
        NSC_TRY(read_amount(file, row, COUNT, "count", &count, error));
        weight = count;
    }
    if (has(file, WEIGHT))
        NSC_TRY(read_amount(file, row, WEIGHT, "weight", &weight, error));
    if (has(file, KIND))
        NSC_TRY(check_kind(file, field_of(file, row, KIND), error));
    if (weight > 0)
        NSC_TRY(add_edge(file, from, to, weight, count, error));
out:
    return status;
}

/* An optimum of a run: an edge from the one before it, if the run has one. */
static nsc_status read_visit(reader *file, const nsc_record_row *row, nsc_error *error) {
    uint32_t run = 0, node = 0;
    nsc_status status = NSC_OK;
    const size_t before = file->runs.count;
    NSC_TRY(nsc_name_table_add(&file->runs, field_of(file, row, RUN), &run, error));
    NSC_TRY(nsc_reserve(&file->last_of_run, &file->run_capacity, file->runs.count, sizeof *file->last_of_run, error));
    if (file->runs.count > before)
        file->last_of_run[run] = 0;
    NSC_TRY(take_node(file, field_of(file, row, SOLUTION), &node, error));
    NSC_TRY(take_fitness(file, row->line, node, field_of(file, row, FITNESS), error));
    if (file->last_of_run[run] > 0)
        NSC_TRY(add_edge(file, file->last_of_run[run] - 1, node, 1, 1, error));
    file->last_of_run[run] = node + 1;
out:
    return status;
}

static nsc_status read_node(reader *file, const nsc_record_row *row, nsc_error *error) {
    uint32_t node = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(take_node(file, field_of(file, row, SOLUTION), &node, error));
    NSC_TRY(take_fitness(file, row->line, node, field_of(file, row, FITNESS), error));
    if (has(file, STAY) && !nsc_record_missing(field_of(file, row, STAY)))
        NSC_TRY(read_amount(file, row, STAY, "self-loop weight", &file->rows->nodes[node].stay, error));
out:
    return status;
}

static nsc_status take_row(void *context, const nsc_record_row *given, nsc_error *error) {
    reader *file = context;
    nsc_record_row row = *given;
    bool header = false;
    nsc_status status = NSC_OK;
    if (!file->begun)
        file->by_blanks = row.field_count == 1 && strpbrk(row.fields[0], " \t") != NULL;
    if (file->by_blanks && row.field_count == 1)
        NSC_TRY(split_blanks(file, given, &row, error));
    if (!file->begun)
        NSC_TRY(begin(file, &row, &header, error));
    if (row.field_count != file->field_count)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "%zu fields, but the first row has %zu", row.field_count,
                              file->field_count));
    if (!header)
        NSC_TRY(file->of_nodes                     ? read_node(file, &row, error)
                : has(file, FROM) && has(file, TO) ? read_edge(file, &row, error)
                                                   : read_visit(file, &row, error));
out:
    return status;
}

/* ---- both files ---- */

static nsc_status read_file(nsc_lon_rows *rows, const char *path, bool of_nodes, nsc_error *error) {
    nsc_record_format format;
    reader file = {.rows = rows, .format = &format, .of_nodes = of_nodes};
    const nsc_status status = nsc_records_read_rows(path, take_row, &file, &format, error);
    release_reader(&file);
    return status;
}

nsc_status nsc_lon_rows_read_network(nsc_lon_rows *rows, const char *path, nsc_error *error) {
    return read_file(rows, path, false, error);
}

nsc_status nsc_lon_rows_read_nodes(nsc_lon_rows *rows, const char *path, nsc_error *error) {
    return read_file(rows, path, true, error);
}

void nsc_lon_rows_release(nsc_lon_rows *rows) {
    nsc_name_table_release(&rows->names);
    free(rows->nodes);
    free(rows->edges.edges);
    *rows = (nsc_lon_rows){0};
}
