// C, and no more than this file, because what runs between fork and exec must not allocate or take locks, and
// because a guard has to be up within milliseconds. One thread only: PR_SET_PDEATHSIG fires when the *thread*
// that forked ends, not its process.
#define _GNU_SOURCE
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const int cannot_start = 127;
static const int wrong_arguments = 64;
// How long killed processes may take to disappear; one that waits for a broken disk cannot be killed at all.
static const int64_t sweep_milliseconds = 5000;

static int64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Muster's own settings hold tokens that a model server has no business with.
static void forget_own_settings(void) {
  static const char prefix[] = "MUSTER_";
  char **to = environ;
  for (char **from = environ; from != NULL && *from != NULL; from++) {
    if (strncmp(*from, prefix, sizeof prefix - 1) != 0) *to++ = *from;
  }
  if (to != NULL) *to = NULL;
}

static void run_program(char **program, pid_t guard) {
  // The group first: from here on every signal to it reaches us.
  setpgid(0, 0);
  // A killed guard takes the program along. It may have died before this call, hence the second look.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != guard) _exit(cannot_start);

  for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);

  int nothing = open("/dev/null", O_RDONLY);
  if (nothing > 0) {
    dup2(nothing, STDIN_FILENO);
    close(nothing);
  }
  forget_own_settings();
  // Written here and not by the guard, so that it stands before anything the program says.
  dprintf(STDOUT_FILENO, "muster-guard: pid %d\n", (int)getpid());
  execvp(program[0], program);
  dprintf(STDERR_FILENO, "muster-guard: cannot run %s: %s\n", program[0], strerror(errno));
  _exit(cannot_start);
}

// Kills what left the group (by setsid) and fell to us as the subreaper.
static void kill_adopted(void) {
  char text[4096];
  int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return;
  text[count] = 0;
  for (char *next = text, *end; ; next = end) {
    long pid = strtol(next, &end, 10);
    if (end == next) break;
    // A number cut off by the end of the buffer is another process's; it comes again in the next round.
    if (pid > 1 && *end == ' ') kill((pid_t)pid, SIGKILL);
  }
}

// Our child is dead but not yet reaped, so its number, which is the group's, cannot have gone to somebody else.
static int reap_everyone(pid_t child) {
  kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}

  const int64_t deadline = now_milliseconds() + sweep_milliseconds;
  for (;;) {
    pid_t other = waitpid(-1, NULL, WNOHANG);
    if (other > 0) continue;
    if (other < 0 || now_milliseconds() > deadline) break;
    kill_adopted();
    const struct timespec pause = {.tv_nsec = 500000};
    nanosleep(&pause, NULL);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int has_ended(pid_t child) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

static int watch(pid_t child, int signals, int64_t grace_milliseconds) {
  struct pollfd sources[] = {{.fd = signals, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  int64_t deadline = -1;  // set once the group was asked to end
  for (;;) {
    int timeout = -1;
    if (deadline >= 0) {
      int64_t left = deadline - now_milliseconds();
      if (left <= 0) {
        kill(-child, SIGKILL);
        left = 1000;
      }
      timeout = left > 60000 ? 60000 : (int)left;
    }
    if (poll(sources, 2, timeout) < 0 && errno != EINTR) kill(-child, SIGKILL);

    int shall_end = 0;
    struct signalfd_siginfo received;
    while (read(signals, &received, sizeof received) == sizeof received) {
      if (received.ssi_signo == SIGQUIT) {
        kill(-child, SIGKILL);
      } else if (received.ssi_signo != SIGCHLD) {
        shall_end = 1;
      }
    }
    if (sources[1].fd >= 0 && sources[1].revents != 0) {
      char ignored[256];
      ssize_t count = read(STDIN_FILENO, ignored, sizeof ignored);
      if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
        sources[1].fd = -1;  // poll skips it
        shall_end = 1;
      }
    }
    if (has_ended(child)) return reap_everyone(child);
    if (shall_end && deadline < 0) {
      kill(-child, SIGTERM);
      deadline = now_milliseconds() + grace_milliseconds;
    }
  }
}

int muster_guard_main(int argc, char **argv) {
  char *end = NULL;
  const long grace_milliseconds = argc > 2 ? strtol(argv[2], &end, 10) : -1;
  if (argc < 5 || end == argv[2] || *end != 0 || grace_milliseconds < 0 || strcmp(argv[3], "--") != 0) {
    dprintf(STDERR_FILENO, "muster-guard: use: muster __guard <grace-milliseconds> -- program argument...\n");
    return wrong_arguments;
  }

  // Blocked before the fork: a signal that comes in between is kept for the signalfd.
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGHUP);
  sigaddset(&watched, SIGQUIT);
  sigprocmask(SIG_SETMASK, &watched, NULL);
  signal(SIGCHLD, SIG_DFL);  // ignored by our parent, it would reap the child behind our back
  const int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  // Grandchildren whose parent has died come to us instead of to init, so that we can wait for them.
  prctl(PR_SET_CHILD_SUBREAPER, 1);

  const pid_t guard = getpid();
  const pid_t child = signals < 0 ? -1 : fork();
  if (child < 0) {
    dprintf(STDERR_FILENO, "muster-guard: cannot start a process: %s\n", strerror(errno));
    return cannot_start;
  }
  if (child == 0) run_program(&argv[4], guard);
  setpgid(child, child);  // by both sides: whoever comes first, the group exists before we signal it

  return watch(child, signals, grace_milliseconds);
}
