/** Line drawings on a 24 × 24 grid, drawn for Rushes. Stroke 1.75, round ends; `solid` ones are filled. */
export interface Drawing {
  readonly paths: readonly string[];
  readonly solid?: boolean;
}

export const drawings = {
  search: { paths: ['M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z', 'M15.4 15.4L20 20'] },
  gear: {
    paths: [
      'M12 8.6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 0 1 0-6.8z',
      'M12 3v2.6M12 18.4V21M3 12h2.6M18.4 12H21M5.6 5.6l1.9 1.9M16.5 16.5l1.9 1.9M5.6 18.4l1.9-1.9M16.5 7.5l1.9-1.9',
    ],
  },
  down: { paths: ['M6.5 9.5L12 15l5.5-5.5'] },
  up: { paths: ['M6.5 14.5L12 9l5.5 5.5'] },
  left: { paths: ['M14.5 6L8.5 12l6 6'] },
  right: { paths: ['M9.5 6l6 6l-6 6'] },
  close: { paths: ['M6 6l12 12M18 6L6 18'] },
  check: { paths: ['M5 12.5l4.5 4.5L19 7.5'] },
  plus: { paths: ['M12 5v14M5 12h14'] },
  minus: { paths: ['M6 12h12'] },
  eye: { paths: ['M2.8 12C5 7.8 8.3 5.8 12 5.8s7 2 9.2 6.2c-2.2 4.2-5.5 6.2-9.2 6.2s-7-2-9.2-6.2z', 'M12 9.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4z'] },
  star: { paths: ['M12 3.8l2.5 5.2l5.7 .8l-4.1 4l1 5.7L12 16.8l-5.1 2.7l1-5.7l-4.1-4l5.7-.8z'] },
  starFull: { paths: ['M12 3.8l2.5 5.2l5.7 .8l-4.1 4l1 5.7L12 16.8l-5.1 2.7l1-5.7l-4.1-4l5.7-.8z'], solid: true },
  heart: { paths: ['M12 19.5C7.4 16.3 4 13.2 4 9.4A4.3 4.3 0 0 1 12 7.2A4.3 4.3 0 0 1 20 9.4c0 3.8-3.4 6.9-8 10.1z'] },
  heartFull: { paths: ['M12 19.5C7.4 16.3 4 13.2 4 9.4A4.3 4.3 0 0 1 12 7.2A4.3 4.3 0 0 1 20 9.4c0 3.8-3.4 6.9-8 10.1z'], solid: true },
  tag: { paths: ['M4 4h8l8 8l-8 8l-8-8z', 'M8 8h.01'] },
  collection: { paths: ['M4 8h16v11.5H4z', 'M6.5 5h11'] },
  key: { paths: ['M8 12.2a3.7 3.7 0 1 1 0 7.4a3.7 3.7 0 0 1 0-7.4z', 'M10.7 13.3L19 5M15.5 8.5l2.8 2.8'] },
  folder: { paths: ['M3.5 7.5a2 2 0 0 1 2-2h3.6l2 2.5h7.4a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2z'] },
  dots: { paths: ['M6 12h.01M12 12h.01M18 12h.01'] },
  play: { paths: ['M8 5.5v13l10.5-6.5z'], solid: true },
  pause: { paths: ['M8.5 5.5v13M15.5 5.5v13'] },
  loop: { paths: ['M17 3.5l3 3l-3 3', 'M4 11.5v-1a4 4 0 0 1 4-4h12', 'M7 20.5l-3-3l3-3', 'M20 12.5v1a4 4 0 0 1-4 4H4'] },
  sound: { paths: ['M4 9.5v5h3.5l4.5 4v-13l-4.5 4z', 'M15.5 9a4.2 4.2 0 0 1 0 6', 'M18 6.5a7.8 7.8 0 0 1 0 11'] },
  muted: { paths: ['M4 9.5v5h3.5l4.5 4v-13l-4.5 4z', 'M16 9.5l5 5M21 9.5l-5 5'] },
  frameBack: { paths: ['M14 6.5L8 12l6 5.5z', 'M18.5 6.5v11'] },
  frameForward: { paths: ['M10 6.5L16 12l-6 5.5z', 'M5.5 6.5v11'] },
  expand: { paths: ['M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5'] },
  shrink: { paths: ['M4 9h5V4M20 9h-5V4M4 15h5v5M20 15h-5v5'] },
  panelHide: { paths: ['M4 5.5h16v13H4z', 'M9.5 5.5v13', 'M16 9.5L13.5 12l2.5 2.5'] },
  panelShow: { paths: ['M4 5.5h16v13H4z', 'M9.5 5.5v13', 'M13.5 9.5L16 12l-2.5 2.5'] },
  trash: { paths: ['M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l.8 13h9.4l.8-13M10 10.5v5.5M14 10.5v5.5'] },
  picture: { paths: ['M4 5h16v14H4z', 'M4 16l4.5-4.5l4 4l2.5-2.5l5 5', 'M15.5 8.8h.01'] },
  pencil: { paths: ['M5 19l.8-3.6L16 5.2a1.9 1.9 0 0 1 2.8 2.8L8.6 18.2z', 'M14.2 7l2.8 2.8'] },
  copy: { paths: ['M8.5 8.5h11v11h-11z', 'M15.5 8.5v-4h-11v11h4'] },
  download: { paths: ['M12 4v11M7.5 11l4.5 4.5l4.5-4.5M4.5 19.5h15'] },
  external: { paths: ['M13.5 4.5h6v6M19.5 4.5l-8 8M17.5 14v5.5h-13v-13H10'] },
  film: { paths: ['M4 5h16v14H4z', 'M8 5v14M16 5v14M4 9.7h4M4 14.3h4M16 9.7h4M16 14.3h4'] },
  server: { paths: ['M4 5h16v6H4zM4 13h16v6H4z', 'M7.5 8h.01M7.5 16h.01'] },
  undo: { paths: ['M8 5L4 9l4 4', 'M4 9h10a5.5 5.5 0 0 1 0 11H9'] },
  stack: { paths: ['M4 10h16v9.5H4z', 'M6.5 7h11M9 4h6'] },
  compare: { paths: ['M4 5.5h16v13H4z', 'M12 5.5v13'] },
  blink: { paths: ['M7 4.5h12v10H7z', 'M16 17.5v2H4v-10h1.5'] },
  link: { paths: ['M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1', 'M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1'] },
  clock: { paths: ['M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16z', 'M12 8v4.4l3 1.8'] },
  bookmark: { paths: ['M6.5 4h11v16L12 15.8L6.5 20z'] },
  insert: { paths: ['M9 4.5H8a2 2 0 0 0-2 2v3a2.3 2.3 0 0 1-2 2.5a2.3 2.3 0 0 1 2 2.5v3a2 2 0 0 0 2 2h1', 'M15 4.5h1a2 2 0 0 1 2 2v3a2.3 2.3 0 0 0 2 2.5a2.3 2.3 0 0 0-2 2.5v3a2 2 0 0 1-2 2h-1'] },
  receipt: { paths: ['M6 3.5h12v17l-3-2l-3 2l-3-2l-3 2z', 'M9.5 8.5h5M9.5 12.5h5'] },
  warning: { paths: ['M12 4l9 15.5H3z', 'M12 10v4.5M12 17h.01'] },
} as const satisfies Record<string, Drawing>;

export type IconName = keyof typeof drawings;
