// <sen-preview-panel>: the public page of the draft beside the form, shown anew after each save.
//
// Wraps the plain link to the preview. Attribute: url. The widths are a screen, a
// telephone, and the sheet of paper that the print style makes.
import { announce, button, h } from '../shared/dom.js'
import { translate } from '../shared/messages.js'

const LOOKS = { desktop: 'monitor', phone: 'smartphone', print: 'printer' }

export class PreviewPanel extends HTMLElement {
  connectedCallback() {
    if (this.link) return
    this.link = this.querySelector('a')
    this.link?.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      this.panel?.isConnected ? this.close() : this.open()
    })
    this.onSaved = () => this.panel && this.reload()
    document.addEventListener('saved', this.onSaved)
  }

  disconnectedCallback() {
    document.removeEventListener('saved', this.onSaved)
    this.panel?.remove()
  }

  open() {
    this.bar = h('div', { class: 'preview-panel-bar', role: 'group', 'aria-label': translate('width') })
    for (const [look, name] of Object.entries(LOOKS)) {
      this.bar.append(button(translate(look), name, () => this.show(look), { kind: 'quiet', 'data-for': look }))
    }
    this.bar.append(
      h('span', { class: 'spacer' }),
      button(translate('close'), 'x', () => this.close(), { quiet: true }),
    )
    this.frame = h('iframe', { title: translate('preview'), src: this.getAttribute('url') })
    this.frame.addEventListener('load', () => this.onLoad())
    const stage = h('div', { class: 'preview-panel-stage' }, this.frame)
    this.panel = h('aside', { class: 'preview-panel', 'aria-label': translate('preview') }, this.bar, stage)
    this.panel.addEventListener('keydown', (event) => event.key === 'Escape' && this.close())
    document.getElementById('main').classList.add('has-preview-panel')
    document.body.append(this.panel)
    this.link.setAttribute('aria-expanded', 'true')
    this.show('desktop')
    this.bar.querySelector('button').focus()
  }

  close() {
    this.panel.remove()
    this.panel = null
    document.getElementById('main').classList.remove('has-preview-panel')
    this.link.setAttribute('aria-expanded', 'false')
    this.link.focus()
  }

  show(look) {
    this.panel.dataset.width = look
    for (const one of this.bar.querySelectorAll('[data-for]')) {
      one.setAttribute('aria-pressed', String(one.dataset.for === look))
    }
    this.onLoad()
    announce(translate(look))
  }

  /** The page anew, at the place where the reader of it was. */
  reload() {
    this.place = this.frame.contentWindow?.scrollY || 0
    this.frame.contentWindow?.location.reload()
  }

  onLoad() {
    const page = this.frame.contentDocument
    if (!page?.styleSheets) return
    printed(page, this.panel.dataset.width === 'print')
    if (this.place) this.frame.contentWindow.scrollTo(0, this.place)
  }
}

/** Let the rules for paper hold on the screen, or the other way round. */
function printed(page, on) {
  for (const sheet of page.styleSheets) turn(sheet.cssRules, on)
}

function turn(rules, on) {
  for (const rule of rules) {
    if (rule.media && /^(print|all and \(min-width: 0px\))$/.test(rule.media.mediaText)) {
      rule.media.mediaText = on ? 'all and (min-width: 0px)' : 'print'
    } else if (rule.cssRules) turn(rule.cssRules, on)
  }
}
