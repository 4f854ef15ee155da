/* The table of figures against the registry: every table has a row, and every column that a row names exists. */
#include "analysis/analysis.h"
#include "analysis/figures/figures.h"
#include "base/base.h"
#include "testing.h"

#include <jansson.h>

static bool has_column(const nsc_analysis_table *table, const char *name) {
    for (size_t column = 0; column < table->column_count; column++)
        if (strcmp(table->columns[column].name, name) == 0)
            return true;
    return false;
}

static const nsc_analysis_table *table_of(const char *analysis_name, const char *name) {
    const nsc_analysis *analysis = nsc_analysis_named(analysis_name);
    for (size_t table = 0; analysis != NULL && table < analysis->table_count; table++)
        if (strcmp(analysis->tables[table].name, name) == 0)
            return &analysis->tables[table];
    return NULL;
}

static void require_column(const nsc_figure *figure, const char *name) {
    const nsc_analysis_table *table = table_of(figure->analysis, figure->table);
    assert_non_null(table);
    if (name != NULL && !has_column(table, name))
        fail_msg("%s, table %s, has no column %s", figure->analysis, figure->table, name);
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
}

static void test_columns(void **state) {
    (void)state;
    for (size_t row = 0; row < nsc_figure_count; row++) {
        const nsc_figure *figure = &nsc_figures[row];
        for (size_t key = 0; key < NSC_FIGURE_KEYS; key++) {
            require_column(figure, figure->x.columns[key]);
            require_column(figure, figure->y.columns[key]);
            require_column(figure, figure->series[key]);
        }
        require_column(figure, figure->x.until);
        require_column(figure, figure->size);
        require_column(figure, figure->colour);
        for (size_t curve = 0; curve < NSC_FIGURE_CURVES; curve++) {
            require_column(figure, figure->curves[curve].column);
            require_column(figure, figure->curves[curve].low);
            require_column(figure, figure->curves[curve].high);
        }
        for (size_t line = 0; line < NSC_FIGURE_REFERENCES; line++)
            require_column(figure, figure->references[line].column);
    }
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
    assert_true(figure->x.columns[1] == NULL || figure->x.scale == NSC_SCALE_CATEGORY);
    assert_true(figure->kind != NSC_FIGURE_HEAT || figure->colour != NULL);
    assert_int_equal(figure->colour != NULL || figure->kind == NSC_FIGURE_NETWORK, figure->colour_title != NULL);
    if (figure->kind == NSC_FIGURE_NETWORK) {
        const nsc_analysis_table *nodes = table_of(figure->analysis, figure->nodes);
        assert_non_null(nodes);
        assert_true(has_column(nodes, "point"));
    }
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
    for (size_t row = 0; row < nsc_figure_count; row++) {
        require_whole(&nsc_figures[row]);
        require_curves(&nsc_figures[row]);
    }
}

/* Titles are short noun phrases that begin with a capital and have no full stop. */
static void test_titles(void **state) {
    (void)state;
    for (size_t row = 0; row < nsc_figure_count; row++) {
        const char *title = nsc_figures[row].title;
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
