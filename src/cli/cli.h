/*
 * cli: the command line of the program.
 *
 * In: the words that the user typed. Out: data on standard output or in --out, messages on standard error, an exit code
 * that is an nsc_status. Nothing is computed here: a command opens the landscape that its options name (session.c),
 * calls another layer, and writes the result.
 *
 *   commands.c    the table of commands; the place to start reading
 *   command_options.c
 *                 the table of their options
 *   words.c       words that name commands and analyses: upper case, American spelling, suggestions for other words
 *   arguments.c   parses the command line by the tables
 *   help.c        help on the terminal, `--version`, the `help` command; help_reading.c: how to read a result
 *   manual.c      the same tables as manual pages
 *   completion.c  the same tables as completion for shells; completion_shells.c: the frame in each shell
 *   session.c     the landscape that the shared options name; notes, the command line for the record
 *   progress.c    the line on the terminal that says how far a long command is
 *   sharing.c     a command whose work several processes share: --part, merge
 *   part_file.c   the file that a part is kept in
 *   ranks.c       the same shared by the ranks of mpirun; mpi/ranks_mpi.c: the module that is loaded there
 *   files.c       refuses to overwrite a file that the run reads; claims the folder that it writes
 *   output.c      tables and figures to standard output or --out
 *   drawing.c     a cell drawn with lines on a terminal
 *   line.c        lines of a limited length
 *   cell_list.c   the points that a file names, one a line
 *   points.c      `space` for points that are not cells
 *   search_keeping.c
 *                 finished runs of `search`, kept beside --out until that is written
 *   command_*.c   the commands, one file for each group
 *   signals.c     SIGINT, SIGTERM and SIGHUP end a command within a second
 *   main.c        from the process to a command and back
 */
#ifndef NSC_CLI_H
#define NSC_CLI_H

#include "analysis/analysis.h"
#include "analysis/figures/figure_drawing.h"
#include "analysis/search/kept_runs.h"
#include "analysis/search/results/search_tables.h"
#include "analysis/search/search.h"
#include "base/base.h"
#include "cli/progress.h"
#include "cli/ranks.h"
#include "data/data.h"
#include "export/export.h"
#include "graph/graph.h"
#include "notebooks-export/notebooks.h"
#include "query/point_columns.h"
#include "query/query.h"
#include "reports/diff.h"
#include "reports/recipe_file.h"
#include "space/nb101/nb101.h"

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

/* ---- the tables (commands.c, command_options.c) ---- */

/*
 * The options of the command line itself. Options of analyses have a table of their own (analysis/options.h) and are
 * numbered from NSC_OPTION_COUNT on; those of questions (query/query.h), of searches (analysis/search/search.h) and of
 * tables of their results (analysis/search/results/search_tables.h) follow.
 */
typedef enum nsc_option_number {
    NSC_OPTION_SPACE,
    NSC_OPTION_DATA,
    NSC_OPTION_ORDER,
    NSC_OPTION_ROWS,
    NSC_OPTION_COLUMNS,
    NSC_OPTION_POINT,
    NSC_OPTION_PERCENT,
    NSC_OPTION_FITNESS,
    NSC_OPTION_MINIMISE,
    NSC_OPTION_MAXIMISE,
    NSC_OPTION_EQUAL_WITHIN,
    NSC_OPTION_RELATION,
    NSC_OPTION_GRAPH,
    NSC_OPTION_TABLE,
    NSC_OPTION_FROM,
    NSC_OPTION_MODEL,
    NSC_OPTION_FOLDS,
    NSC_OPTION_REGRESSION,
    NSC_OPTION_DIAMETER,
    NSC_OPTION_CROSS_CHECK,
    NSC_OPTION_IDS,
    NSC_OPTION_SET,
    NSC_OPTION_SETTINGS,
    NSC_OPTION_RECIPE,
    NSC_OPTION_SWEEP,
    NSC_OPTION_IOHPROFILER, /* a folder */
    NSC_OPTION_THREADS,
    NSC_OPTION_PART,
    NSC_OPTION_KEEP_GOING,
    NSC_OPTION_OUT,        /* a file */
    NSC_OPTION_OUT_FOLDER, /* also spelled --out: a folder */
    NSC_OPTION_FORMAT,
    NSC_OPTION_QUOTE_TEXT,
    NSC_OPTION_STYLE,
    NSC_OPTION_REPORT,
    NSC_OPTION_ADDRESS,
    NSC_OPTION_EPOCHS,
    NSC_OPTION_CSV,
    NSC_OPTION_TFRECORD,
    NSC_OPTION_PORT,
    NSC_OPTION_OPEN,
    NSC_OPTION_VERBOSE,
    NSC_OPTION_QUIET,
    NSC_OPTION_HELP,
    NSC_OPTION_COUNT
} nsc_option_number;

extern const nsc_option nsc_options[NSC_OPTION_COUNT];

/* All options of the five tables, in the order in which help lists them. */
size_t nsc_option_total(void);
size_t nsc_option_listed(size_t place);

/* The row of an option of analyses, of questions, of searches or of their tables, NULL for any other option. */
const nsc_analysis_option *nsc_option_of_analyses(size_t option);
const nsc_question_option *nsc_option_of_questions(size_t option);
const nsc_search_option *nsc_option_of_searches(size_t option);
const nsc_search_table_option *nsc_option_of_search_tables(size_t option);

const nsc_option *nsc_option_at(size_t option);

typedef struct nsc_session nsc_session;

/* The files that a command writes: their names within `folder`, or their paths if `folder` is NULL. */
typedef struct nsc_written {
    const char *folder;
    nsc_names names;
} nsc_written;

enum { NSC_COMMAND_FORMATS = 6, NSC_COMMAND_WORDS = 2 };

typedef struct nsc_command {
    const char *path;                         /* "space count" */
    const nsc_query *query;                   /* the question that the command asks, NULL for none */
    const char *arguments;                    /* "CELL", "A B", "CELL..."; "" for none; in brackets if optional */
    const char *meaning;                      /* one line; NULL: that of its question */
    const char *help;                         /* paragraphs separated by empty lines */
    const char *example;                      /* command lines separated by newlines */
    uint64_t options;                         /* 1 << nsc_option_number each; every command takes --help and --quiet */
    nsc_option_set (*reads)(void);            /* options of analyses that the command may read; NULL: none */
    uint64_t required;                        /* the options that must be given */
    const char *formats[NSC_COMMAND_FORMATS]; /* choices of --format; the first is the default */
    bool searches;                            /* true if the command reads the options of searches */
    bool runs_begun_by_requests;              /* true if a search begins another run by a request, not by --runs */
    bool search_tables;                       /* true if it reads those of tables of their results */
    bool reads_arguments;                     /* true if the arguments are names of files */
    nsc_status (*run)(nsc_session *session, nsc_error *error);
    /* Lists the files that `run` writes; nsc_written_out if it writes --out only. */
    nsc_status (*written)(nsc_session *session, nsc_written *written, nsc_error *error);
} nsc_command;

extern const nsc_command nsc_commands[];
extern const size_t nsc_command_count;

/* The name of a group, which is the first word of its commands, and its purpose. */
typedef struct nsc_command_group {
    const char *name;
    const char *meaning;
} nsc_command_group;

extern const nsc_command_group nsc_command_groups[];
extern const size_t nsc_command_group_count;

const char *nsc_command_meaning(const nsc_command *command);

/* True if the command takes the option, of any table. */
bool nsc_command_takes(const nsc_command *command, size_t option);
bool nsc_command_requires(const nsc_command *command, size_t option);

/* True if `command` belongs to `group`. */
bool nsc_command_in_group(const nsc_command *command, const char *group);

enum { NSC_OPTION_DEFAULT_SIZE = 64 };

/* The default of an option, for help; empty if it has none. */
void nsc_option_default(size_t option, const nsc_command *command, char text[NSC_OPTION_DEFAULT_SIZE]);

/* The options read by any analysis, report or notebook (command_analyse.c, command_report.c, command_export.c). */
nsc_option_set nsc_analyses_read(void);
nsc_option_set nsc_reports_read(void);
nsc_option_set nsc_notebooks_read(void);

/* Table number `number` of search results that a command offers, NULL after the last. */
const nsc_search_table *nsc_command_search_table(const nsc_command *command, size_t number);

/* Choice number `number` of an option, NULL after the last; `command` may be NULL. */
const char *nsc_option_choice(size_t option, const nsc_command *command, size_t number);

/* ---- the parsed command line (arguments.c) ---- */

typedef struct nsc_arguments {
    int word_count; /* all words of the command line, for the record */
    char **words;
    bool *of_process;           /* [word_count] true for words that say how it is run, not what: --out, --part, ... */
    const nsc_command *command; /* NULL for `nasscape --help`, `--version` and `GROUP --help` */
    bool help_wanted;           /* --help, for the command or for `group` */
    bool version_wanted;
    const char *group;       /* the group in `GROUP --help`, or of a wrong subcommand */
    const char **positional; /* NULL beyond the last */
    size_t positional_count;
    const char *texts[NSC_OPTION_COUNT]; /* as typed; NULL if not given */
    uint64_t integers[NSC_OPTION_COUNT];
    nsc_analysis_options analysis; /* as given, or the defaults */
    nsc_option_set given;          /* the options of analyses that were given, and NSC_READS_RELATION */
    nsc_question question;         /* the options of questions, as given */
    nsc_question_option_set question_given;
    nsc_search_options search;             /* the options of searches, as given */
    uint64_t search_given;                 /* one bit for each of their rows */
    nsc_search_table_options search_table; /* of tables of their results, as given, or the defaults */
    nsc_search_table_option_set search_table_given;
    const char **data; /* every --data */
    size_t data_count;
    const char **assignments; /* every --set */
    size_t assignment_count;
    const char **sweeps; /* every --sweep */
    size_t sweep_count;
} nsc_arguments;

/* Parses the words. NSC_USAGE, with a hint at what would be right. The texts point into `words`. */
nsc_status nsc_arguments_parse(nsc_arguments *arguments, int word_count, char **words, nsc_error *error);
void nsc_arguments_release(nsc_arguments *arguments);

static inline bool nsc_arguments_has(const nsc_arguments *arguments, nsc_option_number option) {
    return arguments->texts[option] != NULL;
}

/*
 * NSC_USAGE if an option of analyses was given that has no effect: it is not in `read`, or needs another option. The
 * message names what does not read it by `kind` and `name`: "the report" "paper".
 */
nsc_status nsc_arguments_check_read(const nsc_arguments *arguments, nsc_option_set read, const char *kind,
                                    const char *name, nsc_error *error);

/* The command with this path, or NULL. */
const nsc_command *nsc_command_named(const char *path);

/* ---- words (words.c) ---- */

enum { NSC_WORD_SIZE = 64, NSC_SUGGESTION_SIZE = 192 };

/* A word of a command as the tables spell it: in lower case, and British. */
void nsc_word_spell(const char *word, char spelled[NSC_WORD_SIZE]);

/* Row `number` of the words that are spelled otherwise in America, NULL after the last. */
const char *nsc_american_spelling(size_t number, const char **british);

/* Finds the spelling nearest to `text` among candidates that are offered one by one. */
typedef struct nsc_nearest {
    const char *text;
    const char *candidate; /* NULL while none is near enough to be suggested */
    size_t distance;
} nsc_nearest;
void nsc_nearest_offer(nsc_nearest *nearest, const char *candidate);

/* The names that the command's argument may be, NULL after the last: of `analyse` the analyses. NULL for a command
 * whose argument is no name of a list. */
const char *nsc_argument_choice(const nsc_command *command, size_t number);

/* Something that help describes: a group, a command, an analysis; or an argument of the command, such as a report. */
typedef struct nsc_topic {
    const nsc_command_group *group;
    const nsc_command *command;   /* NULL for a group that is no command by itself */
    const nsc_analysis *analysis; /* NULL for all but analyses */
    char path[2 * NSC_WORD_SIZE]; /* the words to type: "query top", "analyse fdc" */
} nsc_topic;

/* Topic `number` of all; false after the last. */
bool nsc_topic_at(size_t number, nsc_topic *topic);

/*
 * Counts the topics with this path, or if not `whole` those with this last word, spelled as nsc_word_spell writes it;
 * the first is copied to `found`.
 */
size_t nsc_topics_find(const char *text, bool whole, nsc_topic *found);

/*
 * Writes `; did you mean "query top"?` for words that name nothing in `group` (NULL: no command at all): the topics
 * whose last word it is, else the one with the nearest spelling; empty if there is none.
 */
void nsc_topic_suggest(const char *group, const char *word, char suggestion[NSC_SUGGESTION_SIZE]);

/* ---- the ranks of mpirun (ranks.c) ---- */

typedef struct nsc_ranks {
    const nsc_ranks_module *module; /* NULL: this process runs alone */
    int rank, count;
    unsigned long started; /* processes that the launcher says it started together */
    bool stopped;          /* another rank has failed, and this one stops */
    bool separated;        /* a failure is known to all; there is no further meeting */
    uint64_t identity;     /* of the command and its files */
    uint64_t meetings;
    uint64_t looked_ns;
    uint64_t swaps;        /* of ranges of points */
    uint64_t handed_bytes; /* results that went from rank to rank */
} nsc_ranks;

/* ---- a running command (session.c) ---- */

struct nsc_session {
    const nsc_arguments *arguments;
    nsc_control control;          /* of all computations; shows progress if standard error is a terminal */
    nsc_progress progress;        /* of the command, shown if control.report is not NULL */
    pthread_t thread;             /* which runs the command, and alone shows progress */
    nsc_ranks *ranks;             /* NULL for none */
    nsc_opened_landscape *opened; /* what --space, --data, --fitness and --relation name */
    char *columns;                /* --columns with the choice of --point in front; NULL if neither is given */
    bool sources_told;            /* details on the files were reported */
    size_t notes_told;            /* number of the landscape's notes that were reported */
    bool direction_told;          /* the note on a fitness of which lower values may be better */
    nsc_folder folder;            /* the folder that the command writes, claimed for the whole run */
    nsc_names further_files;      /* that the command reads beside those that its options name */
    nsc_recipe_file recipe;       /* that --recipe names */
    nsc_report recipe_report;     /* its report */
};

/* Close the session even if opening it failed. */
nsc_status nsc_session_open(nsc_session *session, const nsc_arguments *arguments, const nsc_sharing *sharing,
                            nsc_ranks *ranks, nsc_error *error);
void nsc_session_close(nsc_session *session);

/* Runs the command of the arguments in a session of its own; `sharing`: with other processes, NULL for none; `ranks`:
 * those that it stops with, NULL for none. */
nsc_status nsc_session_run(const nsc_arguments *arguments, const nsc_sharing *sharing, nsc_ranks *ranks,
                           nsc_error *error);

/* The names that the command line opens the landscape by; the session keeps them. */
nsc_landscape_names nsc_session_names(const nsc_session *session);

/*
 * These call the functions of the opened landscape with the same names. Those that may read files report on standard
 * error what was assumed and what was left out.
 */
nsc_status nsc_session_space(nsc_session *session, const nsc_space **space, nsc_error *error);
/* The space and its catalogue of cells; NSC_USAGE if the points of the space are not cells. */
nsc_status nsc_session_cells(nsc_session *session, const nsc_space **space, const nsc_nb101 **nb101, nsc_error *error);
nsc_status nsc_session_measurements(nsc_session *session, const nsc_measurements **measurements, nsc_error *error);
nsc_status nsc_session_fitness(nsc_session *session, const char *rule, const nsc_fitness **fitness, nsc_error *error);
/* nsc_landscape_view_points, by the names of the command line. */
nsc_status nsc_session_landscape(nsc_session *session, nsc_landscape *landscape, nsc_error *error);

/* The distance that --distance names; by default the first of the space. */
nsc_status nsc_session_distance(nsc_session *session, const nsc_distance **distance, nsc_error *error);
uint64_t nsc_session_seed(const nsc_session *session);

/*
 * The options of analyses, as given or by default. Opens the space. NSC_USAGE if an option was given that has no effect
 * (see nsc_arguments_check_read), or if the space does not have the distance.
 */
nsc_status nsc_session_analysis_options(nsc_session *session, nsc_option_set read, const char *kind, const char *name,
                                        nsc_analysis_options *options, nsc_error *error);

/* The command line, quoted so that it can be typed again, for the record; released by free(). */
nsc_status nsc_session_command_line(const nsc_session *session, char **text, nsc_error *error);

/* Reports what was assumed about the landscape's files and its fitness since the last call, after a call of a layer
 * that may have read them. */
void nsc_session_tell(nsc_session *session);

/* Clears the line that tells the progress, and draws no other: what comes next is output. */
void nsc_session_end_progress(nsc_session *session);

/* A note to the user on standard error, unless --quiet. */
void nsc_session_note(const nsc_session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the files of a run (files.c) ---- */

/*
 * Prepares the files before the command runs. Makes standard input a file if the command reads it. Compares every file
 * that the command reads with all that it would write, links followed: NSC_USAGE, with both names, if one would be
 * overwritten. Then claims the folder that it writes. NSC_FAILED if standard input cannot be read, or if another run
 * is writing into the folder.
 */
nsc_status nsc_session_claim_files(nsc_session *session, nsc_error *error);

/* Copies to `path` file `number` of those that the command reads; false after the last. */
bool nsc_session_file_read(const nsc_session *session, size_t number, char path[PATH_MAX]);

/* NSC_USAGE if a file that the command reads is among those that are written, or is standard output. */
nsc_status nsc_session_spare_inputs(const nsc_session *session, const nsc_written *written, nsc_error *error);

/* True if both paths lead to the same file or folder, which is there. */
bool nsc_same_file(const char *path, const char *other);
/* Adds the files that a landscape is read from, data and space, to the session's further_files. */
nsc_status nsc_session_reads(nsc_session *session, const nsc_landscape_names *names, nsc_error *error);

/* For the table of commands: each lists the files that a command writes. */
nsc_status nsc_written_out(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_help(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_analyses(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_report_diff(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_report(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_npy(nsc_session *session, nsc_written *written, nsc_error *error);
nsc_status nsc_written_notebook(nsc_session *session, nsc_written *written, nsc_error *error);

nsc_status nsc_written_search(nsc_session *session, nsc_written *written, nsc_error *error);

/* ---- search_keeping.c ---- */

/*
 * Opens the file beside --out in which finished runs are kept; *`kept` is NULL if --out is no file. Says on standard
 * error how many it has from a command that was interrupted. Failures: those of nsc_kept_runs_open.
 */
nsc_status nsc_session_keep_runs(nsc_session *session, const nsc_experiment *experiment, nsc_kept_runs **kept,
                                 nsc_error *error);
/* Removes the file if `status`, that of the command, is NSC_OK, else saves the finished runs. Returns the first
 * failure. `kept` may be NULL. */
nsc_status nsc_session_end_kept_runs(nsc_session *session, nsc_kept_runs *kept, nsc_status status, nsc_error *error);

/* ---- work that processes share (sharing.c) ---- */

/* Runs the command of the arguments: all of it, the part of its work that --part says, or the share of a rank. */
nsc_status nsc_work_run(const nsc_arguments *arguments, nsc_ranks *ranks, nsc_error *error);

/* Finds out whether this process is a rank of mpirun. NSC_FAILED if MPI does not start. */
nsc_status nsc_ranks_open(nsc_ranks *ranks, nsc_error *error);
/* NSC_MISSING if a launcher started more processes than MPI connects: each of them would write the same output. */
nsc_status nsc_ranks_check(const nsc_ranks *ranks, nsc_error *error);
/* Ends MPI; after it, the process may end with any exit code. */
void nsc_ranks_close(nsc_ranks *ranks);
/* Runs the command together with the other ranks. */
nsc_status nsc_ranks_run(nsc_ranks *ranks, const nsc_arguments *arguments, nsc_error *error);
/*
 * Called by all ranks before one of them writes output: waits until all have computed theirs, with `status` and its
 * error if this one failed. Returns the status and the message of the first rank that failed. NULL: returns `status`.
 */
nsc_status nsc_ranks_meet(nsc_ranks *ranks, nsc_status status, nsc_error *error);
/* The end of a command, which all ranks wait for: returns the status and the message of the first rank that failed. */
nsc_status nsc_ranks_end(nsc_ranks *ranks, nsc_status status, nsc_error *error);
/* True once another rank has failed; looks from time to time. NULL for none. Of the thread that opened them. */
bool nsc_ranks_stopped(nsc_ranks *ranks);

/* ---- lines (line.c) ---- */

/* A line of a stream, with its newline if it has one and a zero byte behind. Starts as {0}; `text` is released by
 * free(). */
typedef struct nsc_line {
    char *text;
    size_t length, capacity;
} nsc_line;

/*
 * Reads the next line; its length is 0 at the end of the stream, and after a failure of the stream (see ferror). Of a
 * line with more than `limit` bytes before its newline only the first `limit` + 1 are read: nsc_line_is_cut.
 */
nsc_status nsc_line_read(nsc_line *line, FILE *stream, size_t limit, nsc_error *error);
bool nsc_line_is_cut(const nsc_line *line, size_t limit);

/* ---- cell_list.c ---- */

/*
 * A list of points: one a line, in any spelling of the space. Blank lines and lines that begin with # are passed over.
 * If the first line is the header of a CSV table with a column `hash`, `module_hash` or `point`, that column is read.
 */
typedef struct nsc_cell_list {
    const char *path;
    FILE *stream;
    nsc_line text;
    size_t line;  /* read last, from 1 */
    bool begun;   /* the first line that counts was read */
    int column;   /* of a table, from 0; −1: the whole line */
    bool regular; /* a file, which can be read again; else a pipe, whose lines come one by one */
    off_t start;
} nsc_cell_list;

/* NSC_STANDARD_INPUT is read as it comes. NSC_MISSING if there is no such file, NSC_FAILED if it cannot be read. */
nsc_status nsc_cell_list_open(nsc_cell_list *list, const char *path, nsc_error *error);
/* As messages call the list: its path, or "standard input". */
const char *nsc_cell_list_name(const nsc_cell_list *list);
/* *`cell` is valid until the next call; NULL after the last. NSC_INVALID for a row without a point. */
nsc_status nsc_cell_list_next(nsc_cell_list *list, const char **cell, nsc_error *error);
/* Back to the first point of a regular file. */
nsc_status nsc_cell_list_rewind(nsc_cell_list *list, nsc_error *error);
void nsc_cell_list_close(nsc_cell_list *list);

/* ---- writing (output.c) ---- */

/* Writes a table to --out, or to standard output, in the --format of tables; for reading if that is a terminal and
 * neither --format nor --quote-text is given. */
nsc_status nsc_session_write(nsc_session *session, const nsc_table *table, nsc_error *error);
/* Writes a table to standard output while --out and --format are about something else: as CSV, or for reading. */
nsc_status nsc_session_write_aside(const nsc_table *table, nsc_error *error);
/* Describes the terminal that standard output is; false if it is none. */
bool nsc_terminal_screen(nsc_screen *screen);
/* True if output is for reading: it goes to the terminal described, and the command line chose no form of it. */
bool nsc_session_for_reading(const nsc_session *session, nsc_screen *screen);

/* Writes rows one by one to the same place. Close it even if adding a row failed, with the status so far. */
typedef struct nsc_session_stream {
    nsc_output output;
    nsc_table_writer *writer;
} nsc_session_stream;
/*
 * If the format is one of drawings, draws the point that the command's first argument names to standard output or
 * --out, and sets *drawn.
 */
nsc_status nsc_session_draw(nsc_session *session, const nsc_space *space, bool *drawn, nsc_error *error);

nsc_status nsc_session_stream_open(nsc_session *session, nsc_session_stream *stream, const nsc_column *columns,
                                   size_t column_count, nsc_error *error);
/* Commits if `status` is NSC_OK, else discards; returns the first failure. */
nsc_status nsc_session_stream_close(nsc_session_stream *stream, nsc_status status, nsc_error *error);

/* A sink whose rows go there as they come; the columns are copied. */
typedef struct nsc_session_rows {
    nsc_session *session;
    nsc_session_stream stream;
    nsc_column *columns;
    char *names; /* of the columns */
    bool begun;
} nsc_session_rows;
nsc_row_sink nsc_session_rows_sink(nsc_session_rows *rows, nsc_session *session);
/* Commits if `status` is NSC_OK, else discards; returns the first failure. Also where nothing was begun. */
nsc_status nsc_session_rows_close(nsc_session_rows *rows, nsc_status status, nsc_error *error);

/* The format of tables that --format names; CSV if it names a format that is not one of tables. */
nsc_format nsc_session_format(const nsc_session *session);
/* The value of --format; by default the first of the command's. */
const char *nsc_session_format_name(const nsc_session *session);

/* The format of figures that --format names; NSC_DRAWN_FORMATS if it names none. */
nsc_figure_format nsc_session_figure_format(const nsc_session *session);
/* The style that --style names, by default the first. */
const nsc_figure_style *nsc_session_style(const nsc_session *session);
/* NSC_USAGE if --style is given without a figure, or if --format asks for one that the table does not have. */
nsc_status nsc_session_check_figure(const nsc_session *session, const nsc_figure *figure, nsc_error *error);
/* Draws a table in that format, to --out or standard output; `nodes` as in nsc_figure_draw. */
nsc_status nsc_session_write_figure(nsc_session *session, const nsc_figure *figure, const nsc_table *table,
                                    const nsc_table *nodes, nsc_error *error);

/* ---- points that are not cells (points.c) ---- */

nsc_status nsc_points_count(nsc_session *session, const nsc_space *space, nsc_error *error);
nsc_status nsc_points_list(nsc_session *session, const nsc_space *space, nsc_error *error);

/* ---- help.c, manual.c, completion.c ---- */

/* The page `help reading` (help_reading.c): an introduction, an example, and parts with entries. */
#define NSC_READING "reading"
enum { NSC_HELP_ENTRIES = 12 };
typedef struct nsc_help_part {
    const char *title;
    nsc_column entries[NSC_HELP_ENTRIES]; /* a name and what it means; the last one that counts is followed by {0} */
} nsc_help_part;
extern const nsc_help_part nsc_reading_parts[];
extern const size_t nsc_reading_part_count;
extern const char nsc_reading_example[], nsc_reading_introduction[];

/* Write help to `stream`: on reading a result, on the program, in full or in short, a group, a command, an analysis,
 * the version. */
void nsc_help_reading(FILE *stream);
void nsc_help_program(FILE *stream);
void nsc_help_short(FILE *stream);
void nsc_help_group(FILE *stream, const nsc_command_group *group);
void nsc_help_command(FILE *stream, const nsc_command *command);
/* The analyses with their meanings, by the question that they answer. */
void nsc_help_analyses(FILE *stream);
void nsc_help_analysis(FILE *stream, const nsc_analysis *analysis);
void nsc_help_version(FILE *stream);
const nsc_command_group *nsc_command_group_named(const char *name);

/* The meanings of the exit codes, by code. */
extern const char *const nsc_exit_meanings[NSC_MISSING + 1];

/* Writes a manual page in troff: of `command`, or of the group if that is NULL, or of the program if both are NULL. */
void nsc_manual_write(FILE *stream, const nsc_command_group *group, const nsc_command *command);
/* Write completion for a shell to `stream` (completion_shells.c). */
void nsc_completion_bash(FILE *stream);
void nsc_completion_zsh(FILE *stream);
void nsc_completion_fish(FILE *stream);

/* ---- signals.c ---- */

/* From now on SIGINT, SIGTERM and SIGHUP ask the command to end, and a mapped file that was cut short ends it. */
void nsc_signals_install(void);
/* True once one of them has arrived; the function `cancelled` of an nsc_control. */
bool nsc_signals_cancelled(void *context);
/* Says what an interrupted command leaves behind, in place of "no incomplete file was left behind". */
enum { NSC_KEPT_SIZE = 400 };
void nsc_signals_keep(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *nsc_signals_kept(void);
/* Ends the process by the signal that arrived, so that its parent sees it; returns if none has. */
void nsc_signals_end(void);

/* ---- drawing.c ---- */

/*
 * Draws a cell layer by layer from its input at the top to its output at the bottom, as one text of several lines, to
 * be released by free(). Lines that leave the same vertex join; others cross without a joint. Draws with box-drawing
 * characters if `unicode`, else in ASCII. NSC_FAILED without memory. Cost: about a millisecond.
 */
nsc_status nsc_drawing_create(char **text, const nsc_cell *cell, bool unicode, nsc_error *error);

/* ---- the commands ---- */

nsc_status nsc_command_merge(nsc_session *session, nsc_error *error);
nsc_status nsc_command_search_run(nsc_session *session, nsc_error *error);
nsc_status nsc_command_search_serve(nsc_session *session, nsc_error *error);
nsc_status nsc_command_search_list(nsc_session *session, nsc_error *error);
nsc_status nsc_command_search_tables(nsc_session *session, nsc_error *error);
nsc_status nsc_command_space_count(nsc_session *session, nsc_error *error);
nsc_status nsc_command_space_list(nsc_session *session, nsc_error *error);
nsc_status nsc_command_space_encodings(nsc_session *session, nsc_error *error);
nsc_status nsc_command_space_show(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_import(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_info(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_verify(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_export(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_synthesise(nsc_session *session, nsc_error *error);
nsc_status nsc_command_data_fetch(nsc_session *session, nsc_error *error);
nsc_status nsc_command_graph_info(nsc_session *session, nsc_error *error);
nsc_status nsc_command_graph_export(nsc_session *session, nsc_error *error);
nsc_status nsc_command_graph_distance(nsc_session *session, nsc_error *error);
nsc_status nsc_command_query(nsc_session *session, nsc_error *error); /* of all questions */
nsc_status nsc_command_analyse(nsc_session *session, nsc_error *error);
nsc_status nsc_command_analyse_list(nsc_session *session, nsc_error *error);
nsc_status nsc_command_analyse_all(nsc_session *session, nsc_error *error);
nsc_status nsc_command_explore(nsc_session *session, nsc_error *error);
nsc_status nsc_command_surrogate_fit(nsc_session *session, nsc_error *error);
nsc_status nsc_command_surrogate_evaluate(nsc_session *session, nsc_error *error);
nsc_status nsc_command_report_diff(nsc_session *session, nsc_error *error);
nsc_status nsc_command_report(nsc_session *session, nsc_error *error);
nsc_status nsc_command_report_list(nsc_session *session, nsc_error *error);
nsc_status nsc_command_export_csv(nsc_session *session, nsc_error *error);
nsc_status nsc_command_export_graphml(nsc_session *session, nsc_error *error);
nsc_status nsc_command_export_npy(nsc_session *session, nsc_error *error);
nsc_status nsc_command_export_sqlite(nsc_session *session, nsc_error *error);
nsc_status nsc_command_export_notebook(nsc_session *session, nsc_error *error);
nsc_status nsc_command_help(nsc_session *session, nsc_error *error);
nsc_status nsc_command_version(nsc_session *session, nsc_error *error);

#endif
