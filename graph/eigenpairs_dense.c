/* All eigenpairs of a small graph, by GSL. */
#include "graph/eigenpairs_internal.h"

#include <gsl/gsl_eigen.h>
#include <string.h>

/* The constant's eigenvector has the lowest value, so that it comes last. */
static nsc_status fill_matrix(nsc_walk_operator *walk, gsl_matrix *matrix, nsc_error *error) {
    double *column = NULL;
    nsc_status status = nsc_allocate(&column, walk->size, sizeof *column, error);
    for (uint32_t number = 0; status == NSC_OK && number < walk->size; number++) {
        memset(column, 0, walk->size * sizeof *column);
        column[number] = 1;
        status = nsc_walk_operator_apply(walk, &nsc_walk_plain, column, column, error);
        for (uint32_t row = 0; row < walk->size; row++)
            gsl_matrix_set(matrix, row, number, column[row]);
    }
    free(column);
    return status;
}

nsc_status nsc_eigenpairs_dense(nsc_walk_operator *walk, double *values, double *vectors, nsc_error *error) {
    const uint32_t size = walk->size;
    if (size < 2)
        return NSC_OK;
    gsl_matrix *matrix = gsl_matrix_alloc(size, size), *columns = gsl_matrix_alloc(size, size);
    gsl_vector *found = gsl_vector_alloc(size);
    gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc(size);
    nsc_status status = NSC_OK;
    if (matrix == NULL || columns == NULL || found == NULL || workspace == NULL)
        NSC_TRY(nsc_error_out_of_memory(error, "the eigenpairs of %u points", size));
    NSC_TRY(fill_matrix(walk, matrix, error));
    if (gsl_eigen_symmv(matrix, found, columns, workspace) != 0 ||
        gsl_eigen_symmv_sort(found, columns, GSL_EIGEN_SORT_VAL_DESC) != 0)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "the eigenpairs of %u points were not found", size));
    for (uint32_t pair = 0; pair < size - 1; pair++) {
        values[pair] = gsl_vector_get(found, pair);
        for (uint32_t number = 0; number < size; number++)
            vectors[(size_t)pair * size + number] = gsl_matrix_get(columns, number, pair);
    }
out:
    gsl_eigen_symmv_free(workspace);
    gsl_vector_free(found);
    gsl_matrix_free(columns);
    gsl_matrix_free(matrix);
    return status;
}
