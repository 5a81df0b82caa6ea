// After a paste into the editor: paragraphs in old encodings become Unicode.
import { closeHistory } from '@tiptap/pm/history'
import { askToHeal, converted, healBar, suspicious } from '../../healing.js'

/** Watch the pastes of an editor; bars appear in `place`. */
export function healPastes(editor, site, place) {
  editor.on('transaction', ({ transaction }) => {
    if (transaction.getMeta('paste') && transaction.docChanged) healRange(editor, site, place, transaction)
  })
}

/** The lines of text that a transaction has brought or joined. */
function pastedLines(transaction) {
  const found = []
  transaction.mapping.maps.forEach((map, index) => {
    const rest = transaction.mapping.slice(index + 1)
    map.forEach((_from, _to, start, end) => {
      const from = rest.map(start, -1)
      transaction.doc.nodesBetween(from, Math.max(rest.map(end, 1), from), (node, position) => {
        if (!node.isTextblock) return true
        if (suspicious(node.textContent) && !found.some((one) => one.position === position)) {
          found.push({ position, texts: textsOf(node) })
        }
        return false
      })
    })
  })
  return found
}

function textsOf(node) {
  const texts = []
  node.forEach((child) => {
    if (child.isText) texts.push(child.text)
  })
  return texts
}

async function healRange(editor, site, place, transaction) {
  const lines = pastedLines(transaction)
  if (!lines.length) return
  const stop = follow(editor, lines)
  const answers = await askToHeal(
    lines.map(({ texts }) => texts),
    site.capitals,
  )
  if (!answers || editor.isDestroyed) {
    stop()
    return
  }
  const healed = lines
    .map((line, index) => ({ ...answers[index], line, before: line.texts, after: answers[index].texts }))
    .filter((one) => converted(one) && one.after.join('') !== one.before.join(''))
  // Its own step, so that one undo brings back what was pasted.
  const done = replaceTexts(editor, healed, 'before', 'after')
  if (!done.length) {
    stop()
    return
  }
  showBar(editor, place, done, stop)
}

/** Keep the places of lines right while the text changes. */
function follow(editor, lines) {
  const move = ({ transaction }) => {
    for (const line of lines) line.position = transaction.mapping.map(line.position)
  }
  editor.on('transaction', move)
  return () => editor.off('transaction', move)
}

/** Put one set of texts in the place of another, marks and breaks as they are. */
function replaceTexts(editor, healed, from, to) {
  const { tr, schema } = editor.state
  const done = []
  for (const one of healed) {
    const start = tr.mapping.map(one.line.position)
    const node = tr.doc.nodeAt(start)
    if (!node?.isTextblock || textsOf(node).join('\n') !== one[from].join('\n')) continue
    let offset = start + 1
    let number = 0
    node.forEach((child) => {
      if (child.isText) {
        const text = one[to][number]
        number += 1
        if (text !== child.text) {
          if (text) tr.replaceWith(offset, offset + child.nodeSize, schema.text(text, child.marks))
          else tr.delete(offset, offset + child.nodeSize)
        }
        offset += text.length
      } else offset += child.nodeSize
    })
    done.push(one)
  }
  if (tr.docChanged) editor.view.dispatch(closeHistory(tr).scrollIntoView())
  return done
}

function showBar(editor, place, healed, stop) {
  const shown = healed.map(({ before, after, encoding }) => ({ before: before.join(' '), after: after.join(' '), encoding }))
  const end = () => {
    stop()
    editor.off('transaction', check)
  }
  const bar = healBar(shown, {
    undo: () => {
      end()
      replaceTexts(editor, healed, 'after', 'before')
      editor.commands.focus()
    },
    keep: () => {
      end()
      editor.commands.focus()
    },
  })
  // Once nothing of it is left in the text (Ctrl-Z), there is nothing to give back.
  const check = ({ transaction }) => {
    if (!transaction.docChanged) return
    const left = healed.some(({ line, after }) => {
      const node = line.position < editor.state.doc.content.size && editor.state.doc.nodeAt(line.position)
      return node && node.isTextblock && textsOf(node).join('\n') === after.join('\n')
    })
    if (left) return
    bar.remove()
    end()
  }
  editor.on('transaction', check)
  place.append(bar)
}
