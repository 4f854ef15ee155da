/*
 * A file of numpy: a magic number, a version, the length of a header, the header (the text of a Python dictionary with
 * the keys descr, fortran_order and shape), and the elements one after the other.
 */
#include "base/npy.h"

#include "base/file.h"
#include "base/file_internal.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char array_magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
static const unsigned char archive_magic[] = {'P', 'K', 3, 4};

enum {
    VERSION_AT = sizeof array_magic,
    LENGTH_AT = VERSION_AT + 2,
    /* of an archive, the place of the first member's name and of its length */
    MEMBER_LENGTH_AT = 26,
    MEMBER_NAME_AT = 30,
    /* of a header: more than one that names no columns has */
    HEADER_SIZE = 1024
};

static bool begins_with(const unsigned char *bytes, size_t size, const unsigned char *magic, size_t magic_size) {
    return size >= magic_size && memcmp(bytes, magic, magic_size) == 0;
}

static uint64_t read_integer(const unsigned char *bytes, size_t size, bool little) {
    uint64_t value = 0;
    for (size_t place = 0; place < size; place++)
        value = value << 8 | bytes[little ? size - 1 - place : place];
    return value;
}

/* An archive whose first member is an array. */
static bool is_archive(const unsigned char *bytes, size_t size) {
    if (size < MEMBER_NAME_AT || !begins_with(bytes, size, archive_magic, sizeof archive_magic))
        return false;
    const size_t length = (size_t)read_integer(bytes + MEMBER_LENGTH_AT, 2, true);
    return length > 4 && size >= MEMBER_NAME_AT + length && memcmp(bytes + MEMBER_NAME_AT + length - 4, ".npy", 4) == 0;
}

bool nsc_npy_recognise(const char *path) {
    unsigned char bytes[512];
    const size_t size = nsc_file_first_bytes(path, bytes, sizeof bytes);
    return begins_with(bytes, size, array_magic, sizeof array_magic) || is_archive(bytes, size);
}

/* ---- the header ---- */

/* The text after the key and its colon; NULL if the header has no such key. */
static const char *find_value(const char *header, const char *key) {
    char quoted[32];
    for (const char *quote = "'\""; *quote != '\0'; quote++) {
        snprintf(quoted, sizeof quoted, "%c%s%c", *quote, key, *quote);
        const char *found = strstr(header, quoted);
        if (found == NULL)
            continue;
        found += strlen(quoted);
        found += strspn(found, " ");
        return *found == ':' ? found + 1 + strspn(found + 1, " ") : NULL;
    }
    return NULL;
}

static nsc_status read_type(const char *header, nsc_npy_type *type, nsc_error *error) {
    const char *text = find_value(header, "descr");
    if (text == NULL)
        return nsc_error_set(error, NSC_INVALID, "the header of the array names no type of elements");
    if (*text == '[')
        return nsc_error_set(
            error, NSC_INVALID,
            "the array has named columns, but only one column of numbers is read: save that one, as in "
            "numpy.save(\"FILE.npy\", array[\"NAME\"])");
    char descriptor[16] = "";
    if (*text == '\'' || *text == '"')
        snprintf(descriptor, sizeof descriptor, "%.*s", (int)strcspn(text + 1, "'\""), text + 1);
    const char order = descriptor[0];
    if (order == '\0' || strchr("<>|=", order) == NULL)
        return nsc_error_set(error, NSC_INVALID, "the header of the array names no type of elements");
    type->kind = descriptor[1];
    type->little = order != '>';
    type->size = descriptor[1] != '\0' && descriptor[2] >= '1' && descriptor[2] <= '8' && descriptor[3] == '\0'
                     ? (size_t)(descriptor[2] - '0')
                     : 0;
    const bool whole = type->size == 1 || type->size == 2 || type->size == 4 || type->size == 8;
    const bool read = (type->kind == 'f' && whole && type->size > 1) || (type->kind == 'b' && type->size == 1) ||
                      ((type->kind == 'i' || type->kind == 'u') && whole);
    if (!read)
        return nsc_error_set(error, NSC_INVALID,
                             "the elements of the array are \"%s\", which are not plain numbers: save them as "
                             "numpy.save(\"FILE.npy\", numpy.asarray(values, dtype=float))",
                             descriptor);
    return NSC_OK;
}

static nsc_status read_shape(const char *header, size_t *count, nsc_error *error) {
    const char *text = find_value(header, "shape");
    const size_t length = text != NULL && *text == '(' ? strcspn(text, ")") : 0;
    if (length == 0 || text[length] != ')')
        return nsc_error_set(error, NSC_INVALID, "the header of the array names no shape");
    size_t dimensions = 0;
    *count = 0;
    for (const char *place = text + 1; place < text + length; dimensions++) {
        place += strspn(place, " ");
        if (*place < '0' || *place > '9')
            break;
        for (*count = 0; *place >= '0' && *place <= '9'; place++) {
            if (*count > SIZE_MAX / 256) /* so that its bytes can be counted */
                return nsc_error_set(error, NSC_INVALID, "the header of the array names an impossible shape");
            *count = *count * 10 + (size_t)(*place - '0');
        }
        place += strspn(place, " ,");
    }
    if (dimensions != 1)
        return nsc_error_set(error, NSC_INVALID,
                             "the array has %zu dimensions, shape %.*s, but one number a point is read: save one "
                             "column, as in numpy.save(\"FILE.npy\", array[:, 0])",
                             dimensions, (int)length + 1, text);
    return NSC_OK;
}

/* ---- the elements ---- */

static double half_precision(uint64_t bits) {
    const int exponent = (int)(bits >> 10 & 31);
    const double fraction = (double)(bits & 1023), sign = bits >> 15 != 0 ? -1.0 : 1.0;
    if (exponent == 31)
        return fraction == 0.0 ? sign * INFINITY : NAN;
    return sign * (exponent == 0 ? ldexp(fraction, -24) : ldexp(1024.0 + fraction, exponent - 25));
}

static double read_element(const nsc_npy_type *type, const unsigned char *bytes) {
    const uint64_t bits = read_integer(bytes, type->size, type->little);
    float single;
    double value;
    if (type->kind == 'f' && type->size == 8) {
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    if (type->kind == 'f' && type->size == 4) {
        const uint32_t half = (uint32_t)bits;
        memcpy(&single, &half, sizeof single);
        return (double)single;
    }
    if (type->kind == 'f')
        return half_precision(bits);
    if (type->kind != 'i')
        return (double)bits;
    const uint64_t sign = UINT64_C(1) << (8 * type->size - 1);
    return (bits & sign) != 0 ? -(double)((~bits & (sign - 1)) + 1) : (double)bits;
}

/* ---- the file ---- */

/* The first bytes of a file, as many as its header may have that is read, and the size of the file. */
typedef struct beginning {
    unsigned char bytes[LENGTH_AT + 4 + HEADER_SIZE]; /* zeros behind the end of the file */
    size_t count;
    size_t file_size;
} beginning;

/* What the header says. */
typedef struct layout {
    nsc_npy_type type;
    size_t count;
    size_t elements_at;
} layout;

/* The header as text, cut where it is long, and the elements' place; NSC_INVALID if the file is too short for them. */
static nsc_status read_header(const beginning *begin, char header[HEADER_SIZE], size_t *elements_at, nsc_error *error) {
    const unsigned char *bytes = begin->bytes;
    const size_t size = begin->file_size;
    const size_t length_size = size > VERSION_AT && bytes[VERSION_AT] == 1 ? 2 : 4;
    if (is_archive(bytes, begin->count))
        return nsc_error_set(error, NSC_INVALID,
                             "it is an archive of several arrays (.npz), and one array is read: save that one, as in "
                             "numpy.save(\"FILE.npy\", numpy.load(\"ARCHIVE.npz\")[\"NAME\"])");
    if (!begins_with(bytes, begin->count, array_magic, sizeof array_magic))
        return nsc_error_set(error, NSC_INVALID, "it does not begin as an array of numpy (.npy)");
    if (size < LENGTH_AT + length_size)
        return nsc_error_set(error, NSC_INVALID, "it ends within the header of the array");
    if (bytes[VERSION_AT] < 1 || bytes[VERSION_AT] > 3)
        return nsc_error_set(error, NSC_INVALID, "its format has version %d, and 1 to 3 are read", bytes[VERSION_AT]);
    const size_t length = (size_t)read_integer(bytes + LENGTH_AT, length_size, true);
    *elements_at = LENGTH_AT + length_size + length;
    if (length > size || *elements_at > size)
        return nsc_error_set(error, NSC_INVALID, "it ends within the header of the array");
    snprintf(header, HEADER_SIZE, "%.*s", (int)(length < HEADER_SIZE ? length : HEADER_SIZE - 1),
             (const char *)bytes + LENGTH_AT + length_size);
    return NSC_OK;
}

static nsc_status check_size(const layout *array, size_t file_size, nsc_error *error) {
    const size_t size = file_size - array->elements_at;
    if (file_size >= array->elements_at && array->count * array->type.size == size)
        return NSC_OK;
    return nsc_error_set(error, NSC_INVALID,
                         "its header promises %zu numbers of %zu bytes, but %zu bytes follow: the file is cut short or "
                         "damaged",
                         array->count, array->type.size, size);
}

static nsc_status read_layout(const beginning *begin, layout *array, nsc_error *error) {
    char header[HEADER_SIZE];
    nsc_status status = NSC_OK;
    NSC_TRY(read_header(begin, header, &array->elements_at, error));
    NSC_TRY(read_type(header, &array->type, error));
    NSC_TRY(read_shape(header, &array->count, error));
    NSC_TRY(check_size(array, begin->file_size, error));
out:
    return status;
}

/* Reads the header before the file is mapped: one that is no array may be too large for that. */
static nsc_status read_beginning(int descriptor, layout *array, nsc_error *error) {
    beginning begin = {.count = 0};
    struct stat information;
    if (fstat(descriptor, &information) != 0 || !S_ISREG(information.st_mode))
        return NSC_OK; /* which mapping refuses */
    const ssize_t count = pread(descriptor, begin.bytes, sizeof begin.bytes, 0);
    if (count < 0)
        return nsc_error_set(error, NSC_FAILED, "cannot read it: %s", strerror(errno));
    begin.count = (size_t)count;
    begin.file_size = (size_t)information.st_size;
    return read_layout(&begin, array, error);
}

nsc_status nsc_npy_open(nsc_npy_view *view, const char *path, nsc_error *error) {
    layout header = {.count = 0};
    *view = (nsc_npy_view){.count = 0};
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not keep us */
    if (descriptor < 0)
        return nsc_file_failure(error, "read", path);
    nsc_status status = read_beginning(descriptor, &header, error);
    if (status != NSC_OK)
        nsc_error_prefix(error, "%s: ", path);
    else
        status = nsc_mapping_of_descriptor(&view->mapping, descriptor, path, error);
    if (status == NSC_OK && fstat(descriptor, &view->opened) != 0)
        status = nsc_file_failure(error, "read", path);
    close(descriptor);
    if (status == NSC_OK) {
        status = check_size(&header, view->mapping.size, error); /* it may have changed since */
        if (status != NSC_OK)
            nsc_error_prefix(error, "%s: ", path);
    }
    if (status != NSC_OK) {
        nsc_npy_close(view);
        return status;
    }
    view->type = header.type;
    view->count = header.count;
    view->elements_at = header.elements_at;
    return NSC_OK;
}

double nsc_npy_at(const nsc_npy_view *view, size_t number) {
    return read_element(&view->type, view->mapping.bytes + view->elements_at + number * view->type.size);
}

void nsc_npy_forget(const nsc_npy_view *view) {
    if (view->mapping.size > 0)
        madvise((void *)(uintptr_t)view->mapping.bytes, view->mapping.size, MADV_DONTNEED);
}

nsc_status nsc_npy_check_unchanged(const nsc_npy_view *view, const char *path, nsc_error *error) {
    const struct stat *before = &view->opened;
    struct stat now;
    if (stat(path, &now) != 0 || now.st_dev != before->st_dev || now.st_ino != before->st_ino)
        return NSC_OK;
    if (now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
        return NSC_OK;
    return nsc_error_set(error, NSC_FAILED, "\"%s\" was written to while it was read: start again once it is complete",
                         path);
}

void nsc_npy_close(nsc_npy_view *view) {
    nsc_mapping_close(&view->mapping);
    *view = (nsc_npy_view){.count = 0};
}

nsc_status nsc_npy_read(nsc_npy *array, const char *path, nsc_error *error) {
    nsc_npy_view view;
    *array = (nsc_npy){0};
    nsc_status status = nsc_npy_open(&view, path, error);
    if (status == NSC_OK)
        status = nsc_allocate(&array->values, view.count, sizeof *array->values, error);
    if (status == NSC_OK)
        array->count = view.count;
    for (size_t number = 0; number < array->count; number++)
        array->values[number] = nsc_npy_at(&view, number);
    nsc_npy_close(&view);
    return status;
}

void nsc_npy_release(nsc_npy *array) {
    free(array->values);
    *array = (nsc_npy){0};
}

/* ---- out ---- */

void nsc_npy_write_header(FILE *stream, char kind, size_t size, size_t count) {
    enum { ALIGNMENT = 64 }; /* elements begin at a multiple of it, so that a file can be mapped */
    const uint16_t one = 1;
    const bool little = *(const unsigned char *)&one == 1;
    const char *order = kind == 'S' || size == 1 ? "|" : little ? "<" : ">";
    char header[2 * ALIGNMENT];
    const int length =
        snprintf(header, sizeof header, "{'descr': '%s%c%zu', 'fortran_order': False, 'shape': (%zu,), }", order, kind,
                 size, count);
    const size_t before = LENGTH_AT + 2, end = before + (size_t)length + 1;
    const size_t padded = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    const unsigned char version[4] = {1, 0, (unsigned char)(padded & 255), (unsigned char)(padded >> 8)};
    fwrite(array_magic, 1, sizeof array_magic, stream);
    fwrite(version, 1, sizeof version, stream);
    fprintf(stream, "%-*s\n", (int)padded - 1, header);
}
