/** A share 0 to 1 as a percentage with one digit after the point; nothing known is a dash. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–'
  const text = (share * 100).toFixed(digits)
  return `${text.endsWith('.0') ? text.slice(0, -2) : text}%`
}

/** A share as a bar with its number at the right. */
export function Bar({ share, tone }: { share: number; tone?: 'bad' | 'warn' | 'quiet' }) {
  return (
    <span className={`bar${tone ? ` bar-${tone}` : ''}`}>
      <span className="bar-track" aria-hidden="true">
        <span style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
      </span>
      <span className="bar-number">{percent(share)}</span>
    </span>
  )
}
