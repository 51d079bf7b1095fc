/* tri.h - known to be so, known not to be so, or not known. */
#ifndef BASE_TRI_H
#define BASE_TRI_H

enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

#endif
