// SHA-256 blocks through the SHA extensions of x86-64, one or two streams at a time. The instructions
// wait for each other within a stream, so two streams side by side take little longer than one.
//
// The order of the instructions follows Intel's white paper "New Instructions Supporting the Secure
// Hash Algorithm on Intel Architecture Processors" (2013).
#include "clinux.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define SHA_TARGET __attribute__((target("sha,sse4.1,ssse3")))
#define UNROLLED _Pragma("clang loop unroll(full)")

SHA_TARGET __attribute__((always_inline)) static inline void compress(
    uint32_t *const *state, const uint8_t *const *start, size_t blocks, const int lanes) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i abef[2], cdgh[2];
  UNROLLED for (int n = 0; n < lanes; n++) {
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state[n]), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state[n] + 4)), 0x1B);
    abef[n] = _mm_alignr_epi8(badc, hgfe, 8);
    cdgh[n] = _mm_blend_epi16(hgfe, badc, 0xF0);
  }
  for (size_t block = 0; block < blocks; block++) {
    __m128i abef_before[2], cdgh_before[2], words[2][4];
    UNROLLED for (int n = 0; n < lanes; n++) {
      abef_before[n] = abef[n];
      cdgh_before[n] = cdgh[n];
    }
    UNROLLED for (int i = 0; i < 16; i++) {
      const __m128i key = _mm_load_si128((const __m128i *)(constants + 4 * i));
      UNROLLED for (int n = 0; n < lanes; n++) {
        __m128i *w = words[n];
        if (i < 4) {
          const __m128i *next = (const __m128i *)(start[n] + 64 * block + 16 * i);
          w[i] = _mm_shuffle_epi8(_mm_loadu_si128(next), swap);
        }
        __m128i sum = _mm_add_epi32(w[i & 3], key);
        cdgh[n] = _mm_sha256rnds2_epu32(cdgh[n], abef[n], sum);
        if (i >= 3 && i < 15) {
          __m128i middle = _mm_alignr_epi8(w[i & 3], w[(i - 1) & 3], 4);
          w[(i + 1) & 3] =
              _mm_sha256msg2_epu32(_mm_add_epi32(w[(i + 1) & 3], middle), w[i & 3]);
        }
        abef[n] = _mm_sha256rnds2_epu32(abef[n], cdgh[n], _mm_shuffle_epi32(sum, 0x0E));
        if (i >= 1 && i < 13) w[(i - 1) & 3] = _mm_sha256msg1_epu32(w[(i - 1) & 3], w[i & 3]);
      }
    }
    UNROLLED for (int n = 0; n < lanes; n++) {
      abef[n] = _mm_add_epi32(abef[n], abef_before[n]);
      cdgh[n] = _mm_add_epi32(cdgh[n], cdgh_before[n]);
    }
  }
  UNROLLED for (int n = 0; n < lanes; n++) {
    __m128i feba = _mm_shuffle_epi32(abef[n], 0x1B);
    __m128i dchg = _mm_shuffle_epi32(cdgh[n], 0xB1);
    _mm_storeu_si128((__m128i *)state[n], _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state[n] + 4), _mm_alignr_epi8(dchg, feba, 8));
  }
}

int clinux_has_sha256(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) != 0;
}

SHA_TARGET void clinux_sha256(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  uint32_t *const states[] = {state};
  const uint8_t *const starts[] = {bytes};
  compress(states, starts, blocks, 1);
}

SHA_TARGET void clinux_sha256_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes,
    size_t blocks) {
  uint32_t *const states[] = {first, second};
  const uint8_t *const starts[] = {first_bytes, second_bytes};
  compress(states, starts, blocks, 2);
}
#else
int clinux_has_sha256(void) { return 0; }
void clinux_sha256(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  (void)state, (void)bytes, (void)blocks;
}
void clinux_sha256_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes,
    size_t blocks) {
  (void)first, (void)first_bytes, (void)second, (void)second_bytes, (void)blocks;
}
#endif
