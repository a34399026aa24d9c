import { type Html, html } from './html.ts'

/** Background of each category: two colours of one mood. */
const MOODS: Record<string, [string, string]> = {
  water: ['#dff3fb', '#b7e0f0'],
  air: ['#e6f6ef', '#bfe5d4'],
  kitchen: ['#fdf0e1', '#f6d5ae'],
  cleaning: ['#eeeafc', '#d2c8f5'],
  large: ['#e8eef7', '#c3d2ea'],
  care: ['#fdeaf0', '#f5c6d5'],
  smart: ['#e9f0ff', '#c4d5fb'],
  consumable: ['#f2f2ee', '#dadacf'],
}

/** Line drawings on a field of 100 × 100, drawn for this shop; nothing is fetched. */
const DRAWINGS: Record<string, string> = {
  purifier: 'M34 16h32v68H34ZM34 58h32M42 26h16M50 64c-4 5-6 8-6 11a6 6 0 0 0 12 0c0-3-2-6-6-11Z',
  jug: 'M32 24h32l-4 58H36ZM64 34h8a5 5 0 0 1 5 5v14a5 5 0 0 1-5 5h-10M34 46h28',
  kettle: 'M34 38h30l6 42H28ZM40 38a9 9 0 0 1 18 0M66 44h6a7 7 0 0 1 7 7v12M29 50l-9-7M49 29v-5',
  dispenser: 'M36 18h28v64H36ZM42 34h16v18H42ZM50 34v8M38 82h24M44 26h12',
  tower: 'M38 14h24v66H38ZM30 86h40M44 24h12M44 32h12M44 40h12M44 48h12',
  fan: 'M50 20a22 22 0 1 1 0 44 22 22 0 0 1 0-44ZM50 42c0-10 8-14 12-8s-4 8-12 8Zm0 0c9 5 8 14 1 15s-6-8-1-15Zm0 0c-9 5-17 0-14-7s10 0 14 7ZM50 64v16M36 84h28',
  cloud: 'M32 74h36v-26a18 18 0 0 0-36 0ZM40 22c-4 4 4 6 0 10M50 16c-4 5 4 7 0 12M60 22c-4 4 4 6 0 10M32 62h36',
  heater: 'M24 28h52v44H24ZM34 28v44M45 28v44M56 28v44M66 28v44M30 72v8M70 72v8',
  pot: 'M24 44h52v20a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12ZM18 44h64M50 44v-7M44 37h12M38 28c0-5 5-5 5-10M57 28c0-5 5-5 5-10',
  oven: 'M18 26h64v48H18ZM26 34h36v32H26ZM72 38v.1M72 50v.1M72 62v.1M32 42h24',
  fryer:
    'M34 18h32a8 8 0 0 1 8 8v46a10 10 0 0 1-10 10H36a10 10 0 0 1-10-10V26a8 8 0 0 1 8-8ZM26 48h48M42 60h16v10H42ZM40 32h20',
  blender: 'M36 16h28l-4 40H40ZM38 56h24l4 26H34ZM48 68h4M38 28h24',
  coffee:
    'M26 18h48v16H26ZM32 34v48h42V72H46M50 34v8M44 50h18v12a6 6 0 0 1-6 6h-6a6 6 0 0 1-6-6ZM62 52h5a4 4 0 0 1 0 8h-5',
  toaster: 'M20 40h60v34a6 6 0 0 1-6 6H26a6 6 0 0 1-6-6ZM32 40V26a6 6 0 0 1 6-6h24a6 6 0 0 1 6 6v14M72 52v10',
  scale: 'M22 66h56l-6 14H28ZM28 46h44M50 46v20M34 46a16 12 0 0 0 32 0',
  fridge: 'M30 14h40v72H30ZM30 44h40M37 24v10M37 54v14',
  washer: 'M24 16h52v68H24ZM24 30h52M50 38a19 19 0 1 1 0 38 19 19 0 0 1 0-38ZM38 60c5-4 8 4 12 0s8-4 12 0M32 23h8',
  conditioner: 'M14 30h72v24H14ZM22 46h56M30 62c0 6-6 6-6 12M50 62c0 6-6 6-6 12M70 62c0 6-6 6-6 12',
  hood: 'M40 16h20v26h20l6 16H14l6-16h20ZM30 70c0 5-4 5-4 10M50 70c0 5-4 5-4 10M70 70c0 5-4 5-4 10',
  robot: 'M50 22a28 28 0 1 1 0 56 28 28 0 0 1 0-56ZM50 38a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM30 34l7 5M70 34l-7 5M40 70h20',
  vacuum: 'M30 18l8-4 14 46M46 62l24-4 4 14H44ZM26 26l10-4M60 44a10 10 0 1 0-14 10',
  dryer:
    'M28 38a18 18 0 1 1 30 13L54 80h-8l-4-25a18 18 0 0 1-14-17ZM40 38a6 6 0 1 0 12 0 6 6 0 0 0-12 0M70 30l8-4M72 40h9M70 50l8 4',
  brush: 'M46 14h8v18h-8ZM44 32h12l-2 52h-8ZM46 18h-6M46 23h-6M46 28h-6M50 44v8',
  steamer: 'M30 66c0-18 12-24 40-24l6 24ZM26 72h52M48 42c0-10 16-10 22-4M36 80v4M50 80v4M64 80v4',
  massager:
    'M24 70C16 40 32 20 50 20s34 20 26 50M24 70a7 7 0 0 0 13-3M76 70a7 7 0 0 1-13-3M37 67c-6-20 2-32 13-32s19 12 13 32',
  screen: 'M14 24h72v44H14ZM38 80h24M50 68v12',
  speaker: 'M34 16h32v68H34ZM50 44a12 12 0 1 1 0 24 12 12 0 0 1 0-24ZM50 26a4 4 0 1 1 0 8 4 4 0 0 1 0-8Z',
  lock: 'M34 14h32v72H34ZM42 24h16v20H42ZM50 56a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM54 61h20',
  camera: 'M50 18a20 20 0 1 1 0 40 20 20 0 0 1 0-40ZM50 30a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM40 56l-6 24h32l-6-24',
  cartridge: 'M38 16h24v12H38ZM32 28h36v52H32ZM32 40h36M32 52h36M32 64h36',
}

/** Which drawing stands for which product; the category's own one for the rest. */
const OF_PRODUCT: Record<string, string> = Object.fromEntries(
  Object.entries({
    purifier: 'P001 P003 P010',
    jug: 'P004 P009',
    kettle: 'P007 P008',
    dispenser: 'P002 P005 P006',
    fan: 'P016',
    cloud: 'P013 P019',
    heater: 'P017 P018 P070',
    tower: 'P011 P012 P014 P015 P020',
    oven: 'P025 P026 P027',
    fryer: 'P024',
    blender: 'P028 P029 P030 P031',
    coffee: 'P032 P033 P034',
    toaster: 'P035 P036',
    scale: 'P040 P068',
    washer: 'P044 P045 P046 P047 P054',
    conditioner: 'P048 P049',
    hood: 'P052 P053',
    vacuum: 'P056 P057 P058 P059',
    brush: 'P063 P064 P065 P080',
    steamer: 'P069',
    massager: 'P066 P067',
    speaker: 'P073 P074',
    lock: 'P075',
    camera: 'P076 P072',
  }).flatMap(([drawing, ids]) => ids.split(' ').map((id) => [id, drawing])),
)

const OF_CATEGORY: Record<string, string> = {
  water: 'purifier',
  air: 'tower',
  kitchen: 'pot',
  cleaning: 'robot',
  large: 'fridge',
  care: 'dryer',
  smart: 'screen',
  consumable: 'cartridge',
}

/** The picture of a product. */
export function picture(product: { id: string; category: string }): Html {
  const [from, to] = MOODS[product.category] ?? MOODS.consumable!
  const path = DRAWINGS[OF_PRODUCT[product.id] ?? OF_CATEGORY[product.category] ?? 'cartridge']
  return html`<span class="picture" style="background:linear-gradient(145deg,${from},${to})"><svg viewBox="0 0 100 100" aria-hidden="true"><path d="${path}" fill="none" stroke="#28405a" stroke-width="2.4" vector-effect="non-scaling-stroke" stroke-linecap="round" stroke-linejoin="round"/></svg></span>`
}
