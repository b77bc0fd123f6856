/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/commands.h"

const struct ts_command *const ts_commands[] = {
    &ts_command_init,         &ts_command_brand_add,  &ts_command_brand_list,
    &ts_command_brand_policy, &ts_command_signer_add, &ts_command_signer_list,
    &ts_command_issue,        &ts_command_label,      &ts_command_test_cards,
    &ts_command_bundle,       &ts_command_provision,  &ts_command_check,
    &ts_command_scan,         &ts_command_inspect,    NULL,
};
