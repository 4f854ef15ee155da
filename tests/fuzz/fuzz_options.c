/*
 * Any text NAME=VALUE as an option of analyses, of questions and of experiments, as settings of a landscape and of a
 * search algorithm, and as choices of columns: refused in words, or a value in range that reads back as the same.
 */
#include "fuzz.h"

#include "analysis/landscape_settings.h"
#include "analysis/options.h"
#include "analysis/search/search.h"
#include "base/base.h"
#include "query/query.h"

#include <math.h>

const unsigned fuzz_default_rounds = 30000;

const char *const fuzz_seeds[] = {
    "lags=10",
    "seed=18446744073709551615",
    "validity=raw",
    "epsilons=0,1e-3,2q",
    "top-percent=0.5",
    "radius=3",
    "runs=500",
    "time=1e6",
    "space=nb101:vertices=5,edges=8,data=a.csv,minimise",
    "evolution:population=50,tournament=5",
    "fitness=\"my, col\",run=seed",
    "tpe:",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"=",        ",",   ":",           "\"",    "\"\"",       "1e308",
                                   "nan",      "inf", "-1",          "0x10",  "4294967296", "18446744073709551616",
                                   " 1",       "1 ",  "population=", "data=", "run=",       "minimise",
                                   "\xc3\xa4", NULL};

/* A value in range, which its own text stands for. */
static void check_value(const nsc_option *option, const char *text) {
    nsc_option_value value, again;
    nsc_error error = {0};
    char written[64];
    const nsc_status status = nsc_option_read(option, text, &value, &error);
    if (status != NSC_OK) {
        fuzz_demand(status == NSC_USAGE, "a value is taken, or wrong usage");
        fuzz_refused(status, &error, option->name);
        return;
    }
    if (option->kind == NSC_TAKES_COUNT)
        fuzz_demand((double)value.number >= option->minimum && (double)value.number <= option->maximum,
                    "a count is in range");
    if (option->kind == NSC_TAKES_REAL)
        fuzz_demand(isfinite(value.real) && value.real >= option->minimum && value.real <= option->maximum,
                    "a number is in range");
    if (option->kind == NSC_TAKES_CHOICE)
        fuzz_demand(option->choice(value.number) != NULL, "a choice is one of the names");
    const nsc_value shown = option->kind == NSC_TAKES_REAL     ? nsc_real(value.real)
                            : option->kind == NSC_TAKES_CHOICE ? nsc_text(option->choice(value.number))
                            : option->kind == NSC_TAKES_COUNT || option->kind == NSC_TAKES_SEED
                                ? nsc_unsigned(value.number)
                                : nsc_text(value.text);
    if (option->kind != NSC_TAKES_NOTHING)
        fuzz_demand(nsc_option_read(option, nsc_value_text(shown, written), &again, NULL) == NSC_OK &&
                        again.number == value.number && again.real == value.real,
                    "a value reads back as the same");
}

/* Every option of that name, by the text behind the first "="; an unknown name tries all options. */
static void check_options(const char *text) {
    const char *value = strchr(text, '=');
    const size_t length = value != NULL ? (size_t)(value - text) : 0;
    value = value != NULL ? value + 1 : text;
    for (size_t row = 0; row < nsc_analysis_option_count; row++) {
        const nsc_option *option = &nsc_analysis_option_rows[row].option;
        if (length == 0 || (strlen(option->name) == length && strncmp(option->name, text, length) == 0))
            check_value(option, value);
    }
    for (size_t row = 0; row < NSC_QUESTION_OPTION_COUNT; row++)
        check_value(&nsc_question_options[row].option, value);
    for (size_t row = 0; row < nsc_search_option_count; row++)
        check_value(&nsc_search_option_rows[row].option, value);
}

static void check_settings(const char *text) {
    nsc_landscape_settings settings = {0};
    nsc_error error = {0};
    const nsc_status status = nsc_landscape_settings_read_list(&settings, text, &error);
    if (status != NSC_OK)
        fuzz_refused(status, &error, NULL);
    nsc_landscape_settings_release(&settings);
}

static void check_algorithm(const char *text) {
    nsc_chosen_algorithm chosen, again;
    nsc_error error = {0};
    char *described = NULL;
    const nsc_status status = nsc_chosen_algorithm_read(&chosen, text, false, NULL, 0, &error);
    if (status != NSC_OK) {
        fuzz_refused(status, &error, NULL);
        return;
    }
    fuzz_demand(nsc_chosen_algorithm_describe(&chosen, &described, NULL) == NSC_OK &&
                    nsc_chosen_algorithm_read(&again, described, false, NULL, 0, NULL) == NSC_OK &&
                    strcmp(again.described, chosen.described) == 0,
                "an algorithm with all its settings reads back as the same");
    free(described);
    nsc_chosen_algorithm_release(&again);
    nsc_chosen_algorithm_release(&chosen);
}

/* The name in quotes, its own doubled, is the same choice. */
static void check_choice(const nsc_column_choice *choice) {
    char text[2 * sizeof choice->column + 32], *end = text;
    const char *rest = text;
    nsc_column_choice again;
    fuzz_demand(choice->role != NULL && memchr(choice->column, '\0', sizeof choice->column) != NULL,
                "a choice has a role and a column");
    end += sprintf(end, "%s=\"", choice->role);
    for (const char *letter = choice->column; *letter != '\0'; letter++)
        end += sprintf(end, *letter == '"' ? "\"\"" : "%c", *letter);
    strcpy(end, "\"");
    fuzz_demand(nsc_column_choice_next(&rest, &again, NULL) == NSC_OK && *rest == '\0' &&
                    strcmp(again.column, choice->column) == 0 && strcmp(again.role, choice->role) == 0,
                "which in quotes is the same");
}

static void check_columns(const char *text) {
    for (size_t length = strlen(text); *text != '\0';) {
        nsc_column_choice choice;
        nsc_error error = {0};
        const char *before = text;
        const nsc_status status = nsc_column_choice_next(&text, &choice, &error);
        if (status != NSC_OK) {
            fuzz_refused(status, &error, "--columns");
            return;
        }
        check_choice(&choice);
        fuzz_demand(text > before && strlen(text) < length, "and the next one begins behind it");
        length = strlen(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    check_options(text);
    check_settings(text);
    check_algorithm(text);
    check_columns(text);
    free(text);
    return 0;
}
