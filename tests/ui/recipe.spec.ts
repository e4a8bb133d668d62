/** What was asked for once, back in the form: from a clip, from a dropped video, from a recipe file; and what goes out with a copy. */
import type { Page } from '@playwright/test';
import { calls, expect, expectDrafts, openStack, sent, test } from './window.ts';

const CLIP = 'job_b3';
const PICTURE = { role: 'first', fit: 'pad', name: 'puddle.jpg', size: { width: 1280, height: 720 }, url: null, media: 'job_b3.0' };
const ASKED = { seconds: 12, size: { width: 1920, height: 1080 }, params: { seed: 4711 }, inputs: [PICTURE] };

const RECIPE = {
  prompt: 'A heron lifts off over a foggy lake',
  model: 'sora-2',
  size: { width: 1280, height: 720 },
  aspect: null,
  tier: null,
  seconds: 8,
  params: { seed: 12, motion: 3 },
  extra: { loop: true },
  pictures: [
    { role: 'first', fit: 'pad', staged: { id: 'pic_7', name: 'picture', width: 1280, height: 720, bytes: 9 } },
    { role: 'last', fit: 'crop', staged: null },
  ],
  left_out: ['callback_url'],
};

async function clip(page: Page): Promise<void> {
  await page.evaluate(([id, asked]) => window.fakeEngine?.change(id, asked), [CLIP, ASKED] as const);
}

async function fromTile(page: Page, item: string): Promise<void> {
  await page.locator(`[data-job=${CLIP}]`).hover();
  await page.locator(`[data-job=${CLIP}]`).getByTestId('clip-more').click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function drop(page: Page, recipe: Record<string, unknown>): Promise<void> {
  await page.evaluate((one) => {
    window.fakeEngine?.emit({ type: 'drag_over', active: true });
    window.fakeEngine?.emit({ type: 'recipe', recipe: one });
  }, recipe);
}

test.describe('a part of what a clip was asked for', () => {
  test.beforeEach(async ({ page, open }) => {
    await open({ server: 'srv_home', undo: '60000' });
    await clip(page);
    await page.getByTestId('prompt').fill('Mine');
  });

  test('is its seed alone', async ({ page }) => {
    await fromTile(page, 'Use the seed');
    await expect(page.getByTestId('toast')).toContainText('The form has its seed, 4711.');
    await page.getByTestId('create').click();
    expect(await sent(page)).toMatchObject([{ prompt: 'Mine', extra: { seed: 4711 }, seconds: 8, inputs: [] }]);
  });

  test('is its size alone', async ({ page }) => {
    await fromTile(page, 'Use the size');
    await page.getByTestId('create').click();
    expect(await sent(page)).toMatchObject([{ prompt: 'Mine', size: { width: 1920, height: 1080 }, extra: {}, seconds: 8 }]);
  });

  test('is its pictures alone, as they were sent', async ({ page }) => {
    await fromTile(page, 'Use the pictures');
    await expect(page.getByTestId('toast')).toContainText('The form has its pictures.');
    expect(await calls(page, 'restageInput')).toEqual([[CLIP, 0]]);
    await page.getByTestId('create').click();
    expect(await sent(page)).toMatchObject([{ prompt: 'Mine', inputs: [{ role: 'first', fit: 'pad' }], extra: {} }]);
  });

  test('is its prompt alone', async ({ page }) => {
    await fromTile(page, 'Use the prompt');
    await expect(page.getByTestId('prompt')).not.toHaveValue('Mine');
    await page.getByTestId('create').click();
    expect(await sent(page)).toMatchObject([{ extra: {}, inputs: [] }]);
  });
});

test('all settings come back from the menu of a tile', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await clip(page);
  await fromTile(page, 'Use all settings');
  await expect(page.getByTestId('toast')).toContainText('The form has all its settings again.');
  await expect.poll(() => calls(page, 'restageInput')).toEqual([[CLIP, 0]]);
});

for (const [language, item, said] of [
  ['en', 'Use all settings', 'The form has its other settings. Old GPU is no longer in your list; relay stays. It names no model; sora-2 stays.'],
  ['zh-CN', '使用全部设置', '表单已填入其余设置。Old GPU 已不在列表中，保留 relay。其中未指明模型，保留 sora-2。'],
] as const) {
  test(`a clip whose server is gone says what of it the form does not have, in ${language}`, async ({ page, open }) => {
    await open({ server: 'srv_relay', undo: '60000', language });
    await expect(page.getByTestId('model-select')).toContainText('sora-2');
    await page.evaluate(([id, asked]) => window.fakeEngine?.change(id, { ...asked, server: 'srv_old', server_name: 'Old GPU', model: '' }), [CLIP, ASKED] as const);
    await fromTile(page, item);
    await expect(page.getByTestId('toast')).toContainText(said);
    await expect(page.getByTestId('model-select')).toContainText('sora-2');
    await page.getByTestId('create').click();
    expect(await sent(page)).toMatchObject([{ server: 'srv_relay', model: 'sora-2', seconds: 12 }]);
  });
}

test('all of a clip is in the form before a slow server has listed its models, and stays as it is changed then', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000', models: 'slow' });
  await clip(page);
  await fromTile(page, 'Use all settings');
  await expect(page.getByTestId('slot-first').getByText('First frame')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('4', { exact: true }).click();
  await page.getByTestId('model-select').click();
  await expect(page.getByRole('option', { name: 'wan2.6-i2v' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ model: 'wan2.6-t2v', size: ASKED.size, seconds: 4, inputs: [{ role: 'first', fit: 'pad' }] }]);
});

test('the menu of a tile opens and closes without opening the clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator(`[data-job=${CLIP}]`).hover();
  await page.locator(`[data-job=${CLIP}]`).getByTestId('clip-more').click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(page.getByTestId('loupe')).toBeHidden();
});

test('the loupe offers the same parts, and goes back to the form', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await clip(page);
  await page.locator(`[data-job=${CLIP}]`).click();
  await page.getByTestId('use-menu').click();
  await expect(page.getByRole('menuitem')).toContainText(['Use the prompt', 'Use the seed', 'Use the size', 'Use the pictures']);
  await page.getByRole('menuitem', { name: 'Use the seed' }).click();
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.getByTestId('toast')).toContainText('The form has its seed, 4711.');
});

test('a part that a clip does not have is not offered', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await page.locator('[data-job=job_b4]').click();
  await page.getByTestId('use-menu').click();
  await expect(page.getByRole('menuitem')).toContainText(['Use the prompt', 'Use the size']);
});

test('a dropped video fills the form, and says what it could not bring', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await drop(page, RECIPE);
  await expect(page.getByTestId('prompt')).toHaveValue(RECIPE.prompt);
  await expect(page.getByTestId('toast')).toContainText('The form has the recipe. One of its pictures is not in this library. Handed on without callback_url.');
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ server: 'srv_relay', model: 'sora-2', seconds: 8, inputs: [{ role: 'first', fit: 'pad', staged: 'pic_7' }], extra: { seed: 12, loop: true } }]);
});

test('what the model does not take stays in the form and is not sent', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await drop(page, RECIPE);
  await expect(page.getByTestId('strays')).toContainText('motion');
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['params']).toEqual({});
});

test('a model that the server does not list is said, and the form’s own stays', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await expect(page.getByTestId('model-select')).toContainText('wan2.6-t2v');
  await drop(page, RECIPE);
  await expect(page.getByTestId('toast')).toContainText('Home GPU does not list sora-2; wan2.6-t2v stays.');
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ server: 'srv_home', model: 'wan2.6-t2v', prompt: RECIPE.prompt }]);
});

test('braces in a recipe’s prompt are no choice', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await drop(page, { ...RECIPE, prompt: 'A {dawn|dusk} sky' });
  await page.getByTestId('create').click();
  await expectDrafts(page, 1);
});

test('a dropped video without a recipe says so', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'notice', kind: 'recipe_refused', error: { code: 'recipe_missing', message: null, http_status: null, params: {} } }));
  await expect(page.getByTestId('toast')).toContainText('This video has no recipe of Rushes in it.');
});

test('a dropped picture stays a picture', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('Mine');
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'staged', role: null, picture: { id: 'pic_9', name: 'a.png', width: 10, height: 10, bytes: 9 } }));
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ prompt: 'Mine', inputs: [{ role: 'first', staged: 'pic_9' }] }]);
});

test('a recipe file is opened from the form', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('open-recipe').click();
  await expect(page.getByTestId('prompt')).toHaveValue('A heron lifts off over a foggy lake');
  expect(await calls(page, 'openRecipe')).toHaveLength(1);
});

test('a recipe of a newer Rushes is refused with a sentence, and the form stays', async ({ page, open }) => {
  await open({ server: 'srv_home', recipe: 'newer' });
  await page.getByTestId('prompt').fill('Mine');
  await page.getByTestId('open-recipe').click();
  await expect(page.getByTestId('toast')).toContainText('A newer Rushes wrote this recipe.');
  await expect(page.getByTestId('prompt')).toHaveValue('Mine');
});

test('copies and the recipe are saved from the tile and from the loupe', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await fromTile(page, 'Save a copy…');
  await fromTile(page, 'Save a copy without recipe…');
  await expect(page.getByTestId('toast')).toContainText('Copy saved.');
  await fromTile(page, 'Save recipe…');
  await page.locator(`[data-job=${CLIP}]`).click();
  await page.getByTestId('loupe-more').click();
  await page.getByRole('menuitem', { name: 'Save a copy without recipe…' }).click();
  expect(await calls(page, 'saveCopy')).toEqual([
    [CLIP, false],
    [CLIP, true],
    [CLIP, true],
  ]);
  expect(await calls(page, 'saveRecipe')).toEqual([[CLIP]]);
});

test('recipes in videos are switched off in the settings, at once', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('settings-open').click();
  const box = page.getByRole('checkbox', { name: 'Put the recipe into each video' });
  await expect(box).toBeChecked();
  await box.click();
  await expect.poll(async () => ((await calls(page, 'saveSettings')).at(-1)?.[0] as Record<string, unknown>)['recipe_in_files']).toBe(false);
});
