/* Conditions on points: values are fetched comparison by comparison, for the points that have passed so far. */
#include "query/where_internal.h"

#include "data/data.h"

#include <string.h>

/* ---- numbers of points ---- */

/* So many points are looked up one by one; for more, a column of all points is made once. */
enum { FEW = 1000 };

static nsc_status fetch_feature(nsc_point_filter *filter, nsc_known_name *name, const uint32_t *points, size_t count,
                                double *numbers, nsc_error *error) {
    const nsc_space *space = filter->space;
    nsc_status status = NSC_OK;
    if (count <= FEW && name->all == NULL && space->features[name->number].role != NSC_FEATURE_VOLUME) {
        for (size_t place = 0; place < count; place++)
            NSC_TRY(space->feature_value(space, name->number, points[place], &numbers[place], error));
        return NSC_OK;
    }
    if (name->all == NULL) {
        double *all = NULL;
        NSC_TRY(nsc_allocate(&all, space->point_count, sizeof *all, error));
        status = space->feature_values(space, name->number, filter->control, all, error);
        if (status != NSC_OK) {
            free(all);
            return status;
        }
        name->all = all;
    }
    for (size_t place = 0; place < count; place++)
        numbers[place] = name->all[points[place]];
out:
    return status;
}

static nsc_status fetch_fitness(nsc_point_filter *filter, const nsc_known_name *name, const uint32_t *points,
                                size_t count, double *numbers, nsc_error *error) {
    const char *rule = name->has_rule ? name->text : filter->fitness;
    const nsc_fitness *fitness;
    nsc_point_fitness *values = NULL;
    nsc_provenance provenance;
    nsc_status status = NSC_OK;
    if (count > FEW && count > filter->space->point_count / 4) {
        NSC_TRY(nsc_landscape_fitness(filter->opened, rule, &fitness, error));
        for (size_t place = 0; place < count; place++)
            numbers[place] = fitness->values[points[place]];
        return NSC_OK;
    }
    NSC_TRY(nsc_allocate(&values, count, sizeof *values, error));
    NSC_TRY(nsc_landscape_values(filter->opened, rule, points, count, values, &provenance, error));
    for (size_t place = 0; place < count; place++)
        numbers[place] = values[place].value;
out:
    free(values);
    return status;
}

static nsc_status fetch_numbers(nsc_point_filter *filter, nsc_known_name *name, const uint32_t *points, size_t count,
                                double *numbers, nsc_error *error) {
    switch (name->kind) {
    case NSC_WHERE_FEATURE:
        return fetch_feature(filter, name, points, count, numbers, error);
    case NSC_WHERE_FITNESS:
        return fetch_fitness(filter, name, points, count, numbers, error);
    default:
        for (size_t place = 0; place < count; place++)
            numbers[place] = points[place];
        return NSC_OK;
    }
}

/* ---- texts of points ---- */

/* A symbol without what stands before it in a name: "lr=" of a variable, "symbol_" of a number. */
static const char *symbol_text(const nsc_point_filter *filter, unsigned position, uint32_t point) {
    const nsc_space *space = filter->space;
    const nsc_strings *strings = nsc_space_strings(space);
    const uint32_t word = strings->words != NULL ? strings->words[point] : point;
    const char *name = nsc_words_symbol_name(space->words, position, nsc_strings_symbol(strings, word, position));
    static const char counted[] = "symbol_";
    if (space->name_column_count > 0)
        return name + strlen(space->name_columns[position]) + 1;
    return strncmp(name, counted, sizeof counted - 1) == 0 ? name + sizeof counted - 1 : name;
}

static nsc_status text_of(const nsc_point_filter *filter, const nsc_namer *namer, const nsc_known_name *name,
                          uint32_t point, nsc_point_name *space, const char **text, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (name->kind == NSC_WHERE_SYMBOL) {
        *text = symbol_text(filter, (unsigned)name->number, point);
        return NSC_OK;
    }
    NSC_TRY(nsc_namer_name(namer, point, space, error));
    *text = space->text;
out:
    return status;
}

/* ---- testing ---- */

/* Keeps the places of points that pass one comparison: places[*count], of points[place]. */
static nsc_status compare(nsc_point_filter *filter, size_t number, const uint32_t *points, size_t *places,
                          size_t *count, nsc_error *error) {
    nsc_known_name *name = &filter->names[nsc_row_filter_index(filter->condition, number)];
    nsc_namer namer = {.space = filter->space};
    uint32_t *asked = NULL;
    double *numbers = NULL;
    size_t kept = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&asked, *count, sizeof *asked, error));
    for (size_t place = 0; place < *count; place++)
        asked[place] = points[places[place]];
    NSC_TRY(nsc_allocate(&numbers, *count, sizeof *numbers, error));
    if (name->kind == NSC_WHERE_NAME)
        NSC_TRY(nsc_namer_open(&namer, filter->space, *count, error));
    else if (!nsc_where_is_text(name))
        NSC_TRY(fetch_numbers(filter, name, asked, *count, numbers, error));
    for (size_t place = 0; place < *count; place++) {
        nsc_point_name space;
        nsc_filter_value value = {.number = numbers[place]};
        bool passes;
        if (nsc_where_is_text(name))
            NSC_TRY(text_of(filter, &namer, name, asked[place], &space, &value.text, error));
        NSC_TRY(nsc_row_filter_compare(filter->condition, number, NULL, &value, &passes, error));
        if (passes)
            places[kept++] = places[place];
    }
    *count = kept;
out:
    free(asked);
    free(numbers);
    return status == NSC_OK || status == NSC_FAILED ? status
                                                    : nsc_row_filter_show(filter->condition, number, status, error);
}

/* The places of the points that pass: places[count] of points[count], of which *count stay. */
static nsc_status keep_passing(nsc_point_filter *filter, const uint32_t *points, size_t *places, size_t *count,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && *count > 0 && number < nsc_row_filter_count(filter->condition);
         number++) {
        status = nsc_control_check(filter->control, error);
        if (status == NSC_OK)
            status = compare(filter, number, points, places, count, error);
    }
    return status;
}

nsc_status nsc_point_filter_pass(nsc_point_filter *filter, const uint32_t *points, size_t count, bool *passes,
                                 nsc_error *error) {
    size_t *places = NULL, left = count;
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < count; place++)
        passes[place] = filter == NULL;
    if (filter == NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&places, count, sizeof *places, error));
    for (size_t place = 0; place < count; place++)
        places[place] = place;
    NSC_TRY(keep_passing(filter, points, places, &left, error));
    for (size_t place = 0; place < left; place++)
        passes[places[place]] = true;
out:
    free(places);
    return status;
}

nsc_status nsc_point_filter_all(nsc_point_filter *filter, const nsc_space *space, uint32_t **passing, size_t *count,
                                nsc_error *error) {
    bool *passes = NULL;
    nsc_status status = NSC_OK;
    *passing = NULL;
    *count = 0;
    NSC_TRY(nsc_allocate(passing, space->point_count, sizeof **passing, error));
    NSC_TRY(nsc_allocate(&passes, space->point_count, sizeof *passes, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        (*passing)[point] = point;
    NSC_TRY(nsc_point_filter_pass(filter, *passing, space->point_count, passes, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        if (passes[point])
            (*passing)[(*count)++] = point;
out:
    if (status != NSC_OK) {
        free(*passing);
        *passing = NULL;
    }
    free(passes);
    return status;
}

/* ---- values to be shown ---- */

nsc_status nsc_point_filter_values(nsc_point_filter *filter, const uint32_t *points, size_t count, nsc_value *values,
                                   nsc_error *error) {
    const size_t columns = nsc_point_filter_column_count(filter);
    double *numbers = NULL;
    size_t column = 0;
    nsc_status status = NSC_OK;
    if (columns == 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&numbers, count, sizeof *numbers, error));
    for (size_t number = 0; number < filter->count; number++) {
        nsc_known_name *name = &filter->names[number];
        if (!name->is_shown)
            continue;
        if (!nsc_where_is_text(name))
            NSC_TRY(fetch_numbers(filter, name, points, count, numbers, error));
        for (size_t place = 0; place < count; place++)
            values[place * columns + column] =
                nsc_where_is_text(name) ? nsc_text(symbol_text(filter, (unsigned)name->number, points[place]))
                                        : nsc_real(numbers[place]);
        column++;
    }
out:
    free(numbers);
    return status;
}
