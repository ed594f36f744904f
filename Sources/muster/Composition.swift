/// Puts the modules together.
struct Composition {
  struct NotComposedYet: Error {}

  let configuration: Configuration

  func run() async throws { throw NotComposedYet() }
}
