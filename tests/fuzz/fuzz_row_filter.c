/* Any text as a condition: one that answers for every row, or a refusal with the text and a caret below it. */
#include "base/base.h"
#include "fuzz.h"

#include <string.h>

const unsigned fuzz_default_rounds = 100000;

const char *const fuzz_seeds[] = {
    "dataset=cifar100 and epochs >= 36",
    "\"val acc\" != '' and point = '00012'",
    "acc < 0,5 and acc > -1e-3 and dataset == \"it's\"",
    "datset=3",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {" and ", "=",   "==",    "!=",          "<",        "<=",  ">",
                                   ">=",    "'",   "\"",    "''",          "NA",       "nan", "dataset",
                                   "acc",   "1e9", "00012", "\"val acc\"", "\xc3\xa4", NULL};

static const char *const names[] = {"point", "dataset", "epochs", "acc", "val acc"};
static const char *const rows[][5] = {
    {"00012", "cifar10", "12", "0.5", ""},
    {"12", "cifar100", "36", "NA", "1e-1"},
    {"a", "it's", "many", "-0.5", "nan"},
};

static void check_refusal(const nsc_error *error) {
    const char *caret = strrchr(error->message, '\n');
    fuzz_demand(error->status == NSC_USAGE && strncmp(error->message, "--rows: ", 8) == 0,
                "a refusal names the option");
    fuzz_demand(caret != NULL && caret[1 + strspn(caret + 1, " ")] == '^', "the last line of a refusal is a caret");
}

/* Every row passes or not, unless a text is compared with a number. */
static void test_rows(const nsc_row_filter *filter) {
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++) {
        const nsc_record_row tested = {.line = row, .field_count = 5 - row, .fields = rows[row]};
        const nsc_record_format format = {.decimal_comma = row == 1};
        bool passes;
        nsc_error error = {0};
        const nsc_status status = nsc_row_filter_test_row(filter, &format, &tested, &passes, &error);
        fuzz_demand(status == NSC_OK || (status == NSC_INVALID && strstr(error.message, "no number") != NULL),
                    "a row is tested");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    const nsc_filter_names known = {.noun = "column", .names = names, .count = NSC_COUNT_OF(names)};
    nsc_row_filter *filter = NULL;
    nsc_error error = {0};
    char *text = calloc(size + 1, 1);
    fuzz_demand(text != NULL, "there is memory");
    memcpy(text, bytes, size);
    if (nsc_row_filter_compile(&filter, "--rows", text, &error) != NSC_OK) {
        fuzz_demand(filter == NULL, "nothing is left of a condition that was refused");
        check_refusal(&error);
    } else if (nsc_row_filter_bind(filter, &known, &error) != NSC_OK) {
        check_refusal(&error);
    } else {
        test_rows(filter);
    }
    nsc_row_filter_destroy(filter);
    free(text);
    return 0;
}
