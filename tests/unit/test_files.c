/* Files and folders: whole or not at all, links, locks, mappings, checksums. */
#include "folder_fixture.h"

#include "base/file_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <rhash.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- files out ---- */

static void test_output_commit(void **state) {
    (void)state;
    nsc_output output;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    fputs("new content", output.stream);
    expect_content("old"); /* until all is written */
    /* Beside it lies a temporary file, which has no name where the file system can do that. */
    assert_int_equal(file_count(), output.unnamed ? 1 : 2);
    REQUIRE_OK(nsc_output_commit(&output, &error));
    assert_null(output.stream);
    assert_null(output.path);
    expect_content("new content");
    assert_int_equal(file_count(), 1);
    struct stat information;
    const mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(path, &information), 0);
    assert_int_equal(information.st_mode & 0777, 0666 & ~mask);
}

/* Writes `text` to a file of that name. */
static void write_through(const char *name, const char *text) {
    nsc_output output;
    REQUIRE_OK(nsc_output_open(&output, name, &error));
    fputs(text, output.stream);
    REQUIRE_OK(nsc_output_commit(&output, &error));
}

static void test_output_keeps_the_mode(void **state) {
    (void)state;
    struct stat information;
    write_bytes("old", 3);
    assert_int_equal(chmod(path, 0640), 0);
    write_through(path, "new");
    expect_content("new");
    assert_int_equal(stat(path, &information), 0);
    assert_int_equal(information.st_mode & 07777, 0640);
}

/* A user who may not keep the owner and the group does not give their rights to others. */
static void test_output_of_another_user(void **state) {
    (void)state;
    enum { NOBODY = 65534 };
    struct stat information;
    int code;
    if (geteuid() != 0)
        skip(); /* only root can become another user */
    write_bytes("old", 3);
    assert_int_equal(chmod(path, 06664), 0);
    assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
    const pid_t child = fork();
    if (child == 0) {
        nsc_output output;
        const bool written = setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0 &&
                             nsc_output_open(&output, path, NULL) == NSC_OK &&
                             nsc_output_commit(&output, NULL) == NSC_OK;
        _exit(written ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    assert_int_equal(chown(folder, 0, 0), 0);
    assert_int_equal(stat(path, &information), 0);
    assert_int_equal(information.st_uid, NOBODY);
    assert_int_equal(information.st_gid, NOBODY);
    assert_int_equal(information.st_mode & 07777, 0604);
    unlink(path);
}

/* ---- names of temporary files ---- */

/* The list keeps a copy, so that a handler reads no name that was freed or written over. */
static void test_temporary_names(void **state) {
    (void)state;
    char name[sizeof path], other[sizeof path];
    snprintf(name, sizeof name, "%s", path);
    snprintf(other, sizeof other, "%s/other", folder);
    write_bytes("temporary", 9);
    nsc_temporary_name_add(name);
    nsc_temporary_name_take(name);
    nsc_temporary_files_remove();
    expect_content("temporary"); /* it was taken off the list */
    nsc_temporary_name_add(name);
    assert_int_equal(rename(path, other), 0);
    write_bytes("temporary", 9);
    snprintf(name, sizeof name, "%s", other);
    nsc_temporary_files_remove();
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(other, F_OK), 0);
    unlink(other);
    write_bytes("temporary", 9);
    nsc_temporary_files_remove(); /* a second handler, while the first is at it */
    assert_int_equal(access(path, F_OK), -1);
    nsc_temporary_name_take(name); /* the list stays as the handler found it */
}

static volatile sig_atomic_t handled;

static void remove_all(int number) {
    handled = number;
    nsc_temporary_files_remove();
}

/* A signal between the creation of a file and its listing is handled afterwards. */
static void test_temporary_names_and_signals(void **state) {
    (void)state;
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2, SIGXCPU};
    for (size_t item = 0; item < sizeof ending / sizeof *ending; item++) {
        struct sigaction before;
        sigset_t mask;
        handled = 0;
        assert_int_equal(sigaction(ending[item], &(const struct sigaction){.sa_handler = remove_all}, &before), 0);
        nsc_temporary_names_hold(&mask);
        write_bytes("temporary", 9);
        raise(ending[item]);
        assert_int_equal(handled, 0);
        nsc_temporary_name_add(path);
        nsc_temporary_names_release(&mask);
        assert_int_equal(handled, ending[item]);
        assert_int_equal(access(path, F_OK), -1);
        sigaction(ending[item], &before, NULL);
    }
}

/* first -> second -> file, the one absolute, the other relative: before the file is there and when it is. */
static void test_output_follows_links(void **state) {
    (void)state;
    char first[160], second[160], text[160];
    nsc_output output;
    struct stat information;
    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second", folder);
    unlink(path);
    assert_int_equal(symlink(second, first), 0);
    assert_int_equal(symlink(strrchr(path, '/') + 1, second), 0);
    static const char *const contents[] = {"created", "replaced"};
    for (size_t item = 0; item < sizeof contents / sizeof *contents; item++) {
        write_through(first, contents[item]);
        expect_content(contents[item]);
        assert_int_equal(readlink(first, text, sizeof text), (ssize_t)strlen(second));
        assert_int_equal(lstat(second, &information), 0);
        assert_true(S_ISLNK(information.st_mode));
        assert_int_equal(lstat(path, &information), 0);
        assert_true(S_ISREG(information.st_mode));
        assert_int_equal(file_count(), 3);
    }
    unlink(first);
    unlink(second);
    assert_int_equal(symlink(second, first), 0);
    assert_int_equal(symlink(first, second), 0);
    REQUIRE_REFUSED(nsc_output_open(&output, first, &error), NSC_INVALID, "circle");
    assert_int_equal(file_count(), 3);
    unlink(first);
    assert_int_equal(symlink("no/such/folder", first), 0);
    REQUIRE_REFUSED(nsc_output_open(&output, first, &error), NSC_MISSING, first);
    unlink(first);
    unlink(second);
}

/* What the process has open is written where it stands, by whichever of its names. */
static void test_output_to_an_open_file(void **state) {
    (void)state;
    nsc_output output;
    char name[160], link[160];
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "before ", 7), 7);
    snprintf(name, sizeof name, "/dev/fd/%d", descriptor);
    write_through(name, "one ");
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    write_through(name, "two ");
    snprintf(link, sizeof link, "%s/link", folder);
    assert_int_equal(symlink(name, link), 0);
    write_through(link, "three ");
    assert_int_equal(write(descriptor, "after", 5), 5);
    close(descriptor);
    expect_content("before one two three after");
    assert_int_equal(file_count(), 2);
    unlink(link);
    REQUIRE_REFUSED(nsc_output_open(&output, name, &error), NSC_FAILED, name); /* closed by now */
    assert_int_equal(file_count(), 1);
}

static void test_output_discard(void **state) {
    (void)state;
    nsc_output output;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    fputs("new content", output.stream);
    nsc_output_discard(&output);
    expect_content("old");
    assert_int_equal(file_count(), 1);
    nsc_output_discard(&output); /* empty by now */
    unlink(path);
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    nsc_output_discard(&output);
    assert_int_equal(file_count(), 0);
}

static void test_output_to_other_things(void **state) {
    (void)state;
    nsc_output output;
    char inside[160];
    REQUIRE_REFUSED(nsc_output_open(&output, folder, &error), NSC_INVALID, "folder");
    snprintf(inside, sizeof inside, "%s/missing/file", folder);
    REQUIRE_REFUSED(nsc_output_open(&output, inside, &error), NSC_MISSING, inside);
    write_bytes("x", 1);
    snprintf(inside, sizeof inside, "%s/file", path); /* a file in the place of the folder */
    REQUIRE_REFUSED(nsc_output_open(&output, inside, &error), NSC_MISSING, inside);
    assert_int_equal(file_count(), 1);
    REQUIRE_OK(nsc_output_open(&output, "/dev/null", &error));
    fputs("away", output.stream);
    REQUIRE_OK(nsc_output_commit(&output, &error));
    assert_int_equal(access("/dev/null", W_OK), 0);
}

static void test_output_on_a_full_disk(void **state) {
    (void)state;
    nsc_output output;
    static const int sizes[] = {1, 100000}; /* noticed when committing, and while writing */
    for (size_t item = 0; item < sizeof sizes / sizeof *sizes; item++) {
        REQUIRE_OK(nsc_output_open(&output, "/dev/full", &error));
        for (int written_count = 0; written_count < sizes[item]; written_count++)
            putc('x', output.stream);
        REQUIRE_REFUSED(nsc_output_commit(&output, &error), NSC_FAILED, "cannot write \"/dev/full\"");
        assert_null(output.stream);
    }
}

/* Whoever makes the content cannot tell a full disk from what is wrong with its input; the output can. */
static void test_outputs_that_end(void **state) {
    (void)state;
    static const int sizes[] = {0, 100000};
    for (size_t item = 0; item < sizeof sizes / sizeof *sizes; item++) {
        nsc_output output;
        nsc_error failure = {0};
        nsc_status status = nsc_output_open(&output, "/dev/full", &failure);
        for (int written_count = 0; written_count < sizes[item]; written_count++)
            putc('x', output.stream);
        assert_int_equal(status, NSC_OK);
        status = nsc_error_set(&failure, NSC_INVALID, "input.csv, line 3: cannot write");
        status = nsc_output_end(&output, status, &failure);
        assert_null(output.stream);
        assert_int_equal(status, sizes[item] == 0 ? NSC_INVALID : NSC_FAILED);
        assert_int_equal(failure.status, status);
        assert_string_equal(failure.message, sizes[item] == 0 ? "input.csv, line 3: cannot write"
                                                              : "cannot write \"/dev/full\": No space left on device");
    }
    nsc_output output;
    REQUIRE_OK(nsc_output_open(&output, path, &error));
    fputs("new", output.stream);
    REQUIRE_OK(nsc_output_end(&output, NSC_OK, &error));
    expect_content("new");
    assert_int_equal(nsc_output_open(&output, path, NULL), NSC_OK);
    fputs("newer", output.stream);
    assert_int_equal(nsc_output_end(&output, NSC_MISSING, NULL), NSC_MISSING);
    expect_content("new");
    assert_int_equal(file_count(), 1);
}

static void test_tables_are_saved_whole(void **state) {
    (void)state;
    static const nsc_column columns[] = {{"name", "a name"}};
    nsc_table *table;
    write_bytes("old", 3);
    REQUIRE_OK(nsc_table_create(&table, columns, NSC_COUNT_OF(columns), &error));
    REQUIRE_OK(nsc_table_add(table, NSC_ROW(nsc_text("one")), &error));
    REQUIRE_OK(nsc_table_save(table, NSC_FORMAT_CSV, path, &error));
    expect_content("name\none\n");
    assert_int_equal(file_count(), 1);
    REQUIRE_REFUSED(nsc_table_save(table, NSC_FORMAT_CSV, "/dev/full", &error), NSC_FAILED, "/dev/full");
    nsc_table_destroy(table);
}

static void test_folders(void **state) {
    (void)state;
    char deep[160];
    struct stat information;
    unlink(path);
    snprintf(deep, sizeof deep, "%s/a/b//c/", folder);
    REQUIRE_OK(nsc_folder_create(deep, &error));
    REQUIRE_OK(nsc_folder_create(deep, &error));
    assert_true(stat(deep, &information) == 0 && S_ISDIR(information.st_mode));
    REQUIRE_OK(nsc_folder_create("/", &error));
    REQUIRE_REFUSED(nsc_folder_create("", &error), NSC_MISSING, "folder");
    snprintf(deep, sizeof deep, "%s/a/b/c", folder);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/a", folder);
    rmdir(deep);
    write_bytes("x", 1);
    REQUIRE_REFUSED(nsc_folder_create(path, &error), NSC_INVALID, "a file of that name");
    snprintf(deep, sizeof deep, "%s/inside", path);
    REQUIRE_REFUSED(nsc_folder_create(deep, &error), NSC_INVALID, "a file of that name");
}

static void test_claimed_folders(void **state) {
    (void)state;
    char deep[160], above[160];
    nsc_folder first, second;
    unlink(path);
    snprintf(above, sizeof above, "%s/a", folder);
    snprintf(deep, sizeof deep, "%s/a/b//c/", folder);
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    assert_int_equal(access(deep, W_OK), 0);
    REQUIRE_REFUSED(nsc_folder_claim(&second, deep, &error), NSC_FAILED, deep);
    assert_null(second.path);
    REQUIRE_OK(nsc_folder_claim(&second, above, &error)); /* another folder */
    nsc_folder_release(&second);
    nsc_folder_release(&first); /* removes what it made */
    assert_int_equal(file_count(), 0);
    nsc_folder_release(&first);
    REQUIRE_OK(nsc_folder_create(deep, &error));
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    nsc_folder_release(&first); /* was there before */
    snprintf(deep, sizeof deep, "%s/a/b/c", folder);
    assert_int_equal(rmdir(deep), 0);
    REQUIRE_OK(nsc_folder_claim(&first, deep, &error));
    assert_int_equal(rmdir(deep), 0); /* by another program: a folder of that name may be another one */
    REQUIRE_OK(nsc_folder_claim(&second, deep, &error));
    nsc_folder_release(&first);
    assert_int_equal(access(deep, F_OK), -1);
    nsc_folder_release(&second);
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(above), 0);
    write_bytes("x", 1);
    REQUIRE_REFUSED(nsc_folder_claim(&first, path, &error), NSC_INVALID, "a file of that name");
}

/* ---- files in ---- */

static void test_mapping(void **state) {
    (void)state;
    nsc_mapping mapping;
    write_bytes("some bytes", 10);
    REQUIRE_OK(nsc_mapping_open(&mapping, path, &error));
    assert_int_equal(mapping.size, 10);
    assert_memory_equal(mapping.bytes, "some bytes", 10);
    nsc_mapping_close(&mapping);
    nsc_mapping_close(&mapping);
    write_bytes("", 0);
    REQUIRE_OK(nsc_mapping_open(&mapping, path, &error));
    assert_int_equal(mapping.size, 0);
    assert_non_null(mapping.bytes);
    nsc_mapping_close(&mapping);
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, folder, &error), NSC_INVALID, "folder");
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, "/dev/null", &error), NSC_INVALID, "/dev/null");
    unlink(path);
    REQUIRE_REFUSED(nsc_mapping_open(&mapping, path, &error), NSC_MISSING, path);
}

/* The path of a mapping goes to the terminal from a signal handler: it is kept as it is shown. */
static void test_mapping_paths_are_shown(void **state) {
    (void)state;
    char named[160], shown[160];
    nsc_mapping mapping;
    snprintf(named, sizeof named, "%s/a\x1b[1m\n\xc2\x9b\xe2\x80\xae\xe4\xe2\x80\xac.csv", folder);
    snprintf(shown, sizeof shown, "%s/a\\x1b[1m\\n\\u009b\\u202e\\xe4\\u202c.csv", folder);
    write_through(named, "some bytes");
    REQUIRE_OK(nsc_mapping_open(&mapping, named, &error));
    assert_string_equal(nsc_mapping_path(mapping.bytes + 9), shown);
    nsc_mapping_close(&mapping);
    unlink(named);
}

/* A write that failed for want of memory is told as such. */
static void test_output_failures(void **state) {
    (void)state;
    nsc_output output = {.path = path};
    nsc_error failure = {0};
    errno = ENOMEM;
    assert_int_equal(nsc_output_failure(&output, &failure), NSC_FAILED);
    assert_true(failure.out_of_memory);
    assert_non_null(strstr(failure.message, path));
    failure = (nsc_error){0};
    errno = ENOSPC;
    assert_int_equal(nsc_output_failure(&output, &failure), NSC_FAILED);
    assert_false(failure.out_of_memory);
    assert_non_null(strstr(failure.message, strerror(ENOSPC)));
}

/* FIPS 180-4's example and the empty message; RFC 3720, appendix B.4. */
static void test_checksums(void **state) {
    (void)state;
    char digest[65];
    write_bytes("abc", 3);
    REQUIRE_OK(nsc_file_sha256(path, digest, &error));
    assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    write_bytes("", 0);
    REQUIRE_OK(nsc_file_sha256(path, digest, &error));
    assert_string_equal(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    REQUIRE_REFUSED(nsc_file_sha256(folder, digest, &error), NSC_INVALID, "folder");
    unsigned char bytes[32] = {0};
    assert_int_equal(nsc_crc32c("123456789", 9), 0xe3069283u);
    assert_int_equal(nsc_crc32c(bytes, sizeof bytes), 0x8a9136aau);
    for (unsigned place = 0; place < sizeof bytes; place++)
        bytes[place] = (unsigned char)place;
    assert_int_equal(nsc_crc32c(bytes, sizeof bytes), 0x46dd794eu);
    assert_int_equal(nsc_crc32c("", 0), 0);
}

/* Every length and alignment against librhash. */
static void test_crc32c_against_library(void **state) {
    unsigned char bytes[900], digest[4]; /* some blocks of three parts */
    gsl_rng *random = random_stream(1, 0);
    (void)state;
    for (size_t place = 0; place < sizeof bytes; place++)
        bytes[place] = (unsigned char)random_below(random, 256);
    for (size_t start = 0; start < 16; start++)
        for (size_t size = 0; size <= sizeof bytes - start; size++) {
            assert_true(rhash_msg(RHASH_CRC32C, bytes + start, size, digest) >= 0);
            assert_int_equal(nsc_crc32c(bytes + start, size), (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
                                                                  (uint32_t)digest[2] << 8 | digest[3]);
        }
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_commit),
        cmocka_unit_test(test_output_keeps_the_mode),
        cmocka_unit_test(test_output_of_another_user),
        cmocka_unit_test(test_temporary_names),
        cmocka_unit_test(test_temporary_names_and_signals),
        cmocka_unit_test(test_output_follows_links),
        cmocka_unit_test(test_output_to_an_open_file),
        cmocka_unit_test(test_output_discard),
        cmocka_unit_test(test_output_to_other_things),
        cmocka_unit_test(test_output_on_a_full_disk),
        cmocka_unit_test(test_outputs_that_end),
        cmocka_unit_test(test_tables_are_saved_whole),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_claimed_folders),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_mapping_paths_are_shown),
        cmocka_unit_test(test_output_failures),
        cmocka_unit_test(test_checksums),
        cmocka_unit_test(test_crc32c_against_library),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
