/* Texts, numbers and tables as HTML. */
#include "reports/html.h"

#include "base/text.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { COLUMNS = 128 }; /* of a table, at most */

/* ---- texts ---- */

static void write_character(FILE *stream, const char *start, size_t length, uint32_t character) {
    static const struct {
        uint32_t character;
        const char *written;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}, {0xFFFD, "\uFFFD"}};
    for (size_t row = 0; row < sizeof escapes / sizeof escapes[0]; row++)
        if (escapes[row].character == character) {
            fputs(escapes[row].written, stream);
            return;
        }
    fwrite(start, 1, length, stream);
}

/* Writes the text from `start` to before `end`. */
static void write_range(FILE *stream, const char *start, const char *end) {
    while (start < end) {
        const char *next = start;
        const uint32_t character = nsc_utf8_next(&next);
        if (*start == '\n')
            fputc('\n', stream);
        else
            write_character(stream, start, (size_t)(next - start), character);
        start = next;
    }
}

void nsc_html_text(FILE *stream, const char *text) {
    if (text != NULL)
        write_range(stream, text, text + strlen(text));
}

void nsc_html_format(FILE *stream, const char *format, ...) {
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    nsc_text_format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    nsc_html_text(stream, text);
}

void nsc_html_element(FILE *stream, const char *tag, const char *class, const char *text) {
    fprintf(stream, "<%s", tag);
    if (class != NULL)
        fprintf(stream, " class=\"%s\"", class);
    fputc('>', stream);
    nsc_html_text(stream, text);
    fprintf(stream, "</%s>", tag);
}

const char *nsc_html_capital(FILE *stream, const char *text) {
    if (*text < 'a' || *text > 'z')
        return text;
    fputc(toupper(*text), stream);
    return text + 1;
}

void nsc_html_marked(FILE *stream, const char *text) {
    bool code = false;
    for (const char *end; *text != '\0'; text = end + (*end == '`')) {
        end = strchrnul(text, '`');
        write_range(stream, text, end);
        code = *end == '`' ? !code : code;
        if (*end == '`')
            fputs(code ? "<code>" : "</code>", stream);
    }
    if (code)
        fputs("</code>", stream);
}

void nsc_html_identifier(FILE *stream, const char *text) {
    for (; *text != '\0'; text++)
        fputc(isalnum((unsigned char)*text) ? *text : '-', stream);
}

/* ---- numbers ---- */

/* Puts commas between the thousands of the digits before the point. */
static void group_thousands(const char *digits, char text[NSC_HTML_NUMBER]) {
    const size_t whole = strcspn(digits, ".");
    size_t place = 0;
    for (size_t digit = 0; digits[digit] != '\0' && place + 2 < NSC_HTML_NUMBER; digit++) {
        if (digit > 0 && digit < whole && (whole - digit) % 3 == 0)
            text[place++] = ',';
        text[place++] = digits[digit];
    }
    text[place] = '\0';
}

const char *nsc_html_number(double number, int digits, char text[NSC_HTML_NUMBER]) {
    char plain[NSC_HTML_NUMBER], grouped[NSC_HTML_NUMBER];
    const char *sign = number < 0 ? "\u2212" : "";
    const double size = fabs(number);
    if (isnan(number)) {
        nsc_text_format(text, NSC_HTML_NUMBER, "\u2013");
    } else if (isinf(number)) {
        nsc_text_format(text, NSC_HTML_NUMBER, "%s\u221E", sign);
    } else if (size < 1e15 && (size == floor(size) || size >= pow(10, digits))) {
        nsc_text_format(plain, sizeof plain, "%.0f", size);
        group_thousands(plain, grouped);
        nsc_text_format(text, NSC_HTML_NUMBER, "%.3s%.40s", sign, grouped);
    } else {
        nsc_text_format(plain, sizeof plain, "%.*g", digits, size);
        nsc_text_format(text, NSC_HTML_NUMBER, "%.3s%.40s", sign, plain);
    }
    return text;
}

/* ---- tables ---- */

static bool is_number(nsc_value value) {
    return value.type == NSC_VALUE_INTEGER || value.type == NSC_VALUE_UNSIGNED || value.type == NSC_VALUE_REAL;
}

static double number_of(nsc_value value) {
    return value.type == NSC_VALUE_INTEGER    ? (double)value.as.integer
           : value.type == NSC_VALUE_UNSIGNED ? (double)value.as.natural
                                              : value.as.real;
}

static void write_value(FILE *stream, nsc_value value) {
    char number[NSC_HTML_NUMBER];
    if (value.type == NSC_VALUE_TEXT)
        nsc_html_text(stream, value.as.text);
    else if (is_number(value))
        fputs(nsc_html_number(number_of(value), 4, number), stream);
}

static bool column_has_value(const nsc_table *table, size_t column, size_t row_count) {
    for (size_t row = 0; row < row_count; row++)
        if (nsc_table_value(table, row, column).type != NSC_VALUE_MISSING)
            return true;
    return false;
}

/* Writes a name with spaces in place of underscores. */
static void write_words(FILE *stream, const char *name) {
    while (*name != '\0') {
        const char *end = strchrnul(name, '_');
        write_range(stream, name, end);
        if (*end == '_')
            fputc(' ', stream);
        name = end + (*end == '_');
    }
}

static void write_head(FILE *stream, const nsc_table *table, const bool *columns) {
    const nsc_column *names = nsc_table_columns(table);
    fputs("<thead><tr>", stream);
    for (size_t column = 0; column < nsc_table_column_count(table) && column < COLUMNS; column++) {
        if (!columns[column])
            continue;
        fputs("<th scope=\"col\"", stream);
        if (names[column].meaning != NULL) {
            fputs(" title=\"", stream);
            nsc_html_text(stream, names[column].meaning);
            fputc('"', stream);
        }
        fputc('>', stream);
        write_words(stream, names[column].name);
        fputs("</th>", stream);
    }
    fputs("</tr></thead>\n<tbody>", stream);
}

static void write_row(FILE *stream, const nsc_table *table, size_t row, const bool *columns) {
    fputs("<tr>", stream);
    for (size_t column = 0; column < nsc_table_column_count(table) && column < COLUMNS; column++) {
        if (!columns[column])
            continue;
        const nsc_value value = nsc_table_value(table, row, column);
        fputs(is_number(value) ? "<td class=\"n\">" : "<td>", stream);
        write_value(stream, value);
        fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
}

static void write_rest(FILE *stream, const nsc_html_table *shown, size_t row_count) {
    char here[NSC_HTML_NUMBER], all[NSC_HTML_NUMBER];
    fputs("<p class=\"rest\">", stream);
    if (shown->rows > row_count)
        nsc_html_format(stream, "The first %s of %s rows, to four digits. All of them: ",
                        nsc_html_number((double)row_count, 4, here), nsc_html_number((double)shown->rows, 4, all));
    else
        fputs("With all columns and digits: ", stream);
    fputs("<a href=\"", stream);
    nsc_html_text(stream, shown->file);
    fputs("\">", stream);
    nsc_html_text(stream, shown->file);
    fputs("</a></p>\n", stream);
}

void nsc_html_table_write(FILE *stream, const nsc_table *table, const nsc_html_table *shown) {
    const size_t rows = nsc_table_row_count(table), all = nsc_table_column_count(table);
    const size_t row_count = shown->row_limit < rows ? shown->row_limit : rows;
    const size_t column_count = shown->columns > 0 && shown->columns < all ? shown->columns : all;
    bool columns[COLUMNS] = {false};
    for (size_t column = 0; column < column_count && column < COLUMNS; column++)
        columns[column] = column_has_value(table, column, row_count);
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", stream);
    nsc_html_text(stream, shown->caption != NULL ? shown->caption : "Table");
    fputs("\"><table>\n", stream);
    write_head(stream, table, columns);
    for (size_t row = 0; row < row_count; row++)
        write_row(stream, table, row, columns);
    fputs("</tbody></table></div>\n", stream);
    if (shown->file != NULL)
        write_rest(stream, shown, row_count);
}

void nsc_html_pairs_write(FILE *stream, const nsc_table *pairs, const char *class) {
    fprintf(stream, "<dl class=\"%s\">\n", class);
    for (size_t row = 0; row < nsc_table_row_count(pairs); row++) {
        const nsc_value value = nsc_table_value(pairs, row, 1);
        if (value.type == NSC_VALUE_MISSING)
            continue;
        fputs("<div>", stream);
        nsc_html_element(stream, "dt", NULL, nsc_table_value(pairs, row, 0).as.text);
        fputs("<dd>", stream);
        if (value.type == NSC_VALUE_TEXT)
            nsc_html_marked(stream, value.as.text);
        else
            write_value(stream, value);
        fputs("</dd></div>\n", stream);
    }
    fputs("</dl>\n", stream);
}
