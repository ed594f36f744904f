/// What relative paths of a configuration are relative to.
struct PathBase: Sendable, Equatable {
  /// The folder of the configuration file, absolute.
  var folder: String
  /// What `~/` stands for.
  var home: String?

  init(folder: String, home: String? = nil) {
    self.folder = folder
    self.home = home
  }

  /// The folder that holds `file`, which may be relative to `workingFolder`.
  init(file: String, workingFolder: String, home: String?) {
    let absolute = PathBase(folder: workingFolder).absolute(file)
    let folder = absolute[..<(absolute.lastIndex(of: "/") ?? absolute.startIndex)]
    self.init(folder: folder.isEmpty ? "/" : String(folder), home: home)
  }

  /// Resolves `.` but not `..`, which after a symbolic link means what only the file system knows.
  func absolute(_ path: String) -> String {
    var path = path
    if let home, path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
    let joined = path.hasPrefix("/") ? path : folder + "/" + path
    return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
