/* All eigenpairs of a small matrix or graph, by GSL. */
#include "graph/eigenpairs_internal.h"

#include <gsl/gsl_eigen.h>
#include <string.h>

nsc_status nsc_eigenpairs_of_matrix(const double *matrix, size_t stride, size_t size, double *values, double *vectors,
                                    nsc_error *error) {
    gsl_matrix *const copy = gsl_matrix_alloc(size, size);
    gsl_eigen_symmv_workspace *const workspace = gsl_eigen_symmv_alloc(size);
    nsc_status status = NSC_OK;
    if (copy == NULL || workspace == NULL)
        NSC_TRY(nsc_error_out_of_memory(error, "the eigenpairs of a matrix of %zu rows", size));
    for (size_t row = 0; row < size; row++)
        memcpy(gsl_matrix_ptr(copy, row, 0), matrix + row * stride, size * sizeof *matrix);
    gsl_vector_view found = gsl_vector_view_array(values, size);
    gsl_matrix_view columns = gsl_matrix_view_array(vectors, size, size);
    if (gsl_eigen_symmv(copy, &found.vector, &columns.matrix, workspace) != 0 ||
        gsl_eigen_symmv_sort(&found.vector, &columns.matrix, GSL_EIGEN_SORT_VAL_DESC) != 0)
        NSC_TRY(nsc_error_set(error, NSC_FAILED, "the eigenpairs of a matrix of %zu rows were not found", size));
out:
    gsl_eigen_symmv_free(workspace);
    gsl_matrix_free(copy);
    return status;
}

/* Eigenvalue that the constant gets: below all others, so that it comes last. */
static const double BELOW = -4;

static nsc_status fill_matrix(nsc_walk_operator *walk, double *matrix, nsc_error *error) {
    const size_t size = walk->size;
    double *panel = NULL;
    nsc_status status = nsc_allocate(&panel, size * NSC_PANEL, sizeof *panel, error);
    for (size_t first = 0; status == NSC_OK && first < size; first += NSC_PANEL) {
        const size_t width = size - first < NSC_PANEL ? size - first : NSC_PANEL;
        memset(panel, 0, size * NSC_PANEL * sizeof *panel);
        for (size_t column = 0; column < width; column++)
            panel[(first + column) * NSC_PANEL + column] = 1;
        status = nsc_walk_operator_apply(walk, &nsc_walk_plain, panel, panel, error);
        if (status == NSC_OK)
            status = nsc_walk_operator_take_constant(walk, panel, error);
        for (size_t row = 0; row < size; row++)
            for (size_t column = 0; column < width; column++)
                matrix[row * size + first + column] =
                    panel[row * NSC_PANEL + column] + BELOW * walk->roots[row] * walk->roots[first + column];
    }
    free(panel);
    return status;
}

nsc_status nsc_eigenpairs_dense(nsc_walk_operator *walk, double *values, double *vectors, nsc_error *error) {
    const size_t size = walk->size;
    double *matrix = NULL, *columns = NULL, *found = NULL;
    nsc_status status = NSC_OK;
    if (size < 2)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&matrix, size * size, sizeof *matrix, error));
    NSC_TRY(nsc_allocate(&columns, size * size, sizeof *columns, error));
    NSC_TRY(nsc_allocate(&found, size, sizeof *found, error));
    NSC_TRY(fill_matrix(walk, matrix, error));
    NSC_TRY(nsc_eigenpairs_of_matrix(matrix, size, size, found, columns, error));
    memcpy(values, found, (size - 1) * sizeof *values);
    for (size_t pair = 0; pair < size - 1; pair++)
        for (size_t number = 0; number < size; number++)
            vectors[pair * size + number] = columns[number * size + pair];
out:
    free(matrix);
    free(columns);
    free(found);
    return status;
}
