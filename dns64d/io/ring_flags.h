// SPDX-License-Identifier: Apache-2.0
#pragma once
// How our rings are set up; the probe asks for the same. Included by .cc files of this folder only.

#include <liburing.h>

namespace gate64::dns64d::io {

/// SUBMIT_ALL: one bad operation must not hold back the batch behind it.
inline constexpr unsigned ring_setup_flags = IORING_SETUP_SINGLE_ISSUER |
                                             IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL |
                                             IORING_SETUP_CQSIZE;

}  // namespace gate64::dns64d::io
