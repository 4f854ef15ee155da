/* Figures and tables by question and analysis, with formula and source. */
#include "reports/html_page.h"

#include "reports/html.h"
#include "reports/sentences.h"

#include <ctype.h>
#include <string.h>

enum { TABLE_ROWS = 50 }; /* shown; the file has all */

/* ---- pieces ---- */

static bool has_picture(const nsc_exhibit *exhibit) {
    return exhibit->svg != NULL && exhibit->figure != NULL && strncmp(exhibit->svg, "<svg ", strlen("<svg ")) == 0;
}

const nsc_exhibit *nsc_html_pictured(const nsc_html_page *page, const char *name) {
    for (size_t number = 0; number < page->exhibit_count; number++)
        if (has_picture(page->exhibits[number]) && strcmp(page->exhibits[number]->name, name) == 0)
            return page->exhibits[number];
    return NULL;
}

/* Appends a part to a list separated by commas. */
static void write_part(FILE *stream, bool *begun, const char *format, const char *text) {
    if (*begun)
        fputs(", ", stream);
    nsc_html_format(stream, format, text);
    *begun = true;
}

/* "pruned, hops to best:1": what tells the tables of one analysis apart. The fitness is named if it is not that of the
 * page. */
static void write_variant(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    const nsc_report_result *result = exhibit->result;
    bool begun = false;
    if (exhibit->data != NULL)
        write_part(stream, &begun, "%s", exhibit->data);
    if (exhibit->analysis == NULL)
        write_part(stream, &begun, "%s", exhibit->name);
    if (result == NULL) {
        nsc_html_text(stream, exhibit->analysis != NULL ? "over each other" : NULL);
        return;
    }
    const nsc_option_set reads = nsc_analysis_reads(result->analysis);
    if (page->fitness == NULL || strcmp(page->fitness, result->fitness->rule.text) != 0)
        write_part(stream, &begun, "%s", result->fitness->rule.text);
    if ((reads & NSC_READS_RELATION) != 0)
        write_part(stream, &begun, "%s", result->relation->name);
    if (result->distance != NULL)
        write_part(stream, &begun, "%s", result->distance->name);
    if (result->targets != NULL)
        nsc_html_format(stream, " to %s", result->targets);
    if ((reads & NSC_READS(validity)) != 0)
        write_part(stream, &begun, "edge limit %s pruning",
                   result->options.validity == NSC_VALID_RAW ? "before" : "after");
}

void nsc_html_capitalised(FILE *stream, const char *text) {
    nsc_html_text(stream, nsc_html_capital(stream, text));
}

static void write_mark(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    const nsc_report_result *result = exhibit->result;
    if (page->mark != NULL && (result == NULL || result->fitness->origin == NSC_ORIGIN_SURROGATE ||
                               result->fitness->origin == NSC_ORIGIN_SYNTHETIC))
        nsc_html_element(stream, "span", "mark", page->mark);
}

static void write_link(FILE *stream, const char *before, const char *folder, const char *name, const char *extension) {
    fputs(before, stream);
    fputs("<a href=\"", stream);
    nsc_html_format(stream, "%s%s.%s", folder, name, extension);
    fputs("\">", stream);
    for (const char *letter = extension; *letter != '\0'; letter++)
        fputc(toupper((unsigned char)*letter), stream);
    fputs("</a>", stream);
}

static void write_files(const nsc_exhibit *exhibit, FILE *stream) {
    fputs("<span class=\"files\">", stream);
    if (exhibit->has[NSC_FIGURE_SVG])
        write_link(stream, "", "figures/", exhibit->name, "svg");
    if (exhibit->has[NSC_FIGURE_PDF])
        write_link(stream, " ", "figures/", exhibit->name, "pdf");
    if (exhibit->has[NSC_FIGURE_SCRIPT])
        write_link(stream, " ", "figures/", exhibit->name, "gp");
    write_link(stream, " ", "", exhibit->name, "csv");
    fputs("</span>", stream);
}

/* ---- figures ---- */

static void write_heading(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    fputs("<p class=\"title\">", stream);
    write_mark(page, exhibit, stream);
    nsc_html_text(stream, exhibit->figure->title);
    fputs(" <span class=\"variant\">", stream);
    write_variant(page, exhibit, stream);
    fputs("</span></p>\n", stream);
}

static void write_caption(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    fputs("<figcaption>", stream);
    nsc_html_text(stream, exhibit->caption);
    if (page->note != NULL)
        page->note(exhibit, stream);
}

static void write_figure(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    fputs("<figure id=\"figure-", stream);
    nsc_html_identifier(stream, exhibit->name);
    fputs("\">\n", stream);
    write_heading(page, exhibit, stream);
    fputs("<div class=\"drawing\"><svg id=\"drawing-", stream);
    nsc_html_identifier(stream, exhibit->name);
    fprintf(stream, "\" %s</div>\n", exhibit->svg + strlen("<svg "));
    write_caption(page, exhibit, stream);
    write_files(exhibit, stream);
    fputs("</figcaption>\n</figure>\n", stream);
}

static void write_point(const nsc_html_page *page, const nsc_exhibit *exhibit, const nsc_drawn_point *point,
                        FILE *stream) {
    fputs("<figure id=\"figure-", stream);
    nsc_html_identifier(stream, point->name);
    fputs("\">\n<p class=\"title\">", stream);
    write_mark(page, exhibit, stream);
    nsc_html_text(stream, point->title);
    fprintf(stream, "</p>\n<div class=\"drawing\">%s</div>\n<figcaption>", point->svg);
    nsc_html_text(stream, point->caption);
    fputs("<span class=\"files\">", stream);
    write_link(stream, "", "figures/", point->name, "svg");
    fputs("</span></figcaption>\n</figure>\n", stream);
}

/* The drawing in the section is referred to, so that no identifier is on the page twice. */
void nsc_html_picture_again(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    static const char start[] = " viewBox=\"";
    const char *view = memmem(exhibit->svg, strcspn(exhibit->svg, ">"), start, strlen(start));
    if (view == NULL)
        return;
    view += strlen(start);
    fputs("<figure>\n", stream);
    write_heading(page, exhibit, stream);
    fprintf(stream, "<div class=\"drawing\"><svg viewBox=\"%.*s\" role=\"img\" aria-label=\"", (int)strcspn(view, "\""),
            view);
    nsc_html_text(stream, exhibit->figure->title);
    fputs("\"><use href=\"#drawing-", stream);
    nsc_html_identifier(stream, exhibit->name);
    fputs("\" width=\"100%\" height=\"100%\"/></svg></div>\n", stream);
    write_caption(page, exhibit, stream);
    fputs(" <a href=\"#figure-", stream);
    nsc_html_identifier(stream, exhibit->name);
    fputs("\">Files and table</a></figcaption>\n</figure>\n", stream);
}

/* ---- tables ---- */

/* The number of columns before those of provenance, which the caption tells once. */
static size_t own_columns(const nsc_exhibit *exhibit) {
    size_t provenance_count, column = 0;
    const nsc_column *provenance = nsc_provenance_columns(&provenance_count);
    const nsc_column *columns = nsc_table_columns(exhibit->head);
    if (exhibit->analysis != NULL)
        while (column < nsc_table_column_count(exhibit->head) && columns[column].name != provenance[0].name)
            column++;
    return column;
}

static void write_table(const nsc_html_page *page, const nsc_exhibit *exhibit, FILE *stream) {
    char file[NSC_FILE_NAME_SIZE + 8], rows[NSC_HTML_NUMBER];
    const char *meaning = exhibit->meaning != NULL ? exhibit->meaning : "";
    const nsc_html_table shown = {.caption = meaning,
                                  .row_limit = TABLE_ROWS,
                                  .columns = own_columns(exhibit),
                                  .file = file,
                                  .rows = exhibit->rows};
    nsc_text_format(file, sizeof file, "%s.csv", exhibit->name);
    fputs("<details class=\"table\" id=\"table-", stream);
    nsc_html_identifier(stream, exhibit->name);
    fputs("\"><summary>", stream);
    if (exhibit->table != NULL)
        nsc_html_element(stream, "code", NULL, exhibit->table);
    nsc_html_format(stream, " %s ", meaning);
    fputs("<span class=\"variant\">", stream);
    write_variant(page, exhibit, stream);
    nsc_html_format(stream, " (%s %s)", nsc_html_number((double)exhibit->rows, 4, rows),
                    exhibit->rows == 1 ? "row" : "rows");
    fputs("</span></summary>\n", stream);
    nsc_html_table_write(stream, exhibit->head, &shown);
    if (page->note != NULL && !has_picture(exhibit)) {
        fputs("<p class=\"rest\">", stream);
        page->note(exhibit, stream);
        fputs("</p>\n", stream);
    }
    fputs("</details>\n", stream);
}

/* ---- an analysis ---- */

/* An exhibit that a section of the report shows has that section's name. */
static bool has_section(const nsc_html_page *page, const nsc_exhibit *exhibit) {
    size_t section = 0;
    while (section < page->section_count && strcmp(page->sections[section].id, exhibit->name) != 0)
        section++;
    return section < page->section_count;
}

static bool is_shown(const nsc_html_page *page, const nsc_exhibit *exhibit, const nsc_analysis *analysis) {
    return exhibit->analysis == analysis && exhibit->head != NULL && !has_section(page, exhibit);
}

/* True for a table that was left out. */
static bool is_missing(const nsc_exhibit *exhibit, const nsc_analysis *analysis) {
    return analysis != NULL && exhibit->analysis == analysis && exhibit->head == NULL && exhibit->reason[0] != '\0';
}

/* True if the analysis, NULL for what is of none, has something to show: tables, or a reason why it has none. */
static bool has_exhibits(const nsc_html_page *page, const nsc_analysis *analysis) {
    for (size_t number = 0; number < page->exhibit_count; number++)
        if (is_shown(page, page->exhibits[number], analysis) || is_missing(page->exhibits[number], analysis))
            return true;
    return false;
}

/* Why figures of the analysis were not drawn. */
static void write_undrawn(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    for (size_t number = 0; number < page->exhibit_count; number++) {
        const nsc_exhibit *exhibit = page->exhibits[number];
        if (!is_shown(page, exhibit, analysis) || exhibit->figure == NULL || has_picture(exhibit) ||
            exhibit->reason[0] == '\0')
            continue;
        fputs("<p class=\"missing\">", stream);
        nsc_html_format(stream, "No figure \"%s\"", exhibit->figure->title);
        if (exhibit->data != NULL)
            nsc_html_format(stream, " of %s", exhibit->data);
        nsc_html_format(stream, ": %s.", exhibit->reason);
        fputs("</p>\n", stream);
    }
}

/* Why tables of the analysis were left out, each reason once. */
static void write_missing(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    for (size_t number = 0; number < page->exhibit_count; number++) {
        const nsc_exhibit *exhibit = page->exhibits[number];
        size_t before = 0;
        while (before < number && (!is_missing(page->exhibits[before], analysis) ||
                                   strcmp(page->exhibits[before]->reason, exhibit->reason) != 0))
            before++;
        if (before < number || !is_missing(exhibit, analysis))
            continue;
        fputs("<p class=\"missing\">", stream);
        if (exhibit->data != NULL)
            nsc_html_format(stream, "%s: ", exhibit->data);
        nsc_html_format(stream, "Left out: %s.", exhibit->reason);
        fputs("</p>\n", stream);
    }
}

/* Tables of several results over each other come before those of single ones. */
static bool is_overlay(const nsc_exhibit *exhibit) {
    return exhibit->analysis != NULL && exhibit->result == NULL;
}

static void write_figures(const nsc_html_page *page, const nsc_analysis *analysis, bool overlays, FILE *stream) {
    for (size_t number = 0; number < page->exhibit_count; number++) {
        const nsc_exhibit *exhibit = page->exhibits[number];
        if (is_shown(page, exhibit, analysis) && has_picture(exhibit) && is_overlay(exhibit) == overlays)
            write_figure(page, exhibit, stream);
    }
}

/* The drawings of points that the tables of an analysis name. */
static void write_points(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    bool open = false;
    for (size_t number = 0; number < page->exhibit_count; number++) {
        const nsc_exhibit *exhibit = page->exhibits[number];
        for (unsigned point = 0; point < exhibit->point_count && is_shown(page, exhibit, analysis); point++) {
            fputs(open ? "" : "<div class=\"points\">\n", stream);
            write_point(page, exhibit, &exhibit->points[point], stream);
            open = true;
        }
    }
    fputs(open ? "</div>\n" : "", stream);
}

static void write_exhibits(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    fputs("<div class=\"figures\">\n", stream);
    write_figures(page, analysis, true, stream);
    write_figures(page, analysis, false, stream);
    fputs("</div>\n", stream);
    write_points(page, analysis, stream);
    for (size_t number = 0; number < page->exhibit_count; number++)
        if (is_shown(page, page->exhibits[number], analysis))
            write_table(page, page->exhibits[number], stream);
}

/* What each result of the analysis says, once. */
static void write_sentences(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    char text[NSC_SENTENCE_SIZE];
    bool begun = false;
    for (size_t number = 0; number < page->exhibit_count; number++) {
        const nsc_exhibit *exhibit = page->exhibits[number];
        size_t before = 0;
        while (before < number && page->exhibits[before]->result != exhibit->result)
            before++;
        if (before < number || exhibit->result == NULL || !is_shown(page, exhibit, analysis) ||
            !nsc_result_sentence(exhibit->result, text))
            continue;
        fputs(begun ? "<li>" : "<ul class=\"says\">\n<li>", stream);
        if (exhibit->data != NULL)
            nsc_html_format(stream, "%s: ", exhibit->data);
        nsc_html_marked(stream, text);
        fputs("</li>\n", stream);
        begun = true;
    }
    if (begun)
        fputs("</ul>\n", stream);
}

static void write_analysis(const nsc_html_page *page, const nsc_analysis *analysis, FILE *stream) {
    fprintf(stream, "<article id=\"%s\">\n<h3>", analysis->name);
    nsc_html_capitalised(stream, analysis->meaning);
    fputs(" ", stream);
    nsc_html_element(stream, "code", NULL, analysis->name);
    fputs("</h3>\n", stream);
    fputs("<div class=\"method\">", stream);
    nsc_html_element(stream, "p", "formula", analysis->formula);
    fputs("<p>Source: ", stream);
    nsc_html_text(stream, analysis->source);
    fputs("</p></div>\n", stream);
    write_sentences(page, analysis, stream);
    write_missing(page, analysis, stream);
    write_undrawn(page, analysis, stream);
    write_exhibits(page, analysis, stream);
    fputs("</article>\n", stream);
}

/* ---- questions ---- */

/* The part of "Walks: how fitness changes along random walks" before the colon, and the rest. */
static size_t topic_length(const char *question) {
    return strcspn(question, ":");
}

static bool question_has_exhibits(const nsc_html_page *page, size_t first) {
    for (size_t number = first; number < nsc_analysis_count(); number++) {
        if (strcmp(nsc_analysis_question(number), nsc_analysis_question(first)) != 0)
            return false;
        if (has_exhibits(page, nsc_analysis_at(number)))
            return true;
    }
    return false;
}

static bool begins_question(size_t number) {
    return number == 0 || strcmp(nsc_analysis_question(number), nsc_analysis_question(number - 1)) != 0;
}

void nsc_html_exhibits_contents(const nsc_html_page *page, FILE *stream) {
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const char *question = nsc_analysis_question(number);
        if (begins_question(number) && question_has_exhibits(page, number))
            fprintf(stream, "<li><a href=\"#question-%.*s\">%.*s</a></li>\n", 4, question, (int)topic_length(question),
                    question);
    }
    if (has_exhibits(page, NULL))
        fputs("<li><a href=\"#tables\">Further figures and tables</a></li>\n", stream);
}

static void open_question(const char *question, FILE *stream) {
    const size_t length = topic_length(question);
    fprintf(stream, "<section id=\"question-%.*s\" class=\"question\">\n<h2>%.*s</h2>\n<p class=\"asked\">", 4,
            question, (int)length, question);
    nsc_html_capitalised(stream, question + length + 2);
    fputs("</p>\n", stream);
}

void nsc_html_exhibits_write(const nsc_html_page *page, FILE *stream) {
    bool open = false;
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        if (begins_question(number)) {
            if (open)
                fputs("</section>\n", stream);
            open = question_has_exhibits(page, number);
            if (open)
                open_question(nsc_analysis_question(number), stream);
        }
        if (has_exhibits(page, nsc_analysis_at(number)))
            write_analysis(page, nsc_analysis_at(number), stream);
    }
    if (open)
        fputs("</section>\n", stream);
    if (has_exhibits(page, NULL)) {
        fputs("<section id=\"tables\" class=\"question\">\n<h2>Further figures and tables</h2>\n", stream);
        write_exhibits(page, NULL, stream);
        fputs("</section>\n", stream);
    }
}
