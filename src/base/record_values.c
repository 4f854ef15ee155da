/* The fields of a table as numbers and missing values; formats and headers in words. */
#include "base/records.h"

#include "base/decimal_point.h"
#include "base/memory.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The spellings of a missing value, by pandas, R, Python, JSON, C and spreadsheets. */
static const char *const missing_words[] = {"", "-", "NA", "N/A", "#N/A", "<NA>", "nan", "-nan", "null", "None"};

static const char blanks[] = " \t";

/* The field without the blanks around it. */
static const char *trim(const char *text, size_t *length) {
    text += strspn(text, blanks);
    *length = strlen(text);
    while (*length > 0 && strchr(blanks, text[*length - 1]) != NULL)
        --*length;
    return text;
}

bool nsc_record_number(const nsc_record_format *format, const char *text, double *value) {
    char copy[128];
    size_t length;
    *value = NAN;
    text = trim(text, &length);
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (copy[strspn(copy, format->decimal_comma ? "0123456789+-,eE" : "0123456789+-.eE")] != '\0')
        return false;
    char *comma = format->decimal_comma ? strchr(copy, ',') : NULL;
    if (comma != NULL)
        *comma = '.';
    char *end;
    const double number = nsc_number_of(copy, &end);
    if (end == copy || *end != '\0')
        return false;
    *value = number;
    return isfinite(number);
}

bool nsc_record_missing(const char *text) {
    size_t length;
    text = trim(text, &length);
    for (size_t word = 0; word < NSC_COUNT_OF(missing_words); word++)
        if (strlen(missing_words[word]) == length && strncasecmp(text, missing_words[word], length) == 0)
            return true;
    return false;
}

static const char *separator_name(char separator) {
    return separator == ';'    ? "fields separated by \";\""
           : separator == '|'  ? "fields separated by \"|\""
           : separator == ' '  ? "fields separated by blanks"
           : separator == '\t' ? "fields separated by tabs"
                               : NULL;
}

void nsc_record_format_describe(const nsc_record_format *format, const char *path, char *text, size_t size) {
    char comments[64];
    nsc_text_format(comments, sizeof comments, "%zu comment line%s before the table", format->comment_lines,
                    format->comment_lines == 1 ? "" : "s");
    const char *const parts[] = {format->kind == NSC_RECORD_JSON         ? "a JSON array of objects"
                                 : format->kind == NSC_RECORD_JSON_LINES ? "one JSON object a line"
                                                                         : separator_name(format->separator),
                                 format->decimal_comma ? "decimal comma" : NULL,
                                 format->compressed ? "compressed by gzip" : NULL,
                                 format->comment_lines > 0 ? comments : NULL};
    size_t length = 0;
    text[0] = '\0';
    for (size_t part = 0; part < NSC_COUNT_OF(parts) && length < size; part++) {
        if (parts[part] == NULL)
            continue;
        if (length == 0)
            length = nsc_text_format(text, size, "\"%s\": %s", path, parts[part]);
        else
            length += nsc_text_format(text + length, size - length, ", %s", parts[part]);
    }
}

/* True where a field of a header is a fraction, as no name of a column is. */
static bool looks_like_data(const nsc_record_row *header) {
    const nsc_record_format point = {.decimal_comma = false}, comma = {.decimal_comma = true};
    for (size_t field = 0; field < header->field_count; field++) {
        double value;
        const char *text = header->fields[field];
        if (strpbrk(text, ".,") != NULL &&
            (nsc_record_number(&point, text, &value) || nsc_record_number(&comma, text, &value)))
            return true;
    }
    return false;
}

void nsc_record_header_describe(const nsc_record_row *header, char *text, size_t size) {
    enum { NAME_SHOWN = 40, LENGTH_SHOWN = 300 };
    size_t length = nsc_text_format(text, size, "the header is: ");
    for (size_t field = 0; field < header->field_count && length < size; field++) {
        const char *name = header->fields[field];
        if (length > LENGTH_SHOWN) {
            length += nsc_text_format(text + length, size - length, "; … (%zu columns)", header->field_count);
            break;
        }
        length += nsc_text_format(text + length, size - length, "%s%.*s%s", field > 0 ? "; " : "",
                                  NSC_CUT(NAME_SHOWN, name), strlen(name) > NAME_SHOWN ? "…" : "");
    }
    if (header->field_count == 1 && length < size)
        nsc_text_format(text + length, size - length,
                        " (one column: fields are separated by commas, semicolons, tabs, bars or "
                        "blanks)");
    else if (looks_like_data(header) && length < size)
        nsc_text_format(text + length, size - length,
                        " (these look like data: does the file lack a line with the names of its "
                        "columns?)");
}
