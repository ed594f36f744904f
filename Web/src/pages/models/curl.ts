/** A request that anyone can paste into a shell. Quotes in ids are made safe for JSON and for the shell. */
export function curlFor(origin: string, modelId: string): string {
  const body = JSON.stringify({ model: modelId, messages: [{ role: "user", content: "Hello" }] });
  return [
    `curl ${origin}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body.replaceAll("'", `'\\''`)}'`,
  ].join("\n");
}
