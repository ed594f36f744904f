import Domain
import Glibc

/// Why a process is not even started: its weights are damaged, or this runtime cannot follow the launch settings;
/// `detail` is for people.
struct CannotLaunch: Error {
  var detail: String
}

extension ProcessRuntime.Settings {
  var launchChoices: LaunchChoices {
    LaunchChoices(profiles: profiles.keys.sorted(), takesCommands: takesModelCommands)
  }

  /// The command that the launch settings choose, placeholders and all.
  /// - Throws: `CannotLaunch`: this runtime has none such, or does not allow it.
  func template(for launch: LaunchSettings) throws(CannotLaunch) -> [String] {
    if !launch.command.isEmpty {
      // Stored while a configuration allowed it, or for another runtime.
      guard takesModelCommands else {
        throw CannotLaunch(
          detail:
            "The launch settings have a command of their own, which runtime \(id) does not allow (model_commands).")
      }
      return launch.command
    }
    guard let name = launch.profile else { return command }
    if let profile = profiles[name] { return profile }
    let known = profiles.isEmpty ? "it has none" : "it has \(profiles.keys.sorted().joined(separator: ", "))"
    throw CannotLaunch(detail: "Runtime \(id) has no profile '\(name)' (\(known)).")
  }

  /// What Muster knows of the program of that command.
  func program(of template: [String], for launch: LaunchSettings) -> ServerProgram {
    .of(launch.profile == nil && launch.command.isEmpty ? profile : ServerProfile(command: template))
  }
}

extension ProcessRuntime {
  package var launchChoices: LaunchChoices { settings.launchChoices }

  package func launchPlan(for weights: AvailableWeights, _ launch: LaunchSettings) async -> LaunchPlan {
    let listing = try? await folder.listInBackground()
    var problems: [String] = []
    var template: [String]
    do {
      template = try settings.template(for: launch)
    } catch {
      return LaunchPlan(asked: launch, problems: [error.detail], choices: settings.launchChoices)
    }
    if let container = ContainerCommand(template) {
      if let problem = container.problem { problems.append("The command \(problem).") }
      template = container.named("{container}", labels: [])
    }
    let program = settings.program(of: template, for: launch)
    let asked = complete(launch, weights, in: listing, template, program)
    // A file that is missing is shown by its name.
    var files = ServerCommand.Files.named(in: asked)
    do { files = try self.files(of: asked, in: listing) } catch { problems.append(error.detail) }
    let entry = listing?.entries.first { $0.weights.baseModel == weights.baseModel }
    let command = ServerCommand(program.completed(template), asked, files, program: program)
    let words = command.template.map {
      $0.replacing("{file}", with: entry?.file ?? "{file}").replacing("{model}", with: weights.baseModel.text)
    }
    var environment = settings.environment.sorted { $0.key < $1.key }.map { name, value in
      // What an operator has put there may be a secret.
      (name: name, value: value == "{key}" ? value : CommandSecrets.mask)
    }
    let own = program.environment(
      ServerStart(folder: nil, loadTimeout: settings.loadTimeout, promptCacheBytes: settings.promptCacheBytes))
    for (name, value) in own.sorted(by: { $0.key < $1.key })
    where settings.environment[name] == nil && asked.environment[name] == nil {
      environment.append((name, value))
    }
    for (name, value) in asked.environment.sorted(by: { $0.key < $1.key }) where settings.environment[name] == nil {
      environment.append((name, value))
    }
    return LaunchPlan(
      command: CommandSecrets.masked(words + command.own), environment: environment, asked: asked,
      unsupported: program.arguments.unsupported(launch), problems: problems, choices: settings.launchChoices)
  }

  package func memoryEstimate(for weights: AvailableWeights, _ launch: LaunchSettings) -> MemoryEstimate? {
    guard let template = try? settings.template(for: launch), let bytes = weights.fileBytes,
      let parts = headers.headers(of: ModelID(stored: weights.name)), parts.contains(where: { $0 != nil })
    else { return nil }
    let program = settings.program(of: template, for: launch)
    guard program.profile == .llamaServer else { return nil }
    var known = MemorySettings()
    known.read(environment: settings.environment.merging(launch.environment) { own, _ in own })
    known.read(words: program.completed(template))
    known.read(complete(launch, weights, in: nil, template, program))
    return MemoryEstimate(parts, fileBytes: bytes, known)
  }

  /// The settings, with Muster's own defaults where they say nothing.
  func complete(
    _ launch: LaunchSettings, _ weights: AvailableWeights, in listing: WeightsFolder.Listing?, _ template: [String],
    _ program: ServerProgram
  ) -> LaunchSettings {
    let entry = listing?.entries.first { $0.weights.baseModel == weights.baseModel }
    let projector = entry.flatMap { entry in
      Projectors.projector(
        for: folder.relativePath(of: entry),
        among: listing?.skipped.filter { $0.reason == .projector }.map(\.path) ?? [])
    }
    return LaunchDefaults.complete(
      launch, entry?.weights.facts ?? weights.facts, projector: projector, template: template, program: program)
  }

  /// The files that the settings name, with their paths.
  /// - Throws: `CannotLaunch` if one is not there.
  func files(
    of asked: LaunchSettings, in listing: WeightsFolder.Listing?
  ) throws(CannotLaunch) -> ServerCommand.Files {
    var files = ServerCommand.Files()
    if let projector = asked.projector, projector != LaunchSettings.noProjector {
      files.projector = try path(of: projector, "projector")
    }
    if let draft = asked.draftModel {
      let entry = listing?.entries.first { $0.weights.baseModel.text == draft }
      if let entry { files.draftModel = entry.file } else { files.draftModel = try path(of: draft, "draft model") }
    }
    for adapter in asked.lora { files.lora.append(try path(of: adapter, "adapter")) }
    return files
  }

  private func path(of name: String, _ what: String) throws(CannotLaunch) -> String {
    let path = "\(settings.modelsFolder)/\(name)"
    guard access(path, R_OK) == 0 else {
      throw CannotLaunch(detail: "The \(what) of the launch settings, \(name), is not in the models folder.")
    }
    return path
  }
}

extension ServerCommand.Files {
  /// Without paths.
  fileprivate static func named(in asked: LaunchSettings) -> Self {
    .init(projector: asked.projector, draftModel: asked.draftModel, lora: asked.lora)
  }
}

/// Finds the projector of a model that sees or hears.
enum Projectors {
  /// - Parameters:
  ///   - file: the weights, below the models folder.
  ///   - projectors: files that are projectors by their header, below the models folder.
  /// - Returns: the one that lies in the same folder and has the model's name, apart from `mmproj` and the
  ///   quantization; or the only one in a folder below the models folder.
  static func projector(for file: String, among projectors: [String]) -> String? {
    let folder = folder(of: file)
    let beside = projectors.filter { self.folder(of: $0) == folder }
    if let match = beside.first(where: { stem(of: $0) == stem(of: file) }) { return match }
    return !folder.isEmpty && beside.count == 1 ? beside.first : nil
  }

  private static func folder(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }

  private static func stem(of path: String) -> String {
    var name = (path.split(separator: "/").last ?? "").lowercased()
    name.replace(/\.gguf$/, with: "")
    name.replace(/-[0-9]{5}-of-[0-9]{5}$/, with: "")
    let words = name.split { "-_. ".contains($0) }
    return words.filter { word in
      word != "mmproj" && word != "model" && word.wholeMatch(of: /i?q[0-9].*|[klmsx]{1,3}|[0-9]|b?f(16|32)|ud/) == nil
    }.joined(separator: "-")
  }
}
