import Domain
import Glibc
import Synchronization

/// Who a container belongs to: this data folder, and this run of Muster.
///
/// A container may outlive Muster where the engine is a daemon of its own. The next Muster of the same data folder finds
/// it by its label, and sees by its name that it is of an earlier one.
package struct ContainerOwner: Sendable, Equatable {
  static let label = "muster.owner"
  static let modelLabel = "muster.model"

  /// The same for each Muster of one data folder; of a copy it is another.
  let id: String
  /// Begins the names of all containers of this run.
  let prefix: String

  /// - Parameter folder: the data folder.
  package init(folder: String) {
    let run = BytesAsText.hex(RandomBytes.thirtyTwo()).prefix(8)
    var status = stat()
    // Nobody will look for the containers of a folder that is not there.
    let isThere = stat(folder, &status) == 0
    id = isThere ? "\(String(status.st_dev, radix: 16))-\(String(status.st_ino, radix: 16))" : "none-\(run)"
    prefix = "muster-\(run)-"
  }

  private static let count = Mutex(0)

  func nextName() -> String {
    prefix
      + String(
        Self.count.withLock { count in
          count += 1
          return count
        })
  }
}

/// Removes the containers that earlier runs of Muster have left, once for each engine.
final class StrayContainers: Sendable {
  private let owner: ContainerOwner
  /// Clients whose engine has none any more.
  private let cleared = Mutex<Set<[String]>>([])

  init(owner: ContainerOwner) { self.owner = owner }

  /// - Returns: the names of those that were removed; `nil`: the engine does not answer, and is asked again next time.
  @discardableResult
  func remove(by engine: ContainerEngine) async -> [String]? {
    if cleared.withLock({ $0.contains(engine.client) }) { return [] }
    let filter = "label=\(ContainerOwner.label)=\(owner.id)"
    guard let list = await engine.ask("ps", "--all", "--filter", filter, "--format", "{{.Names}}"), list.isSuccess
    else { return nil }
    let strays = list.text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
      $0.hasPrefix("muster-") && !$0.hasPrefix(owner.prefix)
    }
    for stray in strays {
      guard await engine.ask("rm", "--force", stray)?.isSuccess == true else { return nil }
    }
    cleared.withLock { _ = $0.insert(engine.client) }
    return strays
  }
}
