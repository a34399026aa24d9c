import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RehearseChat } from './rehearse-chat.tsx'
import { RehearseScenarios } from './rehearse-scenarios.tsx'
import { StepList, VariableList } from './rehearse-steps.tsx'
import { RehearseTools } from './rehearse-tools.tsx'
import type { Rehearsal } from './use-rehearsal.ts'
import './rehearse.css'

const views = ['chat', 'steps', 'variables', 'tools', 'scenarios'] as const

/** The test beside the canvas: talk, look at every step, decide what systems answer, keep it as a scenario. */
export function RehearsePanel({
  rehearsal,
  flowId,
  saveNow,
}: {
  rehearsal: Rehearsal
  flowId: string
  saveNow: () => Promise<number>
}) {
  const { t } = useTranslation()
  const [view, setView] = useState<(typeof views)[number]>('chat')
  return (
    <div className="rehearse">
      <Segmented
        block
        size="small"
        value={view}
        options={views.map((value) => ({ value, label: t(`flows.rehearse.${value}`) }))}
        onChange={setView}
      />
      {view === 'chat' && <RehearseChat rehearsal={rehearsal} flowId={flowId} />}
      {view === 'steps' && <StepList rehearsal={rehearsal} />}
      {view === 'variables' && <VariableList rehearsal={rehearsal} />}
      {view === 'tools' && <RehearseTools rehearsal={rehearsal} />}
      {view === 'scenarios' && <RehearseScenarios flowId={flowId} saveNow={saveNow} />}
    </div>
  )
}
