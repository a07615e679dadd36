/*
 * Preloaded into a process, makes what it does with files fail, as the file that FILE_FAULTS names says while the process runs: its
 * layout is that of struct control, and FileFaults.java writes it.
 *
 * A sync that is made to fail loses what was written to the file since its last good sync, as the pages of a kernel are marked clean when
 * they could not be written: those bytes become zeros. Whoever syncs again then, is told that all is well, and believes it has lost them.
 * A rule without an error is just that: the sync fails, is done again, and its second answer is given.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum operation { READ, WRITE, SYNC, ALLOCATE, OPERATIONS };

#define PATH_MOST 256
#define RULES 4

struct rule {
    int64_t left; /* how often it still fails; below 0 without end */
    int64_t spared; /* how many calls go through before */
    int64_t operation;
    int64_t error;
    int64_t failed; /* how often it did */
    char path[PATH_MOST]; /* of what begins with this */
};

struct control {
    int64_t calls[OPERATIONS]; /* on files below the root */
    int64_t lost_bytes;
    char root[PATH_MOST];
    struct rule rules[RULES];
};

static struct control *control;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FILE_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *mapped = mmap(0, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        control = mapped == MAP_FAILED ? 0 : mapped;
        close(file);
    }
}

/* Where a file is, if it is one below the root. */
static int is_ours(int fd, char *path, struct stat *about) {
    if (!control || fd < 0 || fstat(fd, about) || !(S_ISREG(about->st_mode) || S_ISDIR(about->st_mode))) {
        return 0;
    }
    char link[32] = "/proc/self/fd/";
    char digits[12];
    int count = 0;
    for (int rest = fd; rest || !count; rest /= 10) {
        digits[count++] = (char) ('0' + rest % 10);
    }
    for (int at = 14; count; at++) {
        link[at] = digits[--count];
    }
    ssize_t length = readlink(link, path, PATH_MOST - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    return !strncmp(path, control->root, strlen(control->root));
}

/* Takes one from a count that others take from too; 0 where none is left. */
static int take(int64_t *count) {
    int64_t now = __atomic_load_n(count, __ATOMIC_ACQUIRE);
    while (now > 0) {
        if (__atomic_compare_exchange_n(count, &now, now - 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            return 1;
        }
    }
    return now < 0;
}

/* The rule that makes this call fail; null for none. */
static struct rule *failing(enum operation operation, const char *path) {
    __atomic_add_fetch(&control->calls[operation], 1, __ATOMIC_RELAXED);
    for (int at = 0; at < RULES; at++) {
        struct rule *rule = &control->rules[at];
        if (!__atomic_load_n(&rule->left, __ATOMIC_ACQUIRE) || rule->operation != operation
                || strncmp(path, rule->path, strlen(rule->path))) {
            continue;
        }
        if (!take(&rule->spared) && take(&rule->left)) {
            __atomic_add_fetch(&rule->failed, 1, __ATOMIC_RELAXED);
            return rule;
        }
    }
    return 0;
}

/* What was written to a file and not synced. */
struct stretch {
    off_t from;
    off_t end;
    struct stretch *next;
};

struct unsynced {
    dev_t device;
    ino_t inode;
    struct stretch *stretches;
    struct unsynced *next;
};

#define SLOTS 1024

static struct unsynced *slots[SLOTS];
static pthread_mutex_t of_slots = PTHREAD_MUTEX_INITIALIZER;

static struct unsynced *find(const struct stat *about, int make) {
    struct unsynced **slot = &slots[(about->st_ino ^ about->st_dev) % SLOTS];
    struct unsynced *found = *slot;
    while (found && (found->inode != about->st_ino || found->device != about->st_dev)) {
        found = found->next;
    }
    if (!found && make && (found = calloc(1, sizeof *found))) {
        found->device = about->st_dev;
        found->inode = about->st_ino;
        found->next = *slot;
        *slot = found;
    }
    return found;
}

/* Before it is written: a sync that goes on meanwhile may then be believed to have it, but none that comes later is said not to. */
static void note(const struct stat *about, off_t from, size_t length) {
    pthread_mutex_lock(&of_slots);
    struct unsynced *file = find(about, 1);
    if (file && file->stretches && file->stretches->end == from) {
        file->stretches->end += (off_t) length;
    } else if (file) {
        struct stretch *stretch = malloc(sizeof *stretch);
        if (stretch) {
            *stretch = (struct stretch) {from, from + (off_t) length, file->stretches};
            file->stretches = stretch;
        }
    }
    pthread_mutex_unlock(&of_slots);
}

static struct stretch *take_stretches(const struct stat *about) {
    pthread_mutex_lock(&of_slots);
    struct unsynced *file = find(about, 0);
    struct stretch *all = file ? file->stretches : 0;
    if (file) {
        file->stretches = 0;
    }
    pthread_mutex_unlock(&of_slots);
    return all;
}

static void forget(struct stretch *all) {
    while (all) {
        struct stretch *next = all->next;
        free(all);
        all = next;
    }
}

static void lose(const char *path, struct stretch *all) {
    static const char zeros[1 << 16];
    struct stat about;
    int file = (int) syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (file < 0 || fstat(file, &about)) {
        return;
    }
    for (struct stretch *each = all; each; each = each->next) {
        off_t end = each->end < about.st_size ? each->end : about.st_size;
        for (off_t at = each->from; at < end;) {
            size_t count = end - at < (off_t) sizeof zeros ? (size_t) (end - at) : sizeof zeros;
            ssize_t written = syscall(SYS_pwrite64, file, zeros, count, at);
            if (written <= 0) {
                break;
            }
            at += written;
            __atomic_add_fetch(&control->lost_bytes, written, __ATOMIC_RELAXED);
        }
    }
    close(file);
}

static int synced(int fd, long call) {
    char path[PATH_MOST];
    struct stat about;
    if (!is_ours(fd, path, &about)) {
        return (int) syscall(call, fd);
    }
    struct rule *rule = failing(SYNC, path);
    struct stretch *all = take_stretches(&about);
    int result = 0;
    if (rule) {
        lose(path, all);
    }
    if (rule && rule->error) {
        errno = (int) rule->error;
        result = -1;
    } else {
        result = (int) syscall(call, fd);
    }
    forget(all);
    return result;
}

int fsync(int fd) {
    return synced(fd, SYS_fsync);
}

int fdatasync(int fd) {
    return synced(fd, SYS_fdatasync);
}

/* 0 where it is to go on; from is below 0 where the file is written at its position. */
static int refused(enum operation operation, int fd, off_t from, size_t length) {
    char path[PATH_MOST];
    struct stat about;
    if (!is_ours(fd, path, &about)) {
        return 0;
    }
    struct rule *rule = failing(operation, path);
    if (rule) {
        errno = (int) rule->error;
        return 1;
    }
    if (operation == WRITE && length) {
        int appends = from < 0 && fcntl(fd, F_GETFL) & O_APPEND;
        off_t at = appends ? about.st_size : from < 0 ? lseek(fd, 0, SEEK_CUR) : from;
        note(&about, at, length);
    }
    return 0;
}

static size_t bytes_of(const struct iovec *parts, int count) {
    size_t all = 0;
    for (int at = 0; at < count; at++) {
        all += parts[at].iov_len;
    }
    return all;
}

ssize_t read(int fd, void *into, size_t length) {
    return refused(READ, fd, -1, length) ? -1 : syscall(SYS_read, fd, into, length);
}

ssize_t readv(int fd, const struct iovec *parts, int count) {
    return refused(READ, fd, -1, 0) ? -1 : syscall(SYS_readv, fd, parts, count);
}

ssize_t pread64(int fd, void *into, size_t length, off_t from) {
    return refused(READ, fd, from, length) ? -1 : syscall(SYS_pread64, fd, into, length, from);
}

ssize_t pread(int fd, void *into, size_t length, off_t from) {
    return pread64(fd, into, length, from);
}

ssize_t sendfile64(int to, int fd, off_t *from, size_t length) {
    return refused(READ, fd, -1, length) ? -1 : syscall(SYS_sendfile, to, fd, from, length);
}

ssize_t sendfile(int to, int fd, off_t *from, size_t length) {
    return sendfile64(to, fd, from, length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    return refused(WRITE, fd, -1, length) ? -1 : syscall(SYS_write, fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return refused(WRITE, fd, -1, bytes_of(parts, count)) ? -1 : syscall(SYS_writev, fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t from) {
    return refused(WRITE, fd, from, length) ? -1 : syscall(SYS_pwrite64, fd, bytes, length, from);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t from) {
    return pwrite64(fd, bytes, length, from);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t from) {
    return refused(WRITE, fd, from, bytes_of(parts, count)) ? -1 : syscall(SYS_pwritev, fd, parts, count, from, 0L);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t from) {
    return pwritev64(fd, parts, count, from);
}

int fallocate64(int fd, int mode, off_t from, off_t length) {
    return refused(ALLOCATE, fd, from, 0) ? -1 : (int) syscall(SYS_fallocate, fd, mode, from, length);
}

int fallocate(int fd, int mode, off_t from, off_t length) {
    return fallocate64(fd, mode, from, length);
}

int posix_fallocate64(int fd, off_t from, off_t length) {
    return fallocate64(fd, 0, from, length) ? errno : 0;
}

int posix_fallocate(int fd, off_t from, off_t length) {
    return posix_fallocate64(fd, from, length);
}
