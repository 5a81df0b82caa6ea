// <sen-refresh seconds="4">: what stands in it is fetched anew, as long as it says so.
import { BACKGROUND } from './requests.js'

export class Refresh extends HTMLElement {
  connectedCallback() {
    this.plan()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
  }

  plan() {
    const seconds = Number(this.getAttribute('seconds'))
    if (seconds > 0) this.timer = setTimeout(() => this.fetch(), seconds * 1000)
  }

  async fetch() {
    if (document.hidden) return this.plan()
    try {
      const response = await fetch(location.href, { headers: BACKGROUND })
      const page = new DOMParser().parseFromString(await response.text(), 'text/html')
      const fresh = page.querySelector(this.localName)
      if (!response.ok || !fresh) return
      if (!this.contains(document.activeElement)) this.replaceChildren(...fresh.childNodes)
      if (fresh.hasAttribute('seconds')) return this.plan()
      this.removeAttribute('seconds')
    } catch {
      this.plan() // no answer just now: the next one may come
    }
  }
}
