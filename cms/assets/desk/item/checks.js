// <sen-checks>: what could be better, asked anew after each save; a press leads there.
import { findWords } from './quotes.js'

export class Checks extends HTMLElement {
  connectedCallback() {
    if (this.onSaved) return
    this.onSaved = () => this.refresh()
    for (const name of ['saved', 'photo-saved']) document.addEventListener(name, this.onSaved)
    this.addEventListener('click', (event) => {
      const link = event.target.closest('[data-check-field]')
      if (link && lead(link.dataset.checkField, link.dataset.checkQuote)) event.preventDefault()
    })
  }

  disconnectedCallback() {
    for (const name of ['saved', 'photo-saved']) document.removeEventListener(name, this.onSaved)
  }

  async refresh() {
    const response = await fetch(this.getAttribute('url'), { headers: { Accept: 'text/html' } }).catch(() => null)
    // Nothing moves under a hand: not while one of the links has the focus.
    if (!response?.ok || response.redirected || this.contains(document.activeElement)) return
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    this.replaceChildren(...page.body.childNodes)
  }
}

/** Put the focus into a field of the form, on the quoted words when they are found. */
function lead(name, quote) {
  const field = document.querySelector(`#item-form [data-field="${CSS.escape(name)}"]`)
  const control = field?.querySelector(
    '[contenteditable="true"], input:not([type="hidden"]), textarea:not([hidden]), select, button',
  )
  if (!control) return false
  for (const closed of ancestors(field)) closed.open = true
  control.focus({ preventScroll: true })
  control.scrollIntoView({ block: 'center' })
  if (quote) select(control, quote)
  return true
}

function ancestors(field) {
  const found = []
  for (let one = field.closest('details:not([open])'); one; one = one.parentElement.closest('details:not([open])')) {
    found.push(one)
  }
  return found
}

function select(control, quote) {
  if (control.setSelectionRange && 'value' in control) {
    const at = control.value.indexOf(quote)
    if (at >= 0) control.setSelectionRange(at, at + quote.length)
    return
  }
  const range = findWords(control, { quote })
  if (!range) return
  getSelection().removeAllRanges()
  getSelection().addRange(range)
  range.startContainer.parentElement.scrollIntoView({ block: 'center' })
}
