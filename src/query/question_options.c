/* The table of options of questions. */
#include "query/query.h"

#include "graph/graph.h"

static const char *relation_choice(size_t number) {
    return number < nsc_relation_count ? nsc_relations[number].name : NULL;
}

const nsc_question_option nsc_question_options[NSC_QUESTION_OPTION_COUNT] = {
    [NSC_QUESTION_FITNESS] = {.option = {.name = "fitness",
                                         .kind = NSC_TAKES_TEXT,
                                         .placeholder = "RULE",
                                         .meaning = "the number by which points are compared: SPLIT@EPOCHS, a feature "
                                                    "of the space or column:NAME",
                                         .default_text = "that of the landscape"},
                              .offset = offsetof(nsc_question, fitness),
                              .of_landscape = true},
    [NSC_QUESTION_RELATION] = {.option = {.name = "relation",
                                          .kind = NSC_TAKES_TEXT,
                                          .placeholder = "RELATION",
                                          .meaning = "which points are neighbours",
                                          .default_text = "that of the landscape",
                                          .choice = relation_choice},
                               .offset = offsetof(nsc_question, relation),
                               .of_landscape = true},
    [NSC_QUESTION_N] = {.option = {.name = "n",
                                   .letter = 'n',
                                   .kind = NSC_TAKES_COUNT,
                                   .placeholder = "N",
                                   .meaning = "number of points",
                                   .minimum = 1,
                                   .maximum = 4294967295.0},
                        .offset = offsetof(nsc_question, n)},
};

nsc_status nsc_question_set(nsc_question *question, const nsc_question_option *row, const char *text,
                            nsc_error *error) {
    return nsc_option_store(&row->option, question, row->offset, text, error);
}
