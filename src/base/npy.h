/* One-dimensional arrays in the format of numpy (.npy): numbers in (versions 1 to 3), numbers and texts out. */
#ifndef NSC_NPY_H
#define NSC_NPY_H

#include "base/file.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* An array of numbers. Release with nsc_npy_release. */
typedef struct nsc_npy {
    double *values; /* [count]; NaN stays NaN */
    size_t count;
} nsc_npy;

/* True if the file begins as an array of numpy, or as an archive of such arrays (.npz). */
bool nsc_npy_recognise(const char *path);

/*
 * Reads floating-point numbers (16, 32, 64 bits), integers (8 to 64 bits) or truth values of either byte order.
 * Integers beyond 2^53 are rounded. NSC_MISSING if there is no such file; NSC_INVALID, with file and reason, for an
 * array of other than one dimension, with named columns or of other elements, for an archive, and for a file that is
 * damaged or whose size is not that of its array. Memory: 8 bytes a number.
 */
nsc_status nsc_npy_read(nsc_npy *array, const char *path, nsc_error *error);
void nsc_npy_release(nsc_npy *array);

/* The type of an array's elements. */
typedef struct nsc_npy_type {
    char kind; /* f, i, u or b, as numpy spells it */
    size_t size;
    bool little; /* byte order */
} nsc_npy_type;

/* An array that stays in its file, which is mapped. An empty one may be closed. */
typedef struct nsc_npy_view {
    nsc_mapping mapping;
    nsc_npy_type type;
    size_t count;
    size_t elements_at; /* in the mapping */
    struct stat opened; /* the file as it was then */
} nsc_npy_view;

/* As nsc_npy_read, for an array that is read element by element: it takes no memory of its own. */
nsc_status nsc_npy_open(nsc_npy_view *view, const char *path, nsc_error *error);
/* Element `number`; NaN stays NaN. */
double nsc_npy_at(const nsc_npy_view *view, size_t number);
/* Gives the memory of elements that were read back to the system; they are read from the file again when asked for. */
void nsc_npy_forget(const nsc_npy_view *view);
/* NSC_FAILED if the file was written since it was opened, by its size and time: elements may then be of either content.
 * A file that took its place is no matter, since the mapped one stays. */
nsc_status nsc_npy_check_unchanged(const nsc_npy_view *view, const char *path, nsc_error *error);
void nsc_npy_close(nsc_npy_view *view);

/*
 * Writes the header of an array of `count` elements in the byte order of this machine, whose bytes are to follow:
 * kind 'f', 'i' or 'u' with the size of a number, or 'S' with that of a text, which zeros fill up. Whether
 * the stream took it is told by whoever closes it.
 */
void nsc_npy_write_header(FILE *stream, char kind, size_t size, size_t count);

#endif
