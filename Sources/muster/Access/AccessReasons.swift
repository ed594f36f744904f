import Domain

/// Why somebody can use a model, in the words of the page.
enum AccessReasons {
  static func right(of entry: JSON) -> String { entry["write"]?.bool == true ? "write" : "read" }

  /// Each reason once: of a grant to read and one to write for the same audience, only the one to write.
  static func words(_ reasons: [JSON]) -> String {
    let telling = reasons.filter { reason in
      isToWrite(reason) || !reasons.contains { isToWrite($0) && isSameAudience($0, reason) }
    }
    var sentences: [String] = []
    for words in telling.map(words) where !sentences.contains(words) { sentences.append(words) }
    return sentences.joined(separator: "; ")
  }

  private static func words(_ reason: JSON) -> String {
    guard let by = reason["by"]?.string, by == "grant" else { return reason["by"]?.string ?? "" }
    let right = isToWrite(reason) ? " to write" : ""
    if reason["principal_id"]?.string == "*" { return "granted to everyone\(right)" }
    if reason["principal_type"]?.string == "user" { return "granted\(right) in person" }
    let name = (reason["principal_name"]?.string ?? reason["principal_id"]?.string) ?? "?"
    let way = (reason["member_of"]?["name"]?.string).map { ", which '\($0)' is part of" } ?? ""
    return "granted\(right) to the group '\(name)'\(way)"
  }

  private static func isToWrite(_ reason: JSON) -> Bool { reason["permission"]?.string == "write" }

  private static func isSameAudience(_ left: JSON, _ right: JSON) -> Bool {
    ["by", "principal_type", "principal_id"].allSatisfy { left[$0] == right[$0] }
      && left["member_of"]?["id"] == right["member_of"]?["id"]
  }
}
