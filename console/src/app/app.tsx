import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useLayoutEffect } from 'react'
import { RouterProvider } from 'react-router'
import { Problem } from '../api.ts'
import { speak } from '../i18n/index.ts'
import { usePreferences } from './preferences.ts'
import { router } from './routes.tsx'
import { antTheme, paintDocument } from './theme.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // Refusals do not change by asking again; only breakdowns are worth it.
      retry: (failures, error) =>
        failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => 600 * 2 ** attempt,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

/** The console: data cache, look, language and pages around each other. */
export function App() {
  const { look, language } = usePreferences()
  useLayoutEffect(() => paintDocument(look), [look])
  useEffect(() => speak(language), [language])
  return (
    <QueryClientProvider client={queryClient}>
      <ConfigProvider
        theme={antTheme(look)}
        locale={language === 'zh' ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
      >
        <AntApp component={false} message={{ maxCount: 2 }}>
          <RouterProvider router={router} />
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
