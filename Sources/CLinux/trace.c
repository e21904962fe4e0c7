// Which files a process and its children open. The kernel stops each such call (seccomp user notification) until we
// have read its path and let it go on. Nothing is changed about the call, no signal is touched, and other debuggers
// can be at work; threads, fork, vfork and exec need no care, since a filter is inherited.
#define _GNU_SOURCE
#include "clinux_run.h"
#include "trace.h"

#include <errno.h>
#ifdef __linux__
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1
#endif

// How a call names files: which of its arguments.
enum { form_open, form_open_at, form_open_how, form_create, form_run, form_run_at, form_rename, form_rename_at,
       form_link_at, form_symlink, form_symlink_at, form_folder, form_folder_at, form_truncate, form_connect };

typedef struct {
  uint32_t number;
  int form;
} watched_call;

// One list for each way that a program can call this kernel.
#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define OTHER_ARCH AUDIT_ARCH_I386
static const watched_call native_calls[] = {
    {2, form_open}, {257, form_open_at}, {437, form_open_how}, {85, form_create}, {59, form_run}, {322, form_run_at},
    {82, form_rename}, {264, form_rename_at}, {316, form_rename_at}, {86, form_rename}, {265, form_link_at},
    {88, form_symlink}, {266, form_symlink_at}, {83, form_folder}, {258, form_folder_at}, {76, form_truncate}, {42, form_connect},
    // x32 has its own numbers for these.
    {520, form_run}, {545, form_run_at}};
static const watched_call other_calls[] = {
    {5, form_open}, {295, form_open_at}, {437, form_open_how}, {8, form_create}, {11, form_run}, {358, form_run_at},
    {38, form_rename}, {302, form_rename_at}, {353, form_rename_at}, {9, form_rename}, {303, form_link_at},
    {83, form_symlink}, {304, form_symlink_at}, {39, form_folder}, {296, form_folder_at}, {92, form_truncate}, {193, form_truncate}, {362, form_connect}};
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define OTHER_ARCH AUDIT_ARCH_ARM
static const watched_call native_calls[] = {
    {56, form_open_at}, {437, form_open_how}, {221, form_run}, {281, form_run_at}, {38, form_rename_at},
    {276, form_rename_at}, {37, form_link_at}, {36, form_symlink_at}, {34, form_folder_at}, {45, form_truncate}, {203, form_connect}};
static const watched_call other_calls[] = {
    {5, form_open}, {322, form_open_at}, {437, form_open_how}, {8, form_create}, {11, form_run}, {387, form_run_at},
    {38, form_rename}, {329, form_rename_at}, {382, form_rename_at}, {9, form_rename}, {330, form_link_at},
    {83, form_symlink}, {331, form_symlink_at}, {39, form_folder}, {323, form_folder_at}, {92, form_truncate}, {193, form_truncate}, {283, form_connect}};
#endif

#ifdef NATIVE_ARCH
#define COUNT(list) (sizeof(list) / sizeof *(list))
enum { filter_max = 96, x32_bit = 0x40000000 };

static size_t add_calls(struct sock_filter *filter, size_t at, const watched_call *calls, size_t count) {
  for (size_t index = 0; index < count; index++) {
    filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[index].number, 0, 1);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
  }
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  return at;
}

int trace_self(void) {
  struct sock_filter filter[filter_max];
  const size_t other = 2 * COUNT(other_calls) + 1;
  size_t at = 0;
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, (unsigned char)(other + 2), 0);
  filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OTHER_ARCH, 0, (unsigned char)other);
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  at = add_calls(filter, at, other_calls, COUNT(other_calls));
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
  filter[at++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~(uint32_t)x32_bit);
#endif
  at = add_calls(filter, at, native_calls, COUNT(native_calls));
  struct sock_fprog program = {(unsigned short)at, filter};
  long listener =
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0 && errno == EACCES) {
    // Who may not do it for others may do it for programs that gain no rights.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  }
  return (int)listener;
}

int clinux_trace_fault(void) {
  // 5.9 is the first that says when no process is left; 5.5 the first that lets a call go on.
  struct utsname name;
  int major = 0, minor = 0;
  if (uname(&name) != 0 || sscanf(name.release, "%d.%d", &major, &minor) != 2) return ENOSYS;
  if (major < 5 || (major == 5 && minor < 9)) return ENOSYS;
  struct seccomp_notif_sizes sizes;
  return syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0 ? 0 : errno;
}

static const watched_call *find_call(const struct seccomp_data *data) {
  const watched_call *calls = data->arch == NATIVE_ARCH ? native_calls : other_calls;
  size_t count = data->arch == NATIVE_ARCH ? COUNT(native_calls) : COUNT(other_calls);
  uint32_t number = (uint32_t)data->nr;
#if defined(__x86_64__)
  if (data->arch == NATIVE_ARCH) number &= ~(uint32_t)x32_bit;
#endif
  for (size_t index = 0; index < count; index++) {
    if (calls[index].number == number) return &calls[index];
  }
  return NULL;
}

// Reads a text of the process, page by page, since the next page may not be there. 0 when it has an end.
static int read_text(pid_t thread, uint64_t address, char *text, size_t room) {
  size_t done = 0;
  while (done < room - 1) {
    size_t page = 4096 - (size_t)((address + done) & 4095);
    if (page > room - 1 - done) page = room - 1 - done;
    struct iovec here = {text + done, page};
    struct iovec there = {(void *)(uintptr_t)(address + done), page};
    ssize_t count = process_vm_readv(thread, &here, 1, &there, 1, 0);
    if (count <= 0) return -1;
    if (memchr(text + done, 0, (size_t)count)) return 0;
    done += (size_t)count;
  }
  return -1;
}

static int read_bytes(pid_t thread, uint64_t address, void *bytes, size_t count) {
  struct iovec here = {bytes, count};
  struct iovec there = {(void *)(uintptr_t)address, count};
  return process_vm_readv(thread, &here, 1, &there, 1, 0) == (ssize_t)count ? 0 : -1;
}

static int read_base(pid_t thread, int folder, char *base, size_t room) {
  char link[64];
  if (folder == AT_FDCWD) {
    (void)snprintf(link, sizeof link, "/proc/%d/cwd", (int)thread);
  } else {
    (void)snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)thread, folder);
  }
  ssize_t count = readlink(link, base, room - 1);
  if (count < 0 || (size_t)count == room - 1) return -1;
  base[count] = 0;
  return 0;
}

static int read_name(pid_t thread, int folder, uint64_t address, char *path, char *base) {
  base[0] = 0;
  if (read_text(thread, address, path, clinux_call_room) != 0) return -1;
  return path[0] == '/' ? 0 : read_base(thread, folder, base, clinux_call_room);
}

static void read_address(pid_t thread, uint64_t address, uint64_t length, clinux_call *call) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
  } peer;
  memset(&peer, 0, sizeof peer);
  size_t count = length < sizeof peer ? (size_t)length : sizeof peer;
  if (count < sizeof(sa_family_t) || read_bytes(thread, address, &peer, count) != 0) {
    call->is_unknown = 1;
    return;
  }
  char text[INET6_ADDRSTRLEN];
  switch (peer.any.sa_family) {
  case AF_INET:
    (void)inet_ntop(AF_INET, &peer.v4.sin_addr, text, sizeof text);
    (void)snprintf(call->path, clinux_call_room, "%s:%u", text, (unsigned)ntohs(peer.v4.sin_port));
    break;
  case AF_INET6:
    (void)inet_ntop(AF_INET6, &peer.v6.sin6_addr, text, sizeof text);
    (void)snprintf(call->path, clinux_call_room, "[%s]:%u", text, (unsigned)ntohs(peer.v6.sin6_port));
    break;
  case AF_UNIX: {
    size_t room = count > offsetof(struct sockaddr_un, sun_path) ? count - offsetof(struct sockaddr_un, sun_path) : 0;
    // An abstract name begins with a zero.
    int is_abstract = room > 0 && peer.local.sun_path[0] == 0;
    (void)snprintf(call->path, clinux_call_room, "unix:%s%.*s", is_abstract ? "@" : "",
                   (int)(room - (size_t)is_abstract), peer.local.sun_path + is_abstract);
    break;
  }
  default:
    // Such as netlink, which is the kernel's own.
    call->path[0] = 0;
  }
}

// What the call is about; the arguments as their form has them.
static void read_call(pid_t thread, int form, const uint64_t *given, clinux_call *call) {
  int fault = 0;
  call->call = clinux_call_open;
  call->flags = 0;
  switch (form) {
  case form_open:
    call->flags = (int)given[1];
    fault = read_name(thread, AT_FDCWD, given[0], call->path, call->base);
    break;
  case form_open_at:
    call->flags = (int)given[2];
    fault = read_name(thread, (int)given[0], given[1], call->path, call->base);
    break;
  case form_open_how: {
    uint64_t flags = 0;
    fault = read_bytes(thread, given[2], &flags, sizeof flags);
    call->flags = (int)flags;
    if (!fault) fault = read_name(thread, (int)given[0], given[1], call->path, call->base);
    break;
  }
  case form_create:
    call->flags = O_CREAT | O_WRONLY | O_TRUNC;
    fault = read_name(thread, AT_FDCWD, given[0], call->path, call->base);
    break;
  case form_truncate:
    call->flags = O_WRONLY;
    fault = read_name(thread, AT_FDCWD, given[0], call->path, call->base);
    break;
  case form_run:
    call->call = clinux_call_run;
    fault = read_name(thread, AT_FDCWD, given[0], call->path, call->base);
    break;
  case form_run_at:
    call->call = clinux_call_run;
    fault = read_name(thread, (int)given[0], given[1], call->path, call->base);
    // An open file itself is what it was when it was opened.
    break;
  case form_rename:
    call->call = clinux_call_make;
    fault = read_name(thread, AT_FDCWD, given[0], call->source, call->source_base);
    if (!fault) fault = read_name(thread, AT_FDCWD, given[1], call->path, call->base);
    break;
  case form_rename_at:
  case form_link_at:
    call->call = clinux_call_make;
    fault = read_name(thread, (int)given[0], given[1], call->source, call->source_base);
    if (!fault) fault = read_name(thread, (int)given[2], given[3], call->path, call->base);
    break;
  case form_folder:
    call->call = clinux_call_folder;
    fault = read_name(thread, AT_FDCWD, given[0], call->path, call->base);
    break;
  case form_folder_at:
    call->call = clinux_call_folder;
    fault = read_name(thread, (int)given[0], given[1], call->path, call->base);
    break;
  case form_symlink:
    call->call = clinux_call_make;
    fault = read_name(thread, AT_FDCWD, given[1], call->path, call->base);
    break;
  case form_symlink_at:
    call->call = clinux_call_make;
    fault = read_name(thread, (int)given[1], given[2], call->path, call->base);
    break;
  case form_connect:
    call->call = clinux_call_connect;
    read_address(thread, given[1], given[2], call);
    return;
  }
  call->is_unknown = fault != 0;
}

int clinux_trace_next(int listener, int milliseconds, clinux_call *call) {
  static struct seccomp_notif_sizes sizes;
  if (sizes.seccomp_notif == 0 && syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0) return -1;
  union {
    struct seccomp_notif notification;
    char room[1024];
  } received;
  if (sizes.seccomp_notif > sizeof received) {
    errno = ENOSYS;
    return -1;
  }
  for (;;) {
    struct pollfd wanted = {listener, POLLIN, 0};
    int ready = poll(&wanted, 1, milliseconds);
    if (ready < 0 && errno != EINTR) return -1;
    if (ready <= 0) return 2;
    if (!(wanted.revents & POLLIN)) {
      errno = EBADF;
      return wanted.revents & POLLHUP ? 0 : -1;
    }
    memset(&received, 0, sizeof received);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) != 0) {
      // The process was killed, or the call interrupted, in the meantime.
      if (errno != ENOENT && errno != EINTR) return -1;
      continue;
    }
    call->id = received.notification.id;
    call->is_unknown = 0;
    call->path[0] = call->base[0] = call->source[0] = call->source_base[0] = 0;
    const watched_call *watched = find_call(&received.notification.data);
    uint64_t given[6];
    memcpy(given, received.notification.data.args, sizeof given);
    if (watched) {
      read_call((pid_t)received.notification.pid, watched->form, given, call);
    } else {
      call->is_unknown = 1;
    }
    // What could not be read since nobody makes the call any more is nothing to know.
    if (call->is_unknown && ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call->id) != 0 && errno == ENOENT) continue;
    return 1;
  }
}

void clinux_trace_continue(int listener, uint64_t id) {
  union {
    struct seccomp_notif_resp response;
    char room[1024];
  } answer;
  memset(&answer, 0, sizeof answer);
  answer.response.id = id;
  answer.response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  // ENOENT: nobody waits for it any more.
  while (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) != 0 && errno == EINTR) {
  }
}
#endif
#endif

#ifndef NATIVE_ARCH
int trace_self(void) {
  errno = ENOSYS;
  return -1;
}

int clinux_trace_fault(void) { return ENOSYS; }

int clinux_trace_next(int listener, int milliseconds, clinux_call *call) {
  (void)listener, (void)milliseconds, (void)call;
  errno = ENOSYS;
  return -1;
}

void clinux_trace_continue(int listener, uint64_t id) { (void)listener, (void)id; }
#endif
