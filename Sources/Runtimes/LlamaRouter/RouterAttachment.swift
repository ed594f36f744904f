import Domain

/// What a router's `GET /props` tells about how it was started.
struct RouterAttachment: Sendable, Equatable {
  /// Why Muster cannot load anything there.
  var problem: String?
  /// What works, but not as Muster would have it.
  var advice: [String] = []

  init(_ answer: ServerAPI.Answer) {
    switch answer.status {
    // Its list of models is open to all.
    case 401, 403: problem = "refuses Muster's key (api_key)"
    // A build without this route can be used all the same.
    case 200..<300: advice = Self.advice(answer.body)
    default: break
    }
  }

  private static func advice(_ properties: JSON?) -> [String] {
    var advice: [String] = []
    if properties?["models_autoload"]?.bool == true {
      advice.append(
        "The router loads models for anyone who sends it a request, without Muster's knowledge. "
          + "Start it with --no-models-autoload.")
    }
    if let most = properties?["max_instances"]?.int, most > 0 {
      advice.append(
        "The router keeps \(most) models at most and unloads another one for each further load, even in the middle of "
          + "an answer. Start it with --models-max 0.")
    }
    return advice
  }
}
