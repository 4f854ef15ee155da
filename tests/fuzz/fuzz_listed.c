/* Any bytes as a file that lists a space: read, or refused with the file's name; what was read holds together, and so
 * does its graph. */
#include "fuzz.h"

#include "graph/graph.h"
#include "space/listed.h"

#include <math.h>
#include <string.h>

const unsigned fuzz_default_rounds = 20000;

const char *const fuzz_seeds[] = {
    "from,to\na,b\nb,c\nc,a\n",
    "source,target,kind,weight\na,b,near,1\nb,a,near,1\nc,,,\n\"d, e\",a,far,2.5e-3\n",
    "kind,to,from\nx,1,2\ny,2,3\nx,3,1\n",
    "from,to\n",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"\"", "\"\"", ",",   ",,",   "\n",   "\r\n", "nan",    "inf", "-1",   "1e999",
                                   "0",  "0x1",  "a,b", "from", "kind", "to",   "weight", "id:", "\xff", NULL};

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
    const nsc_listed *listed = nsc_space_listed(space);
    fuzz_demand(nsc_graph_build(&graph, space, nsc_relation_named("listed"), NSC_THREADS(1), NULL) == NSC_OK,
                "a graph is built");
    fuzz_demand(graph.edge_count == listed->edge_count, "each edge once");
    for (uint32_t point = 0; point < space->point_count; point++) {
        nsc_neighbour *neighbours;
        size_t count;
        fuzz_demand(nsc_graph_neighbours(space, graph.relation, point, &neighbours, &count, NULL) == NSC_OK &&
                        count == nsc_graph_degree(&graph, point),
                    "rows are as long as a point has neighbours");
        for (size_t number = 0; number < count; number++) {
            const uint32_t place = graph.offsets[point] + (uint32_t)number;
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    nsc_space *space;
    nsc_error error = {0};
    const char *path = fuzz_write(&file, bytes, size);
    const nsc_status status = nsc_listed_space_open(&space, path, &error);
    if (status == NSC_OK) {
        check_points(space);
        check_graph(space);
    } else {
        fuzz_demand(status == NSC_INVALID && space == NULL, "a file is read or invalid");
        fuzz_demand(strstr(error.message, path) != NULL, "a refusal names the file");
    }
    nsc_space_close(space);
    return 0;
}
