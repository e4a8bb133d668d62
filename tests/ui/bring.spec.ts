/** Files that become clips of the library, and pieces that are cut from clips. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, sent, test } from './window.ts';

const CLIP = 'job_b3';
const RECIPE = {
  prompt: 'A heron lifts off over a foggy lake',
  model: 'sora-2',
  size: { width: 1280, height: 720 },
  aspect: null,
  tier: null,
  seconds: 8,
  params: {},
  extra: {},
  pictures: [],
  left_out: [],
};

async function drop(page: Page, names: readonly string[], recipe: Record<string, unknown> | null): Promise<void> {
  await page.evaluate(
    ([dropped, one]) => {
      window.fakeEngine?.emit({ type: 'drag_over', active: true });
      window.fakeEngine?.emit({ type: 'videos', names: dropped, recipe: one });
    },
    [names, recipe] as const,
  );
}

/** What came, in the loupe. */
async function brought(page: Page): Promise<void> {
  await drop(page, ['heron.mp4'], null);
  await page.getByTestId('toast').getByRole('button', { name: 'Show' }).click();
  await expect(page.getByTestId('loupe')).toBeVisible();
}

async function openCut(page: Page): Promise<void> {
  await openStack(page, CLIP);
  await page.locator(`[data-job=${CLIP}]`).dblclick();
  await page.getByTestId('cut-open').click();
  await expect(page.getByTestId('cut-sheet')).toBeVisible();
}

test.describe('a dropped video', () => {
  test.beforeEach(async ({ open }) => open({ server: 'srv_home', undo: '60000' }));

  test('that carries a recipe asks what it is for, and its settings come into the form', async ({ page }) => {
    await drop(page, ['heron.mp4'], RECIPE);
    await expect(page.getByTestId('bring-sheet')).toContainText('A heron lifts off');
    await page.getByTestId('bring-settings').click();
    await expect(page.getByTestId('prompt')).toHaveValue(RECIPE.prompt);
    await expect(page.getByTestId('bring-sheet')).toBeHidden();
    expect(await calls(page, 'bringDropped')).toEqual([]);
  });

  test('that carries a recipe can be brought into the library, and the form stays', async ({ page }) => {
    await page.getByTestId('prompt').fill('Mine');
    await drop(page, ['heron.mp4'], RECIPE);
    await page.getByTestId('bring-take').click();
    await expect(page.getByTestId('toast').filter({ hasText: '1 video brought in.' })).toBeVisible();
    expect(await calls(page, 'bringDropped')).toHaveLength(1);
    await expect(page.getByTestId('prompt')).toHaveValue('Mine');
  });

  test('without a recipe comes into the library at once', async ({ page }) => {
    await drop(page, ['heron.mp4'], null);
    await expect(page.locator('[data-job^=job_f]')).toHaveCount(1);
    await expect(page.getByTestId('bring-sheet')).toBeHidden();
  });
});

test('several dropped videos come into the library without a question', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await drop(page, ['a.mp4', 'b.mp4'], null);
  await expect.poll(() => calls(page, 'bringDropped')).toHaveLength(1);
});

test('of picked videos those that were not taken say why, and one that is there already can be seen', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('bring-open').click();
  await expect(page.getByTestId('toast').filter({ hasText: '2 videos brought in.' })).toBeVisible();
  await expect(page.getByTestId('toast').filter({ hasText: 'notes.mp4 is no video' })).toBeVisible();
  const known = page.getByTestId('toast').filter({ hasText: 'boat.mp4 is here already' });
  await known.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByTestId('loupe')).toBeVisible();
});

test('a clip that came as a file has no cost, nothing to create again and no settings that it never had', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await brought(page);
  const loupe = page.getByTestId('loupe');
  await expect(loupe.getByTestId('came')).toBeVisible();
  await expect(loupe.getByTestId('cost')).toHaveCount(0);
  await expect(loupe.getByText('Create again')).toHaveCount(0);
  await expect(loupe.getByText('Use settings')).toHaveCount(0);
  await expect(loupe.getByTestId('support-report')).toHaveCount(0);
  await page.keyboard.press('a');
  await expect(page.getByTestId('toast').filter({ hasText: 'brought no recipe' })).toBeVisible();
});

test('a piece between two times becomes a clip that knows what it was cut from', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openCut(page);
  await page.getByTestId('cut-from').fill('0.5');
  await page.getByTestId('cut-to').fill('2');
  await page.getByTestId('cut-keep').click();
  await expect(page.getByTestId('cut-sheet')).toBeHidden();
  expect(await calls(page, 'cutClip')).toEqual([[{ job: CLIP, from: 0.5, to: 2, form: 'clip', width: null }]]);
  await expect(page.getByTestId('lineage')).toContainText('piece cut from it');
});

test('the marks of the loupe are where a piece begins and ends', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, CLIP);
  await page.locator(`[data-job=${CLIP}]`).dblclick();
  await expect(page.getByTestId('loupe-play')).toBeVisible();
  await expect.poll(() => page.getByTestId('loupe-video').evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(1);
  await page.keyboard.press('k');
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await page.getByTestId('cut-open').click();
  const [from, to] = await Promise.all(['cut-from', 'cut-to'].map((id) => page.getByTestId(id).inputValue()));
  expect(Number(to) - Number(from)).toBeGreaterThan(0.9);
  expect(Number(to) - Number(from)).toBeLessThan(1.2);
});

test('a moving picture is saved where the person says', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openCut(page);
  await page.getByTestId('cut-sheet').getByText('GIF', { exact: true }).click();
  await expect(page.getByTestId('cut-keep')).toHaveCount(0);
  await page.getByTestId('cut-save').click();
  await expect(page.getByTestId('cut-sheet')).toBeHidden();
  expect(await calls(page, 'saveCut')).toEqual([[{ job: CLIP, from: null, to: null, form: 'gif', width: 480 }]]);
});

test('a piece that is saved after its sheet was closed closes no other sheet', async ({ page, open }) => {
  await open({ server: 'srv_home', cut: 'late' });
  await openCut(page);
  await page.getByTestId('cut-save').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
  await expect(page.getByTestId('toast')).toContainText('Saved');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
});

test('trouble with a piece is said also when its sheet was closed', async ({ page, open }) => {
  await open({ server: 'srv_home', cut: 'late-fails' });
  await openCut(page);
  await page.getByTestId('cut-save').click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('toast')).toContainText('moov atom not found');
});

test('what is no piece of the clip cannot be cut', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openCut(page);
  await page.getByTestId('cut-from').fill('99');
  await expect(page.getByTestId('cut-keep')).toBeDisabled();
  await expect(page.getByTestId('cut-sheet').getByRole('alert')).toContainText('Two numbers from 0');
});

test('without ffmpeg the sheet says how to install it, and looks again', async ({ page, open }) => {
  await open({ server: 'srv_home', cutter: 'none' });
  await openCut(page);
  await expect(page.getByTestId('no-cutter')).toContainText('sudo apt install ffmpeg');
  await page.getByTestId('cutter-again').click();
  await expect(page.getByTestId('cut-keep')).toBeEnabled();
});

test('trouble with a piece is said in the sheet, which stays', async ({ page, open }) => {
  await open({ server: 'srv_home', cut: 'fails' });
  await openCut(page);
  await page.getByTestId('cut-keep').click();
  await expect(page.getByTestId('cut-trouble')).toContainText('cannot read this part');
});

test('the last frame of a clip stays its frame when the settings of the new shot are used again', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  const input = { role: 'first', fit: 'crop', name: 'frame.png', size: { width: 1280, height: 720 }, url: null, media: 'job_b3.0', frame_of: 'job_c5' };
  await page.evaluate(([id, one]) => window.fakeEngine?.change(id, { inputs: [one] }), [CLIP, input] as const);
  await openStack(page, CLIP);
  await page.locator(`[data-job=${CLIP}]`).hover();
  await page.locator(`[data-job=${CLIP}]`).getByTestId('clip-more').click();
  await page.getByRole('menuitem', { name: 'Use all settings' }).click();
  await expect.poll(() => calls(page, 'restageInput')).not.toEqual([]);
  await expect(page.getByTestId('slot-first').locator('img')).toBeVisible();
  await page.getByTestId('create').click();
  await expect.poll(() => sent(page)).toMatchObject([{ inputs: [{ role: 'first', frame_of: 'job_c5' }] }]);
});
