// libpq's header, wherever the distribution keeps it: Debian has it in a folder of its own,
// which pkg-config names; the second spelling builds without pkg-config too.
#pragma once

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif
