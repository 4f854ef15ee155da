/*
 * Loaded before the program (LD_PRELOAD): the file NASSCAPE_TEST_CUT is emptied as soon as the program has mapped it,
 * as another program may do at any moment.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef void *(*mmap_function)(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);

static int is_same_file(int descriptor, const char *path) {
    struct stat mapped, named;
    return path != NULL && descriptor >= 0 && fstat(descriptor, &mapped) == 0 && stat(path, &named) == 0 &&
           mapped.st_dev == named.st_dev && mapped.st_ino == named.st_ino;
}

/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the system has names without words. */
__attribute__((visibility("default"))) void *mmap(void *address, size_t size, int protection, int flags, int descriptor,
                                                  off_t offset) {
    const mmap_function map = (mmap_function)dlsym(RTLD_NEXT, "mmap");
    void *bytes = map(address, size, protection, flags, descriptor, offset);
    const char *path = getenv("NASSCAPE_TEST_CUT");
    if (bytes != MAP_FAILED && is_same_file(descriptor, path) && truncate(path, 0) != 0)
        abort();
    return bytes;
}
