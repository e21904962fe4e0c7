// What Swift cannot call by itself: variadic C functions, Linux-only calls, signal-safe flags.
// Every function exists on every platform; where the kernel has no such call it does nothing.
#pragma once
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clinux_run.h"

// open(2) with a mode; O_CLOEXEC is added. -1 and errno on failure.
int clinux_open(const char *path, int flags, unsigned int mode);

// openat(2): the same for a name in an open directory.
int clinux_open_at(int folder, const char *name, int flags, unsigned int mode);

// flock(2), exclusive, without waiting. -1 and errno (EWOULDBLOCK: someone else holds it).
int clinux_try_lock(int descriptor);

// The same, shared with others who share it.
int clinux_try_shared_lock(int descriptor);

// Gives the lock back, also for a child process that was just forked and has the descriptor too.
void clinux_unlock(int descriptor);

// Asks the kernel to begin writing a range of dirty pages. Best effort, makes nothing durable.
void clinux_start_writeback(int descriptor, int64_t offset, int64_t count);

// Sets disk space aside for the first `size` bytes, without making the file longer. Best effort.
void clinux_reserve(int descriptor, int64_t size);

// Copies bytes to the same place of another file, in the kernel: shared on the disk where the file system can. Fewer
// than asked for, 0 at the end; -1 and errno (ENOSYS, EXDEV, EOPNOTSUPP, EINVAL: not in this way).
int64_t clinux_copy_range(int source, int target, int64_t offset, int64_t count);

// Swaps what two names in an open folder (AT_FDCWD: two paths) lead to, atomically. -1 and errno (EINVAL, ENOSYS: there is no such thing).
int clinux_exchange(int folder, const char *first, const char *second);

// The name in a directory entry, NUL-terminated, valid as long as the entry.
const char *clinux_entry_name(const struct dirent *entry);

// Makes SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it.
// A signal that was ignored stays ignored.
void clinux_catch_interruption(void);

// The signal that was seen last, or 0.
int clinux_interruption(void);
void clinux_clear_interruption(void);

// 1, 2, 3, … across all threads of the process.
uint64_t clinux_next_number(void);

// The variables of the process, NAME=VALUE each, ended by a null pointer.
char **clinux_environment(void);

// Whether the processor has instructions for SHA-256. Without them the next two do nothing or trap.
int clinux_has_sha256(void);

// Adds whole blocks of 64 bytes to the eight words of a SHA-256.
void clinux_sha256(uint32_t *state, const uint8_t *bytes, size_t blocks);

// The same for two SHA-256 at once, as many blocks for each.
void clinux_sha256_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes,
    size_t blocks);
