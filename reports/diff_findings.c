/* What a comparison found: its counts, the clearest differences, and sentences on them and on what they rest. */
#include "reports/diff_internal.h"

#include "reports/highlights.h"
#include "reports/html.h"

#include <math.h>
#include <string.h>

enum { NAMED_DIFFERENCES = 6 };

/* ---- counts ---- */

nsc_diff_totals nsc_diff_count_all(const nsc_diff_run *run) {
    nsc_diff_totals all = {0};
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

static int compare_ranked(const void *left, const void *right) {
    const nsc_diff_ranked *a = left, *b = right;
    if (a->exact != b->exact)
        return a->exact - b->exact;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static nsc_diff_ranked rank_row(const nsc_table *table, size_t row) {
    const bool exact = nsc_report_is(table, row, "basis", "exact");
    const double larger = fmax(fabs(nsc_report_number(table, row, "a")), fabs(nsc_report_number(table, row, "b")));
    const double size =
        exact ? nsc_report_number(table, row, "difference") / larger : nsc_report_number(table, row, "widths");
    return (nsc_diff_ranked){row, exact, fabs(size)};
}

nsc_status nsc_diff_rank(const nsc_diff_run *run, nsc_diff_ranked **rows, size_t *count, nsc_error *error) {
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
static bool clearest_of_pair(const nsc_diff_run *run, const nsc_diff_pair *pair, size_t *row, nsc_diff_ranked *found) {
    const nsc_table *table = run->differences;
    const char *value = main_value(pair);
    const bool sizes_differ = nsc_diff_facts_differ(run->sides, NSC_DIFF_POINTS);
    double largest = 0;
    bool any = false;
    for (; *row < nsc_table_row_count(table) && nsc_report_is(table, *row, "table", pair->name); ++*row) {
        if (value == NULL || !nsc_report_is(table, *row, "value", value) || (sizes_differ && is_count(table, *row)))
            continue;
        nsc_diff_ranked candidate = rank_row(table, *row);
        for (size_t side = 0; side < 2; side++)
            largest = fmax(largest, fabs(nsc_report_number(table, *row, side == 0 ? "a" : "b")));
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

/* Lists one difference for each analysis, clearest first; `rows` is released by free(). */
static nsc_status list_clearest(const nsc_diff_run *run, nsc_diff_ranked **rows, size_t *count, nsc_error *error) {
    nsc_diff_ranked *listed = NULL, **of_analysis = NULL;
    size_t row = 0;
    nsc_status status = NSC_OK;
    *count = 0;
    NSC_TRY(nsc_allocate(rows, run->pair_count, sizeof **rows, error));
    NSC_TRY(nsc_allocate(&of_analysis, nsc_analysis_count(), sizeof *of_analysis, error));
    listed = *rows;
    for (size_t number = 0; number < run->pair_count; number++) {
        const nsc_diff_pair *pair = &run->pairs[number];
        nsc_diff_ranked found;
        if (!clearest_of_pair(run, pair, &row, &found))
            continue;
        size_t analysis = 0;
        while (nsc_analysis_at(analysis) != pair->files[0]->analysis)
            analysis++;
        nsc_diff_ranked **place = &of_analysis[analysis];
        if (*place == NULL)
            *place = &listed[(*count)++];
        else if (compare_ranked(&found, *place) > 0)
            continue;
        **place = found;
    }
    qsort(listed, *count, sizeof *listed, compare_ranked);
out:
    free(of_analysis);
    return status;
}

void nsc_diff_write_estimate(const nsc_table *table, size_t row, const char *value, const char *low, const char *high,
                             char text[NSC_DIFF_SENTENCE]) {
    char numbers[3][NSC_HTML_NUMBER];
    const double ends[2] = {nsc_report_number(table, row, low), nsc_report_number(table, row, high)};
    const double middle = nsc_report_number(table, row, value);
    nsc_html_number(middle, 4, numbers[0]);
    if (isnan(ends[0]) || isnan(ends[1]) || (ends[0] == middle && ends[1] == middle))
        snprintf(text, NSC_DIFF_SENTENCE, "%s", numbers[0]);
    else
        snprintf(text, NSC_DIFF_SENTENCE, "%s [%s, %s]", numbers[0], nsc_html_number(ends[0], 4, numbers[1]),
                 nsc_html_number(ends[1], 4, numbers[2]));
}

static void name_difference(const nsc_diff_run *run, size_t row, nsc_highlights *highlights) {
    const nsc_table *table = run->differences;
    char a[NSC_DIFF_SENTENCE], b[NSC_DIFF_SENTENCE], difference[NSC_DIFF_SENTENCE];
    nsc_diff_write_estimate(table, row, "a", "a_low", "a_high", a);
    nsc_diff_write_estimate(table, row, "b", "b_low", "b_high", b);
    nsc_diff_write_estimate(table, row, "difference", "low", "high", difference);
    nsc_highlight(highlights, "`%s`, %s, %s: A %s, B %s; difference %s.", nsc_report_text(table, row, "table"),
                  nsc_report_text(table, row, "row"), nsc_report_text(table, row, "value"), a, b, difference);
}

/* ---- findings ---- */

static void sum_up(const nsc_diff_run *run, const nsc_diff_totals *all, nsc_highlights *highlights) {
    char values[NSC_HTML_NUMBER], equal[NSC_HTML_NUMBER], with[NSC_HTML_NUMBER], differing[NSC_HTML_NUMBER],
        exact[NSC_HTML_NUMBER], share[NSC_HTML_NUMBER];
    nsc_highlight(highlights, "%s values of %zu tables were compared; %s are equal but for rounding.",
                  nsc_html_number((double)all->values, 4, values), all->tables,
                  nsc_html_number((double)all->equal, 4, equal));
    if (all->with_interval > 0)
        nsc_highlight(highlights,
                      "Of %s differences with a 95 %% interval, %s exclude 0 (%s %%); of values that are independent "
                      "and do not differ, about 5 %% would.",
                      nsc_html_number((double)all->with_interval, 4, with),
                      nsc_html_number((double)all->differing, 4, differing),
                      nsc_html_number(100.0 * (double)all->differing / (double)all->with_interval, 3, share));
    if (all->exact_differing > 0)
        nsc_highlight(highlights, "%s values of complete data, which have no interval, differ.",
                      nsc_html_number((double)all->exact_differing, 4, exact));
    if (all->opposite > 0)
        nsc_highlight(highlights,
                      "%s values have opposite signs, but so have the directions of the two reports: they are not "
                      "counted as differences.",
                      nsc_html_number((double)all->opposite, 4, values));
    if (all->left_out > 0)
        nsc_highlight(highlights, "%zu of %zu tables could not be compared; `compared.csv` has the reasons.",
                      all->left_out, run->pair_count);
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

nsc_status nsc_diff_make_highlights(const nsc_diff_run *run, nsc_highlights *highlights, nsc_error *error) {
    const nsc_diff_totals all = nsc_diff_count_all(run);
    nsc_diff_ranked *rows = NULL;
    size_t count = 0;
    nsc_status status = NSC_OK;
    sum_up(run, &all, highlights);
    NSC_TRY(list_clearest(run, &rows, &count, error));
    for (size_t number = 0; number < count && number < NAMED_DIFFERENCES; number++)
        name_difference(run, rows[number].row, highlights);
    choose_figures(run, highlights);
    if (highlights->failed)
        status = nsc_error_out_of_memory(error, "the key findings");
out:
    free(rows);
    return status;
}

static const char presupposes[] =
    "An interval of a difference takes the two values as independent. Of two analyses of the same measurements (two "
    "relations, two distances), differences are known better than their intervals say. With many values, some "
    "intervals exclude 0 by chance.";

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
    char text[NSC_DIFF_SENTENCE];
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

nsc_status nsc_diff_make_warnings(const nsc_diff_run *run, nsc_names *warnings, nsc_error *error) {
    const nsc_diff_side *sides = run->sides;
    const char *surrogate = both(sides[0].surrogate, sides[1].surrogate);
    const char *synthetic = both(sides[0].synthetic, sides[1].synthetic);
    char text[NSC_DIFF_SENTENCE];
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
    if (nsc_diff_count_all(run).with_interval > 0)
        NSC_TRY(nsc_names_add(warnings, presupposes, error));
out:
    return status;
}
