/* Sweeps over settings: one algorithm becomes several. */
#include "analysis/search/results/search_sweep.h"

#include "base/base.h"

#include <string.h>

/* The algorithms that a text stands for so far, each with the settings before. */
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

/*
 * Replaces each text by one for each of the values, `length` bytes separated by commas; leaves them as they are if the
 * algorithm lacks the setting, whose name ends at `equals`.
 */
static nsc_status apply(sweep_job *job, const char *name, const char *equals, size_t length, bool *applies,
                        nsc_error *error) {
    const size_t name_length = (size_t)(equals - name);
    const char *end = equals + 1 + length;
    nsc_names longer = {0};
    nsc_status status = NSC_OK;
    if (!has_setting(job->algorithm, name, name_length))
        return NSC_OK;
    *applies = true;
    for (size_t number = 0; number < job->texts.count; number++)
        for (const char *value = equals + 1; value < end;) {
            const size_t here = strcspn(value, ",");
            if (here > 0)
                NSC_TRY(add_setting(&longer, job->texts.items[number], name, name_length, value, here, error));
            value += here + 1;
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

/* Settings, each of one value. */
static nsc_status apply_assignments(sweep_job *job, const char *text, bool *applies, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (*text != '\0') {
        const size_t length = strcspn(text, ",");
        const char *equals = memchr(text, '=', length);
        if (equals == NULL || equals == text || equals + 1 == text + length)
            return nsc_error_set(error, NSC_USAGE, "a setting is name=value, not \"%.*s\"",
                                 (int)(length < 60 ? length : 60), text);
        NSC_TRY(apply(job, text, equals, (size_t)(text + length - equals - 1), applies, error));
        text += length + (text[length] == ',');
    }
out:
    return status;
}

static nsc_status apply_sweep(sweep_job *job, const char *sweep, bool *applies, nsc_error *error) {
    const char *equals = strchr(sweep, '=');
    if (equals == NULL || equals == sweep || equals[1 + strspn(equals + 1, ",")] == '\0')
        return nsc_error_set(error, NSC_USAGE, "--sweep is NAME=VALUE,VALUE,..., not \"%.60s\"", sweep);
    return apply(job, sweep, equals, strlen(equals + 1), applies, error);
}

/* NSC_USAGE for a setting that no algorithm has; a single algorithm names those that it has. */
static nsc_status refuse(const char *option, const char *setting, const char *const *texts, size_t count,
                         nsc_error *error) {
    if (count == 1) {
        nsc_chosen_algorithm chosen;
        const nsc_status status = nsc_chosen_algorithm_read(&chosen, texts[0], false, &setting, 1, error);
        if (status != NSC_OK)
            return status;
        nsc_chosen_algorithm_release(&chosen);
    }
    return nsc_error_set(error, NSC_USAGE, "--%s %.60s: no algorithm has that setting; see `nasscape search list`",
                         option, setting);
}

/* Adds what one text stands for; applies[assignments, then sweeps] are set for those that apply. */
static nsc_status expand(nsc_names *expanded, const char *text, const nsc_search_sweeps *given, bool *applies,
                         nsc_error *error) {
    sweep_job job = {0};
    nsc_chosen_algorithm chosen;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_chosen_algorithm_read(&chosen, text, false, NULL, 0, error));
    job.algorithm = chosen.algorithm;
    nsc_chosen_algorithm_release(&chosen);
    NSC_TRY(nsc_names_add(&job.texts, text, error));
    for (size_t number = 0; number < given->assignment_count; number++)
        NSC_TRY(apply_assignments(&job, given->assignments[number], &applies[number], error));
    for (size_t number = 0; number < given->sweep_count; number++)
        NSC_TRY(apply_sweep(&job, given->sweeps[number], &applies[given->assignment_count + number], error));
    for (size_t number = 0; number < job.texts.count; number++)
        NSC_TRY(nsc_names_add(expanded, job.texts.items[number], error));
out:
    nsc_names_release(&job.texts);
    return status;
}

nsc_status nsc_search_sweep(nsc_names *expanded, const char *const *texts, size_t count, const nsc_search_sweeps *given,
                            nsc_error *error) {
    const size_t given_count = given->assignment_count + given->sweep_count;
    bool *applies = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&applies, given_count, sizeof *applies, error));
    for (size_t number = 0; number < count; number++)
        NSC_TRY(expand(expanded, texts[number], given, applies, error));
    for (size_t number = 0; number < given_count; number++) {
        const bool is_sweep = number >= given->assignment_count;
        if (!applies[number])
            NSC_TRY(refuse(is_sweep ? "sweep" : "set",
                           is_sweep ? given->sweeps[number - given->assignment_count] : given->assignments[number],
                           texts, count, error));
    }
out:
    free(applies);
    return status;
}
