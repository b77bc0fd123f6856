/* SPDX-License-Identifier: Apache-2.0 */
/* Every command, one a file cmd_*.c. To add one: declare it here and list it in commands.c. */
#ifndef TS_HOST_TOOLS_COMMANDS_H
#define TS_HOST_TOOLS_COMMANDS_H

#include "host-tools/cli.h"

extern const struct ts_command ts_command_init;
extern const struct ts_command ts_command_brand_add;
extern const struct ts_command ts_command_brand_request;
extern const struct ts_command ts_command_brand_export;
extern const struct ts_command ts_command_brand_import;
extern const struct ts_command ts_command_brand_list;
extern const struct ts_command ts_command_brand_policy;
extern const struct ts_command ts_command_signer_add;
extern const struct ts_command ts_command_signer_request;
extern const struct ts_command ts_command_signer_list;
extern const struct ts_command ts_command_signer_retire;
extern const struct ts_command ts_command_signer_revoke;
extern const struct ts_command ts_command_issue;
extern const struct ts_command ts_command_block;
extern const struct ts_command ts_command_unblock;
extern const struct ts_command ts_command_sold;
extern const struct ts_command ts_command_history;
extern const struct ts_command ts_command_label;
extern const struct ts_command ts_command_test_cards;
extern const struct ts_command ts_command_bundle;
extern const struct ts_command ts_command_bundle_diff;
extern const struct ts_command ts_command_publisher_list;
extern const struct ts_command ts_command_publisher_rotate;
extern const struct ts_command ts_command_provision;
extern const struct ts_command ts_command_device_enroll;
extern const struct ts_command ts_command_device_list;
extern const struct ts_command ts_command_journal_import;
extern const struct ts_command ts_command_journal_clones;
extern const struct ts_command ts_command_journal_verify;
extern const struct ts_command ts_command_journal_show;
extern const struct ts_command ts_command_evidence;
extern const struct ts_command ts_command_check;
extern const struct ts_command ts_command_scan;
extern const struct ts_command ts_command_inspect;
extern const struct ts_command ts_command_status;

/* All of them in the order of the general help; NULL ends the list. */
extern const struct ts_command *const ts_commands[];

#endif
