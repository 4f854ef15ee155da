/* Settings of an algorithm: defaults by publication or script, and name=value. */
#include "analysis/search/search.h"
#include "base/base.h"

#include <string.h>

static nsc_status unknown_setting(const nsc_search_algorithm *algorithm, const char *name, nsc_error *error) {
    nsc_choices names = {0};
    for (size_t row = 0; row < algorithm->setting_count; row++)
        nsc_choices_add(&names, algorithm->settings[row].option.name);
    if (algorithm->setting_count == 0)
        return nsc_error_set(error, NSC_USAGE, "%s has no settings, so no \"%.60s\"", algorithm->name, name);
    return nsc_error_set(error, NSC_USAGE, "%s has no setting \"%.60s\", only %s", algorithm->name, name, names.text);
}

/* Stores the value of a setting. Messages of options begin with --NAME: here they name the algorithm's setting. */
static nsc_status store(const nsc_chosen_algorithm *chosen, const nsc_search_setting *setting, const char *value,
                        nsc_error *error) {
    nsc_error refused = {0};
    const nsc_status status = nsc_option_store(&setting->option, chosen->settings, setting->offset, value, &refused);
    if (status == NSC_OK)
        return NSC_OK;
    const char *message = refused.message + strspn(refused.message, "-");
    return nsc_error_set(error, status, "%s: %s", chosen->algorithm->name, message);
}

/* Stores one name=value of `length` bytes. */
static nsc_status assign(const nsc_chosen_algorithm *chosen, const char *text, size_t length, nsc_error *error) {
    const nsc_search_algorithm *algorithm = chosen->algorithm;
    char copy[128];
    if (length >= sizeof copy)
        return nsc_error_set(error, NSC_USAGE, "\"%.60s...\" is too long for a setting", text);
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *value = strchr(copy, '=');
    if (value == NULL)
        return nsc_error_set(error, NSC_USAGE, "a setting is name=value, not \"%.60s\"", copy);
    *value++ = '\0';
    for (size_t row = 0; row < algorithm->setting_count; row++)
        if (strcmp(algorithm->settings[row].option.name, copy) == 0)
            return store(chosen, &algorithm->settings[row], value, error);
    return unknown_setting(algorithm, copy, error);
}

/* Stores settings that are separated by commas. */
static nsc_status assign_all(const nsc_chosen_algorithm *chosen, const char *text, nsc_error *error) {
    nsc_status status = NSC_OK;
    while (status == NSC_OK && *text != '\0') {
        const size_t length = strcspn(text, ",");
        status = assign(chosen, text, length, error);
        text += length + (text[length] == ',');
    }
    return status;
}

static nsc_status set_defaults(const nsc_chosen_algorithm *chosen, bool script, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row < chosen->algorithm->setting_count; row++) {
        const nsc_search_setting *setting = &chosen->algorithm->settings[row];
        const char *text =
            script && setting->script_value != NULL ? setting->script_value : setting->option.default_text;
        if (text != NULL)
            status = nsc_option_store(&setting->option, chosen->settings, setting->offset, text, error);
    }
    return status;
}

/* Points *`text` at all settings as name=value, after "NAME:" if `named`. */
static nsc_status describe(const nsc_chosen_algorithm *chosen, bool named, char **text, nsc_error *error) {
    const nsc_search_algorithm *algorithm = chosen->algorithm;
    char number[32];
    size_t size = 0;
    *text = NULL;
    FILE *stream = nsc_text_stream_open(text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the text of settings");
    if (named)
        fprintf(stream, "%s%s", algorithm->name, algorithm->setting_count > 0 ? ":" : "");
    for (size_t row = 0; row < algorithm->setting_count; row++) {
        const nsc_search_setting *setting = &algorithm->settings[row];
        const nsc_value value = nsc_option_stored(&setting->option, chosen->settings, setting->offset);
        fprintf(stream, "%s%s=%s", row > 0 ? "," : "", setting->option.name, nsc_value_text(value, number));
    }
    return fclose(stream) == 0 ? NSC_OK : nsc_error_out_of_memory(error, "the text of settings");
}

static nsc_status find_algorithm(const char *text, const nsc_search_algorithm **algorithm, nsc_error *error) {
    char name[64];
    nsc_choices names = {0};
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":"), text);
    *algorithm = nsc_search_algorithm_named(name);
    if (*algorithm != NULL)
        return NSC_OK;
    for (size_t row = 0; row < nsc_search_algorithm_count; row++)
        nsc_choices_add(&names, nsc_search_algorithms[row]->name);
    return nsc_error_set(error, NSC_USAGE, "there is no search algorithm \"%s\", only %s", name, names.text);
}

nsc_status nsc_chosen_algorithm_read(nsc_chosen_algorithm *chosen, const char *text, bool script,
                                     const char *const *assignments, size_t assignment_count, nsc_error *error) {
    nsc_status status = NSC_OK;
    *chosen = (nsc_chosen_algorithm){0};
    NSC_TRY(find_algorithm(text, &chosen->algorithm, error));
    NSC_TRY(nsc_copy_text(&chosen->label, text, error));
    memcpy(chosen->label, chosen->algorithm->name, strlen(chosen->algorithm->name)); /* Evolution is evolution */
    NSC_TRY(nsc_allocate(&chosen->settings, 1, chosen->algorithm->settings_size + 1, error));
    NSC_TRY(set_defaults(chosen, script, error));
    if (strchr(text, ':') != NULL)
        NSC_TRY(assign_all(chosen, strchr(text, ':') + 1, error));
    for (size_t number = 0; number < assignment_count; number++)
        NSC_TRY(assign_all(chosen, assignments[number], error));
    NSC_TRY(describe(chosen, false, &chosen->described, error));
out:
    if (status != NSC_OK)
        nsc_chosen_algorithm_release(chosen);
    return status;
}

void nsc_chosen_algorithm_release(nsc_chosen_algorithm *chosen) {
    free(chosen->label);
    free(chosen->settings);
    free(chosen->described);
    *chosen = (nsc_chosen_algorithm){0};
}

nsc_status nsc_chosen_algorithm_describe(const nsc_chosen_algorithm *chosen, char **text, nsc_error *error) {
    return describe(chosen, true, text, error);
}
