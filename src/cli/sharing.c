/* A command with --part does its share of the units of one loop, and ends with a file of their results. */
#include "cli/sharing_internal.h"

#include <string.h>

/* ---- --part K/N ---- */

/* The number of a text of digits alone, at most `maximum`; 0 for anything else. *`end` receives where it ends. */
static uint64_t read_count(const char *text, const char **end, uint64_t maximum) {
    uint64_t number = 0;
    for (*end = text; **end >= '0' && **end <= '9' && number <= maximum; ++*end)
        number = 10 * number + (uint64_t)(**end - '0');
    return number <= maximum ? number : 0;
}

static nsc_status read_part(const char *text, nsc_share_of_units *share, nsc_error *error) {
    const char *slash, *end;
    const uint64_t number = read_count(text, &slash, NSC_PARTS_MAXIMUM);
    const uint64_t count = *slash == '/' ? read_count(slash + 1, &end, NSC_PARTS_MAXIMUM) : 0;
    if (number < 1 || number > count || *end != '\0')
        return nsc_error_set(error, NSC_USAGE,
                             "--part %.60s: expected K/N, part K of N parts, with whole numbers from 1 to %d", text,
                             NSC_PARTS_MAXIMUM);
    *share = (nsc_share_of_units){number - 1, count, .ends = true};
    return NSC_OK;
}

/* ---- what a part says of the command ---- */

static nsc_status checksum_of(const char *path, char text[64], nsc_error *error) {
    nsc_mapping mapping;
    const nsc_status status = nsc_mapping_open(&mapping, path, error);
    if (status != NSC_OK)
        return status;
    snprintf(text, 64, "%zu bytes, CRC-32C %08x", mapping.size, nsc_crc32c(mapping.bytes, mapping.size));
    nsc_mapping_close(&mapping);
    return NSC_OK;
}

static nsc_status describe(nsc_part *part, const nsc_arguments *arguments, const nsc_session *session,
                           nsc_error *error) {
    char path[PATH_MAX], checksum[64];
    nsc_status status = NSC_OK;
    for (int word = 1; word < arguments->word_count; word++)
        if (!arguments->of_process[word])
            NSC_TRY(nsc_names_add(&part->words, arguments->words[word], error));
    for (size_t number = 0; nsc_session_file_read(session, number, path); number++) {
        if (strcmp(path, NSC_STANDARD_INPUT) == 0)
            return nsc_error_set(error, NSC_USAGE,
                                 "a command whose work processes share cannot read standard input: name a file");
        NSC_TRY(checksum_of(path, checksum, error));
        NSC_TRY(nsc_names_add(&part->files, path, error));
        NSC_TRY(nsc_names_add(&part->checksums, checksum, error));
    }
out:
    return status;
}

nsc_status nsc_part_describe(nsc_part *part, const nsc_arguments *arguments, nsc_error *error) {
    nsc_session session;
    nsc_status status = nsc_session_open(&session, arguments, NULL, NULL, error);
    if (status == NSC_OK)
        status = describe(part, arguments, &session, error);
    nsc_session_close(&session);
    return status;
}

nsc_status nsc_part_identity(const nsc_part *part, uint64_t *identity, nsc_error *error) {
    const nsc_names *lists[] = {&part->words, &part->files, &part->checksums};
    nsc_packed packed = {0};
    nsc_status status = NSC_OK;
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++)
        for (size_t name = 0; name < lists[list]->count; name++)
            NSC_TRY(nsc_packed_add(&packed, lists[list]->items[name], strlen(lists[list]->items[name]) + 1, error));
    *identity = nsc_crc32c(packed.bytes, packed.size);
out:
    free(packed.bytes);
    return status;
}

nsc_status nsc_part_check_files(const nsc_part *part, nsc_error *error) {
    char checksum[64];
    nsc_status status = NSC_OK;
    for (size_t file = 0; file < part->files.count; file++) {
        NSC_TRY(checksum_of(part->files.items[file], checksum, error));
        if (strcmp(checksum, part->checksums.items[file]) != 0)
            return nsc_error_set(error, NSC_INVALID, "\"%s\" is not what the parts were made from: %s then, %s now",
                                 part->files.items[file], part->checksums.items[file], checksum);
    }
out:
    return status;
}

/* ---- one part ---- */

typedef struct part_maker {
    const nsc_arguments *arguments;
    const char *path;
    nsc_share_of_units share;
    nsc_part part; /* what it says of the command */
    bool made;
} part_maker;

static nsc_share_of_units share_of_part(void *context, const nsc_shared_loop *loop) {
    const part_maker *maker = context;
    const nsc_share_of_units unshared = {0};
    return loop->of_points ? unshared : maker->share;
}

/* Writes the part, and ends the computation. */
static nsc_status keep_part(void *context, const nsc_shared_records *records, nsc_status loop_status,
                            nsc_error *error) {
    part_maker *maker = context;
    nsc_part part = maker->part;
    nsc_status status = NSC_OK;
    if (loop_status != NSC_OK)
        return loop_status;
    part.number = maker->share.number + 1;
    part.count = maker->share.count;
    part.stage = (char *)(uintptr_t)records->stage;
    part.unit_count = records->unit_count;
    part.version = (char *)(uintptr_t)nsc_version();
    part.records = *records->own;
    NSC_TRY(nsc_part_write(&part, maker->path, error));
    maker->made = true;
    status = nsc_error_set(error, NSC_FAILED, "the part is made");
out:
    return status;
}

static nsc_status refuse_unshared(nsc_error *error) {
    return nsc_error_set(error, NSC_USAGE,
                         "the work of this command is not shared by processes: leave out --part; see `nasscape help "
                         "merge` for the commands that share theirs");
}

const nsc_analysis *nsc_analysis_of_command(const nsc_arguments *arguments) {
    return arguments->command->run == nsc_command_analyse ? nsc_analysis_named(arguments->positional[0]) : NULL;
}

/* Whether the command or the analysis may have units to share; an analysis that does not exist is told by the
 * command. */
static bool may_share(const nsc_arguments *arguments) {
    const nsc_analysis *analysis = nsc_analysis_of_command(arguments);
    return analysis == NULL || (analysis->needs & NSC_SHARES_UNITS) != 0;
}

static nsc_status make_part(const nsc_arguments *arguments, nsc_error *error) {
    part_maker maker = {.arguments = arguments, .path = arguments->texts[NSC_OPTION_OUT]};
    const nsc_sharing sharing = {.context = &maker, .share = share_of_part, .exchange = keep_part};
    nsc_arguments quiet = *arguments; /* writes nothing but the part */
    nsc_status status = NSC_OK;
    if (!may_share(arguments))
        return refuse_unshared(error);
    NSC_TRY(read_part(arguments->texts[NSC_OPTION_PART], &maker.share, error));
    if (nsc_output_is_standard(maker.path))
        return nsc_error_set(error, NSC_USAGE, "--part keeps its results in a file: name it by --out");
    NSC_TRY(nsc_part_describe(&maker.part, arguments, error));
    quiet.texts[NSC_OPTION_OUT] = "/dev/null";
    quiet.texts[NSC_OPTION_IOHPROFILER] = NULL;
    status = nsc_session_run(&quiet, &sharing, NULL, error);
    if (maker.made)
        status = NSC_OK;
    else if (status == NSC_OK)
        status = refuse_unshared(error); /* as an analysis of the whole network instead of sampled runs */
out:
    nsc_part_release(&maker.part);
    return status;
}

nsc_status nsc_work_run(const nsc_arguments *arguments, nsc_ranks *ranks, nsc_error *error) {
    const bool by_parts = nsc_arguments_has(arguments, NSC_OPTION_PART);
    const nsc_status status = by_parts ? NSC_OK : nsc_ranks_check(ranks, error);
    if (status != NSC_OK)
        return status;
    if (ranks->count > 1)
        return nsc_ranks_run(ranks, arguments, error);
    return by_parts ? make_part(arguments, error) : nsc_session_run(arguments, NULL, NULL, error);
}
