// SPDX-License-Identifier: Apache-2.0
#pragma once
// Telling the service manager how we are (sd_notify(3)). Every call does nothing where there is no
// manager. Main thread only.

#include <string>

#include "shared/base/clock.h"

namespace gate64::service {

void notify_ready(const std::string& status);
void notify_reloading();
void notify_stopping();
void notify_status(const std::string& status);
/// Says that we are alive. Only while every shard's loop turns.
void notify_alive();
/// How often notify_alive() is expected, halved for safety; zero when nobody watches.
[[nodiscard]] base::Duration watchdog_interval();

}  // namespace gate64::service
