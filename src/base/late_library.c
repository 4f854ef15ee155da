/* Libraries loaded late: dlopen, dlsym. */
#include "base/late_library.h"

#include "base/memory.h"

#include <dlfcn.h>
#include <string.h>

/* Bytes that no library takes: where there are as many, it is not for lack of memory that one does not load. */
enum { LARGEST = 64 << 20 };

nsc_status nsc_late_library_load(const char *file, const char *const *names, size_t count, void *table,
                                 nsc_error *error) {
    void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (library == NULL)
        return nsc_memory_is_available(LARGEST)
                   ? nsc_error_set(error, NSC_FAILED, "cannot load a library: %s", dlerror())
                   : nsc_error_out_of_memory(error, "loading %s", file);
    nsc_status status = NSC_OK;
    for (size_t name = 0; status == NSC_OK && name < count; name++) {
        void *address = dlsym(library, names[name]);
        memcpy((char *)table + name * sizeof address, &address, sizeof address);
        if (address == NULL)
            status = nsc_error_set(error, NSC_FAILED, "%s has no %s", file, names[name]);
    }
    dlclose(library);
    return status;
}
