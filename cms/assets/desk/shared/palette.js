// <sen-palette>: Ctrl+K opens a search over the desk's pages and records.
import { Combobox } from './combobox.js'
import { h, icon } from './dom.js'
import { translate } from './messages.js'
import { getJSON } from './requests.js'

export class Palette extends HTMLElement {
  connectedCallback() {
    if (this.ready) return
    this.ready = true
    this.field = this.querySelector('input[type="search"]')
    this.field?.addEventListener('mousedown', (event) => {
      event.preventDefault()
      this.open()
    })
    document.addEventListener('keydown', (event) => {
      if (event.defaultPrevented) return
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        this.open()
      }
    })
  }

  build() {
    this.input = h('input', {
      type: 'search',
      class: 'control',
      'aria-label': translate('search'),
      placeholder: translate('search'),
    })
    const list = h('ul', { class: 'combo-list palette-list', 'aria-label': translate('search') })
    this.dialog = h('dialog', { class: 'palette-dialog', 'aria-label': translate('search') })
    this.dialog.append(h('div', { class: 'combo' }, icon('search'), this.input), list)
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close()
    })
    this.combobox = new Combobox({
      input: this.input,
      list,
      fetchOptions: (text) => getJSON(this.getAttribute('url'), { q: text }),
      draw: (one) => [
        h('span', { class: 'combo-title' }, one.title),
        one.type_label ? h('span', { class: 'muted small' }, one.type_label) : '',
      ],
      choose: (one) => location.assign(one.url),
    })
    document.body.append(this.dialog)
  }

  open() {
    if (!this.dialog) this.build()
    if (this.dialog.open) return
    this.input.value = this.field?.value || ''
    this.dialog.showModal()
    this.input.focus()
    this.combobox.search()
  }
}
