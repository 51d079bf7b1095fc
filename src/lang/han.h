/* han.h - tables over Chinese characters, generated at build time by tools/gen_han.c. */
#ifndef LANG_HAN_H
#define LANG_HAN_H

#include <stdint.h>

enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };

extern const uint16_t han_simplified[HAN_LAST - HAN_FIRST + 1]; /* traditional → simplified; itself where there is none */
extern const uint16_t han_sound[HAN_LAST - HAN_FIRST + 1];      /* number of the merged syllable, 0 = no reading */

#endif
