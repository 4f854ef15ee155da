/* The columns of all points: names, features, fitness. */
#include "export/exported_points.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

static const nsc_column fitness_columns[NSC_EXPORTED_OF_FITNESS] = {
    [NSC_EXPORTED_FITNESS] = {"fitness", "the fitness; missing if the point is not evaluated"},
    [NSC_EXPORTED_STANDARD_ERROR] = {"standard_error",
                                     "standard error of the fitness, of a mean over two or more runs"},
    [NSC_EXPORTED_RUNS] = NSC_COLUMN_POINT_RUNS,
};

/* Names of columns that come after those of the fitness, in a file or in a view of the database. */
static const char *const names_taken[] = {"rule", "direction", "origin", "source", "rank"};

/* ---- names ---- */

/* True if a column has the name, other than column `own` of the names. */
static bool is_taken(const nsc_exported_points *points, size_t own, const char *name) {
    for (size_t column = 0; column < points->name_count; column++)
        if (column != own && strcasecmp(points->names[column].name, name) == 0)
            return true;
    for (size_t column = 0; column < points->column_count; column++)
        if (points->columns[column].name != NULL && strcasecmp(points->columns[column].name, name) == 0)
            return true;
    for (size_t number = 0; number < NSC_COUNT_OF(names_taken); number++)
        if (strcasecmp(names_taken[number], name) == 0)
            return true;
    return false;
}

/* Makes a name that no other column has: `wanted`, or with a number behind it. */
static nsc_status make_name(const nsc_exported_points *points, size_t own, const char *wanted, char **made,
                            nsc_error *error) {
    char *name = NULL;
    for (unsigned number = 1;; number++) {
        free(name);
        const nsc_status status =
            number == 1 ? nsc_copy_text(&name, wanted, error) : nsc_format_text(&name, error, "%s_%u", wanted, number);
        if (status != NSC_OK)
            return status;
        if (!is_taken(points, own, name))
            break;
    }
    *made = name;
    return NSC_OK;
}

/* A variable has the name that its table gave it; id and point, the first two, are ours. */
static nsc_status name_variables(nsc_exported_points *points, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t column = 2; column < points->name_count; column++) {
        char **name = &points->variable_names[column];
        NSC_TRY(make_name(points, column, points->names[column].name, name, error));
        points->names[column].name = *name;
    }
out:
    return status;
}

nsc_status nsc_exported_points_list(nsc_exported_points *points, const nsc_space *space, nsc_error *error) {
    nsc_status status = NSC_OK;
    *points = (nsc_exported_points){.space = space,
                                    .feature_count = nsc_space_has_variables(space) ? 0 : space->feature_count};
    points->name_count = nsc_naming_columns(space, points->names);
    NSC_TRY(nsc_allocate(&points->columns, points->feature_count + NSC_EXPORTED_OF_FITNESS, sizeof *points->columns,
                         error));
    points->column_count = points->feature_count + NSC_EXPORTED_OF_FITNESS;
    for (size_t number = 0; number < NSC_EXPORTED_OF_FITNESS; number++) {
        nsc_exported_column *column = &points->columns[points->feature_count + number];
        column->meaning = fitness_columns[number].meaning;
        NSC_TRY(nsc_copy_text(&column->name, fitness_columns[number].name, error));
    }
    NSC_TRY(name_variables(points, error));
    for (size_t number = 0; number < points->feature_count; number++) {
        const nsc_feature *feature = &space->features[number];
        points->columns[number].meaning = feature->meaning;
        NSC_TRY(make_name(points, points->name_count, feature->name, &points->columns[number].name, error));
    }
out:
    return status;
}

/* ---- values ---- */

static bool is_whole(const double *values, uint32_t count) {
    const double largest = 9007199254740992.0; /* 2^53 */
    for (uint32_t point = 0; point < count; point++)
        if (!isnan(values[point]) && (values[point] != floor(values[point]) || fabs(values[point]) > largest))
            return false;
    return true;
}

static void fill_of_fitness(const nsc_fitness *fitness, size_t number, double *values) {
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        if (number == NSC_EXPORTED_FITNESS)
            values[point] = fitness->values[point];
        else if (number == NSC_EXPORTED_STANDARD_ERROR)
            values[point] = fitness->standard_errors != NULL ? fitness->standard_errors[point] : NAN;
        else
            values[point] = fitness->run_counts != NULL && fitness->run_counts[point] > 0
                                ? (double)fitness->run_counts[point]
                                : NAN;
    }
}

nsc_status nsc_exported_points_fill(nsc_exported_points *points, const nsc_fitness *fitness, const nsc_control *control,
                                    nsc_error *error) {
    const nsc_space *space = points->space;
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < points->column_count; number++) {
        nsc_exported_column *column = &points->columns[number];
        NSC_TRY(nsc_control_check(control, error));
        NSC_TRY(nsc_allocate(&column->values, space->point_count, sizeof *column->values, error));
        if (number < points->feature_count)
            NSC_TRY(space->feature_values(space, number, control, column->values, error));
        else
            fill_of_fitness(fitness, number - points->feature_count, column->values);
        column->whole = is_whole(column->values, space->point_count);
    }
    /* A landscape whose accuracies all happen to be whole numbers has real ones still. */
    points->columns[points->feature_count + NSC_EXPORTED_FITNESS].whole &= fitness->rule.kind == NSC_FITNESS_FEATURE;
    points->columns[points->feature_count + NSC_EXPORTED_STANDARD_ERROR].whole = false;
out:
    return status;
}

void nsc_exported_points_release(nsc_exported_points *points) {
    for (size_t column = 0; column < points->column_count; column++) {
        free(points->columns[column].name);
        free(points->columns[column].values);
    }
    for (size_t column = 0; column < points->name_count; column++)
        free(points->variable_names[column]);
    free(points->columns);
    *points = (nsc_exported_points){0};
}

nsc_value nsc_exported_value(const nsc_exported_column *column, uint32_t point) {
    const double value = column->values[point];
    return column->whole && !isnan(value) ? nsc_integer((int64_t)value) : nsc_real(value);
}
