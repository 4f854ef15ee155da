/* Points that a file names, one a line. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* The column of a table that names points; a list without a header has none. */
static const char *const columns[] = {"hash", "module_hash", "point"};

nsc_status nsc_cell_list_open(nsc_cell_list *list, const char *path, nsc_error *error) {
    *list = (nsc_cell_list){.path = path, .column = -1};
    list->stream = strcmp(path, NSC_STANDARD_INPUT) == 0 ? stdin : fopen(path, "re");
    struct stat about;
    if (list->stream != NULL) {
        list->regular = fstat(fileno(list->stream), &about) == 0 && S_ISREG(about.st_mode);
        list->start = list->regular ? ftello(list->stream) : 0;
        return NSC_OK;
    }
    return nsc_file_failure(error, "read", path);
}

const char *nsc_cell_list_name(const nsc_cell_list *list) {
    return strcmp(list->path, NSC_STANDARD_INPUT) == 0 ? "standard input" : list->path;
}

void nsc_cell_list_close(nsc_cell_list *list) {
    if (list->stream != NULL && list->stream != stdin)
        fclose(list->stream);
    free(list->text.text);
    *list = (nsc_cell_list){0};
}

nsc_status nsc_cell_list_rewind(nsc_cell_list *list, nsc_error *error) {
    list->line = 0;
    list->begun = false;
    list->column = -1;
    return fseeko(list->stream, list->start, SEEK_SET) == 0
               ? NSC_OK
               : nsc_error_set(error, NSC_FAILED, "cannot read \"%s\": %s", nsc_cell_list_name(list), strerror(errno));
}

/* Ends the text behind its last character that is not blank, and returns its first. */
static char *trim(char *text) {
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        text[--length] = '\0';
    return text + strspn(text, " \t");
}

/* Takes the field at *`rest` off a line of CSV, without its quotes; NULL after the last. */
static char *take_field(char **rest) {
    char *field = *rest, *kept = field;
    bool quoted = false;
    if (field == NULL)
        return NULL;
    char *letter = field;
    for (; *letter != '\0' && (quoted || *letter != ','); letter++) {
        if (*letter != '"')
            *kept++ = *letter;
        else if (quoted && letter[1] == '"')
            *kept++ = *letter++;
        else
            quoted = !quoted;
    }
    *rest = *letter == ',' ? letter + 1 : NULL;
    *kept = '\0';
    return trim(field);
}

static char *field_at(char *line, int column) {
    char *field = take_field(&line);
    for (int place = 0; place < column && field != NULL; place++)
        field = take_field(&line);
    return field;
}

/* Tells whether the line is the header of a table, whose column of points is kept. */
static nsc_status take_header(nsc_cell_list *list, const char *line, bool *taken, nsc_error *error) {
    char *copy;
    const nsc_status status = nsc_copy_text(&copy, line, error);
    if (status != NSC_OK)
        return status;
    char *rest = copy;
    for (int place = 0; rest != NULL && list->column < 0; place++) {
        const char *field = take_field(&rest);
        for (size_t name = 0; name < NSC_COUNT_OF(columns); name++)
            if (strcasecmp(field, columns[name]) == 0)
                list->column = place;
    }
    free(copy);
    *taken = list->column >= 0;
    return NSC_OK;
}

static nsc_status refuse_line(const nsc_cell_list *list, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "%s, line %zu: %s", nsc_cell_list_name(list), list->line, reason);
}

_Static_assert(NSC_RECORD_FIELD_LIMIT == 1 << 20, "a megabyte, as the message says");

static nsc_status read_line(nsc_cell_list *list, nsc_error *error) {
    nsc_line *text = &list->text;
    nsc_status status = NSC_OK;
    list->line++;
    NSC_TRY(nsc_line_read(text, list->stream, NSC_RECORD_FIELD_LIMIT, error));
    if (ferror(list->stream) != 0)
        return nsc_file_failure(error, "read", nsc_cell_list_name(list));
    if (text->length > 0 && memchr(text->text, '\0', text->length) != NULL)
        return refuse_line(list, "a zero byte: this is no text", error);
    if (nsc_line_is_cut(text, NSC_RECORD_FIELD_LIMIT))
        return refuse_line(list, "the line is longer than a megabyte: a list has one point a line", error);
out:
    return status;
}

nsc_status nsc_cell_list_next(nsc_cell_list *list, const char **cell, nsc_error *error) {
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    nsc_status status = NSC_OK;
    *cell = NULL;
    for (;;) {
        NSC_TRY(read_line(list, error));
        if (list->text.length == 0)
            break;
        char *line = list->text.text;
        if (list->line == 1 && strncmp(line, byte_order_mark, strlen(byte_order_mark)) == 0)
            line += strlen(byte_order_mark);
        line = trim(line);
        if (line[0] == '\0' || line[0] == '#')
            continue;
        bool is_header = false;
        if (!list->begun)
            NSC_TRY(take_header(list, line, &is_header, error));
        list->begun = true;
        if (is_header)
            continue;
        *cell = list->column >= 0 ? field_at(line, list->column) : line;
        if (*cell == NULL || (*cell)[0] == '\0')
            return refuse_line(list, "the column that names the point is empty", error);
        break;
    }
out:
    return status;
}
