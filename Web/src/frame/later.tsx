import { lazy, type ComponentType } from "react";

/** Code of a page that did not arrive: without a network, or after Muster was updated. */
export class LoadFailure extends Error {}

/** What makes each of those that failed be asked for once more. */
const failed = new Set<() => void>();

/** What React has once seen fail it never asks for again by itself. */
export function loadFailedAgain(): void {
  for (const again of failed) again();
  failed.clear();
}

/** Loads a component when it is first shown. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const attempt = () => lazy(async () => {
    try {
      return { default: await load() };
    } catch (error) {
      failed.add(() => (current = attempt()));
      throw new LoadFailure(String(error));
    }
  });
  let current = attempt();
  return function Later(props: Props) {
    const Loaded = current as unknown as ComponentType<Props>;
    return <Loaded {...props} />;
  };
}
