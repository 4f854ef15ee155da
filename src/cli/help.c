/* Help on the terminal, read from the tables; and the `help` command, which also hands out manuals and completion. */
#include "cli/cli.h"

#include <string.h>

enum { LINE_WIDTH = 80, OPTION_INDENT = 2, MEANING_INDENT = 26, TEXT_SIZE = 1024 };

const char *const nsc_exit_meanings[NSC_MISSING + 1] = {
    [NSC_OK] = "done",
    [NSC_FAILED] = "failed: the system refused memory, disk or permission",
    [NSC_USAGE] = "the command line is wrong",
    [NSC_INVALID] = "something given is invalid: a file's content, a cell, an unknown hash",
    [NSC_MISSING] = "something is missing: a file, or a fitness that the data does not have",
};

/* ---- text in lines ---- */

/* Columns that a text takes on the terminal: its bytes without the continuation bytes of UTF-8. */
static size_t text_width(const char *text, size_t length) {
    size_t width = 0;
    for (size_t position = 0; position < length; position++)
        width += ((unsigned char)text[position] & 0xC0u) != 0x80u;
    return width;
}

/* Writes words into lines that begin at `indent`; the cursor is at `column`. Empty lines of the text stay. */
static void write_wrapped(FILE *stream, const char *text, size_t indent, size_t column) {
    bool line_begins = true;
    while (*text != '\0') {
        if (*text == '\n') {
            fputc('\n', stream);
            column = 0;
            line_begins = true;
            text++;
            continue;
        }
        if (*text == ' ') {
            text++;
            continue;
        }
        const size_t length = strcspn(text, " \n"), width = text_width(text, length);
        if (!line_begins && column + 1 + width > LINE_WIDTH) {
            fputc('\n', stream);
            column = 0;
            line_begins = true;
        }
        if (line_begins && column < indent) {
            fprintf(stream, "%*s", (int)(indent - column), "");
            column = indent;
        } else if (!line_begins) {
            fputc(' ', stream);
            column++;
        }
        fwrite(text, 1, length, stream);
        column += width;
        line_begins = false;
        text += length;
    }
    fputc('\n', stream);
}

/* The same with a full stop at its end. */
static void write_sentence(FILE *stream, const char *text, size_t column) {
    char sentence[TEXT_SIZE];
    snprintf(sentence, sizeof sentence, "%s.", text);
    write_wrapped(stream, sentence, 0, column);
}

/* A name and what it means, in two columns. */
static void write_entry(FILE *stream, const char *name, const char *meaning) {
    int written = fprintf(stream, "%*s%s", OPTION_INDENT, "", name);
    size_t column = written > 0 ? (size_t)written : 0;
    if (column + 2 > MEANING_INDENT) {
        fputc('\n', stream);
        column = 0;
    }
    write_wrapped(stream, meaning, MEANING_INDENT, column);
}

/*
 * The length of the first part of a command line that is to be at most `width` wide: up to the last blank outside
 * quotes, or all if the rest has none.
 */
static size_t first_part(const char *line, size_t length, size_t width) {
    size_t part = length;
    bool quoted = false;
    if (text_width(line, length) <= width)
        return length;
    for (size_t position = 0; position < length; position++) {
        quoted = quoted != (line[position] == '\'');
        if (line[position] != ' ' || quoted)
            continue;
        if (text_width(line, position) + 2 > width && part < length)
            break;
        part = position;
    }
    return part;
}

/* Command lines; a long one goes on in the next line, as a shell reads it. */
static void write_example(FILE *stream, const char *example) {
    enum { INDENT = 2, CONTINUED = 4 };
    fputs("\nExample:\n", stream);
    while (*example != '\0') {
        const size_t length = strcspn(example, "\n");
        const char *line = example, *end = example + length;
        for (int indent = INDENT; line < end; indent = INDENT + CONTINUED) {
            const size_t part = first_part(line, (size_t)(end - line), LINE_WIDTH - (size_t)indent);
            fprintf(stream, "%*s%.*s%s\n", indent, "", (int)part, line, line + part < end ? " \\" : "");
            line += part + (line + part < end);
        }
        example = end + (*end == '\n');
    }
}

/* ---- options ---- */

static void write_option(FILE *stream, size_t option, const nsc_command *command) {
    const nsc_option *row = nsc_option_at(option);
    char name[TEXT_SIZE], meaning[TEXT_SIZE], default_text[NSC_OPTION_DEFAULT_SIZE];
    char letter[] = "-?, ";
    letter[1] = row->letter;
    snprintf(name, sizeof name, "%s--%s%s%s", row->letter != '\0' ? letter : "", row->name,
             row->placeholder != NULL ? " " : "", row->placeholder != NULL ? row->placeholder : "");
    size_t length = (size_t)snprintf(meaning, sizeof meaning, "%s", row->meaning);
    const char *choice;
    for (size_t number = 0; (choice = nsc_option_choice(option, command, number)) != NULL && length < sizeof meaning;
         number++)
        length += (size_t)snprintf(meaning + length, sizeof meaning - length, "%s%s", number > 0 ? ", " : ": ", choice);
    nsc_option_default(option, command, default_text);
    const bool required = command != NULL && nsc_command_requires(command, option);
    if (length < sizeof meaning && (required || default_text[0] != '\0'))
        snprintf(meaning + length, sizeof meaning - length, required ? " [required]" : " [%s]", default_text);
    write_entry(stream, name, meaning);
}

/* Kinds of options, in the order in which help lists them. */
typedef enum option_kind { OWN, OF_LANDSCAPE, OF_RUN, OPTION_KINDS } option_kind;

static option_kind kind_of(size_t option) {
    if (option <= NSC_OPTION_GRAPH)
        return OF_LANDSCAPE;
    const bool of_run = (option >= NSC_OPTION_THREADS && option <= NSC_OPTION_QUOTE_TEXT) ||
                        (option >= NSC_OPTION_VERBOSE && option <= NSC_OPTION_HELP);
    return of_run ? OF_RUN : OWN;
}

static void write_options(FILE *stream, const nsc_command *command) {
    static const char *const titles[OPTION_KINDS] = {
        [OWN] = "Options [default]",
        [OF_LANDSCAPE] = "Options that name the landscape [default]",
        [OF_RUN] = "Options for the run and its output [default]",
    };
    for (int kind = 0; kind < OPTION_KINDS; kind++) {
        bool first = true;
        for (size_t place = 0; place < nsc_option_total(); place++) {
            const size_t option = nsc_option_listed(place);
            if ((int)kind_of(option) != kind || !nsc_command_takes(command, option))
                continue;
            if (first)
                fprintf(stream, "\n%s:\n", titles[kind]);
            first = false;
            write_option(stream, option, command);
        }
    }
}

/* ---- the pages ---- */

const nsc_command_group *nsc_command_group_named(const char *name) {
    for (size_t row = 0; row < nsc_command_group_count; row++)
        if (strcmp(nsc_command_groups[row].name, name) == 0)
            return &nsc_command_groups[row];
    return NULL;
}

static void write_commands(FILE *stream, const nsc_command_group *group) {
    char name[TEXT_SIZE];
    for (size_t row = 0; row < nsc_command_count; row++)
        if (nsc_command_in_group(&nsc_commands[row], group->name)) {
            snprintf(name, sizeof name, "%s %s", nsc_commands[row].path, nsc_commands[row].arguments);
            write_entry(stream, name, nsc_command_meaning(&nsc_commands[row]));
        }
}

static void write_purpose(FILE *stream) {
    fputs("nasscape answers questions about the landscape of a tabular\n"
          "neural-architecture search space: which architectures exist, which are\n"
          "neighbours, how good each one is, and what that means for search.\n\n"
          "Usage: nasscape COMMAND [SUBCOMMAND] [arguments] [options]\n",
          stream);
}

/* What each kind of user begins with, and what comes of it. */
static const struct first_steps {
    const char *title;
    nsc_column steps[3];
} first_steps[] = {
    {"Reproduce what was published about NAS-Bench-101",
     {{"nasscape report paper --out report", "a page with figures and verdicts"},
      {"nasscape data fetch run1 -o run1.npy", "measurements for it, 3.4 MB"},
      {"nasscape analyse list", "all analyses, each a table"}}},
    {"Look at data of your own",
     {{"nasscape data info FILE --space nb201", "what is in a table"},
      {"nasscape report landscape --space nb201 --data FILE --out page", ""},
      {"nasscape search compare random evolution --space nb201 --data FILE", ""}}},
    {"Explore a neighbourhood",
     {{"nasscape space show resnet-like", "a cell, drawn"},
      {"nasscape query neighbours resnet-like", "one change away, best first"},
      {"nasscape explore --open", "all that on a page in the browser"}}},
};

static void write_first_steps(FILE *stream) {
    enum { STEP_WIDTH = 42 };
    for (size_t kind = 0; kind < NSC_COUNT_OF(first_steps); kind++) {
        fprintf(stream, "\n%s:\n", first_steps[kind].title);
        for (size_t step = 0; step < NSC_COUNT_OF(first_steps[kind].steps); step++) {
            const nsc_column *row = &first_steps[kind].steps[step];
            fprintf(stream, row->meaning[0] != '\0' ? "  %-*s %s\n" : "  %-*s\n",
                    row->meaning[0] != '\0' ? STEP_WIDTH : 0, row->name, row->meaning);
        }
    }
}

void nsc_help_short(FILE *stream) {
    write_purpose(stream);
    write_first_steps(stream);
    fputs("\nCommands:\n", stream);
    for (size_t row = 0; row < nsc_command_group_count; row++)
        write_entry(stream, nsc_command_groups[row].name, nsc_command_groups[row].meaning);
    fputs("\nSee `nasscape help COMMAND` for a command, `nasscape help reading` for how to\n"
          "read a result, `nasscape help` for all commands. Without --data, values are\n"
          "those of a regression that comes with the program.\n",
          stream);
}

void nsc_help_reading(FILE *stream) {
    fputs("How to read a result\n", stream);
    write_example(stream, nsc_reading_example);
    fputc('\n', stream);
    write_wrapped(stream, nsc_reading_introduction, 0, 0);
    for (size_t part = 0; part < nsc_reading_part_count; part++) {
        fprintf(stream, "\n%s:\n", nsc_reading_parts[part].title);
        for (const nsc_column *entry = nsc_reading_parts[part].entries; entry->name != NULL; entry++)
            write_entry(stream, entry->name, entry->meaning);
    }
}

void nsc_help_program(FILE *stream) {
    write_purpose(stream);
    write_first_steps(stream);
    for (size_t row = 0; row < nsc_command_group_count; row++) {
        fprintf(stream, "\n%s: %s\n", nsc_command_groups[row].name, nsc_command_groups[row].meaning);
        write_commands(stream, &nsc_command_groups[row]);
    }
    fputs("\nRelations (--relation): when two points are neighbours\n", stream);
    for (size_t row = 0; row < nsc_relation_count; row++)
        write_entry(stream, nsc_relations[row].name, nsc_relations[row].meaning);
    fputs("\nDistances (--distance):\n", stream);
    for (size_t row = 0; row < nsc_distance_count; row++)
        write_entry(stream, nsc_distances[row].name, nsc_distances[row].meaning);
    fputs("\nExit codes:\n", stream);
    for (int code = NSC_OK; code <= NSC_MISSING; code++) {
        char digit[] = {(char)('0' + code), '\0'};
        write_entry(stream, digit, nsc_exit_meanings[code]);
    }
    fputs("\nData goes to standard output, messages to standard error.\n"
          "See `nasscape help COMMAND` for a command or an analysis, and\n"
          "`nasscape help reading` for how to read a result.\n",
          stream);
}

/* The first example of each of the first commands of a group. */
static void write_group_examples(FILE *stream, const nsc_command_group *group) {
    enum { EXAMPLES = 3 };
    char examples[TEXT_SIZE] = "";
    size_t length = 0, count = 0;
    for (size_t row = 0; row < nsc_command_count && count < EXAMPLES && length < sizeof examples; row++) {
        if (!nsc_command_in_group(&nsc_commands[row], group->name))
            continue;
        const char *example = nsc_commands[row].example;
        length += (size_t)snprintf(examples + length, sizeof examples - length, "%s%.*s", count > 0 ? "\n" : "",
                                   (int)strcspn(example, "\n"), example);
        count++;
    }
    write_example(stream, examples);
}

void nsc_help_group(FILE *stream, const nsc_command_group *group) {
    const int written = fprintf(stream, "nasscape %s: ", group->name);
    write_wrapped(stream, group->meaning, 0, written > 0 ? (size_t)written : 0);
    write_group_examples(stream, group);
    fputs("\nCommands:\n", stream);
    write_commands(stream, group);
    fprintf(stream, "\nSee `nasscape help %s SUBCOMMAND`.\n", group->name);
}

static void write_search_tables(FILE *stream, const nsc_command *command) {
    const nsc_search_table *table;
    if (command->search_tables)
        fputs("\nTables (--table); `nasscape search tables` says what their columns mean:\n", stream);
    for (size_t number = 0; (table = nsc_command_search_table(command, number)) != NULL; number++)
        write_entry(stream, table->name, table->meaning);
}

/* The analyses that take --part. */
static void write_sharing_analyses(FILE *stream) {
    fputs("\nAnalyses that share their work:\n", stream);
    for (size_t number = 0; number < nsc_analysis_count(); number++)
        if ((nsc_analysis_at(number)->needs & NSC_SHARES_UNITS) != 0)
            write_entry(stream, nsc_analysis_at(number)->name, nsc_analysis_at(number)->meaning);
}

void nsc_help_command(FILE *stream, const nsc_command *command) {
    fprintf(stream, "Usage: nasscape %s%s%s [options]\n\n", command->path, command->arguments[0] != '\0' ? " " : "",
            command->arguments);
    fputs("Purpose: ", stream);
    write_sentence(stream, nsc_command_meaning(command), strlen("Purpose: "));
    write_example(stream, command->example);
    fputc('\n', stream);
    write_wrapped(stream, command->help, 0, 0);
    if (command->run == nsc_command_analyse) {
        fputc('\n', stream);
        nsc_help_analyses(stream);
    }
    if (command->run == nsc_command_merge)
        write_sharing_analyses(stream);
    write_search_tables(stream, command);
    write_options(stream, command);
}

void nsc_help_analyses(FILE *stream) {
    const char *before = "";
    for (size_t number = 0; number < nsc_analysis_count(); number++) {
        const char *question = nsc_analysis_question(number);
        if (strcmp(question, before) != 0)
            fprintf(stream, "%s%s\n", number > 0 ? "\n" : "", question);
        before = question;
        write_entry(stream, nsc_analysis_at(number)->name, nsc_analysis_at(number)->meaning);
    }
}

/* The columns of a table, and below them the meanings of its statistics. */
static void write_table(FILE *stream, const nsc_analysis_table *table, bool first) {
    const char *note = first ? " (default)" : "";
    fprintf(stream, "\nTable %s%s: ", table->name, note);
    write_wrapped(stream, table->meaning, 0, strlen(table->name) + strlen(note) + strlen("Table : "));
    for (size_t column = 0; column < table->column_count; column++)
        write_entry(stream, table->columns[column].name, table->columns[column].meaning);
    if (table->statistic_count > 0)
        fprintf(stream, "\nStatistics of the table %s:\n", table->name);
    for (size_t number = 0; number < table->statistic_count; number++)
        write_entry(stream, table->statistics[number].name, table->statistics[number].meaning);
}

static void write_analysis_examples(FILE *stream, const nsc_analysis *analysis) {
    char examples[TEXT_SIZE];
    const char *needed = (analysis->reads & NSC_READS(with)) != 0 ? " --with valid@108" : "";
    const char *table =
        analysis->tables[analysis->table_count - 1].name; /* another than the default, if there is one */
    snprintf(examples, sizeof examples, "nasscape analyse %s%s\nnasscape analyse %s%s --data FILE --table %s -o %s.csv",
             analysis->name, needed, analysis->name, needed, table, table);
    write_example(stream, examples);
}

void nsc_help_analysis(FILE *stream, const nsc_analysis *analysis) {
    fprintf(stream, "Usage: nasscape analyse %s [--table NAME] [options]\n\n", analysis->name);
    write_wrapped(stream, analysis->meaning, 0, 0);
    write_analysis_examples(stream, analysis);
    fputs("\nSource: ", stream);
    write_wrapped(stream, analysis->source, 0, strlen("Source: "));
    for (size_t number = 0; number < analysis->table_count; number++)
        write_table(stream, &analysis->tables[number], number == 0);
    if (analysis->reads != 0)
        fputs("\nOptions of this analysis [default]:\n", stream);
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if ((analysis->reads & nsc_analysis_option_bit(&nsc_analysis_option_rows[row])) != 0)
            write_option(stream, NSC_OPTION_COUNT + row, NULL);
    fputs("\nSee `nasscape help analyse` for the options that all analyses share.\n", stream);
}

void nsc_help_version(FILE *stream) {
    fprintf(stream, "nasscape %s\nCompiler: %s\nLibraries: %s\nLicence: GPL-3.0-or-later\n", NASSCAPE_VERSION,
            NASSCAPE_COMPILER, NASSCAPE_LIBRARIES);
}

/* ---- the command ---- */

/* The subject of a call of `help`; all empty for the program. Words need not name the group: `help fdc`. */
static nsc_status find_topic(const nsc_arguments *arguments, nsc_topic *found, nsc_error *error) {
    char path[4 * NSC_WORD_SIZE] = "", suggestion[NSC_SUGGESTION_SIZE];
    size_t length = 0;
    *found = (nsc_topic){0};
    if (arguments->positional_count == 0)
        return NSC_OK;
    for (size_t word = 0; word < arguments->positional_count && length < sizeof path; word++) {
        char spelled[NSC_WORD_SIZE];
        nsc_word_spell(arguments->positional[word], spelled);
        length += (size_t)snprintf(path + length, sizeof path - length, "%s%s", word > 0 ? " " : "", spelled);
    }
    if (nsc_topics_find(path, true, found) == 1 || nsc_topics_find(path, false, found) == 1)
        return NSC_OK;
    nsc_topic_suggest(NULL, path, suggestion);
    return nsc_error_set(error, NSC_USAGE, "there is no command \"%.60s\"%s", path, suggestion);
}

static void write_topic(FILE *stream, const nsc_topic *about, const char *format) {
    if (strcmp(format, "bash") == 0)
        nsc_completion_bash(stream);
    else if (strcmp(format, "zsh") == 0)
        nsc_completion_zsh(stream);
    else if (strcmp(format, "fish") == 0)
        nsc_completion_fish(stream);
    else if (strcmp(format, "man") == 0)
        nsc_manual_write(stream, about->group, about->command);
    else if (about->analysis != NULL)
        nsc_help_analysis(stream, about->analysis);
    else if (about->command != NULL)
        nsc_help_command(stream, about->command);
    else if (about->group != NULL)
        nsc_help_group(stream, about->group);
    else
        nsc_help_program(stream);
}

static nsc_status write_file(const char *path, const nsc_topic *about, const char *format, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, path, error);
    if (status != NSC_OK)
        return status;
    write_topic(output.stream, about, format);
    return nsc_output_commit(&output, error);
}

static bool asks_for_reading(const nsc_arguments *arguments) {
    return arguments->positional_count == 1 && strcasecmp(arguments->positional[0], NSC_READING) == 0;
}

static nsc_status write_reading(const char *path, nsc_error *error) {
    nsc_output output;
    nsc_status status = nsc_output_open(&output, path, error);
    if (status != NSC_OK)
        return status;
    nsc_help_reading(output.stream);
    return nsc_output_commit(&output, error);
}

/* The file name under which `man` finds the page of a group, or of the program if `group` is NULL. */
static void name_manual(const nsc_command_group *group, char name[TEXT_SIZE]) {
    snprintf(name, TEXT_SIZE, "nasscape%s%s.1", group != NULL ? "-" : "", group != NULL ? group->name : "");
}

/* Writes every manual page into a folder. */
static nsc_status write_manuals(const char *folder, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t row = 0; status == NSC_OK && row <= nsc_command_group_count; row++) {
        nsc_topic about = {.group = row > 0 ? &nsc_command_groups[row - 1] : NULL};
        char name[TEXT_SIZE], *path = NULL;
        name_manual(about.group, name);
        status = nsc_path_join(&path, folder, name, error);
        if (status == NSC_OK)
            status = write_file(path, &about, "man", error);
        free(path);
    }
    return status;
}

/* The folder into which all manual pages are to be written, NULL if the call asks for something else. */
static const char *manuals_folder(const nsc_session *session) {
    const char *path = session->arguments->texts[NSC_OPTION_OUT];
    const bool manual = strcmp(nsc_session_format_name(session), "man") == 0;
    return manual && session->arguments->positional_count == 0 && !nsc_output_is_standard(path) ? path : NULL;
}

nsc_status nsc_written_help(nsc_session *session, nsc_written *written, nsc_error *error) {
    nsc_status status = NSC_OK;
    written->folder = manuals_folder(session);
    if (written->folder == NULL)
        return nsc_written_out(session, written, error);
    for (size_t row = 0; status == NSC_OK && row <= nsc_command_group_count; row++) {
        char name[TEXT_SIZE];
        name_manual(row > 0 ? &nsc_command_groups[row - 1] : NULL, name);
        status = nsc_names_add(&written->names, name, error);
    }
    return status;
}

nsc_status nsc_command_help(nsc_session *session, nsc_error *error) {
    const char *format = nsc_session_format_name(session);
    nsc_topic about;
    if (asks_for_reading(session->arguments)) {
        if (strcmp(format, "text") == 0)
            return write_reading(session->arguments->texts[NSC_OPTION_OUT], error);
        return nsc_error_set(error, NSC_USAGE,
                             "this help is available with --format text only, and in the manual page "
                             "of nasscape");
    }
    nsc_status status = find_topic(session->arguments, &about, error);
    if (status != NSC_OK)
        return status;
    if (about.analysis != NULL && strcmp(format, "text") != 0)
        return nsc_error_set(error, NSC_USAGE, "the help of a single analysis is available with --format text only");
    const char *folder = manuals_folder(session);
    return folder != NULL ? write_manuals(folder, error)
                          : write_file(session->arguments->texts[NSC_OPTION_OUT], &about, format, error);
}

nsc_status nsc_command_version(nsc_session *session, nsc_error *error) {
    nsc_output output;
    const nsc_status status = nsc_output_open(&output, session->arguments->texts[NSC_OPTION_OUT], error);
    if (status != NSC_OK)
        return status;
    nsc_help_version(output.stream);
    return nsc_output_commit(&output, error);
}
