import Domain

extension BundleVerification {
  /// Reads the names and addresses of an export beside its entries, and checks each against its hash.
  struct NameReader {
    private var reader: LineReader
    private var next: (index: Int, value: PersonalValue)?
    private var lines = 0
    /// The first one that does not match. Reported only when the entries are correct; otherwise no name can match.
    private var fault: Fault?

    init(path: String) throws {
      guard let reader = LineReader(path: path) else { throw Fault(message: "\(path) cannot be read") }
      self.reader = reader
      try advance()
    }

    private mutating func advance() throws {
      next = nil
      guard fault == nil, let line = try reader.next() else { return }
      lines += 1
      let json = try? JSON(parsing: reader.text(line))
      guard let index = json?["index"]?.int, let value = json.flatMap(PersonalValue.init) else {
        fault = Fault(message: "line \(lines) of the names is not a name")
        return
      }
      next = (index, value)
    }

    /// - Parameter line: of the entries, for the message.
    mutating func check(_ entry: @autoclosure () -> String, index: Int, line: Int) throws {
      guard next?.index == index else { return }
      let entry = try? JSON(parsing: entry())
      while let (found, value) = next, found == index {
        if entry?.value(at: value.place) != value.sealed {
          fault = Fault(
            line: line,
            message: "the name or address that is given for \(value.place) is not the one that was recorded")
        }
        try advance()
      }
    }

    /// - Throws: the first fault.
    func check() throws {
      if let fault { throw fault }
      guard let next else { return }
      throw Fault(
        message:
          "line \(lines) of the names belongs to entry number \(next.index), which does not exist or was pruned")
    }
  }
}
