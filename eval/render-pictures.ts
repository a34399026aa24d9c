import sharp from 'sharp'

export interface RenderedPicture {
  kind: string
  name: string
  file: Buffer
  /** The order number that stands in it. */
  order: string
  /** Normal forms of amounts, parcel numbers and addresses that stand in it. */
  facts: string[]
}

/** Pictures as customers send them: five screens, each in every kind of quality, with numbers of their own. */
export async function* renderPictures(): AsyncGenerator<RenderedPicture> {
  for (const [k, [kind, make]] of Object.entries(kinds).entries())
    for (const [s, [screen, draw]] of Object.entries(screens).entries()) {
      const numbers = numbersOf(k * 7 + s * 3 + 1)
      const { svg, facts } = draw(numbers, kind === 'dark' ? night : day)
      yield { kind, name: `${kind}/${screen}`, file: await make(svg), order: numbers.order, facts }
    }
}

interface Numbers {
  order: string
  parcel: string
  amount: string
  mail: string
  day: string
}

/** Digits that look alike (0 8 6, 1 7, 3 5) come up in every one of them. */
function numbersOf(seed: number): Numbers {
  const digits = String((seed * 7919 + 80_318) % 1_000_000).padStart(6, '0')
  return {
    order: `O2026${digits}`,
    parcel: `SF${String((seed * 104_729 + 1_386_570_213) % 10_000_000_000).padStart(10, '0')}38`,
    amount: `${((seed * 137) % 2900) + 68}.${seed % 2 ? '00' : '50'}`,
    mail: `wang.${seed}lin@example.com`,
    day: `2026-05-${String((seed % 27) + 1).padStart(2, '0')}`,
  }
}

const day = { back: '#f4f5f7', card: '#ffffff', text: '#1d2129', soft: '#86909c', line: '#e5e6eb', accent: '#e34d1f' }
const night = { back: '#0f1115', card: '#1a1d24', text: '#e8eaed', soft: '#9aa0a6', line: '#2c313a', accent: '#ff8a5c' }
type Colours = typeof day
type Drawn = { svg: (scale: number) => Buffer; facts: string[] }

const value = (amount: string) => String(Number(amount))

const screens: Record<string, (numbers: Numbers, colours: Colours) => Drawn> = {
  'order page zh': ({ order, amount, day: on }, c) =>
    page(390, 520, c, [
      [20, 44, 18, '订单详情', c.text, 700],
      [20, 100, 20, '卖家已发货', c.accent, 700],
      [20, 128, 13, '预计后天送达，请保持电话畅通', c.soft],
      [20, 186, 15, '净界 R600 厨下净水器 白色', c.text],
      [20, 210, 13, '数量 x1   七天无理由退货', c.soft],
      [20, 266, 14, '订单编号', c.soft], [150, 266, 14, order, c.text],
      [20, 298, 14, '下单时间', c.soft], [150, 298, 14, `${on} 14:36:08`, c.text],
      [20, 330, 14, '支付方式', c.soft], [150, 330, 14, '微信支付', c.text],
      [20, 376, 15, '实付款', c.text], [270, 376, 18, `¥${amount}`, c.accent, 700],
      [40, 470, 14, '申请售后', c.text], [160, 470, 14, '查看物流', c.text], [280, 470, 14, '再次购买', c.text],
    ], [value(amount)]),
  'order page en': ({ order, amount, mail }, c) =>
    page(420, 480, c, [
      [20, 44, 18, 'Order details', c.text, 700],
      [20, 98, 17, 'Thank you, your order is on its way', c.text],
      [20, 128, 13, 'A confirmation was sent to', c.soft], [20, 150, 14, mail, c.text],
      [20, 206, 14, 'Order number', c.soft], [180, 206, 14, order, c.text, 700],
      [20, 238, 14, 'Items', c.soft], [180, 238, 14, 'Whirl R9 robot vacuum', c.text],
      [20, 270, 14, 'Shipping', c.soft], [180, 270, 14, 'Free', c.text],
      [20, 320, 16, 'Total', c.text, 700], [180, 320, 16, `¥${amount}`, c.text, 700],
      [20, 400, 14, 'Track package     Return or replace', c.accent],
    ], [mail, value(amount)]),
  'chat zh': ({ order, parcel }, c) =>
    page(390, 460, c, [
      [150, 40, 16, '和睦电器客服', c.text, 700],
      [150, 74, 11, '昨天 19:42', c.soft],
      [30, 122, 15, '您好，您的订单已经出库', c.text],
      [30, 154, 15, `订单号：${order}`, c.text],
      [30, 186, 15, `顺丰单号：${parcel}`, c.text],
      [130, 250, 15, '怎么三天了还没有物流信息', c.text],
      [130, 282, 15, '我急着用，麻烦催一下', c.text],
      [30, 346, 15, '抱歉让您久等，我们马上核实', c.text],
    ], [parcel]),
  'refund notice zh': ({ order, amount }, c) =>
    page(390, 420, c, [
      [150, 40, 16, '消息中心', c.text, 700],
      [20, 100, 17, '退款进度提醒', c.text, 700],
      [20, 140, 14, `您的订单 ${order} 已提交退款申请，`, c.text],
      [20, 166, 14, `退款金额 ${amount} 元将在 3 个工作日内`, c.text],
      [20, 192, 14, '原路退回，请注意查收。', c.text],
      [20, 248, 13, '如有疑问请联系在线客服', c.soft],
      [20, 300, 14, '查看详情', c.accent],
    ], [value(amount)]),
  'invoice list en': ({ order, amount, day: on }, c) =>
    page(560, 360, c, [
      [24, 44, 18, 'Invoices', c.text, 700],
      [24, 96, 13, 'ORDER', c.soft], [190, 96, 13, 'DATE', c.soft], [320, 96, 13, 'STATUS', c.soft], [450, 96, 13, 'AMOUNT', c.soft],
      [24, 136, 14, order, c.text], [190, 136, 14, on, c.text], [320, 136, 14, 'Issued', c.text], [450, 136, 14, `¥${amount}`, c.text],
      [24, 210, 13, 'Download as PDF or send it by e-mail', c.soft],
    ], [value(amount)]),
} // biome-ignore format: a line of a screen is a line here

type Text = [x: number, y: number, size: number, text: string, colour: string, weight?: number]

/** The screen at 1x or as dense as asked. */
function page(width: number, height: number, c: Colours, texts: Text[], facts: string[]): Drawn {
  const drawn = texts
    .map(
      ([x, y, size, text, colour, weight = 400]) =>
        `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${text.replaceAll('&', '&amp;')}</text>`,
    )
    .join('')
  const svg = (scale: number) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}" viewBox="0 0 ${width} ${height}" font-family="Noto Sans CJK SC"><rect width="100%" height="100%" fill="${c.back}"/><rect x="8" y="62" width="${width - 16}" height="${height - 100}" rx="10" fill="${c.card}" stroke="${c.line}"/>${drawn}</svg>`,
    )
  return { svg, facts }
}

type Make = (svg: Drawn['svg']) => Promise<Buffer>

const png: (scale: number) => Make = (scale) => (svg) => sharp(svg(scale)).flatten().png().toBuffer()

/** Each way of taking a picture. */
const kinds: Record<string, Make> = {
  'light 2x': png(2),
  'light 1x': png(1),
  dark: png(2),
  'skewed 5°': async (svg) =>
    sharp(await png(2)(svg))
      .rotate(5, { background: '#d9d9d9' })
      .png()
      .toBuffer(),
  'skewed -3°, 1x': async (svg) =>
    sharp(await png(1.3)(svg))
      .rotate(-3, { background: '#808080' })
      .png()
      .toBuffer(),
  'JPEG 25': async (svg) => sharp(svg(1.5)).flatten().jpeg({ quality: 25 }).toBuffer(),
  'shrunk and sent on': async (svg) => {
    const once = await sharp(svg(2)).flatten().jpeg({ quality: 45 }).toBuffer()
    const { width = 0 } = await sharp(once).metadata()
    const smaller = await sharp(once)
      .resize(Math.round(width * 0.6))
      .jpeg({ quality: 45 })
      .toBuffer()
    return sharp(smaller).jpeg({ quality: 50 }).toBuffer()
  },
  'photo of a screen': (svg) => photograph(svg, { size: 2.4, turn: -2.4, brightness: 1, grain: 18, quality: 70 }),
  'dim photo from afar': (svg) => photograph(svg, { size: 1.5, turn: 6, brightness: 0.5, grain: 20, quality: 50 }),
}

interface Shot {
  /** Pixels of the photograph for one of the screen. */
  size: number
  /** Degrees. */
  turn: number
  brightness: number
  /** Most a point is off by, of 255. */
  grain: number
  quality: number
}

/** A phone held in front of a screen: turned, out of focus, grain, the light falling from one side, stripes of the screen. */
async function photograph(svg: Drawn['svg'], shot: Shot): Promise<Buffer> {
  const screen = await sharp(svg(shot.size))
    .flatten()
    .blur(shot.size / 2)
    .png()
    .toBuffer()
  const turned = await sharp(screen)
    .rotate(shot.turn, { background: '#3b3530' })
    .extend({ top: 60, bottom: 90, left: 70, right: 40, background: '#3b3530' })
    .png()
    .toBuffer()
  const { width = 0, height = 0 } = await sharp(turned).metadata()
  const light = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#777"/></linearGradient><pattern id="p" width="5" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(11)"><rect width="5" height="3" fill="#000" opacity="0.06"/></pattern></defs><rect width="100%" height="100%" fill="url(#g)"/><rect width="100%" height="100%" fill="url(#p)"/></svg>`,
  )
  const lit = await sharp(turned)
    .composite([{ input: light, blend: 'multiply' }])
    .linear(shot.brightness, 0)
    .removeAlpha()
    .raw()
    .toBuffer()
  let state = 17
  for (let i = 0; i < lit.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    lit[i] = Math.max(0, Math.min(255, lit[i]! + (((state >>> 24) - 128) * shot.grain) / 128))
  }
  return sharp(lit, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: shot.quality })
    .toBuffer()
}
