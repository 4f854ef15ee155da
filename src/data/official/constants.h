/*
 * The constants of the data published with NAS-Bench-101, and the limits that hold for data of its kind.
 *
 * Source: Ying et al. 2019, sections 2.2 to 2.4, and the published evaluate.py.
 */
#ifndef NSC_OFFICIAL_CONSTANTS_H
#define NSC_OFFICIAL_CONSTANTS_H

#include "base/public.h"

NSC_PUBLIC_BEGIN

enum {
    NSC_OFFICIAL_CELLS = 423624, /* of the published space; each has its runs at each budget */
    NSC_OFFICIAL_IMAGES = 9984,  /* 39 batches of 256: an accuracy of a run is k / 9984, rounded to float32 */
    NSC_RUNS = 3                 /* runs of one cell at one budget; more are refused */
};

/* The budgets, ascending: each is three times the one before. The longest is NSC_NB101_EPOCHS. */
enum { NSC_OFFICIAL_BUDGETS = 4, NSC_OFFICIAL_BUDGET_RATIO = 3 };
extern const int nsc_official_epochs[NSC_OFFICIAL_BUDGETS];
#define NSC_OFFICIAL_EPOCHS_LIST "4,12,36,108"        /* as --epochs takes them */
#define NSC_OFFICIAL_EPOCHS_PROSE "4, 12, 36 and 108" /* as a sentence has them */

/* Limits of any data set, store or official file. */
enum {
    NSC_BUDGETS = 16,           /* different numbers of epochs; more are refused */
    NSC_EPOCHS_MAXIMUM = 100000 /* more are taken for a mistake */
};

/*
 * Two accuracies within this difference are the same number, and so are other values within this share of their size.
 * Rounding to float32 is below 1e-7 of a value; the smallest step between two means of three runs is 3.3e-5.
 */
#define NSC_AGREEMENT_TOLERANCE 1e-6

/* How far an accuracy may lie from a multiple of 1/9984, or of 1/29952 where it is a mean, in units of this step. */
#define NSC_GRID_TOLERANCE 0.01

NSC_PUBLIC_END

#endif
