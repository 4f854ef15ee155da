/* A template as the JSON of a notebook (nbformat 4.5): cut into cells, words filled in, written by jansson. */
#include "notebooks-export/notebooks_internal.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static const char cell_mark[] = "# %%";
static const char markdown_mark[] = "[markdown]";
static const char setup_mark[] = "# %% setup";
static const char id_mark[] = "id=\"";
static const char needs_mark[] = "needs=\"";

/* One line of a template, without its newline. */
typedef struct line {
    const char *text;
    size_t length;
} line;

/* Takes the next line off *`rest`; false at the end. */
static bool next_line(const char **rest, line *taken) {
    if (**rest == '\0')
        return false;
    *taken = (line){.text = *rest, .length = strcspn(*rest, "\n")};
    *rest += taken->length;
    *rest += **rest == '\n';
    return true;
}

static bool starts_cell(const line *here) {
    return here->length >= strlen(cell_mark) && strncmp(here->text, cell_mark, strlen(cell_mark)) == 0;
}

/* A cell's text is markdown where "[markdown]" stands on its first line; there every line begins with "# ". */
static void uncomment(line *here) {
    const size_t prefix = here->length >= 2 && here->text[1] == ' ' ? 2 : here->length > 0 ? 1 : 0;
    here->text += prefix;
    here->length -= prefix;
}

/* ---- words ---- */

/* A word's text as UTF-8: a path may hold any bytes. */
static void write_word(const char *text, FILE *stream) {
    json_t *checked = json_string(text);
    for (const char *byte = text; *byte != '\0'; byte++)
        fputc(checked == NULL && (unsigned char)*byte >= 0x80 ? '?' : *byte, stream);
    json_decref(checked);
}

/* The word at `text`, which begins with an @ sign; NULL where none is meant. */
static const nsc_notebook_word *find_word(const char *text, size_t length, const nsc_notebook_words *words) {
    for (size_t number = 0; number < words->count; number++) {
        const nsc_notebook_word *word = &words->items[number];
        const size_t size = strlen(word->name);
        if (length >= size + 2 && strncmp(text + 1, word->name, size) == 0 && text[size + 1] == '@')
            return word;
    }
    return NULL;
}

static void write_filled(const line *here, const nsc_notebook_words *words, FILE *stream) {
    for (size_t place = 0; place < here->length;) {
        const char *text = here->text + place;
        const nsc_notebook_word *word = *text == '@' ? find_word(text, here->length - place, words) : NULL;
        if (word == NULL) {
            fputc(*text, stream);
            place++;
        } else {
            write_word(word->text, stream);
            place += strlen(word->name) + 2;
        }
    }
}

/* ---- cells ---- */

/* Adds the line, filled in, to an array of lines; all but a cell's last line end in a newline. */
static nsc_status append_line(json_t *source, const line *here, const nsc_notebook_words *words, bool last,
                              nsc_error *error) {
    char *text = NULL;
    size_t size = 0;
    bool failed = true;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream != NULL) {
        write_filled(here, words, stream);
        if (!last)
            fputc('\n', stream);
        failed = fclose(stream) != 0 || json_array_append_new(source, json_stringn(text, size)) != 0;
    }
    free(text);
    return failed ? nsc_error_out_of_memory(error, "a notebook's cells") : NSC_OK;
}

/* The lines up to the next cell, without the empty ones that separate it. */
static size_t count_lines(const char *rest) {
    size_t read = 0, count = 0;
    for (line here = {0}; next_line(&rest, &here) && !starts_cell(&here);) {
        read++;
        count = here.length > 0 ? read : count;
    }
    return count;
}

static nsc_status fill_source(const char **rest, bool markdown, const nsc_notebook_words *words, json_t *source,
                              nsc_error *error) {
    const size_t count = count_lines(*rest);
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++) {
        line here = {0};
        next_line(rest, &here);
        if (markdown)
            uncomment(&here);
        status = append_line(source, &here, words, number + 1 == count, error);
    }
    return status;
}

/* The text in quotes that follows `mark` on a cell's first line; empty if there is none. */
static line read_quoted(const line *first, const char *mark) {
    const char *found = memmem(first->text, first->length, mark, strlen(mark));
    const char *start = found != NULL ? found + strlen(mark) : NULL;
    const char *end = start != NULL ? memchr(start, '"', first->length - (size_t)(start - first->text)) : NULL;
    return end != NULL ? (line){.text = start, .length = (size_t)(end - start)} : (line){0};
}

/* False for a cell that needs an analysis which does not suit the landscape, or cells or networks where the points are
 * none. */
static bool is_wanted(const line *first, const nsc_landscape *landscape) {
    const line need = read_quoted(first, needs_mark);
    char name[64];
    if (need.length == 0)
        return true;
    snprintf(name, sizeof name, "%.*s", (int)need.length, need.text);
    if (strcmp(name, "cells") == 0)
        return landscape->space->kind == NSC_SPACE_CELLS;
    if (strcmp(name, "networks") == 0)
        return landscape->space->same_network != NULL;
    if (strcmp(name, "relations") == 0)
        return nsc_notebook_other_relation(landscape, 0) != NULL;
    const nsc_analysis *analysis = nsc_analysis_named(name);
    return analysis != NULL && nsc_analysis_suits(analysis, landscape->space, landscape->relation, NULL) == NSC_OK;
}

static nsc_status append_cell(json_t *cells, const line *first, const char **rest, const nsc_notebook_words *words,
                              nsc_error *error) {
    const bool markdown = memmem(first->text, first->length, markdown_mark, strlen(markdown_mark)) != NULL;
    const line id = read_quoted(first, id_mark);
    nsc_status status = NSC_OK;
    if (id.length == 0)
        return nsc_error_set(error, NSC_FAILED, "a notebook's template has a cell without an id: %.*s",
                             (int)first->length, first->text);
    json_t *source = json_array();
    json_t *cell = json_pack("{s:s, s:s%, s:{}}", "cell_type", markdown ? "markdown" : "code", "id", id.text, id.length,
                             "metadata");
    status = fill_source(rest, markdown, words, source, error);
    if (!markdown && cell != NULL)
        json_object_update_new(cell, json_pack("{s:n, s:[]}", "execution_count", "outputs"));
    const bool kept = json_object_set_new(cell, "source", source) == 0;
    const bool added = json_array_append_new(cells, cell) == 0;
    if (status == NSC_OK && !(kept && added))
        status = nsc_error_out_of_memory(error, "a notebook's cells");
    return status;
}

/* Adds the wanted cells of a template; those of the setup where its mark stands. */
static nsc_status append_cells(json_t *cells, const char *template, const nsc_notebook_words *words,
                               const nsc_landscape *landscape, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (line first = {0}; status == NSC_OK && next_line(&template, &first);) {
        const bool starts = starts_cell(&first);
        if (starts && strncmp(first.text, setup_mark, strlen(setup_mark)) == 0)
            for (const char *setup = nsc_notebook_setup; status == NSC_OK && next_line(&setup, &first);)
                status = starts_cell(&first) ? append_cell(cells, &first, &setup, words, error) : NSC_OK;
        else if (starts && is_wanted(&first, landscape))
            status = append_cell(cells, &first, &template, words, error);
    }
    return status;
}

nsc_status nsc_notebook_write_cells(const char *template, const nsc_notebook_words *words,
                                    const nsc_landscape *landscape, FILE *stream, nsc_error *error) {
    json_t *cells = json_array(), *notebook = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(append_cells(cells, template, words, landscape, error));
    notebook = json_pack("{s:O, s:{s:{s:s, s:s, s:s}, s:{s:s}}, s:i, s:i}", "cells", cells, "metadata", "kernelspec",
                         "display_name", "Python 3", "language", "python", "name", "python3", "language_info", "name",
                         "python", "nbformat", 4, "nbformat_minor", 5);
    if (notebook == NULL || (json_dumpf(notebook, stream, JSON_INDENT(1)) != 0 && ferror(stream) == 0))
        NSC_TRY(nsc_error_out_of_memory(error, "a notebook's cells"));
    fputc('\n', stream);
out:
    json_decref(notebook);
    json_decref(cells);
    return status;
}
