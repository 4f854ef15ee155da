/*
 * Any bytes as a network of optima of another program, and as its table of nodes, parted by a line "====": refused with
 * the file's name, or measured: each figure has a value, or a reason why not.
 */
#include "fuzz.h"

#include "analysis/analysis.h"
#include "base/base.h"

const unsigned fuzz_default_rounds = 10000;

const char *const fuzz_seeds[] = {
    "from,to,weight\na,b,2\nb,a,1\nc,a,0.5\na,a,3\n\n====\nnode,fitness,stay\na,3,\nb,2,0.5\nc,1,\n",
    "from,to,weight,from_fitness,to_fitness\na,b,2,1,2\nb,c,1,2,3\n",
    "fit1 sol1 fit2 sol2\n1 a 2 b\n2 b 1.5 c\n2 b 3 d\n",
    "1 a 2 b\n2 b 3 c\n",
    "run,fitness,solution\n1,1,a\n1,2,b\n2,0.5,c\n2,2,b\n",
    "[{\"from\": \"a\", \"to\": \"b\", \"weight\": 1, \"from_fitness\": 0, \"to_fitness\": 1}]",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {FUZZ_PARTED,    "\"",       ",",    " ",       "\n",    "weight",  "count", "stay",
                                   "from_fitness", "run",      "node", "fitness", "1e308", "-1e-300", "nan",   "0",
                                   "1e999",        "\xc3\xa4", NULL};

/* The place of a column; their number if there is none. */
static size_t column_named(const nsc_table *table, const char *name) {
    size_t column = 0;
    while (column < nsc_table_column_count(table) && strcmp(nsc_table_columns(table)[column].name, name) != 0)
        column++;
    return column;
}

static void check_table(const nsc_table *table) {
    const size_t value = column_named(table, "value"), reason = column_named(table, "reason");
    const size_t columns = nsc_table_column_count(table);
    for (size_t row = 0; value < columns && reason < columns && row < nsc_table_row_count(table); row++)
        fuzz_demand(nsc_table_value(table, row, value).type != NSC_VALUE_MISSING ||
                        nsc_table_value(table, row, reason).type == NSC_VALUE_TEXT,
                    "a figure has a value, or a reason why not");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file files[2] = {{.descriptor = -1}, {.descriptor = -1}};
    const nsc_analysis *analysis = nsc_analysis_named("lon");
    const nsc_landscape_names names = {.direction = size % 2 == 0 ? NSC_MAXIMISE : NSC_MINIMISE};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_error error = {0};
    size_t node_size = 0;
    const uint8_t *nodes = fuzz_second(bytes, &size, &node_size);
    options.network = fuzz_write(&files[0], bytes, size);
    if (nodes != NULL)
        options.nodes = fuzz_write(&files[1], nodes, node_size);
    options.control = NSC_THREADS(1);
    const nsc_status status = nsc_analysis_run_network(analysis, &names, &options, tables, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, NULL);
    for (size_t number = 0; status == NSC_OK && number < analysis->table_count; number++)
        check_table(tables[number]);
    nsc_analysis_release(tables);
    return 0;
}
