/** Simplified Chinese for what was learned about servers. */
import type { Messages } from './index';

/** Joins words; where Latin letters or digits meet Chinese ones there is a space. */
const beside = (...words: string[]) =>
  words.reduce((before, next) => {
    const meet = /[\w:]$/.test(before) !== /^\w/.test(next) && /[\p{Script=Han}\w:]$/u.test(before) && /^[\p{Script=Han}\w]/u.test(next);
    return `${before}${meet ? ' ' : ''}${next}`;
  });

export const lessons = {
  or: (others, last) => `${others} 或 ${last}`,
  seconds: (values) => `${values} 秒`,
  allowed: (name, values) => `${name}：${values}`,
  notTaken: (name) => beside('不接受', name),
  needed: (name) => beside(name, '必须填写'),
  written: (name, form) => beside(name, '写作', form),
  exactPicture: '图片尺寸必须与视频完全一致',
  pictureBytes: (size) => `图片不得超过 ${size}`,
  ways: { json: '请求以 JSON 发送', multipart: '请求以 multipart 表单发送' },
  request: '请求',
  forms: {
    json: 'JSON 值',
    string: '文本',
    int: '整数',
    float: '数字',
    bool: 'true 或 false',
    boolString: '文本“true”或“false”',
    jsonString: '含 JSON 的文本',
    WxH: '1280x720',
    'W*H': '1280*720',
    ratio: '16:9',
    ratioX: '16x9',
    tierLower: '720p',
    tierUpper: '720P',
    file: '文件',
    url: '网址',
    dataUri: 'data: 网址',
    rawBase64: 'Base64 文本',
    imageUrlObject: '含 image_url 的对象',
    urlObject: '含 url 的对象',
    contentItem: '内容列表中的一项',
  },
} satisfies Messages['lessons'];
