/*
 * Any text as a condition on points (--where) and as one on the rows of a table (--rows) of a landscape with a table of
 * measurements: refused with the reason, or points that pass one by one as they do together.
 */
#include "fuzz.h"

#include "base/base.h"
#include "query/where.h"

const unsigned fuzz_default_rounds = 3000;

const char *const fuzz_seeds[] = {
    "fitness > 3 and position_1 = a",
    "note != '' and point = bb",
    "id <= 4",
    "column:loss < 0.5",
    "test@12 > 50",
    "\"my col\" = 'x y'",
    "loss = ''",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {
    " and ", "=",       "==",         "!=",      "<",    "<=",   ">",  ">=",    "'",       "\"",       "''",
    "NA",    "fitness", "position_3", "column:", "note", "loss", "id", "point", "test@12", "\xc3\xa4", NULL};

static const char table[] = "point,epochs,test_accuracy,note,loss,my col\n"
                            "aaa,12,50,x,0.25,x y\naab,12,60,,0.5,\nbbb,12,70.5,NA,,z\nabc,200,90,y,1e-3,\"a\"\"b\"\n";

static nsc_opened_landscape *open_table(const char *path, const char *rows) {
    nsc_opened_landscape *opened = NULL;
    const nsc_landscape_names names = {
        .space = "hamming:abc^3", .data = &path, .data_count = 1, .rows = rows, .fitness = "column:loss"};
    fuzz_demand(nsc_landscape_open(&opened, &names, NULL) == NSC_OK, "a landscape opens");
    return opened;
}

static void check_where(nsc_opened_landscape *opened, const char *text) {
    const nsc_question question = {.where = text};
    nsc_point_filter *filter = NULL;
    const nsc_space *space;
    uint32_t *passing = NULL;
    size_t count = 0;
    nsc_error error = {0};
    nsc_status status = nsc_point_filter_open(&filter, opened, &question, NULL, 0, &error);
    if (status == NSC_OK) {
        fuzz_demand(nsc_landscape_space(opened, &space, NULL) == NSC_OK, "there is a space");
        status = nsc_point_filter_all(filter, space, &passing, &count, &error);
    }
    if (status != NSC_OK)
        fuzz_refused(status, &error, NULL);
    for (uint32_t point = 0, next = 0; status == NSC_OK && point < space->point_count; point++) {
        bool passes;
        fuzz_demand(nsc_point_filter_pass(filter, &point, 1, &passes, NULL) == NSC_OK &&
                        passes == (next < count && passing[next] == point),
                    "a point passes alone as it does among all");
        next += passes;
    }
    free(passing);
    nsc_point_filter_close(filter);
}

static void check_rows(const char *path, const char *text) {
    nsc_opened_landscape *opened = open_table(path, text);
    const nsc_measurements *measurements;
    nsc_error error = {0};
    const nsc_status status = nsc_landscape_measurements(opened, &measurements, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, NULL);
    else
        fuzz_demand(nsc_measurements_source(measurements, 0)->rows_used > 0, "some rows are used");
    nsc_landscape_close(opened);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    static nsc_opened_landscape *opened;
    char *text = fuzz_text(bytes, size);
    if (opened == NULL)
        opened = open_table(fuzz_write(&file, table, strlen(table)), NULL);
    check_where(opened, text);
    check_rows(file.path, text);
    free(text);
    return 0;
}
