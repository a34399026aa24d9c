import { ArrowLeftOutlined, ArrowRightOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { inLanguage, nodeGist } from '../canvas/node-words.ts'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { KindIcon } from '../kind-icon.tsx'
import { exitsOf } from '../model/exits.ts'
import type { FlowDoc } from '../model/flow-doc.ts'
import { useEntryName } from '../use-entry-name.ts'
import { useSummary } from '../use-flows.ts'
import { useLanguage } from '../use-language.ts'
import { useDoc, useEditor } from './use-editor.ts'

/** The flow as a list to read, for screens with no room for a canvas. */
export function FlowReading({ flowId }: { flowId: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const entryName = useEntryName()
  const titleOf = useNodeTitle()
  const doc = useDoc()
  const summary = useSummary(flowId)
  const findings = useEditor((state) => state.findings)
  const live = summary.data?.live
  return (
    <div className="reading">
      <header>
        <Link to="/flows" aria-label={t('flows.designer.back')}>
          <ArrowLeftOutlined />
        </Link>
        <h1>{doc.name[language]}</h1>
        <span className={`tag ${live ? 'tag-good' : ''}`}>
          {live ? t('flows.designer.live', { version: live }) : t('flows.designer.notLive')}
        </span>
      </header>
      <p className="quiet">{doc.description[language]}</p>
      <p className="reading-note">{t('flows.designer.phone')}</p>
      <ol>
        {inWalkingOrder(doc).map((name) => {
          const node = doc.nodes[name]!
          const bad = findings.filter((one) => one.node === name)
          return (
            <li key={name} id={`node-${name}`}>
              <KindIcon type={node.type} />
              <div>
                <b>{titleOf(node)}</b>
                <p>{nodeGist(node, language)}</p>
                {bad.map((one) => (
                  <p key={`${one.code} ${one.field}`} className={`field-finding is-${one.severity}`}>
                    {one.message[language]}
                  </p>
                ))}
                <ul>
                  {exitsOf(node).flatMap(({ id, target, label, entry, error }) =>
                    target && doc.nodes[target]
                      ? [
                          <li key={id} className={error ? 'is-error' : ''}>
                            <a href={`#node-${target}`}>
                              {entry ? entryName(entry) : inLanguage(label, language)} <ArrowRightOutlined />{' '}
                              {titleOf(doc.nodes[target])}
                            </a>
                          </li>,
                        ]
                      : [],
                  )}
                </ul>
              </div>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** Nodes as a walk meets them, what nothing leads to at the end. */
function inWalkingOrder(doc: FlowDoc): string[] {
  const seen = new Set<string>()
  const visit = (name: string | undefined) => {
    const open = name === undefined ? [] : [name]
    for (let at = open.shift(); at !== undefined; at = open.shift()) {
      const node = doc.nodes[at]
      if (!node || seen.has(at)) continue
      seen.add(at)
      open.unshift(...exitsOf(node).flatMap(({ target }) => target ?? []))
    }
  }
  visit(doc.start)
  visit(doc.onError)
  visit(doc.finally)
  return [...seen, ...Object.keys(doc.nodes).filter((name) => !seen.has(name))]
}
