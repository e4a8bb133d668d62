import { beforeEach, describe, expect, it } from 'vitest';
import { Words } from './words.svelte';

let now = 0;
let words: Words;

beforeEach(() => {
  now = 0;
  words = new Words(() => now);
  words.begin('');
});

/** Types letter by letter where the caret is, as a field tells of it. */
function type(text: string): void {
  for (const letter of text) words.typed(words.text + letter, words.text.length + letter.length, 'insertText');
}

const back = () => (words.undo(), words.text);
const forward = () => (words.redo(), words.text);

describe('undo in the prompt', () => {
  it('takes a run of typing back at once, and what came after a pause by itself', () => {
    type('a boat');
    now = 5000;
    type(' at dusk');
    expect([back(), back(), words.undo()]).toEqual(['a boat', '', false]);
  });

  it('brings back what was undone', () => {
    type('a boat');
    back();
    expect([forward(), words.redo()]).toEqual(['a boat', false]);
  });

  it('takes typing and deleting back one after the other', () => {
    type('boats');
    words.typed('boat', 4, 'deleteContentBackward');
    expect([back(), back()]).toEqual(['boats', '']);
  });

  it('takes back what a command put there, with the caret where it was', () => {
    type('a boat');
    words.at(2, 2);
    words.put('a recalled prompt');
    words.undo();
    expect([words.text, words.caret]).toEqual(['a boat', { start: 2, end: 2 }]);
  });

  it('puts a piece at the caret, over what is chosen, and takes it back', () => {
    type('a boat');
    words.at(2, 6);
    words.insert('ship');
    expect([words.text, words.caret, back()]).toEqual(['a ship', { start: 6, end: 6 }, 'a boat']);
  });

  it('takes a whole walk through the history back at once', () => {
    type('mine');
    words.put('newest', 'walk');
    words.put('older', 'walk');
    expect(back()).toBe('mine');
  });

  it('takes what an input method wrote back as one, whatever it tried out', () => {
    type('a');
    words.composing();
    words.typed('ax', 2, 'insertCompositionText');
    words.typed('axi', 3, 'insertCompositionText');
    words.typed('a小', 2, 'insertCompositionText');
    words.composed();
    expect([words.text, back(), back()]).toEqual(['a小', 'a', '']);
  });

  it('keeps no step of a composition that came to nothing, and undoes nothing during one', () => {
    type('a');
    words.composing();
    words.typed('ax', 2, 'insertCompositionText');
    expect(words.undo()).toBe(false);
    words.typed('a', 1, 'deleteCompositionText');
    words.composed();
    expect(back()).toBe('');
  });

  it('keeps one step where a webview writes the composed text after the composition', () => {
    words.composing();
    words.typed('xiao', 4, 'insertCompositionText');
    words.typed('', 0, 'deleteCompositionText');
    words.composed();
    words.typed('小', 1, 'insertFromComposition');
    expect([words.text, back()]).toEqual(['小', '']);
  });
});
