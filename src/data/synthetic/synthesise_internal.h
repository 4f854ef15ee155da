/* What synthesise.c asks of the model in synthesise_model.c. */
#ifndef NSC_SYNTHESISE_INTERNAL_H
#define NSC_SYNTHESISE_INTERNAL_H

#include "data/official/official.h"

enum { NSC_SYNTHETIC_ANCHORS = NSC_OFFICIAL_BUDGETS }; /* the budgets that the model is calibrated at */

/* What all runs of a cell have in common. */
typedef struct nsc_synthetic_cell {
    uint64_t key;                         /* of its random streams */
    double logits[NSC_SYNTHETIC_ANCHORS]; /* of the test accuracy that its runs scatter about, at each anchor */
    double halfway_lag;                   /* how much lower the logit is half-way */
    double validation_gap;                /* added to ln(1 − validation accuracy) */
    double divergence;                    /* probability that a run diverges */
    double epoch_time_s;
} nsc_synthetic_cell;

/* Fills cells[point_count]. The space must be a part of the published one. 0.5 s for all cells on two cores. */
nsc_status nsc_synthetic_cells(nsc_synthetic_cell *cells, const nsc_space *space, uint64_t seed,
                               const nsc_control *control, nsc_error *error);

/* What the official message would say of one run; it depends on the cell's key, the epochs and the run alone. */
void nsc_synthetic_run(const nsc_synthetic_cell *cell, int epochs, unsigned run, double values[NSC_OFFICIAL_VALUES]);

#endif
