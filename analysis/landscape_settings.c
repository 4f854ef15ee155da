/* The table of the keys that name a landscape, and reading them from words. */
#include "analysis/landscape_settings.h"

#include <string.h>

/* ---- values ---- */

static nsc_status keep(nsc_landscape_settings *settings, const char *value, const char **place, nsc_error *error) {
    const nsc_status status = nsc_names_add(&settings->texts, value, error);
    if (status == NSC_OK)
        *place = settings->texts.items[settings->texts.count - 1];
    return status;
}

static nsc_status set_data(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    nsc_landscape_names *names = &settings->names;
    nsc_status status =
        nsc_reserve(&settings->data, &settings->data_capacity, names->data_count + 1, sizeof *settings->data, error);
    if (status != NSC_OK)
        return status;
    names->data = settings->data;
    status = keep(settings, value, &settings->data[names->data_count], error);
    names->data_count += status == NSC_OK;
    return status;
}

static nsc_status set_order(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    const char *choices[] = {nsc_array_order_name(NSC_ORDER_HASH), nsc_array_order_name(NSC_ORDER_ID), NULL};
    uint64_t number;
    const nsc_status status = nsc_option_choose("order", choices, value, &number, error);
    if (status == NSC_OK)
        settings->names.order = number == 0 ? NSC_ORDER_HASH : NSC_ORDER_ID;
    return status;
}

static nsc_status set_graph(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    const char *choices[] = {nsc_graph_storage_name(NSC_GRAPH_STORED), nsc_graph_storage_name(NSC_GRAPH_IMPLICIT),
                             NULL};
    uint64_t number;
    const nsc_status status = nsc_option_choose("graph", choices, value, &number, error);
    if (status == NSC_OK)
        settings->names.graph = number == 0 ? NSC_GRAPH_STORED : NSC_GRAPH_IMPLICIT;
    return status;
}

static nsc_status set_direction(nsc_landscape_settings *settings, nsc_direction direction, nsc_error *error) {
    if (settings->direction_given)
        return nsc_error_set(error, NSC_USAGE, "minimise and maximise exclude each other");
    settings->direction_given = true;
    settings->names.direction = direction;
    return NSC_OK;
}

static nsc_status set_minimise(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    (void)value;
    return set_direction(settings, NSC_MINIMISE, error);
}

static nsc_status set_maximise(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    (void)value;
    return set_direction(settings, NSC_MAXIMISE, error);
}

static nsc_status set_percent(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    (void)value, (void)error;
    settings->names.percent = true;
    return NSC_OK;
}

static nsc_status set_keep_going(nsc_landscape_settings *settings, const char *value, nsc_error *error) {
    (void)value, (void)error;
    settings->names.keep_going = true;
    return NSC_OK;
}

/* ---- the table ---- */

static const struct {
    const char *key;
    size_t text; /* offset of a text among the names, if there is no function */
    bool flag;   /* it takes no value */
    bool many;   /* it may be set several times */
    nsc_status (*set)(nsc_landscape_settings *settings, const char *value, nsc_error *error);
} keys[] = {
    {.key = "space", .text = offsetof(nsc_landscape_names, space)},
    {.key = "data", .many = true, .set = set_data},
    {.key = "order", .set = set_order},
    {.key = "rows", .text = offsetof(nsc_landscape_names, rows)},
    {.key = "columns", .text = offsetof(nsc_landscape_names, columns)},
    {.key = "fitness", .text = offsetof(nsc_landscape_names, fitness)},
    {.key = "relation", .text = offsetof(nsc_landscape_names, relation)},
    {.key = "graph", .set = set_graph},
    {.key = "equal-within", .text = offsetof(nsc_landscape_names, equal_within)},
    {.key = "minimise", .flag = true, .set = set_minimise},
    {.key = "maximise", .flag = true, .set = set_maximise},
    {.key = "percent", .flag = true, .set = set_percent},
    {.key = "keep-going", .flag = true, .set = set_keep_going},
};

static nsc_status find_key(const char *key, size_t *row, nsc_error *error) {
    nsc_choices choices = {0};
    for (*row = 0; *row < NSC_COUNT_OF(keys); ++*row) {
        if (strcmp(keys[*row].key, key) == 0)
            return NSC_OK;
        nsc_choices_add(&choices, keys[*row].key);
    }
    return nsc_error_set(error, NSC_USAGE, "a landscape has no \"%.60s\", only %s", key, choices.text);
}

nsc_status nsc_landscape_settings_set(nsc_landscape_settings *settings, const char *key, const char *value,
                                      nsc_error *error) {
    size_t row;
    const nsc_status status = find_key(key, &row, error);
    if (status != NSC_OK)
        return status;
    if ((settings->given >> row & 1u) != 0 && !keys[row].many)
        return nsc_error_set(error, NSC_USAGE, "%s is given twice", key);
    if (keys[row].flag && value != NULL)
        return nsc_error_set(error, NSC_USAGE, "%s takes no value", key);
    if (!keys[row].flag && (value == NULL || value[0] == '\0'))
        return nsc_error_set(error, NSC_USAGE, "%s needs a value: %s=VALUE", key, key);
    settings->given |= 1u << row;
    if (keys[row].set != NULL)
        return keys[row].set(settings, value, error);
    const char *text;
    const nsc_status kept = keep(settings, value, &text, error);
    if (kept == NSC_OK)
        memcpy((char *)&settings->names + keys[row].text, &text, sizeof text);
    return kept;
}

nsc_status nsc_landscape_settings_read(nsc_landscape_settings *settings, const char *word, nsc_error *error) {
    char *copy = NULL;
    nsc_status status = nsc_copy_text(&copy, word, error);
    if (status != NSC_OK)
        return status;
    char *value = strchr(copy, '=');
    if (value != NULL)
        *value++ = '\0';
    status = nsc_landscape_settings_set(settings, copy, value, error);
    free(copy);
    return status;
}

/* True if a key begins here, with a value where it takes one. */
static bool begins_key(const char *text) {
    for (size_t row = 0; row < NSC_COUNT_OF(keys); row++) {
        const size_t length = strlen(keys[row].key);
        if (strncmp(text, keys[row].key, length) == 0 &&
            (text[length] == '=' || (keys[row].flag && (text[length] == ',' || text[length] == '\0'))))
            return true;
    }
    return false;
}

nsc_status nsc_landscape_settings_read_list(nsc_landscape_settings *settings, const char *list, nsc_error *error) {
    char *copy = NULL;
    nsc_status status = nsc_copy_text(&copy, list, error);
    for (char *setting = copy; status == NSC_OK && setting != NULL;) {
        char *end = strchr(setting, ',');
        while (end != NULL && !begins_key(end + 1))
            end = strchr(end + 1, ',');
        if (end != NULL)
            *end++ = '\0';
        status = nsc_landscape_settings_read(settings, setting, error);
        setting = end;
    }
    free(copy);
    return status;
}

void nsc_landscape_settings_release(nsc_landscape_settings *settings) {
    nsc_names_release(&settings->texts);
    free(settings->data);
    *settings = (nsc_landscape_settings){0};
}
