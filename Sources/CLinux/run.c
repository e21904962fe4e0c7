// One child process: started so that its failure to start is known, and given the signals that we get.
#define _GNU_SOURCE
#include "clinux_run.h"
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

typedef struct {
  int step;
  int error;
} report_message;

// From here on in the child: async-signal-safe calls only.

static void tell(int descriptor, int step, int error, int passed) {
  report_message message = {step, error};
  struct iovec part = {&message, sizeof message};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr packet;
  memset(&packet, 0, sizeof packet);
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  if (passed >= 0) {
    memset(&control, 0, sizeof control);
    packet.msg_control = control.bytes;
    packet.msg_controllen = sizeof control.bytes;
    struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &passed, sizeof(int));
  }
  while (sendmsg(descriptor, &packet, 0) < 0 && errno == EINTR) {
  }
}

static void become(const clinux_program *program, int report, pid_t parent) {
  (void)parent;
  if (program->leads_group) (void)setpgid(0, 0);
  // What this process does about signals is none of the program's business.
  (void)signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
  // Also where it is 1 or 2 already: dup2 takes the flag away that closes it.
  int output = fcntl(program->output, F_DUPFD_CLOEXEC, 3);
  int errors = fcntl(program->errors, F_DUPFD_CLOEXEC, 3);
  if (output < 0 || errors < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) {
    tell(report, clinux_step_fork, errno, -1);
    _exit(127);
  }
  if (chdir(program->folder) != 0) {
    tell(report, clinux_step_folder, errno, -1);
    _exit(127);
  }
  if (program->is_traced) {
#ifdef __linux__
    // Without us each call that opens a file would fail, and nothing would say why.
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
#endif
    int listener = trace_self();
    if (listener < 0) {
      tell(report, clinux_step_trace, errno, -1);
      _exit(127);
    }
    tell(report, 0, 0, listener);
    (void)close(listener);
  }
  (void)execve(program->path, program->arguments, program->variables);
  int error = errno;
  if (error == ENOEXEC) {
    // A script without a first line that names its interpreter, as every shell runs it.
    char *words[256] = {"sh", (char *)program->path};
    size_t count = 2;
    for (char *const *next = program->arguments + 1; *next && count < 255; next++) {
      words[count++] = *next;
    }
    words[count] = NULL;
    (void)execve("/bin/sh", words, program->variables);
  }
  tell(report, clinux_step_run, error, -1);
  _exit(127);
}

// Here the parent again.

// 1 with a message, 0 at the end, -1 and errno.
static int hear(int descriptor, report_message *message, int *passed) {
  struct iovec part = {message, sizeof *message};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr packet;
  memset(&packet, 0, sizeof packet);
  packet.msg_iov = &part;
  packet.msg_iovlen = 1;
  packet.msg_control = control.bytes;
  packet.msg_controllen = sizeof control.bytes;
  ssize_t count;
  do {
    count = recvmsg(descriptor, &packet, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -1;
  if (count != (ssize_t)sizeof *message) return 0;
  struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
  if (passed && header && header->cmsg_type == SCM_RIGHTS) {
    memcpy(passed, CMSG_DATA(header), sizeof(int));
    (void)fcntl(*passed, F_SETFD, FD_CLOEXEC);
  }
  return 1;
}

static void close_both(int *ends) {
  (void)close(ends[0]);
  (void)close(ends[1]);
}

pid_t clinux_start(const clinux_program *program, int *report, int *listener, int *step) {
  *listener = -1;
  *step = clinux_step_fork;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
  (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) {
    int error = errno;
    close_both(ends);
    errno = error;
    return -1;
  }
  if (child == 0) become(program, ends[1], parent);
  // Both sides do it, so that it is done whoever comes first.
  if (program->leads_group) (void)setpgid(child, child);
  (void)close(ends[1]);
  *report = ends[0];
  if (!program->is_traced) return child;
  report_message message = {clinux_step_trace, EPIPE};
  if (hear(ends[0], &message, listener) == 1 && message.error == 0 && *listener >= 0) return child;
  *step = message.step;
  (void)close(ends[0]);
  int status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  errno = message.error;
  return -1;
}

int clinux_started(int report, int *step) {
  report_message message = {0, 0};
  int heard = hear(report, &message, NULL);
  (void)close(report);
  if (heard != 1) return 0;
  *step = message.step;
  return message.error;
}

int clinux_pipe(int *read_end, int *write_end) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

int clinux_wait_readable(int descriptor, int milliseconds) {
  struct pollfd wanted = {descriptor, POLLIN, 0};
  int count = poll(&wanted, 1, milliseconds);
  if (count < 0) return errno == EINTR ? 0 : -1;
  return count > 0;
}

// Signals

static const int passed_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { passed_count = sizeof passed_signals / sizeof *passed_signals };
static struct sigaction before[passed_count];
// Programs that are run at one time, which only tests do: the last one gets the signals.
static atomic_int pass_depth;
static atomic_int pass_target;
static atomic_int pass_shares_terminal;
static atomic_int pass_seen;
static atomic_int pass_last;
// After so many, what ignores them is killed.
enum { pass_limit = 3 };

static void pass(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  int seen = atomic_fetch_add(&pass_seen, 1) + 1;
  atomic_store(&pass_last, number);
  pid_t target = (pid_t)atomic_load(&pass_target);
  if (target != 0) {
    if (seen >= pass_limit) {
      (void)kill(target, SIGKILL);
    } else if (!(atomic_load(&pass_shares_terminal) && info->si_code > 0)) {
      // A code above 0: the kernel sent it, for the terminal, to everybody in the group.
      (void)kill(target, number);
      // What is stopped would not hear of it.
      (void)kill(target, SIGCONT);
    }
  }
  errno = saved;
}

void clinux_pass_signals(void) {
  if (atomic_fetch_add(&pass_depth, 1) > 0) return;
  atomic_store(&pass_target, 0);
  atomic_store(&pass_seen, 0);
  atomic_store(&pass_last, 0);
  for (int index = 0; index < passed_count; index++) {
    (void)sigaction(passed_signals[index], NULL, &before[index]);
    if (before[index].sa_handler == SIG_IGN) continue;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = pass;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    (void)sigaction(passed_signals[index], &action, NULL);
  }
}

void clinux_pass_signals_to(pid_t target, int shares_terminal) {
  atomic_store(&pass_shares_terminal, shares_terminal);
  atomic_store(&pass_target, (int)target);
  // One that came before there was anybody to pass it on to.
  int number = atomic_load(&pass_last);
  if (number != 0 && target != 0) (void)kill(target, number);
}

int clinux_passed_signal(void) { return atomic_load(&pass_last); }

int clinux_passed_count(void) { return atomic_load(&pass_seen); }

void clinux_stop_passing(void) {
  if (atomic_fetch_sub(&pass_depth, 1) > 1) return;
  atomic_store(&pass_target, 0);
  for (int index = 0; index < passed_count; index++) {
    (void)sigaction(passed_signals[index], &before[index], NULL);
  }
}

int clinux_wait(pid_t child, int *status, struct rusage *usage) {
  pid_t ended;
  do {
    ended = wait4(child, status, 0, usage);
  } while (ended < 0 && errno == EINTR);
  return ended < 0 ? -1 : 0;
}
