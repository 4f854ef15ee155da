/*
 * One width; included by md5_lanes.c with WIDTH_SUFFIX (a name), WIDTH_BYTES (of a vector) and WIDTH_TARGET (the
 * instruction set, as a function attribute), so that the compiler's vector extension becomes the right instructions.
 *
 * A word holds 32 bits of every lane, in four vectors: MD5 is one long chain of dependent steps, and four chains side
 * by side keep the processor busy. Words go by address, since passing wide vectors by value has no stable convention.
 */
#define VECTORS 4
#define LANES (WIDTH_BYTES / 4 * VECTORS)
#define vector WIDTH_NAME(vector)
#define word WIDTH_NAME(word)
#define digest WIDTH_NAME(digest)
#define message WIDTH_NAME(message)
#define md5_block WIDTH_NAME(md5_block)
#define message_text WIDTH_NAME(message_text)
#define message_word WIDTH_NAME(message_word)
#define message_byte WIDTH_NAME(message_byte)
#define message_begin WIDTH_NAME(message_begin)
#define message_end WIDTH_NAME(message_end)
#define hexadecimal WIDTH_NAME(hexadecimal)
#define order_pair WIDTH_NAME(order_pair)
#define sort_digests WIDTH_NAME(sort_digests)
#define message_digest WIDTH_NAME(message_digest)
#define message_sorted WIDTH_NAME(message_sorted)
#define first_digest WIDTH_NAME(first_digest)
#define next_digest WIDTH_NAME(next_digest)
#define final_state WIDTH_NAME(final_state)
#define store_hashes WIDTH_NAME(store_hashes)
#define fingerprint WIDTH_NAME(fingerprint)
#define md5 WIDTH_NAME(md5)
#define INLINE_PART static inline __attribute__((always_inline)) WIDTH_TARGET
#define EACH_VECTOR _Pragma("GCC unroll 4") for (unsigned v = 0; v < VECTORS; v++)

typedef uint32_t vector __attribute__((vector_size(WIDTH_BYTES)));

typedef struct word {
    vector vectors[VECTORS];
} word;

/* An MD5 as words whose numerical order is that of its digits, and as those 32 digits, four to a word. */
typedef struct digest {
    word key[4];
    word text[8];
} digest;

/* A message as it grows; `partial` holds the last `byte_count` bytes, 0 to 3, that don't fill a word yet. */
typedef struct message {
    word words[(NSC_MD5_LENGTH + 9) / 4];
    word partial;
    size_t word_count;
    unsigned byte_count;
} message;

/* ---- MD5 ---- */

/* RFC 1321 section 3.4; x, which the step before has just made, comes in as late as possible. */
#define F(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define G(x, y, z) (((x) & (z)) | ((y) & ~(z)))
#define H(x, y, z) ((x) ^ ((y) ^ (z)))
#define I(x, y, z) ((y) ^ ((x) | ~(z)))
#define STEP(f, a, b, c, d, place, step, rotation)                                                                     \
    EACH_VECTOR {                                                                                                      \
        a[v] = (a[v] + (block[(place) % 16].vectors[v] + sines[step])) + f(b[v], c[v], d[v]);                          \
        a[v] = (a[v] << (rotation) | a[v] >> (32 - (rotation))) + b[v];                                                \
    }
#define ROUND(f, first_step, factor, offset, r0, r1, r2, r3)                                                           \
    _Pragma("GCC unroll 4") for (unsigned step = first_step; step < (first_step) + 16; step += 4) {                    \
        STEP(f, a, b, c, d, (offset) + step * (factor), step, r0)                                                      \
        STEP(f, d, a, b, c, (offset) + (step + 1) * (factor), step + 1, r1)                                            \
        STEP(f, c, d, a, b, (offset) + (step + 2) * (factor), step + 2, r2)                                            \
        STEP(f, b, c, d, a, (offset) + (step + 3) * (factor), step + 3, r3)                                            \
    }

static WIDTH_TARGET void md5_block(word state[4], const word block[16]) {
    vector a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS];
    EACH_VECTOR {
        a[v] = state[0].vectors[v];
        b[v] = state[1].vectors[v];
        c[v] = state[2].vectors[v];
        d[v] = state[3].vectors[v];
    }
    ROUND(F, 0, 1, 0, 7, 12, 17, 22)
    ROUND(G, 16, 5, 1, 5, 9, 14, 20)
    ROUND(H, 32, 3, 5, 4, 11, 16, 23)
    ROUND(I, 48, 7, 0, 6, 10, 15, 21)
    EACH_VECTOR {
        state[0].vectors[v] += a[v];
        state[1].vectors[v] += b[v];
        state[2].vectors[v] += c[v];
        state[3].vectors[v] += d[v];
    }
}

/* ---- messages ---- */

INLINE_PART void message_begin(message *growing) {
    growing->word_count = 0;
    growing->byte_count = 0;
    EACH_VECTOR growing->partial.vectors[v] = (vector){0};
}

/* Appends four bytes a lane. */
INLINE_PART void message_word(message *growing, const word *bytes) {
    const unsigned used_bits = 8 * growing->byte_count;
    word *place = &growing->words[growing->word_count++];
    if (used_bits == 0) {
        *place = *bytes;
        return;
    }
    EACH_VECTOR {
        place->vectors[v] = growing->partial.vectors[v] | bytes->vectors[v] << used_bits;
        growing->partial.vectors[v] = bytes->vectors[v] >> (32 - used_bits);
    }
}

/* Appends one byte a lane; the words of `byte` are below 256. */
INLINE_PART void message_byte(message *growing, const word *byte) {
    EACH_VECTOR growing->partial.vectors[v] |= byte->vectors[v] << 8 * growing->byte_count;
    if (++growing->byte_count < 4)
        return;
    growing->words[growing->word_count++] = growing->partial;
    growing->byte_count = 0;
    EACH_VECTOR growing->partial.vectors[v] = (vector){0};
}

/* Appends the same text to every lane. */
INLINE_PART void message_text(message *growing, const char *text) {
    for (; *text != '\0'; text++) {
        word byte;
        EACH_VECTOR byte.vectors[v] = (vector){0} + (uint32_t)(unsigned char)*text;
        message_byte(growing, &byte);
    }
}

/* Pads, and leaves the MD5 in `state`. */
static WIDTH_TARGET void message_end(message *growing, word state[4]) {
    const uint32_t bit_count = (uint32_t)(8 * (4 * growing->word_count + growing->byte_count));
    message_text(growing, "\x80");
    while (growing->byte_count != 0)
        message_byte(growing, &(word){0});
    while (growing->word_count % 16 != 14)
        message_word(growing, &(word){0});
    word length = {0};
    EACH_VECTOR length.vectors[v] += bit_count;
    message_word(growing, &length);
    message_word(growing, &(word){0});
    static const uint32_t initial[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (unsigned part = 0; part < 4; part++)
        EACH_VECTOR state[part].vectors[v] = (vector){0} + initial[part];
    for (size_t first_word = 0; first_word < growing->word_count; first_word += 16)
        md5_block(state, growing->words + first_word);
}

/* ---- digests as digits, in order ---- */

/* The two bytes in the low half of each lane as four digits, high half byte first. */
#define SPREAD(pair) ((pair) | (pair) << 8)
#define DIGITS(nibbles) ((nibbles) + 0x30303030u + (((nibbles) + 0x06060606u) >> 4 & 0x01010101u) * 39u)

INLINE_PART void hexadecimal(digest *result, const word state[4]) {
    for (unsigned part = 0; part < 4; part++)
        EACH_VECTOR {
            const vector bytes = state[part].vectors[v];
            const vector low = SPREAD(bytes & 0xffff) & 0x00ff00ff, high = SPREAD(bytes >> 16) & 0x00ff00ff;
            const vector low_nibbles = (low >> 4 | low << 8) & 0x0f0f0f0f;
            const vector high_nibbles = (high >> 4 | high << 8) & 0x0f0f0f0f;
            result->text[2 * part].vectors[v] = DIGITS(low_nibbles);
            result->text[2 * part + 1].vectors[v] = DIGITS(high_nibbles);
            const vector turned = bytes << 16 | bytes >> 16;
            result->key[part].vectors[v] = (turned & 0x00ff00ff) << 8 | (turned >> 8 & 0x00ff00ff);
        }
}

/* Swaps the lanes in which `second` comes before `first`. */
INLINE_PART void order_pair(digest *first, digest *second) {
    EACH_VECTOR {
        vector before = {0};
        for (unsigned part = 4; part-- > 0;) {
            const vector x = second->key[part].vectors[v], y = first->key[part].vectors[v];
            before = (vector)(x < y) | ((vector)(x == y) & before);
        }
        for (unsigned part = 0; part < 4; part++) {
            const vector difference = (first->key[part].vectors[v] ^ second->key[part].vectors[v]) & before;
            first->key[part].vectors[v] ^= difference;
            second->key[part].vectors[v] ^= difference;
        }
        for (unsigned part = 0; part < 8; part++) {
            const vector difference = (first->text[part].vectors[v] ^ second->text[part].vectors[v]) & before;
            first->text[part].vectors[v] ^= difference;
            second->text[part].vectors[v] ^= difference;
        }
    }
}

/* An exchange sort: the same comparisons whatever the values, and at most eight digests. */
static WIDTH_TARGET void sort_digests(digest *digests, unsigned count) {
    for (unsigned last = count; last-- > 1;)
        for (unsigned place = 0; place < last; place++)
            order_pair(&digests[place], &digests[place + 1]);
}

INLINE_PART void message_digest(message *growing, const digest *appended) {
    for (unsigned place = 0; place < 8; place++)
        message_word(growing, &appended->text[place]);
}

/* Appends the digests of the vertices in `members`, sorted. */
INLINE_PART void message_sorted(message *growing, const digest *digests, uint32_t members) {
    digest sorted[NSC_CELL_VERTICES];
    unsigned count = 0;
    if (__builtin_popcount(members) == 1) {
        message_digest(growing, &digests[__builtin_ctz(members)]);
        return;
    }
    for (; members != 0; members &= members - 1)
        sorted[count++] = digests[__builtin_ctz(members)];
    sort_digests(sorted, count);
    for (unsigned place = 0; place < count; place++)
        message_digest(growing, &sorted[place]);
}

/* ---- the fingerprint, one function a stage ---- */

/* MD5 of "(out-degree, in-degree, label)"; inner labels are operations, the input has −1, the output −2. */
INLINE_PART void first_digest(message *growing, digest *result, const nsc_cell *cells, unsigned vertex,
                              uint32_t sources, uint32_t targets) {
    char degrees[] = "(0, 0, ";
    degrees[1] = (char)('0' + __builtin_popcount(targets));
    degrees[4] = (char)('0' + __builtin_popcount(sources));
    message_begin(growing);
    message_text(growing, degrees);
    if (sources == 0) {
        message_text(growing, "-1");
    } else if (targets == 0) {
        message_text(growing, "-2");
    } else {
        uint32_t labels[LANES];
        for (unsigned lane = 0; lane < LANES; lane++)
            labels[lane] = (uint32_t)'0' + cells[lane].operations[vertex - 1];
        word label;
        memcpy(&label, labels, sizeof label);
        message_byte(growing, &label);
    }
    message_text(growing, ")");
    word state[4];
    message_end(growing, state);
    hexadecimal(result, state);
}

/* MD5 of the sorted digests of the sources, "|", those of the targets, "|", and the vertex's own. */
INLINE_PART void next_digest(message *growing, digest *result, const digest *digests, unsigned vertex, uint32_t sources,
                             uint32_t targets) {
    message_begin(growing);
    message_sorted(growing, digests, sources);
    message_text(growing, "|");
    message_sorted(growing, digests, targets);
    message_text(growing, "|");
    message_digest(growing, &digests[vertex]);
    word state[4];
    message_end(growing, state);
    hexadecimal(result, state);
}

/* MD5 of the sorted digests written as a list of texts: "['…', '…']". */
INLINE_PART void final_state(message *growing, word state[4], digest *digests, unsigned count) {
    message_begin(growing);
    sort_digests(digests, count);
    for (unsigned place = 0; place < count; place++) {
        message_text(growing, place == 0 ? "['" : "', '");
        message_digest(growing, &digests[place]);
    }
    message_text(growing, "']");
    message_end(growing, state);
}

INLINE_PART void store_hashes(nsc_hash *hashes, const word state[4]) {
    uint32_t words[4][LANES];
    memcpy(words, state, sizeof words);
    for (unsigned lane = 0; lane < LANES; lane++)
        for (unsigned place = 0; place < 16; place++)
            hashes[lane].bytes[place] = (uint8_t)(words[place / 4][lane] >> 8 * (place % 4));
}

static WIDTH_TARGET void fingerprint(const nsc_cell *cells, nsc_hash *hashes) {
    const unsigned vertex_count = cells[0].vertex_count;
    uint32_t sources[NSC_CELL_VERTICES] = {0}, targets[NSC_CELL_VERTICES] = {0};
    for (unsigned to = 1; to < vertex_count; to++) {
        sources[to] = nsc_cell_sources(cells[0].edges, to);
        for (unsigned from = 0; from < to; from++)
            targets[from] |= (sources[to] >> from & 1u) << to;
    }
    message growing;
    digest digests[2][NSC_CELL_VERTICES];
    for (unsigned vertex = 0; vertex < vertex_count; vertex++)
        first_digest(&growing, &digests[0][vertex], cells, vertex, sources[vertex], targets[vertex]);
    for (unsigned round = 0; round < vertex_count; round++)
        for (unsigned vertex = 0; vertex < vertex_count; vertex++)
            next_digest(&growing, &digests[(round + 1) % 2][vertex], digests[round % 2], vertex, sources[vertex],
                        targets[vertex]);
    word state[4];
    final_state(&growing, state, digests[vertex_count % 2], vertex_count);
    store_hashes(hashes, state);
}

static WIDTH_TARGET void md5(const uint8_t *const *messages, size_t length, nsc_hash *hashes) {
    message growing;
    message_begin(&growing);
    for (size_t place = 0; place < length; place++) {
        uint32_t bytes[LANES];
        for (unsigned lane = 0; lane < LANES; lane++)
            bytes[lane] = messages[lane][place];
        word byte;
        memcpy(&byte, bytes, sizeof byte);
        message_byte(&growing, &byte);
    }
    word state[4];
    message_end(&growing, state);
    store_hashes(hashes, state);
}

#define WIDTH_TEXT_2(suffix) #suffix
#define WIDTH_TEXT(suffix) WIDTH_TEXT_2(suffix)
static const nsc_md5_width WIDTH_NAME(width) = {WIDTH_TEXT(WIDTH_SUFFIX), LANES, fingerprint, md5};

#undef VECTORS
#undef LANES
#undef vector
#undef word
#undef digest
#undef message
#undef md5_block
#undef message_text
#undef message_word
#undef message_byte
#undef message_begin
#undef message_end
#undef hexadecimal
#undef order_pair
#undef sort_digests
#undef message_digest
#undef message_sorted
#undef first_digest
#undef next_digest
#undef final_state
#undef store_hashes
#undef fingerprint
#undef md5
#undef INLINE_PART
#undef EACH_VECTOR
#undef F
#undef G
#undef H
#undef I
#undef STEP
#undef ROUND
#undef SPREAD
#undef DIGITS
#undef WIDTH_TEXT_2
#undef WIDTH_TEXT
#undef WIDTH_SUFFIX
#undef WIDTH_BYTES
#undef WIDTH_TARGET
