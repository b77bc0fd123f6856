# SPDX-License-Identifier: Apache-2.0
# ts_options(TARGET): what every target of ours is compiled with. Warnings are errors.
set(TS_WARNINGS -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
                -Wvla -Wcast-qual -Wpointer-arith -Wwrite-strings -Wundef)

function(ts_options target)
  target_compile_options(${target} PRIVATE ${TS_WARNINGS})
  if(TS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
  if(TS_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link,address,undefined
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
endfunction()
