/* The table of options, and which command takes which: parsing, help, manual pages and completion read it from here. */
#include "cli/cli.h"

#include <stddef.h>
#include <string.h>

static const char *relation_choice(size_t number) {
    return number < nsc_relation_count ? nsc_relations[number].name : NULL;
}

static const char *graph_choice(size_t number) {
    return nsc_graph_storage_name((nsc_graph_storage)(number + 1));
}

static const char *settings_choice(size_t number) {
    static const char *const names[] = {"paper", "script"};
    return number < NSC_COUNT_OF(names) ? names[number] : NULL;
}

static const char *order_choice(size_t number) {
    return nsc_array_order_name((nsc_array_order)(number + 1));
}

static const char *style_choice(size_t number) {
    return number < nsc_figure_style_count ? nsc_figure_styles[number].name : NULL;
}

static const char *report_choice(size_t number) {
    return number < nsc_report_count() ? nsc_report_at(number)->name : NULL;
}

static const char *regression_choice(size_t number) {
    return nsc_surrogate_regression_name((nsc_surrogate_regression)(number + 1));
}

/* The file that a value of --data or --model names, NULL for "builtin". */
static const char *measurements_file(const char *value, size_t *length) {
    *length = strlen(value);
    return strcmp(value, "builtin") != 0 ? value : NULL;
}

/* The file of --from; standard input is read as it comes, so that it need not be kept. */
static const char *list_file(const char *value, size_t *length) {
    *length = strlen(value);
    return strcmp(value, NSC_STANDARD_INPUT) != 0 ? value : NULL;
}

/* The file of --recipe. */
static const char *recipe_file(const char *value, size_t *length) {
    *length = strlen(value);
    return value;
}

const nsc_option nsc_options[NSC_OPTION_COUNT] = {
    [NSC_OPTION_SPACE] = {.name = "space",
                          .kind = NSC_TAKES_TEXT,
                          .placeholder = "NAME",
                          .meaning =
                              "search space: nb101 or a part of it (nb101:vertices=5,edges=9); nb201, nb201:distinct "
                              "(networks, not strings), nb201:naslib (tuples of NASLib are read); "
                              "hamming:SYMBOLS^LENGTH, SYMBOLS a number (3), characters (ACGT) or texts between commas "
                              "(8,16,32), with ,prefix=TEXT if the strings of files begin with it; dna^N, rna^N, "
                              "protein^N, binary^N; variables:FILE or variables:FILE:lr=ordinal,batch, a table with a "
                              "column for each variable; or a file of edges, FILE:OPTION,... with loops=drop, "
                              "double=refuse|drop|add, directed, undirected (a table with from and to, or GraphML). "
                              "`nasscape help space show` says how points are written",
                          .default_text = "nb101",
                          .file = nsc_space_file},
    [NSC_OPTION_DATA] = {.name = "data",
                         .kind = NSC_TAKES_TEXTS,
                         .placeholder = "FILE",
                         .meaning =
                             "measurements: a store, an official file, a table (CSV, also with other separators, or "
                             "JSON; compressed by gzip or not), an array of numpy (.npy) with one number a point, or "
                             "\"-\" for standard input; files given by several --data are merged. Or one model: a file "
                             "written by `surrogate fit`, or \"builtin\", the surrogate that comes with the program",
                         .default_text = "builtin",
                         .file = measurements_file},
    [NSC_OPTION_ORDER] = {.name = "order",
                          .kind = NSC_TAKES_CHOICE,
                          .placeholder = "ORDER",
                          .meaning = "order of the numbers of an array (FILE.npy): ascending official hashes (hash), "
                                     "or that of `nasscape space list` (id)",
                          .default_text = "id; none for cells",
                          .choice = order_choice},
    [NSC_OPTION_ROWS] = {.name = "rows",
                         .kind = NSC_TAKES_TEXT,
                         .placeholder = "CONDITION",
                         .meaning = "use only these rows of the table: 'dataset=cifar100 and epochs >= 36'; names with "
                                    "other characters than letters, digits and _@:. stand in double quotes"},
    [NSC_OPTION_COLUMNS] = {.name = "columns",
                            .kind = NSC_TAKES_TEXT,
                            .placeholder = "ROLES",
                            .meaning =
                                "columns of the table by their roles: run=seed,epochs=hp,point=cellstr. Roles are "
                                "point, hash, adjacency, operations, params, epochs, run, valid, test, train, "
                                "time and fitness. run= (no column) reads the rows of a point as its runs"},
    [NSC_OPTION_POINT] = {.name = "point",
                          .kind = NSC_TAKES_TEXT,
                          .placeholder = "column:NAME",
                          .meaning = "the table's column with the names of points, as --columns point=NAME"},
    [NSC_OPTION_PERCENT] = {.name = "percent",
                            .kind = NSC_TAKES_NOTHING,
                            .meaning =
                                "the table's accuracies of cells are per cent; assumed if all of them lie above 1"},
    [NSC_OPTION_FITNESS] =
        {.name = "fitness",
         .kind = NSC_TAKES_TEXT,
         .placeholder = "RULE",
         .meaning = "the number by which points are compared: SPLIT@EPOCHS[:POLICY][:halfway], where SPLIT "
                    "is valid, test, train or time and POLICY is mean, median, min, max, run1, run2, ... or "
                    "run=NAME for a named run; a feature of the space (params, depth, width, vertices, edges, ...); or "
                    "column:NAME, any numeric column of the table",
         .default_text = "test@108"},
    [NSC_OPTION_MINIMISE] = {.name = "minimise",
                             .kind = NSC_TAKES_NOTHING,
                             .meaning = "lower fitness is better, such as an error or a time",
                             .other_spelling = "minimize"},
    [NSC_OPTION_MAXIMISE] = {.name = "maximise",
                             .kind = NSC_TAKES_NOTHING,
                             .meaning = "higher fitness is better: the default",
                             .other_spelling = "maximize"},
    [NSC_OPTION_EQUAL_WITHIN] = {.name = "equal-within",
                                 .kind = NSC_TAKES_TEXT,
                                 .placeholder = "EPSILON",
                                 .meaning =
                                     "largest difference of fitness that counts as none: in units of the fitness, or "
                                     "in steps of the measurement as 1q; 0: only identical values are equal",
                                 .default_text = "1e-12 of the range, or a hundredth of a step if known"},
    [NSC_OPTION_RELATION] = {.name = "relation",
                             .kind = NSC_TAKES_CHOICE,
                             .placeholder = "RELATION",
                             .meaning = "which points are neighbours",
                             .default_text = "pruned for cells, substitution for strings",
                             .choice = relation_choice},
    [NSC_OPTION_GRAPH] = {.name = "graph",
                          .kind = NSC_TAKES_CHOICE,
                          .placeholder = "STORAGE",
                          .meaning = "whether neighbours are kept in memory, or computed when they are read; the "
                                     "results are the same; an analysis without neighbours refuses it",
                          .default_text = "stored up to 2 GiB, of strings up to 64 MiB, then implicit; always stored "
                                          "for lists of edges, nb201:distinct and one-exchange",
                          .choice = graph_choice},
    [NSC_OPTION_TABLE] = {.name = "table",
                          .kind = NSC_TAKES_TEXT,
                          .placeholder = "NAME",
                          .meaning = "the table to write",
                          .default_text = "the first"},
    [NSC_OPTION_FROM] = {.name = "from",
                         .kind = NSC_TAKES_TEXT,
                         .placeholder = "FILE",
                         .meaning =
                             "ask about every point of a list: one a line, lines with # passed over, or the "
                             "column hash or point of a CSV table; \"-\" is standard input, of which each "
                             "line is answered at once. The first column of the rows, of, is the point asked about",
                         .file = list_file},
    [NSC_OPTION_MODEL] = {.name = "model",
                          .kind = NSC_TAKES_TEXT,
                          .placeholder = "FILE",
                          .meaning = "a model written by `surrogate fit`",
                          .default_text = "builtin",
                          .file = measurements_file},
    [NSC_OPTION_FOLDS] = {.name = "folds",
                          .kind = NSC_TAKES_COUNT,
                          .placeholder = "N",
                          .meaning = "number of folds of the cross-validation",
                          .minimum = 2,
                          .maximum = 1000},
    [NSC_OPTION_REGRESSION] = {.name = "regression",
                               .kind = NSC_TAKES_CHOICE,
                               .placeholder = "NAME",
                               .meaning = "what is fitted: boosted regression trees (trees), or ridge regression on "
                                          "products of features (ridge), which is better for times and for few cells",
                               .default_text = "trees for accuracies of 200 cells or more, else ridge",
                               .choice = regression_choice},
    [NSC_OPTION_DIAMETER] = {.name = "diameter",
                             .kind = NSC_TAKES_NOTHING,
                             .meaning = "also compute the diameter, the longest shortest path, which takes a while"},
    [NSC_OPTION_CROSS_CHECK] = {.name = "cross-check",
                                .kind = NSC_TAKES_NOTHING,
                                .meaning = "compute edges, components, degrees and assortativity a second time by "
                                           "igraph, and fail if they differ; takes several times as long and as much "
                                           "memory"},
    [NSC_OPTION_IDS] = {.name = "ids",
                        .kind = NSC_TAKES_NOTHING,
                        .meaning = "ids of points in columns from_id and to_id instead of their names; such a file is "
                                   "not read as a space"},
    [NSC_OPTION_SET] = {.name = "set",
                        .kind = NSC_TAKES_TEXTS,
                        .placeholder = "NAME=VALUE...",
                        .meaning = "settings of the algorithm, separated by blanks or commas; `nasscape search list` "
                                   "names them"},
    [NSC_OPTION_SETTINGS] = {.name = "settings",
                             .kind = NSC_TAKES_CHOICE,
                             .placeholder = "SOURCE",
                             .meaning = "settings that --set leaves out: those of the paper, or the defaults of the "
                                        "published script",
                             .default_text = "paper",
                             .choice = settings_choice},
    [NSC_OPTION_SWEEP] = {.name = "sweep",
                          .kind = NSC_TAKES_TEXTS,
                          .placeholder = "NAME=VALUES",
                          .meaning = "each algorithm that has this setting once with each of the values, which commas "
                                     "separate: tournament=1,5,10; several --sweep give all combinations"},
    [NSC_OPTION_IOHPROFILER] = {.name = "iohprofiler",
                                .kind = NSC_TAKES_TEXT,
                                .placeholder = "FOLDER",
                                .meaning = "also write the runs into this folder, in the format of IOHprofiler"},
    [NSC_OPTION_THREADS] = {.name = "threads",
                            .kind = NSC_TAKES_COUNT,
                            .placeholder = "N",
                            .meaning = "number of threads; results do not depend on it",
                            .default_text = "all processors",
                            .minimum = 1,
                            .maximum = 1024},
    [NSC_OPTION_PART] = {.name = "part",
                         .kind = NSC_TAKES_TEXT,
                         .placeholder = "K/N",
                         .meaning = "do only part K of N of the walks, runs or optima, and keep the results in --out; "
                                    "`nasscape merge` joins the parts"},
    [NSC_OPTION_KEEP_GOING] = {.name = "keep-going",
                               .kind = NSC_TAKES_NOTHING,
                               .meaning = "use the valid rows of the measurements and list the rows left out"},
    [NSC_OPTION_OUT] = {.name = "out",
                        .letter = 'o',
                        .kind = NSC_TAKES_TEXT,
                        .placeholder = "FILE",
                        .meaning =
                            "write to this file, whole or not at all; a file that is replaced keeps its permissions, "
                            "links are followed, and \"-\" is standard output",
                        .default_text = "standard output"},
    [NSC_OPTION_OUT_FOLDER] = {.name = "out",
                               .letter = 'o',
                               .kind = NSC_TAKES_TEXT,
                               .placeholder = "FOLDER",
                               .meaning = "write the files into this folder, which is created if it does not exist",
                               .default_text = ""},
    [NSC_OPTION_FORMAT] = {.name = "format",
                           .kind = NSC_TAKES_CHOICE,
                           .placeholder = "FORMAT",
                           .meaning = "output format; if none is given, tables on a terminal are laid out for reading, "
                                      "to its width (COLUMNS) and with five digits"},
    [NSC_OPTION_QUOTE_TEXT] = {.name = "quote-text",
                               .kind = NSC_TAKES_NOTHING,
                               .meaning =
                                   "write CSV with quotes around every text, so that a reader which goes by them "
                                   "keeps names such as 0012 as they are; pandas needs dtype=str for that, "
                                   "quoted or not"},
    [NSC_OPTION_RECIPE] = {.name = "recipe",
                           .kind = NSC_TAKES_TEXT,
                           .placeholder = "FILE",
                           .meaning = "the analyses of a report of your own, one a line, with options, tables and data "
                                      "sets; examples/landscape.recipe explains all of it",
                           .file = recipe_file},
    [NSC_OPTION_STYLE] = {.name = "style",
                          .kind = NSC_TAKES_CHOICE,
                          .placeholder = "STYLE",
                          .meaning = "size, fonts and colours of figures: one-column, two-columns, slide, grey (one "
                                     "column, told apart by dashes and shapes), page (without title and caption)",
                          .default_text = "one-column",
                          .choice = style_choice},
    [NSC_OPTION_REPORT] = {.name = "report",
                           .kind = NSC_TAKES_CHOICE,
                           .placeholder = "NAME",
                           .meaning = "the report that is written for each landscape, and compared",
                           .default_text = NSC_DIFF_REPORT,
                           .choice = report_choice},
    [NSC_OPTION_ADDRESS] = {.name = "address",
                            .kind = NSC_TAKES_TEXT,
                            .placeholder = "URL",
                            .meaning =
                                "download from this address instead of the published one; the file must still have "
                                "the published checksum"},
    [NSC_OPTION_EPOCHS] = {.name = "epochs",
                           .kind = NSC_TAKES_TEXT,
                           .placeholder = "LIST",
                           .meaning = "training budgets in epochs, separated by commas",
                           .default_text = NSC_OFFICIAL_EPOCHS_LIST},
    [NSC_OPTION_CSV] = {.name = "csv", .kind = NSC_TAKES_NOTHING, .meaning = "write CSV, one row for each run"},
    [NSC_OPTION_TFRECORD] = {.name = "tfrecord",
                             .kind = NSC_TAKES_NOTHING,
                             .meaning = "write an official file with every field unchanged"},
    [NSC_OPTION_PORT] = {.name = "port",
                         .kind = NSC_TAKES_COUNT,
                         .placeholder = "N",
                         .meaning = "port of 127.0.0.1 that the page is served at; 0: any free one",
                         .default_text = "8101",
                         .minimum = 0,
                         .maximum = 65535},
    [NSC_OPTION_OPEN] = {.name = "open", .kind = NSC_TAKES_NOTHING, .meaning = "open the page in the browser"},
    [NSC_OPTION_VERBOSE] = {.name = "verbose",
                            .letter = 'v',
                            .kind = NSC_TAKES_NOTHING,
                            .meaning =
                                "also list which columns of a table are used and which are not, and under mpirun how "
                                "many bytes the ranks handed over"},
    [NSC_OPTION_QUIET] = {.name = "quiet",
                          .letter = 'q',
                          .kind = NSC_TAKES_NOTHING,
                          .meaning = "no notes and no progress on standard error; errors are still reported"},
    [NSC_OPTION_HELP] = {.name = "help", .letter = 'h', .kind = NSC_TAKES_NOTHING, .meaning = "show this help"},
};

/*
 * Help lists the options of analyses, questions and searches between the options that choose the landscape and those
 * that say how to compute and where to write.
 */
enum { LISTED_BEFORE = NSC_OPTION_THREADS };

const nsc_analysis_option *nsc_option_of_analyses(size_t option) {
    return option >= NSC_OPTION_COUNT && option < NSC_OPTION_COUNT + nsc_analysis_option_count
               ? &nsc_analysis_option_rows[option - NSC_OPTION_COUNT]
               : NULL;
}

const nsc_question_option *nsc_option_of_questions(size_t option) {
    const size_t first = NSC_OPTION_COUNT + nsc_analysis_option_count;
    return option >= first && option < first + NSC_QUESTION_OPTION_COUNT ? &nsc_question_options[option - first] : NULL;
}

const nsc_search_option *nsc_option_of_searches(size_t option) {
    const size_t first = NSC_OPTION_COUNT + nsc_analysis_option_count + NSC_QUESTION_OPTION_COUNT;
    return option >= first && option < first + nsc_search_option_count ? &nsc_search_option_rows[option - first] : NULL;
}

const nsc_search_table_option *nsc_option_of_search_tables(size_t option) {
    const size_t first =
        NSC_OPTION_COUNT + nsc_analysis_option_count + NSC_QUESTION_OPTION_COUNT + nsc_search_option_count;
    return option >= first ? &nsc_search_table_option_rows[option - first] : NULL;
}

const nsc_option *nsc_option_at(size_t option) {
    if (option < NSC_OPTION_COUNT)
        return &nsc_options[option];
    const nsc_analysis_option *of_analyses = nsc_option_of_analyses(option);
    if (of_analyses != NULL)
        return &of_analyses->option;
    const nsc_question_option *of_questions = nsc_option_of_questions(option);
    if (of_questions != NULL)
        return &of_questions->option;
    const nsc_search_option *of_searches = nsc_option_of_searches(option);
    return of_searches != NULL ? &of_searches->option : &nsc_option_of_search_tables(option)->option;
}

size_t nsc_option_total(void) {
    return NSC_OPTION_COUNT + nsc_analysis_option_count + NSC_QUESTION_OPTION_COUNT + nsc_search_option_count +
           nsc_search_table_option_count;
}

size_t nsc_option_listed(size_t place) {
    const size_t of_tables = nsc_option_total() - NSC_OPTION_COUNT;
    if (place < LISTED_BEFORE)
        return place;
    place -= LISTED_BEFORE;
    return place < of_tables ? NSC_OPTION_COUNT + place : LISTED_BEFORE + place - of_tables;
}

/* True for an option of the command's question that is not also one of the command line itself. */
static bool question_takes(const nsc_command *command, const nsc_question_option *row) {
    return command->query != NULL && !row->of_landscape &&
           (command->query->reads >> (row - nsc_question_options) & 1u) != 0;
}

/* True if searches have an option of that name, which then is theirs where both are read: --runs of a report. */
static bool is_of_searches(const char *name) {
    for (size_t row = 0; row < nsc_search_option_count; row++)
        if (strcmp(nsc_search_option_rows[row].option.name, name) == 0)
            return true;
    return false;
}

bool nsc_command_takes(const nsc_command *command, size_t option) {
    const nsc_analysis_option *of_analyses = nsc_option_of_analyses(option);
    const nsc_question_option *of_questions = nsc_option_of_questions(option);
    if (of_analyses != NULL)
        return command->reads != NULL && (command->reads() & nsc_analysis_option_bit(of_analyses)) != 0 &&
               !(command->searches && is_of_searches(of_analyses->option.name));
    if (of_questions != NULL)
        return question_takes(command, of_questions);
    const nsc_search_option *of_searches = nsc_option_of_searches(option);
    if (of_searches != NULL)
        return command->searches &&
               !(command->runs_begun_by_requests && of_searches->offset == offsetof(nsc_search_options, runs));
    if (nsc_option_of_search_tables(option) != NULL)
        return command->search_tables;
    return option == NSC_OPTION_HELP || option == NSC_OPTION_QUIET || (command->options >> option & 1u) != 0;
}

bool nsc_command_requires(const nsc_command *command, size_t option) {
    return option < NSC_OPTION_COUNT && (command->required >> option & 1u) != 0;
}

void nsc_option_default(size_t option, const nsc_command *command, char text[NSC_OPTION_DEFAULT_SIZE]) {
    const char *default_text = nsc_option_at(option)->default_text;
    if (option == NSC_OPTION_FORMAT)
        default_text = command != NULL ? command->formats[0] : NULL;
    snprintf(text, NSC_OPTION_DEFAULT_SIZE, "%s", default_text != NULL ? default_text : "");
    const nsc_question_option *of_questions = nsc_option_of_questions(option);
    if (of_questions == &nsc_question_options[NSC_QUESTION_N] && command != NULL && command->query->default_n > 0)
        snprintf(text, NSC_OPTION_DEFAULT_SIZE, "%u", command->query->default_n);
    if (option == NSC_OPTION_FOLDS)
        snprintf(text, NSC_OPTION_DEFAULT_SIZE, "%d", NSC_SURROGATE_FOLDS_DEFAULT);
}

/* Tables that compare algorithms belong to commands that take several. */
const nsc_search_table *nsc_command_search_table(const nsc_command *command, size_t number) {
    const bool several = nsc_command_takes(command, NSC_OPTION_SWEEP);
    for (size_t row = 0; command->search_tables && row < nsc_search_table_count; row++) {
        const nsc_search_table *table = nsc_search_tables[row];
        if ((several || (table->needs & NSC_TABLE_NEEDS_SEVERAL) == 0) && number-- == 0)
            return table;
    }
    return NULL;
}

const char *nsc_option_choice(size_t option, const nsc_command *command, size_t number) {
    if (nsc_option_at(option)->choice != NULL)
        return nsc_option_at(option)->choice(number);
    if (option == NSC_OPTION_FORMAT && command != NULL && number < NSC_COMMAND_FORMATS)
        return command->formats[number];
    return NULL;
}
