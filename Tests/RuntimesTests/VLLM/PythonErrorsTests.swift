import Testing

@testable import Runtimes

/// The last line of vLLM's log never says why it failed: these are recorded ones.
@Suite struct `The log of a program in Python` {
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var lines: [String]
    var cause: String?
    var isPassing = false
  }

  private static let following = [
    "(EngineCore pid=20155) ERROR 11-30 02:14:52 [core.py:1510] EngineCore failed to start.",
    "(EngineCore pid=20155) ERROR 11-30 02:14:52 [core.py:1510] Exception: WorkerProc initialization failed due to an exception in a background process. See stack trace for root cause.",
    "    raise RuntimeError(",
    "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}",
  ]

  @Test(arguments: [
    Example(
      testDescription: "truncated weights",
      lines: [
        "(Worker pid=19470) ERROR 11-30 02:13:13 [multiproc.py:9] Traceback (most recent call last):",
        "(Worker pid=19470) ERROR 11-30 02:13:13 [multiproc.py:9]     raise SafetensorError(",
        "(Worker pid=19470) ERROR 11-30 02:13:13 [multiproc.py:9] safetensors._safetensors_rust.SafetensorError: Error while deserializing header: incomplete metadata, file not fully covered",
      ] + following,
      cause: "SafetensorError: Error while deserializing header: incomplete metadata, file not fully covered"),
    Example(
      testDescription: "a context that is too long",
      lines: [
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for ModelConfig",
        "  Value error, User-specified max_model_len (999999) is greater than the derived max_model_len [type=value_error, input_value=ArgsKwargs(()), input_type=ArgsKwargs]",
        "    For further information see https://errors.pydantic.dev/2.14/v/value_error",
      ], cause: "Value error, User-specified max_model_len (999999) is greater than the derived max_model_len"),
    Example(
      testDescription: "an unknown argument",
      lines: ["            ...", "vllm: error: unrecognized arguments: --no-such-flag"],
      cause: "unrecognized arguments: --no-such-flag"),
    Example(
      testDescription: "no memory",
      lines: [
        "(Worker pid=1) ERROR 11-30 02:13:13 [x.py:9] ValueError: Available memory on node 0 (11.48/13.84 GiB) on kv cache allocation is less than requested memory for kv (100.0 GiB)."
      ] + following,
      cause:
        "ValueError: Available memory on node 0 (11.48/13.84 GiB) on kv cache allocation is less than requested memory for kv (100.0 GiB).",
      isPassing: true),
    Example(
      testDescription: "a taken port",
      lines: ["    sock.bind(addr)", "OSError: [Errno 98] Address already in use"],
      cause: "OSError: [Errno 98] Address already in use", isPassing: true),
    Example(
      testDescription: "nothing but what follows", lines: following,
      cause:
        "Exception: WorkerProc initialization failed due to an exception in a background process. See stack trace for root cause."
    ),
    Example(
      testDescription: "calm lines",
      lines: [
        "(APIServer pid=1) WARNING 11-30 02:15:54 [system_utils.py:255] This can cause fd limit errors like `OSError: [Errno 24] Too many open files`. Consider increasing with ulimit -n",
        "(APIServer pid=1) ERROR 11-30 02:15:54 [repo_utils.py:126] Error parsing config for /m: not recognized",
        "INFO:     Waiting for application startup.",
      ], cause: nil),
  ])
  func `names the cause`(_ example: Example) {
    var errors = PythonErrors()
    for line in example.lines { errors.read(line) }
    #expect(errors.cause(afterReady: false) == example.cause)
    if let cause = example.cause { #expect(PythonErrors.isPassing(cause) == example.isPassing) }
  }

  @Test func `after the start, the last error is that of the end`() {
    var errors = PythonErrors()
    errors.read("ValueError: this request had a wrong field")
    errors.read(
      "(APIServer pid=9) ERROR 11-30 01:57:35 [serving.py:500] vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue."
    )
    #expect(errors.cause(afterReady: true) == "EngineDeadError: EngineCore encountered an issue.")
  }

  @Test func `is remembered however long a traceback is`() {
    var log = ProcessLog(key: "", style: .python)
    _ = log.append(Array("ValueError: the cause\n".utf8))
    for _ in 0..<(2 * ProcessLog.keptLines) { _ = log.append(Array("  File \"x.py\", line 1\n".utf8)) }
    #expect(log.tellingLine() == "ValueError: the cause")
  }
}
