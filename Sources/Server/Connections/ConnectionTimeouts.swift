import NIOCore

/// How long a client may take.
///
/// None of these ends a slow answer. While Muster owes the client data, it closes the connection only if the client
/// does not read.
struct ConnectionTimeouts {
  /// For the whole head of a request: from its first byte, or on a new connection from the start.
  var head = TimeAmount.seconds(30)
  /// Between two requests.
  var idle = TimeAmount.seconds(120)
  /// A body must bring at least `bytesPerWindow` in each window; about 1 KiB/s.
  var window = TimeAmount.seconds(30)
  var bytesPerWindow = 30 << 10
  /// The window during a shutdown.
  var shutdownWindow = TimeAmount.seconds(5)
  /// The client must read some of the data that waits for it within this time.
  var reading = TimeAmount.seconds(60)
  /// For the client to close its side after the last response. Closing at once would reset the connection while the
  /// client still sends, and could destroy the response before the client has read it.
  var lingering = TimeAmount.seconds(5)
  var maxLingering = TimeAmount.seconds(30)
}
