import Domain

/// The arrivals of the Azure LLM inference traces (AzurePublicDataset, 2023 and 2024): `TIMESTAMP,ContextTokens,
/// GeneratedTokens`, with timestamps such as `2023-11-16 18:17:03.9799600`.
package enum AzureTrace {
  /// - Parameters:
  ///   - files: the texts of the files; their arrivals are merged.
  ///   - length: in seconds, what the time from the first to the last arrival is stretched to; `nil`: as it is.
  /// - Throws: `Failure`, which names the file by its position.
  package static func arrivals(
    _ files: [String], stretchedTo length: Double?
  ) throws(Failure) -> [SyntheticTrace.Arrival] {
    var arrivals: [SyntheticTrace.Arrival] = []
    for (index, text) in files.enumerated() {
      do throws(TableText.Problem) {
        for row in try TableText(text, required: ["timestamp", "contexttokens", "generatedtokens"]).rows {
          let timestamp = try row.required("timestamp")
          guard let seconds = seconds(timestamp) else {
            throw TableText.Problem(
              line: row.line, message: "'TIMESTAMP' must be like 2023-11-16 18:17:03.9799600, not '\(timestamp)'")
          }
          arrivals.append(
            .init(
              seconds: seconds, contextTokens: try row.number("contexttokens", least: 0).map { Int($0.rounded()) },
              generatedTokens: try row.number("generatedtokens", least: 0).map { Int($0.rounded()) }))
        }
      } catch {
        throw Failure(file: index, problem: error)
      }
    }
    arrivals.sort { $0.seconds < $1.seconds }
    guard let first = arrivals.first?.seconds, let last = arrivals.last?.seconds else { return [] }
    let factor = length.map { last > first ? $0 / (last - first) : 1 } ?? 1
    return arrivals.map { arrival in
      var moved = arrival
      moved.seconds = (arrival.seconds - first) * factor
      return moved
    }
  }

  package struct Failure: Error, Equatable {
    package var file: Int
    package var problem: TableText.Problem
  }

  /// Since 1970, UTC.
  private static func seconds(_ text: String) -> Double? {
    // The traces of 2024 end with an offset, which is always UTC.
    let parts = text.replacing(/(Z|\+00:00)$/, with: "").replacing(" ", with: "T").split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, let moment = Timestamp(rfc3339: whole + "Z") else { return nil }
    guard parts.count == 2 else { return Double(moment.seconds) }
    guard let fraction = Double("0." + parts[1]) else { return nil }
    return Double(moment.seconds) + fraction
  }
}
