import { describe, expect, it } from 'vitest'
import { readHere } from '../testing/read-here.ts'

const page = (body: string, head = '') =>
  `<!doctype html><html lang="zh"><head>${head}</head><body>${body}</body></html>`
const read = async (body: string, head?: string) => (await readHere('page.html', page(body, head))).blocks

describe('web pages', () => {
  it('keeps the short first section and drops menus, footers, cookie banners and scripts', async () => {
    const blocks = await read(`
      <header class="site-header"><a href="/">首页</a><a href="/shop">商城</a></header>
      <nav><ul><li><a href="/1">产品</a></li><li><a href="/2">服务</a></li></ul></nav>
      <div class="cookie-consent">我们使用 Cookie。<button>同意</button></div>
      <div class="content">
        <h1>退货说明</h1><p>七天内可退。</p>
        <h2>怎么寄回</h2><p>请把商品连同发票一起寄回，运费由我们承担。</p>
      </div>
      <div class="related"><a href="/a">怎么换货</a><a href="/b">怎么开发票</a><a href="/c">怎么付款</a></div>
      <footer>版权所有</footer><script>alert(1)</script>`)
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: '退货说明' },
      { kind: 'paragraph', text: '七天内可退。' },
      { kind: 'heading', level: 2, text: '怎么寄回' },
      { kind: 'paragraph', text: '请把商品连同发票一起寄回，运费由我们承担。' },
    ])
  })

  it('repeats merged cells and joins header rows, so that each cell can be read by its column', async () => {
    const [table] = await read(`<table><caption>保修期</caption>
      <thead><tr><th rowspan="2">型号</th><th colspan="2">保修（月）</th></tr><tr><th>主机</th><th>电池</th></tr></thead>
      <tr><td rowspan="2">X1</td><td>24</td><td>12</td></tr><tr><td>36</td><td>18</td></tr></table>`)
    expect(table).toEqual({
      kind: 'table',
      caption: '保修期',
      header: ['型号', '保修（月） / 主机', '保修（月） / 电池'],
      rows: [
        ['X1', '24', '12'],
        ['X1', '36', '18'],
      ],
    })
  })

  it('reads what a layout table holds as text', async () => {
    expect(
      await read('<table role="presentation"><tr><td><h2>联系</h2><p>电话 400</p></td></tr></table>'),
    ).toMatchObject([{ kind: 'heading' }, { kind: 'paragraph', text: '电话 400' }])
  })

  it('keeps the depth and the marks of lists, also behind a table inside', async () => {
    const blocks = await read(
      '<ol start="3"><li>打开<ul><li>左门</li><li>右门</li></ul></li><li>关机<table><tr><th>灯</th><th>意思</th></tr><tr><td>红</td><td>故障</td></tr></table></li><li>拔电</li></ol>',
    )
    expect(blocks).toMatchObject([
      {
        kind: 'list',
        ordered: true,
        items: [
          { depth: 0, mark: '3.', text: '打开' },
          { depth: 1, mark: '•', text: '左门' },
          { depth: 1, mark: '•', text: '右门' },
          { depth: 0, mark: '4.', text: '关机' },
        ],
      },
      { kind: 'table', header: ['灯', '意思'] },
      { kind: 'list', items: [{ mark: '5.', text: '拔电' }] },
    ])
  })

  it('finds questions with answers in details, definition lists and what the page tells machines', async () => {
    const told = JSON.stringify({
      '@type': 'FAQPage',
      mainEntity: [{ '@type': 'Question', name: '可以货到付款吗？', acceptedAnswer: { text: '<p>可以。</p>' } }],
    })
    const blocks = await read(
      `<details><summary>How do I pay?</summary><p>By card.</p><ul><li>Visa</li></ul></details>
       <dl><dt>多久到货？</dt><dd>三天。</dd></dl>
       <dl><dt>SKU</dt><dd>库存单位</dd></dl>`,
      `<script type="application/ld+json">${told}</script>`,
    )
    expect(blocks).toEqual([
      { kind: 'question', question: 'How do I pay?', similar: [], answer: 'By card.\n• Visa' },
      { kind: 'question', question: '多久到货？', similar: [], answer: '三天。' },
      { kind: 'list', ordered: false, items: [{ depth: 0, mark: '•', text: 'SKU: 库存单位' }] },
      { kind: 'question', question: '可以货到付款吗？', similar: [], answer: '可以。' },
    ])
  })

  it('keeps code as written, anchors of headings and pictures with words', async () => {
    const blocks = await readHere(
      'p.html',
      page(`<h2 id="install">安装</h2><pre>npm i\n  x</pre><img src="/a.png" alt="接线图"><img src="b.png" alt="">
        <figure><img src="c.png"><figcaption>图 2 面板</figcaption></figure>`),
      { url: 'https://example.com/docs/' },
    )
    expect(blocks.blocks).toEqual([
      { kind: 'heading', level: 2, text: '安装', anchor: 'install' },
      { kind: 'code', text: 'npm i\n  x' },
      { kind: 'picture', caption: '接线图', file: 'https://example.com/a.png' },
      { kind: 'picture', caption: '图 2 面板', file: 'https://example.com/docs/c.png' },
    ])
  })

  it('takes the title from the only main heading, else from the page without the name of the site', async () => {
    expect((await readHere('a.html', page('<h1>退货</h1><p>好。</p>', '<title>x</title>'))).title).toBe('退货')
    const named = '<title>开发票 - 某商城</title><meta property="og:site_name" content="某商城">'
    expect((await readHere('a.html', page('<p>点击申请。</p>', named))).title).toBe('开发票')
  })

  it('reads a page in GBK that says so, and one that does not', async () => {
    const bytes = Buffer.from([
      0x3c, 0x70, 0x3e, 0xcd, 0xcb, 0xbb, 0xf5, 0xc1, 0xf7, 0xb3, 0xcc, 0xbb, 0xa8, 0xc6, 0xdf, 0xcc, 0xec, 0x3c, 0x2f,
      0x70, 0x3e,
    ])
    const declared = Buffer.concat([Buffer.from('<html><meta charset=gb2312>'), bytes])
    const silent = Buffer.concat([Buffer.from('<html>'), bytes])
    for (const one of [declared, silent])
      expect((await readHere('a.html', one)).blocks).toEqual([{ kind: 'paragraph', text: '退货流程花七天' }])
  })

  it('says that a page made by a script is empty without one', async () => {
    const empty = page(
      '<div id="root"></div><noscript>You need to enable JavaScript.</noscript>',
      '<script src="/app.js"></script>',
    )
    await expect(readHere('a.html', empty)).rejects.toMatchObject({
      code: 'has_no_text',
      message: expect.stringMatching(/script/),
    })
  })
})
