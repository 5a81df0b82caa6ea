// <sen-presence>: tells the server that this page is open and shows who else is there.
//
// Attributes: url, form (its id), state (when it changes the page is shown anew),
// version, untitled. The answer: {version, state, changed_by, others, lock}.
import { h, icon } from '../shared/dom.js'
import { translate } from '../shared/messages.js'
import { csrfToken } from '../shared/requests.js'
import { fieldElement, fieldLabel } from './fields.js'
import { refresh } from '../shared/navigation.js'

const EVERY_MS = 1500
const HIDDEN_MS = 10_000

export class Presence extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.getAttribute('form'))
    if (!this.form) return
    this.url = this.getAttribute('url')
    this.token = randomToken()
    this.field = ''
    this.names = ''
    this.people = this.querySelector('.presence')
    this.messages = this.querySelector('.presence-messages')
    this.listening = new AbortController()
    this.listen(this.listening.signal)
    this.ask()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.listening?.abort()
    if (this.token) this.leave()
  }

  listen(signal) {
    document.addEventListener('focusin', (event) => this.onFocus(event.target), { signal })
    document.addEventListener('merged', (event) => this.onMerged(event.detail), { signal })
    document.addEventListener('saved', (event) => this.onSaved(event.detail), { signal })
    document.addEventListener('visibilitychange', () => !document.hidden && this.ask(), { signal })
    addEventListener('pagehide', () => this.leave(), { signal })
    addEventListener('pageshow', (event) => event.persisted && this.ask(), { signal })
    this.form.addEventListener('input', (event) => this.followTitle(event.target), { signal })
  }

  /** The page is headed by the title as it is typed. */
  followTitle(input) {
    if (input.name !== 'title') return
    const title = input.value.trim() || this.getAttribute('untitled')
    const heading = document.querySelector('.page-title h1')
    const crumb = document.querySelector('.crumbs [aria-current="page"]')
    const old = heading.textContent.trim()
    heading.textContent = title
    if (crumb) crumb.textContent = title
    if (document.title.startsWith(old)) document.title = title + document.title.slice(old.length)
  }

  onFocus(target) {
    const place = this.form.contains(target) ? outermost(target, this.form) : null
    const field = place?.dataset.field || ''
    if (field === this.field) return
    this.field = field
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.ask(), 200)
  }

  body(more = {}) {
    return new URLSearchParams({ token: this.token, field: this.field, csrf_token: csrfToken(), ...more })
  }

  leave() {
    navigator.sendBeacon(this.url, this.body({ leave: '1' }))
  }

  async ask() {
    clearTimeout(this.timer)
    if (this.asking) return
    this.asking = true
    const saves = this.autosave?.saves
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        body: this.body(),
        headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() },
      })
      const isJSON = response.headers.get('Content-Type')?.includes('json')
      if (response.ok && isJSON) await this.receive(await response.json(), saves)
    } catch {
      this.dataset.state = 'silent' // no network: the saving element says so
    }
    this.asking = false
    if (this.isConnected) this.timer = setTimeout(() => this.ask(), document.hidden ? HIDDEN_MS : EVERY_MS)
  }

  get autosave() {
    return document.querySelector('sen-autosave')
  }

  async receive(answer, saves) {
    this.dataset.state = 'heard'
    if (!this.isConnected) return
    this.show(answer.others)
    const { autosave } = this
    // What was asked before a save of this page may tell of the time before it.
    if (!autosave || autosave.saving || autosave.saves !== saves) return
    if (answer.state !== this.getAttribute('state')) {
      await autosave.settle()
      await refresh(autosave.url)
      return
    }
    autosave.wake()
    if (answer.version > Number(autosave.version)) {
      await autosave.remote.load(answer.changed_by)
    }
  }

  show(others) {
    const now = JSON.stringify(others)
    if (now === this.names) return
    this.names = now
    this.people.replaceChildren()
    if (others.length) {
      this.people.append(
        h('span', { class: 'presence-label' }, icon('users'), translate('alsoHere')),
        h('ul', { class: 'presence-list' }, ...others.map((one) => this.person(one))),
      )
    }
    for (const old of this.form.querySelectorAll('.presence-mark')) old.remove()
    for (const one of others) this.mark(one)
  }

  person(one) {
    const name = one.me ? translate('otherTab') : one.name
    const where = one.field ? translate('inField', { field: fieldLabel(this.form, one.field) }) : ''
    return h(
      'li',
      { class: 'presence-person', title: translate('hereSince', { time: one.since }) },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, one.initials),
      h('span', {}, where ? `${name} (${where})` : name),
    )
  }

  /** A mark beside the field that somebody is in. */
  mark(one) {
    const place = one.field && fieldElement(this.form, one.field)
    const head = place?.querySelector(':scope > :is(.label, legend, h3, .check)')
    const name = one.me ? translate('otherTab') : one.name
    head?.after(h('p', { class: 'presence-mark' }, icon('pencil-line'), h('span', {}, translate('isHere', { name }))))
  }

  /** What this page has changed itself is no reason to show it anew. */
  onSaved({ state }) {
    if (state) this.setAttribute('state', state)
  }

  onMerged({ who, fields }) {
    const name = who || translate('somebody')
    this.messages.replaceChildren(
      ...fields.map((field) => h('p', {}, icon('git-merge'), h('span', {}, translate('mergedIn', { name, field })))),
    )
  }
}

/** The field of the form that an element stands in; rows have fields of their own. */
function outermost(element, form) {
  let found = null
  for (let place = element; place && place !== form; place = place.parentElement) {
    if (place.dataset.field && !place.matches('.mention')) found = place
  }
  return found
}

function randomToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
