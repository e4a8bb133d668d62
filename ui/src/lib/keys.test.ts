import { describe, expect, it } from 'vitest';
import { canBeOwn, chordNow, chordOf, conflicts, globalKeys, isTyping, keyCaps, loupeKeys, wallKeys, withOwn, type KeyPress } from './keys';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('keys', () => {
  it('take Ctrl as Mod where there is no ⌘', () => {
    expect(globalKeys[chordOf(press('Enter', { ctrlKey: true }), false)]).toBe('create');
  });

  it('take ⌘ as Mod on a Mac', () => {
    expect(globalKeys[chordOf(press('f', { metaKey: true }), true)]).toBe('search');
  });

  it('leave Ctrl on a Mac to the system', () => {
    expect(chordOf(press('a', { ctrlKey: true }), true)).toBe('');
  });

  it('find a sign that needs Shift on some keyboards', () => {
    expect(globalKeys[chordOf(press('?', { shiftKey: true }), false)]).toBe('sheet');
  });

  it('tell a step of one second from the next clip', () => {
    expect([loupeKeys[chordOf(press('ArrowRight', { shiftKey: true }), false)], loupeKeys[chordOf(press('ArrowRight'), false)]]).toEqual(['secondForward', 'next']);
  });

  it('copy the file, and with Shift the prompt', () => {
    expect([wallKeys[chordOf(press('C', { ctrlKey: true, shiftKey: true }), false)], wallKeys[chordOf(press('c', { ctrlKey: true }), false)]]).toEqual(['copyPrompt', 'copyFile']);
  });

  it('remix and vary with the same letter on the wall and in the loupe', () => {
    expect([wallKeys['R'], loupeKeys['R'], wallKeys['V'], loupeKeys['V']]).toEqual(['remix', 'remix', 'vary', 'vary']);
  });

  it('leave chords with Alt to menus and input methods', () => {
    expect(chordOf(press('b', { altKey: true }), false)).toBe('');
  });

  it('know that a slider takes no text', () => {
    const slider = document.createElement('input');
    slider.type = 'range';
    expect(isTyping(slider)).toBe(false);
  });

  it('know that a text area takes text', () => {
    expect(isTyping(document.createElement('textarea'))).toBe(true);
  });

  it('print caps in the way of the system', () => {
    expect([keyCaps('Mod+Enter', false), keyCaps('Mod+Enter', true)]).toEqual([['Ctrl', '↵'], ['⌘', '↵']]);
  });

  it('make everything larger with the plus of every keyboard', () => {
    const pluses = [press('+', { ctrlKey: true, shiftKey: true }), press('+', { ctrlKey: true }), press('=', { ctrlKey: true })];
    expect(pluses.map((plus) => globalKeys[chordOf(plus, false)])).toEqual(['zoomIn', 'zoomIn', 'zoomIn']);
  });

  it('print a plus that is held with Ctrl', () => {
    expect([keyCaps('Mod++', false), keyCaps('+', false)]).toEqual([['Ctrl', '+'], ['+']]);
  });
});

describe('keys of the user’s own', () => {
  it('take the place of all that the action had', () => {
    const own = withOwn(globalKeys, { search: 'Mod+J' });
    expect([own['Mod+J'], own['Mod+F'], own['/']]).toEqual(['search', undefined, undefined]);
  });

  it('may be none', () => {
    expect([Object.values(withOwn(globalKeys, { undo: '' })).includes('undo'), chordNow('undo', { undo: '' })]).toEqual([false, '']);
  });

  it('hold on the wall and in the loupe alike', () => {
    const own = { vary: 'Y' };
    expect([withOwn(wallKeys, own)['Y'], withOwn(loupeKeys, own)['Y']]).toEqual(['vary', 'vary']);
  });

  it('never take the arrows, Space or Escape from what they do', () => {
    expect(withOwn(wallKeys, { left: 'H', unselect: 'U' })).toEqual(wallKeys);
  });

  it('meet what has the chord in the same place or everywhere', () => {
    expect([conflicts('vary', 'Mod+K', {}), conflicts('vary', 'M', {}), conflicts('stack', 'M', {})]).toEqual([['palette'], ['mute'], []]);
  });

  it('meet nothing that gave the chord away', () => {
    expect(conflicts('vary', 'R', { remix: 'Y' })).toEqual([]);
  });

  it('cannot be keys that hold others or move about', () => {
    expect(['Control', 'Tab', 'Escape', 'Shift+ArrowLeft', '3', ''].map(canBeOwn)).toEqual([false, false, false, false, false, false]);
  });
});
