/* The token that long computations carry. */
#include "base/control.h"

#include "base/threads.h"

size_t nsc_control_threads(const nsc_control *control) {
    return control != NULL && control->thread_count > 0 ? control->thread_count : nsc_threads_available();
}

nsc_control nsc_control_of_part(const nsc_control *control, size_t thread_count) {
    nsc_control part = control != NULL ? *control : (nsc_control){0};
    part.thread_count = thread_count;
    part.report = NULL;
    part.sharing = NULL;
    return part;
}

void nsc_control_report(const nsc_control *control, const char *stage, double fraction) {
    if (control != NULL && control->report != NULL)
        control->report(control->context, stage, fraction);
}

nsc_status nsc_control_check(const nsc_control *control, nsc_error *error) {
    if (control == NULL || control->cancelled == NULL || !control->cancelled(control->context))
        return NSC_OK;
    return nsc_error_set(error, NSC_FAILED, "cancelled");
}
