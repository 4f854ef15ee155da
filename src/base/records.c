/* A table is opened, recognised by its first bytes, and read by the reader of its kind. */
#include "base/records_internal.h"

#include "base/file.h"
#include "base/file_kind.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens for reading through zlib, which knows by the first two bytes whether a file is compressed. */
static nsc_status open_source(record_source *source, nsc_error *error) {
    const int descriptor = open(source->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return nsc_file_failure(error, "read", source->path);
    struct stat information;
    nsc_status status = NSC_OK;
    if (fstat(descriptor, &information) == 0 && S_ISDIR(information.st_mode))
        status =
            nsc_error_set(error, NSC_INVALID, "cannot read \"%s\": it is a folder; name a file in it", source->path);
    else if ((source->file = gzdopen(descriptor, "rb")) == NULL)
        status = nsc_error_out_of_memory(error, "reading \"%s\"", source->path);
    if (status != NSC_OK)
        close(descriptor);
    return status;
}

nsc_status record_source_fill(record_source *source, nsc_error *error) {
    errno = 0;
    const int size = gzread(source->file, source->block, sizeof source->block);
    source->block_size = size > 0 ? (size_t)size : 0;
    int code = Z_OK;
    const char *reason = size < 0 || source->block_size < sizeof source->block ? gzerror(source->file, &code) : "";
    if (code == Z_OK || code == Z_STREAM_END)
        return NSC_OK;
    if (code == Z_BUF_ERROR)
        return nsc_error_set(error, NSC_INVALID,
                             "the gzip data ends in the middle: the file is incomplete; fetch it again");
    if (code == Z_DATA_ERROR)
        return nsc_error_set(error, NSC_INVALID, "the gzip data is damaged; fetch the file again");
    if (code == Z_MEM_ERROR)
        return nsc_error_out_of_memory(error, "reading \"%s\"", source->path);
    return nsc_error_set(error, NSC_FAILED, "%s", code == Z_ERRNO ? strerror(errno) : reason);
}

/* A header of numbers is a row of data, unless they count the columns from 0, as pandas does for columns without
 * names. */
static bool all_numbers(const nsc_record_row *row) {
    bool counted = true;
    for (size_t field = 0; field < row->field_count; field++) {
        double value;
        const nsc_record_format plain = {.decimal_comma = false}, comma = {.decimal_comma = true};
        if (!nsc_record_number(&plain, row->fields[field], &value) &&
            !nsc_record_number(&comma, row->fields[field], &value))
            return false;
        counted = counted && value == (double)field;
    }
    return !counted;
}

nsc_status record_source_take(record_source *source, const nsc_record_row *row, nsc_error *error) {
    if (source->rows >= NSC_RECORD_ROWS_LIMIT)
        return nsc_error_set(error, NSC_INVALID, "the table has more than %d rows, the most that are read",
                             NSC_RECORD_ROWS_LIMIT);
    if (source->rows++ == 0 && source->header_wanted && all_numbers(row))
        return nsc_error_set(error, NSC_INVALID,
                             "the first row holds numbers (\"%.40s\", …) instead of the names of the columns; put a "
                             "line with their names in front",
                             row->fields[0]);
    return source->function(source->context, row, error);
}

/* The first character that is no white space, '\0' for none. */
static char first_character(const char *bytes, size_t size) {
    for (size_t place = 0; place < size; place++)
        if (bytes[place] == '\0' || strchr(" \t\r\n", bytes[place]) == NULL)
            return bytes[place];
    return '\0';
}

/* Recognises the table by the first block, and reads it. */
static nsc_status read_source(record_source *source, nsc_error *error) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    nsc_status status = record_source_fill(source, error);
    if (status != NSC_OK) {
        nsc_error_prefix(error, "\"%s\": ", source->path);
        return status;
    }
    source->format->compressed = gzdirect(source->file) == 0;
    const nsc_file_kind *kind = nsc_file_kind_find(source->block, source->block_size);
    if (kind != NULL)
        return nsc_file_kind_refuse(kind, source->path, source->format->compressed, error);
    if (source->block_size >= 3 && memcmp(source->block, byte_order_mark, 3) == 0) {
        source->block_size -= 3;
        memmove(source->block, source->block + 3, source->block_size);
    }
    const char first = first_character(source->block, source->block_size);
    return first == '[' || first == '{' ? record_read_json(source, error) : record_read_separated(source, error);
}

static nsc_status read_table(const char *path, nsc_record_function function, void *context, bool header_wanted,
                             nsc_record_format *format, nsc_error *error) {
    record_source *source = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&source, 1, sizeof *source, error));
    *format = (nsc_record_format){0};
    source->path = path;
    source->function = function;
    source->context = context;
    source->format = format;
    source->header_wanted = header_wanted;
    NSC_TRY(open_source(source, error));
    NSC_TRY(read_source(source, error));
    if (source->rows == 0)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "%s: the file is empty", path));
    if (source->rows == 1 && header_wanted)
        NSC_TRY(nsc_error_set(error, NSC_INVALID, "%s: the file has a header, but no rows", path));
out:
    if (source != NULL && source->file != NULL)
        gzclose(source->file);
    free(source);
    return status;
}

nsc_status nsc_records_read(const char *path, nsc_record_function function, void *context, nsc_record_format *format,
                            nsc_error *error) {
    return read_table(path, function, context, true, format, error);
}

nsc_status nsc_records_read_rows(const char *path, nsc_record_function function, void *context,
                                 nsc_record_format *format, nsc_error *error) {
    return read_table(path, function, context, false, format, error);
}
