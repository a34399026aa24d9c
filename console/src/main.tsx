import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startTranslation } from './i18n/index.ts'
import './ui/base.css'

startTranslation()
createRoot(document.getElementById('root')!).render(<App />)
