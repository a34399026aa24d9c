import { type ThemeConfig, theme } from 'antd'
import type { Look } from './preferences.ts'

const light = {
  accent: '#4353c9',
  'accent-soft': '#eceefb',
  'accent-text': '#3442a8',
  bg: '#ffffff',
  'bg-side': '#f7f7f9',
  'bg-rail': '#f0f0f4',
  'bg-hover': '#f1f1f5',
  'bg-selected': '#e8eaf8',
  'bg-bubble': '#f2f2f5',
  line: '#e6e6ec',
  'line-strong': '#d5d5de',
  text: '#1d1d26',
  'text-2': '#4c4c59',
  'text-3': '#666674',
  note: '#fff6dc',
  'note-line': '#ecd48c',
  'note-text': '#7a5500',
  good: '#17784a',
  'good-soft': '#e4f4eb',
  warn: '#a45c00',
  'warn-soft': '#fdf0dc',
  bad: '#c22f2f',
  'bad-soft': '#fdeaea',
}

const dark: typeof light = {
  accent: '#7f8df2',
  'accent-soft': '#262a47',
  'accent-text': '#b3bcfb',
  bg: '#17171c',
  'bg-side': '#1c1c22',
  'bg-rail': '#121216',
  'bg-hover': '#24242c',
  'bg-selected': '#2a2d45',
  'bg-bubble': '#26262e',
  line: '#2b2b34',
  'line-strong': '#3c3c48',
  text: '#ececf1',
  'text-2': '#b4b4c0',
  'text-3': '#9e9eac',
  note: '#332b16',
  'note-line': '#5c4c1d',
  'note-text': '#f0cf7e',
  good: '#62c795',
  'good-soft': '#17301f',
  warn: '#e8a94f',
  'warn-soft': '#36280f',
  bad: '#f08080',
  'bad-soft': '#3a1d1d',
}

/** Chinese and Latin from the system's own fonts. */
const fontFamily =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"

/** Hands the palette to the style sheets as `--c-…` variables. */
export function paintDocument(look: Look): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries(look === 'dark' ? dark : light))
    root.style.setProperty(`--c-${name}`, value)
  root.style.setProperty('--font', fontFamily)
  root.style.colorScheme = look
}

/** The same palette as Ant Design tokens. */
export function antTheme(look: Look): ThemeConfig {
  const c = look === 'dark' ? dark : light
  return {
    algorithm: look === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: look === 'dark' ? '#6675e8' : c.accent,
      colorLink: c.accent,
      colorBgBase: c.bg,
      colorBgContainer: c.bg,
      colorBgElevated: look === 'dark' ? '#212128' : c.bg,
      colorBgLayout: c['bg-side'],
      colorTextBase: c.text,
      colorText: c.text,
      colorTextSecondary: c['text-2'],
      colorTextTertiary: c['text-3'],
      colorTextPlaceholder: c['text-3'],
      colorBorder: c['line-strong'],
      colorBorderSecondary: c.line,
      colorError: c.bad,
      colorWarning: c.warn,
      colorSuccess: c.good,
      fontFamily,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Table: {
        cellPaddingBlockSM: 9,
        headerBg: 'transparent',
        headerSplitColor: 'transparent',
        headerColor: c['text-3'],
        rowHoverBg: c['bg-hover'],
      },
      Drawer: { padding: 20, paddingLG: 20 },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    },
  }
}
