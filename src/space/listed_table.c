/*
 * A table of edges, with or without a header: two names a row, then a weight. Other programs name the columns
 * differently; rows of names between blanks, as networkx and SNAP write them, are split here, with the attributes that
 * networkx puts behind the names: "a b {'weight': 0.5}".
 */
#include "space/listed_internal.h"

#include "base/records.h"

#include <stdio.h>
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
    bool attributes, weights_given; /* rows end in {...}, and some have a weight there */
    bool first_unique;              /* a first row of two words, read as an edge, whose words no later row has */
    size_t rows, first_line;        /* rows after the header */
    char *first_names[2];
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
    if (strcasecmp(row->fields[0], "from_id") == 0 || strcasecmp(row->fields[1], "to_id") == 0)
        return refuse_header(row, error);
    job->fields[COLUMN_FROM] = 0;
    job->fields[COLUMN_TO] = 1;
    job->fields[COLUMN_WEIGHT] = row->field_count == 3 ? 2 : -1;
    job->first_unique = !is_number(row->fields[0]) && !is_number(row->fields[1]);
    job->first_line = row->line;
    for (int end = 0; end < 2; end++)
        NSC_TRY(nsc_copy_text(&job->first_names[end], row->fields[end], error));
    nsc_listed_note(job->parts, "no header with from and to: the first row is read as an edge");
out:
    return status;
}

static void watch_names(reading *job, const char *from, const char *to) {
    for (int end = 0; end < 2; end++)
        if (strcmp(from, job->first_names[end]) == 0 || strcmp(to, job->first_names[end]) == 0)
            job->first_unique = false;
}

/* Two words that no other row has are rather a header than an edge apart from all others. */
static nsc_status check_first_row(const reading *job, nsc_error *error) {
    if (!job->first_unique || job->rows < 2)
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\", line %zu: no other row has \"%.60s\" or \"%.60s\". If they are names of columns, "
                         "rename those of the two points of an edge to from and to (a list of points is no list of "
                         "edges); if they are an edge, put a row \"from,to\" above it",
                         job->parts->path, job->first_line, job->first_names[0], job->first_names[1]);
}

/* ---- rows ---- */

static const char *text_of(const reading *job, const nsc_record_row *row, edge_column column) {
    return job->fields[column] >= 0 ? row->fields[job->fields[column]] : "";
}

static nsc_status read_weight(const reading *job, const char *text, double *weight, nsc_error *error) {
    if (!nsc_record_number(&job->format, text, weight) || *weight <= 0)
        return nsc_error_set(error, NSC_INVALID,
                             "the weight \"%.60s\" is not a positive number: correct it or leave the row out; to read "
                             "edges without weights, rename or remove the column of weights",
                             text);
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
    if (++job->rows > 1 && job->first_unique)
        watch_names(job, from_text, to_text);
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
    job->parts->weighted = job->fields[COLUMN_WEIGHT] >= 0 && !job->attributes;
out:
    return status;
}

static bool is_comment(const char *text) {
    return text[0] == '#' || text[0] == '%';
}

/* Takes a row as the reader split it. */
static nsc_status take_fields(reading *job, const nsc_record_row *row, nsc_error *error) {
    return job->begun ? read_row(job, row, error) : begin(job, row, error);
}

/* Cuts the attributes off a text, "a b {'weight': 0.5, 'kind': 'x'}", and returns its weight in place; "1" if it has
 * none, as networkx takes it. */
static const char *cut_attributes(reading *job, char *text) {
    static const char name[] = "weight";
    char *attributes = strchr(text, '{');
    if (attributes == NULL)
        return "1";
    *attributes++ = '\0';
    char *weight = strstr(attributes, name);
    if (weight == NULL || weight == attributes || strchr("'\"", weight[-1]) == NULL)
        return "1";
    weight += sizeof name - 1;
    weight += strspn(weight, "'\": ");
    weight[strcspn(weight, ",} ")] = '\0';
    job->weights_given = true;
    return weight;
}

/* Splits a text at its blanks, up to three parts and one that makes it too many; comments have none. */
static nsc_status take_blanks(reading *job, char *text, size_t line, nsc_error *error) {
    const char *fields[BLANK_FIELDS + 2], *weight = job->attributes ? cut_attributes(job, text) : NULL;
    char *kept = NULL;
    size_t count = 0;
    for (char *part = strtok_r(text, " \t", &kept); part != NULL && count <= BLANK_FIELDS;
         part = strtok_r(NULL, " \t", &kept))
        fields[count++] = part;
    if (count == 0 || is_comment(fields[0]))
        return NSC_OK;
    if (weight != NULL)
        fields[count++] = weight;
    const nsc_record_row split = {.line = line, .field_count = count, .fields = fields};
    return take_fields(job, &split, error);
}

/* The text of a row that was parted at its blanks, or at commas within attributes. */
static nsc_status join_fields(const nsc_record_row *row, char **text, nsc_error *error) {
    size_t size = 1, length = 0;
    for (size_t field = 0; field < row->field_count; field++)
        size += strlen(row->fields[field]) + 1;
    const nsc_status status = nsc_allocate(text, size, 1, error);
    for (size_t field = 0; status == NSC_OK && field < row->field_count; field++)
        length += (size_t)sprintf(*text + length, "%s%s", field > 0 ? " " : "", row->fields[field]);
    return status;
}

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    reading *job = context;
    char *text = NULL;
    if (!job->begun) {
        if (is_comment(row->fields[0]))
            return NSC_OK;
        for (size_t field = 0; field < row->field_count; field++)
            job->attributes = job->attributes || (field >= 2 && row->fields[field][0] == '{') ||
                              strstr(row->fields[field], " {") != NULL;
        job->blanks = job->attributes || (row->field_count == 1 && strpbrk(row->fields[0], " \t") != NULL);
    }
    if (!job->blanks || (row->field_count > 1 && !job->attributes))
        return take_fields(job, row, error);
    nsc_status status = join_fields(row, &text, error);
    if (status == NSC_OK)
        status = take_blanks(job, text, row->line, error);
    free(text);
    return status;
}

nsc_status nsc_listed_read_table(nsc_listed_parts *parts, nsc_error *error) {
    reading job = {.parts = parts};
    char note[256];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_records_read_rows(parts->path, take_row, &job, &job.format, error));
    NSC_TRY(check_first_row(&job, error));
    parts->weighted = parts->weighted || job.weights_given;
    nsc_record_format_describe(&job.format, "", note, sizeof note);
    if (note[0] != '\0' && !job.attributes)
        nsc_listed_note(parts, "%s", note + strlen("\"\": "));
out:
    free(job.first_names[0]);
    free(job.first_names[1]);
    return status;
}
