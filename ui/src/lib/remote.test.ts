import { describe, expect, it } from 'vitest';
import { job, servers } from './fake/fixtures';
import type { Capability, JobView, ServerView, State } from './generated/contract';
import { catalogues } from './i18n';
import { readSeconds, remoteSentence, remoteVerbs } from './remote';

const clip = (more: Partial<JobView> = {}, state: State = 'ready'): JobView => job('x', { prompt: 'p', model: 'm', server: 'srv_home', state, age: 0, more }, 1_800_000_000_000, new Map());
const able = (...can: Capability[]): ServerView[] => servers.map((server) => (server.id === 'srv_home' ? { ...server, can } : server));

describe('what a server can do with a clip', () => {
  it('is what the server has, and no more', () => {
    expect([remoteVerbs(clip(), able('list', 'extend', 'remix')), remoteVerbs(clip(), able('list'))]).toEqual([['remix', 'extend'], []]);
  });

  it('is nothing while the server is not done, or gave nothing', () => {
    const states: State[] = ['draft', 'submitting', 'unconfirmed', 'queued', 'running', 'failed', 'cancelled', 'expired', 'held'];
    expect(states.filter((state) => remoteVerbs(clip({ remote_id: 'video_1' }, state), servers).length > 0)).toEqual([]);
  });

  it('begins when the server is done, also before the file is here', () => {
    expect(remoteVerbs(clip({}, 'downloading'), able('remix', 'delete'))).toEqual(['remix']);
  });

  it('never deletes the only copy', () => {
    expect([remoteVerbs(clip({ video: null }), able('delete')), remoteVerbs(clip(), able('delete'))]).toEqual([[], ['delete']]);
  });

  it('ends when it was deleted there', () => {
    expect(remoteVerbs(clip({ remote_deleted_at: 1 }), servers)).toEqual([]);
  });

  it('is nothing without the server’s id of it', () => {
    expect(remoteVerbs(clip({ remote_id: null }), servers)).toEqual([]);
  });

  it('is nothing when the server was removed', () => {
    expect(remoteVerbs(clip({ server: 'srv_gone' }), servers)).toEqual([]);
  });
});

describe('trouble with a verb', () => {
  const trouble = (code: 'no_such_endpoint' | 'balance') => ({ code, message: null, http_status: null, params: {} });

  it('blames no address when the server lacks the verb', () => {
    expect(remoteSentence(catalogues.en, trouble('no_such_endpoint'), 'remix', 'relay')).toBe('relay has no remix. Create a new clip with its settings instead.');
  });

  it('is otherwise said as everywhere', () => {
    expect(remoteSentence(catalogues['zh-CN'], trouble('balance'), 'extend', 'relay')).toBe(catalogues['zh-CN'].errors.balance());
  });
});

describe('seconds to add', () => {
  it('are a number above nothing and below an hour', () => {
    expect(['8', ' 2.5 ', '2,5', '１２', '２。５', '２，５', '', '0', '-3', 'abc', '4000', 'Infinity'].map(readSeconds)).toEqual([8, 2.5, 2.5, 12, 2.5, 2.5, null, null, null, null, null, null]);
  });
});
