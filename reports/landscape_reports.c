/* Reports on any landscape: `landscape`, `full`, and a recipe of the user's own. */
#include "reports/recipe.h"
#include "reports/search_studies.h"

#include <string.h>

#define ANALYSIS(analysis_name)                                                                                        \
    { .analysis = (analysis_name) }

/* The best optimum is drawn. */
#define OPTIMA                                                                                                         \
    { .analysis = "optima", .pointed = "optima", .points = 1 }

/* What characterises a landscape, in seconds; analyses that a space has no points for leave their reason. */
static const nsc_recipe_row landscape_rows[] = {
    ANALYSIS("density"),      ANALYSIS("distribution"),
    ANALYSIS("rwa"),          ANALYSIS("information"),
    ANALYSIS("gradient"),     ANALYSIS("neighbourfitness"),
    ANALYSIS("neutrality"),   ANALYSIS("cloud"),
    ANALYSIS("evolvability"), OPTIMA,
    ANALYSIS("basins"),       ANALYSIS("lon"),
    ANALYSIS("access"),       ANALYSIS("nearestbetter"),
    ANALYSIS("fdc"),          ANALYSIS("dispersion"),
    ANALYSIS("opeffect"),     ANALYSIS("opfrequency"),
    ANALYSIS("depthwidth"),   ANALYSIS("variance"),
    ANALYSIS("interactions"), ANALYSIS("cost"),
};

static const nsc_recipe landscape_recipe = {.rows = landscape_rows, .row_count = NSC_COUNT_OF(landscape_rows)};

static const nsc_recipe_row full_rows[] = {ANALYSIS("all")};

static const nsc_recipe_overlay full_overlays[] = {
    {.stem = "autocorrelation",
     .analyses = "rwa,encodingrwa",
     .words = "points,encodings",
     .table = "lags",
     .meaning = "autocorrelation of fitness along random walks, over each other"},
};

static const nsc_recipe full_recipe = {.rows = full_rows,
                                       .row_count = NSC_COUNT_OF(full_rows),
                                       .overlays = full_overlays,
                                       .overlay_count = NSC_COUNT_OF(full_overlays)};

/* ---- writing ---- */

/* The fitness that the rows are of unless they name another. */
static nsc_status find_fitness(nsc_report_run *run, nsc_error *error) {
    const nsc_fitness_rule *rule;
    const nsc_report_fitness *found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_rule(run->request->opened, NULL, &rule, error));
    NSC_TRY(nsc_report_ask(run, rule->text, &found, error));
    if (found->fitness == NULL)
        NSC_TRY(nsc_error_set(error, NSC_MISSING, "%s", found->reason));
    run->locality = found->fitness;
out:
    if (run->label != NULL)
        nsc_error_prefix(error, "data %s: ", run->label);
    return status;
}

static nsc_status write_recipe(nsc_report_run *run, nsc_error *error) {
    nsc_status status = find_fitness(run, error);
    for (size_t number = 0; status == NSC_OK && number < run->other_count; number++)
        status = find_fitness(run->others[number], error);
    return status != NSC_OK ? status : nsc_recipe_write(run, error);
}

const nsc_report nsc_report_landscape = {
    .name = "landscape",
    .meaning = "any space: distribution of fitness, locality, neighbours, optima, distances to the best, composition",
    .title = "The fitness landscape",
    .on_surrogate = "locality looks stronger than on measurements: `nasscape data fetch run1` gets 3.4 MB of them",
    .recipe = &landscape_recipe,
    .write = write_recipe,
};

/* ---- full ---- */

static void release_searches(nsc_report_run *run) {
    nsc_report_search.release(run);
}

#define FULL_MEANING "any space: every analysis that suits it, the profile, and simulated searches"
#define FULL_TITLE "Everything about the landscape"
#define FULL_ON_SURROGATE                                                                                              \
    "locality looks stronger than on measurements, and searches that step from good points to their neighbours look "  \
    "better: `nasscape data fetch run1` gets 3.4 MB of measurements"

/* The report full on a landscape that cannot be searched. */
static const nsc_report without_searches = {
    .name = "full",
    .meaning = FULL_MEANING,
    .title = FULL_TITLE,
    .on_surrogate = FULL_ON_SURROGATE,
    .recipe = &full_recipe,
    .release = release_searches,
};

/* The searches after all analyses; if they fail, the analyses stay. */
static nsc_status write_full(nsc_report_run *run, nsc_error *error) {
    const nsc_report_item searches = {.name = "rankings.csv", .meaning = "every algorithm by its mean regret"};
    nsc_error reason = {0};
    nsc_status status = write_recipe(run, error);
    if (status != NSC_OK)
        return status;
    const nsc_fitness *locality = run->locality;
    status = nsc_report_search.write(run, &reason);
    run->locality = locality;
    if (status == NSC_OK)
        return NSC_OK;
    if (nsc_report_ends(run, &reason))
        return nsc_error_pass(error, status, &reason);
    run->report = &without_searches;
    return nsc_report_leave_out(run, &searches, reason.message, error);
}

static void put_searches(const nsc_report_run *run, nsc_json *json) {
    nsc_report_search.manifest(run, json);
}

static nsc_status list_searches(const nsc_space *space, const nsc_relation *relation, nsc_names *names,
                                nsc_error *error) {
    return nsc_report_search.files(space, relation, names, error);
}

const nsc_report nsc_report_full = {
    .name = "full",
    .meaning = FULL_MEANING,
    .title = FULL_TITLE,
    .on_surrogate = FULL_ON_SURROGATE,
    .searches = true,
    .recipe = &full_recipe,
    .reads = NSC_READS(seed) | NSC_READS_RELATION,
    .write = write_full,
    .sections = nsc_search_sections,
    .section_count = NSC_SEARCH_SECTIONS,
    .manifest = put_searches,
    .files = list_searches,
    .release = release_searches,
};

/* ---- a recipe of the user's own ---- */

nsc_report nsc_report_of_recipe(const nsc_recipe *recipe) {
    return (nsc_report){
        .name = "recipe",
        .meaning = "a report of your own: the analyses of a recipe",
        .on_surrogate = nsc_report_landscape.on_surrogate,
        .recipe = recipe,
        .write = write_recipe,
    };
}
