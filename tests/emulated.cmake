# SPDX-License-Identifier: Apache-2.0
# What the unit tests leave out on an emulated processor, where cryptography and pictures take twenty times as long as on
# the host. What runs there is what the processor may change: how the firmware's own code is compiled, and its libraries.

# Tests that cannot run there, or are of code that no board has.
set(TS_NOT_EMULATED
  test_reader_child # QEMU's user mode knows no seccomp: the virtual machine runs it
  test_secret test_keys test_key_use test_home test_duplicates test_score # the host tools' and the benchmark's
)

# TS_LEFT_OUT_PROGRAM: functions of PROGRAM that take long, by name.
set(TS_LEFT_OUT_test_reader_child lies_are_refused) # its parent refuses them, and that is the same code everywhere

function(emulate program)
  add_dependencies(emulated ${program})
  if(TS_LEFT_OUT_${program})
    string(REPLACE ";" "," names "${TS_LEFT_OUT_${program}}")
    target_sources(${program} PRIVATE support/left_out.c)
    target_compile_definitions(${program} PRIVATE TS_LEFT_OUT="${names}")
    target_link_options(${program} PRIVATE -Wl,--wrap=_cmocka_run_group_tests)
  endif()
endfunction()
