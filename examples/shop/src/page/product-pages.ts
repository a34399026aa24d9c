import { categories } from '../../seed/product-record.ts'
import { withVariants } from '../inventory/inventory-operations.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'
import { html } from './html.ts'
import type { PageContent } from './layout.ts'
import { picture } from './pictures.ts'
import { type Locale, say } from './words.ts'

export const yuan = (amount: number) =>
  `¥${amount.toLocaleString('en-US', { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2 })}`
const nameOf = (product: Doc, locale: Locale) => (locale === 'zh' ? product.name : product.nameEn)

/** The shop window, whole or one category. */
export function homePage(stores: Stores, locale: Locale, category: string | undefined, now: Date): PageContent {
  const all = stores.inventory.where('products').map((product) => withVariants(stores.inventory, product, now))
  const products = category ? all.filter((p) => p.category === category) : mixed(all)
  const chip = (key: string | undefined, label: string) =>
    html`<a class="chip ${key === category ? 'on' : ''}" href="${key ? `/?category=${key}` : '/'}">${label}</a>`
  return {
    title: say(locale, 'slogan'),
    body: html`
<section class="hero"><h1>${say(locale, 'heroTitle')}</h1><p>${say(locale, 'heroText')}</p></section>
<div class="chips">${chip(undefined, say(locale, 'all'))}${Object.entries(categories).map(([key, label]) => chip(key, label[locale]))}</div>
<div class="grid">${products.map(
      (p) =>
        html`<a class="card" href="/products/${p.id}">${picture(p as { id: string; category: string })}<div class="name">${nameOf(p, locale)}</div><div class="price">${yuan(p.price)}</div></a>`,
    )}</div>`,
  }
}

/** A bit of every category in turn, so that the window shows the whole house. */
function mixed(products: Doc[]): Doc[] {
  const shelves = Object.keys(categories).map((key) => products.filter((p) => p.category === key))
  const longest = Math.max(...shelves.map((shelf) => shelf.length))
  return Array.from({ length: longest }, (_, i) => shelves.flatMap((shelf) => shelf[i] ?? [])).flat()
}

export function productPage(stores: Stores, locale: Locale, id: string, now: Date): PageContent | undefined {
  const found = stores.inventory.get('products', id)
  if (!found) return undefined
  const product = withVariants(stores.inventory, found, now)
  return {
    title: nameOf(product, locale),
    meta: { productId: product.id },
    body: html`<div class="two">
<div class="card">${picture(found as { id: string; category: string })}</div>
<div class="stack">
<div><h1>${nameOf(product, locale)}</h1><p class="soft">${locale === 'zh' ? product.description : product.descriptionEn}</p></div>
<div class="price" style="font-size:28px">${yuan(product.price)}</div>
<div class="row" style="justify-content:flex-start">
<span class="badge ${product.returnable ? 'good' : 'warn'}">${product.returnable ? say(locale, 'returnsDays', product.returnDays) : say(locale, 'noReturns')}</span>
${product.warrantyMonths > 0 && html`<span class="badge">${say(locale, 'warranty', product.warrantyMonths)}</span>`}
</div>
<div class="card"><table class="lines"><tr><th>${say(locale, 'variant')}</th><th>${say(locale, 'code')}</th><th class="num">${say(locale, 'stock')}</th></tr>
${product.variants.map(
  (v: Doc) =>
    html`<tr><td>${locale === 'zh' ? v.variant : v.variantEn}</td><td class="soft">${v.sku}</td><td class="num">${v.available > 0 ? `${say(locale, 'inStock')} · ${v.available}` : say(locale, 'soldOut')}</td></tr>`,
)}</table></div>
</div></div>`,
  }
}
