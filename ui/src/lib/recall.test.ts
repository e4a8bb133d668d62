import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { Composer } from './composer.svelte';
import { Craft } from './craft.svelte';
import { job, model } from './fake/fixtures';
import { en } from './i18n/en';
import type { JobView, ModelView, Preset, ServerView, StagedPicture } from './generated/contract';
import { partsOf } from './parts';
import { Recalls } from './recalls';

const bare: JobView = { prompt: '', params: {}, extra: {}, size: null, aspect: null, tier: null, inputs: [] } as never;

describe('the parts of a clip that can be used alone', () => {
  it('are none where nothing is known', () => {
    expect(partsOf(bare)).toEqual([]);
  });

  it('are offered in the order of the form', () => {
    const clip: JobView = { ...bare, prompt: 'A boat', params: { seed: 7 }, tier: '720p', inputs: [{ role: 'first', fit: 'crop', name: 'a', size: null, url: 'https://a.example/a.png', media: null, frame_of: null }] };
    expect(partsOf(clip)).toEqual(['prompt', 'seed', 'size', 'pictures']);
  });

  it('have a seed also where it was a field by name', () => {
    expect(partsOf({ ...bare, extra: { seed: 0 } })).toEqual(['seed']);
  });

  it('have no pictures that can neither be fetched nor brought back', () => {
    const gone: JobView = { ...bare, inputs: [{ role: 'first', fit: 'crop', name: 'a', size: null, url: null, media: null, frame_of: null }] };
    expect(partsOf(gone)).toEqual([]);
  });
});

const servers = [{ id: 'near', name: 'near' }, { id: 'slow', name: 'slow' }] as ServerView[];
const clip = (id: string, server: string, more: Partial<JobView>): JobView => job(id, { prompt: id, model: 'sora-2', server, state: 'ready', age: 0, more }, 0, new Map());
const long = clip('long', 'slow', { seconds: 12, size: { width: 1792, height: 1024 } });
const short = clip('short', 'near', { seconds: 4, size: { width: 720, height: 1280 } });
const picture = { role: 'first', fit: 'pad', name: 'a.png', size: null, url: null, media: 'long.0', frame_of: null } as const;

/** A server whose list of models comes when the test says so; what it would list first is another model. */
describe('a recall', () => {
  let lists: Map<string, (models: ModelView[]) => void>;
  let restaged: (picture: StagedPicture) => void;
  let refuse: boolean;
  let form: Composer;
  let recalls: Recalls;
  let craft: Craft;
  let said: string[];

  beforeEach(async () => {
    lists = new Map();
    refuse = false;
    const backend = {
      listModels: (server: string) => new Promise((resolve) => lists.set(server, resolve)),
      describeModel: (_server: string, id: string) => Promise.resolve(model(id)),
      restageInput: () => (refuse ? Promise.reject(new Error('gone')) : new Promise((resolve) => (restaged = resolve))),
    } as unknown as Backend;
    form = new Composer(backend);
    craft = new Craft(backend, form);
    const attempt = (what: () => Promise<unknown>) => what().then(
        () => true,
        () => false,
      );
    said = [];
    const serverName = (id: string, otherwise = '') => servers.find((server) => server.id === id)?.name ?? otherwise;
    recalls = new Recalls({ backend, composer: form, servers, attempt, serverName, tag: 'en', say: (text: string) => said.push(text), t: en, composerShown: true, promptWanted: 0 } as never);
    void form.chooseServer('near', 'sora-2');
    await settled();
  });

  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const listed = async (server: string) => (lists.get(server)?.([model('wan2.6-t2v')]), settled());
  const asked = () => [form.prompt, form.model, form.seconds, form.size?.height];

  it('has filled the form before the server lists its models', async () => {
    void recalls.settings(long);
    await settled();
    expect(asked()).toEqual(['long', 'sora-2', 12, 1024]);
  });

  it('leaves alone what was changed while the list was on its way', async () => {
    void recalls.settings(long);
    await settled();
    Object.assign(form, { seconds: 4, size: { width: 1280, height: 720 } });
    await listed('slow');
    expect(asked()).toEqual(['long', 'sora-2', 4, 720]);
  });

  it('of one clip changes nothing of the clip that was recalled after it', async () => {
    void recalls.settings(long);
    void recalls.settings(short);
    await settled();
    await listed('near');
    await listed('slow');
    expect([...asked(), form.models.length]).toEqual(['short', 'sora-2', 4, 1280, 1]);
  });

  it('leaves the server the choice that it had', async () => {
    void recalls.settings({ ...long, model: '' });
    await settled();
    await listed('slow');
    expect([form.model, form.seconds]).toEqual(['', 12]);
  });

  describe('of a clip whose server is gone', () => {
    const gone = (named: string, more: Partial<JobView> = {}) => ({ ...long, server: 'gone', server_name: 'Old GPU', model: named, ...more });
    const where = () => [form.server, form.model, form.seconds];
    const STAYS = 'The form has its other settings. Old GPU is no longer in your list; near stays.';

    it('says that it names no model, and which one stays', async () => {
      await recalls.settings(gone(''));
      expect([where(), said]).toEqual([['near', 'sora-2', 12], [`${STAYS} It names no model; sora-2 stays.`]]);
    });

    it('says which model the server here does not list', async () => {
      await listed('near');
      await recalls.settings(gone('veo-3'));
      expect([where(), said]).toEqual([['near', 'sora-2', 12], [`${STAYS} near does not list veo-3; sora-2 stays.`]]);
    });

    it('takes over a model that the server here lists, and says that the server is another', async () => {
      await listed('near');
      await recalls.vary(gone('wan2.6-t2v'));
      expect([where(), said]).toEqual([['near', 'wan2.6-t2v', 12], [STAYS.replace('settings.', 'settings, with a new seed.')]]);
    });

    it('is given no model by a list that comes later', async () => {
      void form.chooseServer('slow');
      await settled();
      const first = lists.get('slow');
      await recalls.settings(gone(''));
      first?.([model('wan2.6-t2v')]);
      await listed('slow');
      expect(where()).toEqual(['slow', '', 12]);
    });

    it('says nothing of a server where it came as a file', async () => {
      await recalls.settings(gone('', { server: 'media' }));
      expect(said).toEqual(['The form has its other settings. It names no model; sora-2 stays.']);
    });
  });

  it('holds Create back until its picture is back in the form', async () => {
    void recalls.settings({ ...long, inputs: [picture] });
    expect(form.ready).toBe(false);
    await settled();
    expect(form.ready).toBe(false);
    restaged({ id: 'pic_1', name: 'a.png', width: 10, height: 10, bytes: 1 });
    await settled();
    expect([form.ready, form.request().inputs]).toEqual([true, [{ role: 'first', fit: 'pad', staged: 'pic_1' }]]);
  });

  it('marks the place of a picture that cannot come back, so that no video is made without it', async () => {
    refuse = true;
    await recalls.settings({ ...long, inputs: [picture] });
    expect(form.request().inputs).toEqual([{ role: 'first', fit: 'pad', staged: 'gone-job_long-0' }]);
  });

  it('of a preset is changed by no list of models either', async () => {
    const settings = { ...form.kept(), server: 'slow', server_name: 'slow', model: 'sora-2', prompt: null, seconds: 12, takes: 2, params: {}, extra: [], also: {} };
    void craft.apply({ id: 'p', name: 'p', settings } as unknown as Preset, servers);
    await settled();
    form.seconds = 4;
    await listed('slow');
    expect([form.server, form.takes, form.seconds]).toEqual(['slow', 2, 4]);
  });
});
