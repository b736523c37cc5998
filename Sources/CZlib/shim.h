#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <spawn.h>
#include <zlib.h>

// The Glibc module is built without _GNU_SOURCE and hides this. It stands here because the one who
// unpacks archives is also the one who runs converters.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

#endif
