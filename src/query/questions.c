/* The table of questions: `query NAME` of the command line and the addresses of the page are read from here. */
#include "query/query.h"

#include "base/base.h"

#include <string.h>

const nsc_query *const nsc_queries[] = {
    &nsc_query_cell,  &nsc_query_neighbours,     &nsc_query_ball, &nsc_query_path,   &nsc_query_compare,
    &nsc_query_climb, &nsc_query_nearest_better, &nsc_query_top,  &nsc_query_sample,
};
const size_t nsc_query_count = NSC_COUNT_OF(nsc_queries);

const nsc_query *nsc_query_named(const char *name) {
    for (size_t row = 0; row < nsc_query_count; row++)
        if (strcmp(nsc_queries[row]->name, name) == 0)
            return nsc_queries[row];
    return NULL;
}

nsc_status nsc_query_run(const nsc_query *query, nsc_opened_landscape *opened, const nsc_question *question,
                         const nsc_row_sink *sink, nsc_error *error) {
    if (question->point_count < query->points_minimum || question->point_count > query->points_maximum)
        return nsc_error_set(error, NSC_USAGE, "the question %s is about %u points, not %zu", query->name,
                             query->points_minimum, question->point_count);
    nsc_status status = nsc_control_check(question->control, error);
    return status != NSC_OK ? status : query->run(opened, question, sink, error);
}
