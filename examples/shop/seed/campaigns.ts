import { addDays, daysAgo } from '../src/clock.ts'

/** Sales, past and running, told in days before opening. Prices in yuan. */
export function campaignsSeed(now: Date) {
  return [
    {
      id: 'CP-AUTUMN',
      name: '秋季焕新节',
      nameEn: 'Autumn renewal sale',
      startsAt: daysAgo(now, 40, '00:00'),
      endsAt: daysAgo(now, 15, '00:00'),
      protectionDays: 30,
      storewide: true,
      prices: {},
    },
    {
      id: 'CP-SCREEN',
      name: '影音周末',
      nameEn: 'Screen and sound weekend',
      startsAt: daysAgo(now, 4, '00:00'),
      endsAt: daysAgo(now, 1, '00:00'),
      protectionDays: 15,
      storewide: false,
      prices: { 'TV-55Q-BK': 2699, 'SB-S2-BK': 849 },
    },
    {
      id: 'CP-WARM',
      name: '入冬暖家季',
      nameEn: 'Warm home season',
      startsAt: daysAgo(now, 2, '00:00'),
      endsAt: addDays(daysAgo(now, 0, '00:00'), 60),
      protectionDays: 15,
      storewide: false,
      prices: { 'AP-A7-WH': 1399, 'AP-A7-GD': 1399, 'HM-M9-WH': 499, 'HM-M9-WD': 499, 'FB-Z4-WD': 289 },
    },
  ]
}
