/* The order of the page: head, findings, sections of the report, analyses, provenance. */
#include "reports/html_page.h"

#include "reports/html.h"
#include "reports/report_page_files.h"

#include <string.h>

/* ---- head ---- */

static void write_file(FILE *stream, const char *path) {
    for (size_t file = 0; file < nsc_report_page_file_count; file++)
        if (strcmp(nsc_report_page_files[file].path, path) == 0)
            fwrite(nsc_report_page_files[file].bytes, 1, nsc_report_page_files[file].size, stream);
}

static void write_head(const nsc_html_page *page, FILE *stream) {
    fputs("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n"
          "<meta name=\"generator\" content=\"nasscape " NASSCAPE_VERSION "\">\n",
          stream);
    nsc_html_element(stream, "title", NULL, page->title);
    fputs("\n<style>\n", stream);
    write_file(stream, "report.css");
    fputs("</style>\n</head>\n", stream);
}

static void write_contents(const nsc_html_page *page, FILE *stream) {
    fputs("<nav class=\"contents\" aria-label=\"Contents\">\n<details open><summary>Contents</summary>\n<ol>\n"
          "<li><a href=\"#findings\">Key findings</a></li>\n",
          stream);
    for (size_t section = 0; section < page->section_count; section++) {
        fprintf(stream, "<li><a href=\"#%s\">", page->sections[section].id);
        nsc_html_text(stream, page->sections[section].title);
        fputs("</a></li>\n", stream);
    }
    nsc_html_exhibits_contents(page, stream);
    fputs("<li><a href=\"#provenance\">Provenance</a></li>\n</ol>\n</details>\n</nav>\n", stream);
}

/* ---- findings ---- */

static void write_incomplete(const nsc_html_page *page, FILE *stream) {
    if (page->incomplete == NULL)
        return;
    fputs("<div class=\"warning\" role=\"note\">\n", stream);
    nsc_html_element(stream, "p", NULL, page->incomplete);
    fputs("</div>\n", stream);
}

static void write_warnings(const nsc_html_page *page, FILE *stream) {
    if (page->warnings == NULL || page->warnings->count == 0)
        return;
    fputs("<div class=\"warning\" role=\"note\">\n", stream);
    if (page->mark != NULL)
        nsc_html_element(stream, "strong", "mark", page->mark);
    for (size_t warning = 0; warning < page->warnings->count; warning++) {
        const char *text = page->warnings->items[warning];
        fputs("<p>", stream);
        if (page->mark != NULL && strncmp(text, page->mark, strlen(page->mark)) == 0)
            text += strlen(page->mark) + strlen(": "); /* it stands above already */
        nsc_html_marked(stream, nsc_html_capital(stream, text));
        fputs("</p>\n", stream);
    }
    fputs("</div>\n", stream);
}

static void write_findings(const nsc_html_page *page, FILE *stream) {
    const nsc_highlights *highlights = page->highlights;
    size_t shown = 0;
    fputs("<section id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 id=\"findings-title\">Key findings</h2>\n"
          "<ol class=\"findings\">\n",
          stream);
    if (highlights->sentences.count == 0)
        fputs("<li>Nothing was found: the analyses below were left out, or have no finding to tell.</li>\n", stream);
    for (size_t sentence = 0; sentence < highlights->sentences.count; sentence++) {
        fputs("<li>", stream);
        nsc_html_marked(stream, highlights->sentences.items[sentence]);
        fputs("</li>\n", stream);
    }
    fputs("</ol>\n<div class=\"figures\">\n", stream);
    for (size_t figure = 0; figure < highlights->figures.count && shown < NSC_HIGHLIGHT_FIGURES; figure++) {
        const nsc_exhibit *exhibit = nsc_html_pictured(page, highlights->figures.items[figure]);
        if (exhibit == NULL)
            continue;
        nsc_html_picture_again(page, exhibit, stream);
        shown++;
    }
    fputs("</div>\n", stream);
    nsc_html_pairs_write(stream, page->data, "data");
    fputs("</section>\n", stream);
}

/* ---- provenance ---- */

static void write_left_out(const nsc_html_page *page, FILE *stream) {
    size_t count = 0;
    for (size_t file = 0; file < page->file_count; file++)
        count += page->files[file]->reason[0] != '\0';
    if (count == 0)
        return;
    fprintf(stream, "<details class=\"left-out\"><summary>%zu %s left out, with the reasons</summary>\n<ul>\n", count,
            count == 1 ? "table was" : "tables were");
    for (size_t file = 0; file < page->file_count; file++) {
        if (page->files[file]->reason[0] == '\0')
            continue;
        fputs("<li>", stream);
        nsc_html_element(stream, "code", NULL, page->files[file]->name);
        nsc_html_format(stream, ": %s", page->files[file]->reason);
        fputs("</li>\n", stream);
    }
    fputs("</ul></details>\n", stream);
}

static void write_provenance(const nsc_html_page *page, FILE *stream) {
    fputs("<section id=\"provenance\" aria-labelledby=\"provenance-title\">\n"
          "<h2 id=\"provenance-title\">Provenance</h2>\n",
          stream);
    nsc_html_pairs_write(stream, page->provenance, "provenance");
    if (page->incomplete == NULL)
        fputs("<p><a href=\"manifest.json\">manifest.json</a> has all options, files and checksums.</p>\n", stream);
    write_left_out(page, stream);
    fputs("</section>\n", stream);
}

/* ---- the page ---- */

static void write_sections(const nsc_html_page *page, FILE *stream) {
    for (size_t number = 0; number < page->section_count; number++) {
        const nsc_html_section *section = &page->sections[number];
        fprintf(stream, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">", section->id,
                section->id, section->id);
        nsc_html_text(stream, section->title);
        fputs("</h2>\n", stream);
        section->write(page->context, stream);
        fputs("</section>\n", stream);
    }
}

void nsc_html_page_write(const nsc_html_page *page, FILE *stream) {
    write_head(page, stream);
    fputs("<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n", stream);
    nsc_html_element(stream, "p", "program", page->about != NULL ? page->about : "nasscape " NASSCAPE_VERSION);
    nsc_html_element(stream, "h1", NULL, page->title);
    if (page->lead != NULL) {
        fputs("<p class=\"lead\">", stream);
        nsc_html_capitalised(stream, page->lead);
        fputs("</p>", stream);
    }
    fputs("\n</header>\n<div class=\"columns\">\n", stream);
    write_contents(page, stream);
    fputs("<main>\n", stream);
    write_incomplete(page, stream);
    write_warnings(page, stream);
    write_findings(page, stream);
    write_sections(page, stream);
    nsc_html_exhibits_write(page, stream);
    write_provenance(page, stream);
    fputs("</main>\n</div>\n<script>\n", stream);
    write_file(stream, "report.js");
    fputs("</script>\n</body>\n</html>\n", stream);
}
