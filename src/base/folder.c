/* Folders: made with those above them; paths in them. */
#include "base/file.h"
#include "base/file_internal.h"
#include "base/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

nsc_status nsc_folder_create(const char *path, nsc_error *error) {
    char *partial = NULL;
    nsc_status status = nsc_copy_text(&partial, path, error);
    if (status != NSC_OK)
        return status;
    /* A leading slash names the root, which is there; an empty path is left to the system to refuse. */
    for (char *position = partial + (partial[0] != '\0'); status == NSC_OK; position++) {
        if (*position != '/' && *position != '\0')
            continue;
        char separator = *position;
        *position = '\0';
        struct stat information;
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            status = nsc_file_failure(error, "create the folder", partial);
        else if (stat(partial, &information) == 0 && !S_ISDIR(information.st_mode))
            status = nsc_error_set(error, NSC_INVALID, "cannot create the folder \"%s\": a file of that name is there",
                                   partial);
        *position = separator;
        if (separator == '\0')
            break;
    }
    free(partial);
    return status;
}

nsc_status nsc_path_join(char **path, const char *folder, const char *name, nsc_error *error) {
    const size_t size = strlen(folder) + strlen(name) + 2;
    nsc_status status = nsc_allocate(path, size, 1, error);
    if (status == NSC_OK)
        snprintf(*path, size, "%s/%s", folder, name);
    return status;
}
