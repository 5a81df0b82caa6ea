// Where the words of a photo are read and written: the library, the item's own fields, its text.
//
// A source has alt, caption, decorative (what is stored), fallback and proposal (what may
// stand in their place), mayDescribe, mayCaption, and write(name, value).
import { saveMedia } from '../library/media-records.js'
import { dispatchChange } from '../shared/dom.js'
import { writeBody } from './body-photos.js'

/** Alt, caption and the rest of a library record, saved there. */
export function librarySource(media) {
  return {
    alt: () => media.alt || '',
    caption: () => media.caption || '',
    decorative: () => Boolean(media.decorative),
    fallback: () => '',
    proposal: () => media.caption || '',
    mayDescribe: () => media.may_describe !== false,
    mayCaption: () => media.may_edit !== false,
    write: (name, value) => saveMedia(media, { [name]: name === 'decorative' ? (value ? '1' : '') : value }),
  }
}

/** The lead picture: fields of the item, when there are any, come before the library. */
export function leadSource(library, { alt, caption }) {
  const set = (field, value) => {
    field.value = value
    dispatchChange(field)
  }
  return {
    ...library,
    alt: () => alt?.value.trim() || library.alt(),
    caption: () => (caption ? caption.value : library.caption()),
    proposal: () => caption?.value.trim() || library.proposal(),
    mayDescribe: () => Boolean(alt) || library.mayDescribe(),
    mayCaption: () => Boolean(caption) || library.mayCaption(),
    write: async (name, value) => {
      if (name === 'caption' && caption) set(caption, value)
      else if (name === 'alt' && alt && !library.mayDescribe()) set(alt, value)
      else {
        await library.write(name, value)
        // One description is enough; the library's is the one to keep.
        if (name === 'alt' && alt?.value) set(alt, '')
      }
    },
  }
}

/** A picture in a text; `photo()` gives where it stands now, as bodyPhotos does. */
export function textSource(library, photo) {
  const attrs = () => photo()?.attrs || {}
  return {
    alt: () => attrs().alt || '',
    caption: () => attrs().caption || '',
    decorative: () => Boolean(attrs().decorative),
    fallback: () => (library.decorative() ? '' : library.alt()),
    proposal: () => (library.alt() ? '' : attrs().caption || library.caption()),
    mayDescribe: () => true,
    mayCaption: () => true,
    write: (name, value) => writeBody(photo(), { [name]: value }),
  }
}
