/*
 * The page of a report: texts that cannot break out of their place, numbers as people read them, tables, and a whole
 * page of made-up exhibits, whose elements are closed and whose identifiers differ.
 */
#include "reports/html.h"
#include "reports/html_page.h"
#include "reports/sentences.h"
#include "testing.h"

#include "base/base.h"

#include <math.h>

/* ---- pieces ---- */

typedef struct written {
    FILE *stream;
    char *text;
    size_t length;
} written;

static void begin(written *made) {
    made->stream = open_memstream(&made->text, &made->length);
    assert_non_null(made->stream);
}

static void require_text(written *made, const char *expected) {
    assert_int_equal(fclose(made->stream), 0);
    assert_string_equal(made->text, expected);
    free(made->text);
}

static void texts_stay_in_their_place(void **state) {
    (void)state;
    written made;
    begin(&made);
    nsc_html_text(made.stream, "a<b> & \"c\" 'd' \xff \x1b[2J ρ");
    require_text(&made, "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; \uFFFD \uFFFD[2J ρ");
    begin(&made);
    nsc_html_marked(made.stream, "run `nasscape <x>` now");
    require_text(&made, "run <code>nasscape &lt;x&gt;</code> now");
    begin(&made);
    nsc_html_marked(made.stream, "never `closed");
    require_text(&made, "never <code>closed</code>");
    begin(&made);
    nsc_html_marked(made.stream, nsc_html_capital(made.stream, "`é` is é"));
    nsc_html_text(made.stream, nsc_html_capital(made.stream, " élan"));
    nsc_html_text(made.stream, nsc_html_capital(made.stream, "an é"));
    require_text(&made, "<code>é</code> is é élanAn é");
    begin(&made);
    nsc_html_identifier(made.stream, "rwa-pruned, \"5\"");
    require_text(&made, "rwa-pruned---5-");
    begin(&made);
    nsc_html_element(made.stream, "p", "lead", "x & y");
    require_text(&made, "<p class=\"lead\">x &amp; y</p>");
}

static void numbers_read_well(void **state) {
    (void)state;
    static const struct {
        double number;
        int digits;
        const char *expected;
    } rows[] = {
        {0, 4, "0"},
        {423624, 4, "423,624"},
        {-1234567, 3, "\u22121,234,567"},
        {999, 2, "999"},
        {0.29815772, 3, "0.298"},
        {-0.0199, 4, "\u22120.0199"},
        {12345.678, 3, "12,346"},
        {1e-7, 4, "1e-07"},
        {NAN, 4, "\u2013"},
        {-INFINITY, 4, "\u2212\u221E"},
    };
    char text[NSC_HTML_NUMBER];
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++)
        assert_string_equal(nsc_html_number(rows[row].number, rows[row].digits, text), rows[row].expected);
}

/* ---- a page ---- */

static const nsc_column columns[] = {
    {"point_name", "name of \"the\" point"}, {"value", "its value"}, {"none", "nothing"}};

static nsc_table *make_table(size_t rows) {
    nsc_table *table = NULL;
    REQUIRE_OK(nsc_table_create(&table, columns, NSC_COUNT_OF(columns), &error));
    for (size_t row = 0; row < rows; row++)
        REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("<script>"), nsc_real(0.123456), nsc_missing()), &error));
    return table;
}

static void write_section(const void *context, FILE *stream) {
    nsc_html_element(stream, "p", NULL, context);
}

/* Every element is closed by its own tag; of HTML only meta and link are not. Scripts and styles hold no markup. */
static void require_balanced(const char *page) {
    enum { DEPTH = 64, NAME = 32 };
    char open[DEPTH][NAME];
    size_t depth = 0;
    for (const char *place = strchr(page, '<'); place != NULL; place = strchr(place + 1, '<')) {
        const bool closing = place[1] == '/';
        const char *start = place + 1 + closing;
        const size_t length = strcspn(start, " >/\n");
        const size_t end = strcspn(place, ">");
        char name[NAME];
        assert_in_range(length, 1, NAME - 1);
        snprintf(name, sizeof name, "%.*s", (int)length, start);
        if (name[0] == '!' || strcmp(name, "meta") == 0 || strcmp(name, "link") == 0 || place[end - 1] == '/')
            continue;
        if (closing) {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], name);
            continue;
        }
        assert_true(depth < DEPTH);
        snprintf(open[depth++], NAME, "%s", name);
        if (strcmp(name, "script") == 0 || strcmp(name, "style") == 0) {
            char tag[NAME + 3];
            snprintf(tag, sizeof tag, "</%s", name);
            place = strstr(place, tag) - 1;
        }
    }
    assert_int_equal(depth, 0);
}

static void require_different_identifiers(const char *page) {
    static const char start[] = " id=\"";
    for (const char *place = strstr(page, start); place != NULL; place = strstr(place + 1, start)) {
        char id[256];
        snprintf(id, sizeof id, "%.*s\"", (int)(sizeof start - 1 + strcspn(place + sizeof start - 1, "\"")), place);
        if (strstr(place + 1, id) != NULL)
            fail_msg("two elements have%s", id);
    }
}

static size_t count_of(const char *page, const char *text) {
    size_t count = 0;
    for (const char *place = strstr(page, text); place != NULL; place = strstr(place + 1, text))
        count++;
    return count;
}

static void pages_are_whole(void **state) {
    (void)state;
    enum { ROWS = 120, SHOWN = 50 };
    static char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 5\"><title>t</title></svg>";
    static char caption[] = "SURROGATE: a & b", name[] = "rwa-pruned", other_name[] = "own";
    static const nsc_html_section sections[] = {
        {.id = "own-section", .title = "Own <section>", .write = write_section}};
    nsc_report_file written_file = {.name = "rwa-pruned.csv"};
    nsc_report_file left_out = {.name = "noise.csv", .reason = "no runs <here>"};
    nsc_report_file *const files[] = {&written_file, &left_out};
    nsc_table *head = make_table(ROWS), *data = NULL;
    nsc_exhibit drawn = {.file = &written_file,
                         .name = name,
                         .analysis = nsc_analysis_named("rwa"),
                         .table = "lags",
                         .meaning = "one row for each lag",
                         .head = head,
                         .rows = 1000,
                         .figure = nsc_figure_of("rwa", "lags"),
                         .svg = svg,
                         .caption = caption,
                         .has = {[NSC_FIGURE_SVG] = true, [NSC_FIGURE_SCRIPT] = true}};
    nsc_exhibit undrawn = {
        .file = &written_file, .name = other_name, .meaning = "own rows", .head = head, .rows = ROWS};
    nsc_exhibit *const exhibits[] = {&drawn, &undrawn};
    nsc_highlights highlights = {0};
    nsc_names warnings = {0};
    for (int sentence = 0; sentence < NSC_HIGHLIGHT_SENTENCES + 2; sentence++)
        nsc_highlight(&highlights, "Finding %d: `x<y`.", sentence);
    nsc_highlight_figure(&highlights, "not-there");
    nsc_highlight_figure(&highlights, name);
    REQUIRE_OK(nsc_names_add(&warnings, "SURROGATE: nothing is measured.", &error));
    REQUIRE_OK(nsc_table_create(&data, nsc_key_columns, NSC_KEY_COLUMNS, &error));
    REQUIRE_OK(nsc_table_add_key(data, "Space", nsc_text("`<nb101>`"), &error));
    const nsc_html_page page = {.title = "A <title>",
                                .about = "nasscape",
                                .lead = "what it is",
                                .mark = "SURROGATE",
                                .warnings = &warnings,
                                .highlights = &highlights,
                                .data = data,
                                .sections = sections,
                                .section_count = NSC_COUNT_OF(sections),
                                .context = "a & b",
                                .exhibits = exhibits,
                                .exhibit_count = NSC_COUNT_OF(exhibits),
                                .files = files,
                                .file_count = NSC_COUNT_OF(files),
                                .provenance = data};
    written made;
    begin(&made);
    nsc_html_page_write(&page, made.stream);
    assert_int_equal(fclose(made.stream), 0);
    require_balanced(made.text);
    require_different_identifiers(made.text);
    assert_int_equal(count_of(made.text, "Finding "), NSC_HIGHLIGHT_SENTENCES);
    assert_int_equal(count_of(made.text, "<td>&lt;script&gt;</td><td class=\"n\">0.1235</td></tr>"), 2 * SHOWN);
    assert_int_equal(count_of(made.text, "<use href=\"#drawing-rwa-pruned\""), 1);
    assert_int_equal(count_of(made.text, "<svg id=\"drawing-rwa-pruned\""), 1);
    assert_non_null(strstr(made.text, "The first 50 of 1,000 rows"));
    assert_non_null(strstr(made.text, "<a href=\"figures/rwa-pruned.gp\">"));
    assert_null(strstr(made.text, "figures/rwa-pruned.pdf"));
    assert_non_null(strstr(made.text, "no runs &lt;here&gt;"));
    assert_non_null(strstr(made.text, "<p>Nothing is measured.</p>"));
    assert_non_null(strstr(made.text, "<p class=\"formula\">ρ(k) = Σᵢ πᵢ (fᵢ − μ)"));
    assert_null(strstr(made.text, ">none</th>"));
    free(made.text);
    nsc_table_destroy(head);
    nsc_table_destroy(data);
    nsc_names_release(&warnings);
    nsc_highlights_release(&highlights);
}

/* ---- sentences ---- */

enum { POINTS = 40 };

/* The sentence of `access` on a table made by hand, of a fitness known for the first `known` points. */
static bool tell_access(uint32_t known, double step, const char *reason, double path, bool finding,
                        char text[NSC_SENTENCE_SIZE]) {
    static const nsc_column summary[] = {
        {"statistic", "name"}, {"value", "value"}, {"low", "low"}, {"high", "high"}, {"reason", "reason"}};
    double values[POINTS];
    const char *const names[] = {"accessible_share", "mean_path_length"};
    const double numbers[] = {0.5, path};
    nsc_fitness fitness = {.point_count = POINTS, .known_count = known, .values = values};
    nsc_report_result result = {.analysis = nsc_analysis_named("access"), .fitness = &fitness};
    for (uint32_t point = 0; point < POINTS; point++)
        values[point] = point < known ? step * point : NAN;
    size_t place = 0;
    while (strcmp(result.analysis->tables[place].name, "summary") != 0)
        place++;
    nsc_table *table = make_table(0);
    nsc_table *figures = NULL;
    REQUIRE_OK(nsc_table_create(&figures, summary, NSC_COUNT_OF(summary), &error));
    for (size_t row = 0; row < NSC_COUNT_OF(names); row++)
        REQUIRE_OK(nsc_table_add(
            figures,
            NSC_ROW(nsc_text(names[row]), nsc_real(numbers[row]), nsc_missing(), nsc_missing(), nsc_text(reason)),
            &error));
    result.tables[0] = table;
    result.tables[place] = figures;
    const bool told = finding ? nsc_result_finding(&result, text) : nsc_result_sentence(&result, text);
    nsc_table_destroy(table);
    nsc_table_destroy(figures);
    return told;
}

static void sentences_say_what_they_rest_on(void **state) {
    (void)state;
    static const char reason[] = "of the measured part: 7 % of neighbours are evaluated";
    char text[NSC_SENTENCE_SIZE];
    assert_true(tell_access(POINTS, 1, NULL, 1, true, text));
    assert_string_equal(text, "From 50 % of the points steps that always improve lead to the best, in 1 step on "
                              "average.");
    assert_true(tell_access(10, 1, reason, 2, false, text));
    assert_string_equal(text, "Among the evaluated points (7 % of neighbours are evaluated): from 50 % of the points "
                              "steps that always improve lead to the best, in 2 steps on average.");
    assert_false(tell_access(10, 1, reason, 2, true, text));
    assert_true(tell_access(30, 1, reason, 2, true, text));
    assert_false(tell_access(POINTS, 1, NULL, NAN, false, text)); /* a missing number */
    assert_false(tell_access(POINTS, 0, NULL, 1, false, text));   /* all equal */
    assert_false(tell_access(2, 1, reason, 1, false, text));      /* too few */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_stay_in_their_place), cmocka_unit_test(numbers_read_well),
                                       cmocka_unit_test(pages_are_whole),
                                       cmocka_unit_test(sentences_say_what_they_rest_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
