/* The file of a part: a header with a checksum, texts, records. Numbers are as the machine has them that wrote it. */
#include "cli/part_file.h"

#include <string.h>

typedef struct file_header {
    char magic[16];
    uint32_t byte_order;
    uint32_t checksum; /* of all bytes behind the header */
    uint64_t size;     /* their number */
} file_header;

/* Then this; then texts, each with a terminating zero: stage, version, words, files and checksums; then records. */
typedef struct part_header {
    uint64_t number, count, unit_count;
    uint64_t word_count, file_count;
    uint64_t text_size, record_size;
} part_header;
_Static_assert(sizeof(file_header) == 32 && sizeof(part_header) == 56, "no gaps");

static const char magic[sizeof((file_header *)NULL)->magic] = "nasscape part 1\n";
enum { BYTE_ORDER_MARK = 0x01020304 };

void nsc_part_release(nsc_part *part) {
    free(part->stage);
    free(part->version);
    nsc_names_release(&part->words);
    nsc_names_release(&part->files);
    nsc_names_release(&part->checksums);
    free(part->records.bytes);
    *part = (nsc_part){0};
}

/* ---- writing ---- */

static nsc_status add_text(nsc_packed *packed, const char *text, nsc_error *error) {
    return nsc_packed_add(packed, text, strlen(text) + 1, error);
}

static nsc_status pack_texts(const nsc_part *part, nsc_packed *packed, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(add_text(packed, part->stage, error));
    NSC_TRY(add_text(packed, part->version, error));
    for (size_t word = 0; word < part->words.count; word++)
        NSC_TRY(add_text(packed, part->words.items[word], error));
    for (size_t file = 0; file < part->files.count; file++) {
        NSC_TRY(add_text(packed, part->files.items[file], error));
        NSC_TRY(add_text(packed, part->checksums.items[file], error));
    }
out:
    return status;
}

nsc_status nsc_part_write(const nsc_part *part, const char *path, nsc_error *error) {
    part_header header = {.number = part->number,
                          .count = part->count,
                          .unit_count = part->unit_count,
                          .word_count = part->words.count,
                          .file_count = part->files.count,
                          .record_size = part->records.size};
    file_header first = {.byte_order = BYTE_ORDER_MARK};
    nsc_packed content = {0};
    nsc_output output = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_packed_add(&content, &header, sizeof header, error));
    NSC_TRY(pack_texts(part, &content, error));
    header.text_size = content.size - sizeof header;
    memcpy(content.bytes, &header, sizeof header);
    NSC_TRY(nsc_packed_add(&content, part->records.bytes, part->records.size, error));
    memcpy(first.magic, magic, sizeof magic);
    first.size = content.size;
    first.checksum = nsc_crc32c(content.bytes, content.size);
    NSC_TRY(nsc_output_open(&output, path, error));
    fwrite(&first, sizeof first, 1, output.stream);
    fwrite(content.bytes, 1, content.size, output.stream);
    status = nsc_output_commit(&output, error); /* reports writes that failed */
out:
    free(content.bytes);
    return status;
}

/* ---- reading ---- */

static nsc_status refuse(const char *path, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "\"%s\" cannot be joined: %s", path, reason);
}

/* Copies the next text and moves *`text` behind it; false if no text ends before `end`. */
static bool next_text(const char **text, const char *end, const char **found) {
    const char *zero = memchr(*text, '\0', (size_t)(end - *text));
    if (zero == NULL)
        return false;
    *found = *text;
    *text = zero + 1;
    return true;
}

/* All texts, which must fill the bytes. *fits: they do. */
static nsc_status read_texts(nsc_part *part, const part_header *header, const char *text, bool *fits,
                             nsc_error *error) {
    const char *end = text + header->text_size, *found = NULL, *checksum = NULL;
    nsc_status status = NSC_OK;
    *fits = next_text(&text, end, &found);
    if (*fits)
        NSC_TRY(nsc_copy_text(&part->stage, found, error));
    *fits = *fits && next_text(&text, end, &found);
    if (*fits)
        NSC_TRY(nsc_copy_text(&part->version, found, error));
    for (uint64_t word = 0; *fits && word < header->word_count; word++) {
        *fits = next_text(&text, end, &found);
        if (*fits)
            NSC_TRY(nsc_names_add(&part->words, found, error));
    }
    for (uint64_t file = 0; *fits && file < header->file_count; file++) {
        *fits = next_text(&text, end, &found) && next_text(&text, end, &checksum);
        if (*fits)
            NSC_TRY(nsc_names_add(&part->files, found, error));
        if (*fits)
            NSC_TRY(nsc_names_add(&part->checksums, checksum, error));
    }
    *fits = *fits && text == end;
out:
    return status;
}

static nsc_status read_content(nsc_part *part, const unsigned char *bytes, size_t size, const char *path,
                               nsc_error *error) {
    part_header header;
    bool fits;
    nsc_status status = NSC_OK;
    if (size < sizeof header)
        return refuse(path, "it is damaged", error);
    memcpy(&header, bytes, sizeof header);
    const uint64_t left = size - sizeof header;
    if (header.text_size > left || header.record_size != left - header.text_size || header.number < 1 ||
        header.number > header.count || header.count > NSC_PARTS_MAXIMUM)
        return refuse(path, "it is damaged", error);
    part->number = header.number;
    part->count = header.count;
    part->unit_count = header.unit_count;
    NSC_TRY(read_texts(part, &header, (const char *)bytes + sizeof header, &fits, error));
    if (!fits)
        return refuse(path, "it is damaged", error);
    NSC_TRY(nsc_packed_add(&part->records, bytes + sizeof header + header.text_size, header.record_size, error));
out:
    return status;
}

nsc_status nsc_part_read(nsc_part *part, const char *path, nsc_error *error) {
    file_header header = {0};
    nsc_mapping mapping = {0};
    nsc_status status = NSC_OK;
    *part = (nsc_part){0};
    NSC_TRY(nsc_mapping_open(&mapping, path, error));
    if (mapping.size >= sizeof header)
        memcpy(&header, mapping.bytes, sizeof header);
    if (memcmp(header.magic, magic, sizeof magic) != 0)
        status = memcmp(header.magic, magic, sizeof magic - 3) == 0
                     ? refuse(path, "it was written by another version of nasscape", error)
                     : refuse(path, "it is no file that a command with --part wrote", error);
    else if (header.byte_order != BYTE_ORDER_MARK)
        status = refuse(path, "it was written on a machine of another byte order", error);
    else if (header.size != mapping.size - sizeof header)
        status = refuse(path, "it is cut off, or has other bytes behind its end", error);
    else if (header.checksum != nsc_crc32c(mapping.bytes + sizeof header, header.size))
        status = refuse(path, "it is damaged: its checksum is wrong", error);
    else
        status = read_content(part, mapping.bytes + sizeof header, header.size, path, error);
out:
    nsc_mapping_close(&mapping);
    return status;
}
