/* The table of figures against the registry: every table has a row, and every column that a row names exists. */
#include "analysis/analysis.h"
#include "analysis/figures/figures.h"
#include "analysis/search/results/search_tables.h"
#include "base/base.h"
#include "testing.h"

#include <jansson.h>

/* The columns of a table of an analysis, or of searches with those of their provenance. */
typedef struct table_columns {
    const nsc_column *columns, *provenance;
    size_t count, provenance_count;
} table_columns;

static bool columns_have(const nsc_column *columns, size_t count, const char *name) {
    for (size_t column = 0; column < count; column++)
        if (strcmp(columns[column].name, name) == 0)
            return true;
    return false;
}

static bool has_column(const table_columns *table, const char *name) {
    return columns_have(table->columns, table->count, name) ||
           columns_have(table->provenance, table->provenance_count, name);
}

static table_columns table_of(const char *analysis_name, const char *name) {
    const nsc_analysis *analysis = nsc_analysis_named(analysis_name);
    const nsc_search_table *search = strcmp(analysis_name, "search") == 0 ? nsc_search_table_named(name) : NULL;
    table_columns found = {0};
    if (search != NULL) {
        found = (table_columns){.columns = search->columns, .count = search->column_count};
        found.provenance = nsc_search_provenance_columns(&found.provenance_count);
    }
    for (size_t table = 0; analysis != NULL && table < analysis->table_count; table++)
        if (strcmp(analysis->tables[table].name, name) == 0)
            found = (table_columns){.columns = analysis->tables[table].columns,
                                    .count = analysis->tables[table].column_count};
    if (found.columns == NULL)
        fail_msg("%s has no table %s", analysis_name, name);
    return found;
}

static void require_column(const nsc_figure *figure, const char *table_name, const char *name) {
    const table_columns table = table_of(figure->analysis, table_name);
    if (name != NULL && !has_column(&table, name))
        fail_msg("%s, table %s, has no column %s", figure->analysis, table_name, name);
}

/* Row `number` of both tables of figures; NULL after the last. */
static const nsc_figure *figure_at(size_t number) {
    if (number < nsc_figure_count)
        return &nsc_figures[number];
    return number - nsc_figure_count < nsc_search_figure_count ? &nsc_search_figures[number - nsc_figure_count] : NULL;
}

/* One row for each table, in the order of the registry. */
static void test_every_table(void **state) {
    (void)state;
    size_t row = 0;
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const nsc_analysis *analysis = nsc_analysis_at(number);
        for (size_t table = 0; table < analysis->table_count; table++, row++) {
            if (row >= nsc_figure_count)
                fail_msg("no figure for %s, table %s", analysis->name, analysis->tables[table].name);
            assert_string_equal(nsc_figures[row].analysis, analysis->name);
            assert_string_equal(nsc_figures[row].table, analysis->tables[table].name);
        }
    }
    assert_int_equal(row, nsc_figure_count);
    assert_int_equal(nsc_search_figure_count, nsc_search_table_count);
    for (size_t number = 0; number < nsc_search_table_count; number++)
        assert_string_equal(nsc_search_figures[number].table, nsc_search_tables[number]->name);
}

static void require_columns(const nsc_figure *figure) {
    for (size_t key = 0; key < NSC_FIGURE_KEYS; key++) {
        require_column(figure, figure->table, figure->x.columns[key]);
        require_column(figure, figure->table, figure->y.columns[key]);
    }
    for (size_t part = 0; part < NSC_FIGURE_PARTS; part++)
        require_column(figure, figure->table, figure->series[part]);
    const char *const others[] = {figure->x.until, figure->y.until, figure->size, figure->colour, figure->label};
    for (size_t row = 0; row < NSC_COUNT_OF(others); row++)
        require_column(figure, figure->table, others[row]);
    for (size_t curve = 0; curve < NSC_FIGURE_CURVES; curve++) {
        require_column(figure, figure->table, figure->curves[curve].column);
        require_column(figure, figure->table, figure->curves[curve].low);
        require_column(figure, figure->table, figure->curves[curve].high);
    }
    for (size_t line = 0; line < NSC_FIGURE_REFERENCES; line++)
        require_column(figure, figure->table, figure->references[line].column);
    if (figure->nodes != NULL) {
        const char *const of_nodes[] = {"point", figure->node_size, figure->node_value, figure->node_mark};
        for (size_t row = 0; row < NSC_COUNT_OF(of_nodes); row++)
            require_column(figure, figure->nodes, of_nodes[row]);
    }
}

static void test_columns(void **state) {
    (void)state;
    const nsc_figure *figure;
    for (size_t row = 0; (figure = figure_at(row)) != NULL; row++)
        require_columns(figure);
}

/* What a drawing of each kind cannot do without. */
static void require_whole(const nsc_figure *figure) {
    const bool drawn = figure->kind != NSC_FIGURE_NONE;
    const bool plane = figure->kind == NSC_FIGURE_HEAT || figure->kind == NSC_FIGURE_NETWORK;
    assert_int_equal(figure->without == NULL, drawn);
    assert_int_equal(figure->title != NULL, drawn);
    assert_int_equal(figure->x.columns[0] != NULL && figure->x.title != NULL && figure->y.title != NULL, drawn);
    assert_int_equal(figure->curves[0].column != NULL, drawn && !plane);
    assert_int_equal(figure->y.columns[0] != NULL, plane);
    assert_true(figure->kind != NSC_FIGURE_HEAT || figure->colour != NULL);
    assert_int_equal(figure->colour != NULL || figure->kind == NSC_FIGURE_NETWORK, figure->colour_title != NULL);
    assert_int_equal(figure->nodes != NULL && figure->node_size != NULL && figure->node_value != NULL,
                     figure->kind == NSC_FIGURE_NETWORK);
    assert_int_equal(figure->node_mark == NULL, figure->node_mark_title == NULL);
}

/* Several curves are told apart by their titles; an interval has both ends. */
static void require_curves(const nsc_figure *figure) {
    for (size_t curve = 0; curve < NSC_FIGURE_CURVES && figure->curves[curve].column != NULL; curve++) {
        assert_int_equal(figure->curves[curve].low == NULL, figure->curves[curve].high == NULL);
        assert_int_equal(figure->curves[1].column != NULL, figure->curves[curve].title != NULL);
    }
    for (size_t line = 0; line < NSC_FIGURE_REFERENCES && figure->references[line].axis != NULL; line++)
        assert_non_null(figure->references[line].title);
}

static void test_kinds(void **state) {
    (void)state;
    const nsc_figure *figure;
    for (size_t row = 0; (figure = figure_at(row)) != NULL; row++) {
        require_whole(figure);
        require_curves(figure);
    }
}

/* Titles are short noun phrases that begin with a capital and have no full stop. */
static void test_titles(void **state) {
    (void)state;
    const nsc_figure *figure;
    for (size_t row = 0; (figure = figure_at(row)) != NULL; row++) {
        const char *title = figure->title;
        if (title == NULL)
            continue;
        assert_in_range(strlen(title), 8, 80);
        assert_in_range(title[0], 'A', 'Z');
        assert_int_not_equal(title[strlen(title) - 1], '.');
    }
}

/* The JSON holds every row, and of a row what it has. */
static void test_json(void **state) {
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    REQUIRE_OK(nsc_figures_write(stream, &error));
    assert_int_equal(fclose(stream), 0);
    json_t *figures = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_array_size(figures), nsc_figure_count);
    const json_t *lags = json_array_get(figures, 0);
    const char *kind, *scale, *low, *band;
    double zero;
    assert_int_equal(json_unpack((json_t *)lags, "{s:s,s:{s:s},s:[{s:s},{}],s:[{s:F},{s:s}]}", "kind", &kind, "x",
                                 "scale", &scale, "curves", "low", &low, "references", "at", &zero, "column", &band),
                     0);
    assert_string_equal(kind, "line");
    assert_string_equal(scale, "sqrt");
    assert_string_equal(low, "low");
    assert_string_equal(band, "noise_band");
    assert_null(json_object_get(lags, "series"));
    json_decref(figures);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_table), cmocka_unit_test(test_columns), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_titles),      cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
