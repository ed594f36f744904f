import Domain
import Logging
import Server

/// A checked configuration: all paths are absolute, all values within their bounds.
///
/// `ConfigurationReader` creates it from `ConfigurationTable`, the only place for defaults.
struct Configuration: Sendable, Equatable {
  enum SignUp: String, Sendable, CaseIterable {
    /// New users can use Muster at once.
    case open
    /// New users can't use Muster until an administrator approves them.
    case approval
    case closed
  }

  struct Limits: Sendable, Equatable {
    var bodyBytes = 0
    /// All request bodies in memory together.
    var bodiesBytes = 0
    /// Client connections.
    var connections = 0
    /// Requests that wait for one model.
    var waiting = 0
  }

  struct Backups: Sendable, Equatable {
    /// `nil`: no automatic backups.
    var folder: String?
    var every = Duration.zero
    var keep = 0
  }

  struct Downloads: Sendable, Equatable {
    /// Bytes of the disk that stay free.
    var reserveBytes = 0
    /// Address of Hugging Face or of a mirror, without a slash at the end.
    var huggingFace = ""
    /// Where its token is; empty: none, more than one: the first.
    var token: [Runtime.SecretSource] = []
  }

  struct Audit: Sendable, Equatable {
    enum ShortRetention: String, Sendable, CaseIterable { case refused, allowed }

    /// How long entries keep their contents before they are pruned.
    var retention = Duration.zero
    var shortRetention = ShortRetention.refused
    /// Where checkpoints are published; `nil`: not there.
    var publishFile: String?
    var publishSyslog: ListenAddress?
    var publishWebhook: WebhookAddress?
    var publishEvery = Duration.zero
  }

  struct Runtime: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
      /// One process for each loaded model.
      case process
      case ollama
      /// llama-server without a model of its own, which starts one for each.
      case llamaRouter = "llama-router"
      case vllm
      /// Any OpenAI-compatible API, without control over its memory.
      case openai

      var canBeStarted: Bool { self == .process || self == .vllm || self == .llamaRouter }
      var canBeAttached: Bool { self != .process }
    }

    /// Where a secret is.
    enum SecretSource: Sendable, Equatable {
      case variable(String)
      case file(String)
    }

    /// What a name that another runtime has, too, means.
    enum Names: String, Sendable, CaseIterable {
      /// Other weights, unless they are known to be the same.
      case own
      /// The same weights.
      case shared
    }

    var id = ""
    var kind = Kind.process
    /// `nil`: the runtime decides by itself what fits.
    var memoryBytes: Int?
    /// Program and arguments, with the placeholders `{file}`, `{port}` and `{key}`.
    var command: [String] = []
    /// Commands that models can choose by name.
    var profiles: [String: [String]] = [:]
    /// Whether models may bring commands of their own.
    var takesModelCommands = false
    /// What kind of program it starts; `nil`: as the program's name says.
    var profile: ServerProfile?
    /// The folder with its weights; `nil`: the one of all.
    var folder: String?
    /// Without a slash at the end.
    var url = ""
    var apiKeys: [SecretSource] = []
    /// Patterns of names to offer.
    var models: [String] = []
    var environment: [String: String] = [:]
    var loadTimeout = Duration.zero
    var drainTimeout = Duration.zero
    var unloadGrace = Duration.zero
    var healthInterval = Duration.zero
    var stallTimeout = Duration.zero
    /// How long an idle model stays loaded; `nil`: without limit.
    var idleUnload: Duration?
    var names = Names.own

    /// Muster starts the program; otherwise it is there already, at `url`.
    var isStarted: Bool { kind == .process || kind.canBeStarted && url.isEmpty }
  }

  var listen = ListenAddress(host: "", port: 0)
  var data = ""
  var models = ""
  var signUp = SignUp.open
  var sessionLifetime = Duration.zero
  /// Signs the tokens of the Open WebUI instance that users were imported from; `nil`: its tokens are not accepted.
  var openWebUISecret: String?
  var trustedProxies: [TrustedProxies.Network] = []
  /// The path below which a proxy serves Muster.
  var basePath = BasePath()
  /// Origins of web pages that may use the models (CORS).
  var allowedOrigins: [AllowedOrigins.Pattern] = []
  var limits = Limits()
  /// How long deleted models can be restored.
  var binRetention = Duration.zero
  var backups = Backups()
  var downloads = Downloads()
  var audit = Audit()
  var shutdownTimeout = Duration.zero
  var logLevel = Logger.Level.info
  var runtimes: [Runtime] = []
}
