/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/sandbox.h"

#include <errno.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static bool limit(__rlimit_resource_t what, size_t most) {
  const struct rlimit limit = {.rlim_cur = most, .rlim_max = most};
  return setrlimit(what, &limit) == 0;
}

static bool limit_all(size_t memory) {
#ifdef __SANITIZE_ADDRESS__
  (void)memory; /* AddressSanitizer's own addresses are terabytes */
#else
  if (!limit(RLIMIT_AS, memory))
    return false;
#endif
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
         prctl(PR_SET_DUMPABLE, 0) == 0;
}

static bool allow_line(scmp_filter_ctx rules, int line) {
  const struct scmp_arg_cmp it = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)line, 0);
  return seccomp_rule_add_array(rules, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, &it) == 0 &&
         seccomp_rule_add_array(rules, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &it) == 0;
}

/* Memory that is no file and never a program. */
static bool allow_memory(scmp_filter_ctx rules) {
  static const int plain[] = {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)};
  const struct scmp_arg_cmp no_program = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp map[] = {no_program, SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)};
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (seccomp_rule_add(rules, SCMP_ACT_ALLOW, plain[i], 0) != 0)
      return false;
  return seccomp_rule_add_array(rules, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, map) == 0 &&
         seccomp_rule_add_array(rules, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_program) == 0;
}

/* pthread_once, with which ZBar begins, wakes the threads that wait for it: there are none. */
static bool allow_waking(scmp_filter_ctx rules) {
  const struct scmp_arg_cmp wake = SCMP_A1(SCMP_CMP_EQ, FUTEX_WAKE_PRIVATE, 0);
  return seccomp_rule_add_array(rules, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1, &wake) == 0;
}

/* AddressSanitizer looks at its stacks where a function does not return. */
static bool allow_sanitizer(scmp_filter_ctx rules) {
#ifdef __SANITIZE_ADDRESS__
  return seccomp_rule_add(rules, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0) == 0;
#else
  return rules != NULL;
#endif
}

/* Most systems tell the time without a call; where it takes one, what ZBar measures is not worth dying for. */
static bool refuse_clock(scmp_filter_ctx rules) {
  return seccomp_rule_add(rules, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clock_gettime), 0) == 0 &&
         seccomp_rule_add(rules, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(gettimeofday), 0) == 0;
}

bool ts_sandbox_enter(int line, size_t memory) {
  free(malloc(1)); /* the heap asks for random bytes when it is first used */
  if (!limit_all(memory))
    return false;
  scmp_filter_ctx rules = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!rules)
    return false;
  bool done = allow_line(rules, line) && allow_memory(rules) && allow_waking(rules) && refuse_clock(rules) &&
              allow_sanitizer(rules) &&
              seccomp_rule_add(rules, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) == 0 &&
              seccomp_rule_add(rules, SCMP_ACT_ALLOW, SCMP_SYS(exit), 0) == 0 && seccomp_load(rules) == 0;
  seccomp_release(rules);
  return done;
}
