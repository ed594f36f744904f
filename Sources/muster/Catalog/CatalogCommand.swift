import ArgumentParser
import Domain

struct CatalogueCommand: AsyncParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable { case tools, knowledge, filters, actions }

  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Keep the list of what models can refer to: tools, knowledge, filters, actions.",
    subcommands: [List.self, Set.self, Delete.self])
}

extension CatalogueCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what models can refer to.",
      discussion: """
          muster catalog list
          muster catalog list tools --json
        """)

    @Argument(help: "Only this kind.") var kind: Kind?
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().get("/api/v1/catalog")
      let kinds = kind.map { [$0] } ?? Kind.allCases
      let shown = JSON.object(JSON.Object(kinds.map { (key: $0.rawValue, value: answer[$0.rawValue] ?? []) }))
      output.show(shown, names: [], only: false, table: Self.table(shown, kinds))
    }

    static func table(_ answer: JSON, _ kinds: [Kind]) -> TextTable {
      TextTable(
        columns: [.fixed("KIND"), .flexible("ID"), .flexible("NAME"), .flexible("DESCRIPTION")],
        rows: kinds.flatMap { kind in
          (answer[kind.rawValue]?.array ?? []).map { item in
            [
              Cell(kind.rawValue), Cell(item["id"]?.string ?? ""), Cell(item["name"]?.string ?? ""),
              Cell(item["description"]?.string ?? ""),
            ]
          }
        })
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Enter something, or change its entry.",
      discussion: """
          muster catalog set tools web-search --name 'Web search' --description 'Looks things up.'
        """)

    @Argument(help: "What kind of thing it is.") var kind: Kind
    @Argument(help: "Its id, as the front end has it.") var id: String
    @Option(help: "What people call it.") var name: String
    @Option(help: "What it does.") var description = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/catalog/\(kind.rawValue)", Query(),
        ["id": .string(id), "name": .string(name), "description": .string(description)])
      output.show(answer, words: "'\(name)' is in the catalogue.")
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take something out; models that refer to it keep their reference.",
      discussion: """
          muster catalog delete tools web-search
        """)

    @Argument(help: "What kind of thing it is.") var kind: Kind
    @Argument(help: "Its id.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().delete(
        "/api/v1/catalog/\(kind.rawValue)/\(Query.encoded(id))")
      output.show(answer, words: "'\(id)' is out of the catalogue.")
    }
  }
}
