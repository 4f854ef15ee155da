/* The page of a comparison, page.md, the words on the terminal, and the manifest. */
#include "reports/diff_internal.h"

#include "reports/html.h"
#include "reports/html_page.h"

#include <math.h>
#include <string.h>

enum { SHOWN_DIFFERENCES = 40, NAMED_DIFFERENCES = 6, SENTENCE_SIZE = 512 };

/* ---- counts ---- */

/* What was compared in all. */
typedef struct totals {
    size_t tables, left_out, values, equal, with_interval, differing, exact_differing, opposite;
} totals;

static totals count_all(const nsc_diff_run *run) {
    totals all = {0};
    for (size_t number = 0; number < run->pair_count; number++) {
        const nsc_diff_count *count = &run->pairs[number].count;
        all.tables += count->values > 0;
        all.left_out += count->reason[0] != '\0';
        all.values += count->values;
        all.equal += count->equal;
        all.with_interval += count->with_interval;
        all.differing += count->differing;
        all.exact_differing += count->exact_differing;
        all.opposite += count->opposite;
    }
    return all;
}

/* ---- the clearest differences ---- */

/* A row of differences.csv by how clear it is: in half-widths of its interval, or exact values, which come after all
 * others, by their difference as a share of the larger one. */
typedef struct ranked_row {
    size_t row;
    bool exact;
    double size;
} ranked_row;

static int compare_ranked(const void *left, const void *right) {
    const ranked_row *a = left, *b = right;
    if (a->exact != b->exact)
        return a->exact - b->exact;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static ranked_row rank_row(const nsc_table *table, size_t row) {
    const bool exact = nsc_report_is(table, row, "basis", "exact");
    const double larger = fmax(fabs(nsc_report_number(table, row, "a")), fabs(nsc_report_number(table, row, "b")));
    const double size =
        exact ? nsc_report_number(table, row, "difference") / larger : nsc_report_number(table, row, "widths");
    return (ranked_row){row, exact, fabs(size)};
}

/* Lists the rows whose values differ, clearest first; `rows` is released by free(). */
static nsc_status rank_differences(const nsc_diff_run *run, ranked_row **rows, size_t *count, nsc_error *error) {
    const nsc_table *table = run->differences;
    nsc_status status = nsc_allocate(rows, nsc_table_row_count(table), sizeof **rows, error);
    *count = 0;
    for (size_t row = 0; status == NSC_OK && row < nsc_table_row_count(table); row++)
        if (nsc_report_is(table, row, "conclusion", "differs"))
            (*rows)[(*count)++] = rank_row(table, row);
    if (status == NSC_OK)
        qsort(*rows, *count, sizeof **rows, compare_ranked);
    return status;
}

/* ---- the differences that the findings name ---- */

/* The value that the figure of a table shows; NULL if it has none. */
static const char *main_value(const nsc_diff_pair *pair) {
    const nsc_diff_file *file = pair->files[0];
    const nsc_figure *figure =
        file != NULL && file->analysis != NULL ? nsc_figure_of(file->analysis->name, file->table) : NULL;
    return figure != NULL ? figure->curves[0].column : NULL;
}

/* True for two whole numbers, of which one counts: of reports on spaces of different sizes, they say little more. */
static bool is_count(const nsc_table *table, size_t row) {
    const double a = nsc_report_number(table, row, "a"), b = nsc_report_number(table, row, "b");
    return a == floor(a) && b == floor(b) && fmax(fabs(a), fabs(b)) > 1;
}

/*
 * The clearest difference of a pair in the value that its figure shows; exact values by their difference as a share of
 * the largest value of the table, since small ones have large relative differences. False if there is none. The rows
 * of the pair begin at *`row`, which moves behind them.
 */
static bool clearest_of_pair(const nsc_diff_run *run, const nsc_diff_pair *pair, size_t *row, ranked_row *found) {
    const nsc_table *table = run->differences;
    const char *value = main_value(pair);
    const bool sizes_differ = nsc_diff_facts_differ(run->sides, NSC_DIFF_POINTS);
    double largest = 0;
    bool any = false;
    for (; *row < nsc_table_row_count(table) && nsc_report_is(table, *row, "table", pair->name); ++*row) {
        if (value == NULL || !nsc_report_is(table, *row, "value", value) || (sizes_differ && is_count(table, *row)))
            continue;
        ranked_row candidate = rank_row(table, *row);
        largest = fmax(largest, fabs(nsc_report_number(table, *row, "a")));
        if (candidate.exact)
            candidate.size = fabs(nsc_report_number(table, *row, "difference"));
        if (!nsc_report_is(table, *row, "conclusion", "differs") || (any && compare_ranked(&candidate, found) > 0))
            continue;
        *found = candidate;
        any = true;
    }
    if (any && found->exact)
        found->size /= largest > 0 ? largest : 1;
    return any;
}

/* Lists one difference for each analysis, clearest first; `rows` has room for one of each pair. */
static size_t list_clearest(const nsc_diff_run *run, ranked_row *rows) {
    ranked_row *of_analysis[64] = {NULL};
    size_t count = 0, row = 0;
    for (size_t number = 0; number < run->pair_count; number++) {
        const nsc_diff_pair *pair = &run->pairs[number];
        ranked_row found;
        if (!clearest_of_pair(run, pair, &row, &found))
            continue;
        size_t analysis = 0;
        while (nsc_analysis_at(analysis) != pair->files[0]->analysis)
            analysis++;
        ranked_row **place = &of_analysis[analysis % NSC_COUNT_OF(of_analysis)];
        if (*place == NULL)
            *place = &rows[count++];
        else if (compare_ranked(&found, *place) > 0)
            continue;
        **place = found;
    }
    qsort(rows, count, sizeof *rows, compare_ranked);
    return count;
}

/* Writes "0.43 [0.41, 0.45]", without the interval of an exact value. */
static void write_estimate(const nsc_table *table, size_t row, const char *value, const char *low, const char *high,
                           char text[SENTENCE_SIZE]) {
    char numbers[3][NSC_HTML_NUMBER];
    const double ends[2] = {nsc_report_number(table, row, low), nsc_report_number(table, row, high)};
    const double middle = nsc_report_number(table, row, value);
    nsc_html_number(middle, 4, numbers[0]);
    if (isnan(ends[0]) || isnan(ends[1]) || (ends[0] == middle && ends[1] == middle))
        snprintf(text, SENTENCE_SIZE, "%s", numbers[0]);
    else
        snprintf(text, SENTENCE_SIZE, "%s [%s, %s]", numbers[0], nsc_html_number(ends[0], 4, numbers[1]),
                 nsc_html_number(ends[1], 4, numbers[2]));
}

static void name_difference(const nsc_diff_run *run, size_t row, nsc_highlights *highlights) {
    const nsc_table *table = run->differences;
    char a[SENTENCE_SIZE], b[SENTENCE_SIZE], difference[SENTENCE_SIZE];
    write_estimate(table, row, "a", "a_low", "a_high", a);
    write_estimate(table, row, "b", "b_low", "b_high", b);
    write_estimate(table, row, "difference", "low", "high", difference);
    nsc_highlight(highlights, "`%s`, %s, %s: A %s, B %s; difference %s.", nsc_report_text(table, row, "table"),
                  nsc_report_text(table, row, "row"), nsc_report_text(table, row, "value"), a, b, difference);
}

/* ---- findings ---- */

static void sum_up(const nsc_diff_run *run, const totals *all, nsc_highlights *highlights) {
    char values[NSC_HTML_NUMBER], equal[NSC_HTML_NUMBER], with[NSC_HTML_NUMBER], differing[NSC_HTML_NUMBER],
        exact[NSC_HTML_NUMBER], share[NSC_HTML_NUMBER];
    nsc_highlight(highlights, "%s values of %zu tables were compared; %s are equal but for rounding.",
                  nsc_html_number((double)all->values, 4, values), all->tables,
                  nsc_html_number((double)all->equal, 4, equal));
    if (all->with_interval > 0)
        nsc_highlight(highlights,
                      "Of %s differences with a 95 %% interval, %s exclude 0 (%s %%); 5 %% would if the two did not "
                      "differ.",
                      nsc_html_number((double)all->with_interval, 4, with),
                      nsc_html_number((double)all->differing, 4, differing),
                      nsc_html_number(100.0 * (double)all->differing / (double)all->with_interval, 3, share));
    if (all->exact_differing > 0)
        nsc_highlight(highlights, "%s exact values, of complete data, differ.",
                      nsc_html_number((double)all->exact_differing, 4, exact));
    if (all->opposite > 0)
        nsc_highlight(highlights,
                      "%s values have opposite signs, but so have the directions of the two reports: they are not "
                      "counted as differences.",
                      nsc_html_number((double)all->opposite, 4, values));
    if (all->left_out > 0)
        nsc_highlight(highlights, "%zu of %zu tables were not compared; `compared.csv` has the reasons.", all->left_out,
                      run->pair_count);
}

/* The two pictures of the tables in which most values differ. */
static void choose_figures(const nsc_diff_run *run, nsc_highlights *highlights) {
    const nsc_diff_pair *chosen[NSC_HIGHLIGHT_FIGURES] = {NULL};
    for (size_t number = 0; number < run->pair_count; number++) {
        const nsc_diff_pair *pair = &run->pairs[number];
        const nsc_exhibit *exhibit = nsc_exhibit_named(&run->files, pair->name);
        if (exhibit == NULL || exhibit->svg == NULL)
            continue;
        for (size_t place = 0; place < NSC_HIGHLIGHT_FIGURES && pair != NULL; place++) {
            const nsc_diff_pair *before = chosen[place];
            const size_t differing = pair->count.differing + pair->count.exact_differing;
            if (before != NULL && differing <= before->count.differing + before->count.exact_differing)
                continue;
            chosen[place] = pair;
            pair = before;
        }
    }
    for (size_t place = 0; place < NSC_HIGHLIGHT_FIGURES; place++)
        if (chosen[place] != NULL)
            nsc_highlight_figure(highlights, chosen[place]->name);
}

static nsc_status make_highlights(const nsc_diff_run *run, nsc_highlights *highlights, nsc_error *error) {
    const totals all = count_all(run);
    ranked_row *rows = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    sum_up(run, &all, highlights);
    NSC_TRY(nsc_allocate(&rows, run->pair_count, sizeof *rows, error));
    count = list_clearest(run, rows);
    for (size_t number = 0; number < count && number < NAMED_DIFFERENCES; number++)
        name_difference(run, rows[number].row, highlights);
    choose_figures(run, highlights);
    if (highlights->failed)
        status = nsc_error_set(error, NSC_FAILED, "out of memory");
out:
    free(rows);
    return status;
}

static const char presupposes[] =
    "An interval of a difference takes the two values as independent. Of two analyses of the same measurements (two "
    "relations, two distances), differences are known better than their intervals say. With many values, some "
    "intervals "
    "exclude 0 by chance.";

/* Says of which reports a mark is true: "A", "B" or "A and B"; NULL: of neither. */
static const char *both(bool a, bool b) {
    return a && b ? "A and B" : a ? "A" : b ? "B" : NULL;
}

/* True if both reports have the fact as a text, and not the same. */
static bool differ(const nsc_diff_side sides[2], const char *key, const char *texts[2]) {
    for (int side = 0; side < 2; side++)
        texts[side] = nsc_diff_fact(&sides[side], key);
    return texts[0] != NULL && texts[1] != NULL && strcmp(texts[0], texts[1]) != 0;
}

nsc_status nsc_diff_notes(const nsc_diff_side sides[2], nsc_names *notes, nsc_error *error) {
    const char *texts[2];
    char text[SENTENCE_SIZE];
    nsc_status status = NSC_OK;
    if (differ(sides, NSC_DIFF_DIRECTION, texts)) {
        snprintf(text, sizeof text,
                 "DIRECTIONS differ: A %ss its fitness, B %ss. What is better in one is worse in the other, and "
                 "correlations with fitness change their sign: values of opposite sign are not compared.",
                 texts[0], texts[1]);
        NSC_TRY(nsc_names_add(notes, text, error));
    }
    if (differ(sides, NSC_DIFF_SPACE, texts)) {
        snprintf(text, sizeof text,
                 "SPACES differ: A is on %.150s, B on %.150s. %squal names of rows need not mean the same.", texts[0],
                 texts[1],
                 nsc_diff_facts_differ(sides, NSC_DIFF_POINTS) ? "Counts follow from the size of a space, and e" : "E");
        NSC_TRY(nsc_names_add(notes, text, error));
    } else if (nsc_diff_facts_differ(sides, NSC_DIFF_POINTS)) {
        NSC_TRY(nsc_names_add(notes, "SPACES differ in their number of points: counts follow from it.", error));
    }
out:
    return status;
}

static nsc_status make_warnings(const nsc_diff_run *run, nsc_names *warnings, nsc_error *error) {
    const nsc_diff_side *sides = run->sides;
    const char *surrogate = both(sides[0].surrogate, sides[1].surrogate);
    const char *synthetic = both(sides[0].synthetic, sides[1].synthetic);
    char text[SENTENCE_SIZE];
    nsc_status status = NSC_OK;
    if (surrogate != NULL) {
        snprintf(text, sizeof text, "SURROGATE: values of %s are predictions of a regression, not measured.",
                 surrogate);
        NSC_TRY(nsc_names_add(warnings, text, error));
    }
    if (synthetic != NULL) {
        snprintf(text, sizeof text, "SYNTHETIC: values of %s are made up, not measured.", synthetic);
        NSC_TRY(nsc_names_add(warnings, text, error));
    }
    NSC_TRY(nsc_diff_notes(sides, warnings, error));
    if (count_all(run).with_interval > 0)
        NSC_TRY(nsc_names_add(warnings, presupposes, error));
out:
    return status;
}

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
    char a[SENTENCE_SIZE], b[SENTENCE_SIZE], difference[SENTENCE_SIZE];
    write_estimate(table, row, "a", "a_low", "a_high", a);
    write_estimate(table, row, "b", "b_low", "b_high", b);
    write_estimate(table, row, "difference", "low", "high", difference);
    return nsc_table_add(
        clearest,
        NSC_ROW(nsc_text(nsc_report_text(table, row, "table")), nsc_text(nsc_report_text(table, row, "row")),
                nsc_text(nsc_report_text(table, row, "value")), nsc_text(a), nsc_text(b), nsc_text(difference),
                nsc_real(nsc_report_number(table, row, "widths")), nsc_real(nsc_report_number(table, row, "relative"))),
        error);
}

static nsc_status make_sections(const nsc_diff_run *run, diff_sections *sections, nsc_error *error) {
    ranked_row *rows = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    *sections = (diff_sections){.run = run};
    NSC_TRY(describe_sides(run, &sections->sides, error));
    NSC_TRY(rank_differences(run, &rows, &count, error));
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
    snprintf(command, sizeof command, "`%s`", run->request->command);
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
    char title[SENTENCE_SIZE];
    nsc_status status = NSC_OK;
    snprintf(title, sizeof title, "%.200s against %.200s", run->sides[0].label, run->sides[1].label);
    NSC_TRY(make_pairs(run, false, &data, error));
    NSC_TRY(make_pairs(run, true, &provenance, error));
    const nsc_html_page page = {.title = title,
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
    fputs("# Two reports compared\n\n", stream);
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

static nsc_status show(const nsc_diff_run *run, const nsc_highlights *highlights, const nsc_names *warnings,
                       FILE *stream, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, run->request->folder, NSC_HTML_PAGE, error);
    if (status != NSC_OK)
        return status;
    print_page(run, highlights, warnings, stream);
    fprintf(stream, "\n%zu files in %s. Open this page in a browser:\n%s\n", nsc_report_files_written(&run->files) + 1,
            run->request->folder, path);
    free(path);
    return fflush(stream) == 0 && ferror(stream) == 0 ? NSC_OK
                                                      : nsc_error_set(error, NSC_FAILED, "cannot write the page: %m");
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
    const totals all = count_all(run);
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
        status = nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %m", output.path);
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
    NSC_TRY(make_highlights(run, &highlights, error));
    NSC_TRY(make_warnings(run, &warnings, error));
    NSC_TRY(make_sections(run, &sections, error));
    NSC_TRY(write_html(run, &highlights, &warnings, &sections, error));
    NSC_TRY(write_markdown(run, &highlights, &warnings, error));
    NSC_TRY(write_manifest(run, error));
    if (run->request->summary != NULL)
        NSC_TRY(show(run, &highlights, &warnings, run->request->summary, error));
out:
    release_sections(&sections);
    nsc_names_release(&warnings);
    nsc_highlights_release(&highlights);
    return status;
}
