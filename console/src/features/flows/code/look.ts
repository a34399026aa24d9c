import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const theme = EditorView.theme({
  '&': { color: 'var(--c-text)', backgroundColor: 'var(--c-bg)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': {
    caretColor: 'var(--c-text)',
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  },
  '.cm-cursor': { borderLeftColor: 'var(--c-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--c-bg-selected)',
  },
  '.cm-gutters': { background: 'var(--c-bg-side)', color: 'var(--c-text-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--c-bg-hover)' },
  '.cm-tooltip': {
    background: 'var(--c-bg)',
    border: '1px solid var(--c-line-strong)',
    borderRadius: '6px',
    overflow: 'hidden',
    boxShadow: '0 6px 20px rgb(0 0 0 / 0.14)',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '220px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--c-bg-selected)', color: 'var(--c-text)' },
  '.cm-completionDetail': { color: 'var(--c-text-3)', fontStyle: 'normal', marginLeft: '10px' },
  '.cm-panels': { background: 'var(--c-bg-side)', color: 'var(--c-text)' },
  '.cm-placeholder': { color: 'var(--c-text-3)' },
  '.cm-foldPlaceholder': { background: 'var(--c-bg-hover)', border: 'none', color: 'var(--c-text-3)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--c-bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--c-warn)' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.function(tags.variableName)], color: 'var(--c-accent-text)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--c-good)' },
  { tag: [tags.number, tags.bool, tags.atom, tags.null], color: 'var(--c-warn)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--c-accent-text)' },
  { tag: tags.comment, color: 'var(--c-text-3)', fontStyle: 'italic' },
])

/** The console's palette, light and dark. */
export const look: Extension = [theme, syntaxHighlighting(colours)]
