import { describe, expect, it } from 'vitest';
import { draftOf, fileSlot, linkSlot, nameOf, readAddress, readSlot } from './slots';

const picture = { id: 'pic_1', name: 'fox.png', width: 4, height: 3, bytes: 9 };

describe('a slot', () => {
  it('takes web addresses and no others', () => {
    const texts = [' https://a.example/b.jpg ', 'http://a.example', 'file:///etc/passwd', 'javascript:1', 'a.example', ''];
    expect(texts.map((text) => readAddress(text) !== null)).toEqual([true, true, false, false, false, false]);
  });

  it('is called by the last part of its address, or by its host', () => {
    expect(['https://a.example/x/b.jpg?k=1', 'https://a.example/'].map((url) => nameOf(linkSlot('first', url)))).toEqual(['b.jpg', 'a.example']);
  });

  it('keeps its crop and its clip across a restart', () => {
    const clip = { video: 'ast_1', poster: null, name: 'boat', frame: 'last', job: 'job_1' } as const;
    const slot = { ...fileSlot('first', picture, clip), crop: { x: 100, y: 5000, zoom: 200 } };
    expect(readSlot(JSON.parse(JSON.stringify(slot)))).toEqual(slot);
  });

  it('of an older Rushes has no crop and no clip', () => {
    const { crop, clip, ...old } = fileSlot('first', picture);
    expect([crop, clip, readSlot(old)]).toEqual([null, null, fileSlot('first', picture)]);
  });

  it('sends a crop only where it says something', () => {
    const crop = { x: 100, y: 5000, zoom: 200 };
    const slot = fileSlot('first', picture);
    const drafts = [slot, { ...slot, crop }, { ...slot, crop, fit: 'pad' as const }, { ...slot, crop: { x: 5000, y: 5000, zoom: 100 } }].map(draftOf);
    expect(drafts.map((draft) => draft.crop)).toEqual([undefined, crop, undefined, undefined]);
  });

  it('tells of which clip its picture is a frame', () => {
    const clip = { video: 'ast_1', poster: null, name: 'boat', frame: 'shown', job: 'job_1' } as const;
    expect([draftOf(fileSlot('first', picture, clip)).frame_of, draftOf(fileSlot('first', picture)).frame_of]).toEqual(['job_1', undefined]);
  });

  it('is read back from settings as it was', () => {
    const slot = linkSlot('reference', 'https://a.example/b.jpg');
    expect(readSlot(JSON.parse(JSON.stringify(slot)))).toEqual(slot);
  });
});
