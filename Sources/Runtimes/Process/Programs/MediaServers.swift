import Domain

/// Programs that hear and draw, as their own documentation has them.
extension ServerProgram {
  /// whisper.cpp's `whisper-server`. It listens on 127.0.0.1 unless told otherwise, knows no keys, and does not listen
  /// before the weights are loaded. Its page is there in all versions, `/health` only in later ones.
  static let whisper = ServerProgram(
    profile: .whisper, weights: .whisper, additions: [["--model", "{file}"], ["--port", "{port}"]],
    words: { settings, _ in
      var all = settings.threads.map { [["--threads", String($0)]] } ?? []
      switch settings.flashAttention {
      case .on: all.append(["--flash-attn"])
      case .off: all.append(["--no-flash-attn"])
      case .auto, nil: break
      }
      return all
    }, healthPath: "/")

  /// stable-diffusion.cpp's `sd-server`. It listens on 127.0.0.1 unless told otherwise, knows no keys, and does not listen
  /// before the weights are loaded.
  static let stableDiffusion = ServerProgram(
    profile: .stableDiffusion, weights: .diffusion, additions: [["--model", "{file}"], ["--listen-port", "{port}"]],
    words: { settings, _ in
      var all = settings.threads.map { [["--threads", String($0)]] } ?? []
      if settings.flashAttention == .on { all.append(["--diffusion-fa"]) }
      return all
    }, healthPath: "/v1/models")
}
