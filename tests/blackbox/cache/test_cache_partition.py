# SPDX-License-Identifier: Apache-2.0
"""What must never be mixed: CD and not, upstream sets, policies; what must not split: all else."""

import random
import threading

from harness import client, wire
from harness.many import ask_from_many
from harness.replies import Reply


def test_cd_answer_is_not_given_without_cd(dns64d, upstream):
    def bogus_unless_cd(query):
        if query.flags & wire.CD:
            return Reply(answer=["b.example. 300 AAAA 2001:db8:66::66"])
        return Reply(rcode=wire.SERVFAIL, ede=(6, "bogus"))

    upstream.script("b.example", "AAAA", bogus_unless_cd)
    upstream.script("b.example", "A", bogus_unless_cd)
    daemon = dns64d.flags([upstream])
    for _ in range(2):
        with_cd = client.ask(daemon.address, "b.example", cd=True, timeout=15)
        assert client.data(with_cd, "AAAA") == ["2001:db8:66::66"]
        without = client.ask(daemon.address, "b.example", timeout=15)
        assert client.rcode(without) == "SERVFAIL" and not client.rows(without)


def test_options_case_size_and_do_do_not_split_the_question(dns64d, upstream):
    """Any mix of clients that ask for the same thing makes one question outstanding."""
    upstream.script("one.example", "MX", Reply(answer=["one.example. 60 MX 1 m.example."],
                                               hold="one"))
    daemon = dns64d.flags([upstream], shards=3)
    rng = random.Random(5)
    messages = []
    for number in range(400):
        spelled = "".join(rng.choice((c.upper(), c)) for c in "one.example")
        options = wire.option(65000 + number % 20, rng.randbytes(rng.randrange(12)))
        edns = rng.choice((None, wire.opt(rng.choice((512, 1232, 4096)),
                                          flags=rng.choice((0, wire.DO)), options=options)))
        messages.append(wire.query(spelled, "MX", edns=edns))
    threading.Timer(1.0, upstream.release, ("one",)).start()
    answers = ask_from_many(daemon.address, messages)
    assert all(answers), "a client got no answer"
    assert upstream.duplicates("one.example", "MX") == 0
    for message, answer in zip(messages, answers):
        end = wire.question_end(message)
        assert answer[:2] == message[:2] and answer[12:end] == message[12:end]
