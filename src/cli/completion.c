/* Completion for bash, read from the tables of commands.c. */
#include "cli/cli.h"

#include <string.h>

/* The words that may follow a group: its subcommands, or the names of analyses, reports or groups that it takes. */
static void write_group(FILE *stream, const nsc_command_group *group) {
    const size_t length = strlen(group->name);
    fprintf(stream, "    %s) words=\"", group->name);
    for (size_t row = 0; row < nsc_command_count; row++)
        if (nsc_command_in_group(&nsc_commands[row], group->name) && nsc_commands[row].path[length] == ' ')
            fprintf(stream, "%s ", nsc_commands[row].path + length + 1);
    if (strcmp(group->name, "analyse") == 0)
        for (size_t row = 0; row < nsc_analysis_count(); row++)
            fprintf(stream, "%s ", nsc_analysis_at(row)->name);
    if (strcmp(group->name, "report") == 0)
        for (size_t number = 0; number < nsc_report_count(); number++)
            fprintf(stream, "%s ", nsc_report_at(number)->name);
    if (strcmp(group->name, "help") == 0)
        for (size_t row = 0; row < nsc_command_group_count; row++)
            fprintf(stream, "%s ", nsc_command_groups[row].name);
    fputs("\" ;;\n", stream);
}

static void write_command_options(FILE *stream, const nsc_command *command) {
    /* A command with the name of its group covers every second word that is no subcommand. */
    const bool bare = strchr(command->path, ' ') == NULL;
    fprintf(stream, bare ? "    \"%s \"*) options=\"" : "    \"%s\") options=\"", command->path);
    for (size_t place = 0; place < nsc_option_total(); place++)
        if (nsc_command_takes(command, nsc_option_listed(place)))
            fprintf(stream, "--%s ", nsc_option_at(nsc_option_listed(place))->name);
    fputs("\"", stream);
    if (command->formats[0] != NULL) {
        fputs(" formats=\"", stream);
        for (size_t number = 0; number < NSC_COMMAND_FORMATS && command->formats[number] != NULL; number++)
            fprintf(stream, "%s ", command->formats[number]);
        fputs("\"", stream);
    }
    fputs(" ;;\n", stream);
}

/* True if an option listed earlier has the same name, and with it the same choices. */
static bool is_listed_before(size_t place) {
    for (size_t before = 0; before < place; before++)
        if (strcmp(nsc_option_at(nsc_option_listed(before))->name, nsc_option_at(nsc_option_listed(place))->name) == 0)
            return true;
    return false;
}

static void write_values(FILE *stream) {
    for (size_t place = 0; place < nsc_option_total(); place++) {
        const nsc_option *row = nsc_option_at(nsc_option_listed(place));
        if (row->choice == NULL || is_listed_before(place))
            continue;
        fprintf(stream, "    --%s) words=\"", row->name);
        for (size_t number = 0; row->choice(number) != NULL; number++)
            fprintf(stream, "%s ", row->choice(number));
        fputs("\" ;;\n", stream);
    }
}

void nsc_completion_write(FILE *stream) {
    fputs("# bash completion for nasscape; written by `nasscape help --format bash`\n"
          "_nasscape() {\n"
          "    local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
          "    local words=\"\" options=\"\" formats=\"\"\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        words=\"",
          stream);
    for (size_t row = 0; row < nsc_command_group_count; row++)
        fprintf(stream, "%s ", nsc_command_groups[row].name);
    fputs("--help --version\"\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
          "        return\n"
          "    fi\n"
          "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n",
          stream);
    for (size_t row = 0; row < nsc_command_count; row++)
        write_command_options(stream, &nsc_commands[row]);
    fputs("    esac\n"
          "    case \"$before\" in\n",
          stream);
    write_values(stream);
    fputs("    --format) words=\"$formats\" ;;\n"
          "    --data | --out | -o | --model)\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
          "        return ;;\n",
          stream);
    for (size_t row = 0; row < nsc_command_group_count; row++)
        write_group(stream, &nsc_command_groups[row]);
    fputs("    notebook) words=\"", stream);
    for (size_t number = 0; number < nsc_notebook_count(); number++)
        fprintf(stream, "%s ", nsc_notebook_at(number)->name);
    fputs("\" ;;\n"
          "    *) words=\"$options\" ;;\n"
          "    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
          "}\n"
          "complete -o default -F _nasscape nasscape\n",
          stream);
}
