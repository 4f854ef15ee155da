/* /api/v1/about: what the page has to know before it asks: the space, its data, and the names of what there is. */
#include "explore/explore_internal.h"

#include "data/surrogate/surrogate.h"
#include "explore/parameters.h"
#include "space/nb101/nb101.h"

#include <string.h>

/* ---- the space ---- */

static void write_named_points(nsc_json *json, const nsc_space *space) {
    nsc_json_open(json, "named_points", '[');
    for (size_t number = 0; number < space->named_point_count; number++) {
        const nsc_named_point *named = &space->named_points[number];
        uint32_t point;
        nsc_point_name name;
        if (space->point_parse(space, named->text, &point, NULL) != NSC_OK ||
            space->point_name(space, point, &name, NULL) != NSC_OK)
            continue; /* a part of the space may not have it */
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(named->name));
        nsc_json_value(json, nsc_space_point_column(space), nsc_text(name.text));
        nsc_json_value(json, "id", nsc_integer(point));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void write_features(nsc_json *json, const nsc_space *space) {
    static const char *const roles[] = {[NSC_FEATURE_SIZE] = "size",    [NSC_FEATURE_STRUCTURE] = "structure",
                                        [NSC_FEATURE_COST] = "cost",    [NSC_FEATURE_DEPTH] = "depth",
                                        [NSC_FEATURE_WIDTH] = "width",  [NSC_FEATURE_SYMBOL_COUNT] = "symbol count",
                                        [NSC_FEATURE_VOLUME] = "volume"};
    nsc_json_open(json, "features", '[');
    for (size_t number = 0; number < space->feature_count; number++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(space->features[number].name));
        nsc_json_value(json, "meaning", nsc_text(space->features[number].meaning));
        nsc_json_value(json, "role", nsc_text(roles[space->features[number].role]));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* The symbols of each position of a string, by name. */
static void write_positions(nsc_json *json, const nsc_space *space) {
    if (space->kind != NSC_SPACE_STRINGS || space->words == NULL)
        return;
    const nsc_words *words = space->words;
    const nsc_shape shape = words->shape(space, 0);
    nsc_json_open(json, "positions", '[');
    for (unsigned position = 0; position < shape.positions; position++) {
        nsc_json_open(json, NULL, '{');
        if (words->position_names != NULL)
            nsc_json_value(json, "name", nsc_text(words->position_names[position]));
        nsc_json_open(json, "symbols", '[');
        for (unsigned symbol = 0; symbol < nsc_words_symbols(words, position); symbol++)
            nsc_json_value(json, NULL, nsc_text(nsc_words_symbol_name(words, position, symbol)));
        nsc_json_close(json, ']');
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* What a drawn cell may have. */
static void write_cell_limits(nsc_json *json, const nsc_space *space) {
    const nsc_nb101 *nb101 = nsc_space_nb101(space);
    if (nb101 == NULL)
        return;
    const nsc_nb101_limits limits = nsc_nb101_get_limits(nb101);
    nsc_json_open(json, "cells", '{');
    nsc_json_value(json, "vertices", nsc_integer(limits.vertices));
    nsc_json_value(json, "edges", nsc_integer(limits.edges));
    nsc_json_open(json, "operations", '[');
    for (int operation = 0; operation < NSC_OPERATIONS; operation++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(nsc_operation_name((nsc_operation)operation)));
        nsc_json_value(json, "official_name", nsc_text(nsc_operation_official_name((nsc_operation)operation)));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
}

static void write_space(nsc_json *json, const nsc_space *space) {
    nsc_json_open(json, "space", '{');
    nsc_json_value(json, "name", nsc_text(space->name));
    nsc_json_value(json, "points", nsc_integer(space->point_count));
    nsc_json_value(json, "point_column", nsc_text(nsc_space_point_column(space)));
    write_named_points(json, space);
    write_features(json, space);
    write_positions(json, space);
    write_cell_limits(json, space);
    nsc_json_close(json, '}');
}

/* ---- relations, distances, kinds of edges ---- */

static void write_named(nsc_json *json, const char *name, const char *meaning) {
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "name", nsc_text(name));
    nsc_json_value(json, "meaning", nsc_text(meaning));
    nsc_json_close(json, '}');
}

static void write_relations(nsc_json *json, const nsc_space *space, const nsc_relation *own) {
    nsc_json_value(json, "relation", nsc_text(own->name));
    nsc_json_open(json, "relations", '[');
    for (size_t row = 0; row < nsc_relation_count; row++) {
        const nsc_relation *relation;
        if (nsc_relation_of(space, nsc_relations[row].name, &relation, NULL) != NSC_OK)
            continue;
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(relation->name));
        nsc_json_value(json, "meaning", nsc_text(relation->meaning));
        nsc_json_boolean(json, "directed", relation->directed);
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static void write_distances(nsc_json *json, const nsc_space *space) {
    nsc_json_open(json, "distances", '[');
    for (size_t row = 0; row < nsc_distance_count; row++)
        if (nsc_distances[row].offered(space))
            write_named(json, nsc_distances[row].name, nsc_distances[row].meaning);
    nsc_json_close(json, ']');
}

/* Long strings have more kinds than anyone reads. */
static void write_edge_kinds(nsc_json *json, const nsc_space *space) {
    enum { kinds_at_most = 2000 };
    static const char *const families[] = {[NSC_EDGE_REPLACED] = "replaced",
                                           [NSC_EDGE_REMOVED] = "removed",
                                           [NSC_EDGE_ADDED] = "added",
                                           [NSC_EDGE_LISTED] = "listed"};
    nsc_json_value(json, "edge_kind_count", nsc_integer((int64_t)space->edge_kind_count));
    nsc_json_open(json, "edge_kinds", '[');
    for (size_t kind = 0; kind < space->edge_kind_count && kind < kinds_at_most; kind++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(space->edge_kinds[kind].name));
        nsc_json_value(json, "family", nsc_text(families[space->edge_kinds[kind].family]));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

/* ---- fitness ---- */

/* The text of a rule without its policy: "test@108" for "test@108:mean". */
static void write_rule(nsc_json *json, nsc_metric metric, int epochs) {
    static const char policy[] = ":mean";
    nsc_fitness_rule rule = nsc_fitness_rule_of(metric, epochs, NSC_POLICY_MEAN);
    char *place = strstr(rule.text, policy);
    if (place != NULL)
        memmove(place, place + sizeof policy - 1, strlen(place + sizeof policy - 1) + 1);
    nsc_json_value(json, NULL, nsc_text(rule.text));
}

static nsc_status write_measured(nsc_json *json, const nsc_measurements *measurements, nsc_error *error) {
    nsc_names columns = {0};
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++)
            if (nsc_measurements_aggregation(measurements, budget, (nsc_metric)metric) != NSC_AGGREGATION_NONE)
                write_rule(json, (nsc_metric)metric, nsc_measurements_epochs(measurements, budget));
    const nsc_status status = nsc_measurements_numeric_columns(measurements, &columns, error);
    for (size_t column = 0; column < columns.count; column++) {
        char rule[160];
        nsc_text_format(rule, sizeof rule, "column:%s", columns.items[column]);
        nsc_json_value(json, NULL, nsc_text(rule));
    }
    nsc_names_release(&columns);
    return status;
}

/* Every fitness that is no feature. */
static nsc_status write_available(nsc_json *json, nsc_opened_landscape *opened, const nsc_space *space,
                                  nsc_error *error) {
    const nsc_measurements *measurements;
    const nsc_surrogate *model;
    nsc_status status = nsc_landscape_measurements(opened, &measurements, error);
    if (status != NSC_OK)
        return status;
    nsc_json_open(json, "available", '[');
    if (measurements != NULL)
        status = write_measured(json, measurements, error);
    else if (nsc_landscape_model(opened) != NULL)
        nsc_json_value(json, NULL, nsc_text(nsc_landscape_model(opened)->fitness));
    else if (nsc_landscape_builtin(opened))
        for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
            const nsc_fitness_rule rule = nsc_fitness_rule_of((nsc_metric)metric, space->epochs, NSC_POLICY_MEAN);
            if (nsc_surrogate_of(space, &rule, &model, NULL) == NSC_OK)
                write_rule(json, (nsc_metric)metric, space->epochs);
        }
    nsc_json_close(json, ']');
    return status;
}

/* The fitness in use, or the reason that there is none. */
static nsc_status write_fitness(nsc_json *json, nsc_opened_landscape *opened, nsc_error *error) {
    const nsc_fitness *fitness;
    nsc_error reason = {0};
    const nsc_status status = nsc_landscape_fitness(opened, NULL, &fitness, &reason);
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    nsc_json_open(json, "fitness", '{');
    if (status != NSC_OK) {
        nsc_json_value(json, "missing", nsc_text(reason.message));
        nsc_json_close(json, '}');
        return NSC_OK;
    }
    nsc_json_value(json, "rule", nsc_text(fitness->rule.text));
    nsc_json_value(json, "direction", nsc_text(nsc_direction_name(fitness->direction)));
    nsc_json_value(json, "origin", nsc_text(nsc_origin_name(fitness->origin)));
    nsc_json_value(json, "source", nsc_text(fitness->source));
    nsc_json_value(json, "known", nsc_integer(fitness->known_count));
    nsc_json_value(json, "coverage", nsc_real(nsc_fitness_coverage(fitness)));
    nsc_json_value(json, "sample", nsc_text(nsc_fitness_sample_text(fitness)));
    nsc_json_value(json, "equal_within", nsc_real(nsc_order_of(fitness).equal_within));
    nsc_json_boolean(json, "surrogate", fitness->origin == NSC_ORIGIN_SURROGATE);
    nsc_json_close(json, '}');
    return NSC_OK;
}

static void write_notes(nsc_json *json, const nsc_opened_landscape *opened) {
    nsc_json_open(json, "notes", '[');
    for (size_t note = 0; note < nsc_landscape_note_count(opened); note++)
        nsc_json_value(json, NULL, nsc_text(nsc_landscape_note(opened, note)));
    nsc_json_close(json, ']');
}

nsc_status nsc_answer_about(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    nsc_opened_landscape *opened = exchange->server->opened;
    nsc_json json = {.stream = answer->stream};
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_read_options(&exchange->request, NULL, 0, NULL, error));
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_landscape_relation(opened, &relation, error));
    nsc_json_open(&json, NULL, '{');
    nsc_json_value(&json, "version", nsc_text(nsc_version()));
    write_space(&json, space);
    NSC_TRY(write_fitness(&json, opened, error));
    NSC_TRY(write_available(&json, opened, space, error));
    write_relations(&json, space, relation);
    write_distances(&json, space);
    write_edge_kinds(&json, space);
    write_notes(&json, opened);
    nsc_json_close(&json, '}');
    fputc('\n', answer->stream);
out:
    return status;
}
