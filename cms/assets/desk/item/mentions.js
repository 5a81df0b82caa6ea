// <sen-mentions>: records that the text speaks of, put into their pickers on one press.
import { announce } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

export class Mentions extends HTMLElement {
  connectedCallback() {
    if (this.url) return
    this.url = this.getAttribute('url')
    this.addEventListener('click', (event) => this.onClick(event))
    this.onSaved = () => this.refresh()
    document.addEventListener('saved', this.onSaved)
  }

  disconnectedCallback() {
    document.removeEventListener('saved', this.onSaved)
  }

  onClick(event) {
    const pressed = event.target.closest('button[name="record"]')
    if (!pressed) return
    const rows = pressed.value === 'all' ? this.sure() : [pressed.closest('[data-option]')]
    // A row without a picker on this page goes the plain way, through the server.
    if (!rows.every((row) => this.picker(row))) return
    event.preventDefault()
    for (const row of rows) {
      this.picker(row).add(JSON.parse(row.dataset.option), { quiet: true })
      row.remove()
    }
    if (!this.querySelector('[data-option]')) this.querySelector('.mentions-all')?.remove()
    announce(translate('recordsLinked', { count: rows.length }))
    const next = this.querySelector('button') || this.closest('section').querySelector('h2')
    if (!next.matches('button')) next.tabIndex = -1
    next.focus({ preventScroll: true })
  }

  sure() {
    return [...this.querySelectorAll('[data-option]:not([data-unsure])')]
  }

  picker(row) {
    const picker = document.querySelector(`#item-form [data-field="${CSS.escape(row.dataset.field)}"] sen-picker`)
    return picker?.chosen ? picker : null
  }

  async refresh() {
    const response = await fetch(this.url, { headers: { Accept: 'text/html' } }).catch(() => null)
    // Nothing moves under a hand: not while one of the buttons has the focus.
    if (!response?.ok || response.redirected || this.contains(document.activeElement)) return
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    this.replaceChildren(...page.body.childNodes)
  }
}
