import type { AnyNode, Element } from 'domhandler'
import { isElement, rawText } from './html-text.ts'

/**
 * Removes from a page what is not its content (menus, banners, footers, lists of links) and answers the nodes that are left. A rule
 * of its own: text is only dropped for being links or for being marked as furniture, never for being short.
 */
export function mainContent(body: Element): readonly AnyNode[] {
  const root = rootOf(body)
  prune(root, root)
  return root.children
}

/** Below `main` (or the only `article`) when it holds a good part of the page's plain text. */
function rootOf(body: Element): Element {
  const plain = plainLength(body)
  const marked = all(body, (node) => node.name === 'main' || node.attribs.role === 'main')
  const articles = all(body, ({ name }) => name === 'article')
  for (const candidate of [
    marked.length === 1 ? marked[0] : undefined,
    articles.length === 1 ? articles[0] : undefined,
  ]) {
    if (candidate !== undefined && plainLength(candidate) >= plain * 0.4) return candidate
  }
  return body
}

const furnitureRoles =
  /^(navigation|banner|contentinfo|complementary|search|menu|menubar|toolbar|dialog|alertdialog|tablist)$/
/** Words of class and id that mean furniture wherever they stand. */
const furniture =
  /(^|[-_\s])(cookies?|consent|gdpr|breadcrumbs?|pagination|pager|skip-?(link|nav|to)\w*|back-?to-?top|share(-?bar|-?buttons?)?|social|newsletter|subscribe|popup|modal|toast|advert\w*|ads?|vote|was-this-helpful|article-votes|print-?only|sr-only|visually-hidden)([-_\s]|$)/i
/** … and those that mean it when what stands there is links. */
const perhaps =
  /(^|[-_\s])(nav\w*|menu|side-?bar|sidenav|footer|header|top-?bar|related|recommend\w*|toc|table-of-contents|tags?|categor(y|ies)|links?|promo\w*|banner|login|comments?|lang\w*)([-_\s]|$)/i

function prune(node: Element, root: Element): void {
  node.children = node.children.filter((child) => !isElement(child) || keeps(child, node, root))
  for (const child of node.children) if (isElement(child)) prune(child, root)
}

function keeps(node: Element, parent: Element, root: Element): boolean {
  const { name, attribs } = node
  if (name === 'nav' || name === 'aside' || name === 'dialog' || attribs['aria-modal'] === 'true')
    return isHeavy(node, root)
  if (furnitureRoles.test(attribs.role ?? '')) return false
  // The header of an article holds its title, the one of a page the site's.
  if (name === 'header' || name === 'footer') return insideArticle(parent) || measure(node).h1 || isHeavy(node, root)
  const words = `${attribs.class ?? ''} ${attribs.id ?? ''}`
  if (furniture.test(words) && !isHeavy(node, root) && !measure(node).h1) return false
  if (name === 'form' && plainLength(node) < 200) return false
  const { links, linked } = measure(node)
  const plain = plainLength(node)
  if (perhaps.test(words) && !measure(node).h1 && linked > plain) return false
  if (isContainer(name) && links >= 4 && linked > plain * 3 && !isSentence(node)) return false
  return !isContents(node)
}

/** Half of all there is: a page that is wrapped in one odd element is not thrown away. */
const isHeavy = (node: Element, root: Element) => plainLength(node) * 2 > plainLength(root) && plainLength(node) > 200

const isContainer = (name: string) => /^(div|section|ul|ol|table|td|p|span|dl)$/.test(name)

/** Links in running text: steps and paragraphs end like sentences. */
const isSentence = (node: Element) => (rawText(node).match(/[。！？；]|[.!?;](\s|$)/g)?.length ?? 0) >= 2

/** A table of contents: three or more links, every one into the page itself. */
function isContents(node: Element): boolean {
  if (node.name !== 'ul' && node.name !== 'ol' && node.name !== 'div') return false
  if (measure(node).links < 3 || plainLength(node) >= 12) return false
  const links = all(node, ({ name }) => name === 'a')
  return links.every(({ attribs }) => attribs.href?.startsWith('#') && attribs.href.length > 1)
}

function insideArticle(node: Element): boolean {
  for (let at: AnyNode | null = node; at !== null && isElement(at); at = at.parent as AnyNode | null)
    if (at.name === 'article' || at.name === 'main' || at.name === 'section') return true
  return false
}

interface Measure {
  /** Characters, white space not counted. */
  total: number
  /** Of them, inside links. */
  linked: number
  links: number
  h1: boolean
}

/** Measured once an element, before anything is taken out. */
const measured = new WeakMap<Element, Measure>()

function measure(node: Element): Measure {
  const known = measured.get(node)
  if (known !== undefined) return known
  const sum: Measure = { total: 0, linked: 0, links: 0, h1: node.name === 'h1' }
  if (!/^(script|style|noscript|template|svg|select|head)$/.test(node.name)) {
    for (const child of node.children) {
      if (child.type === 'text') sum.total += child.data.replace(/\s+/g, '').length
      if (!isElement(child)) continue
      const of = measure(child)
      sum.total += of.total
      sum.linked += of.linked
      sum.links += of.links
      sum.h1 ||= of.h1
    }
    if (node.name === 'a') {
      sum.linked = sum.total
      sum.links = 1
    }
  }
  measured.set(node, sum)
  return sum
}

const plainLength = (node: Element) => measure(node).total - measure(node).linked

function all(node: Element, wanted: (node: Element) => boolean): Element[] {
  const found: Element[] = []
  const visit = (at: Element) => {
    for (const child of at.children) {
      if (!isElement(child)) continue
      if (wanted(child)) found.push(child)
      visit(child)
    }
  }
  visit(node)
  return found
}
