// <sen-picker>: choose records of the site by typing part of their titles.
//
// Wraps the plain input that holds the ids with commas. Attributes: url, types,
// multiple, create-url, chosen (JSON list of what the ids stand for), labelledby.
import { Combobox } from './combobox.js'
import { announce, button, dispatchChange, h, icon, listAttribute, uniqueId } from './dom.js'
import { translate } from './messages.js'
import { getJSON } from './requests.js'

export class Picker extends HTMLElement {
  connectedCallback() {
    if (this.store || !this.getAttribute('url')) return
    this.store = this.querySelector('input')
    if (!this.store) return
    this.multiple = this.hasAttribute('multiple')
    const known = new Map(listAttribute(this, 'chosen').map((one) => [String(one.id), one]))
    const ids = this.store.value.split(',').filter((id) => id.trim())
    this.chosen = ids.map((id) => known.get(id.trim()) || { id: id.trim(), title: `#${id.trim()}` })
    this.build()
    this.draw()
  }

  build() {
    const id = this.store.id || uniqueId('picker')
    this.store.removeAttribute('id')
    const described = this.store.getAttribute('aria-describedby')
    const invalid = this.store.getAttribute('aria-invalid')
    this.store.type = 'hidden'
    this.chosenList = h('ul', { class: 'chosen-list', 'aria-labelledby': this.getAttribute('labelledby') })
    this.input = h('input', {
      id,
      type: 'text',
      class: 'control',
      placeholder: translate('typeToSearch'),
      'aria-describedby': described,
      'aria-invalid': invalid,
    })
    this.list = h('ul', { class: 'combo-list', 'aria-label': translate('search') })
    this.box = h('div', { class: 'combo' }, icon('search'), this.input, this.list)
    this.querySelector('.plain-chosen')?.remove()
    this.append(this.chosenList, this.box, this.createLink())
    this.combobox = new Combobox({
      input: this.input,
      list: this.list,
      fetchOptions: (text) => this.fetchOptions(text),
      draw: drawOption,
      choose: (option) => this.add(option),
    })
  }

  createLink() {
    const url = this.getAttribute('create-url')
    if (!url) return ''
    const link = h(
      'a',
      { class: 'create-link', target: '_blank', href: url },
      icon('plus'),
      h('span', {}, translate('createNew')),
    )
    link.addEventListener('click', () => {
      const address = new URL(url, location.href)
      if (this.input.value.trim()) address.searchParams.set('title', this.input.value.trim())
      link.href = address
      addEventListener('focus', () => this.input.focus(), { once: true })
    })
    return link
  }

  async fetchOptions(text) {
    const parameters = { q: text }
    if (this.getAttribute('types')) parameters.types = this.getAttribute('types')
    const found = await getJSON(this.getAttribute('url'), parameters)
    const taken = new Set(this.chosen.map((one) => String(one.id)))
    return found.filter((one) => !taken.has(String(one.id)))
  }

  /** Choose a record; quiet leaves the focus where it is and says nothing. */
  add(option, { quiet = false } = {}) {
    if (this.chosen.some((one) => String(one.id) === String(option.id))) return
    this.chosen = this.multiple ? [...this.chosen, option] : [option]
    this.input.value = ''
    this.draw()
    this.commit()
    if (quiet) return
    announce(translate('added', { title: option.title }))
    if (this.multiple) this.input.focus()
    else this.chosenList.querySelector('button')?.focus()
  }

  remove(index) {
    const [gone] = this.chosen.splice(index, 1)
    this.draw()
    this.commit()
    announce(translate('removed', { title: gone.title }))
    this.input.focus()
  }

  move(index, step) {
    const [one] = this.chosen.splice(index, 1)
    this.chosen.splice(index + step, 0, one)
    this.draw()
    this.commit()
    announce(translate('moved', { title: one.title, position: index + step + 1 }))
    const row = this.chosenList.children[index + step]
    const same = row.querySelector(`[data-step="${step}"]:not([disabled])`)
    ;(same || row.querySelector('button')).focus()
  }

  commit() {
    this.store.value = this.chosen.map((one) => one.id).join(',')
    dispatchChange(this.store)
  }

  draw() {
    this.chosenList.replaceChildren(...this.chosen.map((one, index) => this.chosenItem(one, index)))
    this.chosenList.hidden = !this.chosen.length
    this.box.hidden = !this.multiple && this.chosen.length > 0
  }

  chosenItem(one, index) {
    const title = one.url ? h('a', { href: one.url, target: '_blank' }, one.title) : h('span', {}, one.title)
    const text = h('span', { class: 'chosen-text' }, title, details(one))
    const move = (step, key, name) =>
      button(translate(key, { title: one.title }), name, () => this.move(index, step), {
        quiet: true,
        'data-step': String(step),
        disabled: index + step < 0 || index + step >= this.chosen.length,
      })
    const several = this.multiple && this.chosen.length > 1
    return h(
      'li',
      { class: 'chosen-item' },
      text,
      several ? move(-1, 'moveUpNamed', 'arrow-up') : null,
      several ? move(1, 'moveDownNamed', 'arrow-down') : null,
      button(translate('removeNamed', { title: one.title }), 'x', () => this.remove(index), { quiet: true }),
    )
  }
}

function details(one) {
  const parts = [one.type_label, one.date?.split('-').reverse().join('/')]
  if (one.state && one.state !== 'published') parts.push(translate('draftState'))
  const text = parts.filter(Boolean).join(' · ')
  return text ? h('span', { class: 'muted small' }, text) : ''
}

function drawOption(one) {
  return [h('span', { class: 'combo-title' }, one.title), details(one)]
}
