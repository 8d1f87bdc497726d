// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/explain.h"

#include <future>

#include "dns64d/control/rdata_text.h"
#include "shared/dns/message.h"

namespace gate64::dns64d::control {

using json = nlohmann::ordered_json;

namespace {

/// A question that waits for an upstream is answered or given up well before this.
constexpr std::chrono::seconds explain_timeout{10};

struct Explained {
    std::vector<pipeline::TraceStep> steps;
    std::vector<std::uint8_t> message;
};

class PromiseSink final : public shard::ExplainSink {
  public:
    explicit PromiseSink(std::promise<Explained> promise) : promise_(std::move(promise)) {}
    void explained(std::unique_ptr<pipeline::Trace> trace, base::Bytes message) override {
        promise_.set_value({trace->steps(), {message.begin(), message.end()}});
    }

  private:
    std::promise<Explained> promise_;
};

class ExplainRequest final : public shard::ControlRequest {
  public:
    ExplainRequest(const pipeline::Question& question, std::promise<Explained> promise)
        : question_(question), sink_(std::make_unique<PromiseSink>(std::move(promise))) {}
    void run(shard::ShardAccess& shard) override { shard.explain(question_, std::move(sink_)); }

  private:
    pipeline::Question question_;
    std::unique_ptr<PromiseSink> sink_;
};

base::Result<pipeline::Question> question_of(const json& request) {
    pipeline::Question question;
    const auto name = dns::Name::parse(request.value("name", ""));
    if (request.value("name", "").empty()) return base::fail("explain needs a name");
    if (!name) return std::unexpected(name.error());
    question.name = *name;
    const std::string type_text = request.value("type", "AAAA");
    const auto type = dns::parse_type(type_text);
    if (!type) return base::fail("\"" + type_text + "\" is not a record type");
    question.type = *type;
    const std::string client_text = request.value("client", "");
    const auto client = net::IpAddress::parse(client_text);
    if (!client) {
        return base::fail("\"" + client_text +
                          "\" is not a client address; which policies apply depends on it");
    }
    question.client = *client;
    question.flags = {.rd = request.value("rd", true),
                      .cd = request.value("cd", false),
                      .dnssec_ok = request.value("do", false),
                      .ad = false};
    return question;
}

json answer_json(base::Bytes message) {
    json records = json::array();
    dns::Response response;
    if (!dns::parse_response(message, response)) return records;
    for (const dns::RecordView record : response.records.view()) {
        if (record.section != dns::Section::answer) continue;
        records.push_back({{"name", record.owner.text()},
                           {"type", dns::type_text(record.type)},
                           {"ttl", record.ttl},
                           {"data", rdata_text(record.type, record.rdata)}});
    }
    return records;
}

}  // namespace

base::Result<json> explain_question(shard::Shards& shards, const json& request) {
    const auto question = question_of(request);
    if (!question) return std::unexpected(question.error());
    std::promise<Explained> promise;
    std::future<Explained> future = promise.get_future();
    shards.post(0, std::make_unique<ExplainRequest>(*question, std::move(promise)));
    if (future.wait_for(explain_timeout) != std::future_status::ready) {
        return base::fail("no explanation within 10 s; is the server overloaded?");
    }
    Explained explained;
    try {
        explained = future.get();
    } catch (const std::future_error&) {
        return base::fail("the server is shutting down");
    }
    json steps = json::array();
    for (const pipeline::TraceStep& step : explained.steps) {
        steps.push_back({{"stage", step.stage}, {"decision", step.text}});
    }
    json result{{"name", question->name.text()},
                {"type", dns::type_text(question->type)},
                {"client", question->client.text()},
                {"steps", steps}};
    if (explained.message.size() >= dns::header_bytes) {
        const dns::Header header = dns::Header::read(explained.message);
        result["rcode"] = dns::rcode_text(static_cast<dns::Rcode>(header.rcode()));
        result["ad"] = header.ad();
        result["answer"] = answer_json(explained.message);
    } else {
        result["rcode"] = "REFUSED";
        result["answer"] = json::array();
    }
    return result;
}

}  // namespace gate64::dns64d::control
