import { beforeEach, describe, expect, it } from 'vitest';
import type { UsedPrompt } from './generated/contract';
import { Prompts } from './prompts.svelte';
import { Words } from './words.svelte';

const used = (text: string, favourite = false): UsedPrompt => ({ text, used_at: 0, favourite });
let kept: UsedPrompt[];
let prompts: Prompts;
let words: Words;

beforeEach(async () => {
  kept = [used('third'), used('second', true), used('first')];
  prompts = new Prompts({ listPrompts: async () => kept, keepPrompt: async () => undefined, forgetPrompt: async () => undefined });
  await prompts.load();
  words = new Words();
  words.begin('mine');
});

const older = () => (prompts.older(words), words.text);
const newer = () => (prompts.newer(words), words.text);

describe('the walk through used prompts', () => {
  it('goes back in time and stops at the oldest', () => {
    expect([older(), older(), older(), older()]).toEqual(['third', 'second', 'first', 'first']);
  });

  it('ends at what was not sent yet', () => {
    older();
    older();
    expect([newer(), newer(), newer()]).toEqual(['third', 'mine', 'mine']);
  });

  it('begins anew from what was changed', () => {
    older();
    words.typed('third and more', 14, 'insertText');
    expect([older(), newer()]).toEqual(['third', 'third and more']);
  });

  it('takes no step to what stands there already', () => {
    words.begin('third');
    expect(older()).toBe('second');
  });

  it('is undone as one', () => {
    older();
    older();
    words.undo();
    expect(words.text).toBe('mine');
  });

  it('does nothing without used prompts', () => {
    prompts.all = [];
    expect([older(), newer()]).toEqual(['mine', 'mine']);
  });
});

describe('the list', () => {
  it('has the marked ones first, and finds by all words', () => {
    expect(prompts.found('').map((one) => one.text)).toEqual(['second', 'third', 'first']);
    expect(prompts.found('IR th').map((one) => one.text)).toEqual(['third']);
  });

  it('changes with a mark, and loses what is forgotten', async () => {
    await prompts.star(used('first'));
    await prompts.forget(used('second', true));
    expect(prompts.found('').map((one) => one.text)).toEqual(['first', 'third']);
  });
});
