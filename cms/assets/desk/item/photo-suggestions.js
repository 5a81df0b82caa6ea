// What a description may go on with: names of who was there, words of the file's name.

const MOST = 8
const CAMERA = /^(img|dsc|dscf|pict?|image|photo|anh|screenshot|scan|zalo|wp|mvi|p)?[\s_-]*\d[\d\s_-]*$/i

function folded(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase()
}

/** The words of a file's name, when somebody wrote them. */
export function fileWords(filename) {
  const words = (filename || '').normalize('NFC').replace(/\.[a-z0-9]+$/i, '').replaceAll(/[_-]+/g, ' ').trim()
  return CAMERA.test(words) || words.split(' ').length < 2 ? '' : words
}

/** Whole descriptions for an input: what is typed, its last words made a name. */
export function suggestions(typed, names, media) {
  const whole = [media.caption, fileWords(media.filename)].filter(Boolean)
  if (!typed.trim()) return [...new Set([...whole, ...names])].slice(0, MOST)
  const found = []
  for (const start of wordStarts(typed)) {
    const end = folded(typed.slice(start)).trim()
    if (end.length < 2) continue
    for (const name of names) {
      if (folded(name).startsWith(end) && name !== typed.slice(start)) found.push(typed.slice(0, start) + name)
    }
  }
  return [...new Set(found)].slice(0, MOST)
}

/** Where the last four words begin. */
function wordStarts(text) {
  return [...text.matchAll(/(?<=^|[\s,;(])\S/g)].map((match) => match.index).slice(-4)
}
