// Segment's own Node client, told another host and nothing else.
import { Analytics } from '@segment/analytics-node'

const [host, writeKey, count] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, flushAt: 50, flushInterval: 200 })
const failed = []
analytics.on('error', (error) => failed.push(String(error.code ?? error)))

const userId = 'U-1'
analytics.identify({ userId, traits: { name: '鈴木 一郎', email: 'ichiro@aozora.example' } })
analytics.group({ userId, groupId: 'ACC-001', traits: { industry: '食品' } })
for (let number = 0; number < Number(count); number += 1) {
  analytics.track({ userId, event: '帳票を作成', properties: { number } })
}
analytics.page({ userId, category: 'guide', name: 'はじめに' })
analytics.screen({ userId, name: 'home' })
analytics.alias({ userId, previousId: 'before' })
await analytics.closeAndFlush({ timeout: 20000 })
console.log(JSON.stringify(failed))
