/* An answer to a client: written whole, then sent, so that a failure on the way is an answer of its own. */
#ifndef NSC_ANSWER_H
#define NSC_ANSWER_H

#include "base/base.h"

#include <stdbool.h>

/* The codes of HTTP that the server answers with, by their meanings here. */
typedef enum nsc_http_code {
    NSC_HTTP_OK = 200,
    NSC_HTTP_ACCEPTED = 202,
    NSC_HTTP_NOT_MODIFIED = 304,
    NSC_HTTP_BAD_REQUEST = 400,
    NSC_HTTP_FORBIDDEN = 403,
    NSC_HTTP_NOT_FOUND = 404,
    NSC_HTTP_METHOD_NOT_ALLOWED = 405,
    NSC_HTTP_CANCELLED = 409,
    NSC_HTTP_TOO_LARGE = 413,
    NSC_HTTP_MISDIRECTED = 421,
    NSC_HTTP_UNPROCESSABLE = 422,
    NSC_HTTP_FAILED = 500,
    NSC_HTTP_BUSY = 503
} nsc_http_code;

/* The most bytes of one answer. */
enum { NSC_ANSWER_BYTES = 64 << 20 };

typedef struct nsc_answer {
    nsc_http_code code; /* NSC_HTTP_OK unless set */
    const char *type;   /* content type; JSON unless set */
    const char *etag;   /* in quotes; NULL for what may differ next time */
    unsigned retry_s;   /* when to ask again; 0: not said */
    const char *allow;  /* methods, for NSC_HTTP_METHOD_NOT_ALLOWED; else NULL */
    const void *fixed;  /* [size] bytes of the program in place of `bytes`; else NULL */
    char *bytes;        /* [size] what was written to `stream` */
    size_t size, capacity;
    FILE *stream;
    bool too_large; /* more than NSC_ANSWER_BYTES were written */
} nsc_answer;

/* Opens the stream that the answer is written to. NSC_FAILED without memory. */
nsc_status nsc_answer_open(nsc_answer *answer, nsc_error *error);

/* Ends the writing: `bytes` and `size` are complete. NSC_FAILED if something was not written. */
nsc_status nsc_answer_finish(nsc_answer *answer, nsc_error *error);

/* Makes it the answer to a failure in place of what was written: {"error": …}. The code is that of the status, unless
 * the answer has one for a failure already. */
void nsc_answer_fail(nsc_answer *answer, nsc_status status, const nsc_error *error);

/* Releases all but `bytes` that were handed on. */
void nsc_answer_release(nsc_answer *answer);

/* Sets the code and a reason; returns a status of failure. */
nsc_status nsc_answer_refuse(nsc_answer *answer, nsc_http_code code, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
