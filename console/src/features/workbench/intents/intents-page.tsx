import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Problem } from '../../../api.ts'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useIntents } from '../use-intents.ts'
import { ExampleList } from './example-list.tsx'
import { ImportDrawer } from './import-drawer.tsx'
import { IntentForm } from './intent-form.tsx'
import { IntentHead } from './intent-head.tsx'
import { IntentTree } from './intent-tree.tsx'
import { everything } from './tree-rows.ts'
import { useExampleChanges } from './use-example-changes.ts'
import './intents.css'

const at = (label: string) => `/understanding/intents/${encodeURIComponent(label)}`

/** Intents on the left, the examples of the chosen one on the right; on a phone one after the other. */
export function IntentsPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wide = useWiderThan(900)
  const { query, intents } = useIntents()
  const changes = useExampleChanges()
  const [form, setForm] = useState<'new' | 'edit' | null>(null)
  const [importing, setImporting] = useState(false)
  const chosen = itemId ?? (wide ? everything : undefined)
  const intent = intents.find((one) => one.id === chosen)

  const tree = (
    <IntentTree
      chosen={chosen}
      onChoose={(label) => void navigate(at(label))}
      onCreate={() => setForm('new')}
      onImport={() => setImporting(true)}
      onDrop={(dragged, to) => void changes.move({ ids: dragged.ids }, to, dragged.from)}
    />
  )
  const examples =
    query.isSuccess && chosen !== undefined && chosen !== everything && !intent ? (
      <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
    ) : (
      <>
        {!wide && (
          <Button
            type="text"
            icon={<ArrowLeftOutlined />}
            className="intent-back"
            onClick={() => void navigate('/understanding/intents')}
          >
            {t('workbench.intents.back')}
          </Button>
        )}
        <IntentHead intent={intent} onEdit={() => setForm('edit')} onImport={() => setImporting(true)} />
        <ExampleList key={chosen} intent={intent} changes={changes} />
      </>
    )

  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  return (
    <div className="intents">
      {chosen === undefined && <h1 className="unseen">{t('workbench.sections.intents')}</h1>}
      {(wide || chosen === undefined) && <div className="intents-side">{tree}</div>}
      {(wide || chosen !== undefined) && <div className="intents-main">{examples}</div>}
      <IntentForm
        mode={form}
        intent={intent}
        onClose={() => setForm(null)}
        onSaved={(label) => {
          setForm(null)
          void navigate(at(label))
        }}
      />
      <ImportDrawer open={importing} setId={null} onClose={() => setImporting(false)} />
    </div>
  )
}
