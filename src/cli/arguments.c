/* Parses the command line into a command, its arguments and options, by the tables of commands.c. */
#include "cli/cli.h"

#include <string.h>

/* ---- the command ---- */

/* The error for a word that is no command or subcommand, with what it may have been meant for. */
static nsc_status unknown_command(const char *group, const char *word, nsc_error *error) {
    char suggestion[NSC_SUGGESTION_SIZE];
    nsc_topic_suggest(group, word, suggestion);
    return nsc_error_set(error, NSC_USAGE, "there is no command \"%s%s%.60s\"%s", group != NULL ? group : "",
                         group != NULL ? " " : "", word, suggestion);
}

static nsc_status missing_subcommand(const char *group, bool before_options, nsc_error *error) {
    nsc_choices names = {0};
    for (size_t row = 0; row < nsc_command_count; row++)
        if (nsc_command_in_group(&nsc_commands[row], group))
            nsc_choices_add(&names, nsc_commands[row].path + strlen(group) + 1);
    return nsc_error_set(error, NSC_USAGE, "\"%s\" needs a subcommand%s: %s", group,
                         before_options ? " before its options" : "", names.text);
}

/* Help or the version, asked for by an option in place of a command; false if the word is none of these options. */
static bool take_lone_option(nsc_arguments *arguments, const char *word) {
    arguments->version_wanted = strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0;
    arguments->help_wanted = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
    return arguments->version_wanted || arguments->help_wanted;
}

/* Finds the command that the first words name; *`used` receives how many words that took. */
static nsc_status find_command(nsc_arguments *arguments, int *used, nsc_error *error) {
    char **words = arguments->words;
    char spelled[NSC_WORD_SIZE], path[2 * NSC_WORD_SIZE];
    *used = 1;
    if (arguments->word_count < 2)
        return nsc_error_set(error, NSC_USAGE, "no command given");
    const char *first = words[1];
    if (take_lone_option(arguments, first))
        return NSC_OK;
    nsc_word_spell(first, spelled);
    const nsc_command_group *group = nsc_command_group_named(spelled);
    if (group == NULL)
        return first[0] == '-'
                   ? nsc_error_set(error, NSC_USAGE,
                                   "the command comes before its options, but the line begins with \"%.60s\"", first)
                   : unknown_command(NULL, first, error);
    arguments->group = group->name;
    const char *second = arguments->word_count > 2 ? words[2] : NULL;
    if (second != NULL && second[0] != '-') {
        nsc_word_spell(second, spelled);
        nsc_text_format(path, sizeof path, "%s %s", group->name, spelled);
        arguments->command = nsc_command_named(path);
        *used = 3;
    }
    if (arguments->command == NULL) {
        arguments->command = nsc_command_named(group->name);
        *used = 2;
    }
    if (arguments->command != NULL)
        return NSC_OK;
    if (second == NULL)
        return missing_subcommand(group->name, false, error);
    if (take_lone_option(arguments, second) && arguments->help_wanted)
        return NSC_OK;
    return second[0] == '-' ? missing_subcommand(group->name, true, error)
                            : unknown_command(group->name, second, error);
}

/* ---- the options ---- */

static bool is_spelled(const char *spelling, const char *name, size_t length) {
    return spelling != NULL && strlen(spelling) == length && strncmp(spelling, name, length) == 0;
}

/* The option of the command with this name, given without its dashes, or with this letter; −1 if there is none. */
static int find_option(const nsc_command *command, const char *name, size_t length, bool letter) {
    for (size_t option = 0; option < nsc_option_total(); option++) {
        const nsc_option *row = nsc_option_at(option);
        const bool named = letter
                               ? row->letter == name[0]
                               : is_spelled(row->name, name, length) || is_spelled(row->other_spelling, name, length);
        if (named && nsc_command_takes(command, option)) /* asked last, as it may look into all recipes of reports */
            return (int)option;
    }
    return -1;
}

/* The commands that take an option with this name, in words; of the group only if it is named. Returns their number. */
static size_t commands_with(const char *name, const char *group, char *text, size_t size) {
    size_t count = 0, length = 0;
    for (size_t row = 0; row < nsc_command_count; row++) {
        const nsc_command *command = &nsc_commands[row];
        if ((group != NULL && !nsc_command_in_group(command, group)) ||
            find_option(command, name, strlen(name), false) < 0)
            continue;
        if (length < size)
            length += nsc_text_format(text + length, size - length, "%s%s", count > 0 ? ", " : "", command->path);
        count++;
    }
    return count;
}

/* The error for an option that other commands take. */
static nsc_status foreign_option(const nsc_command *command, const char *name, nsc_error *error) {
    enum { NAMED = 4 };
    char group[NSC_WORD_SIZE], commands[NSC_SUGGESTION_SIZE];
    nsc_text_format(group, sizeof group, "%.*s", (int)strcspn(command->path, " "), command->path);
    size_t count = commands_with(name, group, commands, sizeof commands);
    if (count == 0)
        count = commands_with(name, NULL, commands, sizeof commands);
    return nsc_error_set(error, NSC_USAGE, "this command does not read --%s%s%s", name,
                         count > 0 && count <= NAMED ? ", which belongs to " : "",
                         count > 0 && count <= NAMED ? commands : "");
}

static nsc_status unknown_option(const nsc_command *command, const char *word, nsc_error *error) {
    char text[NSC_WORD_SIZE];
    nsc_text_format(text, sizeof text, "%.*s", (int)strcspn(word + strspn(word, "-"), "="), word + strspn(word, "-"));
    for (size_t option = 0; option < nsc_option_total(); option++)
        if (strncmp(word, "--", 2) == 0 && strcmp(nsc_option_at(option)->name, text) == 0)
            return foreign_option(command, text, error);
    nsc_nearest nearest = {.text = text};
    for (size_t option = 0; option < nsc_option_total(); option++)
        if (nsc_command_takes(command, option))
            nsc_nearest_offer(&nearest, nsc_option_at(option)->name);
    if (nearest.candidate == NULL)
        return nsc_error_set(error, NSC_USAGE, "there is no option \"%.60s\"", word);
    return nsc_error_set(error, NSC_USAGE, "there is no option \"%.60s\"; did you mean --%s?", word, nearest.candidate);
}

/* The value of one of the command line's own options. */
static nsc_status take_own(nsc_arguments *arguments, nsc_option_number option, const char *text, nsc_error *error) {
    const nsc_option *row = &nsc_options[option];
    nsc_option_value value = {0};
    if (arguments->texts[option] != NULL && row->kind != NSC_TAKES_TEXTS && row->kind != NSC_TAKES_NOTHING)
        return nsc_error_set(error, NSC_USAGE, "--%s is given twice", row->name);
    if (row->file != NULL && strcmp(text, "-") == 0)
        text = NSC_STANDARD_INPUT;
    arguments->texts[option] = text;
    if (option == NSC_OPTION_RELATION)
        arguments->given |= NSC_READS_RELATION;
    if (option == NSC_OPTION_FORMAT) {
        const char *choices[NSC_COMMAND_FORMATS + 1] = {NULL};
        memcpy(choices, arguments->command->formats, sizeof arguments->command->formats);
        const nsc_status status = nsc_option_choose(row->name, choices, text, &value.number, error);
        if (status == NSC_OK)
            arguments->texts[option] = choices[value.number];
        return status;
    }
    const nsc_status status = nsc_option_read(row, text, &value, error);
    arguments->integers[option] = value.number;
    if (status == NSC_OK && row->kind == NSC_TAKES_CHOICE)
        arguments->texts[option] = row->choice(value.number);
    if (option == NSC_OPTION_SET)
        arguments->assignments[arguments->assignment_count++] = text;
    else if (option == NSC_OPTION_SWEEP)
        arguments->sweeps[arguments->sweep_count++] = text;
    else if (row->kind == NSC_TAKES_TEXTS)
        arguments->data[arguments->data_count++] = text;
    return status;
}

/* The value of an option of analyses. */
static nsc_status take_analysis(nsc_arguments *arguments, const nsc_analysis_option *row, const char *text,
                                nsc_error *error) {
    const nsc_option_set bit = nsc_analysis_option_bit(row);
    if ((arguments->given & bit) != 0)
        return nsc_error_set(error, NSC_USAGE, "--%s is given twice", row->option.name);
    arguments->given |= bit;
    if (row->option.file != NULL && strcmp(text, "-") == 0)
        text = NSC_STANDARD_INPUT;
    return nsc_analysis_option_set(&arguments->analysis, row, text, error);
}

/* The value of an option of questions. */
static nsc_status take_question(nsc_arguments *arguments, const nsc_question_option *row, const char *text,
                                nsc_error *error) {
    const nsc_question_option_set bit = UINT64_C(1) << (row - nsc_question_options);
    if ((arguments->question_given & bit) != 0 && row->option.kind != NSC_TAKES_NOTHING)
        return nsc_error_set(error, NSC_USAGE, "--%s is given twice", row->option.name);
    arguments->question_given |= bit;
    return nsc_question_set(&arguments->question, row, text, error);
}

/* The value of an option of searches. */
static nsc_status take_search(nsc_arguments *arguments, const nsc_search_option *row, const char *text,
                              nsc_error *error) {
    const uint64_t bit = UINT64_C(1) << (row - nsc_search_option_rows);
    if ((arguments->search_given & bit) != 0 && row->option.kind != NSC_TAKES_NOTHING)
        return nsc_error_set(error, NSC_USAGE, "--%s is given twice", row->option.name);
    arguments->search_given |= bit;
    return nsc_option_store(&row->option, &arguments->search, row->offset, text, error);
}

/* The value of an option of tables of search results. */
static nsc_status take_search_table(nsc_arguments *arguments, const nsc_search_table_option *row, const char *text,
                                    nsc_error *error) {
    const nsc_search_table_option_set bit = nsc_search_table_option_bit(row);
    if ((arguments->search_table_given & bit) != 0)
        return nsc_error_set(error, NSC_USAGE, "--%s is given twice", row->option.name);
    arguments->search_table_given |= bit;
    return nsc_option_store(&row->option, &arguments->search_table, row->offset, text, error);
}

/* The words after --set that are settings, too: NAME=VALUE, and no algorithm with settings of its own (NAME:...). */
static void take_more_settings(nsc_arguments *arguments, int *word) {
    while (*word + 1 < arguments->word_count) {
        const char *next = arguments->words[*word + 1];
        if (next[0] == '-' || next[strcspn(next, "=:")] != '=')
            return;
        arguments->assignments[arguments->assignment_count++] = next;
        ++*word;
    }
}

/* True for options that say how a command is run and where it writes: its output does not depend on them. */
static bool is_of_process(nsc_option_number option) {
    return option == NSC_OPTION_OUT || option == NSC_OPTION_IOHPROFILER || option == NSC_OPTION_PART ||
           option == NSC_OPTION_THREADS || option == NSC_OPTION_QUIET || option == NSC_OPTION_VERBOSE;
}

/* Parses the option at word *`word`, which is moved on to the last word of the option. */
static nsc_status take_option(nsc_arguments *arguments, int *word, nsc_error *error) {
    const char *text = arguments->words[*word];
    const bool letter = text[1] != '-';
    const char *name = text + (letter ? 1 : 2);
    const char *value = letter ? (name[1] != '\0' ? name + 1 : NULL) : strchr(name, '=');
    const size_t length = !letter && value != NULL ? (size_t)(value - name) : strlen(name);
    const int first_word = *word;
    int found = find_option(arguments->command, name, length, letter);
    if (found < 0)
        return unknown_option(arguments->command, text, error);
    const nsc_option *row = nsc_option_at((size_t)found);
    const nsc_analysis_option *of_analyses = nsc_option_of_analyses((size_t)found);
    const nsc_question_option *of_questions = nsc_option_of_questions((size_t)found);
    const nsc_search_option *of_searches = nsc_option_of_searches((size_t)found);
    const nsc_search_table_option *of_search_tables = nsc_option_of_search_tables((size_t)found);
    if (!letter && value != NULL)
        value++;
    if (row->kind == NSC_TAKES_NOTHING) {
        if (value != NULL)
            return nsc_error_set(error, NSC_USAGE, "--%s takes no value", row->name);
        value = row->name;
    } else if (value == NULL) {
        if (*word + 1 >= arguments->word_count)
            return nsc_error_set(error, NSC_USAGE, "--%s needs a value: %s", row->name, row->placeholder);
        value = arguments->words[++*word];
    }
    if (of_searches != NULL)
        return take_search(arguments, of_searches, value, error);
    if (of_search_tables != NULL)
        return take_search_table(arguments, of_search_tables, value, error);
    if (of_questions != NULL)
        return take_question(arguments, of_questions, value, error);
    if (of_analyses != NULL)
        return take_analysis(arguments, of_analyses, value, error);
    for (int own = first_word; own <= *word; own++)
        arguments->of_process[own] = is_of_process((nsc_option_number)found);
    const nsc_status status = take_own(arguments, (nsc_option_number)found, value, error);
    if (status == NSC_OK && found == NSC_OPTION_SET)
        take_more_settings(arguments, word);
    return status;
}

/* ---- the whole ---- */

static nsc_status missing_argument(const nsc_command *command, nsc_error *error) {
    nsc_choices names = {0};
    const char *name;
    for (size_t number = 0; (name = nsc_argument_choice(command, number)) != NULL; number++)
        nsc_choices_add(&names, name);
    return nsc_error_set(error, NSC_USAGE, "an argument is missing: nasscape %s %s%s%s", command->path,
                         command->arguments, names.length > 0 ? "; choose one of " : "", names.text);
}

/* The number of arguments: one for each word of the command's row, and any more after "...". */
static nsc_status check_arguments(const nsc_arguments *arguments, nsc_error *error) {
    const nsc_command *command = arguments->command;
    const size_t count = arguments->positional_count;
    size_t wanted = command->arguments[0] != '\0';
    for (const char *position = command->arguments; *position != '\0'; position++)
        wanted += *position == ' ';
    if (command->arguments[0] == '[')
        return NSC_OK;
    if (nsc_arguments_has(arguments, NSC_OPTION_FROM) && count > 0)
        return nsc_error_set(error, NSC_USAGE, "--from names the points: leave out \"%.60s\"",
                             arguments->positional[0]);
    if (nsc_arguments_has(arguments, NSC_OPTION_FROM))
        return NSC_OK;
    if (count < wanted)
        return missing_argument(command, error);
    if (count > wanted && strstr(command->arguments, "...") == NULL)
        return nsc_error_set(error, NSC_USAGE, "too many arguments: \"%.60s\" is not expected",
                             arguments->positional[wanted]);
    return NSC_OK;
}

/* Options that read standard input leave nothing for each other. */
static nsc_status check_standard_input(const nsc_arguments *arguments, nsc_error *error) {
    const char *list = arguments->texts[NSC_OPTION_FROM];
    for (size_t number = 0; list != NULL && number < arguments->data_count; number++)
        if (strcmp(list, NSC_STANDARD_INPUT) == 0 && strcmp(arguments->data[number], list) == 0)
            return nsc_error_set(error, NSC_USAGE, "--data and --from cannot both read standard input");
    return NSC_OK;
}

static nsc_status check_complete(const nsc_arguments *arguments, nsc_error *error) {
    const nsc_command *command = arguments->command;
    nsc_status status = check_arguments(arguments, error);
    if (status == NSC_OK)
        status = check_standard_input(arguments, error);
    if (status != NSC_OK)
        return status;
    const bool several = nsc_arguments_has(arguments, NSC_OPTION_FROM) ||
                         (command->query != NULL && arguments->positional_count > command->query->points_maximum);
    if (arguments->texts[NSC_OPTION_KEEP_GOING] != NULL && arguments->data_count == 0 && !several &&
        !(command->reads_arguments && arguments->positional_count > 0))
        return nsc_error_set(error, NSC_USAGE,
                             nsc_command_takes(command, NSC_OPTION_FROM)
                                 ? "--keep-going has an effect with --data, --from and several points"
                                 : "--keep-going has an effect with --data only");
    if (arguments->texts[NSC_OPTION_ORDER] != NULL && arguments->data_count == 0 &&
        !(command->reads_arguments && arguments->positional_count > 0))
        return nsc_error_set(error, NSC_USAGE, "--order has an effect with --data FILE.npy only");
    if (arguments->texts[NSC_OPTION_MINIMISE] != NULL && arguments->texts[NSC_OPTION_MAXIMISE] != NULL)
        return nsc_error_set(error, NSC_USAGE, "--minimise and --maximise contradict each other: give one of them");
    if (arguments->texts[NSC_OPTION_QUIET] != NULL && arguments->texts[NSC_OPTION_VERBOSE] != NULL)
        return nsc_error_set(error, NSC_USAGE, "--quiet and --verbose contradict each other");
    const char *format = arguments->texts[NSC_OPTION_FORMAT];
    if (format == NULL)
        format = command->formats[0];
    if (arguments->texts[NSC_OPTION_QUOTE_TEXT] != NULL && strcmp(format, "csv") != 0)
        return nsc_error_set(error, NSC_USAGE, "--quote-text has an effect with --format csv only");
    for (int option = 0; option < NSC_OPTION_COUNT; option++)
        if ((command->required >> option & 1u) != 0 && arguments->texts[option] == NULL)
            return nsc_error_set(error, NSC_USAGE, "the option --%s %s is required", nsc_options[option].name,
                                 nsc_options[option].placeholder);
    return NSC_OK;
}

nsc_status nsc_arguments_parse(nsc_arguments *arguments, int word_count, char **words, nsc_error *error) {
    *arguments = (nsc_arguments){.word_count = word_count,
                                 .words = words,
                                 .analysis = nsc_analysis_defaults(),
                                 .search_table = nsc_search_table_defaults()};
    nsc_status status = nsc_allocate(&arguments->data, (size_t)word_count, sizeof *arguments->data, error);
    int word = 0;
    if (status == NSC_OK)
        status = nsc_allocate(&arguments->of_process, (size_t)word_count, sizeof *arguments->of_process, error);
    if (status == NSC_OK)
        status = nsc_allocate(&arguments->assignments, (size_t)word_count, sizeof *arguments->assignments, error);
    if (status == NSC_OK)
        status = nsc_allocate(&arguments->sweeps, (size_t)word_count, sizeof *arguments->sweeps, error);
    if (status == NSC_OK)
        status = nsc_allocate(&arguments->positional, (size_t)word_count + 1, sizeof *arguments->positional, error);
    if (status == NSC_OK)
        status = find_command(arguments, &word, error);
    if (status != NSC_OK || arguments->command == NULL)
        return status;
    bool options_ended = false;
    for (; status == NSC_OK && word < word_count; word++) {
        const char *text = words[word];
        if (!options_ended && strcmp(text, "--") == 0)
            options_ended = true;
        else if (!options_ended && text[0] == '-' && text[1] != '\0')
            status = take_option(arguments, &word, error);
        else
            arguments->positional[arguments->positional_count++] =
                arguments->command->reads_arguments && strcmp(text, "-") == 0 ? NSC_STANDARD_INPUT : text;
    }
    arguments->help_wanted = arguments->texts[NSC_OPTION_HELP] != NULL;
    /* Help is given even where the rest of the line is incomplete. */
    return status != NSC_OK || arguments->help_wanted ? status : check_complete(arguments, error);
}

nsc_status nsc_arguments_check_read(const nsc_arguments *arguments, nsc_option_set read, const char *kind,
                                    const char *name, nsc_error *error) {
    const nsc_option_set unread = arguments->given & ~read;
    if ((unread & NSC_READS_RELATION) != 0)
        return nsc_error_set(error, NSC_USAGE, "%s %s does not read --relation", kind, name);
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        const nsc_option_set bit = nsc_analysis_option_bit(row);
        if ((unread & bit) != 0)
            return nsc_error_set(error, NSC_USAGE, "%s %s does not read --%s", kind, name, row->option.name);
        if ((arguments->given & bit) != 0 && row->applies != NULL && !row->applies(&arguments->analysis))
            return nsc_error_set(error, NSC_USAGE, "--%s has an effect only with %s", row->option.name,
                                 row->applies_with);
    }
    return NSC_OK;
}

void nsc_arguments_release(nsc_arguments *arguments) {
    free(arguments->of_process);
    free(arguments->data);
    free(arguments->assignments);
    free(arguments->sweeps);
    free(arguments->positional);
    arguments->of_process = NULL;
    arguments->data = arguments->assignments = arguments->sweeps = arguments->positional = NULL;
}
