import { describe, expect, it } from 'vitest';
import { checkDetail, checkTitle, markOf } from './checks';
import { catalogues } from './i18n';
import type { Check } from './generated/contract';

const { en } = catalogues;
const zh = catalogues['zh-CN'];

const check = (kind: Check['kind'], outcome: Check['outcome'], more: Partial<Check> = {}): Check => ({ kind, outcome, http_status: null, elapsed_ms: null, count: null, known: null, can: [], error: null, ...more });

/** Title and detail. */
const says = (one: Check, keyless = false) => [checkTitle(en, one, keyless), checkDetail(en, one)];

describe('a line of the checklist', () => {
  it('says how fast the server answered', () => {
    expect(says(check('reachable', 'passed', { http_status: 200, elapsed_ms: 84 }))).toEqual(['Reachable', 'HTTP 200 in 84 ms']);
  });

  it('never says that something is there which failed', () => {
    expect(says(check('reachable', 'failed'))[0]).toBe('Not reachable');
    expect(says(check('reachable', 'failed', { http_status: 200, elapsed_ms: 3 }))).toEqual(['Answers, but cannot be used like this', 'HTTP 200 in 3 ms']);
    expect(says(check('key', 'failed'))[0]).toBe('Key not accepted');
    expect(says(check('lists_videos', 'absent'))).toEqual(['No list of videos', 'earlier jobs cannot be imported']);
  });

  it('claims nothing of a key that was not asked for', () => {
    expect(says(check('key', 'passed'), true)[0]).toBe('Answers without a key');
    expect(says(check('key', 'passed'))[0]).toBe('Key accepted');
    expect(says(check('key', 'skipped', { http_status: 404 }))[0]).toBe('Key not asked for');
    expect(says(check('key', 'skipped'))).toEqual(['Key accepted', 'not tried']);
  });

  it('asks for a key where none was given, and blames no key for it', () => {
    expect([says(check('key', 'failed'), true)[0], checkTitle(zh, check('key', 'failed'), true)]).toEqual(['A key is needed', '需要密钥']);
  });

  it('marks nothing as found behind a door that stayed shut', () => {
    const verbs = check('verbs', 'passed', { can: ['delete'] });
    const mark = (...others: Check[]) => markOf({ ok: false, checks: [...others, verbs] }, verbs);
    expect([mark(check('reachable', 'failed')), mark(check('reachable', 'passed'), check('key', 'failed')), mark(check('reachable', 'passed'), check('key', 'passed'))]).toEqual(['skipped', 'skipped', 'passed']);
  });

  it('counts models, and those that look like video', () => {
    expect(says(check('models', 'passed', { count: 214, known: 9 }))[1]).toBe('lists 214 models, 9 look like video');
    expect(says(check('models', 'passed', { count: 1, known: 1 }))[1]).toBe('lists 1 model, 1 looks like video');
    expect(says(check('models', 'passed', { count: 3, known: 0 }))[1]).toBe('lists 3 models, none looks like video');
    expect(says(check('models', 'passed', { count: 3 }))[1]).toBe('lists 3 models');
  });

  it('names the buttons that will be there', () => {
    expect(says(check('verbs', 'passed', { can: ['remix', 'edit', 'extend', 'delete'] }))[0]).toBe('Remix, edit, extend, delete');
    expect(says(check('verbs', 'passed', { can: ['delete'] }))[0]).toBe('Delete');
    expect(says(check('verbs', 'absent'))).toEqual(['No remix or delete here', 'those buttons stay hidden for this server']);
    expect(checkTitle(zh, check('verbs', 'passed', { can: ['remix', 'delete'] }), false)).toBe('重制、删除');
  });
});
