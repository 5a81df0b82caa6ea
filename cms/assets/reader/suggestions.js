// What the words typed into a search box may lead to, as a list below it.
//
// A form says where to ask (data-suggestions); the list follows the pattern of a
// combobox: arrows choose, Enter opens, Escape closes. Without it the form works alone.
const WAIT = 200
const LEAST = 2

export function suggestAll() {
  for (const form of document.querySelectorAll('form[data-suggestions]')) {
    const input = form.querySelector('input[type="search"]')
    if (input) suggestFor(form, input)
  }
}

function suggestFor(form, input) {
  const list = document.createElement('ul')
  list.className = 'suggestions'
  list.id = `${input.id}-suggestions`
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', form.dataset.suggestionsLabel)
  input.after(list)
  const attributes = { role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-controls': list.id }
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value)
  let chosen = -1
  let timer = 0
  let asked = null

  const show = (open) => {
    list.hidden = !open
    input.setAttribute('aria-expanded', String(open))
    if (!open) choose(-1)
  }
  const choose = (at) => {
    chosen = at
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(number === at))
      if (number === at) option.scrollIntoView({ block: 'nearest' })
    }
    if (at < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', list.children[at].id)
  }
  const ask = async () => {
    const words = input.value.trim()
    asked?.abort()
    if (words.length < LEAST) return show(false)
    asked = new AbortController()
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: 'application/json' } })
      if (!answer.ok) return show(false)
      const { suggestions } = await answer.json()
      list.replaceChildren(...suggestions.map((one, number) => option(list.id, number, one)))
      show(suggestions.length > 0 && document.activeElement === input)
    } catch {
      show(false) // a later question has taken its place, or the network is away
    }
  }

  show(false)
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  })
  input.addEventListener('keydown', (event) => {
    const { length } = list.children
    if (list.hidden || !length) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      choose((chosen + 1 + step + length + 1) % (length + 1) - 1)
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault()
      location.assign(list.children[chosen].dataset.url)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      show(false)
    }
  })
  // A press must not take the focus first: the list would be gone before the click.
  list.addEventListener('mousedown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[data-url]')
    if (option) location.assign(option.dataset.url)
  })
  form.addEventListener('focusout', (event) => {
    if (!form.contains(event.relatedTarget)) show(false)
  })
}

function option(list, number, { title, url, kind, language }) {
  const item = document.createElement('li')
  item.id = `${list}-${number}`
  item.setAttribute('role', 'option')
  item.dataset.url = url
  const label = document.createElement('span')
  label.className = 'card-kind'
  label.textContent = kind
  const words = document.createElement('span')
  words.lang = language
  words.textContent = title
  item.append(label, words)
  return item
}
