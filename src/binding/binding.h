/*
 * binding: the library for other languages, in functions that take and return texts, numbers and opaque pointers.
 *
 * In: names and texts, as the command line spells them. Out: texts, arrays of numbers, tables read column by column. No
 * structure is laid out by the caller, so that a binding needs no more of C than how its functions are called;
 * notebooks-export/python/nasscape.py is one, through ctypes.
 *
 *   binding.h            all that a binding calls
 *   bound_landscape.c    a landscape: opening, points, fitness, graph, what it is
 *   bound_answer.c       questions and analyses on it, each answered by tables
 *   bound_tables.c       tables, column by column
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

/* Releases a text that a function below has returned. NULL is allowed. */
void nsc_bound_free(char *text);

/* ---- a landscape ---- */

/*
 * Opens a landscape. Options: space, data (any number of times), fitness, relation, order, equal-within, rows, columns,
 * minimise, percent, keep-going; none of them: NAS-Bench-101 with the built-in surrogate. `threads`: most threads of a
 * computation, 0 for all processors. Where `values` is not NULL, the fitness is these numbers, [value_count], one for
 * each point, NaN where missing, which are copied; no data is to be given then, and `fitness` is what they are called.
 * NSC_USAGE for an option that does not exist or its value; files are read when they are needed. Release with
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

/* Sentences on the files that were read so far: what was assumed, what was left out. NULL after the last. */
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
nsc_status nsc_bound_graph(nsc_bound_landscape *landscape, const char *relation, const uint32_t **offsets,
                           const uint32_t **neighbours, size_t *point_count, char *message);

/* ---- questions and analyses ---- */

/* Answers a question (`neighbours`, `cell`, `path`, ...) about points[point_count] by one table. NSC_USAGE for an unknown
 * question or option. */
nsc_status nsc_bound_ask(nsc_bound_landscape *landscape, const char *question, const char *const *points,
                         size_t point_count, const char *const *names, const char *const *option_values,
                         size_t option_count, nsc_bound_tables **tables, char *message);

/* Runs an analysis; its options, and `relation` and `fitness`, which take the place of those of the landscape. NSC_USAGE
 * for an unknown analysis or option, or if it does not suit the landscape; else failures as nsc_analysis_run. */
nsc_status nsc_bound_analyse(nsc_bound_landscape *landscape, const char *analysis, const char *const *names,
                             const char *const *option_values, size_t option_count, nsc_bound_tables **tables,
                             char *message);

/* ---- tables ---- */

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

NSC_PUBLIC_END

#endif
