/*
 * Rows are kept by columns: neighbouring categorical variables share a column of codes as long as their combinations
 * are few, so that one look-up in a table of products replaces several multiplications.
 */
#include "analysis/search/algorithms/kernel_density.h"
#include "base/base.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

enum { MAX_COMBINATIONS = 256, MAX_LEVELS = 65536, BLOCK_ROWS = 64 };

/* The column of a variable. A level is code / stride % levels of its column of codes. */
typedef struct column_place {
    size_t column;
    uint32_t levels; /* 0 for a real */
    uint32_t stride;
} column_place;

struct nsc_kernel_rows {
    size_t variable_count, code_columns, real_columns;
    column_place *places;   /* [variable_count] */
    uint32_t *combinations; /* [code_columns] */
    uint16_t **codes;       /* [code_columns][capacity] */
    double **reals;         /* [real_columns][capacity] */
    double *losses;         /* [capacity] ascending */
    size_t count, capacity;
};

/* ---- rows ---- */

static nsc_status place_variables(nsc_kernel_rows *rows, const nsc_search_variable *variables, nsc_error *error) {
    for (size_t variable = 0; variable < rows->variable_count; variable++) {
        column_place *place = &rows->places[variable];
        if (variables[variable].kind != NSC_VARIABLE_CATEGORICAL) {
            place->column = rows->real_columns++;
            continue;
        }
        place->levels = variables[variable].levels;
        if (place->levels > MAX_LEVELS)
            return nsc_error_set(error, NSC_USAGE, "variable \"%s\" has %u levels; kernel densities take up to %d",
                                 variables[variable].name, place->levels, (int)MAX_LEVELS);
        const size_t last = rows->code_columns - 1;
        if (rows->code_columns == 0 || (uint64_t)rows->combinations[last] * place->levels > MAX_COMBINATIONS)
            rows->combinations[rows->code_columns++] = 1;
        place->column = rows->code_columns - 1;
        place->stride = rows->combinations[place->column];
        rows->combinations[place->column] *= place->levels;
    }
    return NSC_OK;
}

nsc_status nsc_kernel_rows_create(nsc_kernel_rows **created, const nsc_search_variable *variables,
                                  size_t variable_count, nsc_error *error) {
    nsc_kernel_rows *rows = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&rows, 1, sizeof *rows, error));
    rows->variable_count = variable_count;
    NSC_TRY(nsc_allocate(&rows->places, variable_count, sizeof *rows->places, error));
    NSC_TRY(nsc_allocate(&rows->combinations, variable_count, sizeof *rows->combinations, error));
    NSC_TRY(place_variables(rows, variables, error));
    NSC_TRY(nsc_allocate(&rows->codes, rows->code_columns, sizeof *rows->codes, error));
    NSC_TRY(nsc_allocate(&rows->reals, rows->real_columns, sizeof *rows->reals, error));
    *created = rows;
    rows = NULL;
out:
    nsc_kernel_rows_free(rows);
    return status;
}

void nsc_kernel_rows_free(nsc_kernel_rows *rows) {
    if (rows == NULL)
        return;
    for (size_t column = 0; rows->codes != NULL && column < rows->code_columns; column++)
        free(rows->codes[column]);
    for (size_t column = 0; rows->reals != NULL && column < rows->real_columns; column++)
        free(rows->reals[column]);
    free(rows->codes);
    free(rows->reals);
    free(rows->losses);
    free(rows->combinations);
    free(rows->places);
    free(rows);
}

size_t nsc_kernel_rows_count(const nsc_kernel_rows *rows) {
    return rows->count;
}

double nsc_kernel_rows_value(const nsc_kernel_rows *rows, size_t row, size_t variable) {
    const column_place *place = &rows->places[variable];
    if (place->levels == 0)
        return rows->reals[place->column][row];
    return rows->codes[place->column][row] / place->stride % place->levels;
}

/* All columns have the same room, which is counted as had once each of them has it. */
static nsc_status make_room(nsc_kernel_rows *rows, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t capacity = rows->capacity;
    if (rows->count < rows->capacity)
        return NSC_OK;
    for (size_t column = 0; column < rows->code_columns; column++) {
        capacity = rows->capacity;
        NSC_TRY(nsc_reserve(&rows->codes[column], &capacity, rows->count + 1, sizeof **rows->codes, error));
    }
    for (size_t column = 0; column < rows->real_columns; column++) {
        capacity = rows->capacity;
        NSC_TRY(nsc_reserve(&rows->reals[column], &capacity, rows->count + 1, sizeof **rows->reals, error));
    }
    capacity = rows->capacity;
    NSC_TRY(nsc_reserve(&rows->losses, &capacity, rows->count + 1, sizeof *rows->losses, error));
    rows->capacity = capacity;
out:
    return status;
}

/* The number of rows whose loss is at most `loss`. */
static size_t rows_up_to(const nsc_kernel_rows *rows, double loss) {
    size_t low = 0, high = rows->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (rows->losses[middle] <= loss)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void open_gap(void *column, size_t place, size_t count, size_t size) {
    char *bytes = column;
    memmove(bytes + (place + 1) * size, bytes + place * size, (count - place) * size);
}

nsc_status nsc_kernel_rows_insert(nsc_kernel_rows *rows, const double *values, double loss, size_t *place,
                                  nsc_error *error) {
    const nsc_status status = make_room(rows, error);
    if (status != NSC_OK)
        return status;
    *place = rows_up_to(rows, loss);
    open_gap(rows->losses, *place, rows->count, sizeof *rows->losses);
    rows->losses[*place] = loss;
    for (size_t column = 0; column < rows->code_columns; column++) {
        open_gap(rows->codes[column], *place, rows->count, sizeof **rows->codes);
        rows->codes[column][*place] = 0;
    }
    for (size_t column = 0; column < rows->real_columns; column++)
        open_gap(rows->reals[column], *place, rows->count, sizeof **rows->reals);
    for (size_t variable = 0; variable < rows->variable_count; variable++) {
        const column_place *at = &rows->places[variable];
        if (at->levels == 0)
            rows->reals[at->column][*place] = values[variable];
        else
            rows->codes[at->column][*place] += (uint16_t)((uint32_t)values[variable] * at->stride);
    }
    rows->count++;
    return NSC_OK;
}

/* ---- densities ---- */

nsc_status nsc_kernel_density_create(nsc_kernel_density **created, const nsc_kernel_rows *rows, nsc_error *error) {
    const size_t variable_count = rows->variable_count;
    nsc_kernel_density *density = NULL;
    size_t table_size = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&density, 1, sizeof *density, error));
    density->rows = rows;
    NSC_TRY(nsc_allocate(&density->bandwidths, variable_count, sizeof *density->bandwidths, error));
    NSC_TRY(nsc_allocate(&density->sums, variable_count, sizeof *density->sums, error));
    NSC_TRY(nsc_allocate(&density->squares, variable_count, sizeof *density->squares, error));
    NSC_TRY(nsc_allocate(&density->present, variable_count, sizeof *density->present, error));
    NSC_TRY(nsc_allocate(&density->level_starts, variable_count + 1, sizeof *density->level_starts, error));
    for (size_t variable = 0; variable < variable_count; variable++)
        density->level_starts[variable + 1] = density->level_starts[variable] + rows->places[variable].levels;
    NSC_TRY(nsc_allocate(&density->level_counts, density->level_starts[variable_count], sizeof *density->level_counts,
                         error));
    for (size_t column = 0; column < rows->code_columns; column++)
        table_size += rows->combinations[column];
    NSC_TRY(nsc_allocate(&density->tables, table_size, sizeof *density->tables, error));
    *created = density;
    density = NULL;
out:
    nsc_kernel_density_free(density);
    return status;
}

void nsc_kernel_density_free(nsc_kernel_density *density) {
    if (density == NULL)
        return;
    free(density->bandwidths);
    free(density->sums);
    free(density->squares);
    free(density->level_starts);
    free(density->level_counts);
    free(density->present);
    free(density->tables);
    free(density);
}

static void count_row(nsc_kernel_density *density, size_t row, bool enters) {
    const nsc_kernel_rows *rows = density->rows;
    for (size_t variable = 0; variable < rows->variable_count; variable++) {
        const double value = nsc_kernel_rows_value(rows, row, variable);
        density->sums[variable] += enters ? value : -value;
        density->squares[variable] += enters ? value * value : -(value * value);
        if (rows->places[variable].levels == 0)
            continue;
        uint32_t *level = &density->level_counts[density->level_starts[variable] + (uint32_t)value];
        if (enters)
            density->present[variable] += (*level)++ == 0;
        else
            density->present[variable] -= --(*level) == 0;
    }
}

void nsc_kernel_density_inserted(nsc_kernel_density *density, size_t place) {
    if (place <= density->first) {
        density->first++;
        density->end++;
    } else if (place < density->end) {
        density->end++;
        count_row(density, place, true);
    }
}

void nsc_kernel_density_cover(nsc_kernel_density *density, size_t first, size_t end) {
    while (density->first > first)
        count_row(density, --density->first, true);
    while (density->end < end)
        count_row(density, density->end++, true);
    while (density->first < first)
        count_row(density, density->first++, false);
    while (density->end > end)
        count_row(density, --density->end, false);
}

void nsc_kernel_density_fit(nsc_kernel_density *density, double minimum) {
    const size_t variable_count = density->rows->variable_count;
    const double count = (double)(density->end - density->first);
    const double factor = 1.06 * pow(count, -1.0 / (4 + (double)variable_count));
    for (size_t variable = 0; variable < variable_count; variable++) {
        const double sum = density->sums[variable];
        const double deviation = sqrt(fmax(count * density->squares[variable] - sum * sum, 0)) / count;
        density->bandwidths[variable] = fmax(factor * deviation, minimum);
    }
}

/* tables: for each column of codes, the product of the kernels of its variables at each code. */
static void fill_tables(nsc_kernel_density *density, const double *values) {
    const nsc_kernel_rows *rows = density->rows;
    double *table = density->tables;
    size_t column = 0;
    table[0] = 1;
    for (size_t variable = 0; variable < rows->variable_count; variable++) {
        const column_place *place = &rows->places[variable];
        if (place->levels == 0)
            continue;
        if (place->column > column) {
            table += rows->combinations[column++];
            table[0] = 1;
        }
        const double bandwidth = density->bandwidths[variable];
        const double other = density->present[variable] > 1 ? bandwidth / (density->present[variable] - 1) : INFINITY;
        const uint32_t own = (uint32_t)values[variable];
        for (uint32_t level = place->levels; level-- > 0;) {
            const double kernel = level == own ? 1 - bandwidth : other;
            for (uint32_t code = 0; code < place->stride; code++)
                table[level * place->stride + code] = table[code] * kernel;
        }
    }
}

/* factors[row] of the rows from `first` on: the product of their normal kernels but for a constant. */
static void normal_factors(const nsc_kernel_density *density, const double *values, size_t first, size_t count,
                           double *factors) {
    const nsc_kernel_rows *rows = density->rows;
    double exponents[BLOCK_ROWS] = {0};
    for (size_t row = 0; row < count; row++)
        factors[row] = 1;
    if (rows->real_columns == 0)
        return;
    for (size_t variable = 0; variable < rows->variable_count; variable++) {
        if (rows->places[variable].levels > 0)
            continue;
        const double *column = rows->reals[rows->places[variable].column] + first;
        const double value = values[variable], scale = 1 / density->bandwidths[variable];
        for (size_t row = 0; row < count; row++)
            exponents[row] += (value - column[row]) * scale * ((value - column[row]) * scale);
    }
    for (size_t row = 0; row < count; row++)
        factors[row] = exp(-exponents[row] / 2);
}

/* factors[row] of the rows from `first` on: times the kernels of their categorical variables. */
static void multiply_tables(const nsc_kernel_density *density, size_t first, size_t count, double *factors) {
    const nsc_kernel_rows *rows = density->rows;
    const double *table = density->tables;
    for (size_t column = 0; column < rows->code_columns; table += rows->combinations[column++]) {
        const uint16_t *codes = rows->codes[column] + first;
        for (size_t row = 0; row < count; row++)
            factors[row] *= table[codes[row]];
    }
}

double nsc_kernel_density_at(nsc_kernel_density *density, const double *values) {
    const nsc_kernel_rows *rows = density->rows;
    double sums[BLOCK_ROWS] = {0}, sum = 0, constant = 1;
    if (rows->code_columns > 0)
        fill_tables(density, values);
    for (size_t variable = 0; variable < rows->variable_count; variable++)
        if (rows->places[variable].levels == 0)
            constant /= density->bandwidths[variable] * M_SQRT2 * M_SQRTPI;
    for (size_t first = density->first; first < density->end; first += BLOCK_ROWS) {
        const size_t count = density->end - first < BLOCK_ROWS ? density->end - first : BLOCK_ROWS;
        double factors[BLOCK_ROWS];
        normal_factors(density, values, first, count, factors);
        multiply_tables(density, first, count, factors);
        for (size_t row = 0; row < count; row++)
            sums[row] += factors[row];
    }
    for (size_t row = 0; row < BLOCK_ROWS; row++)
        sum += sums[row];
    return sum * constant / (double)(density->end - density->first);
}
