import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { Composer, typed, written } from './composer.svelte';
import { model } from './fake/fixtures';
import type { StagedPicture } from './generated/contract';

const backend = {
  listModels: () => Promise.resolve([model('wan2.6-t2v'), model('sora-2')]),
  describeModel: (_server: string, id: string) => Promise.resolve(model(id)),
} as unknown as Backend;

const picture = (id: string): StagedPicture => ({ id, name: `${id}.jpg`, width: 1536, height: 1024, bytes: 1 });

let form: Composer;

beforeEach(async () => {
  form = new Composer(backend);
  await form.chooseServer('srv_home');
});

describe('the form', () => {
  it('begins with the model’s own size and length', () => {
    expect([form.size, form.seconds]).toEqual([{ width: 1280, height: 720 }, 8]);
  });

  it('keeps a length that the next model does not list, and says that it is not listed', async () => {
    form.seconds = 15;
    await form.chooseModel('sora-2');
    expect([form.seconds, form.secondsListed]).toEqual([15, false]);
  });

  it('stays with as many pixels when the shape changes', () => {
    form.chooseShape('9:16');
    expect(form.size).toEqual({ width: 720, height: 1280 });
  });

  it('puts a picture that names no slot into the first free one', () => {
    form.place(picture('a'), null);
    form.place(picture('b'), null);
    form.place(picture('c'), null);
    expect(form.slots.map((slot) => slot.role)).toEqual(['first', 'last', 'reference']);
  });

  it('keeps a picture that the next model does not take, and does not send it', async () => {
    form.place(picture('a'), 'last');
    await form.chooseModel('sora-2');
    expect([form.slots.length, form.request().inputs]).toEqual([1, []]);
  });

  it('sends the fit of every picture', () => {
    form.place(picture('a'), 'first');
    const [slot] = form.slots;
    if (slot) form.setFit(slot, 'pad');
    expect(form.request().inputs).toEqual([{ role: 'first', fit: 'pad', staged: 'a' }]);
  });

  it('names every press of Create differently', () => {
    expect(form.request().client_key).not.toBe(form.request().client_key);
  });

  it('sends the seed as a number and other fields by name', () => {
    form.seed = '7';
    form.extra = [{ name: 'style', value: 'anime' }, { name: ' ', value: 'nothing' }];
    expect(form.request().extra).toEqual({ seed: 7, style: 'anime' });
  });

  it('comes back as it was left', () => {
    form.prompt = '一只猫';
    form.takes = 3;
    form.place(picture('a'), 'first');
    const other = new Composer(backend);
    other.restore(JSON.parse(JSON.stringify(form.kept())) as Record<string, unknown>);
    expect(other.kept()).toEqual(form.kept());
  });

  it('survives a kept form that is nonsense', () => {
    const other = new Composer(backend);
    other.restore({ takes: 99, size: 'big', slots: [1], extra: 'x', seconds: -1, prompt: 4 });
    expect([other.takes, other.size, other.slots, other.extra, other.seconds, other.prompt]).toEqual([1, null, [], [], null, '']);
  });

  it('counts an emoji as one character', () => {
    form.prompt = '🎬a';
    expect(form.promptLength).toBe(2);
  });
});

describe('an extra field', () => {
  it('keeps the type that it reads as', () => {
    expect([typed('7'), typed('true'), typed('{"a":1}'), typed('anime'), typed('"7"')]).toEqual([7, true, { a: 1 }, 'anime', '7']);
  });

  it('loses no digit of a long number', () => {
    expect(typed('12345678901234567890')).toBe('12345678901234567890');
  });

  it('is written so that it reads back the same', () => {
    const values = [7, true, 'anime', '7', { a: [1] }, null];
    expect(values.map((value) => typed(written(value)))).toEqual(values);
  });
});
