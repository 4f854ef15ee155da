/* Any bytes as a file that lists a space: read, or refused with the file's name; what was read holds together, and so
 * does its graph. */
#include "fuzz.h"

#include "graph/graph.h"
#include "space/listed.h"

#include <math.h>
#include <string.h>

const unsigned fuzz_default_rounds = 5000;

static const char graphml_with_data[] =
    "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
    "<key id=\"n\" for=\"node\" attr.name=\"name\"/><key id=\"w\" for=\"edge\" "
    "attr.name=\"weight\"><default>2</default>"
    "</key><key id=\"k\" for=\"edge\" attr.name=\"kind\"/><graph edgedefault=\"undirected\">"
    "<node id=\"0\"><data key=\"n\">a</data></node><node id=\"1\"><data key=\"n\">b&#10;c</data></node>"
    "<edge source=\"0\" target=\"1\"><data key=\"w\">0.5</data><data key=\"k\">near</data></edge></graph></graphml>";

static const char graphml_directed[] =
    "<graphml><graph edgedefault=\"directed\"><node id=\"a\"/><node id=\"b\"/><edge source=\"b\" target=\"a\"/>"
    "<edge source=\"b\" target=\"b\"/><edge source=\"c\" target=\"a\"/></graph></graphml>";

const char *const fuzz_seeds[] = {
    "from,to\na,b\nb,c\nc,a\n",
    "source,target,kind,weight\na,b,near,1\nb,a,near,1\nc,,,\n\"d, e\",a,far,2.5e-3\n",
    "kind,to,from\nx,1,2\ny,2,3\nx,3,1\n",
    "from,to\n",
    "a b {'weight': 0.5}\nb c {'weight': 2}\n",
    "Source,Target,Type,Weight\na,b,Directed,1\nb,a,Directed,2\n",
    "[{\"from\": \"a\", \"to\": \"b\", \"kind\": \"near\"}]",
    graphml_with_data,
    graphml_directed,
    "",
    NULL,
};

const char *const fuzz_pieces[] = {
    "\"",      "\"\"",  ",",     ",,",          "\n",        "\r\n",      "nan",         "inf",
    "-1",      "1e999", "0",     "0x1",         "a,b",       "from",      "kind",        "to",
    "weight",  "id:",   "\xff",  "<node id=\"", "<edge ",    "source=\"", "target=\"",   "<data key=\"",
    "</data>", "/>",    "&amp;", "&#0;",        "<!DOCTYPE", "<key ",     "{'weight': ", NULL};

static void check_points(const nsc_space *space) {
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_point_name name;
        uint32_t read;
        fuzz_demand(space->point_name(space, point, &name, NULL) == NSC_OK && name.text[0] != '\0',
                    "points have names");
        fuzz_demand(space->point_parse(space, name.text, &read, NULL) == NSC_OK && read == point,
                    "names are read back");
    }
}

static void check_graph(const nsc_space *space) {
    nsc_graph graph;
    const nsc_relation *relation;
    const nsc_listed *listed = nsc_space_listed(space);
    fuzz_demand(nsc_relation_of(space, NULL, &relation, NULL) == NSC_OK, "a space has a relation");
    fuzz_demand(nsc_graph_build(&graph, space, relation, NSC_THREADS(1), NULL) == NSC_OK, "a graph is built");
    fuzz_demand(graph.edge_count == listed->edge_count, "each edge once");
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_neighbour *neighbours;
        size_t count;
        fuzz_demand(nsc_graph_neighbours(space, graph.relation, point, &neighbours, &count, NULL) == NSC_OK &&
                        count == nsc_graph_degree(&graph, point),
                    "rows are as long as a point has neighbours");
        for (size_t number = 0; number < count; number++) {
            const uint64_t place = graph.offsets[point] + (uint32_t)number;
            fuzz_demand(graph.neighbours[place] == neighbours[number].point && neighbours[number].point != point &&
                            graph.kinds[place] == neighbours[number].kind &&
                            neighbours[number].kind < space->edge_kind_count,
                        "rows hold the neighbours");
            fuzz_demand(number == 0 || neighbours[number - 1].point < neighbours[number].point, "rows ascend");
            fuzz_demand(graph.weights == NULL || (isfinite(graph.weights[place]) && graph.weights[place] > 0),
                        "weights are positive");
        }
        free(neighbours);
    }
    nsc_graph_release(&graph);
}

static void open_as(const char *path, const char *options) {
    char name[80];
    nsc_space *space;
    nsc_error error = {0};
    snprintf(name, sizeof name, "%s%s", path, options);
    const nsc_status status = nsc_listed_space_open(&space, name, &error);
    if (status == NSC_OK) {
        check_points(space);
        check_graph(space);
    } else {
        fuzz_demand(status == NSC_INVALID && space == NULL, "a file is read or invalid");
        fuzz_refused(status, &error, path);
    }
    nsc_space_close(space);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, bytes, size);
    open_as(path, "");
    open_as(path, ":loops=drop,double=add,undirected");
    open_as(path, ":loops=drop,double=drop,directed");
    return 0;
}
