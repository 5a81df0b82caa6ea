// The names of the Lucide icons in the sprite, and the drawing of the house mark.
export const ICONS = `
a-large-small activity align-center align-justify align-left align-right archive
arrow-down arrow-left arrow-right arrow-up arrow-up-down award badge bell
blocks
between-horizontal-end between-horizontal-start between-vertical-end
between-vertical-start bold book book-open bookmark briefcase building building-2
calendar calendar-check calendar-clock calendar-days calendar-range chart-column check
chevron-down chevron-left chevron-right chevron-up chevrons-up-down circle circle-alert
circle-check circle-help circle-user-round circle-x clipboard-check clipboard-list clock
columns-3 contrast copy database download equal external-link eye eye-off file
file-chart-column file-check file-down file-pen file-text files flag folder folder-open
gavel git-compare lock-open git-merge globe graduation-cap grip-vertical handshake hash heading-2 heading-3
heading-4 history house image images inbox info italic key-round landmark languages
layout-dashboard library link link-2 list list-checks list-filter list-ordered list-todo
loader lock log-out mail map map-pin megaphone menu message-square minus monitor moon
newspaper octagon-alert palette panel-top panels-top-left paperclip pencil pencil-line
percent phone pilcrow play plug plus power presentation printer puzzle quote redo-2
refresh-cw remove-formatting rotate-ccw rows-3 rss save scale scroll-text search
search-check search-x send settings settings-2 share-2 shield shield-check smartphone
star strikethrough subscript sun superscript table table-cells-merge tablet tag tags
target trash-2 trending-up triangle-alert underline undo-2 unlink upload user user-check
user-cog user-plus user-x users users-round vote wrench x zap
`
  .trim()
  .split(/\s+/)

// A lotus seen from the side: five petals over a line of water.
export const MARK =
  `<path d="M16 4c3.2 3.4 4.8 7 4.8 10.6 0 3.7-1.6 6.9-4.8 9.4-3.2-2.5-4.8-5.7-4.8-9.4C11.2 11 12.8 7.4 16 4Z"/><path d="M8.3 8.6c1 .5 1.9 1.1 2.7 1.7a15 15 0 0 0-1.3 5.3c0 3.1 1 5.9 2.9 8.3-3.9-.9-6.6-3-8-6.1C3.2 14.6 4.5 11 8.3 8.6Z" opacity=".82"/><path d="M23.7 8.6c-1 .5-1.9 1.1-2.7 1.7.8 1.7 1.3 3.5 1.3 5.3 0 3.1-1 5.9-2.9 8.3 3.9-.9 6.6-3 8-6.1 1.4-3.2.1-6.8-3.7-9.2Z" opacity=".82"/><path d="M2 19.2c1.7 3.4 4.9 5.5 9.5 6.3H2.8a.8.8 0 0 0 0 1.7h26.4a.8.8 0 0 0 0-1.7h-8.7c4.6-.8 7.8-2.9 9.5-6.3-1.9 3.3-6.6 5.3-14 5.3S3.9 22.5 2 19.2Z" opacity=".6"/>`
