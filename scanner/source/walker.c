/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk of one thread. A folder costs open, fstatfs, two getdents64 and
 * close; a file costs nothing here: its type stands in the entry. Names of
 * files are kept packed, and when other readers run out of work, half of
 * them are given away. A long folder goes back on the stack while it is
 * open, and several readers list it at the same time. */
#include "source/walker.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* One call of getdents64: some 800 names, so that a usual folder is listed at
 * once. ENTRY_MAX is the longest entry: a name of 255 bytes and its head. */
#define ENTRIES_ROOM 32768
#define ENTRY_MAX    (24 + 256)

/* Folders that wait half listed hold a descriptor each; past this many a
 * reader lists to the end before it lets go. */
#define OPEN_LISTS_MAX 64

#ifndef F2FS_SUPER_MAGIC
#define F2FS_SUPER_MAGIC 0xF2F52010
#endif
#define ZFS_MAGIC      0x2fc12fc1
#define CONFIGFS_MAGIC 0x62656570

/* What getdents64 writes, see getdents(2). */
struct entry {
    uint64_t inode;
    int64_t next;
    unsigned short len;
    unsigned char type;
    char name[];
};

/* Where a read of a regular file is short only at its end or at an error of
 * the disk: all that go through the page cache. */
static const unsigned disk_magics[] = {
    EXT4_SUPER_MAGIC,  XFS_SUPER_MAGIC,   BTRFS_SUPER_MAGIC,
    TMPFS_MAGIC,       F2FS_SUPER_MAGIC,  OVERLAYFS_SUPER_MAGIC,
    SQUASHFS_MAGIC,    ISOFS_SUPER_MAGIC, RAMFS_MAGIC,
    MSDOS_SUPER_MAGIC, ZFS_MAGIC};

/* Views of the running kernel: endless, blocking or acting when read. */
static const unsigned kernel_magics[] = {
    PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,
    TRACEFS_MAGIC,    CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
    SECURITYFS_MAGIC, BPF_FS_MAGIC,       PSTOREFS_MAGIC,
    EFIVARFS_MAGIC,   SELINUX_MAGIC,      DEVPTS_SUPER_MAGIC,
    CONFIGFS_MAGIC,   BINFMTFS_MAGIC};

static bool has_magic(const unsigned *magics, size_t count, unsigned magic)
{
    for (size_t i = 0; i < count; i++) {
        if (magics[i] == magic) {
            return true;
        }
    }
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum walk_fs file_system(int fd)
{
    struct statfs status;
    if (fstatfs(fd, &status) < 0) {
        return WALK_FS_OTHER;
    }
    unsigned magic = (unsigned)status.f_type;
    if (has_magic(disk_magics, COUNT(disk_magics), magic)) {
        return WALK_FS_DISK;
    }
    bool kernel = has_magic(kernel_magics, COUNT(kernel_magics), magic);
    return kernel ? WALK_FS_KERNEL : WALK_FS_OTHER;
}

void walker_init(struct walker *walker, struct walker_tree *tree)
{
    *walker = (struct walker){.tree = tree};
    walker->names = mem_alloc(ENTRIES_ROOM);
    walker->entries = mem_alloc(ENTRIES_ROOM);
}

static void say(const struct walker *walker, enum notice_kind kind,
                const char *text)
{
    const char *path = given_name(walker->path);
    source_say(walker->tree->source, kind, path, text);
}

static void say_errno(const struct walker *walker, int code)
{
    source_say_errno(walker->tree->source, given_name(walker->path), code);
}

static void leave_folder(struct walker *walker)
{
    if (walker->folder) {
        walk_folder_drop(&walker->tree->walk, walker->folder);
    }
    walker->folder = NULL;
    walker->more = false;
    walker->names_at = 0;
    walker->names_len = 0;
}

/* Ends what walk_take began. */
static void finish(struct walker *walker)
{
    leave_folder(walker);
    if (walker->busy) {
        walker->busy = false;
        walk_done(&walker->tree->walk);
    }
}

void walker_release(struct walker *walker)
{
    finish(walker);
    free(walker->names);
    free(walker->entries);
    *walker = (struct walker){0};
}

static struct span shown_path(const struct walker *walker)
{
    return span_str(walker->path);
}

/* Writes "folder/name" as the present path. False when it is too long, which
 * only a folder past LIMIT_PATH could cause. */
static bool set_name(struct walker *walker, const char *name)
{
    size_t len = strlen(name);
    if (walker->prefix + len >= sizeof(walker->path)) {
        return false;
    }
    memcpy(walker->path + walker->prefix, name, len + 1);
    return true;
}

/* The path of the present folder itself. */
static void set_folder_path(struct walker *walker)
{
    struct walk_folder *folder = walker->folder;
    walk_folder_path(folder, walker->path);
    walker->prefix = walk_folder_prefix(folder);
    if (walker->prefix > folder->path_len) {
        walker->path[folder->path_len] = '/';
        walker->path[walker->prefix] = '\0';
    }
}

static void say_about_folder(struct walker *walker, enum notice_kind kind,
                             const char *text)
{
    walker->path[walker->folder->path_len] = '\0';
    say(walker, kind, text);
    set_folder_path(walker);
}

static bool is_left_out(struct walker *walker, bool is_folder)
{
    const struct walker_tree *tree = walker->tree;
    struct span path = shown_path(walker);
    if (walk_excluded(tree->excludes, path, is_folder)) {
        return true;
    }
    if (!tree->gitignore) {
        return false;
    }
    const struct walk_folder *folder = walker->folder;
    const struct ignore_above_list *above = &tree->above[folder->given];
    walker->ignored =
        folder->ignored || walk_ignored(folder, above, path, is_folder);
    return walker->ignored && !walk_tracked(folder, above, path);
}

/* A repository's own folder, or its heap of objects: compressed, so nothing
 * could be found in it; the git sources read it properly. */
static bool is_git_internal(const struct walker *walker, const char *name)
{
    int dir = walker->folder->fd;
    if (strcmp(name, ".git") == 0) {
        return faccessat(dir, ".git/HEAD", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    }
    return strcmp(name, "objects") == 0 &&
           faccessat(dir, "HEAD", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
           faccessat(dir, "refs", F_OK, 0) == 0;
}

static void add_folder(struct walker *walker, const char *name)
{
    struct walk *walk = &walker->tree->walk;
    if (is_git_internal(walker, name)) {
        return;
    }
    struct walk_folder *folder = walk_folder_new(walk, walker->folder, name);
    if (!folder) {
        say(walker, NOTICE_LIMIT, "too many folders wait to be listed");
        return;
    }
    if (folder->path_len >= LIMIT_PATH) {
        say(walker, NOTICE_LIMIT, "the path is too long");
        walk_folder_unref(walk, folder);
        return;
    }
    folder->ignored = walker->ignored;
    struct walk_item item = {.kind = WALK_OPEN, .folder = folder};
    walk_push(walk, &item);
}

/* The file is one of the paths given beside this folder. */
static bool is_given(const struct walker *walker, const struct entry *entry)
{
    const struct given_list *given = &walker->tree->given;
    struct stat status;
    return given->count > 1 && given_has_inode(given, entry->inode) &&
           fstatat(walker->folder->fd, entry->name, &status,
                   AT_SYMLINK_NOFOLLOW) == 0 &&
           given_find(given, &status, walker->path) != SIZE_MAX;
}

static void add_file(struct walker *walker, const struct entry *entry)
{
    size_t len = strlen(entry->name) + 1;
    if (is_given(walker, entry)) {
        return;
    }
    /* Names are shorter than their entries, so they always fit. */
    memcpy(walker->names + walker->names_len, entry->name, len);
    walker->names_len += len;
}

/* For file systems that do not tell the type in the entry. */
static unsigned char entry_type(struct walker *walker,
                                const struct entry *entry)
{
    struct stat status;
    if (entry->type != DT_UNKNOWN) {
        return entry->type;
    }
    if (fstatat(walker->folder->fd, entry->name, &status, AT_SYMLINK_NOFOLLOW) <
        0) {
        say_errno(walker, errno);
        return DT_UNKNOWN;
    }
    return IFTODT(status.st_mode);
}

static const char *special_name(unsigned char type)
{
    switch (type) {
    case DT_FIFO:
        return "named pipe";
    case DT_SOCK:
        return "socket";
    case DT_CHR:
    case DT_BLK:
        return "device";
    default:
        return "neither file nor folder";
    }
}

static void add_entry(struct walker *walker, const struct entry *entry)
{
    const char *name = entry->name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return;
    }
    if (!set_name(walker, name)) {
        say_about_folder(walker, NOTICE_LIMIT, "a name in it is too long");
        return;
    }
    unsigned char type = entry_type(walker, entry);
    if (type == DT_UNKNOWN) {
        return;
    }
    if (is_left_out(walker, type == DT_DIR)) {
        say(walker, NOTICE_IGNORED, "left out as asked");
    } else if (type == DT_DIR) {
        add_folder(walker, name);
    } else if (type == DT_REG) {
        add_file(walker, entry);
    } else if (type == DT_LNK) {
        say(walker, NOTICE_SYMLINK, "symbolic link, not followed");
    } else {
        say(walker, NOTICE_SPECIAL, special_name(type));
    }
}

/* Reads entries until the buffer is nearly full or the folder ends. */
static size_t read_entries(struct walker *walker)
{
    size_t len = 0;
    walker->more = true;
    while (walker->more && len + 2 * ENTRY_MAX <= ENTRIES_ROOM) {
        long n = syscall(SYS_getdents64, walker->folder->fd,
                         walker->entries + len, ENTRIES_ROOM - len);
        int code = n < 0 ? errno : 0;
        if (code == EINVAL && len > 0) {
            break; /* a name so long that it wants a whole buffer */
        }
        if (code) {
            say_about_folder(walker, NOTICE_UNREADABLE, strerrordesc_np(code));
        }
        walker->more = n > 0;
        len += n > 0 ? (size_t)n : 0;
    }
    return len;
}

/* Lets other readers go on with the folder, below the folders in it. */
static void share_list(struct walker *walker)
{
    struct walk *walk = &walker->tree->walk;
    if (!walker->more || atomic_load(&walk->open_lists) >= OPEN_LISTS_MAX) {
        return;
    }
    walk_folder_hold(walk, walker->folder);
    struct walk_item item = {.kind = WALK_LIST, .folder = walker->folder};
    walk_push(walk, &item);
    walker->more = false;
}

static void list_folder(struct walker *walker)
{
    walker->names_at = 0;
    walker->names_len = 0;
    size_t len = read_entries(walker);
    share_list(walker);
    for (size_t at = 0; at < len;) {
        const struct entry *entry =
            (const struct entry *)(const void *)(walker->entries + at);
        add_entry(walker, entry);
        at += entry->len;
    }
}

/* True when the folder is one of the other given paths, which will come (or
 * came) in its own right. */
static bool is_other_given(const struct walker *walker)
{
    const struct given_list *given = &walker->tree->given;
    const struct walk_folder *folder = walker->folder;
    struct stat status;
    if (given->count < 2 || !folder->parent || fstat(folder->fd, &status) < 0) {
        return false;
    }
    return given_find(given, &status, walker->path) != SIZE_MAX;
}

/* False when an open folder is not to be listed. */
static bool may_enter(struct walker *walker)
{
    struct walk_folder *folder = walker->folder;
    bool inside = folder->parent && folder->parent->fs == WALK_FS_KERNEL;
    if (folder->fs == WALK_FS_KERNEL && folder->parent && !inside) {
        say_about_folder(walker, NOTICE_SPECIAL,
                         "file system of the kernel, not entered");
        return false;
    }
    return !is_other_given(walker);
}

/* Opens the folder at hand. The last part of a path is never a symbolic
 * link, except of one that the user gave. */
static void open_folder(struct walker *walker, struct walk_folder *folder)
{
    struct walk *walk = &walker->tree->walk;
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK;
    walk_folder_path(folder, walker->path);
    int fd = open(given_name(walker->path),
                  flags | (folder->parent ? O_NOFOLLOW : 0));
    if (fd < 0) {
        say_errno(walker, errno);
        walk_folder_unref(walk, folder);
        return;
    }
    folder->fd = fd;
    folder->users = 1;
    folder->fs = file_system(fd);
    walker->folder = folder;
    set_folder_path(walker);
    if (!may_enter(walker)) {
        leave_folder(walker);
        return;
    }
    walker->folders++;
    struct err err;
    if (walker->tree->gitignore &&
        walk_ignore_load(folder, given_name(walker->path), &err) < 0) {
        say_about_folder(walker, NOTICE_UNREADABLE, err.text);
    }
    list_folder(walker);
}

/* --exclude for a path that was given: its parents count as well. */
static bool given_left_out(const struct walker *walker, bool is_folder)
{
    const struct ignore_list *excludes = walker->tree->excludes;
    struct span path = shown_path(walker);
    for (size_t i = 1; i < path.len; i++) {
        struct span parent = span_slice(path, (struct range){0, i});
        if (path.ptr[i] == '/' && walk_excluded(excludes, parent, true)) {
            return true;
        }
    }
    return walk_excluded(excludes, path, is_folder);
}

static void open_given_folder(struct walker *walker, size_t index)
{
    struct walker_tree *tree = walker->tree;
    struct walk_folder *folder =
        walk_folder_new(&tree->walk, NULL, tree->given.items[index].path);
    if (!folder) {
        say(walker, NOTICE_LIMIT, "too many folders wait to be listed");
        return;
    }
    folder->given = index;
    struct err err;
    struct ignore_above_list *above =
        tree->gitignore ? &tree->above[index] : NULL;
    if (above && ignore_above_load(above, given_name(folder->name), &err) < 0) {
        say(walker, NOTICE_UNREADABLE, err.text);
    }
    open_folder(walker, folder);
}

/* A path of the command line. True when it is a file to be read. */
static bool look_at_given(struct walker *walker, size_t index)
{
    const struct given *given = &walker->tree->given.items[index];
    size_t len = strlen(given->path);
    if (len >= LIMIT_PATH) {
        source_say(walker->tree->source, NOTICE_LIMIT, given->path,
                   "the path is too long");
        return false;
    }
    memcpy(walker->path, given->path, len + 1);
    walker->prefix = 0;
    if (given->kind == GIVEN_ABSENT) {
        /* Named, so it should be there: not just vanished. */
        source_say(walker->tree->source, NOTICE_UNREADABLE, given->path,
                   strerrordesc_np(given->error));
    } else if (given->kind == GIVEN_SPECIAL) {
        say(walker, NOTICE_SPECIAL,
            "not a file; pipe it into standard input instead");
    } else if (given_left_out(walker, given->kind == GIVEN_FOLDER)) {
        say(walker, NOTICE_IGNORED, "left out as asked");
    } else if (given->kind == GIVEN_FOLDER) {
        open_given_folder(walker, index);
    } else {
        return true;
    }
    return false;
}

static void take_files(struct walker *walker, struct walk_item *item)
{
    memcpy(walker->names, item->names, item->len);
    walker->names_len = item->len;
    free(item->names);
}

/* Does one piece of work. True when it is a given file. */
static bool start(struct walker *walker, struct walk_item *item)
{
    walker->busy = true;
    switch (item->kind) {
    case WALK_GIVEN:
        return look_at_given(walker, item->given);
    case WALK_OPEN:
        open_folder(walker, item->folder);
        break;
    case WALK_LIST:
        walker->folder = item->folder;
        set_folder_path(walker);
        list_folder(walker);
        break;
    default:
        walker->folder = item->folder;
        set_folder_path(walker);
        take_files(walker, item);
        break;
    }
    return false;
}

static void describe_given(const struct walker *walker, size_t index,
                           struct walker_file *file)
{
    const struct given *given = &walker->tree->given.items[index];
    *file = (struct walker_file){.dir = AT_FDCWD,
                                 .name = walker->path,
                                 .path = walker->path,
                                 .given = true,
                                 .pipe = given->kind == GIVEN_PIPE,
                                 .fs = WALK_FS_OTHER};
}

/* The next name of the folder at hand. */
static bool next_name(struct walker *walker, struct walker_file *file)
{
    if (walker->names_at == walker->names_len) {
        return false;
    }
    const char *name = walker->names + walker->names_at;
    walker->names_at += strlen(name) + 1;
    set_name(walker, name);
    *file = (struct walker_file){.dir = walker->folder->fd,
                                 .name = name,
                                 .path = walker->path,
                                 .fs = walker->folder->fs};
    return true;
}

bool walker_next(struct walker *walker, struct walker_file *file)
{
    for (;;) {
        if (atomic_load(&walker->tree->walk.idle) > 0) {
            walker_share(walker, false);
        }
        if (next_name(walker, file)) {
            return true;
        }
        if (walker->more) {
            list_folder(walker);
            continue;
        }
        finish(walker);
        struct walk_item item = walk_take(&walker->tree->walk);
        if (item.kind == WALK_END) {
            return false;
        }
        if (start(walker, &item)) {
            describe_given(walker, item.given, file);
            return true;
        }
    }
}

/* Where the names to be given away begin: the second half, in bytes. */
static size_t share_from(const struct walker *walker, bool all)
{
    size_t left = walker->names_len - walker->names_at;
    if (all || left == 0) {
        return walker->names_at;
    }
    size_t middle = walker->names_at + left / 2;
    return middle + strlen(walker->names + middle) + 1;
}

void walker_share(struct walker *walker, bool all)
{
    struct walk *walk = &walker->tree->walk;
    size_t from = share_from(walker, all);
    size_t len = walker->names_len - from;
    if (len == 0 || atomic_load(&walk->idle) == 0) {
        return;
    }
    walk_folder_hold(walk, walker->folder);
    struct walk_item item = {.kind = WALK_FILES,
                             .folder = walker->folder,
                             .names = mem_alloc(len),
                             .len = len};
    memcpy(item.names, walker->names + from, len);
    walker->names_len = from;
    walk_push(walk, &item);
}
