/*
 * A stream that writes to memory. Unlike the stream of open_memstream() it reports every lost part of the text: where
 * memory runs out while the text grows, glibc's fclose() returns 0.
 */
#ifndef NSC_TEXT_STREAM_H
#define NSC_TEXT_STREAM_H

#include <stddef.h>
#include <stdio.h>

/*
 * Opens a stream to be ended by fclose(). If that returns 0, *`text` is all that was written, followed by a zero byte
 * and released by free(), and *`size` its bytes without that. If it returns EOF, memory ran out and *`text` is NULL, as
 * it is until then. NULL if there is no memory for the stream.
 */
FILE *nsc_text_stream_open(char **text, size_t *size);

#endif
