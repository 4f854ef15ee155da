/*
 * Completion for bash, read from the tables of commands.c. The script says first what may follow the command on the
 * line (options, formats, tables, arguments), then which of these belongs at the cursor.
 */
#include "cli/cli.h"

#include <string.h>

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
    if (strcmp(command->path, "data fetch") == 0)
        for (size_t file = 0; file < nsc_published_file_count; file++)
            fprintf(stream, "%s ", nsc_published_files[file].name);
    else if (strcmp(command->path, "export notebook") == 0)
        write_names_behind(stream, command->path);
    else if (command->arguments[0] != '\0' && nsc_command_takes(command, NSC_OPTION_SPACE) &&
             strstr(command->arguments, "NAME") == NULL && !command->reads_arguments)
        fputs("$cells", stream);
}

static void write_command(FILE *stream, const nsc_command *command) {
    /* A command with the name of its group covers every second word that is no subcommand. */
    const bool bare = strchr(command->path, ' ') == NULL;
    fprintf(stream, bare ? "    \"%s \"*) options=\"" : "    \"%s\") options=\"", command->path);
    for (size_t place = 0; place < nsc_option_total(); place++)
        if (nsc_command_takes(command, nsc_option_listed(place)))
            write_option(stream, nsc_option_listed(place));
    fputs("\" formats=\"", stream);
    write_formats(stream, command);
    fputs("\" arguments=\"", stream);
    write_arguments(stream, command);
    fputs(command->reads_arguments ? "\" reads_files=yes ;;\n" : "\" ;;\n", stream);
}

/* The options of `analyse`, but of those of analyses only what this one reads; and its tables. */
static void write_analysis(FILE *stream, const nsc_analysis *analysis) {
    const nsc_command *command = nsc_command_named("analyse");
    const nsc_option_set reads = nsc_analysis_reads(analysis);
    fprintf(stream, "    \"analyse %s\") options=\"", analysis->name);
    for (size_t place = 0; place < nsc_option_total(); place++) {
        const size_t option = nsc_option_listed(place);
        const nsc_analysis_option *row = nsc_option_of_analyses(option);
        const nsc_option_set bit = row != NULL ? nsc_analysis_option_bit(row) : NSC_READS_RELATION;
        const bool own = row == NULL && option != NSC_OPTION_RELATION;
        if (nsc_command_takes(command, option) && (own || (reads & bit) != 0))
            write_option(stream, option);
    }
    fputs("\" formats=\"", stream);
    write_formats(stream, command);
    fputs("\" tables=\"", stream);
    for (size_t number = 0; number < analysis->table_count; number++)
        fprintf(stream, "%s ", analysis->tables[number].name);
    fputs("\" ;;\n", stream);
}

/* ---- what may follow each option ---- */

/* Writes the case of an option that takes a value, behind the first word of the command: "*:--out | *:-o)". */
static void write_case(FILE *stream, size_t option) {
    const nsc_option *row = nsc_option_at(option);
    const char *first = nsc_option_of_questions(option) != NULL ? "query" : "*";
    fprintf(stream, "    %s:--%s", first, row->name);
    if (row->letter != '\0')
        fprintf(stream, " | %s:-%c", first, row->letter);
    fputs(") ", stream);
}

static void write_values(FILE *stream, size_t option) {
    const nsc_option *row = nsc_option_at(option);
    const char *choice;
    if (row->kind == NSC_TAKES_NOTHING)
        return;
    write_case(stream, option);
    const bool is_rule = row->placeholder != NULL && strcmp(row->placeholder, "RULE") == 0;
    if (row->choice != NULL) {
        fputs("values=\"", stream);
        for (size_t number = 0; (choice = nsc_option_choice(option, NULL, number)) != NULL; number++)
            fprintf(stream, "%s ", choice);
        fputs("\"", stream);
    } else if (option == NSC_OPTION_SPACE) {
        fputs("values=$spaces files=yes", stream);
    } else if (option == NSC_OPTION_FORMAT) {
        fputs("values=$formats", stream);
    } else if (option == NSC_OPTION_TABLE) {
        fputs("values=$tables", stream);
    } else if (is_rule) {
        fputs("values=$fitnesses", stream);
    } else if (option == NSC_OPTION_DATA || option == NSC_OPTION_MODEL) {
        fputs("values=builtin files=yes", stream);
    } else if (row->file != NULL || option == NSC_OPTION_OUT || option == NSC_OPTION_OUT_FOLDER) {
        fputs("files=yes", stream);
    } else {
        fputs(":", stream);
    }
    fputs(" ;;\n", stream);
}

/* ---- the script ---- */

static const char head[] =
    "# bash completion for nasscape; written by `nasscape help --format bash`\n"
    "_nasscape() {\n"
    "    local words=() index raw lead=\"\" values=\"\" files=\"\" reads_files=\"\" options=\"\" formats=\"\" "
    "tables=\"\" "
    "arguments=\"\"\n"
    "    COMPREPLY=()\n"
    "    # The shell breaks words at : = @; they are joined again.\n"
    "    for ((index = 0; index <= COMP_CWORD; index++)); do\n"
    "        raw=${COMP_WORDS[index]}\n"
    "        if ((index > 1)) && [[ $raw == [:=@]* || ${COMP_WORDS[index-1]} == [:=@] ]] &&\n"
    "            [[ -n $raw || ${COMP_LINE:0:${COMP_POINT:-0}} == *[:=@] ]]; then\n"
    "            words[${#words[@]}-1]+=$raw\n"
    "        else\n"
    "            words+=(\"$raw\")\n"
    "        fi\n"
    "    done\n"
    "    local place=$((${#words[@]} - 1))\n"
    "    local current=${words[place]} before=${words[place-1]} first=${words[1],,} second=${words[2],,}\n"
    "    local typed=${current%\"$raw\"} # what the shell keeps of the word\n"
    "    if [[ $current == --*=* ]]; then\n"
    "        before=${current%%=*} lead=${current%%=*}=\n"
    "        current=${current#*=}\n"
    "    fi\n";

static void write_lists(FILE *stream, const nsc_space *cells) {
    fputs("    local cells=\"", stream);
    write_named_cells(stream, cells);
    fputs("\"\n    local fitnesses=\"", stream);
    write_fitnesses(stream, cells);
    fputs("\"\n    local spaces=\"", stream);
    write_spaces(stream);
    fputs("\"\n", stream);
}

static const char other_spaces[] = "    # Named cells and the features of cells belong to nb101.\n"
                                   "    for ((index = 2; index < place; index++)); do\n"
                                   "        if [[ \"${words[index]}=${words[index+1]}\" == --space=* &&\n"
                                   "            ${words[index+1],,} != nb101* || ${words[index]} == --space=* &&\n"
                                   "            ${words[index],,} != --space=nb101* ]]; then\n"
                                   "            cells=\"\" fitnesses=\"valid test train time column:\"\n"
                                   "        fi\n"
                                   "    done\n";

/* American spellings of the first two words, which are not offered but understood. */
static void write_spellings(FILE *stream) {
    const char *american, *british;
    for (size_t row = 0; (american = nsc_american_spelling(row, &british)) != NULL; row++)
        fprintf(stream, "    [[ $first == %s ]] && first=%s\n    [[ $second == %s ]] && second=%s\n", american, british,
                american, british);
}

static void write_groups(FILE *stream) {
    for (size_t row = 0; row < nsc_command_group_count; row++)
        fprintf(stream, "%s ", nsc_command_groups[row].name);
}

/* The words behind the first one: by its group. */
static void write_second_words(FILE *stream) {
    fputs("        case \"$first\" in\n", stream);
    for (size_t row = 0; row < nsc_command_group_count; row++) {
        const char *name = nsc_command_groups[row].name;
        fprintf(stream, "        %s) values=\"", name);
        if (strcmp(name, "help") == 0)
            write_groups(stream);
        else
            write_names_behind(stream, name);
        fputs("\" ;;\n", stream);
    }
    fputs("        esac\n", stream);
}

static const char tail[] = "    if [[ -n $values ]]; then\n"
                           "        mapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$current\")\n"
                           "    fi\n"
                           "    if [[ -n $files ]]; then\n"
                           "        mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$current\")\n"
                           "    fi\n"
                           "    COMPREPLY=(\"${COMPREPLY[@]/#/$lead}\")\n"
                           "    COMPREPLY=(\"${COMPREPLY[@]#\"$typed\"}\")\n"
                           "    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:=^] ]]; then\n"
                           "        compopt -o nospace 2>/dev/null\n"
                           "    fi\n"
                           "}\n"
                           "complete -o default -F _nasscape nasscape\n";

void nsc_completion_write(FILE *stream) {
    nsc_space *cells = NULL;
    /* Without it, for lack of memory, names of cells and features are missing. */
    (void)nsc_space_open(&cells, "nb101:vertices=2", NULL);
    fputs(head, stream);
    write_lists(stream, cells);
    nsc_space_close(cells);
    fputs(other_spaces, stream);
    write_spellings(stream);
    fputs("    case \"$first $second\" in\n", stream);
    for (size_t row = 0; row < nsc_analysis_count(); row++)
        write_analysis(stream, nsc_analysis_at(row));
    for (size_t row = 0; row < nsc_command_count; row++)
        write_command(stream, &nsc_commands[row]);
    fputs("    esac\n"
          "    case \"$first:$before\" in\n",
          stream);
    /* Options of questions may have the name of one of analyses and other values. */
    for (int others = 0; others < 2; others++)
        for (size_t place = 0; place < nsc_option_total(); place++)
            if ((nsc_option_of_questions(nsc_option_listed(place)) == NULL) == (others == 1))
                write_values(stream, nsc_option_listed(place));
    fputs("    *)\n"
          "        if ((place == 1)); then\n"
          "            values=\"",
          stream);
    write_groups(stream);
    fputs("--help --version\"\n"
          "        elif [[ $current == -* ]]; then\n"
          "            values=$options\n"
          "        elif ((place == 2)); then\n",
          stream);
    write_second_words(stream);
    fputs("        elif [[ $first == help ]]; then\n"
          "            first=$second\n",
          stream);
    write_second_words(stream);
    fputs("        elif [[ -n $reads_files ]]; then\n"
          "            files=yes\n"
          "        else\n"
          "            values=${arguments:-$options}\n"
          "        fi ;;\n"
          "    esac\n",
          stream);
    fputs(tail, stream);
}
