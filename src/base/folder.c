/* Folders: made with those above them, kept for one run; paths in them. */
#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Creates what is missing of the path; *`made` receives the length of the first folder created, 0 for none. */
static nsc_status create_folders(const char *path, size_t *made, nsc_error *error) {
    char *partial = NULL;
    nsc_status status = nsc_copy_text(&partial, path, error);
    *made = 0;
    if (status != NSC_OK)
        return status;
    /* A leading slash names the root, which is there; an empty path is left to the system to refuse. */
    for (char *position = partial + (partial[0] != '\0'); status == NSC_OK; position++) {
        if (*position != '/' && *position != '\0')
            continue;
        char separator = *position;
        *position = '\0';
        struct stat information;
        if (mkdir(partial, 0777) == 0)
            *made = *made > 0 ? *made : (size_t)(position - partial);
        else if (errno != EEXIST)
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

nsc_status nsc_folder_create(const char *path, nsc_error *error) {
    size_t made;
    return create_folders(path, &made, error);
}

/* ---- a folder for one run ---- */

/* Locks the folder that is open. File systems without locks give none, and none is taken. */
static nsc_status lock(const nsc_folder *folder, nsc_error *error) {
    struct stat opened, named;
    bool locked = flock(folder->descriptor, LOCK_EX | LOCK_NB) == 0;
    if (!locked && errno != EWOULDBLOCK)
        return NSC_OK;
    /* The run that had the lock may have removed the folder since it was opened here. */
    locked = locked && fstat(folder->descriptor, &opened) == 0 && stat(folder->path, &named) == 0 &&
             nsc_stat_same(&opened, &named);
    return locked
               ? NSC_OK
               : nsc_error_set(error, NSC_FAILED,
                               "another run is writing into the folder \"%s\": wait until it ends, or choose another "
                               "folder",
                               folder->path);
}

nsc_status nsc_folder_claim(nsc_folder *folder, const char *path, nsc_error *error) {
    *folder = (nsc_folder){.descriptor = -1};
    nsc_status status = nsc_copy_text(&folder->path, path, error);
    if (status == NSC_OK)
        status = create_folders(path, &folder->made, error);
    if (status == NSC_OK) {
        folder->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        status = folder->descriptor >= 0 ? lock(folder, error) : nsc_file_failure(error, "open the folder", path);
    }
    if (status != NSC_OK)
        nsc_folder_release(folder);
    return status;
}

void nsc_folder_release(nsc_folder *folder) {
    if (folder->path == NULL)
        return;
    /* From the innermost to the first that was made; one that holds something stays, with those above it. */
    size_t length = strlen(folder->path);
    for (bool removed = folder->made > 0; removed;) {
        while (length > 0 && folder->path[length - 1] == '/')
            length--;
        folder->path[length] = '\0';
        removed = length >= folder->made && rmdir(folder->path) == 0;
        while (length > 0 && folder->path[length - 1] != '/')
            length--;
    }
    if (folder->descriptor >= 0)
        close(folder->descriptor);
    free(folder->path);
    *folder = (nsc_folder){0};
}

nsc_status nsc_path_join(char **path, const char *folder, const char *name, nsc_error *error) {
    const size_t size = strlen(folder) + strlen(name) + 2;
    nsc_status status = nsc_allocate(path, size, 1, error);
    if (status == NSC_OK)
        snprintf(*path, size, "%s/%s", folder, name);
    return status;
}
