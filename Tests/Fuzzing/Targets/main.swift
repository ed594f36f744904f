import CFuzzer
import FoundationEssentials

// The first argument names what is fuzzed; libFuzzer gets the others. `scripts/fuzz` builds and runs this.
let targets: [String: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt] = [
  "json": { data, size in fuzzJSON(Array(UnsafeBufferPointer(start: data, count: size))) },
  "stream": { data, size in fuzzStream(Array(UnsafeBufferPointer(start: data, count: size))) },
]

guard CommandLine.argc > 1, let target = targets[CommandLine.arguments[1]] else {
  print("usage: fuzz \(targets.keys.sorted().joined(separator: "|")) [libFuzzer's arguments]")
  exit(2)
}
var argc = CommandLine.argc - 1
var argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(LLVMFuzzerRunDriver(&argc, &argv, target))
