import { type Html, html } from './html.ts'

/** Line drawings by kind of product: [path data, colour pair]. Drawn for this shop; nothing is fetched. */
const DRAWINGS: Record<string, { path: string; from: string; to: string }> = {
  water: {
    path: 'M50 18C38 36 30 46 30 58a20 20 0 0 0 40 0C70 46 62 36 50 18ZM40 60a10 10 0 0 0 10 10',
    from: '#dff3fb',
    to: '#b7e0f0',
  },
  air: {
    path: 'M18 40h40a9 9 0 1 0-9-9M18 52h54a10 10 0 1 1-10 10M18 64h28a8 8 0 1 1-8 8',
    from: '#e6f6ef',
    to: '#bfe5d4',
  },
  kitchen: {
    path: 'M24 44h52v20a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12ZM18 44h64M50 44v-7M44 37h12M38 30c0-5 5-5 5-10M57 30c0-5 5-5 5-10',
    from: '#fdf0e1',
    to: '#f6d5ae',
  },
  cleaning: {
    path: 'M50 24a26 26 0 1 1 0 52 26 26 0 0 1 0-52ZM50 40a10 10 0 1 1 0 20 10 10 0 0 1 0-20ZM30 34l6 6M70 34l-6 6',
    from: '#eeeafc',
    to: '#d2c8f5',
  },
  large: {
    path: 'M30 16h40a4 4 0 0 1 4 4v60a4 4 0 0 1-4 4H30a4 4 0 0 1-4-4V20a4 4 0 0 1 4-4ZM26 44h48M36 28v8M36 52v12',
    from: '#e8eef7',
    to: '#c3d2ea',
  },
  care: {
    path: 'M28 40a18 18 0 1 1 30 13L54 80h-8l-4-24a18 18 0 0 1-14-16ZM40 40a6 6 0 1 0 12 0 6 6 0 0 0-12 0M68 30l8-4M70 42h8',
    from: '#fdeaf0',
    to: '#f5c6d5',
  },
  smart: {
    path: 'M18 26h64v38H18ZM40 76h20M50 64v12M40 38a14 14 0 0 1 20 0M45 45a7 7 0 0 1 10 0',
    from: '#e9f0ff',
    to: '#c4d5fb',
  },
  consumable: { path: 'M36 18h28v12H36ZM32 30h36v50H32ZM32 42h36M32 54h36M32 66h36', from: '#f2f2ee', to: '#dadacf' },
}

/** The picture of a product, by its category. */
export function picture(category: string): Html {
  const drawing = DRAWINGS[category] ?? DRAWINGS.consumable!
  return html`<span class="picture" style="background:linear-gradient(145deg,${drawing.from},${drawing.to})"><svg viewBox="0 0 100 100" aria-hidden="true"><path d="${drawing.path}" fill="none" stroke="#28405a" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg></span>`
}
