// <sen-media-field>: pictures or files of the media library, in order, with descriptions.
//
// Wraps the plain input that holds the ids with commas. Attributes: upload-url,
// media-url, kind (image or file), multiple, chosen (JSON list of media records).
import { announce, button, dispatchChange, h, icon, listAttribute, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { chooseMedia } from './media-dialog.js'
import { saveAlt, thumbnail } from './media-records.js'
import { acceptDrops, fileButton, uploadAll } from './uploads.js'

export class MediaField extends HTMLElement {
  connectedCallback() {
    // Inside <sen-photos> its cards show what these inputs hold.
    if (this.store || this.closest('sen-photos')) return
    if (!(this.getAttribute('media-url') || this.getAttribute('upload-url'))) return
    this.store = this.querySelector('input')
    if (!this.store) return
    this.multiple = this.hasAttribute('multiple')
    this.kind = this.getAttribute('kind') || 'image'
    const known = new Map(listAttribute(this, 'chosen').map((one) => [String(one.id), one]))
    const ids = this.store.value.split(',').filter((id) => id.trim())
    this.media = ids.map((id) => known.get(id.trim()) || { id: id.trim(), title: `#${id.trim()}` })
    this.build()
    this.draw()
  }

  build() {
    const id = this.store.id || uniqueId('photos')
    this.store.removeAttribute('id')
    this.store.type = 'hidden'
    this.querySelector('.plain-chosen')?.remove()
    const take = (files) => this.send(files)
    const mediaUrl = this.getAttribute('media-url')
    const uploadUrl = this.getAttribute('upload-url')
    this.list = h('ol', { class: `photos photos-${this.kind}`, 'aria-labelledby': this.getAttribute('labelledby') })
    this.uploads = h('ul', { class: 'upload-list' })
    this.zone = h(
      'div',
      { class: 'drop-zone' },
      uploadUrl ? fileButton(take, { kind: this.kind, multiple: this.multiple, id }) : '',
      mediaUrl ? button(translate('chooseFromLibrary'), 'images', () => this.choose()) : '',
      uploadUrl ? h('span', { class: 'muted small drop-hint' }, translate('dropHere')) : '',
    )
    this.append(this.list, this.uploads, this.zone)
    if (uploadUrl) acceptDrops(this, take)
  }

  send(files) {
    const wanted = this.multiple ? files : files.slice(0, 1)
    return uploadAll(this.getAttribute('upload-url'), wanted, this.uploads, (made) => this.add([made]))
  }

  async choose() {
    const chosen = await chooseMedia({
      mediaUrl: this.getAttribute('media-url'),
      uploadUrl: this.getAttribute('upload-url'),
      kind: this.kind,
      multiple: this.multiple,
    })
    if (chosen.length) this.add(chosen)
    this.zone.querySelector('button')?.focus()
  }

  add(records) {
    const here = new Set(this.media.map((one) => String(one.id)))
    const fresh = records.filter((one) => !here.has(String(one.id)))
    this.media = this.multiple ? [...this.media, ...fresh] : records.slice(0, 1)
    this.draw()
    this.commit()
  }

  move(index, step) {
    const [one] = this.media.splice(index, 1)
    this.media.splice(index + step, 0, one)
    this.draw()
    this.commit()
    announce(translate('moved', { title: one.title || '', position: index + step + 1 }))
    const row = this.list.children[index + step]
    const same = row.querySelector(`[data-step="${step}"]:not([disabled])`)
    ;(same || row.querySelector('button')).focus()
  }

  remove(index) {
    const [gone] = this.media.splice(index, 1)
    this.draw()
    this.commit()
    announce(translate('removed', { title: gone.title || '' }))
    this.zone.querySelector('button')?.focus()
  }

  commit() {
    this.store.value = this.media.map((one) => one.id).join(',')
    dispatchChange(this.store)
  }

  draw() {
    this.list.replaceChildren(...this.media.map((one, index) => this.card(one, index)))
    this.list.hidden = !this.media.length
  }

  card(one, index) {
    const title = one.title || one.filename || `#${one.id}`
    const move = (step, key, name) =>
      button(translate(key, { title }), name, () => this.move(index, step), {
        quiet: true,
        'data-step': String(step),
        disabled: index + step < 0 || index + step >= this.media.length,
      })
    const several = this.multiple && this.media.length > 1
    return mediaCard(
      one,
      this.kind,
      several ? move(-1, 'moveUpNamed', 'arrow-up') : null,
      several ? move(1, 'moveDownNamed', 'arrow-down') : null,
      button(translate('removeNamed', { title }), 'x', () => this.remove(index), { quiet: true }),
    )
  }
}

/** One record of the library in a list: its picture, its description, its tools. */
export function mediaCard(one, kind, ...tools) {
  const name = h('span', { class: 'photo-name' }, one.title || one.filename || `#${one.id}`)
  return h(
    'li',
    { class: 'photo' },
    h('div', { class: 'photo-picture' }, thumbnail(one)),
    h('div', { class: 'photo-text' }, name, kind === 'image' ? altField(one) : ''),
    h('div', { class: 'photo-tools' }, ...tools),
  )
}

/** The description of a picture, saved to the library as soon as the field is left. */
function altField(one) {
  if (!one.edit_url) return one.alt ? h('span', { class: 'muted small' }, one.alt) : missing()
  const input = h('input', { class: 'control', value: one.alt || '', 'data-not-saved': true, maxlength: '500' })
  const state = h('span', { class: 'small', role: 'status' }, one.alt ? '' : missing())
  input.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault())
  input.addEventListener('change', async () => {
    try {
      await saveAlt(one, input.value.trim())
      state.replaceChildren(icon('check'), ` ${translate('altSaved')}`)
    } catch {
      state.replaceChildren(icon('circle-alert'), ` ${translate('saveFailed')}`)
    }
  })
  return h('label', { class: 'photo-alt' }, h('span', { class: 'small' }, translate('alt')), input, state)
}

function missing() {
  return h('span', { class: 'library-missing small' }, icon('triangle-alert'), translate('altMissing'))
}
