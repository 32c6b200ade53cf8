// Has a file take a millisecond longer to be made durable, as on a disk that is reached by a network. To be preloaded.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int slowly(const char *name, int file) {
    int (*made_durable)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int done = made_durable(file);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, 0);
    return done;
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
