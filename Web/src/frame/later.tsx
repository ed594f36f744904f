import { lazy, type ComponentType } from "react";

/** Code of a page that did not arrive: without a network, or after Muster was updated. */
export class LoadFailure extends Error {}

/** Loads a component when it is first shown, and again when it is shown after that failed. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const attempt = () => lazy(async () => {
    try {
      return { default: await load() };
    } catch (error) {
      // What React has once seen fail, it never asks for again.
      current = attempt();
      throw new LoadFailure(String(error));
    }
  });
  let current = attempt();
  return function Later(props: Props) {
    const Loaded = current as unknown as ComponentType<Props>;
    return <Loaded {...props} />;
  };
}
