/* SPDX-License-Identifier: Apache-2.0 */
/* Labels in ZPL II, for Zebra's and compatible printers: the symbol as the very dots that are to be printed
 * (^GF), words in the printer's own scalable font (^A0), or as dots where that font may lack a character or
 * room. */
#ifndef TS_HOST_TOOLS_LABEL_ZPL_H
#define TS_HOST_TOOLS_LABEL_ZPL_H

#include "host-tools/file.h"
#include "host-tools/label.h"

/* Appends one label, ^XA to ^XZ, to OUT, whose errors are kept there. EX_OSERR: no memory for its dots. */
bool ts_label_zpl(struct ts_file_out *out, const struct ts_label_plan *plan, const struct ts_barcode *barcode,
                  struct ts_fault *fault);

#endif
