/* Answers: bytes that grow in memory up to a limit, and failures as JSON. */
#include "explore/answer.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* fopencookie's: takes all bytes or none. */
static ssize_t take_bytes(void *context, const char *bytes, size_t count) {
    nsc_answer *answer = context;
    answer->too_large = answer->too_large || count > NSC_ANSWER_BYTES - answer->size;
    if (answer->too_large) {
        errno = EFBIG;
        return -1;
    }
    if (nsc_reserve(&answer->bytes, &answer->capacity, answer->size + count, 1, NULL) != NSC_OK) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(answer->bytes + answer->size, bytes, count);
    answer->size += count;
    return (ssize_t)count;
}

nsc_status nsc_answer_open(nsc_answer *answer, nsc_error *error) {
    answer->stream = fopencookie(answer, "w", (cookie_io_functions_t){.write = take_bytes});
    return answer->stream != NULL ? NSC_OK : nsc_error_out_of_memory(error, "the answer");
}

nsc_status nsc_answer_finish(nsc_answer *answer, nsc_error *error) {
    FILE *stream = answer->stream;
    answer->stream = NULL;
    if (stream == NULL)
        return NSC_OK;
    const bool failed = ferror(stream) != 0;
    return fclose(stream) == 0 && !failed ? NSC_OK : nsc_error_out_of_memory(error, "the answer");
}

static nsc_http_code code_of(nsc_status status) {
    switch (status) {
    case NSC_USAGE:
        return NSC_HTTP_BAD_REQUEST;
    case NSC_INVALID:
        return NSC_HTTP_UNPROCESSABLE;
    case NSC_MISSING:
        return NSC_HTTP_NOT_FOUND;
    case NSC_OK:
    case NSC_FAILED:
        break;
    }
    return NSC_HTTP_FAILED;
}

void nsc_answer_fail(nsc_answer *answer, nsc_status status, const nsc_error *error) {
    char reason[sizeof error->message];
    if (answer->stream != NULL)
        fclose(answer->stream);
    nsc_text_format(reason, sizeof reason, "%s", error->message[0] != '\0' ? error->message : "failed");
    if (answer->code < NSC_HTTP_BAD_REQUEST)
        answer->code = code_of(status);
    if (answer->too_large) {
        answer->code = NSC_HTTP_TOO_LARGE;
        nsc_text_format(reason, sizeof reason, "the answer is larger than %d MB: ask for fewer rows by the option n",
                        NSC_ANSWER_BYTES >> 20);
    }
    answer->size = 0;
    answer->fixed = NULL;
    answer->etag = answer->type = NULL;
    answer->too_large = false;
    if (nsc_answer_open(answer, NULL) != NSC_OK)
        return;
    nsc_json json = {.stream = answer->stream};
    nsc_json_open(&json, NULL, '{');
    nsc_json_value(&json, "error", nsc_text(reason));
    nsc_json_close(&json, '}');
    fputc('\n', answer->stream);
    nsc_answer_finish(answer, NULL);
}

void nsc_answer_release(nsc_answer *answer) {
    if (answer->stream != NULL)
        fclose(answer->stream);
    free(answer->bytes);
    *answer = (nsc_answer){0};
}

nsc_status nsc_answer_refuse(nsc_answer *answer, nsc_http_code code, nsc_error *error, const char *format, ...) {
    char reason[512];
    va_list values;
    va_start(values, format);
    nsc_text_format_list(reason, sizeof reason, format, values);
    va_end(values);
    answer->code = code;
    return nsc_error_set(error, NSC_FAILED, "%s", reason);
}
