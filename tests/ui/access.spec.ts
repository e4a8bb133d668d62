/** Every screen, in both themes and both languages, against WCAG 2.1 A and AA. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { choose, CURL, expect, openConnect, openStack, paste, test, toLight, type Start } from './window.ts';

interface Screen {
  readonly start: Start;
  readonly go?: (page: Page) => Promise<void>;
}

/** An item of the menu over the loupe, in either language. */
async function menu(page: Page, name: RegExp): Promise<void> {
  await page.getByTestId('loupe-more').click();
  await page.getByRole('menuitem', { name }).click();
}

/** A form that stands for many videos, with a value that its model does not list. */
async function several(page: Page): Promise<void> {
  await choose(page, 'params');
  await page.getByTestId('prompt').fill('{a|b|c} {一|二}');
  await page.getByTestId('add-seconds').click();
  await page.keyboard.type('4 15');
  await page.keyboard.press('Enter');
  await page.getByTestId('more').click();
  await page.getByTestId('add-seed').click();
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('see-plan')).toBeVisible();
  await expect(page.getByTestId('also-seed')).toBeVisible();
}

const screens: Record<string, Screen> = {
  'the empty wall': { start: { wall: 'empty' } },
  'the full wall': { start: { server: 'srv_home' } },
  'the filled composer': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.getByTestId('prompt').fill('A paper boat / 一只纸船');
      await page.getByTestId('slot-first').getByRole('button').first().click();
      await page.locator('.toggle').click();
      await page.getByTestId('size-select').click();
      await expect(page.getByRole('listbox')).toBeVisible();
    },
  },
  'the form of a model with parameters of every kind': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await choose(page, 'params');
      await page.getByTestId('more').click();
      await page.locator('[data-param=metadata] textarea').fill('{"a":');
      await page.locator('[data-param=n] input').fill('40');
      await page.locator('[data-param=user] input').fill('me');
      await choose(page, 'words');
      await expect(page.getByTestId('strays')).toBeVisible();
      await choose(page, 'params');
      await page.locator('[data-param=metadata] textarea').fill('{}');
      await page.getByTestId('prompt').fill('A cat / 一只猫');
      await page.getByTestId('create').click();
      await expect(page.getByTestId('misfit')).toBeVisible();
    },
  },
  'several values and choices in the prompt': {
    start: { server: 'srv_relay' },
    go: several,
  },
  'the list of several videos': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await several(page);
      await page.getByTestId('see-plan').click();
      await expect(page.getByTestId('plan-table')).toBeVisible();
    },
  },
  'the question before very many videos': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await several(page);
      await page.getByTestId('create').click();
      await expect(page.getByTestId('ask-many')).toBeVisible();
    },
  },
  'a list to add seeds from, which is empty': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await choose(page, 'params');
      await page.getByTestId('more').click();
      await page.getByTestId('add-seed').click();
      await expect(page.getByTestId('composer').getByRole('combobox')).toBeFocused();
    },
  },
  'the form of a model with shapes, tiers and a range': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await choose(page, 'words');
      await page.getByTestId('size-select').click();
      await expect(page.getByRole('listbox')).toBeVisible();
    },
  },
  'the form of a model that takes addresses': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await choose(page, 'links');
      await page.getByTestId('slot-first').getByRole('button').click();
      await page.getByTestId('picture-address').fill('https://a.example/cat.jpg');
      await page.keyboard.press('Enter');
      await page.getByTestId('slot-last').getByRole('button').click();
      await page.getByTestId('picture-address').fill('nowhere');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  'the sheet to fit a picture': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.getByTestId('slot-first').getByRole('button').first().click();
      await page.getByTestId('slot-first').getByRole('button').first().click();
      await page.getByRole('menuitem').first().click();
      await expect(page.getByTestId('crop-part')).toBeVisible();
      await expect(page.getByTestId('sent-size')).toBeVisible();
    },
  },
  'the loupe': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').click();
      await expect(page.getByTestId('loupe-video')).toBeVisible();
      await expect(page.getByText('video_gen_5c6ab…9980')).toBeVisible();
    },
  },
  'the sheet to extend a clip, refused': {
    start: { server: 'srv_home', remote: 'refuse' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').click();
      await menu(page, /^(Extend|延长)…/);
      await page.getByTestId('derive').getByRole('radio').last().check({ force: true });
      await page.getByTestId('longer').fill('3');
      await page.getByTestId('derive-send').click();
      await expect(page.getByTestId('derive-trouble')).toBeVisible();
    },
  },
  'the question before a video is deleted on its server': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').click();
      await menu(page, /^(Delete on the server|在服务器上删除)…/);
      await expect(page.getByTestId('ask-delete')).toBeVisible();
    },
  },
  'a refused job and what its server sent': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_a6]').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('server-sent').getByRole('button', { expanded: false }).click();
    },
  },
  'the question what a dropped video is for': {
    start: { server: 'srv_home' },
    go: async (page) => {
      const recipe = { prompt: 'A heron / 一只鹭', model: 'sora-2', size: null, aspect: null, tier: null, seconds: 8, params: {}, extra: {}, pictures: [], left_out: [] };
      await page.evaluate((one) => window.fakeEngine?.emit({ type: 'videos', names: ['heron.mp4'], recipe: one }), recipe);
      await expect(page.getByTestId('bring-sheet')).toBeVisible();
    },
  },
  'a clip that came as a file': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.evaluate(() => window.fakeEngine?.emit({ type: 'videos', names: ['heron.mp4'], recipe: null }));
      await page.locator('[data-job^=job_f]').dblclick();
      await expect(page.getByTestId('came')).toBeVisible();
    },
  },
  'a piece of a clip': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-state=ready]').first().dblclick();
      await page.getByTestId('cut-open').click();
      await page.getByTestId('cut-from').fill('99');
      await page.getByTestId('cut-sheet').getByText('GIF', { exact: true }).click();
      await expect(page.getByTestId('cut-sheet').getByRole('alert')).toBeVisible();
    },
  },
  'cutting without ffmpeg': {
    start: { server: 'srv_home', cutter: 'none' },
    go: async (page) => {
      await page.locator('[data-state=ready]').first().dblclick();
      await page.getByTestId('cut-open').click();
      await expect(page.getByTestId('no-cutter')).toBeVisible();
    },
  },
  'the loupe with a picture': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b8]').click();
      await expect(page.getByTestId('loupe-picture')).toBeVisible();
    },
  },
  'the card for a missing decoder': {
    start: { video: 'broken' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').click();
      await expect(page.getByTestId('codec-card')).toBeVisible();
    },
  },
  'the sheet to connect a server': {
    start: {},
    go: async (page) => {
      await openConnect(page);
      await page.getByTestId('paste').fill('nothing of the kind');
      await expect(page.getByTestId('paste-says')).not.toBeEmpty();
    },
  },
  'the sheet to connect a server, with a key and no keychain': {
    start: { keychain: 'none' },
    go: async (page) => {
      await openConnect(page);
      await paste(page, CURL);
      await expect(page.locator('[data-outcome=passed]').first()).toBeVisible();
      await page.getByTestId('server-save').click();
      await expect(page.getByTestId('key-question')).toBeVisible();
    },
  },
  'the sheet to connect a server that refuses the key': {
    start: {},
    go: async (page) => {
      await openConnect(page);
      await page.getByTestId('paste').fill('gateway.example');
      await page.getByTestId('server-key').fill('wrong');
      await expect(page.locator('[data-outcome=failed]')).toBeVisible();
    },
  },
  'the sheet of a server': {
    start: {},
    go: async (page) => {
      await page.getByTestId('settings-open').click();
      await page.locator('[data-server=srv_relay]').getByRole('button').nth(1).click();
      await page.getByTestId('server-address').fill('https://relay.example');
      await page.getByTestId('server-test').click();
      await expect(page.locator('[data-outcome=failed]')).toBeVisible();
    },
  },
  'the spend of a month by model': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await page.getByTestId('spend-open').click();
      await expect(page.getByTestId('spend-chart')).toBeVisible();
      await page.getByTestId('spend-model').click();
      await page.getByTestId('budget-amount').fill('five');
      await expect(page.getByTestId('spend-table')).toBeVisible();
    },
  },
  'the spend of a week by day': {
    start: { server: 'srv_relay', remote: 'refuse' },
    go: async (page) => {
      await page.getByTestId('spend-open').click();
      await expect(page.getByTestId('spend-chart')).toBeVisible();
    },
  },
  'the prices of a server': {
    start: { server: 'srv_relay' },
    go: async (page) => {
      await page.getByTestId('settings-open').click();
      await page.locator('[data-server=srv_relay]').getByRole('button').nth(1).click();
      await page.getByTestId('price-add').click();
      await page.getByTestId('price-amount').fill('much');
      await page.getByTestId('price-save').click();
      await expect(page.getByTestId('price-form').getByRole('alert')).toBeVisible();
    },
  },
  'several clips on one clock, with one picked': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await openStack(page, 'job_b3');
      await openStack(page, 'job_b3');
      for (const id of ['job_b3', 'job_b5']) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
      await page.getByTestId('compare-selected').click();
      await expect(page.getByTestId('short-loop')).toBeVisible();
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('remove-others')).toBeVisible();
    },
  },
  'a selection on the wall': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await openStack(page, 'job_b3');
      await openStack(page, 'job_b3');
      for (const id of ['job_b3', 'job_b4']) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
      await page.getByTestId('tag-selected').click();
      await page.keyboard.type('ca');
      await expect(page.getByTestId('tag-panel').getByRole('option')).toHaveCount(2);
    },
  },
  'the sheet of an export that missed a file': {
    start: { server: 'srv_home', export: 'gone' },
    go: async (page) => {
      await openStack(page, 'job_b3');
      for (const id of ['job_b3', 'job_b4']) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
      await page.getByTestId('out-selected').click();
      await page.getByRole('menuitem').nth(1).click();
      await page.getByTestId('export-run').click();
      await expect(page.getByTestId('left-file_missing')).toBeVisible();
      await page.getByTestId('names').fill('{colour}');
      await expect(page.getByTestId('names-trouble')).toBeVisible();
    },
  },
  'the collections, the kept searches and the trash': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.getByTestId('saved-searches').click();
      await expect(page.getByTestId('collections')).toBeVisible();
    },
  },
  'the trash, with the question before it is emptied': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').focus();
      await page.keyboard.press('Delete');
      await page.locator('[data-job=job_a5]').focus();
      await page.keyboard.press('Delete');
      await expect(page.locator('[data-job=job_a5]')).toHaveCount(0);
      await page.getByTestId('saved-searches').click();
      await page.getByTestId('open-trash').click();
      await expect(page.locator('[data-job=job_a5]')).toBeVisible();
      await page.getByTestId('empty-trash').click();
      await expect(page.getByTestId('confirm-empty')).toBeVisible();
    },
  },
  'the loupe of a clip with a lineage': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b9]').click();
      await expect(page.getByTestId('prompt-diff')).toBeVisible();
      await expect(page.getByTestId('lineage')).toBeVisible();
      await page.keyboard.press('k');
    },
  },
  'the settings': { start: { models: 'own' }, go: (page) => page.getByTestId('settings-open').click() },
  'the sheet of keys': { start: {}, go: (page) => page.keyboard.press('?') },
  'the question before the program ends': {
    start: {},
    go: async (page) => {
      await page.evaluate(() => window.fakeEngine?.emit({ type: 'quit_asked', leaving: { live: 2, unsent: 1, expires_at: Date.now() + 3_600_000 } }));
      await expect(page.getByTestId('quit-live')).toBeVisible();
    },
  },
  'the sheet to change keys': {
    start: {},
    go: async (page) => {
      await page.keyboard.press('?');
      await page.getByTestId('change-keys').click();
      await page.locator('[data-action=vary]').click();
      await page.keyboard.press('m');
      await expect(page.getByTestId('key-trouble')).toBeVisible();
    },
  },
  'the log': {
    start: {},
    go: async (page) => {
      await page.getByTestId('settings-open').click();
      await page.getByTestId('log-open').click();
      await expect(page.getByTestId('log').getByRole('listitem')).toHaveCount(4);
    },
  },
  'the licences with a text': {
    start: {},
    go: async (page) => {
      await page.getByTestId('settings-open').click();
      await page.getByTestId('licences-open').click();
      await page.locator('[data-library=alloc-stdlib] button').click();
      await expect(page.locator('[data-library=alloc-stdlib] pre')).toBeVisible();
    },
  },
  'the offer of the first steps': { start: { wall: 'empty' }, go: async (page) => expect(page.getByTestId('guide-offer')).toBeVisible() },
  'the guide': {
    start: {},
    go: async (page) => {
      await page.getByTestId('settings-open').click();
      await page.getByTestId('guide-open').click();
    },
  },
  'the palette of commands': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await page.locator('[data-job=job_b3]').focus();
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
};

/** What axe finds; between the themes only colours differ, and between the languages no colour does: they are looked at once. */
async function found(page: Page, colours: boolean): Promise<string[]> {
  const all = new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']);
  if (!colours) return told({ dark: await all.disableRules('color-contrast').analyze() });
  const dark = await all.analyze();
  await toLight(page);
  const light = await new AxeBuilder({ page }).setLegacyMode(true).withRules('color-contrast').analyze();
  return told({ dark, light });
}

function told(results: Record<string, Awaited<ReturnType<AxeBuilder['analyze']>>>): string[] {
  return Object.entries(results).flatMap(([theme, { violations }]) =>
    violations.map(({ id, nodes }) => `${theme}: ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`),
  );
}

for (const language of ['en', 'zh-CN']) {
  for (const [name, screen] of Object.entries(screens)) {
    test(`${name} can be used by everybody, ${language}`, async ({ page, open }) => {
      // To look at every element of a full wall twice takes a busy machine half a minute.
      test.setTimeout(120_000);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open({ ...screen.start, theme: 'dark', language });
      await screen.go?.(page);
      expect(await found(page, language === 'en')).toEqual([]);
    });
  }
}
