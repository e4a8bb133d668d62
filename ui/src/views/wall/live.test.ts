import { describe, expect, it } from 'vitest';
import { job } from '../../lib/fake/fixtures';
import { catalogues } from '../../lib/i18n';
import { liveLines } from './live';
import type { JobView, State } from '../../lib/generated/contract';

const NOW = 1_800_000_000_000;
const t = catalogues.en;
const pace = { median_ms: 190_000, p95_ms: 320_000 };

function lines(state: State, more: Partial<JobView>) {
  return liveLines(job('x', { prompt: 'p', model: 'm', server: 'srv_home', state, age: 0, more }, NOW, new Map()), 'Home GPU', NOW, t);
}

describe('a live tile', () => {
  it('gives elapsed time against the usual one', () => {
    expect(lines('running', { sent_at: NOW - 134_000, pace }).lines[0]).toBe('2:14 of about 3:10');
  });

  it('gives only elapsed time when the usual one is not known', () => {
    expect(lines('running', { sent_at: NOW - 134_000 })).toMatchObject({ bar: null, lines: ['2:14', 'Home GPU heard from 3 s ago'] });
  });

  it('adds the server’s own number only when there is one', () => {
    expect(lines('running', { sent_at: NOW - 134_000, pace, progress: 61 }).lines[0]).toBe('2:14 of about 3:10 · server says 61%');
  });

  it('draws no bar past the usual time, so that none stands still at the end', () => {
    expect(lines('running', { sent_at: NOW - 200_000, pace }).bar).toBeNull();
  });

  it('says when it is slower than usual', () => {
    expect(lines('running', { sent_at: NOW - 330_000, pace }).lines[0]).toBe('5:30 · slower than usual');
  });

  it('gives bytes and how long the server keeps the file', () => {
    const { lines: said, bar } = lines('downloading', { transfer: { received: 6_100_000, total: 8_400_000 }, expires_at: NOW + 41 * 60_000 });
    expect([said[0], bar?.toFixed(2)]).toEqual(['6.1 MB of 8.4 MB · the server keeps it 41 min more', '0.73']);
  });

  it('draws no bar for a download of unknown length', () => {
    expect(lines('downloading', { transfer: { received: 10, total: null } }).bar).toBeNull();
  });

  it('says that an unconfirmed job may have been charged', () => {
    const sent = new Date(2026, 10, 22, 14, 2).getTime();
    expect(lines('unconfirmed', { sent_at: sent }).lines).toEqual(['Sent at 14:02, no answer came. It may have been charged.']);
  });

  it('counts down until a draft is sent', () => {
    expect(lines('draft', { undo_until: NOW + 2400 }).lines).toEqual(['Sends in 3 s. Nothing has been sent yet.']);
  });

  it('shows why a job failed and the server’s own words', () => {
    const said = lines('failed', { error: { code: 'balance', message: 'quota', http_status: 402, params: {} } });
    expect([said.lines[0], said.words, said.status]).toEqual([t.errors.balance(), 'quota', 'HTTP 402']);
  });

  it('blames no address when a server turns out to lack remix', () => {
    const said = lines('failed', { action: 'remix', error: { code: 'no_such_endpoint', message: null, http_status: 404, params: {} } });
    expect(said.lines).toEqual([t.remote.lacks.remix('Home GPU')]);
  });

  it('does not say that no answer came where one did', () => {
    const sent = NOW - 60_000;
    const said = lines('unconfirmed', { sent_at: sent, error: { code: 'server_trouble', message: 'upstream exploded', http_status: 500, params: {} } });
    expect([said.lines[0]?.includes('no answer came'), said.words, said.status]).toEqual([false, 'upstream exploded', 'HTTP 500']);
  });

  it('says how long the server keeps what could not be fetched yet', () => {
    const said = lines('completed', { next_at: NOW + 8000, expires_at: NOW + 41 * 60_000, error: { code: 'connection_broke', message: 'reset', http_status: null, params: {} } });
    expect([said.lines.at(-1), said.words]).toEqual(['the server keeps it 41 min more', null]);
  });

  it('says when a download is tried again', () => {
    const said = lines('completed', { next_at: NOW + 8000, error: { code: 'unreachable', message: null, http_status: null, params: {} } });
    expect(said.lines).toEqual([t.errors.unreachable(), 'Tries again in 8 s.']);
  });
});
