import Domain
import FoundationEssentials
import Glibc

/// All files in a folder and below that are named like weights.
///
/// Looks into each folder once, however many links lead to it: at its own place, and only if it has none below the
/// root, at the shortest of the links. Links to files are followed, and each is a file of its own name.
struct FolderWalk {
  static let deepestFolder = 8
  static let mostEntries = 100_000
  static let suffix = ".gguf"

  struct File: Hashable {
    /// Below the root.
    var path: String
    var device: UInt
    var inode: UInt
    var bytes: Int
    var changedAt: WeightsFolder.Timestamp
  }

  /// In the order in which folders are looked into, each by name.
  private(set) var files: [File] = []
  private(set) var skipped: [SkippedFile] = []
  /// Hidden files of arrivals that are not complete.
  private(set) var partials: [String] = []

  private let root: String
  private let form: WeightsForm
  private var visited: Set<[UInt]> = []
  private var entries = 0
  private var folders: [(path: String, depth: Int)] = []
  private var links: [(path: String, depth: Int)] = []
  private var hasNewLinks = false

  /// - Throws: `Refusal` when the root cannot be read.
  init(of root: String, _ form: WeightsForm = .gguf) throws(Refusal) {
    self.root = root
    self.form = form
    var info = stat()
    guard stat(root, &info) == 0, isNew(info), lookInto("", depth: 0) else { throw Refusal.unreadableFolder(root) }
    var next = 0
    repeat {
      while next < folders.count {
        _ = lookInto(folders[next].path, depth: folders[next].depth)
        next += 1
      }
    } while followNextLink()
  }

  private mutating func isNew(_ info: stat) -> Bool { visited.insert([info.st_dev, info.st_ino]).inserted }

  /// Goes on with the shortest link to a folder that was not looked into yet.
  private mutating func followNextLink() -> Bool {
    if hasNewLinks { links.sort { ($0.path.utf8.count, $0.path) > ($1.path.utf8.count, $1.path) } }
    hasNewLinks = false
    while let link = links.popLast() {
      var info = stat()
      guard stat(place(of: link.path), &info) == 0, isNew(info) else { continue }
      folders.append(link)
      return true
    }
    return false
  }

  private func place(of path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  /// - Returns: whether it could be read.
  private mutating func lookInto(_ folder: String, depth: Int) -> Bool {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: place(of: folder))
    } catch {
      let code = access(place(of: folder), R_OK | X_OK) == 0 ? ENOENT : errno
      // Gone since it was seen.
      if code != ENOENT { skipped.append(SkippedFile(folder + "/", .unreadableFolder(Self.words(code)))) }
      return false
    }
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if name.hasPrefix(".") {
        if ModelsFolderFiles.isPartial(name) { partials.append(folder.isEmpty ? name : "\(folder)/\(name)") }
        continue
      }
      entries += 1
      guard entries <= Self.mostEntries else {
        if entries == Self.mostEntries + 1 { skipped.append(SkippedFile(folder + "/", .tooMany(Self.mostEntries))) }
        break
      }
      lookAt(folder.isEmpty ? name : "\(folder)/\(name)", depth: depth)
    }
    return true
  }

  private mutating func lookAt(_ path: String, depth: Int) {
    var own = stat()
    guard lstat(place(of: path), &own) == 0 else {
      // Gone since it was seen, or its name was not read as it is.
      if form.includes(path), path.unicodeScalars.contains("\u{FFFD}") {
        skipped.append(SkippedFile(path, .badName("it is not UTF-8; rename the file")))
      }
      return
    }
    var info = own
    let isLink = own.st_mode & S_IFMT == S_IFLNK
    if isLink, stat(place(of: path), &info) != 0 {
      if form.includes(path) { skipped.append(SkippedFile(path, Self.reason(ofLink: errno))) }
      return
    }
    switch info.st_mode & S_IFMT {
    case S_IFDIR:
      guard depth < Self.deepestFolder else {
        if !isLink { skipped.append(SkippedFile(path + "/", .tooDeep(Self.deepestFolder))) }
        return
      }
      if isLink {
        links.append((path, depth + 1))
        hasNewLinks = true
      } else if isNew(info) {
        folders.append((path, depth + 1))
      }
    case S_IFREG:
      guard form.includes(path) else { return }
      files.append(
        File(
          path: path, device: info.st_dev, inode: info.st_ino, bytes: Int(info.st_size),
          changedAt: .init(seconds: info.st_mtim.tv_sec, nanoseconds: info.st_mtim.tv_nsec)))
    default:
      if form.includes(path) { skipped.append(SkippedFile(path, .notAFile)) }
    }
  }

  private static func reason(ofLink code: Int32) -> SkippedFile.Reason {
    switch code {
    case ELOOP: .linkCircle
    case ENOENT, ENOTDIR: .brokenLink
    default: .unreadable(words(code))
    }
  }

  /// The system's words for an `errno`.
  static func words(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "permission denied"
    case EIO: "the disk reports an error"
    default: String(cString: strerror(code))
    }
  }
}
