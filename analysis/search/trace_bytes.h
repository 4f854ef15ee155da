/* A trace as bytes, for files of finished runs and for other processes. Numbers are as this machine has them. */
#ifndef NSC_TRACE_BYTES_H
#define NSC_TRACE_BYTES_H

#include "analysis/search/search.h"
#include "base/share.h"

/* The figures of a trace, without gaps. */
typedef struct nsc_trace_figures {
    uint64_t event_count;
    uint64_t evaluations, points, proposals, invalid, unmeasured, repeated;
    double time_s;
    uint64_t exhausted;
} nsc_trace_figures;

enum { NSC_TRACE_EVENT_SIZE = 40 };

nsc_trace_figures nsc_trace_figures_of(const nsc_search_trace *trace);

/* Appends the events, NSC_TRACE_EVENT_SIZE bytes each. */
nsc_status nsc_trace_events_pack(const nsc_search_trace *trace, nsc_packed *packed, nsc_error *error);

/* Makes the trace with these figures, whose events lie at `events`; they are to be released by free(). NSC_FAILED
 * without memory. */
nsc_status nsc_trace_unpack(nsc_search_trace *trace, const nsc_trace_figures *figures, const unsigned char *events,
                            nsc_error *error);

#endif
