/* Points and edges from a file: what the readers add is sorted and compared, and becomes a space. */
#include "space/listed_internal.h"

#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* ---- "FILE[:loops=drop,double=add,directed]" ---- */

/* Reads one option of `length` bytes; false if it is none. */
static bool read_option(const char *text, size_t length, nsc_listed_options *options) {
    static const struct {
        const char *name;
        nsc_listed_options value;
        enum { LOOPS, DOUBLES, DIRECTION } field;
    } rows[] = {
        {"loops=refuse", {.loops = NSC_LOOPS_REFUSED}, LOOPS},
        {"loops=drop", {.loops = NSC_LOOPS_DROPPED}, LOOPS},
        {"double=refuse", {.doubles = NSC_DOUBLES_REFUSED}, DOUBLES},
        {"double=drop", {.doubles = NSC_DOUBLES_DROPPED}, DOUBLES},
        {"double=add", {.doubles = NSC_DOUBLES_ADDED}, DOUBLES},
        {"undirected", {.direction = NSC_UNDIRECTED}, DIRECTION},
        {"directed", {.direction = NSC_DIRECTED}, DIRECTION},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        if (strlen(rows[row].name) != length || strncmp(rows[row].name, text, length) != 0)
            continue;
        if (rows[row].field == LOOPS)
            options->loops = rows[row].value.loops;
        else if (rows[row].field == DOUBLES)
            options->doubles = rows[row].value.doubles;
        else
            options->direction = rows[row].value.direction;
        return true;
    }
    return false;
}

static bool read_options(const char *text, nsc_listed_options *options) {
    *options = (nsc_listed_options){0};
    for (bool more = true; more;) {
        const size_t length = strcspn(text, ",");
        if (!read_option(text, length, options))
            return false;
        more = text[length] == ',';
        text += length + 1;
    }
    return true;
}

size_t nsc_listed_path_length(const char *name) {
    const char *colon = strrchr(name, ':');
    nsc_listed_options options;
    return colon != NULL && access(name, F_OK) != 0 && read_options(colon + 1, &options) ? (size_t)(colon - name)
                                                                                         : strlen(name);
}

/* ---- while a file is read ---- */

void nsc_listed_note(nsc_listed_parts *parts, const char *format, ...) {
    const size_t length = strlen(parts->note);
    va_list arguments;
    if (length == 0)
        nsc_text_format(parts->note, sizeof parts->note, "\"%s\": ", parts->path);
    else
        nsc_text_format(parts->note + length, sizeof parts->note - length, "; ");
    const size_t begin = strlen(parts->note);
    va_start(arguments, format);
    nsc_text_format_list(parts->note + begin, sizeof parts->note - begin, format, arguments);
    va_end(arguments);
}

/* Points and edges of a list: more than any landscape has that was listed. A compressed list of a few megabytes may
 * hold more, which would fill the memory. */
enum { LISTED_LIMIT = 1 << 26 };

nsc_status nsc_listed_point(nsc_listed_parts *parts, const char *text, uint32_t *point, nsc_error *error) {
    if (text[0] == '\0')
        return nsc_error_set(error, NSC_INVALID, "the name of a point is empty");
    if (!nsc_is_xml_text(text))
        return nsc_error_set(error, NSC_INVALID,
                             "the name of a point is not UTF-8, or has control characters: \"%.80s\"", text);
    if (parts->points.count >= LISTED_LIMIT)
        return nsc_error_set(error, NSC_INVALID, "there are more than %d points, the most that are read", LISTED_LIMIT);
    return nsc_name_table_add(&parts->points, text, point, error);
}

/* The limits keep sums of weights over all points, and squares of probabilities, within the range of doubles. */
static const double least_weight = 1e-60, largest_weight = 1e60;

nsc_status nsc_listed_edge_add(nsc_listed_parts *parts, uint32_t from, uint32_t to, const char *kind, double weight,
                               size_t line, nsc_error *error) {
    nsc_listed_edge edge = {.weight = weight, .line = (uint32_t)line};
    const bool turned = from > to && !parts->directed;
    uint32_t number = 0;
    nsc_status status = NSC_OK;
    if (parts->edge_count >= LISTED_LIMIT)
        return nsc_error_set(error, NSC_INVALID, "there are more than %d edges, the most that are read", LISTED_LIMIT);
    if (from == to) {
        parts->loops_dropped++;
        return parts->options.loops == NSC_LOOPS_DROPPED
                   ? NSC_OK
                   : nsc_error_set(error, NSC_INVALID,
                                   "the edge leads from \"%.80s\" to itself: no point is its own neighbour. To leave "
                                   "such edges out: --space '%s:loops=drop'",
                                   nsc_name_table_text(&parts->points, from), parts->path);
    }
    if (!(weight >= least_weight && weight <= largest_weight))
        return nsc_error_set(error, NSC_INVALID, "the weight %g is not between %g and %g", weight, least_weight,
                             largest_weight);
    if (!nsc_is_xml_text(kind))
        return nsc_error_set(error, NSC_INVALID,
                             "the kind of the edge is not UTF-8, or has control characters: \"%.80s\"", kind);
    NSC_TRY(nsc_name_table_add(&parts->kinds, kind, &number, error));
    if (number >= NSC_EDGE_KINDS)
        return nsc_error_set(error, NSC_INVALID, "there are more than %d kinds of edges", NSC_EDGE_KINDS);
    edge.kind = (nsc_kind)number;
    edge.first = turned ? to : from;
    edge.second = turned ? from : to;
    NSC_TRY(nsc_reserve(&parts->edges, &parts->edge_capacity, parts->edge_count + 1, sizeof edge, error));
    parts->edges[parts->edge_count++] = edge;
out:
    return status;
}

/* ---- edges, sorted ---- */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* One pass of a radix sort: edges in the order of a digit of one of their points; equal ones stay in order. */
static void sort_by_digit(const nsc_listed_edge *edges, size_t count, bool by_first, unsigned shift,
                          nsc_listed_edge *sorted) {
    size_t begins[DIGITS] = {0}, sum = 0;
    for (size_t number = 0; number < count; number++)
        begins[(by_first ? edges[number].first : edges[number].second) >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        const size_t in_digit = begins[digit];
        begins[digit] = sum;
        sum += in_digit;
    }
    for (size_t number = 0; number < count; number++)
        sorted[begins[(by_first ? edges[number].first : edges[number].second) >> shift & (DIGITS - 1)]++] =
            edges[number];
}

/* By first, then second point; those of equal points in the order of their lines, in which they were added. */
static nsc_status order_edges(nsc_listed_parts *parts, nsc_error *error) {
    nsc_listed_edge *sorted;
    const nsc_status status = nsc_allocate(&sorted, parts->edge_count, sizeof *sorted, error);
    if (status != NSC_OK)
        return status;
    for (int by_first = 0; by_first < 2; by_first++)
        for (unsigned shift = 0; shift < 32 && (parts->points.count - 1) >> shift != 0; shift += DIGIT_BITS) {
            nsc_listed_edge *swapped = parts->edges;
            sort_by_digit(parts->edges, parts->edge_count, by_first != 0, shift, sorted);
            parts->edges = sorted;
            sorted = swapped;
        }
    free(sorted);
    return NSC_OK;
}

/* Takes an edge that is on an earlier line already: dropped, added to that one, or refused. */
static nsc_status take_double(nsc_listed_parts *parts, nsc_listed_edge *first, const nsc_listed_edge *again,
                              nsc_error *error) {
    const bool equal = first->kind == again->kind && first->weight == again->weight;
    const nsc_double_rule rule = parts->options.doubles;
    parts->doubles_dropped++;
    if (rule == NSC_DOUBLES_DROPPED || (rule == NSC_DOUBLES_EQUAL && equal))
        return NSC_OK;
    if (rule == NSC_DOUBLES_ADDED) {
        parts->weighted = true;
        first->weight += again->weight;
        if (first->weight <= largest_weight)
            return NSC_OK;
    }
    return nsc_error_set(
        error, NSC_INVALID,
        "\"%s\", line %u: the edge between \"%.80s\" and \"%.80s\" is on line %u already%s. To keep the "
        "first: --space '%s:double=drop'; to add their weights: double=add",
        parts->path, (unsigned)again->line, nsc_name_table_text(&parts->points, again->first),
        nsc_name_table_text(&parts->points, again->second), (unsigned)first->line,
        equal ? "" : ", with another kind or weight", parts->path);
}

static nsc_status sort_edges(nsc_listed_parts *parts, nsc_error *error) {
    size_t kept = 0;
    nsc_status status = parts->edge_count > 0 ? order_edges(parts, error) : NSC_OK;
    nsc_listed_edge *const edges = parts->edges;
    for (size_t number = 0; status == NSC_OK && number < parts->edge_count; number++)
        if (kept == 0 || edges[kept - 1].first != edges[number].first || edges[kept - 1].second != edges[number].second)
            edges[kept++] = edges[number];
        else
            status = take_double(parts, &edges[kept - 1], &edges[number], error);
    parts->edge_count = kept;
    if (status == NSC_OK && 2 * (uint64_t)kept > UINT32_MAX)
        status = nsc_error_set(error, NSC_INVALID, "\"%s\": there are too many edges", parts->path);
    return status;
}

/* A kind is its own reverse, as the file names it for the edge. */
static nsc_status name_kinds(nsc_listed_parts *parts, nsc_error *error) {
    nsc_status status = nsc_allocate(&parts->edge_kinds, parts->kinds.count, sizeof *parts->edge_kinds, error);
    for (size_t kind = 0; status == NSC_OK && kind < parts->kinds.count; kind++) {
        const char *name = nsc_name_table_text(&parts->kinds, kind);
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
    const nsc_listed_parts *parts = space->implementation;
    name->text = nsc_name_table_text(&parts->points, point);
    return NSC_OK;
}

static nsc_status point_parse(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    const nsc_listed_parts *parts = space->implementation;
    bool found;
    if (nsc_name_table_find(&parts->points, text, point))
        return NSC_OK;
    nsc_status status = nsc_space_parse_id(space, text, point, &found, error);
    return status != NSC_OK || found
               ? status
               : nsc_error_set(error, NSC_INVALID,
                               "\"%.80s\" is not a point of %s: give the name of a point, such as %.80s, or id:N", text,
                               space->name, nsc_name_table_text(&parts->points, 0));
}

static void destroy(nsc_space *space) {
    nsc_listed_parts *parts = space->implementation;
    free(parts->edges);
    nsc_name_table_release(&parts->points);
    nsc_name_table_release(&parts->kinds);
    free(parts->edge_kinds);
    if (parts->more != NULL)
        parts->release_more(parts->more);
    free(parts->name);
    free(parts->path);
    free(parts);
    free(space);
}

const nsc_listed *nsc_space_listed(const nsc_space *space) {
    return space->kind == NSC_SPACE_LISTED || space->kind == NSC_SPACE_LISTED_DIRECTED
               ? &((const nsc_listed_parts *)space->implementation)->listed
               : NULL;
}

/* Whether the element begins in the text, with or without a prefix: <graphml>, <g:graphml>. */
static bool has_element(const char *text, const char *element) {
    for (const char *tag = strchr(text, '<'); tag != NULL; tag = strchr(tag + 1, '<')) {
        const char *name = tag + 1, *colon = name + strcspn(name, ": \t\r\n>/");
        if (*colon == ':')
            name = colon + 1;
        if (strncmp(name, element, strlen(element)) == 0)
            return true;
    }
    return false;
}

/* Whether the file, compressed by gzip or not, is GraphML: its first bytes name that element. */
static nsc_status tell_graphml(const char *path, bool *is_graphml, nsc_error *error) {
    char bytes[4096];
    *is_graphml = false;
    errno = 0;
    gzFile stream = gzopen(path, "rb"); /* hands plain files through as they are */
    if (stream == NULL)
        return errno == ENOMEM ? nsc_error_out_of_memory(error, "reading \"%s\"", path) : NSC_OK;
    const int count = gzread(stream, bytes, sizeof bytes - 1);
    int code;
    gzerror(stream, &code);
    gzclose(stream);
    if (code == Z_MEM_ERROR)
        return nsc_error_out_of_memory(error, "reading \"%s\"", path);
    bytes[count > 0 ? count : 0] = '\0';
    const size_t begin = strncmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    *is_graphml = bytes[begin + strspn(bytes + begin, " \t\r\n")] == '<' && has_element(bytes, "graphml");
    return NSC_OK;
}

static nsc_status split_name(nsc_listed_parts *parts, const char *name, nsc_error *error) {
    const size_t length = nsc_listed_path_length(name);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_copy_text(&parts->path, name, error));
    parts->path[length] = '\0';
    if (name[length] != '\0')
        read_options(name + length + 1, &parts->options);
    parts->directed = parts->options.direction == NSC_DIRECTED;
out:
    return status;
}

static nsc_status read_file(nsc_listed_parts *parts, void *context, nsc_error *error) {
    const char *name = context;
    bool is_graphml;
    nsc_status status = NSC_OK;
    NSC_TRY(split_name(parts, name, error));
    NSC_TRY(tell_graphml(parts->path, &is_graphml, error));
    NSC_TRY(is_graphml ? nsc_listed_read_graphml(parts, error) : nsc_listed_read_table(parts, error));
out:
    return status;
}

/* Sorts what was read and says what was left out. */
static nsc_status finish(nsc_listed_parts *parts, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (parts->points.count == 0)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "\"%s\": the file lists no point", parts->path));
    NSC_TRY(sort_edges(parts, error));
    NSC_TRY(name_kinds(parts, error));
    if (parts->loops_dropped > 0)
        nsc_listed_note(parts, "%zu edges from a point to itself left out", parts->loops_dropped);
    if (parts->doubles_dropped > 0)
        nsc_listed_note(parts, "%zu repeated edges %s", parts->doubles_dropped,
                        parts->options.doubles == NSC_DOUBLES_ADDED ? "added to the weight of the first" : "left out");
    parts->listed = (nsc_listed){.edge_count = (uint32_t)parts->edge_count,
                                 .weighted = parts->weighted,
                                 .directed = parts->directed,
                                 .edges = parts->edges};
out:
    return status;
}

nsc_status nsc_listed_space_open(nsc_space **space, const char *name, nsc_error *error) {
    return nsc_listed_space_make(space, name, read_file, (void *)(uintptr_t)name, error);
}

nsc_status nsc_listed_space_make(nsc_space **space, const char *name, nsc_listed_fill fill, void *context,
                                 nsc_error *error) {
    nsc_space *opened = NULL;
    nsc_status status = NSC_OK;
    *space = NULL;
    NSC_TRY(nsc_space_allocate(&opened, sizeof(nsc_listed_parts), destroy, error));
    nsc_listed_parts *parts = opened->implementation;
    NSC_TRY(nsc_copy_text(&parts->name, name, error));
    NSC_TRY(fill(parts, context, error));
    NSC_TRY(finish(parts, error));
    *opened = (nsc_space){.kind = parts->directed ? NSC_SPACE_LISTED_DIRECTED : NSC_SPACE_LISTED,
                          .name = parts->name,
                          .note = parts->note[0] != '\0' ? parts->note : NULL,
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
