import NIOCore
import NIOEmbedded
import Testing

@testable import Server

@Suite struct `The connections` {
  private let connections = ConnectionLimiter(limit: 3)

  private func open(_ use: ConnectionLimiter.Use, at seconds: Int64, isRecognized: Bool = false) throws
    -> EmbeddedChannel
  {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    connections.add(channel, now: Self.moment(seconds))
    connections.note(use, channel, now: Self.moment(seconds))
    if isRecognized { connections.markRecognized(channel) }
    return channel
  }

  private static func moment(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

  private func makeRoom() -> Bool { connections.makeRoom(now: Self.moment(100)) }

  @Test func `have room up to their limit`() throws {
    let all = try [open(.busy, at: 1), open(.busy, at: 2)]
    #expect(makeRoom())
    #expect(connections.count == all.count)
  }

  @Test func `with a request are never closed for a new one`() throws {
    let all = try [open(.busy, at: 1), open(.busy, at: 2), open(.busy, at: 3)]
    #expect(!makeRoom())
    #expect(all.map(\.isActive) == [true, true, true])
    connections.remove(all[0])
    #expect(makeRoom())
  }

  @Test func `that have sent no request are closed first, oldest first`() throws {
    let (idle, old, new) = try (open(.idle, at: 1), open(.new, at: 2), open(.new, at: 3))
    #expect(makeRoom())
    #expect([idle, old, new].map(\.isActive) == [true, false, true])
  }

  @Test func `that have just been made have a moment for their request`() throws {
    _ = try (open(.busy, at: 1), open(.busy, at: 1))
    let new = try open(.new, at: 99)
    #expect(!connections.makeRoom(now: Self.moment(99)))
    #expect(new.isActive)
    #expect(makeRoom())
    #expect(!new.isActive)
  }

  @Test func `of unknown callers are closed before those of users`() throws {
    let (known, stranger, busy) = try (open(.idle, at: 1, isRecognized: true), open(.idle, at: 50), open(.busy, at: 1))
    #expect(makeRoom())
    #expect([known, stranger, busy].map(\.isActive) == [true, false, true])
  }

  @Test func `of users are closed when they have been idle for a while`() throws {
    let all = try [
      open(.idle, at: 95, isRecognized: true), open(.idle, at: 80, isRecognized: true), open(.busy, at: 1),
    ]
    #expect(makeRoom())
    #expect(all.map(\.isActive) == [true, false, true])
    connections.remove(all[1])
    _ = try open(.busy, at: 99)
    #expect(!makeRoom(), "one of a moment ago is kept")
  }
}
