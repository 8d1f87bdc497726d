// SPDX-License-Identifier: Apache-2.0
#pragma once
// Socket options that more than one kind of socket sets. False leaves the reason in errno.

namespace gate64::dns64d::io {

[[nodiscard]] bool set_option(int fd, int level, int name, int value) noexcept;

/// Path MTU reports are not believed and never shrink what we send: forged ones would make us
/// fragment, and fragments can be forged too (threats T6, T7).
[[nodiscard]] bool ignore_path_mtu(int fd, int family) noexcept;

/// Closing drops unsent data and frees the connection at once (a peer that never reads).
[[nodiscard]] bool set_abort_on_close(int fd) noexcept;

/// Whether the peer of a TCP connection has not acknowledged all that was sent.
[[nodiscard]] bool has_unsent_octets(int fd) noexcept;

}  // namespace gate64::dns64d::io
