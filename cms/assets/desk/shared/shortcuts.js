// Keys of the desk: N writes, / searches, ? lists them; Ctrl+S saves, Ctrl+Enter sends on.
//
// Keys of a single letter do nothing while somebody types, and can be switched off.
// A button with data-key="z" or data-key="Escape" is pressed by that key.
import { button, h } from './dom.js'
import { translate } from './messages.js'

const OFF = 'sen-single-keys-off'
const MODIFIER = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

const SINGLE = {
  n: () => document.querySelector('form[data-shortcut="n"]')?.requestSubmit(),
  '/': () => document.querySelector('sen-palette')?.open(),
  '?': () => help(),
}

const COMMANDS = {
  s: () => document.querySelector('sen-autosave')?.save(),
  Enter: () =>
    document.querySelector('#item-form .edit-side .button-primary[formaction], [data-decide] .button-primary')?.click(),
}

function typing(target) {
  return target.closest?.('input:not([type="radio"]), textarea, select, [contenteditable="true"], dialog')
}

/** What presses the button that names a key; Escape closes what is open first. */
function named(key) {
  if (key === 'Escape' && document.querySelector('dialog[open], details[open]')) return null
  const found = document.querySelector(`#main button[data-key="${CSS.escape(key)}"]`)
  return found && (() => found.click())
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const command = event.ctrlKey || event.metaKey
  const single = !command && event.key.length === 1
  if (!command && typing(event.target)) return
  if (single && localStorage.getItem(OFF)) return
  const act = (command ? COMMANDS : SINGLE)[event.key] || (!command && named(event.key))
  if (!act) return
  event.preventDefault()
  act()
})

function help() {
  const single = h('input', { type: 'checkbox', id: 'single-keys' })
  single.checked = !localStorage.getItem(OFF)
  single.addEventListener('change', () => {
    if (single.checked) localStorage.removeItem(OFF)
    else localStorage.setItem(OFF, '1')
  })
  const rows = [
    ['N', 'keyNew'],
    ['/', 'keySearch'],
    [`${MODIFIER} K`, 'keySearch'],
    [`${MODIFIER} S`, 'keySave'],
    [`${MODIFIER} Enter`, 'keySend'],
    ['?', 'keyHelp'],
  ]
  const dialog = h('dialog', { class: 'keys-dialog', 'aria-labelledby': 'keys-title' })
  dialog.append(
    h('h2', { id: 'keys-title' }, translate('shortcuts')),
    h(
      'dl',
      { class: 'keys' },
      ...rows.flatMap(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, translate(text))]),
    ),
    h('div', { class: 'check' }, single, h('label', { for: 'single-keys' }, translate('keySingle'))),
    button(translate('close'), 'x', () => dialog.close()),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
