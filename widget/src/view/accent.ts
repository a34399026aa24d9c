type Rgb = [number, number, number]

/** The site's colour made usable: as a surface with readable words on it, and as words on light or dark ground (AA, 4.5:1). */
export interface Accent {
  surface: string
  onSurface: string
  onLight: string
  onDark: string
}

const fallback = '#1f5eff'
const white: Rgb = [255, 255, 255]
const ink: Rgb = [18, 22, 28]
const night: Rgb = [27, 31, 38]

/** Takes `#rgb` or `#rrggbb`; anything else becomes our own blue. */
export function accentOf(color: string | undefined): Accent {
  const base = parse(color ?? '') ?? (parse(fallback) as Rgb)
  const onWhite = contrast(base, white) >= 4.5
  return {
    surface: css(base),
    onSurface: css(onWhite || contrast(base, white) > contrast(base, ink) ? white : ink),
    onLight: css(towards(base, ink, white)),
    onDark: css(towards(base, white, night)),
  }
}

/** Contrast ratio of two colours, WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Reads `#rgb` or `#rrggbb`. */
export function parse(color: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1]
  if (!hex) return null
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as Rgb
}

function towards(color: Rgb, target: Rgb, ground: Rgb): Rgb {
  let mixed = color
  for (let share = 0.1; contrast(mixed, ground) < 4.5 && share <= 1; share += 0.1) {
    mixed = color.map((part, at) => Math.round(part + ((target[at] as number) - part) * share)) as Rgb
  }
  return mixed
}
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function css(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
