/** English for stars, tags, collections and the trash, and for taking their changes back. */
import type { Mark } from '../generated/contract';
import type { LabelKind } from '../marks';

const rules = new Intl.PluralRules('en');
const count = (n: number, one: string, other: string) => `${n.toLocaleString('en')} ${rules.select(n) === 'one' ? one : other}`;
const takes = (n: number) => count(n, 'take', 'takes');

export const marks = {
  title: 'Rating and tags',
  rating: 'Rating',
  stars: (n: number) => count(n, 'star', 'stars'),
  noStars: 'Not rated',
  onlyClips: 'Only finished clips get stars.',
  labels: { tag: 'Tags', collection: 'Collections' } satisfies Record<LabelKind, string>,
  one: { tag: 'Tag', collection: 'Collection' } satisfies Record<LabelKind, string>,
  add: { tag: 'Add a tag', collection: 'Add to a collection' } satisfies Record<LabelKind, string>,
  field: { tag: 'Name of the tag', collection: 'Name of the collection' } satisfies Record<LabelKind, string>,
  create: { tag: (name: string) => `New tag “${name}”`, collection: (name: string) => `New collection “${name}”` } satisfies Record<LabelKind, (name: string) => string>,
  none: { tag: 'No tags yet. Type a name.', collection: 'No collections yet. Type a name.' } satisfies Record<LabelKind, string>,
  show: (name: string) => `Show all in ${name}`,
  showTag: (name: string) => `Show all with the tag ${name}`,
  takeAway: (name: string) => `Take ${name} away`,
  /** What was taken back, inside of `undone`. */
  kinds: { favourite: 'favourite', rating: 'rating', tag: 'tag', collection: 'collection', trash: 'trash', restore: 'restore' } satisfies Record<Mark['kind'] | 'trash' | 'restore', string>,
  marked: (mark: Mark, n: number) => {
    switch (mark.kind) {
      case 'favourite':
        return mark.on ? `${takes(n)} marked as favourite.` : `${takes(n)} no longer favourite.`;
      case 'rating':
        return mark.stars === 0 ? `Stars taken from ${takes(n)}.` : `${takes(n)} rated ${count(mark.stars, 'star', 'stars')}.`;
      case 'tag':
        return mark.on ? `${takes(n)} tagged “${mark.name}”.` : `Tag “${mark.name}” taken from ${takes(n)}.`;
      case 'collection':
        return mark.on ? `${takes(n)} added to “${mark.name}”.` : `${takes(n)} taken out of “${mark.name}”.`;
    }
  },
  undone: (what: string) => `Taken back: ${what}.`,
  nothingToUndo: 'Nothing to take back.',
  undoKey: 'Take back favourite, stars, tag, collection or trash',
  rateKey: 'Stars; 0 takes them away',
  toTrash: 'Move to the trash',
  trash: 'Trash',
  openTrash: 'Open the trash',
  trashed: (n: number) => `${takes(n)} moved to the trash.`,
  stays: (n: number) => (n === 1 ? '1 take stays: it is not over yet.' : `${takes(n)} stay: they are not over yet.`),
  restore: 'Restore',
  restored: (n: number) => `${takes(n)} restored.`,
  forGood: 'Delete for good',
  askForGood: 'Delete it and its file for good? The receipt stays, and so does what the server has.',
  askForGoodNoFile: 'Delete it for good? The receipt stays, and so does what the server has.',
  askThese: (n: number) => `Delete ${takes(n)} and their files for good? The receipts stay, and so does what servers have.`,
  askAll: 'Delete everything in the trash for good? The receipts stay, and so does what servers have.',
  removed: (n: number) => `${takes(n)} deleted for good.`,
  daysLeft: (days: number) => (days < 1 ? 'Deleted for good today' : `Deleted for good in ${count(days, 'day', 'days')}`),
  staysThere: 'Stays in the trash until you delete it',
  trashNote: 'What is in the trash is deleted for good after 30 days. What servers have stays there.',
  empty: 'Empty the trash',
  nothingThere: 'The trash is empty.',
  leaveTrash: 'Leave the trash',
  collections: 'Collections',
  searches: 'Searches',
  noCollections: 'Select takes and press Collection to begin one.',
  rename: (name: string) => `Rename ${name}`,
  delete: (name: string) => `Delete the collection ${name}`,
  collectionDeleted: (name: string) => `“${name}” is deleted. Its takes stay.`,
  save: 'Rename',
  taken: (name: string) => `Another collection is called “${name}”. Choose a different name.`,
};
