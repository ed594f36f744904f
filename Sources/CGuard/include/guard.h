#pragma once

/// Runs a program in a process group of its own and answers for it: whatever becomes of Muster or of this
/// guard, nobody of the group is left over. Never returns before the group is gone.
///
/// Expects `muster __guard <grace-milliseconds> -- program argument…` with a pipe as standard input, whose end
/// of file means that Muster has died.
///
/// - The program's first line of output is written here: `muster-guard: pid N` (N names the group, too).
/// - SIGTERM, SIGINT or end of file: SIGTERM to the group, SIGKILL after the grace. SIGQUIT: SIGKILL at once.
///
/// - Returns: the program's status, 128 + signal if one ended it, 127 if it could not be started, 64 for wrong
///   arguments.
int muster_guard_main(int argc, char **argv);
