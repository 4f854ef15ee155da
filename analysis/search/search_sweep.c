/* Sweeps over settings: one algorithm becomes several. */
#include "analysis/search/search_sweep.h"

#include "base/base.h"

#include <string.h>

/* The algorithms that a text stands for so far, each with values of the sweeps before. */
typedef struct sweep_job {
    nsc_names texts;
    const nsc_search_algorithm *algorithm;
} sweep_job;

static bool has_setting(const nsc_search_algorithm *algorithm, const char *name, size_t length) {
    for (size_t row = 0; row < algorithm->setting_count; row++)
        if (strlen(algorithm->settings[row].option.name) == length &&
            strncmp(algorithm->settings[row].option.name, name, length) == 0)
            return true;
    return false;
}

/* Adds `text` with one more setting. */
static nsc_status add_setting(nsc_names *texts, const char *text, const char *name, size_t name_length,
                              const char *value, size_t value_length, nsc_error *error) {
    const size_t size = strlen(text) + name_length + value_length + sizeof ":=";
    char *longer = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&longer, size, 1, error));
    snprintf(longer, size, "%s%c%.*s=%.*s", text, strchr(text, ':') != NULL ? ',' : ':', (int)name_length, name,
             (int)value_length, value);
    NSC_TRY(nsc_names_add(texts, longer, error));
out:
    free(longer);
    return status;
}

/* Replaces each text by one for each value of the sweep; leaves them as they are if the algorithm lacks the setting. */
static nsc_status apply(sweep_job *job, const char *sweep, bool *applies, nsc_error *error) {
    const char *equals = strchr(sweep, '=');
    nsc_names longer = {0};
    nsc_status status = NSC_OK;
    if (equals == NULL || equals == sweep || equals[1 + strspn(equals + 1, ",")] == '\0')
        return nsc_error_set(error, NSC_USAGE, "--sweep is NAME=VALUE,VALUE,..., not \"%.60s\"", sweep);
    const size_t name_length = (size_t)(equals - sweep);
    if (!has_setting(job->algorithm, sweep, name_length))
        return NSC_OK;
    *applies = true;
    for (size_t number = 0; number < job->texts.count; number++)
        for (const char *value = equals + 1; *value != '\0';) {
            const size_t length = strcspn(value, ",");
            if (length > 0)
                NSC_TRY(add_setting(&longer, job->texts.items[number], sweep, name_length, value, length, error));
            value += length + (value[length] == ',');
        }
out:
    if (status != NSC_OK) {
        nsc_names_release(&longer);
        return status;
    }
    nsc_names_release(&job->texts);
    job->texts = longer;
    return status;
}

nsc_status nsc_search_sweep(nsc_names *expanded, const char *const *texts, size_t count, const char *const *sweeps,
                            size_t sweep_count, nsc_error *error) {
    sweep_job job = {0};
    bool *applies = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&applies, sweep_count, sizeof *applies, error));
    for (size_t number = 0; number < count; number++) {
        nsc_chosen_algorithm chosen;
        NSC_TRY(nsc_chosen_algorithm_read(&chosen, texts[number], false, NULL, 0, error));
        job.algorithm = chosen.algorithm;
        nsc_chosen_algorithm_release(&chosen);
        nsc_names_release(&job.texts);
        job.texts = (nsc_names){0};
        NSC_TRY(nsc_names_add(&job.texts, texts[number], error));
        for (size_t sweep = 0; sweep < sweep_count; sweep++)
            NSC_TRY(apply(&job, sweeps[sweep], &applies[sweep], error));
        for (size_t text = 0; text < job.texts.count; text++)
            NSC_TRY(nsc_names_add(expanded, job.texts.items[text], error));
    }
    for (size_t sweep = 0; sweep < sweep_count; sweep++)
        if (!applies[sweep])
            NSC_TRY(nsc_error_set(error, NSC_USAGE,
                                  "--sweep %.60s: none of the algorithms has that setting; see `nasscape search list`",
                                  sweeps[sweep]));
out:
    nsc_names_release(&job.texts);
    free(applies);
    return status;
}
