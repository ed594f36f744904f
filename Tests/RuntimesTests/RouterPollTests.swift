import Domain
import Foundation
import Logging
import Subprocess
import Testing

@testable import Runtimes

@Suite struct `What a router says` {
  private static func answer(_ body: String, status: Int = 200) throws -> ServerAPI.Answer {
    ServerAPI.Answer(status: status, body: try JSON(parsing: Array(body.utf8)), text: body)
  }

  /// Fields as recorded, llama.cpp b10434.
  @Test(arguments: [
    (#"{"value":"unloaded","args":["--model","/srv/a.gguf"],"preset":"[a]"}"#, RouterModel.Status.unloaded, nil),
    (#"{"value":"unloaded","exit_code":1,"failed":true}"#, .unloaded, 1),
    (#"{"value":"loading"}"#, .loading, nil),
    (#"{"value":"loaded"}"#, .loaded, nil),
    (#"{"value":"sleeping"}"#, .sleeping, nil),
    (#"{"value":"of a later version"}"#, nil, nil),
  ])
  func `of a model is its status`(_ status: String, _ expected: RouterModel.Status?, _ exitCode: Int?) throws {
    let list = try RouterModel.list(in: try Self.answer(#"{"data":[{"id":"a","status":\#(status)}]}"#))
    #expect(list == [RouterModel(id: "a", status: expected, exitCode: exitCode, bytes: nil)])
  }

  @Test func `of a loaded model includes its size`() throws {
    let body = #"{"data":[{"id":"a","status":{"value":"loaded"},"meta":{"n_params":217920,"size":436992}}]}"#
    #expect(try RouterModel.list(in: try Self.answer(body)).first?.bytes == 436_992)
  }

  @Test func `is not what a server with one model says`() throws {
    let body = #"{"models":[{"name":"a"}],"object":"list","data":[{"id":"a","object":"model","meta":{"size":1}}]}"#
    #expect(throws: ServerAPI.Problem.self) { try RouterModel.list(in: try Self.answer(body)) }
  }

  @Test(arguments: [(200, "[]"), (200, #"{"data":null}"#), (500, #"{"error":"broken"}"#)])
  func `is refused when it is no list`(_ status: Int, _ body: String) throws {
    #expect(throws: ServerAPI.Problem.self) { try RouterModel.list(in: try Self.answer(body, status: status)) }
  }

  @Test(arguments: [
    (
      400, #"{"error":{"code":400,"message":"model is not loaded","type":"invalid_request_error"}}"#,
      RouterAnswer.notLoaded
    ),
    (500, "proxy error: Could not establish connection", RouterAnswer.notLoaded),
    (500, "proxy error: Failed to read connection", RouterAnswer.broken),
    (400, #"{"error":{"code":400,"message":"Expected 'messages'","type":"invalid_request_error"}}"#, nil),
    (200, #"{"choices":[{"text":"proxy error: "model is not loaded""}]}"#, nil),
    (400, #""model is not loaded""# + String(repeating: "x", count: 300), nil),
  ])
  func `instead of a model is told apart from what a model says`(
    _ status: Int, _ body: String, _ expected: RouterAnswer?
  ) {
    #expect(RouterAnswer(status: status, body: Array(body.utf8)) == expected)
  }

  @Test(arguments: [
    (#"{"max_instances":0,"models_autoload":false}"#, []),
    (#"{"max_instances":0,"models_autoload":true}"#, ["autoload"]),
    (#"{"max_instances":4,"models_autoload":true}"#, ["autoload", "models-max"]), ("{}", []),
  ])
  func `tells how it should have been started`(_ body: String, _ options: [String]) throws {
    let attachment = RouterAttachment(try Self.answer(body))
    #expect(attachment.problem == nil)
    #expect(attachment.advice.count == options.count)
    for (advice, option) in zip(attachment.advice, options) { #expect(advice.contains(option)) }
  }
}

@Suite struct `A poll of a router` {
  /// Counts the requests for its models, and tells the number as the size of the model.
  private static let router = """
    import http.server
    class Handler(http.server.BaseHTTPRequestHandler):
        count = 0
        def do_GET(self):
            body = "{}"
            if self.path.startswith("/models"):
                Handler.count += 1
                body = '{"data":[{"id":"a","status":{"value":"loaded"},"meta":{"size":%d}}]}' % Handler.count
            self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers()
            self.wfile.write(body.encode())
        def log_message(self, *rest): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
    """

  @Test func `is one request an interval, however many runs there are`() async throws {
    let interval = Duration.milliseconds(200)
    let rounds = 5
    let result = try await Subprocess.run(
      .name("python3"), arguments: ["-c", Self.router], input: .none, output: .sequence, error: .discarded
    ) { execution in
      var lines = execution.standardOutput.strings().makeAsyncIterator()
      let port = try await lines.next() ?? ""
      let place = RouterPlace(client: RouterFixture.client, url: "http://127.0.0.1:\(port)", keys: [])
      let poll = RouterPoll(
        runtime: RuntimeID("router"), place: { () throws(ServerAPI.Problem) in place }, interval: interval,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...50 {
          group.addTask {
            var last = await poll.answer(askedAfter: .now)
            for _ in 1...rounds {
              guard let next = await poll.answer(after: last, every: interval, unless: StopSignal()) else { return }
              #expect(next.askedAt >= last.askedAt + interval / 2)
              last = next
            }
          }
        }
      }
      let requests = await poll.answer(askedAfter: .now)["a"]?.bytes
      try execution.send(signal: .kill)
      return requests
    }
    // All ask at once in the beginning; the second request serves those that came while the first was under way.
    let requests = try #require(result.closureResult)
    #expect(requests > rounds)
    #expect(requests <= rounds + 5)
  }
}
