import ArgumentParser
import Domain

struct CatalogCommand: AsyncParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable { case tools, knowledge, filters, actions }

  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Manage the tools, knowledge, filters and actions that models can refer to.",
    subcommands: [List.self, Set.self, Delete.self])
}

extension CatalogCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List catalog items.",
      discussion: """
          muster catalog list
          muster catalog list tools --json
        """)

    @Argument(help: "Only items of this kind.") var kind: Kind?
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
      abstract: "Create or update a catalog item.",
      discussion: """
          muster catalog set tools web-search --name 'Web search' --description 'Searches the web.'
        """)

    @Argument(help: "The kind of the item.") var kind: Kind
    @Argument(help: "The item's ID in the front end.") var id: String
    @Option(help: "The display name.") var name: String
    @Option(help: "The description.") var description = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/catalog/\(kind.rawValue)", Query(),
        ["id": .string(id), "name": .string(name), "description": .string(description)])
      output.show(answer, text: "'\(name)' was saved.")
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete a catalog item. Models keep their references to it.",
      discussion: """
          muster catalog delete tools web-search
        """)

    @Argument(help: "The kind of the item.") var kind: Kind
    @Argument(help: "The item's ID.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().delete(
        "/api/v1/catalog/\(kind.rawValue)/\(Query.encoded(id))")
      output.show(answer, text: "'\(id)' was deleted.")
    }
  }
}
