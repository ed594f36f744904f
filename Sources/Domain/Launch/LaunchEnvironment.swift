/// Variables of the environment that launch settings may not have.
package enum LaunchEnvironment {
  private static let refused: Set<String> = [
    "PATH", "HOME", "SHELL", "IFS", "ENV", "BASH_ENV", "GCONV_PATH", "LOCPATH", "TMPDIR", "PERL5LIB", "PERL5OPT",
    "NODE_OPTIONS", "GGML_BACKEND_PATH", "GGML_BACKEND_DL_PATH", "MODEL_ENDPOINT",
  ]
  /// `LLAMA_API_KEY`, `LLAMA_ARG_HOST` and all that the arguments say.
  private static let prefixes = [
    "LLAMA_", "MUSTER_", "LD_", "DYLD_", "GLIBC_TUNABLES", "MALLOC_", "HF_", "PYTHON", "VLLM_",
  ]
  /// Of vLLM's variables, those that concern one model; others open routes, take the port or load code.
  private static let allowed: Set<String> = [
    "VLLM_CPU_KVCACHE_SPACE", "VLLM_CPU_OMP_THREADS_BIND", "VLLM_ATTENTION_BACKEND",
  ]
  private static let secrets = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"]

  package static func problem(with name: String) -> String? {
    guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil, name.utf8.count <= 128 else {
      return "must be a name of letters, digits and underscores"
    }
    let upper = name.uppercased()
    if refused.contains(upper) || prefixes.contains(where: upper.hasPrefix) && !allowed.contains(name) {
      return "\(name) is set by Muster itself or by the system and cannot be set here."
    }
    if secrets.contains(where: upper.contains) {
      return "Secrets do not belong here: settings stay in revisions and in the audit trail. "
        + "Put \(name) into the `environment` of the runtime."
    }
    return nil
  }
}
