import Testing

@testable import Domain

@Suite struct `A command that runs a container` {
  private func problem(_ options: String...) -> String? {
    ContainerCommand(["docker", "run"] + options + ["image", "--name", "x", "-d"])?.problem
  }

  @Test func `is recognized by its engine and run`() {
    #expect(ContainerCommand(["llama-server", "run"]) == nil)
    #expect(ContainerCommand(["docker", "ps"]) == nil)
    #expect(ContainerCommand(["docker"]) == nil)
    #expect(ContainerCommand(["run", "docker"]) == nil)
    #expect(ContainerCommand(["docker", "run", "x"])?.engine == ["docker"])
    #expect(
      ContainerCommand(["docker", "--context", "far", "container", "run", "x"])?.engine == [
        "docker", "--context", "far",
      ])
    #expect(ContainerCommand(["nice", "/usr/bin/podman", "run", "x"])?.engine == ["nice", "/usr/bin/podman"])
  }

  @Test func `gets a name, labels, and is removed at its end`() throws {
    let command = try #require(ContainerCommand(["nice", "docker", "container", "run", "--init", "image", "{file}"]))
    #expect(
      command.named("n", labels: [("a", "b")]) == [
        "nice", "docker", "run", "--name", "n", "--label", "a=b", "--rm", "--init", "image", "{file}",
      ])
    #expect(
      try #require(ContainerCommand(["docker", "run", "-it", "--rm", "image"])).named("n", labels: []) == [
        "docker", "run", "--name", "n", "-it", "--rm", "image",
      ])
  }

  @Test(arguments: [
    ["-p", "127.0.0.1:{port}:8080"], ["-p127.0.0.1:{port}:8080"], ["--publish=127.0.0.1:{port}:8080", "--init"],
    ["--network", "host"], ["--net=host"], ["-it", "-v", "/m:/m:ro", "--publish", "127.0.0.1:{port}:8080"],
    ["-e", "-p", "--network=host"], ["--detach=false", "--network=host"],
  ])
  func `publishes its port on this machine only`(options: [String]) {
    #expect(ContainerCommand(["docker", "run"] + options + ["image", "-p", "{port}:1"])?.problem == nil)
  }

  @Test func `is refused when others could reach it, or nobody`() {
    #expect(problem("-p", "{port}:8080")?.contains("publishes '{port}:8080'; write 127.0.0.1:") == true)
    #expect(problem("-p", "0.0.0.0:{port}:8080")?.contains("others can reach the model") == true)
    #expect(problem("--network", "bridge")?.hasPrefix("publishes no {port}") == true)
    #expect(problem()?.hasPrefix("publishes no {port}") == true)
  }

  @Test(arguments: ["-d", "-dit", "--detach", "--name=x", "--restart=always", "-P", "--sig-proxy", "--replace"])
  func `is refused when Muster could not end it`(option: String) {
    #expect(problem(option, "--network", "host")?.contains("which is for Muster to say") == true)
  }
}
