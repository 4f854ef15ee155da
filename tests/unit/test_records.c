/*
 * Tables in any file: the same rows whatever separates, compresses or wraps them; what may stand in a field; and files
 * that are no table, each refused with what it is and the next step.
 */
#include "base/base.h"
#include "file_fixture.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static int open_fixture(void **state) {
    return open_fixture_named(state, "table");
}

static void write_compressed(const char *path, const char *bytes, size_t size) {
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), (int)size);
    assert_int_equal(gzclose(file), Z_OK);
}

/* The rows as one text: "line: field|field;" each. */
typedef struct rows {
    char text[4096];
    size_t length, count;
    const nsc_record_format *format;
    char separator; /* when the header came */
} rows;

static nsc_status take_row(void *context, const nsc_record_row *row, nsc_error *error) {
    rows *taken = context;
    (void)error;
    if (taken->count++ == 0)
        taken->separator = taken->format->separator;
    for (size_t field = 0; field < row->field_count; field++) {
        const size_t room = sizeof taken->text - taken->length;
        int length;
        if (field == 0)
            length = snprintf(taken->text + taken->length, room, "%zu: %s", row->line, row->fields[field]);
        else
            length = snprintf(taken->text + taken->length, room, "|%s", row->fields[field]);
        taken->length += (size_t)length < room ? (size_t)length : room - 1;
    }
    if (taken->length + 1 < sizeof taken->text)
        taken->text[taken->length++] = ';';
    return NSC_OK;
}

static void expect_rows(const char *path, const char *expected, const char *note) {
    nsc_record_format format;
    rows taken = {.format = &format};
    char described[256], whole[256] = "";
    REQUIRE_OK(nsc_records_read(path, take_row, &taken, &format, &error));
    assert_string_equal(taken.text, expected);
    assert_int_equal(taken.separator, format.separator);
    nsc_record_format_describe(&format, "t", described, sizeof described);
    if (*note != '\0')
        snprintf(whole, sizeof whole, "\"t\": %s", note);
    assert_string_equal(described, whole);
}

/* ---- what is read ---- */

static const struct {
    const char *text, *rows, *note;
} tables[] = {
    {"a,b\n1,2\n3,4\n", "1: a|b;2: 1|2;3: 3|4;", ""},
    {"\xef\xbb\xbf"
     "a,b\r\n1,2\r\n\r\n3,4",
     "1: a|b;2: 1|2;4: 3|4;", ""},
    {"a,b\r1,2\r3,4\r", "1: a|b;2: 1|2;3: 3|4;", ""},
    {"a,b\n\"x,\"\"y\",\"two\nlines\"\n3,4\n", "1: a|b;2: x,\"y|two\nlines;4: 3|4;", ""},
    {"a\n1\n", "1: a;2: 1;", ""},
    {"hash;acc\nab;0,9432\ncd;0,5\n", "1: hash|acc;2: ab|0,9432;3: cd|0,5;",
     "fields separated by \";\", decimal comma"},
    {"hash;acc\nab;0.9432\n", "1: hash|acc;2: ab|0.9432;", "fields separated by \";\""},
    {"hash,acc,params\nab,\"0,9432\",\"8,555\"\n", "1: hash|acc|params;2: ab|0,9432|8,555;", "decimal comma"},
    {"hash,params\nab,\"8,555\"\ncd,\"85,550\"\n", "1: hash|params;2: ab|8,555;3: cd|85,550;", ""},
    {"hash\tacc\nab\t1\n", "1: hash|acc;2: ab|1;", "fields separated by tabs"},
    {"hash|acc\nab|1\n", "1: hash|acc;2: ab|1;", "fields separated by \"|\""},
    {"params, M;acc, %\n1,25;93,4\n2,5;90,1\n", "1: params, M|acc, %;2: 1,25|93,4;3: 2,5|90,1;",
     "fields separated by \";\", decimal comma"},
    {"name;ops\nx;\"1;2\"\n", "1: name|ops;2: x|1;2;", "fields separated by \";\""},
    {"name;ops;acc\nx;1,2;0.5\n", "1: name|ops|acc;2: x|1,2|0.5;", "fields separated by \";\""},
    {"operations,acc\n\"c3;c1\",1\nc1;c1;c1,2\n", "1: operations|acc;2: c3;c1|1;3: c1;c1;c1|2;", ""},
    {"arch,acc\n|nor~0|+|nor~0|skip~1|,2\n", "1: arch|acc;2: |nor~0|+|nor~0|skip~1||2;", ""},
    {"a,b,c\n1,2\n3,4,5\n", "1: a|b|c;2: 1|2;3: 3|4|5;", ""}, /* the number of fields is the caller's to check */
    {"sep=;\r\na;b\r\n1;2\r\n", "2: a|b;3: 1|2;", "fields separated by \";\""},
    {"sep=,\na,b;c\n1,2;3\n", "2: a|b;c;3: 1|2;3;", ""},
    {"a b\n1  0,5\n 2 0,25 \n", "1: a|b;2: 1|0,5;3: 2|0,25;", "fields separated by blanks, decimal comma"},
    {"\"a b\" \"c\"\n\"x\" 0.5\n\"y z\" 1\n", "1: a b|c;2: x|0.5;3: y z|1;", "fields separated by blanks"},
    {"# made on Monday\n#\na,b\n1,2\n", "3: a|b;4: 1|2;", "2 comment lines before the table"},
    {"#id,b\n1,2\n", "1: #id|b;2: 1|2;", ""},
    {"0,1,2\n0.5,7,8\n", "1: 0|1|2;2: 0.5|7|8;", ""}, /* pandas numbers columns without names */
    {"[{\"a\": \"00012\", \"b\": 0.10},\n {\"b\": 1e5, \"a\": true, \"c\": null},\n\n {\"c\": \"x\\u00e4\\\"\"}]\n",
     "1: a|b|c;1: 00012|0.10|;2: true|1e5|;4: ||x\xc3\xa4\";", "a JSON array of objects"},
    {"{\"a\":1,\"b\":NaN}\n{\"a\":12345678901234567890,\"b\":0.94320911169052124}\n",
     "1: a|b;1: 1|;2: 12345678901234567890|0.94320911169052124;", "one JSON object a line"},
    {"[{\"a\":\"NaN {[\",\"b\":-0.0}]", "1: a|b;1: NaN {[|-0.0;", "a JSON array of objects"},
};

static void test_tables(void **state) {
    const fixture *opened = *state;
    for (size_t table = 0; table < NSC_COUNT_OF(tables); table++) {
        char note[128];
        write_bytes(opened->path, tables[table].text, strlen(tables[table].text));
        expect_rows(opened->path, tables[table].rows, tables[table].note);
        /* comments come last in the note */
        if (strstr(tables[table].note, "comment") != NULL)
            continue;
        snprintf(note, sizeof note, "%s%scompressed by gzip", tables[table].note,
                 *tables[table].note != '\0' ? ", " : "");
        write_compressed(opened->path, tables[table].text, strlen(tables[table].text));
        expect_rows(opened->path, tables[table].rows, note);
    }
}

/* What comes through a pipe cannot be looked at twice. */
static void test_pipes(void **state) {
    (void)state;
    for (size_t table = 0; table < NSC_COUNT_OF(tables); table++) {
        int ends[2];
        char path[64];
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], tables[table].text, strlen(tables[table].text)),
                         (ssize_t)strlen(tables[table].text));
        close(ends[1]);
        snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
        expect_rows(path, tables[table].rows, tables[table].note);
        close(ends[0]);
    }
}

/* Rows without a header: one is enough, and it may hold numbers. */
static void test_rows_without_header(void **state) {
    static const struct {
        const char *text, *rows;
    } lists[] = {
        {"1,11\n1,7\n", "1: 1|11;2: 1|7;"},
        {"1\t11\n", "1: 1|11;"},
        {"1;11\n2;3\n", "1: 1|11;2: 2|3;"},
        {"1 11\n1   7\n", "1: 1|11;2: 1|7;"},
        {"a;b,c;d\n", "1: a;b|c;d;"}, /* names with semicolons in a list with commas */
        {"|a~0|+|b~0|\t|c~0|+|d~0|\n", "1: |a~0|+|b~0|||c~0|+|d~0|;"},
    };
    const fixture *opened = *state;
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++) {
        nsc_record_format format;
        rows taken = {.format = &format};
        write_bytes(opened->path, lists[list].text, strlen(lists[list].text));
        REQUIRE_OK(nsc_records_read_rows(opened->path, take_row, &taken, &format, &error));
        assert_string_equal(taken.text, lists[list].rows);
    }
}

/* Fields, quotes and ends of lines across the blocks in which a file is read: every shift of a long table. */
static void test_block_borders(void **state) {
    enum { ROWS = 9000, SHIFTS = 40 };
    const fixture *opened = *state;
    for (size_t shift = 0; shift < SHIFTS; shift++) {
        nsc_record_format format;
        rows taken = {.format = &format};
        FILE *stream = fopen(opened->path, "wb");
        assert_non_null(stream);
        fprintf(stream, "%0*d,b,c\r\n", (int)shift + 1, 7);
        for (unsigned row = 0; row < ROWS; row++)
            fprintf(stream, "%05u,\"\xc3\xa4 \"\"q\r\n\",c\r\n", row);
        fclose(stream);
        REQUIRE_OK(nsc_records_read(opened->path, take_row, &taken, &format, &error));
        assert_int_equal(taken.count, ROWS + 1);
        char expected[64];
        const char *row = strstr(taken.text, "00042|");
        snprintf(expected, sizeof expected, "%u: 00042|\xc3\xa4 \"q\r\n|c;%u: 00043", 2 * 42 + 2, 2 * 43 + 2);
        assert_non_null(row);
        assert_non_null(strstr(taken.text, expected));
    }
}

/* A row function's failure ends the reading, with file and line in front. */
static nsc_status refuse_third(void *context, const nsc_record_row *row, nsc_error *error) {
    size_t *count = context;
    (void)row;
    return ++*count == 3 ? nsc_error_set(error, NSC_MISSING, "enough") : NSC_OK;
}

static nsc_status refuse_header(void *context, const nsc_record_row *row, nsc_error *error) {
    (void)context;
    (void)row;
    return nsc_error_set(error, NSC_MISSING, "no such column");
}

static void test_refusals_by_the_function(void **state) {
    const fixture *opened = *state;
    static const char *const texts[] = {"a,b\n1,2\n\n3,4\n5,6\n", "[{\"a\":1},\n\n\n{\"a\":2},{\"a\":3}]"};
    for (size_t text = 0; text < NSC_COUNT_OF(texts); text++) {
        nsc_record_format format;
        size_t count = 0;
        write_bytes(opened->path, texts[text], strlen(texts[text]));
        REQUIRE_REFUSED(nsc_records_read(opened->path, refuse_third, &count, &format, &error), NSC_MISSING,
                        "/table, line 4: enough");
        assert_int_equal(count, 3);
        REQUIRE_REFUSED(nsc_records_read(opened->path, refuse_header, NULL, &format, &error), NSC_MISSING,
                        "/table, line 1: no such column");
    }
}

/* ---- fields ---- */

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double point, comma; /* NaN: no number; infinite: too large */
    } numbers[] = {
        {"0.9432", 0.9432, NAN},
        {"0,9432", NAN, 0.9432},
        {"108", 108, 108},
        {" -1e-3 ", -1e-3, -1e-3},
        {"\t7", 7, 7},
        {"+.5", .5, NAN},
        {"1.", 1, NAN},
        {"1e999", INFINITY, INFINITY},
        {"", NAN, NAN},
        {" ", NAN, NAN},
        {"inf", NAN, NAN},
        {"nan", NAN, NAN},
        {"0x10", NAN, NAN},
        {"1 2", NAN, NAN},
        {"1,2,3", NAN, NAN},
        {"1.2.3", NAN, NAN},
        {"1.155,85", NAN, NAN},
        {"e5", NAN, NAN},
        {"1e", NAN, NAN},
        {"--1", NAN, NAN},
        {"-", NAN, NAN},
        {"93 %", NAN, NAN},
        {"\xc2\xa0"
         "1",
         NAN, NAN},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(numbers); number++)
        for (int comma = 0; comma < 2; comma++) {
            const nsc_record_format format = {.decimal_comma = comma == 1};
            const double expected = comma ? numbers[number].comma : numbers[number].point;
            double value = 5;
            const bool read = nsc_record_number(&format, numbers[number].text, &value);
            if (read != (bool)isfinite(expected) || (isnan(expected) ? !isnan(value) : value != expected))
                fail_msg("\"%s\" is read as %g", numbers[number].text, value);
        }
}

static void test_missing_values(void **state) {
    (void)state;
    static const char *const missing[] = {"",    " ",    "-",    "NA",   "N/A",  "#N/A", "<NA>", "nan",
                                          "NaN", "-nan", "null", "NULL", "None", "none", " NA "};
    static const char *const there[] = {"0", "--", "NAN1", "Na N", ".", "no", "undefined", "inf", "A"};
    for (size_t word = 0; word < NSC_COUNT_OF(missing); word++)
        assert_true(nsc_record_missing(missing[word]));
    for (size_t word = 0; word < NSC_COUNT_OF(there); word++)
        assert_false(nsc_record_missing(there[word]));
}

static void test_headers_in_words(void **state) {
    (void)state;
    char text[1024];
    const char *const names[] = {"hash", "val acc", "0.9"};
    nsc_record_header_describe(&(nsc_record_row){.field_count = 2, .fields = names}, text, sizeof text);
    assert_string_equal(text, "the header is: hash; val acc");
    nsc_record_header_describe(&(nsc_record_row){.field_count = 3, .fields = names}, text, sizeof text);
    assert_string_equal(text, "the header is: hash; val acc; 0.9 (these look like data: does the file lack a line with "
                              "the names of its columns?)");
    nsc_record_header_describe(&(nsc_record_row){.field_count = 1, .fields = (const char *const[]){"a^b"}}, text,
                               sizeof text);
    assert_string_equal(text,
                        "the header is: a^b (one column: fields are separated by commas, semicolons, tabs, bars or "
                        "blanks)");
    const char *many[200];
    for (size_t name = 0; name < NSC_COUNT_OF(many); name++)
        many[name] = "a_name_that_is_longer_than_anyone_wants_to_read";
    nsc_record_header_describe(&(nsc_record_row){.field_count = 200, .fields = many}, text, sizeof text);
    assert_true(strlen(text) < 400);
    assert_non_null(strstr(text, "(200 columns)"));
    nsc_record_header_describe(&(nsc_record_row){.field_count = 200, .fields = many}, text, 30);
    assert_true(strlen(text) < 30);
}

static void test_nearest_names(void **state) {
    (void)state;
    static const char *const names[] = {"hash", "epochs", "dataset", "test_accuracy", "Params"};
    static const struct {
        const char *name, *nearest;
    } cases[] = {
        {"datset", "dataset"},
        {"DATASET", "dataset"},
        {"epoch", "epochs"},
        {"eopchs", "epochs"},
        {"test_acuracy", "test_accuracy"},
        {"params", "Params"},
        {"hahs", "hash"},
        {"seed", NULL},
        {"", NULL},
        {"accuracy", NULL},
    };
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        const char *nearest = nsc_nearest_name(cases[number].name, names, NSC_COUNT_OF(names));
        if (cases[number].nearest == NULL)
            assert_null(nearest);
        else
            assert_string_equal(nearest, cases[number].nearest);
    }
    assert_null(nsc_nearest_name("a", NULL, 0));
    assert_int_equal(nsc_find_name("PARAMS", names, 5), 4);
    assert_int_equal(nsc_find_name("param", names, 5), 5);
    static const char *const cases_apart[] = {"N", "n"};
    assert_int_equal(nsc_find_name("n", cases_apart, 2), 1);
    assert_true(nsc_same_words("Test Accuracy", "test-accuracy") && nsc_same_words("testAccuracy", "test_accuracy."));
    assert_false(nsc_same_words("accuracy", "accuracy2") || nsc_same_words("run1", "run") || nsc_same_words("", "a"));
}

/* ---- wrong files ---- */

#define BYTES(text) .bytes = (text), .size = sizeof(text) - 1
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* What each file must be called, and what its reader is told to do. Signatures are those that the formats' own
 * descriptions give. */
static const struct wrong_file {
    const char *kind, *advice;
    const char *bytes;
    size_t size;
} wrong_files[] = {
    {"spreadsheet", "as CSV", BYTES("PK\3\4\x14\0\6\0\x8\0\0\0!\0[Content_Types].xml" ZEROS "xl/workbook.xml")},
    {"spreadsheet", "as CSV",
     BYTES("PK\3\4\x14\0\0\0\0\0\0\0!\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet")},
    {"spreadsheet", "as CSV", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" ZEROS)},
    {".npz", "numpy.save", BYTES("PK\3\4\x14\0\0\0\0\0\0\0!\0test.npy" ZEROS)},
    {"PyTorch", "torch.load", BYTES("PK\3\4\0\0\x8\x8\0\0\0\0\0\0archive/data.pkl" ZEROS)},
    {"PyTorch", "torch.load", BYTES("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.")},
    {"zip archive", "unzip", BYTES("PK\3\4\x14\0\0\0\x8\0\0\0!\0table.csv" ZEROS)},
    {"empty zip", "fetch", BYTES("PK\5\6" ZEROS)},
    {"xz", "xz -d",
     BYTES("\xfd"
           "7zXZ\0\0\4" ZEROS)},
    {"bzip2", "bzip2 -d", BYTES("BZh91AY&SY\x12\x34\x56\x78")},
    {"zstd", "zstd -d", BYTES("\x28\xb5\x2f\xfd\x04\x00")},
    {"lz4", "lz4 -d", BYTES("\x04\x22\x4d\x18\x64\x40")},
    {"compress", "gzip -d", BYTES("\x1f\x9d\x90\x61")},
    {"7-Zip", "7z x", BYTES("7z\xbc\xaf\x27\x1c\0\4")},
    {"rar", "unrar", BYTES("Rar!\x1a\x07\x01\0")},
    {"Parquet", "read_parquet", BYTES("PAR1\x15\x04\x15\x80\x01\x15\x4e\x4c\x15\x08\x15\0\x12\0\0PAR1")},
    {"Feather", "read_feather", BYTES("ARROW1\0\0\xff\xff\xff\xff\x10\x01\0\0" ZEROS)},
    {"Feather", "read_feather", BYTES("FEA1\0\0\0\0\x01\0\0\0" ZEROS "FEA1")},
    {"HDF5", "h5py", BYTES("\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0")},
    {"numpy array", "one-dimensional",
     BYTES("\x93NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }")},
    {"pickle", "pickle.load",
     BYTES("\x80\x04\x95\x1a\0\0\0\0\0\0\0}\x94\x8c\x01"
           "a\x94K\x01s.")},
    {"pickle", "pickle.load", BYTES("(dp0\nVa\np1\nI1\ns.")},
    {"pickle", "pickle.load", BYTES("}q\0(X\1\0\0\0aq\1K\1u.")},
    {"SQLite", "sqlite3", BYTES("SQLite format 3\0\x10\0\1\1")},
    {".RData", "write.csv", BYTES("RDX3\nX\n\0\0\0\3")},
    {".rds", "write.csv", BYTES("X\n\0\0\0\3\0\4\2\1")},
    {"MATLAB", "writetable", BYTES("MATLAB 5.0 MAT-file, Platform: GLNXA64")},
    {"store", "--data", BYTES("NSCAPE\r\n\2\0\0\0" ZEROS)},
    {"TFRecord", "data import", BYTES("\x20\1\0\0\0\0\0\0\x11\x22\x33\x44[\"00005c142e6f48ac74fdcf73e3439874\", 4, ")},
    {"git-lfs", "git lfs pull",
     BYTES("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n")},
    {"PDF", "CSV", BYTES("%PDF-1.5\n%\xbf\xf7\xa2\xfe\n")},
    {"PNG", "CSV", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")},
    {"JPEG", "CSV", BYTES("\xff\xd8\xff\xe0\0\x10JFIF")},
    {"GIF", "CSV", BYTES("GIF89a\1\0\1\0")},
    {"ELF", "table",
     BYTES("\x7f"
           "ELF\2\1\1" ZEROS)},
    {"UTF-16", "UTF-8", BYTES("\xff\xfeh\0a\0s\0h\0,\0a\0\n\0")},
    {"UTF-16", "UTF-8", BYTES("\xfe\xff\0h\0a\0s\0h\0,\0a\0\n")},
    {"UTF-16", "UTF-16LE", BYTES("h\0a\0s\0h\0,\0a\0\n\0")},
    {"UTF-16", "UTF-16BE", BYTES("\0h\0a\0s\0h\0,\0a\0\n")},
    {"UTF-32", "UTF-8", BYTES("\xff\xfe\0\0h\0\0\0a\0\0\0")},
    {"UTF-32", "UTF-32BE", BYTES("\0\0\0h\0\0\0a")},
    {"UTF-32", "UTF-32LE", BYTES("h\0\0\0a\0\0\0s\0\0\0")},
    {"binary", "CSV", BYTES("\1\2\3\4\5\6\7" ZEROS)},
    {"GitHub", "Raw", BYTES("\n\n<!DOCTYPE html>\n<html lang=\"en\"><link href=\"https://github.githubassets.com\">")},
    {"web page", "save the file", BYTES("<!doctype html><html><body>a,b</body></html>")},
    {"web page", "save the file", BYTES("\xef\xbb\xbf<HTML><TABLE><TR><TD>1</TD></TR></TABLE></HTML>")},
    {"web server", "fetch", BYTES("404: Not Found")},
    {"GraphML", "--space", BYTES("<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")},
    {"XML", "CSV", BYTES("<?xml version=\"1.0\"?>\n<rows><row a=\"1\"/></rows>")},
    {"XML or HTML", "CSV", BYTES("<div>a</div>\n")},
    {"INI or TOML", "table", BYTES("[run]\nseed = 1\n")},
    {"ARFF", "attributes", BYTES("@relation r\n@attribute a numeric\n@data\n1\n")},
    {"GML, DOT or Pajek", "from and to", BYTES("graph [\n  node [\n    id 0\n  ]\n]\n")},
    {"GML, DOT or Pajek", "from and to", BYTES("*Vertices 2\n1 \"a\"\n2 \"b\"\n*Arcs\n1 2\n")},
    {"notebook", "to_csv", BYTES("{\n \"cells\": [\n  {\n   \"cell_type\": \"code\"}]}")},
    {"Python", "json.dump", BYTES("{'a': 0.5, 'b': None}")},
    {"Python", "json.dump", BYTES("[{'point': '00', 'fitness': 1}]")},
    {"program", "table", BYTES("#!/usr/bin/env python3\nprint(1)\n")},
    {"program", "table", BYTES("from nasbench import api\nnasbench = api.NASBench(PATH)\n")},
    {"RTF or LaTeX", "CSV", BYTES("\\begin{tabular}{lr}\na & 1 \\\\\n\\end{tabular}\n")},
    {"YAML", "yaml.safe_load", BYTES("- point: 00\n  fitness: 1\n- point: 01\n  fitness: 2\n")},
    {"YAML", "yaml.safe_load", BYTES("point: 00\nfitness: 1\n")},
    {"Markdown", "dashes", BYTES("| point | fitness |\n|-------|--------:|\n| 00 | 1 |\n")},

    /* JSON of another shape */
    {"object of objects", "to_entries",
     BYTES("{\"a\": {\"fitness\": 1}, \"b\": {\"fitness\": 2}, \"c\": {\"fitness\": 2}}")},
    {"object of columns", "pandas.DataFrame", BYTES("{\"fitness\": {\"0\": 1, \"1\": 2}}")},
    {"object of columns", "pandas.DataFrame", BYTES("{\"point\": [\"a\", \"b\"], \"fitness\": [1, 2]}")},
    {"under \"rows\"", "jq '.[\"rows\"]'", BYTES("{\"made\": \"today\", \"rows\": [{\"a\": 1}]}")},
    {"object of numbers", "to_entries", BYTES("{\"a\": 1, \"b\": 2}")},
    {"a single object", "array of flat objects", BYTES("{\"message\": \"Not Found\"}")},
    {"element 1 is no object but a single value", "array of flat objects", BYTES("[1, 2, 3]")},
    {"element 2 is no object but an array", "array of flat objects", BYTES("[{\"a\":1}, [1, 2]]")},
    {"\"hp\" of object 2 holds an object", "flat", BYTES("[{\"a\":1},\n{\"hp\": {\"lr\": 0.1}}]")},
    {"\"ops\" of object 1 holds an array", "flat", BYTES("[{\"ops\": [1, 2]}]")},
    {"line 2: the file ends within object 2", "incomplete", BYTES("[{\"a\":1},\n{\"a\":")},
    {"ends within the array", "incomplete", BYTES("[{\"a\":1}")},
    {"no comma between two objects", "line 2", BYTES("[{\"a\":1}\n{\"a\":2}]")},
    {"object 2 is no JSON", "line 3", BYTES("[{\"a\":1},\n{\"a\":2,\n\"b\":nope}]")},
    {"object 1 is no JSON", "duplicate", BYTES("[{\"a\":1,\"a\":2}]")},
    {"text follows", "line 1", BYTES("[{\"a\":1}] x")},
    {"single quote", "json.dump", BYTES("[{\"a\": 'x'}]")},
    {"text follows", "line 2", BYTES("[]\nx")},

    /* tables with a mistake */
    {"the file is empty", "table", BYTES("")},
    {"the file is empty", "table", BYTES("\n\n\n")},
    {"the file is empty", "table", BYTES("\xef\xbb\xbf")},
    {"the file is empty", "table", BYTES("[]")},
    {"a header, but no rows", "table", BYTES("hash,test_accuracy\n")},
    {"instead of the names of the columns", "line 1", BYTES("1,0.5\n2,0.25\n")},
    {"instead of the names of the columns", "line 1", BYTES("1;0,5\n2;0,25\n")},
    {"separated by blanks", "to_csv", BYTES("   point  fitness\n0     a   1\n1     b   2\n")},
    {"separated by blanks", "row.names = FALSE", BYTES("\"a\" \"b\"\n\"1\" \"x\" 0.5\n\"2\" \"y\" 0.6\n")},
    {"within quotes as a whole", "sed", BYTES("\"hash,acc\"\n\"ab,0.5\"\n")},
    {"field 2 is not UTF-8", "iconv -f WINDOWS-1252",
     BYTES("a,b\n1,2\n3,Gr\xfc\xdf"
           "e\n")},
    {"a quote is not allowed", "line 2", BYTES("a,b\n1,2\"3\n")},
    {"is not closed", "line 2", BYTES("a,b\n1,\"2\n3,4\n")},
    {"field 1 contains a zero byte", "line 3", BYTES("hash,test_accuracy\nabcdefgh,0.25\nabc\0defgh,0.75\n")},
};

static void expect_refused(const char *path, const struct wrong_file *file) {
    nsc_record_format format;
    rows taken = {.format = &format};
    nsc_error error = {0};
    const nsc_status status = nsc_records_read(path, take_row, &taken, &format, &error);
    if (status != NSC_INVALID || strstr(error.message, path) == NULL || strstr(error.message, file->kind) == NULL ||
        strstr(error.message, file->advice) == NULL)
        fail_msg("a file of the kind \"%s\" gives status %d, \"%s\"", file->kind, (int)status, error.message);
}

static void test_wrong_files(void **state) {
    const fixture *opened = *state;
    assert_true(NSC_COUNT_OF(wrong_files) >= 40);
    for (size_t number = 0; number < NSC_COUNT_OF(wrong_files); number++) {
        write_bytes(opened->path, wrong_files[number].bytes, wrong_files[number].size);
        expect_refused(opened->path, &wrong_files[number]);
        write_compressed(opened->path, wrong_files[number].bytes, wrong_files[number].size);
        expect_refused(opened->path, &wrong_files[number]);
    }
}

static void test_damaged_gzip(void **state) {
    const fixture *opened = *state;
    char tar[1024] = "table.csv";
    memcpy(tar + 257, "ustar", 6);
    write_compressed(opened->path, tar, sizeof tar);
    expect_refused(opened->path, &(struct wrong_file){"tar archive (within gzip)", "tar -xf", NULL, 0});
    write_compressed(opened->path, "\x1f\x8b\x08\0\0\0\0\0\0\0", 10);
    expect_refused(opened->path, &(struct wrong_file){"compressed twice", "gzip -d", NULL, 0});

    write_compressed(opened->path, "a,b\n1,2\n3,4\n5,6\n", 16);
    assert_int_equal(truncate(opened->path, 25), 0);
    expect_refused(opened->path, &(struct wrong_file){"incomplete", "fetch it again", NULL, 0});
    write_compressed(opened->path, "a,b\n1,2\n3,4\n5,6\n", 16);
    change_byte(opened->path, 14);
    expect_refused(opened->path, &(struct wrong_file){"damaged", "fetch the file again", NULL, 0});
}

static void test_what_is_no_file(void **state) {
    const fixture *opened = *state;
    nsc_record_format format;
    rows taken = {.format = &format};
    REQUIRE_REFUSED(nsc_records_read(opened->folder, take_row, &taken, &format, &error), NSC_INVALID, "folder");
    REQUIRE_REFUSED(nsc_records_read("/no/such/file.csv", take_row, &taken, &format, &error), NSC_MISSING,
                    "/no/such/file.csv");
    REQUIRE_REFUSED(nsc_records_read("/dev/zero", take_row, &taken, &format, &error), NSC_INVALID, "binary");
    REQUIRE_REFUSED(nsc_records_read("/dev/null", take_row, &taken, &format, &error), NSC_INVALID, "empty");
}

/* A name's ending counts only where the content does not say what the file is. */
static void test_what_content_tells(void **state) {
    static const struct {
        const char *bytes;
        size_t size;
        bool tells;
    } files[] = {
        {"hash,acc\nab,1\n", 14, true},
        {"PK\3\4\x14\0\0\0", 8, true},
        {"\x1f\x8b\x08\0", 4, true},
        {"NSCAPE\r\n\1\0\0\0", 12, false},
        {"\x93NUMPY\1\0", 8, false},
        {"NSCAPF\r\n\1\0\0\0" ZEROS, 40, false},
        {"\x20\1\0\0\0\0\0\0\x11\x22\x33\x44[\"0005\", 4", 22, false},
        {"", 0, false},
    };
    const fixture *opened = *state;
    for (size_t number = 0; number < NSC_COUNT_OF(files); number++) {
        write_bytes(opened->path, files[number].bytes, files[number].size);
        assert_true(nsc_file_kind_tells(opened->path) == files[number].tells);
    }
    assert_false(nsc_file_kind_tells(opened->folder));
    assert_false(nsc_file_kind_tells("/no/such/file"));
    assert_false(nsc_file_kind_tells("/dev/zero"));
}

/* Files without an end: each is refused at a limit, long before its own end. */
static void test_limits(void **state) {
    enum { SIZE = 18 << 20 };
    static const struct {
        const char *begin, *piece, *part;
    } endless[] = {
        {"a,b\n1,\"", "x", "a quote not closed"}, {"a,b\n1,", "x", "longer than"},
        {"a,b\n1", ",2", "field 1048577"},        {"a,b\n", "\"\",", "field 1048577"},
        {"[{\"a\": \"", "x", "longer than"},      {"[{\"a\": [", "[", "longer than"},
    };
    const fixture *opened = *state;
    char *bytes = test_memory(SIZE + 1, 1);
    for (size_t number = 0; number < NSC_COUNT_OF(endless); number++) {
        const size_t begin = strlen(endless[number].begin), piece = strlen(endless[number].piece);
        nsc_record_format format;
        rows taken = {.format = &format};
        memcpy(bytes, endless[number].begin, begin);
        for (size_t place = begin; place + piece <= SIZE; place += piece)
            memcpy(bytes + place, endless[number].piece, piece);
        write_bytes(opened->path, bytes, SIZE - piece);
        REQUIRE_REFUSED(nsc_records_read(opened->path, take_row, &taken, &format, &error), NSC_INVALID,
                        endless[number].part);
    }
    /* Many fields of some length. */
    nsc_record_format format;
    rows taken = {.format = &format};
    memset(bytes, 'x', SIZE);
    for (size_t place = 1000; place < SIZE; place += 1000)
        bytes[place] = ',';
    write_bytes(opened->path, bytes, SIZE);
    REQUIRE_REFUSED(nsc_records_read(opened->path, take_row, &taken, &format, &error), NSC_INVALID, "bytes a row");
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_rows_without_header),
        cmocka_unit_test(test_block_borders),
        cmocka_unit_test(test_refusals_by_the_function),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_missing_values),
        cmocka_unit_test(test_headers_in_words),
        cmocka_unit_test(test_nearest_names),
        cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_damaged_gzip),
        cmocka_unit_test(test_what_is_no_file),
        cmocka_unit_test(test_what_content_tells),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
