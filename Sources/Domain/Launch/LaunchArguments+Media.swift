/// Of programs that hear and draw, as their own documentation has them.
extension LaunchArguments {
  /// whisper.cpp's server (`examples/server` of 1.8).
  static let whisper = LaunchArguments(
    settings: [
      Setting(.threads, ["-t", "--threads"]), Setting(.flashAttention, ["-fa", "-nfa", "--flash-attn"]),
    ],
    others: [
      ["-p", "--processors"], ["-bs", "--beam-size"], ["-bo", "--best-of"], ["-l", "--language"],
      ["-ng", "--no-gpu"], ["-dev", "--device"], ["-tr", "--translate"], ["-nt", "--no-timestamps"],
    ],
    refused: [
      "--host", "--port", "-m", "--model", "--request-path", "--inference-path", "--public", "--tmp-dir", "-h",
      "--help",
      // Would give files of the machine to whoever may use the model.
      "-fp", "--font-path", "-vm", "--vad-model",
    ],
    unsupported: cannot("whisper.cpp has no such setting", besides: [.threads, .flashAttention]))

  /// stable-diffusion.cpp's server (`examples/server`).
  static let stableDiffusion = LaunchArguments(
    settings: [Setting(.threads, ["-t", "--threads"]), Setting(.flashAttention, ["--diffusion-fa"])],
    others: [["-H", "--height"], ["-W", "--width"], ["-s", "--seed"], ["-n", "--negative-prompt"]],
    refused: [
      "-l", "--listen-ip", "--listen-port", "--serve-html-path", "-m", "--model", "-h", "--help", "--version",
    ],
    unsupported: cannot("stable-diffusion.cpp has no such setting", besides: [.threads, .flashAttention]))

  /// Of a program that Muster does not know: it gets arguments and environment as they are.
  static let other = LaunchArguments(
    settings: [], others: [], refused: [],
    unsupported: cannot("Muster does not know the program of this runtime: use arguments and environment"))

  private static func cannot(
    _ reason: String, besides fields: Set<LaunchSettings.Field> = []
  ) -> [LaunchSettings.Field: String] {
    let able = fields.union([.profile, .command, .arguments, .environment])
    return .init(uniqueKeysWithValues: LaunchSettings.Field.allCases.filter { !able.contains($0) }.map { ($0, reason) })
  }
}
