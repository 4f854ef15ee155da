/*
 * Any bytes as the manifest and a table of a report's folder, parted by a line "====": refused with the file's name, or
 * facts and tables, which are compared with each other.
 */
#include "fuzz.h"

#include "base/base.h"
#include "reports/diff_internal.h"

#include <fcntl.h>
#include <limits.h>

const unsigned fuzz_default_rounds = 2000;

#define MANIFEST                                                                                                       \
    "{\"report\": \"landscape\", \"space\": \"nb101\", \"points\": 91, \"fitness\": \"test@108:mean\", "               \
    "\"fitnesses\": [{\"rule\": \"test@108:mean\", \"direction\": \"maximise\"}], \"seed\": 1, \"coverage\": 0.5, "    \
    "\"data\": [{\"path\": \"a.csv\"}], \"surrogate\": true, \"files\": "

const char *const fuzz_seeds[] = {
    MANIFEST
    "[{\"name\": \"rwa.csv\", \"analysis\": \"rwa\", \"table\": \"autocorrelation\", \"relation\": \"pruned\", "
    "\"rows\": 2, \"validity\": \"raw\"}]}\n====\n"
    "lag,autocorrelation,low,high,reason\n1,0.5,0.25,0.75,\n2,0.25,,,too few\n",
    MANIFEST "[{\"name\": \"fdc-summary.csv\", \"analysis\": \"fdc\", \"table\": \"summary\", \"rows\": 1}, {\"name\": "
             "\"page.md\"}]}\n====\nstatistic,value,low,high,reason\npearson,-0.5,-0.75,-0.25,\n",
    MANIFEST "[{\"name\": \"graph.csv\", \"rows\": 3}]}\n====\nkey,value\npoints,91\nname,x\nshare,0.5\n",
    "{}\n====\n",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {
    FUZZ_PARTED, "{",   "}",     "[",           "]",          "\"",          ",",          ":",    "null",
    "true",      "-1",  "1e308", "nan",         "\"name\": ", "\"files\": ", "\"rows\": ", ".csv", "\"../a.csv\"",
    "/",         "low", "high",  "key,value\n", "\n",         "\\u0000",     NULL};

static int folder = -1;
static char folder_path[FUZZ_PATH_SIZE];

static void open_folder(void) {
    fuzz_make_folder(folder_path);
    folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fuzz_demand(folder >= 0, "and opened");
}

/* The folder goes with the process. */
static void __attribute__((destructor)) remove_folder(void) {
    if (folder >= 0) {
        unlinkat(folder, NSC_MANIFEST, 0);
        unlinkat(folder, "table.csv", 0);
        rmdir(folder_path);
    }
}

static void write_part(const char *name, const uint8_t *bytes, size_t size) {
    const int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_demand(file >= 0 && write(file, bytes, size) == (ssize_t)size && close(file) == 0, "a file is written");
}

/* Compares two tables, as the report on differences does. */
static void compare(const nsc_diff_file *file, const nsc_table *one, const nsc_table *other) {
    nsc_table *differences = NULL;
    nsc_diff_count count = {.matched = 0};
    nsc_error error = {0};
    fuzz_demand(nsc_table_create(&differences, nsc_diff_columns, NSC_DIFF_COLUMNS, NULL) == NSC_OK, "a table is made");
    const nsc_status status =
        nsc_diff_rows(NULL, 0, file->name, false, (const nsc_table *const[2]){one, other}, differences, &count, &error);
    fuzz_demand_told(status == NSC_OK, "that succeeds", &error);
    fuzz_demand(one != other || (count.differing == 0 && count.exact_differing == 0), "a table equals itself");
    nsc_table_destroy(differences);
}

/* Every table that the manifest names is the one that there is. */
static void check_tables(nsc_diff_side *side) {
    nsc_table *first = NULL;
    nsc_names texts[2] = {{0}, {0}};
    for (size_t number = 0; number < side->file_count; number++) {
        nsc_diff_file named = side->files[number];
        nsc_table *table = NULL;
        nsc_error error = {0};
        fuzz_demand(strchr(named.name, '/') == NULL, "tables lie in the folder");
        named.name = (char *)(uintptr_t) "table.csv";
        const nsc_status status = nsc_diff_read_table(side, &named, &table, &texts[first != NULL], &error);
        if (status != NSC_OK) {
            fuzz_refused(status, &error, "table.csv");
            break;
        }
        compare(&named, table, table);
        if (first != NULL)
            compare(&named, first, table);
        if (first == NULL) {
            first = table;
            continue;
        }
        nsc_table_destroy(table);
        nsc_names_release(&texts[1]);
    }
    nsc_table_destroy(first);
    nsc_names_release(&texts[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    nsc_diff_side side;
    nsc_error error = {0};
    if (folder < 0)
        open_folder();
    size_t table_size = 0;
    const uint8_t *table = fuzz_second(bytes, &size, &table_size);
    write_part(NSC_MANIFEST, bytes, size);
    if (table != NULL)
        write_part("table.csv", table, table_size);
    const nsc_status status = nsc_diff_side_read(&side, "A", folder_path, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, folder_path);
    else if (table != NULL)
        check_tables(&side);
    nsc_diff_side_release(&side);
    return 0;
}
