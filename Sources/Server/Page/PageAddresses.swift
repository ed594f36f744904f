/// The paths of the web page; the same as in Web/src/frame/pages.ts, which a test checks.
enum PageAddresses {
  static let all: Set<String> = [
    "/", "/sign-in",
    "/models", "/models/new", "/models/edit", "/models/overview", "/models/try", "/models/use", "/models/access",
    "/models/launch",
    "/models/history", "/models/audit",
    "/memory", "/runtimes", "/weights", "/audit", "/bin", "/people", "/people/edit",
    "/groups", "/groups/new", "/groups/edit", "/groups/everybody",
    "/keys", "/settings", "/settings/appearance", "/settings/backups", "/settings/catalog", "/settings/checkpoints",
    "/settings/server",
  ]
}
