// A text input with a list of suggestions: the WAI-ARIA combobox pattern.
import { announce, debounceInput, h, uniqueId } from './dom.js'
import { translate } from './messages.js'

/**
 * Joins an input and a list. `fetchOptions(text)` gives the options, `draw(option)`
 * their content, `choose(option)` is called for the one taken.
 */
export class Combobox {
  constructor({ input, list, fetchOptions, draw, choose, openOnFocus = true }) {
    Object.assign(this, { input, list, fetchOptions, draw, choose })
    this.options = []
    this.active = -1
    this.request = 0
    list.id ||= uniqueId('list')
    list.setAttribute('role', 'listbox')
    list.hidden = true
    const roles = {
      role: 'combobox',
      autocomplete: 'off',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': list.id,
    }
    for (const [key, value] of Object.entries(roles)) input.setAttribute(key, value)
    debounceInput(input, 200, () => this.search())
    input.addEventListener('keydown', (event) => this.onKey(event))
    if (openOnFocus) input.addEventListener('click', () => this.search())
    input.addEventListener('blur', () => setTimeout(() => this.close(), 150))
    list.addEventListener('mousedown', (event) => event.preventDefault())
    list.addEventListener('click', (event) => this.onClick(event))
  }

  /** Look up what is typed; an answer that comes after a newer question is dropped. */
  async search() {
    this.request += 1
    const mine = this.request
    let options
    try {
      options = await this.fetchOptions(this.input.value.trim())
    } catch {
      options = []
      announce(translate('offline'))
    }
    if (mine === this.request) this.show(options)
  }

  show(options) {
    this.options = options
    this.active = -1
    this.input.removeAttribute('aria-activedescendant')
    const entries = options.map((option, index) =>
      h(
        'li',
        { role: 'option', id: `${this.list.id}-${index}`, 'aria-selected': 'false', 'data-index': String(index) },
        ...this.draw(option),
      )
    )
    if (!entries.length) {
      const text = translate('noResults')
      entries.push(
        h('li', { role: 'option', class: 'combo-none', 'aria-disabled': 'true', 'aria-selected': 'false' }, text),
      )
    }
    this.list.replaceChildren(...entries)
    this.open()
    announce(options.length ? translate('results', { count: options.length }) : translate('noResults'))
  }

  open() {
    this.list.hidden = false
    this.input.setAttribute('aria-expanded', 'true')
  }

  close() {
    this.list.hidden = true
    this.active = -1
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }

  get isOpen() {
    return !this.list.hidden
  }

  onKey(event) {
    if (event.isComposing) return
    const moves = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in moves) {
      event.preventDefault()
      if (this.isOpen) this.move(moves[event.key])
      else this.search()
    } else if (event.key === 'Enter') {
      this.onEnter(event)
    } else if (event.key === 'Escape' && this.isOpen) {
      event.preventDefault()
      event.stopPropagation()
      this.close()
    }
  }

  onEnter(event) {
    event.preventDefault() // Enter in a picker never sends the whole form
    if (this.isOpen && this.active >= 0) this.take(this.options[this.active])
    else if (!this.isOpen) this.search()
    else if (this.options.length) this.take(this.options[0])
  }

  onClick(event) {
    const index = event.target.closest('[data-index]')?.dataset.index
    if (index !== undefined) this.take(this.options[Number(index)])
  }

  move(step) {
    const count = this.options.length
    if (!count) return
    const from = this.active === -1 && step < 0 ? 0 : this.active
    this.active = (from + step + count) % count
    const entries = [...this.list.children]
    entries.forEach((entry, index) => entry.setAttribute('aria-selected', String(index === this.active)))
    this.input.setAttribute('aria-activedescendant', entries[this.active].id)
    entries[this.active].scrollIntoView({ block: 'nearest' })
  }

  take(option) {
    this.request += 1 // answers still under way must not open the list again
    this.close()
    this.choose(option)
  }
}
