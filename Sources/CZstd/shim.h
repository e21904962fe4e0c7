// The static part of the interface has the parameter that forces literals to be entropy-coded
// (ZSTD_c_literalCompressionMode). Setting it is a call of the shared library, which refuses what it
// does not know; nothing is linked statically.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>
