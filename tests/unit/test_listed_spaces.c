/*
 * Spaces that a file lists: what the file says is what the graph holds, weights steer walks, and files that say
 * nothing, too much or nonsense are refused by line and reason.
 */
#include "file_fixture.h"
#include "graph_calls.h"
#include "space/listed.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_fixture(void **state) {
    return open_fixture_named(state, "edges.csv");
}

static nsc_space *open_text(const fixture *opened, const char *text) {
    write_bytes(opened->path, text, strlen(text));
    return open_space(opened->path);
}

static void build(nsc_graph *graph, const nsc_space *space) {
    REQUIRE_OK(nsc_graph_build(graph, space, nsc_relation_named("listed"), NSC_THREADS(2), &error));
}

/* The place of an edge in a row; fails where there is none. */
static uint64_t place_of(const nsc_graph *graph, uint32_t from, uint32_t to) {
    for (uint64_t place = graph->offsets[from]; place < graph->offsets[from + 1]; place++)
        if (graph->neighbours[place] == to)
            return place;
    fail_msg("%u is not in the row of %u", (unsigned)to, (unsigned)from);
    return 0;
}

/* ---- what the file says ---- */

static void test_a_small_file(void **state) {
    nsc_space *space = open_text(*state, "weight,note,to,kind,from\n"
                                         "2.5,x,b,swap,a\n"
                                         ",y,,,alone\n"
                                         "1e-3,,\"c, quoted\",grow,b\n"
                                         "2.5,again,a,swap,b\n"
                                         "4,,a,,\"c, quoted\"\n");
    nsc_graph graph = {0};
    nsc_point_name name;
    char id[16];
    static const char *const names[] = {"a", "b", "alone", "c, quoted"};
    assert_int_equal(space->point_count, 4);
    for (uint32_t point = 0; point < 4; point++) {
        REQUIRE_OK(space->point_name(space, point, &name, &error));
        assert_string_equal(name.text, names[point]);
        assert_int_equal(id_of(space, names[point]), point);
        snprintf(id, sizeof id, "id:%u", (unsigned)point);
        assert_int_equal(id_of(space, id), point);
    }
    build(&graph, space);
    assert_true(graph.edge_count == 3);
    assert_int_equal(nsc_graph_degree(&graph, 2), 0);
    static const struct {
        uint32_t from, to;
        const char *kind;
        double weight;
    } edges[] = {{0, 1, "swap", 2.5}, {1, 3, "grow", 1e-3}, {3, 0, "edge", 4}};
    for (size_t edge = 0; edge < 3; edge++)
        for (int backwards = 0; backwards < 2; backwards++) {
            const uint64_t place = backwards ? place_of(&graph, edges[edge].to, edges[edge].from)
                                             : place_of(&graph, edges[edge].from, edges[edge].to);
            const nsc_edge_kind *kind = &space->edge_kinds[graph.kinds[place]];
            assert_string_equal(kind->name, edges[edge].kind);
            assert_int_equal(kind->family, NSC_EDGE_LISTED);
            assert_int_equal(kind->reverse, graph.kinds[place]);
            assert_true(graph.weights[place] == edges[edge].weight);
        }
    uint32_t point;
    REQUIRE_REFUSED(space->point_parse(space, "d", &point, &error), NSC_INVALID, "not a point");
    REQUIRE_REFUSED(space->point_parse(space, "id:4", &point, &error), NSC_INVALID, "are id:0 to id:3");
    const nsc_distance *distance;
    REQUIRE_REFUSED(nsc_distance_of(space, "edit", &distance, &error), NSC_USAGE, "only hops");
    const nsc_relation *relation;
    REQUIRE_REFUSED(nsc_relation_of(space, "pruned", &relation, &error), NSC_USAGE, "only listed");
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

static void test_without_kinds_and_weights(void **state) {
    nsc_space *space = open_text(*state, "source,target\r\n1,2\r\n2,3\r\n");
    nsc_graph graph = {0};
    nsc_neighbour *neighbours = NULL;
    size_t count = 0;
    build(&graph, space);
    assert_null(graph.weights);
    assert_int_equal(space->edge_kind_count, 1);
    assert_string_equal(space->edge_kinds[0].name, "edge");
    REQUIRE_OK(nsc_graph_neighbours(space, graph.relation, 1, &neighbours, &count, &error));
    assert_int_equal(count, 2);
    assert_true(neighbours[0].weight == 0 && neighbours[1].weight == 0);
    free(neighbours);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* No edges at all: points, and a graph of nothing. */
static void test_isolated_points(void **state) {
    nsc_space *space = open_text(*state, "from,to\na,\nb,\n");
    nsc_graph graph = {0};
    double x[2] = {3, 4}, y[2], stationary[2];
    uint8_t hops[2];
    build(&graph, space);
    assert_int_equal(space->point_count, 2);
    assert_true(graph.edge_count == 0 && graph.offsets[2] == 0);
    REQUIRE_OK(nsc_graph_walk_product(&graph, x, y, 1, NSC_THREADS(1), &error));
    assert_true(y[0] == 3 && y[1] == 4);
    REQUIRE_OK(nsc_graph_stationary(&graph, stationary, &error));
    assert_true(stationary[0] == 0.5 && stationary[1] == 0.5);
    REQUIRE_OK(nsc_graph_hops(&graph, (uint32_t[]){1}, 1, hops, &error));
    assert_int_equal(hops[0], NSC_UNREACHED);
    assert_int_equal(hops[1], 0);
    assert_true(isnan(assortativity_of(&graph, x)));
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* A byte holds 254 hops: a longer way is refused, and not taken for a shorter one. */
static void test_long_ways(void **state) {
    const fixture *opened = *state;
    for (unsigned edges = NSC_HOPS_MAXIMUM; edges <= NSC_HOPS_MAXIMUM + 1; edges++) {
        FILE *stream = fopen(opened->path, "wb");
        assert_non_null(stream);
        fputs("from,to\n", stream);
        for (unsigned edge = 0; edge < edges; edge++)
            fprintf(stream, "p%u,p%u\n", edge, edge + 1);
        assert_int_equal(fclose(stream), 0);
        nsc_space *space = open_space(opened->path);
        nsc_graph graph = {0};
        uint8_t hops[NSC_HOPS_MAXIMUM + 2];
        uint32_t *components = test_memory(edges + 1, sizeof *components), *sizes = NULL, count = 0;
        build(&graph, space);
        if (edges == NSC_HOPS_MAXIMUM) {
            REQUIRE_OK(nsc_graph_hops(&graph, (uint32_t[]){0}, 1, hops, &error));
            assert_int_equal(hops[edges], NSC_HOPS_MAXIMUM);
        } else
            REQUIRE_REFUSED(nsc_graph_hops(&graph, (uint32_t[]){0}, 1, hops, &error), NSC_MISSING,
                            "more than 254 edges apart");
        REQUIRE_OK(nsc_graph_hops(&graph, (uint32_t[]){edges / 2}, 1, hops, &error));
        assert_int_equal(hops[0], edges / 2);
        REQUIRE_OK(nsc_graph_components(&graph, components, &sizes, &count, &error));
        assert_int_equal(count, 1);
        free(components);
        free(sizes);
        nsc_graph_release(&graph);
        nsc_space_close(space);
    }
}

/* ---- a random file against a matrix ---- */

enum { POINTS = 60 };

/* weights[a][b] = weights[b][a], 0 for no edge; kinds 0 … 4. Each edge is written once to three times, either way. */
typedef struct made_graph {
    double weights[POINTS][POINTS];
    int kinds[POINTS][POINTS];
} made_graph;

static void make_graph(made_graph *made, const char *path, gsl_rng *random) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fputs("from,to,kind,weight\n", stream);
    for (unsigned point = 0; point < POINTS; point++)
        fprintf(stream, "point %u,,,\n", point);
    for (unsigned one = 0; one < POINTS; one++)
        for (unsigned other = 0; other < one; other++) {
            if (random_below(random, 8) != 0)
                continue;
            made->weights[one][other] = made->weights[other][one] = 0.125 * (1 + random_below(random, 64));
            made->kinds[one][other] = made->kinds[other][one] = (int)random_below(random, 5);
            for (unsigned time = 0; time <= random_below(random, 3); time++) {
                const bool swapped = random_below(random, 2) != 0;
                fprintf(stream, "point %u,point %u,kind %d,%.17g\n", swapped ? other : one, swapped ? one : other,
                        made->kinds[one][other], made->weights[one][other]);
            }
        }
    assert_int_equal(fclose(stream), 0);
}

static void check_rows(const made_graph *made, const nsc_space *space, const nsc_graph *graph) {
    for (uint32_t point = 0; point < POINTS; point++) {
        uint64_t place = graph->offsets[point];
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        REQUIRE_OK(nsc_graph_neighbours(space, graph->relation, point, &neighbours, &count, &error));
        for (uint32_t other = 0; other < POINTS; other++) {
            char kind[16];
            if (made->weights[point][other] == 0)
                continue;
            snprintf(kind, sizeof kind, "kind %d", made->kinds[point][other]);
            assert_true(place < graph->offsets[point + 1]);
            const nsc_neighbour *listed = &neighbours[place - graph->offsets[point]];
            assert_int_equal(graph->neighbours[place], other);
            assert_int_equal(listed->point, other);
            assert_string_equal(space->edge_kinds[graph->kinds[place]].name, kind);
            assert_int_equal(listed->kind, graph->kinds[place]);
            assert_true(graph->weights[place] == made->weights[point][other]);
            assert_true(listed->weight == made->weights[point][other]);
            place++;
        }
        assert_int_equal(place, graph->offsets[point + 1]);
        assert_int_equal(count, nsc_graph_degree(graph, point));
        free(neighbours);
    }
}

static void check_walks(const made_graph *made, const nsc_graph *graph, gsl_rng *random) {
    enum { WIDTH = 8 };
    static const size_t widths[] = {1, 3, 4, WIDTH};
    double x[POINTS * WIDTH], y[POINTS * WIDTH], stationary[POINTS], total = 0, strengths[POINTS] = {0};
    for (int point = 0; point < POINTS; point++)
        for (int other = 0; other < POINTS; other++)
            strengths[point] += made->weights[point][other];
    for (int point = 0; point < POINTS; point++)
        total += strengths[point];
    REQUIRE_OK(nsc_graph_stationary(graph, stationary, &error));
    for (size_t item = 0; item < sizeof widths / sizeof *widths; item++) {
        const size_t width = widths[item];
        for (size_t place = 0; place < POINTS * width; place++)
            x[place] = gsl_rng_uniform(random);
        REQUIRE_OK(nsc_graph_walk_product(graph, x, y, width, NSC_THREADS(2), &error));
        for (size_t point = 0; point < POINTS; point++)
            for (size_t vector = 0; vector < width; vector++) {
                double sum = 0;
                for (size_t other = 0; other < POINTS; other++)
                    sum += made->weights[point][other] * x[other * width + vector];
                const double expected = strengths[point] > 0 ? sum / strengths[point] : x[point * width + vector];
                assert_true(fabs(y[point * width + vector] - expected) < 1e-12);
            }
    }
    for (int point = 0; point < POINTS; point++) {
        assert_true(fabs(stationary[point] - strengths[point] / total) < 1e-15);
        assert_true(strength_of(graph, (uint32_t)point) == strengths[point]);
    }
}

/* Pearson's correlation over the ends of all edges, both ways, by weight. */
static void check_assortativity(const made_graph *made, const nsc_graph *graph, gsl_rng *random) {
    double values[POINTS];
    long double weight = 0, x = 0, xx = 0, xy = 0;
    for (int point = 0; point < POINTS; point++)
        values[point] = random_below(random, 5) == 0 ? NAN : gsl_rng_uniform(random);
    for (int one = 0; one < POINTS; one++)
        for (int other = 0; other < POINTS; other++) {
            const long double own = made->weights[one][other];
            if (own == 0 || isnan(values[one]) || isnan(values[other]))
                continue;
            weight += own;
            x += own * values[one];
            xx += own * values[one] * values[one];
            xy += own * values[one] * values[other];
        }
    const long double expected = (xy - x * x / weight) / (xx - x * x / weight);
    assert_true(fabsl(assortativity_of(graph, values) - expected) < 1e-12L);
}

static void test_random_files(void **state) {
    const fixture *opened = *state;
    gsl_rng *random = random_stream(401, 0);
    for (int round = 0; round < 20; round++) {
        made_graph *made = test_memory(1, sizeof *made);
        nsc_graph graph = {0};
        make_graph(made, opened->path, random);
        nsc_space *space = open_space(opened->path);
        build(&graph, space);
        assert_int_equal(space->point_count, POINTS);
        check_rows(made, space, &graph);
        check_walks(made, &graph, random);
        check_assortativity(made, &graph, random);
        nsc_graph_release(&graph);
        nsc_space_close(space);
        free(made);
    }
    gsl_rng_free(random);
}

/* Names of any length, from eight bytes on with a common beginning. */
static const char *name_of(int point, char name[64]) {
    if (point % 3 == 0)
        snprintf(name, 64, "%d", point);
    else
        snprintf(name, 64, point % 3 == 1 ? "name%04x" : "the_name_of_a_point_%d", point);
    return name;
}

/* Many points: names are found again after the table of names has grown, and edges in no order are sorted. */
static void test_many_points(void **state) {
    enum { MANY = 20000, STEP = 7919 };
    char one[64], other[64];
    const fixture *opened = *state;
    FILE *stream = fopen(opened->path, "wb");
    assert_non_null(stream);
    fputs("from,to\n", stream);
    for (int point = 0; point < MANY; point++)
        fprintf(stream, "%s,\n", name_of(point, one));
    for (int number = 0; number < MANY - 1; number++) { /* all edges of a path: no common factor */
        const int point = (int)((int64_t)number * STEP % (MANY - 1));
        const bool turned = number % 2 != 0;
        fprintf(stream, "%s,%s\n", name_of(point + turned, one), name_of(point + !turned, other));
    }
    assert_int_equal(fclose(stream), 0);
    nsc_space *space = open_space(opened->path);
    nsc_graph graph = {0};
    build(&graph, space);
    assert_int_equal(space->point_count, MANY);
    assert_true(graph.edge_count == MANY - 1);
    for (int point = 0; point < MANY; point++)
        assert_int_equal(id_of(space, name_of(point, one)), point);
    for (uint32_t point = 1; point + 1 < MANY; point++) {
        assert_int_equal(graph.neighbours[graph.offsets[point]], point - 1);
        assert_int_equal(graph.neighbours[graph.offsets[point] + 1], point + 1);
    }
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* ---- what is refused ---- */

static void expect_refused_bytes(const fixture *opened, const char *bytes, size_t count, const char *reason) {
    nsc_space *space = NULL;
    write_bytes(opened->path, bytes, count);
    REQUIRE_REFUSED(nsc_space_open(&space, opened->path, &error), NSC_INVALID, reason);
    REQUIRE_REFUSED(nsc_space_open(&space, opened->path, &error), NSC_INVALID, "edges.csv");
    assert_null(space);
}

static void test_refused_files(void **state) {
    static const struct {
        const char *text, *reason;
    } refused[] = {
        {"", "the file is empty"},
        {"\n\n", "the file is empty"},
        {"from,to\n", "no point"},
        {"from\na\n", "from"},
        {"to,kind\na,b\n", "\"from\" and \"to\""},
        {"a,b\n1,2\n3,4\n", "no other row has \"a\" or \"b\""},
        {"a,b,c\nc,d,e\n", "\"from\" and \"to\""},
        {"a,b,c,d\n", "\"from\" and \"to\""},
        {"from_id,to_id\n1,2\n", "ids of another space"},
        {"Source,Target,Type\na,b,Directed\n", "line 2: the edge is directed"},
        {"1,2\n1,3,1\n", "line 2: the row has 3 fields, the first row 2"},
        {"from,source,to\na,b,c\n", "columns 1 and 2"},
        {"from,to,to\na,b,c\n", "columns 2 and 3"},
        {"from,to,weight,weight\na,b,1,1\n", "columns 3 and 4"},
        {"from,to\na,b,c\n", "line 2: the row has 3 fields"},
        {"from,to\na\n", "line 2: the row has 1 fields"},
        {"from,to\na,b\n,c\n", "line 3: the name of a point is empty"},
        {"from,to\na,a\n", "line 2: the edge leads from \"a\" to itself"},
        {"from,to,weight\na,b,0\n", "line 2: the weight \"0\""},
        {"from,to,weight\na,b,-1\n", "\"-1\" is not a positive number"},
        {"from,to,weight\na,b,\n", "\"\" is not a positive number"},
        {"from,to,weight\na,b,nan\n", "not a positive number"},
        {"from,to,weight\na,b,inf\n", "not a positive number"},
        {"from,to,weight\na,b,1e999\n", "not a positive number"},
        {"from,to,weight\na,b,0x10\n", "not a positive number"},
        {"from,to,weight\na,b,1e", "not a positive number"},
        {"from,to,weight\na,b,1;5\n", "not a positive number"},
        {"from,to,weight\na,b,1e308\na,c,1e308\n", "line 2: the weight 1e+308 is not between"},
        {"from,to,weight\na,b,1\na,c,5e-324\n", "line 3: the weight 4.94066e-324 is not between"},
        {"from,to,weight\na,b,1\nc,d,1\nb,a,2\n", "line 4: the edge between \"a\" and \"b\" is on line 2 already"},
        {"from,to,kind\na,b,x\na,b,y\n", "line 3: the edge between \"a\" and \"b\" is on line 2 already"},
        {"from,to\na,b\n\xff\xfe,c\n", "line 3: field 1 is not UTF-8"},
        {"from,to\na,b\x01\n", "line 2: the name of a point is not UTF-8, or has control characters"},
        {"from,to\na,\xc0\xaf\n", "not UTF-8"},
        {"from,to\na,\xed\xa0\x80\n", "not UTF-8"},
        {"from,to\na,\xf4\x90\x80\x80\n", "not UTF-8"},
        {"from,to\na,\xe2\x82\n", "not UTF-8"},
        {"from,to,kind\na,b,\xff\n", "line 2: field 3 is not UTF-8"},
        {"from,to\na,\"b\n", "quote"},
        {"from,to\na,b\"c\n", "quote"},
    };
    for (size_t number = 0; number < sizeof refused / sizeof *refused; number++)
        expect_refused_bytes(*state, refused[number].text, strlen(refused[number].text), refused[number].reason);
    static const char binary[] = "from,to\na,b\n\0\x7f\x45\x4c\x46";
    expect_refused_bytes(*state, binary, sizeof binary - 1, "zero byte");
    static const char noise[] = "\x89PNG\r\n\x1a\n\xff\xfe\x01\x02,\x03";
    expect_refused_bytes(*state, noise, sizeof noise - 1, "it is a picture");
}

/* Names as long as a protein's sequence, which differ in the last letter only. */
static void test_long_names(void **state) {
    const fixture *opened = *state;
    enum { LETTERS = 300 };
    char text[2 * LETTERS + 32], names[2][LETTERS + 1] = {{0}};
    memset(names, 'A', sizeof names);
    for (uint32_t point = 0; point < 2; point++) {
        names[point][LETTERS - 1] = (char)('C' + point);
        names[point][LETTERS] = '\0';
    }
    snprintf(text, sizeof text, "from,to\n%s,%s\n", names[0], names[1]);
    nsc_space *space = open_text(opened, text);
    assert_int_equal(space->point_count, 2);
    for (uint32_t point = 0; point < 2; point++) {
        nsc_point_name name;
        REQUIRE_OK(space->point_name(space, point, &name, &error));
        assert_string_equal(name.text, names[point]);
        assert_int_equal(id_of(space, name.text), point);
    }
    nsc_space_close(space);
}

/* ---- files as people have them ---- */

static nsc_space *open_with(const fixture *opened, const char *text, const char *options) {
    char name[160];
    write_bytes(opened->path, text, strlen(text));
    snprintf(name, sizeof name, "%s%s", opened->path, options);
    return open_space(name);
}

static void refuse_with(const fixture *opened, const char *text, const char *options, const char *reason) {
    nsc_space *space = NULL;
    char name[160];
    write_bytes(opened->path, text, strlen(text));
    snprintf(name, sizeof name, "%s%s", opened->path, options);
    REQUIRE_REFUSED(nsc_space_open(&space, name, &error), NSC_INVALID, reason);
    assert_null(space);
}

/* The same path of three points a - b - c, with weights 2 and 3 if `weighted`. */
static void check_path(nsc_space *space, bool weighted) {
    nsc_graph graph = {0};
    build(&graph, space);
    assert_int_equal(space->point_count, 3);
    assert_true(graph.edge_count == 2);
    const uint32_t a = id_of(space, "a"), b = id_of(space, "b"), c = id_of(space, "c");
    assert_int_equal(nsc_graph_degree(&graph, b), 2);
    assert_int_equal(nsc_graph_is_weighted(&graph), weighted);
    if (weighted) {
        assert_true(graph.weights[place_of(&graph, a, b)] == 2);
        assert_true(graph.weights[place_of(&graph, c, b)] == 3);
    }
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

static void test_tables_of_others(void **state) {
    static const struct {
        const char *text;
        bool weighted;
    } rows[] = {
        {"from\tto\na\tb\nb\tc\n", false},
        {"FROM;To\na;b\nb;c\n", false},
        {"Source,Target,Type,Weight\na,b,Undirected,2\nc,b,Undirected,3\n", true},
        {"Source;Target;Weight\na;b;2,0\nb;c;3,0\n", true},
        {"node1,node2\r\na,b\r\nb,c\r\n", false},
        {"a,b\nb,c\n", false},
        {"a,b,2\nb,c,3\n", true},
        {"a\tb\nb\tc\n", false},
        {"# a comment\na b\nb c\n", false},
        {"a b 2\nb  c 3\n", true},
        {"\xef\xbb\xbf\"from\",\"to\"\na,b\nb,c\n", false},
        {"[{\"source\": \"a\", \"target\": \"b\", \"weight\": 2}, {\"source\": \"b\", \"target\": \"c\", \"weight\": "
         "3}]",
         true},
    };
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        check_path(open_text(*state, rows[row].text), rows[row].weighted);
    nsc_space *space = open_text(*state, "1,11\n1,7\n");
    assert_int_equal(space->point_count, 3); /* the first row is an edge, and told so */
    assert_non_null(strstr(space->note, "no header"));
    nsc_space_close(space);
}

static void test_loops_and_doubles(void **state) {
    static const char loops[] = "from,to\na,a\na,b\nb,c\nc,c\n", doubles[] = "from,to\na,b\nb,a\nb,c\na,b\n",
                      weights[] = "from,to,weight\na,b,1.5\nb,a,0.5\nb,c,3\n";
    refuse_with(*state, loops, "", "edges.csv:loops=drop");
    nsc_space *space = open_with(*state, loops, ":loops=drop");
    assert_non_null(strstr(space->note, "2 edges from a point to itself left out"));
    check_path(space, false);
    space = open_text(*state, doubles);
    assert_non_null(strstr(space->note, "2 repeated edges left out"));
    check_path(space, false);
    refuse_with(*state, doubles, ":double=refuse", "line 3: the edge between");
    refuse_with(*state, weights, "", "double=drop");
    check_path(open_with(*state, weights, ":double=add"), true);
    space = open_with(*state, weights, ":double=drop,loops=drop");
    nsc_graph graph = {0};
    build(&graph, space);
    assert_true(graph.weights[place_of(&graph, id_of(space, "a"), id_of(space, "b"))] == 1.5);
    nsc_graph_release(&graph);
    nsc_space_close(space);
    space = open_with(*state, doubles, ":double=add"); /* three edges between a and b, one between b and c */
    build(&graph, space);
    assert_true(graph.weights[place_of(&graph, id_of(space, "a"), id_of(space, "b"))] == 3);
    assert_true(graph.weights[place_of(&graph, id_of(space, "b"), id_of(space, "c"))] == 1);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

/* a -> b, b -> a, b -> c: rows hold the ends of edges only; c is a sink. */
static void test_directed(void **state) {
    nsc_space *space = open_with(*state, "from,to,weight\na,b,1\nb,a,2\nb,c,4\n", ":directed");
    nsc_graph graph = {0};
    REQUIRE_OK(nsc_graph_build(&graph, space, nsc_relation_named("listed-directed"), NSC_THREADS(2), &error));
    assert_true(nsc_graph_is_directed(&graph) && graph.edge_count == 3);
    const uint32_t a = id_of(space, "a"), b = id_of(space, "b"), c = id_of(space, "c");
    assert_int_equal(nsc_graph_degree(&graph, a), 1);
    assert_int_equal(nsc_graph_degree(&graph, b), 2);
    assert_int_equal(nsc_graph_degree(&graph, c), 0);
    assert_true(graph.weights[place_of(&graph, a, b)] == 1 && graph.weights[place_of(&graph, b, a)] == 2 &&
                graph.weights[place_of(&graph, b, c)] == 4);
    nsc_neighbour *neighbours = NULL;
    size_t count = 0;
    REQUIRE_OK(nsc_graph_neighbours(space, graph.relation, b, &neighbours, &count, &error));
    assert_true(count == 2 && neighbours[0].point == a && neighbours[1].point == c && neighbours[1].weight == 4);
    free(neighbours);
    nsc_graph_release(&graph);
    nsc_space_close(space);
}

#define GRAPHML(direction, content)                                                                                    \
    "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"                               \
    "<key id=\"d0\" for=\"node\" attr.name=\"name\"/><key id=\"d1\" for=\"edge\" attr.name=\"weight\"/>\n"             \
    "<key id=\"d2\" for=\"edge\" attr.name=\"kind\"/><key id=\"d3\" for=\"node\" attr.name=\"weight\"/>\n"             \
    "<graph edgedefault=\"" direction "\">\n" content "</graph></graphml>\n"
#define NODE(id, name) "<node id=\"" id "\"><data key=\"d0\">" name "</data><data key=\"d3\">7</data></node>\n"
#define EDGE(from, to, weight)                                                                                         \
    "<edge source=\"" from "\" target=\"" to "\"><data key=\"d1\">" weight "</data><data key=\"d2\">k &amp; "          \
    "l</data></edge>\n"

static void test_graphml(void **state) {
    check_path(open_text(*state, GRAPHML("undirected", NODE("n0", "a") NODE("n1", "b") NODE("n2", "c")
                                                           EDGE("n0", "n1", "2") EDGE("n2", "n1", "+3"))),
               true);
    check_path(open_text(*state, "<graphml><graph edgedefault=\"undirected\"><edge source=\"a\" target=\"b\"/><node "
                                 "id=\"a\"/><node id=\"c\"/><node id=\"b\"/><edge source=\"b\" target=\"c\"/></graph>"
                                 "</graphml>"),
               false);
    nsc_space *space = open_text(*state, GRAPHML("undirected", NODE("n0", "a") NODE("n1", "b, or c") NODE("n2", "alone")
                                                                   EDGE("n0", "n1", "2.5")));
    assert_int_equal(space->point_count, 3);
    assert_int_equal(id_of(space, "b, or c"), 1);
    assert_string_equal(space->edge_kinds[0].name, "k & l");
    nsc_space_close(space);
    static const char directed[] = GRAPHML("directed", NODE("n0", "a") NODE("n1", "b") NODE("n2", "c")
                                                           EDGE("n0", "n1", "2") EDGE("n2", "n1", "3"));
    refuse_with(*state, directed, "", "line 8: the edge is directed");
    check_path(open_with(*state, directed, ":undirected"), true);
    nsc_space_close(open_with(*state, directed, ":directed"));
    static const struct {
        const char *text, *reason;
    } refused[] = {
        {GRAPHML("undirected", ""), "lists no point"},
        {GRAPHML("undirected", NODE("n0", "a") NODE("n0", "b")), "\"n0\" stands in it twice"},
        {GRAPHML("undirected", NODE("n0", "a") NODE("n1", "a")), "two nodes are called \"a\""},
        {GRAPHML("undirected", NODE("n0", "a") EDGE("n0", "n9", "1")), "line 6: there is no node \"n9\""},
        {GRAPHML("undirected", NODE("n0", "a") EDGE("n0", "n0", "1")), "line 6: the edge leads from \"a\" to itself"},
        {GRAPHML("undirected", NODE("n0", "a") NODE("n1", "b") EDGE("n0", "n1", "-1")), "\"-1\" is not a positive"},
        {GRAPHML("undirected", "<node/>"), "line 5: the node has no id"},
        {GRAPHML("undirected", "<hyperedge/>"), "hyperedges"},
        {GRAPHML("undirected", "<node id=\"a\"><graph/></node>"), "a graph within a node"},
        {"<graphml><graph><node id=\"a\"></graph></graphml>", "no valid XML"},
        {"<graphml><graph><node id=\"a\"/>", "no valid XML"},
    };
    for (size_t number = 0; number < sizeof refused / sizeof *refused; number++)
        refuse_with(*state, refused[number].text, "", refused[number].reason);
}

static void test_too_many_kinds(void **state) {
    const fixture *opened = *state;
    for (int kinds = NSC_EDGE_KINDS; kinds <= NSC_EDGE_KINDS + 1; kinds++) {
        FILE *stream = fopen(opened->path, "wb");
        nsc_space *space = NULL;
        assert_non_null(stream);
        fputs("from,to,kind\n", stream);
        for (int kind = 0; kind < kinds; kind++)
            fprintf(stream, "a,b%d,kind %d\n", kind, kind);
        assert_int_equal(fclose(stream), 0);
        if (kinds == NSC_EDGE_KINDS)
            REQUIRE_OK(nsc_space_open(&space, opened->path, &error));
        else
            REQUIRE_REFUSED(nsc_space_open(&space, opened->path, &error), NSC_INVALID, "more than 65535 kinds");
        nsc_space_close(space);
    }
}

static void test_no_file(void **state) {
    const fixture *opened = *state;
    char path[160];
    nsc_space *space = NULL;
    snprintf(path, sizeof path, "%s/none.csv", opened->folder);
    REQUIRE_REFUSED(nsc_space_open(&space, path, &error), NSC_MISSING, "none.csv");
    snprintf(path, sizeof path, "%s/folder.csv", opened->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    REQUIRE_REFUSED(nsc_space_open(&space, path, &error), NSC_INVALID, "folder");
    assert_int_equal(rmdir(path), 0);
    assert_null(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_small_file),      cmocka_unit_test(test_without_kinds_and_weights),
        cmocka_unit_test(test_isolated_points),   cmocka_unit_test(test_long_ways),
        cmocka_unit_test(test_random_files),      cmocka_unit_test(test_many_points),
        cmocka_unit_test(test_refused_files),     cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_too_many_kinds),    cmocka_unit_test(test_tables_of_others),
        cmocka_unit_test(test_loops_and_doubles), cmocka_unit_test(test_directed),
        cmocka_unit_test(test_graphml),           cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
