/* The fitnesses of a landscape: which rule is asked for, its values at all points, kept, or at a few of them. */
#include "analysis/landscape_internal.h"
#include "data/fitness_range.h"
#include "graph/slabs.h"

#include <math.h>
#include <string.h>

/* ---- rules ---- */

enum { OWN_SIZE = sizeof "column:" + sizeof((nsc_opened_landscape *)NULL)->column };

/* The text of the names' fitness; `text` is used where it has to be made. */
static const char *spell_own(const nsc_opened_landscape *opened, char text[OWN_SIZE]) {
    if (opened->names.fitness != NULL)
        return opened->names.fitness;
    if (nsc_landscape_model(opened) != NULL)
        return nsc_landscape_model(opened)->fitness;
    if (opened->column[0] != '\0')
        nsc_text_format(text, OWN_SIZE, "column:%s", opened->column);
    else if (opened->space->epochs > 0)
        nsc_text_format(text, OWN_SIZE, "test@%d", opened->space->epochs);
    else
        return "test";
    return text;
}

/* A rule without a policy is about the one run that the data has, if it has one run only. */
static nsc_status choose_policy(nsc_opened_landscape *opened, nsc_fitness_rule *rule, nsc_error *error) {
    const nsc_measurements *measurements;
    bool lone;
    uint32_t run;
    nsc_status status = NSC_OK;
    if (rule->kind != NSC_FITNESS_METRIC || rule->policy_given || !nsc_landscape_has_files(opened))
        return NSC_OK;
    NSC_TRY(nsc_landscape_measurements(opened, &measurements, error));
    NSC_TRY(nsc_measurements_lone_run(measurements, rule->epochs, rule->metric, &lone, &run, error));
    if (lone)
        *rule = nsc_fitness_rule_of(rule->metric, rule->epochs, (nsc_policy)(NSC_POLICY_RUN1 + run));
out:
    return status;
}

/* The entry of a rule that was taken apart; the lists are locked. */
static nsc_status find_or_add_entry(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                    nsc_landscape_entry **found, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < opened->entry_count; number++)
        if (strcmp(opened->entries[number]->rule.text, rule->text) == 0) {
            *found = opened->entries[number];
            return NSC_OK;
        }
    NSC_TRY(nsc_reserve(&opened->entries, &opened->entry_capacity, opened->entry_count + 1,
                        sizeof(nsc_landscape_entry *), error));
    NSC_TRY(nsc_allocate(found, 1, sizeof **found, error));
    (*found)->rule = *rule;
    opened->entries[opened->entry_count++] = *found;
out:
    return status;
}

/* The entry of a text that was asked for before, else NULL; the lists are locked. */
static nsc_landscape_entry *entry_spelled(const nsc_opened_landscape *opened, const char *text) {
    for (size_t number = 0; number < opened->spelling_count; number++)
        if (strcmp(opened->spellings[number].text, text) == 0)
            return opened->spellings[number].entry;
    return NULL;
}

/* The same for a rule that was taken apart from a text, which is kept; the lists are locked. */
static nsc_status add_spelling(nsc_opened_landscape *opened, const char *text, const nsc_fitness_rule *rule,
                               nsc_landscape_entry **found, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(find_or_add_entry(opened, rule, found, error));
    if (strlen(text) >= sizeof opened->spellings->text || entry_spelled(opened, text) != NULL)
        return NSC_OK;
    NSC_TRY(nsc_reserve(&opened->spellings, &opened->spelling_capacity, opened->spelling_count + 1,
                        sizeof *opened->spellings, error));
    nsc_landscape_spelling *spelling = &opened->spellings[opened->spelling_count++];
    nsc_text_format(spelling->text, sizeof spelling->text, "%s", text);
    spelling->entry = *found;
out:
    return status;
}

/*
 * The entry of a rule, NULL for that of the names; made by the first request. To take a rule apart may mean to look at
 * all measurements, so that spellings are kept.
 */
static nsc_status find_entry(nsc_opened_landscape *opened, const char *text, nsc_landscape_entry **found,
                             nsc_error *error) {
    char own[OWN_SIZE];
    const nsc_space *space;
    nsc_fitness_rule rule;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (text == NULL)
        text = spell_own(opened, own);
    pthread_mutex_lock(&opened->locks->lists);
    *found = entry_spelled(opened, text);
    pthread_mutex_unlock(&opened->locks->lists);
    if (*found != NULL)
        return NSC_OK;
    NSC_TRY(nsc_fitness_rule_parse(&rule, space, text, error));
    NSC_TRY(choose_policy(opened, &rule, error));
    pthread_mutex_lock(&opened->locks->lists);
    status = add_spelling(opened, text, &rule, found, error);
    pthread_mutex_unlock(&opened->locks->lists);
out:
    return status;
}

/* *`is_own`: the fitness is that of the names, or, with `same_metric`, of the same metric at another budget or of
 * another run. False, too, if the names have a wrong one, as a request for it will say. */
static nsc_status find_own(nsc_opened_landscape *opened, const nsc_fitness_rule *asked, bool same_metric, bool *is_own,
                           nsc_error *error) {
    nsc_landscape_entry *own;
    nsc_error reason = {0};
    const nsc_status status = find_entry(opened, NULL, &own, &reason);
    *is_own = false;
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    if (status == NSC_OK)
        *is_own = strcmp(own->rule.text, asked->text) == 0 ||
                  (same_metric && asked->kind == NSC_FITNESS_METRIC && own->rule.kind == NSC_FITNESS_METRIC &&
                   own->rule.metric == asked->metric);
    return NSC_OK;
}

/* The names' direction holds for their fitness and for the same metric at other budgets and of other runs. */
static nsc_status find_direction(nsc_opened_landscape *opened, const nsc_landscape_entry *asked,
                                 nsc_direction *direction, nsc_error *error) {
    bool own;
    const nsc_status status = find_own(opened, &asked->rule, true, &own, error);
    *direction = own ? opened->names.direction : NSC_MAXIMISE;
    return status;
}

nsc_status nsc_landscape_rule(nsc_opened_landscape *opened, const char *text, const nsc_fitness_rule **rule,
                              nsc_error *error) {
    nsc_landscape_entry *found;
    const nsc_status status = find_entry(opened, text, &found, error);
    if (status == NSC_OK)
        *rule = &found->rule;
    return status;
}

/* ---- values of all points ---- */

static nsc_status make_own(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                           nsc_error *error) {
    *fitness = (nsc_fitness){.rule = *rule, .point_count = opened->space->point_count};
    nsc_status status = NSC_OK;
    NSC_TRY(opened->names.make_fitness(opened->names.make_context, rule, fitness, error));
    fitness->known_count = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        fitness->known_count += nsc_fitness_known(fitness, point);
    if (fitness->known_count == 0)
        status = nsc_error_set(error, NSC_MISSING, "no point has a value for %s", rule->text);
out:
    if (status != NSC_OK)
        nsc_fitness_release(fitness);
    return status;
}

/* The model of a rule: that of the data, which has one fitness, or a built-in one. */
static nsc_status model_for(const nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                            const nsc_surrogate **model, nsc_error *error) {
    *model = nsc_landscape_model(opened);
    if (*model == NULL)
        return nsc_surrogate_of(opened->space, rule, model, error);
    return strcmp((*model)->fitness, rule->text) == 0
               ? NSC_OK
               : nsc_error_set(error, NSC_MISSING,
                               "\"%s\" is a model of %s and has no other fitness: leave out --fitness, or fit a model "
                               "of %s with `nasscape surrogate fit --fitness`",
                               opened->names.data[0], (*model)->fitness, rule->text);
}

static const char *model_name(const nsc_opened_landscape *opened) {
    return nsc_landscape_model(opened) != NULL ? opened->names.data[0] : "builtin";
}

/* The ranges into which points may be divided among processes, NULL if there is one process. */
static nsc_ranges *possible_ranges(const nsc_opened_landscape *opened) {
    const nsc_control *control = opened->names.control;
    return control != NULL && control->sharing != NULL ? control->sharing->ranges : NULL;
}

static nsc_status check_memory(const nsc_space *space, nsc_error *error) {
    return nsc_memory_check(space->point_count * (uint64_t)sizeof(double), "", error,
                            "a fitness of the %u points of %s", (unsigned)space->point_count, space->name);
}

/* Of measurements: the values of the points that this process holds. */
static nsc_status make_measured(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                const nsc_measurements *measurements, nsc_fitness *fitness, nsc_error *error) {
    nsc_ranges *ranges = possible_ranges(opened);
    const nsc_relation *relation;
    nsc_status status = NSC_OK;
    if (ranges == NULL)
        return nsc_fitness_from_measurements(fitness, rule, measurements, error);
    NSC_TRY(nsc_relation_of(opened->space, opened->names.relation, &relation, error));
    ranges->slab_points = nsc_slab_points(opened->space, relation, opened->names.graph, ranges->count);
    ranges->slab_count = ranges->slab_points > 0 ? opened->space->point_count / ranges->slab_points : 0;
    if (ranges->slab_count == 0) {
        NSC_TRY(check_memory(opened->space, error));
        return nsc_fitness_from_measurements(fitness, rule, measurements, error);
    }
    NSC_TRY(nsc_fitness_of_range(fitness, rule, measurements, nsc_ranges_own(ranges), error));
    ranges->slab_count = fitness->in_range ? ranges->slab_count : 0;
out:
    return status;
}

static nsc_status make_fitness(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                               nsc_error *error) {
    const nsc_control *control = opened->names.control;
    const nsc_measurements *measurements;
    const nsc_surrogate *model;
    nsc_status status = NSC_OK;
    if (possible_ranges(opened) == NULL)
        NSC_TRY(check_memory(opened->space, error));
    if (rule->kind == NSC_FITNESS_FEATURE)
        return nsc_fitness_from_feature(fitness, rule, opened->space, control, error);
    if (opened->names.make_fitness != NULL)
        return make_own(opened, rule, fitness, error);
    if (!nsc_landscape_has_files(opened)) {
        NSC_TRY(model_for(opened, rule, &model, error));
        NSC_TRY(nsc_fitness_from_surrogate(fitness, rule, model, opened->space, control, error));
        free(fitness->source);
        return nsc_copy_text(&fitness->source, model_name(opened), error);
    }
    NSC_TRY(nsc_landscape_measurements_for(opened, rule, &measurements, error));
    NSC_TRY(make_measured(opened, rule, measurements, fitness, error));
out:
    return status;
}

static nsc_status set_order(nsc_opened_landscape *opened, const nsc_landscape_entry *asked, nsc_fitness *fitness,
                            nsc_error *error) {
    bool own;
    nsc_status status = NSC_OK;
    NSC_TRY(find_direction(opened, asked, &fitness->direction, error));
    NSC_TRY(find_own(opened, &asked->rule, false, &own, error));
    if (own && opened->names.equal_within != NULL)
        NSC_TRY(nsc_fitness_equal_within(fitness, opened->names.equal_within, error));
out:
    return status;
}

/* Notes once that the built-in surrogate has answered, unless the names ask for it. */
static nsc_status note_surrogate(nsc_opened_landscape *opened, nsc_error *error) {
    const bool by_default = opened->names.data_count == 0 && opened->names.make_fitness == NULL;
    if (!by_default || atomic_exchange(&opened->surrogate_noted, true))
        return NSC_OK;
    return nsc_landscape_add_note(opened, error, "surrogate, not measured; --data FILE for measurements");
}

/* Makes the values or the reason. Lack of memory or cancelling is no answer and is tried anew. */
static nsc_status make_answer(nsc_opened_landscape *opened, nsc_landscape_entry *asked, nsc_error *error) {
    nsc_error reason = {0};
    nsc_fitness made = {0};
    nsc_status status = make_fitness(opened, &asked->rule, &made, &reason);
    if (status == NSC_OK) {
        status = set_order(opened, asked, &made, &reason);
        if (status == NSC_OK)
            status = nsc_landscape_find_sampling(opened, &made, &reason);
        if (status == NSC_OK && made.origin == NSC_ORIGIN_SURROGATE)
            status = note_surrogate(opened, &reason);
        if (status != NSC_OK)
            nsc_fitness_release(&made);
    }
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    if (status != NSC_OK)
        nsc_error_set(&reason, status, "there is no %s", asked->rule.text);
    else
        asked->fitness = made;
    asked->reason = reason;
    asked->answered = true;
    return NSC_OK;
}

/* The values or the reason, made by the first that asks. */
static nsc_status answer(nsc_opened_landscape *opened, nsc_landscape_entry *asked, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (!asked->answered) {
        nsc_landscape_begin_making(opened);
        if (!asked->answered)
            status = make_answer(opened, asked, error);
        nsc_landscape_end_making(opened);
    }
    if (status != NSC_OK || asked->reason.status == NSC_OK)
        return status;
    return nsc_error_pass(error, asked->reason.status, &asked->reason);
}

nsc_status nsc_landscape_fitness(nsc_opened_landscape *opened, const char *rule, const nsc_fitness **fitness,
                                 nsc_error *error) {
    nsc_landscape_entry *found;
    nsc_status status = find_entry(opened, rule, &found, error);
    if (status == NSC_OK)
        status = answer(opened, found, error);
    if (status == NSC_OK)
        *fitness = &found->fitness;
    return status;
}

nsc_status nsc_landscape_ask(const nsc_landscape *landscape, const char *rule, nsc_asked_fitness *asked,
                             nsc_error *error) {
    const nsc_fitness *own = landscape->fitness;
    const nsc_fitness_rule *parsed;
    nsc_status status = NSC_OK;
    *asked = (nsc_asked_fitness){0};
    if (own != NULL && strcmp(own->rule.text, rule) == 0) /* values of a program's own may have any text for a rule */
        asked->rule = own->rule;
    else if (landscape->opened == NULL)
        status = nsc_fitness_rule_parse(&asked->rule, landscape->space, rule, error);
    else if ((status = nsc_landscape_rule(landscape->opened, rule, &parsed, error)) == NSC_OK)
        asked->rule = *parsed;
    if (status != NSC_OK)
        return status;
    if (own != NULL && strcmp(own->rule.text, asked->rule.text) == 0) {
        asked->fitness = own;
        return NSC_OK;
    }
    nsc_text_format(asked->lacking, sizeof asked->lacking, "the data does not hold %.*s",
                    NSC_CUT(64, asked->rule.text));
    if (landscape->opened == NULL)
        status = nsc_error_set(&asked->reason, NSC_MISSING, "%s", asked->lacking);
    else
        status = nsc_landscape_fitness(landscape->opened, asked->rule.text, &asked->fitness, &asked->reason);
    if (status == NSC_OK)
        asked->lacking[0] = '\0';
    return status == NSC_OK || status == NSC_MISSING ? NSC_OK : nsc_error_pass(error, status, &asked->reason);
}

/* ---- values of a few points ---- */

/* A value without runs. */
static nsc_point_fitness without_runs(double value) {
    return (nsc_point_fitness){.value = value, .standard_error = NAN};
}

static nsc_status feature_values(const nsc_space *space, size_t feature, const uint32_t *points, size_t count,
                                 nsc_point_fitness *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++) {
        values[number] = without_runs(NAN);
        status = space->feature_value(space, feature, points[number], &values[number].value, error);
    }
    return status;
}

static nsc_status model_values(nsc_opened_landscape *opened, nsc_landscape_entry *asked, const uint32_t *points,
                               size_t count, nsc_point_fitness *values, nsc_error *error) {
    const nsc_surrogate *model = NULL;
    nsc_surrogate_evaluator *evaluator = atomic_exchange(&asked->evaluator, NULL);
    double *numbers = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(model_for(opened, &asked->rule, &model, error));
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    if (evaluator == NULL)
        NSC_TRY(nsc_surrogate_evaluator_create(&evaluator, model, error));
    NSC_TRY(nsc_surrogate_evaluate(evaluator, opened->space, points, count, numbers, error));
    for (size_t number = 0; number < count; number++)
        values[number] = without_runs(numbers[number]);
    NSC_TRY(note_surrogate(opened, error));
out:
    nsc_surrogate_evaluator_destroy(atomic_exchange(&asked->evaluator, evaluator));
    free(numbers);
    return status;
}

/* Looks up these points only; *`found`: any of them has a value. */
static nsc_status measured_values(nsc_opened_landscape *opened, const nsc_fitness_rule *rule, const uint32_t *points,
                                  size_t count, nsc_point_fitness *values, nsc_provenance *provenance, bool *found,
                                  nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = nsc_landscape_measurements_for(opened, rule, &measurements, error);
    if (status == NSC_OK)
        status = nsc_fitness_of_points(rule, measurements, points, count, values, error);
    *found = false;
    for (size_t point = 0; status == NSC_OK && point < count; point++)
        *found = *found || !isnan(values[point].value);
    if (status == NSC_OK)
        *provenance =
            (nsc_provenance){rule->text, provenance->direction, nsc_origin_name(nsc_measurements_origin(measurements)),
                             nsc_measurements_paths(measurements)};
    return status;
}

static nsc_status all_values(nsc_opened_landscape *opened, nsc_landscape_entry *asked, const uint32_t *points,
                             size_t count, nsc_point_fitness *values, nsc_provenance *provenance, nsc_error *error) {
    const nsc_status status = answer(opened, asked, error);
    if (status != NSC_OK)
        return status;
    for (size_t point = 0; point < count; point++)
        values[point] = nsc_fitness_at(&asked->fitness, points[point]);
    *provenance = (nsc_provenance){asked->rule.text, provenance->direction, nsc_origin_name(asked->fitness.origin),
                                   asked->fitness.source};
    return NSC_OK;
}

nsc_status nsc_landscape_values(nsc_opened_landscape *opened, const char *rule, const uint32_t *points, size_t count,
                                nsc_point_fitness *values, nsc_provenance *provenance, nsc_error *error) {
    /* For more points, over all calls, computing all of them on all threads is faster; the second by a model. */
    const size_t few = 1000, few_cells = 100000;
    const size_t few_rows = 300; /* up to so many rows, looking them up is faster than reading whole columns */
    nsc_landscape_entry *asked;
    nsc_direction direction;
    nsc_status status = find_entry(opened, rule, &asked, error);
    if (status == NSC_OK)
        status = find_direction(opened, asked, &direction, error);
    if (status != NSC_OK)
        return status;
    const size_t in_all = asked->answered ? SIZE_MAX : atomic_fetch_add(&asked->points_asked, count) + count;
    const nsc_space *space = opened->space;
    const nsc_fitness_rule *parsed = &asked->rule;
    provenance->direction = nsc_direction_name(direction);
    const bool of_model = (parsed->kind == NSC_FITNESS_METRIC && nsc_landscape_builtin(opened)) ||
                          (parsed->kind != NSC_FITNESS_FEATURE && nsc_landscape_model(opened) != NULL);
    if (of_model && in_all <= few_cells) {
        *provenance = (nsc_provenance){parsed->text, provenance->direction, nsc_origin_name(NSC_ORIGIN_SURROGATE),
                                       model_name(opened)};
        return model_values(opened, asked, points, count, values, error);
    }
    if (parsed->kind == NSC_FITNESS_FEATURE && in_all <= few &&
        space->features[parsed->feature].role != NSC_FEATURE_VOLUME) { /* volumes always come together */
        *provenance =
            (nsc_provenance){parsed->text, provenance->direction, nsc_origin_name(NSC_ORIGIN_COMPUTED), "space"};
        return feature_values(space, (size_t)parsed->feature, points, count, values, error);
    }
    if (parsed->kind == NSC_FITNESS_METRIC && in_all <= few_rows && nsc_landscape_has_files(opened)) {
        bool found;
        status = measured_values(opened, parsed, points, count, values, provenance, &found, error);
        if (status != NSC_OK || found)
            return status;
    }
    /* If none of them has a value, the whole fitness decides whether that is a failure. */
    return all_values(opened, asked, points, count, values, provenance, error);
}

nsc_status nsc_landscape_order(nsc_opened_landscape *opened, const char *rule, const nsc_point_fitness *values,
                               size_t count, nsc_order *order, nsc_error *error) {
    nsc_fitness of_values = {0};
    nsc_landscape_entry *asked;
    nsc_status status = NSC_OK;
    NSC_TRY(find_entry(opened, rule, &asked, error));
    if (asked->rule.kind == NSC_FITNESS_COLUMN ||
        (asked->rule.kind == NSC_FITNESS_METRIC && opened->names.make_fitness != NULL)) {
        NSC_TRY(answer(opened, asked, error));
        *order = nsc_order_of(&asked->fitness);
        goto out;
    }
    of_values.rule = asked->rule;
    of_values.point_count = (uint32_t)count;
    NSC_TRY(nsc_allocate(&of_values.values, count, sizeof *of_values.values, error));
    for (size_t number = 0; number < count; number++)
        of_values.values[number] = values[number].value;
    if (nsc_landscape_has_files(opened))
        of_values.quantum = nsc_fitness_quantum_of_points(&asked->rule, opened->space, values, count);
    NSC_TRY(set_order(opened, asked, &of_values, error));
    *order = nsc_order_of(&of_values);
out:
    nsc_fitness_release(&of_values);
    return status;
}
