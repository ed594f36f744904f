/// Where a value of the configuration was said.
enum SettingOrigin: Equatable, Sendable, CustomStringConvertible {
  case standard
  case file(String, line: Int)
  case environment(String)

  var description: String {
    switch self {
    case .standard: "default"
    case .file(let name, let line): "\(name):\(line)"
    case .environment(let variable): "environment \(variable)"
    }
  }
}

/// One value as it was written, not yet understood.
struct Setting: Equatable, Sendable {
  indirect enum Content: Equatable, Sendable {
    /// A key without a value.
    case nothing
    case text(String)
    case list([Setting])
    case mapping([Member])
  }

  struct Member: Equatable, Sendable {
    var key: String
    var keyOrigin: SettingOrigin
    var value: Setting
  }

  var content: Content
  var origin: SettingOrigin

  /// How a message names a value that is of the wrong shape.
  var shown: String {
    switch content {
    case .nothing: "empty"
    case .text(let text): text.isEmpty ? "empty" : "'\(text)'"
    case .list: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// Something in the configuration that cannot be accepted, and where it stands.
struct ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
  /// `nil` when it stands nowhere: a value that is missing altogether.
  var origin: SettingOrigin?
  var message: String

  var description: String {
    switch origin {
    case nil, .standard: message
    case .file(let name, let line): "\(name):\(line): \(message)"
    case .environment(let variable): "\(variable): \(message)"
    }
  }
}

/// The configuration is refused; every problem that was found, in the order of the file.
struct ConfigurationRefusal: Error, Equatable, Sendable {
  var problems: [ConfigurationProblem]
}
