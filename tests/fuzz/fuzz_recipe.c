/* Any bytes as a recipe of a report: refused with file and line, or rows whose files have names of their own. */
#include "fuzz.h"

#include "base/base.h"
#include "reports/recipe_file.h"

const unsigned fuzz_default_rounds = 20000;

static const char two_data_sets[] =
    "data all space=nb101:vertices=5\ndata small space=nb101:vertices=4 minimise\n"
    "analyse distribution data=all,small figures=none\n"
    "analyze budgets tables=summary fitness=test@108|valid@108\n"
    "overlay both analyses=distribution table=values words=one meaning=\"two values\"\n";

const char *const fuzz_seeds[] = {
    "title  My \"own\" landscape # words\nanalyse rwa lags=5 relation=strict name=walks\nanalyse fdc\n",
    two_data_sets,
    "analyse all\n",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"title ",   "data ", "analyse ", "overlay ",  "\"",      "#",        "=",
                                   ",",        "\n",    "lags=",    "name=",     "tables=", "figures=", "relation=",
                                   "fitness=", "data=", "space=",   "analyses=", "table=",  "words=",   "rwa",
                                   "all",      "|",     "\xc3\xa4", "../",       NULL};

static nsc_opened_landscape *opened;
static const nsc_relation *relation;

/* The names of the files that the recipe would write. */
static void check_files(const nsc_recipe_file *file) {
    const nsc_analysis_options options = nsc_analysis_defaults();
    const nsc_report_request request = {.folder = "none",
                                        .opened = opened,
                                        .data = file->data,
                                        .data_count = file->data_count,
                                        .relation = relation,
                                        .options = &options};
    nsc_names names = {0};
    nsc_error error = {0};
    const nsc_status status = nsc_recipe_files(&file->recipe, &request, &names, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, NULL);
    for (size_t name = 0; name < names.count; name++)
        fuzz_demand(names.items[name][0] != '\0' && strchr(names.items[name], '/') == NULL,
                    "files lie in the folder of the report");
    nsc_names_release(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file text = {.descriptor = -1};
    const nsc_landscape_names names = {.space = "nb101:vertices=4", .fitness = "params"};
    nsc_recipe_file file = {0};
    nsc_error error = {0};
    if (opened == NULL)
        fuzz_demand(nsc_landscape_open(&opened, &names, NULL) == NSC_OK &&
                        nsc_landscape_relation(opened, &relation, NULL) == NSC_OK,
                    "a landscape opens");
    const char *path = fuzz_write(&text, bytes, size);
    const nsc_status status = nsc_recipe_file_read(&file, path, &error);
    if (status == NSC_OK) {
        fuzz_demand(file.recipe.row_count > 0, "a recipe has rows");
        if (file.data_count == 0)
            check_files(&file);
    } else {
        fuzz_refused(status, &error, path);
    }
    nsc_recipe_file_release(&file);
    return 0;
}
