/* The page of a comparison, page.md, the words on the terminal, and the manifest. */
#include "reports/diff_internal.h"

#include "reports/html.h"
#include "reports/html_page.h"

#include <math.h>
#include <string.h>

enum { SHOWN_DIFFERENCES = 40 };

/* ---- sections ---- */

static const nsc_column sides_columns[] = {
    {"what", "property of a report"},
    {"A", "the first report"},
    {"B", "the second report"},
};

static nsc_status describe_sides(const nsc_diff_run *run, nsc_table **table, nsc_error *error) {
    const nsc_table *a = run->sides[0].facts, *b = run->sides[1].facts;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(table, sides_columns, NSC_COUNT_OF(sides_columns), error));
    NSC_TRY(nsc_table_add(
        *table, NSC_ROW(nsc_text("Called"), nsc_text(run->sides[0].label), nsc_text(run->sides[1].label)), error));
    NSC_TRY(nsc_table_add(
        *table, NSC_ROW(nsc_text("Folder"), nsc_text(run->sides[0].folder), nsc_text(run->sides[1].folder)), error));
    for (size_t row = 0; row < nsc_table_row_count(a); row++) {
        char texts[2][32];
        const nsc_value key = nsc_table_value(a, row, 0);
        const size_t other = nsc_report_row(b, "key", key.as.text);
        const nsc_value second = other < nsc_table_row_count(b) ? nsc_table_value(b, other, 1) : nsc_missing();
        NSC_TRY(nsc_table_add(*table,
                              NSC_ROW(key, nsc_text(nsc_value_text(nsc_table_value(a, row, 1), texts[0])),
                                      nsc_text(nsc_value_text(second, texts[1]))),
                              error));
    }
out:
    return status;
}

/* What the sections of the page show. */
typedef struct diff_sections {
    const nsc_diff_run *run;
    nsc_table *sides;
    nsc_table *clearest;
} diff_sections;

static void write_sides(const void *context, FILE *stream) {
    const diff_sections *sections = context;
    const nsc_html_table shown = {.caption = "The two reports", .row_limit = 100, .rows = 100};
    nsc_html_table_write(stream, sections->sides, &shown);
}

static void write_clearest(const void *context, FILE *stream) {
    const diff_sections *sections = context;
    const nsc_html_table shown = {.caption = "Clearest differences",
                                  .row_limit = SHOWN_DIFFERENCES,
                                  .file = "differences.csv",
                                  .rows = nsc_table_row_count(sections->run->differences)};
    fputs("<p>Values that differ, one row each: first those whose interval is furthest from 0, in half-widths of the "
          "interval, then exact values by their difference as a share of the larger one. Values that differ by no more "
          "than rounding, 1e-9 of the larger one or 1e-15 of the largest of their column, count as equal.</p>\n",
          stream);
    if (nsc_table_row_count(sections->clearest) == 0)
        fputs("<p>No value differs.</p>\n", stream);
    else
        nsc_html_table_write(stream, sections->clearest, &shown);
}

static void write_compared(const void *context, FILE *stream) {
    const diff_sections *sections = context;
    const nsc_html_table shown = {.caption = "Compared tables",
                                  .row_limit = nsc_table_row_count(sections->run->compared),
                                  .file = "compared.csv",
                                  .rows = nsc_table_row_count(sections->run->compared)};
    fputs("<details class=\"table\"><summary><span>Every table of both reports</span></summary>\n", stream);
    nsc_html_table_write(stream, sections->run->compared, &shown);
    fputs("</details>\n", stream);
}

static const nsc_column clearest_columns[] = {
    {"table", "name of the tables' files in this folder"},
    {"row", "row of both tables: the columns that name it with their values"},
    {"value", "name of the column that is compared"},
    {"A", "its value in the first report, with its 95 % interval unless it is exact"},
    {"B", "its value in the second report, likewise"},
    {"difference", "B - A, with its 95 % interval"},
    {"widths", "difference in half-widths of its interval"},
    {"relative", "difference as a share of |A|"},
};

static nsc_status add_clearest(nsc_table *clearest, const nsc_table *table, size_t row, nsc_error *error) {
    char a[NSC_DIFF_SENTENCE], b[NSC_DIFF_SENTENCE], difference[NSC_DIFF_SENTENCE];
    nsc_diff_write_estimate(table, row, "a", "a_low", "a_high", a);
    nsc_diff_write_estimate(table, row, "b", "b_low", "b_high", b);
    nsc_diff_write_estimate(table, row, "difference", "low", "high", difference);
    return nsc_table_add(
        clearest,
        NSC_ROW(nsc_text(nsc_report_text(table, row, "table")), nsc_text(nsc_report_text(table, row, "row")),
                nsc_text(nsc_report_text(table, row, "value")), nsc_text(a), nsc_text(b), nsc_text(difference),
                nsc_real(nsc_report_number(table, row, "widths")), nsc_real(nsc_report_number(table, row, "relative"))),
        error);
}

static nsc_status make_sections(const nsc_diff_run *run, diff_sections *sections, nsc_error *error) {
    nsc_diff_ranked *rows = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    *sections = (diff_sections){.run = run};
    NSC_TRY(describe_sides(run, &sections->sides, error));
    NSC_TRY(nsc_diff_rank(run, &rows, &count, error));
    NSC_TRY(nsc_table_create(&sections->clearest, clearest_columns, NSC_COUNT_OF(clearest_columns), error));
    for (size_t number = 0; number < count && number < SHOWN_DIFFERENCES; number++)
        NSC_TRY(add_clearest(sections->clearest, run->differences, rows[number].row, error));
out:
    free(rows);
    return status;
}

static void release_sections(diff_sections *sections) {
    nsc_table_destroy(sections->sides);
    nsc_table_destroy(sections->clearest);
}

/* ---- index.html ---- */

static const nsc_html_section html_sections[] = {
    {"reports", "The two reports", write_sides},
    {"differences", "Clearest differences", write_clearest},
    {"compared", "Compared tables", write_compared},
};

/* Keys and values of the page: what is compared, or how to make it again. */
static nsc_status make_pairs(const nsc_diff_run *run, bool provenance, nsc_table **pairs, nsc_error *error) {
    char command[4096];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(pairs, nsc_key_columns, NSC_KEY_COLUMNS, error));
    nsc_text_format(command, sizeof command, "`%s`", run->request->command);
    if (provenance) {
        NSC_TRY(nsc_table_add_key(*pairs, "Command", nsc_text(command), error));
        NSC_TRY(nsc_table_add_key(*pairs, "Version", nsc_text("nasscape " NASSCAPE_VERSION), error));
    } else {
        NSC_TRY(nsc_table_add_key(*pairs, "A", nsc_text(run->sides[0].label), error));
        NSC_TRY(nsc_table_add_key(*pairs, "B", nsc_text(run->sides[1].label), error));
    }
out:
    return status;
}

static nsc_status write_html(nsc_diff_run *run, const nsc_highlights *highlights, const nsc_names *warnings,
                             const diff_sections *sections, nsc_error *error) {
    nsc_table *data = NULL, *provenance = NULL;
    nsc_output output = {0};
    char title[NSC_DIFF_SENTENCE];
    nsc_status status = NSC_OK;
    nsc_text_format(title, sizeof title, "%.*s against %.*s", NSC_CUT(200, run->sides[0].label),
                    NSC_CUT(200, run->sides[1].label));
    NSC_TRY(make_pairs(run, false, &data, error));
    NSC_TRY(make_pairs(run, true, &provenance, error));
    const nsc_html_page page = {.title = title,
                                .incomplete = nsc_report_incomplete(&run->files),
                                .lead = "Two reports compared, table by table: differences with their intervals, and "
                                        "the figures of both over each other",
                                .mark = run->sides[0].surrogate || run->sides[1].surrogate   ? "SURROGATE"
                                        : run->sides[0].synthetic || run->sides[1].synthetic ? "SYNTHETIC"
                                                                                             : NULL,
                                .warnings = warnings,
                                .highlights = highlights,
                                .data = data,
                                .sections = html_sections,
                                .section_count = NSC_COUNT_OF(html_sections),
                                .context = sections,
                                .exhibits = run->files.exhibits,
                                .exhibit_count = run->files.exhibit_count,
                                .files = run->files.files,
                                .file_count = run->files.file_count,
                                .provenance = provenance};
    NSC_TRY(nsc_report_open_file(&run->files, NSC_HTML_PAGE, &output, error));
    nsc_html_page_write(&page, output.stream);
    NSC_TRY(nsc_report_commit_file(&run->files, NSC_HTML_PAGE, &output, 0, error));
out:
    nsc_output_discard(&output);
    nsc_table_destroy(data);
    nsc_table_destroy(provenance);
    return status;
}

/* ---- page.md and the terminal ---- */

static void print_page(const nsc_diff_run *run, const nsc_highlights *highlights, const nsc_names *warnings,
                       FILE *stream) {
    nsc_page_begin(&run->files, "Two reports compared", stream);
    for (int side = 0; side < 2; side++)
        fprintf(stream, "%c: %s (%s)\n", 'A' + side, run->sides[side].label, run->sides[side].folder);
    for (size_t warning = 0; warning < warnings->count; warning++) {
        fputc('\n', stream);
        nsc_page_paragraph(warnings->items[warning], stream);
    }
    fputs("\n## Key findings\n\n", stream);
    for (size_t sentence = 0; sentence < highlights->sentences.count; sentence++)
        nsc_page_bullet(highlights->sentences.items[sentence], stream);
}

static nsc_status write_markdown(nsc_diff_run *run, const nsc_highlights *highlights, const nsc_names *warnings,
                                 nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(&run->files, NSC_PAGE, &output, error);
    if (status != NSC_OK)
        return status;
    print_page(run, highlights, warnings, output.stream);
    fputs("\nOpen " NSC_HTML_PAGE " in a browser: it has every figure and table.\n", output.stream);
    return nsc_report_commit_file(&run->files, NSC_PAGE, &output, 0, error);
}

typedef struct shown_page {
    const nsc_diff_run *run;
    const nsc_highlights *highlights;
    const nsc_names *warnings;
} shown_page;

static void print_shown(const void *context, FILE *stream) {
    const shown_page *page = context;
    print_page(page->run, page->highlights, page->warnings, stream);
}

static nsc_status show(const nsc_diff_run *run, const nsc_highlights *highlights, const nsc_names *warnings,
                       FILE *stream, nsc_error *error) {
    const shown_page page = {run, highlights, warnings};
    const nsc_status status = nsc_page_show_text(print_shown, &page, stream, error);
    if (status != NSC_OK)
        return status;
    return nsc_page_tell_folder(nsc_report_files_written(&run->files) + 1, run->request->folder, stream, error);
}

/* ---- manifest.json ---- */

static void put_side(nsc_json *json, const char *key, const nsc_diff_side *side) {
    nsc_json_open(json, key, '{');
    nsc_json_value(json, "called", nsc_text(side->label));
    nsc_json_value(json, "folder", nsc_text(side->folder));
    for (size_t row = 0; row < nsc_table_row_count(side->facts); row++)
        nsc_json_value(json, nsc_table_value(side->facts, row, 0).as.text, nsc_table_value(side->facts, row, 1));
    nsc_json_boolean(json, "surrogate", side->surrogate);
    nsc_json_boolean(json, "synthetic", side->synthetic);
    nsc_json_close(json, '}');
}

static void put_files(nsc_json *json, const nsc_report_run *files) {
    nsc_json_open(json, "files", '[');
    for (size_t number = 0; number < files->file_count; number++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "name", nsc_text(files->files[number]->name));
        nsc_json_value(json, "rows", nsc_integer((int64_t)files->files[number]->rows));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
}

static nsc_status write_manifest(nsc_diff_run *run, nsc_error *error) {
    const nsc_diff_totals all = nsc_diff_count_all(run);
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(&run->files, NSC_MANIFEST, &output, error);
    if (status != NSC_OK)
        return status;
    nsc_json json = {.stream = output.stream};
    nsc_json_open(&json, NULL, '{');
    nsc_json_value(&json, "program", nsc_text("nasscape"));
    nsc_json_value(&json, "version", nsc_text(NASSCAPE_VERSION));
    nsc_json_value(&json, "report", nsc_text("diff"));
    nsc_json_value(&json, "command", nsc_text(run->request->command));
    put_side(&json, "a", &run->sides[0]);
    put_side(&json, "b", &run->sides[1]);
    nsc_json_value(&json, "tables", nsc_integer((int64_t)all.tables));
    nsc_json_value(&json, "values", nsc_integer((int64_t)all.values));
    nsc_json_value(&json, "equal", nsc_integer((int64_t)all.equal));
    nsc_json_value(&json, "with_interval", nsc_integer((int64_t)all.with_interval));
    nsc_json_value(&json, "differing", nsc_integer((int64_t)all.differing));
    nsc_json_value(&json, "exact_differing", nsc_integer((int64_t)all.exact_differing));
    put_files(&json, &run->files);
    nsc_json_close(&json, '}');
    if (json.failed || fputc('\n', output.stream) == EOF)
        status = nsc_output_failure(&output, error);
    if (status == NSC_OK)
        return nsc_output_commit(&output, error);
    nsc_output_discard(&output);
    return status;
}

/* ---- all of it ---- */

nsc_status nsc_diff_pages_write(nsc_diff_run *run, nsc_error *error) {
    nsc_highlights highlights = {0};
    nsc_names warnings = {0};
    diff_sections sections = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_diff_make_highlights(run, &highlights, error));
    NSC_TRY(nsc_diff_make_warnings(run, &warnings, error));
    NSC_TRY(make_sections(run, &sections, error));
    NSC_TRY(write_html(run, &highlights, &warnings, &sections, error));
    NSC_TRY(write_markdown(run, &highlights, &warnings, error));
    NSC_TRY(write_manifest(run, error));
    run->files.complete = true;
    if (run->request->summary != NULL)
        NSC_TRY(show(run, &highlights, &warnings, run->request->summary, error));
    /* Both pages once more, now without a word of being incomplete. */
    NSC_TRY(write_markdown(run, &highlights, &warnings, error));
    NSC_TRY(write_html(run, &highlights, &warnings, &sections, error));
out:
    release_sections(&sections);
    nsc_names_release(&warnings);
    nsc_highlights_release(&highlights);
    return status;
}
