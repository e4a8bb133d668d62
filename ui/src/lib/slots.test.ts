import { describe, expect, it } from 'vitest';
import { linkSlot, nameOf, readAddress, readSlot } from './slots';

describe('a slot', () => {
  it('takes web addresses and no others', () => {
    const texts = [' https://a.example/b.jpg ', 'http://a.example', 'file:///etc/passwd', 'javascript:1', 'a.example', ''];
    expect(texts.map((text) => readAddress(text) !== null)).toEqual([true, true, false, false, false, false]);
  });

  it('is called by the last part of its address, or by its host', () => {
    expect(['https://a.example/x/b.jpg?k=1', 'https://a.example/'].map((url) => nameOf(linkSlot('first', url)))).toEqual(['b.jpg', 'a.example']);
  });

  it('is read back from settings as it was', () => {
    const slot = linkSlot('reference', 'https://a.example/b.jpg');
    expect(readSlot(JSON.parse(JSON.stringify(slot)))).toEqual(slot);
  });
});
