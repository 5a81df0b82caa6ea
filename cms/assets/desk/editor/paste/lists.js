// Lists as Word, Word on the web and Google Docs write them become real lists.
import { styleOf } from './styles.js'

const LEVEL = /mso-list:\s*(l\d+)\s+level(\d+)/i
// Letters that Word's symbol fonts show as bullets.
const FORMATS = { 'alpha-lower': 'a', 'alpha-upper': 'A', 'roman-lower': 'i', 'roman-upper': 'I' }
const ROMAN = new Map(Array.from({ length: 99 }, (_one, index) => [roman(index + 1), index + 1]))
const BULLETS = new Set(['o', '§', 'ü', 'Ø', 'v', 'q', '·', '•', '-', '–', '+', '*'])

export function rebuildLists(page, styles) {
  const formats = listFormats(styles)
  let open = []
  let last = null
  for (const block of [...page.body.querySelectorAll('p,h1,h2,h3,h4,h5,h6')]) {
    const found = LEVEL.exec(styleOf(block))
    if (!found || block.closest('li') || isHeading(block)) {
      if (found) keepSign(block)
      if (block.textContent.trim() || block.querySelector('img')) open = []
      continue
    }
    if (last && open.length && last.closest('td,th') !== block.closest('td,th')) open = []
    open = intoList(page, block, Number(found[2]), formats.get(`${found[1]}:${found[2]}`), open)
    last = block
  }
  nestByLevel(page)
  nestInItems(page)
  mergeNeighbours(page)
}

/** Word's own definitions: "@list l0:level1 {mso-level-number-format:bullet; …}". */
function listFormats(styles) {
  const formats = new Map()
  for (const [, list, level, body] of styles.matchAll(/@list\s+(l\d+):level(\d+)[^{]*\{([^}]*)\}/g)) {
    const format = /mso-level-number-format:\s*([\w-]+)/i.exec(body)?.[1] || 'decimal'
    formats.set(`${list}:${level}`, format.toLowerCase() === 'bullet' ? 'bullet' : FORMATS[format] || '1')
  }
  return formats
}

function isHeading(block) {
  return block.localName !== 'p' || block.getAttribute('role') === 'heading' ||
    /^Mso(Title|Subtitle|Heading[1-6])$/.test(block.className)
}

/** A heading is no list: its number is part of its words. */
function keepSign(block) {
  const marker = [...block.querySelectorAll('span')].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)))
  const sign = marker?.textContent.replace(/[\s\u00a0]+/g, ' ').trim()
  if (sign) marker.replaceWith(`${sign} `)
}

/** The kind of list that a sign belongs to, and how and from where it counts. */
function sortOf(mark, form) {
  if (form === 'bullet' || (!form && BULLETS.has(mark)) || !/[\p{L}\p{N}]/u.test(mark)) return { tag: 'ul' }
  const found = /^\(?(?:(\d{1,4})|([a-zA-Z]{1,5}))[.)]?$/.exec(mark)
  if (!found) return { tag: 'ol', type: form }
  if (found[1]) return { tag: 'ol', start: Number(found[1]) }
  return { tag: 'ol', ...counted(found[2], form) }
}

/** c) is the third, iv. the fourth. */
function counted(letters, form) {
  const number = ROMAN.get(letters.toUpperCase())
  const small = letters === letters.toLowerCase()
  if (form === 'i' || form === 'I' || (!form && number && (letters.length > 1 || number === 1))) {
    return { type: form || (small ? 'i' : 'I'), start: number || 1 }
  }
  if (new Set(letters).size > 1) return {}
  const own = small ? 'a' : 'A'
  const start = letters.charCodeAt(0) - own.charCodeAt(0) + 1 + 26 * (letters.length - 1)
  return { type: form || own, start }
}

/** Word writes list items as paragraphs; put one into the list of its level. */
function intoList(page, block, level, format, lists) {
  const marker = [...block.querySelectorAll('span')].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)))
  const mark = (marker?.textContent || '').replace(/[\s\u00a0]+/g, '')
  marker?.remove()
  const { tag, type, start } = sortOf(mark, format)
  const open = lists.slice(0, level)
  if (open.length === level && open.at(-1).localName !== tag) open.pop()
  while (open.length < level) {
    const list = page.createElement(tag)
    if (tag === 'ol' && open.length + 1 === level) {
      if (start > 1) list.setAttribute('start', start)
      if (type && type !== '1') list.setAttribute('type', type)
    }
    const parent = open.at(-1)
    if (parent) (parent.lastElementChild || parent.appendChild(page.createElement('li'))).append(list)
    else block.before(list)
    open.push(list)
  }
  const entry = page.createElement('li')
  open.at(-1).append(entry)
  const paragraph = page.createElement('p')
  if (block.dataset.style) paragraph.dataset.style = block.dataset.style.replace(LEVEL, '')
  paragraph.append(...block.childNodes)
  entry.append(paragraph)
  block.remove()
  return open
}

/** Word on the web puts each item into a list of its own and says the level. */
function nestByLevel(page) {
  const items = [...page.body.querySelectorAll('li[data-aria-level]')]
  let open = []
  for (const item of items) {
    const own = item.parentElement
    const level = Math.min(Number(item.getAttribute('data-aria-level')) || 1, 8)
    const before = open.length && follows(open[0], own)
    open = before ? open.slice(0, level) : []
    if (open.length && open.length === level && open.at(-1).localName === own.localName) {
      if (open.at(-1) !== own) open.at(-1).append(item)
    } else if (open.length && open.length < level) {
      const list = page.createElement(own.localName)
      open.at(-1).lastElementChild.append(list)
      list.append(item)
      open.push(list)
    } else {
      open = [own]
    }
    if (own.isConnected && !own.children.length) dropEmptied(own)
  }
}

/** Whether `list` stands behind `first` with no text between them. */
function follows(first, list) {
  if (first === list || first.contains(list)) return true
  let node = list
  while (node && !node.contains(first)) {
    let before = node.previousSibling
    while (before && !before.textContent.trim() && !before.contains(first)) before = before.previousSibling
    if (before) return before === first || before.lastElementChild === first || before.contains(first)
    node = node.parentElement
  }
  return false
}

function dropEmptied(list) {
  let node = list
  while (node.parentElement?.localName === 'div' && node.parentElement.childElementCount === 1) {
    node = node.parentElement
  }
  node.remove()
}

/** Google Docs puts a list straight into a list; its place is in the item before. */
function nestInItems(page) {
  for (const list of [...page.body.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')]) {
    const before = list.previousElementSibling
    if (before?.localName === 'li') before.append(list)
    else {
      const entry = page.createElement('li')
      list.before(entry)
      entry.append(list)
    }
  }
}

function mergeNeighbours(page) {
  for (const list of [...page.body.querySelectorAll('li > ul, li > ol')]) {
    const before = list.previousElementSibling
    if (before?.localName === list.localName) {
      before.append(...list.childNodes)
      list.remove()
    }
  }
}

/** A number below 100 in Roman numerals. */
function roman(number) {
  const digit = (value, one, five, ten) => {
    if (value === 9) return one + ten
    if (value === 4) return one + five
    return (value > 4 ? five : '') + one.repeat(value % 5)
  }
  return digit(Math.trunc(number / 10), 'X', 'L', 'C') + digit(number % 10, 'I', 'V', 'X')
}
