# SPDX-License-Identifier: Apache-2.0
# What the unit tests leave out on an emulated processor, where cryptography takes ten times as long as on the host, and
# pictures twenty to forty times. What runs there is what another processor may change: how the firmware's code is
# compiled, and its libraries.

# Tests that cannot run there, or are of code that no board has.
set(TS_NOT_EMULATED
  test_reader_child # QEMU's user mode knows no seccomp: system/test_linux_vm.sh runs it
  test_app_screens # every page, for minutes: test_screen_pictures compares each pixel
  # The host tools', and the benchmark's.
  test_bundle_write test_clones test_csv test_duplicates test_enroll test_evidence test_home test_journal_import
  test_key_use test_keys test_label test_pieces test_score test_secret test_statusset_build)

# TS_LEFT_OUT_PROGRAM: functions of PROGRAM that take more than some seconds: each does many times, on altered bytes or
# turned pictures, what others of its program do a few times.
set(TS_LEFT_OUT_test_app_faults test_every_call_fails_once)
set(TS_LEFT_OUT_test_app_states test_walk)
set(TS_LEFT_OUT_test_checkpoint test_every_bit_flipped)
set(TS_LEFT_OUT_test_crypto can_verify_more_often_than_there_are_key_slots reads_signatures_of_every_length
                            refuses_every_altered_bit survives_every_altered_byte)
set(TS_LEFT_OUT_test_device test_card_gone_or_damaged)
set(TS_LEFT_OUT_test_hostile_images altered_bytes scan_bomb)
set(TS_LEFT_OUT_test_install test_power_fails_while_installing)
set(TS_LEFT_OUT_test_journal test_a_small_ring_turns test_large_leaves_go_by_whole_files test_large_memory)
set(TS_LEFT_OUT_test_linear_poses reads_every_linear_code_at_every_angle reads_through_noise reads_through_poor_light)
set(TS_LEFT_OUT_test_qr_rules a_decoder_that_fails_yields_no_symbol)
set(TS_LEFT_OUT_test_reader_child lies_are_refused) # its parent refuses them, and that is the same code everywhere
set(TS_LEFT_OUT_test_screen_layout test_every_reason_is_read_whole)
set(TS_LEFT_OUT_test_statusset test_coarse_sets test_every_bit_flipped test_members_and_strangers test_tall_trees)
set(TS_LEFT_OUT_test_tag test_every_byte_replaced)
set(TS_LEFT_OUT_test_trust test_failing_library)
set(TS_LEFT_OUT_test_trust_sets test_card_that_fails test_installing_checks_every_byte test_one_bit_of_a_set)
set(TS_LEFT_OUT_test_vision_budget a_frame_full_of_symbols_is_read hostile_frames_end_within_the_budget
                                   keeps_what_it_found_and_says_that_it_ran_out they_end_with_any_budget)
set(TS_LEFT_OUT_test_vision_finder finds_all_three_at_any_angle_and_size)
set(TS_LEFT_OUT_test_vision_grid counts_every_version finds_the_alignment_pattern_opposite guesses_fit
                                 samples_every_module_as_it_is the_mesh_follows_a_bent_symbol)
set(TS_LEFT_OUT_test_vision_locate reads_around_a_bottle reads_at_any_angle reads_damaged_symbols
                                   reads_every_version_in_both_polarities reads_in_bad_light reads_in_perspective
                                   reads_mirrored_symbols)
set(TS_LEFT_OUT_test_vision_qr_layout no_function_module_is_missing)
set(TS_LEFT_OUT_test_vision_redraw ordinary_symbols_show_few_finder_patterns)

# TS_STRIDE_PROGRAM: of what it tries in all, every n-th (unit/stride.h).
set(TS_STRIDE_test_bundle 61)
set(TS_STRIDE_test_merkle 9)
set(TS_STRIDE_test_publisher 61)
set(TS_STRIDE_test_verdict 101)

function(emulate program)
  add_dependencies(emulated ${program})
  if(TS_STRIDE_${program})
    target_compile_definitions(${program} PRIVATE TS_STRIDE=${TS_STRIDE_${program}})
  endif()
  if(TS_LEFT_OUT_${program})
    string(REPLACE ";" "," names "${TS_LEFT_OUT_${program}}")
    target_sources(${program} PRIVATE support/left_out.c)
    target_compile_definitions(${program} PRIVATE TS_LEFT_OUT="${names}")
    target_link_options(${program} PRIVATE -Wl,--wrap=_cmocka_run_group_tests)
  endif()
endfunction()
