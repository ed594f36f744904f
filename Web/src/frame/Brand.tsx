export function Brand() {
  return (
    <span className="brand">
      <img src="/assets/favicon.svg" alt="" width="22" height="22" />
      Muster
    </span>
  );
}
