/*
 * What is larger than the machine's memory is refused before it is made. The machine of this test has as much memory as
 * it says: it answers in place of the system.
 */
#include "analysis/optima/climb.h"
#include "graph/igraph_bridge.h"
#include "made_landscape.h"

#include <dlfcn.h>
#include <unistd.h>

static long machine_bytes; /* 0: as the system says */

long sysconf(int name) {
    long (*of_system)(int) = NULL;
    void *found = dlsym(RTLD_NEXT, "sysconf");
    memcpy(&of_system, &found, sizeof of_system);
    if (name == _SC_PHYS_PAGES && machine_bytes > 0)
        return machine_bytes / of_system(_SC_PAGESIZE);
    return of_system(name);
}

/* The graph of a relation of the cells of up to 6 vertices, on a machine of `bytes`. */
static nsc_status make_graph(const char *relation, nsc_graph_storage storage, long bytes, nsc_error *refusal) {
    const nsc_landscape_names names = {
        .space = "nb101:vertices=6", .relation = relation, .graph = storage, .control = NSC_THREADS(1)};
    nsc_opened_landscape *opened;
    const nsc_graph *graph;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    machine_bytes = bytes;
    const nsc_status status = nsc_landscape_graph(opened, NULL, &graph, refusal);
    machine_bytes = 0;
    nsc_landscape_close(opened);
    return status;
}

static void graphs_are_refused_by_their_estimate(void **state) {
    (void)state;
    enum { LITTLE = 1 << 20, ENOUGH = 64 << 20 };
    REQUIRE_REFUSED(make_graph("one-exchange", NSC_GRAPH_BY_SIZE, LITTLE, &error), NSC_FAILED,
                    "the graph one-exchange of the 64542 points");
    REQUIRE_REFUSED(make_graph("pruned", NSC_GRAPH_BY_SIZE, LITTLE, &error), NSC_FAILED, "choose --graph implicit");
    REQUIRE_REFUSED(make_graph("pruned", NSC_GRAPH_STORED, LITTLE, &error), NSC_FAILED,
                    "but this machine has 0.00105 GB");
    REQUIRE_OK(make_graph("pruned", NSC_GRAPH_IMPLICIT, LITTLE, &error));
    REQUIRE_OK(make_graph("one-exchange", NSC_GRAPH_BY_SIZE, ENOUGH, &error));
}

/* Estimates are not below what is taken, and not more than twice that. */
static void estimates_are_near(void **state) {
    (void)state;
    static const char *const relations[] = {"pruned", "one-exchange"};
    nsc_space *space = open_space("nb101:vertices=6");
    for (size_t number = 0; number < NSC_COUNT_OF(relations); number++) {
        const nsc_relation *relation = nsc_relation_named(relations[number]);
        nsc_graph graph;
        REQUIRE_OK(nsc_graph_build_as(&graph, space, relation, NSC_GRAPH_STORED, NSC_THREADS(1), &error));
        const size_t a_place =
            sizeof *graph.neighbours + sizeof *graph.kinds + (nsc_graph_is_weighted(&graph) ? sizeof(double) : 0);
        const uint64_t taken = space->point_count * sizeof(uint64_t) + nsc_graph_place_count(&graph) * a_place;
        const uint64_t estimated = nsc_graph_bytes(space, relation, NSC_GRAPH_STORED);
        if (estimated < taken || estimated > 2 * taken)
            fail_msg("%s: %g bytes instead of %g", relations[number], (double)estimated, (double)taken);
        nsc_graph_release(&graph);
    }
    nsc_space_close(space);
}

static void climbs_and_igraph_are_refused(void **state) {
    (void)state;
    made_landscape *made = made_open("hamming:2^10");
    made_fill(made, 1);
    nsc_climbs climbs;
    machine_bytes = 1 << 15;
    REQUIRE_REFUSED(nsc_climbs_make(&climbs, &made->landscape, NSC_THREADS(1), &error), NSC_FAILED,
                    "the climbs of the 1024 points of hamming:2^10");
    REQUIRE_REFUSED(nsc_igraph_check_memory(&made->graph, &error), NSC_FAILED, "leave out --cross-check");
    machine_bytes = 0;
    REQUIRE_OK(nsc_climbs_make(&climbs, &made->landscape, NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_igraph_check_memory(&made->graph, &error));
    nsc_climbs_release(&climbs);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphs_are_refused_by_their_estimate),
        cmocka_unit_test(estimates_are_near),
        cmocka_unit_test(climbs_and_igraph_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
