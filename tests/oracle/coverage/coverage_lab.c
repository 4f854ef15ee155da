/*
 * Any analysis on any landscape, with part of it hidden again and again: coverage, bias and width of every interval.
 *
 * usage: coverage_lab --analyses rwa,opeffect [OPTIONS]
 *
 *   --space, --data (again for more files), --fitness, --relation, --order, --rows, --columns: as of nasscape
 *   --made KIND        in place of data: random, smooth, or collapsing (one point in 150 trains to nothing)
 *   --analyses LIST    analyses, separated by commas; `all`: all that suit the space and have an interval
 *   --analysis "NAME OPTION=VALUE ..."   one analysis with options of its own; again for more
 *   --OPTION VALUE     an option of analyses, such as --lags 10; targets true-best: the best of all points
 *   --hide WAY         uniform [default]; size: smaller points stay more often; merged: a uniform sample and all points
 *                      up to a size (--small N), listed by choice; cost: cheap points stay more often (--by RULE)
 *   --share LIST       hidden parts of the evaluated points [0.5]; 0.5,0.9 makes two rounds
 *   --points LIST      numbers of points that stay, in place of shares
 *   --times N          repetitions [200]
 *   --seed N           seed of the draws [1]
 *   --threads N        threads of each analysis [1]
 *   --all              also rows that have no interval in any repetition
 *   --out FILE         CSV of the rows; without it on standard output. A summary by column goes to standard error.
 *
 * The truth is what the same analysis says with nothing hidden.
 */
#include "oracle/coverage/lab.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

enum { MOST_ANALYSES = 80, MOST_FILES = 8, MOST_ROUNDS = 16, OPTIONS_SIZE = 1024 };

typedef struct command_line {
    lab_landscape landscape;
    const char *files[MOST_FILES];
    const char *analyses;              /* NULL: not given */
    const char *single[MOST_ANALYSES]; /* with options of their own */
    size_t single_count;
    char options[OPTIONS_SIZE]; /* of all analyses: "lags=10 walks=2" */
    lab_hiding hiding;
    double rounds[MOST_ROUNDS];
    size_t round_count;
    bool by_points, all;
    unsigned times, threads;
    uint64_t seed;
    const char *out;
} command_line;

/* ---- the command line ---- */

static nsc_status read_rounds(command_line *line, const char *text, bool by_points, nsc_error *error) {
    char *end;
    line->round_count = 0;
    line->by_points = by_points;
    do {
        if (line->round_count == MOST_ROUNDS)
            return nsc_error_set(error, NSC_USAGE, "%s: at most %d rounds", text, MOST_ROUNDS);
        const double round = strtod(text, &end);
        if (end == text || !(round >= 0) || (*end != ',' && *end != '\0') || (!by_points && round >= 1))
            return nsc_error_set(error, NSC_USAGE, "%s: expected %s, separated by commas", text,
                                 by_points ? "numbers of points" : "shares below 1");
        line->rounds[line->round_count++] = round;
        text = end + 1;
    } while (*end == ',');
    return NSC_OK;
}

static nsc_status read_way(command_line *line, const char *text, nsc_error *error) {
    for (int way = 0; way < LAB_WAYS; way++)
        if (strcmp(text, lab_way_name((lab_way)way)) == 0) {
            line->hiding.way = (lab_way)way;
            return NSC_OK;
        }
    return nsc_error_set(error, NSC_USAGE, "--hide %s: expected uniform, size, merged or cost", text);
}

static nsc_status read_order(command_line *line, const char *text, nsc_error *error) {
    if (strcmp(text, "hash") != 0 && strcmp(text, "id") != 0)
        return nsc_error_set(error, NSC_USAGE, "--order %s: expected hash or id", text);
    line->landscape.names.order = strcmp(text, "hash") == 0 ? NSC_ORDER_HASH : NSC_ORDER_ID;
    return NSC_OK;
}

/* An option that is a text. */
static const char **text_option(command_line *line, const char *name) {
    nsc_landscape_names *names = &line->landscape.names;
    const struct {
        const char *name, **text;
    } texts[] = {
        {"space", &names->space},        {"fitness", &names->fitness},
        {"relation", &names->relation},  {"rows", &names->rows},
        {"columns", &names->columns},    {"equal-within", &names->equal_within},
        {"made", &line->landscape.made}, {"analyses", &line->analyses},
        {"by", &line->hiding.by},        {"out", &line->out},
    };
    for (size_t row = 0; row < NSC_COUNT_OF(texts); row++)
        if (strcmp(texts[row].name, name) == 0)
            return texts[row].text;
    return NULL;
}

static nsc_status read_option(command_line *line, const char *name, const char *value, nsc_error *error) {
    const char **text = text_option(line, name);
    if (text != NULL) {
        *text = value;
        return NSC_OK;
    }
    if (strcmp(name, "share") == 0 || strcmp(name, "points") == 0)
        return read_rounds(line, value, name[0] == 'p', error);
    if (strcmp(name, "hide") == 0)
        return read_way(line, value, error);
    if (strcmp(name, "order") == 0)
        return read_order(line, value, error);
    if (strcmp(name, "data") == 0 && line->landscape.names.data_count < MOST_FILES)
        line->files[line->landscape.names.data_count++] = value;
    else if (strcmp(name, "analysis") == 0 && line->single_count < MOST_ANALYSES)
        line->single[line->single_count++] = value;
    else if (strcmp(name, "times") == 0)
        line->times = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "threads") == 0)
        line->threads = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "small") == 0)
        line->hiding.small = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(name, "seed") == 0)
        line->seed = strtoull(value, NULL, 10);
    else if (strlen(line->options) + strlen(name) + strlen(value) + 3 <= sizeof line->options)
        sprintf(line->options + strlen(line->options), "%s%s=%s", line->options[0] != '\0' ? " " : "", name, value);
    else
        return nsc_error_set(error, NSC_USAGE, "the options are too long");
    return NSC_OK;
}

static nsc_status read_line(command_line *line, int count, char **words, nsc_error *error) {
    nsc_status status = NSC_OK;
    *line = (command_line){.rounds = {0.5}, .round_count = 1, .times = 200, .threads = 1, .seed = 1};
    for (int word = 1; word < count; word++) {
        const char *name = words[word];
        if (strncmp(name, "--", 2) != 0)
            return nsc_error_set(error, NSC_USAGE, "%s: expected --OPTION VALUE", name);
        if (strcmp(name, "--all") == 0) {
            line->all = true;
            continue;
        }
        if (word + 1 == count)
            return nsc_error_set(error, NSC_USAGE, "%s needs a value", name);
        NSC_TRY(read_option(line, name + 2, words[++word], error));
    }
    if (line->hiding.way == LAB_BY_COST && line->hiding.by == NULL)
        return nsc_error_set(error, NSC_USAGE, "--hide cost needs --by RULE, such as --by params or --by time@200");
    line->landscape.names.data = line->files;
    line->landscape.seed = line->seed;
    if (line->analyses == NULL && line->single_count == 0)
        status = nsc_error_set(error, NSC_USAGE, "name the analyses: --analyses rwa,opeffect");
out:
    return status;
}

/* ---- the analyses ---- */

/* True if any of the tables has a column for an interval. */
static bool has_interval(const nsc_analysis *analysis) {
    for (size_t table = 0; table < analysis->table_count; table++)
        for (size_t column = 0; column < analysis->tables[table].column_count; column++)
            if (strstr(analysis->tables[table].columns[column].name, "low") != NULL ||
                strcmp(analysis->tables[table].columns[column].name, "standard_error") == 0)
                return true;
    return false;
}

static nsc_status add_analysis(const command_line *line, lab_study *study, const char *name, const nsc_control *control,
                               nsc_error *error) {
    if (study->analysis_count == MOST_ANALYSES)
        return nsc_error_set(error, NSC_USAGE, "at most %d analyses", MOST_ANALYSES);
    return lab_analysis_open(&study->analyses[study->analysis_count++], &line->landscape, name, line->options, control,
                             error);
}

/* All analyses that suit the landscape, need no option, and have an interval. */
static nsc_status add_all(const command_line *line, lab_study *study, const nsc_control *control, nsc_error *error) {
    const nsc_landscape *view = &line->landscape.view;
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < nsc_analysis_count(); row++) {
        const nsc_analysis *analysis = nsc_analysis_at(row);
        if (has_interval(analysis) && (analysis->needs & NSC_NEEDS_SECOND) == 0 &&
            nsc_analysis_suits(analysis, view->space, view->graph->relation, NULL) == NSC_OK)
            NSC_TRY(add_analysis(line, study, analysis->name, control, error));
    }
out:
    return status;
}

/* All analyses that `--analyses` and `--analysis` name. */
static nsc_status take_analyses(const command_line *line, lab_study *study, const nsc_control *control,
                                nsc_error *error) {
    char *names = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&study->analyses, MOST_ANALYSES, sizeof *study->analyses, error));
    if (line->analyses != NULL && strcmp(line->analyses, "all") == 0) {
        NSC_TRY(add_all(line, study, control, error));
    } else if (line->analyses != NULL) {
        NSC_TRY(nsc_copy_text(&names, line->analyses, error));
        for (char *rest = names, *name; (name = strsep(&rest, ",")) != NULL;)
            NSC_TRY(add_analysis(line, study, name, control, error));
    }
    for (size_t number = 0; number < line->single_count; number++)
        NSC_TRY(add_analysis(line, study, line->single[number], control, error));
out:
    free(names);
    return status;
}

/* ---- tables ---- */

static const nsc_column row_columns[] = {
    {"space", ""},
    {"fitness", ""},
    {"relation", ""},
    {"analysis", ""},
    {"table", ""},
    {"row", ""},
    {"column", ""},
    {"hide", ""},
    {"hidden", ""},
    {"evaluated", ""},
    {"times", ""},
    {"valued", "repetitions with a value"},
    {"given", "repetitions with an interval"},
    {"covered", ""},
    {"coverage", "covered / given"},
    {"truth_below", "truth below the interval"},
    {"truth_above", "truth above the interval"},
    {"mean_value", ""},
    {"truth", ""},
    {"bias", ""},
    {"error", "root mean squared difference of the value from the truth"},
    {"mean_width", ""},
    {"outside", "values outside their own interval"},
    {"unexplained", "repetitions without value or interval and without a reason"},
};
static const nsc_column summary_columns[] = {
    {"analysis", ""},
    {"table", ""},
    {"figure", ""},
    {"hide", ""},
    {"hidden", ""},
    {"rows", "rows that have an interval if nothing is hidden, or in any repetition"},
    {"least_given", "share of repetitions with an interval: of the row with fewest"},
    {"mean_given", "of all rows"},
    {"lowest", "lowest coverage of a row"},
    {"mean", ""},
    {"highest", ""},
    {"lowest_row", ""},
    {"outside", ""},
    {"unexplained", ""},
};

/* Six digits, as people read them. */
static nsc_value rounded(double number) {
    char text[32];
    snprintf(text, sizeof text, "%.6g", number);
    return nsc_real(isnan(number) ? number : strtod(text, NULL));
}

/* The part of the evaluated points that was hidden: as it was asked for, or from the number that stays. */
static double hidden_of(const lab_study *study, const lab_drawer *drawer) {
    return drawer->hiding.points > 0 ? 1 - (double)drawer->count / study->landscape->evaluated : drawer->hiding.share;
}

static nsc_status add_row(const lab_study *study, const lab_drawer *drawer, unsigned times, const lab_figure *figure,
                          nsc_table *table, nsc_error *error) {
    const nsc_landscape *view = &study->landscape->view;
    const lab_analysis *asked = &study->analyses[figure->analysis];
    const double mean = figure->valued > 0 ? figure->sum / figure->valued : NAN;
    const double truth = figure->valued > 0 ? figure->truths / figure->valued : figure->truth;
    return nsc_table_add(
        table,
        NSC_ROW(nsc_text(view->space->name),
                nsc_text(study->landscape->made != NULL ? study->landscape->made : view->fitness->rule.text),
                nsc_text(view->graph->relation->name), nsc_text(asked->name),
                nsc_text(asked->analysis->tables[figure->table].name), nsc_text(figure->key), nsc_text(figure->column),
                nsc_text(lab_way_name(drawer->hiding.way)), rounded(hidden_of(study, drawer)),
                nsc_integer(drawer->count), nsc_integer(times), nsc_integer(figure->valued), nsc_integer(figure->given),
                nsc_integer(figure->covered), rounded(lab_coverage(figure)), nsc_integer(figure->below),
                nsc_integer(figure->above), rounded(mean), rounded(truth), rounded(mean - truth),
                rounded(figure->valued > 0 ? sqrt(figure->squares / figure->valued) : NAN),
                rounded(figure->given > 0 ? figure->width / figure->given : NAN), nsc_integer(figure->outside),
                nsc_integer(figure->unexplained)),
        error);
}

/* One row for all rows of a column, or for each row of single figures; added with the first of them. */
static nsc_status add_summary(const lab_study *study, const lab_drawer *drawer, unsigned times, size_t first,
                              nsc_table *table, nsc_error *error) {
    const lab_figure *one = &study->figures[first], *lowest = NULL, *highest = NULL;
    const lab_analysis *asked = &study->analyses[one->analysis];
    unsigned rows = 0, outside = 0, unexplained = 0, least_given = times;
    double sum = 0, given = 0;
    for (size_t number = 0; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        if (!lab_same_kind(one, figure) || isnan(figure->truth) || (figure->given == 0 && !figure->has_interval))
            continue;
        if (number < first)
            return NSC_OK;
        rows++;
        given += figure->given;
        sum += figure->covered;
        outside += figure->outside;
        unexplained += figure->unexplained;
        least_given = figure->given < least_given ? figure->given : least_given;
        if (figure->given == 0)
            continue;
        lowest = lowest == NULL || lab_coverage(figure) < lab_coverage(lowest) ? figure : lowest;
        highest = highest == NULL || lab_coverage(figure) > lab_coverage(highest) ? figure : highest;
    }
    return nsc_table_add(table,
                         NSC_ROW(nsc_text(asked->name), nsc_text(asked->analysis->tables[one->table].name),
                                 nsc_text(one->single ? one->key : one->column),
                                 nsc_text(lab_way_name(drawer->hiding.way)), rounded(hidden_of(study, drawer)),
                                 nsc_integer(rows), rounded((double)least_given / times), rounded(given / rows / times),
                                 rounded(lowest != NULL ? lab_coverage(lowest) : NAN), rounded(sum / given),
                                 rounded(highest != NULL ? lab_coverage(highest) : NAN),
                                 nsc_text(lowest != NULL && !one->single ? lowest->key : NULL), nsc_integer(outside),
                                 nsc_integer(unexplained)),
                         error);
}

static nsc_status add_round(const lab_study *study, const lab_drawer *drawer, const command_line *line, nsc_table *rows,
                            nsc_table *summary, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        if (isnan(figure->truth) || (figure->given == 0 && !figure->has_interval && !line->all))
            continue;
        NSC_TRY(add_row(study, drawer, line->times, figure, rows, error));
        if (figure->given > 0 || figure->has_interval)
            NSC_TRY(add_summary(study, drawer, line->times, number, summary, error));
    }
out:
    return status;
}

/* ---- the program ---- */

static nsc_status run_rounds(const command_line *line, lab_study *study, nsc_table *rows, nsc_table *summary,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t round = 0; round < line->round_count && status == NSC_OK; round++) {
        lab_drawer drawer;
        lab_hiding hiding = line->hiding;
        hiding.share = line->by_points ? 0 : line->rounds[round];
        hiding.points = line->by_points ? (uint32_t)line->rounds[round] : 0;
        status = lab_drawer_open(&drawer, study->landscape, &hiding, error);
        if (status == NSC_OK)
            status = lab_study_run(study, &drawer, line->times, error);
        if (status == NSC_OK)
            status = add_round(study, &drawer, line, rows, summary, error);
        for (size_t number = 0; status == NSC_OK && number < study->analysis_count; number++)
            fprintf(stderr, "%s, %g hidden: %.3g s each, too little to say anything in %u of %u\n",
                    study->analyses[number].name, hidden_of(study, &drawer), study->seconds[number] / line->times,
                    study->refused[number], line->times);
        lab_drawer_close(&drawer);
    }
    return status;
}

static nsc_status run(command_line *line, nsc_error *error) {
    const nsc_control control = {.thread_count = line->threads};
    lab_study study = {.landscape = &line->landscape, .seed = line->seed};
    nsc_table *rows = NULL, *summary = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&rows, row_columns, NSC_COUNT_OF(row_columns), error));
    NSC_TRY(nsc_table_create(&summary, summary_columns, NSC_COUNT_OF(summary_columns), error));
    NSC_TRY(lab_landscape_open(&line->landscape, error));
    NSC_TRY(take_analyses(line, &study, &control, error));
    NSC_TRY(lab_study_open(&study, error));
    NSC_TRY(run_rounds(line, &study, rows, summary, error));
    NSC_TRY(nsc_table_save(rows, NSC_FORMAT_CSV, line->out, error));
    NSC_TRY(nsc_table_write(summary, NSC_FORMAT_TABLE, stderr, error));
out:
    for (size_t number = 0; number < study.analysis_count; number++)
        lab_analysis_close(&study.analyses[number]);
    free(study.analyses);
    lab_study_close(&study);
    lab_landscape_close(&line->landscape);
    nsc_table_destroy(rows);
    nsc_table_destroy(summary);
    return status;
}

int main(int count, char **words) {
    command_line line;
    nsc_error error = {0};
    gsl_set_error_handler_off(); /* as in nasscape */
    nsc_status status = read_line(&line, count, words, &error);
    if (status == NSC_OK)
        status = run(&line, &error);
    if (status != NSC_OK)
        fprintf(stderr, "coverage_lab: %s\n", error.message);
    return (int)status;
}
