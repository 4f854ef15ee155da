/* The table of notebooks, and writing one: its analyses first, then its files, the notebook last. */
#include "data/surrogate/surrogate.h"
#include "notebooks-export/notebooks_internal.h"

#include <string.h>
#include <strings.h>

static const char *const locality_analyses[] = {"rwa", "fdc", "opeffect", "rarity", "density", "distribution", NULL};

static const nsc_notebook notebooks[] = {
    {"locality", "how alike neighbours are and how far it reaches, beside the paper's numbers", locality_analyses,
     nsc_notebook_locality},
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
    nsc_option_set reads = 0;
    for (const char *const *name = notebook->analyses; *name != NULL; name++)
        reads |= nsc_analysis_reads(nsc_analysis_named(*name));
    return reads;
}

/* ---- what landscape this is ---- */

static const nsc_column landscape_columns[] = {
    {"key", "what is said of the landscape"},
    {"value", "of the key"},
};

/* The best points: how many are equally good, their fitness, and the name of the first of them. */
static nsc_status find_best(const nsc_landscape *landscape, nsc_point_name *name, double *value, int64_t *count,
                            nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    const nsc_order order = nsc_order_of(fitness);
    uint32_t best = 0;
    *value = nsc_fitness_best(fitness);
    *count = 0;
    for (uint32_t point = fitness->point_count; point-- > 0;)
        if (nsc_equally_fit(&order, fitness->values[point], *value)) {
            best = point;
            ++*count;
        }
    return landscape->space->point_name(landscape->space, best, name, error);
}

/* What the built-in surrogate makes smoother than it was measured: to be told beside every figure on locality. */
static nsc_status add_surrogate(const nsc_landscape *landscape, nsc_table *table, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    const nsc_surrogate *model = fitness->surrogate;
    const size_t relation = (size_t)(landscape->graph->relation - nsc_relations);
    if (model == NULL || relation >= NSC_SURROGATE_RELATIONS || model->edges[relation].pairs == 0)
        return NSC_OK;
    const nsc_value rows[][2] = {
        {nsc_text("surrogate_edge_pairs"), nsc_integer((int64_t)model->edges[relation].pairs)},
        {nsc_text("surrogate_edge_measured"), nsc_real(model->edges[relation].measured)},
        {nsc_text("surrogate_edge_fitted"), nsc_real(model->edges[relation].fitted)},
        {nsc_text("surrogate_points"), nsc_integer(model->judgement.count)},
        {nsc_text("surrogate_spearman"), nsc_real(model->judgement.spearman)},
        {nsc_text("surrogate_measured_sd"), nsc_real(model->judgement.measured_sd)},
        {nsc_text("surrogate_fitted_sd"), nsc_real(model->judgement.fitted_sd)},
    };
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < sizeof rows / sizeof rows[0]; row++)
        status = nsc_table_add(table, rows[row], NSC_COUNT_OF(rows[row]), error);
    return status;
}

/* What else counts as neighbours in this space, both ways; separated by spaces. */
static void list_other_relations(const nsc_landscape *landscape, char names[], size_t size) {
    size_t length = 0;
    names[0] = '\0';
    for (size_t row = 0; row < nsc_relation_count && length < size; row++) {
        const nsc_relation *relation = &nsc_relations[row];
        if (relation != landscape->graph->relation && !relation->directed && relation->spaces == landscape->space->kind)
            length += (size_t)snprintf(names + length, size - length, "%s%s", length > 0 ? " " : "", relation->name);
    }
}

/* The first distance of the space that the tables are not by; NULL where there is none. */
static const char *other_distance(const nsc_landscape *landscape, const nsc_distance *distance) {
    for (size_t row = 0; row < nsc_distance_count; row++)
        if (&nsc_distances[row] != distance && nsc_distances[row].offered(landscape->space))
            return nsc_distances[row].name;
    return NULL;
}

static nsc_status describe(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **table,
                           nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    nsc_graph_figures figures = {0};
    nsc_point_name best;
    char relations[128];
    double best_fitness;
    int64_t best_count;
    nsc_status status = NSC_OK;
    list_other_relations(landscape, relations, sizeof relations);
    NSC_TRY(nsc_table_create(table, landscape_columns, 2, error));
    NSC_TRY(nsc_graph_figures_of(landscape->graph, landscape->space, &figures, error));
    NSC_TRY(find_best(landscape, &best, &best_fitness, &best_count, error));
    const nsc_value rows[][2] = {
        {nsc_text("nasscape"), nsc_text(NASSCAPE_VERSION)},
        {nsc_text("space"), nsc_text(landscape->space->name)},
        {nsc_text("points"), nsc_integer(landscape->space->point_count)},
        {nsc_text("relation"), nsc_text(landscape->graph->relation->name)},
        {nsc_text("other_relations"), nsc_text(relations)},
        {nsc_text("edges"), nsc_integer((int64_t)figures.edges)},
        {nsc_text("components"), nsc_integer(figures.components)},
        {nsc_text("degree_minimum"), nsc_integer(figures.degree_minimum)},
        {nsc_text("degree_mean"), nsc_real(figures.degree_mean)},
        {nsc_text("degree_maximum"), nsc_integer(figures.degree_maximum)},
        {nsc_text("distance"), nsc_text(options->distance->name)},
        {nsc_text("other_distance"), nsc_text(other_distance(landscape, options->distance))},
        {nsc_text("fitness"), nsc_text(fitness->rule.text)},
        {nsc_text("origin"), nsc_text(nsc_origin_name(fitness->origin))},
        {nsc_text("source"), nsc_text(fitness->source)},
        {nsc_text("known"), nsc_integer(fitness->known_count)},
        {nsc_text("coverage"), nsc_real(nsc_fitness_coverage(fitness))},
        {nsc_text("best"), nsc_text(best.text)},
        {nsc_text("best_fitness"), nsc_real(best_fitness)},
        {nsc_text("best_points"), nsc_integer(best_count)},
        {nsc_text("direction"), nsc_text(nsc_direction_name(landscape->fitness->direction))},
        {nsc_text("equal_within"), nsc_real(nsc_order_of(landscape->fitness).equal_within)},
        {nsc_text("seed"), nsc_unsigned(options->seed)},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
        NSC_TRY(nsc_table_add(*table, rows[row], NSC_COUNT_OF(rows[row]), error));
    NSC_TRY(add_surrogate(landscape, *table, error));
out:
    nsc_graph_figures_release(&figures);
    return status;
}

/* ---- words for the template ---- */

/* What a reader must know before the first number. */
static const char *notice_of(nsc_origin origin) {
    switch (origin) {
    case NSC_ORIGIN_SURROGATE:
        return "**SURROGATE, not measured.** Every fitness here is the prediction of a regression that was fitted to "
               "published measurements. It is smoother than the truth, so that neighbours look more alike than they "
               "are.";
    case NSC_ORIGIN_SYNTHETIC:
        return "**SYNTHETIC, not measured.** The fitness is made up; it serves to try the analyses, not to learn of "
               "architectures.";
    case NSC_ORIGIN_MEASURED:
        return "The fitness was measured; the first section says for how much of the space.";
    case NSC_ORIGIN_COMPUTED:
        break;
    }
    return "The fitness is computed from the architectures themselves: exact for every point, and no measure of "
           "quality.";
}

/* A text between back quotes must not hold one, nor a line's end. */
static nsc_status quotable(char **target, const char *text, nsc_error *error) {
    nsc_status status = nsc_copy_text(target, text, error);
    for (char *byte = *target; byte != NULL && *byte != '\0'; byte++)
        if (*byte == '`' || *byte == '|' || (unsigned char)*byte < ' ')
            *byte = ' ';
    return status;
}

static nsc_status write_notebook(const nsc_notebook *notebook, const nsc_landscape *landscape,
                                 const nsc_analysis_options *options, FILE *stream, nsc_error *error) {
    const nsc_fitness *fitness = landscape->fitness;
    char *source = NULL, *rule = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(quotable(&source, fitness->source, error));
    NSC_TRY(quotable(&rule, fitness->rule.text, error));
    const nsc_notebook_word words[] = {
        {"NOTICE", notice_of(fitness->origin)},
        {"SPACE", landscape->space->name},
        {"RELATION", landscape->graph->relation->name},
        {"RELATION_MEANING", landscape->graph->relation->meaning},
        {"DISTANCE", options->distance->name},
        {"DISTANCE_MEANING", options->distance->meaning},
        {"FITNESS", rule},
        {"ORIGIN", nsc_origin_name(fitness->origin)},
        {"SOURCE", source},
        {"VERSION", NASSCAPE_VERSION},
    };
    NSC_TRY(nsc_notebook_write_cells(notebook->cells, words, sizeof words / sizeof words[0], stream, error));
out:
    free(source);
    free(rule);
    return status;
}

/* ---- files ---- */

static const char description_name[] = "landscape.csv", loader_name[] = "nasscape_loader.py";

static nsc_status save_table(const nsc_table *table, const char *folder, const char *name, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, folder, name, error);
    if (status == NSC_OK)
        status = nsc_table_save(table, NSC_FORMAT_CSV, path, error);
    free(path);
    return status;
}

static nsc_status write_tables(const nsc_analysis *analysis, nsc_table *const *tables, const nsc_landscape *landscape,
                               const nsc_analysis_options *options, const char *folder, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < analysis->table_count; number++) {
        char name[NSC_ANALYSIS_FILE_SIZE];
        nsc_analysis_file_name(analysis, number, landscape->graph->relation, options->distance, "csv", name);
        status = save_table(tables[number], folder, name, error);
    }
    return status;
}

static nsc_status open_file(nsc_output *output, const char *folder, const char *name, nsc_error *error) {
    char *path = NULL;
    nsc_status status = nsc_path_join(&path, folder, name, error);
    if (status == NSC_OK)
        status = nsc_output_open(output, path, error);
    free(path);
    return status;
}

static nsc_status write_loader(const char *folder, nsc_error *error) {
    nsc_output output;
    nsc_status status = open_file(&output, folder, loader_name, error);
    if (status != NSC_OK)
        return status;
    fputs(nsc_notebook_loader, output.stream); /* a failure is found by the commit */
    return nsc_output_commit(&output, error);
}

static void name_notebook(const nsc_notebook *notebook, char name[NSC_ANALYSIS_FILE_SIZE]) {
    snprintf(name, NSC_ANALYSIS_FILE_SIZE, "%s.ipynb", notebook->name);
}

nsc_status nsc_notebook_files(const nsc_notebook *notebook, const nsc_relation *relation, const nsc_distance *distance,
                              nsc_names *names, nsc_error *error) {
    char name[NSC_ANALYSIS_FILE_SIZE];
    nsc_status status = NSC_OK;
    name_notebook(notebook, name);
    NSC_TRY(nsc_names_add(names, name, error));
    NSC_TRY(nsc_names_add(names, loader_name, error));
    NSC_TRY(nsc_names_add(names, description_name, error));
    for (const char *const *read = notebook->analyses; *read != NULL; read++) {
        const nsc_analysis *analysis = nsc_analysis_named(*read);
        for (size_t number = 0; number < analysis->table_count; number++) {
            nsc_analysis_file_name(analysis, number, relation, distance, "csv", name);
            NSC_TRY(nsc_names_add(names, name, error));
        }
    }
out:
    return status;
}

nsc_status nsc_notebook_write(const nsc_notebook *notebook, const nsc_landscape *landscape,
                              const nsc_analysis_options *options, const char *folder, nsc_error *error) {
    nsc_table *(*tables)[NSC_ANALYSIS_TABLES] = NULL;
    nsc_table *description = NULL;
    size_t count = 0;
    char name[NSC_ANALYSIS_FILE_SIZE];
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    while (notebook->analyses[count] != NULL)
        count++;
    NSC_TRY(nsc_allocate(&tables, count, sizeof *tables, error));
    NSC_TRY(describe(landscape, options, &description, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(nsc_analysis_run(nsc_analysis_named(notebook->analyses[number]), landscape, options, tables[number],
                                 error));
    NSC_TRY(nsc_folder_create(folder, error));
    NSC_TRY(save_table(description, folder, description_name, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(write_tables(nsc_analysis_named(notebook->analyses[number]), tables[number], landscape, options, folder,
                             error));
    NSC_TRY(write_loader(folder, error));
    name_notebook(notebook, name);
    NSC_TRY(open_file(&output, folder, name, error));
    NSC_TRY(write_notebook(notebook, landscape, options, output.stream, error));
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    for (size_t number = 0; tables != NULL && number < count; number++)
        nsc_analysis_release(tables[number]);
    free(tables);
    nsc_table_destroy(description);
    return status;
}
