import Domain
import Foundation

/// Replaces `{{USER_NAME}}` and the like in a system prompt (names as in Open WebUI 0.12).
struct Placeholders {
  let principal: Principal
  let now: Date
  let timeZone: TimeZone

  init(_ principal: Principal, now: Date = Date(), timeZone: TimeZone = .current) {
    self.principal = principal
    self.now = now
    self.timeZone = timeZone
  }

  /// Unknown placeholders stay as they are.
  func fill(_ text: String) -> String {
    guard text.contains("{{") else { return text }
    var filled = text
    for (name, value) in values where filled.contains(name) {
      filled = filled.replacingOccurrences(of: name, with: value)
    }
    return filled
  }

  private var values: [(String, String)] {
    [
      ("{{USER_NAME}}", principal.name), ("{{USER_EMAIL}}", principal.email),
      ("{{CURRENT_DATETIME}}", formatted("yyyy-MM-dd HH:mm:ss")), ("{{CURRENT_DATE}}", formatted("yyyy-MM-dd")),
      ("{{CURRENT_TIME}}", formatted("HH:mm:ss")), ("{{CURRENT_WEEKDAY}}", formatted("EEEE")),
      ("{{CURRENT_TIMEZONE}}", timeZone.identifier),
    ]
  }

  private func formatted(_ pattern: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = timeZone
    formatter.dateFormat = pattern
    return formatter.string(from: now)
  }
}
