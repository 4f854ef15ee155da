/*
 * GraphML, read by expat, compressed by gzip or not: nodes and edges with the attributes name or label (of nodes), kind
 * and weight (of edges). Nodes are points in their order, called by their name if all have one, else by their labels if
 * all have different ones (Gephi), else by their id.
 */
#include "space/listed_internal.h"

#include <errno.h>
#include <expat.h>
#include <string.h>
#include <zlib.h>

typedef enum graphml_data { DATA_NONE, DATA_NAME, DATA_LABEL, DATA_KIND, DATA_WEIGHT } graphml_data;

/* The attributes that are read: which element has them, under which name. */
static const struct {
    const char *element, *name;
    graphml_data data;
} attributes[] = {{"node", "name", DATA_NAME},
                  {"node", "label", DATA_LABEL},
                  {"edge", "kind", DATA_KIND},
                  {"edge", "weight", DATA_WEIGHT}};
enum { ATTRIBUTES = sizeof attributes / sizeof attributes[0] };

typedef struct graphml_edge {
    uint32_t from, to; /* numbers of ids */
    uint32_t line;
    double weight;
    char *kind; /* NULL: none */
} graphml_edge;

typedef struct reading {
    nsc_listed_parts *parts;
    XML_Parser parser;
    nsc_status status;
    nsc_error *error;
    char *keys[ATTRIBUTES]; /* id of the key that declares each attribute; NULL: none */
    nsc_name_table ids;     /* of nodes */
    char **names, **labels; /* [node declared] */
    uint32_t *nodes;        /* [node declared] number of its id */
    size_t node_count, name_capacity, label_capacity, node_capacity;
    graphml_edge *edges;
    size_t edge_count, edge_capacity;
    bool in_node, in_edge, edges_directed, in_default;
    int key;               /* the attribute that is being declared; -1: another */
    double weight_default; /* of edges without the attribute */
    graphml_data data;     /* of the element that is open */
    char *text;            /* of it */
    size_t text_length, text_capacity;
} reading;

/* ---- failures ---- */

/* Keeps the first failure and ends the parsing. */
static void take_status(reading *job, nsc_status status) {
    if (status == NSC_OK || job->status != NSC_OK)
        return;
    job->status = status;
    nsc_error_prefix(job->error, "\"%s\", line %lu: ", job->parts->path,
                     (unsigned long)XML_GetCurrentLineNumber(job->parser));
    XML_StopParser(job->parser, XML_FALSE);
}

#define REFUSE(job, ...) take_status(job, nsc_error_set((job)->error, NSC_INVALID, __VA_ARGS__))

/* ---- elements ---- */

/* The local part of a name, without a prefix of its name space. */
static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

static const char *attribute(const char **pairs, const char *name) {
    for (; pairs[0] != NULL; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

/* <key id="…" for="node" attr.name="name"/> */
static void declare_key(reading *job, const char **pairs) {
    const char *id = attribute(pairs, "id"), *element = attribute(pairs, "for"), *name = attribute(pairs, "attr.name");
    job->key = -1;
    for (size_t row = 0; id != NULL && name != NULL && row < ATTRIBUTES; row++)
        if (job->keys[row] == NULL && strcmp(name, attributes[row].name) == 0 &&
            (element == NULL || strcmp(element, attributes[row].element) == 0 || strcmp(element, "all") == 0)) {
            take_status(job, nsc_copy_text(&job->keys[row], id, job->error));
            job->key = (int)row;
        }
}

/* <default>: the weight of edges that have none. */
static void begin_default(reading *job) {
    job->text_length = 0;
    job->in_default = job->key >= 0 && attributes[job->key].data == DATA_WEIGHT;
    job->data = job->in_default ? DATA_WEIGHT : DATA_NONE;
}

static nsc_status add_node(reading *job, const char *id) {
    uint32_t number;
    nsc_status status = NSC_OK;
    if (id == NULL)
        return nsc_error_set(job->error, NSC_INVALID, "the node has no id");
    NSC_TRY(nsc_name_table_add(&job->ids, id, &number, job->error));
    NSC_TRY(nsc_reserve(&job->names, &job->name_capacity, job->node_count + 1, sizeof *job->names, job->error));
    NSC_TRY(nsc_reserve(&job->labels, &job->label_capacity, job->node_count + 1, sizeof *job->labels, job->error));
    NSC_TRY(nsc_reserve(&job->nodes, &job->node_capacity, job->node_count + 1, sizeof *job->nodes, job->error));
    job->names[job->node_count] = job->labels[job->node_count] = NULL;
    job->nodes[job->node_count++] = number;
out:
    return status;
}

static nsc_status add_edge(reading *job, const char **pairs) {
    const char *source = attribute(pairs, "source"), *target = attribute(pairs, "target");
    const char *directed = attribute(pairs, "directed");
    const bool is_directed = directed != NULL ? strcmp(directed, "true") == 0 : job->edges_directed;
    graphml_edge edge = {.weight = job->weight_default, .line = (uint32_t)XML_GetCurrentLineNumber(job->parser)};
    nsc_status status = NSC_OK;
    if (source == NULL || target == NULL)
        return nsc_error_set(job->error, NSC_INVALID, "the edge has no source or no target");
    if (is_directed && job->parts->options.direction == NSC_DIRECTION_OF_FILE)
        return nsc_error_set(
            job->error, NSC_INVALID,
            "the edge is directed: choose --space '%s:directed', for analyses that take directions, or "
            "'%s:undirected'",
            job->parts->path, job->parts->path);
    NSC_TRY(nsc_name_table_add(&job->ids, source, &edge.from, job->error));
    NSC_TRY(nsc_name_table_add(&job->ids, target, &edge.to, job->error));
    NSC_TRY(nsc_reserve(&job->edges, &job->edge_capacity, job->edge_count + 1, sizeof edge, job->error));
    job->edges[job->edge_count++] = edge;
out:
    return status;
}

/* <data key="…">: an attribute of the node or the edge that is open. */
static void begin_data(reading *job, const char *key) {
    job->data = DATA_NONE;
    job->text_length = 0;
    for (size_t row = 0; key != NULL && row < ATTRIBUTES; row++)
        if (job->keys[row] != NULL && strcmp(job->keys[row], key) == 0 &&
            (strcmp(attributes[row].element, "node") == 0 ? job->in_node : job->in_edge))
            job->data = attributes[row].data;
}

static void XMLCALL begin_element(void *context, const char *name, const char **pairs) {
    reading *job = context;
    const char *element = local(name);
    if (strcmp(element, "key") == 0)
        declare_key(job, pairs);
    else if (strcmp(element, "hyperedge") == 0)
        REFUSE(job, "hyperedges join more than two points: a landscape has edges of two");
    else if (strcmp(element, "graph") == 0) {
        const char *direction = attribute(pairs, "edgedefault");
        if (job->in_node)
            REFUSE(job, "a graph within a node: a landscape has points only");
        job->edges_directed = direction != NULL && strcmp(direction, "directed") == 0;
    } else if (strcmp(element, "node") == 0) {
        job->in_node = true;
        take_status(job, add_node(job, attribute(pairs, "id")));
    } else if (strcmp(element, "edge") == 0) {
        job->in_edge = true;
        take_status(job, add_edge(job, pairs));
    } else if (strcmp(element, "data") == 0)
        begin_data(job, attribute(pairs, "key"));
    else if (strcmp(element, "default") == 0)
        begin_default(job);
}

static nsc_status read_weight(reading *job, double *weight) {
    const char *end, *number = job->text + strspn(job->text, " \t\r\n");
    number += *number == '+'; /* which XML allows */
    if (!nsc_decimal_read(number, &end, weight) || end[strspn(end, " \t\r\n")] != '\0' || !(*weight > 0))
        return nsc_error_set(job->error, NSC_INVALID, "the weight \"%.60s\" is not a positive number", job->text);
    return NSC_OK;
}

static nsc_status end_data(reading *job) {
    nsc_status status = nsc_reserve(&job->text, &job->text_capacity, job->text_length + 1, 1, job->error);
    if (status != NSC_OK)
        return status;
    job->text[job->text_length] = '\0';
    if (job->data == DATA_WEIGHT) {
        job->parts->weighted = true;
        return read_weight(job, job->in_default ? &job->weight_default : &job->edges[job->edge_count - 1].weight);
    }
    char **place = job->data == DATA_NAME    ? &job->names[job->node_count - 1]
                   : job->data == DATA_LABEL ? &job->labels[job->node_count - 1]
                                             : &job->edges[job->edge_count - 1].kind;
    free(*place);
    return nsc_copy_text(place, job->text, job->error);
}

static void XMLCALL end_element(void *context, const char *name) {
    reading *job = context;
    const char *element = local(name);
    if (strcmp(element, "node") == 0)
        job->in_node = false;
    else if (strcmp(element, "edge") == 0)
        job->in_edge = false;
    else if ((strcmp(element, "data") == 0 || strcmp(element, "default") == 0) && job->data != DATA_NONE &&
             job->status == NSC_OK) {
        take_status(job, end_data(job));
        job->data = DATA_NONE;
        job->in_default = false;
    }
}

static void XMLCALL take_characters(void *context, const char *characters, int count) {
    reading *job = context;
    if (job->data == DATA_NONE || job->status != NSC_OK)
        return;
    take_status(job, nsc_reserve(&job->text, &job->text_capacity, job->text_length + (size_t)count, 1, job->error));
    if (job->status == NSC_OK) {
        memcpy(job->text + job->text_length, characters, (size_t)count);
        job->text_length += (size_t)count;
    }
}

/* ---- the file ---- */

/* Without an end, a tag would be read again with each block, and a text would take all memory. */
static void check_lengths(reading *job, long long read) {
    const long long begun = XML_GetCurrentByteIndex(job->parser); /* of what is not read to its end; −1: nothing */
    if (job->status == NSC_OK &&
        ((begun >= 0 && read - begun > NSC_RECORD_FIELD_LIMIT) || job->text_length > NSC_RECORD_FIELD_LIMIT))
        REFUSE(job, "a tag or a text that begins here is longer than %d bytes: does the file end in the middle?",
               NSC_RECORD_FIELD_LIMIT);
}

static nsc_status parse(reading *job, gzFile stream) {
    long long read = 0;
    bool ended = false;
    while (!ended && job->status == NSC_OK) {
        enum { BLOCK = 1 << 16 };
        void *block = XML_GetBuffer(job->parser, BLOCK);
        if (block == NULL)
            return nsc_error_out_of_memory(job->error, "reading \"%s\"", job->parts->path);
        const int count = gzread(stream, block, BLOCK);
        int code;
        gzerror(stream, &code);
        if (code == Z_MEM_ERROR)
            return nsc_error_out_of_memory(job->error, "reading \"%s\"", job->parts->path);
        if (count < 0)
            return nsc_error_set(job->error, NSC_INVALID, "cannot read \"%s\": the gzip data is damaged",
                                 job->parts->path);
        ended = count == 0;
        read += count;
        const bool wrong = XML_ParseBuffer(job->parser, count, ended) != XML_STATUS_OK && job->status == NSC_OK;
        if (wrong && XML_GetErrorCode(job->parser) == XML_ERROR_NO_MEMORY)
            return nsc_error_out_of_memory(job->error, "reading \"%s\"", job->parts->path);
        if (wrong)
            return nsc_error_set(job->error, NSC_INVALID, "\"%s\", line %lu: this is no valid XML: %s",
                                 job->parts->path, (unsigned long)XML_GetCurrentLineNumber(job->parser),
                                 XML_ErrorString(XML_GetErrorCode(job->parser)));
        check_lengths(job, read);
    }
    return job->status;
}

static bool all_named(const reading *job, char *const *names) {
    for (size_t node = 0; node < job->node_count; node++)
        if (names[node] == NULL || names[node][0] == '\0')
            return false;
    return true;
}

static nsc_status labels_differ(reading *job, bool *differ) {
    nsc_name_table labels = {0};
    uint32_t number;
    nsc_status status = NSC_OK;
    for (size_t node = 0; status == NSC_OK && node < job->node_count; node++)
        status = nsc_name_table_add(&labels, job->labels[node], &number, job->error);
    *differ = labels.count == job->node_count;
    if (!*differ)
        nsc_listed_note(job->parts, "labels of nodes repeat: points are called by the ids of the nodes");
    nsc_name_table_release(&labels);
    return status;
}

/* Points in the order of the nodes; points[id] is the point of each. */
static nsc_status add_points(reading *job, uint32_t *points) {
    char *const *names = NULL;
    bool labelled = false;
    if (all_named(job, job->names))
        names = job->names;
    else if (all_named(job, job->labels)) {
        const nsc_status status = labels_differ(job, &labelled);
        if (status != NSC_OK)
            return status;
        names = labelled ? job->labels : NULL;
    }
    for (size_t id = 0; id < job->ids.count; id++)
        points[id] = UINT32_MAX;
    for (size_t node = 0; node < job->node_count; node++) {
        const char *name = names != NULL ? names[node] : nsc_name_table_text(&job->ids, job->nodes[node]);
        uint32_t point;
        const nsc_status status = nsc_listed_point(job->parts, name, &point, job->error);
        if (status != NSC_OK) {
            nsc_error_prefix(job->error, "\"%s\": ", job->parts->path);
            return status;
        }
        if (point != node)
            return nsc_error_set(job->error, NSC_INVALID, "\"%s\": two nodes are called \"%.80s\"", job->parts->path,
                                 name);
        if (points[job->nodes[node]] != UINT32_MAX)
            return nsc_error_set(job->error, NSC_INVALID, "\"%s\": the node \"%.80s\" stands in it twice",
                                 job->parts->path, nsc_name_table_text(&job->ids, job->nodes[node]));
        points[job->nodes[node]] = point;
    }
    return NSC_OK;
}

static nsc_status add_edges(reading *job, const uint32_t *points) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < job->edge_count; number++) {
        const graphml_edge *edge = &job->edges[number];
        const uint32_t from = points[edge->from], to = points[edge->to];
        if (from == UINT32_MAX || to == UINT32_MAX)
            status = nsc_error_set(job->error, NSC_INVALID, "there is no node \"%.80s\"",
                                   nsc_name_table_text(&job->ids, from == UINT32_MAX ? edge->from : edge->to));
        else
            status = nsc_listed_edge_add(job->parts, from, to, edge->kind != NULL ? edge->kind : "", edge->weight,
                                         edge->line, job->error);
        if (status != NSC_OK)
            nsc_error_prefix(job->error, "\"%s\", line %u: ", job->parts->path, (unsigned)edge->line);
    }
    return status;
}

static void release(reading *job) {
    for (size_t row = 0; row < ATTRIBUTES; row++)
        free(job->keys[row]);
    for (size_t node = 0; node < job->node_count; node++)
        free(job->names[node]), free(job->labels[node]);
    for (size_t edge = 0; edge < job->edge_count; edge++)
        free(job->edges[edge].kind);
    nsc_name_table_release(&job->ids);
    free(job->names);
    free(job->labels);
    free(job->nodes);
    free(job->edges);
    free(job->text);
    if (job->parser != NULL)
        XML_ParserFree(job->parser);
}

nsc_status nsc_listed_read_graphml(nsc_listed_parts *parts, nsc_error *error) {
    reading job = {.parts = parts, .error = error, .parser = XML_ParserCreate(NULL), .weight_default = 1, .key = -1};
    errno = 0;
    gzFile stream = gzopen(parts->path, "rb"); /* hands plain files through as they are */
    const int reason = errno;
    uint32_t *points = NULL;
    nsc_status status = NSC_OK;
    if (job.parser == NULL)
        NSC_TRY(nsc_error_out_of_memory(error, "reading \"%s\"", parts->path));
    if (stream == NULL)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": %s", parts->path, strerror(reason)));
    XML_SetUserData(job.parser, &job);
    XML_SetElementHandler(job.parser, begin_element, end_element);
    XML_SetCharacterDataHandler(job.parser, take_characters);
    NSC_TRY(parse(&job, stream));
    NSC_TRY(nsc_allocate(&points, job.ids.count, sizeof *points, error));
    NSC_TRY(add_points(&job, points));
    NSC_TRY(add_edges(&job, points));
out:
    if (stream != NULL)
        gzclose(stream);
    free(points);
    release(&job);
    return status;
}
