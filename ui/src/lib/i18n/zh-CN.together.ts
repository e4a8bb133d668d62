/** Simplified Chinese for what does not go together in a form. */
import type { Messages } from './index';

/** Latin letters and digits stand a little apart from Chinese ones; names and values may be either. */
const spaced = (text: string): string => text.replace(/(\p{Script=Han})([\p{Script=Latin}\d])/gu, '$1 $2').replace(/([\p{Script=Latin}\d])(\p{Script=Han})/gu, '$1 $2');

export const together = {
  and: '且',
  or: '或',
  rule: (when, then) => spaced(`${when === '' ? then : `${when}时，${then}`}。`),
  given: (thing) => `有${thing}`,
  missing: (thing) => `没有${thing}`,
  chosen: (name, values) => `${name}为${values}`,
  only: (name, values) => `${name}只能是${values}`,
  none: (thing) => `不能有${thing}`,
  needed: (thing) => `必须有${thing}`,
  anyway: (reason) => `${reason}仍可发送。`,
  pictures: { first: '首帧', last: '尾帧', reference: '参考图' },
} satisfies Messages['together'];
