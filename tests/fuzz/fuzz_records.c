/* Any bytes as a table: rows of UTF-8 texts in the order of their lines, or a refusal that names the file. */
#include "base/base.h"
#include "fuzz.h"

#include <math.h>
#include <string.h>

const unsigned fuzz_default_rounds = 20000;

const char *const fuzz_seeds[] = {
    "hash,epochs,test_accuracy\nab,108,0.9\n\"c,\"\"d\",36,\n",
    "hash;test_accuracy\r\nab;0,9432\r\ncd;\"0,5\"\r\n",
    "\xef\xbb\xbfname\tvalue\rx\t1\ry\t2\r",
    "# made by hand\nfrom to\n1 11\n1  7\n",
    "sep=|\na|b\n1|2\n",
    "[{\"a\": 1, \"b\": \"x\\u00e4\"},\n {\"b\": null, \"c\": 0.10}]",
    "{\"a\": 1e5}\n{\"a\": NaN, \"b\": true}\n",
    "{\"a\": {\"b\": [1, 2]}}",
    "- a: 1\n  b: 2\n",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"\"",   "\"\"",    ",",       ";",       "\t",  "|",    " ",    "\n",
                                   "\r\n", "\r",      "[",       "]",       "{",   "}",    ":",    "null",
                                   "NaN",  "\"a\":1", "\\",      "\\u0000", "#",   "sep=", "\xff", "\xc3",
                                   "PAR1", "<html",   "{\"a\":", "'",       "1,5", NULL};

typedef struct taken {
    const nsc_record_format *format;
    size_t rows, fields, line;
} taken;

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    taken *state = context;
    (void)error;
    if (state->rows++ == 0)
        state->fields = row->field_count;
    fuzz_demand(row->field_count > 0, "a row has fields");
    fuzz_demand(state->format->kind == NSC_RECORD_SEPARATED || row->field_count == state->fields,
                "rows of JSON have the fields of the header");
    fuzz_demand(row->line >= state->line, "lines are in order");
    state->line = row->line;
    for (size_t field = 0; field < row->field_count; field++) {
        double value;
        fuzz_demand(nsc_is_utf8(row->fields[field]), "fields are UTF-8");
        const bool number = nsc_record_number(state->format, row->fields[field], &value);
        fuzz_demand(number == (bool)isfinite(value), "a number is finite");
        fuzz_demand(!number || !nsc_record_missing(row->fields[field]), "a number is not missing");
    }
    if (state->rows == 1) {
        char text[400];
        nsc_record_header_describe(row, text, sizeof text);
        fuzz_demand(memchr(text, '\0', sizeof text) != NULL, "a header is described within the space there is");
    }
    return NSC_OK;
}

static void read_as(const char *path, bool header) {
    nsc_record_format format;
    taken state = {.format = &format};
    nsc_error error = {0};
    const nsc_status status = header ? nsc_records_read(path, take_row, &state, &format, &error)
                                     : nsc_records_read_rows(path, take_row, &state, &format, &error);
    fuzz_demand(status == NSC_OK || status == NSC_INVALID, "a file is read or invalid");
    if (status == NSC_OK)
        fuzz_demand(state.rows > header, "a table that was read has rows");
    else
        fuzz_demand(error.status == status && strstr(error.message, path) != NULL, "a refusal names the file");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, bytes, size);
    read_as(path, true);
    read_as(path, false);
    return 0;
}
