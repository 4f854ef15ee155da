/* Every figure of the tables, drawn from made-up rows in all styles: SVG is well-formed XML, and gnuplot runs every
 * script. */
#include "analysis/figures/figure_drawing.h"
#include "base/base.h"
#include "temporary.h"
#include "testing.h"

#include <expat.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- made-up tables ---- */

enum { MOST_COLUMNS = 48, ROWS = 12 };

typedef struct made_columns {
    nsc_column columns[MOST_COLUMNS];
    bool are_names[MOST_COLUMNS]; /* texts in place of numbers */
    size_t count;
} made_columns;

static void add_column(made_columns *made, const char *name, bool is_name) {
    if (name == NULL)
        return;
    for (size_t column = 0; column < made->count; column++)
        if (strcmp(made->columns[column].name, name) == 0)
            return;
    assert_true(made->count < MOST_COLUMNS);
    made->are_names[made->count] = is_name;
    made->columns[made->count++] = (nsc_column){name, "made up"};
}

static void add_axis(made_columns *made, const nsc_figure_axis *axis) {
    for (size_t key = 0; key < NSC_FIGURE_KEYS; key++)
        add_column(made, axis->columns[key], axis->scale == NSC_SCALE_CATEGORY);
    add_column(made, axis->until, false);
}

static made_columns columns_of(const nsc_figure *figure) {
    made_columns made = {0};
    add_axis(&made, &figure->x);
    add_axis(&made, &figure->y);
    for (size_t part = 0; part < NSC_FIGURE_PARTS; part++)
        add_column(&made, figure->series[part], true);
    for (size_t curve = 0; curve < NSC_FIGURE_CURVES; curve++) {
        add_column(&made, figure->curves[curve].column, false);
        add_column(&made, figure->curves[curve].low, false);
        add_column(&made, figure->curves[curve].high, false);
    }
    for (size_t line = 0; line < NSC_FIGURE_REFERENCES; line++)
        add_column(&made, figure->references[line].column, false);
    add_column(&made, figure->size, false);
    add_column(&made, figure->colour, false);
    add_column(&made, figure->label, true);
    return made;
}

/* Names that XML, gnuplot and its formats would take otherwise, if they were not told. */
static const char *const names[] = {"a <b> & \"c\"", "it's 5 % `date` $1 @x\\n", "naïve\x01name\xff"};

/* Of a figure of some rows, the first column holds the name of the first of them. */
static nsc_table *make_table(const nsc_figure *figure, const made_columns *made) {
    nsc_table *table;
    REQUIRE_OK(nsc_table_create(&table, made->columns, made->count, &error));
    for (size_t row = 0; row < ROWS; row++) {
        nsc_value values[MOST_COLUMNS];
        for (size_t column = 0; column < made->count; column++)
            values[column] = made->are_names[column] ? nsc_text(names[(row + column) % NSC_COUNT_OF(names)])
                                                     : nsc_real(0.01 * (double)(1 + row) + 0.005 * (double)column);
        if (figure->only[0] != NULL)
            values[0] = nsc_text(figure->only[row % 2]);
        REQUIRE_OK(nsc_table_add(table, values, made->count, &error));
    }
    return table;
}

static nsc_table *make_nodes(const nsc_figure *figure) {
    made_columns made = {0};
    add_column(&made, "point", true);
    add_column(&made, figure->node_size, false);
    add_column(&made, figure->node_value, false);
    add_column(&made, figure->node_mark, true);
    nsc_table *nodes;
    REQUIRE_OK(nsc_table_create(&nodes, made.columns, made.count, &error));
    for (size_t row = 0; row < NSC_COUNT_OF(names); row++)
        REQUIRE_OK(nsc_table_add(nodes,
                                 NSC_ROW(nsc_text(names[row]), nsc_integer((int64_t)row), nsc_real((double)row),
                                         nsc_text(row == 0 ? "yes" : "no")),
                                 &error));
    return nodes;
}

/* ---- drawings ---- */

static void require_well_formed(const nsc_figure *figure, const char *text, size_t length) {
    XML_Parser parser = XML_ParserCreate("UTF-8");
    assert_non_null(parser);
    if (XML_Parse(parser, text, (int)length, 1) != XML_STATUS_OK)
        fail_msg("%s, table %s: %s in line %lu", figure->analysis, figure->table,
                 XML_ErrorString(XML_GetErrorCode(parser)), XML_GetCurrentLineNumber(parser));
    XML_ParserFree(parser);
    static const char *const no_places[] = {",nan", ",inf", ",-inf", "Mnan", "Lnan", "Hnan", "Vnan", "\"nan", "\"inf"};
    for (size_t row = 0; row < NSC_COUNT_OF(no_places); row++)
        if (strstr(text, no_places[row]) != NULL)
            fail_msg("%s, table %s: %s is no place", figure->analysis, figure->table, no_places[row]);
}

/* Draws a figure into memory, to be freed. */
static char *draw(const nsc_figure *figure, const nsc_figure_style *style, nsc_figure_format format, const char *name) {
    const made_columns made = columns_of(figure);
    nsc_table *table = make_table(figure, &made), *nodes = figure->nodes != NULL ? make_nodes(figure) : NULL;
    const nsc_figure_source source = {table, NULL};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    REQUIRE_OK(nsc_figure_draw(figure, &source, 1, nodes, style, format, name, stream, &error));
    assert_int_equal(fclose(stream), 0);
    if (format == NSC_DRAWN_SVG)
        require_well_formed(figure, text, length);
    nsc_table_destroy(table);
    nsc_table_destroy(nodes);
    return text;
}

/* Row `number` of both tables of figures; NULL after the last. */
static const nsc_figure *figure_at(size_t number) {
    if (number < nsc_figure_count)
        return &nsc_figures[number];
    return number - nsc_figure_count < nsc_search_figure_count ? &nsc_search_figures[number - nsc_figure_count] : NULL;
}

static void test_svg(void **state) {
    (void)state;
    const nsc_figure *figure;
    for (size_t number = 0; (figure = figure_at(number)) != NULL; number++)
        for (size_t style = 0; figure->kind != NSC_FIGURE_NONE && style < nsc_figure_style_count; style++) {
            char *text = draw(figure, &nsc_figure_styles[style], NSC_DRAWN_SVG, "f1");
            assert_ptr_equal(strstr(text, "<svg "), text);
            assert_non_null(strstr(text, "<title>"));
            assert_non_null(strstr(text, "<desc>"));
            free(text);
        }
}

/* A page sets the colours of series; the style grey has none. */
static void test_colours(void **state) {
    (void)state;
    const nsc_figure *figure = nsc_figure_of("rwa", "lags");
    char *coloured = draw(figure, nsc_figure_style_named("page"), NSC_DRAWN_SVG, "f1");
    char *grey = draw(figure, nsc_figure_style_named("GREY"), NSC_DRAWN_SVG, "f1");
    assert_non_null(strstr(coloured, "var(--series-1,#0072b2)"));
    assert_null(strstr(grey, "var("));
    assert_null(strstr(grey, "#0072b2"));
    free(coloured);
    free(grey);
}

static void test_formats(void **state) {
    (void)state;
    assert_int_equal(nsc_figure_format_named("SVG"), NSC_DRAWN_SVG);
    assert_int_equal(nsc_figure_format_named("csv"), NSC_DRAWN_FORMATS);
    assert_null(nsc_figure_style_named("poster"));
    REQUIRE_REFUSED(nsc_figure_check(nsc_figure_of("lon", "edges"), NSC_DRAWN_GNUPLOT, &error), NSC_USAGE, "SVG only");
    REQUIRE_OK(nsc_figure_check(nsc_figure_of("lon", "edges"), NSC_DRAWN_SVG, &error));
}

/* The name of a file is no part of the language that it is named in. */
static void test_names(void **state) {
    (void)state;
    static const char name[] = "a\"><b (c)'\n!echo d\n";
    const nsc_figure *figure = nsc_figure_of("cloud", "density");
    char *drawing = draw(figure, &nsc_figure_styles[0], NSC_DRAWN_SVG, name); /* which reads it as XML */
    assert_non_null(strstr(drawing, "<linearGradient id=\"a___b__c____echo_d_-colours\""));
    assert_non_null(strstr(drawing, "url(#a___b__c____echo_d_-colours)"));
    char *script = draw(figure, &nsc_figure_styles[0], NSC_DRAWN_GNUPLOT, name);
    assert_non_null(strstr(script, "?!echo d?.gp"));
    assert_null(strstr(script, "\n!"));
    free(drawing);
    free(script);
}

/* ---- gnuplot ---- */

static bool is_there(const char *folder, const char *name, const char *extension) {
    char path[512];
    struct stat facts;
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, extension);
    return stat(path, &facts) == 0 && facts.st_size > 500;
}

/* Writes all scripts into the folder, and the command that runs them in one process of gnuplot. */
static void write_scripts(const char *folder, FILE *command) {
    const nsc_figure *figure;
    fprintf(command, "cd '%s' && gnuplot", folder);
    for (size_t number = 0; (figure = figure_at(number)) != NULL; number++) {
        char path[512], name[16];
        if (nsc_figure_check(figure, NSC_DRAWN_GNUPLOT, NULL) != NSC_OK)
            continue;
        snprintf(name, sizeof name, "f%zu", number);
        snprintf(path, sizeof path, "%s/%s.gp", folder, name);
        char *script = draw(figure, &nsc_figure_styles[number % nsc_figure_style_count], NSC_DRAWN_GNUPLOT, name);
        FILE *stream = fopen(path, "w");
        assert_non_null(stream);
        fputs(script, stream);
        assert_int_equal(fclose(stream), 0);
        free(script);
        fprintf(command, " %s.gp", name);
    }
    fputs(" 2>messages", command);
}

static void test_gnuplot(void **state) {
    (void)state;
    char folder[256], *command = NULL;
    size_t length;
    const nsc_figure *figure;
    if (system("command -v gnuplot >/dev/null") != 0)
        skip();
    temporary_template(folder, sizeof folder, "");
    assert_non_null(mkdtemp(folder));
    FILE *stream = open_memstream(&command, &length);
    assert_non_null(stream);
    write_scripts(folder, stream);
    assert_int_equal(fclose(stream), 0);
    if (system(command) != 0)
        fail_msg("gnuplot refuses a script: see %s/messages", folder);
    for (size_t number = 0; (figure = figure_at(number)) != NULL; number++) {
        char name[16];
        snprintf(name, sizeof name, "f%zu", number);
        const bool drawn = nsc_figure_check(figure, NSC_DRAWN_GNUPLOT, NULL) == NSC_OK;
        if (is_there(folder, name, "svg") != drawn || is_there(folder, name, "pdf") != drawn)
            fail_msg("%s, table %s: no SVG or no PDF", figure->analysis, figure->table);
    }
    free(command);
    char removal[300];
    snprintf(removal, sizeof removal, "rm -r '%s'", folder);
    assert_int_equal(system(removal), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_svg),   cmocka_unit_test(test_colours), cmocka_unit_test(test_formats),
        cmocka_unit_test(test_names), cmocka_unit_test(test_gnuplot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
