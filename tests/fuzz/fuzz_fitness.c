/* Any text as a rule of fitness, in spaces with budgets and without: refused with the reason, or a rule whose canonical
 * text is the same rule. */
#include "fuzz.h"

#include "base/base.h"
#include "data/fitness.h"

const unsigned fuzz_default_rounds = 30000;

const char *const fuzz_seeds[] = {
    "test@108",
    "valid@36:run1:halfway",
    "time@4:median",
    "train@108:max:halfway",
    "test:run=777",
    "column:my loss",
    "params",
    "depth",
    "position_1",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"@",
                                   "@108",
                                   ":",
                                   ":halfway",
                                   ":run",
                                   ":run=",
                                   "mean",
                                   "column:",
                                   "run4294967295",
                                   "valid",
                                   "trainable_parameters",
                                   "1000000",
                                   "\xc3\xa4",
                                   NULL};

static void check_rule(const nsc_fitness_rule *rule, const nsc_space *space) {
    nsc_fitness_rule again;
    fuzz_demand(memchr(rule->text, '\0', sizeof rule->text) != NULL && rule->text[0] != '\0', "a rule has a text");
    fuzz_demand(nsc_fitness_rule_parse(&again, space, rule->text, NULL) == NSC_OK, "which is a rule");
    fuzz_demand(strcmp(again.text, rule->text) == 0 && again.kind == rule->kind && again.metric == rule->metric &&
                    again.epochs == rule->epochs && again.policy == rule->policy && again.feature == rule->feature &&
                    strcmp(again.run_name, rule->run_name) == 0 && strcmp(again.column, rule->column) == 0,
                "the same one");
    fuzz_demand(rule->kind != NSC_FITNESS_METRIC || rule->metric < NSC_METRIC_COUNT, "of a metric that there is");
    fuzz_demand(rule->kind != NSC_FITNESS_FEATURE || (size_t)rule->feature < space->feature_count,
                "or of a feature that there is");
    fuzz_demand(rule->epochs >= 0 && rule->epochs <= NSC_EPOCHS_MAXIMUM, "at a budget that there may be");
    (void)nsc_fitness_rule_sounds_costly(rule);
    if (rule->kind == NSC_FITNESS_METRIC) {
        again = nsc_fitness_rule_of_same_run(rule, NSC_METRIC_TIME);
        fuzz_demand(again.policy == rule->policy || again.policy == NSC_POLICY_MEAN, "and so of another metric");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const char *const names[] = {"nb101:vertices=4", "hamming:2^3", "nb201"};
    static nsc_space *spaces[NSC_COUNT_OF(names)];
    char *text = fuzz_text(bytes, size);
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++) {
        nsc_fitness_rule rule;
        nsc_error error = {0};
        if (spaces[number] == NULL)
            fuzz_demand(nsc_space_open(&spaces[number], names[number], NULL) == NSC_OK, "the space opens");
        const nsc_status status = nsc_fitness_rule_parse(&rule, spaces[number], text, &error);
        if (status == NSC_OK)
            check_rule(&rule, spaces[number]);
        else
            fuzz_refused(status, &error, "fitness");
    }
    free(text);
    return 0;
}
