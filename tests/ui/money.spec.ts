/** What things cost: on the button, on the wall, in the loupe, in the sheet of what was spent, and where prices are entered. */
import { calls, choose, expect, sent, test } from './window.ts';
import type { Page } from '@playwright/test';

const LOOKS = [
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh-CN' },
  { theme: 'light', language: 'zh-CN' },
];

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

/** Opens the sheet of a server out of the settings. */
async function sheetOf(page: Page, id: string): Promise<void> {
  await page.getByTestId('settings-open').click();
  await page.locator(`[data-server=${id}]`).getByRole('button').nth(1).click();
  await expect(page.getByTestId('prices')).toBeVisible();
}

test('the button says about how much, and follows the length and the takes', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  const create = page.getByTestId('create');
  await choose(page, 'sora-2');
  await expect(create).toContainText('Create · about $0.80');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('12').click();
  await expect(create).toContainText('Create · about $1.20');
  await page.getByRole('radiogroup', { name: 'Takes' }).getByText('3').click();
  await expect(create).toContainText('Create 3 · about $3.60');
  await expect(page.getByTestId('price-basis')).toContainText('$0.10 per second');
});

test('a price that nobody entered is unknown, and can be entered from there', async ({ page, open }) => {
  await open({ server: 'srv_relay', prices: 'none' });
  await expect(page.getByTestId('create')).toContainText('Create · price unknown');
  await page.getByTestId('enter-price').click();
  await expect(page.getByTestId('price-amount')).toBeFocused();
  await page.keyboard.type('0.25');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('prices').getByRole('listitem')).toContainText('$0.25 per second');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('create')).toContainText('about $2.00');
});

for (const way of ['the footer', 'the palette'] as const) {
  test(`entering a price from ${way} lands in its form for the chosen model, all of it in sight`, async ({ page, open }) => {
    await open({ server: 'srv_relay', prices: 'none' });
    await choose(page, 'sora-2');
    if (way === 'the footer') await page.getByTestId('enter-price').click();
    else {
      await page.keyboard.press('Control+k');
      await expect(page.getByTestId('palette-search')).toBeFocused();
      await page.keyboard.type('price');
      await page.keyboard.press('Enter');
    }
    await expect(page.getByTestId('price-amount')).toBeFocused();
    await expect(page.getByTestId('price-model')).toHaveValue('sora-2');
    await expect(page.getByTestId('price-form')).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId('price-save')).toBeInViewport({ ratio: 1 });
  });
}

test('adding or editing a price goes into its amount, with the whole form in sight', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await sheetOf(page, 'srv_relay');
  await page.getByTestId('price-add').click();
  await expect(page.getByTestId('price-amount')).toBeFocused();
  await expect(page.getByTestId('price-save')).toBeInViewport({ ratio: 1 });
  await page.getByTestId('price-form').getByRole('button', { name: 'Cancel' }).click();
  await page.getByTestId('prices').getByRole('button', { name: /^Edit/ }).first().click();
  await expect(page.getByTestId('price-amount')).toBeFocused();
  await expect(page.getByTestId('price-save')).toBeInViewport({ ratio: 1 });
});

test('saving the server saves the price that stands typed in its form', async ({ page, open }) => {
  await open({ server: 'srv_relay', prices: 'none' });
  await page.getByTestId('enter-price').click();
  await page.getByTestId('price-amount').fill('0.25');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toHaveCount(0);
  await expect(page.getByTestId('create')).toContainText('about $2.00');
});

test('a typed price that is wrong keeps the sheet of the server open, and nothing is saved', async ({ page, open }) => {
  await open({ server: 'srv_relay', prices: 'none' });
  await page.getByTestId('enter-price').click();
  await page.getByTestId('price-amount').fill('1,50');
  await page.getByTestId('price-source').focus();
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('price-form').getByRole('alert')).toBeVisible();
  await expect(page.getByTestId('price-amount')).toBeFocused();
  expect(await calls(page, 'saveServer')).toEqual([]);
});

test('a price form in which nothing was typed is no obstacle to saving the server', async ({ page, open }) => {
  await open({ server: 'srv_relay', prices: 'none' });
  await page.getByTestId('enter-price').click();
  await expect(page.getByTestId('price-amount')).toBeFocused();
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toHaveCount(0);
  expect(await calls(page, 'savePrice')).toEqual([]);
});

test('a half-written price is there again after Escape, and Cancel ends it', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  const enter = async () => {
    await sheetOf(page, 'srv_relay');
    await expect(page.getByTestId('prices').getByRole('listitem').first()).toBeVisible();
  };
  const leave = async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('prices')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await enter();
  await expect(page.getByTestId('price-form')).toHaveCount(0);
  await page.getByTestId('price-add').click();
  await page.getByTestId('price-model').fill('veo-3');
  await page.getByTestId('price-clip').click();
  await leave();
  await enter();
  await expect(page.getByTestId('price-model')).toHaveValue('veo-3');
  await expect(page.getByTestId('price-clip').getByRole('radio')).toBeChecked();
  await page.getByTestId('price-form').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('price-add')).toBeFocused();
  await page.getByTestId('prices').getByRole('button', { name: /^Edit/ }).first().click();
  await page.getByTestId('price-amount').fill('0.33');
  await leave();
  await enter();
  await expect(page.getByTestId('price-amount')).toHaveValue('0.33');
  await page.getByTestId('price-save').click();
  await expect(page.getByTestId('prices')).toContainText('$0.33');
  await leave();
  await enter();
  await expect(page.getByTestId('price-form')).toHaveCount(0);
});

test('a price that is forgotten leaves the form of another one open', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await sheetOf(page, 'srv_relay');
  await page.getByTestId('price-add').click();
  await page.getByTestId('price-model').fill('veo-3');
  await page.getByTestId('prices').getByRole('button', { name: /^Forget/ }).first().click();
  await expect.poll(async () => (await calls(page, 'forgetPrice')).length).toBe(1);
  await expect(page.getByTestId('price-model')).toHaveValue('veo-3');
});

test('another server is free where its owner says so', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await expect(page.getByTestId('create')).toContainText('Create · free');
});

test('what would go beyond the daily budget is said before the press', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await choose(page, 'sora-2');
  await expect(page.getByTestId('create')).toContainText('about $0.80');
  await expect(page.getByTestId('beyond-budget')).toHaveCount(0);
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'budget', budget: { currency: 'USD', micros: 4_000_000 } }));
  await page.getByRole('radiogroup', { name: 'Takes' }).getByText('3').click();
  await expect(page.getByTestId('beyond-budget')).toHaveText('2 of 3 go beyond today’s budget and will wait for your word.');
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'budget', budget: { currency: 'USD', micros: 1_000_000 } }));
  await page.getByRole('radiogroup', { name: 'Takes' }).getByText('1', { exact: true }).click();
  await expect(page.getByTestId('beyond-budget')).toHaveText('It goes beyond today’s budget and will wait for your word.');
});

test('a held tile says what it costs to send it', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.evaluate(() => window.fakeEngine?.change('job_b1', { state: 'held', video: null, verbs: ['resume', 'remove'], error: { code: 'held_for_budget', message: null, http_status: null, params: {} } }));
  await expect(page.locator('[data-job=job_b1] [data-verb=resume]')).toHaveText('Send it · $0.80');
});

test('asking for a price sends nothing', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await expect(page.getByTestId('create')).toContainText('about');
  expect(await sent(page)).toEqual([]);
  expect((await calls(page, 'estimate')).length).toBeGreaterThan(0);
});

test('a price with a condition says what it is about, and can be changed and forgotten', async ({ page, open }) => {
  await open({});
  await sheetOf(page, 'srv_relay');
  await page.getByTestId('price-add').click();
  await page.getByTestId('price-model').fill('veo-3');
  await page.getByTestId('price-clip').click();
  await page.getByTestId('price-amount').fill('1.5');
  await page.getByTestId('price-currency').fill('cny');
  await page.getByTestId('price-sizes').fill('1920x1080, 1080x1920');
  await page.getByTestId('price-condition').fill('audio');
  await page.getByTestId('price-condition-value').fill('true');
  await page.getByTestId('price-source').fill('an invoice');
  await page.getByTestId('price-save').click();
  const row = page.getByTestId('prices').getByRole('listitem').filter({ hasText: 'veo-3' });
  await expect(row).toContainText('1920x1080, 1080x1920 · audio true');
  await expect(row).toContainText('CN¥1.50 per clip');
  await expect(row).toContainText('an invoice');
  const [[draft]] = (await calls(page, 'savePrice')) as [[Record<string, unknown>]];
  expect(draft).toMatchObject({ server: 'srv_relay', per: 'clip', amount: '1.5', currency: 'cny', when: { size: ['1920x1080', '1080x1920'], audio: ['true'] } });
  await row.getByRole('button', { name: /^Edit/ }).click();
  await page.getByTestId('price-amount').fill('2');
  await page.getByTestId('price-save').click();
  await expect(row).toContainText('CN¥2.00 per clip');
  await row.getByRole('button', { name: /^Forget/ }).click();
  await expect(row).toHaveCount(0);
});

test('what is no amount is marked in its field', async ({ page, open }) => {
  await open({});
  await sheetOf(page, 'srv_relay');
  await page.getByTestId('price-add').click();
  await page.getByTestId('price-amount').fill('1,50');
  await page.getByTestId('price-save').click();
  await expect(page.getByTestId('price-amount')).toHaveAttribute('aria-invalid', 'true');
});

test('a server that tells its balance is asked when its sheet opens, and once', async ({ page, open }) => {
  await open({});
  await sheetOf(page, 'srv_relay');
  await expect(page.getByTestId('balance')).toContainText('15 in the server’s own unit');
  expect(await calls(page, 'balance')).toEqual([['srv_relay']]);
});

test('the loupe says the cost and that of a delivered second', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.locator('[data-job=job_b1]').click();
  await expect(page.getByTestId('cost')).toContainText('$0.80');
  await expect(page.getByTestId('cost')).toContainText('$0.10 a delivered second');
  await expect(page.getByTestId('cost')).toContainText('your price of');
});

test('a refusal is not charged, and silence may have been', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.locator('[data-job=job_a6]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cost')).toContainText('not charged');
  await page.keyboard.press('Escape');
  await page.locator('[data-job=job_a3]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('cost')).toContainText('$0.40 · may have been charged');
});

test('the sums by day, server and model are one sum', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.getByTestId('spend-open').click();
  const total = page.getByTestId('spend-total');
  await expect(page.getByTestId('spend-chart')).toBeVisible();
  const byDay = await total.innerText();
  for (const by of ['server', 'model']) {
    await page.getByTestId(`spend-${by}`).click();
    await expect(page.getByTestId('spend-table').getByRole('columnheader').first()).toHaveText(by === 'server' ? 'Server' : 'Model');
    expect(await total.innerText()).toBe(byDay);
  }
  await page.getByTestId('spend-csv').click();
  expect(await calls(page, 'exportSpend')).toEqual([[7]]);
});

test('a budget is kept when its field is left, and what is no amount is not', async ({ page, open }) => {
  await open({});
  await page.getByTestId('spend-open').click();
  await page.getByTestId('budget-amount').fill('5');
  await page.getByTestId('budget-amount').blur();
  await expect(page.getByTestId('budget')).toContainText('of $5.00 used today');
  await page.getByTestId('budget-amount').fill('five');
  await page.getByTestId('budget-amount').blur();
  await expect(page.getByTestId('budget-amount')).toHaveAttribute('aria-invalid', 'true');
  const kept = (await calls(page, 'saveSettings')).map(([settings]) => (settings as { budget: unknown }).budget);
  expect(kept.filter((budget) => budget !== null)).toEqual([{ currency: 'USD', micros: 5_000_000 }]);
});

test('what a budget does is read in full, with nothing folded', async ({ page, open }) => {
  await open({});
  await page.getByTestId('spend-open').click();
  await expect(page.getByTestId('budget')).toContainText('Empty: no budget.');
  await expect(page.getByTestId('budget').getByRole('button')).toHaveCount(0);
});

test('a job that the budget holds says why and can be sent', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.evaluate(() => window.fakeEngine?.change('job_a4', { state: 'held', error: { code: 'held_for_budget', message: null, http_status: null, params: {} } }));
  const tile = page.locator('[data-job=job_a4]');
  await expect(tile).toContainText('It was not sent, because it would have gone beyond that day’s budget.');
  // A button that came just now takes no press.
  await expect(async () => {
    await tile.getByRole('button', { name: 'Send it' }).click({ timeout: 1000 });
    expect(await calls(page, 'act')).toEqual([['job_a4', 'resume']]);
  }).toPass();
});

test('one change of a refused job costs what it costs with the change', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  // Refused with 15 seconds; it would be made again with 12.
  await expect(page.locator('[data-job=job_a6]').getByTestId('fix')).toHaveText(/about\s\$1\.20$/);
  await page.locator('[data-job=job_a6]').getByTestId('tile-more').click();
  await expect(page.getByRole('menuitem', { name: 'Create again · $1.50' })).toBeVisible();
});

test('the day on the wall and the button over it say the same', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  const pill = await page.getByTestId('spend-open').innerText();
  expect(pill).toMatch(/^Today .*\$/);
  await expect(page.getByTestId('wall').getByRole('rowheader').first()).toContainText(pill.replace('Today ', ''));
});

for (const look of LOOKS) {
  test(`the money can be read, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    await open({ ...look, server: 'srv_relay' });
    await expect(page.getByTestId('create')).toContainText('$');
    const shot = async (name: string) => {
      const path = info.outputPath(`${name}-${look.theme}-${look.language}.png`);
      await page.screenshot({ path });
      await info.attach(name, { path });
    };
    await shot('wall');
    await page.getByTestId('spend-open').click();
    await expect(page.getByTestId('spend-chart')).toBeVisible();
    await shot('spend-day');
    await page.getByTestId('spend-model').click();
    await expect(page.getByTestId('spend-table').locator('svg').first()).toBeVisible();
    await shot('spend-model');
    await page.keyboard.press('Escape');
    await sheetOf(page, 'srv_relay');
    await page.getByTestId('price-add').click();
    await page.getByTestId('price-save').scrollIntoViewIfNeeded();
    await shot('prices');
    // The server lies over the settings: one Escape leads back to them, the next to the wall.
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('settings')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.locator('[data-job=job_b1]').click();
    await expect(page.getByTestId('cost')).toBeVisible();
    await shot('loupe');
  });
}
