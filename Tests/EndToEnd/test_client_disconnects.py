"""A client that disconnects stops the generation within a second and leaves no lease."""

from __future__ import annotations

import json
import socket
import urllib.parse

import pytest

from plumbing.llama import is_generating
from plumbing.muster import Muster
from plumbing.person import Person, chat_body
from plumbing.processes import Process
from plumbing.waiting import always, eventually


@pytest.fixture
def busy(muster: Muster) -> Process:
    muster.loaded("big")
    process = muster.process_of("big")
    assert process
    return process


def send(muster: Muster, person: Person, path: str = "/v1/chat/completions", **body: object) -> socket.socket:
    """A request on a connection of its own, without waiting for anything."""
    url = urllib.parse.urlparse(muster.address)
    content = json.dumps(chat_body("big", "Hello", max_tokens=3000, **body)).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {person.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    connection = socket.create_connection((url.hostname, url.port), timeout=20)
    connection.sendall(head.encode() + content)
    return connection


def has_stopped(process: Process) -> bool:
    """For a while: on a busy machine, a process that generates may get no processor for a moment."""
    return not any(is_generating(process) for _ in range(5))


def assert_nothing_goes_on(muster: Muster, process: Process, within: float = 5) -> None:
    eventually(lambda: has_stopped(process), "the generation stops", within=within)
    eventually(lambda: muster.residency("big")["leases"] == 0, "no lease is left", within=1)
    assert process.is_alive and muster.residency("big")["state"] == "loaded"


def test_a_disconnect_before_the_first_byte_stops_the_answer(muster: Muster, admin: Person, busy: Process) -> None:
    connection = send(muster, admin, stream=False)
    eventually(lambda: is_generating(busy), "the answer is being made")
    connection.close()
    # Until it writes, llama-server looks once a second whether anybody is still there.
    assert_nothing_goes_on(muster, busy)


def test_a_disconnect_in_mid_stream_stops_the_answer(muster: Muster, admin: Person, busy: Process) -> None:
    connection = send(muster, admin, stream=True)
    assert b"200 OK" in connection.recv(4096)
    eventually(lambda: is_generating(busy), "the answer is being made")
    connection.close()
    assert_nothing_goes_on(muster, busy)


def test_a_reset_connection_stops_the_answer(muster: Muster, admin: Person, busy: Process) -> None:
    connection = send(muster, admin, stream=True)
    assert b"200 OK" in connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    assert_nothing_goes_on(muster, busy)


def test_a_disconnect_while_waiting_for_the_load_leaves_the_queue(muster: Muster, admin: Person) -> None:
    muster.offer("big")
    admin.switch_on("big")
    connection = send(muster, admin, stream=True)
    connection.close()
    muster.wait_until("big", "loaded")
    process = muster.process_of("big")
    assert process
    eventually(lambda: muster.residency("big")["waiting"] == 0, "nobody waits")
    assert_nothing_goes_on(muster, process)


def test_many_clients_disconnect_at_once_and_the_others_are_answered(
    muster: Muster, admin: Person, busy: Process
) -> None:
    leaving = [send(muster, admin, stream=True) for _ in range(12)]
    eventually(lambda: muster.residency("big")["leases"] >= 12, "all have their lease")
    for connection in leaving:
        connection.close()
    assert admin.chat("big", max_tokens=4).is_spoken_by("big")
    assert_nothing_goes_on(muster, busy)


def test_a_switch_off_does_not_wait_for_a_disconnected_client(muster: Muster, admin: Person, busy: Process) -> None:
    connection = send(muster, admin, stream=True)
    connection.recv(4096)
    connection.close()
    admin.switch_off("big")
    eventually(lambda: not busy.is_alive, "the process is gone", within=4)


def test_a_slow_reader_does_not_grow_muster(muster: Muster, admin: Person, busy: Process) -> None:
    before = muster.process.anonymous_bytes
    connections = [send(muster, admin, stream=True, n_probs=50, logprobs=True, top_logprobs=20) for _ in range(3)]
    eventually(lambda: muster.residency("big")["leases"] == 3, "three answers are being made")
    always(lambda: muster.process.anonymous_bytes < before + 64_000_000, "memory stays", during=2)
    for connection in connections:
        connection.close()


def test_a_disconnect_before_the_first_byte_stops_the_answer_while_another_client_is_answered(
    muster: Muster, admin: Person, busy: Process
) -> None:
    with admin.stream("big", max_tokens=300) as other:
        other.first_word()
        connection = send(muster, admin, stream=False)
        eventually(lambda: muster.residency("big")["leases"] == 2, "both are being answered")
        connection.close()
        eventually(lambda: muster.residency("big")["leases"] == 1, "one lease is left", within=1)
        assert len(other.rest().words) == 300 and other.is_done
    # A llama-server looks for clients of plain answers that have gone only when it had no word to give for a second.
    assert_nothing_goes_on(muster, busy)
