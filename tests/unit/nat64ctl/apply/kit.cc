// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/nat64ctl/apply/kit.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "nat64ctl/apply/deeds.h"
#include "shared/config/parse.h"

namespace gate64::nat64ctl::apply::test {
namespace {

std::chrono::seconds clock_offset{0};

WallTime fake_now() noexcept {
    using namespace std::chrono;
    return sys_days{year{2026} / 11 / 27} + hours{4} + clock_offset;
}

}  // namespace

void set_clock(std::chrono::seconds later) noexcept {
    clock_offset = later;
}

base::Result<void> FakeActuator::perform(const plan::Change& change) {
    const std::size_t number = performed.size();
    performed.push_back(change);
    if (number == kill_before) throw Killed{};
    if (number == refuse_at) return base::fail("the kernel says no", EINVAL);
    if (number == forget_at) return {};
    auto done = simulated.perform(change);
    if (number == kill_after) throw Killed{};
    return done;
}

Place::Place() {
    // In memory where there is such a folder: these tests sync thousands of files.
    const bool has_memory = std::filesystem::exists("/dev/shm");
    std::string name = (has_memory ? "/dev/shm/" : testing::TempDir()) + "gate64-apply-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder of our own";
    folder_ = name;
    site_.key = {"boot-1", 4026531840, "gate64"};
    site_.lock_path = folder_ + "/lock";
    site_.journal_path = folder_ + "/journal.jsonl";
    site_.state_path = folder_ + "/state.json";
    site_.patience = std::chrono::milliseconds(0);
    site_.now = fake_now;
    set_clock(std::chrono::seconds(0));
}

Place::~Place() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Site Place::after_restart() const {
    Site later = site_;
    later.key.boot_id = "boot-2";
    later.key.network_namespace += 7;
    return later;
}

Journal Place::journal() const {
    auto journal = read_journal(site_.journal_path);
    EXPECT_TRUE(journal) << journal.error().message;
    EXPECT_TRUE(journal && *journal);
    return journal && *journal ? std::move(**journal) : Journal();
}

system::Deeds Place::deeds() const {
    auto state = system::load_state(site_.key.boot_id, site_.state_path);
    EXPECT_TRUE(state) << state.error().message;
    return state ? state->deeds_of(site_.key) : system::Deeds();
}

plan::Wanted wanted(std::string_view lines) {
    const auto config = config::parse("[[dns64]]\n[nat64]\n" + std::string(lines), "f");
    EXPECT_TRUE(config) << config::to_text(config.error());
    return plan::wanted_from(config.value_or(config::Config())).value_or(plan::Wanted());
}

Request request(const plan::Wanted& wanted, std::chrono::seconds confirm) {
    Request request;
    request.verb = "apply";
    request.wanted = "file 1";
    request.confirm = confirm;
    request.plan = [wanted](const model::Box& box, system::State& state) {
        plan::Wanted known = wanted;
        if (!state.records.empty())
            known.reserved_by_us = reserved_by_us(state.records.front().deeds);
        return plan::make_plan(known, box);
    };
    return request;
}

Report run(FakeActuator& actuator, const Site& site, const Request& request) {
    auto report = execute(actuator, site, request);
    EXPECT_TRUE(report) << report.error().message;
    return report ? std::move(*report) : Report();
}

void run_killed(FakeActuator& actuator, const Site& site, const Request& request) {
    EXPECT_THROW(static_cast<void>(execute(actuator, site, request)), Killed);
}

}  // namespace gate64::nat64ctl::apply::test
