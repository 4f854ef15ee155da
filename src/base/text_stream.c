/* Streams into memory, on the C library's streams with functions of one's own. */
#include "base/text_stream.h"

#include "base/memory.h"

#include <stdbool.h>
#include <string.h>

typedef struct text_stream {
    char **text; /* the caller's, set at the end */
    size_t *size;
    char *bytes;
    size_t length, capacity; /* one byte more than the length */
    bool failed;
} text_stream;

static ssize_t append(void *cookie, const char *bytes, size_t size) {
    text_stream *stream = cookie;
    if (nsc_reserve(&stream->bytes, &stream->capacity, stream->length + size + 1, 1, NULL) != NSC_OK) {
        stream->failed = true;
        return 0;
    }
    memcpy(stream->bytes + stream->length, bytes, size);
    stream->length += size;
    return (ssize_t)size;
}

/* A stream says in its end that an earlier write failed: fclose() itself tells of the last one alone. */
static int finish(void *cookie) {
    text_stream *stream = cookie;
    const bool failed = stream->failed;
    if (failed) {
        free(stream->bytes);
    } else {
        stream->bytes[stream->length] = '\0';
        *stream->text = stream->bytes;
        *stream->size = stream->length;
    }
    free(stream);
    return failed ? EOF : 0;
}

FILE *nsc_text_stream_open(char **text, size_t *size) {
    text_stream *stream = NULL;
    FILE *opened = NULL;
    *text = NULL;
    *size = 0;
    if (nsc_allocate(&stream, 1, sizeof *stream, NULL) != NSC_OK)
        return NULL;
    stream->text = text;
    stream->size = size;
    if (nsc_reserve(&stream->bytes, &stream->capacity, 1, 1, NULL) == NSC_OK)
        opened = fopencookie(stream, "w", (cookie_io_functions_t){.write = append, .close = finish});
    if (opened == NULL) {
        free(stream->bytes);
        free(stream);
    }
    return opened;
}
