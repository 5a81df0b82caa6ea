// The pictures that stand in a text: found in its editor, changed there.

/** Every picture of an editor's document, in order, with where it stands. */
export function bodyPhotos(host) {
  const found = []
  const seen = new Map()
  host.editor.state.doc.descendants((node, position) => {
    if (node.type.name !== 'image') return
    const nth = seen.get(node.attrs.mediaId) || 0
    seen.set(node.attrs.mediaId, nth + 1)
    found.push({
      id: node.attrs.mediaId,
      nth: `${host.getAttribute('name')}:${nth}`,
      attrs: node.attrs,
      editor: host.editor,
      position,
      size: node.nodeSize,
    })
  })
  return found
}

/** Change attributes of a picture; the text's own undo takes it back. */
export function writeBody({ editor, position, attrs }, changes) {
  editor.view.dispatch(editor.state.tr.setNodeMarkup(position, undefined, { ...attrs, ...changes }))
}

/** Take a picture out of the text; gives what puts it back, wherever its place is by then. */
export function removeBody({ editor, position, size }) {
  const node = editor.state.doc.nodeAt(position).toJSON()
  editor.commands.deleteRange({ from: position, to: position + size })
  let at = position
  const follow = ({ transaction }) => {
    at = transaction.mapping.map(at)
  }
  editor.on('transaction', follow)
  return () => {
    editor.off('transaction', follow)
    editor.commands.insertContentAt(at, node)
  }
}

/** Lead to the picture in the text. */
export function showBody({ editor, position }) {
  editor.chain().focus().setNodeSelection(position).scrollIntoView().run()
}
