// SPDX-License-Identifier: Apache-2.0
#pragma once
// One CPU for each shard. Called on the shard's own thread, once.

#include <cstdint>
#include <string>

namespace gate64::dns64d::shard {

/// Pins the calling thread to one of the CPUs it may use, chosen by `index`. Empty, or a sentence
/// why not; the shard then goes where the kernel puts it.
[[nodiscard]] std::string pin_to_cpu(std::uint32_t index);

/// "dns64d/0" in ps and top.
void name_thread(std::uint32_t index) noexcept;

}  // namespace gate64::dns64d::shard
