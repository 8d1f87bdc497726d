// SPDX-License-Identifier: Apache-2.0

// A target that must fail: it reads one byte past its buffer when the input starts with "K6".
// tests/fuzz/run.sh stops when the fuzzer and the sanitizer do not find that.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span input(data, size);
    if (input.size() < 2 || input[0] != 'K' || input[1] != '6') return 0;
    const std::vector<std::uint8_t> copy(input.begin(), input.end());
    volatile std::uint8_t past = *(copy.data() + copy.size());
    return past == 0 ? 0 : -1;
}
