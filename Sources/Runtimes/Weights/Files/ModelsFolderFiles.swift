import Domain
import Glibc
import Synchronization

/// The files of the models folder: listing, hiding, arriving.
///
/// Hidden and partial files lie beside their places, under names that begin with a dot: a rename on the same disk is
/// one step, and the scans of the folder pass over them.
package struct ModelsFolderFiles: WeightsFiles {
  let root: String
  private let headers = HeaderCache()

  package init(root: String) { self.root = root }

  package func contents() async throws -> FolderContents {
    let folder = WeightsFolder(path: root, runtime: RuntimeID(""), headers: headers)
    let listing = try await folder.listInBackground()
    let projectors = listing.skipped.filter { $0.reason == .projector }.map(\.path)
    return FolderContents(
      weights: listing.entries.map { entry in
        StoredWeights(
          name: entry.weights.name, files: entry.parts.map(StoredFile.init), facts: entry.weights.facts,
          projector: Projectors.projector(for: folder.relativePath(of: entry), among: projectors))
      },
      skipped: listing.skipped.map { skipped in
        FolderContents.Skipped(file: skipped, stored: skipped.path.hasSuffix("/") ? nil : file(at: skipped.path))
      }, space: try space(at: ""))
  }

  package func space(at path: String) throws(Refusal) -> DiskSpace {
    // The folder may not exist yet: then the one that it will be made in.
    var folder = path.split(separator: "/").dropLast().map(String.init)
    while true {
      var info = statvfs()
      let place = ([root] + folder).joined(separator: "/")
      if statvfs(place, &info) == 0 {
        return DiskSpace(
          freeBytes: Self.bytes(UInt64(info.f_bavail), UInt64(info.f_frsize)),
          totalBytes: Self.bytes(UInt64(info.f_blocks), UInt64(info.f_frsize)))
      }
      guard !folder.isEmpty else { throw Refusal.unreadableFolder(root) }
      folder.removeLast()
    }
  }

  private static func bytes(_ blocks: UInt64, _ size: UInt64) -> Int {
    Int(clamping: blocks.multipliedReportingOverflow(by: size).partialValue)
  }

  package func file(at path: String) -> StoredFile? {
    var info = stat()
    guard stat(place(path), &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    return StoredFile(path: path, identity: StoredFile.Identity(info))
  }

  package func digest(of path: String, isUrgent: Bool) async throws -> String {
    try await FileDigest.sha256(ofFile: place(path), isUrgent: isUrgent)
  }

  // MARK: - The bin

  package func hide(_ paths: [String], key: String) throws(Refusal) {
    try move(paths.enumerated().map { (from: place($1), to: hidden($1, key, $0)) })
  }

  package func putBack(_ paths: [String], key: String) throws(Refusal) {
    try move(paths.enumerated().map { (from: hidden($1, key, $0), to: place($1)) })
  }

  package func removeHidden(_ paths: [String], key: String) throws(Refusal) {
    for (index, path) in paths.enumerated() where unlink(hidden(path, key, index)) != 0 && errno != ENOENT {
      throw Refusal.cannotWrite(path, FolderWalk.words(errno))
    }
  }

  // MARK: - Arrivals

  package func arrive(_ path: String, key: String, reserve: Int) async throws -> any WeightsArrival {
    try makeFolder(of: path)
    let partial = partial(path, key)
    let files = self
    return try await PartialFile.open(partial, for: path) { () throws(Refusal) in
      try files.space(at: path).check(for: 0, reserve: reserve)
    }
  }

  package func arrivedBytes(_ path: String, key: String) -> Int {
    var info = stat()
    return stat(partial(path, key), &info) == 0 ? Int(info.st_size) : 0
  }

  package func arrivedIdentity(_ path: String, key: String) -> StoredFile.Identity? {
    var info = stat()
    return stat(partial(path, key), &info) == 0 ? StoredFile.Identity(info) : nil
  }

  package func restartArrival(_ path: String, key: String) throws(Refusal) {
    guard truncate(partial(path, key), 0) == 0 || errno == ENOENT else {
      throw Refusal.cannotWrite(path, FolderWalk.words(errno))
    }
  }

  package func land(_ paths: [String], key: String) throws(Refusal) {
    try move(paths.map { (from: partial($0, key), to: place($0)) })
  }

  package func unland(_ paths: [String], key: String) throws(Refusal) {
    try move(paths.map { (from: place($0), to: partial($0, key)) })
  }

  package func abandon(_ paths: [String], key: String) {
    for path in paths { unlink(partial(path, key)) }
  }

  private func makeFolder(of path: String) throws(Refusal) {
    var folder = root
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
        throw Refusal.cannotWrite(path, FolderWalk.words(errno))
      }
    }
  }

  // MARK: - Places

  func place(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  private func beside(_ path: String, _ name: String) -> String {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    return place(folder.isEmpty ? name : "\(folder)/\(name)")
  }

  /// Names of any length can be hidden, so that the hidden name does not contain them.
  private func hidden(_ path: String, _ key: String, _ index: Int) -> String {
    beside(path, ".muster-\(key)-\(index).bin")
  }

  func partial(_ path: String, _ key: String) -> String {
    beside(path, ".\(path.split(separator: "/").last ?? "").\(key.prefix(8)).part")
  }

  /// All or none.
  private func move(_ moves: [(from: String, to: String)]) throws(Refusal) {
    var done: [(from: String, to: String)] = []
    for each in moves {
      guard Self.rename(each.from, each.to) else {
        let code = errno
        for each in done.reversed() { _ = Self.rename(each.to, each.from) }
        let path = String(each.to.dropFirst(root.count + 1))
        throw code == EEXIST ? Refusal.weightsExist(path) : Refusal.cannotWrite(path, FolderWalk.words(code))
      }
      done.append(each)
    }
    for folder in Set(moves.map { $0.to.split(separator: "/", omittingEmptySubsequences: false).dropLast() }) {
      Self.makeDurable(folder: folder.joined(separator: "/"))
    }
  }

  /// Overwrites nothing: a second name is only given where there is none.
  private static func rename(_ from: String, _ to: String) -> Bool {
    if link(from, to) == 0 { return unlink(from) == 0 }
    guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else { return false }
    // A file system without second names.
    var info = stat()
    guard lstat(to, &info) != 0 else {
      errno = EEXIST
      return false
    }
    return Glibc.rename(from, to) == 0
  }

  private static func makeDurable(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

extension StoredFile {
  init(_ file: FolderWalk.File) {
    self.init(
      path: file.path,
      identity: Identity(
        inode: Int(truncatingIfNeeded: file.inode), bytes: file.bytes,
        changedAt: file.changedAt.seconds * 1_000_000_000 + file.changedAt.nanoseconds))
  }
}

extension StoredFile.Identity {
  fileprivate init(_ info: stat) {
    self.init(
      inode: Int(truncatingIfNeeded: info.st_ino), bytes: Int(info.st_size),
      changedAt: info.st_mtim.tv_sec * 1_000_000_000 + info.st_mtim.tv_nsec)
  }
}

extension Refusal {
  static func cannotWrite(_ path: String, _ why: String) -> Refusal {
    Refusal(
      .unavailable, code: "weights.cannot_write", detail: "The file \(path) cannot be written or moved: \(why).")
  }
}
