import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useLanguage } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { plain } from './plain-about.ts'

interface Props {
  id: string | null
  chosen: boolean
  onChoose: ((id: string) => void) | undefined
  onClose(): void
}

/** All lines of a ready-made intent, the reader's language first. */
export function LibraryPreview({ id, chosen, onChoose, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const intent = useQuery({
    queryKey: [...workbenchKeys.library, 'one', id],
    queryFn: ({ signal }) => call(routes.readLibraryIntent, { params: { libraryId: id! }, signal }),
    enabled: id !== null,
  })
  const data = intent.data
  const languages = language === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)
  return (
    <SideDrawer
      open={id !== null}
      title={data?.name[language] ?? ''}
      onClose={onClose}
      extra={
        data &&
        !data.pickedAs &&
        onChoose && (
          <Button type={chosen ? 'default' : 'primary'} onClick={() => onChoose(data.id)}>
            {t(chosen ? 'workbench.library.unchoose' : 'workbench.library.chooseThis')}
          </Button>
        )
      }
    >
      {intent.isPending && <LoadingState />}
      {intent.isLoadingError && <ErrorState error={intent.error} onRetry={() => void intent.refetch()} />}
      {data && (
        <>
          {language === 'en' && <p className="quiet">{plain(data.about)}</p>}
          {languages.map((each) => (
            <section key={each} className="library-lines">
              <h3>
                {t(`workbench.languages.${each}`)} <span className="quiet">{data[each].length}</span>
              </h3>
              <ul lang={each === 'zh' ? 'zh-CN' : 'en'}>
                {data[each].map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </section>
          ))}
        </>
      )}
    </SideDrawer>
  )
}
