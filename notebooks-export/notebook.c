/* The table of notebooks, and the folder of one: the module first, the notebook last. */
#include "notebooks-export/notebooks_internal.h"

#include <string.h>
#include <strings.h>

static const char *const overview[] = {"density", "distribution", "depthwidth", "opfrequency",
                                       "peaks",   "profile",      NULL};
static const char *const locality[] = {"rwa", "fdc", "opeffect", "rarity", NULL};
static const char *const neighbourhood[] = {"evolvability", "cloud", "neutrality", "edgeeffect", "nearestbetter", NULL};
static const char *const structure[] = {"optima",   "basins",       "lon",      "access",
                                        "variance", "interactions", "spectrum", NULL};
static const char *const search[] = {NULL};
static const char *const compare[] = {"compare", "rwa", "optima", NULL};

static const nsc_notebook notebooks[] = {
    {"overview", "first look at a landscape: distribution, best points, composition, profile", overview,
     nsc_notebook_overview},
    {"locality", "similarity of neighbours and its reach, beside the numbers of Ying et al. 2019", locality,
     nsc_notebook_locality},
    {"neighbourhood", "what single changes do: the neighbours of the best points, and of all points", neighbourhood,
     nsc_notebook_neighbourhood},
    {"structure", "local optima, their basins and network, and the interactions behind them", structure,
     nsc_notebook_structure},
    {"search", "simulated searches: algorithms compared, and one of your own by ask and tell", search,
     nsc_notebook_search},
    {"compare", "agreement of two fitnesses and of two relations on the same points", compare, nsc_notebook_compare},
};

size_t nsc_notebook_count(void) {
    return sizeof notebooks / sizeof notebooks[0];
}

const nsc_notebook *nsc_notebook_at(size_t number) {
    return &notebooks[number];
}

const nsc_notebook *nsc_notebook_named(const char *name) {
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        if (strcasecmp(notebooks[number].name, name) == 0)
            return &notebooks[number];
    return NULL;
}

nsc_option_set nsc_notebook_reads(const nsc_notebook *notebook) {
    nsc_option_set reads = NSC_READS_RELATION; /* the landscape is opened with it */
    for (const char *const *name = notebook->analyses; *name != NULL; name++)
        reads |= nsc_analysis_reads(nsc_analysis_named(*name));
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if (nsc_analysis_option_rows[row].option.file != NULL)
            reads &= ~nsc_analysis_option_bit(&nsc_analysis_option_rows[row]);
    return reads;
}

/* ---- files ---- */

static const char module_name[] = "nasscape.py";

enum { NAME_SIZE = 64 };

static void name_notebook(const nsc_notebook *notebook, char name[NAME_SIZE]) {
    snprintf(name, NAME_SIZE, "%s.ipynb", notebook->name);
}

nsc_status nsc_notebook_files(const nsc_notebook *notebook, nsc_names *names, nsc_error *error) {
    char name[NAME_SIZE];
    name_notebook(notebook, name);
    const nsc_status status = nsc_names_add(names, name, error);
    return status == NSC_OK ? nsc_names_add(names, module_name, error) : status;
}

static nsc_status open_file(nsc_output *output, const char *folder, const char *name, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, folder, name, error);
    if (status == NSC_OK)
        status = nsc_output_open(output, path, error);
    free(path);
    return status;
}

/* Writes the module, which looks for this program's library last. A failed write is found by the commit. */
static nsc_status write_module(FILE *stream, nsc_error *error) {
    static const char last_resort[] = "_LAST_RESORT = \"\"";
    const char *line = strstr(nsc_notebook_module, last_resort);
    if (line == NULL)
        return nsc_error_set(error, NSC_FAILED, "nasscape.py has no place for the path of the library");
    fwrite(nsc_notebook_module, 1, (size_t)(line - nsc_notebook_module), stream);
    fputs("_LAST_RESORT = ", stream);
    nsc_notebook_write_library(stream);
    fputs(line + strlen(last_resort), stream);
    return NSC_OK;
}

nsc_status nsc_notebook_write(const nsc_notebook *notebook, const nsc_notebook_subject *subject, const char *folder,
                              nsc_error *error) {
    nsc_notebook_words words = {0};
    nsc_output output = {0};
    char name[NAME_SIZE];
    nsc_status status = NSC_OK;
    name_notebook(notebook, name);
    NSC_TRY(nsc_notebook_words_make(&words, notebook, subject, error));
    NSC_TRY(nsc_folder_create(folder, error));
    NSC_TRY(open_file(&output, folder, module_name, error));
    NSC_TRY(write_module(output.stream, error));
    NSC_TRY(nsc_output_commit(&output, error));
    NSC_TRY(open_file(&output, folder, name, error));
    NSC_TRY(nsc_notebook_write_cells(notebook->cells, &words, subject->landscape, output.stream, error));
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    nsc_notebook_words_release(&words);
    return status;
}
