import { below } from "./basePath";

/** Messages between the tabs of one browser, which share one session. */
export type News = { kind: "signed-out" } | { kind: "signed-in"; id: string; name: string };

let channel: BroadcastChannel | undefined;

export function hearOtherTabs(listener: (news: News) => void): void {
  if (typeof BroadcastChannel === "undefined") return;
  channel = new BroadcastChannel(`muster.session ${below("/")}`);
  channel.addEventListener("message", (event: MessageEvent<News>) => listener(event.data));
}

export function tellOtherTabs(news: News): void {
  channel?.postMessage(news);
}
