interface SparklineProps {
  values: number[];
  /** The content as text, for screen readers. */
  label: string;
}

const width = 72;
const height = 18;
/** A minimum scale: a single request must not fill the height. */
const leastPeak = 4;

/** A small chart of a number over time. */
export function Sparkline({ values, label }: SparklineProps) {
  const peak = Math.max(leastPeak, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(height - 1 - (value / peak) * (height - 2)).toFixed(1)}`);
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polygon points={`0,${height} ${points.join(" ")} ${width},${height}`} />
      <polyline points={points.join(" ")} />
    </svg>
  );
}
