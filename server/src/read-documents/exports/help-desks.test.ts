import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeHttpClient } from '../../infra/http-client.ts'
import { makeDocumentReader } from '../make-document-reader.ts'
import { makeZip } from '../testing/make-zip.ts'
import { fetchHelpDesk } from './fetch-help-desk.ts'

const reader = makeDocumentReader()
const http = makeHttpClient()
const closing: (() => void)[] = []
let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'desk-'))
})
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
afterAll(async () => {
  http.close()
  await reader.close()
  await rm(dir, { recursive: true })
})

async function read(name: string, content: string | Buffer | object) {
  const path = join(dir, name)
  await writeFile(path, Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content))
  return reader.readDesk({ path })
}

type Handler = (
  request: IncomingMessage,
  url: URL,
  origin: string,
) => { status?: number; headers?: Record<string, string>; body?: object }
async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`
    const { status = 200, headers = {}, body = {} } = handler(request, new URL(request.url!, origin), origin)
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const zendesk = {
  categories: [{ id: 3465, name: '售后', locale: 'zh-cn', position: 1 }],
  sections: [
    { id: 1635, category_id: 3465, name: '退换', locale: 'zh-cn' },
    { id: 1700, category_id: 3465, parent_section_id: 1635, name: '退货', locale: 'zh-cn' },
  ],
  articles: [
    {
      id: 37486578,
      section_id: 1700,
      title: '怎么退货',
      body: '<h2>条件</h2><p>七天内。</p><table><tr><th>类型</th><th>期限</th></tr><tr><td>数码</td><td>7 天</td></tr></table>',
      draft: false,
      locale: 'zh-cn',
      label_names: ['退货'],
      user_segment_id: null,
      updated_at: '2026-05-01T10:00:00Z',
      html_url: 'https://x.zendesk.com/hc/zh-cn/articles/37486578',
    },
    {
      id: 37486579,
      section_id: 1635,
      title: '内部口径',
      body: '<p>仅限员工。</p>',
      draft: false,
      locale: 'zh-cn',
      user_segment_id: 12,
    },
    { id: 37486580, section_id: 1635, title: '草稿', body: '<p>未完成。</p>', draft: true, locale: 'zh-cn' },
    { id: 37486581, section_id: 1635, title: '空', body: '', locale: 'zh-cn' },
  ],
}
const intercom = {
  articles: {
    type: 'list',
    total_count: 1,
    pages: { type: 'pages', page: 1, per_page: 25, total_pages: 1 },
    data: [
      {
        id: '39',
        type: 'article',
        workspace_id: 'w',
        parent_id: 143,
        parent_type: 'collection',
        default_locale: 'en',
        title: 'Returns',
        body: '<p>Within 7 days.</p>',
        state: 'published',
        updated_at: 1672928610,
        url: 'http://help.example/en/articles/39',
        translated_content: {
          type: 'article_translated_content',
          'zh-CN': {
            type: 'article_content',
            title: '退货',
            body: '<p>七天内。</p>',
            state: 'draft',
            updated_at: 1672928610,
          },
        },
      },
    ],
  },
  collections: {
    type: 'list',
    data: [
      { id: '143', workspace_id: 'w', name: 'Orders', parent_id: '140', order: 1, default_locale: 'en' },
      { id: '140', workspace_id: 'w', name: 'Help', parent_id: null, order: 0, default_locale: 'en' },
    ],
  },
}
const chatwoot = {
  payload: [
    {
      id: 1,
      title: '怎么退货',
      content: '# 条件\n\n1. 七天内\n2. 未拆封\n',
      status: 'published',
      account_id: 2,
      updated_at: 1672928610,
      meta: { tags: ['退货'] },
      category: { id: 5, name: '售后', slug: 'after-sales', locale: 'zh_CN' },
    },
    {
      id: 2,
      title: '旧文',
      content: '过时。',
      status: 'archived',
      account_id: 2,
      updated_at: 1672928610,
      category: { id: 5, name: '售后' },
    },
  ],
  meta: { current_page: 1, articles_count: 2 },
}

describe('exports of other help desks', () => {
  it('reads Zendesk Guide with its tree, languages, labels, drafts and who may see what', async () => {
    const outcome = await read('zendesk.json', zendesk)
    expect(outcome).toMatchObject({
      ok: true,
      desk: {
        from: 'zendesk',
        categories: [
          { externalId: 'category:3465' },
          { externalId: 'section:1635', parentId: 'category:3465' },
          { parentId: 'section:1635' },
        ],
        articles: [
          {
            externalId: '37486578',
            category: ['售后', '退换', '退货'],
            locale: 'zh-cn',
            labels: ['退货'],
            visibility: 'public',
            updatedAt: '2026-05-01T10:00:00.000Z',
            document: {
              title: '怎么退货',
              language: 'zh',
              blocks: [{ kind: 'heading' }, { text: '七天内。' }, { kind: 'table', header: ['类型', '期限'] }],
            },
          },
          { title: '内部口径', visibility: 'internal', audience: '12' },
          { title: '草稿', visibility: 'draft' },
        ],
      },
    })
    const packed = await makeZip({
      'articles.json': JSON.stringify(zendesk.articles),
      'sections.json': JSON.stringify({ sections: zendesk.sections }),
    })
    expect(await read('zendesk.zip', packed)).toMatchObject({
      desk: { articles: [{ category: ['退换', '退货'] }, {}, {}] },
    })
  })

  it('reads Intercom in all languages', async () => {
    const packed = await makeZip({
      'articles.json': JSON.stringify(intercom.articles),
      'collections.json': JSON.stringify(intercom.collections),
    })
    expect(await read('intercom.zip', packed)).toMatchObject({
      desk: {
        from: 'intercom',
        articles: [
          {
            externalId: '39',
            locale: 'en',
            category: ['Help', 'Orders'],
            visibility: 'public',
            updatedAt: '2023-01-05T14:23:30.000Z',
            document: { blocks: [{ text: 'Within 7 days.' }] },
          },
          { externalId: '39', locale: 'zh-CN', visibility: 'draft', document: { blocks: [{ text: '七天内。' }] } },
        ],
      },
    })
  })

  it('reads a portal of Chatwoot, whose articles are Markdown', async () => {
    expect(await read('chatwoot.json', chatwoot)).toMatchObject({
      desk: {
        from: 'chatwoot',
        categories: [{ externalId: '5', name: '售后' }],
        articles: [
          {
            externalId: '1',
            category: ['售后'],
            locale: 'zh_CN',
            labels: ['退货'],
            visibility: 'public',
            document: { blocks: [{ kind: 'heading' }, { kind: 'list' }] },
          },
          { visibility: 'archived' },
        ],
      },
    })
  })

  it('refuses what is no export, and what is broken', async () => {
    expect(await read('other.json', { a: 1 })).toMatchObject({ ok: false, reason: 'unknown_type' })
    expect(await read('broken.json', '{"articles": [')).toMatchObject({ ok: false, reason: 'damaged' })
  })
})

describe('fetching from the API of a help desk', () => {
  it('pages through Zendesk, waits when it is told to, and reads what came', async () => {
    const waits: number[] = []
    let limited = 1
    const baseUrl = await serve((request, url, origin) => {
      if (request.headers.authorization !== `Basic ${Buffer.from('a@b.c/token:t').toString('base64')}`)
        return { status: 401 }
      const list = /\/help_center\/(\w+)\.json/.exec(url.pathname)?.[1] as keyof typeof zendesk
      if (list === 'articles' && limited-- > 0) return { status: 429, headers: { 'retry-after': '37' } }
      const second = url.searchParams.has('page[after]')
      const page =
        list === 'articles' ? (second ? zendesk.articles.slice(2) : zendesk.articles.slice(0, 2)) : zendesk[list]
      const goesOn = list === 'articles' && !second
      return {
        body: {
          [list]: page,
          meta: { has_more: goesOn },
          links: { next: `${origin}${url.pathname}?page[size]=100&page[after]=x` },
        },
      }
    })
    const wait = async (ms: number) => void waits.push(ms)
    const desk = await fetchHelpDesk({ from: 'zendesk', baseUrl, email: 'a@b.c', token: 't' }, { http, wait })
    expect(desk.articles.map(({ title }) => title)).toEqual(['怎么退货', '内部口径', '草稿'])
    expect(waits).toEqual([37_000])
    expect(await reader.readDesk({ desk })).toMatchObject({
      desk: { articles: [{ category: ['售后', '退换', '退货'] }, {}, {}] },
    })
    await expect(
      fetchHelpDesk({ from: 'zendesk', baseUrl, email: 'a@b.c', token: 'wrong' }, { http }),
    ).rejects.toMatchObject({ code: 'wrong_credentials' })
  })

  it('pages through Intercom and Chatwoot', async () => {
    const intercomUrl = await serve((request, url) => {
      if (request.headers.authorization !== 'Bearer t') return { status: 401 }
      if (url.pathname.includes('collections')) return { body: intercom.collections }
      const page = Number(url.searchParams.get('page'))
      const data = [{ ...intercom.articles.data[0], id: String(page), translated_content: null }]
      return { body: { ...intercom.articles, data, pages: { page, total_pages: 3 } } }
    })
    const desk = await fetchHelpDesk({ from: 'intercom', baseUrl: intercomUrl, token: 't' }, { http })
    expect(desk.articles.map(({ externalId }) => externalId)).toEqual(['1', '2', '3'])
    const chatwootUrl = await serve((request, url) => {
      if (request.headers.api_access_token !== 't') return { status: 401 }
      if (!url.pathname.startsWith('/api/v1/accounts/9/portals/help/')) return { status: 404 }
      if (url.pathname.endsWith('categories')) return { body: { payload: [{ id: 5, name: '售后', locale: 'zh_CN' }] } }
      return { body: url.searchParams.get('page') === '1' ? chatwoot : { payload: [] } }
    })
    const account = { from: 'chatwoot', baseUrl: chatwootUrl, token: 't', accountId: '9', portal: 'help' } as const
    expect((await fetchHelpDesk(account, { http })).articles).toHaveLength(2)
    await expect(fetchHelpDesk({ ...account, portal: 'none' }, { http })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('takes the token to no other host', async () => {
    const baseUrl = await serve((_, url) => ({
      body: {
        [/(\w+)\.json/.exec(url.pathname)![1]!]: [],
        meta: { has_more: true },
        links: { next: 'https://evil.example/steal' },
      },
    }))
    const stolen = fetchHelpDesk({ from: 'zendesk', baseUrl, email: 'a@b.c', token: 't' }, { http })
    await expect(stolen).rejects.toMatchObject({ code: 'unexpected_answer' })
  })
})
