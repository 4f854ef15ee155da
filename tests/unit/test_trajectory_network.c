/* Search trajectory networks: a small one by hand, and random ones by counting in matrices. */
#include "analysis/search/results/trajectory_network.h"
#include "testing.h"

#include <gsl/gsl_rng.h>

static void check_node(const nsc_trajectory_network *network, uint32_t node, nsc_trajectory_node expected) {
    const nsc_trajectory_node *made = &network->nodes[node];
    assert_int_equal(made->location, expected.location);
    assert_int_equal(made->visits, expected.visits);
    assert_int_equal(made->starts, expected.starts);
    assert_int_equal(made->ends, expected.ends);
    assert_int_equal(made->owner_count, expected.owner_count);
}

/* Of 3 → 5 → 5 → 9, 5 → 9, 9 → 3, 7 and an empty trajectory; the last three are of the second algorithm. */
static void small_network_by_hand(void **state) {
    (void)state;
    static const uint32_t first[] = {3, 5, 5, 9}, second[] = {5, 9}, third[] = {9, 3}, fourth[] = {7};
    const nsc_trajectory trajectories[] = {{first, 4, 0}, {second, 2, 0}, {third, 2, 1}, {fourth, 1, 1}, {NULL, 0, 1}};
    const bool best[] = {false, false, false, true};
    nsc_trajectory_network network;
    nsc_trajectory_figures figures;
    REQUIRE_OK(nsc_trajectory_network_make(&network, trajectories, NSC_COUNT_OF(trajectories), &error));
    assert_int_equal(network.trajectory_count, 4);
    assert_int_equal(network.node_count, 4);
    check_node(&network, 0,
               (nsc_trajectory_node){.location = 3, .visits = 2, .starts = 1, .ends = 1, .owner_count = 2});
    check_node(&network, 1, (nsc_trajectory_node){.location = 5, .visits = 2, .starts = 1, .owner_count = 1});
    check_node(&network, 2,
               (nsc_trajectory_node){.location = 7, .visits = 1, .starts = 1, .ends = 1, .owner_count = 1});
    check_node(&network, 3,
               (nsc_trajectory_node){.location = 9, .visits = 3, .starts = 1, .ends = 2, .owner_count = 2});
    assert_int_equal(network.node_owners[network.nodes[0].first_owner], 0);
    assert_int_equal(network.node_owners[network.nodes[0].first_owner + 1], 1);
    assert_int_equal(network.node_owners[network.nodes[2].first_owner], 1);
    static const struct { uint32_t from, to, weight, owner; } edges[] = {{0, 1, 1, 0}, {1, 3, 2, 0}, {3, 0, 1, 1}};
    assert_int_equal(network.edge_count, NSC_COUNT_OF(edges));
    for (size_t edge = 0; edge < network.edge_count; edge++) {
        assert_int_equal(network.edges[edge].from, edges[edge].from);
        assert_int_equal(network.edges[edge].to, edges[edge].to);
        assert_int_equal(network.edges[edge].weight, edges[edge].weight);
        assert_int_equal(network.edges[edge].owner_count, 1);
        assert_int_equal(network.edge_owners[network.edges[edge].first_owner], edges[edge].owner);
    }
    REQUIRE_OK(nsc_trajectory_network_measure(&network, best, &figures, &error));
    assert_int_equal(figures.nodes, 4);
    assert_int_equal(figures.edges, 3);
    assert_int_equal(figures.shared, 2);
    assert_int_equal(figures.best, 1);
    assert_int_equal(figures.ends, 2);
    assert_int_equal(figures.components, 2);
    assert_true(figures.strength == 0.5);
    nsc_trajectory_network_release(&network);
}

enum { LOCATIONS = 12, ALGORITHMS = 3, RUNS = 20, STEPS = 6 };

/* Counts of random trajectories in arrays over all locations. */
typedef struct counts {
    unsigned visits[LOCATIONS][ALGORITHMS], steps[LOCATIONS][LOCATIONS][ALGORITHMS], starts[LOCATIONS], ends[LOCATIONS];
} counts;

static unsigned owners_of(const unsigned by_algorithm[ALGORITHMS], unsigned *total) {
    unsigned owners = 0;
    *total = 0;
    for (unsigned algorithm = 0; algorithm < ALGORITHMS; algorithm++) {
        owners += by_algorithm[algorithm] > 0;
        *total += by_algorithm[algorithm];
    }
    return owners;
}

static void compare_counts(const nsc_trajectory_network *network, const counts *counted) {
    uint32_t node = 0;
    uint32_t nodes[LOCATIONS] = {0};
    for (uint32_t location = 0; location < LOCATIONS; location++) {
        unsigned visits;
        const unsigned owners = owners_of(counted->visits[location], &visits);
        if (visits == 0)
            continue;
        nodes[location] = node;
        check_node(network, node++,
                   (nsc_trajectory_node){.location = location,
                                         .visits = visits,
                                         .starts = counted->starts[location],
                                         .ends = counted->ends[location],
                                         .owner_count = owners});
    }
    assert_int_equal(network->node_count, node);
    size_t edge = 0;
    for (uint32_t from = 0; from < LOCATIONS; from++)
        for (uint32_t to = 0; to < LOCATIONS; to++) {
            unsigned weight;
            const unsigned owners = owners_of(counted->steps[from][to], &weight);
            if (weight == 0)
                continue;
            assert_int_equal(network->edges[edge].from, nodes[from]);
            assert_int_equal(network->edges[edge].to, nodes[to]);
            assert_int_equal(network->edges[edge].weight, weight);
            assert_int_equal(network->edges[edge++].owner_count, owners);
        }
    assert_int_equal(network->edge_count, edge);
}

static void random_networks_by_counting(void **state) {
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned repeat = 0; repeat < 20; repeat++) {
        uint32_t locations[RUNS][STEPS];
        nsc_trajectory trajectories[RUNS];
        counts counted = {0};
        for (unsigned run = 0; run < RUNS; run++) {
            const unsigned algorithm = (unsigned)gsl_rng_uniform_int(random, ALGORITHMS);
            const size_t count = gsl_rng_uniform_int(random, STEPS + 1);
            for (unsigned place = 0; place < count; place++) {
                const uint32_t location = locations[run][place] = (uint32_t)gsl_rng_uniform_int(random, LOCATIONS);
                if (place > 0 && location == locations[run][place - 1])
                    continue;
                counted.visits[location][algorithm]++;
                if (place > 0)
                    counted.steps[locations[run][place - 1]][location][algorithm]++;
            }
            if (count > 0) {
                counted.starts[locations[run][0]]++;
                counted.ends[locations[run][count - 1]]++;
            }
            trajectories[run] = (nsc_trajectory){locations[run], count, algorithm};
        }
        nsc_trajectory_network network;
        REQUIRE_OK(nsc_trajectory_network_make(&network, trajectories, RUNS, &error));
        compare_counts(&network, &counted);
        nsc_trajectory_network_release(&network);
    }
    gsl_rng_free(random);
}

static void nothing_is_no_network(void **state) {
    (void)state;
    nsc_trajectory_network network;
    nsc_trajectory_figures figures;
    REQUIRE_OK(nsc_trajectory_network_make(&network, NULL, 0, &error));
    REQUIRE_OK(nsc_trajectory_network_measure(&network, NULL, &figures, &error));
    assert_int_equal(figures.nodes, 0);
    nsc_trajectory_network_release(&network);
    static const uint32_t only[] = {4};
    const nsc_trajectory trajectory = {only, 1, 0};
    const bool best[] = {true};
    REQUIRE_OK(nsc_trajectory_network_make(&network, &trajectory, 1, &error));
    REQUIRE_OK(nsc_trajectory_network_measure(&network, best, &figures, &error));
    assert_int_equal(figures.components, 1);
    assert_int_equal(figures.ends, 0);
    assert_true(figures.strength == 0);
    nsc_trajectory_network_release(&network);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_network_by_hand),
        cmocka_unit_test(random_networks_by_counting),
        cmocka_unit_test(nothing_is_no_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
