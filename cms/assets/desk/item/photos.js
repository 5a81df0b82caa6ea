// <sen-photos>: every photo of an item on one screen, each with what it shows.
//
// Wraps the plain fields of the lead picture and the galleries, which keep what is sent,
// and reads the pictures of the text from its editors. Attributes: photos (JSON records),
// names (JSON list of who and what may be in them), crops, picker-url, media-url,
// upload-url, galleries (JSON list of {name, label}), lead-alt, lead-caption.
import { chooseMedia } from '../library/media-dialog.js'
import { saveMedia } from '../library/media-records.js'
import { acceptDrops, fileButton, uploadAll } from '../library/uploads.js'
import { announce, button, dispatchChange, h, icon, listAttribute, uniqueId } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { getJSON } from '../shared/requests.js'
import { bodyPhotos, removeBody, showBody } from './body-photos.js'
import { PhotoCard } from './photo-card.js'
import { toggleFocalPanel } from './photo-focal-panel.js'
import { leadSource, librarySource, textSource } from './photo-sources.js'
import { suggestions } from './photo-suggestions.js'

const LEAD = 'image_id'
const MOVED = 'application/x-sen-photo'

export class Photos extends HTMLElement {
  connectedCallback() {
    if (this.groups) return
    this.form = this.closest('form')
    this.plain = this.querySelector('.photos-plain')
    if (!this.form || !this.plain) return
    this.known = new Map(listAttribute(this, 'photos').map((one) => [String(one.id), one]))
    this.names = listAttribute(this, 'names')
    this.galleries = listAttribute(this, 'galleries')
    this.cards = new Map()
    // Only what is sent: a button may carry the same id.
    this.fields = new Map(
      [...this.plain.querySelectorAll('input[name], textarea[name]')].map((field) => [field.name, field]),
    )
    this.build()
    this.draw()
    this.form.addEventListener('editor-ready', (event) => this.watch(event.target))
    for (const host of this.form.querySelectorAll('sen-editor')) if (host.editor) this.watch(host)
  }

  field(name) {
    return this.fields.get(name) || null
  }

  ids(name) {
    return (this.field(name)?.value || '').split(',').map((id) => id.trim()).filter(Boolean)
  }

  build() {
    this.plain.hidden = true
    for (const one of this.plain.querySelectorAll('[data-field]')) one.removeAttribute('data-field')
    this.list = h('datalist', { id: uniqueId('photo-names') })
    this.uploads = h('ul', { class: 'upload-list' })
    this.groups = new Map()
    this.group(LEAD, translate('leadPicture'), true)
    for (const { name, label } of this.galleries) this.group(name, label, false)
    this.bodyGroup = this.group('', translate('photosInText'), null)
    this.undo = h('div', { class: 'photos-undo', role: 'status' })
    this.append(...[...this.groups.values()].map(({ section }) => section), this.uploads, this.undo, this.list)
    acceptDrops(this, (files) => this.send(files))
    this.addEventListener('keydown', (event) => this.onKey(event))
    this.addEventListener('focusin', (event) => this.suggest(event.target))
    this.addEventListener('input', (event) => this.suggest(event.target))
    for (const name of [LEAD, ...this.galleries.map((one) => one.name)]) {
      this.field(name).addEventListener('change', () => this.draw())
    }
  }

  /** A group of photos: the lead (one), a gallery (several), the text (null). */
  group(name, label, one) {
    const heading = h('h3', { class: 'photos-heading', id: uniqueId('photos') }, label)
    const list = h('ol', { class: 'photos photo-cards', 'aria-labelledby': heading.id })
    const zone = one === null ? '' : this.zone(name, one)
    const section = h(
      'section',
      { class: 'photos-group', 'data-field': name || null, 'aria-labelledby': heading.id },
      heading,
      list,
      zone,
    )
    const group = { name, one, list, zone, section }
    this.groups.set(name, group)
    list.addEventListener('dragover', (event) => event.dataTransfer.types.includes(MOVED) && event.preventDefault())
    list.addEventListener('drop', (event) => this.onDrop(event, group))
    return group
  }

  zone(name, one) {
    const uploadUrl = this.getAttribute('upload-url')
    const mediaUrl = this.getAttribute('media-url')
    const id = this.field(name).id || null
    if (id) this.field(name).removeAttribute('id')
    return h(
      'div',
      { class: 'drop-zone' },
      uploadUrl ? fileButton((files) => this.send(files, name), { multiple: !one, id }) : '',
      mediaUrl
        ? button(translate('chooseFromLibrary'), 'images', (event) => this.choose(name, one, event.currentTarget))
        : '',
      uploadUrl ? h('span', { class: 'muted small drop-hint' }, translate('dropHere')) : '',
    )
  }

  // What is shown

  draw() {
    const active = this.contains(document.activeElement) ? document.activeElement : null
    const used = new Set()
    for (const { name, one, list, zone } of this.groups.values()) {
      const entries = one === null
        ? this.bodyEntries()
        : this.ids(name).map((id) => ({ key: `${name}:${id}`, id, place: name }))
      list.replaceChildren(...entries.map((entry) => this.card(entry, used).element))
      list.hidden = !entries.length
      if (one) zone.hidden = entries.length > 0
      if (one === null) list.parentElement.hidden = !entries.length
    }
    for (const key of [...this.cards.keys()]) if (!used.has(key)) this.cards.delete(key)
    for (const card of this.cards.values()) card.refresh()
    if (active?.isConnected && active !== document.activeElement) active.focus()
    this.fetchUnknown()
  }

  bodyEntries() {
    this.body = [...this.form.querySelectorAll('sen-editor')].flatMap((host) => (host.editor ? bodyPhotos(host) : []))
    return this.body.map((node, index) => ({ key: `text:${node.id}:${node.nth}`, id: node.id, place: 'text', index }))
  }

  card({ key, id, place, index }, used) {
    used.add(key)
    const there = this.cards.get(key)
    if (there) {
      there.index = index
      return there
    }
    const media = this.record(id)
    const card = new PhotoCard({
      media,
      place,
      source: this.source(media, place, () => this.cards.get(key)),
      tools: this.toolsOf(place),
    })
    card.index = index
    if (place !== 'text') this.makeDraggable(card)
    this.cards.set(key, card)
    return card
  }

  record(id) {
    if (!this.known.has(String(id))) this.known.set(String(id), { id: Number(id), title: `#${id}`, unknown: true })
    return this.known.get(String(id))
  }

  /** Records that the page did not come with: pictures that the editor has just taken in. */
  async fetchUnknown() {
    const wanted = [...this.known.values()].filter((one) => one.unknown).map((one) => one.id)
    if (!wanted.length || this.fetching || !this.getAttribute('picker-url')) return
    this.fetching = true
    try {
      const { items } = await getJSON(this.getAttribute('picker-url'), { ids: wanted.join(',') })
      for (const one of items) this.known.set(String(one.id), one)
      for (const id of wanted) delete this.record(id).unknown
      for (const [key, card] of this.cards) if (wanted.includes(card.media.id)) this.cards.delete(key)
      this.draw()
    } catch {
      setTimeout(() => this.draw(), 5000)
    } finally {
      this.fetching = false
    }
  }

  /** How the parts of a card are read and written, by its place. */
  source(media, place, card) {
    const library = librarySource(media)
    if (place === 'text') return textSource(library, () => this.body[card()?.index])
    if (place !== LEAD) return library
    const [alt, caption] = ['lead-alt', 'lead-caption'].map((name) => this.field(this.getAttribute(name)))
    return leadSource(library, { alt, caption })
  }

  watch(host) {
    host.editor.on('update', () => this.draw())
    this.draw()
  }

  toolsOf(place) {
    const several = (card) => this.ids(card.place).length > 1
    const at = (card) => this.ids(card.place).indexOf(String(card.media.id))
    const move = (step, label, iconName) => ({
      label,
      icon: iconName,
      run: (card) => this.move(card, step),
      disabled: (card) => !several(card) || !this.ids(card.place)[at(card) + step],
    })
    const gallery = this.galleries.some(({ name }) => name === place)
    return [
      place === LEAD ? null : { label: 'makeLead', icon: 'star', run: (card) => this.makeLead(card) },
      gallery ? move(-1, 'moveUpNamed', 'arrow-up') : null,
      gallery ? move(1, 'moveDownNamed', 'arrow-down') : null,
      place === 'text' ? { label: 'goToText', icon: 'pilcrow', run: (card) => showBody(this.body[card.index]) } : {
        label: 'focalPoint',
        icon: 'target',
        run: (card) => toggleFocalPanel(card, listAttribute(this, 'crops')),
        disabled: (card) => card.media.may_edit === false,
      },
      { label: 'openInLibrary', icon: 'external-link', run: (card) => open(card.media.edit_url, '_blank', 'noopener') },
      { label: 'removeNamed', icon: 'x', run: (card) => this.remove(card) },
    ]
  }

  // What is done

  onKey(event) {
    const card = event.target.closest('.photo-card')?.card
    if (!card || !event.altKey || event.ctrlKey || event.metaKey) return
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] ??
      (event.target.matches('input') ? 0 : { ArrowLeft: -1, ArrowRight: 1 }[event.key])
    if (step && this.galleries.some(({ name }) => name === card.place)) this.move(card, step)
    else if (event.key === 'Enter' && card.place !== LEAD) this.makeLead(card)
    else if (!step) return
    event.preventDefault()
  }

  set(name, ids) {
    const field = this.field(name)
    field.value = ids.join(',')
    dispatchChange(field)
  }

  move(card, step) {
    const ids = this.ids(card.place)
    const from = ids.indexOf(String(card.media.id))
    if (!ids[from + step]) return
    ids.splice(from + step, 0, ...ids.splice(from, 1))
    this.set(card.place, ids)
    announce(translate('moved', { title: card.title, position: from + step + 1 }))
  }

  /** The old lead goes where the new one comes from, or to the front of the gallery. */
  makeLead(card) {
    this.keepForUndo(translate('leadNow', { title: card.title }))
    const [old] = this.ids(LEAD)
    const first = this.galleries[0]?.name
    const from = card.place === 'text' ? first : card.place
    const id = String(card.media.id)
    if (from) {
      const ids = this.ids(from)
      const at = ids.indexOf(id)
      if (at >= 0) ids.splice(at, 1)
      if (old && old !== id) ids.splice(Math.max(at, 0), 0, old)
      this.set(from, [...new Set(ids)])
    }
    this.setLead(id, old)
    this.groups.get(LEAD).list.querySelector('[data-photo="alt"]')?.focus()
  }

  /** The words that belonged to the old lead stay with it in the library. */
  setLead(id, old = null) {
    const alt = this.field(this.getAttribute('lead-alt'))
    const caption = this.field(this.getAttribute('lead-caption'))
    const former = old ? this.record(old) : null
    if (former?.edit_url && former.may_edit !== false) {
      if (alt?.value && !former.alt) saveMedia(former, { alt: alt.value }).catch(() => {})
      if (caption?.value && !former.caption) saveMedia(former, { caption: caption.value }).catch(() => {})
    }
    if (alt) alt.value = ''
    if (caption) caption.value = id ? this.record(id).caption || '' : ''
    this.set(LEAD, id ? [id] : [])
  }

  remove(card) {
    const next = card.next() || this.querySelector('[data-photo="alt"]:enabled')
    const after = next === card.alt ? null : next
    if (card.place === 'text') {
      this.offerUndo(translate('removed', { title: card.title }), removeBody(this.body[card.index]))
    } else {
      this.keepForUndo(translate('removed', { title: card.title }))
      if (card.place === LEAD) this.setLead('', String(card.media.id))
      else this.set(card.place, this.ids(card.place).filter((id) => id !== String(card.media.id)))
    }
    ;(after?.isConnected ? after : this.undo.querySelector('button'))?.focus()
  }

  keepForUndo(words) {
    const names = [
      LEAD,
      ...this.galleries.map(({ name }) => name),
      this.getAttribute('lead-alt'),
      this.getAttribute('lead-caption'),
    ]
    const before = names.map((name) => this.field(name)).filter(Boolean).map((field) => [field, field.value])
    this.offerUndo(words, () => {
      for (const [field, value] of before) field.value = value
      for (const [field] of before) dispatchChange(field)
    })
  }

  offerUndo(words, act) {
    announce(words)
    const undo = button(translate('undo'), 'undo-2', () => {
      act()
      this.undo.replaceChildren()
      this.querySelector('[data-photo="alt"]:enabled')?.focus()
    })
    this.undo.replaceChildren(h('span', {}, words), undo)
  }

  /** Files become the lead when there is none, then pictures of the gallery or the text. */
  send(files, name = '') {
    return uploadAll(this.getAttribute('upload-url'), files, this.uploads, (made) => this.place(made, name))
  }

  place(media, name = '') {
    this.known.set(String(media.id), media)
    const gallery = name && name !== LEAD ? name : this.galleries[0]?.name
    if (name === LEAD || (!name && !this.ids(LEAD).length)) this.setLead(String(media.id), this.ids(LEAD)[0])
    else if (gallery) this.set(gallery, [...new Set([...this.ids(gallery), String(media.id)])])
    else this.intoText(media)
  }

  intoText(media) {
    const editor = this.form.querySelector('sen-editor')?.editor
    if (!editor) return
    const attrs = { mediaId: media.id, alt: '', caption: media.caption || '', decorative: false }
    editor.commands.insertContentAt(editor.state.doc.content.size, { type: 'image', attrs })
  }

  async choose(name, one, opener) {
    const chosen = await chooseMedia({
      mediaUrl: this.getAttribute('media-url'),
      uploadUrl: this.getAttribute('upload-url'),
      multiple: !one,
    })
    for (const media of chosen) this.place(media, name)
    if (chosen.length) this.cards.get(`${name}:${chosen[0].id}`)?.alt.focus()
    else opener.focus()
  }

  suggest(target) {
    if (!target.matches?.('[data-photo="alt"]')) return
    const { card } = target.closest('.photo-card')
    target.setAttribute('list', this.list.id)
    this.list.replaceChildren(
      ...suggestions(target.value, this.names, card.media).map((value) => h('option', { value })),
    )
  }

  // Moved by hand

  makeDraggable(card) {
    card.picture.draggable = true
    card.picture.append(h('span', { class: 'photo-grip' }, icon('grip-vertical')))
    card.picture.addEventListener('dragstart', (event) => {
      event.dataTransfer.setData(MOVED, `${card.place}:${card.media.id}`)
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setDragImage(card.element, 20, 20)
      // A field would take what is dropped on it.
      setTimeout(() => this.classList.add('is-moving'))
    })
    card.picture.addEventListener('dragend', () => this.classList.remove('is-moving'))
  }

  onDrop(event, group) {
    const moved = this.cards.get(event.dataTransfer.getData(MOVED))
    if (!moved || group.one === null) return
    event.preventDefault()
    if (group.one) {
      this.makeLead(moved)
      return
    }
    this.keepForUndo(translate('photoMoved', { title: moved.title }))
    const id = String(moved.media.id)
    if (moved.place !== group.name) {
      if (moved.place === LEAD) this.setLead('', id)
      else this.set(moved.place, this.ids(moved.place).filter((one) => one !== id))
    }
    const ids = this.ids(group.name).filter((one) => one !== id)
    const over = event.target.closest('.photo-card')?.card
    const at = over && over !== moved ? this.ids(group.name).indexOf(String(over.media.id)) : ids.length
    ids.splice(at, 0, id)
    this.set(group.name, ids)
  }
}
