/** Motion: short where it is wanted, none for who asked the system for less of it. */
import type { Page } from '@playwright/test';
import { expect, openStack, test } from './window.ts';

/** Milliseconds below which nobody sees that something moved. */
const UNSEEN = 10;
/** The longest motion of interface.md. */
const LONGEST = 200;

/** From now on every animation and transition is noted that takes longer than that, also one that is over before a test can look. */
async function noteMotion(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript((unseen) => {
    const seen = new Map<string, number>();
    const look = () => {
      for (const motion of document.getAnimations()) {
        const { effect } = motion;
        if (!(effect instanceof KeyframeEffect)) continue;
        const { duration, iterations } = effect.getComputedTiming();
        const whole = Number(duration) * (iterations ?? 1);
        const what = motion instanceof CSSTransition ? motion.transitionProperty : motion instanceof CSSAnimation ? motion.animationName : 'script';
        if (whole > unseen) seen.set(`${effect.target?.localName ?? ''}.${effect.target?.classList.toString() ?? ''} ${what}`, whole);
      }
    };
    for (const event of ['transitionrun', 'animationstart']) document.addEventListener(event, look, true);
    const again = () => (look(), requestAnimationFrame(again));
    requestAnimationFrame(again);
    Object.assign(window, { motionSeen: seen });
  }, UNSEEN);
  return () => page.evaluate(() => [...((window as unknown as { motionSeen: Map<string, number> }).motionSeen ?? [])].map(([what, whole]) => `${what} ${whole} ms`));
}

/** What would take longer, were it to change: of every element, and of what is drawn before, behind and after it. */
function declaredMotion(page: Page): Promise<string[]> {
  return page.evaluate((unseen) => {
    const milliseconds = (list: string) => Math.max(...list.split(',').map((one) => Number.parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000)));
    const found = new Set<string>();
    for (const element of document.querySelectorAll('*')) {
      for (const part of [null, '::before', '::after', '::backdrop']) {
        const style = getComputedStyle(element, part);
        const whole = Math.max(milliseconds(style.transitionDuration), milliseconds(style.animationDuration));
        if (whole > unseen || style.scrollBehavior === 'smooth') found.add(`${element.localName}.${element.classList.toString()}${part ?? ''} ${whole} ms`);
      }
    }
    return [...found];
  }, UNSEEN);
}

/** Two pictures of the page later. */
const painted = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** What moves where it may. */
const ACTIONS: Record<string, (page: Page) => Promise<void>> = {
  'the wall': async (page) => {
    await page.locator('[data-job=job_b7]').hover();
    await page.getByTestId('wall').hover();
    await page.mouse.wheel(0, 400);
    await page.evaluate(() => window.fakeEngine?.change('job_a1', { progress: 90 }));
    await page.getByTestId('wall').evaluate((element) => element.scrollTo(0, 0));
  },
  'a sheet': async (page) => {
    await page.getByTestId('settings-open').click();
    await expect(page.getByTestId('settings')).toBeVisible();
    await page.getByTestId('theme-light').click({ force: true });
  },
  'a message': async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-search').fill('curl');
    await page.evaluate(() => window.fakeEngine?.emit({ type: 'notice', kind: 'picture_refused', error: null }));
    await expect(page.getByTestId('toast')).toBeVisible();
  },
  'the loupe': async (page) => {
    await page.locator('[data-job=job_b7]').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('loupe')).toBeVisible();
    await page.getByTestId('scrub').hover();
    await page.keyboard.press('ArrowRight');
  },
  'a comparison': async (page) => {
    await openStack(page, 'job_b3');
    await page.locator('[data-job=job_b3]').focus();
    await page.keyboard.press('c');
    await expect(page.getByTestId('compare')).toBeVisible();
  },
};

for (const [name, act] of Object.entries(ACTIONS)) {
  test(`who asked for less motion sees none: ${name}`, async ({ page, open }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moved = await noteMotion(page);
    await open({ server: 'srv_home' });
    await act(page);
    await painted(page);
    expect(await moved()).toEqual([]);
    expect(await declaredMotion(page)).toEqual([]);
  });

  // The one above would also pass if it could not see motion at all.
  test(`motion is there for everybody else, and short: ${name}`, async ({ page, open }) => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    const moved = await noteMotion(page);
    await open({ server: 'srv_home' });
    await act(page);
    await painted(page);
    const seen = await moved();
    expect(seen).not.toEqual([]);
    expect(seen.filter((motion) => Number(/([\d.]+) ms$/.exec(motion)?.[1]) > LONGEST)).toEqual([]);
    expect(await declaredMotion(page)).not.toEqual([]);
  });
}

test('another theme starts no transition for who asked for less motion', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ server: 'srv_home', theme: 'dark' });
  await page.evaluate(() => {
    const started = { count: 0 };
    document.addEventListener('transitionrun', () => (started.count += 1), true);
    Object.assign(window, { started });
  });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('theme-light').click({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await painted(page);
  expect(await page.evaluate(() => (window as unknown as { started: { count: number } }).started.count)).toBe(0);
});

test('a filmstrip shows the frame under the pointer at once, and rests while the pointer rests', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ server: 'srv_home' });
  const tile = page.locator('[data-job=job_b7]');
  const strip = tile.locator('.strip');
  await expect(strip).toHaveCount(0);
  const box = (await tile.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = (part: number) => page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
  // Which of its twelve frames is seen, by where the strip stands.
  const frame = () =>
    strip.evaluate((element) => {
      const clip = element.parentElement?.getBoundingClientRect();
      return clip === undefined ? null : Math.round((clip.left - element.getBoundingClientRect().left) / clip.width);
    });
  await at(0.04);
  expect(await frame()).toBe(0);
  await at(0.54);
  expect(await frame()).toBe(6);
  for (let picture = 0; picture < 5; picture += 1) {
    await painted(page);
    expect(await frame()).toBe(6);
  }
  await page.mouse.move(2, 2);
  await expect(strip).toHaveCount(0);
});

/** Every length that the bar of a download has on its way to a new one. */
function lengths(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const bar = () => document.querySelector('[data-job=job_a2] .bar > div')?.getBoundingClientRect().width ?? 0;
    const seen = [bar()];
    window.fakeEngine?.change('job_a2', { transfer: { received: 8_400_000, total: 8_400_000 } });
    for (const end = performance.now() + 700; performance.now() < end; ) {
      await new Promise((next) => requestAnimationFrame(next));
      if (bar() !== seen.at(-1)) seen.push(bar());
    }
    return seen;
  });
}

test('how far a clip is stands at its place at once for who asked for less motion, and glides there for others', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ server: 'srv_home' });
  expect(await lengths(page)).toHaveLength(2);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await open({ server: 'srv_home' });
  expect((await lengths(page)).length).toBeGreaterThan(2);
});
