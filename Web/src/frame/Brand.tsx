import { below } from "../state/basePath";

export function Brand() {
  return (
    <span className="brand">
      <img src={below("/assets/favicon.svg")} alt="" width="22" height="22" />
      <span className="brand-name">Muster</span>
    </span>
  );
}
