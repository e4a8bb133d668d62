import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { Composer } from './composer.svelte';
import { job, model } from './fake/fixtures';
import { planOf } from './fake/sweep';
import type { CreateJobs } from './generated/contract';

let asked: CreateJobs[] = [];
const backend = {
  listModels: () => Promise.resolve([model('wan2.6-t2v'), model('sora-2')]),
  describeModel: (_server: string, id: string) => Promise.resolve(model(id)),
  planned: (request: CreateJobs) => {
    asked.push(request);
    const plan = planOf(request);
    return plan === null ? Promise.reject({ code: 'too_many', message: null, http_status: null, params: { limit: '200' } } as unknown as Error) : Promise.resolve(plan);
  },
} as unknown as Backend;

let form: Composer;

/** As the window does whenever the form changes. */
async function count(): Promise<number> {
  form.plan.follow();
  await new Promise((resolve) => setTimeout(resolve));
  return form.plan.count;
}

beforeEach(async () => {
  asked = [];
  form = new Composer(backend);
  await form.chooseServer('srv_home');
  form.prompt = 'a boat';
});

describe('what one press makes', () => {
  it('is counted by the takes alone, without asking, where nothing else is several', async () => {
    form.takes = 3;
    expect([await count(), asked.length]).toEqual([3, 0]);
  });

  it('is every combination of prompts, values and takes', async () => {
    form.prompt = 'a {red|blue} boat';
    form.plan.add('seconds', '4 12');
    form.takes = 2;
    expect([await count(), form.plan.prompts]).toEqual([2 * 3 * 2, 2]);
  });

  it('is the takes alone again when the choice is gone', async () => {
    form.prompt = 'a {red|blue} boat';
    await count();
    form.prompt = 'a boat';
    expect(await count()).toBe(1);
  });

  it('cannot be made while the engine says that it is too much', async () => {
    form.prompt = '{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}';
    await count();
    expect([form.plan.trouble?.code, form.ready]).toEqual(['too_many', false]);
  });

  it('takes the longest prompt for the count of characters', async () => {
    form.prompt = '{a|abc}';
    await count();
    expect(form.promptLength).toBe(3);
  });

  it('does not count a value that is also that of the field, and keeps it for another time', async () => {
    form.plan.add('seconds', '4');
    form.seconds = 4;
    const alone = await count();
    form.seconds = 12;
    expect([alone, await count()]).toEqual([1, 2]);
  });
});

describe('a change of model', () => {
  it('keeps values, and says which are not listed', async () => {
    form.plan.add('size', '1920x1080');
    await form.chooseModel('sora-2');
    expect([form.plan.others('size'), form.plan.listed('size', '1920x1080')]).toEqual([['1920x1080'], false]);
  });

  it('keeps sizes for a model in words without sending them', async () => {
    form.plan.add('size', '1920x1080');
    await form.chooseModel('words');
    const inWords = form.request().sweep?.sizes;
    await form.chooseModel('wan2.6-t2v');
    expect([inWords, form.request().sweep?.sizes.length]).toEqual([[], 2]);
  });

  it('never sends a tier beside several sizes', () => {
    form.size = null;
    form.tier = '720p';
    form.plan.add('size', '1920x1080');
    expect(form.request()).toMatchObject({ size: null, tier: null, sweep: { sizes: [{ width: 1920, height: 1080 }] } });
  });
});

describe('the question before very many', () => {
  beforeEach(() => {
    form.takes = 4;
  });

  it('is not asked for as many as the user lets pass', () => {
    expect([form.plan.asks(4, false), form.plan.question]).toEqual([false, null]);
  });

  it('goes when the form changes', () => {
    form.plan.asks(3, true);
    const asked = form.plan.question?.anyway;
    form.prompt = 'another boat';
    expect([asked, form.plan.question]).toEqual([true, null]);
  });
});

describe('another number than the button said', () => {
  const changed = { code: 'count_changed', message: null, http_status: null, params: { count: '2' } } as const;

  it('is kept for the form that it is about, and counted anew', async () => {
    form.prompt = 'a {red|blue} boat';
    form.plan.corrects(changed);
    await new Promise((resolve) => setTimeout(resolve));
    const before = [form.plan.recounted?.code, form.plan.count];
    form.prompt = 'a boat';
    expect([before, form.plan.recounted]).toEqual([['count_changed', 2], null]);
  });
});

describe('the form', () => {
  it('comes back with its further values', () => {
    form.plan.add('seed', '7 8');
    const other = new Composer(backend);
    other.restore(JSON.parse(JSON.stringify(form.kept())) as Record<string, unknown>);
    expect(other.plan.others('seed')).toEqual(['7', '8']);
  });

  it('takes all settings of a clip without further values, and its prompt as it is', async () => {
    form.plan.add('seconds', '4');
    const clip = job('v', { prompt: 'a {b|c}', model: 'wan2.6-t2v', server: 'srv_home', state: 'ready', age: 0 }, 0, new Map());
    await form.fill(clip);
    expect([await count(), form.plan.lines.map((line) => line.prompt)]).toEqual([1, ['a {b|c}']]);
  });
});
