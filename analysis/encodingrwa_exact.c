#include "analysis/encodingrwa_internal.h"
nsc_status nsc_encoding_exact(const nsc_encoding_ground *ground, unsigned lags, nsc_rwa_curve *curve,
                              const nsc_progress *progress, nsc_error *error) {
    (void)ground;
    (void)lags;
    (void)curve;
    (void)progress;
    (void)error;
    return NSC_OK;
}
