import Domain

/// One entry of a router's `GET /models` (llama.cpp b10068 and later).
///
/// `status.args` and `status.preset` hold paths of the router's machine; they are not read, so that they are never
/// shown or logged.
struct RouterModel: Sendable, Equatable {
  enum Status: String, Sendable {
    case unloaded, loading, loaded
    /// Its process runs, and frees the weights until the next request.
    case sleeping
  }

  var id: String
  /// `nil`: one that Muster does not know.
  var status: Status?
  /// Of the process that ended last, and did not end well. An unload that was asked for can be such an end, too.
  var exitCode: Int?
  /// Of all tensors; the router tells while the model is loaded.
  var bytes: Int?

  /// Its process exists.
  var isInMemory: Bool { status == .loading || isLoaded }
  /// Requests are answered.
  var isLoaded: Bool { status == .loaded || status == .sleeping }

  /// - Throws: `ServerAPI.Problem` if the answer is not that of a router.
  static func list(in answer: ServerAPI.Answer) throws(ServerAPI.Problem) -> [RouterModel] {
    guard answer.isSuccess, let list = answer.body?["data"]?.array else {
      throw ServerAPI.Problem(description: "answers with an unusable list of models (\(answer.message))")
    }
    var models: [RouterModel] = []
    for entry in list {
      guard let id = entry["id"]?.string, let status = entry["status"]?["value"]?.string else {
        throw ServerAPI.Problem(
          description: "is not a llama-server in router mode: its models have no status (start it without a model)")
      }
      models.append(
        RouterModel(
          id: id, status: Status(rawValue: status),
          exitCode: entry["status"]?["failed"]?.bool == true ? entry["status"]?["exit_code"]?.int : nil,
          bytes: entry["meta"]?["size"]?.int.flatMap { $0 > 0 ? $0 : nil }))
    }
    return models
  }
}
