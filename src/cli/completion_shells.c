/* The frame of a completion script in each shell: finds the words before the cursor, and offers what completion.c
 * lists. */
#include "cli/completion_internal.h"

/* ---- bash ---- */

static const char bash_head[] =
    "# bash completion for nasscape; written by `nasscape help --format bash`\n"
    "_nasscape() {\n"
    "    local words=() index raw lead=\"\" values=\"\" files=\"\" reads_files=\"\" options=\"\" formats=\"\" "
    "tables=\"\" arguments=\"\"\n"
    "    local cells fitnesses spaces\n"
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

static const char bash_other_spaces[] = "    # Named cells and the features of cells belong to nb101.\n"
                                        "    for ((index = 2; index < place; index++)); do\n"
                                        "        if [[ \"${words[index]}=${words[index+1]}\" == --space=* &&\n"
                                        "            ${words[index+1],,} != nb101* || ${words[index]} == --space=* &&\n"
                                        "            ${words[index],,} != --space=nb101* ]]; then\n"
                                        "            cells=\"\" fitnesses=\"valid test train time column:\"\n"
                                        "        fi\n"
                                        "    done\n";

static const char bash_tail[] = "    if [[ -n $values ]]; then\n"
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

/* ---- zsh ---- */

static const char zsh_head[] =
    "#compdef nasscape\n"
    "# zsh completion for nasscape; written by `nasscape help --format zsh`\n"
    "_nasscape() {\n"
    "    local index place=$((CURRENT - 1)) values=\"\" files=\"\" reads_files=\"\" options=\"\" formats=\"\" "
    "tables=\"\"\n"
    "    local arguments=\"\" cells fitnesses spaces value\n"
    "    local current=${words[CURRENT]} before=${words[CURRENT-1]} first=${(L)words[2]} second=${(L)words[3]}\n"
    "    local -a listed open\n"
    "    local -A meanings\n"
    "    if [[ $current == --*=* ]]; then\n"
    "        before=${current%%=*}\n"
    "        compset -P '*='\n"
    "        current=${current#*=}\n"
    "    fi\n";

static const char zsh_other_spaces[] = "    # Named cells and the features of cells belong to nb101.\n"
                                       "    for ((index = 2; index < CURRENT; index++)); do\n"
                                       "        if [[ \"${words[index]}=${words[index+1]}\" == --space=* &&\n"
                                       "            ${(L)words[index+1]} != nb101* || ${words[index]} == --space=* &&\n"
                                       "            ${(L)words[index]} != --space=nb101* ]]; then\n"
                                       "            cells=\"\" fitnesses=\"valid test train time column:\"\n"
                                       "        fi\n"
                                       "    done\n";

static const char zsh_tail[] = "    for value in ${=values}; do\n"
                               "        if [[ $value == *[:=^] ]]; then\n"
                               "            open+=($value)\n"
                               "        else\n"
                               "            local meaning=${meanings[$first $value]:-${meanings[$value]}}\n"
                               "            listed+=(\"${value//:/\\\\:}${meaning:+:$meaning}\")\n"
                               "        fi\n"
                               "    done\n"
                               "    if (($#listed)); then\n"
                               "        _describe -o 'nasscape' listed\n"
                               "    fi\n"
                               "    if (($#open)); then\n"
                               "        compadd -S '' -- $open\n"
                               "    fi\n"
                               "    if [[ -n $files ]]; then\n"
                               "        _files\n"
                               "    fi\n"
                               "}\n"
                               "if [[ ${funcstack[1]} == _nasscape ]]; then\n"
                               "    _nasscape \"$@\"\n"
                               "else\n"
                               "    compdef _nasscape nasscape\n"
                               "fi\n";

/* ---- fish ---- */

static const char fish_head[] = "# fish completion for nasscape; written by `nasscape help --format fish`\n"
                                "function __nasscape_meaning\n"
                                "    switch $argv[1]\n";

static const char fish_words[] =
    "    end\n"
    "end\n"
    "function __nasscape_complete\n"
    "    set -l words (commandline -opc)\n"
    "    set -l current (commandline -ct)\n"
    "    set -l place (count $words)\n"
    "    set -l before $words[-1]\n"
    "    set -l first (string lower -- \"$words[2]\")\n"
    "    set -l second (string lower -- \"$words[3]\")\n"
    "    set -l lead ''\n"
    "    set -l values\n    set -l files\n    set -l reads_files\n    set -l options\n    set -l formats\n"
    "    set -l tables\n    set -l arguments\n    set -l cells\n    set -l fitnesses\n    set -l spaces\n"
    "    if string match -q -- '--*=*' $current\n"
    "        set before (string replace -r '=.*' '' -- $current)\n"
    "        set lead $before=\n"
    "        set current (string replace -r '^[^=]*=' '' -- $current)\n"
    "    end\n";

static const char fish_other_spaces[] =
    "    # Named cells and the features of cells belong to nb101.\n"
    "    if string match -qr -- '--space[= ](?!nb101)' (string lower -- \"$words \")\n"
    "        set cells\n"
    "        set fitnesses valid test train time column:\n"
    "    end\n";

static const char fish_tail[] = "    for value in $values\n"
                                "        set -l meaning (__nasscape_meaning \"$first $value\")\n"
                                "        test -n \"$meaning\"; or set meaning (__nasscape_meaning $value)\n"
                                "        printf '%s\\t%s\\n' $lead$value \"$meaning\"\n"
                                "    end\n"
                                "    if test -n \"$files\"\n"
                                "        for path in (__fish_complete_path $current)\n"
                                "            echo $lead$path\n"
                                "        end\n"
                                "    end\n"
                                "end\n"
                                "complete -c nasscape -f -a '(__nasscape_complete)'\n";

/* ---- the choice at the cursor ---- */

/* What bash and zsh write alike. */
static void write_choice(const nsc_completion *script) {
    FILE *stream = script->stream;
    fputs("    case \"$first $second\" in\n", stream);
    nsc_completion_commands(script);
    fputs("    esac\n    case \"$first:$before\" in\n", stream);
    nsc_completion_options(script);
    fputs("    *)\n        if ((place == 1)); then\n            values=\"", stream);
    nsc_completion_groups(script);
    fputs("--help --version\"\n"
          "        elif [[ $current == -* ]]; then\n"
          "            values=$options\n"
          "        elif ((place == 2)); then\n"
          "        case \"$first\" in\n",
          stream);
    nsc_completion_second_words(script);
    fputs("        esac\n"
          "        elif [[ $first == help ]]; then\n"
          "            first=$second\n"
          "        case \"$first\" in\n",
          stream);
    nsc_completion_second_words(script);
    fputs("        esac\n"
          "        elif [[ -n $reads_files ]]; then\n"
          "            files=yes\n"
          "        else\n"
          "            values=${arguments:-$options}\n"
          "        fi ;;\n"
          "    esac\n",
          stream);
}

static void write_fish_choice(const nsc_completion *script) {
    FILE *stream = script->stream;
    fputs("    switch \"$first $second\"\n", stream);
    nsc_completion_commands(script);
    fputs("    end\n    switch \"$first:$before\"\n", stream);
    nsc_completion_options(script);
    fputs("    case '*'\n        if test $place -eq 1\n            set values ", stream);
    nsc_completion_groups(script);
    fputs("--help --version\n"
          "        else if string match -q -- '-*' $current\n"
          "            set values $options\n"
          "        else if test $place -eq 2\n"
          "        switch $first\n",
          stream);
    nsc_completion_second_words(script);
    fputs("        end\n"
          "        else if test $first = help\n"
          "            set first $second\n"
          "        switch \"$first\"\n",
          stream);
    nsc_completion_second_words(script);
    fputs("        end\n"
          "        else if test -n \"$reads_files\"\n"
          "            set files yes\n"
          "        else if test -n \"$arguments\"\n"
          "            set values $arguments\n"
          "        else\n"
          "            set values $options\n"
          "        end\n"
          "    end\n",
          stream);
}

/* ---- the scripts ---- */

void nsc_completion_bash(FILE *stream) {
    const nsc_completion script = {stream, NSC_SHELL_BASH};
    fputs(bash_head, stream);
    nsc_completion_lists(&script);
    fputs(bash_other_spaces, stream);
    nsc_completion_spellings(&script);
    write_choice(&script);
    fputs(bash_tail, stream);
}

void nsc_completion_zsh(FILE *stream) {
    const nsc_completion script = {stream, NSC_SHELL_ZSH};
    fputs(zsh_head, stream);
    nsc_completion_lists(&script);
    fputs(zsh_other_spaces, stream);
    nsc_completion_spellings(&script);
    fputs("    meanings=(\n", stream);
    nsc_completion_meanings(&script);
    fputs("    )\n", stream);
    write_choice(&script);
    fputs(zsh_tail, stream);
}

void nsc_completion_fish(FILE *stream) {
    const nsc_completion script = {stream, NSC_SHELL_FISH};
    fputs(fish_head, stream);
    nsc_completion_meanings(&script);
    fputs(fish_words, stream);
    nsc_completion_lists(&script);
    fputs(fish_other_spaces, stream);
    nsc_completion_spellings(&script);
    write_fish_choice(&script);
    fputs(fish_tail, stream);
}
