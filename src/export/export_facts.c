/* Where exported numbers come from, as keys and values. */
#include "export/exported_points.h"

/* The space, its points and its edges. */
static nsc_status add_space(nsc_table *facts, const nsc_space *space, const nsc_graph *graph, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_add_key(facts, "space", nsc_text(space->name), error));
    NSC_TRY(nsc_table_add_key(facts, "points", nsc_integer(space->point_count), error));
    if (graph == NULL)
        goto out;
    NSC_TRY(nsc_table_add_key(facts, "relation", nsc_text(graph->relation->name), error));
    NSC_TRY(nsc_table_add_key(facts, "relation_meaning", nsc_text(graph->relation->meaning), error));
    NSC_TRY(nsc_table_add_key(facts, "edges", nsc_unsigned(graph->edge_count), error));
    NSC_TRY(nsc_table_add_key(facts, "edges_are", nsc_text(nsc_graph_is_directed(graph) ? "directed" : "undirected"),
                              error));
out:
    return status;
}

static nsc_status add_fitness(nsc_table *facts, const nsc_fitness *fitness, nsc_error *error) {
    char runs[NSC_RUN_RANGE_SIZE];
    const nsc_order order = nsc_order_of(fitness);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_add_key(facts, "fitness", nsc_text(fitness->rule.text), error));
    NSC_TRY(nsc_table_add_key(facts, "direction", nsc_text(nsc_direction_name(fitness->direction)), error));
    NSC_TRY(nsc_table_add_key(facts, "equal_within", nsc_real(order.equal_within), error));
    NSC_TRY(nsc_table_add_key(facts, "known", nsc_integer(fitness->known_count), error));
    NSC_TRY(nsc_table_add_key(facts, "coverage", nsc_real(nsc_fitness_coverage(fitness)), error));
    NSC_TRY(nsc_table_add_key(facts, "sample", nsc_text(nsc_fitness_sample_text(fitness)), error));
    NSC_TRY(nsc_table_add_key(facts, "runs", nsc_text(nsc_run_range_text(fitness->runs, runs)), error));
    NSC_TRY(nsc_table_add_key(facts, "origin", nsc_text(nsc_origin_name(fitness->origin)), error));
    NSC_TRY(nsc_table_add_key(facts, "source", nsc_text(fitness->source), error));
    if (fitness->origin == NSC_ORIGIN_SURROGATE)
        NSC_TRY(nsc_table_add_key(facts, "note", nsc_text("fitted by a surrogate, not measured"), error));
out:
    return status;
}

nsc_status nsc_export_facts(const nsc_export_request *request, const nsc_space *space, const nsc_graph *graph,
                            const nsc_fitness *fitness, nsc_table **facts, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(facts, nsc_key_columns, NSC_KEY_COLUMNS, error));
    NSC_TRY(nsc_table_add_key(*facts, "version", nsc_text("nasscape " NASSCAPE_VERSION), error));
    if (request->command != NULL)
        NSC_TRY(nsc_table_add_key(*facts, "command", nsc_text(request->command), error));
    NSC_TRY(add_space(*facts, space, graph, error));
    NSC_TRY(add_fitness(*facts, fitness, error));
out:
    if (status != NSC_OK) {
        nsc_table_destroy(*facts);
        *facts = NULL;
    }
    return status;
}
