/* Traces to bytes and back. */
#include "analysis/search/trace_bytes.h"

#include "base/memory.h"

#include <string.h>

/* An event without gaps between its fields, whose bytes nobody sets. */
typedef struct packed_event {
    uint64_t evaluations;
    double time_s, fitness;
    uint32_t point;
    uint16_t budget, run;
    uint32_t incumbent, free;
} packed_event;
_Static_assert(sizeof(packed_event) == NSC_TRACE_EVENT_SIZE && sizeof(nsc_trace_figures) == 72, "no gaps");

nsc_trace_figures nsc_trace_figures_of(const nsc_search_trace *trace) {
    return (nsc_trace_figures){.event_count = trace->count,
                               .evaluations = trace->evaluations,
                               .points = trace->points,
                               .proposals = trace->proposals,
                               .invalid = trace->invalid,
                               .unmeasured = trace->unmeasured,
                               .repeated = trace->repeated,
                               .time_s = trace->time_s,
                               .exhausted = trace->exhausted};
}

nsc_status nsc_trace_events_pack(const nsc_search_trace *trace, nsc_packed *packed, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < trace->count; number++) {
        const nsc_search_event *event = &trace->events[number];
        const packed_event made = {.evaluations = event->evaluations,
                                   .time_s = event->time_s,
                                   .fitness = event->fitness,
                                   .point = event->point,
                                   .budget = event->budget,
                                   .run = event->run,
                                   .incumbent = event->incumbent,
                                   .free = event->free};
        status = nsc_packed_add(packed, &made, sizeof made, error);
    }
    return status;
}

nsc_status nsc_trace_unpack(nsc_search_trace *trace, const nsc_trace_figures *figures, const unsigned char *events,
                            nsc_error *error) {
    *trace = (nsc_search_trace){.count = figures->event_count,
                                .capacity = figures->event_count,
                                .evaluations = figures->evaluations,
                                .points = figures->points,
                                .proposals = figures->proposals,
                                .invalid = figures->invalid,
                                .unmeasured = figures->unmeasured,
                                .repeated = figures->repeated,
                                .time_s = figures->time_s,
                                .exhausted = figures->exhausted != 0};
    const nsc_status status = nsc_allocate(&trace->events, figures->event_count, sizeof *trace->events, error);
    for (size_t number = 0; status == NSC_OK && number < figures->event_count; number++) {
        packed_event event;
        memcpy(&event, events + number * sizeof event, sizeof event);
        trace->events[number] = (nsc_search_event){.evaluations = event.evaluations,
                                                   .time_s = event.time_s,
                                                   .fitness = event.fitness,
                                                   .point = event.point,
                                                   .budget = event.budget,
                                                   .run = event.run,
                                                   .incumbent = event.incumbent != 0,
                                                   .free = event.free != 0};
    }
    if (status != NSC_OK)
        *trace = (nsc_search_trace){0};
    return status;
}
