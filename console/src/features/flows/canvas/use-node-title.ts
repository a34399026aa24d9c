import { useCallback } from 'react'
import { useDesk } from '../editor/use-editor.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { useLanguage } from '../use-language.ts'
import { nodeTitle } from './node-words.ts'

/** How nodes are called to this reader, tools and flows by their names. */
export function useNodeTitle(): (node: NodeValue) => string {
  const language = useLanguage()
  const { world } = useDesk()
  return useCallback((node) => nodeTitle(node, language, world), [language, world])
}
