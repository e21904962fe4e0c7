// What Swift cannot call by itself: variadic C functions, Linux-only calls, signal-safe flags.
#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/file.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

int clinux_open(const char *path, int flags, unsigned int mode) {
  return open(path, flags | O_CLOEXEC, mode);
}

int clinux_open_at(int folder, const char *name, int flags, unsigned int mode) {
  return openat(folder, name, flags | O_CLOEXEC, mode);
}

int clinux_try_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int clinux_try_shared_lock(int descriptor) { return flock(descriptor, LOCK_SH | LOCK_NB); }

void clinux_unlock(int descriptor) { (void)flock(descriptor, LOCK_UN); }

void clinux_start_writeback(int descriptor, int64_t offset, int64_t count) {
#ifdef __linux__
  int saved = errno;
  (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
  errno = saved;
#else
  (void)descriptor, (void)offset, (void)count;
#endif
}

void clinux_reserve(int descriptor, int64_t size) {
#ifdef __linux__
  int saved = errno;
  (void)fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, size);
  errno = saved;
#else
  (void)descriptor, (void)size;
#endif
}

int64_t clinux_copy_range(int source, int target, int64_t offset, int64_t count) {
#ifdef __linux__
  loff_t from = offset, to = offset;
  return (int64_t)syscall(SYS_copy_file_range, source, &from, target, &to, (size_t)count, 0u);
#else
  (void)source, (void)target, (void)offset, (void)count;
  errno = ENOSYS;
  return -1;
#endif
}

int clinux_exchange(int folder, const char *first, const char *second) {
#ifdef __linux__
  return (int)syscall(SYS_renameat2, folder, first, folder, second, 2 /* RENAME_EXCHANGE */);
#elif defined(__APPLE__)
  return renameatx_np(folder, first, folder, second, RENAME_SWAP);
#else
  (void)folder, (void)first, (void)second;
  errno = ENOSYS;
  return -1;
#endif
}

const char *clinux_entry_name(const struct dirent *entry) { return entry->d_name; }

static atomic_int seen_signal;

// Async-signal-safe: one store into a lock-free atomic.
static void remember_signal(int number) { atomic_store(&seen_signal, number); }

static void catch_signal(int number) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN) return;
  action.sa_handler = remember_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = (int)(SA_RESTART | SA_RESETHAND);
  (void)sigaction(number, &action, NULL);
}

void clinux_catch_interruption(void) {
  catch_signal(SIGINT);
  catch_signal(SIGTERM);
}

int clinux_interruption(void) { return atomic_load_explicit(&seen_signal, memory_order_relaxed); }
void clinux_clear_interruption(void) { atomic_store(&seen_signal, 0); }

static atomic_uint_fast64_t last_number;

uint64_t clinux_next_number(void) { return atomic_fetch_add(&last_number, 1) + 1; }

extern char **environ;

char **clinux_environment(void) { return environ; }
