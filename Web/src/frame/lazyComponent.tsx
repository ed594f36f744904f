import { lazy, type ComponentType } from "react";

/** A page's code did not load: offline, or Muster was updated. */
export class LoadFailure extends Error {}

/** Functions that retry each failed load. */
const failed = new Set<() => void>();

/** React never retries a failed lazy component by itself. */
export function retryFailedLoads(): void {
  for (const again of failed) again();
  failed.clear();
}

/** Loads a component when it is first shown. */
export function lazyComponent<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
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
