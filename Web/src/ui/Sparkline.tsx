interface SparklineProps {
  values: number[];
  /** What the picture says, in words. */
  label: string;
}

const width = 72;
const height = 18;
/** A single request must not look like a flood. */
const leastPeak = 4;

/** The course of a number over time, as small as a word. */
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
