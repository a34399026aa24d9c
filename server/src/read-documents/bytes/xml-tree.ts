import { makeXmlParser } from './xml-stream.ts'

/** An element of a small XML part, names without prefix; attributes keep theirs (`r:id`). */
export interface Xml {
  name: string
  attributes: Record<string, string>
  children: Xml[]
  /** Text directly inside. */
  text: string
}

/** Reads a part of an Office file. Throws Refused as `makeXmlParser` does; what is no XML gives an empty root. */
export function readXml(bytes: Uint8Array | undefined): Xml {
  const root: Xml = { name: '', attributes: {}, children: [], text: '' }
  if (bytes === undefined) return root
  const open: Xml[] = [root]
  const parser = makeXmlParser({
    open(name, attributes) {
      const node: Xml = { name, attributes, children: [], text: '' }
      open.at(-1)!.children.push(node)
      open.push(node)
    },
    text(text) {
      open.at(-1)!.text += text
    },
    close() {
      if (open.length > 1) open.pop()
    },
  })
  parser.end(new TextDecoder().decode(bytes))
  return root
}

/** All elements of these names below, in order; does not look inside those found. */
export function findAll(node: Xml, ...names: string[]): Xml[] {
  const found: Xml[] = []
  const visit = (at: Xml) => {
    for (const child of at.children) {
      if (names.includes(child.name)) found.push(child)
      else visit(child)
    }
  }
  visit(node)
  return found
}

export const find = (node: Xml, name: string): Xml | undefined => findAll(node, name)[0]

/** An attribute whatever its prefix. */
export function attribute(node: Xml | undefined, name: string): string | undefined {
  if (node === undefined) return undefined
  if (node.attributes[name] !== undefined) return node.attributes[name]
  const key = Object.keys(node.attributes).find((one) => one.endsWith(`:${name}`))
  return key === undefined ? undefined : node.attributes[key]
}
