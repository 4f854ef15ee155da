/*
 * Paths between points against slower methods written another way: distances by Floyd and Warshall, bottlenecks by
 * relaxing every edge until nothing changes, ties by listing every path. On cells, strings and a directed graph, with
 * ties, missing fitness, both directions and a chosen tolerance.
 */
#include "analysis/analysis.h"
#include "made_landscape.h"
#include "query/path_search.h"

#include <math.h>

enum { NOWHERE = 1000000 };

/* ---- the slow methods ---- */

/* What the slow methods know of a landscape. */
typedef struct slow {
    const made_landscape *made;
    uint32_t count;
    uint8_t *edges; /* [from × count + to] */
    double *merits; /* [point] NaN if not evaluated */
    double tolerance;
} slow;

static slow slow_open(const made_landscape *made) {
    const uint32_t count = made->graph.point_count;
    const nsc_order order = nsc_order_of(&made->fitness);
    slow job = {.made = made,
                .count = count,
                .edges = test_memory((size_t)count * count, 1),
                .merits = test_memory(count, sizeof(double)),
                .tolerance = order.tolerance};
    nsc_rows rows;
    REQUIRE_OK(nsc_rows_open(&rows, &made->graph, &error));
    for (uint32_t point = 0; point < count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            job.edges[(size_t)point * count + row.points[place]] = 1;
        job.merits[point] =
            made->fitness.direction == NSC_MINIMISE ? -made->fitness.values[point] : made->fitness.values[point];
    }
    nsc_rows_close(&rows);
    return job;
}

static void slow_close(slow *job) {
    free(job->edges);
    free(job->merits);
}

/* All distances by Floyd and Warshall. */
static uint32_t *all_distances(const slow *job) {
    const size_t count = job->count;
    uint32_t *distances = test_memory(count * count, sizeof *distances);
    for (size_t from = 0; from < count; from++)
        for (size_t to = 0; to < count; to++)
            distances[from * count + to] = from == to ? 0 : job->edges[from * count + to] ? 1 : NOWHERE;
    for (size_t middle = 0; middle < count; middle++)
        for (size_t from = 0; from < count; from++)
            for (size_t to = 0; to < count; to++) {
                const uint32_t sum = distances[from * count + middle] + distances[middle * count + to];
                if (sum < distances[from * count + to])
                    distances[from * count + to] = sum;
            }
    return distances;
}

/* The best worst merit of any path over evaluated points between two points; −∞ if there is none. */
static double bottleneck(const slow *job, uint32_t from, uint32_t to) {
    double *widths = test_memory(job->count, sizeof *widths);
    for (uint32_t point = 0; point < job->count; point++)
        widths[point] = -INFINITY;
    widths[from] = isnan(job->merits[from]) ? INFINITY : job->merits[from];
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t point = 0; point < job->count; point++)
            for (uint32_t next = 0; next < job->count; next++) {
                const bool unknown = isnan(job->merits[next]);
                if (!job->edges[(size_t)point * job->count + next] || (unknown && next != to))
                    continue;
                const double merit = unknown ? INFINITY : job->merits[next];
                const double width = widths[point] < merit ? widths[point] : merit;
                if (width > widths[next]) {
                    widths[next] = width;
                    changed = true;
                }
            }
    }
    const double found = widths[to];
    free(widths);
    return found;
}

/* Leaves only the edges that a kind of path may take. */
static void restrict_edges(const slow *job, nsc_path_kind kind, uint32_t from, uint32_t to, uint8_t *edges) {
    const double width = kind == NSC_PATH_WIDEST ? bottleneck(job, from, to) : 0;
    for (uint32_t point = 0; point < job->count; point++)
        for (uint32_t next = 0; next < job->count; next++) {
            const double gain = job->merits[next] - job->merits[point];
            bool kept = true;
            if (kind == NSC_PATH_IMPROVING)
                kept = gain > job->tolerance;
            if (kind == NSC_PATH_WIDEST && width > -INFINITY)
                kept = next == to || job->merits[next] >= width - job->tolerance;
            edges[(size_t)point * job->count + next] = job->edges[(size_t)point * job->count + next] && kept;
        }
}

/* Every shortest path over some edges, of which the best is kept. */
typedef struct listing {
    const slow *job;
    const uint8_t *edges;
    const uint32_t *left; /* [point] steps to the end */
    uint32_t to, length;
    uint32_t path[64], best[64];
    size_t found;
    uint32_t best_gaps;
    double best_worst;
} listing;

/* Paths are listed with low ids first, so that the first of equal ones stays. */
static void keep_better(listing *list) {
    uint32_t gaps = 0;
    double worst = INFINITY;
    for (uint32_t step = 1; step < list->length; step++) {
        const double merit = list->job->merits[list->path[step]];
        gaps += isnan(merit) ? 1 : 0;
        worst = merit < worst ? merit : worst;
    }
    if (list->found++ > 0 && (gaps > list->best_gaps || (gaps == list->best_gaps && worst <= list->best_worst)))
        return;
    memcpy(list->best, list->path, sizeof list->best);
    list->best_gaps = gaps;
    list->best_worst = worst;
}

static void list_paths(listing *list, uint32_t step) {
    const uint32_t point = list->path[step];
    if (point == list->to) {
        list->length = step;
        keep_better(list);
        return;
    }
    for (uint32_t next = 0; next < list->job->count; next++)
        if (list->edges[(size_t)point * list->job->count + next] && list->left[next] + 1 == list->left[point]) {
            list->path[step + 1] = next;
            list_paths(list, step + 1);
        }
}

/* Steps from every point to `to` over some edges, relaxed until nothing changes. */
static uint32_t *steps_left(const slow *job, const uint8_t *edges, uint32_t to) {
    uint32_t *left = test_memory(job->count, sizeof *left);
    for (uint32_t point = 0; point < job->count; point++)
        left[point] = point == to ? 0 : NOWHERE;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t point = 0; point < job->count; point++)
            for (uint32_t next = 0; next < job->count; next++)
                if (edges[(size_t)point * job->count + next] && left[next] + 1 < left[point]) {
                    left[point] = left[next] + 1;
                    changed = true;
                }
    }
    return left;
}

static void check_path(const slow *job, nsc_path_kind kind, uint32_t from, uint32_t to, uint8_t *edges) {
    nsc_path path;
    REQUIRE_OK(nsc_path_find(&path, &job->made->landscape, kind, from, to, NULL, &error));
    restrict_edges(job, kind, from, to, edges);
    listing list = {.job = job, .edges = edges, .left = steps_left(job, edges, to), .to = to, .path = {from}};
    if (list.left[from] == NOWHERE) {
        assert_int_equal(path.count, 0);
    } else {
        list_paths(&list, 0);
        assert_int_equal(path.count, list.length + 1);
        assert_memory_equal(path.points, list.best, path.count * sizeof *path.points);
        const bool expected = kind == NSC_PATH_WIDEST && bottleneck(job, from, to) == -INFINITY;
        assert_int_equal(path.through_unevaluated, expected);
    }
    nsc_path_release(&path);
    free((void *)list.left);
}

/* Some pairs of a landscape, by every kind; `step` apart. */
static void check_pairs(const made_landscape *made, uint32_t step) {
    slow job = slow_open(made);
    uint8_t *edges = test_memory((size_t)job.count * job.count, 1);
    for (uint32_t pair = 0; pair < job.count; pair += step)
        for (int kind = 0; kind < NSC_PATH_KINDS; kind++)
            check_path(&job, (nsc_path_kind)kind, pair, (pair * 7 + 3) % job.count, edges);
    free(edges);
    slow_close(&job);
}

/* ---- tests ---- */

static void fill_rounded(made_landscape *made, double steps, gsl_rng *random) {
    made_fill_random(made, random);
    for (uint32_t point = 0; point < made->fitness.point_count; point++)
        made->fitness.values[point] = round(made->fitness.values[point] * steps) / steps;
}

/* Complete, half and nearly nothing evaluated; lower values better; a tolerance of one step. */
static void check_fillings(made_landscape *made, uint32_t step) {
    gsl_rng *random = random_stream(5, 0);
    fill_rounded(made, 20, random);
    check_pairs(made, step);
    made->fitness.direction = NSC_MINIMISE;
    check_pairs(made, step);
    made->fitness.has_equal_within = true;
    made->fitness.equal_within = 0.1;
    check_pairs(made, step);
    made_hide(made, 0.5, random);
    check_pairs(made, step);
    made_hide(made, 0.1, random);
    check_pairs(made, step);
    gsl_rng_free(random);
    made_close(made);
}

static void test_strings(void **state) {
    (void)state;
    check_fillings(made_open("hamming:3^4"), 3);
}

static void test_cells(void **state) {
    (void)state;
    check_fillings(made_open("nb101:vertices=4"), 4);
    check_fillings(made_open("nb101:vertices=5"), 1300);
}

/* A directed ring with chords and a way out that does not lead back, and a part that nothing leads to. */
static const char directed[] = "from,to,type\n"
                               "a,b,Directed\nb,c,Directed\nc,d,Directed\nd,e,Directed\ne,a,Directed\nb,f,Directed\n"
                               "f,d,Directed\nd,g,Directed\ng,h,Directed\nh,i,Directed\nx,a,Directed\nx,i,Directed\n";

static void test_directed(void **state) {
    (void)state;
    char path[] = "/tmp/nasscape-directed-XXXXXX.csv";
    const int file = mkstemps(path, 4);
    assert_true(file >= 0);
    assert_int_equal(write(file, directed, sizeof directed - 1), sizeof directed - 1);
    assert_int_equal(close(file), 0);
    char space[64];
    snprintf(space, sizeof space, "%s:directed", path);
    made_landscape *made = made_open(space);
    assert_int_equal(remove(path), 0);
    assert_true(nsc_graph_is_directed(&made->graph));
    check_fillings(made, 1);
}

/* Distances of all pairs by Floyd and Warshall. */
static void test_lengths(void **state) {
    (void)state;
    made_landscape *made = made_open("nb101:vertices=4");
    made_fill(made, 1);
    slow job = slow_open(made);
    uint32_t *distances = all_distances(&job);
    for (uint32_t from = 0; from < job.count; from++)
        for (uint32_t to = 0; to < job.count; to++) {
            nsc_path path;
            REQUIRE_OK(nsc_path_find(&path, &made->landscape, NSC_PATH_SHORTEST, from, to, NULL, &error));
            assert_int_equal(path.count, distances[(size_t)from * job.count + to] + 1);
            nsc_path_release(&path);
        }
    free(distances);
    slow_close(&job);
    made_close(made);
}

/* How far an improving path comes that does not arrive: a chain a–b–c–d–e of fitness 1, 2, 4, 3, 5. */
static void test_reach(void **state) {
    (void)state;
    made_landscape *made = made_open_edges("a,b\nb,c\nc,d\nd,e\n");
    static const double values[] = {1, 2, 4, 3, 5};
    memcpy(made->fitness.values, values, sizeof values);
    made_count(made);
    nsc_path path;
    REQUIRE_OK(nsc_path_find(&path, &made->landscape, NSC_PATH_IMPROVING, 0, 4, NULL, &error));
    assert_int_equal(path.count, 0);
    assert_int_equal(path.reached, 3);
    assert_int_equal(path.best, 2);
    assert_int_equal(path.best_steps, 2);
    nsc_path_release(&path);
    made_close(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings), cmocka_unit_test(test_cells), cmocka_unit_test(test_directed),
        cmocka_unit_test(test_lengths), cmocka_unit_test(test_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
