/*
 * base: what every layer stands on and nothing that knows an architecture.
 *
 * In: paths, bytes, seeds, thread counts. Out: values, tables, files, or an error text that says what, where and why.
 *
 *   public.h    opens and closes the declarations of a public header
 *   version.h   which version this is
 *   status.h    outcome of a call, its exit code, the text of an error
 *   memory.h    overflow-checked allocation
 *   random.h    named random streams, one a task, from one seed
 *   threads.h   a parallel loop whose result does not depend on the number of threads
 *   pipeline.h  a parallel loop whose units begin and end in their order
 *   share.h     a parallel loop whose units several processes share
 *   ranges.h    points divided among processes that hold a range each (included by who works in ranges)
 *   blas.h      OpenBLAS, loaded late, on one thread and with the memory that it needs (included by who calls it)
 *   control.h   how a computation runs: threads, progress, cancelling
 *   file.h      whole-or-nothing writing (file.c), folders (folder.c), mapping (mapping.c), standard input, checksums
 *               (input.c)
 *   names.h     a list of names
 *   name_table.h  names numbered as they first appear
 *   late_library.h  a shared library that is loaded when it is first needed
 *   npy.h       one-dimensional arrays of numpy in and out
 *   records.h   the rows of any table in: separated fields, JSON, compressed or not (records*.c, record_values.c)
 *   file_kind.h what a file that is no table is
 *   row_filter.h  conditions on rows and points
 *   nearest.h   names as people spell them: the same, or the one that was meant
 *   sorted.h    places in ascending numbers, found by halving
 *   vector_variants.h  a function compiled for AVX2 as well (included by who has one)
 *   option.h    what an option takes, and its value from a text
 *   decimal_point.h  numbers as in the locale C, whatever that of the process
 *   utf8.h      whether bytes are text, where it may be cut, how it is shown on a terminal, and how wide it is there
 *   text.h      texts in buffers of a fixed size
 *   json.h      JSON out, value by value
 *   json_parse.h  JSON in, by jansson
 *   text_stream.h  a stream that writes to memory
 *   real_text.h  numbers as text: the fewest digits that read back (powers_of_ten.h, which write_powers_of_ten.c makes)
 *   csv_text.h  lines of CSV in memory
 *   table.h     typed tables out: CSV, JSON, aligned text, or for reading on a terminal (screen_*.c)
 */
#ifndef NSC_BASE_H
#define NSC_BASE_H

#include "base/control.h"
#include "base/csv_text.h"
#include "base/decimal_point.h"
#include "base/file.h"
#include "base/file_kind.h"
#include "base/json.h"
#include "base/late_library.h"
#include "base/memory.h"
#include "base/name_table.h"
#include "base/names.h"
#include "base/nearest.h"
#include "base/npy.h"
#include "base/option.h"
#include "base/pipeline.h"
#include "base/random.h"
#include "base/real_text.h"
#include "base/records.h"
#include "base/row_filter.h"
#include "base/share.h"
#include "base/sorted.h"
#include "base/status.h"
#include "base/table.h"
#include "base/text.h"
#include "base/text_stream.h"
#include "base/threads.h"
#include "base/utf8.h"
#include "base/version.h"

#endif
