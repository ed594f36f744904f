import Domain
import Testing

@testable import Simulation

@Suite struct `A table` {
  private static func models(_ text: String) throws(TableText.Problem) -> [SimulatedModel] {
    try SimulatedModel.list(csv: text) { Int($0) }
  }

  private static let expected = [
    SimulatedModel(name: "a", bytes: 10, loadSeconds: 1.5, priority: 2),
    SimulatedModel(name: "b, c", bytes: 20, loadSeconds: 3),
  ]

  @Test(arguments: [
    "model,bytes,load_seconds,priority\na,10,1.5,2\n\"b, c\",20,3,\n",
    "\u{FEFF}model,bytes,load_seconds,priority\r\na,10,1.5,2\r\n\"b, c\",20,3\r\n",
    "Model, Bytes ,LOAD_SECONDS,priority\n\na , 10, 1.5,2\n\n\"b, c\",20,3,,",
    "priority,note,load_seconds,bytes,model\n2,\"two\nlines, \"\"quoted\"\"\",1.5,10,a\n,,3,20,\"b, c\"",
  ])
  func `is read as spreadsheets and scripts write it`(text: String) throws {
    #expect(try Self.models(text) == Self.expected)
  }

  @Test(arguments: [
    ("", 1, "the file is empty"),
    ("a,10,1.5\n", 1, "the first line must name the columns model,bytes,load_seconds"),
    ("model,bytes,load_seconds\n", 1, "there are no models"),
    ("model,bytes,load_seconds\na,ten,1\n", 2, "'bytes' must be a size, not 'ten'"),
    ("model,bytes,load_seconds\na,0,1\n", 2, "'bytes' must be a size"),
    ("model,bytes,load_seconds\n\na,10\n", 3, "the column 'load_seconds' is empty"),
    ("model,bytes,load_seconds\na,10,-1\n", 2, "'load_seconds' must be a number of at least 0, not '-1'"),
    ("model,bytes,load_seconds\na,10,nan\n", 2, "'load_seconds' must be a number"),
    ("model,bytes,load_seconds\na,10,1\nb,10,1\na,10,1\n", 4, "the model 'a' is in line 2 already"),
    ("model,bytes,load_seconds\n\"a,10,1\n", 2, "a quotation mark is not closed"),
    ("model,bytes,load_seconds\n,10,1\n", 2, "the column 'model' is empty"),
  ])
  func `that is wrong is refused with the line and what is wrong there`(text: String, line: Int, words: String) {
    let problem = #expect(throws: TableText.Problem.self) { try Self.models(text) }
    #expect(problem?.line == line)
    #expect(problem?.message.contains(words) == true, "\(problem?.message ?? "")")
  }
}

@Suite struct `A trace` {
  private static let models = [
    SimulatedModel(name: "a", bytes: 1, loadSeconds: 1), SimulatedModel(name: "b", bytes: 1, loadSeconds: 1),
  ]

  @Test func `is put into the order of time, and requests of one moment keep theirs`() throws {
    let trace = try Trace(csv: "seconds,model,context_tokens\n5,b,7\n1,a,\n5,a,9\n", models: Self.models)
    #expect(
      trace.requests == [
        .init(seconds: 1, model: 0), .init(seconds: 5, model: 1, contextTokens: 7),
        .init(seconds: 5, model: 0, contextTokens: 9),
      ])
  }

  @Test(arguments: [
    ("seconds,model\n1,c\n", "the model 'c' is not in the list of models"),
    ("seconds,model\n-1,a\n", "'seconds' must be a number of at least 0"),
    ("seconds,model,context_tokens\n1,a,x\n", "'context_tokens' must be a number"),
    ("seconds,model,context_tokens\n1,a,1e300\n", "'context_tokens' is too large"),
  ])
  func `with something wrong is refused`(text: String, words: String) {
    let problem = #expect(throws: TableText.Problem.self) { try Trace(csv: text, models: Self.models) }
    #expect(problem?.message.contains(words) == true, "\(problem?.message ?? "")")
  }

  @Test func `is read back as it was written`() throws {
    let trace = Trace(requests: [
      .init(seconds: 0.125, model: 1, contextTokens: 3, generatedTokens: 4), .init(seconds: 2, model: 0),
    ])
    let lines = trace.csvLines(models: ["a", "b"])
    #expect(lines.first == "seconds,model,context_tokens,generated_tokens")
    #expect(try Trace(csv: lines.joined(separator: "\n"), models: Self.models) == trace)
  }
}

@Suite struct `Arrivals of the Azure traces` {
  private static let heading = "TIMESTAMP,ContextTokens,GeneratedTokens\r\n"

  @Test func `of several files are merged and stretched`() throws {
    let arrivals = try AzureTrace.arrivals(
      [
        Self.heading + "2023-11-16 23:59:59.5000000,4808,10\r\n2023-11-17 00:00:01.5000000,1,2\r\n",
        Self.heading + "2023-11-17 00:00:00.5000000+00:00,374,44\r\n",
      ], stretchedTo: 100)
    #expect(
      arrivals == [
        .init(seconds: 0, contextTokens: 4808, generatedTokens: 10),
        .init(seconds: 50, contextTokens: 374, generatedTokens: 44),
        .init(seconds: 100, contextTokens: 1, generatedTokens: 2),
      ])
  }

  @Test(arguments: ["yesterday", "2023-02-30 10:00:00", "2023-11-16 25:00:00.1", "2023-11-16 10:00:00.x"])
  func `without a time are refused`(timestamp: String) {
    let failure = #expect(throws: AzureTrace.Failure.self) {
      try AzureTrace.arrivals([Self.heading, Self.heading + "\(timestamp),1,2\n"], stretchedTo: nil)
    }
    #expect(failure?.file == 1)
    #expect(failure?.problem.line == 2)
  }
}

@Suite struct `A trace by the minute` {
  @Test func `spreads the requests of each minute over it, in the order of time`() {
    let trace = Trace(minutes: [[2, 0, 1], [0, 1, 0]])
    #expect(trace.requests.map(\.seconds) == [15, 45, 90, 150])
    #expect(trace.requests.map(\.model) == [0, 0, 1, 0])
  }

  @Test func `of models that are written as a table is read back`() throws {
    let models = [SimulatedModel(name: "org/a,b", bytes: 5 << 30, loadSeconds: 2.5, priority: 3)]
    let text = SimulatedModel.csvLines(models).joined(separator: "\n")
    #expect(try SimulatedModel.list(csv: text) { Int($0) } == models)
  }
}
