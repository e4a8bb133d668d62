/** What the open loupe or comparison can do, by its name. How it does it, the view knows. */
import type { MenuItem } from '../elements/Menu.svelte';
import type { App } from './app.svelte';
import { chordFor, type Command } from './command';
import type { DeskWords } from './i18n/desk';
import type { ViewAction, Viewing } from './viewing';

const ICONS: Readonly<Record<ViewAction, MenuItem['icon']>> = {
  close: 'close',
  play: 'play',
  back: 'left',
  forward: 'right',
  frameBack: 'frameBack',
  frameForward: 'frameForward',
  secondBack: 'frameBack',
  secondForward: 'frameForward',
  in: 'clock',
  out: 'clock',
  slower: 'minus',
  faster: 'plus',
  normal: 'undo',
  mute: 'muted',
  fullscreen: 'expand',
  loop: 'loop',
  previous: 'left',
  next: 'right',
  compareTakes: 'compare',
  blink: 'blink',
  pick: 'heart',
  leave: 'minus',
  'solo:0': 'eye',
  'solo:1': 'eye',
  'solo:2': 'eye',
  'solo:3': 'eye',
};

function names(app: App, words: DeskWords): Readonly<Record<ViewAction, string>> {
  const { keys, loupe, compare, viewerKeys, remote } = app.t;
  const { names: own } = words.keys;
  return {
    close: app.comparing === null ? keys.actions.close : compare.back,
    play: keys.actions.play,
    back: own.back,
    forward: own.forward,
    frameBack: loupe.frameBack,
    frameForward: loupe.frameForward,
    secondBack: own.secondBack,
    secondForward: own.secondForward,
    in: own.in,
    out: own.out,
    slower: own.slower,
    faster: own.faster,
    normal: own.normal,
    mute: keys.actions.mute,
    fullscreen: keys.actions.fullscreen,
    loop: remote.keys.loop,
    previous: loupe.previous,
    next: loupe.next,
    compareTakes: compare.takes,
    blink: viewerKeys.blink,
    pick: viewerKeys.pick,
    leave: viewerKeys.leave,
    'solo:0': compare.alone(1),
    'solo:1': compare.alone(2),
    'solo:2': compare.alone(3),
    'solo:3': compare.alone(4),
  };
}

export function viewerCommands(app: App, words: DeskWords, { actions, extras }: Viewing): Command[] {
  const named = names(app, words);
  return [
    ...actions.map(([action, run]): Command => ({ id: `view.${action}`, label: named[action], group: 'view', icon: ICONS[action], ...chordFor(action), run })),
    ...extras.map(({ label, icon = 'film', run }, index): Command => ({ id: `view.more.${index}`, label, group: 'view', icon, run })),
  ];
}
