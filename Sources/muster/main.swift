import CGuard

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// The guard of a model's process is this executable again. It comes before everything else: it must start within
// milliseconds and must not run a thread.
if CommandLine.arguments.dropFirst().first == "__guard" {
  exit(muster_guard_main(CommandLine.argc, CommandLine.unsafeArgv))
}
await MusterCommand.runProgram()
