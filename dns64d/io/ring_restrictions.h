// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a ring of ours may be asked to do. A system call filter does not see the operations of an
// io_uring, so the kernel is told here: sends, receives, connections and doorbells, no files
// opened, no programs' memory mapped, nothing else for whoever takes over the process.
// Included by .cc files of this folder only.

struct io_uring;

namespace gate64::dns64d::io {

/// REQUIRES: a ring set up disabled, not yet enabled. 0 or a negative errno.
[[nodiscard]] int restrict_operations(::io_uring& ring) noexcept;

/// Starts a ring that was set up disabled; the calling thread is the one that may submit from now
/// on. 0 or a negative errno.
[[nodiscard]] int enable(::io_uring& ring) noexcept;

}  // namespace gate64::dns64d::io
