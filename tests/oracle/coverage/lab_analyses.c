/* Analyses by their names and options: "fdc targets=true-best". */
#include "oracle/coverage/lab.h"

#include <math.h>
#include <string.h>

/* The names of all points that equal the best one, separated by semicolons. */
static nsc_status find_true_best(const lab_landscape *landscape, char **names, nsc_error *error) {
    const nsc_space *space = landscape->view.space;
    const nsc_fitness *fitness = landscape->view.fitness;
    const nsc_order order = nsc_order_of(fitness);
    const double best = nsc_fitness_best(fitness);
    size_t length = 0, capacity = 0;
    nsc_status status = NSC_OK;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        nsc_point_name name;
        if (!nsc_fitness_known(fitness, point) || fabs(fitness->values[point] - best) > order.equal_within)
            continue;
        NSC_TRY(space->point_name(space, point, &name, error));
        NSC_TRY(nsc_reserve(names, &capacity, length + strlen(name.text) + 2, 1, error));
        length += (size_t)sprintf(*names + length, "%s%s", length > 0 ? ";" : "", name.text);
    }
out:
    return status;
}

static nsc_status set_option(lab_analysis *asked, const lab_landscape *landscape, const char *name, const char *value,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < nsc_analysis_option_count; row++) {
        if (strcmp(nsc_analysis_option_rows[row].option.name, name) != 0)
            continue;
        if (strcmp(name, "targets") == 0 && strcmp(value, "true-best") == 0) {
            if (asked->true_best == NULL)
                NSC_TRY(find_true_best(landscape, &asked->true_best, error));
            value = asked->true_best;
        }
        return nsc_analysis_option_set(&asked->options, &nsc_analysis_option_rows[row], value, error);
    }
    status = nsc_error_set(error, NSC_USAGE, "%s: no option %s", asked->name, name);
out:
    return status;
}

/* Sets the options of "lags=10 walks=2"; the words are taken apart where they stand, and options may point to them. */
static nsc_status set_options(lab_analysis *asked, const lab_landscape *landscape, char *words, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (words != NULL && *words != '\0') {
        char *value = strsep(&words, " "), *option = strsep(&value, "=");
        if (value == NULL)
            return nsc_error_set(error, NSC_USAGE, "%s: expected OPTION=VALUE", asked->name);
        NSC_TRY(set_option(asked, landscape, option, value, error));
    }
out:
    return status;
}

nsc_status lab_analysis_open(lab_analysis *asked, const lab_landscape *landscape, const char *name, const char *options,
                             const nsc_control *control, nsc_error *error) {
    nsc_status status = NSC_OK;
    *asked = (lab_analysis){.options = nsc_analysis_defaults()};
    asked->options.control = control;
    NSC_TRY(nsc_copy_text(&asked->name, name, error));
    NSC_TRY(nsc_copy_text(&asked->words, name, error));
    NSC_TRY(nsc_copy_text(&asked->shared, options, error));
    char *words = asked->words;
    asked->analysis = nsc_analysis_named(strsep(&words, " "));
    if (asked->analysis == NULL)
        return nsc_error_set(error, NSC_USAGE, "no analysis %s", asked->words);
    NSC_TRY(nsc_distance_of(landscape->view.space, NULL, &asked->options.distance, error));
    NSC_TRY(set_options(asked, landscape, asked->shared, error));
    NSC_TRY(set_options(asked, landscape, words, error));
out:
    return status;
}

void lab_analysis_close(lab_analysis *asked) {
    free(asked->name);
    free(asked->words);
    free(asked->shared);
    free(asked->true_best);
}
