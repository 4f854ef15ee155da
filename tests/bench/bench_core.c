/*
 * Space and graph, timed: CSV `name,runs,median_s,minimum_s,maximum_s,peak_rss_mb` to standard output. Each job runs in
 * a process of its own, so that its peak memory (space and graph that it stands on included) is its own as well.
 * Jobs that igraph does on the same edges stand beside ours.
 */
#include "timing.h"

#include "graph/graph.h"
#include "space/nb101/nb101.h"

#include <igraph/igraph.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_RUNS = 15 };

/* What a job stands on, prepared outside the time that is taken. */
typedef struct ground {
    nsc_space *space;
    nsc_graph graph; /* of the job's relation, where it needs one */
    igraph_t igraph; /* likewise */
    igraph_vector_int_t ends;
    double *x, *y;
    uint8_t *distances;
    const nsc_encodings *encodings; /* and a buffer for their distances, where the job needs them */
    uint8_t *buffer;
    nsc_control control;
    const nsc_relation *relation;
} ground;

static void require(nsc_status status) {
    if (status == NSC_OK)
        return;
    fprintf(stderr, "bench_core: a job failed with status %d\n", (int)status);
    exit(1);
}

/* ---- jobs ---- */

static void enumerate(ground *laid) {
    (void)laid;
    nsc_nb101 *nb101 = NULL;
    require(nsc_nb101_create(&nb101, (nsc_nb101_limits){NSC_NB101_VERTICES, NSC_NB101_EDGES}, NULL));
    nsc_nb101_destroy(nb101);
}

static void compute_parameters(ground *laid) {
    const int feature = nsc_space_feature(laid->space, "params");
    require(laid->space->feature_values(laid->space, (size_t)feature, &laid->control, laid->x, NULL));
}

static void build_graph(ground *laid) {
    nsc_graph graph = {0};
    require(nsc_graph_build(&graph, laid->space, laid->relation, &laid->control, NULL));
    nsc_graph_release(&graph);
}

static void build_igraph(ground *laid) {
    igraph_t made;
    igraph_create(&made, &laid->ends, (igraph_integer_t)laid->graph.point_count, IGRAPH_UNDIRECTED);
    igraph_destroy(&made);
}

static void search_breadth_first(ground *laid) {
    const uint32_t source = laid->graph.point_count / 2;
    require(nsc_graph_hops(&laid->graph, &source, 1, laid->distances, NULL));
}

/* What a user of igraph does for the distances from one vertex. */
static void search_by_igraph(ground *laid) {
    igraph_matrix_t distances;
    igraph_matrix_init(&distances, 0, 0);
    igraph_distances(&laid->igraph, &distances, igraph_vss_1((igraph_integer_t)laid->graph.point_count / 2),
                     igraph_vss_all(), IGRAPH_ALL);
    igraph_matrix_destroy(&distances);
}

/* igraph's own breadth-first search, without paths. */
static void bfs_by_igraph(ground *laid) {
    igraph_vector_int_t distances;
    igraph_vector_int_init(&distances, 0);
    igraph_bfs(&laid->igraph, (igraph_integer_t)laid->graph.point_count / 2, NULL, IGRAPH_ALL, true, NULL, NULL, NULL,
               NULL, NULL, NULL, &distances, NULL, NULL);
    igraph_vector_int_destroy(&distances);
}

static void multiply_once(ground *laid) {
    require(nsc_graph_walk_product(&laid->graph, laid->x, laid->y, 1, &laid->control, NULL));
}

static void measure_edits(ground *laid) {
    const uint32_t target = laid->space->point_count / 2;
    require(nsc_edit_distances(laid->space, &target, 1, &laid->control, laid->distances, NULL));
}

/* The table is kept with its space, which is opened each time (see the row of enumeration). */
static void tabulate_encodings(ground *laid) {
    nsc_space *space = NULL;
    require(nsc_space_open(&space, "nb101", NULL));
    require(nsc_space_encodings(space, &laid->encodings, NULL));
    nsc_space_close(space);
}

static void measure_encodings(ground *laid) {
    const uint32_t target = laid->space->point_count / 2;
    require(nsc_encoding_distances(laid->encodings, NSC_VALID_PRUNED, &target, 1, &laid->control, laid->buffer, NULL));
}

/* In memory that the system has yet to give. */
static void measure_encodings_anew(ground *laid) {
    require(nsc_encoding_buffer(laid->encodings, &laid->buffer, NULL));
    measure_encodings(laid);
    free(laid->buffer);
}

static void count_shells(ground *laid) {
    const uint32_t target = laid->space->point_count / 2;
    nsc_encoding_counts shells;
    require(
        nsc_encoding_counts_of(&shells, laid->space, NSC_VALID_PRUNED, &target, 1, &laid->control, laid->buffer, NULL));
    nsc_encoding_counts_release(&shells);
}

/* What a distance between cells takes: tables, a buffer and counts, of which nothing was there before. */
static void compare_by_encodings(ground *laid) {
    const uint32_t target = laid->space->point_count / 2;
    nsc_space *space = NULL;
    require(nsc_space_open(&space, "nb101", NULL));
    require(
        nsc_encoding_distances_of_points(space, NSC_VALID_PRUNED, &target, 1, &laid->control, laid->distances, NULL));
    nsc_space_close(space);
}

static void measure_diameter(ground *laid) {
    uint32_t diameter;
    require(nsc_graph_diameter(&laid->graph, &laid->control, &diameter, NULL));
}

/* ---- the table of jobs ---- */

enum { NEEDS_GRAPH = 1, NEEDS_ENDS = 2, NEEDS_IGRAPH = 4, NEEDS_ENCODINGS = 8, NEEDS_BUFFER = 16 };

static const struct job {
    const char *name;
    void (*run)(ground *laid);
    int runs;
    int needs;
    const char *relation;
    size_t thread_count;
} jobs[] = {
    {"enumeration", enumerate, 15, 0, "pruned", 1},
    {"parameters_1_thread", compute_parameters, 15, 0, "pruned", 1},
    {"parameters_2_threads", compute_parameters, 15, 0, "pruned", 2},
    {"graph_pruned_1_thread", build_graph, 9, 0, "pruned", 1},
    {"graph_pruned_2_threads", build_graph, 9, 0, "pruned", 2},
    {"graph_adjacent_1_thread", build_graph, 9, 0, "adjacent", 1},
    {"graph_adjacent_2_threads", build_graph, 9, 0, "adjacent", 2},
    {"graph_strict_1_thread", build_graph, 9, 0, "strict", 1},
    {"graph_strict_2_threads", build_graph, 9, 0, "strict", 2},
    {"igraph_takes_sorted_edges_of_pruned", build_igraph, 5, NEEDS_GRAPH | NEEDS_ENDS, "pruned", 1},
    {"bfs_pruned", search_breadth_first, 15, NEEDS_GRAPH, "pruned", 1},
    {"bfs_pruned_igraph_bfs", bfs_by_igraph, 5, NEEDS_GRAPH | NEEDS_ENDS | NEEDS_IGRAPH, "pruned", 1},
    {"bfs_pruned_igraph_distances", search_by_igraph, 5, NEEDS_GRAPH | NEEDS_ENDS | NEEDS_IGRAPH, "pruned", 1},
    {"walk_product_pruned_1_thread", multiply_once, 15, NEEDS_GRAPH, "pruned", 1},
    {"walk_product_pruned_2_threads", multiply_once, 15, NEEDS_GRAPH, "pruned", 2},
    {"edit_distances_one_to_all_1_thread", measure_edits, 9, 0, "pruned", 1},
    {"edit_distances_one_to_all_2_threads", measure_edits, 9, 0, "pruned", 2},
    {"encoding_table", tabulate_encodings, 15, 0, "pruned", 1},
    {"encoding_distances_1_thread", measure_encodings, 9, NEEDS_ENCODINGS | NEEDS_BUFFER, "pruned", 1},
    {"encoding_distances_2_threads", measure_encodings, 9, NEEDS_ENCODINGS | NEEDS_BUFFER, "pruned", 2},
    {"encoding_distances_fresh_buffer_1_thread", measure_encodings_anew, 9, NEEDS_ENCODINGS, "pruned", 1},
    {"encoding_distances_fresh_buffer_2_threads", measure_encodings_anew, 9, NEEDS_ENCODINGS, "pruned", 2},
    {"encoding_shells_1_thread", count_shells, 9, NEEDS_ENCODINGS | NEEDS_BUFFER, "pruned", 1},
    {"encoding_shells_2_threads", count_shells, 9, NEEDS_ENCODINGS | NEEDS_BUFFER, "pruned", 2},
    {"encoding_distances_one_to_all_cells_1_thread", compare_by_encodings, 5, 0, "pruned", 1},
    {"encoding_distances_one_to_all_cells_2_threads", compare_by_encodings, 5, 0, "pruned", 2},
    {"diameter_pruned_2_threads", measure_diameter, 1, NEEDS_GRAPH, "pruned", 2},
};

/* ---- one job ---- */

static void lay_ground(ground *laid, const struct job *job) {
    *laid = (ground){.control = {.thread_count = job->thread_count}, .relation = nsc_relation_named(job->relation)};
    require(nsc_space_open(&laid->space, "nb101", NULL));
    require(nsc_allocate(&laid->x, laid->space->point_count, sizeof *laid->x, NULL));
    require(nsc_allocate(&laid->y, laid->space->point_count, sizeof *laid->y, NULL));
    require(nsc_allocate(&laid->distances, laid->space->point_count, 1, NULL));
    if ((job->needs & NEEDS_ENCODINGS) != 0)
        require(nsc_space_encodings(laid->space, &laid->encodings, NULL));
    if ((job->needs & NEEDS_BUFFER) != 0) {
        require(nsc_encoding_buffer(laid->encodings, &laid->buffer, NULL));
        memset(laid->buffer, 1, nsc_encodings_count(laid->encodings));
    }
    if ((job->needs & NEEDS_GRAPH) == 0)
        return;
    require(nsc_graph_build(&laid->graph, laid->space, laid->relation, NSC_THREADS(2), NULL));
    if ((job->needs & NEEDS_ENDS) == 0)
        return;
    igraph_vector_int_init(&laid->ends, 0);
    igraph_vector_int_reserve(&laid->ends, (igraph_integer_t)(2 * laid->graph.edge_count));
    for (uint32_t point = 0; point < laid->graph.point_count; point++)
        for (uint64_t place = laid->graph.offsets[point]; place < laid->graph.offsets[point + 1]; place++)
            if (laid->graph.neighbours[place] > point) {
                igraph_vector_int_push_back(&laid->ends, point);
                igraph_vector_int_push_back(&laid->ends, laid->graph.neighbours[place]);
            }
    if ((job->needs & NEEDS_IGRAPH) != 0)
        igraph_create(&laid->igraph, &laid->ends, (igraph_integer_t)laid->graph.point_count, IGRAPH_UNDIRECTED);
}

/* Runs the job in this process, which ends with it and gives back all memory. */
static void time_job(const struct job *job) {
    ground laid;
    double durations_s[MOST_RUNS] = {0};
    struct rusage usage;
    lay_ground(&laid, job);
    for (int run = 0; run < job->runs; run++) {
        const double start = seconds();
        job->run(&laid);
        durations_s[run] = seconds() - start;
    }
    getrusage(RUSAGE_SELF, &usage);
    qsort(durations_s, (size_t)job->runs, sizeof *durations_s, compare_seconds);
    printf("%s,%d,%.6f,%.6f,%.6f,%.1f\n", job->name, job->runs, durations_s[job->runs / 2], durations_s[0],
           durations_s[job->runs - 1], (double)usage.ru_maxrss / 1024);
    fflush(stdout);
}

/* With arguments, only the jobs whose names begin with one of them. */
static int is_wanted(const struct job *job, int argument_count, char **arguments) {
    for (int argument = 1; argument < argument_count; argument++)
        if (strncmp(job->name, arguments[argument], strlen(arguments[argument])) == 0)
            return 1;
    return argument_count == 1;
}

int main(int argument_count, char **arguments) {
    int failed = 0;
    printf("name,runs,median_s,minimum_s,maximum_s,peak_rss_mb\n");
    fflush(stdout);
    for (size_t number = 0; number < sizeof jobs / sizeof *jobs; number++) {
        if (!is_wanted(&jobs[number], argument_count, arguments))
            continue;
        const pid_t child = fork();
        if (child == 0) {
            time_job(&jobs[number]);
            _exit(0);
        }
        int status = 1;
        failed |= child < 0 || waitpid(child, &status, 0) < 0 || status != 0;
    }
    return failed;
}
