/* Two tables, row by row: which columns name the rows, which rows belong together, and how their values differ. */
#include "reports/diff_internal.h"
#include "reports/recipe.h"

#include "analysis/table_columns.h"

#include <math.h>
#include <string.h>

const nsc_column nsc_diff_columns[NSC_DIFF_COLUMNS] = {
    {"table", "name of the tables' files in this folder"},
    {"row", "row of both tables: the columns that name it with their values"},
    {"value", "name of the column that is compared"},
    {"a", "its value in the first report"},
    {"a_low", "lower end of its 95 % interval; the value itself if it is exact"},
    {"a_high", "upper end"},
    {"b", "its value in the second report"},
    {"b_low", "lower end of its 95 % interval"},
    {"b_high", "upper end"},
    {"difference", "b - a"},
    {"low", "lower end of the 95 % interval of the difference, of independent a and b (Zou and Donner 2008)"},
    {"high", "upper end"},
    {"relative", "difference as a share of |a|"},
    {"widths", "difference in half-widths of its interval: beyond -1 or 1 it excludes 0"},
    {"conclusion",
     "equal: but for rounding (a difference of at most 1e-9 of the larger value, or 1e-15 of the largest of its "
     "column); differs: the interval excludes 0, or both values are exact; no difference shown: it contains "
     "0; no interval; opposite directions: of opposite sign, where one report maximises and the other minimises"},
    {"basis", "exact: both values are computed from complete data; intervals: at least one has an interval"},
};

enum { KEY_SIZE = 640 }; /* of a row: statements of the paper are long */

/* ---- the columns of two tables ---- */

/* A pair of tables with the same columns. */
typedef struct table_pair {
    const nsc_table *tables[2];
    size_t column_count; /* without those of provenance */
    bool *keys;          /* [column_count] columns that name rows */
    nsc_table_interval intervals[NSC_TABLE_INTERVALS];
    size_t interval_count;
    size_t coverage[2]; /* columns; beyond the last: none */
    double *largest;    /* [column_count] the largest magnitude in both; 0 where rows are of several kinds */
    bool opposite;      /* one report maximises, the other minimises */
} table_pair;

/* The columns that both tables begin with. */
static size_t common_columns(const nsc_table *a, const nsc_table *b) {
    const size_t count_a = nsc_table_column_count(a), count_b = nsc_table_column_count(b);
    size_t column = 0;
    while (column < count_a && column < count_b &&
           strcmp(nsc_table_columns(a)[column].name, nsc_table_columns(b)[column].name) == 0)
        column++;
    return column;
}

/* ---- keys ---- */

/* Writes the key of a row: "statistic" alone by its value, others as "lag=1". */
static void write_key(const table_pair *pair, int side, size_t row, char key[KEY_SIZE]) {
    const nsc_table *table = pair->tables[side];
    size_t length = 0;
    key[0] = '\0';
    for (size_t column = 0; column < pair->column_count && length < KEY_SIZE; column++) {
        char text[32];
        const nsc_value value = nsc_table_value(table, row, column);
        const char *name = nsc_table_columns(table)[column].name;
        if (!pair->keys[column] || value.type == NSC_VALUE_MISSING)
            continue;
        if (value.type == NSC_VALUE_REAL)
            nsc_text_format(text, sizeof text, "%.9g", value.as.real);
        const char *shown = value.type == NSC_VALUE_REAL ? text : nsc_value_text(value, text);
        const bool named = strcmp(name, "statistic") != 0;
        length += nsc_text_format(key + length, KEY_SIZE - length, "%s%s%s%s", length > 0 ? ", " : "",
                                  named ? name : "", named ? "=" : "", shown);
    }
}

/* The rows of a table by their keys. */
typedef struct keyed_row {
    char key[KEY_SIZE];
    size_t row;
} keyed_row;

static int compare_keys(const void *left, const void *right) {
    return strcmp(((const keyed_row *)left)->key, ((const keyed_row *)right)->key);
}

/* Fills in the keys of all rows, in their order; false if two are the same. */
static bool fill_keys(const table_pair *pair, int side, keyed_row *rows) {
    const size_t count = nsc_table_row_count(pair->tables[side]);
    bool unique = true;
    for (size_t row = 0; row < count; row++) {
        write_key(pair, side, row, rows[row].key);
        rows[row].row = row;
    }
    qsort(rows, count, sizeof *rows, compare_keys);
    for (size_t row = 1; unique && row < count; row++)
        unique = compare_keys(&rows[row - 1], &rows[row]) != 0;
    return unique;
}

/* Chooses the columns that name rows, and sorts the rows of both tables by them; false if none tell rows apart. */
static bool choose_keys(table_pair *pair, keyed_row *rows[2]) {
    size_t next = 0;
    bool any = false;
    for (size_t column = 0; column < pair->column_count; column++) {
        pair->keys[column] = nsc_column_names_rows(pair->tables[0], column, pair->column_count);
        any = any || pair->keys[column];
    }
    for (;;) {
        const bool unique = any && fill_keys(pair, 0, rows[0]) && fill_keys(pair, 1, rows[1]);
        if (unique)
            return true;
        while (next < pair->column_count && pair->keys[next])
            next++;
        if (next == pair->column_count)
            return false;
        pair->keys[next] = true;
        any = true;
    }
}

/* ---- values ---- */

/* A value with its interval; an exact one is its own interval. */
typedef struct estimate {
    double value, low, high;
    bool has_interval, exact;
} estimate;

static bool is_complete(const table_pair *pair, int side, size_t row) {
    return nsc_table_number(pair->tables[side], row, pair->coverage[side]) >= 1;
}

static estimate read_estimate(const table_pair *pair, int side, size_t row, size_t column) {
    const nsc_table *table = pair->tables[side];
    estimate read = {.value = nsc_table_number(table, row, column), .low = NAN, .high = NAN};
    const nsc_table_interval *interval = NULL;
    for (size_t number = 0; number < pair->interval_count; number++)
        if (pair->intervals[number].value == column)
            interval = &pair->intervals[number];
    if (interval == NULL) {
        read.exact = pair->coverage[side] < nsc_table_column_count(table) && is_complete(pair, side, row);
        return read;
    }
    if (interval->by_error) {
        const double half = 1.959963984540054 * nsc_table_number(table, row, interval->error);
        read.low = read.value - half;
        read.high = read.value + half;
    } else {
        read.low = nsc_table_number(table, row, interval->low);
        read.high = nsc_table_number(table, row, interval->high);
    }
    read.has_interval = !isnan(read.low) && !isnan(read.high);
    const double rounding = 1e-10 * fmax(1, fabs(read.value));
    read.exact =
        read.has_interval && fabs(read.high - read.value) <= rounding && fabs(read.value - read.low) <= rounding;
    return read;
}

/* How two values differ. */
typedef struct difference {
    double value, low, high, widths;
    const char *conclusion, *basis;
} difference;

static difference compare(const estimate *a, const estimate *b, double largest, bool opposite) {
    difference found = {.value = b->value - a->value, .low = NAN, .high = NAN, .widths = NAN};
    const double rounding =
        fmax(NSC_DIFF_ROUNDING * fmax(fabs(a->value), fabs(b->value)), NSC_DIFF_ROUNDING_OF_LARGEST * largest);
    if (fabs(found.value) <= rounding) {
        found.conclusion = "equal";
        return found;
    }
    if (opposite && a->value * b->value < 0) {
        found.conclusion = NSC_DIFF_OPPOSITE;
        return found;
    }
    if (a->exact && b->exact) {
        found.conclusion = "differs";
        found.basis = "exact";
        return found;
    }
    if ((!a->has_interval && !a->exact) || (!b->has_interval && !b->exact)) {
        found.conclusion = "no interval";
        return found;
    }
    const double a_below = a->has_interval ? a->value - a->low : 0, a_above = a->has_interval ? a->high - a->value : 0;
    const double b_below = b->has_interval ? b->value - b->low : 0, b_above = b->has_interval ? b->high - b->value : 0;
    found.low = found.value - hypot(b_below, a_above);
    found.high = found.value + hypot(b_above, a_below);
    found.widths = found.value / (found.value > 0 ? found.value - found.low : found.high - found.value);
    found.conclusion = found.low > 0 || found.high < 0 ? "differs" : "no difference shown";
    found.basis = "intervals";
    return found;
}

static void count_difference(const difference *found, nsc_diff_count *count) {
    count->values++;
    count->equal += strcmp(found->conclusion, "equal") == 0;
    count->opposite += strcmp(found->conclusion, NSC_DIFF_OPPOSITE) == 0;
    if (found->basis == NULL)
        return;
    const bool differs = strcmp(found->conclusion, "differs") == 0;
    const bool exact = strcmp(found->basis, "exact") == 0;
    count->with_interval += !exact;
    count->differing += !exact && differs;
    count->exact_differing += exact;
}

static nsc_status add_difference(const table_pair *pair, const char *name, const keyed_row *a, const keyed_row *b,
                                 size_t column, nsc_table *differences, nsc_diff_count *count, nsc_error *error) {
    const estimate left = read_estimate(pair, 0, a->row, column), right = read_estimate(pair, 1, b->row, column);
    if (isnan(left.value) || isnan(right.value))
        return NSC_OK;
    const difference found = compare(&left, &right, pair->largest[column], pair->opposite);
    count_difference(&found, count);
    return nsc_table_add(differences,
                         NSC_ROW(nsc_text(name), nsc_text(a->key),
                                 nsc_text(nsc_table_columns(pair->tables[0])[column].name), nsc_real(left.value),
                                 nsc_real(left.exact ? left.value : left.low),
                                 nsc_real(left.exact ? left.value : left.high), nsc_real(right.value),
                                 nsc_real(right.exact ? right.value : right.low),
                                 nsc_real(right.exact ? right.value : right.high), nsc_real(found.value),
                                 nsc_real(found.low), nsc_real(found.high), nsc_real(found.value / fabs(left.value)),
                                 nsc_real(found.widths), nsc_text(found.conclusion), nsc_text(found.basis)),
                         error);
}

/* Finds the largest value of each column; in a table of statistics each row has a magnitude of its own. */
static void find_largest(table_pair *pair) {
    for (size_t column = 0; column < pair->column_count; column++) {
        const char *name = nsc_table_columns(pair->tables[0])[column].name;
        if (pair->keys[column] && (strcmp(name, "statistic") == 0 || strcmp(name, "key") == 0))
            return;
    }
    for (size_t column = 0; column < pair->column_count; column++)
        for (int side = 0; side < 2; side++)
            for (size_t row = 0; row < nsc_table_row_count(pair->tables[side]); row++)
                pair->largest[column] =
                    fmax(pair->largest[column], fabs(nsc_table_number(pair->tables[side], row, column)));
}

/* True for a column of numbers that is no key and no end of an interval. */
static bool is_compared(const table_pair *pair, size_t column) {
    if (pair->keys[column])
        return false;
    for (size_t number = 0; number < pair->interval_count; number++) {
        const nsc_table_interval *interval = &pair->intervals[number];
        if ((interval->by_error && interval->error == column) ||
            (!interval->by_error && (interval->low == column || interval->high == column)))
            return false;
    }
    return true;
}

static nsc_status compare_rows(const table_pair *pair, const char *name, keyed_row *rows[2], nsc_table *differences,
                               nsc_diff_count *count, nsc_error *error) {
    nsc_status status = NSC_OK;
    keyed_row sought;
    for (size_t row = 0; status == NSC_OK && row < count->rows[0]; row++) {
        write_key(pair, 0, row, sought.key);
        sought.row = row;
        const keyed_row *other = bsearch(&sought, rows[1], count->rows[1], sizeof sought, compare_keys);
        if (other == NULL)
            continue;
        count->matched++;
        for (size_t column = 0; status == NSC_OK && column < pair->column_count; column++)
            if (is_compared(pair, column))
                status = add_difference(pair, name, &sought, other, column, differences, count, error);
    }
    return status;
}

nsc_status nsc_diff_rows(const nsc_analysis *analysis, size_t table, const char *name, bool opposite,
                         const nsc_table *const tables[2], nsc_table *differences, nsc_diff_count *count,
                         nsc_error *error) {
    const nsc_table *a = tables[0], *b = tables[1];
    table_pair pair = {.tables = {a, b}, .column_count = common_columns(a, b), .opposite = opposite};
    keyed_row *rows[2] = {NULL, NULL};
    nsc_status status = NSC_OK;
    *count = (nsc_diff_count){.rows = {nsc_table_row_count(a), nsc_table_row_count(b)}};
    /* Provenance follows the columns of the analysis' own. */
    if (analysis != NULL && pair.column_count > analysis->tables[table].column_count)
        pair.column_count = analysis->tables[table].column_count;
    if (pair.column_count < 2) {
        nsc_text_format(count->reason, sizeof count->reason, "the columns are not the same");
        return NSC_OK;
    }
    if (analysis == NULL && strcmp(nsc_table_columns(a)[0].name, NSC_OVERLAY_COLUMN) == 0) {
        nsc_text_format(count->reason, sizeof count->reason, "its rows are those of other tables");
        return NSC_OK;
    }
    if (count->rows[0] > NSC_DIFF_ROWS || count->rows[1] > NSC_DIFF_ROWS) {
        nsc_text_format(count->reason, sizeof count->reason, "more than %d rows: compared by the figure alone",
                        NSC_DIFF_ROWS);
        return NSC_OK;
    }
    NSC_TRY(nsc_allocate(&pair.keys, pair.column_count, sizeof *pair.keys, error));
    NSC_TRY(nsc_allocate(&pair.largest, pair.column_count, sizeof *pair.largest, error));
    for (int side = 0; side < 2; side++) {
        NSC_TRY(nsc_allocate(&rows[side], count->rows[side], sizeof *rows[side], error));
        pair.coverage[side] = nsc_table_column(pair.tables[side], "coverage");
    }
    if (!choose_keys(&pair, rows)) {
        nsc_text_format(count->reason, sizeof count->reason, "no columns tell the rows apart");
        goto out;
    }
    find_largest(&pair);
    pair.interval_count = nsc_table_intervals(analysis, table, a, pair.column_count, pair.intervals);
    NSC_TRY(compare_rows(&pair, name, rows, differences, count, error));
    if (count->matched == 0)
        nsc_text_format(count->reason, sizeof count->reason, "no row of one has the same key in the other");
out:
    free(pair.keys);
    free(pair.largest);
    free(rows[0]);
    free(rows[1]);
    return status;
}
