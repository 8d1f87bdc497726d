// SPDX-License-Identifier: Apache-2.0
#pragma once
// Work in another network namespace, on a thread of its own: Jool looks at the namespace of the
// thread that sends, and a thread that changed its namespace is of no use for anything else.

#include <functional>
#include <string>

#include "shared/base/error.h"

namespace gate64::jool {

/// Runs `work` on a new thread in the namespace `name` and waits for it. `name` is what `ip netns`
/// calls it (/run/netns/NAME) or, with a slash in it, the path of a namespace file. Without a name,
/// `work` runs on the calling thread. An error means that `work` did not run: ENOENT no such
/// namespace, EINVAL no namespace of networks or no name, EPERM a privilege is missing.
/// REQUIRES: `work` does not throw.
[[nodiscard]] base::Result<void> run_in_namespace(const std::string& name,
                                                  const std::function<void()>& work);

}  // namespace gate64::jool
