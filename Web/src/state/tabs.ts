import { below } from "./basePath";

/** Messages between the tabs of one browser, which share one session. */
export type TabMessage = { kind: "signed-out" } | { kind: "signed-in"; id: string; name: string };

let channel: BroadcastChannel | undefined;

export function listenToOtherTabs(listener: (news: TabMessage) => void): void {
  if (typeof BroadcastChannel === "undefined") return;
  channel = new BroadcastChannel(`muster.session ${below("/")}`);
  channel.addEventListener("message", (event: MessageEvent<TabMessage>) => listener(event.data));
}

export function notifyOtherTabs(news: TabMessage): void {
  channel?.postMessage(news);
}
