/** The placeholder for a key in examples. */
export const keyPlaceholder = "YOUR_KEY";

/** A request to paste into a shell. IDs are escaped for JSON and for the shell. */
export function curlFor(server: string, modelId: string): string {
  const body = JSON.stringify({ model: modelId, messages: [{ role: "user", content: "Hello" }] });
  return [
    `curl ${server}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${keyPlaceholder}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body.replaceAll("'", `'\\''`)}'`,
  ].join("\n");
}

/** The same with the package `openai`; JSON strings are valid in Python. */
export function pythonFor(server: string, modelId: string): string {
  return [
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${server}/v1", api_key="${keyPlaceholder}")`,
    "answer = client.chat.completions.create(",
    `    model=${JSON.stringify(modelId)},`,
    `    messages=[{"role": "user", "content": "Hello"}],`,
    ")",
    "print(answer.choices[0].message.content)",
  ].join("\n");
}
