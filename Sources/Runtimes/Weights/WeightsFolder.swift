import Dispatch
import Domain
import FoundationEssentials
import Glibc

/// The folder that holds the weights' files of one runtime.
struct WeightsFolder: Sendable {
  static let deepestFolder = 8
  private static let suffix = ".gguf"

  var path: String
  var runtime: RuntimeID

  /// What one look found.
  struct Look: Sendable, Equatable {
    /// In order of their names.
    var weights: [Weights] = []
    /// What looks like weights but cannot be offered, with the reason.
    var leftOut: [String: String] = [:]
  }

  struct Weights: Sendable, Equatable {
    var offer: Offer
    /// What the process is given; of weights in several parts the first.
    var file: String
    /// Of the part that changed last.
    var changedAt: Timestamp
  }

  struct Timestamp: Sendable, Comparable {
    var seconds: Int
    var nanoseconds: Int

    static var now: Timestamp {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      return Timestamp(seconds: now.tv_sec, nanoseconds: now.tv_nsec)
    }

    static func < (left: Self, right: Self) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
  }

  private struct Part {
    var relativePath: String
    var bytes: Int
    var changedAt: Timestamp
  }

  /// On a thread of its own, because a folder may lie on a network that does not answer.
  func lookInBackground() async throws -> Look {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try look() }) }
    }
  }

  func look() throws -> Look {
    var parts: [Part] = []
    var visited: Set<[UInt]> = []
    try collect(below: "", depth: 0, visited: &visited, into: &parts)
    var found = Look()
    // Single files first: they win over a split one of the same name.
    let (split, single) = Self.partitioned(parts)
    for part in single {
      add([part], named: String(part.relativePath.dropLast(Self.suffix.count)), to: &found)
    }
    for (stem, files) in split.sorted(by: { $0.key < $1.key }) {
      let name = String(stem.name)
      guard files.count == stem.count else {
        found.leftOut[name] = "only \(files.count) of its \(stem.count) parts are there"
        continue
      }
      guard !found.weights.contains(where: { $0.offer.baseModel.text == name }) else {
        found.leftOut["\(name) (in \(stem.count) parts)"] = "a single file has the same name"
        continue
      }
      add(files.sorted { $0.relativePath < $1.relativePath }, named: name, to: &found)
    }
    found.weights.sort { $0.offer.baseModel < $1.offer.baseModel }
    return found
  }

  private func add(_ parts: [Part], named name: String, to found: inout Look) {
    guard let first = parts.first, let changedAt = parts.map(\.changedAt).max() else { return }
    do throws(Refusal) {
      let fingerprint = parts.map {
        "\($0.bytes)-\($0.changedAt.seconds).\($0.changedAt.nanoseconds)"
      }
      let offer = Offer(
        baseModel: try ModelID(name), runtime: runtime,
        fileBytes: parts.reduce(0) { $0 + $1.bytes },
        fingerprint: fingerprint.joined(separator: "+"))
      found.weights.append(
        Weights(offer: offer, file: "\(path)/\(first.relativePath)", changedAt: changedAt))
    } catch {
      found.leftOut[name] = error.detail
    }
  }

  private func collect(
    below folder: String, depth: Int, visited: inout Set<[UInt]>, into parts: inout [Part]
  ) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(
        atPath: folder.isEmpty ? path : "\(path)/\(folder)")
    } catch {
      if folder.isEmpty { throw Refusal.unreadableFolder(path) }
      return  // gone since we saw it, or not ours to read
    }
    for name in names where !name.hasPrefix(".") {
      let relativePath = folder.isEmpty ? name : "\(folder)/\(name)"
      var info = stat()
      // Follows links, as collections of models are often made of them.
      guard stat("\(path)/\(relativePath)", &info) == 0 else { continue }
      if info.st_mode & S_IFMT == S_IFDIR {
        // A link may lead back up.
        guard depth < Self.deepestFolder, visited.insert([info.st_dev, info.st_ino]).inserted else {
          continue
        }
        try collect(below: relativePath, depth: depth + 1, visited: &visited, into: &parts)
      } else if info.st_mode & S_IFMT == S_IFREG, name.hasSuffix(Self.suffix),
        name.utf8.count > Self.suffix.count,
        !name.hasPrefix("mmproj")
      {
        // mmproj files are a model's eyes and ears, and cannot be loaded as a model.
        parts.append(
          Part(
            relativePath: relativePath, bytes: Int(info.st_size),
            changedAt: Timestamp(seconds: info.st_mtim.tv_sec, nanoseconds: info.st_mtim.tv_nsec)))
      }
    }
  }
}

extension WeightsFolder {
  /// What the parts of one model have in common: `name` of `name-00001-of-00003.gguf`, and 3.
  private struct Stem: Hashable, Comparable {
    var name: Substring
    var count: Int
    static func < (left: Self, right: Self) -> Bool {
      (left.name, left.count) < (right.name, right.count)
    }
  }

  private static func partitioned(_ parts: [Part]) -> (split: [Stem: [Part]], single: [Part]) {
    var split: [Stem: [Part]] = [:]
    var single: [Part] = []
    for part in parts {
      if let match = part.relativePath.wholeMatch(of: /(.+)-([0-9]{5})-of-([0-9]{5})\.gguf/),
        let count = Int(match.3), let index = Int(match.2), index >= 1, index <= count
      {
        split[Stem(name: match.1, count: count), default: []].append(part)
      } else {
        single.append(part)
      }
    }
    return (split, single)
  }
}

extension Refusal {
  static func unreadableFolder(_ path: String) -> Refusal {
    Refusal(
      .unavailable, code: "runtime.unreadable_models_folder",
      detail:
        "The models folder \(path) is missing or cannot be read. Create it, or correct `models` in the configuration."
    )
  }
}
