/* SPDX-License-Identifier: Apache-2.0
 *
 * Names are copied one by one; ".." takes back the last one. */
#include "base/path.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In place: what is written is never longer than what was read. */
static void normalize(char *path)
{
    size_t out = 0;
    size_t at = 0;
    while (path[at]) {
        size_t len = strcspn(path + at, "/");
        bool up = len == 2 && path[at] == '.' && path[at + 1] == '.';
        bool here = len == 1 && path[at] == '.';
        if (up) {
            while (out > 0 && path[--out] != '/') {
            }
        } else if (len > 0 && !here) {
            path[out++] = '/';
            memmove(path + out, path + at, len);
            out += len;
        }
        at += len;
        at += path[at] == '/';
    }
    path[out] = '\0';
}

char *path_absolute(const char *folder, const char *path)
{
    size_t room = strlen(folder) + strlen(path) + 3;
    char *out = mem_alloc(room);
    snprintf(out, room, "%s/%s", path[0] == '/' ? "" : folder, path);
    normalize(out);
    return out;
}

const char *path_inside(const char *folder, const char *path)
{
    size_t len = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    bool inside = strncmp(folder, path, len) == 0 &&
                  (path[len] == '/' || path[len] == '\0');
    return inside ? path + len + (path[len] == '/') : NULL;
}

bool path_resolve(char out[PATH_MAX], const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = (size_t)(name - path);
    if (len >= sizeof(folder)) {
        return false;
    }
    memcpy(folder, path, len);
    folder[len] = '\0';
    if (!realpath(len ? folder : ".", out)) {
        return false;
    }
    size_t used = strlen(out);
    used -= used == 1; /* the root of all */
    if (used + strlen(name) + 2 > PATH_MAX) {
        return false;
    }
    out[used] = '/';
    memcpy(out + used + 1, name, strlen(name) + 1);
    return true;
}
