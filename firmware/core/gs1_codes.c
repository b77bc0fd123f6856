/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of codes that others maintain. A set of numbers is held as bits, 32 to a word;
 * tests/unit/test_gs1_lint.c spells them out and compares. */
#include "core/gs1_parse.h"

/* ISO 3166-1 numeric, its 249 codes of 2024. */
static const uint32_t country[32] = {
    0x91111510, 0x111d1111, 0x14501551, 0x11111111, 0x51111110, 0x9114c444, 0x44511811,
    0x4544c784, 0x00185454, 0x11111111, 0x11115111, 0x11111111, 0x45114111, 0x45445446,
    0x44444444, 0x111d1011, 0x10e91111, 0x44444410, 0x114087b4, 0x44451111, 0x44d8504c,
    0xc0454444, 0x13101047, 0x15111110, 0x59111111, 0x84040091, 0x54440107, 0x40841000,
};

/* ISO 4217 numeric, of 2025, with the codes that were withdrawn since 2020 (191, 694, 931, 932): labels
 * outlive them. */
static const uint32_t currency[32] = {
    0x00001100, 0x101d1011, 0x04100111, 0x10101101, 0x11010110, 0x90004400, 0x40410801, 0x00044140,
    0x00004040, 0x00000010, 0x11101111, 0x01011111, 0x45114110, 0x40044446, 0x00004440, 0x01050011,
    0x00301011, 0x00404410, 0x11404404, 0x04000001, 0x00004048, 0x40440400, 0x01000045, 0x11111000,
    0x00111100, 0x04040081, 0x14000104, 0x00440000, 0xf0000020, 0xfbfdb57f, 0x473fbfbf, 0x000000a4,
};

/* Codes in groups, a space behind each but the last: what all of a group begin with, then each one's last
 * character. */

/* ISO 3166-1 alpha-2. */
static const char country_letters[] =
    "ADEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNORUVWXYZ DEJKMOZ ECEGHRST FIJKMOR "
    "GABDEFGHILMNPQRSTUWY HKMNRTU IDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ "
    "NACEFGILOPRUZ OM PAEFGHKLMNRSTWY QA REOSUW SABCDEGHIJKLMNORSTVXYZ TCDFGHJKLMNORTVWZ UAGMSYZ "
    "VACEGINU WFS YET ZAMW";

/* UN/ECE Recommendation 21 with GS1's own values: GS1's code list PackageTypeCode, of 2024. */
static const char package_two[] =
    "1ABDFGW 2C 3AH 434ABCDFGH 5HLM 6HP 7AB 8ABC AABCDFGHIJLMPTV B4BCDEFGHIJKLMNOPQRSTUVWXYZ "
    "CABCDEFGHIJKLMNOPQRSTUVWXYZ DABCGHIJKLMNPRSTUVWXY E123CDEFGHIN FBCDEILOPRTWX GBILRUYZ HABCGNR "
    "IABCDEFGHKLNZ JBCGRTY KGI LEGTUVZ MABCERSTWX NAEFGSTUV OABCDEFKTU P2ABCDEFGHIJKLNOPRTUVXYZ "
    "QABCDFGHJKLMNPQRS RDGJKLOTZ S1ABCDEHIKLMOPSTUVWXYZ T1BCDEGIKLNORSTUVWYZ UCN VAGIKLNOPQRSY "
    "WABCDFGHJKLMNPQRSTUVWXYZ X3ABCDFGHJK YABCDFGHJKLMNPQRSTVWXYZ ZABCDFGHJKLMNPQRSTUVWXYZ";
static const char package_three[] = "200123456 21012 APE BGE BME BRI CBL CCE DPE FOB FPE LAB MPE OPE PAE PLP "
                                    "POP PPE PUE RB123 RCB SEC STL TEV "
                                    "THE TRE TTE TWE UUE WRP X11256789 X20";

static bool in_bits(const uint32_t set[32], unsigned number) {
  return number < 1000 && (set[number / 32] >> number % 32 & 1);
}

/* Is CODE in the groups of LIST, whose codes have CODE.size characters? */
static bool in_groups(const char *list, struct ts_bytes code) {
  size_t lead = code.size - 1;
  const uint8_t *p = (const uint8_t *)list;
  while (*p) {
    bool group = ts_bytes_equal(ts_bytes(p, lead), ts_bytes_part(code, 0, lead));
    for (p += lead; *p && *p != ' '; p++)
      if (group && *p == code.data[lead])
        return true;
    p += *p == ' ';
  }
  return false;
}

bool ts_gs1_code_country(unsigned number) {
  return in_bits(country, number);
}

bool ts_gs1_code_currency(unsigned number) {
  return in_bits(currency, number);
}

bool ts_gs1_code_country_letters(struct ts_bytes code) {
  return code.size == 2 && in_groups(country_letters, code);
}

bool ts_gs1_code_package(struct ts_bytes code) {
  if (code.size == 1)
    return code.data[0] == '8' || code.data[0] == '9';
  return (code.size == 2 && in_groups(package_two, code)) ||
         (code.size == 3 && in_groups(package_three, code));
}
