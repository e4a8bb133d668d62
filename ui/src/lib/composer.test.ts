import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { Composer } from './composer.svelte';
import { job, model } from './fake/fixtures';
import { typed, written } from './params';
import type { ErrorView, StagedPicture } from './generated/contract';

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

  it('takes the length that the next model chooses where the one before chose its own, and the next does not take that', async () => {
    await form.chooseModel('rules');
    expect([form.seconds, form.together.broken(['seconds'])]).toEqual([5, null]);
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

  it('takes all settings of a clip but its seed to vary it', async () => {
    const clip = job('v', { prompt: 'p', model: 'words', server: 'srv_home', state: 'ready', age: 0, more: { params: { seed: 7, watermark: true }, extra: { seed: 9, n: 2 } } }, 0, new Map());
    await form.fill(clip, form, false);
    expect([form.seed, form.params['watermark'], form.extra]).toEqual(['', 'true', [{ name: 'n', value: '2' }]]);
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
    form.link('https://a.example/cat.jpg', 'last');
    Object.assign(form, { aspect: '21:9', tier: '2K', params: { seed: '7', metadata: '{"a":' } });
    const other = new Composer(backend);
    other.restore(JSON.parse(JSON.stringify(form.kept())) as Record<string, unknown>);
    expect(other.kept()).toEqual(form.kept());
  });

  it('survives a kept form that is nonsense', () => {
    const other = new Composer(backend);
    other.restore({ takes: 99, size: 'big', slots: [1], extra: 'x', seconds: -1, prompt: 4 });
    expect([other.takes, other.size, other.slots, other.extra, other.seconds, other.prompt]).toEqual([1, null, [], [], null, '']);
  });

  it('has a kept form without parameters for an older Rushes', () => {
    const other = new Composer(backend);
    other.restore({ params: ['x'], aspect: 7, slots: [{ role: 'first', fit: 'none', url: 'file:///etc/passwd' }] });
    expect([other.kept()['params'], other.aspect, other.slots]).toEqual([{}, null, []]);
  });

  it('counts an emoji as one character', () => {
    form.prompt = '🎬a';
    expect(form.promptLength).toBe(2);
  });
});

describe('a model that is told shape and tier in words', () => {
  it('is sent no pixels, and the shape that was chosen in pixels', async () => {
    form.chooseShape('9:16');
    await form.chooseModel('words');
    const { size, aspect, tier } = form.request();
    expect([size, aspect, tier]).toEqual([null, '9:16', '720p']);
  });

  it('keeps a shape that the next model does not list, and says that it is not listed', async () => {
    await form.chooseModel('words');
    form.aspect = '21:9';
    await form.chooseModel('links');
    expect([form.aspect, form.aspectListed, form.request().aspect]).toEqual(['21:9', false, '21:9']);
  });

  it('has no pixels to which a picture could be fitted', async () => {
    await form.chooseModel('words');
    expect([form.size, form.pixels]).toEqual([{ width: 1280, height: 720 }, null]);
  });

  it('hands its shape back to a model with pixels', async () => {
    await form.chooseModel('words');
    form.aspect = '1:1';
    await form.chooseModel('wan2.6-t2v');
    expect(form.request()).toMatchObject({ size: { width: 1024, height: 1024 }, aspect: null, tier: null });
  });

  it('is not sent the length of another model when its name says the length', async () => {
    await form.chooseModel('fixed');
    expect([form.request().seconds, form.request().size, form.seconds]).toEqual([null, null, 8]);
  });

  it('takes any length in its range', async () => {
    await form.chooseModel('words');
    expect([3.9, 4, 9.5, 15, 16].map((value) => form.takesSeconds(value))).toEqual([false, true, true, true, false]);
  });

  it('takes a listed length beside its range', async () => {
    await form.chooseModel('ranges');
    expect([form.takesSeconds(10), form.takesSeconds(21)]).toEqual([true, false]);
  });
});

describe('the further parameters', () => {
  it('are sent with their types, and those that nobody said are not', async () => {
    await form.chooseModel('params');
    Object.assign(form.params, { fps: '24', watermark: 'false', metadata: '{"a":[1]}', user: '7', cfg_scale: '0.5' });
    expect(form.request().params).toEqual({ fps: 24, watermark: false, metadata: { a: [1] }, user: '7', cfg_scale: 0.5, mode: 'std', generate_audio: true });
  });

  it('leave out the model’s own choice when it was taken back', async () => {
    await form.chooseModel('params');
    Object.assign(form.params, { mode: '', generate_audio: '' });
    expect(form.request().params).toEqual({});
  });

  it('stay with a model that does not list them, unsent, and are there again for one that does', async () => {
    await form.chooseModel('params');
    form.params['user'] = 'me';
    await form.chooseModel('sora-2');
    expect([form.strays, form.request().params]).toEqual([[['user', 'me']], {}]);
    await form.chooseModel('params');
    expect(form.request().params['user']).toBe('me');
  });

  it('take the seed where the model lists one, and leave it a field by name where not', async () => {
    form.seed = '7';
    await form.chooseModel('params');
    expect([form.request().params['seed'], form.request().extra]).toEqual([7, {}]);
    await form.chooseModel('sora-2');
    expect([form.request().params, form.request().extra, form.strays]).toEqual([{}, { seed: 7 }, []]);
  });

  it('hold Create back while one cannot be read', async () => {
    await form.chooseModel('params');
    form.prompt = 'A cat';
    form.params['metadata'] = '{"a":';
    expect(form.ready).toBe(false);
    form.params['metadata'] = '{"a":1}';
    expect(form.ready).toBe(true);
  });

  it('come back with the settings of a job, without what that job did not say', async () => {
    const asked = { size: null, aspect: '21:9', tier: '480p', seconds: 7, params: { seed: 5, metadata: { a: 1 } } };
    const old = job('x', { prompt: 'A cat', model: 'params', server: 'srv_home', state: 'ready', age: 0, more: asked }, 0, new Map());
    await form.fill(old, old);
    expect([form.size, form.aspect, form.tier, form.seconds]).toEqual([null, '21:9', '480p', 7]);
    expect(form.request().params).toEqual(asked.params);
  });
});

describe('a box that cannot be read', () => {
  beforeEach(() => {
    form.prompt = 'A cat';
  });

  it('holds Create back while the model takes what it is for', async () => {
    form.unread.seconds = true;
    expect(form.ready).toBe(false);
    await form.chooseModel('fixed');
    expect(form.ready).toBe(true);
  });

  it('holds nothing back where the size is told in words', async () => {
    form.unread.size = true;
    expect(form.ready).toBe(false);
    await form.chooseModel('words');
    expect(form.ready).toBe(true);
  });

  it('is another one when the form is filled again', async () => {
    form.unread = { seconds: true, size: true };
    await form.fill({ prompt: 'A dog', size: null, aspect: null, tier: null, seconds: null, params: {}, extra: {} });
    expect(form.ready).toBe(true);
  });
});

describe('a picture by address', () => {
  it('is sent as an address and never fitted', () => {
    form.link('https://a.example/cat.jpg', 'first');
    expect(form.request().inputs).toEqual([{ role: 'first', fit: 'none', staged: null, url: 'https://a.example/cat.jpg' }]);
  });

  it('takes the place of a file, and a file its', () => {
    form.place(picture('a'), 'first');
    form.link('https://a.example/cat.jpg', 'first', form.slots[0] ?? null);
    const [linked] = form.slots;
    if (linked) form.replace(linked, picture('b'));
    expect(form.request().inputs).toEqual([{ role: 'first', fit: 'crop', staged: 'b' }]);
  });
});

describe('a refusal', () => {
  const misfit = (field: string): ErrorView => ({ code: 'does_not_fit', message: null, http_status: null, params: { field } });

  it('is shown at its field until something but the prompt changes', () => {
    form.refuse(misfit('seconds'));
    form.prompt = 'Another';
    expect(form.misfitPlace).toBe('length');
    form.seconds = 4;
    expect(form.misfitPlace).toBeNull();
  });

  it('has a place whatever it is about', async () => {
    await form.chooseModel('params');
    const places = ['first', 'width', 'aspect', 'style', 'unheard'].map((field) => (form.refuse(misfit(field)), form.misfitPlace));
    expect(places).toEqual(['slots', 'size', 'shape', 'param', 'foot']);
  });

  it('of any other kind is left to be said elsewhere', () => {
    expect(form.refuse({ ...misfit('seconds'), code: 'unreachable' })).toBe(false);
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
