/** English for the search field, the order of the wall and the searches that are kept. */
import type { OrderName } from '../order';
import type { Note, Token } from '../generated/contract';

const rules = new Intl.PluralRules('en');
const count = (n: number, one: string, other: string) => `${n.toLocaleString('en')} ${rules.select(n) === 'one' ? one : other}`;

export const search = {
  field: 'Search prompts, models and tags',
  offers: 'What could stand here',
  chips: 'Understood',
  drop: (chip: string) => `Take away ${chip}`,
  count: (n: number) => count(n, 'take', 'takes'),
  tokens: {
    model: 'name of the model, or a part of it',
    server: 'name of the server',
    tag: 'one of your tags',
    collection: 'one of your collections',
    state: 'where it stands',
    is: 'what kind of take it is',
    has: 'what it comes with',
    ratio: 'shape, such as 9:16',
    seconds: 'length, such as >5 or 4..8',
    cost: 'cost, such as >0.5, free or unknown',
    rating: 'stars, such as >=4',
    from: 'when: last-week, 7d, 2026-11',
  } satisfies Record<Token, string>,
  notes: {
    unknown_token: (typed: string) => `“${typed}” is searched for as a word: there is no such filter.`,
    no_value: (typed: string) => `“${typed}” needs something after the colon. Until then it is a word.`,
    bad_value: (typed: string) => `“${typed}” is searched for as a word: the filter does not know that value.`,
  } satisfies Record<Note, (typed: string) => string>,
  order: 'Order',
  orders: {
    date_down: 'Newest first',
    date_up: 'Oldest first',
    cost_down: 'Most expensive first',
    cost_up: 'Cheapest first',
    length_down: 'Longest first',
    length_up: 'Shortest first',
    rating_down: 'Best rated first',
    rating_up: 'Lowest rated first',
  } satisfies Record<OrderName, string>,
  saved: 'Library',
  noneSaved: 'Searches that you keep are listed here. Search for something first.',
  saveAs: 'Keep this search as',
  name: 'Name of the search',
  save: 'Keep',
  rename: (name: string) => `Rename ${name}`,
  forget: (name: string) => `Delete ${name}`,
  use: (name: string) => `Search: ${name}`,
  forgotten: (name: string) => `“${name}” is deleted.`,
  undo: 'Undo',
  nameTaken: (name: string) => `Another search is called “${name}”. Choose a different name.`,
  nothing: (line: string) => `Nothing matches “${line}”.`,
  nothingDetail: 'Search looks through prompts, models and tags. Take a part of it away, or clear it.',
  clear: 'Clear the search',
};
