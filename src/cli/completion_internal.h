/* Completion of the shells: what the tables say, in the syntax of one shell (completion.c). */
#ifndef NSC_COMPLETION_INTERNAL_H
#define NSC_COMPLETION_INTERNAL_H

#include "cli/cli.h"

typedef enum nsc_shell { NSC_SHELL_BASH, NSC_SHELL_ZSH, NSC_SHELL_FISH } nsc_shell;

/* A script in the making. */
typedef struct nsc_completion {
    FILE *stream;
    nsc_shell shell;
} nsc_completion;

/* Set `cells`, `fitnesses` and `spaces`: lists of words that several places offer. */
void nsc_completion_lists(const nsc_completion *script);
/* Change `first` and `second` from American to British spelling. */
void nsc_completion_spellings(const nsc_completion *script);
/* Cases of "FIRST SECOND", the words of the command: set its `options`, `formats`, `tables`, `arguments`. */
void nsc_completion_commands(const nsc_completion *script);
/* Cases of "FIRST:BEFORE", the first word and the one before the cursor: set `values` and `files` if that is an option
 * with a value. */
void nsc_completion_options(const nsc_completion *script);
/* The words that may come first. */
void nsc_completion_groups(const nsc_completion *script);
/* Cases of the first word: set `values` to the words that may come second. */
void nsc_completion_second_words(const nsc_completion *script);
/* What each word or option means: pairs of quoted texts (zsh), or cases that print it (fish). A second word stands
 * behind the first one: "query cell". */
void nsc_completion_meanings(const nsc_completion *script);

#endif
