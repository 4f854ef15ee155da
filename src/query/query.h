/*
 * query: questions about single points, each answered once for the command line and for the page.
 *
 * In: an opened landscape and a question: which one (a row of nsc_queries), about which points, with which options
 * (rows of question_options.c). Out: rows, handed to a sink as they are found. Nothing here knows a session, prints, or
 * opens a file that the landscape does not name. Questions about a point and its neighbours never build the graph nor
 * compute the fitness of all points.
 *
 *   questions.c          the table of questions; the place to start reading
 *   question_options.c   the table of their options
 *   question_NAME.c      the questions, one file each
 *   cell_NAME.c          parts of the question `cell`
 *   batch.c              one question about many points
 *   near_points.h        the points near one point, by steps or by a distance
 *   path_search.h        paths between points, and rings around one; points alone, no rows
 *   steps.h              rows about steps from point to point
 *   query_internal.h     functions that questions share: names of points, notes
 *   where.h              conditions on points
 *   point_rows.h         rows about points with their fitness
 *   point_columns.h      the columns that say which point a row is about, for commands as well
 */
#ifndef NSC_QUERY_H
#define NSC_QUERY_H

#include "analysis/landscape.h"
#include "base/control.h"
#include "base/option.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- a question ---- */

/* All zero: no points, and the default of every option. Texts are borrowed. */
typedef struct nsc_question {
    const char *const *points; /* [point_count] in any spelling of the space */
    size_t point_count;
    const char *fitness;        /* its rule; NULL: that of the landscape */
    const char *relation;       /* which points are neighbours; NULL: that of the landscape */
    const char *distance;       /* between points; NULL: that of the question */
    const char *kind;           /* of edges: a family, or a kind by its name; NULL: all */
    unsigned radius;            /* largest distance; 0: the default of the question */
    unsigned n;                 /* most rows; 0: the default of the question */
    bool better;                /* better points only */
    bool shells;                /* one row a distance instead of one a point */
    bool standing;              /* also the place of the point in the whole landscape */
    const char *where;          /* condition on points (query/where.h); NULL: all points */
    unsigned over;              /* nsc_sampled: what is drawn uniformly */
    unsigned path;              /* which path: an nsc_path_kind of path_search.h; after the last one: all */
    unsigned method;            /* of a climb, as question_climb.c numbers them */
    bool beyond_noise;          /* only gains that are larger than the noise */
    uint64_t seed;              /* of what is drawn; of a climb, 0: nothing is */
    const nsc_control *control; /* threads, progress, cancelling; NULL as everywhere */
    /* Receives what the user should know about the answer, one sentence; NULL: nobody is told. */
    void (*note)(void *context, const char *text);
    void *note_context;
} nsc_question;

/* The options of questions, in the order in which help lists them; each has a row and a field of the same name. */
typedef enum nsc_question_option_number {
    NSC_QUESTION_FITNESS,
    NSC_QUESTION_RELATION,
    NSC_QUESTION_DISTANCE,
    NSC_QUESTION_RADIUS,
    NSC_QUESTION_SHELLS,
    NSC_QUESTION_STANDING,
    NSC_QUESTION_BETTER,
    NSC_QUESTION_KIND,
    NSC_QUESTION_N,
    NSC_QUESTION_WHERE,
    NSC_QUESTION_OVER,
    NSC_QUESTION_PATH,
    NSC_QUESTION_METHOD,
    NSC_QUESTION_BEYOND_NOISE,
    NSC_QUESTION_SEED,
    NSC_QUESTION_OPTION_COUNT
} nsc_question_option_number;

/* The choices of --over: all points alike; encodings, each of which is a draw of the point that it decodes to; or sizes
 * in turn, all points of one size alike. */
typedef enum nsc_sampled {
    NSC_SAMPLED_POINTS,
    NSC_SAMPLED_ENCODINGS,
    NSC_SAMPLED_SIZES,
    NSC_SAMPLED_COUNT
} nsc_sampled;

typedef struct nsc_question_option {
    nsc_option option;
    size_t offset; /* of its field in nsc_question, see nsc_option_store */
    /* True for an option that a program which opens the landscape gives to that: the command line has it already. */
    bool of_landscape;
} nsc_question_option;

extern const nsc_question_option nsc_question_options[NSC_QUESTION_OPTION_COUNT];

/* A set of options, one bit each: NSC_QUESTION_READS(N) for NSC_QUESTION_N. */
typedef uint64_t nsc_question_option_set;
#define NSC_QUESTION_READS(option) (UINT64_C(1) << NSC_QUESTION_##option)

/* Reads the value of an option into its field; a text is borrowed. NSC_USAGE if the option does not take it. */
nsc_status nsc_question_set(nsc_question *question, const nsc_question_option *row, const char *text, nsc_error *error);

/* ---- the table of questions ---- */

typedef struct nsc_query {
    const char *name;                        /* "neighbours", as the command line and addresses spell it */
    const char *meaning;                     /* one line */
    unsigned points_minimum, points_maximum; /* points that one answer is about */
    nsc_question_option_set reads;
    unsigned default_n; /* what n is if it is not given; 0: all rows, or the question has no n */
    /*
     * All columns that an answer may have, in their order; which of them it has may depend on the space and on options.
     * "hash" stands for the column that names points, which is "point" in spaces that are not of cells.
     */
    const nsc_column *columns;
    size_t column_count;
    /* Failures: those of opening and reading the landscape; NSC_INVALID for a point that does not exist. */
    nsc_status (*run)(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error);
} nsc_query;

extern const nsc_query *const nsc_queries[];
extern const size_t nsc_query_count;

/* NULL if there is no such question. */
const nsc_query *nsc_query_named(const char *name);

/* For tables of commands, which name their question in an initialiser. */
extern const nsc_query nsc_query_cell;
extern const nsc_query nsc_query_neighbours;
extern const nsc_query nsc_query_ball;
extern const nsc_query nsc_query_top;
extern const nsc_query nsc_query_sample;
extern const nsc_query nsc_query_path;
extern const nsc_query nsc_query_compare;
extern const nsc_query nsc_query_climb;
extern const nsc_query nsc_query_nearest_better;

/*
 * Answers a question. NSC_USAGE if it is not about as many points as the question takes, NSC_FAILED once
 * question->control is cancelled; else the failures of query->run.
 */
nsc_status nsc_query_run(const nsc_query *query, nsc_opened_landscape *opened, const nsc_question *question,
                         const nsc_row_sink *sink, nsc_error *error);

/* ---- batch.c ---- */

/*
 * Answers a question that takes one point about any number of them, one after another: open, answer each, close. Each
 * row begins with the point that it is about, in a column `of`; the sink is begun once.
 */
typedef struct nsc_batch {
    const nsc_query *query;
    nsc_opened_landscape *opened;
    nsc_question question;
    const nsc_row_sink *sink;
    nsc_column *columns; /* of the rows; NULL before the first answer */
    nsc_value *values;   /* of a row */
    nsc_point_name name; /* of the point that is asked about */
} nsc_batch;

/* All but the question, which is copied, outlive the batch; the question's points are not read. */
void nsc_batch_open(nsc_batch *batch, const nsc_query *query, nsc_opened_landscape *opened,
                    const nsc_question *question, const nsc_row_sink *sink);
/* Failures: those of nsc_query_run; after NSC_INVALID for an unknown point, of which no row was handed over, the batch
 * may go on. */
nsc_status nsc_batch_answer(nsc_batch *batch, const char *text, nsc_error *error);
void nsc_batch_close(nsc_batch *batch);

#endif
