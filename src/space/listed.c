/* Points and edges from a file: rows in, names numbered, edges sorted and compared. */
#include "space/listed.h"

#include "base/utf8.h"
#include "space/space_internal.h"

#include <math.h>
#include <string.h>

/* ---- names, numbered as they first appear ---- */

typedef struct name_table {
    char *texts; /* names one after another, each with its zero */
    size_t text_length, text_capacity;
    size_t *places; /* [number] where its name begins */
    size_t count, place_capacity;
    uint32_t *slots; /* open addressing: number + 1, 0 for free; a power of two of them */
    size_t slot_count;
} name_table;

static void release_names(name_table *names) {
    free(names->texts);
    free(names->places);
    free(names->slots);
}

static const char *name_of(const name_table *names, size_t number) {
    return names->texts + names->places[number];
}

/* FNV-1a, 64 bits. */
static uint64_t hash_text(const char *text) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash;
}

/* The slot of the name, or the free slot where it belongs. */
static size_t find_slot(const name_table *names, const char *text) {
    size_t slot = hash_text(text) & (names->slot_count - 1);
    while (names->slots[slot] != 0 && strcmp(name_of(names, names->slots[slot] - 1), text) != 0)
        slot = (slot + 1) & (names->slot_count - 1);
    return slot;
}

/* Keeps at least half of the slots free. */
static nsc_status grow_slots(name_table *names, nsc_error *error) {
    if (2 * (names->count + 1) <= names->slot_count)
        return NSC_OK;
    const size_t slot_count = names->slot_count > 0 ? 2 * names->slot_count : 1024;
    uint32_t *slots;
    nsc_status status = nsc_allocate(&slots, slot_count, sizeof *slots, error);
    if (status != NSC_OK)
        return status;
    free(names->slots);
    names->slots = slots;
    names->slot_count = slot_count;
    for (size_t number = 0; number < names->count; number++)
        slots[find_slot(names, name_of(names, number))] = (uint32_t)number + 1;
    return NSC_OK;
}

/* The number of a name; a new name gets the next number. */
static nsc_status number_name(name_table *names, const char *text, uint32_t *number, nsc_error *error) {
    const size_t size = strlen(text) + 1;
    nsc_status status = NSC_OK;
    NSC_TRY(grow_slots(names, error));
    const size_t slot = find_slot(names, text);
    if (names->slots[slot] == 0) {
        NSC_TRY(nsc_reserve(&names->texts, &names->text_capacity, names->text_length + size, 1, error));
        NSC_TRY(nsc_reserve(&names->places, &names->place_capacity, names->count + 1, sizeof *names->places, error));
        memcpy(names->texts + names->text_length, text, size);
        names->places[names->count++] = names->text_length;
        names->text_length += size;
        names->slots[slot] = (uint32_t)names->count;
    }
    *number = names->slots[slot] - 1;
out:
    return status;
}

/* ---- the file ---- */

enum { COLUMN_FROM, COLUMN_TO, COLUMN_KIND, COLUMN_WEIGHT, COLUMN_COUNT };

static const struct {
    const char *name;
    int column;
} column_names[] = {
    {"from", COLUMN_FROM}, {"source", COLUMN_FROM}, {"to", COLUMN_TO},
    {"target", COLUMN_TO}, {"kind", COLUMN_KIND},   {"weight", COLUMN_WEIGHT},
};
enum { COLUMN_NAMES = sizeof column_names / sizeof column_names[0] };

typedef struct implementation {
    nsc_listed listed;
    nsc_listed_edge *edges;
    size_t edge_count, edge_capacity;
    name_table points, kinds;
    nsc_edge_kind *edge_kinds;
    char *name;
    int fields[COLUMN_COUNT]; /* of the header; −1 for none */
    size_t field_count;
    bool header_read;
} implementation;

static nsc_status read_header(implementation *parts, const nsc_csv_row *row, nsc_error *error) {
    for (int column = 0; column < COLUMN_COUNT; column++)
        parts->fields[column] = -1;
    for (size_t field = 0; field < row->field_count; field++)
        for (size_t name = 0; name < COLUMN_NAMES; name++) {
            if (strcmp(row->fields[field], column_names[name].name) != 0)
                continue;
            int *place = &parts->fields[column_names[name].column];
            if (*place >= 0)
                return nsc_error_set(error, NSC_INVALID, "columns %d and %zu have the same meaning: \"%s\"", *place + 1,
                                     field + 1, row->fields[field]);
            *place = (int)field;
        }
    if (parts->fields[COLUMN_FROM] < 0 || parts->fields[COLUMN_TO] < 0)
        return nsc_error_set(error, NSC_INVALID,
                             "the header has no columns \"from\" and \"to\" (or \"source\" and \"target\"): a space is "
                             "nb101, nb201, hamming:Q^N, or such a list of edges");
    parts->field_count = row->field_count;
    parts->header_read = true;
    return NSC_OK;
}

static const char *text_of(const implementation *parts, const nsc_csv_row *row, int column) {
    return parts->fields[column] >= 0 ? row->fields[parts->fields[column]] : "";
}

/* True for text that GraphML and JSON can contain. */
static bool is_text(const char *text) {
    for (const char *byte = text; *byte != '\0'; byte++)
        if ((unsigned char)*byte < ' ' && strchr("\t\n\r", *byte) == NULL)
            return false;
    return nsc_is_utf8(text);
}

static nsc_status number_point(implementation *parts, const char *text, uint32_t *point, nsc_error *error) {
    if (text[0] == '\0')
        return nsc_error_set(error, NSC_INVALID, "the name of a point is empty");
    if (!is_text(text))
        return nsc_error_set(error, NSC_INVALID,
                             "the name of a point is not UTF-8, or has control characters: \"%.80s\"", text);
    if (parts->points.count == UINT32_MAX - 1)
        return nsc_error_set(error, NSC_INVALID, "there are too many points");
    return number_name(&parts->points, text, point, error);
}

/* The limits keep sums of weights over all points, and squares of probabilities, within the range of doubles. */
static const double least_weight = 1e-60, largest_weight = 1e60;

static nsc_status read_weight(const char *text, double *weight, nsc_error *error) {
    char *end;
    *weight = strtod(text, &end);
    if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0' || *end != '\0' || !isfinite(*weight) ||
        *weight <= 0)
        return nsc_error_set(error, NSC_INVALID, "the weight \"%.60s\" is not a positive number", text);
    if (*weight < least_weight || *weight > largest_weight)
        return nsc_error_set(error, NSC_INVALID, "the weight \"%.60s\" is not between %g and %g", text, least_weight,
                             largest_weight);
    return NSC_OK;
}

static nsc_status read_row(implementation *parts, const nsc_csv_row *row, nsc_error *error) {
    nsc_listed_edge edge = {.weight = 1, .line = (uint32_t)row->line};
    uint32_t from = 0, to = 0, kind = 0;
    nsc_status status = NSC_OK;
    if (row->field_count != parts->field_count)
        return nsc_error_set(error, NSC_INVALID, "the row has %zu fields, the header %zu", row->field_count,
                             parts->field_count);
    NSC_TRY(number_point(parts, text_of(parts, row, COLUMN_FROM), &from, error));
    if (text_of(parts, row, COLUMN_TO)[0] == '\0')
        return NSC_OK;
    NSC_TRY(number_point(parts, text_of(parts, row, COLUMN_TO), &to, error));
    if (from == to)
        return nsc_error_set(error, NSC_INVALID, "the edge leads from \"%s\" to itself",
                             text_of(parts, row, COLUMN_FROM));
    if (parts->fields[COLUMN_WEIGHT] >= 0)
        NSC_TRY(read_weight(text_of(parts, row, COLUMN_WEIGHT), &edge.weight, error));
    if (!is_text(text_of(parts, row, COLUMN_KIND)))
        return nsc_error_set(error, NSC_INVALID,
                             "the kind of the edge is not UTF-8, or has control characters: \"%.80s\"",
                             text_of(parts, row, COLUMN_KIND));
    NSC_TRY(number_name(&parts->kinds, text_of(parts, row, COLUMN_KIND), &kind, error));
    if (kind >= NSC_EDGE_KINDS)
        return nsc_error_set(error, NSC_INVALID, "there are more than %d kinds of edges", NSC_EDGE_KINDS);
    edge.kind = (nsc_kind)kind;
    edge.first = from < to ? from : to;
    edge.second = from < to ? to : from;
    NSC_TRY(nsc_reserve(&parts->edges, &parts->edge_capacity, parts->edge_count + 1, sizeof edge, error));
    parts->edges[parts->edge_count++] = edge;
out:
    return status;
}

static nsc_status take_row(void *context, const nsc_csv_row *row, nsc_error *error) {
    implementation *parts = context;
    return parts->header_read ? read_row(parts, row, error) : read_header(parts, row, error);
}

static int compare_edges(const void *left, const void *right) {
    const nsc_listed_edge *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->second != b->second)
        return a->second < b->second ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* Sorts the edges and drops repetitions, which must agree in kind and weight. */
static nsc_status sort_edges(implementation *parts, const char *path, nsc_error *error) {
    size_t kept = 0;
    if (parts->edge_count > 0)
        qsort(parts->edges, parts->edge_count, sizeof *parts->edges, compare_edges);
    for (size_t number = 0; number < parts->edge_count; number++) {
        const nsc_listed_edge *edge = &parts->edges[number], *last = kept > 0 ? &parts->edges[kept - 1] : NULL;
        if (last == NULL || last->first != edge->first || last->second != edge->second)
            parts->edges[kept++] = *edge;
        else if (last->kind != edge->kind || last->weight != edge->weight)
            return nsc_error_set(error, NSC_INVALID,
                                 "\"%s\", line %u: the edge between \"%s\" and \"%s\" is on line %u already, with "
                                 "another kind or weight",
                                 path, (unsigned)edge->line, name_of(&parts->points, edge->first),
                                 name_of(&parts->points, edge->second), (unsigned)last->line);
    }
    parts->edge_count = kept;
    if (2 * (uint64_t)kept > UINT32_MAX)
        return nsc_error_set(error, NSC_INVALID, "\"%s\": there are too many edges", path);
    return NSC_OK;
}

/* A kind is its own reverse, as edges have no direction. */
static nsc_status name_kinds(implementation *parts, nsc_error *error) {
    nsc_status status = nsc_allocate(&parts->edge_kinds, parts->kinds.count, sizeof *parts->edge_kinds, error);
    for (size_t kind = 0; status == NSC_OK && kind < parts->kinds.count; kind++) {
        const char *name = name_of(&parts->kinds, kind);
        parts->edge_kinds[kind] = (nsc_edge_kind){.family = NSC_EDGE_LISTED,
                                                  .name = name[0] != '\0' ? name : "edge",
                                                  .position = NSC_POSITION_ANY,
                                                  .reverse = (nsc_kind)kind};
    }
    return status;
}

/* ---- the space ---- */

static nsc_status point_name(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error) {
    (void)error;
    const implementation *parts = space->implementation;
    name->text = name_of(&parts->points, point);
    return NSC_OK;
}

static nsc_status point_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    const implementation *parts = space->implementation;
    const uint32_t slot = parts->points.slots[find_slot(&parts->points, text)];
    bool found;
    if (slot != 0) {
        *point = slot - 1;
        return NSC_OK;
    }
    nsc_status status = nsc_space_parse_id(space, text, point, &found, error);
    return status != NSC_OK || found
               ? status
               : nsc_error_set(error, NSC_INVALID, "\"%.80s\" is not a point of %s", text, space->name);
}

static void destroy(nsc_space *space) {
    implementation *parts = space->implementation;
    free(parts->edges);
    release_names(&parts->points);
    release_names(&parts->kinds);
    free(parts->edge_kinds);
    free(parts->name);
    free(parts);
    free(space);
}

const nsc_listed *nsc_space_listed(const nsc_space *space) {
    return space->kind == NSC_SPACE_LISTED ? &((const implementation *)space->implementation)->listed : NULL;
}

static nsc_status read_file(implementation *parts, const char *path, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_copy_text(&parts->name, path, error));
    NSC_TRY(nsc_csv_read(path, take_row, parts, error));
    if (parts->points.count == 0)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "\"%s\": the file lists no point", path));
    NSC_TRY(sort_edges(parts, path, error));
    NSC_TRY(name_kinds(parts, error));
    parts->listed = (nsc_listed){.edge_count = (uint32_t)parts->edge_count,
                                 .weighted = parts->fields[COLUMN_WEIGHT] >= 0,
                                 .edges = parts->edges};
out:
    return status;
}

nsc_status nsc_listed_space_open(nsc_space **space, const char *path, nsc_error *error) {
    nsc_space *opened = NULL;
    nsc_status status = NSC_OK;
    *space = NULL;
    NSC_TRY(nsc_space_allocate(&opened, sizeof(implementation), destroy, error));
    implementation *parts = opened->implementation;
    NSC_TRY(read_file(parts, path, error));
    *opened = (nsc_space){.kind = NSC_SPACE_LISTED,
                          .name = parts->name,
                          .point_count = (uint32_t)parts->points.count,
                          .edge_kinds = parts->edge_kinds,
                          .edge_kind_count = parts->kinds.count,
                          .point_parse = point_parse,
                          .point_name = point_name,
                          .destroy = destroy,
                          .implementation = parts};
    *space = opened;
    opened = NULL;
out:
    nsc_space_close(opened);
    return status;
}
