/* Collects the key findings of a report. */
#include "reports/highlights.h"

#include <stdarg.h>
#include <stdio.h>

enum { SENTENCE_SIZE = 1024 };

void nsc_highlight(nsc_highlights *highlights, const char *format, ...) {
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    if (highlights->sentences.count == NSC_HIGHLIGHT_SENTENCES)
        return;
    va_start(arguments, format);
    nsc_text_format_list(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (!highlights->failed && nsc_names_add(&highlights->sentences, sentence, NULL) != NSC_OK)
        highlights->failed = true;
}

void nsc_highlight_figure(nsc_highlights *highlights, const char *exhibit) {
    if (!highlights->failed && nsc_names_add(&highlights->figures, exhibit, NULL) != NSC_OK)
        highlights->failed = true;
}

void nsc_highlights_release(nsc_highlights *highlights) {
    nsc_names_release(&highlights->sentences);
    nsc_names_release(&highlights->figures);
    *highlights = (nsc_highlights){0};
}
