import NIOCore

/// How long a client may take.
///
/// None of these ends a slow answer: while Muster owes the client something, only a client that does not read is cut.
struct ConnectionTimes {
  /// For the whole head of a request: from its first byte, or of a new connection from the start.
  var head = TimeAmount.seconds(30)
  /// Between two requests.
  var idle = TimeAmount.seconds(120)
  /// A body has to bring at least `bytesPerWindow` in each; about 1 KiB a second.
  var window = TimeAmount.seconds(30)
  var bytesPerWindow = 30 << 10
  /// The same while Muster shuts down.
  var lastWindow = TimeAmount.seconds(5)
  /// In which the client has to read some of what waits for it.
  var reading = TimeAmount.seconds(60)
  /// For the client to close its side after the last response. Closing at once would reset the connection while the
  /// client still sends, and could destroy the response on its way.
  var lingering = TimeAmount.seconds(5)
  var mostLingering = TimeAmount.seconds(30)
}
