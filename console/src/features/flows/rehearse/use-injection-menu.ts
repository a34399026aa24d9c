import type { Injection } from '@loopdesk/contracts/api/flows.ts'
import type { MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import { fieldsOf } from '../model/node-fields.ts'
import type { Rehearsal } from './use-rehearsal.ts'

const kinds = ['unavailable', 'timeout', 'unknown', 'refused'] as const

/** The ways a step can be made to fail: down, too slow, reply lost, refused (by each code the system is known for). */
export function useInjectionMenu(
  node: string,
  { inject, injections }: Pick<Rehearsal, 'inject' | 'injections'>,
): MenuProps {
  const { t } = useTranslation()
  const { world } = useDesk()
  const doc = useDoc()
  const fields = doc.nodes[node] ? fieldsOf(doc.nodes[node]) : []
  const tool = fields.find(({ schema }) => schema.role === 'tool')?.value
  const named = Object.keys((doc.nodes[node]?.refusals as object | undefined) ?? {})
  const known = world?.tools.find(({ id }) => id === tool)?.refusals ?? []
  const codes = [...new Set([...named, ...known])]
  const put = (kind: Injection['kind'], code = 'injected') => inject(node, { kind, code })
  const there = injections.some((one) => one.node === node)
  return {
    items: [
      { key: 'title', type: 'group', label: t('flows.rehearse.inject') },
      ...kinds
        .filter((kind) => kind !== 'refused' || codes.length === 0)
        .map((kind) => ({ key: kind, label: t(`flows.rehearse.injections.${kind}`), onClick: () => put(kind) })),
      ...codes.map((code) => ({
        key: `code ${code}`,
        label: t('flows.rehearse.refusedCode', { code }),
        onClick: () => put('refused', code),
      })),
      ...(there ? [{ key: 'none', label: t('flows.rehearse.clearInjection'), onClick: () => inject(node, null) }] : []),
    ],
  }
}
