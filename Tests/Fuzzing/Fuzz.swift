import Foundation

/// `MUSTER_FUZZ_TARGET` names what is fuzzed. `scripts/fuzz` builds and runs this.
private let target: @Sendable ([UInt8]) -> CInt = {
  switch ProcessInfo.processInfo.environment["MUSTER_FUZZ_TARGET"] {
  case "json": fuzzJSON
  case "stream": fuzzStream
  case let other: fatalError("MUSTER_FUZZ_TARGET is \(other ?? "missing"): json or stream expected")
  }
}()

/// libFuzzer has the main function and calls this with each input (https://llvm.org/docs/LibFuzzer.html#fuzz-target).
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: data, count: size)))
}
