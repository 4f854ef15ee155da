/*
 * Product kernel densities over categorical and continuous variables, as BOHB takes them from statsmodels
 * (KDEMultivariate, bandwidths by the normal reference rule): rows in the order of their losses, and densities of
 * ranges of them, which are kept up to date as rows come in.
 */
#ifndef NSC_KERNEL_DENSITY_H
#define NSC_KERNEL_DENSITY_H

#include "analysis/search/search.h"

/* Rows of values: a level of a categorical variable, a real from 0 to 1 of any other. */
typedef struct nsc_kernel_rows nsc_kernel_rows;

/* NSC_USAGE if a categorical variable has more than 65,536 levels. `variables` outlive the rows. */
nsc_status nsc_kernel_rows_create(nsc_kernel_rows **created, const nsc_search_variable *variables,
                                  size_t variable_count, nsc_error *error);
void nsc_kernel_rows_free(nsc_kernel_rows *rows);
size_t nsc_kernel_rows_count(const nsc_kernel_rows *rows);
double nsc_kernel_rows_value(const nsc_kernel_rows *rows, size_t row, size_t variable);

/* Puts a row behind those of lower and equal loss, at *place. */
nsc_status nsc_kernel_rows_insert(nsc_kernel_rows *rows, const double *values, double loss, size_t *place,
                                  nsc_error *error);

/* The density of the rows from `first` to before `end`. */
typedef struct nsc_kernel_density {
    const nsc_kernel_rows *rows;
    size_t first, end;
    double *bandwidths;     /* [variable] of the last fit */
    double *sums, *squares; /* [variable] of values */
    uint32_t *level_starts; /* [variable + 1] into level_counts */
    uint32_t *level_counts; /* rows with each level */
    uint32_t *present;      /* [variable] levels that occur */
    double *tables;         /* products of kernels, for the point at which the density is wanted */
} nsc_kernel_density;

nsc_status nsc_kernel_density_create(nsc_kernel_density **created, const nsc_kernel_rows *rows, nsc_error *error);
void nsc_kernel_density_free(nsc_kernel_density *density);

/* Must follow each insertion: the range keeps its rows, and takes the new one in if that lies between them. */
void nsc_kernel_density_inserted(nsc_kernel_density *density, size_t place);

/* Changes the range. Cost: the rows that enter or leave it. */
void nsc_kernel_density_cover(nsc_kernel_density *density, size_t first, size_t end);

/* Bandwidths of the range: 1.06 σ n^(−1 / (4 + variables)), σ over the values with n in the denominator, and at least
 * `minimum`. */
void nsc_kernel_density_fit(nsc_kernel_density *density, double minimum);

/*
 * The density at a point, after a fit: the mean over rows of the product of kernels. A categorical variable's kernel is
 * 1 − h for the row's own level and h / (c − 1) for another, c being the levels that occur in the range: infinite if
 * there is one alone, and h may exceed 1. That of a real is normal with deviation h. Cost: 1 ns a row and 8 bits of
 * categorical variables.
 */
double nsc_kernel_density_at(nsc_kernel_density *density, const double *values);

#endif
