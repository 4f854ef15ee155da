/* The kinds of files that are given for tables: one row each, the first that matches counts. */
#include "base/file_kind.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- what a signature does not tell ---- */

static bool contains(const char *bytes, size_t size, const char *text) {
    return memmem(bytes, size, text, strlen(text)) != NULL;
}

static bool is_spreadsheet(const char *bytes, size_t size) {
    return contains(bytes, size, "xl/") || contains(bytes, size, "opendocument.spreadsheet");
}

static bool is_numpy_archive(const char *bytes, size_t size) {
    return contains(bytes, size, ".npy");
}

static bool is_torch_archive(const char *bytes, size_t size) {
    return contains(bytes, size, "/data.pkl");
}

static bool is_pickle(const char *bytes, size_t size) {
    return size > 2 && bytes[1] >= 2 && bytes[1] <= 5;
}

/* Pickles of the protocols 0 and 1 have no mark of their own. */
static bool is_old_pickle(const char *bytes, size_t size) {
    if (size > 2 && (bytes[0] == '}' || bytes[0] == ']') && bytes[1] == 'q' && bytes[2] == '\0')
        return true;
    static const char *const beginnings[] = {"(dp0\n", "(lp0\n", "(dp1\n", "(lp1\n", "ccopy_reg\n", "cnumpy"};
    for (size_t number = 0; number < NSC_COUNT_OF(beginnings); number++) {
        const size_t length = strlen(beginnings[number]);
        if (size >= length && memcmp(bytes, beginnings[number], length) == 0)
            return true;
    }
    return false;
}

/* A length of 8 bytes, its checksum, and JSON as the official file has it. */
static bool is_tfrecord(const char *bytes, size_t size) {
    static const char zeros[4] = {0};
    return size > 14 && memcmp(bytes + 4, zeros, sizeof zeros) == 0 && memcmp(bytes + 12, "[\"", 2) == 0;
}

/* In English text of two or four bytes a letter all but one of them are zero; `letter` is the place of that one. */
static bool has_zeros(const char *bytes, size_t size, size_t step, size_t letter) {
    const size_t looked_at = size < 64 ? size - size % step : 64;
    for (size_t place = 0; place < looked_at; place++)
        if ((place % step == letter) == (bytes[place] == '\0'))
            return false;
    return looked_at >= 2 * step;
}

static bool is_utf16_little(const char *bytes, size_t size) {
    return has_zeros(bytes, size, 2, 0);
}

static bool is_utf16_big(const char *bytes, size_t size) {
    return has_zeros(bytes, size, 2, 1);
}

static bool is_utf32_little(const char *bytes, size_t size) {
    return has_zeros(bytes, size, 4, 0);
}

static bool is_utf32_big(const char *bytes, size_t size) {
    return has_zeros(bytes, size, 4, 3);
}

/* Whether the text begins with these words, whatever their case, a byte-order mark and white space before
 * them. */
static bool begins(const char *bytes, size_t size, const char *words) {
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    while (size > 0 && isspace((unsigned char)*bytes)) {
        bytes++;
        size--;
    }
    const size_t length = strlen(words);
    return size >= length && strncasecmp(bytes, words, length) == 0;
}

static bool is_html(const char *bytes, size_t size) {
    return begins(bytes, size, "<!doctype html") || begins(bytes, size, "<html") || begins(bytes, size, "<head") ||
           begins(bytes, size, "<body") || begins(bytes, size, "<table");
}

static bool is_github_page(const char *bytes, size_t size) {
    return is_html(bytes, size) && contains(bytes, size, "github");
}

static bool is_graphml(const char *bytes, size_t size) {
    return begins(bytes, size, "<") && contains(bytes, size, "<graphml");
}

static bool is_markup(const char *bytes, size_t size) {
    return begins(bytes, size, "<");
}

static bool is_settings(const char *bytes, size_t size) {
    return size > 1 && bytes[0] == '[' && isalpha((unsigned char)bytes[1]);
}

static bool is_arff(const char *bytes, size_t size) {
    return (begins(bytes, size, "@relation") || begins(bytes, size, "%")) && contains(bytes, size, "@attribute");
}

static bool is_graph_text(const char *bytes, size_t size) {
    static const char *const beginnings[] = {"graph [",      "graph\n[", "creator \"", "graph {",
                                             "strict graph", "digraph ", "*vertices",  "*network"};
    for (size_t number = 0; number < NSC_COUNT_OF(beginnings); number++)
        if (begins(bytes, size, beginnings[number]))
            return true;
    return false;
}

static bool is_web_error(const char *bytes, size_t size) {
    return size < 1000 && (begins(bytes, size, "404: Not Found") || begins(bytes, size, "404 Not Found") ||
                           begins(bytes, size, "Not Found") || begins(bytes, size, "403 Forbidden") ||
                           begins(bytes, size, "429: Too Many Requests") || begins(bytes, size, "Access Denied"));
}

static bool is_python_text(const char *bytes, size_t size) {
    return begins(bytes, size, "{'") || begins(bytes, size, "[{'") || begins(bytes, size, "[('") ||
           begins(bytes, size, "OrderedDict(") || begins(bytes, size, "defaultdict(");
}

static bool is_program(const char *bytes, size_t size) {
    return begins(bytes, size, "#!") || begins(bytes, size, "import ") || begins(bytes, size, "#include") ||
           (begins(bytes, size, "from ") && contains(bytes, size < 200 ? size : 200, " import "));
}

static bool is_document(const char *bytes, size_t size) {
    return begins(bytes, size, "{\\rtf") || begins(bytes, size, "\\documentclass") || begins(bytes, size, "\\begin{");
}

static bool is_notebook(const char *bytes, size_t size) {
    return begins(bytes, size, "{") && contains(bytes, size, "\"cells\"") && contains(bytes, size, "\"cell_type\"");
}

/* A first line "key: value" or "key:" of a single word before the colon, none of the separators, and below it another
 * such line or an indented one; or the marks that YAML begins with. */
static bool is_yaml(const char *bytes, size_t size) {
    if (begins(bytes, size, "---\n") || begins(bytes, size, "%YAML"))
        return true;
    const char *const end = bytes + size;
    if (size > 2 && memcmp(bytes, "- ", 2) == 0)
        bytes += 2;
    for (int lines = 0; lines < 2; lines++) {
        while (bytes < end && (*bytes == ' ' || *bytes == '-'))
            bytes++;
        const char *const start = bytes;
        while (bytes < end && (isalnum((unsigned char)*bytes) || *bytes == '_'))
            bytes++;
        if (bytes == start || end - bytes < 2 || *bytes != ':' || strchr(" \r\n", bytes[1]) == NULL)
            return false;
        const char *line_end = memchr(bytes, '\n', (size_t)(end - bytes));
        line_end = line_end != NULL ? line_end : end;
        if (lines == 0 && (memchr(bytes, ',', (size_t)(line_end - bytes)) != NULL ||
                           memchr(bytes, '\t', (size_t)(line_end - bytes)) != NULL ||
                           memchr(bytes, ';', (size_t)(line_end - bytes)) != NULL))
            return false;
        bytes = line_end < end ? line_end + 1 : end;
    }
    return true;
}

/* A line of bars and dashes below the first. */
static bool is_markdown(const char *bytes, size_t size) {
    const char *second = memchr(bytes, '\n', size);
    if (second == NULL || bytes[0] != '|')
        return false;
    second++;
    size_t length = 0;
    while (second + length < bytes + size && strchr("|-: \r", second[length]) != NULL && second[length] != '\0')
        length++;
    return length > 4 && second[0] == '|' && memchr(second, '-', length) != NULL;
}

/* Control characters that no text has; a stray one is left for the reader, which names its line. */
static bool is_binary(const char *bytes, size_t size) {
    size_t controls = 0;
    for (size_t place = 0; place < size; place++)
        controls += bytes[place] == '\0' ||
                    ((unsigned char)bytes[place] < ' ' && strchr("\t\n\v\f\r\x1b", bytes[place]) == NULL);
    return controls > 2 && 10 * controls > size;
}

/* For signatures that might begin a header as well. */
static bool is_no_text(const char *bytes, size_t size) {
    return is_binary(bytes, size < 64 ? size : 64);
}

/* ---- the kinds ---- */

#define SIGNATURE(text) .signature = (text), .signature_size = sizeof(text) - 1
#define FROM_PYTHON "in Python, read it and write the table by frame.to_csv(FILE, index=False)"
#define FROM_R "in R, load it and write the table by write.csv(TABLE, FILE, row.names = FALSE)"
#define FROM_A_SPREADSHEET "open it in a spreadsheet and save the sheet as CSV (UTF-8)"

static const nsc_file_kind kinds[] = {
    /* archives and compression */
    {"a spreadsheet (xlsx or ods)", FROM_A_SPREADSHEET, is_spreadsheet, SIGNATURE("PK\3\4")},
    {"an archive of numpy arrays (.npz)",
     "in Python, save the one array that is meant by numpy.save (one number a point: `--data FILE.npy`), or write a "
     "table as CSV",
     is_numpy_archive, SIGNATURE("PK\3\4")},
    {"a PyTorch file", "in Python, read it by torch.load and write a table as CSV", is_torch_archive,
     SIGNATURE("PK\3\4")},
    {"a zip archive", "unpack it by `unzip` and name the table in it", NULL, SIGNATURE("PK\3\4")},
    {"an empty zip archive", "fetch the file again", NULL, SIGNATURE("PK\5\6")},
    {"an old spreadsheet (xls) or another Office document", FROM_A_SPREADSHEET, NULL,
     SIGNATURE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")},
    {"a gzip file", "it was compressed twice: unpack it once by `gzip -d`", NULL, SIGNATURE("\x1f\x8b"),
     .is_gzip = true},
    {"compressed by xz", "unpack it by `xz -d`", NULL,
     SIGNATURE("\xfd"
               "7zXZ\0")},
    {"compressed by bzip2", "unpack it by `bzip2 -d`", NULL, SIGNATURE("1AY&SY"), .place = 4},
    {"compressed by zstd", "unpack it by `zstd -d`", NULL, SIGNATURE("\x28\xb5\x2f\xfd")},
    {"compressed by lz4", "unpack it by `lz4 -d`", NULL, SIGNATURE("\x04\x22\x4d\x18")},
    {"compressed by compress (.Z)", "unpack it by `gzip -d`", NULL, SIGNATURE("\x1f\x9d")},
    {"a 7-Zip archive", "unpack it by `7z x` and name the table in it", NULL, SIGNATURE("7z\xbc\xaf\x27\x1c")},
    {"a rar archive", "unpack it by `unrar x` and name the table in it", NULL, SIGNATURE("Rar!\x1a\x07")},
    {"a tar archive", "unpack it by `tar -xf` and name the table in it", NULL, SIGNATURE("ustar"), .place = 257},

    /* tables of other programs */
    {"a Parquet file", "in Python, pandas.read_parquet(FILE).to_csv(NEW, index=False) makes a table of it", is_no_text,
     SIGNATURE("PAR1")},
    {"an Arrow (Feather) file", "in Python, pandas.read_feather(FILE).to_csv(NEW, index=False) makes a table of it",
     is_no_text, SIGNATURE("ARROW1")},
    {"a Feather file", "in Python, pandas.read_feather(FILE).to_csv(NEW, index=False) makes a table of it", is_no_text,
     SIGNATURE("FEA1")},
    {"an HDF5 file", FROM_PYTHON " (pandas.read_hdf or h5py)", NULL, SIGNATURE("\x89HDF\r\n\x1a\n")},
    {"a numpy array (.npy)",
     "`--data FILE.npy` reads a one-dimensional array with one number a point; of any other, write a table as CSV",
     NULL, SIGNATURE("\x93NUMPY"), .read_elsewhere = true},
    {"a PyTorch file", "in Python, read it by torch.load and write a table as CSV", NULL,
     SIGNATURE("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20")},
    {"a Python pickle", "in Python, read it by pickle.load (only if you trust who made it) and write a table as CSV",
     is_pickle, SIGNATURE("\x80")},
    {"a Python pickle", "in Python, read it by pickle.load (only if you trust who made it) and write a table as CSV",
     is_old_pickle, .signature = NULL},
    {"an SQLite database", "`sqlite3 -header -csv FILE 'SELECT * FROM TABLE' > NEW.csv` makes a table of it", NULL,
     SIGNATURE("SQLite format 3")},
    {"an R workspace (.RData)", FROM_R, NULL, SIGNATURE("RDX2\n")},
    {"an R workspace (.RData)", FROM_R, NULL, SIGNATURE("RDX3\n")},
    {"an R object (.rds)", FROM_R, NULL, SIGNATURE("X\n\0\0\0\2")},
    {"an R object (.rds)", FROM_R, NULL, SIGNATURE("X\n\0\0\0\3")},
    {"a MATLAB file", "in MATLAB, write the table by writetable(TABLE, 'FILE.csv')", NULL, SIGNATURE("MATLAB 5.0 MAT")},
    {"a store (.nscape)", "`--data FILE` reads it, under any name; `nasscape data export --csv` makes a table of it",
     NULL, SIGNATURE("NSCAPE\r\n"), .read_elsewhere = true},
    {"a TFRecord file", "`nasscape data import FILE -o STORE` reads it, from a regular file that is not compressed",
     is_tfrecord, .signature = NULL, .read_elsewhere = true},
    {"a pointer of git-lfs and not the file itself", "fetch the file by `git lfs pull`", NULL,
     SIGNATURE("version https://git-lfs")},

    /* pages, pictures, programs */
    {"a PDF document", "look for the table as CSV beside it", NULL, SIGNATURE("%PDF-")},
    {"a picture (PNG)", "look for the numbers behind it as CSV", NULL, SIGNATURE("\x89PNG")},
    {"a picture (JPEG)", "look for the numbers behind it as CSV", NULL, SIGNATURE("\xff\xd8\xff")},
    {"a picture (GIF)", "look for the numbers behind it as CSV", NULL, SIGNATURE("GIF87a")},
    {"a picture (GIF)", "look for the numbers behind it as CSV", NULL, SIGNATURE("GIF89a")},
    {"a picture (TIFF)", "look for the numbers behind it as CSV", NULL, SIGNATURE("II*\0")},
    {"a picture (TIFF)", "look for the numbers behind it as CSV", NULL, SIGNATURE("MM\0*")},
    {"a program (ELF)", "name a table", NULL,
     SIGNATURE("\x7f"
               "ELF")},

    /* text that is not UTF-8 */
    {"UTF-32 text", "save it as UTF-8: `iconv -f UTF-32 -t UTF-8 FILE > NEW`", NULL, SIGNATURE("\xff\xfe\0\0")},
    {"UTF-32 text", "save it as UTF-8: `iconv -f UTF-32 -t UTF-8 FILE > NEW`", NULL, SIGNATURE("\0\0\xfe\xff")},
    {"UTF-16 text", "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE > NEW`", NULL, SIGNATURE("\xff\xfe")},
    {"UTF-16 text", "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 FILE > NEW`", NULL, SIGNATURE("\xfe\xff")},
    {"UTF-32 text", "save it as UTF-8: `iconv -f UTF-32LE -t UTF-8 FILE > NEW`", is_utf32_little, .signature = NULL},
    {"UTF-32 text", "save it as UTF-8: `iconv -f UTF-32BE -t UTF-8 FILE > NEW`", is_utf32_big, .signature = NULL},
    {"UTF-16 text", "save it as UTF-8: `iconv -f UTF-16LE -t UTF-8 FILE > NEW`", is_utf16_little, .signature = NULL},
    {"UTF-16 text", "save it as UTF-8: `iconv -f UTF-16BE -t UTF-8 FILE > NEW`", is_utf16_big, .signature = NULL},
    {"binary data", "name a table: CSV, or a JSON array of flat objects", is_binary, .signature = NULL,
     .read_elsewhere = true},

    /* text that is no table */
    {"a page of GitHub and not the file shown on it", "save the raw file (the button \"Raw\" or \"Download raw file\")",
     is_github_page, .signature = NULL},
    {"a web page (HTML)",
     "save the file that the page shows or links to; a table on it can be copied into a spreadsheet and "
     "saved as CSV",
     is_html, .signature = NULL},
    {"the error message of a web server", "fetch the file again, from another address", is_web_error,
     .signature = NULL},
    {"a graph (GraphML)", "`--space FILE` reads it as a space; measurements come as a table of points", is_graphml,
     .signature = NULL},
    {"XML or HTML", "write the table in it as CSV", is_markup, .signature = NULL},
    {"a settings file (INI or TOML)", "name a table", is_settings, .signature = NULL},
    {"an ARFF file", "put a line with the names of its attributes in place of all above and including @data", is_arff,
     .signature = NULL},
    {"a graph (GML, DOT or Pajek)", "write its edges as CSV with the columns from and to", is_graph_text,
     .signature = NULL},
    {"a notebook (Jupyter)", "in the notebook, write the table by frame.to_csv(FILE, index=False)", is_notebook,
     .signature = NULL},
    {"what Python prints for a list or dictionary, and not JSON", "in Python, write it by json.dump", is_python_text,
     .signature = NULL},
    {"a program's source", "run it, or name the table that it writes", is_program, .signature = NULL},
    {"a document (RTF or LaTeX)", "save the table in it as CSV", is_document, .signature = NULL},
    {"YAML", "in Python, read it by yaml.safe_load and write a table as CSV", is_yaml, .signature = NULL},
    {"a table in Markdown", "take out the line of dashes and the bars at both ends of each line, or save it as CSV",
     is_markdown, .signature = NULL},
};

const nsc_file_kind *nsc_file_kind_find(const char *bytes, size_t size) {
    for (size_t number = 0; number < NSC_COUNT_OF(kinds); number++) {
        const nsc_file_kind *kind = &kinds[number];
        if (kind->signature != NULL && (size < kind->place + kind->signature_size ||
                                        memcmp(bytes + kind->place, kind->signature, kind->signature_size) != 0))
            continue;
        if (kind->matches == NULL || kind->matches(bytes, size))
            return kind;
    }
    return NULL;
}

nsc_status nsc_file_kind_refuse(const nsc_file_kind *kind, const char *path, bool compressed, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID, "\"%s\" is no table: it is %s%s; %s", path, kind->name,
                         compressed ? " (within gzip)" : "", kind->advice);
}

bool nsc_file_kind_is_text(const char *bytes, size_t size) {
    char beginning[64];
    size_t length = size < sizeof beginning - 1 ? size : sizeof beginning - 1;
    memcpy(beginning, bytes, length);
    beginning[length] = '\0';
    if (size > length)
        beginning[nsc_utf8_whole(beginning)] = '\0';
    return memchr(bytes, '\0', length) == NULL && nsc_is_xml_text(beginning);
}

bool nsc_file_kind_tells(const char *path) {
    char bytes[4096];
    const size_t size = nsc_file_first_bytes(path, bytes, sizeof bytes);
    if (size == 0)
        return false;
    const nsc_file_kind *kind = nsc_file_kind_find(bytes, size);
    return kind != NULL ? !kind->read_elsewhere : memchr(bytes, '\0', size) == NULL;
}
