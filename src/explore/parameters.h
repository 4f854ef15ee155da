/* The options of an address, read by the tables from which the command line reads its own. */
#ifndef NSC_PARAMETERS_H
#define NSC_PARAMETERS_H

#include "analysis/analysis.h"
#include "explore/request.h"
#include "query/query.h"

/*
 * Options that every address takes: the fitness and the relation of the page, without effect where an answer does not
 * depend on them, and the name of the request (jobs.h).
 */
enum { NSC_COMMON_PARAMETERS = 3 };
extern const nsc_option nsc_common_parameters[NSC_COMMON_PARAMETERS];

/* Names points in place of the parts of the address; may be given several times. */
extern const nsc_option nsc_point_parameter;

/*
 * The options of a question. NSC_USAGE for one that the question does not read, that has another value than its row
 * allows, or that is given twice; "point" names a further point and may be repeated. Fields of texts point into the
 * request.
 */
nsc_status nsc_read_question(const nsc_request *request, const nsc_query *query, nsc_question *question,
                             nsc_error *error);

/* The options of an analysis, likewise, and *given of them; "table" is left to the caller. Those that name files are
 * refused: a request reads none. */
nsc_status nsc_read_analysis(const nsc_request *request, const nsc_analysis *analysis, nsc_analysis_options *options,
                             nsc_option_set *given, nsc_error *error);

/*
 * Options of an address that are in no other table: values[count] of the rows of `options`, their defaults where they
 * are not given; without a default all zero.
 */
nsc_status nsc_read_options(const nsc_request *request, const nsc_option *options, size_t count,
                            nsc_option_value *values, nsc_error *error);

#endif
