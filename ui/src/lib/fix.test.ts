import { describe, expect, it } from 'vitest';
import { fixLabel } from './fix';
import type { FixView, Says } from './generated/contract';
import { catalogues } from './i18n';

const fix = (field: string, says: Says, value: unknown = null): FixView => ({ lesson: { field, says }, value, cost: { kind: 'unknown' } });
const both = (what: FixView): [string, string] => [fixLabel(catalogues.en, what, 'en'), fixLabel(catalogues['zh-CN'], what, 'zh-CN')];

const lengths: Says = { kind: 'one_of', values: [4, 8, 12] };

describe('the button that creates a refused job again', () => {
  const cases: Record<string, [FixView, string, string]> = {
    'says the length that the server lists': [fix('seconds', lengths, 12), 'Create again with 12 s', '改为 12 秒重新生成'],
    'reads a length that came as a text': [fix('seconds', { kind: 'one_of', values: ['4', '8'] }, '8'), 'Create again with 8 s', '改为 8 秒重新生成'],
    'says a size in pixels': [fix('size', { kind: 'one_of', values: ['1280x720'] }, '1280x720'), 'Create again with 1280 × 720', '改为 1280 × 720 重新生成'],
    'says a size that a limit of its width makes': [fix('width', { kind: 'between', min: null, max: 1280 }, '1280x720'), 'Create again with 1280 × 720', '改为 1280 × 720 重新生成'],
    'says a shape as it is': [fix('aspect', { kind: 'one_of', values: ['16:9'] }, '16:9'), 'Create again with 16:9', '改为 16:9 重新生成'],
    'names a parameter beside its value': [fix('fps', { kind: 'between', min: 12, max: 24 }, 24), 'Create again with frame rate 24', '帧率改为 24 重新生成'],
    'says a switch as the form does': [fix('watermark', { kind: 'one_of', values: [false] }, false), 'Create again with watermark off', '水印改为关重新生成'],
    'leaves a name alone that only the server knows': [fix('xcam', lengths, 4), 'Create again with xcam 4', 'xcam 改为 4 重新生成'],
    'adds what was missing': [fix('mode', { kind: 'needed' }, 'std'), 'Create again with mode std', '模式改为 std 重新生成'],
    'leaves out what is not taken': [fix('style', { kind: 'not_taken' }), 'Create again without style', '去掉风格重新生成'],
    'keeps capitals that are a name': [fix('aigc_watermark', { kind: 'not_taken' }), 'Create again without AI watermark', '去掉 AI 标识水印重新生成'],
    'leaves out a picture': [fix('last', { kind: 'not_taken' }), 'Create again without last frame', '去掉尾帧重新生成'],
    'writes a value in another form': [fix('seconds', { kind: 'written', form: 'int' }), 'Create again with length as a whole number', '时长改写为整数重新生成'],
    'writes a picture in another form': [fix('first', { kind: 'written', form: 'rawBase64' }), 'Create again with first frame as Base64', '首帧改写为 Base64 编码重新生成'],
    'cuts the picture to size': [fix('first', { kind: 'exact_picture' }), 'Create again with the picture cut to size', '将图片裁成目标尺寸重新生成'],
    'makes the picture smaller': [fix('first', { kind: 'picture_bytes', max: 10_000_000 }), 'Create again with a picture below 10 MB', '将图片压到 10 MB 以下重新生成'],
    'sends the body as JSON': [fix('', { kind: 'way', encoding: 'json' }), 'Create again as JSON', '改用 JSON 重新生成'],
    'sends the body as a form': [fix('', { kind: 'way', encoding: 'multipart' }), 'Create again as a form', '改用表单格式重新生成'],
    'has words where no value was chosen': [fix('seconds', lengths), 'Create again as the server asks', '按服务器的要求重新生成'],
  };
  for (const [name, [what, en, zh]] of Object.entries(cases)) {
    it(name, () => expect(both(what)).toEqual([en, zh]));
  }

  it('has words for every form in which a value can be written', () => {
    const forms = ['json', 'string', 'int', 'float', 'bool', 'boolString', 'jsonString', 'WxH', 'W*H', 'ratio', 'ratioX', 'tierLower', 'tierUpper', 'file', 'url', 'dataUri', 'rawBase64', 'imageUrlObject', 'urlObject', 'contentItem'] as const;
    const said = forms.map((form) => fixLabel(catalogues.en, fix('style', { kind: 'written', form }), 'en'));
    expect(new Set(said).size).toBe(forms.length);
  });
});
