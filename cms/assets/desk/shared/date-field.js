// <sen-date-field>: days and times are typed as the site writes them, whatever language the
// browser speaks; a button opens the browser's own picker, which fills the field.
import { button, h } from './dom.js'
import { translate } from './messages.js'

const NATIVE = { date: 'date', time: 'time', datetime: 'datetime-local' }
const TYPED = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2}))?\s*$/

export class DateField extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('[data-picker]')
    if (!input || this.querySelector('button')) return
    const kind = input.dataset.picker
    const native = h('input', {
      type: NATIVE[kind],
      class: 'date-native',
      tabindex: '-1',
      'aria-hidden': 'true',
      'data-not-saved': true,
      onchange: (event) => {
        event.stopPropagation()
        if (!native.value) return
        input.value = asTyped(native.value)
        for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true }))
        input.focus()
      },
      oninput: (event) => event.stopPropagation(),
    })
    const opener = button(
      translate(kind === 'time' ? 'chooseTime' : 'chooseDay'),
      kind === 'time' ? 'clock' : 'calendar',
      () => {
        native.value = asIso(input.value, kind)
        try {
          native.showPicker()
        } catch {
          native.focus() // a browser without it
        }
      },
      { quiet: true },
    )
    this.append(opener, native)
  }
}

/** "2026-07-08T08:30" → "08/07/2026 08:30". */
function asTyped(iso) {
  const [day, time = ''] = iso.includes('-') ? iso.split('T') : ['', iso]
  return [day.split('-').reverse().join('/'), time.slice(0, 5)].filter(Boolean).join(' ')
}

/** What the picker begins with: the day that is typed; nothing for words. */
function asIso(typed, kind) {
  if (kind === 'time') return /^\d\d:\d\d$/.test(typed) ? typed : ''
  const found = TYPED.exec(typed)
  if (!found) return ''
  const [day, month, hour, minute] = [found[1], found[2], found[4] ?? '08', found[5] ?? '00'].map(
    (part) => part.padStart(2, '0'),
  )
  return `${found[3]}-${month}-${day}${kind === 'datetime' ? `T${hour}:${minute}` : ''}`
}
