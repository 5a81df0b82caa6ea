// Keywords are proposed below every input that asks for them (data-tags: where to ask).
import { debounceInput, h } from './dom.js'
import { getJSON } from './requests.js'

/** Offer the site's keywords below an input; the last word after a comma counts. */
function suggestTags(input) {
  if (input.list) return
  const list = h('datalist', { id: `${input.id}-list` })
  input.after(list)
  input.setAttribute('list', list.id)
  const look = async () => {
    const parts = input.value.split(',')
    const typed = parts.pop().trim()
    const before = parts.map((part) => `${part.trim()}, `).join('')
    let words = []
    try {
      words = await getJSON(input.dataset.tags, { q: typed })
    } catch {
      return // the list is a help only; the word can be typed
    }
    list.replaceChildren(...words.map((word) => h('option', { value: before + word })))
  }
  debounceInput(input, 150, look)
  look()
}

// Also inputs that come later: a page that was swapped in place, a form in a dialog.
document.addEventListener('focusin', (event) => {
  if (event.target.matches?.('input[data-tags]')) suggestTags(event.target)
})
