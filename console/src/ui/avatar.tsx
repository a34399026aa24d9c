/** Initial of a name on a quiet colour that stays the same for the same person. */
export function Avatar({ name, seed, size = 28 }: { name: string; seed: string; size?: number }) {
  const hue = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7)
  const initial = (/\p{L}|\p{N}/u.exec(name)?.[0] ?? '·').toUpperCase()
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ width: size, height: size, fontSize: Math.round(size * 0.43), '--hue': hue } as React.CSSProperties}
    >
      {initial}
    </span>
  )
}
