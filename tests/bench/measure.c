/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a command and writes to standard error what it took: seconds by the clock, seconds of processor time, and
 * its peak of memory in KB. usage: measure COMMAND [ARGUMENT...] */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) {
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv) {
  struct timespec begin, end;
  struct rusage usage;
  int status;
  if (argc < 2 || clock_gettime(CLOCK_MONOTONIC, &begin) != 0)
    return 64;
  pid_t child = fork();
  if (child == 0) {
    (void)execvp(argv[1], argv + 1);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) != child || clock_gettime(CLOCK_MONOTONIC, &end) != 0 ||
      getrusage(RUSAGE_CHILDREN, &usage) != 0)
    return 71;
  (void)fprintf(stderr, "%.3f %.3f %ld\n",
                (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
                seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
}
