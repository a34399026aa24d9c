import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build, type InlineConfig } from 'vite'
import { formsConfig } from '../vite.config.ts'
import { startScriptedServer } from './scripted-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A page of some shop with the widget built from the present sources, and a browser to look at it. */
export async function openStage() {
  const server = await startScriptedServer()
  server.page('/widget.js', 'text/javascript', await built({ root, configFile: `${root}/vite.config.ts` }))
  server.page('/widget-forms.js', 'text/javascript', await built(formsConfig))
  for (const [name, type] of [
    ['chat.html', 'text/html'],
    ['chat.js', 'text/javascript'],
  ] as const) {
    server.page(`/${name}`, type, await readFile(`${root}/public/${name}`))
  }
  server.page('/favicon.ico', 'image/x-icon', '')
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    server,
    browser,
    /** Puts the widget into a page at `/` with these attributes on its script tag. */
    host(attributes: string, body = hostBody) {
      const tag = `<script async src="/widget.js" data-site-key="demo" ${attributes}></script>`
      const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
      server.page('/', 'text/html', `<!doctype html><html lang="zh-CN">${head}<title>Shop</title>${body}${tag}`)
    },
    async close() {
      await browser.close()
      await server.stop()
    },
  }
}

/** Styles that would break a widget living in the page instead of in its own shadow. */
const hostBody = `<style>body{font:20px serif;margin:40px;line-height:3} button{background:lime!important;padding:30px} p{color:red} *{letter-spacing:1px}</style>
<h1>净水器专卖 · Water filters</h1><p>一家店的页面。</p><p style="height:1600px">…</p>`

async function built(config: InlineConfig): Promise<string> {
  const result = await build({ ...config, logLevel: 'silent', build: { ...config.build, write: false } })
  const output = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const chunk = output.find((file) => file.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error('the widget build gave no script')
  return chunk.code
}
