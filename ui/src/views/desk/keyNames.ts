/** Which actions may get other keys, each once and in the first place that has it, and what they are called. */
import type { DeskWords } from '../../lib/i18n/desk';
import type { Messages } from '../../lib/i18n';
import { isFixed, keyTables, type Scope } from '../../lib/keys';
import type { WallFilter } from '../../lib/generated/contract';

export function changeable(): { scope: Scope; actions: string[] }[] {
  const seen = new Set<string>();
  return (Object.keys(keyTables) as Scope[]).map((scope) => ({
    scope,
    actions: [...new Set(Object.values(keyTables[scope]))].filter((action) => !isFixed(action) && !seen.has(action) && seen.add(action)),
  }));
}

export function nameOf(t: Messages, words: DeskWords, action: string): string {
  if (action.startsWith('filter:')) return words.palette.showFilter(t.wall.filters[action.slice('filter:'.length) as WallFilter]);
  const own: Readonly<Record<string, string>> = words.keys.names;
  const named: Readonly<Record<string, string>> = {
    palette: words.palette.title,
    undo: t.marks.undoKey,
    redo: t.marks.redoKey,
    frameBack: t.loupe.frameBack,
    frameForward: t.loupe.frameForward,
    ...t.keys.actions,
    ...t.remote.keys,
    ...t.viewerKeys,
    ...t.stacks.keys,
    ...own,
  };
  return named[action] ?? action;
}
