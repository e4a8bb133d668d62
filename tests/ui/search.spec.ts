/** The search field: words, chips, what is offered, orders, and the searches that are kept. */
import { calls, expect, test } from './window.ts';
import type { Page } from '@playwright/test';

const field = (page: Page) => page.getByTestId('search');
const chips = (page: Page) => page.getByTestId('search-chip');
const tiles = (page: Page) => page.getByTestId('tile');

/** The searches that the wall was asked for, oldest first. */
async function asked(page: Page): Promise<string[]> {
  return (await calls(page, 'wall')).map(([query]) => (query as { search: string }).search);
}

test('words find Chinese and parts of words', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('/');
  await page.keyboard.type('灯塔');
  await expect(tiles(page)).toHaveCount(1);
  await field(page).fill('stronau');
  await expect(page.locator('[data-job=job_c1]')).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
});

test('a token is offered by its name, then by its values with how many takes have them, and becomes a chip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('mod');
  await page.getByRole('option', { name: /^model:/ }).first().click();
  await expect(page.getByRole('option', { name: /sora-2/ })).toContainText('takes');
  await page.keyboard.type('sor');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveText(['model:sora-2']);
  await expect(field(page)).toHaveValue('');
  await expect(field(page)).toBeFocused();
  await expect.poll(async () => (await asked(page)).at(-1)).toBe('model:sora-2');
});

test('a half typed token never empties the wall', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('state:');
  await expect(page.getByRole('option', { name: /state:ready/ })).toBeVisible();
  await expect(tiles(page).first()).toBeVisible();
  expect(await asked(page)).not.toContain('state:');
});

test('chips go by a click and by Backspace, and Escape clears everything', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('model:sora ratio:16:9 is:favourite neon');
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveText(['model:sora', 'ratio:16:9', 'is:favourite']);
  await expect(field(page)).toHaveValue('neon');
  await page.getByRole('button', { name: 'Take away ratio:16:9' }).click();
  await expect(chips(page)).toHaveText(['model:sora', 'is:favourite']);
  await field(page).fill('');
  await page.keyboard.press('Backspace');
  await expect(chips(page)).toHaveText(['model:sora']);
  await page.keyboard.press('Escape');
  await expect(chips(page)).toHaveCount(0);
  await expect.poll(async () => (await asked(page)).at(-1)).toBe('');
});

test('tokens in Chinese are written in their one form', async ({ page, open }) => {
  await open({ server: 'srv_home', language: 'zh-CN' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('模型：kling 状态:ready ');
  await expect(chips(page)).toHaveText(['model:kling', 'state:ready']);
});

test('what is not understood is searched for as a word, and that is said', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('mood:dark state:done boat');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-note')).toHaveText([
    '“mood:dark” is searched for as a word: there is no such filter.',
    '“state:done” is searched for as a word: the filter does not know that value.',
  ]);
  await expect(chips(page)).toHaveCount(0);
});

test('what an input method is still composing searches for nothing', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await field(page).focus();
  const compose = (type: string, text: string, composing: boolean) =>
    field(page).evaluate(
      (input, [name, value, still]) => {
        if (input instanceof HTMLInputElement) input.value = value;
        input.dispatchEvent(name === 'input' ? new InputEvent('input', { bubbles: true, isComposing: still }) : new CompositionEvent(name, { bubbles: true, data: value }));
      },
      [type, text, composing] as const,
    );
  await compose('compositionstart', '', true);
  await compose('input', 'deng ta', true);
  const before = await calls(page, 'readSearch');
  await page.clock.install();
  await page.clock.fastForward(2000);
  expect(await calls(page, 'readSearch')).toEqual(before);
  await compose('compositionend', '灯塔', false);
  await page.clock.fastForward(2000);
  await expect.poll(async () => (await asked(page)).at(-1)).toBe('灯塔');
});

test('the wall is sorted by cost, length and rating, without days', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('order').click();
  await page.getByRole('menuitemradio', { name: 'Best rated first' }).click();
  await expect(tiles(page).first()).toHaveAttribute('data-job', 'job_b1');
  await expect(tiles(page).nth(1)).toHaveAttribute('data-job', 'job_c3');
  await expect(page.getByRole('rowheader')).toHaveText(['Best rated first']);
  await page.getByTestId('order').click();
  await page.getByRole('menuitemradio', { name: 'Longest first' }).click();
  await expect(tiles(page).first()).toHaveAttribute('data-job', 'job_a6');
});

test('a search is kept with its order, used, renamed, deleted and brought back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('is:favourite');
  await page.keyboard.press('Enter');
  await page.getByTestId('order').click();
  await page.getByRole('menuitemradio', { name: 'Oldest first' }).click();
  await page.getByTestId('saved-searches').click();
  await page.getByTestId('search-name').fill('Best of');
  await page.keyboard.press('Enter');
  await page.getByTestId('search-clear').click();
  await page.getByTestId('order').click();
  await page.getByRole('menuitemradio', { name: 'Newest first' }).click();
  await page.getByTestId('saved-searches').click();
  await page.getByRole('button', { name: 'Search: Best of' }).click();
  await expect(chips(page)).toHaveText(['is:favourite']);
  await expect(tiles(page).first()).toHaveAttribute('data-job', 'job_c3');
  await page.getByTestId('saved-searches').click();
  await page.getByRole('button', { name: 'Rename Best of' }).click();
  await page.keyboard.type('Loved');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete Loved' }).click();
  await expect(page.getByRole('button', { name: 'Search: Loved' })).toHaveCount(0);
  await page.getByTestId('toast-action').click();
  await page.getByTestId('saved-searches').click();
  await expect(page.getByRole('button', { name: 'Search: Loved' })).toBeVisible();
});

test('two kept searches have two names', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  for (const line of ['boat', 'neon']) {
    await field(page).fill(line);
    await page.keyboard.press('Enter');
    await page.getByTestId('saved-searches').click();
    await page.getByTestId('search-name').fill('Mine');
    await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('alert')).toHaveText('Another search is called “Mine”. Choose a different name.');
});

test('a search that finds nothing says so and clears', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await field(page).fill('zeppelin');
  await expect(page.getByText('Nothing matches “zeppelin”.')).toBeVisible();
  await page.getByTestId('empty-clear').click();
  await expect(tiles(page).first()).toBeVisible();
  await expect(field(page)).toHaveValue('');
});

test('a tile that changes stays only where the search still finds it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await field(page).fill('state:running');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-job=job_a1]')).toBeVisible();
  await page.evaluate(() => window.fakeEngine?.change('job_a1', { state: 'failed' }));
  await expect(page.locator('[data-job=job_a1]')).toHaveCount(0);
  await page.evaluate(() => window.fakeEngine?.change('job_a4', { state: 'running' }));
  await expect(page.locator('[data-job=job_a4]')).toBeVisible();
});

test('what is in the trash is on the wall only when it is asked for', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.change('job_b1', { trashed_at: 1 }));
  await expect(page.locator('[data-job=job_b1]')).toHaveCount(0);
  await field(page).fill('is:trashed');
  await page.keyboard.press('Enter');
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.locator('[data-job=job_b1]')).toBeVisible();
});
