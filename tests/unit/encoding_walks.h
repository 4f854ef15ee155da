/* Walks on the encodings of a fixture's landscape. */
#ifndef NSC_ENCODING_WALKS_H
#define NSC_ENCODING_WALKS_H

#include "landscape_fixture.h"

#include "analysis/walks/encodingrwa_internal.h"

static inline nsc_analysis_options options_of(nsc_validity validity, nsc_invalid_moves invalid,
                                              const nsc_control *control) {
    nsc_analysis_options options = nsc_analysis_defaults();
    options.validity = validity;
    options.invalid = invalid;
    options.control = control;
    return options;
}

static inline void prepare_ground(nsc_encoding_domain *ground, const landscape_fixture *fixture,
                                  const nsc_analysis_options *options) {
    nsc_error error = {0};
    if (nsc_encoding_domain_prepare(ground, &fixture->landscape, options, &error) != NSC_OK)
        fail_msg("%s", error.message);
}

#endif
