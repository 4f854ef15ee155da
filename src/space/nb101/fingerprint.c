/*
 * The official hash of cells: those of one skeleton are handed in batches to the widest vectors that the processor
 * has; md5_lanes.h says why. One cell alone takes all lanes of a batch, some 40 µs.
 */
#include "space/nb101/md5_lanes.h"

#include <string.h>

nsc_hash nsc_cell_fingerprint(const nsc_cell *pruned) {
    const nsc_md5_width *width = nsc_md5_lanes_widths().items[0];
    nsc_cell cells[NSC_MD5_LANES];
    nsc_hash hashes[NSC_MD5_LANES];
    for (unsigned lane = 0; lane < width->lane_count; lane++)
        cells[lane] = *pruned;
    width->fingerprint(cells, hashes);
    return hashes[0];
}

typedef struct batch_context {
    const nsc_nb101 *nb101;
    const nsc_md5_width *width;
    nsc_hash *hashes;
} batch_context;

/* All cells of skeleton number `task`; the lanes that the last batch leaves over repeat its last cell. */
static nsc_status fingerprint_skeleton(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const batch_context *shared = context;
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(shared->nb101, (uint32_t)task);
    const uint16_t *labellings = nsc_nb101_labellings(shared->nb101, (uint32_t)task);
    const unsigned lane_count = shared->width->lane_count;
    nsc_cell cells[NSC_MD5_LANES];
    nsc_hash hashes[NSC_MD5_LANES];
    memset(cells, 0, sizeof cells);
    for (uint32_t first = 0; first < skeleton->cell_count; first += lane_count) {
        const uint32_t left = skeleton->cell_count - first;
        const uint32_t batch_count = left < lane_count ? left : lane_count;
        for (unsigned lane = 0; lane < lane_count; lane++) {
            cells[lane].vertex_count = skeleton->vertex_count;
            cells[lane].edges = skeleton->edges;
            nsc_labelling_operations(labellings[first + (lane < batch_count ? lane : batch_count - 1)],
                                     skeleton->vertex_count - 2u, cells[lane].operations);
        }
        shared->width->fingerprint(cells, hashes);
        memcpy(shared->hashes + skeleton->first_id + first, hashes, batch_count * sizeof *hashes);
    }
    return NSC_OK;
}

nsc_status nsc_nb101_fingerprints(const nsc_nb101 *nb101, const nsc_control *control, nsc_hash *hashes,
                                  nsc_error *error) {
    batch_context context = {.nb101 = nb101, .width = nsc_md5_lanes_widths().items[0], .hashes = hashes};
    return nsc_parallel(nsc_nb101_skeleton_count(nb101), control, fingerprint_skeleton, &context, error);
}

void nsc_hash_format(const nsc_hash *hash, char text[33]) {
    static const char digits[] = "0123456789abcdef";
    for (unsigned place = 0; place < sizeof hash->bytes; place++) {
        text[2 * place] = digits[hash->bytes[place] >> 4];
        text[2 * place + 1] = digits[hash->bytes[place] & 15];
    }
    text[32] = '\0';
}

/* More than 15 if it is none. Without jumps, since digits and letters follow each other by chance. */
static unsigned digit_value(char digit) {
    const unsigned number = (unsigned char)digit - (unsigned)'0', letter = ((unsigned char)digit | 32U) - 'a';
    const unsigned none = 16;
    return number < 10 ? number : letter < 6 ? letter + 10 : none;
}

bool nsc_hash_parse(const char *text, nsc_hash *hash) {
    nsc_hash parsed = {{0}};
    const size_t digits = 2 * sizeof parsed.bytes;
    unsigned all = 0;
    if (strnlen(text, digits + 1) != digits)
        return false;
    for (size_t byte = 0; byte < sizeof parsed.bytes; byte++) {
        const unsigned high = digit_value(text[2 * byte]), low = digit_value(text[2 * byte + 1]);
        all |= high | low;
        parsed.bytes[byte] = (uint8_t)(high << 4 | low);
    }
    if (all > 15)
        return false;
    *hash = parsed;
    return true;
}
