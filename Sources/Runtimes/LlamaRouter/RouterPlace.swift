import AsyncHTTPClient

/// Where a router answers.
struct RouterPlace: Sendable {
  /// - Throws: `ServerAPI.Problem`: there is none now.
  typealias Finder = @Sendable () throws(ServerAPI.Problem) -> RouterPlace

  let api: ServerAPI
  /// Used in turn by requests; the first one for everything else.
  let keys: [String]
  /// What a router of Muster's own has written; `nil`: nobody but its operator knows.
  var log: RouterLog?
  /// Fired when nothing is left of it and of the processes of its models. A router of somebody else is never known to
  /// have ended.
  let ended = StopSignal()

  init(client: HTTPClient, url: String, keys: [String], log: RouterLog? = nil) {
    api = ServerAPI(client: client, url: url, key: keys.first)
    self.keys = keys
    self.log = log
  }
}
