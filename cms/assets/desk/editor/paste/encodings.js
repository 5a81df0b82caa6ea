// After a paste into the editor: paragraphs in old encodings become Unicode.
import { closeHistory } from '@tiptap/pm/history'
import { conversionBar, converted, requestConversion, suspicious } from '../../intake/encodings.js'

/** Watch the pastes of an editor; bars appear in `place`. */
export function convertPastes(editor, site, place) {
  editor.on('transaction', ({ transaction }) => {
    if (transaction.getMeta('paste') && transaction.docChanged) convertRange(editor, site, place, transaction)
  })
}

/** The pieces of lines that a transaction has brought; what was there is not asked about. */
function pastedLines(transaction) {
  const found = []
  const { doc } = transaction
  transaction.mapping.maps.forEach((map, index) => {
    const rest = transaction.mapping.slice(index + 1)
    map.forEach((_from, _to, start, end) => {
      const first = rest.map(start, -1)
      const last = Math.max(rest.map(end, 1), first)
      doc.nodesBetween(first, last, (node, position) => {
        if (!node.isTextblock) return true
        const from = Math.max(first, position + 1)
        const to = Math.min(last, position + node.nodeSize - 1)
        const texts = piecesOf(doc, from, to).map(({ text }) => text)
        if (suspicious(texts.join('')) && !found.some((one) => one.from === from)) found.push({ from, to, texts })
        return false
      })
    })
  })
  return found
}

/** The runs of text between two places of a line. */
function piecesOf(doc, from, to) {
  const pieces = []
  if (from < to && to <= doc.content.size) {
    doc.nodesBetween(from, to, (node, position) => {
      if (!node.isText) return
      const start = Math.max(from, position)
      const text = node.text.slice(start - position, to - position)
      if (text) pieces.push({ start, text, marks: node.marks })
    })
  }
  return pieces
}

async function convertRange(editor, site, place, transaction) {
  const lines = pastedLines(transaction)
  if (!lines.length) return
  const stop = follow(editor, lines)
  const answers = await requestConversion(
    lines.map(({ texts }) => texts),
    site.capitals,
  )
  if (!answers || editor.isDestroyed) {
    stop()
    return
  }
  const changes = lines
    .map((line, index) => ({ ...answers[index], line, before: line.texts, after: answers[index].texts }))
    .filter((one) => converted(one) && one.after.join('') !== one.before.join(''))
  // Its own step, so that one undo brings back what was pasted.
  const done = replaceTexts(editor, changes, 'before', 'after')
  if (!done.length) {
    stop()
    return
  }
  showBar(editor, place, done, stop)
}

/** Keep the places of lines right while the text changes. */
function follow(editor, lines) {
  const move = ({ transaction }) => {
    for (const line of lines) {
      line.from = transaction.mapping.map(line.from, 1)
      line.to = transaction.mapping.map(line.to, -1)
    }
  }
  editor.on('transaction', move)
  return () => editor.off('transaction', move)
}

/** Put one set of texts in the place of another, marks and breaks as they are. */
function replaceTexts(editor, changes, from, to) {
  const { tr, schema } = editor.state
  const done = []
  for (const one of changes) {
    const pieces = piecesOf(tr.doc, tr.mapping.map(one.line.from, 1), tr.mapping.map(one.line.to, -1))
    if (pieces.map(({ text }) => text).join('\n') !== one[from].join('\n')) continue
    // From the end, so that the places before stay what they are.
    for (const [number, { start, text, marks }] of [...pieces.entries()].reverse()) {
      const put = one[to][number]
      if (put && put !== text) tr.replaceWith(start, start + text.length, schema.text(put, marks))
      else if (!put) tr.delete(start, start + text.length)
    }
    done.push(one)
  }
  if (tr.docChanged) editor.view.dispatch(closeHistory(tr).scrollIntoView())
  return done
}

function showBar(editor, place, changes, stop) {
  const shown = changes.map(({ before, after, encoding }) => ({
    before: before.join(' '),
    after: after.join(' '),
    encoding,
  }))
  const end = () => {
    stop()
    editor.off('transaction', check)
  }
  const bar = conversionBar(shown, {
    undo: () => {
      end()
      replaceTexts(editor, changes, 'after', 'before')
      editor.view.focus()
    },
    keep: () => {
      end()
      editor.view.focus()
    },
  })
  // Once nothing of it is left in the text (Ctrl-Z), there is nothing to give back.
  const check = ({ transaction }) => {
    if (!transaction.docChanged) return
    const left = changes.some(
      ({ line, after }) =>
        piecesOf(editor.state.doc, line.from, line.to)
          .map(({ text }) => text)
          .join('\n') === after.join('\n'),
    )
    if (left) return
    bar.remove()
    end()
  }
  editor.on('transaction', check)
  place.append(bar)
}
