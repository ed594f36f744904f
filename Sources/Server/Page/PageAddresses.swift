/// The addresses of the web page. Each is a place in Web/src/frame/pages.ts; a test compares the two.
enum PageAddresses {
  static let all: Set<String> = [
    "/", "/sign-in",
    "/models", "/models/new", "/models/edit", "/models/overview", "/models/try", "/models/use", "/models/access",
    "/models/history", "/models/audit",
    "/memory", "/audit", "/bin", "/people", "/people/edit",
    "/groups", "/groups/new", "/groups/edit", "/groups/everybody",
    "/keys", "/settings", "/settings/appearance", "/settings/backups", "/settings/catalog", "/settings/checkpoints",
    "/settings/server",
  ]
}
