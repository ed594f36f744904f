extension LaunchArguments {
  /// llama-server's (b10434).
  package static let llamaServer = LaunchArguments(
    settings: [
      Setting(.context, ["-c", "--ctx-size"]), Setting(.gpuLayers, ["-ngl", "--gpu-layers", "--n-gpu-layers"]),
      Setting(.parallel, ["-np", "--parallel"]), Setting(.threads, ["-t", "--threads"]),
      Setting(.batch, ["-b", "--batch-size"]),
      Setting(.cacheTypeK, ["-ctk", "--cache-type-k"]), Setting(.cacheTypeV, ["-ctv", "--cache-type-v"]),
      Setting(.flashAttention, ["-fa", "--flash-attn"]),
      Setting(.projector, ["-mm", "--mmproj-auto", "--no-mmproj-auto", "--mmproj"]),
      Setting(.draftModel, ["-md", "--spec-draft-model", "--model-draft"]),
      Setting(.lora, ["--lora-scaled", "--lora"]),
      Setting(.chatTemplate, ["--chat-template-file", "--chat-template"]),
      Setting(.mode, ["--embedding", "--rerank", "--reranking", "--embeddings"]),
    ],
    others: [
      ["-tb", "--threads-batch"], ["-ub", "--ubatch-size"], ["-n", "--predict", "--n-predict"], ["-e", "--escape"],
      ["-kvo", "-nkvo", "--kv-offload"], ["-nr", "--repack"], ["-dio", "-ndio", "--direct-io"], ["-dev", "--device"],
      ["-ot", "--override-tensor"], ["-cmoe", "--cpu-moe"], ["-ncmoe", "--n-cpu-moe"], ["-sm", "--split-mode"],
      ["-ts", "--tensor-split"], ["-mg", "--main-gpu"], ["-fit", "--fit"], ["-fitt", "--fit-target"],
      ["-fitc", "--fit-ctx"], ["-s", "--seed"], ["--temperature", "--temp"], ["-kvu", "-no-kvu", "--kv-unified"],
      ["-cb", "-nocb", "--cont-batching"], ["-a", "--alias"], ["-cram", "--cache-ram"], ["-to", "--timeout"],
      ["-rea", "--reasoning"], ["-sps", "--slot-prompt-similarity"], ["--webui", "--ui"], ["-v", "--verbose"],
      ["-lv", "--log-verbosity", "--verbosity"], ["-ngld", "--gpu-layers-draft", "--n-gpu-layers-draft"],
      ["-ctxcp", "--swa-checkpoints", "--ctx-checkpoints"],
    ],
    refused: [
      "--host", "--port", "--reuse-port", "--api-key", "--api-key-file", "--api-prefix", "--ssl-key-file",
      "--ssl-cert-file", "-m", "--model", "-mu", "--model-url", "-dr", "--docker-repo", "-hf", "-hfr", "--hf-repo",
      "-hff",
      "--hf-file", "-hfv", "-hfrv", "--hf-repo-v", "-hffv", "--hf-file-v", "-hft", "--hf-token", "-hfd", "-hfrd",
      "--hf-repo-draft", "--spec-draft-hf", "-mmu", "--mmproj-url", "-mv", "--model-vocoder", "--models-dir",
      "--models-preset", "--models-max", "--models-autoload", "--no-models-autoload", "--sleep-idle-seconds",
      // Would not start at all, or hide from Muster what happens.
      "-h", "--help", "--usage", "--version", "-cl", "--cache-list", "--completion-bash", "--list-devices",
      "--log-disable", "--log-file", "--log-colors",
      // Would give files or programs of the machine to whoever may use the model.
      "--path", "--media-path", "--slot-save-path", "--log-prompts-dir", "--tools", "-ag", "--agent", "--rpc",
      "--props",
      "--ui-mcp-proxy", "--webui-mcp-proxy", "--ui-config-file", "--webui-config-file",
    ],
    unsupported: [:])
}
