/* Recipes read from files, line by line. */
#include "reports/recipe_file_internal.h"

#include <string.h>

enum { LABEL_LENGTH = 24, RECIPE_MEGABYTES = 16 /* those that are written by hand have a few kilobytes */ };

/* ---- words ---- */

/* Cuts a line into words, in place: quotes are taken off, and a comment ends it. */
static nsc_status cut(char *line, nsc_recipe_words *cut_into, nsc_error *error) {
    char *from = line, *to = line;
    *cut_into = (nsc_recipe_words){.count = 0};
    while (*(from += strspn(from, " \t\r\n")) != '\0' && *from != '#') {
        bool quoted = false;
        if (cut_into->count == NSC_RECIPE_WORDS)
            return nsc_error_set(error, NSC_INVALID, "more than %d words", NSC_RECIPE_WORDS);
        cut_into->items[cut_into->count++] = to;
        for (; *from != '\0' && (quoted || strchr(" \t\r\n", *from) == NULL); from++) {
            if (*from == '"')
                quoted = !quoted;
            else
                *to++ = *from;
        }
        if (quoted)
            return nsc_error_set(error, NSC_INVALID, "a quotation mark \" is not closed");
        from += *from != '\0';
        *to++ = '\0';
    }
    return NSC_OK;
}

/* ---- the other lines ---- */

static nsc_status read_data(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number, nsc_error *error) {
    const size_t place = file->data_count;
    nsc_status status = NSC_OK;
    (void)number;
    if (line->count < 2)
        return nsc_error_set(error, NSC_INVALID, "data needs a label and what is read: data LABEL KEY=VALUE...");
    if (place > 0 && nsc_recipe_check_label(file, line->items[1], NULL) == NSC_OK)
        return nsc_error_set(error, NSC_INVALID, "a line above is data %s already", line->items[1]);
    if (file->recipe.row_count > 0)
        return nsc_error_set(error, NSC_INVALID, "lines of data stand before those of analyses");
    NSC_TRY(nsc_reserve(&file->data, &file->data_capacity, place + 1, sizeof *file->data, error));
    NSC_TRY(nsc_reserve(&file->settings, &file->settings_capacity, place + 1, sizeof *file->settings, error));
    file->data[place] = (nsc_report_data){0};
    file->settings[place] = (nsc_landscape_settings){0};
    file->data_count++;
    NSC_TRY(nsc_recipe_keep_name(file, "label", line->items[1], LABEL_LENGTH, &file->data[place].label, error));
    for (size_t word = 2; word < line->count; word++)
        NSC_TRY(nsc_landscape_settings_read(&file->settings[place], line->items[word], error));
out:
    return status;
}

static nsc_status read_overlay(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number, nsc_error *error) {
    nsc_recipe_overlay overlay = {.line = number};
    nsc_status status = NSC_OK;
    if (line->count < 2)
        return nsc_error_set(error, NSC_INVALID, "overlay needs a name: overlay NAME analyses=LIST table=NAME");
    NSC_TRY(nsc_recipe_keep_name(file, "name", line->items[1], NSC_RECIPE_NAME_LENGTH, &overlay.stem, error));
    for (size_t word = 2; word < line->count; word++) {
        char key[NSC_FILE_NAME_SIZE];
        const char *value = NULL;
        NSC_TRY(nsc_recipe_split(line->items[word], key, &value, error));
        const char **place = strcmp(key, "analyses") == 0  ? &overlay.analyses
                             : strcmp(key, "table") == 0   ? &overlay.table
                             : strcmp(key, "words") == 0   ? &overlay.words
                             : strcmp(key, "meaning") == 0 ? &overlay.meaning
                                                           : NULL;
        if (place == NULL)
            NSC_TRY(nsc_error_set(error, NSC_INVALID, "overlay has no \"%.60s\", only analyses, table, words, meaning",
                                  key));
        NSC_TRY(nsc_recipe_keep(file, value, place, error));
    }
    if (overlay.analyses == NULL || overlay.table == NULL)
        return nsc_error_set(error, NSC_INVALID, "overlay %s needs analyses=LIST and table=NAME", line->items[1]);
    NSC_TRY(nsc_recipe_check_analyses(overlay.analyses, error));
    char first[NSC_FILE_NAME_SIZE];
    nsc_text_format(first, sizeof first, "%.*s", (int)strcspn(overlay.analyses, ","), overlay.analyses);
    NSC_TRY(nsc_recipe_check_table(nsc_analysis_named(first), overlay.table, error));
    NSC_TRY(nsc_reserve(&file->overlays, &file->overlay_capacity, file->recipe.overlay_count + 1,
                        sizeof *file->overlays, error));
    file->overlays[file->recipe.overlay_count++] = overlay;
    file->recipe.overlays = file->overlays;
out:
    return status;
}

static nsc_status read_title(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number, nsc_error *error) {
    char title[NSC_REASON_SIZE] = "";
    size_t length = 0;
    (void)number;
    if (file->recipe.title != NULL || line->count < 2)
        return nsc_error_set(error, NSC_INVALID,
                             line->count < 2 ? "title needs a text" : "a line above is the title already");
    for (size_t word = 1; word < line->count && length < sizeof title; word++)
        length +=
            nsc_text_format(title + length, sizeof title - length, "%s%s", word > 1 ? " " : "", line->items[word]);
    return nsc_recipe_keep(file, title, &file->recipe.title, error);
}

static const struct {
    const char *word, *other_spelling;
    nsc_status (*read)(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number, nsc_error *error);
} lines[] = {
    {"title", NULL, read_title},
    {"data", NULL, read_data},
    {"analyse", "analyze", nsc_recipe_read_analyse},
    {"overlay", NULL, read_overlay},
};

static nsc_status read_line(nsc_recipe_file *file, char *text, unsigned number, nsc_error *error) {
    nsc_recipe_words line;
    const nsc_status status = cut(text, &line, error);
    if (status != NSC_OK || line.count == 0)
        return status;
    for (size_t row = 0; row < NSC_COUNT_OF(lines); row++)
        if (strcmp(lines[row].word, line.items[0]) == 0 ||
            (lines[row].other_spelling != NULL && strcmp(lines[row].other_spelling, line.items[0]) == 0))
            return lines[row].read(file, &line, number, error);
    return nsc_error_set(error, NSC_INVALID, "a line begins with title, data, analyse or overlay, not with \"%.60s\"",
                         line.items[0]);
}

/* ---- the file ---- */

static nsc_status read_lines(nsc_recipe_file *file, const nsc_mapping *mapping, nsc_error *error) {
    const char *bytes = (const char *)mapping->bytes, *end = bytes + mapping->size;
    unsigned number = 1;
    nsc_status status = NSC_OK;
    for (const char *from = bytes; status == NSC_OK && from < end; number++) {
        const char *next = memchr(from, '\n', (size_t)(end - from));
        const size_t length = (size_t)((next != NULL ? next : end) - from);
        char *line = NULL;
        status = nsc_allocate(&line, length + 1, 1, error);
        if (status != NSC_OK)
            return status;
        memcpy(line, from, length);
        nsc_error reason = {0};
        status = read_line(file, line, number, &reason);
        free(line);
        /* Refusals of other layers are about the file, too. */
        if (status != NSC_OK)
            status = nsc_error_set(error, status == NSC_FAILED ? status : NSC_INVALID, "%s, line %u: %s",
                                   file->recipe.path, number, reason.message);
        from += length + 1;
    }
    return status;
}

nsc_status nsc_recipe_file_read(nsc_recipe_file *file, const char *path, nsc_error *error) {
    nsc_mapping mapping = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_recipe_keep(file, path, &file->recipe.path, error));
    NSC_TRY(nsc_mapping_open_small(&mapping, path, "recipe", RECIPE_MEGABYTES, error));
    if (memchr(mapping.bytes, 0, mapping.size) != NULL)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "\"%s\" is not a text", path));
    NSC_TRY(read_lines(file, &mapping, error));
    if (file->recipe.row_count == 0)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "\"%s\" has no line that begins with analyse", path));
out:
    nsc_mapping_close(&mapping);
    return status;
}

nsc_status nsc_recipe_file_open(nsc_recipe_file *file, const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < file->data_count; number++) {
        file->settings[number].names.control = control;
        status = nsc_landscape_open(&file->data[number].opened, &file->settings[number].names, error);
    }
    return status;
}

void nsc_recipe_file_release(nsc_recipe_file *file) {
    for (size_t number = 0; number < file->data_count; number++) {
        nsc_landscape_close(file->data[number].opened);
        nsc_landscape_settings_release(&file->settings[number]);
    }
    free(file->rows);
    free(file->overlays);
    free(file->settings);
    free(file->data);
    nsc_names_release(&file->texts);
    *file = (nsc_recipe_file){0};
}
