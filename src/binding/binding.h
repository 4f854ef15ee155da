/*
 * binding: the library for other languages, in functions that take and return texts, numbers and opaque pointers.
 *
 * In: names and texts, as the command line spells them. Out: texts, arrays of numbers, tables read column by column. No
 * structure is laid out by the caller, so that a binding needs no more of C than how its functions are called;
 * notebooks-export/python/nasscape.py is one, through ctypes.
 *
 *   binding.h            all that a binding calls
 *   bound_landscape.c    a landscape: opening, points, fitness, graph, what it is
 *   bound_runs.c         the runs of one point
 *   bound_answer.c       questions and analyses, each answered by tables
 *   bound_tables.c       tables, column by column
 *   bound_figure.c       tables, drawn
 *   bound_search.c       searches that the caller drives, published algorithms, tables of both
 *   search_server.h/.c, search_requests.c
 *                        a search driven by lines of JSON, also that of `nasscape search serve`
 *   binding_internal.h   what these share
 *
 * Functions that can fail return an nsc_status, and write the reason to `message`, which has NSC_BOUND_MESSAGE bytes
 * or is NULL. Texts are UTF-8. Lists of options are two arrays: names[i] has the value values[i], which is NULL
 * for an option that takes none. Several threads may use one landscape and its tables at once; a
 * search belongs to one thread at a time.
 */
#ifndef NSC_BINDING_H
#define NSC_BINDING_H

#include "base/public.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

NSC_PUBLIC_BEGIN

enum { NSC_BOUND_MESSAGE = 1024 };

typedef struct nsc_bound_landscape nsc_bound_landscape;
typedef struct nsc_bound_tables nsc_bound_tables;
typedef struct nsc_bound_search nsc_bound_search;
typedef struct nsc_bound_results nsc_bound_results;

/* The number of this interface, which changes with the arguments or the meaning of any function here: a binding
 * that was written for another one refuses to call the rest. */
enum { NSC_BOUND_INTERFACE = 2 };
int nsc_bound_interface(void);

/* Releases a text that a function below has returned. NULL is allowed. */
void nsc_bound_free(char *text);

/* ---- a landscape ---- */

/*
 * Opens a landscape. Options: space, data (any number of times), fitness, relation, graph, order, equal-within, rows,
 * columns, minimise, percent, keep-going; none of them: NAS-Bench-101 with the built-in surrogate. `threads`: most
 * threads of a computation, 0 for all processors. Where `values` is not NULL, the fitness is these numbers,
 * [value_count], one for each point, NaN where missing, which are copied; no data is to be given then, and `fitness` is
 * what they are called: no other fitness has them, but for the features of points. NSC_USAGE for an option that does
 * not exist or its value, and for values called like a feature; files are read when they are needed. Release with
 * nsc_bound_landscape_close.
 */
nsc_status nsc_bound_landscape_open(nsc_bound_landscape **landscape, const char *const *names,
                                    const char *const *option_values, size_t option_count, size_t threads,
                                    const double *values, size_t value_count, char *message);
/* Arrays that it returned are released with it, tables are not; searches must be closed before. NULL is allowed. */
void nsc_bound_landscape_close(nsc_bound_landscape *landscape);

/* Ends what other threads compute on the landscape within a fraction of a second, with NSC_FAILED, where `cancelled` is
 * not 0; later calls compute again after a call with 0. */
void nsc_bound_landscape_cancel(nsc_bound_landscape *landscape, int cancelled);

/* Sentences on the files that were read so far: what was assumed, what was left out; NULL after the last. They belong
 * to the landscape and never change, while other threads may add more. */
const char *nsc_bound_landscape_note(const nsc_bound_landscape *landscape, size_t note);

/* Table of keys and values: what the landscape is, and where a fitness comes from. `rule` NULL: that of the landscape.
 * Failures and cost: those of nsc_bound_fitness. */
nsc_status nsc_bound_describe(nsc_bound_landscape *landscape, const char *rule, nsc_bound_tables **tables,
                              char *message);

/* The number of points; they are numbered from 0. */
nsc_status nsc_bound_point_count(nsc_bound_landscape *landscape, uint32_t *count, char *message);

/* The number of a point by any of its spellings; a cell of NAS-Bench-101: hash, id:N, ADJACENCY/OPERATIONS. */
nsc_status nsc_bound_point(nsc_bound_landscape *landscape, const char *text, uint32_t *point, char *message);

/* The names of points[count], each ended by a zero byte; release with nsc_bound_free. */
nsc_status nsc_bound_point_names(nsc_bound_landscape *landscape, const uint32_t *points, size_t count, char **names,
                                 size_t *size, char *message);

/* Everything that is the same network as a point, each text ended by a zero byte: the matrices of a cell,
 * ADJACENCY/OPERATIONS, its representative first. NSC_USAGE if the space knows of none. */
nsc_status nsc_bound_spellings(nsc_bound_landscape *landscape, uint32_t point, char **texts, size_t *size,
                               char *message);

/* A drawing of a point as SVG. NSC_USAGE in spaces whose points are no networks. */
nsc_status nsc_bound_draw(nsc_bound_landscape *landscape, const char *point, char **svg, size_t *size, char *message);

/*
 * The fitness of all points, values[count], NaN where missing; and the standard errors of means over runs, NULL where
 * there are none. Both belong to the landscape and never change. `rule` NULL: that of the landscape. NSC_USAGE for what
 * is no rule, NSC_MISSING if the data lacks it.
 */
nsc_status nsc_bound_fitness(nsc_bound_landscape *landscape, const char *rule, const double **values,
                             const double **standard_errors, size_t *count, char *message);

/*
 * The graph of a relation, NULL for that of the landscape: the neighbours of point p are neighbours[offsets[p]] to
 * neighbours[offsets[p + 1] − 1], ascending; offsets[point_count + 1]. Both belong to the landscape. Cost: 0.2 s and 70
 * MB for a relation of NAS-Bench-101.
 */
nsc_status nsc_bound_graph(nsc_bound_landscape *landscape, const char *relation, const uint64_t **offsets,
                           const uint32_t **neighbours, size_t *point_count, char *message);

/* ---- measurements of one point ---- */

/* Values of a run, in this order: its number, from 0 (−1: a mean of several); time in seconds and train, validation and
 * test accuracy after training; the same four half-way. NaN where missing. */
enum { NSC_BOUND_RUN_VALUES = 9 };

/*
 * The runs of a point at a budget, NSC_BOUND_RUN_VALUES numbers each, of which at most `capacity` runs are written;
 * *count is how many there are. Of the built-in surrogate and of values of the caller's own there is one, with the
 * values that exist. *origin: "measured", "surrogate", "synthetic" or "given". NSC_MISSING if the point has none.
 */
nsc_status nsc_bound_runs(nsc_bound_landscape *landscape, uint32_t point, int epochs, double *values, size_t capacity,
                          size_t *count, const char **origin, char *message);

/*
 * Sets known[point], of point_count points, to 1 for the points of which the data has a run or a mean at any budget,
 * and to 0 for the others; where the data has no metrics, for those with a fitness. Failures: those of reading the
 * data.
 */
nsc_status nsc_bound_known_points(nsc_bound_landscape *landscape, unsigned char *known, char *message);

/* The budgets of the data in epochs, ascending, of which at most `capacity` are written; *count is how many there
 * are. */
nsc_status nsc_bound_budgets(nsc_bound_landscape *landscape, int *epochs, size_t capacity, size_t *count,
                             char *message);

/* ---- questions and analyses ---- */

/* Answers a question (`neighbours`, `cell`, `path`, ...) about points[point_count] by one table. NSC_USAGE for an
 * unknown question or option. */
nsc_status nsc_bound_ask(nsc_bound_landscape *landscape, const char *question, const char *const *points,
                         size_t point_count, const char *const *names, const char *const *option_values,
                         size_t option_count, nsc_bound_tables **tables, char *message);

/* Runs an analysis; its options, and `relation` and `fitness`, which take the place of those of the landscape.
 * NSC_USAGE for an unknown analysis or option, or if it does not suit the landscape; else failures as
 * nsc_analysis_run. */
nsc_status nsc_bound_analyse(nsc_bound_landscape *landscape, const char *analysis, const char *const *names,
                             const char *const *option_values, size_t option_count, nsc_bound_tables **tables,
                             char *message);

/* The analyses as a table: name, what it says, formula, source, its tables and options, and the reason if it does
 * not suit the landscape's space and relation. */
nsc_status nsc_bound_analyses(nsc_bound_landscape *landscape, nsc_bound_tables **tables, char *message);

/* ---- tables ----
 *
 * `table` and `column` are numbers from 0, below nsc_bound_table_count and nsc_bound_column_count: others are undefined
 * behaviour but where a function says otherwise. Texts belong to the tables. */

/* NULL is allowed. */
void nsc_bound_tables_release(nsc_bound_tables *tables);

size_t nsc_bound_table_count(const nsc_bound_tables *tables);
const char *nsc_bound_table_name(const nsc_bound_tables *tables, size_t table);
const char *nsc_bound_table_meaning(const nsc_bound_tables *tables, size_t table);
size_t nsc_bound_row_count(const nsc_bound_tables *tables, size_t table);
size_t nsc_bound_column_count(const nsc_bound_tables *tables, size_t table);
const char *nsc_bound_column_name(const nsc_bound_tables *tables, size_t table, size_t column);
const char *nsc_bound_column_meaning(const nsc_bound_tables *tables, size_t table, size_t column);

/*
 * The values of a column. kinds[row] is '-' where the value is missing, 't' for a text, 'i' for an integer, 'u' for one
 * that only 64 bits without sign hold, 'r' for a real; integers[row] or reals[row] has the number. Both hold row_count
 * values; integers are also written to reals, where missing values and texts are NaN.
 */
void nsc_bound_column(const nsc_bound_tables *tables, size_t table, size_t column, char *kinds, int64_t *integers,
                      double *reals);

/* The texts of a column, row by row, each ended by a zero byte, nothing for a value that is no text; release with
 * nsc_bound_free. */
nsc_status nsc_bound_column_texts(const nsc_bound_tables *tables, size_t table, size_t column, char **texts,
                                  size_t *size, char *message);

/*
 * Draws tables of one kind over each other: table numbers[i] of tables[i], called labels[i] in the legend; labels may
 * be NULL for one table. `format`: "svg" or "gnuplot"; `style`: "one-column", "two-columns", "slide", "grey", "page";
 * `name`: of the files that a script for gnuplot writes, and what identifiers of an SVG begin with. Release the text
 * with nsc_bound_free. NSC_USAGE, with the reason, for a table that is not drawn or does not exist; NSC_MISSING if no
 * row can be drawn.
 */
nsc_status nsc_bound_figure(const nsc_bound_tables *const *tables, const size_t *numbers, const char *const *labels,
                            size_t count, const char *format, const char *style, const char *name, char **text,
                            size_t *size, char *message);

/* ---- searches ---- */

/*
 * Opens an experiment on the landscape, and the first run of a search that the caller drives. Options: seed and those
 * of `nasscape search run` that are about experiments. Close it before the landscape.
 */
nsc_status nsc_bound_search_open(nsc_bound_search **search, nsc_bound_landscape *landscape, const char *const *names,
                                 const char *const *option_values, size_t option_count, char *message);
/* NULL is allowed. */
void nsc_bound_search_close(nsc_bound_search *search);

/* Answers a request of `nasscape search serve`, an object of JSON, by another, released by nsc_bound_free. NSC_INVALID
 * for a wrong request; NSC_FAILED without memory, or if cancelled. */
nsc_status nsc_bound_search_request(nsc_bound_search *search, const char *request, char **reply, size_t *size,
                                    char *message);

/* The runs that each algorithm is to have. */
size_t nsc_bound_search_run_count(const nsc_bound_search *search);

/* Results of several algorithms on one experiment, empty at first. Close them before the search. */
nsc_status nsc_bound_results_open(nsc_bound_results **results, const nsc_bound_search *search, char *message);
/* NULL is allowed. */
void nsc_bound_results_close(nsc_bound_results *results);

/* Adds the runs of a published algorithm, "evolution:population=50"; with the settings of the published script in place
 * of the paper's where `script` is not 0. Failures as nsc_chosen_algorithm_read and nsc_experiment_run. */
nsc_status nsc_bound_results_run(nsc_bound_results *results, const char *algorithm, int script, char *message);

/* Adds the runs that the caller has driven, under the name `label`; the search begins again with its first run.
 * NSC_USAGE if `search` is not the one that the results were opened on; nothing is changed then. */
nsc_status nsc_bound_results_take(nsc_bound_results *results, nsc_bound_search *search, const char *label,
                                  char *message);

/* A table of the results by its name, and the options of tables. NSC_USAGE for another name, option or a table that
 * does not suit the number of algorithms; else failures as nsc_search_table_check. */
nsc_status nsc_bound_results_table(const nsc_bound_results *results, const char *table, const char *const *names,
                                   const char *const *option_values, size_t option_count, nsc_bound_tables **tables,
                                   char *message);

NSC_PUBLIC_END

#endif
