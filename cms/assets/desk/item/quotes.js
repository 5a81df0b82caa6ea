// Words quoted from a page: where they stand in it, and what somebody has selected.

/** The text nodes that count: what was struck out is not part of the text. */
function texts(root) {
  const walker = document.createTreeWalker(
    root,
    NodeFilter.SHOW_TEXT,
    (node) =>
      node.parentElement.closest('del, .diff-moved-away, .diff-label')
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  )
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  return found
}

const squeeze = (words) => words.replace(/\s+/g, '')

/** Letters without spaces, each with its node and place: spaces differ by line breaks. */
function letters(root) {
  const found = []
  for (const node of texts(root)) {
    for (let i = 0; i < node.data.length; i += 1) {
      if (!/\s/.test(node.data[i])) found.push({ letter: node.data[i], node, i })
    }
  }
  return found
}

/** The range of quoted words in an element; null when they are not there for sure. */
export function findWords(root, { quote, before = '', after = '' }) {
  const wanted = squeeze(quote)
  if (!wanted) return null
  const all = letters(root)
  const text = all.map((one) => one.letter).join('')
  const places = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) places.push(at)
  const head = squeeze(before).slice(-40)
  const tail = squeeze(after).slice(0, 40)
  const near = places.filter(
    (at) => text.slice(0, at).endsWith(head) && text.startsWith(tail, at + wanted.length),
  )
  const place = (near.length ? near : places)[0]
  if (place === undefined) return null
  const range = document.createRange()
  range.setStart(all[place].node, all[place].i)
  const last = all[place + wanted.length - 1]
  range.setEnd(last.node, last.i + 1)
  return range
}

/** Put a <mark> around each piece of a range. */
export function markRange(range, id) {
  const root = range.commonAncestorContainer
  const nodes = root.nodeType === Node.TEXT_NODE ? [root] : texts(root)
  for (const node of nodes.filter((one) => range.intersectsNode(one))) {
    const piece = document.createRange()
    piece.selectNodeContents(node)
    if (node === range.startContainer) piece.setStart(node, range.startOffset)
    if (node === range.endContainer) piece.setEnd(node, range.endOffset)
    if (piece.collapsed) continue
    const mark = document.createElement('mark')
    mark.className = 'commented'
    mark.dataset.comment = id
    piece.surroundContents(mark)
  }
}

/** The words of a range as the new text has them, on one line. */
function words(range) {
  const copy = document.createElement('div')
  copy.append(range.cloneContents())
  for (const gone of copy.querySelectorAll('del, .diff-moved-away, .diff-label')) gone.remove()
  for (const one of copy.querySelectorAll('br')) one.replaceWith(' ')
  return copy.textContent.replace(/\s+/g, ' ')
}

/** What is selected within one quotable field: its words and those around them. */
export function selected() {
  const selection = getSelection()
  if (!selection.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const here = range.commonAncestorContainer
  const field = (here.nodeType === Node.TEXT_NODE ? here.parentElement : here).closest('[data-quotable]')
  const quote = words(range).trim()
  if (!field || !quote || quote.length > 2000) return null
  const head = range.cloneRange()
  head.setStart(field, 0)
  head.setEnd(range.startContainer, range.startOffset)
  const tail = range.cloneRange()
  tail.setEnd(field, field.childNodes.length)
  tail.setStart(range.endContainer, range.endOffset)
  return {
    field: field.dataset.quotable,
    quote,
    before: words(head).slice(-40),
    after: words(tail).slice(0, 40),
    range,
  }
}
