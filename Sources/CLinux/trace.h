// What trace.c does for run.c.
#pragma once

// In a child that has one thread: from now on its calls that open files, and those of all that it starts, wait for
// who reads from the descriptor that is returned. -1 and errno. Async-signal-safe.
int trace_self(void);
