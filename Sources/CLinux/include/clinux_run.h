// Starting one program and passing signals on to it; being told which files it opens.
// Every function exists on every platform; where the kernel has no such thing it fails with ENOSYS.
#pragma once
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

// A program that is found already, as execve(2) takes it.
typedef struct {
  const char *path;
  char *const *arguments;
  char *const *variables;
  const char *folder;
  // What becomes its standard output and standard error.
  int output, errors;
  // Whether it leads a process group of its own.
  int leads_group;
  // Whether its calls that open files wait for clinux_trace_continue.
  int is_traced;
} clinux_program;

enum { clinux_step_fork = 1, clinux_step_folder, clinux_step_trace, clinux_step_run };

// Starts it. `report` gets a descriptor for clinux_started, `listener` the one that calls are read from, or -1.
// -1 and errno when it could not be forked or traced; `step` says which.
pid_t clinux_start(const clinux_program *program, int *report, int *listener, int *step);

// Waits until the program runs: 0, or the errno of why it does not; `step` says of what. Closes `report`.
int clinux_started(int report, int *step);

// A pipe whose ends no other program inherits. -1 and errno.
int clinux_pipe(int *read_end, int *write_end);

// Waits until there is something to read: 1, 0 after so many milliseconds, -1 and errno.
int clinux_wait_readable(int descriptor, int milliseconds);

// From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT are counted and passed on. One that was ignored stays ignored.
void clinux_pass_signals(void);

// To whom: a process, or a group when negative. `shares_terminal`: what the terminal sends reaches it anyway.
void clinux_pass_signals_to(pid_t target, int shares_terminal);

// The last signal that was seen since, or 0.
int clinux_passed_signal(void);

// How many there were.
int clinux_passed_count(void);

// As it was before.
void clinux_stop_passing(void);

// Waits for the end of a child that the program started: the status of wait4(2). -1 and errno.
int clinux_wait(pid_t child, int *status, struct rusage *usage);

// What a call that is waiting wants.
enum { clinux_call_open = 1, clinux_call_run, clinux_call_make, clinux_call_folder, clinux_call_connect };

// So much room each of the texts of a call has.
enum { clinux_call_room = 4097 };

typedef struct {
  uint64_t id;
  int call;
  // Those of open(2).
  int flags;
  // Whether the path or the address could not be read.
  int is_unknown;
  // The path as given. Of clinux_call_make the new name. Of clinux_call_connect the address as text.
  char *path;
  // The folder that a relative path begins in.
  char *base;
  // Of clinux_call_make: the old name of a file that was renamed or linked, and its folder; else empty.
  char *source, *source_base;
} clinux_call;

// Whether this kernel can do it: 0 or an errno.
int clinux_trace_fault(void);

// Waits for the next call: 1; 0 when no process is left that could make one; 2 when none came in so many milliseconds;
// -1 and errno. The texts of `call` are the caller's.
int clinux_trace_next(int listener, int milliseconds, clinux_call *call);

// Lets it go on.
void clinux_trace_continue(int listener, uint64_t id);
