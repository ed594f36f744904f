import Effort
import Testing

@testable import Domain

@Suite struct `A damaged header` {
  private static func header(_ architecture: String) -> HeaderBuilder {
    var file = HeaderBuilder.decoder(
      architecture,
      [
        "attention.sliding_window": 512, "attention.key_length": 64, "ssm.conv_kernel": 4, "ssm.inner_size": 128,
        "ssm.state_size": 16, "nextn_predict_layers": 1, "expert_count": 8, "expert_used_count": 2,
      ], lists: ["attention.head_count_kv": [2, 0, 2, 0], "feed_forward_length": [64, 64, 0, 0]])
    file.addTokens(["one", "two"])
    file.addTensor("token_embd.weight", [576, 403], type: 8)
    file.addTensor("blk.0.ffn_up_exps.weight", [576, 64, 8], type: 12)
    return file
  }

  @Test(arguments: ["llama", "gemma3", "falcon-h1", "mamba2", "nemotron_h", "qwen3next", "lfm2", "bert"])
  func `gives an estimate or a guess, and no crash`(_ architecture: String) {
    var random = SplitMix64(seed: 7)
    let whole = Self.header(architecture).bytes
    for _ in 0..<Effort.cases(500) {
      var bytes = whole
      for _ in 0..<random.within(1...4) {
        // Beyond the magic number; sizes are most often damaged at their ends.
        bytes[random.within(4...(bytes.count - 1))] = random.pick([0, 1, 2, 8, 127, 128, 255])
      }
      if random.chance(20) { bytes.removeLast(random.below(bytes.count - 8)) }
      let estimate = MemoryEstimate(
        [GGUFHeader(bytes)], fileBytes: random.below(1 << 40),
        .with {
          $0.hasDevice = random.chance(50)
          $0.flashAttention = random.pick([.on, .off, .auto])
          $0.cacheTypeK = random.pick(LaunchSettings.CacheType.allCases)
        })
      #expect(estimate.withMargin.host >= 0 && estimate.withMargin.device >= 0)
      #expect(estimate.split.total > 0)
    }
  }
}
