/*
 * Completion for bash, zsh and fish, read from the tables of commands.c. A script says first what may follow the
 * command on the line (options, formats, tables, arguments), then which of these belongs at the cursor. What differs
 * between the shells is the syntax of assignments and cases, written here, and the frame around them
 * (completion_shells.c).
 */
#include "cli/completion_internal.h"

#include <string.h>

/* ---- syntax ---- */

static void begin_list(const nsc_completion *script, const char *variable) {
    fprintf(script->stream, script->shell == NSC_SHELL_FISH ? "        set %s " : "%s=\"", variable);
}

static void end_list(const nsc_completion *script) {
    fputs(script->shell == NSC_SHELL_FISH ? "\n" : "\" ", script->stream);
}

static void write_list(const nsc_completion *script, const char *variable, const char *words) {
    begin_list(script, variable);
    fputs(words, script->stream);
    end_list(script);
}

/* A case of these words, or if `open` of all that begin with them and a blank. */
static void begin_case(const nsc_completion *script, const char *words, bool open) {
    if (script->shell == NSC_SHELL_FISH)
        fprintf(script->stream, "    case '%s%s'\n", words, open ? " *" : "");
    else
        fprintf(script->stream, open ? "    \"%s \"*) " : "    \"%s\") ", words);
}

static void end_case(const nsc_completion *script) {
    if (script->shell != NSC_SHELL_FISH)
        fputs(";;\n", script->stream);
}

/* A text in single quotes. */
static void write_quoted(const nsc_completion *script, const char *text) {
    fputc('\'', script->stream);
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs(script->shell == NSC_SHELL_FISH ? "\\'" : "'\\''", script->stream);
        else if (*text == '\\' && script->shell == NSC_SHELL_FISH)
            fputs("\\\\", script->stream);
        else
            fputc(*text, script->stream);
    }
    fputc('\'', script->stream);
}

/* ---- lists of words ---- */

static void write_option(FILE *stream, size_t option) {
    fprintf(stream, "--%s ", nsc_option_at(option)->name);
}

static void write_formats(FILE *stream, const nsc_command *command) {
    for (size_t number = 0; number < NSC_COMMAND_FORMATS && command->formats[number] != NULL; number++)
        fprintf(stream, "%s ", command->formats[number]);
}

/* The examples of names, up to what the user has to fill in: "variables:" for "variables:FILE". */
static void write_spaces(FILE *stream) {
    const char *name;
    for (size_t number = 0; (name = nsc_space_example(number)) != NULL; number++)
        fprintf(stream, "%.*s ", (int)strcspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), name);
}

/* The published budgets of each measured split, and the features of cells. */
static void write_fitnesses(FILE *stream, const nsc_space *cells) {
    for (int metric = 0; metric < NSC_METRIC_COUNT; metric++) {
        const char *name = nsc_metric_name((nsc_metric)metric);
        if (strchr(name, ' ') != NULL) /* "halfway valid" is spelled valid@108:halfway */
            continue;
        for (const char *epochs = NSC_OFFICIAL_EPOCHS_LIST; *epochs != '\0'; epochs += *epochs == ',') {
            const size_t length = strcspn(epochs, ",");
            fprintf(stream, "%s@%.*s ", name, (int)length, epochs);
            epochs += length;
        }
    }
    for (size_t feature = 0; cells != NULL && feature < cells->feature_count; feature++)
        fprintf(stream, "%s ", cells->features[feature].name);
    fputs("column:", stream);
}

static void write_named_cells(FILE *stream, const nsc_space *cells) {
    for (size_t number = 0; cells != NULL && number < cells->named_point_count; number++)
        fprintf(stream, "%s ", cells->named_points[number].name);
}

/* ---- what may follow each command ---- */

/* The last words of the topics behind `path`: of "space" its subcommands, of "analyse" its analyses, too. */
static void write_names_behind(FILE *stream, const char *path) {
    const size_t length = strlen(path);
    nsc_topic topic;
    for (size_t number = 0; nsc_topic_at(number, &topic); number++)
        if (strncmp(topic.path, path, length) == 0 && topic.path[length] == ' ' &&
            strchr(topic.path + length + 1, ' ') == NULL)
            fprintf(stream, "%s ", topic.path + length + 1);
}

/* What the arguments of the command may be. */
static void write_arguments(FILE *stream, const nsc_command *command) {
    const char *name;
    /* Those of a command that has the name of its group are offered as second words already. */
    for (size_t number = 0; strchr(command->path, ' ') != NULL && (name = nsc_argument_choice(command, number)) != NULL;
         number++)
        fprintf(stream, "%s ", name);
    if (nsc_argument_choice(command, 0) != NULL)
        return;
    if (command->arguments[0] != '\0' && nsc_command_takes(command, NSC_OPTION_SPACE) &&
        strstr(command->arguments, "NAME") == NULL && !command->reads_arguments)
        fputs("$cells", stream);
}

static void write_command(const nsc_completion *script, const nsc_command *command) {
    /* A command with the name of its group covers every second word that is no subcommand. */
    begin_case(script, command->path, strchr(command->path, ' ') == NULL);
    begin_list(script, "options");
    for (size_t place = 0; place < nsc_option_total(); place++)
        if (nsc_command_takes(command, nsc_option_listed(place)))
            write_option(script->stream, nsc_option_listed(place));
    end_list(script);
    begin_list(script, "formats");
    write_formats(script->stream, command);
    end_list(script);
    begin_list(script, "arguments");
    write_arguments(script->stream, command);
    end_list(script);
    if (command->reads_arguments)
        write_list(script, "reads_files", "yes");
    end_case(script);
}

/* The options of `analyse`, but of those of analyses only what this one reads; and its tables. */
static void write_analysis(const nsc_completion *script, const nsc_analysis *analysis) {
    const nsc_command *command = nsc_command_named("analyse");
    const nsc_option_set reads = nsc_analysis_reads(analysis);
    char words[2 * NSC_WORD_SIZE];
    snprintf(words, sizeof words, "analyse %s", analysis->name);
    begin_case(script, words, false);
    begin_list(script, "options");
    for (size_t place = 0; place < nsc_option_total(); place++) {
        const size_t option = nsc_option_listed(place);
        const nsc_analysis_option *row = nsc_option_of_analyses(option);
        const nsc_option_set bit = row != NULL ? nsc_analysis_option_bit(row) : NSC_READS_RELATION;
        const bool own = row == NULL && option != NSC_OPTION_RELATION &&
                         (option != NSC_OPTION_GRAPH || nsc_analysis_reads_graph(analysis));
        if (nsc_command_takes(command, option) && (own || (reads & bit) != 0))
            write_option(script->stream, option);
    }
    end_list(script);
    begin_list(script, "formats");
    write_formats(script->stream, command);
    end_list(script);
    begin_list(script, "tables");
    for (size_t number = 0; number < analysis->table_count; number++)
        fprintf(script->stream, "%s ", analysis->tables[number].name);
    end_list(script);
    end_case(script);
}

void nsc_completion_commands(const nsc_completion *script) {
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        write_analysis(script, nsc_analysis_at(row));
    for (size_t row = 0; row < nsc_command_count; row++)
        write_command(script, &nsc_commands[row]);
}

/* ---- what may follow each option ---- */

/* Begins the case of an option that takes a value, behind the first word of the command: "*:--out | *:-o)". */
static void begin_option(const nsc_completion *script, size_t option) {
    const bool fish = script->shell == NSC_SHELL_FISH;
    const nsc_option *row = nsc_option_at(option);
    const char *first = nsc_option_of_questions(option) != NULL ? "query" : "*";
    fprintf(script->stream, fish ? "    case '%s:--%s'" : "    %s:--%s", first, row->name);
    if (row->letter != '\0')
        fprintf(script->stream, fish ? " '%s:-%c'" : " | %s:-%c", first, row->letter);
    fputs(fish ? "\n" : ") ", script->stream);
}

static void write_choices(const nsc_completion *script, size_t option) {
    const char *choice;
    begin_list(script, "values");
    for (size_t number = 0; (choice = nsc_option_choice(option, NULL, number)) != NULL; number++)
        fprintf(script->stream, "%s ", choice);
    end_list(script);
}

static void write_values(const nsc_completion *script, size_t option) {
    const nsc_option *row = nsc_option_at(option);
    if (row->kind == NSC_TAKES_NOTHING)
        return;
    begin_option(script, option);
    const bool has_rule = row->placeholder != NULL && strcmp(row->placeholder, "RULE") == 0;
    const bool has_data = option == NSC_OPTION_DATA || option == NSC_OPTION_MODEL;
    if (row->choice != NULL)
        write_choices(script, option);
    else if (option == NSC_OPTION_FORMAT)
        write_list(script, "values", "$formats");
    else if (option == NSC_OPTION_TABLE)
        write_list(script, "values", "$tables");
    else if (has_rule)
        write_list(script, "values", "$fitnesses");
    else if (has_data || option == NSC_OPTION_SPACE)
        write_list(script, "values", has_data ? "builtin" : "$spaces");
    if (has_data || option == NSC_OPTION_SPACE || row->file != NULL || option == NSC_OPTION_OUT ||
        option == NSC_OPTION_OUT_FOLDER)
        write_list(script, "files", "yes");
    end_case(script);
}

/* Options of questions may have the name of one of analyses and other values: they come first. */
void nsc_completion_options(const nsc_completion *script) {
    for (int others = 0; others < 2; others++)
        for (size_t place = 0; place < nsc_option_total(); place++)
            if ((nsc_option_of_questions(nsc_option_listed(place)) == NULL) == (others == 1))
                write_values(script, nsc_option_listed(place));
}

/* ---- the words of the command ---- */

void nsc_completion_lists(const nsc_completion *script) {
    nsc_space *cells = NULL;
    /* Without it, for lack of memory, names of cells and features are missing. */
    (void)nsc_space_open(&cells, "nb101:vertices=2", NULL);
    begin_list(script, "cells");
    write_named_cells(script->stream, cells);
    end_list(script);
    begin_list(script, "fitnesses");
    write_fitnesses(script->stream, cells);
    end_list(script);
    begin_list(script, "spaces");
    write_spaces(script->stream);
    end_list(script);
    fputc('\n', script->stream);
    nsc_space_close(cells);
}

void nsc_completion_groups(const nsc_completion *script) {
    for (size_t row = 0; row < nsc_command_group_count; row++)
        fprintf(script->stream, "%s ", nsc_command_groups[row].name);
}

void nsc_completion_second_words(const nsc_completion *script) {
    for (size_t row = 0; row < nsc_command_group_count; row++) {
        const char *name = nsc_command_groups[row].name;
        begin_case(script, name, false);
        begin_list(script, "values");
        if (strcmp(name, "help") == 0) {
            fputs(NSC_READING " ", script->stream);
            nsc_completion_groups(script);
        } else {
            write_names_behind(script->stream, name);
        }
        end_list(script);
        end_case(script);
    }
}

/* American spellings of the first two words, which are not offered but understood. */
void nsc_completion_spellings(const nsc_completion *script) {
    static const char *const variables[] = {"first", "second"};
    const char *american, *british;
    for (size_t row = 0; (american = nsc_american_spelling(row, &british)) != NULL; row++)
        for (size_t number = 0; number < sizeof variables / sizeof variables[0]; number++)
            fprintf(script->stream,
                    script->shell == NSC_SHELL_FISH ? "    test \"$%s\" = %s; and set %s %s\n"
                                                    : "    [[ $%s == %s ]] && %s=%s\n",
                    variables[number], american, variables[number], british);
}

/* ---- what words mean ---- */

static void write_meaning(const nsc_completion *script, const char *words, const char *meaning) {
    fputs(script->shell == NSC_SHELL_FISH ? "    case " : "        ", script->stream);
    write_quoted(script, words);
    fputs(script->shell == NSC_SHELL_FISH ? "\n        echo " : " ", script->stream);
    write_quoted(script, meaning);
    fputc('\n', script->stream);
}

void nsc_completion_meanings(const nsc_completion *script) {
    char words[2 * NSC_WORD_SIZE];
    nsc_topic topic;
    for (size_t row = 0; row < nsc_command_group_count; row++)
        write_meaning(script, nsc_command_groups[row].name, nsc_command_groups[row].meaning);
    for (size_t number = 0; nsc_topic_at(number, &topic); number++)
        if (topic.analysis != NULL || topic.command != NULL)
            write_meaning(script, topic.path,
                          topic.analysis != NULL ? topic.analysis->meaning : nsc_command_meaning(topic.command));
    for (size_t place = 0; place < nsc_option_total(); place++) {
        const nsc_option *row = nsc_option_at(nsc_option_listed(place));
        snprintf(words, sizeof words, "--%s", row->name);
        write_meaning(script, words, row->meaning);
    }
}
