// <sen-preview>: shows the framed page at the width of a phone, a tablet or a desk.
import { button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

const WIDTHS = { desktop: 'monitor', tablet: 'tablet', phone: 'smartphone' }

export class Preview extends HTMLElement {
  connectedCallback() {
    if (this.bar || !this.querySelector('iframe')) return
    this.bar = h('div', { class: 'preview-bar', role: 'group', 'aria-label': translate('width') })
    for (const [width, name] of Object.entries(WIDTHS)) {
      this.bar.append(button(translate(width), name, () => this.show(width), { kind: 'quiet', 'data-for': width }))
    }
    this.prepend(this.bar)
    this.show('desktop')
  }

  show(width) {
    this.dataset.width = width
    for (const one of this.bar.children) {
      one.setAttribute('aria-pressed', String(one.dataset.for === width))
    }
  }
}
