const width = 84
const height = 20

/** Counts by day as bars, the oldest at the left; the numbers are for those who hear the page. */
export function Sparkline({ days, label }: { days: readonly number[]; label: string }) {
  const most = Math.max(1, ...days)
  const step = width / days.length
  return (
    <svg className="growth-spark" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      {days.map((count, day) => {
        const tall = count === 0 ? 1 : Math.max(3, (count / most) * height)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place.
            key={day}
            className={day >= days.length - 7 ? 'spark-now' : undefined}
            x={day * step}
            y={height - tall}
            width={Math.max(1, step - 1)}
            height={tall}
            rx={0.5}
          />
        )
      })}
    </svg>
  )
}
