// What style attributes mean: marks, alignment, what is hidden.

export function styleOf(element) {
  return element.getAttribute('data-style') || ''
}

const HIDDEN = /(^|;)\s*(display:\s*none|mso-hide:\s*all|visibility:\s*hidden)/i
const MARKS = [
  [/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i, 'strong'],
  [/(^|;)\s*font-style:\s*(italic|oblique)/i, 'em'],
  [/(^|;)\s*text-decoration[^;:]*:[^;]*underline/i, 'u'],
  [/(^|;)\s*text-decoration[^;:]*:[^;]*line-through/i, 's'],
  [/(^|;)\s*vertical-align:\s*sub/i, 'sub'],
  [/(^|;)\s*vertical-align:\s*super/i, 'sup'],
]
const PLAIN_WEIGHT = /(^|;)\s*font-weight:\s*(normal|[1-4]00)/i
const PLAIN_STYLE = /(^|;)\s*font-style:\s*normal/i

export function dropHidden(page) {
  for (const element of [...page.body.querySelectorAll('[data-style]')]) {
    if (HIDDEN.test(styleOf(element))) element.remove()
  }
}

/** Bold and italic said by styles become elements; "not bold" bold tags go. */
export function marksFromStyles(page) {
  for (const element of [...page.body.querySelectorAll('b[data-style],strong[data-style]')]) {
    if (PLAIN_WEIGHT.test(styleOf(element))) unwrap(element)
  }
  for (const element of [...page.body.querySelectorAll('i[data-style],em[data-style]')]) {
    if (PLAIN_STYLE.test(styleOf(element))) unwrap(element)
  }
  for (const element of [...page.body.querySelectorAll('span[data-style]')]) {
    const style = styleOf(element)
    for (const [pattern, tag] of MARKS) {
      if (pattern.test(style) && !(tag === 'u' && element.closest('a')) && !element.querySelector('a')) {
        wrapInside(page, element, tag)
      }
    }
  }
  for (const element of [...page.body.querySelectorAll('a u')]) unwrap(element)
  for (const element of [...page.body.querySelectorAll('u')]) {
    if (element.childNodes.length === 1 && element.firstElementChild?.localName === 'a') unwrap(element)
  }
  // A heading is bold as it is.
  for (const element of [...page.body.querySelectorAll(':is(h1,h2,h3,h4,h5,h6,th) :is(b,strong)')]) unwrap(element)
}

export function unwrap(element) {
  element.replaceWith(...element.childNodes)
}

function wrapInside(page, element, tag) {
  const wrapper = page.createElement(tag)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

/** Fonts of TCVN3 whose names end in H show small letters as capitals. */
export function capitalTexts(page) {
  const found = new Set()
  for (const element of page.body.querySelectorAll('[data-style]')) {
    if (!/font-family:\s*["']?\.vn\w*h\b/i.test(styleOf(element))) continue
    const text = element.textContent.replace(/\s+/g, ' ').trim()
    if (text && text.length < 2000 && found.size < 200) found.add(text)
  }
  return [...found]
}

const ALIGN = /(?:^|;)\s*text-align:\s*(center|right|justify)/i

export function alignment(element) {
  const value = ALIGN.exec(styleOf(element))?.[1] || element.getAttribute('align') || ''
  const align = value.toLowerCase()
  if (/(^|;)\s*text-align:\s*(left|start)/i.test(styleOf(element))) return 'left'
  return ['center', 'right', 'justify', 'left'].includes(align) ? align : ''
}
