import { expect, type Page } from '@playwright/test';
import { calls, sent, test } from './window';

/** Puts a picture of 1536 × 1024 into the first slot by picking it. */
async function pick(page: Page): Promise<void> {
  await page.getByTestId('slot-first').getByRole('button', { name: 'First frame', exact: true }).click();
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
}

async function adjust(page: Page): Promise<void> {
  await page.getByTestId('slot-first').getByRole('button').first().click();
  await page.getByRole('menuitem', { name: 'Adjust…' }).click();
  await expect(page.getByTestId('picture-sheet')).toBeVisible();
}

/** Where the kept part begins and how wide it is, in parts of the picture. */
async function part(page: Page): Promise<{ x: number; y: number; width: number }> {
  return page.getByTestId('crop-part').evaluate((element) => {
    const box = element.getBoundingClientRect();
    const stage = (element.parentElement as HTMLElement).getBoundingClientRect();
    return { x: (box.left - stage.left) / stage.width, y: (box.top - stage.top) / stage.height, width: box.width / stage.width };
  });
}

async function crop(page: Page): Promise<unknown> {
  await page.getByTestId('prompt').fill('a fox');
  await page.getByTestId('create').click();
  await expect.poll(() => sent(page)).toHaveLength(1);
  return (((await sent(page))[0]?.['inputs'] ?? []) as { crop?: unknown }[])[0]?.crop;
}

test('a picture says what becomes of it before it is sent', async ({ page, open }) => {
  await open();
  await pick(page);
  await expect(page.getByText('1536 × 1024 → 1280 × 720. The shaded edges are cropped.')).toBeVisible();
  await expect(page.getByTestId('picture-file')).toContainText('JPEG, ');
});

test('a picture that is gone keeps its place and is said, so that nothing is sent without it', async ({ page, open }) => {
  await open({ picture: 'gone' });
  await page.getByTestId('slot-first').getByRole('button', { name: 'First frame', exact: true }).click();
  await expect(page.getByTestId('slot-first').getByText('This picture cannot be shown.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Reference images' }).getByRole('alert')).toHaveText('A picture is no longer there. Choose it again.');
  await page.getByTestId('prompt').fill('a fox');
  await page.getByTestId('create').click();
  await expect(page.getByTestId('toast')).toContainText('A picture is no longer there. Choose it again.');
  expect((await sent(page)).map(({ inputs }) => (inputs as unknown[]).length)).toEqual([1]);
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
});

test('the server’s limit is said plainly', async ({ page }) => {
  await page.goto('/?limit=60000');
  await pick(page);
  await expect(page.getByTestId('picture-file')).toContainText('Made smaller, to ');
  await expect(page.getByTestId('picture-file')).toContainText('to stay below the server’s limit of 60 kB.');
});

test('the part of a crop is dragged, and is what is sent', async ({ page, open }) => {
  await open();
  await pick(page);
  await adjust(page);
  const before = await part(page);
  const box = await page.getByTestId('crop-part').boundingBox();
  if (!box) throw new Error('no frame');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2 + 400, { steps: 6 });
  await page.mouse.up();
  const after = await part(page);
  expect(after.x).toBeCloseTo(before.x, 3);
  expect(after.y).toBeGreaterThan(before.y + 0.05);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await crop(page)).toMatchObject({ x: 5000, zoom: 100 });
});

test('the part of a crop is moved and brought closer from the keyboard alone', async ({ page, open }) => {
  await open();
  await pick(page);
  await page.getByTestId('slot-first').getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Crop' })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByRole('menuitem', { name: 'Adjust…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('picture-sheet')).toBeVisible();
  for (let tries = 0; tries < 8; tries += 1) {
    if (await page.getByTestId('crop-part').evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(page.getByTestId('crop-part')).toBeFocused();
  const before = await part(page);
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  const after = await part(page);
  expect(after.width).toBeCloseTo(before.width / 1.1, 2);
  expect(after.x).toBeGreaterThan(before.x);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('picture-sheet')).toBeHidden();
  expect(await crop(page)).toMatchObject({ zoom: 110 });
});

test('the wheel comes closer around the pointer', async ({ page, open }) => {
  await open();
  await pick(page);
  await adjust(page);
  const box = await page.getByTestId('crop-part').boundingBox();
  if (!box) throw new Error('no frame');
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, -100);
  await expect.poll(async () => (await part(page)).width).toBeLessThan(0.7);
  expect((await part(page)).x).toBeLessThan(0.02);
  // A part with fewer pixels than the video is blown up, and that is said.
  await expect(page.getByTestId('enlarged')).toContainText('Enlarged: this part has only ');
});

test('the sheet shows the picture as it will be sent, and asks only about the last of many changes', async ({ page, open }) => {
  await open();
  await pick(page);
  await adjust(page);
  await expect(page.getByTestId('sent-picture')).toBeVisible();
  await expect(page.getByTestId('sent-size')).toHaveText('1536 × 1024 → 1280 × 720');
  const before = (await calls(page, 'fitPicture')).length;
  await page.getByTestId('crop-part').focus();
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('+');
  await expect.poll(async () => (await calls(page, 'fitPicture')).length).toBeGreaterThan(before);
  await expect(page.getByTestId('sent-picture')).not.toHaveClass(/old/);
  expect((await calls(page, 'fitPicture')).length - before).toBeLessThanOrEqual(2);
});

test('as it is keeps the picture’s own size, and has nothing to drag', async ({ page, open }) => {
  await open();
  await pick(page);
  await adjust(page);
  await page.getByTestId('picture-sheet').getByText('As it is').click();
  await expect(page.getByTestId('crop-part')).toBeHidden();
  await expect(page.getByTestId('sent-size')).toHaveText('1536 × 1024');
});

test('a crop stays with its slot when the form is kept', async ({ page, open }) => {
  await open();
  await pick(page);
  await adjust(page);
  await page.getByTestId('crop-part').focus();
  await page.keyboard.press('+');
  const kept = async () => {
    const saved = (await calls(page, 'saveSettings')).at(-1)?.[0] as { composer?: { slots?: { crop?: { zoom: number } }[] } } | undefined;
    return saved?.composer?.slots?.[0]?.crop?.zoom;
  };
  await expect.poll(kept).toBe(110);
});

function paste(page: Page, at: string, text: string): Promise<void> {
  return page.locator(at).first().evaluate((element, words) => {
    const data = new DataTransfer();
    if (words !== '') data.setData('text/plain', words);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test('a file that the page cannot read is pasted by the engine', async ({ page }) => {
  await page.goto('/?clipboard=file');
  await expect(page.getByTestId('slot-first')).toBeVisible();
  await paste(page, 'body', '/home/me/from the file manager.tif');
  await expect(page.getByText('4000 × 3000 → ')).toBeVisible();
});

test('an address that is pasted anywhere becomes its picture', async ({ page, open }) => {
  await open();
  await paste(page, 'body', 'https://pictures.example/fox.jpg');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
  expect(await calls(page, 'stageAddress')).toEqual([['https://pictures.example/fox.jpg']]);
});

test('words that are pasted into the prompt stay words', async ({ page, open }) => {
  await open();
  await paste(page, '[data-testid=prompt]', 'https://pictures.example/fox.jpg');
  await paste(page, '[data-testid=prompt]', 'a calico cat');
  expect([await calls(page, 'stageAddress'), await calls(page, 'pastePicture')]).toEqual([[], []]);
});

function drop(page: Page, data: Record<string, string>): Promise<void> {
  return page.getByTestId('wall').evaluate((element, kinds) => {
    const transfer = new DataTransfer();
    for (const [kind, value] of Object.entries(kinds)) transfer.setData(kind, value);
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, data);
}

test('a picture that is dragged out of a browser is fetched, and not the page that it links to', async ({ page, open }) => {
  await open();
  await drop(page, { 'text/uri-list': 'https://pictures.example/page.html', 'text/html': '<a href="https://pictures.example/page.html"><img src="https://pictures.example/fox.jpg"></a>' });
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
  expect(await calls(page, 'stageAddress')).toEqual([['https://pictures.example/fox.jpg']]);
});

test('a picture that does not come says so', async ({ page, open }) => {
  await open();
  await drop(page, { 'text/uri-list': 'https://pictures.example/missing.jpg' });
  await expect(page.getByText('The picture could not be fetched from pictures.example. Save it and use the file.')).toBeVisible();
});

test('a picture is fetched from a typed address, to be cropped here', async ({ page, open }) => {
  await open();
  await page.getByRole('button', { name: 'First frame: use an address' }).click();
  await page.getByTestId('picture-address').fill('https://pictures.example/fox.jpg');
  await page.getByRole('button', { name: 'Fetch it here' }).click();
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
});

/** How long a frame may take: the window itself waits up to fifteen seconds for a decoder, and on a busy machine it needs them. */
const DECODED = { timeout: 20_000 };

/** Drags the first clip of the wall onto something. */
async function carry(page: Page, to: string): Promise<void> {
  // The tile takes the focus from somewhere: that must not end the drag.
  await page.getByTestId('prompt').focus();
  const tile = page.locator('[data-testid=tile][data-state=ready]').first();
  const from = await tile.boundingBox();
  const target = await page.locator(to).boundingBox();
  if (!from || !target) throw new Error('nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + 60);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 - 30, from.y + 80, { steps: 3 });
  await expect(page.getByTestId('carried')).toBeVisible();
  await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 6 });
  await page.mouse.up();
}

test('a clip that is dragged from the wall onto the first frame goes on where it ends', async ({ page, open }) => {
  await open();
  test.setTimeout(60_000);
  await carry(page, '[data-slot=first]');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible(DECODED);
  await expect(page.getByTestId('loupe')).toBeHidden();
  await page.getByTestId('slot-first').getByRole('button').first().click();
  await expect(page.getByRole('menuitemradio', { name: 'Last frame of the clip' }).or(page.getByRole('menuitemcheckbox', { name: 'Last frame of the clip' })).first()).toHaveAttribute('aria-checked', 'true');
});

test('another frame of the clip takes the place of the one that was dragged', async ({ page, open }) => {
  await open();
  test.setTimeout(60_000);
  await carry(page, '[data-slot=first]');
  // Until then the button asks for a file.
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible(DECODED);
  await page.getByTestId('slot-first').getByRole('button').first().click();
  const before = (await calls(page, 'stagePicture')).length;
  await page.getByText('First frame of the clip').click();
  await expect.poll(async () => (await calls(page, 'stagePicture')).length, DECODED).toBe(before + 1);
});

test('a clip that cannot be played gives its still', async ({ page }) => {
  await page.goto('/?video=broken');
  await expect(page.getByTestId('tile').first()).toBeVisible();
  await carry(page, '[data-slot=first]');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible(DECODED);
  await page.getByTestId('slot-first').getByRole('button').first().click();
  await expect(page.getByText('Still of the clip')).toBeVisible();
});

test('a drag that is let go elsewhere, or given up, does nothing', async ({ page, open }) => {
  await open();
  await carry(page, '[data-testid=wall]');
  await expect(page.getByTestId('carried')).toBeHidden();
  await expect(page.getByTestId('loupe')).toBeHidden();
  expect(await calls(page, 'stagePicture')).toEqual([]);
});
