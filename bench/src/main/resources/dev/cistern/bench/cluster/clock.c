/*
 * Preloaded into a process, gives it a clock of its own: that of the machine, and so many milliseconds more or less as stand in
 * the file that OWN_CLOCK names, eight bytes in the order of the machine, read anew each time. Clocks that only ever go on are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Above it a deadline is one of the calendar; since the machine was started, fewer seconds have passed. */
#define FIRST_OF_CALENDAR 1000000000L

static const volatile int64_t *offset_millis;
static int (*machine_gettime)(clockid_t, struct timespec *);
static int (*machine_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static int (*machine_clockwait)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

__attribute__((constructor)) static void begin(void) {
    machine_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    machine_timedwait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!machine_timedwait) {
        machine_timedwait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    }
    machine_clockwait = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
    const char *path = getenv("OWN_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *mapped = mmap(0, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
        offset_millis = mapped == MAP_FAILED ? 0 : mapped;
        close(file);
    }
}

static void shift(struct timespec *at, int64_t millis) {
    at->tv_sec += millis / 1000;
    at->tv_nsec += (millis % 1000) * 1000000;
    if (at->tv_nsec < 0) {
        at->tv_nsec += 1000000000;
        at->tv_sec--;
    } else if (at->tv_nsec >= 1000000000) {
        at->tv_nsec -= 1000000000;
        at->tv_sec++;
    }
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = machine_gettime ? machine_gettime(clock, now) : (int) syscall(SYS_clock_gettime, clock, now);
    if (!failed && offset_millis && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        shift(now, *offset_millis);
    }
    return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    int failed = clock_gettime(CLOCK_REALTIME, &exact);
    if (!failed && now) {
        now->tv_sec = exact.tv_sec;
        now->tv_usec = exact.tv_nsec / 1000;
    }
    return failed;
}

time_t time(time_t *into) {
    struct timespec exact;
    time_t now = clock_gettime(CLOCK_REALTIME, &exact) ? (time_t) -1 : exact.tv_sec;
    if (into) {
        *into = now;
    }
    return now;
}

/* The machine waits by its own clock. */
static struct timespec of_machine(const struct timespec *deadline) {
    struct timespec own = *deadline;
    if (offset_millis && own.tv_sec > FIRST_OF_CALENDAR) {
        shift(&own, -*offset_millis);
    }
    return own;
}

int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *deadline) {
    struct timespec own = of_machine(deadline);
    return machine_timedwait(cond, mutex, &own);
}

int pthread_cond_clockwait(
        pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *deadline) {
    struct timespec own = of_machine(deadline);
    return machine_clockwait(cond, mutex, clock, &own);
}
