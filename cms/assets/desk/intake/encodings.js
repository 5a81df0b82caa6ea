// Text from before Unicode (TCVN3, VNI, VISCII) that was pasted: the server reads it,
// a bar shows what changed and gives the original back.
import { announce, button, h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { csrfToken } from '../shared/requests.js'

const SHOWN = 12
const NAMES = { tcvn3: 'TCVN3', vni: 'VNI', viscii: 'VISCII' }

/** Whether a text could be in an old encoding at all: most pastes ask nobody. */
export function suspicious(text) {
  // No old encoding shows these letters, as the server says, too.
  if (/[\u1ea0-\u1ef9ăđơưĂĐƠƯ]/.test(text)) return false
  return /[\u0080-\u024f\u02c6\u02dc\u2018-\u203a\u20ac\u2122]/.test(text)
}

/** Ask the server; [{ texts, encoding }], or null when it gives no answer. */
export async function requestConversion(paragraphs, capitals = []) {
  const url = document.body.dataset.convertUrl
  if (!url || !paragraphs.length) return null
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
      body: JSON.stringify({ paragraphs, capitals }),
    })
    return response.ok ? (await response.json()).paragraphs : null
  } catch {
    // Without a connection the paste stays as it came.
    return null
  }
}

/** Whether an answer means that something was converted, not only composed. */
export function converted({ encoding }) {
  return encoding in NAMES || encoding === 'utf8-as-cp1252'
}

function encodingsOf(changes) {
  const names = new Set(changes.map(({ encoding }) => NAMES[encoding] || translate('doubleEncoding')))
  return [...names].join(', ')
}

/** The bar over converted text: [{ before, after, encoding }], with a way back. */
export function conversionBar(changes, { undo, keep = () => {} }) {
  const message = translate('converted', { count: changes.length, encoding: encodingsOf(changes) })
  const bar = h('div', { class: 'paste-bar', role: 'group', 'aria-label': message, 'data-not-saved': true })
  const close = (then) => () => {
    bar.remove()
    then()
  }
  const list = h('ol', { class: 'paste-changes' })
  for (const { before, after } of changes.slice(0, SHOWN)) {
    list.append(h('li', {}, h('del', {}, before), icon('arrow-right'), h('ins', {}, after)))
  }
  const more = changes.length - SHOWN
  bar.append(
    icon('languages'),
    h('p', { class: 'paste-message' }, message),
    h(
      'div',
      { class: 'paste-actions' },
      button(translate('undo'), 'undo-2', close(undo)),
      button(translate('keep'), 'check', close(keep), { kind: 'quiet' }),
    ),
    h(
      'details',
      { class: 'paste-details' },
      h('summary', {}, translate('convertedPreview')),
      list,
      more > 0 ? h('p', { class: 'small muted' }, translate('andMore', { count: more })) : '',
    ),
  )
  announce(message)
  return bar
}

const FIELDS = 'input:not([type]),input[type="text"],input[type="search"],textarea'

/** Convert what is pasted into plain fields of forms that are saved. */
export function watchPastes() {
  document.addEventListener('paste', (event) => {
    const field = event.target
    const text = event.clipboardData?.getData('text/plain') || ''
    if (!field.matches?.(FIELDS) || !field.closest('form[method="post"]') || !suspicious(text)) return
    // After the browser has put it there.
    setTimeout(() => convertField(field), 0)
  })
}

async function convertField(field) {
  const before = field.value
  const lines = before.split('\n')
  const places = [...lines.keys()].filter((index) => suspicious(lines[index]))
  const answers = await requestConversion(places.map((index) => [lines[index]]))
  if (!answers || field.value !== before) return
  const changes = answers
    .map((answer, index) => ({ ...answer, place: places[index], before: lines[places[index]], after: answer.texts[0] }))
    .filter((one) => converted(one) && one.after !== one.before)
  if (!changes.length) return
  for (const { place, after } of changes) lines[place] = after
  const after = lines.join('\n')
  put(field, after)
  const host = field.closest('.field') || field.parentElement
  host.querySelector(':scope > .paste-bar')?.remove()
  const bar = conversionBar(changes, {
    undo: () => {
      if (field.value === after) put(field, before)
      field.focus()
    },
    keep: () => field.focus(),
  })
  field.after(bar)
}

/** Set a field's text so that the browser's own undo knows of it. */
function put(field, text) {
  field.focus()
  field.select()
  // The one way that fills the undo history of a field; there is no newer one.
  if (!document.execCommand('insertText', false, text) || field.value !== text) {
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}
