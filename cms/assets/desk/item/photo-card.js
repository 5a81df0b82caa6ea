// One photo of an item: its picture, what it shows, its caption, its tools.
//
// A card is drawn once and kept; what it is for is its `place` (lead, gallery or
// body) and by the functions in `source`, which read and write alt, caption, decorative.
import { button, h, icon, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { thumbnail } from '../library/media-records.js'

const QUIET_MS = 700

export class PhotoCard {
  constructor({ media, place, source, tools, names }) {
    Object.assign(this, { media, place, source, names })
    this.alt = this.input('alt', '1000')
    this.caption = this.input('caption', '2000')
    this.caption.tabIndex = -1
    this.state = h('span', { class: 'small photo-state', role: 'status', id: uniqueId('photo-state') })
    this.picture = h('div', { class: 'photo-picture' }, thumbnail(media))
    this.picture.querySelector('img')?.setAttribute('draggable', 'false')
    this.title = media.title || media.filename || `#${media.id}`
    const toolbar = this.toolbar(tools)
    const name = h('span', { class: 'photo-name', id: uniqueId('photo-name') }, this.title)
    this.alt.setAttribute('aria-describedby', `${name.id} ${this.state.id}`)
    this.element = h(
      'li',
      { class: 'photo photo-card' },
      this.picture,
      h(
        'div',
        { class: 'photo-text' },
        name,
        h('label', { class: 'photo-alt' }, h('span', { class: 'small' }, translate('altShort')), this.alt),
        this.state,
        h('label', { class: 'photo-caption' }, h('span', { class: 'small' }, translate('caption')), this.caption),
      ),
      toolbar,
    )
    this.element.card = this
    if (media.consent === 'refused') this.element.prepend(refusal())
    this.listen()
    this.refresh()
  }

  input(name, maxlength) {
    return h('input', { class: 'control', 'data-not-saved': true, 'data-photo': name, maxlength, autocomplete: 'off' })
  }

  toolbar(tools) {
    const decorative = {
      label: 'decorative',
      icon: 'eye-off',
      run: () => this.setDecorative(!this.source.decorative()),
      pressed: () => this.source.decorative(),
    }
    this.tools = [decorative, ...tools].filter(Boolean).map((tool) => ({
      ...tool,
      element: button(translate(tool.label, { title: this.title }), tool.icon, () => tool.run(this), {
        quiet: true,
        tabindex: '-1',
        'data-tool': tool.label,
      }),
    }))
    const bar = h('div', {
      class: 'photo-tools',
      role: 'toolbar',
      'aria-label': translate('photoTools', { title: this.title }),
    }, ...this.tools.map(({ element }) => element))
    bar.addEventListener('keydown', (event) => this.onToolKey(event))
    return bar
  }

  onToolKey(event) {
    const buttons = this.tools.map(({ element }) => element).filter((one) => !one.disabled)
    const at = buttons.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (event.key === 'Escape') this.alt.focus()
    else if (to === undefined || event.altKey) return
    else buttons.at(to % buttons.length).focus()
    event.preventDefault()
    event.stopPropagation()
  }

  listen() {
    this.alt.addEventListener('input', (event) => {
      this.proposed = false
      this.showState()
      if (!event.isComposing) this.soon()
    })
    this.alt.addEventListener('compositionend', () => this.soon())
    this.alt.addEventListener('blur', () => this.leave())
    this.caption.addEventListener('change', () => this.write('caption', this.caption.value.trim()))
    for (const field of [this.alt, this.caption]) field.addEventListener('keydown', (event) => this.onFieldKey(event))
  }

  onFieldKey(event) {
    if (event.key === 'Enter' && !event.altKey) {
      // Inside a form, Enter would send the whole page.
      event.preventDefault()
      if (event.target === this.alt && !event.isComposing) this.next()?.focus()
    } else if (event.key === 'F10' && event.altKey) {
      event.preventDefault()
      this.tools.find(({ element }) => !element.disabled).element.focus()
    } else if (event.key === 'Escape' && this.proposed) {
      this.proposed = false
      this.alt.value = ''
      this.showState()
    }
  }

  /** The description after this one, over all photos. */
  next() {
    const all = [...this.element.closest('sen-photos').querySelectorAll('[data-photo="alt"]:enabled')]
    return all[all.indexOf(this.alt) + 1]
  }

  /** Fill in what is stored; what somebody is typing stays. */
  refresh() {
    const { alt, caption, decorative } = this.source
    const stored = alt()
    if (document.activeElement !== this.alt && !this.failed && !this.timer) {
      const proposal = stored || decorative() ? '' : this.source.proposal()
      if (!this.proposed || stored || proposal) {
        this.proposed = Boolean(proposal) && !this.refusedProposal
        this.alt.value = stored || (this.proposed ? proposal : '')
      }
    }
    if (document.activeElement !== this.caption) this.caption.value = caption()
    this.alt.disabled = decorative()
    this.alt.placeholder = this.source.fallback()
    this.alt.readOnly = !this.source.mayDescribe()
    this.caption.readOnly = !this.source.mayCaption()
    for (const { element, pressed, disabled } of this.tools) {
      if (pressed) element.setAttribute('aria-pressed', String(Boolean(pressed(this))))
      if (disabled) element.disabled = Boolean(disabled(this))
    }
    this.showState()
  }

  showState() {
    if (this.failed) return
    const says = this.alt.value.trim() || this.source.fallback()
    if (this.source.decorative()) this.showStatus(null, translate('isDecorative'))
    else if (this.proposed) this.showStatus('quote', translate('altProposed'), 'is-proposed')
    else if (!says) this.showStatus('triangle-alert', translate('altMissing'), 'library-missing')
    else if (!this.state.classList.contains('is-saved')) this.showStatus(null, '')
    this.alt.classList.toggle('is-proposed', Boolean(this.proposed))
  }

  showStatus(iconName, text, look = '') {
    this.state.className = `small photo-state ${look}`
    const content = [iconName ? icon(iconName) : '', text ? h('span', {}, text) : '']
    if (this.state.textContent !== text) this.state.replaceChildren(...content)
  }

  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.writeAlt(), QUIET_MS)
  }

  /** Leaving the field takes what stands in it, a proposal as well. */
  leave() {
    this.refusedProposal = !this.alt.value.trim()
    if (this.proposed || this.timer) this.writeAlt()
  }

  writeAlt() {
    clearTimeout(this.timer)
    this.timer = 0
    this.proposed = false
    return this.write('alt', this.alt.value.trim())
  }

  setDecorative(on) {
    return this.write('decorative', on)
  }

  async write(name, value) {
    if (this.source[name]() === value) {
      this.refresh()
      return
    }
    this.failed = false
    try {
      await this.source.write(name, value)
      this.kept(name)
      // What looks over the whole item wants to know of a change in the library.
      this.element.dispatchEvent(new CustomEvent('photo-saved', { bubbles: true }))
    } catch (error) {
      this.failed = true
      this.showStatus('circle-alert', error.message || translate('saveFailed'), 'is-failed')
      if (!error.message || error instanceof TypeError) this.timer = setTimeout(() => this.again(name, value), 4000)
      return
    }
    this.refresh()
  }

  /** Say that something was saved, unless something is still to be done. */
  kept(name = '') {
    this.showState()
    const calm = !this.proposed && !this.state.classList.contains('library-missing') && !this.source.decorative()
    if (calm) this.showStatus('check', translate(name === 'alt' ? 'altSaved' : 'photoSaved'), 'is-saved')
  }

  /** The line was down: the words stay in the field and are sent anew. */
  again(name, value) {
    this.timer = 0
    this.failed = false
    this.write(name, name === 'alt' ? this.alt.value.trim() : value)
  }
}

function refusal() {
  return h('p', { class: 'photo-refused small' }, icon('octagon-alert'), h('span', {}, translate('consentRefused')))
}
