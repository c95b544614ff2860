/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists object folders by hand: the index file of each pack, the loose files,
 * and the same of the alternates that they name. Not asked is the multi-pack
 * index: what it leaves out would stay unseen. An object that stands in
 * several places is read in the first one. */
#include "source/git_objects.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_file.h"
#include "source/git_packlist.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Alternates that name alternates: git follows them five deep. This many are
 * followed in all. */
#define FOLDERS_MAX 256

/* The pack number of loose objects: behind all packs. */
#define LOOSE UINT32_MAX

struct lister {
    const struct source *say;
    struct git_spots spots;
    uint32_t packs;
    char *folders[FOLDERS_MAX]; /* owned; no '/' at the end */
    size_t n_folders;
    char path[LIMIT_PATH];
};

static bool has_suffix(const char *name, const char *suffix)
{
    size_t len = strlen(name);
    size_t n = strlen(suffix);
    return len > n && strcmp(name + len - n, suffix) == 0;
}

/* "folder/a/b" in lister->path; false when that is too long. */
static bool make_path(struct lister *lister, const char *folder, const char *a,
                      const char *b)
{
    int n = snprintf(lister->path, sizeof(lister->path), "%s/%s%s%s", folder, a,
                     *b ? "/" : "", b);
    return n > 0 && (size_t)n < sizeof(lister->path);
}

/* A pack that is cut off, or is not the one of its index, would fail at each
 * of its objects; lister->path is that of the pack. */
static bool is_whole(const struct lister *lister,
                     const struct git_pack_marks *marks)
{
    unsigned char header[GIT_PACK_HEADER];
    struct git_id sum;
    struct stat status;
    int fd = open(lister->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool whole = fd >= 0 && fstat(fd, &status) == 0 &&
                 status.st_size > GIT_PACK_HEADER + GIT_ID_LEN - 1 &&
                 pread(fd, header, sizeof(header), 0) == sizeof(header) &&
                 pread(fd, sum.bytes, GIT_ID_LEN,
                       status.st_size - GIT_ID_LEN) == GIT_ID_LEN &&
                 git_packlist_fits(marks, span_of(header, sizeof(header))) &&
                 git_id_equal(&sum, &marks->sum);
    if (fd >= 0) {
        close(fd);
    }
    return whole;
}

/* Reads the index of lister->path into the list. */
static int read_index(struct lister *lister, struct git_pack_marks *marks,
                      struct err *err)
{
    struct buf bytes;
    buf_init(&bytes, (size_t)LIMIT_GIT_OBJECTS * 36);
    int rc = git_file_read(&bytes, lister->path, err);
    if (rc == 0) {
        rc = git_packlist_parse(&lister->spots, marks, buf_span(&bytes),
                                lister->packs++, err);
    }
    buf_release(&bytes);
    return rc;
}

static int take_index(struct lister *lister, const char *folder,
                      const char *name, const char *pack, struct err *err)
{
    struct err reason = {0};
    struct git_pack_marks marks;
    size_t before = lister->spots.count;
    make_path(lister, folder, "pack", name);
    int rc = read_index(lister, &marks, &reason);
    if (rc == ERR_LIMIT) {
        return err_set(err, ERR_LIMIT, "%s: %s", lister->path, reason.text);
    }
    if (rc == 0) {
        make_path(lister, folder, "pack", pack);
        if (!is_whole(lister, &marks)) {
            rc = err_set(&reason, ERR_FORMAT,
                         "a pack that is damaged or not the one of its index; "
                         "%u objects cannot be read",
                         marks.count);
        }
    }
    if (rc < 0) {
        lister->spots.count = before;
        source_say(lister->say, NOTICE_CORRUPT, lister->path, reason.text);
    }
    return 0;
}

/* A pack and its index are of use together. */
static int take_pack(struct lister *lister, const char *folder,
                     const char *name, struct err *err)
{
    bool is_index = has_suffix(name, ".idx");
    size_t stem = strlen(name) - (is_index ? 4 : 5);
    char other[256 + 8];
    snprintf(other, sizeof(other), "%.*s%s", (int)stem, name,
             is_index ? ".pack" : ".idx");
    if (!make_path(lister, folder, "pack", other)) {
        return 0;
    }
    bool complete = access(lister->path, F_OK) == 0;
    if (!complete) {
        make_path(lister, folder, "pack", name);
        source_say(lister->say, NOTICE_CORRUPT, lister->path,
                   is_index ? "the pack of this index is not there"
                            : "a pack without an index cannot be read");
        return 0;
    }
    return is_index ? take_index(lister, folder, name, other, err) : 0;
}

/* Says why a folder cannot be listed, unless it just is not there. */
static DIR *open_folder(struct lister *lister)
{
    DIR *dir = opendir(lister->path);
    if (!dir && errno != ENOENT && errno != ENOTDIR) {
        source_say_errno(lister->say, lister->path, errno);
    }
    return dir;
}

static int list_packs(struct lister *lister, const char *folder,
                      struct err *err)
{
    int rc = 0;
    DIR *dir =
        make_path(lister, folder, "pack", "") ? open_folder(lister) : NULL;
    struct dirent *entry;
    while (dir && rc == 0 && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        if (strncmp(name, "pack-", 5) == 0 &&
            (has_suffix(name, ".idx") || has_suffix(name, ".pack"))) {
            rc = take_pack(lister, folder, name, err);
        }
    }
    if (dir) {
        closedir(dir);
    }
    return rc;
}

/* One of the 256 folders of loose objects; `hex` has 40 digits of room, its
 * first two are the folder. */
static int list_fan(struct lister *lister, const char *folder, char *hex,
                    struct err *err)
{
    hex[2] = '\0';
    DIR *dir = make_path(lister, folder, hex, "") ? open_folder(lister) : NULL;
    struct dirent *entry;
    int rc = 0;
    while (dir && rc == 0 && (entry = readdir(dir))) {
        if (strlen(entry->d_name) != GIT_ID_HEX_LEN - 2) {
            continue;
        }
        memcpy(hex + 2, entry->d_name, GIT_ID_HEX_LEN - 2);
        struct git_id id;
        if (!git_id_parse(&id, span_of(hex, GIT_ID_HEX_LEN))) {
            continue;
        }
        struct git_spot *spot = git_spots_add(&lister->spots);
        if (!spot) {
            rc = err_set(err, ERR_LIMIT, "more than %u objects",
                         LIMIT_GIT_OBJECTS);
            break;
        }
        *spot = (struct git_spot){.id = id, .pack = LOOSE};
    }
    if (dir) {
        closedir(dir);
    }
    return rc;
}

static int list_loose(struct lister *lister, const char *folder,
                      struct err *err)
{
    static const char digits[] = "0123456789abcdef";
    int rc = 0;
    for (unsigned i = 0; i < 256 && rc == 0; i++) {
        char hex[GIT_ID_HEX_LEN + 1] = {digits[i >> 4], digits[i & 15]};
        rc = list_fan(lister, folder, hex, err);
    }
    return rc;
}

/* Takes ownership of the path. A folder that is there already is dropped. */
static int add_folder(struct lister *lister, char *path, struct err *err)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        path[--len] = '\0';
    }
    char *real = realpath(path, NULL);
    if (real) {
        free(path);
        path = real;
    }
    for (size_t i = 0; i < lister->n_folders; i++) {
        if (strcmp(lister->folders[i], path) == 0) {
            free(path);
            return 0;
        }
    }
    if (lister->n_folders == FOLDERS_MAX) {
        free(path);
        return err_set(err, ERR_LIMIT, "more than %d object folders",
                       FOLDERS_MAX);
    }
    lister->folders[lister->n_folders++] = path;
    return 0;
}

/* A line of info/alternates: absolute, or relative to the object folder. */
static int add_alternate(struct lister *lister, const char *folder,
                         struct span line, struct err *err)
{
    if (line.len == 0 || line.ptr[0] == '#') {
        return 0;
    }
    size_t room = strlen(folder) + line.len + 2;
    char *path = mem_alloc(room);
    bool absolute = line.ptr[0] == '/';
    snprintf(path, room, "%s%s%.*s", absolute ? "" : folder,
             absolute ? "" : "/", (int)line.len, (const char *)line.ptr);
    if (access(path, F_OK) < 0) {
        source_say(lister->say, NOTICE_MISSING, path,
                   "objects are borrowed from here, and it is not there");
    }
    return add_folder(lister, path, err);
}

static int read_alternates(struct lister *lister, const char *folder,
                           struct err *err)
{
    struct buf text;
    struct err reason = {0};
    if (!make_path(lister, folder, "info/alternates", "")) {
        return 0;
    }
    buf_init(&text, LIMIT_GIT_TEXT);
    int rc = git_file_read(&text, lister->path, &reason);
    if (rc < 0 && rc != ERR_MISSING) {
        source_say(lister->say, NOTICE_UNREADABLE, lister->path, reason.text);
    }
    struct span rest = buf_span(&text);
    struct span line;
    rc = 0;
    while (rc == 0 && git_file_line(&rest, &line)) {
        rc = add_alternate(lister, folder, line, err);
    }
    buf_release(&text);
    return rc;
}

/* The list of folders grows while it is walked. */
static int list_all(struct lister *lister, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < lister->n_folders && rc == 0; i++) {
        const char *folder = lister->folders[i];
        rc = list_packs(lister, folder, err);
        if (rc == 0) {
            rc = list_loose(lister, folder, err);
        }
        if (rc == 0) {
            rc = read_alternates(lister, folder, err);
        }
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct git_spot *x = a;
    const struct git_spot *y = b;
    int order = git_id_compare(&x->id, &y->id);
    if (order == 0) {
        order = (x->pack > y->pack) - (x->pack < y->pack);
    }
    return order;
}

/* What is left to sort by once ids have an index. */
struct place_key {
    uint64_t offset;
    uint32_t pack;
    uint32_t index;
};

static int by_place(const void *a, const void *b)
{
    const struct place_key *x = a;
    const struct place_key *y = b;
    if (x->pack != y->pack) {
        return x->pack < y->pack ? -1 : 1;
    }
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

static bool is_sorted(const struct git_spots *spots)
{
    for (size_t i = 1; i < spots->count; i++) {
        if (by_id(&spots->items[i - 1], &spots->items[i]) > 0) {
            return false;
        }
    }
    return true;
}

/* Sorts, drops doubles; then sorts again by place. */
static void settle(struct git_objects *out, struct git_spots *spots)
{
    if (!is_sorted(spots)) {
        qsort(spots->items, spots->count, sizeof(*spots->items), by_id);
    }
    struct place_key *keys = mem_calloc(spots->count, sizeof(*keys));
    out->ids = mem_calloc(spots->count, sizeof(*out->ids));
    for (size_t i = 0; i < spots->count; i++) {
        const struct git_spot *spot = &spots->items[i];
        if (out->count > 0 &&
            git_id_equal(&out->ids[out->count - 1], &spot->id)) {
            continue;
        }
        keys[out->count] =
            (struct place_key){spot->offset, spot->pack, (uint32_t)out->count};
        out->ids[out->count++] = spot->id;
    }
    qsort(keys, out->count, sizeof(*keys), by_place);
    out->order = mem_calloc(out->count, sizeof(*out->order));
    for (size_t i = 0; i < out->count; i++) {
        out->order[i] = keys[i].index;
    }
    free(keys);
}

static unsigned fan_of(const struct git_id *id)
{
    return (unsigned)id->bytes[0] << 8 | id->bytes[1];
}

static void make_fan(struct git_objects *objects)
{
    size_t at = 0;
    for (unsigned fan = 0; fan < 65536; fan++) {
        objects->fan[fan] = (uint32_t)at;
        while (at < objects->count && fan_of(&objects->ids[at]) == fan) {
            at++;
        }
    }
    objects->fan[65536] = (uint32_t)objects->count;
}

int git_objects_new(struct git_objects **out, const struct git_repo *repo,
                    const struct source *say, struct err *err)
{
    struct lister *lister = mem_calloc(1, sizeof(*lister));
    lister->say = say;
    size_t n;
    const char *const *folders = git_repo_objects(repo, &n);
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = add_folder(lister, mem_strdup(folders[i]), err);
    }
    if (rc == 0) {
        rc = list_all(lister, err);
    }
    if (rc == 0) {
        *out = mem_calloc(1, sizeof(**out));
        settle(*out, &lister->spots);
        make_fan(*out);
    }
    for (size_t i = 0; i < lister->n_folders; i++) {
        free(lister->folders[i]);
    }
    free(lister->spots.items);
    free(lister);
    return rc;
}

void git_objects_free(struct git_objects *objects)
{
    if (objects) {
        free(objects->ids);
        free(objects->order);
        free(objects);
    }
}

uint32_t git_objects_find(const struct git_objects *objects,
                          const struct git_id *id)
{
    uint32_t low = objects->fan[fan_of(id)];
    uint32_t high = objects->fan[fan_of(id) + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = git_id_compare(&objects->ids[middle], id);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return GIT_OBJECTS_NONE;
}
