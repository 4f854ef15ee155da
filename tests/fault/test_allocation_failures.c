/*
 * Every allocation fails once: for each n, the n-th of a piece of work returns no memory (alone, and with all after
 * it). The work must say so with NSC_FAILED and release all that it had; with enough memory it must succeed.
 */
#include "allocation_sweep.h"
#include "analysis/analysis.h"
#include "data/data.h"
#include "graph/changes.h"
#include "graph/graph.h"
#include "graph/igraph_bridge.h"
#include "space/strings.h"
#include "unit/official_rows.h"

#include <math.h>

struct ground {
    nsc_space *space; /* cells of up to four vertices */
    nsc_graph graph;
    row_files files;
    char objects[96], made[96];
    nsc_space *strings; /* the networks of NAS-Bench-201 */
    char edges[96];     /* a list of edges with kinds and weights */
    nsc_space *listed;  /* the space that it makes */
    nsc_graph directed, weighted;
    nsc_space *all_cells; /* with its index of hashes opened */
    char official[96], store[96];
};

/* An official file of all that the builder treats in ways of its own, a record with a wrong hash among it. */
static void write_official(const char *path, const nsc_space *space) {
    gsl_rng *random = random_stream(1, 0);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    for (uint32_t number = 0; number < 12; number++) {
        made_row made;
        (number % 3 == 1 ? make_wide_row : make_row)(&made, space, number / 2, number % 4 == 0 ? 4 : 108, random);
        if (number % 3 == 2)
            made.row.checkpoint_paths[number % 2] = (nsc_view){"model.ckpt", number};
        if (number == 5)
            made.row.hash.bytes[3] ^= 1;
        write_record(stream, &made.row);
    }
    assert_int_equal(fclose(stream), 0);
    gsl_rng_free(random);
}

static int lay_ground(void **state) {
    static ground laid;
    laid.space = open_space("nb101:vertices=4");
    REQUIRE_OK(nsc_graph_build(&laid.graph, laid.space, nsc_relation_named("pruned"), NSC_THREADS(1), &error));
    const nsc_encodings *encodings;
    REQUIRE_OK(nsc_space_encodings(laid.space, &encodings, &error)); /* kept with the space, so opened before */
    lay_row_files(&laid.files);
    snprintf(laid.made, sizeof laid.made, "%s/made", laid.files.folder);
    snprintf(laid.objects, sizeof laid.objects, "%s/objects.json", laid.files.folder);
    write_text(laid.objects, "[{\"hash\": \"ab\", \"epochs\": 36},\n {\"hash\": \"cd\", \"note\": null}]\n");
    snprintf(laid.edges, sizeof laid.edges, "%s/edges.csv", laid.files.folder);
    write_text(laid.edges, "from,to,kind,weight\na,b,x,1\nb,c,y,2\nc,a,x,0.5\nc,d,x,3\ne,,,\n");
    laid.strings = open_space("nb201:distinct");
    laid.listed = open_space(laid.edges);
    REQUIRE_OK(nsc_graph_build(&laid.directed, laid.space, nsc_relation_named("one-exchange"), NSC_THREADS(1), &error));
    REQUIRE_OK(nsc_graph_build(&laid.weighted, laid.listed, nsc_relation_named("listed"), NSC_THREADS(1), &error));
    laid.all_cells = open_space("nb101");
    snprintf(laid.official, sizeof laid.official, "%s/rows.tfrecord", laid.files.folder);
    snprintf(laid.store, sizeof laid.store, "%s/rows.nscape", laid.files.folder);
    write_official(laid.official, laid.all_cells);
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    ground *laid = *state;
    nsc_graph_release(&laid->graph);
    nsc_space_close(laid->space);
    nsc_graph_release(&laid->directed);
    nsc_graph_release(&laid->weighted);
    nsc_space_close(laid->strings);
    nsc_space_close(laid->listed);
    unlink(laid->edges);
    unlink(laid->objects);
    unlink(laid->made);
    unlink(laid->official);
    unlink(laid->store);
    nsc_space_close(laid->all_cells);
    return clear_row_files(&laid->files);
}

/* ---- base ---- */

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    (void)error;
    *(size_t *)context += row->field_count;
    return NSC_OK;
}

static nsc_status read_csv(const ground *laid, nsc_error *error) {
    size_t fields = 0;
    nsc_record_format format;
    return nsc_records_read(laid->files.rows, take_row, &fields, &format, error);
}

static nsc_status read_objects(const ground *laid, nsc_error *error) {
    size_t fields = 0;
    nsc_record_format format;
    return nsc_records_read(laid->objects, take_row, &fields, &format, error);
}

static nsc_status filter_rows(const ground *laid, nsc_error *error) {
    (void)laid;
    static const char *const names[] = {"hash", "epochs"}, *const fields[] = {"ab", "36"};
    const nsc_filter_names columns = {.noun = "column", .names = names, .count = 2};
    nsc_row_filter *filter = NULL;
    nsc_status status = NSC_OK;
    bool passes = false;
    NSC_TRY(nsc_row_filter_compile(&filter, "--rows", "epochs > 12 and hash = 'ab'", error));
    NSC_TRY(nsc_row_filter_bind(filter, &columns, error));
    NSC_TRY(
        nsc_row_filter_test_row(filter, NULL, &(nsc_record_row){.field_count = 2, .fields = fields}, &passes, error));
    assert_true(passes);
out:
    nsc_row_filter_destroy(filter);
    return status;
}

static nsc_status write_table(nsc_format format, nsc_error *error) {
    static const nsc_column columns[] = {{"name", ""}, {"value", ""}, {"other", ""}};
    nsc_table *table = NULL;
    nsc_table_writer *writer = NULL;
    nsc_status status = NSC_OK;
    FILE *stream = fopen("/dev/null", "wb");
    if (stream == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory");
    NSC_TRY(nsc_table_create(&table, columns, 3, error));
    for (int row = 0; row < 10; row++) {
        const nsc_value values[] = {nsc_text("a text"), nsc_integer(row), nsc_text("another")};
        NSC_TRY(nsc_table_add(table, values, NSC_COUNT_OF(values), error));
    }
    NSC_TRY(nsc_table_write(table, format, stream, error));
    NSC_TRY(nsc_table_writer_open(&writer, columns, 3, format, stream, error));
    for (int row = 0; row < 10; row++) {
        const nsc_value values[] = {nsc_text("a text"), nsc_integer(row), nsc_text("another")};
        NSC_TRY(nsc_table_writer_add(writer, values, NSC_COUNT_OF(values), error));
    }
    NSC_TRY(nsc_table_writer_close(&writer, error));
out:
    nsc_table_writer_close(&writer, error);
    nsc_table_destroy(table);
    fclose(stream);
    return status;
}

static nsc_status write_csv(const ground *laid, nsc_error *error) {
    (void)laid;
    return write_table(NSC_FORMAT_CSV, error);
}
static nsc_status write_json(const ground *laid, nsc_error *error) {
    (void)laid;
    return write_table(NSC_FORMAT_JSON, error);
}
static nsc_status write_aligned(const ground *laid, nsc_error *error) {
    (void)laid;
    return write_table(NSC_FORMAT_TABLE, error);
}

static nsc_status write_file(const ground *laid, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, laid->made, error);
    if (status == NSC_OK)
        status = nsc_output_commit(&output, error);
    return status == NSC_OK ? nsc_folder_create(laid->files.folder, error) : status;
}

/* ---- space ---- */

static nsc_status open_spaces(const ground *laid, nsc_error *error) {
    const char *const names[] = {"nb101:vertices=4", "hamming:2^3", "nb201", "nb201:distinct", laid->edges};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < sizeof names / sizeof *names; number++) {
        nsc_space *space = NULL;
        status = nsc_space_open(&space, names[number], error);
        if (status != NSC_OK)
            assert_null(space);
        nsc_space_close(space);
    }
    return status;
}

static nsc_status count_networks(const ground *laid, nsc_error *error) {
    (void)laid;
    nsc_nb201_networks networks;
    return nsc_nb201_count_networks(&networks, error);
}

static nsc_status compute_features(const ground *laid, nsc_error *error) {
    double values[91];
    nsc_status status = NSC_OK;
    for (size_t feature = 0; status == NSC_OK && feature < laid->space->feature_count; feature++)
        status = laid->space->feature_values(laid->space, feature, NSC_THREADS(1), values, error);
    return status;
}

static nsc_status parse_cells(const ground *laid, nsc_error *error) {
    uint32_t id;
    return laid->space->point_parse(laid->space, "0101001000010000/c3,c3", &id, error);
}

/* A space of its own each time: the index is kept with it. Where the index file cannot be used, hashes are computed. */
static nsc_status find_hash(const ground *laid, nsc_error *error) {
    (void)laid;
    nsc_space *space = NULL;
    uint32_t id;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_open(&space, "nb101:vertices=4", error));
    NSC_TRY(space->point_parse(space, "b49ac8c578b4561d79ac7087988f1c61", &id, error));
    assert_int_equal(id, 1); /* the first cell of three vertices: input → conv3x3 → output */
out:
    nsc_space_close(space);
    return status;
}

static nsc_status write_index(const ground *laid, nsc_error *error) {
    return nsc_hash_index_write(nsc_space_nb101(laid->space), NSC_THREADS(1), laid->made, error);
}

/* ---- graph ---- */

/* A graph whose rows are computed, and a reader of it. */
static nsc_status imply(const nsc_space *space, const nsc_relation *relation, nsc_error *error) {
    nsc_graph graph = {0};
    nsc_rows rows = {0};
    nsc_status status = nsc_graph_build_as(&graph, space, relation, NSC_GRAPH_IMPLICIT, NSC_THREADS(2), error);
    if (status == NSC_OK)
        status = nsc_rows_open_with_kinds(&rows, &graph, error);
    nsc_rows_close(&rows);
    nsc_graph_release(&graph);
    return status;
}

/* By every relation that a space has: its graph, and the neighbours of its first point. */
static nsc_status build_all(const nsc_space *space, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t relation = 0; status == NSC_OK && relation < nsc_relation_count; relation++) {
        if (nsc_relations[relation].spaces != space->kind)
            continue;
        nsc_graph graph = {0};
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        status = nsc_graph_build(&graph, space, &nsc_relations[relation], NSC_THREADS(2), error);
        nsc_graph_release(&graph);
        if (status == NSC_OK && nsc_relations[relation].imply != NULL && space->kind == NSC_SPACE_CELLS)
            status = imply(space, &nsc_relations[relation], error);
        if (status == NSC_OK)
            status = nsc_graph_neighbours(space, &nsc_relations[relation], 0, &neighbours, &count, error);
        if (status == NSC_OK)
            free(neighbours);
    }
    return status;
}

static nsc_status build_graphs(const ground *laid, nsc_error *error) {
    nsc_status status = build_all(laid->space, error);
    if (status == NSC_OK)
        status = build_all(laid->strings, error);
    return status == NSC_OK ? build_all(laid->listed, error) : status;
}

static nsc_status describe_graph(const ground *laid, nsc_error *error) {
    const uint32_t targets[2] = {3, 70};
    nsc_graph_figures figures = {0};
    uint8_t distances[91];
    uint32_t diameter;
    double x[91] = {1}, y[91];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_figures_of(&laid->graph, laid->space, &figures, error));
    nsc_graph_figures_release(&figures);
    NSC_TRY(nsc_graph_hops(&laid->graph, targets, 2, distances, error));
    NSC_TRY(nsc_graph_diameter(&laid->graph, NSC_THREADS(2), &diameter, error));
    NSC_TRY(nsc_graph_walk_product(&laid->graph, x, y, 1, NSC_THREADS(2), error));
out:
    return status;
}

static nsc_status describe_directed(const ground *laid, nsc_error *error) {
    const uint32_t target = 3;
    nsc_table *table = NULL;
    uint8_t distances[91];
    nsc_status status = nsc_graph_information(&laid->directed, laid->space, false, &table, error);
    nsc_table_destroy(table);
    return status == NSC_OK ? nsc_graph_hops(&laid->directed, &target, 1, distances, error) : status;
}

static nsc_status walk_by_weights(const ground *laid, nsc_error *error) {
    double values[5] = {1, 5, 2, 4, NAN};
    char source[] = "made";
    const nsc_fitness fitness = {.point_count = 5, .known_count = 4, .values = values, .source = source};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    const nsc_landscape landscape = nsc_landscape_of(laid->listed, &laid->weighted, &fitness);
    options.walks = 2;
    options.length = 50;
    options.lags = 3;
    options.control = NSC_THREADS(1);
    nsc_status status = nsc_analysis_run(nsc_analysis_named("rwa"), &landscape, &options, tables, error);
    nsc_analysis_release(tables);
    return status;
}

/* By every distance that a space has: to the nearest, and the changes. */
static nsc_status compare_all(const nsc_space *space, const nsc_graph *graph, uint8_t *distances, nsc_error *error) {
    const uint32_t targets[2] = {3, 70};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < nsc_distance_count; number++) {
        const nsc_distance *distance = &nsc_distances[number];
        nsc_changes changes = {0};
        if (!distance->offered(space) || distance->changes == NULL)
            continue;
        status = distance->to_nearest(space, graph, targets, 2, NSC_THREADS(2), distances, error);
        if (status == NSC_OK)
            status = distance->changes(space, 0, 90, NSC_THREADS(1), &changes, error);
        if (status != NSC_OK)
            assert_true(changes.start == NULL && changes.steps == NULL);
        nsc_changes_release(&changes);
    }
    return status;
}

static nsc_status measure_distances(const ground *laid, nsc_error *error) {
    static uint8_t distances[6466];
    nsc_status status = compare_all(laid->space, &laid->graph, distances, error);
    return status == NSC_OK ? compare_all(laid->strings, NULL, distances, error) : status;
}

static nsc_status compare_cells(const ground *laid, nsc_error *error) {
    const uint32_t targets[2] = {3, 70};
    uint8_t distances[91];
    nsc_changes changes = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_edit_distances(laid->space, targets, 2, NSC_THREADS(2), distances, error));
    NSC_TRY(nsc_edit_changes(laid->space, 0, 90, &changes, error));
out:
    nsc_changes_release(&changes);
    return status;
}

static nsc_status tell_changes(const ground *laid, nsc_error *error) {
    const nsc_space *spaces[] = {laid->space, laid->strings, laid->listed};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(spaces); number++) {
        const nsc_relation *relation;
        nsc_neighbour *neighbours = NULL;
        size_t count = 0;
        char *text = NULL;
        status = nsc_relation_of(spaces[number], NULL, &relation, error);
        if (status == NSC_OK)
            status = nsc_graph_neighbours(spaces[number], relation, 1, &neighbours, &count, error);
        if (status == NSC_OK)
            status = nsc_change_text(spaces[number], relation, 1, neighbours[0].point, &text, error);
        assert_true((status == NSC_OK) == (text != NULL));
        free(neighbours);
        free(text);
    }
    return status;
}

static nsc_status list_same_networks(const ground *laid, nsc_error *error) {
    const nsc_space *spaces[] = {laid->space, laid->strings};
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < NSC_COUNT_OF(spaces); number++) {
        nsc_spellings spellings;
        status = spaces[number]->same_network(spaces[number], 90, &spellings, error);
        assert_true((status == NSC_OK) == (spellings.count > 0));
        nsc_spellings_release(&spellings);
    }
    return status;
}

/* The tables of encodings are kept with the space: a space of its own each time. */
static nsc_status open_encodings(const ground *laid, nsc_error *error) {
    (void)laid;
    const nsc_encodings *encodings;
    nsc_space *space = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_open(&space, "nb101:vertices=4", error));
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
out:
    nsc_space_close(space);
    return status;
}

static nsc_status count_encodings(const ground *laid, nsc_error *error) {
    const uint32_t targets[2] = {3, 70};
    const nsc_encodings *encodings;
    nsc_encoding_counts shells = {0};
    nsc_space *space = NULL;
    uint8_t *buffer = NULL;
    nsc_status status = NSC_OK;
    (void)laid;
    NSC_TRY(nsc_space_open(&space, "nb101:vertices=4", error));
    NSC_TRY(nsc_space_encodings(space, &encodings, error));
    NSC_TRY(nsc_encoding_buffer(encodings, &buffer, error));
    NSC_TRY(nsc_encoding_distances(encodings, NSC_VALID_RAW, targets, 2, NSC_THREADS(2), buffer, error));
    status = nsc_encoding_counts_of(&shells, space, NSC_VALID_PRUNED, targets, 2, NSC_THREADS(2), buffer, error);
    if (status != NSC_OK)
        assert_null(shells.of_points);
out:
    nsc_encoding_counts_release(&shells);
    free(buffer);
    nsc_space_close(space);
    return status;
}

static nsc_status compare_encodings(const ground *laid, nsc_error *error) {
    const uint32_t targets[2] = {3, 70};
    uint8_t distances[91];
    nsc_changes changes = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_encoding_distances_of_points(laid->space, NSC_VALID_PRUNED, targets, 2, NSC_THREADS(2), distances, error));
    NSC_TRY(nsc_encoding_changes(laid->space, NSC_VALID_RAW, 0, 90, NSC_THREADS(2), &changes, error));
out:
    if (status != NSC_OK)
        assert_true(changes.start == NULL && changes.steps == NULL);
    nsc_changes_release(&changes);
    return status;
}

static nsc_status ask_igraph(const ground *laid, nsc_error *error) {
    double values[91], assortativity;
    for (int point = 0; point < 91; point++)
        values[point] = point % 5;
    return nsc_igraph_assortativity(&laid->graph, values, &assortativity, error);
}

/* ---- measurements ---- */

static nsc_status load(const ground *laid, nsc_error *error) {
    const nsc_measurement_options options = {.column = "note"}, keep_going = {.keep_going = true, .column = "note"};
    nsc_space *space = NULL;
    nsc_measurements *measurements = NULL;
    nsc_fitness fitness = {0};
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_space_open(&space, "nb101:vertices=4", error));
    NSC_TRY(nsc_measurements_create(&measurements, space, error));
    NSC_TRY(nsc_measurements_read_csv(measurements, laid->files.rows, &options, error));
    NSC_TRY(nsc_measurements_read_csv(measurements, laid->files.more_rows, &options, error));
    NSC_TRY(nsc_measurements_read_csv(measurements, laid->files.broken_rows, &keep_going, error));
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, "test@108", error));
    NSC_TRY(nsc_fitness_from_measurements(&fitness, &rule, measurements, error));
    nsc_fitness_release(&fitness);
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, "params", error));
    NSC_TRY(nsc_fitness_from_feature(&fitness, &rule, space, NSC_THREADS(1), error));
out:
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
    nsc_space_close(space);
    return status;
}

/* ---- official files ---- */

static nsc_status import_rows(const ground *laid, nsc_error *error) {
    const nsc_import_options options = {.keep_going = true, .control = NSC_THREADS(1)};
    const nsc_store_origin origin = {.source = "rows.tfrecord"};
    nsc_store_builder *builder = NULL;
    nsc_import_result result = {0};
    nsc_store *store = NULL, *in_memory = NULL;
    nsc_official_row row;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_store_builder_create(&builder, laid->all_cells, error));
    NSC_TRY(nsc_import_tfrecord(builder, laid->all_cells, laid->official, &options, &result, error));
    assert_int_equal(result.rows_used, 11);
    NSC_TRY(nsc_store_write(builder, &origin, NSC_THREADS(1), laid->store, error));
    NSC_TRY(nsc_store_open(&store, laid->store, error));
    NSC_TRY(nsc_store_row(store, 0, 0, 0, &row, error));
    NSC_TRY(nsc_store_open_builder(&in_memory, builder, &origin, NSC_THREADS(1), error));
out:
    nsc_store_close(in_memory);
    nsc_store_close(store);
    nsc_import_result_release(&result);
    nsc_store_builder_destroy(builder);
    return status;
}

/* Its last step computes all hashes: nothing is allocated after that. */
static nsc_status verify_store(const ground *laid, nsc_error *error) {
    nsc_store *store = NULL;
    nsc_store_verification verification = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_store_open(&store, laid->store, error));
    NSC_TRY(nsc_store_verify(store, laid->all_cells, NSC_THREADS(1), &verification, error));
out:
    nsc_table_destroy(verification.findings);
    nsc_store_close(store);
    return status;
}

static nsc_status look_into_store(const ground *laid, nsc_error *error) {
    nsc_store *store = NULL;
    nsc_table *table = NULL;
    nsc_measurements *measurements = NULL;
    nsc_benchmark *benchmark = NULL;
    nsc_benchmark_cost cost = {0};
    const nsc_benchmark_run *answer;
    nsc_status status = NSC_OK;
    FILE *stream = fopen("/dev/null", "wb");
    if (stream == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory");
    NSC_TRY(nsc_store_open(&store, laid->store, error));
    NSC_TRY(nsc_table_create(&table, (nsc_column[]){{"key", ""}, {"value", ""}}, 2, error));
    NSC_TRY(nsc_store_describe(store, laid->all_cells, table, error));
    NSC_TRY(nsc_store_export_csv(store, laid->all_cells, NSC_THREADS(1), stream, error));
    NSC_TRY(nsc_store_export_tfrecord(store, laid->all_cells, stream, error));
    NSC_TRY(nsc_measurements_create(&measurements, laid->all_cells, error));
    NSC_TRY(nsc_measurements_read(measurements, laid->store, NULL, error));
    NSC_TRY(nsc_benchmark_create(&benchmark, measurements, 108, false, error));
    NSC_TRY(nsc_benchmark_query_named(benchmark, "id:0", 0, NULL, &cost, &answer, error));
out:
    nsc_benchmark_destroy(benchmark);
    nsc_measurements_destroy(measurements);
    nsc_table_destroy(table);
    nsc_store_close(store);
    fclose(stream);
    return status;
}

static nsc_status load_official(const ground *laid, nsc_error *error) {
    const nsc_measurement_options keep_going = {.keep_going = true};
    nsc_measurements *measurements = NULL;
    nsc_fitness fitness = {0};
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_measurements_create(&measurements, laid->all_cells, error));
    NSC_TRY(nsc_measurements_read(measurements, laid->store, NULL, error));
    NSC_TRY(nsc_measurements_read(measurements, laid->official, &keep_going, error));
    NSC_TRY(nsc_fitness_rule_parse(&rule, laid->all_cells, "test@108", error));
    NSC_TRY(nsc_fitness_from_measurements(&fitness, &rule, measurements, error));
out:
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
    return status;
}

SWEEP(read_csv, false)
SWEEP(read_objects, false)
SWEEP(filter_rows, false)
SWEEP(write_csv, false)
SWEEP(write_json, false)
SWEEP(write_aligned, false)
SWEEP(write_file, false)
SWEEP(open_spaces, false)
SWEEP(count_networks, false)
SWEEP(compute_features, false)
SWEEP(parse_cells, false)
SWEEP(find_hash, true)
SWEEP(write_index, false)
SWEEP(build_graphs, false)
SWEEP(describe_graph, false)
SWEEP(describe_directed, false)
SWEEP(walk_by_weights, false)
SWEEP(measure_distances, false)
SWEEP(compare_cells, false)
SWEEP(tell_changes, false)
SWEEP(list_same_networks, false)
SWEEP(open_encodings, false)
SWEEP(count_encodings, false)
SWEEP(compare_encodings, false)
SWEEP(ask_igraph, false)
SWEEP(load, true)
SWEEP(import_rows, false)
SWEEP(verify_store, false)
SWEEP(look_into_store, false)
SWEEP(load_official, false)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_csv),           cmocka_unit_test(test_read_objects),
        cmocka_unit_test(test_filter_rows),        cmocka_unit_test(test_write_csv),
        cmocka_unit_test(test_write_json),         cmocka_unit_test(test_write_aligned),
        cmocka_unit_test(test_write_file),         cmocka_unit_test(test_open_spaces),
        cmocka_unit_test(test_count_networks),     cmocka_unit_test(test_compute_features),
        cmocka_unit_test(test_parse_cells),        cmocka_unit_test(test_find_hash),
        cmocka_unit_test(test_write_index),        cmocka_unit_test(test_build_graphs),
        cmocka_unit_test(test_describe_graph),     cmocka_unit_test(test_describe_directed),
        cmocka_unit_test(test_walk_by_weights),    cmocka_unit_test(test_measure_distances),
        cmocka_unit_test(test_compare_cells),      cmocka_unit_test(test_tell_changes),
        cmocka_unit_test(test_list_same_networks), cmocka_unit_test(test_open_encodings),
        cmocka_unit_test(test_count_encodings),    cmocka_unit_test(test_compare_encodings),
        cmocka_unit_test(test_ask_igraph),         cmocka_unit_test(test_load),
        cmocka_unit_test(test_import_rows),        cmocka_unit_test(test_verify_store),
        cmocka_unit_test(test_look_into_store),    cmocka_unit_test(test_load_official),
    };
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
