/* Manual pages in troff's man macros, read from the tables of commands.c. */
#include "cli/cli.h"

#include <ctype.h>
#include <string.h>

/* ---- text for troff ---- */

/* Writes a multi-byte UTF-8 character in the notation of troff, its code in hexadecimal; returns its last byte. */
static const char *write_character(FILE *stream, const char *text) {
    unsigned character = (unsigned char)*text, first = 0x40;
    for (; (character & first) != 0; first >>= 1)
        character &= ~first;
    character &= 0x7Fu;
    while (((unsigned char)text[1] & 0xC0u) == 0x80u)
        character = character << 6 | ((unsigned char)*++text & 0x3Fu);
    fprintf(stream, "\\[u%04X]", character);
    return text;
}

/* Writes text with the special characters of troff escaped: hyphens stay hyphens, and no line becomes a request. */
static void write_text(FILE *stream, const char *text) {
    bool line_begins = true;
    for (; *text != '\0'; text++) {
        if (line_begins && (*text == '.' || *text == '\''))
            fputs("\\&", stream);
        line_begins = *text == '\n';
        switch (*text) {
        case '\\':
            fputs("\\e", stream);
            break;
        case '-':
            fputs("\\-", stream);
            break;
        case '`':
            fputs("\\(ga", stream);
            break;
        default:
            if ((unsigned char)*text < 0x80)
                fputc(*text, stream);
            else
                text = write_character(stream, text);
        }
    }
}

static void write_upper(FILE *stream, const char *text) {
    for (; *text != '\0'; text++)
        fputc(*text == ' ' ? '-' : toupper((unsigned char)*text), stream);
}

/* Writes paragraphs, which are separated by empty lines; line breaks within a paragraph stay. */
static void write_paragraphs(FILE *stream, const char *text) {
    fputs(".PP\n", stream);
    while (*text != '\0') {
        const size_t length = strcspn(text, "\n");
        char line[2048];
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        write_text(stream, line);
        text += length;
        if (strncmp(text, "\n\n", 2) == 0)
            fputs("\n.PP", stream);
        else if (*text == '\n')
            fputs("\n.br", stream);
        fputc('\n', stream);
        text += strspn(text, "\n");
    }
}

static void write_entry(FILE *stream, const char *name, const char *meaning) {
    fputs(".TP\n\\fB", stream);
    write_text(stream, name);
    fputs("\\fR\n", stream);
    write_text(stream, meaning);
    fputc('\n', stream);
}

/* ---- parts of a page ---- */

static void write_head(FILE *stream, const char *name, const char *meaning) {
    fputs(".TH NASSCAPE", stream);
    if (name[0] != '\0') {
        fputs("\\-", stream);
        write_upper(stream, name);
    }
    fprintf(stream, " 1 \"\" \"nasscape %s\" \"nasscape\"\n.SH NAME\nnasscape", NASSCAPE_VERSION);
    for (const char *position = name; *position != '\0'; position++) {
        if (position == name)
            fputs("\\-", stream);
        fputs(*position == ' ' ? "\\-" : (char[]){*position, '\0'}, stream);
    }
    fputs(" \\- ", stream);
    write_text(stream, meaning);
    fputc('\n', stream);
}

static void write_option(FILE *stream, size_t option, const nsc_command *command) {
    const nsc_option *row = nsc_option_at(option);
    char default_text[NSC_OPTION_DEFAULT_SIZE];
    fputs(".TP\n", stream);
    if (row->letter != '\0')
        fprintf(stream, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", stream);
    write_text(stream, row->name);
    fputs("\\fR", stream);
    if (row->placeholder != NULL)
        fprintf(stream, " \\fI%s\\fR", row->placeholder);
    fputc('\n', stream);
    write_text(stream, row->meaning);
    const char *choice;
    for (size_t number = 0; (choice = nsc_option_choice(option, command, number)) != NULL; number++) {
        fputs(number > 0 ? ", " : ": ", stream);
        write_text(stream, choice);
    }
    nsc_option_default(option, command, default_text);
    if (nsc_command_requires(command, option)) {
        fputs(" (required)", stream);
    } else if (default_text[0] != '\0') {
        fputs(" (default: ", stream);
        write_text(stream, default_text);
        fputc(')', stream);
    }
    fputs(".\n", stream);
}

static void write_command(FILE *stream, const nsc_command *command) {
    fputs("\\fBnasscape ", stream);
    write_text(stream, command->path);
    fputs("\\fR", stream);
    if (command->arguments[0] != '\0')
        fprintf(stream, " \\fI%s\\fR", command->arguments);
    fputs(" [\\fIoptions\\fR]\n", stream);
}

static void write_command_body(FILE *stream, const nsc_command *command) {
    const nsc_search_table *table;
    write_paragraphs(stream, command->help);
    if (command->run == nsc_command_merge)
        fputs(".PP\nAnalyses that share their work:\n", stream);
    for (size_t number = 0; command->run == nsc_command_merge && number < nsc_analysis_count(); number++)
        if ((nsc_analysis_at(number)->needs & NSC_SHARES_UNITS) != 0)
            write_entry(stream, nsc_analysis_at(number)->name, nsc_analysis_at(number)->meaning);
    if (command->search_tables)
        fputs(".PP\nTables:\n", stream);
    for (size_t number = 0; (table = nsc_command_search_table(command, number)) != NULL; number++)
        write_entry(stream, table->name, table->meaning);
    for (size_t place = 0; place < nsc_option_total(); place++)
        if (nsc_command_takes(command, nsc_option_listed(place)))
            write_option(stream, nsc_option_listed(place), command);
    fputs(".PP\nExample:\n.PP\n.nf\n.RS\n", stream);
    write_text(stream, command->example);
    fputs("\n.RE\n.fi\n", stream);
}

static void write_analyses(FILE *stream) {
    fputs(".SH ANALYSES\n", stream);
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        write_entry(stream, nsc_analysis_at(row)->name, nsc_analysis_at(row)->meaning);
}

static void write_entries(FILE *stream, const nsc_column *entries, size_t count) {
    fputs(".RS\n", stream);
    for (size_t number = 0; number < count; number++)
        write_entry(stream, entries[number].name, entries[number].meaning);
    fputs(".RE\n", stream);
}

/* The tables of each analysis: their columns, and below them the meanings of their statistics. */
static void write_tables(FILE *stream) {
    fputs(".SH TABLES\nWithout \\-\\-table, an analysis writes its first table.\n", stream);
    for (size_t row = 0; row < nsc_analysis_count(); row++) {
        const nsc_analysis *analysis = nsc_analysis_at(row);
        fprintf(stream, ".SS %s\n", analysis->name);
        for (size_t number = 0; number < analysis->table_count; number++) {
            const nsc_analysis_table *table = &analysis->tables[number];
            fprintf(stream, ".PP\nTable \\fB%s\\fR: ", table->name);
            write_text(stream, table->meaning);
            fputs("\n", stream);
            write_entries(stream, table->columns, table->column_count);
            if (table->statistic_count == 0)
                continue;
            fprintf(stream, ".PP\nStatistics of the table \\fB%s\\fR:\n", table->name);
            write_entries(stream, table->statistics, table->statistic_count);
        }
    }
}

static void write_foot(FILE *stream) {
    fputs(".SH EXIT STATUS\n", stream);
    for (int code = NSC_OK; code <= NSC_MISSING; code++) {
        char digit[] = {(char)('0' + code), '\0'};
        write_entry(stream, digit, nsc_exit_meanings[code]);
    }
    fputs(".SH SEE ALSO\n", stream);
    fputs(".BR nasscape (1)", stream);
    for (size_t row = 0; row < nsc_command_group_count; row++)
        fprintf(stream, ",\n.BR nasscape\\-%s (1)", nsc_command_groups[row].name);
    fputc('\n', stream);
}

static void write_reading(FILE *stream) {
    fputs(".SH READING A RESULT\n", stream);
    write_text(stream, nsc_reading_introduction);
    fputc('\n', stream);
    for (size_t part = 0; part < nsc_reading_part_count; part++) {
        fputs(".SS ", stream);
        write_text(stream, nsc_reading_parts[part].title);
        fputc('\n', stream);
        for (const nsc_column *entry = nsc_reading_parts[part].entries; entry->name != NULL; entry++)
            write_entry(stream, entry->name, entry->meaning);
    }
}

/* ---- pages ---- */

static void write_program(FILE *stream) {
    write_head(stream, "", "the landscape of a tabular neural-architecture search space");
    fputs(".SH SYNOPSIS\n\\fBnasscape\\fR \\fICOMMAND\\fR [\\fISUBCOMMAND\\fR] [\\fIarguments\\fR] [\\fIoptions\\fR]\n"
          ".SH DESCRIPTION\nWhich architectures exist, which are neighbours, how good each one is, and what that "
          "means for search. Data goes to standard output, messages to standard error.\n.SH COMMANDS\n",
          stream);
    for (size_t row = 0; row < nsc_command_count; row++) {
        fputs(".TP\n", stream);
        write_command(stream, &nsc_commands[row]);
        write_text(stream, nsc_command_meaning(&nsc_commands[row]));
        fputs(".\n", stream);
    }
    fputs(".SH RELATIONS\nA relation says when two points are neighbours.\n", stream);
    for (size_t row = 0; row < nsc_relation_count; row++)
        write_entry(stream, nsc_relations[row].name, nsc_relations[row].meaning);
    fputs(".SH DISTANCES\n", stream);
    for (size_t row = 0; row < nsc_distance_count; row++)
        write_entry(stream, nsc_distances[row].name, nsc_distances[row].meaning);
    write_analyses(stream);
    write_reading(stream);
    write_foot(stream);
}

void nsc_manual_write(FILE *stream, const nsc_command_group *group, const nsc_command *command) {
    if (group == NULL) {
        write_program(stream);
        return;
    }
    /* A command with the name of its group is described on the page of the group. */
    const bool whole_group = command == NULL || strcmp(command->path, group->name) == 0;
    write_head(stream, whole_group ? group->name : command->path,
               whole_group ? group->meaning : nsc_command_meaning(command));
    fputs(".SH SYNOPSIS\n", stream);
    bool first = true;
    for (size_t row = 0; row < nsc_command_count; row++)
        if (whole_group ? nsc_command_in_group(&nsc_commands[row], group->name) : &nsc_commands[row] == command) {
            if (!first)
                fputs(".br\n", stream);
            write_command(stream, &nsc_commands[row]);
            first = false;
        }
    fputs(".SH DESCRIPTION\n", stream);
    if (!whole_group)
        write_command_body(stream, command);
    for (size_t row = 0; whole_group && row < nsc_command_count; row++)
        if (nsc_command_in_group(&nsc_commands[row], group->name)) {
            fputs(".SS ", stream);
            write_text(stream, nsc_commands[row].path);
            fputs(": ", stream);
            write_text(stream, nsc_command_meaning(&nsc_commands[row]));
            fputc('\n', stream);
            write_command_body(stream, &nsc_commands[row]);
        }
    if (strcmp(group->name, "analyse") == 0) {
        write_analyses(stream);
        write_tables(stream);
    }
    write_foot(stream);
}
