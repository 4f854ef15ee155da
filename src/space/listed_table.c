/*
 * A table of edges, with or without a header: two names a row, then a weight. Other programs name the columns
 * differently; rows of names between blanks, as networkx and SNAP write them, are split here.
 */
#include "space/listed_internal.h"

#include "base/records.h"

#include <string.h>
#include <strings.h>

typedef enum edge_column {
    COLUMN_FROM,
    COLUMN_TO,
    COLUMN_KIND,
    COLUMN_WEIGHT,
    COLUMN_DIRECTION, /* "Type" of Gephi: Directed, Undirected */
    COLUMN_COUNT
} edge_column;

/* In any case. */
static const struct {
    const char *name;
    edge_column column;
} column_names[] = {
    {"from", COLUMN_FROM},      {"source", COLUMN_FROM}, {"src", COLUMN_FROM},  {"node1", COLUMN_FROM},
    {"node_1", COLUMN_FROM},    {"to", COLUMN_TO},       {"target", COLUMN_TO}, {"dst", COLUMN_TO},
    {"node2", COLUMN_TO},       {"node_2", COLUMN_TO},   {"kind", COLUMN_KIND}, {"weight", COLUMN_WEIGHT},
    {"type", COLUMN_DIRECTION},
};
enum { COLUMN_NAMES = sizeof column_names / sizeof column_names[0], BLANK_FIELDS = 3 };

typedef struct reading {
    nsc_listed_parts *parts;
    nsc_record_format format;
    int fields[COLUMN_COUNT]; /* of the header; −1 for none */
    size_t field_count;
    bool begun, header, blanks;
    bool numbers_follow;  /* all names after the first row are numbers */
    char *first_names[2]; /* of a first row that is no header, until one of them appears again */
} reading;

/* ---- the first row ---- */

static nsc_status find_columns(reading *job, const nsc_record_row *row, nsc_error *error) {
    for (int column = 0; column < COLUMN_COUNT; column++)
        job->fields[column] = -1;
    for (size_t field = 0; field < row->field_count; field++)
        for (size_t name = 0; name < COLUMN_NAMES; name++) {
            if (strcasecmp(row->fields[field], column_names[name].name) != 0)
                continue;
            int *place = &job->fields[column_names[name].column];
            if (*place >= 0)
                return nsc_error_set(error, NSC_INVALID, "columns %d and %zu have the same meaning: \"%s\"", *place + 1,
                                     field + 1, row->fields[field]);
            *place = (int)field;
        }
    return NSC_OK;
}

static nsc_status refuse_header(const nsc_record_row *row, nsc_error *error) {
    char header[256];
    nsc_record_header_describe(row, header, sizeof header);
    for (size_t field = 0; field < row->field_count; field++)
        if (strcasecmp(row->fields[field], "from_id") == 0 || strcasecmp(row->fields[field], "to_id") == 0)
            return nsc_error_set(
                error, NSC_INVALID,
                "the rows have ids of another space, not names: write them by `nasscape graph export` "
                "without --ids, or rename the columns to \"from\" and \"to\" if the ids are names (%s)",
                header);
    return nsc_error_set(error, NSC_INVALID,
                         "the header has no columns \"from\" and \"to\" (or source and target, node1 and node2): a "
                         "space is nb101, nb201, hamming:Q^N, variables:FILE, or such a list of edges (%s)",
                         header);
}

static bool is_number(const char *text) {
    double value;
    return nsc_record_number(&(nsc_record_format){0}, text, &value);
}

/* A first row without known names: two names, or two names and a weight, are an edge. */
static nsc_status begin_without_header(reading *job, const nsc_record_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (row->field_count < 2 || row->field_count > 3 || (row->field_count == 3 && !is_number(row->fields[2])))
        return refuse_header(row, error);
    job->fields[COLUMN_FROM] = 0;
    job->fields[COLUMN_TO] = 1;
    job->fields[COLUMN_WEIGHT] = row->field_count == 3 ? 2 : -1;
    job->numbers_follow = !is_number(row->fields[0]) && !is_number(row->fields[1]);
    for (int end = 0; end < 2; end++)
        NSC_TRY(nsc_copy_text(&job->first_names[end], row->fields[end], error));
    nsc_listed_note(job->parts, "no header with from and to: the first row is read as an edge");
out:
    return status;
}

/* A row of words that are the names of no column, above rows of numbers, is a header. */
static nsc_status watch_names(reading *job, const char *from, const char *to, nsc_error *error) {
    const bool again = strcmp(from, job->first_names[0]) == 0 || strcmp(from, job->first_names[1]) == 0 ||
                       strcmp(to, job->first_names[0]) == 0 || strcmp(to, job->first_names[1]) == 0;
    const nsc_record_row header = {
        .line = 1, .field_count = 2, .fields = (const char *const[]){job->first_names[0], job->first_names[1]}};
    if (again || !is_number(from) || !is_number(to))
        job->numbers_follow = false;
    return job->numbers_follow && from[0] != '\0' ? refuse_header(&header, error) : NSC_OK;
}

/* ---- rows ---- */

static const char *text_of(const reading *job, const nsc_record_row *row, edge_column column) {
    return job->fields[column] >= 0 ? row->fields[job->fields[column]] : "";
}

static nsc_status read_weight(const reading *job, const char *text, double *weight, nsc_error *error) {
    if (!nsc_record_number(&job->format, text, weight) || *weight <= 0)
        return nsc_error_set(error, NSC_INVALID, "the weight \"%.60s\" is not a positive number", text);
    return NSC_OK;
}

/* Gephi's column says of each edge whether it has a direction. */
static nsc_status check_direction(const reading *job, const char *text, nsc_error *error) {
    if (job->parts->options.direction != NSC_DIRECTION_OF_FILE || strcasecmp(text, "directed") != 0)
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID,
                         "the edge is directed: choose --space '%s:directed', for analyses that take directions, or "
                         "'%s:undirected'",
                         job->parts->path, job->parts->path);
}

static nsc_status read_row(reading *job, const nsc_record_row *row, nsc_error *error) {
    nsc_listed_parts *parts = job->parts;
    uint32_t from = 0, to = 0;
    double weight = 1;
    nsc_status status = NSC_OK;
    if (row->field_count != job->field_count)
        return nsc_error_set(error, NSC_INVALID, "the row has %zu fields, the %s %zu", row->field_count,
                             job->header ? "header" : "first row", job->field_count);
    const char *from_text = text_of(job, row, COLUMN_FROM), *to_text = text_of(job, row, COLUMN_TO);
    if (job->numbers_follow && row->line > 1)
        NSC_TRY(watch_names(job, from_text, to_text, error));
    NSC_TRY(nsc_listed_point(parts, from_text, &from, error));
    if (to_text[0] == '\0')
        return NSC_OK;
    NSC_TRY(nsc_listed_point(parts, to_text, &to, error));
    NSC_TRY(check_direction(job, text_of(job, row, COLUMN_DIRECTION), error));
    if (job->fields[COLUMN_WEIGHT] >= 0)
        NSC_TRY(read_weight(job, text_of(job, row, COLUMN_WEIGHT), &weight, error));
    NSC_TRY(nsc_listed_edge_add(parts, from, to, text_of(job, row, COLUMN_KIND), weight, row->line, error));
out:
    return status;
}

static nsc_status begin(reading *job, const nsc_record_row *row, nsc_error *error) {
    nsc_status status = NSC_OK;
    job->begun = true;
    job->field_count = row->field_count;
    NSC_TRY(find_columns(job, row, error));
    job->header = job->fields[COLUMN_FROM] >= 0 && job->fields[COLUMN_TO] >= 0;
    if (!job->header && (job->fields[COLUMN_FROM] >= 0 || job->fields[COLUMN_TO] >= 0))
        return refuse_header(row, error);
    if (!job->header) {
        NSC_TRY(begin_without_header(job, row, error));
        NSC_TRY(read_row(job, row, error));
    }
    job->parts->weighted = job->fields[COLUMN_WEIGHT] >= 0;
out:
    return status;
}

/* Takes a row as the reader split it. */
static nsc_status take_fields(reading *job, const nsc_record_row *row, nsc_error *error) {
    return job->begun ? read_row(job, row, error) : begin(job, row, error);
}

/* Splits a row of one field at its blanks, up to three parts and one that makes it too many; comments have none. */
static nsc_status take_blanks(reading *job, const nsc_record_row *row, nsc_error *error) {
    const char *fields[BLANK_FIELDS + 1];
    char *text = NULL, *kept = NULL;
    size_t count = 0;
    nsc_status status = nsc_copy_text(&text, row->fields[0], error);
    if (status != NSC_OK)
        return status;
    for (char *part = strtok_r(text, " \t", &kept); part != NULL && count <= BLANK_FIELDS;
         part = strtok_r(NULL, " \t", &kept))
        fields[count++] = part;
    if (count > 0 && fields[0][0] != '#' && fields[0][0] != '%') {
        const nsc_record_row split = {.line = row->line, .field_count = count, .fields = fields};
        status = take_fields(job, &split, error);
    }
    free(text);
    return status;
}

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    reading *job = context;
    if (!job->begun && row->field_count == 1 && strpbrk(row->fields[0], " \t") != NULL)
        job->blanks = true;
    return job->blanks && row->field_count == 1 ? take_blanks(job, row, error) : take_fields(job, row, error);
}

nsc_status nsc_listed_read_table(nsc_listed_parts *parts, nsc_error *error) {
    reading job = {.parts = parts};
    char note[256];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_records_read_rows(parts->path, take_row, &job, &job.format, error));
    nsc_record_format_describe(&job.format, "", note, sizeof note);
    if (note[0] != '\0')
        nsc_listed_note(parts, "%s", note + strlen("\"\": "));
out:
    free(job.first_names[0]);
    free(job.first_names[1]);
    return status;
}
