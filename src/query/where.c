/* Conditions on points: which names there are, and which columns show their values. */
#include "query/where_internal.h"

#include "data/data.h"

#include <string.h>

/* ---- names ---- */

static nsc_status add_name(nsc_point_filter *filter, const char *name, const char *text, nsc_value_kind kind,
                           size_t number, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_reserve(&filter->names, &filter->capacity, filter->count + 1, sizeof *filter->names, error));
    nsc_known_name *added = &filter->names[filter->count];
    *added = (nsc_known_name){.kind = kind, .number = number};
    filter->count++;
    NSC_TRY(nsc_copy_text(&added->name, name, error));
    NSC_TRY(nsc_copy_text(&added->text, text, error));
out:
    return status;
}

static bool is_known(const nsc_point_filter *filter, const char *name) {
    for (size_t number = 0; number < filter->count; number++)
        if (strcmp(filter->names[number].name, name) == 0)
            return true;
    return false;
}

static nsc_status add_positions(nsc_point_filter *filter, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(filter->space);
    nsc_status status = NSC_OK;
    for (unsigned position = 0; strings != NULL && position < strings->position_count; position++) {
        char name[32];
        nsc_text_format(name, sizeof name, "position_%u", position + 1);
        const char *variable = filter->space->name_column_count > 0 ? filter->space->name_columns[position] : name;
        NSC_TRY(add_name(filter, variable, variable, NSC_WHERE_SYMBOL, position, error));
    }
out:
    return status;
}

static nsc_status add_features(nsc_point_filter *filter, nsc_error *error) {
    const nsc_space *space = filter->space;
    nsc_status status = NSC_OK;
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        const char *name = space->features[feature].name;
        if (!is_known(filter, name))
            NSC_TRY(add_name(filter, name, name, NSC_WHERE_FEATURE, feature, error));
        if (strcmp(name, "params") == 0)
            NSC_TRY(add_name(filter, "trainable_parameters", name, NSC_WHERE_FEATURE, feature, error));
    }
out:
    return status;
}

/* A rule of fitness by one of its spellings; which one it is, is found once the condition uses it. */
static nsc_status add_rule(nsc_point_filter *filter, const char *name, const char *rule, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (is_known(filter, name))
        return NSC_OK;
    NSC_TRY(add_name(filter, name, rule, NSC_WHERE_FITNESS, 0, error));
    filter->names[filter->count - 1].has_rule = true;
out:
    return status;
}

/* The fitnesses at the space's own budget, which most conditions name. */
static nsc_status add_rules(nsc_point_filter *filter, nsc_error *error) {
    static const char *const splits[] = {"valid", "test", "train", "time"};
    const int epochs = filter->space->epochs;
    nsc_status status = NSC_OK;
    for (size_t split = 0; split < NSC_COUNT_OF(splits); split++) {
        char rule[32];
        nsc_text_format(rule, sizeof rule, epochs > 0 ? "%s@%d" : "%s", splits[split], epochs);
        NSC_TRY(add_rule(filter, rule, rule, error));
    }
out:
    return status;
}

static nsc_status add_columns_of(nsc_point_filter *filter, const nsc_names *columns, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t column = 0; column < columns->count; column++) {
        char rule[192];
        nsc_text_format(rule, sizeof rule, "column:%s", columns->items[column]);
        NSC_TRY(add_rule(filter, columns->items[column], rule, error));
    }
out:
    return status;
}

/* Columns of tables are named with and without "column:". */
static nsc_status add_columns(nsc_point_filter *filter, nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_names columns = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_measurements(filter->opened, &measurements, error));
    if (measurements == NULL)
        return NSC_OK;
    NSC_TRY(nsc_measurements_numeric_columns(measurements, &columns, error));
    NSC_TRY(add_columns_of(filter, &columns, error));
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++)
        NSC_TRY(add_columns_of(filter, &nsc_measurements_source(measurements, number)->columns_used, error));
out:
    nsc_names_release(&columns);
    return status;
}

static nsc_status list_names(nsc_point_filter *filter, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_positions(filter, error));
    NSC_TRY(add_features(filter, error));
    static const struct {
        const char *name;
        nsc_value_kind kind;
    } fixed[] = {
        {"fitness", NSC_WHERE_FITNESS}, {"id", NSC_WHERE_ID}, {"hash", NSC_WHERE_NAME}, {"point", NSC_WHERE_NAME}};
    for (size_t number = 0; number < NSC_COUNT_OF(fixed); number++)
        if (!is_known(filter, fixed[number].name))
            NSC_TRY(add_name(filter, fixed[number].name, fixed[number].name, fixed[number].kind, 0, error));
    NSC_TRY(add_rules(filter, error));
    NSC_TRY(add_columns(filter, error));
    filter->listed = filter->count;
out:
    return status;
}

/* A name that is not listed may be a rule of fitness. */
static bool find_rule(void *context, const char *name, size_t *index) {
    nsc_point_filter *filter = context;
    const nsc_fitness_rule *rule;
    nsc_error reason = {0};
    nsc_status status = nsc_landscape_rule(filter->opened, name, &rule, &reason);
    for (*index = filter->listed; *index < filter->count; (*index)++)
        if (strcmp(filter->names[*index].name, name) == 0)
            return true;
    if (status == NSC_OK)
        status = add_rule(filter, name, name, &reason);
    if (status != NSC_OK && status != NSC_USAGE)
        filter->failure = reason;
    return status == NSC_OK;
}

/* Spells the rules that the condition uses as they are spelt beside every number: "test@108:run1". */
static nsc_status spell_rules(nsc_point_filter *filter, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < nsc_row_filter_count(filter->condition); number++) {
        nsc_known_name *used = &filter->names[nsc_row_filter_index(filter->condition, number)];
        const nsc_fitness_rule *rule;
        char *text;
        if (!used->has_rule)
            continue;
        NSC_TRY(nsc_landscape_rule(filter->opened, used->text, &rule, error));
        NSC_TRY(nsc_copy_text(&text, rule->text, error));
        free(used->text);
        used->text = text;
    }
out:
    return status;
}

static nsc_status bind(nsc_point_filter *filter, nsc_error *error) {
    const char **names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(list_names(filter, error));
    NSC_TRY(nsc_allocate(&names, filter->listed, sizeof *names, error));
    for (size_t number = 0; number < filter->listed; number++)
        names[number] = filter->names[number].name;
    const nsc_filter_names known = {
        .noun = "name", .names = names, .count = filter->listed, .find = find_rule, .context = filter};
    status = nsc_row_filter_bind(filter->condition, &known, error);
    if (filter->failure.status != NSC_OK) { /* not a wrong name, but no answer */
        status = filter->failure.status;
        if (error != NULL)
            *error = filter->failure;
    }
    if (status == NSC_OK)
        status = spell_rules(filter, error);
out:
    free(names);
    return status;
}

/* ---- columns ---- */

/* True if the answer has a column for this name; parameters have two names. */
static bool has_column(const nsc_known_name *name, const nsc_column *shown, size_t shown_count) {
    for (size_t column = 0; column < shown_count; column++)
        if (strcmp(shown[column].name, name->text) == 0 ||
            (strcmp(shown[column].name, "trainable_parameters") == 0 && strcmp(name->text, "params") == 0))
            return true;
    return name->kind == NSC_WHERE_ID || name->kind == NSC_WHERE_NAME || strcmp(name->text, "fitness") == 0;
}

/* Marks the names of the condition that get a column: each text once. */
static void choose_columns(nsc_point_filter *filter, const nsc_column *shown, size_t shown_count) {
    for (size_t number = 0; number < nsc_row_filter_count(filter->condition); number++) {
        nsc_known_name *used = &filter->names[nsc_row_filter_index(filter->condition, number)];
        bool twice = has_column(used, shown, shown_count);
        for (size_t other = 0; other < filter->count; other++)
            twice = twice || (filter->names[other].is_shown && strcmp(filter->names[other].text, used->text) == 0);
        used->is_shown = used->is_shown || !twice;
    }
}

nsc_status nsc_point_filter_open(nsc_point_filter **filter, nsc_opened_landscape *opened, const nsc_question *question,
                                 const nsc_column *shown, size_t shown_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    *filter = NULL;
    if (question->where == NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(filter, 1, sizeof **filter, error));
    (*filter)->opened = opened;
    (*filter)->fitness = question->fitness;
    (*filter)->control = question->control;
    NSC_TRY(nsc_landscape_space(opened, &(*filter)->space, error));
    NSC_TRY(nsc_row_filter_compile(&(*filter)->condition, "--where", question->where, error));
    NSC_TRY(bind(*filter, error));
    choose_columns(*filter, shown, shown_count);
out:
    if (status != NSC_OK) {
        nsc_point_filter_close(*filter);
        *filter = NULL;
    }
    return status;
}

void nsc_point_filter_close(nsc_point_filter *filter) {
    if (filter == NULL)
        return;
    for (size_t number = 0; number < filter->count; number++) {
        free(filter->names[number].name);
        free(filter->names[number].text);
        free(filter->names[number].all);
    }
    free(filter->names);
    nsc_row_filter_destroy(filter->condition);
    free(filter);
}

/* ---- values to be shown ---- */

size_t nsc_point_filter_column_count(const nsc_point_filter *filter) {
    size_t count = 0;
    for (size_t number = 0; filter != NULL && number < filter->count; number++)
        count += filter->names[number].is_shown;
    return count;
}

void nsc_point_filter_columns(const nsc_point_filter *filter, nsc_column *columns) {
    for (size_t number = 0; filter != NULL && number < filter->count; number++) {
        const nsc_known_name *name = &filter->names[number];
        if (name->is_shown)
            *columns++ =
                (nsc_column){name->text, name->kind == NSC_WHERE_FEATURE ? filter->space->features[name->number].meaning
                                                                         : "value that --where compares"};
    }
}
