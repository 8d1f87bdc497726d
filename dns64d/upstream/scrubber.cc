// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/scrubber.h"

#include <algorithm>

#include "dns64d/upstream/scrub_run.h"

namespace gate64::dns64d::upstream {
namespace {

model::Outcome failed(const dns::Response& response, model::Failure failure,
                      const ScrubLimits& limits) {
    return failure_outcome(failure, response.edns.ede, limits.failure_ttl_s);
}

/// No answer, no denial, but directions to other servers or records of other names: this server
/// does not know (a lame delegation's referral, or worse).
bool is_lame(const ScrubRun& run, const model::Outcome& outcome) {
    return outcome.kind == model::OutcomeKind::nodata && outcome.records.count() == 0 &&
           (run.count(dns::Section::answer) > 0 || run.has_referral());
}

}  // namespace

model::Outcome failure_outcome(model::Failure failure, dns::Ede ede, std::uint32_t ttl_s) {
    model::Outcome outcome;
    outcome.failure = failure;
    outcome.ede = ede;
    outcome.ttl = ttl_s;
    return outcome;
}

model::Outcome scrub(const dns::Response& response, dns::NameView name, std::uint16_t type,
                     const ScrubLimits& limits, std::uint32_t& dropped) {
    const auto total = static_cast<std::uint32_t>(response.records.count());
    dropped = total;
    if (response.rcode == dns::Rcode::yxdomain) {
        return failed(response, model::Failure::loop, limits);
    }
    if (response.rcode != dns::Rcode::noerror && response.rcode != dns::Rcode::nxdomain) {
        const bool refused = response.rcode == dns::Rcode::refused;
        return failed(response, refused ? model::Failure::refused : model::Failure::server_failed,
                      limits);
    }

    model::Outcome outcome;
    ScrubRun run(response, type, limits, outcome.records);
    switch (run.follow(name)) {
        case ScrubRun::Walk::ended:
            break;
        case ScrubRun::Walk::too_long:
            return failed(response, model::Failure::loop, limits);
        case ScrubRun::Walk::contradiction:
            return failed(response, model::Failure::malformed, limits);
    }
    outcome.rcode = response.rcode;
    outcome.ede = response.edns.ede;
    if (response.rcode == dns::Rcode::nxdomain) {
        outcome.kind = model::OutcomeKind::nxdomain;
    } else {
        outcome.kind = run.keep_wanted() ? model::OutcomeKind::answer : model::OutcomeKind::nodata;
    }
    run.keep_proofs(outcome.kind != model::OutcomeKind::answer);
    if (is_lame(run, outcome)) return failed(response, model::Failure::server_failed, limits);

    outcome.ttl = run.ttl();
    if (limits.trust_ad && response.header.ad()) outcome.security = model::Security::secure;
    dropped = total - std::min(total, run.kept());
    return outcome;
}

}  // namespace gate64::dns64d::upstream
