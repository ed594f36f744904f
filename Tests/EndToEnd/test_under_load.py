"""Many clients and many switches: no answer is lost, nobody is admitted late, memory follows the last switch."""

from __future__ import annotations

import concurrent.futures
import random
import threading
import time
from dataclasses import dataclass, field

from plumbing.answers import Answer
from plumbing.muster import Muster
from plumbing.person import Person

MODELS = ("alpha", "beta", "gamma")
CLIENTS = 8
CHATS = 240
SWITCHES = 100
SEED = 20261124


@dataclass
class SwitchLog:
    """When a model was certainly off: between the answer to a switch-off and the next request to switch on."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    off_since: float | None = None
    was_off: list[tuple[float, float]] = field(default_factory=list)

    def switch(self, person: Person, model: str, on: bool) -> None:
        with self.lock:  # one switch of a model at a time, so that its order is known
            if on:
                if self.off_since is not None:
                    self.was_off.append((self.off_since, time.monotonic()))
                    self.off_since = None
                person.switch_on(model)
            else:
                person.switch_off(model)
                self.off_since = self.off_since or time.monotonic()

    def was_off_throughout(self, sent: float, answered: float) -> bool:
        """Whether the model was off from the time a request was sent until it was answered."""
        open_ended = [(self.off_since, float("inf"))] if self.off_since is not None else []
        return any(begin < sent and answered < end for begin, end in [*self.was_off, *open_ended])


def test_100_switches_and_240_chats_of_8_clients(muster: Muster, admin: Person) -> None:
    for model in MODELS:
        muster.offer(model, is_active=True)
    switches = {model: SwitchLog() for model in MODELS}
    chats: list[tuple[str, float, float, Answer]] = []

    def client(number: int) -> None:
        person = muster.signed_in(admin.session)
        chance = random.Random(SEED + number)
        acts = ["chat"] * (CHATS // CLIENTS) + ["switch"] * (SWITCHES // CLIENTS + (number < SWITCHES % CLIENTS))
        chance.shuffle(acts)
        for act in acts:
            model = chance.choice(MODELS)
            if act == "switch":
                switches[model].switch(person, model, on=chance.random() < 0.6)
            else:
                sent = time.monotonic()
                answer = person.chat(model, max_tokens=chance.randint(1, 30))
                chats.append((model, sent, time.monotonic(), answer))

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        for finished in [pool.submit(client, number) for number in range(CLIENTS)]:
            finished.result(timeout=120)

    assert len(chats) == CHATS
    assert {answer.status for _, _, _, answer in chats} == {200, 403}, "answered, or refused because it is off"
    for model, sent, answered, answer in chats:
        if answer.status == 200:
            assert answer.is_spoken_by(model) and answer.finish_reason == "length"
            assert not switches[model].was_off_throughout(sent, answered), f"{model} answered while it was off"
        else:
            assert answer.error == "model is inactive"

    for model in MODELS:
        is_on = admin.model(model)["is_active"]
        assert is_on == (switches[model].off_since is None)
        residency = muster.wait_until(model, "loaded" if is_on else "unloaded")
        assert residency["leases"] == 0 and residency["waiting"] == 0
        assert (muster.process_of(model) is not None) == is_on, "memory follows the last switch"
    assert admin.audit(action="residency.failed") == []
