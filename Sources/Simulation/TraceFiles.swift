extension SimulatedModel {
  /// Reads a table `model,bytes,load_seconds[,priority]`.
  /// - Parameter bytes: reads a size; `nil`: it is none.
  /// - Throws: `TableText.Problem`.
  package static func list(
    csv text: String, bytes: (String) -> Int?
  ) throws(TableText.Problem) -> [SimulatedModel] {
    var models: [SimulatedModel] = []
    var lines: [String: Int] = [:]
    for row in try TableText(text, required: ["model", "bytes", "load_seconds"]).rows {
      let name = try row.required("model")
      if let earlier = lines[name] {
        throw TableText.Problem(line: row.line, message: "the model '\(name)' is in line \(earlier) already")
      }
      lines[name] = row.line
      let size = try row.required("bytes")
      guard let bytes = bytes(size), bytes > 0 else {
        throw TableText.Problem(line: row.line, message: "'bytes' must be a size, not '\(size)'")
      }
      let seconds = try row.number("load_seconds", least: 0)
      guard let seconds else {
        throw TableText.Problem(line: row.line, message: "the column 'load_seconds' is empty")
      }
      models.append(
        SimulatedModel(
          name: name, bytes: bytes, loadSeconds: seconds, priority: try row.number("priority", least: 0) ?? 1))
    }
    if models.isEmpty { throw TableText.Problem(line: 1, message: "there are no models below the heading") }
    return models
  }
}

extension Trace {
  /// Reads a table `seconds,model[,context_tokens,generated_tokens]`. Requests may stand in any order.
  /// - Throws: `TableText.Problem`, also for a model that is not in the list.
  package init(csv text: String, models: [SimulatedModel]) throws(TableText.Problem) {
    let numbers = Dictionary(uniqueKeysWithValues: models.enumerated().map { ($1.name, $0) })
    var requests: [Request] = []
    for row in try TableText(text, required: ["seconds", "model"]).rows {
      guard let seconds = try row.number("seconds", least: 0) else {
        throw TableText.Problem(line: row.line, message: "the column 'seconds' is empty")
      }
      let name = try row.required("model")
      guard let model = numbers[name] else {
        throw TableText.Problem(line: row.line, message: "the model '\(name)' is not in the list of models")
      }
      requests.append(
        Request(
          seconds: seconds, model: model, contextTokens: try Self.tokens(row, "context_tokens"),
          generatedTokens: try Self.tokens(row, "generated_tokens")))
    }
    // Stable: requests of the same moment keep their order.
    self.init(
      requests: requests.enumerated().sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
        .map(\.element))
  }

  private static func tokens(_ row: TableText.Row, _ column: String) throws(TableText.Problem) -> Int? {
    guard let number = try row.number(column, least: 0) else { return nil }
    guard let tokens = Int(exactly: number.rounded()) else {
      throw TableText.Problem(line: row.line, message: "'\(column)' is too large")
    }
    return tokens
  }

  /// A table `seconds,model,context_tokens,generated_tokens`, a line at a time, the heading first.
  package func csvLines(models: [String]) -> [String] {
    ["seconds,model,context_tokens,generated_tokens"]
      + requests.map { request in
        let milliseconds = (request.seconds * 1000).rounded() / 1000
        return [
          String(milliseconds), CSVField.text(models[request.model]), request.contextTokens.map(String.init) ?? "",
          request.generatedTokens.map(String.init) ?? "",
        ].joined(separator: ",")
      }
  }
}

enum CSVField {
  static func text(_ value: String) -> String {
    guard value.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return value }
    return "\"" + value.replacing("\"", with: "\"\"") + "\""
  }
}

extension SimulatedModel {
  /// A table `model,bytes,load_seconds,priority`, a line at a time, the heading first.
  package static func csvLines(_ models: [SimulatedModel]) -> [String] {
    ["model,bytes,load_seconds,priority"]
      + models.map { model in
        let milliseconds = (model.loadSeconds * 1000).rounded() / 1000
        return "\(CSVField.text(model.name)),\(model.bytes),\(milliseconds),\(model.priority)"
      }
  }
}

extension Trace {
  /// Spreads the requests of each minute over it.
  /// - Parameter minutes: for each model, its requests by minute.
  package init(minutes: [[Int]]) {
    var requests: [Request] = []
    for (model, counts) in minutes.enumerated() {
      for (minute, count) in counts.enumerated() where count > 0 {
        for number in 0..<count {
          let seconds = Double(minute) * 60 + (Double(number) + 0.5) * 60 / Double(count)
          requests.append(Request(seconds: seconds, model: model, contextTokens: nil, generatedTokens: nil))
        }
      }
    }
    self.init(requests: requests.sorted { ($0.seconds, $0.model) < ($1.seconds, $1.model) })
  }
}
