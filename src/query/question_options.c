/* The table of options of questions. */
#include "query/query.h"

#include "base/base.h"
#include "graph/graph.h"
#include "query/path_search.h"

static const char *relation_choice(size_t number) {
    return number < nsc_relation_count ? nsc_relations[number].name : NULL;
}

/* The kinds of path_search.h, then all of them. */
static const char *path_choice(size_t number) {
    return number < NSC_PATH_KINDS ? nsc_path_kind_names[number] : number == NSC_PATH_KINDS ? "all" : NULL;
}

/* As question_climb.c numbers them. */
static const char *method_choice(size_t number) {
    static const char *const names[] = {"best", "first", "both"};
    return number < NSC_COUNT_OF(names) ? names[number] : NULL;
}

static const char *distance_choice(size_t number) {
    return number < nsc_distance_count ? nsc_distances[number].name : NULL;
}

static const char *over_choice(size_t number) {
    static const char *const names[NSC_SAMPLED_COUNT] = {"points", "encodings", "sizes"};
    return number < NSC_SAMPLED_COUNT ? names[number] : NULL;
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
    [NSC_QUESTION_DISTANCE] = {.option = {.name = "distance",
                                          .kind = NSC_TAKES_TEXT,
                                          .placeholder = "DISTANCE",
                                          .meaning = "distance between two points",
                                          .default_text = "hops",
                                          .choice = distance_choice},
                               .offset = offsetof(nsc_question, distance)},
    [NSC_QUESTION_RADIUS] = {.option = {.name = "radius",
                                        .kind = NSC_TAKES_COUNT,
                                        .placeholder = "R",
                                        .meaning = "also points further away, up to this distance or number of steps",
                                        .default_text = "1",
                                        .minimum = 1,
                                        .maximum = NSC_HOPS_MAXIMUM},
                             .offset = offsetof(nsc_question, radius)},
    [NSC_QUESTION_SHELLS] = {.option = {.name = "shells",
                                        .kind = NSC_TAKES_NOTHING,
                                        .meaning = "one row for each distance, with the number of points, their mean "
                                                   "and their best fitness, instead of one for each point"},
                             .offset = offsetof(nsc_question, shells)},
    [NSC_QUESTION_STANDING] = {.option = {.name = "standing",
                                          .kind = NSC_TAKES_NOTHING,
                                          .meaning = "also the point's place in the whole landscape: rank, basin, "
                                                     "distance to the best, nearest better point"},
                               .offset = offsetof(nsc_question, standing)},
    [NSC_QUESTION_BETTER] = {.option = {.name = "better",
                                        .kind = NSC_TAKES_NOTHING,
                                        .meaning = "only points that are better by more than the tolerance "
                                                   "(--equal-within)"},
                             .offset = offsetof(nsc_question, better)},
    [NSC_QUESTION_KIND] = {.option = {.name = "kind",
                                      .kind = NSC_TAKES_TEXT,
                                      .placeholder = "KIND",
                                      .meaning = "only neighbours by this kind of change: replaced, added, removed, or "
                                                 "a kind as the column kind spells it",
                                      .default_text = "all"},
                           .offset = offsetof(nsc_question, kind)},
    [NSC_QUESTION_N] = {.option = {.name = "n",
                                   .letter = 'n',
                                   .kind = NSC_TAKES_COUNT,
                                   .placeholder = "N",
                                   .meaning = "largest number of rows",
                                   .minimum = 1,
                                   .maximum = 4294967295.0},
                        .offset = offsetof(nsc_question, n)},
    [NSC_QUESTION_WHERE] = {.option = {.name = "where",
                                       .kind = NSC_TAKES_TEXT,
                                       .placeholder = "CONDITION",
                                       .meaning =
                                           "only points for which this holds: 'params < 5e6 and depth <= 4'. "
                                           "Comparisons (= != < <= > >=) are joined by `and`; names are features of "
                                           "the space, fitness, any rule of fitness (time@108, valid@36:run1), columns "
                                           "of the table, id, hash or point, variables, and position_1, position_2, "
                                           "... of strings. A missing value passes no comparison"},
                            .offset = offsetof(nsc_question, where)},
    [NSC_QUESTION_OVER] = {.option = {.name = "over",
                                      .kind = NSC_TAKES_CHOICE,
                                      .placeholder = "CHOICE",
                                      .meaning = "what is drawn uniformly: points, none of them twice; encodings, so "
                                                 "that a point comes as often as encodings decode to it; or sizes, "
                                                 "one point of each size in turn, none of them twice",
                                      .default_text = "points",
                                      .choice = over_choice},
                           .offset = offsetof(nsc_question, over)},
    [NSC_QUESTION_PATH] = {.option = {.name = "path",
                                      .kind = NSC_TAKES_CHOICE,
                                      .placeholder = "PATH",
                                      .meaning = "the fewest steps (shortest); the worst fitness on the way as good as "
                                                 "possible (widest); each step better than the one before (improving); "
                                                 "or one after another (all)",
                                      .default_text = "shortest",
                                      .choice = path_choice},
                           .offset = offsetof(nsc_question, path)},
    [NSC_QUESTION_METHOD] = {.option = {.name = "method",
                                        .kind = NSC_TAKES_CHOICE,
                                        .placeholder = "METHOD",
                                        .meaning = "each step goes to the best neighbour (best), or to the first "
                                                   "better one in the order of the ids (first); or one climb by each "
                                                   "(both)",
                                        .default_text = "best",
                                        .choice = method_choice},
                             .offset = offsetof(nsc_question, method)},
    [NSC_QUESTION_BEYOND_NOISE] = {.option = {.name = "beyond-noise",
                                              .kind = NSC_TAKES_NOTHING,
                                              .meaning = "only points that are better by more than the noise of "
                                                         "training, as far as the data tells it"},
                                   .offset = offsetof(nsc_question, beyond_noise)},
    [NSC_QUESTION_SEED] = {.option = {.name = "seed",
                                      .kind = NSC_TAKES_SEED,
                                      .placeholder = "SEED",
                                      .meaning = "seed of all random choices; the same seed gives the same results",
                                      .default_text = "0"},
                           .offset = offsetof(nsc_question, seed)},
};

nsc_status nsc_question_set(nsc_question *question, const nsc_question_option *row, const char *text,
                            nsc_error *error) {
    return nsc_option_store(&row->option, question, row->offset, text, error);
}
