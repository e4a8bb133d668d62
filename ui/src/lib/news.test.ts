import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notification } from './backend';
import type { AppEvent, Counts, JobView, State } from './generated/contract';
import { catalogues } from './i18n';
import { News } from './news.svelte';

const counts: Counts = { everything: 0, in_progress: 0, needs_you: 0, favourites: 0, rendering: 0, downloading: 0 };
const become = (state: State, ...ids: string[]): AppEvent => ({ type: 'jobs', jobs: ids.map((id) => ({ id, state, prompt: `Prompt of ${id}` }) as JobView), counts });

let told: Notification[];
let said: string[];

function news({ front = false, notifications = true, before = 'running' as State | 'nowhere' } = {}): News {
  told = [];
  said = [];
  const notify = async (one: Notification) => void told.push(one);
  return new News({ backend: { notify }, t: catalogues.en, settings: { notifications }, say: (text) => said.push(text), stateOf: () => (before === 'nowhere' ? undefined : before) }, () => front);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the news', () => {
  it('are told together when they come together', () => {
    const one = news();
    one.handle(become('ready', 'a'));
    one.handle(become('ready', 'b', 'c'));
    vi.runAllTimers();
    expect(told.map(({ title, job }) => [title, job])).toEqual([['3 clips are done.', null]]);
  });

  it('say how many were held for the budget, also to who sees the wall', () => {
    const one = news({ front: true, before: 'draft' });
    const held = become('held', 'a', 'b', 'c') as Extract<AppEvent, { type: 'jobs' }>;
    const codes = ['held_for_budget', 'held_for_budget', 'held_after_refusals'] as const;
    one.handle({ ...held, jobs: held.jobs.map((job, index) => ({ ...job, error: { code: codes[index] ?? 'internal', message: null, http_status: null, params: {} } })) });
    vi.runAllTimers();
    expect(said).toEqual(['2 were not sent, for the daily budget. On the wall you can send them all the same.']);
  });

  it('open the clip that they are about', () => {
    const one = news();
    one.handle(become('ready', 'a'));
    vi.runAllTimers();
    expect(told).toEqual([{ title: 'A clip is done.', body: 'Prompt of a', open: 'Open', job: 'a' }]);
  });

  it('are said to a screen reader and not by the desktop while the window is in front', () => {
    const one = news({ front: true });
    one.handle(become('failed', 'a'));
    vi.runAllTimers();
    expect([one.said, told]).toEqual(['A clip needs you. Prompt of a', []]);
  });

  it('leave the desktop alone when the settings say so', () => {
    const one = news({ notifications: false });
    one.handle(become('ready', 'a'));
    vi.runAllTimers();
    expect(told).toEqual([]);
  });

  it('are none where nothing was live before', () => {
    for (const before of ['nowhere', 'ready'] as const) {
      const one = news({ before });
      one.handle(become('ready', 'a'));
      vi.runAllTimers();
      expect([one.said, told]).toEqual(['', []]);
    }
  });
});
