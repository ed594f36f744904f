import Testing

@testable import muster

@Suite struct `A listen address` {
  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1", 8080), ("localhost:0", "localhost", 0), ("[::1]:8080", "::1", 8080),
    ("[::]:65535", "::", 65535),
  ])
  func `is shown as it is written`(_ text: String, _ host: String, _ port: Int) {
    #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    #expect(ListenAddress(text)?.description == text)
  }

  @Test(arguments: [
    "", "8080", ":8080", "localhost", "localhost:", "a:65536", "a:-1", "::1:8080", "[a]:1", "a b:1", "http://a:1",
  ])
  func `is refused`(_ text: String) {
    #expect(ListenAddress(text) == nil)
  }
}

@Suite struct `A path` {
  @Test(arguments: [
    ("./data", "/srv/data"), ("data/", "/srv/data"), ("/x/y", "/x/y"), ("~/m", "/home/me/m"), ("../m", "/srv/../m"),
    (".", "/srv"), ("~other", "/srv/~other"),
  ])
  func `is relative to the folder of the file`(_ path: String, _ absolute: String) {
    #expect(PathBase(folder: "/srv", home: "/home/me").absolute(path) == absolute)
  }

  @Test(arguments: [
    ("muster.yaml", "/instance"), ("etc/muster.yaml", "/instance/etc"), ("/muster.yaml", "/"), ("/a/b.yaml", "/a"),
  ])
  func `knows the folder of the file`(_ file: String, _ folder: String) {
    #expect(PathBase(file: file, workingFolder: "/instance", home: nil).folder == folder)
  }
}

@Suite struct `A mistyped name` {
  @Test(arguments: [("lisen", "listen"), ("lsiten", "listen"), ("moddels", "models"), ("sing_up", "sign_up")])
  func `has a suggestion`(_ typed: String, _ meant: String) {
    #expect(Spelling.nearest(to: typed, in: ConfigurationTable.top.map(\.name)) == meant)
  }

  @Test func `that resembles no key has no suggestion`() {
    #expect(Spelling.nearest(to: "colour", in: ConfigurationTable.top.map(\.name)) == nil)
  }
}
