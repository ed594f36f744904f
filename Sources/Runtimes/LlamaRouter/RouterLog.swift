import Synchronization

/// What a router has written of the processes of its models (llama.cpp b10434).
final class RouterLog: Sendable {
  private struct Child {
    /// Begins each line of the process: `[43325] `.
    var prefix: String
    var log: ProcessLog
    /// Its end has been written, and so everything before it.
    let ended = StopSignal()
  }

  private let key: String
  /// By the model's name: its latest process.
  private let children = Mutex<[String: Child]>([:])

  init(key: String) { self.key = key }

  func read(_ line: String) {
    children.withLock { children in
      if let match = line.firstMatch(of: /spawning server instance with name=(.+) on port ([0-9]+)$/) {
        children[String(match.1)] = Child(prefix: "[\(match.2)] ", log: ProcessLog(key: key))
      } else if let match = line.firstMatch(of: /instance name=(.+) exited with status/) {
        children[String(match.1)]?.ended.fire()
      } else if line.hasPrefix("["), let name = children.first(where: { line.hasPrefix($0.value.prefix) })?.key {
        let prefix = children[name]?.prefix.count ?? 0
        // A folder's name could be taken for a cause: /srv/corrupt/a.gguf.
        let text = Self.withoutFolders(String(line.dropFirst(prefix)))
        _ = children[name]?.log.append(Array((text + "\n").utf8))
      }
    }
  }

  /// Why the latest process of a model has ended: its telling line, without paths; `nil`: it wrote none.
  /// - Returns: `isLasting`: the same would happen again.
  func failure(of model: String) async -> (line: String, isLasting: Bool)? {
    guard let child = children.withLock({ $0[model] }) else { return nil }
    // The router tells the end of a process before its last lines have been read.
    _ = await child.ended.wait(atMost: .seconds(1))
    guard let log = children.withLock({ $0[model]?.log }), let line = log.tellingLine() else { return nil }
    return (line, log.namesLastingCause)
  }

  /// `'/srv/models/alpha.gguf'` becomes `'alpha.gguf'`.
  static func withoutFolders(_ text: String) -> String {
    text.replacing(/\/(?:[^\s'"\/]+\/)+/, with: "")
  }
}
