/* The line `analyse` of a recipe: an analysis with its options. */
#include "reports/recipe_file_internal.h"

#include <string.h>

/* Splits "KEY=VALUE" in place; NSC_INVALID without a value. */
nsc_status nsc_recipe_split(const char *word, char key[NSC_FILE_NAME_SIZE], const char **value, nsc_error *error) {
    const size_t length = strcspn(word, "=");
    if (word[length] == '\0' || word[length + 1] == '\0' || length >= NSC_FILE_NAME_SIZE)
        return nsc_error_set(error, NSC_INVALID, "\"%.60s\" is not of the form KEY=VALUE", word);
    nsc_text_format(key, NSC_FILE_NAME_SIZE, "%.*s", (int)length, word);
    *value = word + length + 1;
    return NSC_OK;
}

nsc_status nsc_recipe_keep(nsc_recipe_file *file, const char *text, const char **kept, nsc_error *error) {
    const nsc_status status = nsc_names_add(&file->texts, text, error);
    if (status == NSC_OK)
        *kept = file->texts.items[file->texts.count - 1];
    return status;
}

/* A text that becomes part of the names of files. */
nsc_status nsc_recipe_keep_name(nsc_recipe_file *file, const char *what, const char *text, size_t longest,
                                const char **kept, nsc_error *error) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const size_t length = strlen(text);
    if (length == 0 || length > longest || strspn(text, allowed) != length)
        return nsc_error_set(error, NSC_INVALID, "the %s \"%.60s\" is not 1 to %zu letters, digits, - or _", what, text,
                             longest);
    return nsc_recipe_keep(file, text, kept, error);
}

/* ---- lists ---- */

/* Calls `check` for each name of a list separated by commas. */
static nsc_status check_list(const char *list, nsc_status (*check)(const void *context, const char *name, nsc_error *),
                             const void *context, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    nsc_status status = NSC_OK;
    for (const char *item = list; status == NSC_OK; item += strcspn(item, ",") + 1) {
        nsc_text_format(name, sizeof name, "%.*s", (int)strcspn(item, ","), item);
        status = check(context, name, error);
        if (item[strcspn(item, ",")] == '\0')
            break;
    }
    return status;
}

static nsc_status find_analysis(const char *name, const nsc_analysis **analysis, nsc_error *error) {
    const char *names[64];
    size_t count = 0;
    *analysis = nsc_analysis_named(name);
    if (*analysis != NULL)
        return NSC_OK;
    for (; count < nsc_analysis_count() && count < NSC_COUNT_OF(names); count++)
        names[count] = nsc_analysis_at(count)->name;
    const char *nearest = nsc_nearest_name(name, names, count);
    return nearest != NULL
               ? nsc_error_set(error, NSC_INVALID, "there is no analysis \"%.60s\"; did you mean \"%s\"?", name,
                               nearest)
               : nsc_error_set(error, NSC_INVALID, "there is no analysis \"%.60s\": see `nasscape analyse list`", name);
}

static nsc_status check_analysis(const void *context, const char *name, nsc_error *error) {
    const nsc_analysis *analysis;
    (void)context;
    return find_analysis(name, &analysis, error);
}

nsc_status nsc_recipe_check_analyses(const char *list, nsc_error *error) {
    return check_list(list, check_analysis, NULL, error);
}

/* `context` is the analysis; NULL is every one. */
nsc_status nsc_recipe_check_table(const void *context, const char *name, nsc_error *error) {
    const nsc_analysis *analysis = context;
    nsc_choices choices = {0};
    for (size_t number = 0; analysis != NULL && number < analysis->table_count; number++) {
        if (strcmp(analysis->tables[number].name, name) == 0)
            return NSC_OK;
        nsc_choices_add(&choices, analysis->tables[number].name);
    }
    return analysis == NULL ? NSC_OK
                            : nsc_error_set(error, NSC_INVALID, "the analysis %s has no table \"%.60s\", only %s",
                                            analysis->name, name, choices.text);
}

static nsc_status check_figure(const void *context, const char *name, nsc_error *error) {
    return strcmp(name, NSC_OPTION_NONE) == 0 ? NSC_OK : nsc_recipe_check_table(context, name, error);
}

nsc_status nsc_recipe_check_label(const void *context, const char *name, nsc_error *error) {
    const nsc_recipe_file *file = context;
    nsc_choices choices = {0};
    for (size_t number = 0; number < file->data_count; number++) {
        if (strcmp(file->data[number].label, name) == 0)
            return NSC_OK;
        nsc_choices_add(&choices, file->data[number].label);
    }
    return nsc_error_set(error, NSC_INVALID, "no line above is data %.60s%s%s", name,
                         file->data_count > 0 ? ", only " : "", choices.text);
}

/* ---- analyse ---- */

static nsc_status set_relation(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    nsc_choices choices = {0};
    if (strcmp(value, "every") == 0) {
        row->relations = NSC_EVERY_RELATION;
        return NSC_OK;
    }
    for (size_t number = 0; number < nsc_relation_count; number++)
        nsc_choices_add(&choices, nsc_relations[number].name);
    return nsc_relation_named(value) != NULL
               ? nsc_recipe_keep(file, value, &row->relation, error)
               : nsc_error_set(error, NSC_INVALID, "there is no relation \"%.60s\", only every, %s", value,
                               choices.text);
}

static nsc_status set_tables(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    const nsc_status status = check_list(value, nsc_recipe_check_table, nsc_analysis_named(row->analysis), error);
    return status != NSC_OK ? status : nsc_recipe_keep(file, value, &row->tables, error);
}

static nsc_status set_figures(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    const nsc_status status = check_list(value, check_figure, nsc_analysis_named(row->analysis), error);
    return status != NSC_OK ? status : nsc_recipe_keep(file, value, &row->figures, error);
}

static nsc_status set_data(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    const nsc_status status = check_list(value, nsc_recipe_check_label, file, error);
    return status != NSC_OK ? status : nsc_recipe_keep(file, value, &row->data, error);
}

static nsc_status set_fitness(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    return nsc_recipe_keep(file, value, &row->fitness, error);
}

static nsc_status set_name(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error) {
    return nsc_recipe_keep_name(file, "name", value, NSC_RECIPE_NAME_LENGTH, &row->stem, error);
}

static const struct {
    const char *key;
    nsc_status (*set)(nsc_recipe_file *file, nsc_recipe_row *row, const char *value, nsc_error *error);
} row_keys[] = {
    {"tables", set_tables},     {"figures", set_figures}, {"fitness", set_fitness},
    {"relation", set_relation}, {"data", set_data},       {"name", set_name},
};

/* True if the analysis of a row, or any of "all", reads the option; networks of others have no landscape. */
static bool reads(const nsc_recipe_row *row, const nsc_analysis_option *option) {
    const nsc_option_set bit = nsc_analysis_option_bit(option) & ~(NSC_READS(network) | NSC_READS(nodes));
    const nsc_analysis *analysis = nsc_analysis_named(row->analysis);
    nsc_option_set set = analysis != NULL ? analysis->reads : 0;
    for (size_t number = 0; analysis == NULL && number < nsc_analysis_count(); number++)
        set |= nsc_analysis_at(number)->reads;
    return (set & bit) != 0;
}

static nsc_status set_option(nsc_recipe_file *file, nsc_recipe_row *row, nsc_analysis_options *options, const char *key,
                             const char *value, nsc_error *error) {
    const nsc_analysis_option *option = nsc_analysis_option_named(key);
    size_t place = 0;
    if (option == NULL || !reads(row, option))
        return nsc_error_set(error, NSC_INVALID, "%s does not read \"%.60s\"", row->analysis, key);
    for (; place < NSC_ROW_OPTIONS && row->options[place].name != NULL; place++)
        if (strcmp(row->options[place].name, key) == 0)
            return nsc_error_set(error, NSC_INVALID, "%s is given twice", key);
    if (place == NSC_ROW_OPTIONS)
        return nsc_error_set(error, NSC_INVALID, "more than %d options", NSC_ROW_OPTIONS);
    row->options[place].name = option->option.name;
    nsc_status status = nsc_recipe_keep(file, value, &row->options[place].value, error);
    if (status == NSC_OK)
        status = nsc_analysis_option_set(options, option, row->options[place].value, error);
    return status;
}

/* NSC_INVALID for an option without effect beside the others of its row. */
static nsc_status check_effects(const nsc_recipe_row *row, const nsc_analysis_options *options, nsc_error *error) {
    for (size_t place = 0; place < NSC_ROW_OPTIONS && row->options[place].name != NULL; place++) {
        const nsc_analysis_option *option = nsc_analysis_option_named(row->options[place].name);
        if (option->applies != NULL && !option->applies(options))
            return nsc_error_set(error, NSC_INVALID, "%s has an effect only with %s", option->option.name,
                                 option->applies_with);
    }
    return NSC_OK;
}

static nsc_status set_key(nsc_recipe_file *file, nsc_recipe_row *row, nsc_analysis_options *options, const char *word,
                          nsc_error *error) {
    char key[NSC_FILE_NAME_SIZE];
    const char *value = NULL;
    const nsc_status status = nsc_recipe_split(word, key, &value, error);
    if (status != NSC_OK)
        return status;
    for (size_t number = 0; number < NSC_COUNT_OF(row_keys); number++)
        if (strcmp(row_keys[number].key, key) == 0)
            return row_keys[number].set(file, row, value, error);
    return set_option(file, row, options, key, value, error);
}

nsc_status nsc_recipe_read_analyse(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number,
                                   nsc_error *error) {
    const nsc_analysis *analysis = NULL;
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_status status = NSC_OK;
    if (line->count < 2)
        return nsc_error_set(error, NSC_INVALID, "analyse needs the name of an analysis");
    if (strcmp(line->items[1], "all") != 0)
        NSC_TRY(find_analysis(line->items[1], &analysis, error));
    NSC_TRY(nsc_reserve(&file->rows, &file->row_capacity, file->recipe.row_count + 1, sizeof *file->rows, error));
    nsc_recipe_row *row = &file->rows[file->recipe.row_count];
    *row = (nsc_recipe_row){.analysis = analysis != NULL ? analysis->name : "all", .line = number};
    file->recipe.rows = file->rows;
    for (size_t word = 2; word < line->count; word++)
        NSC_TRY(set_key(file, row, &options, line->items[word], error));
    NSC_TRY(check_effects(row, &options, error));
    if (analysis != NULL)
        NSC_TRY(nsc_analysis_ready(analysis, &options, error));
    file->recipe.row_count++;
out:
    return status;
}
