/* The rule of a fitness: from its spelling, and back. */
#include "data/fitness_internal.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* In the order of nsc_policy; runs follow, by number or by name. */
static const char *const policy_names[] = {"mean", "median", "min", "max"};
static const size_t policy_count = sizeof policy_names / sizeof *policy_names;

/* Splits in the order of their metrics; the half-way metrics follow in the same order. */
static const char *const split_names[] = {"valid", "test", "train", "time"};
static const size_t split_count = sizeof split_names / sizeof *split_names;

static const char column_prefix[] = "column:";

/* The position of the text of `length` characters in a list of names, or the list's length. */
static size_t find_name(const char *const *names, size_t count, const char *text, size_t length) {
    size_t position = 0;
    while (position < count && (strlen(names[position]) != length || strncmp(names[position], text, length) != 0))
        position++;
    return position;
}

static nsc_status refuse_spelling(const nsc_space *space, const char *text, const char *reason, nsc_error *error) {
    char features[400] = "";
    size_t length = 0;
    for (size_t feature = 0; feature < space->feature_count && length < sizeof features; feature++)
        length += nsc_text_format(features + length, sizeof features - length, ", %s", space->features[feature].name);
    return nsc_error_set(
        error, NSC_USAGE,
        "the fitness \"%.80s\" %s; a fitness is SPLIT@EPOCHS[:POLICY][:halfway] with SPLIT valid, test, "
        "train or time and POLICY mean (the default), median, min, max, run1, run2, ... or run=NAME; or "
        "column:NAME%s",
        text, reason, features);
}

static nsc_status parse_column(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    const char *name = text + sizeof column_prefix - 1;
    if (*name == '\0')
        return refuse_spelling(space, text, "lacks the column's name", error);
    if (strlen(name) >= sizeof rule->column)
        return nsc_error_set(
            error, NSC_USAGE,
            "the fitness column:NAME takes a name of at most %zu bytes, and \"%.80s\" has %zu: give the "
            "column a shorter name in the first line of the file",
            sizeof rule->column - 1, name, strlen(name));
    rule->kind = NSC_FITNESS_COLUMN;
    rule->metric = NSC_METRIC_COLUMN;
    memcpy(rule->column, name, strlen(name) + 1);
    nsc_text_format(rule->text, sizeof rule->text, "%s%s", column_prefix, rule->column);
    return NSC_OK;
}

/* A decimal number without sign and space, up to NSC_EPOCHS_MAXIMUM; false where there is none. */
static bool parse_epochs(const char **text, int *epochs) {
    *epochs = 0;
    size_t digits = strspn(*text, "0123456789");
    for (size_t digit = 0; digit < digits && *epochs <= NSC_EPOCHS_MAXIMUM; digit++)
        *epochs = *epochs * 10 + ((*text)[digit] - '0');
    *text += digits;
    return digits > 0 && *epochs >= 1 && *epochs <= NSC_EPOCHS_MAXIMUM;
}

/* Writes the canonical text of a rule of kind NSC_FITNESS_METRIC. */
static void spell(nsc_fitness_rule *rule) {
    char budget[16] = "", policy[80];
    if (rule->epochs > 0)
        nsc_text_format(budget, sizeof budget, "@%d", rule->epochs);
    if (!nsc_policy_is_of_one_run(rule->policy))
        nsc_text_format(policy, sizeof policy, "%s", policy_names[rule->policy]);
    else if (rule->policy == NSC_POLICY_NAMED_RUN)
        nsc_text_format(policy, sizeof policy, "run=%s", rule->run_name);
    else
        nsc_text_format(policy, sizeof policy, "run%u", (unsigned)(rule->policy - NSC_POLICY_RUN1) + 1);
    nsc_text_format(rule->text, sizeof rule->text, "%s%s:%s%s", split_names[(size_t)rule->metric % split_count], budget,
                    policy, rule->metric >= NSC_METRIC_HALFWAY_VALID ? ":halfway" : "");
}

nsc_fitness_rule nsc_fitness_rule_of(nsc_metric metric, int epochs, nsc_policy policy) {
    nsc_fitness_rule rule = {.kind = NSC_FITNESS_METRIC,
                             .metric = metric,
                             .epochs = epochs,
                             .policy = policy,
                             .policy_given = true,
                             .feature = -1};
    spell(&rule);
    return rule;
}

nsc_fitness_rule nsc_fitness_rule_of_same_run(const nsc_fitness_rule *rule, nsc_metric metric) {
    nsc_fitness_rule other = nsc_fitness_rule_of(
        metric, rule->epochs, nsc_policy_is_of_one_run(rule->policy) ? rule->policy : NSC_POLICY_MEAN);
    memcpy(other.run_name, rule->run_name, sizeof other.run_name);
    spell(&other);
    return other;
}

/* Reads a policy: one of the names, a run by its number or by its name. False for any other word. */
static bool parse_policy(nsc_fitness_rule *rule, const char *word, size_t length) {
    const size_t named = find_name(policy_names, policy_count, word, length);
    if (named < policy_count) {
        rule->policy = (nsc_policy)named;
        return true;
    }
    if (length < 4 || strncmp(word, "run", 3) != 0)
        return false;
    if (word[3] == '=') {
        if (length == 4 || length - 4 >= sizeof rule->run_name)
            return false;
        memcpy(rule->run_name, word + 4, length - 4);
        rule->policy = NSC_POLICY_NAMED_RUN;
        return true;
    }
    unsigned number = 0;
    for (size_t place = 3; place < length; place++) {
        if (word[place] < '0' || word[place] > '9' || number > 100000000)
            return false;
        number = number * 10 + (unsigned)(word[place] - '0');
    }
    rule->policy = (nsc_policy)(NSC_POLICY_RUN1 + number - 1);
    return number >= 1;
}

static nsc_status parse_measured(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    const char *position = text + strcspn(text, "@:");
    size_t split = find_name(split_names, split_count, text, (size_t)(position - text));
    if (split == split_count)
        return refuse_spelling(space, text, "names an unknown split", error);
    const bool budget = *position == '@';
    position += budget ? 1 : 0;
    if (budget && !parse_epochs(&position, &rule->epochs)) {
        char reason[64];
        nsc_text_format(reason, sizeof reason, "lacks a number of epochs from 1 to %d", NSC_EPOCHS_MAXIMUM);
        return refuse_spelling(space, text, reason, error);
    }
    bool halfway = false;
    for (size_t part = 0; *position == ':'; part++) {
        const char *word = position + 1;
        size_t length = strcspn(word, ":");
        if (part == 0 && parse_policy(rule, word, length))
            rule->policy_given = true;
        else if (length == strlen("halfway") && strncmp(word, "halfway", length) == 0 && !halfway)
            halfway = true;
        else
            return refuse_spelling(space, text, "has a part that is no policy, or parts in another order", error);
        position = word + length;
    }
    if (*position != '\0')
        return refuse_spelling(space, text, "goes on after the epochs in another way", error);
    rule->kind = NSC_FITNESS_METRIC;
    rule->metric = (nsc_metric)(split + (halfway ? NSC_METRIC_HALFWAY_VALID : NSC_METRIC_VALID));
    spell(rule);
    return NSC_OK;
}

nsc_status nsc_fitness_rule_parse(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error) {
    *rule = (nsc_fitness_rule){.feature = -1};
    if (strncmp(text, column_prefix, sizeof column_prefix - 1) == 0)
        return parse_column(rule, space, text, error);
    const bool split = find_name(split_names, split_count, text, strcspn(text, ":")) < split_count;
    if (strchr(text, '@') != NULL || (split && space->epochs == 0))
        return parse_measured(rule, space, text, error);
    if (split)
        return refuse_spelling(space, text, "lacks its epochs, as in test@108", error);
    const char *name = strcmp(text, "trainable_parameters") == 0 ? "params" : text;
    rule->feature = nsc_space_feature(space, name);
    if (rule->feature < 0) {
        char reason[128];
        nsc_text_format(reason, sizeof reason, "is unknown (a column of the table is written column:%.*s)",
                        NSC_CUT(60, text));
        return refuse_spelling(space, text, reason, error);
    }
    rule->kind = NSC_FITNESS_FEATURE;
    nsc_text_format(rule->text, sizeof rule->text, "%s", space->features[rule->feature].name);
    return NSC_OK;
}

const char *nsc_fitness_rule_without_policy(nsc_metric metric, int epochs, char text[48]) {
    char budget[16] = "";
    if (epochs > 0)
        nsc_text_format(budget, sizeof budget, "@%d", epochs);
    nsc_text_format(text, 48, "%s%s%s", split_names[(size_t)metric % split_count], budget,
                    metric >= NSC_METRIC_HALFWAY_VALID ? ":halfway" : "");
    return text;
}
