extension LaunchArguments {
  /// vLLM's (`vllm serve`, 0.32).
  package static let vllm = LaunchArguments(
    settings: [
      Setting(.context, ["--max-model-len"]), Setting(.parallel, ["--max-num-seqs"]),
      Setting(.batch, ["--max-num-batched-tokens"]), Setting(.chatTemplate, ["--chat-template"]),
      Setting(.mode, ["--convert", "--runner"]),
    ],
    others: [["-tp", "--tensor-parallel-size"], ["-pp", "--pipeline-parallel-size"], ["-q", "--quantization"]],
    refused: [
      "--host", "--port", "--uds", "--grpc-port", "--api-key", "--root-path", "--ssl-keyfile", "--ssl-certfile",
      "--ssl-ca-certs", "--model", "--served-model-name", "--hf-token", "--download-dir", "--config", "--headless",
      "--shutdown-timeout", "--api-server-count", "--help", "--version",
      // Would hide from Muster what happens, or log what people write.
      "--logging-config", "--log-config-file", "--log-level", "--uvicorn-log-level", "--enable-log-requests",
      "--enable-log-outputs", "--disable-log-stats",
      // Would park weights behind Muster's back.
      "--enable-sleep-mode",
      // Would give files or programs of the machine to whoever may use the model.
      "--allowed-local-media-path", "--trust-remote-code", "--middleware", "--tool-parser-plugin", "--tool-server",
      "--reasoning-parser-plugin", "--io-processor-plugin", "--logits-processors", "--worker-cls",
      "--worker-extension-cls", "--scheduler-cls", "--model-class-overrides", "--kv-transfer-config",
      "--ec-transfer-config", "--kv-events-config", "--otlp-traces-endpoint", "--profiler-config",
      "--enable-scale-out", "--weight-transfer-config",
    ],
    takesBeginnings: true,
    unsupported: [
      .gpuLayers: "vLLM has all layers on the GPU",
      .threads: "vLLM chooses its threads: set VLLM_CPU_OMP_THREADS_BIND in the environment of the runtime",
      .cacheTypeK: "vLLM has other types: use the argument --kv-cache-dtype",
      .cacheTypeV: "vLLM has other types: use the argument --kv-cache-dtype",
      .flashAttention: "vLLM chooses: use the argument --attention-backend",
      .projector: "the folder of a vision model has its encoder",
      .draftModel: "vLLM needs more about it: use the argument --speculative-config",
      .lora: "vLLM serves an adapter as a model of its own name, and not with the base model",
    ])
}
