import { type Html, html, json } from './html.ts'
import { signIdentity } from './identity-token.ts'
import { type Locale, say } from './words.ts'

export type Visitor = { customer: { id: string; name: string; phone: string } | null; locale: Locale; url: string }
export type Site = { platformUrl: string; siteKey: string; identitySecret: string }
export type PageContent = {
  title: string
  body: Html /** What the page is about, for the chat: orderId, productId. */
  meta?: Record<string, string>
}

/** The frame every page has: header, language switch, footer and the chat widget. Answers the whole document. */
export function layout(content: PageContent, visitor: Visitor, site: Site, now: Date): string {
  const { locale, customer } = visitor
  const other = locale === 'zh' ? 'en' : 'zh'
  const page = html`<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.title} · ${say(locale, 'shop')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<header><div class="inner">
<a class="brand" href="/">${say(locale, 'shop')}</a>
<nav>
<a class="wide" href="/">${say(locale, 'products')}</a>
${customer && html`<a href="/orders">${say(locale, 'myOrders')}</a>`}
<a href="/language/${other}?back=${encodeURIComponent(visitor.url)}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a>
${
  customer
    ? html`<span class="who">${customer.name}</span><form method="post" action="/logout"><button class="link">${say(locale, 'signOut')}</button></form>`
    : html`<a href="/login">${say(locale, 'signIn')}</a>`
}
</nav>
</div></header>
<main><div class="inner">${content.body}</div></main>
<footer><div class="inner">${say(locale, 'footer')}</div></footer>
${widget(content, visitor, site, now)}
</body>
</html>`
  return page.html
}

/** The snippet any site would use; the page's subject goes before it. */
function widget(content: PageContent, visitor: Visitor, site: Site, now: Date): Html {
  const { customer, locale } = visitor
  const token =
    customer &&
    signIdentity({ sub: customer.id, name: customer.name, locale, phone: customer.phone }, site.identitySecret, now)
  return html`<script>window.loopdeskSettings = ${json({ page: content.meta ?? {} })}</script>
<script async src="${site.platformUrl}/widget.js" data-site-key="${site.siteKey}"${token && html` data-user-token="${token}"`} data-locale="${locale}"></script>`
}
