import { describe, expect, it } from 'vitest';
import { Drafts } from './drafts';

const first = { name: '', text: 'rain' };

describe('drafts', () => {
  it('bring back what was written, each to its place', () => {
    const drafts = new Drafts<typeof first>();
    drafts.keep('new ', { name: 'a', text: 'rain' }, first);
    drafts.keep('edit fog', { name: 'fog', text: 'b' }, first);
    expect([drafts.of('new '), drafts.of('edit fog'), drafts.of('edit rain')]).toEqual([{ name: 'a', text: 'rain' }, { name: 'fog', text: 'b' }, null]);
  });

  it('keep nothing of a form that is as it began, or is so again', () => {
    const drafts = new Drafts<typeof first>();
    drafts.keep('new ', { name: 'a', text: 'rain' }, first);
    drafts.keep('new ', { ...first }, first);
    expect([drafts.of('new '), drafts.left('new ')]).toEqual([null, null]);
  });

  it('name the place that was written in last', () => {
    const drafts = new Drafts<typeof first>();
    drafts.keep('edit fog', { name: 'fog', text: 'b' }, first);
    drafts.keep('edit rain', { name: 'rain', text: 'c' }, first);
    drafts.keep('edit fog', { name: 'fog', text: 'bc' }, first);
    expect(drafts.left('edit ')).toBe('fog');
    drafts.forget('edit fog');
    expect(drafts.left('edit ')).toBe('rain');
  });
});
