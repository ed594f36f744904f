import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite
final class `A folder with models of Hugging Face's`: Sendable {
  private let fixture: RuntimeFixture

  init() throws { fixture = try RuntimeFixture() }
  deinit { fixture.remove() }

  private func list() throws -> WeightsFolder.Listing {
    try WeightsFolder(path: fixture.folder, runtime: RuntimeID("big"), form: .huggingFace).list()
  }

  @Test func `has a model for each folder with a configuration and weights`() throws {
    try VLLMFixture.writeModel(fixture, "org/tiny")
    try fixture.write("org/tiny/tokenizer_config.json", #"{"chat_template":"x"}"#)
    try fixture.write("loose.safetensors", "x")
    try fixture.write("no-weights/config.json", "{}")
    try fixture.write("alpha.gguf")
    let listing = try list()
    #expect(listing.entries.map(\.weights.baseModel.text) == ["org/tiny"])
    #expect(listing.skipped == [])
    let entry = try #require(listing.entries.first)
    #expect(entry.file == fixture.path("org/tiny"))
    #expect(entry.weights.fileBytes == VLLMFixture.safetensors(dataBytes: 8).count)
    #expect(
      entry.weights.facts
        == WeightsFacts(architecture: "llama", contextLength: 4096, layerCount: 2, hasChatTemplate: true))
  }

  @Test func `has models in Hugging Face's own cache by their names`() throws {
    try VLLMFixture.writeModel(fixture, "models--org--tiny/snapshots/0123abc")
    #expect(try list().entries.map(\.weights.baseModel.text) == ["org/tiny"])
  }

  @Test func `is planned with what vLLM takes beside the weights`() throws {
    #expect(ServerProgram.vllm.ownBytes([:]) == 1400 << 20)
    #expect(ServerProgram.vllm.ownBytes(["VLLM_CPU_KVCACHE_SPACE": "2"]) == 1400 << 20 + 2 << 30)
    #expect(ServerProgram.vllm.ownBytes(["VLLM_CPU_KVCACHE_SPACE": "all"]) == 1400 << 20)
    #expect(ResidencyPlanner.guessedBytes(fileBytes: 5, ownBytes: 7) == 12)
  }

  @Test func `skips adapters, and models with missing parts`() throws {
    try VLLMFixture.writeModel(fixture, "parts")
    try fixture.write("parts/model-00001-of-00003.safetensors", "x")
    try fixture.write("adapter/adapter_config.json", "{}")
    try fixture.write("adapter/adapter_model.safetensors", "x")
    #expect(
      try list().skipped.map { "\($0.path) \($0.code) \($0.about ?? "")" } == [
        "adapter/ adapter ", "parts/ missing_parts 1 of 3",
      ])
  }

  @Test func `has no facts of a configuration that cannot be read`() throws {
    try VLLMFixture.writeModel(fixture, "odd")
    try fixture.write("odd/config.json", "{\"model_type\": ")
    let entry = try #require(try list().entries.first)
    #expect(entry.weights.facts == nil)
  }

  @Test(arguments: [
    ([UInt8](), "is incomplete: it has no header"),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9], "is not a safetensors file"),
    ([200, 0, 0, 0, 0, 0, 0, 0, 0x7B], "is incomplete: 9 bytes, and its header alone is 208 bytes"),
    ([2, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7B], "is damaged: its header cannot be read"),
    (VLLMFixture.safetensors(dataBytes: 7), "is incomplete: 69 bytes of 70 bytes"),
    (VLLMFixture.safetensors(dataBytes: 8), nil),
    (
      [53, 0, 0, 0, 0, 0, 0, 0] + Array(#"{"a":{"data_offsets":[0,9223372036854775807]}}       "#.utf8),
      "is incomplete: 61 bytes of more than there can be"
    ),
  ])
  func `has files whose header tells whether they are whole`(_ bytes: [UInt8], _ problem: String?) throws {
    let file = try fixture.write("a.safetensors", bytes: bytes)
    #expect(SafetensorsHeader.problem(with: file) == problem)
  }
}
