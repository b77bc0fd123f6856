# SPDX-License-Identifier: Apache-2.0
# The firmware's sources, for every build that makes a device of them. Which adapter serves a board is chosen here and
# there by file, never by #ifdef.
set(TS_FIRMWARE_DIR ${CMAKE_CURRENT_LIST_DIR})

set(TS_CORE_SOURCES
    anchor.c bundle.c bundle_check.c bundle_read.c bytes.c cbor.c cbor_text.c cbor_write.c checkpoint.c cose.c
    ecdsa_der.c error.c gs1.c gs1_check.c gs1_codes.c gs1_coupon.c gs1_elements.c gs1_lint.c gs1_rules.c gs1_table.c
    gs1_title.c gs1_titles.c gs1_uri.c gs1_write.c journal.c journal_files.c journal_hashes.c journal_log.c journal_memory.c
    journal_recover.c journal_ring.c journal_runs.c journal_state.c merkle.c p256.c piece.c publisher.c record.c
    record_read.c statusset.c statusset_check.c statusset_code.c statusset_tree.c symbols.c tag.c trust.c verdict.c)
list(TRANSFORM TS_CORE_SOURCES PREPEND ${TS_FIRMWARE_DIR}/core/)

set(TS_VISION_SOURCES code128.c corners.c edges.c finder.c fit.c grid.c locate.c pyramid.c qr_layout.c redraw.c retail.c sample.c scanlines.c stripe.c threshold.c triple.c)
list(TRANSFORM TS_VISION_SOURCES PREPEND ${TS_FIRMWARE_DIR}/vision/)
# The same bits from every compiler: no fused multiply and add. sqrtf without errno is one instruction.
set_source_files_properties(${TS_VISION_SOURCES} PROPERTIES COMPILE_OPTIONS "-ffp-contract=off;-fno-math-errno")

set(TS_APP_SOURCES catalogue.c device.c inspection.c install.c judge.c messages.c)
list(TRANSFORM TS_APP_SOURCES PREPEND ${TS_FIRMWARE_DIR}/app/)
include(${TS_FIRMWARE_DIR}/app/catalogue.cmake)
ts_catalogue(TS_CATALOGUE)
list(APPEND TS_APP_SOURCES ${TS_CATALOGUE})

# For boards that a person holds: the loop, its modes, and what they remember.
set(TS_HANDHELD_SOURCES aim.c answers.c choices.c conclude.c consignment.c entry.c faults.c held.c home.c jobs.c look.c loop.c
    manifest.c photos.c recording.c returns.c states.c summary.c tally.c widgets.c)
list(TRANSFORM TS_HANDHELD_SOURCES PREPEND ${TS_FIRMWARE_DIR}/app/)

# For boards with a screen; ts_font_atlas of app/atlas.cmake makes the glyphs.
set(TS_SCREEN_SOURCES coverage.c draw.c font.c icons.c layout.c screen.c screen_aim.c screen_menu.c screen_page.c screen_sheets.c
    screen_verdict.c tones.c)
list(TRANSFORM TS_SCREEN_SOURCES PREPEND ${TS_FIRMWARE_DIR}/app/)

# Adapters that are the same on all boards; confine_*.c is chosen by the board.
set(TS_ADAPTER_SOURCES crypto_psa.c follow.c identity_psa.c jpeg_turbo.c linear_rules.c linear_zbar.c qr_zbar.c reader.c stable_sort.c x509_mbedtls.c
                       zbar_pass.c)
list(TRANSFORM TS_ADAPTER_SOURCES PREPEND ${TS_FIRMWARE_DIR}/adapters/)
