import Domain

/// Every input is either refused in the same way by all readers, or survives a round trip.
func fuzzJSON(_ bytes: [UInt8]) -> CInt {
  let parsed = try? JSON(parsing: bytes)
  checkSkipping(bytes, isValid: parsed != nil)
  guard let parsed else { return 0 }
  check((try? JSON(parsing: parsed.bytes())) == parsed, "parsing what was serialized gives the same value")
  let canonical = parsed.canonical()
  check((try? JSON(parsing: canonical.bytes()))?.canonical() == canonical, "the canonical form is stable")
  checkEditing(bytes, parsed)
  return 0
}

/// Skipping a value with its contents checked accepts exactly what parsing accepts.
private func checkSkipping(_ bytes: [UInt8], isValid: Bool) {
  guard let first = bytes.first(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }), first == UInt8(ascii: "{") else {
    return
  }
  let edit = try? JSONEdit(bytes, checkingValues: true)
  if edit != nil { check(isValid, "the editor accepts only what the parser accepts") }
}

/// Changing one member leaves all others byte for byte as they were.
private func checkEditing(_ bytes: [UInt8], _ parsed: JSON) {
  guard case .object = parsed, let edit = try? JSONEdit(bytes) else { return }
  let changed = edit.applying([("model", JSON.string("fuzzed").bytes()), ("stop", nil)])
  guard let again = try? JSONEdit(changed) else { return fail("an edited object is an object") }
  check((try? again.value(of: "model")) == .string("fuzzed"), "the member is set")
  check(again.range(of: "stop") == nil, "the member is removed")
  for member in edit.members where member.key != "model" && member.key != "stop" {
    let copied = again.range(of: member.key).map { changed[$0].elementsEqual(bytes[member.value]) }
    check(copied == true, "other members keep their bytes")
  }
}

func check(_ holds: Bool, _ rule: String) {
  if !holds { fail(rule) }
}

func fail(_ rule: String) {
  fatalError("This does not hold: \(rule)")
}
