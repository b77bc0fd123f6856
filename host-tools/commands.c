/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/commands.h"

/* One a line, so that a new one is a line of its own in a change. */
/* clang-format off */
const struct ts_command *const ts_commands[] = {
    &ts_command_init,
    &ts_command_brand_add,
    &ts_command_brand_request,
    &ts_command_brand_export,
    &ts_command_brand_import,
    &ts_command_brand_list,
    &ts_command_brand_policy,
    &ts_command_signer_add,
    &ts_command_signer_request,
    &ts_command_signer_list,
    &ts_command_signer_retire,
    &ts_command_signer_revoke,
    &ts_command_issue,
    &ts_command_block,
    &ts_command_unblock,
    &ts_command_sold,
    &ts_command_history,
    &ts_command_label,
    &ts_command_test_cards,
    &ts_command_publisher_list,
    &ts_command_publisher_rotate,
    &ts_command_bundle_diff,
    &ts_command_bundle,
    &ts_command_provision,
    &ts_command_device_enroll,
    &ts_command_device_list,
    &ts_command_journal_import,
    &ts_command_journal_clones,
    &ts_command_journal_verify,
    &ts_command_journal_show,
    &ts_command_evidence,
    &ts_command_check,
    &ts_command_scan,
    &ts_command_inspect,
    &ts_command_status,
    NULL,
};
/* clang-format on */
