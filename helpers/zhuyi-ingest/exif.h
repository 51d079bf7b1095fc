/* exif.h - how a camera held the picture it wrote: the orientation note of a JPEG. */
#ifndef EXIF_H
#define EXIF_H

#include <stddef.h>

/* Quarter turns clockwise that make the picture upright, 0..3; 0 when there is no note or it cannot be read. Mirrored pictures are not turned. */
int exif_quarters(const unsigned char *bytes, size_t n);

#endif
