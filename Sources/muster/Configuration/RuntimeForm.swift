import Domain

/// The settings of a runtime as an administrator gives them while Muster runs: the keys of the configuration, in JSON.
///
/// Less is allowed than in the file, because an administrator of Muster need not be one of the machine:
/// - No commands. Whoever names a command runs it as Muster's user.
/// - Keys only from places made for them. Otherwise any file or variable of Muster could be sent to any address.
struct RuntimeForm {
  /// Variables with keys that runtimes may use.
  static let keyVariablePrefix = "MUSTER_KEY_"

  let runtime: Configuration.Runtime
  /// Without keys that are null.
  let given: JSON.Object
  /// All keys of the kind, secrets by their place.
  let effective: JSON.Object

  /// - Parameter secrets: the folder with the files of keys.
  /// - Throws: `Refusal` with a problem for each field.
  init(_ form: JSON.Object, secrets: String) throws(Refusal) {
    let given = JSON.Object(form.filter { !$0.value.isNull }.map { (key: $0.key, value: $0.value) })
    var problems: [FieldProblem] = []
    let keys = Self.keys(given, &problems)
    problems += Self.unknown(given, keys.map(\.name))
    problems += Self.misplacedKeys(given["api_key"])
    var runtime = Configuration.Runtime()
    var effective: JSON.Object = [:]
    for key in keys {
      do {
        guard let setting = try given[key.name].map({ Setting($0) }) ?? Self.standard(key) else {
          problems.append(
            FieldProblem(["body", key.name], type: "missing", message: "Field required; allowed: \(key.allowed)"))
          continue
        }
        effective[key.name] = try key.store(setting, PathBase(folder: secrets), in: &runtime).shown
      } catch let error as UnacceptableValue {
        problems.append(
          FieldProblem(
            ["body", key.name], type: "value_error", message: "\(error.message); allowed: \(key.allowed)"))
      } catch {
        problems.append(FieldProblem(["body", key.name], type: "value_error", message: "\(error)"))
      }
    }
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    self.runtime = runtime
    self.given = given
    self.effective = effective
  }

  private static func keys(_ given: JSON.Object, _ problems: inout [FieldProblem]) -> [RuntimeTable.Key] {
    let kinds = Configuration.Runtime.Kind.allCases.filter { $0 != .process }
    guard let kind = given["kind"]?.string.flatMap(Configuration.Runtime.Kind.init), kinds.contains(kind) else {
      let isProcess = given["kind"]?.string == Configuration.Runtime.Kind.process.rawValue
      problems.append(
        FieldProblem(
          ["body", "kind"], type: given["kind"] == nil ? "missing" : "enum",
          message: isProcess
            ? "a runtime that starts processes can only be added in the configuration file"
            : "one of \(kinds.map(\.rawValue).joined(separator: ", ")) expected",
          input: given["kind"]))
      return []
    }
    return RuntimeTable.keys(of: kind)
  }

  private static func unknown(_ given: JSON.Object, _ names: [String]) -> [FieldProblem] {
    // Of an unknown kind, nobody knows which keys it has.
    if names.isEmpty { return [] }
    return given.keys.filter { !names.contains($0) }.map { name in
      let guess = Spelling.nearest(to: name, in: names).map { ". Did you mean '\($0)'?" } ?? ""
      return FieldProblem(
        ["body", name], type: "extra_forbidden",
        message: "Unknown field; allowed: \(names.joined(separator: ", "))\(guess)")
    }
  }

  private static func misplacedKeys(_ given: JSON?) -> [FieldProblem] {
    (given?.array ?? given.map { [$0] } ?? []).compactMap { source in
      if let name = source["env"]?.string, !name.hasPrefix(keyVariablePrefix) {
        return "the variable's name must begin with \(keyVariablePrefix)"
      }
      if let name = source["file"]?.string, name.contains("/") || name.hasPrefix(".") || name.isEmpty {
        return "give the name of a file in the folder 'secrets' of Muster's data folder, without a path"
      }
      return nil
    }.map { FieldProblem(["body", "api_key"], type: "value_error", message: $0) }
  }

  private static func standard(_ key: RuntimeTable.Key) throws -> Setting? {
    guard let text = key.standard else { return nil }
    return key.isStructured
      ? try ConfigurationDocument.parse(text, name: key.name) : Setting(content: .text(text), origin: .standard)
  }
}

extension Setting {
  /// A value of a form, as if it were written in the configuration.
  fileprivate init(_ json: JSON) {
    let content: Content =
      switch json {
      case .null: .nothing
      case .bool(let value): .text(value ? "true" : "false")
      case .number(let text), .string(let text): .text(text)
      case .array(let items): .list(items.map { Setting($0) })
      case .object(let members):
        .mapping(members.map { Member(key: $0.key, keyOrigin: .standard, value: Setting($0.value)) })
      }
    self.init(content: content, origin: .standard)
  }
}
