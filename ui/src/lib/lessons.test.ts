import { describe, expect, it } from 'vitest';
import { catalogues } from './i18n';
import { lessonSentence } from './lessons';
import type { Form, Says } from './generated/contract';

const { en } = catalogues;
const zh = catalogues['zh-CN'];

/** The line in both languages. */
function lines(field: string, says: Says): [string, string] {
  return [lessonSentence(en, { field, says }), lessonSentence(zh, { field, says })];
}

describe('a lesson', () => {
  it('lists the lengths that are allowed, in seconds', () => {
    expect(lines('seconds', { kind: 'one_of', values: [4, 8, 12] })).toEqual(['Length: 4, 8 or 12 s', '时长：4、8 或 12 秒']);
  });

  it('reads lengths that a server writes as text like any other', () => {
    expect(lines('seconds', { kind: 'one_of', values: ['8'] })).toEqual(['Length: 8 s', '时长：8 秒']);
  });

  it('gives no unit to a word among the lengths', () => {
    expect(lines('seconds', { kind: 'one_of', values: [5, 'auto'] })[0]).toBe('Length: 5 or auto');
  });

  it('writes sizes as the form does', () => {
    expect(lines('size', { kind: 'one_of', values: ['1280x720', '720*1280'] })).toEqual(['Size: 1280 × 720 or 720 × 1280', '尺寸：1280 × 720 或 720 × 1280']);
  });

  it('keeps the values of other fields as they are', () => {
    expect(lines('mode', { kind: 'one_of', values: [true, null, 'std'] })[0]).toBe('Mode: true, null or std');
  });

  it('says a range, and one that is open at an end', () => {
    expect(lines('seconds', { kind: 'between', min: 2, max: 12 })).toEqual(['Length: 2 to 12 s', '时长：2 至 12 秒']);
    expect(lines('cfg_scale', { kind: 'between', min: 0.5, max: null })[0]).toBe('Prompt strength (CFG): 0.5 or more');
    expect(lines('fps', { kind: 'between', min: null, max: 30 })).toEqual(['Frame rate: up to 30', '帧率：不大于 30']);
  });

  it('says that a field is not taken, or is wanted', () => {
    expect(lines('style', { kind: 'not_taken' })).toEqual(['Style is not taken', '不接受风格']);
    expect(lines('negative_prompt', { kind: 'needed' })).toEqual(['Negative prompt has to be filled in', '反向提示词必须填写']);
  });

  it('calls a field that only its server knows as the server does', () => {
    expect(lines('x_job_tag', { kind: 'needed' })).toEqual(['x_job_tag has to be filled in', 'x_job_tag 必须填写']);
  });

  it('says how a value is written', () => {
    expect(lines('seconds', { kind: 'written', form: 'string' })).toEqual(['Length is written as text', '时长写作文本']);
    expect(lines('size', { kind: 'written', form: 'W*H' })).toEqual(['Size is written as 1280*720', '尺寸写作 1280*720']);
  });

  it('speaks of pictures', () => {
    expect(lines('first', { kind: 'exact_picture' })).toEqual(['Pictures must have exactly the video’s size', '图片尺寸必须与视频完全一致']);
    expect(lines('first', { kind: 'picture_bytes', max: 10_485_760 })).toEqual(['Pictures may have at most 10.5 MB', '图片不得超过 10.5 MB']);
  });

  it('speaks of the way in which requests are sent', () => {
    expect(lines('', { kind: 'way', encoding: 'json' })).toEqual(['Requests are sent as JSON', '请求以 JSON 发送']);
  });

  it('has words for every form, and tells them apart', () => {
    const forms = Object.keys(en.lessons.forms) as Form[];
    for (const messages of [en, zh]) {
      const said = forms.map((form) => lessonSentence(messages, { field: 'size', says: { kind: 'written', form } }));
      expect(new Set(said).size).toBe(forms.length);
    }
  });
});
