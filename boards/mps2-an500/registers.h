/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_REGISTERS_H
#define TS_MPS2_AN500_REGISTERS_H

#include <stdint.h>

/* System registers of the Cortex-M7 (ARMv7-M Architecture Reference Manual, B3.2 and B3.5). */
#define TS_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define TS_SYST_CSR TS_REGISTER(0xe000e010)
#define TS_SYST_RVR TS_REGISTER(0xe000e014)
#define TS_SYST_CVR TS_REGISTER(0xe000e018)

#define TS_ICSR TS_REGISTER(0xe000ed04)
#define TS_CFSR TS_REGISTER(0xe000ed28)
#define TS_HFSR TS_REGISTER(0xe000ed2c)
#define TS_MMFAR TS_REGISTER(0xe000ed34)
#define TS_BFAR TS_REGISTER(0xe000ed38)
#define TS_CPACR TS_REGISTER(0xe000ed88)

#define TS_MPU_CTRL TS_REGISTER(0xe000ed94)
#define TS_MPU_RBAR TS_REGISTER(0xe000ed9c)
#define TS_MPU_RASR TS_REGISTER(0xe000eda0)

/* The first serial line (Arm, Cortex-M System Design Kit, APB UART). */
#define TS_UART_BASE 0x40004000u
#define TS_UART_DATA TS_REGISTER(TS_UART_BASE + 0x00)
#define TS_UART_STATE TS_REGISTER(TS_UART_BASE + 0x04)
#define TS_UART_CTRL TS_REGISTER(TS_UART_BASE + 0x08)
#define TS_UART_BAUDDIV TS_REGISTER(TS_UART_BASE + 0x10)
#define TS_UART_STATE_TX_FULL 1u
#define TS_UART_CTRL_TX 1u

#endif
